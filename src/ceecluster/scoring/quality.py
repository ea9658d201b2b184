"""Quality against the guidelines: programme -> level -> region, criterion by criterion, with bounds.

Region scores go criterion by criterion: the value of a criterion for a region at a level is taken over its records
there by the criterion's `across` rule, then the tree is aggregated for the level, then the levels to the region.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.frames import columns_of
from ceecluster.inforce import StatusCount, at, shown_by_key, status_counts
from ceecluster.model import World
from ceecluster.model.guidelines import Band
from ceecluster.results import Result
from ceecluster.scoring.aggregation import Array, Bounds, copeland_bounds, mazziotta_pareto_bounds
from ceecluster.scoring.grid import Grid, Reader, build_criteria_tree, nodes_of, read_records, read_regions
from ceecluster.scoring.kernel import Kernel, find_kernel
from ceecluster.scoring.normalisation import RELATIVE
from ceecluster.scoring.rows import (
    CriterionScore,
    EvidenceGrid,
    Highlights,
    LevelScore,
    RecordScore,
    RegionScore,
    ScoreChange,
    changes_between,
    criterion_rows,
    evidence_grid,
    find_highlights,
    framed_by,
    level_rows,
    record_rows,
    region_rows,
)
from ceecluster.scoring.table_rows import (
    CriterionRow,
    GateRow,
    LevelRow,
    NodeRow,
    OnFileRow,
    RecordRow,
    ScoreRow,
)
from ceecluster.scoring.tidy import criterion_table, gate_table, reading_table, record_table, unit_table
from ceecluster.scoring.tree import Tree, aggregate, exponents_of, shares
from ceecluster.scoring.whatif import parse_what_if

METHODS = ("power_mean", "copeland", "mazziotta_pareto")
NORMALISATIONS = ("goalposts", *(name for name in RELATIVE if name != "z_score"))
FLOOR = 0.01
"""Smallest z under a geometric or harmonic mean, where 0 would wipe out everything else; printed with the result."""


@dataclass(frozen=True, repr=False)
class Scores(Result):
    """Scores with their bounds; every frame is tidy, every number in [0, 1].

    `value` and `quality_class` are missing where coverage is below the guidelines' minimum ("insufficient evidence");
    `partial` is the mean of the documented part whatever the coverage, for further computation, not for print.
    """

    JSON = (
        "method", "normalisation", "floor", "as_of", "what_if", "min_coverage", "records_by_status", "on_file=beside",
        "weights=weight_by_key", "regions", "levels", "nodes", "programmes", "criteria", "gates",
    )  # fmt: skip

    regions: Annotated[pd.DataFrame, ScoreRow]
    """region, low, value, high, coverage, quality_class, partial."""
    levels: Annotated[pd.DataFrame, LevelRow]
    """region, level, then as `regions`, records."""
    nodes: Annotated[pd.DataFrame, NodeRow]
    """region, level, node, then as `regions`: the dimensions of the guidelines."""
    criteria: Annotated[pd.DataFrame, CriterionRow]
    """region, level, criterion, z, raw, state, weight (share of the region's total), basis, records, sources, note."""
    world: World
    grid: Grid
    """Regions x leaves: what further analyses start from."""
    reader: Reader = field(repr=False)
    """What was read from the records, for the tables record by record, which are made when they are asked for."""
    weights: Array
    """Weight by key of the tree."""
    method: str = "power_mean"
    normalisation: str = "goalposts"
    """How criteria are brought to [0, 1]."""
    floor: float | None = None
    """Set where a geometric or harmonic mean is in use: smaller z were raised to it."""
    as_of: int | None = None
    what_if: tuple[str, ...] = ()
    """Assumptions of this run."""
    min_coverage: float = 0.0
    """Documented share below which no value is given."""
    classes: tuple[Band, ...] = field(default=())
    """Classes of quality, best first; none where the method is no mean."""
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What was asked for beside the year."""

    @cached_property
    def on_file(self) -> Scores | None:
        """The same scores over everything on file, whatever its year; None where these are they."""
        whole = self.world.whole
        return None if whole is None else score(whole, **self.settings)

    @cached_property
    def beside(self) -> Annotated[pd.DataFrame, OnFileRow]:
        """region, on_file, on_file_first, on_file_last: the value over everything on file, and the years behind it."""
        whole = self.on_file
        rows = []
        for row in () if whole is None else whole.regions.itertuples(index=False):
            first, last = self.on_file.years_of_evidence(row.region) or (None, None)  # type: ignore[union-attr]
            rows.append((row.region, row.value, first, last))
        return pd.DataFrame(rows, columns=columns_of(OnFileRow)).astype(
            {"on_file": float, "on_file_first": float, "on_file_last": float}
        )

    def years_of_evidence(self, region: str) -> tuple[int, int] | None:
        """First and last year of the dated sources behind a region's documented criteria; None without any."""
        readings = self.grid.readings[self.grid.units.index(region)]
        keys = {key for reading in readings if reading.documented for key in reading.sources}
        years = [year for key in keys if (year := self._dates.get(key)) is not None]
        return (min(years), max(years)) if years else None

    @cached_property
    def _dates(self) -> dict[str, int | None]:
        """Year by source key with its owner: `HU22:kim2017`."""
        world = self.world
        owners = {**world.national, **world.regions}
        found = {f"{o}:{k}": y for o, i in owners.items() for k, y in shown_by_key(i.sources).items()}
        return found | {f"XX:{k}": y for k, y in shown_by_key(world.transnational_sources).items()}

    @cached_property
    def _records(self) -> tuple[Grid, tuple[str, ...]]:
        return read_records(self.reader, self.grid.tree)

    @property
    def programme_grid(self) -> Grid:
        """Records x leaves."""
        return self._records[0]

    @cached_property
    def programmes(self) -> Annotated[pd.DataFrame, RecordRow]:
        """programme, region, level, then as `regions`; the record's own values only."""
        tree, (records, owners) = self.grid.tree, self._records
        bounds = slot_bounds(records, self.weights, "power_mean", self.floor)
        return record_table(
            records, owners, bounds, _levels(tree), (self.world.guidelines.bands, self.min_coverage), self.reader
        )

    @cached_property
    def programme_criteria(self) -> pd.DataFrame:
        """programme, region, level, criterion, z, raw, state, basis, sources, note: what is known of a record."""
        return reading_table(*self._records)

    @cached_property
    def gates(self) -> Annotated[pd.DataFrame, GateRow]:
        """programme, region, level, criterion, raw, minimum, passed: entry conditions that have a value."""
        return gate_table(*self._records, self.reader)

    @property
    def records_by_status(self) -> tuple[StatusCount, ...]:
        """How many records of the members have which status in the year."""
        return status_counts(self.world)

    @property
    def weight_by_key(self) -> dict[str, float]:
        """Weight by level, dimension and criterion."""
        return {key: float(w) for key, w in zip(self.grid.tree.keys, self.weights, strict=True)}

    @property
    def pairs(self) -> int:
        """Pairs of regions."""
        return len(self.grid.units) * (len(self.grid.units) - 1) // 2

    @property
    def above(self) -> pd.DataFrame:
        """Pairs that no missing evidence can reverse: region, other with low of the region > high of the other."""
        low, high = self.regions["low"].to_numpy(float), self.regions["high"].to_numpy(float)
        names = self.grid.units
        rows = [(names[a], names[b]) for a, b in np.argwhere(low[:, None] > high[None, :])]
        return pd.DataFrame(rows, columns=["region", "other"])

    @cached_property
    def by_region(self) -> tuple[RegionScore, ...]:
        """The regions, the best value first."""
        return region_rows(self)

    @cached_property
    def by_level(self) -> tuple[LevelScore, ...]:
        """The regions at each level."""
        return level_rows(self)

    @cached_property
    def by_record(self) -> tuple[RecordScore, ...]:
        """The records at their levels, by their own values only, the best first."""
        return record_rows(self)

    @cached_property
    def by_criterion(self) -> tuple[CriterionScore, ...]:
        """What each criterion weighs at each level, and what it moves."""
        return criterion_rows(self)

    @cached_property
    def highlights(self) -> Highlights:
        """What a reader should not miss."""
        return find_highlights(self)

    @cached_property
    def kernel(self) -> Kernel | None:
        """What a page needs to score again under other weights; None where it cannot."""
        return find_kernel(self)

    @cached_property
    def evidence(self) -> EvidenceGrid:
        """What is documented of every region, criterion by criterion."""
        return evidence_grid(self)

    def frame(self, by: str) -> pd.DataFrame:
        """The tidy table of the regions, levels, records (`programme`) or criteria, ordered as it is told."""
        return framed_by(self, by)

    def changes_since(self, before: Scores) -> tuple[ScoreChange, ...]:
        """Every region as it was under other values, weights or rules, and as it is."""
        return changes_between(before, self)


# Long by its parameters and their checks; the arithmetic is in what it calls.
def score(
    world: World,
    *,
    as_of: int | None = None,
    weights: Mapping[str, float] | None = None,
    exponent: float | Mapping[str, float] | None = None,
    method: str = "power_mean",
    normalisation: str = "goalposts",
    what_if: Iterable[str] = (),
    by_budget: bool = False,
    floor: float = FLOOR,
) -> Scores:
    """Score the network's regions and their records.

    as_of: only what is in force in that year (see `inforce.at`). weights: replace those of levels, nodes or criteria,
    by id. exponent: of all power means, or by id (`total` is the mean over levels). method: `power_mean`, or `copeland`
    or `mazziotta_pareto` over the leaves by their shares (regions, levels and nodes only; records keep the power mean).
    normalisation: `goalposts`, or a relative method applied to the regions' values leaf by leaf. what_if:
    `record.criterion=value`. by_budget: a `mean` across records weighs them by budget where budgets are comparable.

    Raises UsageError for unknown names, weights that are none, and columns a relative method cannot place.
    """
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    if normalisation not in NORMALISATIONS:
        raise unknown("normalisation", normalisation, NORMALISATIONS)
    texts = tuple(what_if)
    settings = {
        "weights": weights,
        "exponent": exponent,
        "method": method,
        "normalisation": normalisation,
        "by_budget": by_budget,
        "floor": floor,
    }
    tree = build_criteria_tree(world, exponent)
    w = tree.weigh(weights or {})
    world = at(world, as_of)
    reader = Reader(world, what_if=parse_what_if(texts, world), by_budget=by_budget)
    grid = place_among(read_regions(reader, tree), normalisation, w)
    held = floor if min(exponents_of(tree, None)) <= 0 else None
    rules = (world.guidelines.bands if method == "power_mean" else (), world.guidelines.min_coverage)
    slots = slot_bounds(grid, w, method, held)
    levels = _levels(tree)
    counts = {
        (region, level.id): sum(level.id in h[1].level for h in reader.own[region])
        for region in grid.units
        for level in world.network.levels
    }
    level_rows = unit_table(grid, slots, levels, rules)
    level_rows["records"] = [
        counts[r, level] for r, level in zip(level_rows["region"], level_rows["level"], strict=True)
    ]
    nodes = nodes_of(tree)
    node_rows = unit_table(grid, slots, list(nodes.values()), rules)
    placed = {tree.ids[slot]: place for place, slot in nodes.items()}
    node_rows.insert(2, "node", [placed[name][1] for name in node_rows["level"]])
    node_rows["level"] = [placed[name][0] for name in node_rows["level"]]
    return Scores(
        regions=unit_table(grid, slots, [tree.root], rules).drop(columns="level"),
        levels=level_rows,
        nodes=node_rows,
        criteria=criterion_table(grid, shares(tree, grid.applicable, w)),
        world=world,
        grid=grid,
        reader=reader,
        weights=w,
        method=method,
        normalisation=normalisation,
        floor=held,
        as_of=world.standing.year if world.standing else None,
        what_if=texts,
        min_coverage=rules[1],
        classes=rules[0],
        settings={**settings, "what_if": texts},
    )


def _levels(tree: Tree) -> list[int]:
    """The slots of the levels."""
    return [slot for slot, parent in enumerate(tree.parents) if parent == tree.root]


def slot_bounds(grid: Grid, weights: Array, method: str = "power_mean", floor: float | None = None) -> Bounds:
    """Low, value, high and coverage of every slot: units x slots each."""
    tree, documented = grid.tree, grid.documented
    known = np.where(documented, grid.z, 0.0)
    every = {"weights": weights, "floor": floor}
    low = aggregate(tree, known, present=grid.applicable, **every)  # type: ignore[arg-type]  # keywords by name
    high = aggregate(tree, np.where(documented, grid.z, 1.0), present=grid.applicable, **every)  # type: ignore[arg-type]
    value = aggregate(tree, known, present=documented, **every)  # type: ignore[arg-type]
    coverage = aggregate(tree, documented.astype(float), present=grid.applicable, weights=weights, exponents=1)
    bounds = Bounds(low, value, high, coverage)
    if method == "power_mean":
        return bounds
    for slot in range(len(tree.leaves), len(tree.ids)):
        under = tree.under(slot)
        z, applies = grid.z[:, under], grid.applicable[:, under]
        if method == "copeland":
            (nominal,) = shares(tree, np.ones((1, len(tree.leaves)), bool), weights, top=slot)
            found = copeland_bounds(z, nominal[under], applies)
        else:
            found = mazziotta_pareto_bounds(z, shares(tree, grid.applicable, weights, top=slot)[:, under], applies)
        for whole, part in zip(bounds[:3], found[:3], strict=True):
            whole[:, slot] = part
        value[coverage[:, slot] == 0, slot] = np.nan
    return bounds


def place_among(grid: Grid, normalisation: str, weights: Array) -> Grid:
    """The grid under another normalisation: each leaf's values of the regions placed among each other."""
    if normalisation == "goalposts":
        return grid
    z = grid.z.copy()
    for leaf, (level, criterion) in enumerate(grid.leaves):
        if weights[grid.tree.key_of[leaf]] == 0 or np.isnan(z[:, leaf]).all():
            continue
        try:
            z[:, leaf] = RELATIVE[normalisation](z[:, leaf])
        except UsageError as error:
            hint = f"leave it out with weight 0 for {criterion}, or use goalposts"
            raise UsageError(f"{criterion} at level '{level}' under {normalisation}: {error.message}", hint) from None
    return Grid(grid.tree, grid.units, grid.leaves, z, grid.applicable, grid.readings)
