"""The same evidence under other methods, and without one criterion at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.frames import columns_of
from ceecluster.scoring.acceptability import DIGITS, mid_ranks
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.grid import Grid
from ceecluster.scoring.normalisation import RELATIVE
from ceecluster.scoring.quality import FLOOR, Scores, slot_bounds
from ceecluster.scoring.table_rows import DistinctRow, LeftOutRow, VariantRow
from ceecluster.scoring.tree import aggregate, exponents_of

VARIANTS, LEFT_OUT, DISTINCT = map(columns_of, (VariantRow, LeftOutRow, DistinctRow))
EVEN = 0.5
"""Where a rank-based method puts units that all have one value."""

Outcome = tuple[Array, tuple[tuple[str, str], ...]]
"""Values by unit, and the criteria left out of them."""


def compare_methods(scores: Scores, rows: Sequence[int], level: str | None = None) -> pd.DataFrame:
    """Scores and ranks of some units (rows of the grid) under each method, normalisation and declared weighting.

    Columns VARIANTS; `party` is the region whose declared weights are taken. A variant that the data do not allow is
    listed with its reason, and one that had to do without a criterion (a relative method without a difference to go by)
    names it in `without`; nothing is left out in silence.
    """
    grid = part_of(scores.grid, rows)
    top = grid.tree.root if level is None else grid.tree.slots[level]
    lines = []
    for method, party, compute in _variants(scores, grid, top):
        try:
            (values, without), reason = compute(), ""
        except UsageError as error:
            values, without, reason = np.full(len(grid.units), np.nan), (), error.message
        for unit, value, rank in zip(grid.units, values, _ranks(values), strict=True):
            lines.append((method, party, unit, value, rank, reason, without))
    return pd.DataFrame(lines, columns=VARIANTS)


def distinct_methods(variants: pd.DataFrame) -> pd.DataFrame:
    """The variants that differ, each once; columns DISTINCT.

    `same` are further names of the same values (a power mean of exponent 1 and the arithmetic mean, say), which are
    one opinion and not several; `first` the units on the best rank, ties together; `order` the ranks by unit.
    """
    rows: dict[tuple[float | None, ...], tuple[str, str, list[str], tuple[str, ...], tuple[float, ...]]] = {}
    for (method, party), part in variants.groupby(["method", "party"], sort=False):
        values = np.round(part["value"].to_numpy(float), DIGITS)
        ranks = part["rank"].to_numpy(float)
        if np.isnan(ranks).all():
            continue
        # Missing values make no key that equals itself.
        key = tuple(None if np.isnan(v) else float(v) for v in values)
        best = tuple(str(u) for u in part.loc[ranks == np.nanmin(ranks), "region"])
        rows.setdefault(key, (str(method), str(party), [], best, tuple(float(r) for r in ranks)))
        if rows[key][0] != method:
            rows[key][2].append(str(method))
    table = [(name, party, tuple(same), first, order) for name, party, same, first, order in rows.values()]
    return pd.DataFrame(table, columns=DISTINCT)


def _variants(scores: Scores, grid: Grid, top: int) -> list[tuple[str, str, Callable[[], Outcome]]]:
    tree, w = grid.tree, scores.weights

    def mean(exponent: float | None = None, weights: Array = w, fill: float | None = None) -> Callable[[], Outcome]:
        low = min(exponents_of(tree, exponent)) <= 0
        z = grid.z if fill is None else np.where(grid.documented, grid.z, fill)
        shown = grid.documented if fill is None else grid.applicable
        floor = FLOOR if low else None
        return lambda: (aggregate(tree, z, weights=weights, present=shown, exponents=exponent, floor=floor)[:, top], ())

    def method(name: str) -> Callable[[], Outcome]:
        return lambda: (slot_bounds(grid, w, name, FLOOR).value[:, top], ())

    def placed(name: str) -> Callable[[], Outcome]:
        def compute() -> Outcome:
            there, without = place_where_possible(grid, name, w)
            named = tuple(grid.leaves[leaf] for leaf in without if leaf in tree.under(top))
            return slot_bounds(there, w, floor=scores.floor).value[:, top], named

        return compute

    found = [
        ("power_mean", "", mean()),
        ("arithmetic", "", mean(1)),
        ("geometric", "", mean(0)),
        ("harmonic", "", mean(-1)),
        ("copeland", "", method("copeland")),
        ("mazziotta_pareto", "", method("mazziotta_pareto")),
        ("equal weights", "", mean(weights=np.where(w > 0, 1.0, 0.0))),
    ]
    for region in scores.world.network.regions:
        inventory = scores.world.regions.get(region.code)
        declared = {k: v for k, v in (inventory.weights if inventory else {}).items() if k in tree.keys}
        if declared:
            found.append((f"weights of {region.code}", region.code, mean(weights=tree.weigh(declared))))
    found += [("undocumented worst", "", mean(fill=0.0)), ("undocumented best", "", mean(fill=1.0))]
    found += [(name, "", placed(name)) for name in RELATIVE if name != "z_score"]
    return found


def place_where_possible(grid: Grid, normalisation: str, weights: Array) -> tuple[Grid, list[int]]:
    """The grid under a relative method, and the leaves that had to be left out of it.

    A leaf on which all have the same value says nothing to a method that divides by a difference, and is left out for
    everybody; under ranks and percentiles all units share one place (0.5), so it stays.
    """
    z, applicable, without = grid.z.copy(), grid.applicable.copy(), []
    for leaf in range(len(grid.leaves)):
        column = z[:, leaf]
        known = column[~np.isnan(column)]
        if weights[grid.tree.key_of[leaf]] == 0 or not len(known):
            continue
        if known.min() < known.max():
            z[:, leaf] = RELATIVE[normalisation](column)
        elif normalisation in ("rank", "percentile"):
            z[:, leaf] = np.where(np.isnan(column), np.nan, EVEN)
        else:
            z[:, leaf], applicable[:, leaf] = np.nan, False
            without.append(leaf)
    return replace(grid, z=z, applicable=applicable), without


def leave_one_out(scores: Scores, rows: Sequence[int], level: str | None = None) -> pd.DataFrame:
    """Shift of the ranks when one criterion is left out; columns LEFT_OUT, the largest move of any unit first.

    Ranks of the documented part among the units that have a value with and without the criterion. `most` are all units
    that move by `max_shift`; `lost` those that have no value left, whose shift is not counted.
    """
    grid = part_of(scores.grid, rows)
    tree, w = grid.tree, scores.weights
    top = tree.root if level is None else tree.slots[level]

    def values(weights: Array) -> Array:
        return aggregate(tree, grid.z, weights=weights, present=grid.documented, floor=scores.floor)[:, top]

    before = values(w)
    lines = []
    codes = dict.fromkeys(grid.leaves[leaf][1] for leaf in sorted(tree.under(top)))
    for code in codes:
        key = tree.keys.index(code)
        if w[key] > 0:
            without = w.copy()
            without[key] = 0
            after = values(without)
            both = ~np.isnan(after) & ~np.isnan(before)
            shift = np.abs(_ranks(np.where(both, after, np.nan)) - _ranks(np.where(both, before, np.nan)))
            largest = float(np.nanmax(shift)) if both.any() else 0.0
            most = tuple(u for u, s in zip(grid.units, shift, strict=True) if largest > 0 and s == largest)
            lost = tuple(grid.units[u] for u in np.flatnonzero(~np.isnan(before) & np.isnan(after)))
            lines.append((code, float(shift[both].mean()) if both.any() else 0.0, largest, most, lost))
    table = pd.DataFrame(lines, columns=LEFT_OUT)
    return table.sort_values(["max_shift", "mean_shift"], ascending=False, kind="stable", ignore_index=True)


def _ranks(values: Array) -> Array:
    """Mid-ranks among the units that have a value; NaN for the others."""
    return np.where(np.isnan(values), np.nan, mid_ranks(values))


def part_of(grid: Grid, rows: Sequence[int]) -> Grid:
    """The grid of some units."""
    index = list(rows)
    return replace(
        grid,
        units=tuple(grid.units[row] for row in index),
        z=grid.z[index],
        applicable=grid.applicable[index],
        readings=tuple(grid.readings[row] for row in index),
    )
