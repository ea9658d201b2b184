"""The door for analysts: anybody's composite indicator from a table of units x indicators and a table of structure.

The structure has one row per part, indicator or node: `id`, and where wanted `parent`, `weight` (1), `direction` (1, or
-1 where less is better), `exponent` of a node (1), and the goalposts `low` and `high` of an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.normalisation import RELATIVE, goalposts, normalise
from ceecluster.scoring.robustness import Simulation, simulate
from ceecluster.scoring.simulation import Inputs, Problem
from ceecluster.scoring.tree import Part, Tree, fold, plant

COLUMNS = ("id", "parent", "weight", "direction", "exponent", "low", "high")


@dataclass(frozen=True)
class Index:
    """A composite indicator, built."""

    normalised: pd.DataFrame
    """Units x indicators, higher is better."""
    nodes: pd.DataFrame
    """Units x inner nodes, bottom up; the documented part where values are missing."""
    scores: pd.DataFrame
    """unit, value, rank (mid-ranks), coverage, and the bounds low and high where normalised values lie in [0, 1]."""
    tree: Tree
    values: pd.DataFrame
    structure: pd.DataFrame
    floor: float | None

    def audit(
        self,
        inputs: Inputs | None = None,
        *,
        normalisations: Sequence[str] = (),
        draws: int = 10_000,
        seed: int = 1,
        sensitivity: int = 512,
        progress: Callable[[float], None] = lambda share: None,
    ) -> Simulation:
        """Shake the index; `normalisations` are further ones, each as likely, besides the index's own."""
        tables = [self.normalised]
        for name in normalisations:
            tables.append(_normalise(self.values, self.structure, name, clip=True)[self.normalised.columns])
        z = np.stack([table.to_numpy(float) for table in tables])
        missing = bool(np.isnan(z[0]).any())
        given = inputs or Inputs(normalisation=len(tables) > 1, evidence="uniform" if missing else None, noise=0)
        problem = Problem(
            units=tuple(map(str, self.values.index)),
            tree=self.tree,
            z=z,
            applicable=np.ones(z.shape[1:], bool),
            weights=self.tree.weights,
            floor=self.floor or 0.01,
        )
        return simulate(problem, given, draws=draws, seed=seed, sensitivity=sensitivity, progress=progress)


def build(
    values: pd.DataFrame,
    structure: pd.DataFrame,
    *,
    normalisation: str = "goalposts",
    exponent: float | None = None,
    floor: float | None = None,
    clip: bool = True,
) -> Index:
    """Build a composite indicator.

    values: units x indicators, NaN where missing. structure: see the module. normalisation: `goalposts` (columns low
    and high of the structure), a relative method, or `none` for values that are normalised already. exponent: of every
    node, instead of the structure's. floor: smallest value under geometric and harmonic means. clip: whether
    goalposts clip.

    Raises UsageError, with the nearest name, for unknown columns and parents, cycles, indicators without values or
    place, weights that are none, and columns that cannot be normalised.
    """
    table = _check(values, structure)
    parts = [
        Part(
            id=str(row["id"]),
            parent=None if pd.isna(row["parent"]) else str(row["parent"]),
            weight=float(row["weight"]),
            exponent=float(row["exponent"]),
        )
        for row in table.to_dict("records")
    ]
    tree = plant(parts, [str(name) for name in values.columns])
    if exponent is not None:
        tree = replace(tree, inner=tuple(replace(node, exponent=float(exponent)) for node in tree.inner))
    indicators = list(tree.leaves)
    normalised = _normalise(values, table, normalisation, clip=clip)[indicators]
    z = normalised.to_numpy(float)
    slots = fold(tree, z, floor=floor)
    value = slots[:, tree.root]
    everywhere = np.ones(z.shape, bool)
    coverage = fold(tree, (~np.isnan(z)).astype(float), present=everywhere, exponents=1)[:, tree.root]
    scores = pd.DataFrame({"unit": list(values.index), "value": value, "rank": _ranks(value), "coverage": coverage})
    if np.isnan(z).any() and np.nanmin(z) >= 0 and np.nanmax(z) <= 1:
        for name, fill in (("low", 0.0), ("high", 1.0)):
            filled = np.where(np.isnan(z), fill, z)
            scores[name] = fold(tree, filled, floor=floor, zeros=True)[:, tree.root]
    else:
        whole = coverage > 1 - 1e-12
        scores["low"] = scores["high"] = np.where(whole, value, np.nan)
    inner = {node.id: slots[:, node.slot] for node in tree.inner}
    return Index(normalised, pd.DataFrame(inner, index=values.index), scores, tree, values, table, floor)


def _check(values: pd.DataFrame, structure: pd.DataFrame) -> pd.DataFrame:
    for name in structure.columns:
        if name not in COLUMNS:
            raise unknown("column of the structure", str(name), COLUMNS)
    if "id" not in structure.columns:
        raise UsageError("the structure has no column 'id'", f"columns: {', '.join(COLUMNS)}")
    if values.index.has_duplicates:
        raise UsageError(f"unit '{values.index[values.index.duplicated()][0]}' stands in the table twice")
    if not len(values):
        raise UsageError("the table has no units")
    for name in values.columns:
        if not pd.api.types.is_numeric_dtype(values[name]):
            raise UsageError(f"indicator '{name}' is not numeric", "convert it first, missing values to NaN")
        if values[name].isna().all():
            raise UsageError(f"indicator '{name}' has no values at all", "leave it out of both tables")
    table = structure.copy()
    for name, default in (("parent", None), ("weight", 1.0), ("direction", 1), ("exponent", 1.0)):
        if name not in table.columns:
            table[name] = default
        elif default is not None and name != "weight":
            table[name] = table[name].fillna(default)
    for name in ("low", "high"):
        if name not in table.columns:
            table[name] = np.nan
    return table


def _normalise(values: pd.DataFrame, structure: pd.DataFrame, method: str, *, clip: bool) -> pd.DataFrame:
    rows = {str(row["id"]): row for row in structure.to_dict("records")}
    known = [name for name in values.columns if str(name) in rows]
    if method == "none":
        return values[known].rename(columns=str)
    if method in RELATIVE:
        directions = {str(name): int(rows[str(name)]["direction"]) for name in known}
        return normalise(values[known].rename(columns=str), method, directions=directions)
    if method != "goalposts":
        raise unknown("normalisation", method, ("goalposts", "none", *RELATIVE))
    columns: dict[str, Array] = {}
    for name in known:
        row = rows[str(name)]
        low, high = float(row["low"]), float(row["high"])
        if not (np.isfinite(low) and np.isfinite(high)):
            raise UsageError(f"'{name}' has no goalposts", "give low and high in the structure, or a relative method")
        try:
            columns[str(name)] = goalposts(values[name], low, high, direction=int(row["direction"]), clip=clip)
        except UsageError as error:
            raise UsageError(f"'{name}': {error.message}", error.hint) from None
    return pd.DataFrame(columns, index=values.index)


def _ranks(value: Array) -> Array:
    return np.where(np.isnan(value), np.nan, mid_ranks(value))
