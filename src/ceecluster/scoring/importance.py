"""Internal checks before any audit: what the index really weighs, what moves together, who dominates whom."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ceecluster.frames import columns_of
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.grid import nodes_of
from ceecluster.scoring.permutation import PERMUTATIONS, adjusted_p, correlations, shuffle_columns
from ceecluster.scoring.table_rows import DominanceRow
from ceecluster.scoring.tree import Mask, aggregate, shares
from ceecluster.scoring.tree_draws import aggregate_draws

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

LEAST = 3
"""Fewest units for which a correlation is given."""
CELLS = 2_000_000
"""Values dealt anew at once."""
IMPORTANCE = ["level", "criterion", "weight", "importance", "units"]
CORRELATIONS = ["level", "node", "other", "correlation", "units"]
DOMINANCE = columns_of(DominanceRow)


def correlate(x: Array, y: Array) -> tuple[float, int]:
    """Pearson correlation over the units that have both values, and their number; NaN below 3 or without variance."""
    both = ~np.isnan(x) & ~np.isnan(y)
    n = int(both.sum())
    if n < LEAST or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return float("nan"), n
    return float(np.corrcoef(x[both], y[both])[0, 1]), n


def weigh_importance(scores: Scores) -> pd.DataFrame:
    """Effective importance beside nominal weight for each criterion at each level; columns IMPORTANCE.

    `weight` is the criterion's share of the total where everything applies; `importance` the squared correlation of its
    values with the regions' totals (documented part). With eleven regions it is a hint, not an estimate.
    """
    grid = scores.grid
    total = scores.regions["partial"].to_numpy(float)
    every = np.ones((1, len(grid.leaves)), bool)
    (nominal,) = shares(grid.tree, every, scores.weights)
    rows = []
    for leaf, (level, criterion) in enumerate(grid.leaves):
        r, n = correlate(grid.z[:, leaf], total)
        rows.append((level, criterion, float(nominal[leaf]), r**2, n))
    return pd.DataFrame(rows, columns=IMPORTANCE)


def judge_importance(scores: Scores, level: str | None = None, seed: int = 1) -> pd.DataFrame:
    """`weigh_importance` of all levels or one, with `p` adjusted for all its rows (`permutation.adjusted_p`).

    Where nothing is related, a criterion still shares some variance with a total it is part of: each permutation deals
    the values of every criterion anew among the regions that document it, and takes the totals again.
    """
    table, grid = weigh_importance(scores), scores.grid
    leaves = [n for n, (name, _) in enumerate(grid.leaves) if level in (None, name)]
    looks = [leaf for leaf in leaves if table["units"].iloc[leaf] >= LEAST]
    step = max(1, CELLS // grid.z.size)
    drawn = []
    for start in range(0, PERMUTATIONS, step):
        z = shuffle_columns(grid.z, min(step, PERMUTATIONS - start), seed + start)
        z = z if scores.floor is None else np.maximum(z, scores.floor)
        weights = np.broadcast_to(scores.weights, (len(z), len(scores.weights)))
        total = aggregate_draws(grid.tree, z, weights, grid.documented)
        drawn.append(np.array([_squared(z[..., leaf], total) for leaf in looks]).T)
    p = np.full(len(table), np.nan)
    if looks:
        p[looks] = adjusted_p(table["importance"].to_numpy(float)[looks], np.concatenate(drawn))
    return table.assign(p=p).iloc[leaves].reset_index(drop=True)


def _squared(values: Array, totals: Array) -> Array:
    """Squared correlation by draw, over the units that have both (draws x units, twice)."""
    both = ~(np.isnan(values) | np.isnan(totals)).any(axis=0)
    return correlations(values[:, both], totals[:, both]) ** 2


def judge_correlations(scores: Scores, level: str | None = None, seed: int = 1) -> pd.DataFrame:
    """`correlate_nodes` of all levels or one, with `p` adjusted for all its rows (two-sided)."""
    table, grid = correlate_nodes(scores), scores.grid
    table = table if level is None else table[table["level"] == level].reset_index(drop=True)
    values = aggregate(grid.tree, grid.z, weights=scores.weights, present=grid.documented, floor=scores.floor)
    nodes = nodes_of(grid.tree)
    named = [(nodes[row.level, row.node], nodes[row.level, row.other]) for row in table.itertuples(index=False)]
    slots = sorted({slot for pair in named for slot in pair})
    if not slots:
        return table.assign(p=np.nan)
    drawn = shuffle_columns(values[:, slots], PERMUTATIONS, seed)
    columns = []
    for a, b in named:
        both = ~np.isnan(values[:, a]) & ~np.isnan(values[:, b])
        x, y = (drawn[:, both, slots.index(slot)] for slot in (a, b))
        columns.append(np.abs(correlations(x, y)) if both.sum() >= LEAST else np.full(PERMUTATIONS, np.nan))
    return table.assign(p=adjusted_p(table["correlation"].abs(), np.array(columns).T))


def correlate_nodes(scores: Scores) -> pd.DataFrame:
    """Correlations between the nodes of each level, over the regions; columns CORRELATIONS."""
    grid = scores.grid
    values = aggregate(grid.tree, grid.z, weights=scores.weights, present=grid.documented, floor=scores.floor)
    rows = []
    for ((level, name), a), ((other_level, other), b) in combinations(nodes_of(grid.tree).items(), 2):
        if other_level == level:
            r, count = correlate(values[:, a], values[:, b])
            rows.append((level, name, other, r, count))
    return pd.DataFrame(rows, columns=CORRELATIONS)


def find_dominance(scores: Scores) -> pd.DataFrame:
    """Pairs in which a region is nowhere below the other and somewhere above it; columns DOMINANCE.

    Compared on the criteria both document (`shared`, of `criteria` that apply to both); no weight can reverse such a
    pair on that evidence.
    """
    return dominance(scores.grid.z, scores.grid.applicable, scores.grid.units).rename(
        columns={"unit": "region", "indicators": "criteria"}
    )


def dominance(z: Array, applicable: Mask, units: tuple[str, ...]) -> pd.DataFrame:
    """unit, other, shared, indicators: pairs in which a unit is nowhere below the other and somewhere above."""
    rows = []
    for i, a in enumerate(units):
        for j, b in enumerate(units):
            both = ~np.isnan(z[i]) & ~np.isnan(z[j])
            if both.any() and (z[i, both] >= z[j, both]).all() and (z[i, both] > z[j, both]).any():
                rows.append((a, b, int(both.sum()), int((applicable[i] & applicable[j]).sum())))
    return pd.DataFrame(rows, columns=["unit", "other", "shared", "indicators"])
