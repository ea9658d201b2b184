"""Which pairs are closer than the popularity of codes explains: fixed-fixed random matrices by Curveball."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ceecluster.coherence.large import at_once

BURN_IN = 40
"""Global trades before the first matrix of a chain is kept; mixing is checked by a test."""
THINNING = 3
"""Global trades between two matrices kept; in one, every region trades once. Shared codes then correlate at 0.1."""
DRAWS, MOST_DRAWS = 999, 9_999
"""Fewest and most random matrices made when nobody says how many."""
PER_PAIR = 20
"""Random matrices per pair announced together: the smallest p times the pairs then lies below 0.05."""
CLOSE = 1
"""A pair reached by so few of the random matrices gets more of them, so that no verdict hangs on the seed."""
CHAINS = 37
"""Chains run side by side where the matrices are small: numpy then works on all of them at once."""
CELLS = 40_000
"""Cells held by all chains together, so that large networks need no more memory for more chains."""
NARROW = 1 << 12
"""Columns up to which keys of 32 bits leave at least 20 random ones above those of the column."""
_LARGEST = (1 << 64) - 1
"""Of 64 bits."""
VARIES = 1e-9
"""Spread of the random matrices up to which they do not vary."""


@dataclass(frozen=True)
class PairTest:
    """Result of the pair test; arrays of shape (pairs,), pairs in the order of `pairs_of`."""

    shared: np.ndarray
    """Codes shared in the data."""
    expected: np.ndarray
    """Mean codes shared in the random matrices."""
    effect: np.ndarray
    """Standardised effect; NaN where the random matrices never vary."""
    p: np.ndarray
    """(1 + number of random matrices with at least as many shared codes) / (1 + draws)."""
    q: np.ndarray
    """p adjusted for all pairs tested (Benjamini & Hochberg 1995); NaN where a pair has no data."""
    draws: int
    seed: int


def pairs_of(n: int) -> list[tuple[int, int]]:
    """Index pairs (i, j), i < j, in lexicographic order."""
    return [(i, j) for i in range(n) for j in range(i + 1, n)]


def enough_draws(pairs: int) -> int:
    """Random matrices after which one pair of so many could be announced; DRAWS where even MOST_DRAWS are too few."""
    return max(DRAWS, PER_PAIR * pairs) if PER_PAIR * pairs <= MOST_DRAWS else DRAWS


def smallest_q(pairs: int, draws: int) -> float:
    """Smallest adjusted p that a single pair of `pairs` can reach with so many random matrices; 1 without draws."""
    return min(1.0, pairs / (1 + draws)) if draws else 1.0


def curveball(presence: np.ndarray, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Random matrices with the row and column sums of `presence` (rows, columns), in blocks (chains, rows, columns).

    Two rows trade the codes that only one of them has, keeping how many each has (Strona et al. 2014,
    doi:10.1038/ncomms5114); in a global trade all rows do so at once, two by two (Carstens et al. 2018,
    doi:10.4230/LIPIcs.ESA.2018.11). The last block is cut so that `draws` matrices come in all.
    Deterministic in `seed`.
    """
    left = draws
    for block in _chains(presence, seed):
        if left <= 0:
            return
        yield block[:left]
        left -= len(block)


def _chains(presence: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Blocks of random matrices without end."""
    chance = _Chance(seed)
    start = np.asarray(presence, bool)
    chains = min(at_once(CELLS, start.size), CHAINS)
    held = np.repeat(start[None], chains, axis=0)
    trades = BURN_IN
    while True:
        for _ in range(trades if start.size else 0):
            _trade(held, chance)
        yield held.copy()
        trades = THINNING


class _Chance:
    """Random numbers as numpy's generator gives them; keys of 32 bits two at a time, which takes half of its time."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._left = np.zeros(0, "<u4")

    def shares(self, *shape: int) -> np.ndarray:
        """Numbers in [0, 1)."""
        return self._generator.random(shape)

    def keys(self, shape: tuple[int, int], bits: int) -> np.ndarray:
        """Whole numbers of so many bits."""
        if bits == 64:
            return self._generator.integers(0, _LARGEST, shape, np.uint64, endpoint=True)
        count = shape[0] * shape[1]
        drawn = self._generator.integers(0, _LARGEST, (count - len(self._left) + 1) // 2, np.uint64, endpoint=True)
        halves = drawn.astype("<u8", copy=False).view("<u4")
        found = np.concatenate([self._left, halves]) if len(self._left) else halves
        self._left = found[count:]
        return found[:count].reshape(shape)


def _trade(held: np.ndarray, chance: _Chance) -> None:
    """One global trade in every chain, in place; with an odd number of rows one rests."""
    chains, rows, columns = held.shape
    order = np.argsort(chance.shares(chains, rows), axis=1)
    order += np.arange(0, chains * rows, rows)[:, None]
    half, listed = rows // 2, held.reshape(-1, columns)
    one, two = order[:, :half].ravel(), order[:, half : 2 * half].ravel()
    a, b = listed.take(one, axis=0), listed.take(two, axis=0)
    only, common = a ^ b, a & b
    # A sum of ones and noughts by `einsum`, which takes half the time of counting them along the last axis.
    mine = np.einsum("ij->i", (a & only).view(np.uint8), dtype=np.min_scalar_type(columns))
    # Random keys pick as many of the traded codes as the first row had; the column in the low bits rules out ties.
    keys = chance.keys((len(one), columns), 32 if columns <= NARROW else 64)
    kind = keys.dtype
    most = np.iinfo(kind).max
    keys &= kind.type(most - (1 << columns.bit_length()) + 1)
    keys |= np.arange(columns, dtype=kind)
    # What is not traded comes last: nought less one is the largest key, which no column has.
    keys |= only.astype(kind) - kind.type(1)
    beyond = np.sort(keys, axis=-1)[np.arange(len(one)), np.minimum(mine, columns - 1)]
    beyond[mine == columns] = most
    given = keys < beyond[:, None]
    listed[one] = common | given
    listed[two] = common | (only ^ given)


def pair_test(presence: np.ndarray, *, draws: int = 999, seed: int = 1) -> PairTest:
    """Test every pair of rows of `presence` (rows, columns) against matrices with the same margins.

    Rows without any code take no part. The sum over pairs is a constant under these margins, so nothing is said of
    the network as a whole.
    """
    return PairSampler(presence, seed).test(draws)


class PairSampler:
    """The pair test on more and more random matrices of one chain.

    What is drawn for few draws is the beginning of what is drawn for many, so going on costs only the difference and
    gives what as many draws at once would give.
    """

    def __init__(self, presence: np.ndarray, seed: int = 1) -> None:
        held = np.asarray(presence, bool)
        self.seed = seed
        self._pairs = np.triu_indices(len(held), 1)
        filled = np.asarray(held.any(axis=1))
        self._usable = filled[self._pairs[0]] & filled[self._pairs[1]]
        self._found = _shared(held)
        # A code that all or none have is never traded: it adds the same to every matrix.
        moving = ~(held.all(axis=0) | ~held.any(axis=0))
        self._fixed = _shared(held[:, ~moving])
        # Whole matrices: picking out the pairs would take longer than both halves.
        self._sums = np.zeros((3, *self._found.shape))
        self._blocks = _chains(held[:, moving], seed)
        self._ahead = np.zeros((0, *held[:, moving].shape), bool)
        self._made = 0

    def test(self, draws: int) -> PairTest:
        """The test on `draws` random matrices; ValueError for fewer than were made already."""
        if draws < self._made:
            raise ValueError(f"{self._made} random matrices are made already")
        while self._made < draws:
            block = self._ahead if len(self._ahead) else next(self._blocks)
            part, self._ahead = block[: draws - self._made], block[draws - self._made :]
            counts = _shared(part) + self._fixed
            self._sums[0] += np.count_nonzero(counts >= self._found, axis=0)
            self._sums[1] += counts.sum(axis=0)
            self._sums[2] += np.einsum("kij,kij->ij", counts, counts)
            self._made += len(part)
        shared, (at_least, total, squares) = self._found[self._pairs].astype(float), self._sums[:, *self._pairs]
        usable = self._usable
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = total / draws
            spread = np.sqrt(squares / draws - expected**2)
            effect = np.where(usable & (spread > VARIES), (shared - expected) / spread, np.nan)
        p = np.where(usable, (1 + at_least) / (1 + draws), np.nan)
        expected = np.where(usable, expected, np.nan)
        return PairTest(shared, expected, effect, p, benjamini_hochberg(p), draws, self.seed)


def _shared(presence: np.ndarray) -> np.ndarray:
    """Codes shared by all pairs of rows, (..., rows, rows); float32 holds these counts exactly.

    Counted in words of 64 codes: a product of matrices would wake the threads of BLAS for a moment's work.
    """
    bits = np.packbits(presence, axis=-1)
    words = np.zeros((*bits.shape[:-1], -(-bits.shape[-1] // 8) * 8), np.uint8)
    words[..., : bits.shape[-1]] = bits
    found = np.zeros((*presence.shape[:-1], presence.shape[-2]), np.min_scalar_type(presence.shape[-1]))
    for word in np.moveaxis(words.view(np.uint64), -1, 0):
        found += np.bitwise_count(word[..., :, None] & word[..., None, :])
    return found.astype(np.float32)


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Adjusted p values; NaN stay NaN and do not count. Benjamini & Hochberg 1995."""
    p = np.asarray(p, float)
    adjusted = np.full_like(p, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if not len(known):
        return adjusted
    order = known[np.argsort(p[known], kind="stable")]
    ranked = p[order] * len(known) / np.arange(1, len(known) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return adjusted


def holm(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """p adjusted for a few questions told side by side; NaN stay NaN and do not count. Holm 1979."""
    values = np.asarray(p, float)
    adjusted = np.full_like(values, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)), 1.0)
    return adjusted
