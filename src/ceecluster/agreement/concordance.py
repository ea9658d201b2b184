"""Kendall's coefficient of concordance: do the regions put the issues in the same order?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ceecluster.agreement.coefficient import UNANIMOUS, Coefficient
from ceecluster.errors import UsageError

Floats = NDArray[np.float64]


def ascending_ranks(scores: ArrayLike) -> Floats:
    """Ranks 1..n along the last axis, ties at their mean rank; shape as given."""
    x = np.asarray(scores, dtype=float)
    below = (x[..., :, None] > x[..., None, :]).sum(axis=-1)
    equal = (x[..., :, None] == x[..., None, :]).sum(axis=-1)
    return np.asarray(below + (equal + 1) / 2)


def kendall_w(scores: ArrayLike, *, permutations: int = 0, seed: int = 1) -> Coefficient:
    """Kendall's W = 12 S / (m^2 (n^3 - n) - m sum T) with the correction for ties, T = sum (t^3 - t) per observer.

    `scores` is observers x items, higher is better; ranks are taken inside each observer. Observers without any value
    and then items without a value from each remaining observer are left out (`observers`, `units` say what is left).
    `chance` is what W is on average where the items are permuted inside each observer: exactly 1 / m, ties or not, so
    that values of different numbers of observers cannot be compared as they stand.
    With `permutations`, p = (1 + #{W* >= W}) / (1 + permutations), the items permuted inside each observer.

    Undefined (value None) where fewer than two observers or items are left, or where no observer tells any two items
    apart. Raises UsageError for data that is not two-dimensional.
    Source: M. G. Kendall & B. Babington Smith 1939, doi:10.1214/aoms/1177732186; permutation test P. Legendre 2005,
    doi:10.1198/108571105X46642.
    """
    table = np.asarray(scores, dtype=float)
    if table.ndim != 2:
        raise UsageError("the scores are no table", "give observers x items")
    table = table[~np.isnan(table).all(axis=1)]
    table = table[:, ~np.isnan(table).any(axis=0)] if len(table) else table
    m, n = table.shape
    if m < 2 or n < 2:
        return Coefficient(None, "undefined: fewer than two observers or two items with all values", m, n)
    ranks = ascending_ranks(table)
    ties = ((table[:, :, None] == table[:, None, :]).sum(axis=2) ** 2 - 1).sum()
    scale = m**2 * (n**3 - n) - m * float(ties)
    if scale <= 0:
        return Coefficient(None, UNANIMOUS, m, n)
    spread = _spread(ranks)
    w = float(12 * spread / scale)
    if not permutations:
        return Coefficient(w, "", m, n, chance=1 / m)
    rng = np.random.default_rng(seed)
    reached = 0
    block = max(1, 2_000_000 // ranks.size)  # bounded memory whatever the number of permutations
    for first in range(0, permutations, block):
        size = min(block, permutations - first)
        shuffled = rng.permuted(np.broadcast_to(ranks, (size, m, n)), axis=2)
        reached += int((_spread(shuffled) >= spread - 1e-9).sum())
    return Coefficient(w, "", m, n, chance=1 / m, p=(1 + reached) / (1 + permutations), draws=permutations)


def _spread(ranks: Floats) -> Floats:
    """S: squared deviations of the items' rank sums from their mean."""
    totals = ranks.sum(axis=-2)
    return np.asarray(((totals - totals.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1))
