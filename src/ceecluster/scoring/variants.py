"""The same evidence under other methods, and without one criterion at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.grid import Grid
from ceecluster.scoring.normalisation import RELATIVE
from ceecluster.scoring.quality import FLOOR, Scores, place_among, slot_bounds
from ceecluster.scoring.tree import exponents_of, fold

VARIANTS = ["method", "region", "value", "rank", "reason"]
LEFT_OUT = ["criterion", "mean_shift", "max_shift", "most"]


def compare_methods(scores: Scores, rows: Sequence[int], level: str | None = None) -> pd.DataFrame:
    """Scores and ranks of some units (rows of the grid) under each method, normalisation and declared weighting.

    Columns VARIANTS. A variant that the data do not allow is listed with its reason, never left out.
    """
    grid = _part(scores.grid, rows)
    top = grid.tree.root if level is None else grid.tree.slots[level]
    lines = []
    for method, compute in _variants(scores, grid, top):
        try:
            values, reason = compute(), ""
        except UsageError as error:
            values, reason = np.full(len(grid.units), np.nan), error.message
        for unit, value, rank in zip(grid.units, values, _ranks(values), strict=True):
            lines.append((method, unit, value, rank, reason))
    return pd.DataFrame(lines, columns=VARIANTS)


def _variants(scores: Scores, grid: Grid, top: int) -> list[tuple[str, Callable[[], Array]]]:
    tree, w = grid.tree, scores.weights

    def mean(exponent: float | None = None, weights: Array = w, fill: float | None = None) -> Callable[[], Array]:
        low = min(exponents_of(tree, exponent)) <= 0
        z = grid.z if fill is None else np.where(grid.documented, grid.z, fill)
        shown = grid.documented if fill is None else grid.applicable
        return lambda: fold(tree, z, weights=weights, present=shown, exponents=exponent, floor=FLOOR if low else None)[
            :, top
        ]

    def method(name: str) -> Callable[[], Array]:
        return lambda: slot_bounds(grid, w, name, FLOOR).value[:, top]

    def placed(name: str) -> Callable[[], Array]:
        return lambda: slot_bounds(place_among(grid, name, w), w, floor=FLOOR).value[:, top]

    found = [
        ("power_mean", mean()),
        ("arithmetic", mean(1)),
        ("geometric", mean(0)),
        ("harmonic", mean(-1)),
        ("copeland", method("copeland")),
        ("mazziotta_pareto", method("mazziotta_pareto")),
        ("equal weights", mean(weights=np.where(w > 0, 1.0, 0.0))),
    ]
    for region in scores.world.network.regions:
        inventory = scores.world.regions.get(region.code)
        declared = {k: v for k, v in (inventory.weights if inventory else {}).items() if k in tree.keys}
        if declared:
            found.append((f"weights of {region.code}", mean(weights=tree.weigh(declared))))
    found += [("undocumented worst", mean(fill=0.0)), ("undocumented best", mean(fill=1.0))]
    found += [(name, placed(name)) for name in RELATIVE if name != "z_score"]
    return found


def leave_one_out(scores: Scores, rows: Sequence[int], level: str | None = None) -> pd.DataFrame:
    """Shift of the ranks when one criterion is left out, largest first; columns LEFT_OUT.

    Ranks of the documented part among the units that have a value; `most` is the unit moved most, if any.
    """
    grid = _part(scores.grid, rows)
    tree, w = grid.tree, scores.weights
    top = tree.root if level is None else tree.slots[level]

    def ranks(weights: Array) -> Array:
        values = fold(tree, grid.z, weights=weights, present=grid.documented, floor=scores.floor)[:, top]
        return _ranks(values)

    before = ranks(w)
    lines = []
    codes = dict.fromkeys(grid.leaves[leaf][1] for leaf in sorted(tree.under(top)))
    for code in codes:
        key = tree.keys.index(code)
        if w[key] > 0:
            without = w.copy()
            without[key] = 0
            shift = np.abs(ranks(without) - before)
            known = np.where(np.isnan(shift), 0.0, shift)
            most = grid.units[int(known.argmax())] if known.max(initial=0) > 0 else None
            lines.append((code, float(known.mean()) if len(known) else 0.0, float(known.max(initial=0)), most))
    table = pd.DataFrame(lines, columns=LEFT_OUT)
    return table.sort_values(["mean_shift", "max_shift"], ascending=False, kind="stable", ignore_index=True)


def _ranks(values: Array) -> Array:
    """Mid-ranks among the units that have a value; NaN for the others."""
    return np.where(np.isnan(values), np.nan, mid_ranks(values))


def _part(grid: Grid, rows: Sequence[int]) -> Grid:
    index = list(rows)
    return Grid(
        grid.tree,
        tuple(grid.units[row] for row in index),
        grid.leaves,
        grid.z[index],
        grid.applicable[index],
        tuple(grid.readings[row] for row in index),
    )
