"""Whatever has a name in a workspace, with what the workspace says of it: what `show` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ceecluster.declared import newest
from ceecluster.errors import unknown
from ceecluster.frames import codes_of
from ceecluster.item_rows import (
    AssessedValue,
    CriterionItem,
    FrameItem,
    HeldObjective,
    Holder,
    Inside,
    Item,
    ListItem,
    OverviewItem,
    PilotItem,
    RecordItem,
    RecordStanding,
    RegionItem,
    Row,
    TermItem,
)
from ceecluster.model import Criterion, Programme, ProgrammeTerm, Region, Source, Term, World
from ceecluster.model.position import current
from ceecluster.sources.plain import plain_programme

LISTS = (
    "objectives",
    "instruments",
    "target_groups",
    "sectors",
    "funding_sources",
    "services",
    "actor_types",
    "labels",
    "eu_programmes",
    "indicators",
)


def find(world: World, name: str) -> Item:
    """Whatever has this name, in any case of letters; UsageError with the nearest name otherwise.

    Of a world that was cut to a year everything on file is found, each record with its status in that year.
    """
    folded = name.casefold()
    known = _Known(world)
    for code, make in known.named():
        if code.casefold() == folded:
            return make()
    raise unknown("name", name, (code for code, _ in known.named()), known.called())


class _Known:
    """A world with everything in it by name."""

    def __init__(self, world: World) -> None:
        self.cut = world
        self.standing = world.standing
        self.world = world.whole or world

    def named(self) -> Iterator[tuple[str, Callable[[], Item]]]:
        """(name, what makes its item) of everything that can be shown."""
        world = self.world
        for region in (*world.network.regions, *world.network.candidates):
            yield region.code, lambda region=region: self.region(region)  # type: ignore[misc]
        for country, inventory in world.national.items():
            # A country that is itself a member shows as the region.
            yield country, lambda inventory=inventory: FrameItem(inventory)  # type: ignore[misc]
        for owner, sources, record in self.records():
            yield record.id, lambda o=owner, s=sources, r=record: self.record(o, s, r)  # type: ignore[misc]
        for criterion in world.guidelines.criteria:
            yield criterion.id, lambda criterion=criterion: self.criterion(criterion)  # type: ignore[misc]
        yield "regions", self.regions
        yield "criteria", self.criteria
        yield "pilots", self.pilots
        for listing in LISTS:
            terms = world.vocabulary.terms(listing)
            yield listing, lambda listing=listing, terms=terms: ListItem(listing, tuple(terms.values()))  # type: ignore[misc]
            for code, term in terms.items():
                yield code, lambda listing=listing, term=term: self.term(listing, term)  # type: ignore[misc]
        for pilot in world.pilots:
            fields = pilot.model_dump(mode="json", exclude_defaults=True, by_alias=True)
            yield pilot.id, lambda pilot=pilot, fields=fields: PilotItem(pilot, fields)  # type: ignore[misc]

    def called(self) -> dict[str, str]:
        """Names in words of regions and codes, with their codes."""
        network = self.world.network
        regions = {str(region.title): region.code for region in (*network.regions, *network.candidates)}
        terms = [term for listing in LISTS for term in self.world.vocabulary.terms(listing).values()]
        return {**{name: term.code for term in terms for name in term.name.values()}, **regions}

    def records(self) -> Iterator[tuple[str, dict[str, Source], Programme]]:
        """Every record with its owner and the sources of its file."""
        world = self.world
        for group in (world.regions, world.national, world.candidates):
            for owner, inventory in group.items():
                for programme in inventory.programmes:
                    yield owner, dict(inventory.sources), programme
        for programme in world.transnational:
            yield "network", dict(world.transnational_sources), programme

    def region(self, region: Region) -> RegionItem:
        world = self.world
        member = region.code in {r.code for r in world.network.regions}
        inventory = world.regions.get(region.code) or world.candidates.get(region.code)
        stated = {} if inventory is None else inventory.priorities
        positions = tuple((code, entry) for code, entries in stated.items() if (entry := current(entries)))
        frames = world.frames_of(region.code) if member else ()
        return RegionItem(region, member, inventory, frames, tuple(self._held(region.code, member)), positions)

    def _held(self, region: str, member: bool) -> Iterator[HeldObjective]:
        """Objectives of the records that speak, in the order of the vocabulary and the levels."""
        inventory = self.cut.regions.get(region) or self.cut.candidates.get(region)
        own = inventory.programmes if inventory else ()
        frames = self.cut.frames_of(region) if member else ()
        held: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        for which, records in enumerate((own, frames)):
            for record in records:
                for objective in () if record.example else codes_of(record, "objectives"):
                    for level in record.level:
                        held.setdefault((objective, level), ([], []))[which].append(record.id)
        for objective in self.world.vocabulary.terms("objectives"):
            for place in self.world.network.levels:
                if (objective, place.id) in held:
                    ours, national = held[objective, place.id]
                    yield HeldObjective(objective, place.id, tuple(ours), tuple(national))

    def record(self, owner: str, sources: dict[str, Source], record: Programme) -> RecordItem:
        fields = plain_programme(record)
        cited = _cited(fields)
        known = {key: source for key, source in sources.items() if key in cited}
        return RecordItem(owner, record, fields, known, self.state(record), newest(self.world).get(record.id))

    def state(self, record: Programme) -> RecordStanding | None:
        """The record's status in the year of the world, if it has one."""
        if self.standing is None:
            return None
        followers = tuple(p.id for _, _, p in self.records() if record.id in p.follows)
        return RecordStanding(
            self.standing.year, self.standing.status(record.id), self.standing.seen.get(record.id), followers
        )

    def criterion(self, criterion: Criterion) -> CriterionItem:
        readings = tuple(
            AssessedValue(owner, record.id, assessment)
            for owner, _, record in self.records()
            for code, assessment in record.assessments.items()
            if code == criterion.id
        )
        return CriterionItem(criterion, readings)

    def term(self, listing: str, term: Term) -> TermItem:
        holders = tuple(
            Holder(owner, record) for owner, _, record in self.records() if term.code in _texts(plain_programme(record))
        )
        network = self.world.network
        areas: tuple[tuple[str, Inside], ...] = ()
        if isinstance(term, ProgrammeTerm) and term.areas and not term.collective:
            areas = tuple((r.code, _inside(term, r.nuts)) for r in (*network.regions, *network.candidates))
        action = next((action for action in self.world.actions if action.objective == term.code), None)
        return TermItem(listing, term, holders, areas, action)

    def regions(self) -> OverviewItem:
        members = {region.code for region in self.world.network.regions}
        rows: tuple[Row, ...] = tuple(
            {
                "code": r.code,
                "name": r.title,
                "country": r.country,
                "is": "member" if r.code in members else "candidate",
            }
            for r in (*self.world.network.regions, *self.world.network.candidates)
        )
        return OverviewItem("regions", rows)

    def criteria(self) -> OverviewItem:
        rows: tuple[Row, ...] = tuple(
            {"criterion": c.id, "name": c.name, "levels": c.levels, "measure": c.measure.kind}
            for c in self.world.guidelines.criteria
        )
        return OverviewItem("criteria", rows)

    def pilots(self) -> OverviewItem:
        rows: tuple[Row, ...] = tuple(
            {"id": p.id, "title": p.called, "status": p.status, "partners": p.partners} for p in self.world.pilots
        )
        return OverviewItem("pilots", rows)


def status_of(world: World, record: Programme) -> RecordStanding | None:
    """A record's status in the year a world was cut to; None where it was not."""
    return _Known(world).state(record)


def _cited(data: object) -> set[str]:
    """Every source key that stands anywhere in a record."""
    if isinstance(data, dict):
        parts = (_leaves(value) if key in ("source", "cite") else _cited(value) for key, value in data.items())
        return set().union(*parts)
    return set().union(*(_cited(item) for item in data)) if isinstance(data, list) else set()


def _leaves(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(_leaves(item) for item in value.values()))
    return set(value) if isinstance(value, list) else {value}


def _texts(data: object) -> set[str]:
    """Every text in plain data, keys of mappings included."""
    if isinstance(data, dict):
        return set(data) | set().union(*(_texts(value) for value in data.values()))
    if isinstance(data, list):
        return set().union(*(_texts(value) for value in data))
    return {data} if isinstance(data, str) else set()


def _inside(term: ProgrammeTerm, nuts: tuple[str, ...]) -> Inside:
    """The cover of a region of one or several codes: whole or none only where all of them are."""
    covers = {term.covers(code) for code in nuts}
    if len(covers) == 1:
        return covers.pop()
    return "part" if covers & {"whole", "part"} else "unknown"
