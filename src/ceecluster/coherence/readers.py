"""How far the readers' error moves what is compared: codes redrawn by what a second reading says of them.

A code that was read once is true with a probability that the records read twice tell, P(true | coded). In each draw it
stays with that probability, itself drawn from its beta posterior, and as many of its kind as are expected to go are
spread over the records of the level that do not carry it: the expected number of codes stays that of the inventory, so
that the noise of reading is not added a second time. What was decided between two readers stays as it is, and so do
levels and the dimensions nobody read twice. Figures of a draw are of inventories that could as well have been written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ceecluster import frames
from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.null_model import benjamini_hochberg
from ceecluster.coherence.pairs import exact_pairs
from ceecluster.coherence.partners import TIE
from ceecluster.coherence.similarity import combine
from ceecluster.inforce import at
from ceecluster.model import World
from ceecluster.results import Result

DRAWS = 100
SURVIVES = 0.9
"""A finding that holds in so many draws stands whoever had read."""
Trust = Mapping[str, tuple[float, float]]
"""By code: how often the first reader's code was found true and false; a half of either is added."""
Settled = frozenset[tuple[str, str]]
"""(record, dimension) whose codes two readers agreed on or decided."""


@dataclass(frozen=True)
class ReaderLevel:
    """The index of a level as read, and in 95 % of the draws."""

    level: str
    index: float | None
    """Mean similarity as read."""
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ReaderPair:
    """A pair at a level as read, and in the draws."""

    region: str
    partner: str
    level: str
    similarity: float
    low: float
    high: float
    beyond: bool
    """Shares more than chance explains, as read, by the exact test."""
    held: float
    """Share of the draws in which it does."""


@dataclass(frozen=True)
class ReaderClosest:
    """The region most alike, over the levels, as read, and how often it is among the closest in the draws."""

    region: str
    closest: str
    """As read."""
    held: float
    """Share of the draws in which it is among the closest."""
    other: str | None
    """The region that most often takes its place."""


@dataclass(frozen=True, repr=False)
class ReaderSpread(Result):
    """What of a comparison survives the error of the readers."""

    dimensions: tuple[str, ...]
    """Dimensions redrawn."""
    kept: tuple[str, ...]
    """Dimensions compared as they were read, since nobody read them twice."""
    codes: int
    """Codes of records that were read once, and so may change."""
    changed: float
    """Share of them that a draw changes, on average."""
    levels: tuple[ReaderLevel, ...]
    pairs: tuple[ReaderPair, ...]
    closest: tuple[ReaderClosest, ...]
    as_of: int | None
    draws: int
    seed: int


@dataclass(frozen=True)
class _Dimension:
    """The records of one dimension: which codes each carries, and which of them may change."""

    codes: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    """(region, record) of each row."""
    carried: np.ndarray
    """(records, codes), bool."""
    open: np.ndarray
    """(records,), bool: read once."""
    stratum: np.ndarray
    """(records,): first level of each record."""
    place: np.ndarray
    """(regions, levels, records), 0 or 1."""
    weight: float

    def shares(self, carried: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shares (regions, levels, codes) and records with a code (regions, levels)."""
        counts = self.place @ carried.astype(float)
        records = self.place @ carried.any(axis=1).astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(records[..., None] > 0, counts / records[..., None], 0.0), records


def redraw(
    carried: np.ndarray, free: np.ndarray, stratum: np.ndarray, true: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """One draw of codes (records, codes): each code of a free record stays with `true` (codes,).

    As many as are expected to go are spread over the free records of the same stratum that lack the code; the expected
    number of codes of a stratum is kept wherever there are enough of them.
    """
    drawn = carried.copy()
    for level in np.unique(stratum[free]):
        mine = np.flatnonzero(free & (stratum == level))
        own = carried[mine]
        having = own.sum(axis=0)
        lacking = len(mine) - having
        with np.errstate(divide="ignore", invalid="ignore"):
            comes = np.where(lacking > 0, np.minimum((1 - true) * having / np.maximum(lacking, 1), 1.0), 0.0)
        stays = np.where(lacking > 0, true, 1.0)
        drawn[mine] = random.random(own.shape) < np.where(own, stays, comes)
    return drawn


def reader_spread(
    world: World,
    trust: Trust,
    settled: Settled,
    *,
    dimensions: Sequence[str] | None = None,
    as_of: int | None = None,
    measure: str = "ruzicka",
    national: bool = False,
    weights: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> ReaderSpread:
    """Redraw the codes of a comparison `draws` times; settings as `comparison.compare` takes them."""
    world = at(world, as_of)
    chosen = tuple(dimensions or frames.DIMENSIONS)
    own = frames.weights_of(world, weights)
    regions = [region.code for region in world.network.regions]
    levels = [level.id for level in world.network.levels]
    parts = {name: dimension_of(world, name, national, settled, own.get(name, 1.0)) for name in chosen}
    redrawn = tuple(name for name in chosen if any(code in trust for code in parts[name].codes))
    random = np.random.default_rng(seed)
    plain = _figures({name: part.carried for name, part in parts.items()}, parts, measure)
    similar, beyond, changed = [], [], []
    for _ in range(draws):
        carried = {}
        for name, part in parts.items():
            carried[name] = part.carried
            if name in redrawn:
                a, b = np.array([trust.get(code, (1e9, 0.0)) for code in part.codes], float).T
                true = random.beta(a + 0.5, b + 0.5)
                carried[name] = redraw(part.carried, part.open, part.stratum, true, random)
                changed.append(int((carried[name] != part.carried)[part.open].sum()))
        s, announced = _figures(carried, parts, measure)
        similar.append(s)
        beyond.append(announced)
    free = sum(int(parts[name].carried[parts[name].open].sum()) for name in redrawn)
    drawn = np.array(similar) if similar else np.empty((0, *plain[0].shape))
    held = np.mean(beyond, axis=0) if beyond else np.zeros(plain[1].shape)
    return ReaderSpread(
        redrawn,
        tuple(name for name in chosen if name not in redrawn),
        free,
        sum(changed) / (2 * draws * free) if draws and free else 0.0,
        tuple(_levels(levels, plain[0], drawn)),
        tuple(_pairs(regions, levels, plain, drawn, held)),
        tuple(_closest(regions, plain[0], drawn)),
        world.standing.year if world.standing else None,
        draws,
        seed,
    )


def dimension_of(world: World, name: str, national: bool, settled: Settled, weight: float) -> _Dimension:
    """The codes of a dimension as a matrix of records, with what may change in it."""
    table = frames.codes(world, national=national)
    table = table[table["dimension"] == name]
    regions = {region.code: i for i, region in enumerate(world.network.regions)}
    levels = {level.id: i for i, level in enumerate(world.network.levels)}
    table = table[table["level"].isin(levels)]
    keys = list(dict.fromkeys(zip(table["region"], table["programme"], strict=True)))
    number = {key: i for i, key in enumerate(keys)}
    codes = tuple(sorted(set(table["code"])))
    column = {code: i for i, code in enumerate(codes)}
    carried = np.zeros((len(keys), len(codes)), bool)
    place = np.zeros((len(regions), len(levels), len(keys)))
    stratum = np.full(len(keys), -1)
    for region, level, programme, code in table[["region", "level", "programme", "code"]].itertuples(index=False):
        row = number[region, programme]
        carried[row, column[code]] = True
        place[regions[region], levels[level], row] = 1
        if stratum[row] < 0:
            stratum[row] = levels[level]
    free = np.array([(programme, name) not in settled for _, programme in keys], bool)
    return _Dimension(codes, tuple(keys), carried, free, stratum, place, float(weight))


def _figures(
    carried: Mapping[str, np.ndarray], parts: Mapping[str, _Dimension], measure: str
) -> tuple[np.ndarray, np.ndarray]:
    """Similarity (levels, regions, regions), and which pairs (levels, pairs) share more than chance explains."""
    found = {name: part.shares(carried[name]) for name, part in parts.items()}
    levels = next(iter(found.values()))[0].shape[1]
    similar, p = [], []
    for k in range(levels):
        speaking = np.any([records[:, k] > 0 for _, records in found.values()], axis=0)
        profile = [(shares[:, k], parts[name].weight) for name, (shares, _) in found.items()]
        similar.append(combine(profile, speaking, measure))
        p.append(exact_pairs(np.concatenate([shares[:, k] > 0 for shares, _ in found.values()], axis=1)).p)
    with np.errstate(invalid="ignore"):
        return np.array(similar), benjamini_hochberg(np.concatenate(p)).reshape(levels, -1) < BEYOND


def _upper(s: np.ndarray) -> np.ndarray:
    """Pairs of the last two axes, above the diagonal."""
    first, second = np.triu_indices(s.shape[-1], 1)
    return np.asarray(s[..., first, second])


def _limits(values: np.ndarray) -> tuple[float, float] | tuple[None, None]:
    known = values[~np.isnan(values)]
    return (float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975))) if known.size else (None, None)


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _levels(levels: Sequence[str], plain: np.ndarray, drawn: np.ndarray) -> list[ReaderLevel]:
    rows = []
    for k, level in enumerate(levels):
        index = _mean(_upper(plain[k]))
        low, high = _limits(np.array([_mean(_upper(s[k])) for s in drawn]))
        rows.append(ReaderLevel(level, None if np.isnan(index) else index, low, high))
    return rows


def _pairs(
    regions: Sequence[str],
    levels: Sequence[str],
    plain: tuple[np.ndarray, np.ndarray],
    drawn: np.ndarray,
    held: np.ndarray,
) -> list[ReaderPair]:
    first, second = np.triu_indices(len(regions), 1)
    rows = []
    for k, level in enumerate(levels):
        values, draws = _upper(plain[0][k]), _upper(drawn[:, k])
        for i, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            low, high = _limits(draws[:, i])
            if np.isnan(values[i]) or low is None or high is None:
                continue
            beyond = bool(plain[1][k, i])
            row = ReaderPair(regions[a], regions[b], level, float(values[i]), low, high, beyond, float(held[k, i]))
            rows.append(row)
    return rows


def _over_levels(s: np.ndarray) -> np.ndarray:
    """Mean over the levels with data, (regions, regions); NaN on the diagonal and where there is none."""
    known = ~np.isnan(s)
    with np.errstate(invalid="ignore"):
        mean = np.where(known.any(axis=0), np.where(known, s, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)
    np.fill_diagonal(mean, np.nan)
    return mean


def _closest(regions: Sequence[str], plain: np.ndarray, drawn: np.ndarray) -> list[ReaderClosest]:
    means = [_over_levels(s) for s in drawn]
    rows = []
    for r, row in enumerate(_over_levels(plain)):
        if np.isnan(row).all() or not means:
            continue
        best = int(np.nanargmax(row))
        near = np.array([np.nanmax(m[r]) - m[r] < TIE if not np.isnan(m[r]).all() else m[r] > 0 for m in means])
        rivals = near.mean(axis=0)
        held = float(rivals[best])
        rivals[best] = 0
        other = regions[int(rivals.argmax())] if rivals.max() > 0 else None
        rows.append(ReaderClosest(regions[r], regions[best], held, other))
    return rows
