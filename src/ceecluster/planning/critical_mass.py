"""Critical mass by sector: where it is named strong, who works in it, how many members, which borders it crosses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ceecluster.model import World
from ceecluster.planning.organisations import Organisation, organisations
from ceecluster.results import Result

if TYPE_CHECKING:
    import pandas as pd

SPECIALISATION = "lq_"
"""Variables of structure.csv that give a location quotient: this and the code of the sector."""


@dataclass(frozen=True)
class MemberCount:
    """The newest number of committed members that one organisation has on file, with its year."""

    record: str
    region: str
    count: float
    year: int


@dataclass(frozen=True)
class Specialisation:
    """A location quotient of a region in the sector, with its year."""

    region: str
    value: float
    year: int | None


@dataclass(frozen=True)
class Sector:
    """What the network has in one sector."""

    code: str
    strong_in: tuple[str, ...]
    """Members in which a source names the sector as strong."""
    organisations: tuple[Organisation, ...]
    """Organisations in force that name the sector, in the network's order."""
    members: tuple[MemberCount, ...]
    """Of those with a dated number of committed members: the newest."""
    borders: tuple[tuple[str, str], ...]
    """Land borders between members with an organisation on both sides."""
    specialisations: tuple[Specialisation, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """Members with an organisation in the sector."""
        return tuple(dict.fromkeys(organisation.region for organisation in self.organisations))

    @property
    def alone(self) -> str | None:
        """The only member with an organisation in the sector; None where there are several or none."""
        region, *others = (*self.regions, None)
        return region if others == [None] else None

    @property
    def unserved(self) -> tuple[str, ...]:
        """Members in which the sector is named strong and no organisation of it is in force on file."""
        return tuple(region for region in self.strong_in if region not in self.regions)

    @property
    def memberships(self) -> float | None:
        """Sum of the dated numbers of members; a firm in two clusters counts twice. None where none is on file."""
        return sum(one.count for one in self.members) if self.members else None


@dataclass(frozen=True, repr=False)
class CriticalMass(Result):
    """The sectors, those in most members first."""

    JSON = ("sectors=rows", "unnamed")

    world: World
    sectors: tuple[Sector, ...]
    """Sectors that an organisation in force or a member's strong sectors name."""
    unnamed: int
    """Organisations in force that name no sector."""

    @property
    def widest(self) -> tuple[Sector, ...]:
        """The sectors with organisations in most members: one, or all that tie."""
        most = max((len(sector.regions) for sector in self.sectors), default=0)
        return tuple(sector for sector in self.sectors if most and len(sector.regions) == most)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per sector."""
        from ceecluster import frames

        return frames.framed(SectorRow, self.rows)

    @property
    def rows(self) -> tuple[SectorRow, ...]:
        """The sectors in plain columns."""
        return tuple(self._rows())

    def _rows(self) -> Iterator[SectorRow]:
        for sector in self.sectors:
            years = [one.year for one in sector.members]
            yield SectorRow(
                sector.code,
                sector.strong_in,
                sector.regions,
                tuple(organisation.record for organisation in sector.organisations),
                sector.memberships,
                len(sector.members),
                min(years, default=None),
                max(years, default=None),
                tuple(list(border) for border in sector.borders),
                sector.alone,
                sector.unserved,
            )


@dataclass(frozen=True)
class SectorRow:
    """A sector as a row: organisations by their records."""

    sector: str
    """Code of the sector."""
    strong_in: tuple[str, ...]
    """Members in which a source names it as strong."""
    regions: tuple[str, ...]
    records: tuple[str, ...]
    memberships: float | None
    """Dated numbers of members added up; a firm in two clusters counts twice."""
    counted: int
    """Organisations with such a number."""
    first_year: int | None
    """Oldest year of these numbers."""
    last_year: int | None
    """Newest."""
    borders: tuple[list[str], ...]
    """Land borders with an organisation on both sides."""
    alone: str | None
    """The only member with an organisation."""
    unserved: tuple[str, ...]
    """Members strong in it without an organisation on file."""


def critical_mass(world: World) -> CriticalMass:
    """What the members have in every sector, from the records that speak in the world's year."""
    acting = organisations(world)
    members = {one.record: one for one in _memberships(world)}
    found = []
    for term in world.vocabulary.sectors:
        inside = tuple(organisation for organisation in acting if term.code in organisation.named_sectors)
        strong = tuple(r.code for r in world.network.regions if term.code in r.strong_sectors)
        if inside or strong:
            counted = tuple(members[o.record] for o in inside if o.record in members)
            regions = {organisation.region for organisation in inside}
            borders = tuple(_borders(world, regions))
            found.append(Sector(term.code, strong, inside, counted, borders, tuple(_specialised(world, term.code))))
    ranked = sorted(found, key=lambda sector: (-len(sector.regions), -len(sector.organisations), sector.code))
    return CriticalMass(world, tuple(ranked), sum(not organisation.named_sectors for organisation in acting))


def _memberships(world: World) -> Iterator[MemberCount]:
    for region, inventory in world.regions.items():
        for record in inventory.programmes:
            dated = [(count.as_of, count.count) for count in record.members if count.as_of is not None]
            if dated and not record.example:
                year, newest = max(dated)
                yield MemberCount(record.id, region, newest, year)


def _borders(world: World, regions: set[str]) -> Iterator[tuple[str, str]]:
    order = [region for region in world.network.regions if region.code in regions]
    for index, one in enumerate(order):
        for other in order[index + 1 :]:
            if other.code in one.neighbours or one.code in other.neighbours:
                yield one.code, other.code


def _specialised(world: World, sector: str) -> Iterator[Specialisation]:
    members = {region.code for region in world.network.regions}
    for datum in world.structure:
        if datum.variable == SPECIALISATION + sector and datum.region in members and datum.value is not None:
            yield Specialisation(datum.region, datum.value, datum.year)
