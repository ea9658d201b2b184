"""Why a score is what it is: the decomposition of one number down to records and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from ceecluster.errors import unknown
from ceecluster.frames import framed
from ceecluster.model import Evidence, Source
from ceecluster.results import Result
from ceecluster.scoring.grid import Grid
from ceecluster.scoring.improvement import Improvement, Wanted, find_improvement, wanted_evidence
from ceecluster.scoring.quality import Scores, slot_bounds
from ceecluster.scoring.tree import exponents_of, shares

TRANSNATIONAL = "XX"
"""Owner of the records of several countries, in keys of their sources."""


class PartKind(StrEnum):
    """What a part of a score is."""

    REGION = "region"
    RECORD = "record"
    LEVEL = "level"
    DIMENSION = "dimension"
    CRITERION = "criterion"


@dataclass(frozen=True)
class ScorePart:
    """A part of a score: the total, a level, a dimension of the guidelines or a criterion."""

    part: str
    """Its place in the tree: `policy`, `policy/STR`, `policy/STR-01`."""
    kind: PartKind
    code: str
    """Of the region, record, level, dimension or criterion."""
    depth: int
    """0 for the whole."""
    name: str
    weight: float
    """Share of the total among what applies."""
    low: float | None
    value: float | None
    """Of the documented part; missing without any."""
    high: float | None
    coverage: float
    contribution: float | None
    """What it adds to the value of the documented part (parts add up for arithmetic means only)."""
    state: Evidence | None
    """Of a criterion."""
    basis: str
    """Assessed by a person or derived from fields; empty for what is no criterion."""
    raw: object
    """Value before normalising."""
    records: tuple[str, ...]
    sources: tuple[str, ...]
    """Keys with their file's owner."""
    note: str


@dataclass(frozen=True, repr=False)
class Explanation(Result):
    """A unit's score as a tree of parts, with the way up and what to document."""

    JSON = ("unit", "additive", "enough", "parts=tree", "sources", "improvement", "wanted")

    unit: str
    """As it was asked for: `HU22`, `HU22/policy` or `hu22-panac`."""
    name: str
    """The region or the record."""
    level: str | None
    """The level asked for; None where none was."""
    top: ScorePart
    """The unit as a whole."""
    tree: tuple[ScorePart, ...]
    """In the order of the tree, the whole first."""
    additive: bool
    """Whether contributions add up to the value: all means are arithmetic."""
    sources: Mapping[str, Source]
    """By key with the file's owner: `HU22:kim2017`."""
    enough: bool
    """Whether coverage reaches the guidelines' minimum."""
    improvement: Improvement
    wanted: tuple[Wanted, ...]
    """Evidence worth collecting, the most useful first."""
    scores: Scores

    @property
    def parts(self) -> pd.DataFrame:
        """One row per part."""
        return framed(ScorePart, self.tree)

    @property
    def improvable(self) -> ScorePart | None:
        """The first criterion that a person read from a source and that is not at its best."""
        read = (part for part in self.tree if part.records and part.basis == "assessed")
        return next((part for part in read if part.value is not None and part.value < 1), None)


def why(scores: Scores, unit: str) -> Explanation:
    """Decompose the score of a region (`HU22`), of a region at a level (`HU22/policy`) or of a record (`hu22-panac`).

    Raises UsageError with the nearest name for an unknown unit.
    """
    name, _, asked = unit.partition("/")
    grid = next((grid for grid in (scores.grid, scores.programme_grid) if name in grid.units), None)
    if grid is None:
        raise unknown("region or record", name, (*scores.grid.units, *scores.programme_grid.units))
    tree, row = grid.tree, grid.units.index(name)
    levels = [tree.ids[slot] for slot in range(tree.root) if tree.parents[slot] == tree.root]
    if asked and asked not in levels:
        raise unknown("level", asked, levels)
    level = asked or (_only_level(grid, row) if grid is scores.programme_grid else "")
    top = tree.slots[level] if level else tree.root
    one = Grid(tree, (name,), grid.leaves, grid.z[[row]], grid.applicable[[row]], (grid.readings[row],))
    parts = tuple(_parts(scores, one, top, PartKind.REGION if grid is scores.grid else PartKind.RECORD))
    return Explanation(
        unit=unit,
        name=name,
        level=asked or None,
        top=parts[0],
        tree=parts,
        additive=all(q == 1 for q in exponents_of(tree, None)),
        sources=find_sources(scores, [key for part in parts for key in part.sources]),
        enough=parts[0].coverage >= scores.min_coverage - 1e-9,
        improvement=find_improvement(scores, name, asked or None),
        wanted=wanted_evidence(scores, name, asked or None),
        scores=scores,
    )


def _only_level(grid: Grid, row: int) -> str:
    """The level of a record that has one; nothing where it has several."""
    mine = {level for (level, _), applies in zip(grid.leaves, grid.applicable[row], strict=True) if applies}
    return mine.pop() if len(mine) == 1 else ""


def _parts(scores: Scores, one: Grid, top: int, whole: PartKind) -> Iterable[ScorePart]:
    """The parts of the one unit of a grid, from a slot down."""
    tree = one.tree
    bounds = slot_bounds(one, scores.weights, "power_mean", scores.floor)
    (low,), (value,), (high,), (coverage,) = bounds
    (applicable,) = shares(tree, one.applicable, scores.weights, top=top)
    (documented,) = shares(tree, one.documented, scores.weights, top=top)
    (readings,) = one.readings
    names = {node.id: node.name for node in scores.world.guidelines.nodes}
    names |= {criterion.id: criterion.name for criterion in scores.world.guidelines.criteria}
    names |= {level.id: level.name for level in scores.world.network.levels}
    places = _places(scores, one, whole)
    for slot, depth in _walk(one, top):
        place = tree.ids[slot]
        reading = readings[slot] if slot < len(tree.leaves) else None
        kind, code = places[slot]
        held = _number(value[slot])
        yield ScorePart(
            part=place,
            kind=kind,
            code=code,
            depth=depth,
            name=names.get(code, code),
            weight=float(applicable[slot]),
            low=_number(low[slot]),
            value=held,
            high=_number(high[slot]),
            coverage=float(coverage[slot]),
            contribution=None if held is None or documented[slot] <= 0 else float(documented[slot]) * held,
            state=reading.state if reading else None,
            basis=reading.basis if reading else "",
            raw=reading.raw if reading else None,
            records=reading.records if reading else (),
            sources=reading.sources if reading else (),
            note=reading.note if reading else "",
        )


def _places(scores: Scores, one: Grid, whole: PartKind) -> list[tuple[PartKind, str]]:
    """What each slot of the tree is, and its code."""
    tree, nodes = one.tree, [node.id for node in scores.world.guidelines.nodes]
    known = {level.id: (PartKind.LEVEL, level.id) for level in scores.world.network.levels}
    known |= {f"{level}/{node}": (PartKind.DIMENSION, node) for level in tuple(known) for node in nodes}
    inner = (known[name] for name in tree.ids[len(one.leaves) : tree.root])
    return [*((PartKind.CRITERION, code) for _, code in one.leaves), *inner, *((whole, unit) for unit in one.units)]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def find_sources(scores: Scores, keys: Iterable[str]) -> dict[str, Source]:
    """The sources behind keys such as `HU22:kim2017`; a key without a source in the file is left out."""
    world = scores.world
    files = [(TRANSNATIONAL, world.transnational_sources)]
    # A candidate's file gives way to a country's, and that to a member's.
    for group in (world.candidates, world.national, world.regions):
        files += [(owner, inventory.sources) for owner, inventory in group.items()]
    known = {f"{owner}:{name}": source for owner, sources in files for name, source in sources.items()}
    return {key: known[key] for key in dict.fromkeys(keys) if key in known}


def _walk(grid: Grid, top: int, depth: int = 0) -> list[tuple[int, int]]:
    """Slots below `top` in the order of the tree, with their depth; parts that do not apply at all are left out."""
    tree = grid.tree
    (readings,), (applicable,) = grid.readings, grid.applicable
    found = [(top, depth)]
    if top >= len(tree.leaves):
        for child in tree.inner[top - len(tree.leaves)].children:
            under = tree.under(int(child))
            if np.any(applicable[under]) or any(readings[leaf].basis for leaf in under):
                found += _walk(grid, int(child), depth + 1)
    return found
