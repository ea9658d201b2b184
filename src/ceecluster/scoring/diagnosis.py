"""What an index hangs on: coverage, importance and reliability part by part, and the ranks without each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.importance import correlate
from ceecluster.scoring.reliability import cronbach_alpha
from ceecluster.scoring.tree import Tree, aggregate, shares


def covered(tree: Tree, z: Array) -> Array:
    """Share of the weight under each slot that has a value: units x slots, whatever the methods of the nodes."""
    plain = replace(tree, inner=tuple(replace(node, method="power_mean") for node in tree.inner))
    return aggregate(plain, (~np.isnan(z)).astype(float), present=np.ones(z.shape, bool), exponents=1)


def part_importance(tree: Tree, z: Array, floor: float | None = None) -> pd.DataFrame:
    """id, weight, correlation, importance, units: each part beside the whole.

    Paruolo, Saisana & Saltelli 2013, doi:10.1111/j.1467-985X.2012.01059.x: weights are not importance.
    """
    values = aggregate(tree, z, floor=floor)
    (nominal,) = shares(tree, np.ones((1, len(tree.leaves)), bool))
    rows = []
    for slot, name in enumerate(tree.ids[:-1]):
        r, n = correlate(values[:, slot], values[:, tree.root])
        rows.append((name, float(nominal[slot]), r, r**2, n))
    return pd.DataFrame(rows, columns=["id", "weight", "correlation", "importance", "units"])


def node_reliability(tree: Tree, z: Array, floor: float | None = None) -> pd.DataFrame:
    """node, children, alpha: whether the children of each node measure one thing."""
    values = aggregate(tree, z, floor=floor)
    rows = [(node.id, len(node.children), cronbach_alpha(values[:, node.children])) for node in tree.inner]
    return pd.DataFrame(rows, columns=["node", "children", "alpha"])


def leave_parts_out(tree: Tree, z: Array, floor: float | None, units: pd.Index) -> pd.DataFrame:
    """part, mean_shift, max_shift, most (all units moved most), lost (units without a value then); largest move first.

    Ranks among the units that have a value with and without the part.
    """
    before = aggregate(tree, z, floor=floor)[:, tree.root]
    rows = []
    for key, name in enumerate(tree.keys):
        without = tree.weights.copy()
        without[key] = 0
        after = aggregate(tree, z, weights=without, floor=floor)[:, tree.root]
        both = ~np.isnan(before) & ~np.isnan(after)
        shift = np.zeros(len(z))
        if both.any():
            shift[both] = np.abs(mid_ranks(after[both]) - mid_ranks(before[both]))
        largest = float(shift.max(initial=0.0))
        most = tuple(units[row] for row in np.flatnonzero((shift == largest) & (largest > 0)))
        lost = tuple(units[row] for row in np.flatnonzero(~np.isnan(before) & np.isnan(after)))
        rows.append((name, float(shift[both].mean()) if both.any() else 0.0, largest, most, lost))
    table = pd.DataFrame(rows, columns=["part", "mean_shift", "max_shift", "most", "lost"])
    return table.sort_values(["max_shift", "mean_shift"], ascending=False, kind="stable", ignore_index=True)


def compare(scores: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Two indices side by side, over the units both have; UsageError where they share none."""
    table = scores[["unit", "value", "rank"]].merge(
        other[["unit", "value", "rank"]].rename(columns={"value": "other_value", "rank": "other_rank"}), on="unit"
    )
    if not len(table):
        raise UsageError("the two indices share no unit", "compare indices of the same units")
    table["rank"], table["other_rank"] = (table[name].rank() for name in ("rank", "other_rank"))
    table["shift"] = table["rank"] - table["other_rank"]
    order = table["shift"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
