"""Why a score is what it is: the decomposition of one number down to records and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ceecluster.errors import unknown
from ceecluster.model import Source
from ceecluster.scoring.grid import Grid
from ceecluster.scoring.quality import Scores, plain, slot_bounds
from ceecluster.scoring.tree import exponents_of, shares

PARTS = [
    "part",
    "depth",
    "name",
    "weight",
    "low",
    "value",
    "high",
    "coverage",
    "contribution",
    "state",
    "basis",
    "raw",
    "records",
    "sources",
    "note",
]


@dataclass(frozen=True)
class Explanation:
    """A unit's score as a tree of parts."""

    unit: str
    parts: pd.DataFrame
    """In the order of the tree, the total first; columns PARTS. `weight` is the share of the total among what applies;
    `contribution` what the part adds to the value of the documented part (they add up for arithmetic means only)."""
    additive: bool
    """Whether contributions add up to the value: all means are arithmetic."""
    sources: Mapping[str, Source]
    """By key with the file's owner: `HU22:kim2017`."""
    enough: bool
    """Whether coverage reaches the guidelines' minimum."""

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "unit": self.unit,
            "additive": self.additive,
            "enough": self.enough,
            "parts": plain(self.parts),
            "sources": {key: source.model_dump(mode="json", exclude_none=True) for key, source in self.sources.items()},
        }


def why(scores: Scores, unit: str) -> Explanation:
    """Decompose the score of a region (`HU22`), of a region at a level (`HU22/policy`) or of a record (`hu22-panac`).

    Raises UsageError with the nearest name for an unknown unit.
    """
    name, _, level = unit.partition("/")
    if name in scores.grid.units:
        grid = scores.grid
    elif name in scores.programme_grid.units:
        grid = scores.programme_grid
    else:
        raise unknown("region or record", name, (*scores.grid.units, *scores.programme_grid.units))
    tree, row = grid.tree, grid.units.index(name)
    levels = [tree.ids[slot] for slot in range(tree.root) if tree.parents[slot] == tree.root]
    if level and level not in levels:
        raise unknown("level", level, levels)
    mine = sorted({lvl for (lvl, _), at in zip(grid.leaves, grid.applicable[row], strict=True) if at}, key=levels.index)
    if not level and grid is scores.programme_grid and len(mine) == 1:
        level = mine[0]
    top = tree.slots[level] if level else tree.root
    one = Grid(tree, (name,), grid.leaves, grid.z[[row]], grid.applicable[[row]], (grid.readings[row],))
    method = scores.method if grid is scores.grid and scores.method == "power_mean" else "power_mean"
    bounds = slot_bounds(one, scores.weights, method, scores.floor)
    applicable = shares(tree, one.applicable, scores.weights, top=top)[0]
    documented = shares(tree, one.documented, scores.weights, top=top)[0]
    additive = all(q == 1 for q in exponents_of(tree, None))
    rows = []
    for slot, depth in _walk(one, top):
        leaf = slot < len(tree.leaves)
        value = float(bounds.value[0, slot])
        reading = grid.readings[row][slot] if leaf else None
        rows.append(
            (
                tree.ids[slot],
                depth,
                _title(scores, tree.ids[slot], name),
                float(applicable[slot]),
                float(bounds.low[0, slot]),
                value,
                float(bounds.high[0, slot]),
                float(bounds.coverage[0, slot]),
                float(documented[slot]) * value if documented[slot] > 0 else float("nan"),
                str(reading.state) if reading else "",
                reading.basis if reading else "",
                reading.raw if reading else None,
                reading.records if reading else (),
                reading.sources if reading else (),
                reading.note if reading else "",
            )
        )
    parts = pd.DataFrame(rows, columns=PARTS, dtype=object)
    numbers = ["weight", "low", "value", "high", "coverage", "contribution"]
    parts = parts.astype(dict.fromkeys(numbers, float))
    keys = [key for keys in parts["sources"] for key in keys]
    return Explanation(
        unit=unit,
        parts=parts,
        additive=additive,
        sources=find_sources(scores, keys),
        enough=bool(bounds.coverage[0, top] >= scores.min_coverage - 1e-9),
    )


def find_sources(scores: Scores, keys: Iterable[str]) -> dict[str, Source]:
    """The sources behind keys such as `HU22:kim2017`; a key without a source in the file is left out."""
    world = scores.world
    found: dict[str, Source] = {}
    for key in dict.fromkeys(keys):
        owner, _, name = key.partition(":")
        inventory = world.regions.get(owner) or world.national.get(owner) or world.candidates.get(owner)
        known = inventory.sources if inventory is not None else world.transnational_sources
        if name in known:
            found[key] = known[name]
    return found


def _walk(grid: Grid, top: int, depth: int = 0) -> list[tuple[int, int]]:
    """Slots below `top` in the order of the tree, with their depth; parts that do not apply at all are left out."""
    tree = grid.tree
    found = [(top, depth)]
    if top >= len(tree.leaves):
        for child in tree.inner[top - len(tree.leaves)].children:
            under = tree.under(int(child))
            stated = any(grid.readings[0][leaf].basis for leaf in under)
            if np.any(grid.applicable[0, under]) or stated:
                found += _walk(grid, int(child), depth + 1)
    return found


def _title(scores: Scores, part: str, unit: str) -> str:
    """A part's name: of the criterion, node or level; of the unit for the total."""
    level, slash, code = part.partition("/")
    guidelines = scores.world.guidelines
    if slash:
        names = {**{n.id: n.name for n in guidelines.nodes}, **{c.id: c.name for c in guidelines.criteria}}
        return names[code]
    for known in scores.world.network.levels:
        if known.id == level:
            return known.name
    return unit
