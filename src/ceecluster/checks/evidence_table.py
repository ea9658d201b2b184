"""How current the evidence is: records by what is in force, when they were last seen, and the state of the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ceecluster.checks.evidence import is_copy, is_host
from ceecluster.citing import untitled
from ceecluster.inforce import spans, year_of
from ceecluster.model import Programme, Source, World
from ceecluster.model.standing import Status


@dataclass(frozen=True)
class EvidenceRow:
    """Records of one owner at one level, or at all levels."""

    owner: str
    level: str | None
    """None for all levels together; a record of two levels counts once there."""
    records: int
    statuses: dict[Status, int]
    """Records by what the sources say of them in the year."""
    open: int
    """Records without a documented end before the earliest of the years asked about."""
    seen: dict[int, int]
    """Of those, how many were last seen in that year or later."""


@dataclass(frozen=True)
class Sources:
    """The sources of a workspace; one that several files define counts in each."""

    total: int
    placeholders: int
    hosts: int
    """Publishers that are names of hosts."""
    copies: int
    bounded: int
    """Show no year, but cannot be older than one."""
    undated: int
    """Show no year and nothing that places them."""


def count(world: World) -> list[EvidenceRow]:
    """Rows for every member region and national frame: all levels, then each; examples left out.

    A world that was cut to a year is counted whole, for that year.
    """
    year = year_of(world)
    world = world.whole or world
    since = sorted(year - back for back in world.network.rules.seen_within)
    known = spans(world)

    def row(owner: str, level: str | None, records: list[Programme]) -> EvidenceRow:
        first = min(since, default=year)
        alive = [known[r.id] for r in records if (end := known[r.id].end) is None or end >= first]
        statuses = Counter(known[r.id].status(year) for r in records)
        seen = {at: sum(span.seen is not None and span.seen >= at for span in alive) for at in since}
        return EvidenceRow(owner, level, len(records), dict(statuses), len(alive), seen)

    found = []
    for owner, programmes in _owners(world):
        records = [programme for programme in programmes if not programme.example]
        found.append(row(owner, None, records))
        found += [row(owner, each.id, [r for r in records if each.id in r.level]) for each in world.network.levels]
    return found


def _owners(world: World) -> Iterator[tuple[str, Iterable[Programme]]]:
    for region in world.network.regions:
        yield region.code, world.regions[region.code].programmes if region.code in world.regions else ()
    for country, inventory in world.national.items():
        yield f"{country} frame", inventory.programmes


def count_sources(world: World) -> Sources:
    """How many sources there are, and how many a reader cannot follow or date."""
    world = world.whole or world
    rule = world.network.rules.sources
    listed = [*_sources(world)]
    titles = [(" ".join(source.title.lower().split()), source) for source in listed]
    return Sources(
        len(listed),
        sum(title.startswith(rule.placeholders) or is_host(title) or untitled(source) for title, source in titles),
        sum(source.publisher is not None and is_host(source.publisher) for source in listed),
        sum(source.url is not None and is_copy(source.url, rule.copies) for source in listed),
        sum(not isinstance(source.year, int) and source.not_before is not None for source in listed),
        sum(not isinstance(source.year, int) and source.not_before is None for source in listed),
    )


def _sources(world: World) -> Iterator[Source]:
    for group in (world.regions, world.national, world.candidates):
        for inventory in group.values():
            yield from inventory.sources.values()
    framework = (world.network.sources, world.vocabulary.sources, world.guidelines.sources)
    pilots = world.pilot_sources.values()
    for sources in (*framework, world.transnational_sources, world.action_sources, *pilots):
        yield from sources.values()
