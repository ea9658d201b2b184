"""The door for analysts: anybody's composite indicator from a table of units x indicators and a table of structure.

The structure has one row per part, indicator or node: `id`, and where wanted `parent`, `weight` (1), `direction` (1, or
-1 where less is better), `exponent` of a node (1), `method` of a node (`power_mean`, or `copeland` or
`mazziotta_pareto`), the goalposts `low` and `high` of an indicator, and its `target`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.diagnosis import compare, covered, leave_parts_out, node_reliability, part_importance
from ceecluster.scoring.monte_carlo import Simulation, simulate
from ceecluster.scoring.normalisation import FURTHER, RELATIVE, distance_to_target, goalposts, normalise
from ceecluster.scoring.reliability import balancing_weights, component_weights
from ceecluster.scoring.simulation import AuditProblem, Inputs
from ceecluster.scoring.tree import Tree, TreeNode, aggregate, build_tree

COLUMNS = ("id", "parent", "weight", "direction", "exponent", "method", "low", "high", "target")
UNIT = ("goalposts", "min_max", "rank", "percentile", "distance_to_best", "distance_to_target", "fraction_of_maximum")
"""Normalisations whose values lie between 0 and 1."""


@dataclass(frozen=True)
class BuildStep:
    """One step on the way to an index."""

    name: str
    arguments: Mapping[str, object]
    told: str
    """What it did."""


@dataclass(frozen=True)
class Index:
    """A composite indicator, built."""

    normalised: pd.DataFrame
    """Units x indicators, higher is better."""
    nodes: pd.DataFrame
    """Units x inner nodes, bottom up; the documented part where values are missing."""
    scores: pd.DataFrame
    """unit, value, rank (mid-ranks), coverage, and the bounds low and high where the range of the values is stated."""
    tree: Tree
    values: pd.DataFrame
    structure: pd.DataFrame
    floor: float | None
    span: pd.DataFrame
    """Worst and best value (low, high) by indicator, on the normalised scale: what a gap could be."""
    stated: bool = True
    """Whether the range was stated (by goalposts, scale or method) or is that of the values seen."""
    steps: tuple[BuildStep, ...] = ()
    """What was done, in order: each step with its arguments and what it did."""
    source: tuple[pd.DataFrame, pd.DataFrame] | None = None
    """The values and the structure as they were given, before any step."""

    def rebuild(self, **changes: object) -> Index:
        """The same steps with some changed: `rebuild(normalise="rank")`, `rebuild(treat=None)`.

        A change goes by the name of a step (None leaves it out, a word replaces its method, a dictionary some of its
        arguments) or of an argument of `build` (`normalise` is short for `normalisation`).
        """
        # The recipe builds indices, and an index knows its recipe: one of the two has to wait.
        from ceecluster.scoring.recipe import rebuild

        return rebuild(self, changes)

    def compare(self, other: Index) -> pd.DataFrame:
        """unit, value, rank, other_value, other_rank, shift (ranks gained in the other), the largest shift first."""
        return compare(self.scores, other.scores)

    def ranks(self) -> pd.DataFrame:
        """Units x nodes: rank of each unit at every node (mid-ranks); NaN without a value."""
        return self.nodes.apply(lambda column: pd.Series(_ranks(column.to_numpy(float)), index=column.index))

    def coverage(self) -> pd.DataFrame:
        """Units x nodes: share of each node's weight that has a value."""
        shown = covered(self.tree, self.normalised.to_numpy(float))
        return pd.DataFrame({n.id: shown[:, n.slot] for n in self.tree.inner}, index=self.normalised.index)

    def importance(self) -> pd.DataFrame:
        """id, weight (share of the whole), correlation with the whole, importance (its square), units: every part."""
        return part_importance(self.tree, self.normalised.to_numpy(float), self.floor)

    def reliability(self) -> pd.DataFrame:
        """node, children, alpha (Cronbach's) of the values of each node's children."""
        return node_reliability(self.tree, self.normalised.to_numpy(float), self.floor)

    def leave_out(self) -> pd.DataFrame:
        """part, mean_shift, max_shift, most, lost: ranks without each indicator or node, the largest move first."""
        return leave_parts_out(self.tree, self.normalised.to_numpy(float), self.floor, self.normalised.index)

    def audit(
        self,
        inputs: Inputs | None = None,
        *,
        weights: pd.DataFrame | Array | None = None,
        parties: pd.DataFrame | Array | None = None,
        normalisations: Sequence[str] = (),
        draws: int = 10_000,
        seed: int = 1,
        sensitivity: int = 512,
        progress: Callable[[float], None] = lambda share: None,
    ) -> Simulation:
        """Shake the index.

        `weights` are draws of your own: a row per draw, a column per part, which competes with its siblings only (rows
        need not sum to 1); a part without a column keeps its weight. Without `inputs` each row is replayed once and
        nothing else is varied (`Simulation.replay` has the scores); with `Inputs("given", ...)` rows are picked at
        random beside the other inputs. `parties` are weights that parties declare, for `Inputs("parties", ...)`, empty
        cells keeping the index's. `normalisations` are further ones, each as likely, besides the index's own.
        The undisturbed index has the values and ranks of `scores`; gaps are drawn from `span`.
        """
        tables = [self.normalised]
        for name in normalisations:
            tables.append(_normalise(self.values, self.structure, name, clip=True)[self.normalised.columns])
        z = np.stack([table.to_numpy(float) for table in tables])
        spans = [self.span, *(_span(t, None, n, None)[0] for t, n in zip(tables[1:], normalisations, strict=True))]
        given = inputs
        if given is None and weights is not None:
            given = Inputs("given", (), False, None, False, 0)
        if given is None:
            missing = bool(np.isnan(z).any())
            kind: Literal["around", "parties"] = "around" if parties is None else "parties"
            given = Inputs(kind, normalisation=len(tables) > 1, evidence="uniform" if missing else None, noise=0)
        problem = AuditProblem(
            units=tuple(map(str, self.values.index)),
            tree=self.tree,
            z=z,
            applicable=np.ones(z.shape[1:], bool),
            weights=self.tree.weights,
            own_floor=self.floor or None,
            low=np.stack([span["low"].to_numpy(float) for span in spans]),
            high=np.stack([span["high"].to_numpy(float) for span in spans]),
            given=None if weights is None else _vectors(self.tree, weights),
            declared=None if parties is None else _vectors(self.tree, parties, gaps=True),
        )
        return simulate(problem, given, draws=draws, seed=seed, sensitivity=sensitivity, progress=progress)


def _vectors(tree: Tree, table: pd.DataFrame | Array, *, gaps: bool = False) -> Array:
    """Rows of weights by key; UsageError for an unknown part, a row of the wrong length, and weights that are none."""
    if not isinstance(table, pd.DataFrame):
        rows = np.atleast_2d(np.asarray(table, float))
        if rows.shape[1] != len(tree.keys):
            raise UsageError(
                f"rows of {rows.shape[1]} weights for {len(tree.keys)} parts",
                f"give one each, in this order: {', '.join(tree.keys)}; or a table with named columns",
            )
        table = pd.DataFrame(rows, columns=list(tree.keys))
    out = np.repeat(tree.weights[None], len(table), axis=0)
    for name in table.columns:
        if str(name) not in tree.keys:
            raise unknown("weight", str(name), tree.keys)
        column, key = table[name].to_numpy(float), tree.keys.index(str(name))
        out[:, key] = np.where(np.isnan(column), tree.weights[key], column) if gaps else column
    tree.check(out)
    return out


# Long by its docstring: every parameter is a choice of the construction and is explained.
def build(
    values: pd.DataFrame,
    structure: pd.DataFrame,
    *,
    normalisation: str = "goalposts",
    exponent: float | None = None,
    floor: float | None = None,
    clip: bool = True,
    scale: tuple[float, float] | None = None,
    weights: str | Mapping[str, float] | None = None,
    least: float | Mapping[str, float] = 0.0,
    options: Mapping[str, object] | None = None,
) -> Index:
    """Build a composite indicator.

    values: units x indicators, NaN where missing. structure: see the module. normalisation: `goalposts` (columns low
    and high of the structure), a relative method, or `none` for values that are normalised already; options: of the
    relative method. exponent: of every node, instead of the structure's. floor: smallest normalised value, raised to it
    under every mean. clip: whether goalposts clip. scale: worst and best normalised value there can be, for bounds and
    gaps; without it that of the method, under `none` the indicators' low and high or 0 and 1 where they hold, else that
    of the values seen. weights: by part, or `equal`, `components` or `balance` of the indicators of each node. least:
    share of a node's children that must have a value for it to have one, of all nodes or by node.

    Raises UsageError, with the nearest name, for unknown columns and parents, cycles, indicators without values or
    place, weights that are none, and columns that cannot be normalised.
    """
    call = {
        "normalisation": normalisation,
        "exponent": exponent,
        "floor": floor,
        "clip": clip,
        "scale": scale,
        "weights": weights,
        "least": least,
        "options": options,
    }
    table = _check(values, structure)
    tree = _build_structure_tree(table, values, exponent, least)
    normalised = _normalise(values, table, normalisation, clip=clip, options=options)[list(tree.leaves)]
    if weights is not None:
        tree = replace(tree, weights=_weights(tree, normalised, weights))
        by_key = dict(zip(tree.keys, tree.weights, strict=True))
        table["weight"] = [by_key.get(str(i), w) for i, w in zip(table["id"], table["weight"], strict=True)]
    z = normalised.to_numpy(float)
    slots = aggregate(tree, z, floor=floor)
    value = slots[:, tree.root]
    coverage = covered(tree, z)[:, tree.root]
    scores = pd.DataFrame({"unit": list(values.index), "value": value, "rank": _ranks(value), "coverage": coverage})
    span, stated = _span(normalised, table, normalisation, scale, options)
    low, high = (span[end].to_numpy(float) for end in ("low", "high"))
    inside = bool(np.all((z >= low) & (z <= high) | np.isnan(z)))
    pairwise = any(node.method == "copeland" for node in tree.inner)
    if np.isnan(z).any() and stated and inside and not pairwise:
        for name, fill in (("low", low), ("high", high)):
            filled = np.where(np.isnan(z), fill, z)
            scores[name] = aggregate(tree, filled, floor=floor, zeros=True)[:, tree.root]
    else:
        whole = coverage > 1 - 1e-12
        scores["low"] = scores["high"] = np.where(whole, value, np.nan)
    inner = pd.DataFrame({node.id: slots[:, node.slot] for node in tree.inner}, index=values.index)
    steps = (BuildStep("build", call, f"{normalisation}, {len(tree.leaves)} indicators, {len(values)} units"),)
    return Index(normalised, inner, scores, tree, values, table, floor, span, stated, steps, (values, structure))


def _build_structure_tree(
    table: pd.DataFrame, values: pd.DataFrame, exponent: float | None, least: float | Mapping[str, float]
) -> Tree:
    """The tree of a checked structure."""
    ids = [str(name) for name in table["id"]]
    by_node = least if isinstance(least, Mapping) else dict.fromkeys(ids, float(least))
    for name, share in by_node.items():
        if name not in ids:
            raise unknown("node", name, ids)
        if not 0 <= share <= 1:
            raise UsageError(f"least {share:g} of '{name}' is outside 0-1", "it is a share of the node's children")
    parts = [
        TreeNode(
            id=str(row["id"]),
            parent=None if pd.isna(row["parent"]) else str(row["parent"]),
            weight=float(row["weight"]),
            exponent=float(row["exponent"]),
            method=str(row["method"]),
            least=float(by_node.get(str(row["id"]), 0.0)),
        )
        for row in table.to_dict("records")
    ]
    tree = build_tree(parts, [str(name) for name in values.columns])
    if not isinstance(least, Mapping):
        # The root that joins several tops has no row of its own.
        tree = replace(tree, inner=tuple(replace(node, least=float(least)) for node in tree.inner))
    if exponent is not None:
        tree = replace(tree, inner=tuple(replace(node, exponent=float(exponent)) for node in tree.inner))
    return tree


def _weights(tree: Tree, normalised: pd.DataFrame, weights: str | Mapping[str, float]) -> Array:
    """Weights by key: given ones, or those that follow from the normalised values of each node's indicators."""
    if not isinstance(weights, str):
        return tree.weigh(weights)
    if weights == "equal":
        return np.ones(len(tree.keys))
    ways = {"components": component_weights, "balance": balancing_weights}
    if weights not in ways:
        raise unknown("weights", weights, ("equal", *ways))
    found: dict[str, float] = {}
    for node in tree.inner:
        own = [tree.ids[child] for child in node.children if child < len(tree.leaves)]
        if len(own) > 1 and len(own) == len(node.children):
            found |= ways[weights](normalised[own])
    return tree.weigh(found)


def _span(
    normalised: pd.DataFrame,
    structure: pd.DataFrame | None,
    method: str,
    scale: tuple[float, float] | None,
    options: Mapping[str, Any] | None = None,
) -> tuple[pd.DataFrame, bool]:
    """Worst and best value by indicator, and whether they were stated."""
    z = normalised.to_numpy(float)
    names = list(normalised.columns)
    seen, stated = (float(np.nanmin(z)), float(np.nanmax(z))), True
    if scale is not None:
        low, high = float(scale[0]), float(scale[1])
        if not low < high or not np.isfinite([low, high]).all():
            raise UsageError(f"scale {low:g} to {high:g} is no range", "give the worst value and the best one")
        if seen[0] < low or seen[1] > high:
            outside = seen[0] if seen[0] < low else seen[1]
            raise UsageError(f"value {outside:g} lies outside the scale {low:g} to {high:g}", "widen the scale")
        ends = (low, high)
    elif method in UNIT or (method == "none" and seen[0] >= 0 and seen[1] <= 1):
        given_ends = options or {} if method == "min_max" else {}
        ends = (float(given_ends.get("low", 0.0)), float(given_ends.get("high", 1.0)))
    else:
        ends, stated = seen if seen[0] < seen[1] else (seen[0] - 0.5, seen[0] + 0.5), False
    span = pd.DataFrame({"low": ends[0], "high": ends[1]}, index=names)
    if scale is None and method == "none" and structure is not None:
        own = structure.assign(id=structure["id"].astype(str)).set_index("id")[["low", "high"]].reindex(names)
        given = own.notna().all(axis=1)
        span = own.astype(float).where(given, span, axis=0)
        stated = stated or bool(given.all())
    return span, stated


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
    for name, default in (
        ("parent", None),
        ("weight", 1.0),
        ("direction", 1),
        ("exponent", 1.0),
        ("method", "power_mean"),
    ):
        if name not in table.columns:
            table[name] = default
        elif default is not None and name != "weight":
            table[name] = table[name].fillna(default)
    for name in ("low", "high", "target"):
        if name not in table.columns:
            table[name] = np.nan
    return table


def _normalise(
    values: pd.DataFrame,
    structure: pd.DataFrame,
    method: str,
    *,
    clip: bool,
    options: Mapping[str, object] | None = None,
) -> pd.DataFrame:
    rows = {str(row["id"]): row for row in structure.to_dict("records")}
    known = [name for name in values.columns if str(name) in rows]
    if method == "none":
        return values[known].rename(columns=str)
    if method in {**RELATIVE, **FURTHER}:
        directions = {str(name): int(rows[str(name)]["direction"]) for name in known}
        return normalise(values[known].rename(columns=str), method, directions=directions, **(options or {}))
    if method == "distance_to_target":
        return _by_targets(values[known], rows)
    if method != "goalposts":
        raise unknown("normalisation", method, ("goalposts", "none", "distance_to_target", *RELATIVE, *FURTHER))
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


def _by_targets(values: pd.DataFrame, rows: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Share of the way from `low` (default the lowest value) to `target`; where less is better from the other side."""
    columns = {}
    for name in map(str, values.columns):
        sign, target, low = (float(rows[name][key]) for key in ("direction", "target", "low"))
        if not np.isfinite(target):
            raise UsageError(f"'{name}' has no target", "give one in the structure, or use another normalisation")
        start = sign * low if np.isfinite(low) else None
        try:
            columns[name] = distance_to_target(sign * values[name], sign * target, low=start)
        except UsageError as error:
            raise UsageError(f"'{name}': {error.message}", error.hint) from None
    return pd.DataFrame(columns, index=values.index)


def _ranks(value: Array) -> Array:
    return np.where(np.isnan(value), np.nan, mid_ranks(value))
