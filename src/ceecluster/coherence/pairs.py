"""The pair test without draws: expected margins kept, the tail of every pair's shared codes computed.

Beside the sampled test of `null_model`, which keeps the margins exactly and decides where the two differ. It answers
the question of pairs only: the mean over all pairs is fixed by the margins here as there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceecluster.coherence.large import at_once

MARGIN = 1e-9
"""Largest difference between an expected and a real margin, in codes."""
GOAL = MARGIN / 10
"""Difference at which Newton's method stops."""
STEPS, HALVINGS = 500, 40
"""Newton steps at most, and halvings of one; a margin that only an infinite parameter meets needs some dozens."""
SAME, SINGULAR = 1e-12, 1e-14
"""What a likelihood may seem to fall by, and a share of the largest singular value that counts as none."""
CELLS = 4_000_000
"""Numbers held at once by the tails."""


@dataclass(frozen=True)
class ExactPairs:
    """Arrays of shape (pairs,), pairs in the order of `null_model.pairs_of`; NaN where a row has no code."""

    shared: np.ndarray
    """Codes shared in the data."""
    expected: np.ndarray
    """Expected number of codes shared."""
    p: np.ndarray
    """Probability of at least as many."""
    margin_error: float
    """Largest difference between an expected and a real margin."""


def exact_pairs(presence: np.ndarray) -> ExactPairs:
    """Test every pair of rows of `presence` (rows, columns) in the bipartite configuration model.

    Cells are independent with the probabilities that maximise entropy given the expected row and column sums; the codes
    shared by two rows are then Poisson-binomial. Saracco et al. 2017, doi:10.1088/1367-2630/aa6b38; Neal et al. 2021,
    doi:10.1038/s41598-021-03238-3.
    """
    held = np.asarray(presence, bool)
    n = len(held)
    first, second = np.triu_indices(n, 1)
    # Rows with as many codes have the same probabilities: one tail for each pair of such classes serves all its pairs.
    sizes, kind = np.unique(held.sum(axis=1), return_inverse=True)
    chances, error = _class_chances(held, sizes, kind)
    counts = held.astype(np.float32)
    shared = (counts @ counts.T)[first, second].astype(int)
    low, high = np.minimum(kind[first], kind[second]), np.maximum(kind[first], kind[second])
    code = low * len(sizes) + high
    wanted, where = np.unique(code, return_inverse=True)
    expected = np.empty(len(wanted))
    tails = np.empty((len(wanted), held.shape[1] + 2))
    step = at_once(CELLS, held.shape[1])
    for start in range(0, len(wanted), step):
        part = wanted[start : start + step]
        both = chances[part // len(sizes)] * chances[part % len(sizes)]
        expected[start : start + step] = both.sum(axis=1)
        tails[start : start + step] = poisson_binomial_tails(both)
    p = tails[where, shared]
    usable = (sizes[kind[first]] > 0) & (sizes[kind[second]] > 0)
    return ExactPairs(
        shared.astype(float),
        np.where(usable, expected[where], np.nan),
        np.where(usable, p, np.nan),
        error,
    )


def poisson_binomial_tails(chances: np.ndarray) -> np.ndarray:
    """P(X >= k), k = 0..n+1, of the number of successes in n independent trials; `chances` (..., n) -> (..., n + 2).

    By convolution, trial by trial (Chen & Liu 1997). The tail is summed from its far end, so small ones stay exact.
    """
    q = np.asarray(chances, float)
    trials = q.shape[-1]
    mass = np.zeros((*q.shape[:-1], trials + 2))
    mass[..., 0] = 1
    for a in range(trials):
        hit = q[..., a, None]
        mass[..., 1 : a + 2] = mass[..., 1 : a + 2] * (1 - hit) + mass[..., : a + 1] * hit
        mass[..., 0] *= 1 - hit[..., 0]
    return np.asarray(np.minimum(np.cumsum(mass[..., ::-1], axis=-1)[..., ::-1], 1.0))


def cell_chances(presence: np.ndarray) -> tuple[np.ndarray, float]:
    """Probability of every cell (rows, columns) given the expected margins of `presence`, and the largest miss.

    Rows and columns that are empty or full are certain and are taken out first, again and again.
    """
    held = np.asarray(presence, bool)
    sizes, kind = np.unique(held.sum(axis=1), return_inverse=True)
    chances, error = _class_chances(held, sizes, kind)
    return chances[kind], error


def _class_chances(held: np.ndarray, sizes: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, float]:
    """Chances by class of rows (classes, columns)."""
    popular, column = np.unique(held.sum(axis=0), return_inverse=True)
    rows, columns = np.bincount(kind, minlength=len(sizes)), np.bincount(column, minlength=len(popular))
    fixed = _certain(sizes, rows, popular, columns)
    inside = np.ix_(*(np.flatnonzero(np.isnan(fixed).any(axis=axis)) for axis in (1, 0)))
    table = np.array(fixed)
    if inside[0].size and inside[1].size:
        u, v = inside[0].ravel(), inside[1].ravel()
        known = np.nan_to_num(fixed)
        need_rows = sizes[u] - known[u] @ columns
        need_columns = popular[v] - rows @ known[:, v]
        table[inside] = _fit(need_rows.astype(float), rows[u], need_columns.astype(float), columns[v])
    miss = np.concatenate([table @ columns - sizes, rows @ table - popular])
    return table[:, column], float(np.abs(miss).max(initial=0))


def _certain(sizes: np.ndarray, rows: np.ndarray, popular: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """0 and 1 where the margins leave no choice, NaN elsewhere; (row classes, column classes)."""
    table = np.full((len(sizes), len(popular)), np.nan)
    while True:
        open_ = np.isnan(table)
        held = np.nan_to_num(table)
        left = sizes - held @ columns
        room = open_ @ columns
        for u in np.flatnonzero(open_.any(axis=1)):
            if left[u] in (0, room[u]):
                table[u, open_[u]] = float(left[u] > 0)
                break
        else:
            left, room = popular - rows @ held, rows @ open_
            for v in np.flatnonzero(open_.any(axis=0)):
                if left[v] in (0, room[v]):
                    table[open_[:, v], v] = float(left[v] > 0)
                    break
            else:
                return table


def _fit(sizes: np.ndarray, rows: np.ndarray, popular: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Newton's method on the concave log-likelihood, with step halving; classes weighted by their number."""
    a, b = np.zeros_like(sizes), np.zeros_like(popular)

    def value(a: np.ndarray, b: np.ndarray) -> float:
        z = a[:, None] + b[None, :]
        return float(rows @ (sizes * a) + columns @ (popular * b) - rows @ np.logaddexp(0, z) @ columns)

    here = value(a, b)
    chance = 1 / (1 + np.exp(-(a[:, None] + b[None, :])))
    for _ in range(STEPS):
        miss_rows, miss_columns = sizes - chance @ columns, popular - rows @ chance
        if max(np.abs(miss_rows).max(), np.abs(miss_columns).max()) < GOAL:
            break
        w = chance * (1 - chance) * rows[:, None] * columns[None, :]
        curve = np.block([[np.diag(w.sum(axis=1)), w], [w.T, np.diag(w.sum(axis=0))]])
        slope = np.concatenate([rows * miss_rows, columns * miss_columns])
        # One parameter may be shifted against the other side's: the smallest of all solutions is taken.
        move = np.linalg.lstsq(curve, slope, rcond=SINGULAR)[0]
        share = 1.0
        for _ in range(HALVINGS):
            one, two = a + share * move[: len(a)], b + share * move[len(a) :]
            there = value(one, two)
            if there >= here - SAME:
                break
            share /= 2
        a, b, here = one, two, there
        chance = 1 / (1 + np.exp(-(a[:, None] + b[None, :])))
    return np.asarray(chance)
