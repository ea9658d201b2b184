"""Which pairs are closer than the popularity of codes explains: fixed-fixed random matrices by Curveball."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

BURN_IN = 30
"""Sweeps of all pairs before the first matrix is kept; mixing is checked by a test."""
THINNING = 1
"""Sweeps of all pairs between two matrices kept; in a sweep every region trades with every other once."""


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


def curveball(presence: np.ndarray, draws: int, seed: int) -> Iterator[list[int]]:
    """Random matrices with the row and column sums of `presence` (rows, columns), each row an integer of bits.

    Two rows trade the codes that only one of them has, keeping how many each has. Strona et al. 2014,
    doi:10.1038/ncomms5114. Deterministic in `seed`.
    """
    chance = random.Random(seed)
    rows = [_bits(row) for row in np.asarray(presence, bool)]
    order = pairs_of(len(rows))
    for draw in range(draws):
        for _ in range(BURN_IN if draw == 0 else THINNING):
            chance.shuffle(order)
            for i, j in order:
                _trade(rows, i, j, chance)
        yield list(rows)


def _bits(row: Sequence[bool] | np.ndarray) -> int:
    return sum(1 << index for index, held in enumerate(row) if held)


def _trade(rows: list[int], i: int, j: int, chance: random.Random) -> None:
    a, b = rows[i], rows[j]
    only = a ^ b
    mine = (a & ~b).bit_count()
    total = only.bit_count()
    if mine in (0, total):
        return
    common = a & b
    bits = []
    rest = only
    while rest:
        low = rest & -rest
        bits.append(low)
        rest ^= low
    given = sum(chance.sample(bits, mine))
    rows[i], rows[j] = common | given, common | (only ^ given)


def test_pairs(presence: np.ndarray, *, draws: int = 999, seed: int = 1) -> PairTest:
    """Test every pair of rows of `presence` (rows, columns) against matrices with the same margins.

    Rows without any code take no part. The sum over pairs is a constant under these margins, so nothing is said of
    the network as a whole.
    """
    presence = np.asarray(presence, bool)
    pairs = pairs_of(len(presence))
    data = [_bits(row) for row in presence]
    shared = np.array([(data[i] & data[j]).bit_count() for i, j in pairs], float)
    usable = np.array([data[i] > 0 and data[j] > 0 for i, j in pairs], bool)
    at_least, total, squares = np.zeros(len(pairs)), np.zeros(len(pairs)), np.zeros(len(pairs))
    for rows in curveball(presence, draws, seed):
        counts = np.array([(rows[i] & rows[j]).bit_count() for i, j in pairs], float)
        at_least += counts >= shared
        total += counts
        squares += counts**2
    expected = total / draws
    spread = np.sqrt(np.maximum(squares / draws - expected**2, 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        effect = np.where(spread > 1e-12, (shared - expected) / spread, np.nan)
    p = np.where(usable, (1 + at_least) / (1 + draws), np.nan)
    return PairTest(shared, np.where(usable, expected, np.nan), effect, p, benjamini_hochberg(p), draws, seed)


test_pairs.__test__ = False  # type: ignore[attr-defined]  # a statistical test, not one of pytest's


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
