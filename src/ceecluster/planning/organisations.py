"""Organisations of the members that act for firms and can be introduced: clusters, networks, agencies, platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ceecluster.model import Programme, World
from ceecluster.model.guidelines import Ordinal
from ceecluster.scoring.handbook import GOOD, WEAK

ORGANISATIONS = frozenset({"cluster", "network", "agency", "platform"})
"""Kinds of records that can pick up a telephone."""


@dataclass(frozen=True)
class Organisation:
    """A record that speaks in the year and acts for its members."""

    record: str
    region: str
    kind: str
    named_sectors: frozenset[str]
    """All sectors of its record; `sectors` are those that can be a reason to talk."""
    sectors: frozenset[str]
    objectives: frozenset[str]
    instruments: frozenset[str]
    services: frozenset[str]
    member_types: frozenset[str]
    strong: frozenset[str]
    """Criteria of practice it meets well."""
    judged: frozenset[str]
    """Criteria of practice with a documented value, absence included: those with steps, which one can show another.

    What is counted from a record's entries is its size or its fit.
    """
    weak: frozenset[str]
    """Criteria with documented absence or little of it."""
    partners: frozenset[str]
    """Regions that its own record names as partners."""


def organisations(world: World, scaled: Mapping[tuple[str, str], float] | None = None) -> tuple[Organisation, ...]:
    """The organisations of the members that speak in the world's year, in the network's order.

    `scaled` is the scaled value (0 to 1) of each (record, criterion) that is documented; none leaves practice out.
    """
    steps = {each.id for each in world.guidelines.criteria if isinstance(each.measure, Ordinal)}
    judged: dict[str, dict[str, float]] = {}
    for (name, criterion), value in (scaled or {}).items():
        if criterion in steps:
            judged.setdefault(name, {})[criterion] = value
    last = world.network.levels[-1].id
    leave = frozenset(world.network.rules.contacts.no_reason)
    found = []
    for region in world.network.regions:
        inventory = world.regions.get(region.code)
        for record in inventory.programmes if inventory else ():
            acts = record.kind in ORGANISATIONS or (record.kind is None and last in record.level)
            if acts and not record.example:
                found.append(_organisation(region.code, record, judged.get(record.id, {}), leave))
    return tuple(found)


def _organisation(region: str, record: Programme, judged: Mapping[str, float], leave: frozenset[str]) -> Organisation:
    return Organisation(
        record=record.id,
        region=region,
        kind=record.kind or "organisation",
        named_sectors=frozenset(record.sectors),
        sectors=frozenset(record.sectors) - leave,
        objectives=frozenset(objective.code for objective in record.objectives) - leave,
        instruments=frozenset(instrument.code for instrument in record.instruments) - leave,
        services=frozenset(record.services) - leave,
        member_types=frozenset(kind for count in record.members for kind in count.types),
        strong=frozenset(criterion for criterion, value in judged.items() if value >= GOOD),
        judged=frozenset(judged),
        weak=frozenset(criterion for criterion, value in judged.items() if value <= WEAK),
        partners=frozenset(place for link in record.cross_border for place in link.partners),
    )
