"""What no draw is needed for: the pairs and ranks of regions that are settled, and the order most methods agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ceecluster.published import Published
from ceecluster.scoring.consensus import Consensus, kemeny
from ceecluster.scoring.orders import Orders, criterion_dominance, find_orders, interval_order
from ceecluster.scoring.quality import Scores


@dataclass(frozen=True)
class Settled(Published):
    """Two partial orders of the same regions."""

    JSON = ("evidence", "weights")

    evidence: Orders
    """Whatever the missing evidence says, at these weights: one interval lies wholly above the other."""
    weights: Orders
    """Whatever the weights, and whatever the missing evidence says: nowhere below on any criterion's bounds."""


def settle(scores: Scores, rows: Sequence[int], level: str | None = None) -> Settled:
    """The settled pairs and exact rank ranges of some regions (rows of the grid), in all or at one level."""
    grid = scores.grid
    place = scores.regions if level is None else scores.levels[scores.levels["level"] == level]
    ends = place.set_index("region").loc[[grid.units[row] for row in rows], ["low", "high"]].to_numpy(float)
    top = grid.tree.root if level is None else grid.tree.slots[level]
    leaves = [leaf for leaf in grid.tree.under(top) if scores.weights[grid.tree.key_of[leaf]] > 0]
    part = np.ix_(list(rows), leaves)
    z, applicable = grid.z[part], grid.applicable[part]
    low, high = np.where(np.isnan(z), 0.0, z), np.where(np.isnan(z), 1.0, z)
    names = [grid.units[row] for row in rows]
    return Settled(
        find_orders(names, interval_order(ends[:, 0], ends[:, 1])),
        find_orders(names, criterion_dominance(low, high, applicable)),
    )


def agree_methods(distinct: pd.DataFrame, units: Sequence[str], *, parties: bool = False) -> Consensus | None:
    """The Kemeny order of the methods that differ, or of the weightings that parties declare; None below two."""
    table = distinct[distinct["party"] != ""] if parties else distinct
    if len(table) < 2 or len(units) < 2:
        return None
    return kemeny(units, np.array([list(order) for order in table["order"]], float))
