"""Indices that may be compared: the same number of records on both sides, and what records dealt at random give.

The similarity of two unions of codes grows with the records behind them. Levels, years and groups with different
numbers of records are therefore compared on `m` records of each region, drawn without replacement, with one `m` on
everything compared (rarefaction: Hurlbert 1971, doi:10.2307/1934145). A difference is called one where a paired
bootstrap over regions says so, on pairs present on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import NormalDist

import numpy as np
import pandas as pd

from ceecluster.coherence.large import at_once
from ceecluster.coherence.similarity import MEASURES

FEWEST_RECORDS = 3
"""Records per region below which nothing is compared."""
FEWEST_REGIONS = 4
"""Regions on both sides below which a bootstrap over them says nothing."""
FEW_PAIRS = 6
"""Up to so many pairs are said to be few."""
KEPT = 2 / 3
"""Share of the regions with records that the common number must keep."""
ROUNDING = 1e-9
"""What a product may miss a whole number by."""
PRECISION = 0.005
"""Monte Carlo standard error of a rarefied index at which drawing stops."""
BATCH, MOST = 32, 1_024
"""Draws of records made at once, and at most."""
RESAMPLED = 2_000
"""Bootstrap samples of regions."""
CELLS = 40_000_000
"""Numbers that dealing at random may take in all."""
DEALT = CELLS // 10
"""Numbers of the deals that are counted at once."""
FEWEST_DEALS, MOST_DEALS = 4, 200
"""Deals at random, whatever the size of the network."""
CACHED = 1 << 15
"""Numbers compared at once."""
DIGITS = 12
"""Digits of the ends of an interval that are the same on every machine."""


class Direction(StrEnum):
    """Which way a difference goes; a direction only where its interval excludes 0."""

    MORE = "more alike"
    LESS = "less alike"
    UNCLEAR = "no clear difference"
    NOT_COMPARABLE = "not comparable"


MORE, LESS, UNCLEAR, NOT_COMPARABLE = Direction


@dataclass(frozen=True)
class RecordCodes:
    """The coded records of all regions at one level, in one year or any other selection."""

    carried: np.ndarray
    """(records, codes), bool."""
    owner: np.ndarray
    """Index of the region each record belongs to, (records,)."""
    regions: int
    spans: tuple[tuple[int, int, float], ...]
    """First column, column after the last, and weight of each dimension."""

    @property
    def numbers(self) -> np.ndarray:
        """Coded records of each region, (regions,)."""
        return np.bincount(self.owner, minlength=self.regions)


@dataclass(frozen=True)
class Rarefied:
    """Similarity of all pairs on `m` records of each region."""

    m: int
    pairs: np.ndarray
    """Mean over the draws, (regions, regions); NaN where one has fewer than m records."""
    error: float
    """Monte Carlo standard error of the index."""
    chance: float
    """What m records dealt at random from the same regions' records give."""

    @property
    def index(self) -> float:
        """Mean over the pairs."""
        return mean_of(self.pairs)


@dataclass(frozen=True)
class Contrast:
    """One side against the other on equal numbers of records."""

    m: int
    """Records per region on both sides; 0 where no number can be found."""
    regions: int
    pairs: int
    start: float
    """Rarefied index of the first side over these pairs."""
    end: float
    """Rarefied index of the second side."""
    chance_start: float
    chance_end: float
    low: float
    """Lower end of the bootstrap interval of end - start."""
    high: float
    verdict: Direction

    @property
    def difference(self) -> float:
        """End minus start."""
        return self.end - self.start


NOT_COMPARED = Contrast(0, 0, 0, *(np.nan,) * 6, NOT_COMPARABLE)
"""Where no common number of records is found."""


def record_codes(
    table: pd.DataFrame, regions: Sequence[str], dimensions: Sequence[str], weights: Mapping[str, float]
) -> RecordCodes:
    """The records of a table of codes (columns region, programme, dimension, code), each of a region once."""
    own = table[table["dimension"].isin(dimensions) & table["region"].isin(regions)]
    region, names = pd.factorize(own["region"], sort=True)
    programme, programmes = pd.factorize(own["programme"], sort=True)
    # Records by region and identifier: one number for each pair of the two.
    records, rows = np.unique(region * len(programmes) + programme, return_inverse=True)
    place = {code: i for i, code in enumerate(regions)}
    owner = np.array([place[str(name)] for name in names], int)[records // len(programmes)]
    spans, columns = [], np.zeros(len(own), int)
    at = 0
    for dimension in dimensions:
        mine = (own["dimension"] == dimension).to_numpy(bool)
        # As objects: pandas would make a text of each cell anew.
        number, codes = pd.factorize(own["code"].to_numpy(object)[mine], sort=True)
        columns[mine] = at + number
        spans.append((at, at + len(codes), float(weights.get(dimension, 1.0))))
        at += len(codes)
    carried = np.zeros((len(records), at), bool)
    carried[rows, columns] = True
    return RecordCodes(carried, owner, len(regions), tuple(spans))


def common_number(sides: Sequence[np.ndarray]) -> int:
    """The largest m that keeps two thirds of the regions with records on every side; 0 below FEWEST_RECORDS.

    `sides` are the numbers of records of each region, (regions,) each.
    """
    most = []
    for numbers in sides:
        held = np.sort(numbers[numbers > 0])[::-1]
        if not len(held):
            return 0
        most.append(int(held[int(np.ceil(KEPT * len(held) - ROUNDING)) - 1]))
    m = min(most, default=0)
    return m if m >= FEWEST_RECORDS else 0


def similarities(
    records: RecordCodes, drawn: np.ndarray, first: np.ndarray, second: np.ndarray, measure: str
) -> np.ndarray:
    """Similarity of pairs of selections of records, (draws, pairs).

    `drawn` (draws, units, m) are record numbers; `first` and `second` (pairs,) the units of each pair. Overall
    similarity is the weighted mean over the dimensions in which one of the two has a code.
    """
    total = np.zeros((len(drawn), len(first)))
    weight = np.zeros_like(total)
    counts = tally(records, drawn)
    coded = counts[:, :, records.carried.shape[1] :]
    for d, (begin, end, w) in enumerate(records.spans):
        shares = counts[:, :, begin:end] / np.maximum(coded[:, :, d], 1)[:, :, None]
        # In parts that stay in the processor's cache; a pair's row is the same in any part.
        pairs = at_once(CACHED, end - begin)
        draws = at_once(CACHED, min(pairs, len(first)) * (end - begin))
        for i in range(0, len(drawn), draws):
            for j in range(0, len(first), pairs):
                part = np.s_[i : i + draws, j : j + pairs]
                sides = (np.take(shares[part[0]], side[part[1]], axis=1) for side in (first, second))
                s = MEASURES[measure](*sides)
                known = ~np.isnan(s)
                total[part] += np.where(known, w * s, 0.0)
                weight[part] += np.where(known, w, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, total / weight, np.nan)


def tally(records: RecordCodes, drawn: np.ndarray) -> np.ndarray:
    """How many of the drawn records (draws, units, m) carry each code, and then have any of each dimension.

    (draws, units, codes + dimensions), float32, which holds these counts exactly.
    """
    coded = [records.carried[:, begin:end].any(axis=1) for begin, end, _ in records.spans]
    flags = np.column_stack([records.carried, *coded]) if coded else records.carried
    # Eight bytes, or fewer and longer numbers, are added as one: no count can carry over into its neighbour.
    small = np.min_scalar_type(drawn.shape[2])
    fill = -flags.shape[1] % (8 // small.itemsize)
    packed = np.ascontiguousarray(np.pad(flags, ((0, 0), (0, fill))), small).view(np.uint64)
    sums = np.ascontiguousarray(packed[drawn].sum(axis=2))
    return sums.view(small)[:, :, : flags.shape[1]].astype(np.float32)


def rarefy(records: RecordCodes, m: int, *, measure: str = "ruzicka", seed: int = 1) -> Rarefied:
    """Similarity on m records of every region that has as many, until its Monte Carlo error is below PRECISION."""
    numbers = records.numbers
    kept = np.flatnonzero(numbers >= m)
    matrix = np.full((records.regions,) * 2, np.nan)
    first, second = np.triu_indices(len(kept), 1)
    if m < 1 or not len(first):
        return Rarefied(m, matrix, np.nan, np.nan)
    chance = np.random.default_rng(seed)
    owned = [np.flatnonzero(records.owner == region) for region in kept]
    total, indices = np.zeros(len(first)), np.zeros(0)
    while True:
        drawn = np.stack([own[np.argsort(chance.random((BATCH, len(own))), axis=1)[:, :m]] for own in owned], axis=1)
        found = similarities(records, drawn, first, second, measure)
        total += np.nan_to_num(found).sum(axis=0)
        indices = np.append(indices, np.nanmean(found, axis=1))
        error = float(indices.std(ddof=1) / np.sqrt(len(indices)))
        if error < PRECISION or len(indices) >= MOST:
            break
    matrix[kept[first], kept[second]] = matrix[kept[second], kept[first]] = total / len(indices)
    pool = np.concatenate(owned)
    dealt = np.argsort(chance.random((len(indices), len(pool))), axis=1)[:, : 2 * m].reshape(len(indices), 2, m)
    expected = similarities(records, pool[dealt], np.array([0]), np.array([1]), measure)
    return Rarefied(m, matrix, error, float(np.nanmean(expected)))


def deal(records: RecordCodes, *, measure: str = "ruzicka", seed: int = 1) -> np.ndarray:
    """Expected similarity of all pairs if the records were dealt at random, each region keeping its number.

    (regions, regions), NaN where one has none. Pairs with the same two numbers of records have the same expectation, so
    their draws are pooled.
    """
    numbers = records.numbers
    kept = np.flatnonzero(numbers > 0)
    matrix = np.full((records.regions,) * 2, np.nan)
    first, second = np.triu_indices(len(kept), 1)
    if not len(first):
        return matrix
    draws = int(np.clip(at_once(CELLS, len(first) * records.carried.shape[1]), FEWEST_DEALS, MOST_DEALS))
    chance = np.random.default_rng(seed)
    width = int(numbers.max())
    # A further record without any code fills up the shorter hands.
    filled = replace(records, carried=np.vstack([records.carried, np.zeros(records.carried.shape[1], bool)]))
    ends = np.cumsum(numbers[kept])
    total = np.zeros(len(first))
    many = at_once(DEALT, len(kept) * width * records.carried.shape[1])
    for start in range(0, draws, many):
        slots = np.full((min(many, draws - start), len(kept), width), len(records.owner))
        orders = np.argsort(chance.random((len(slots), len(records.owner))), axis=1)
        for unit, (end, number) in enumerate(zip(ends, numbers[kept], strict=True)):
            slots[:, unit, :number] = orders[:, end - number : end]
        total += np.nan_to_num(similarities(filled, slots, first, second, measure)).sum(axis=0)
    low = np.minimum(numbers[kept[first]], numbers[kept[second]])
    high = np.maximum(numbers[kept[first]], numbers[kept[second]])
    kinds, kind = np.unique(low * len(records.owner) + high, return_inverse=True)
    mean = np.bincount(kind, total / draws, len(kinds)) / np.bincount(kind, minlength=len(kinds))
    matrix[kept[first], kept[second]] = matrix[kept[second], kept[first]] = mean[kind]
    return matrix


def contrast(
    start: RecordCodes,
    end: RecordCodes,
    *,
    m: int | None = None,
    measure: str = "ruzicka",
    level: float = 0.95,
    seed: int = 1,
) -> Contrast:
    """Whether the regions are more alike on the second side, on equal numbers of records and the same pairs.

    `m` is found by `common_number` unless several contrasts share one. `level` is that of the interval.
    """
    if m is None:
        m = common_number([start.numbers, end.numbers])
    if not m:
        return NOT_COMPARED
    sides = (rarefy(side, m, measure=measure, seed=seed) for side in (start, end))
    return contrast_of(*sides, level=level, seed=seed)


def contrast_of(one: Rarefied, two: Rarefied, *, level: float = 0.95, seed: int = 1) -> Contrast:
    """The contrast of two sides that are rarefied to the same number of records."""
    m = one.m
    moved = two.pairs - one.pairs
    both = ~np.isnan(moved)
    regions = int(np.logical_or.reduce(both).sum())
    pairs = int(both.sum()) // 2
    figures = (
        mean_of(np.where(both, one.pairs, np.nan)),
        mean_of(np.where(both, two.pairs, np.nan)),
        one.chance,
        two.chance,
    )
    if regions < FEWEST_REGIONS:
        return Contrast(m, regions, pairs, *figures, np.nan, np.nan, NOT_COMPARABLE)
    low, high = bootstrap(moved, level=level, seed=seed)
    return Contrast(m, regions, pairs, *figures, low, high, verdict(low, high))


def verdict(low: float, high: float) -> Direction:
    """A difference in a word: only an interval without 0 is one."""
    if np.isnan(low) or np.isnan(high):
        return NOT_COMPARABLE
    return MORE if low > 0 else LESS if high < 0 else UNCLEAR


def bootstrap(values: np.ndarray, *, level: float = 0.95, draws: int = RESAMPLED, seed: int = 1) -> tuple[float, float]:
    """Interval of the mean of `values` (regions, regions) over pairs, regions resampled; NaN pairs take no part.

    A region drawn twice makes no pair with itself. As few regions make such intervals too short, deviations are
    stretched by the factor that makes the bootstrap variance of a mean unbiased and by Student's t against the normal.
    """
    known = ~np.isnan(values)
    np.fill_diagonal(known, False)
    active = np.flatnonzero(np.logical_or.reduce(known))
    n = len(active)
    if n < 3:
        return np.nan, np.nan
    x = np.where(known, values, 0.0)[np.ix_(active, active)]
    weight = known[np.ix_(active, active)].astype(float)
    chance = np.random.default_rng(seed)
    times = chance.multinomial(n, np.full(n, 1 / n), draws).astype(float)
    above = np.einsum("bi,ij,bj->b", times, x, times, optimize=True)
    below = np.einsum("bi,ij,bj->b", times, weight, times, optimize=True)
    formed = np.flatnonzero(below)
    means = above[formed] / below[formed]
    mean = x.sum() / weight.sum()
    stretch = np.sqrt(n / (n - 1)) * _student_to_normal((1 + level) / 2, n - 1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    # Rounded, because the ends are compared with 0: the last bits of a matrix product are other ones elsewhere.
    return round(float(mean - stretch * (mean - low)), DIGITS), round(float(mean + stretch * (high - mean)), DIGITS)


def mean_of(pairs: np.ndarray) -> float:
    """Mean over the pairs with data of a symmetric matrix; NaN without any."""
    values = pairs[np.triu_indices(len(pairs), 1)]
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else float("nan")


def _student_to_normal(share: float, freedom: int) -> float:
    """Quantile of Student's t over that of the normal distribution (Hill 1970's series; scipy takes longer to load)."""
    z = NormalDist().inv_cdf(share)
    series = (
        z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )  # fmt: skip
    return series / z
