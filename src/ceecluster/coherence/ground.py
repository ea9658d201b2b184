"""What the regions pursue together, and what most of them pursue and some do not: objective by objective."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.coherence.cells import Cell

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison

MOST = 2 / 3
"""Share of the regions with records from which on most pursue something, and of the members that must have records."""


@dataclass(frozen=True)
class Pursuit:
    """An objective, and at which levels each region pursues it."""

    objective: str
    levels: Mapping[str, tuple[str, ...]]
    """By region, in the order of the network's levels; only regions that pursue it."""
    regions: int
    """Regions with records at one level or another."""
    members: int
    """Regions of the network, with records or without."""

    @property
    def wide(self) -> bool:
        """Whether most regions with records pursue it, and most members have records."""
        return len(self.levels) >= MOST * self.regions and self.regions >= MOST * self.members


@dataclass(frozen=True)
class MissingObjective:
    """An objective that most regions pursue at a level, and some with records there do not."""

    objective: str
    level: str
    holders: int
    regions: int
    """Regions with records at the level."""
    missing: tuple[str, ...]


def pursuits(comparison: Comparison) -> tuple[Pursuit, ...]:
    """Every objective that a region pursues, those of most regions first."""
    order = {level.id: index for index, level in enumerate(comparison.world.network.levels)}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in comparison.by_cell:
        if row.region in row.holders:
            found[row.objective][row.region].append(row.level)
    told = [
        Pursuit(
            objective,
            {region: tuple(sorted(levels, key=order.__getitem__)) for region, levels in held.items()},
            len(comparison.speaking),
            len(comparison.world.network.regions),
        )
        for objective, held in found.items()
    ]
    return tuple(sorted(told, key=lambda each: (-len(each.levels), each.objective)))


def lacks(comparison: Comparison) -> tuple[MissingObjective, ...]:
    """What most regions pursue at a level and some do not, the most widely pursued first."""
    missing: dict[tuple[str, str], list[str]] = defaultdict(list)
    speaking: dict[tuple[str, str], int] = defaultdict(int)
    holders: dict[tuple[str, str], int] = {}
    for row in comparison.by_cell:
        key = (row.objective, row.level)
        holders[key] = len(row.holders)
        speaking[key] += row.cell is not Cell.SILENT
        if row.cell is not Cell.SILENT and row.region not in row.holders:
            missing[key].append(row.region)
    told = [
        MissingObjective(objective, level, count, speaking[objective, level], tuple(missing[objective, level]))
        for (objective, level), count in holders.items()
        if missing[objective, level] and count >= MOST * speaking[objective, level] and count > 1
    ]
    return tuple(sorted(told, key=lambda each: (-each.holders / each.regions, each.objective, each.level)))
