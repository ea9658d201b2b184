"""European programmes and the members in words: used, open, closed, and what opens when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Part, Ref, Spelling, Statement, Table, Word, table
from ceecluster.planning.programme_use import Use
from ceecluster.words.network import dated, pair
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model.vocabulary import Call
    from ceecluster.planning.programme_use import OpenProgramme, PairEligibility, ProgrammeUse

NAMED = 3
"""Programmes named in a sentence before the rest is counted."""
_MARKS = {
    Use.USED: "●",
    Use.OPEN: "○",
    Use.CLOSED: "×",
    Use.OUTSIDE: "–",
    Use.UNKNOWN: "?",
}


def programme_use_topic(found: ProgrammeUse) -> Topic:
    """Who uses what, what can still be had, and what a programme of the whole network could stand on."""
    return Topic(
        name="compare-programmes",
        title=Statement("programme_use.title", {"network": found.world.network.title, "start": found.start}),
        lead=(year_head(found.world),),
        tables=(_standings(found), _calendar(found), _pairs(found)) if found.standings else (),
        findings=tuple(_findings(found)),
        notes=(
            Statement("programme_use.note_marks", {use.name.lower(): mark for use, mark in _MARKS.items()}),
            Statement("programme_use.note_calls"),
            Statement("programme_use.note_used"),
        )
        if found.standings
        else (),
        next=tuple(f"show {code}" for code in found.for_all[:1]),
    )


def _standings(found: ProgrammeUse) -> Table:
    at = {(row.region, row.programme): row for row in found.standings}
    named = (*(opening.code for opening in found.openings), *found.named)
    columns: list[Column[str]] = [
        Column(Word("programme"), lambda code: Ref("term", code), header=True, spelling=Spelling.CODE)
    ]
    for region in found.world.network.regions:
        # One accessor per region: the region is bound now, not when the table is made.
        columns.append(
            Column(Ref("region", region.code), lambda code, region=region.code: _MARKS[at[region, code].use])  # type: ignore[misc]
        )
    return table("standings", Statement("programme_use.standings"), columns, dict.fromkeys(named))


def _calendar(found: ProgrammeUse) -> Table:
    terms = found.world.vocabulary.programmes()
    columns: tuple[Column[OpenProgramme], ...] = (
        Column(Word("programme"), lambda row: Ref("term", row.code), header=True, spelling=Spelling.NAME),
        Column(Word("from"), lambda row: dated(row.opens)),
        Column(Word("to"), lambda row: dated(row.closes)),
        Column(Word("costs until"), lambda row: dated(row.eligible_until)),
        Column(Word("calls"), lambda row: Names(tuple(_call(call) for call in row.calls)) if row.calls else None),
        Column(Word("aims"), lambda row: len(terms[row.code].specific_objectives) or None, "right"),
        Column(Word("ask first"), lambda row: _contacts(found, row.code)),
    )
    return table("calendar", Statement("programme_use.calendar", {"start": found.start}), columns, found.openings)


def _call(call: Call) -> Part:
    return Statement("programme_use.call", {"title": call.title, "closes": call.closes})


def _contacts(found: ProgrammeUse, code: str) -> Part | None:
    contacts = found.world.vocabulary.programmes()[code].contact
    first = [c for c in contacts if c.role in ("joint_secretariat", "contact_point")] or list(contacts)
    return Names(tuple(contact.body for contact in first), 1) if first else None


def _pairs(found: ProgrammeUse) -> Table:
    rows = [row for row in found.pairs if set(row.programmes) - set(found.for_all)]
    columns: tuple[Column[PairEligibility], ...] = (
        Column(Word("pair"), lambda row: pair(row.region, row.partner), header=True),
        Column(Word("programmes"), lambda row: _terms([c for c in row.programmes if c not in found.for_all])),
    )
    return table("pairs", Statement("programme_use.pairs", {"all": _terms(found.for_all)}), columns, rows)


def _terms(codes: Sequence[str], limit: int | None = None) -> Names | None:
    return Names(tuple(Ref("term", code) for code in codes), limit) if codes else None


def _findings(found: ProgrammeUse) -> Iterator[Statement]:
    if not found.standings:
        yield Statement("programme_use.nothing")
        return
    members = len(found.world.network.regions)
    facts = {"count": len(found.for_all), "programmes": _terms(found.for_all), "members": members, "start": found.start}
    yield Statement("programme_use.for_all", facts)
    for opening in found.openings:
        used = found.used_by(opening.code)
        if used:
            told = Names(tuple(Ref("region", region) for region in used))
            known: dict[str, Part | None] = {
                "programme": Ref("term", opening.code),
                "regions": told,
                "count": len(used),
            }
            yield Statement(
                "programme_use.known", {**known, "eligible": len(opening.eligible)}, _evidence(found, opening.code)
            )
    for region in found.world.network.regions:
        never = [code for code in found.never(region.code) if code not in found.for_all]
        if never:
            unknown = {"region": Ref("region", region.code), "programmes": _terms(never, NAMED), "count": len(never)}
            yield Statement("programme_use.never", unknown)


def _evidence(found: ProgrammeUse, programme: str) -> tuple[Ref, ...]:
    rows = (row for row in found.standings if row.programme == programme)
    return tuple(dict.fromkeys(Ref("record", row.records[0]) for row in rows if row.records))[:NAMED]
