"""Introductions: which clusters and agencies should talk, with the reasons, and one sheet for two of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Block,
    Column,
    Document,
    Names,
    Next,
    Note,
    Number,
    Paragraph,
    Part,
    Ref,
    Section,
    Spelling,
    Statement,
    Table,
    Word,
    listing,
    table,
)
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ceecluster.model import Programme, World
    from ceecluster.planning.contacts import Introduction, Introductions, OneSidedOffer

TOLD = 5
"""Introductions told in sentences."""
NAMED = 3
"""Codes named in a sentence before the rest is counted."""


def contacts_topic(found: Introductions) -> Topic:
    """Who should talk to whom, best first."""
    told = list(zip(found.listed, found.programmes, strict=True))[:TOLD]
    asked = Names(tuple(_asked(found.world, name) for name in found.about))
    title = {"network": found.world.network.title, "about": asked if found.about else None}
    return Topic(
        name="match",
        title=Statement("contacts.title", title),
        lead=(year_head(found.world), _counted(found) if found.organisations else Statement("contacts.nobody")),
        tables=(_introductions(found),) if found.listed else (),
        heading=Statement("contacts.why"),
        findings=tuple(_reasons(one, programmes) for one, programmes in told),
        notes=tuple(_notes(found)),
        next=tuple(_next(found)),
    )


def _asked(world: World, name: str) -> Ref:
    if any(region.code == name for region in world.network.regions):
        return Ref("region", name)
    return Ref("term" if any(term.code == name for term in world.vocabulary.sectors) else "record", name)


def _counted(found: Introductions) -> Statement:
    return Statement(
        "contacts.counted",
        {
            "organisations": found.organisations,
            "pairs": found.pairs,
            "count": found.for_both,
            "listed": len(found.listed),
        },
    )


def _introductions(found: Introductions) -> Table:
    rows = list(zip(found.places, found.listed, strict=True))
    columns: tuple[Column[tuple[int, Introduction]], ...] = (
        Column(Word("place"), lambda row: row[0], "right", header=True),
        Column(Word("one"), lambda row: Ref("record", row[1].first.record)),
        Column(Word("region"), lambda row: Ref("region", row[1].first.region)),
        Column(Word("other"), lambda row: Ref("record", row[1].second.record)),
        Column(Word("region"), lambda row: Ref("region", row[1].second.region)),
        Column(Word("in common"), lambda row: _terms(row[1].sectors or row[1].objectives)),
        Column(Word("value"), lambda row: Number(row[1].value), "right"),
    )
    return table("introductions", Statement("contacts.table"), columns, rows)


def _reasons(one: Introduction, programmes: Sequence[str]) -> Statement:
    """Why two organisations should talk."""
    facts = {
        "first": Ref("record", one.first.record),
        "here": Ref("region", one.first.region),
        "second": Ref("record", one.second.record),
        "there": Ref("region", one.second.region),
        "sectors": _terms(one.sectors) if one.sectors else None,
        "objectives": _terms(one.objectives),
        "from_first": _offers(one.from_first),
        "from_second": _offers(one.from_second),
        "shows_first": _offers(one.from_first, practice=True),
        "shows_second": _offers(one.from_second, practice=True),
        "border": one.border,
        "linked": one.linked,
        "programme": Ref("term", programmes[0]) if programmes else None,
    }
    return Statement("contacts.reasons", facts, tuple(Ref("record", record) for record in one.records))


def _terms(codes: Sequence[str]) -> Names:
    return Names(tuple(Ref("term", code) for code in codes), NAMED)


def _offers(offers: Sequence[OneSidedOffer], *, practice: bool = False) -> Names | None:
    """What one side has: practice that it does well, or everything else; None where there is none."""
    named = tuple(_offer(offer) for offer in offers if (offer.what == "practice") is practice)
    return Names(named, NAMED) if named else None


def _offer(offer: OneSidedOffer) -> Part:
    code = Ref("criterion" if offer.what == "practice" else "term", offer.code)
    # An instrument and a service may bear one name.
    return Statement("contacts.service", {"service": code}) if offer.what == "service" else code


def _notes(found: Introductions) -> Iterator[Statement]:
    if not found.listed:
        if found.organisations:
            yield Statement("contacts.note_none")
        return
    weights = found.world.network.rules.contacts.weights
    parts = ("field", "aims", "exchange", "road")
    yield Statement("contacts.note_value", {part: Number(weights.get(part, 0.0)) for part in parts})  # type: ignore[call-overload]
    yield Statement("contacts.note_on_file")
    if found.each is not None:
        yield Statement("contacts.note_each", {"each": found.each})
    if found.alone:
        alone = Names(tuple(Ref("record", record) for record in found.alone), TOLD)
        yield Statement("contacts.note_alone", {"count": len(found.alone), "alone": alone})


def _next(found: Introductions) -> Iterator[str]:
    if found.listed:
        first, second = found.listed[0].records
        yield f"match {first} {second}"
        yield f"match {first}"


def introduction_sheet(found: Introductions, records: dict[str, Programme]) -> Document:
    """One sheet that brings two organisations together; `found` is the answer to a question about the two."""
    one, programmes = found.listed[0], found.programmes[0]
    sides = tuple((side.record, side.region, records[side.record]) for side in (one.first, one.second))
    blocks: list[Block] = [
        Paragraph(year_head(found.world)),
        Paragraph(_reasons(one, programmes)),
        _sides(sides),
        Section(Statement("contacts.ask"), (listing(_questions(one)),)),
    ]
    if programmes:
        blocks.append(Section(Statement("contacts.money", {"start": found.start}), (_money(found, programmes),)))
    blocks += [Note(Statement("contacts.note_on_file")), Next(tuple(f"show {record}" for record in one.records))]
    facts = {"first": Ref("record", one.first.record), "second": Ref("record", one.second.record)}
    return Document("match", Statement("contacts.sheet", facts), tuple(blocks))


def _sides(sides: Sequence[tuple[str, str, Programme]]) -> Table:
    Side = tuple[str, str, "Programme"]
    columns: tuple[Column[Side], ...] = (
        Column(Word("organisation"), lambda side: Ref("record", side[0]), header=True, spelling=Spelling.BOTH),
        Column(Word("region"), lambda side: Ref("region", side[1]), spelling=Spelling.BOTH),
        Column(Word("kind"), lambda side: Word(side[2].kind) if side[2].kind else None),
        Column(Word("sectors"), lambda side: _all(side[2].sectors), spelling=Spelling.NAME),
        Column(Word("objectives"), lambda side: _all([o.code for o in side[2].objectives]), spelling=Spelling.NAME),
        Column(Word("members"), lambda side: _members(side[2])),
        Column(Word("run by"), lambda side: side[2].bodies.operator or side[2].bodies.owner),
    )
    return table("sides", Statement("contacts.sides"), columns, sides)


def _all(codes: Sequence[str]) -> Names | None:
    return Names(tuple(Ref("term", code) for code in codes)) if codes else None


def _members(record: Programme) -> Part | None:
    """The newest number of committed members, with its year."""
    dated = [count for count in record.members if count.as_of is not None]
    if not dated:
        return None
    newest = max(dated, key=lambda count: count.as_of or 0)
    return Statement("contacts.members", {"count": Number(newest.count, 0), "what": newest.what, "year": newest.as_of})


def _questions(one: Introduction) -> Iterator[Statement]:
    sides = ((one.first, one.second, one.from_first), (one.second, one.first, one.from_second))
    for giver, asker, offers in sides:
        for offer in offers:
            facts = {"asker": Ref("record", asker.record), "giver": Ref("record", giver.record), "what": _offer(offer)}
            yield Statement("contacts.question", {**facts, "kind": offer.what}, (Ref("record", giver.record),))


def _money(found: Introductions, programmes: Sequence[str]) -> Table:
    terms = found.world.vocabulary.programmes()
    columns: tuple[Column[str], ...] = (
        Column(Word("programme"), lambda code: Ref("term", code), header=True, spelling=Spelling.NAME),
        Column(Word("closes"), lambda code: terms[code].closes),
        Column(Word("ask first"), lambda code: Names(tuple(c.body for c in terms[code].contact), 2)),
    )
    return table("money", Statement("contacts.programmes"), columns, programmes[:TOLD])
