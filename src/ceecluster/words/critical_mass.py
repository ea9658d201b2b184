"""Critical mass by sector in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Ref, Spelling, Statement, Table, Text, Word, table
from ceecluster.words.network import pair
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.planning.critical_mass import CriticalMass, Sector


def critical_mass_topic(found: CriticalMass) -> Topic:
    """Where the network has critical mass, and who stands alone."""
    return Topic(
        name="compare-sectors",
        title=Statement("mass.title", {"network": found.world.network.title}),
        lead=(year_head(found.world), *(() if found.sectors else (Statement("mass.nothing"),))),
        tables=tuple(_tables(found)) if found.sectors else (),
        findings=tuple(_findings(found)),
        notes=tuple(_notes(found)) if found.sectors else (),
        next=(f"match {found.sectors[0].code}", f"show {found.sectors[0].code}") if found.sectors else (),
    )


def _tables(found: CriticalMass) -> Iterator[Table]:
    columns: tuple[Column[Sector], ...] = (
        Column(Word("sector"), lambda row: Ref("term", row.code), header=True, spelling=Spelling.NAME),
        Column(Word("organisations"), lambda row: len(row.organisations), "right"),
        Column(Word("in"), lambda row: _regions(row.regions)),
        Column(Word("memberships"), _memberships, "right"),
        Column(Word("borders"), lambda row: len(row.borders), "right"),
        Column(Word("named strong"), lambda row: _regions(row.strong_in)),
    )
    yield table("sectors", Statement("mass.table"), columns, found.sectors)
    measured = [sector for sector in found.sectors if sector.specialisations]
    if measured:
        quotients: tuple[Column[Sector], ...] = (
            Column(Word("sector"), lambda row: Ref("term", row.code), header=True, spelling=Spelling.NAME),
            Column(Word("quotients"), lambda row: Names(tuple(_quotients(row)))),
        )
        yield table("specialisation", Statement("mass.specialised"), quotients, measured)


def _quotients(sector: Sector) -> Iterator[Text]:
    for one in sector.specialisations:
        yield Text((Ref("region", one.region), " ", Number(one.value), *((f" ({one.year})",) if one.year else ())))


def _regions(codes: Sequence[str]) -> Names | None:
    return Names(tuple(Ref("region", code) for code in codes)) if codes else None


def _memberships(sector: Sector) -> Statement | None:
    """The sum with its denominator and its years."""
    if sector.memberships is None:
        return None
    years = [one.year for one in sector.members]
    facts = {"sum": Number(sector.memberships, 0), "counted": len(sector.members), "of": len(sector.organisations)}
    return Statement("mass.memberships", {**facts, "first": str(min(years)), "last": str(max(years))})


def _findings(found: CriticalMass) -> Iterator[Statement]:
    if found.widest:
        widest = found.widest[0]
        names = Names(tuple(Ref("term", sector.code) for sector in found.widest), 3)
        facts = {"sectors": names, "ties": len(found.widest), "count": len(widest.regions)}
        yield Statement("mass.widest", {**facts, "members": len(found.world.network.regions)})
    for sector in found.sectors:
        if sector.alone:
            records = tuple(organisation.record for organisation in sector.organisations)
            facts = {"sector": Ref("term", sector.code), "region": Ref("region", sector.alone)}
            evidence = tuple(Ref("record", record) for record in records)
            yield Statement("mass.alone", {**facts, "count": len(records)}, evidence)
    for sector in found.sectors:
        if sector.unserved:
            facts = {"sector": Ref("term", sector.code), "regions": _regions(sector.unserved)}
            yield Statement("mass.unserved", {**facts, "count": len(sector.unserved)})


def _notes(found: CriticalMass) -> Iterator[Statement]:
    yield Statement("mass.note")
    if found.unnamed:
        yield Statement("mass.note_unnamed", {"count": found.unnamed})
    crossed = [border for sector in found.sectors[:1] for border in sector.borders]
    if crossed:
        facts = {
            "sector": Ref("term", found.sectors[0].code),
            "borders": Names(tuple(pair(*border) for border in crossed)),
        }
        yield Statement("mass.note_borders", facts)
