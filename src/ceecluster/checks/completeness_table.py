"""What is filled in: counts by owner, level and field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ceecluster.model import Evidence, Programme, World

FIELDS = (
    "start",
    "end",
    "bodies",
    "budget",
    "objectives",
    "instruments",
    "target_groups",
    "sectors",
    "funding",
    "members",
    "staff",
    "services",
    "labels",
    "evaluations",
    "cross_border",
)


@dataclass(frozen=True)
class CompletenessRow:
    """Counts for one owner at one level."""

    owner: str
    level: str
    records: int
    filled: dict[str, int]
    """Records in which a field says something, by field."""
    coded: int
    """Records with objectives, instruments and target groups."""
    assessed: int
    """Criterion values a person read from a source."""


def is_filled(programme: Programme, field: str) -> bool:
    """Whether a field says something; target groups may stand with the instruments."""
    if field == "bodies":
        return bool(programme.bodies.model_fields_set)
    if field == "end":
        return programme.end is not None
    if field == "target_groups":
        return bool(programme.target_groups or any(i.targets for i in programme.instruments))
    return bool(getattr(programme, field))


def count(world: World) -> list[CompletenessRow]:
    """One row per member region or national frame and level, in the network's order; examples left out."""
    owners: list[tuple[str, Iterable[Programme]]] = [
        (region.code, world.regions[region.code].programmes if region.code in world.regions else ())
        for region in world.network.regions
    ]
    owners += [(f"{country} frame", inventory.programmes) for country, inventory in world.national.items()]
    return [
        _row(owner, level.id, [p for p in programmes if level.id in p.level and not p.example])
        for owner, programmes in owners
        for level in world.network.levels
    ]


def _row(owner: str, level: str, programmes: list[Programme]) -> CompletenessRow:
    coded = ("objectives", "instruments", "target_groups")
    return CompletenessRow(
        owner,
        level,
        len(programmes),
        {field: sum(is_filled(p, field) for p in programmes) for field in FIELDS},
        sum(all(is_filled(p, field) for field in coded) for p in programmes),
        sum(a.evidence is not Evidence.UNDOCUMENTED for p in programmes for a in p.assessments.values()),
    )
