"""Gower's coefficient in full, trees by any linkage with their cophenetic correlation, and k-medoids (PAM)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown

DIGITS, SAME = 12, 1e-12
"""Sums of distances closer than this are the same."""
KINDS = ("numeric", "ordinal", "nominal", "asymmetric")
Linkage = Literal["average", "single", "complete", "weighted", "centroid", "median", "ward"]
LINKAGES: tuple[str, ...] = get_args(Linkage)


def gower_distance(
    table: pd.DataFrame, kinds: Mapping[str, str], weights: Mapping[str, float] | None = None
) -> np.ndarray:
    """Gower's distance of the rows of anybody's table, (n, n); NaN where two rows share no usable column.

    `kinds` names each column's: numeric (difference over the range), ordinal (ranks, over their range; mid-ranks for
    ties, Podani 1999, doi:10.2307/1224438), nominal (0 if the same, else 1), asymmetric (yes/no, where two times no
    says nothing and is left out). Missing values leave a column out for the pair; `weights` by column, 1 by default.
    Gower 1971, doi:10.2307/2528823. UsageError for unknown columns or kinds, text in a numeric column, weights below 0.
    """
    total = np.zeros((len(table),) * 2)
    weight = np.zeros_like(total)
    for name, kind in kinds.items():
        if name not in table.columns:
            raise unknown("column", name, [str(column) for column in table.columns])
        if kind not in KINDS:
            raise unknown("kind of column", kind, KINDS)
        w = float((weights or {}).get(name, 1.0))
        if not 0 <= w < float("inf"):
            raise UsageError(f"the weight of '{name}' is {w:g}", "weights are finite and not negative")
        apart, known = _apart(table[name], kind)
        total += np.where(known, w * apart, 0.0)
        weight += w * known
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.where(weight > 0, total / weight, np.nan)
    np.fill_diagonal(distance, 0.0)
    return np.asarray(distance)


def _apart(column: pd.Series, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Distances by one column, and which pairs it speaks of."""
    present = column.notna().to_numpy()
    known = present[:, None] & present[None, :]
    if kind == "nominal":
        codes, _ = pd.factorize(column)
        return (codes[:, None] != codes[None, :]).astype(float), known
    try:
        x = column.astype(float).to_numpy()
    except (TypeError, ValueError):
        raise UsageError(
            f"column '{column.name}' holds text", f"a column of kind {kind} holds numbers; text is nominal"
        ) from None
    if kind == "asymmetric":
        if not set(x[present]) <= {0.0, 1.0}:
            raise UsageError(f"column '{column.name}' is no yes or no", "an asymmetric column holds 0 and 1")
        held = x == 1
        return (held[:, None] != held[None, :]).astype(float), known & (held[:, None] | held[None, :])
    if kind == "ordinal":
        x = column.astype(float).rank(method="average").to_numpy()
    span = np.nanmax(x) - np.nanmin(x) if present.any() else 0.0
    if span == 0:
        return np.zeros_like(known, float), known
    return np.abs(x[:, None] - x[None, :]) / span, known


@dataclass(frozen=True)
class UnitTree:
    """A tree of units."""

    merges: np.ndarray
    """As scipy writes them: two clusters, their height, their size; (n - 1, 4)."""
    order: np.ndarray
    """Leaves in optimal order, (n,)."""
    cophenetic: float
    """Correlation of the heights at which pairs meet with their distances; NaN where either does not vary."""

    def cut(self, groups: int) -> np.ndarray:
        """Labels 1..groups of the units, (n,)."""
        from scipy.cluster.hierarchy import fcluster

        return np.asarray(fcluster(self.merges, groups, "maxclust"))


def tree(distance: np.ndarray, linkage: str = "average") -> UnitTree:
    """Tree of a complete distance matrix (n, n), n >= 2. UsageError for missing distances and unknown linkages.

    Sokal & Rohlf 1962, doi:10.2307/1217208, on cophenetic correlation; ward, centroid and median assume Euclidean
    distances.
    """
    from scipy.cluster.hierarchy import cophenet, leaves_list, optimal_leaf_ordering
    from scipy.cluster.hierarchy import linkage as link
    from scipy.spatial.distance import squareform

    if linkage not in LINKAGES:
        raise unknown("linkage", linkage, LINKAGES)
    flat = squareform(_complete(distance), checks=False)
    merges = optimal_leaf_ordering(link(flat, cast(Linkage, linkage)), flat)
    heights = cophenet(merges)
    varies = np.ptp(flat) > 0 and np.ptp(heights) > 0
    r = float(np.corrcoef(flat, heights)[0, 1]) if varies else float("nan")
    return UnitTree(merges, np.asarray(leaves_list(merges)), r)


@dataclass(frozen=True)
class Medoids:
    """Groups around units that stand for them."""

    medoids: tuple[int, ...]
    labels: np.ndarray
    """Index of its medoid in `medoids`, (n,)."""
    cost: float
    """Sum of distances to the medoids."""
    method: Literal["swaps", "exact"]


def partition(distance: np.ndarray, groups: int, *, exact: int = 200_000) -> Medoids:
    """Partition around medoids of a complete distance matrix (n, n).

    Build and swap of Kaufman & Rousseeuw 1990, doi:10.1002/9780470316801; where there are at most `exact` choices of
    medoids all of them are tried instead, so that small networks get the best one. Ties go to the first unit.
    """
    from itertools import combinations
    from math import comb

    d = _complete(distance)
    n = len(d)
    if not 1 <= groups <= n:
        raise UsageError(f"{groups} groups of {n} units", f"a number between 1 and {n}")
    if comb(n, groups) * n <= exact:
        best = min(combinations(range(n), groups), key=lambda chosen: (round(_cost(d, chosen), DIGITS), chosen))
        return Medoids(best, d[:, list(best)].argmin(axis=1), _cost(d, best), "exact")
    chosen: list[int] = []
    while len(chosen) < groups:
        rest = [i for i in range(n) if i not in chosen]
        chosen.append(min(rest, key=lambda i: (_cost(d, (*chosen, i)), i)))
    while True:
        here = _cost(d, tuple(chosen))
        swaps = [(m, i) for m in range(groups) for i in range(n) if i not in chosen]
        cost, m, i = min((_cost(d, (*chosen[:m], i, *chosen[m + 1 :])), m, i) for m, i in swaps)
        if cost >= here - SAME:
            break
        chosen[m] = i
    final = tuple(sorted(chosen))
    return Medoids(final, d[:, list(final)].argmin(axis=1), _cost(d, final), "swaps")


def _cost(d: np.ndarray, chosen: tuple[int, ...]) -> float:
    return float(d[:, list(chosen)].min(axis=1).sum())


def _complete(distance: np.ndarray) -> np.ndarray:
    d = np.asarray(distance, float)
    if d.ndim != 2 or d.shape[0] != d.shape[1] or len(d) < 2:
        raise UsageError("a distance matrix of at least two units is needed", "square, units by units")
    if np.isnan(d).any():
        raise UsageError("some distances are missing", "leave out units that cannot be compared with all others")
    square: np.ndarray = np.clip((d + d.T) / 2, 0, None)
    np.fill_diagonal(square, 0)
    return square
