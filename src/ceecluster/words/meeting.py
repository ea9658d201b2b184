"""The pack of a meeting in words: agenda, seats, and one sheet for every region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Part, Ref, Spelling, Statement, Table, Word, table
from ceecluster.planning.meeting import Open, Why
from ceecluster.words.network import dated
from ceecluster.words.values import joined
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.agreement.review import CommitmentState
    from ceecluster.planning.meeting import Item, Meeting, PeerQuestion, Seat, Sheet

NAMED = 6
"""Subjects named before the rest is counted."""


@dataclass(frozen=True)
class SheetWords:
    """One page for a region."""

    region: Ref
    brings: tuple[Ref, ...]
    """Records in force with an evaluation or a measured result."""
    asked: Statement
    """The issues on which its word is open."""
    document: Statement
    """What to document first."""
    promised: Statement | None
    """What it has promised and is behind with; None where nothing is."""
    questions: tuple[Statement, ...]
    """What a peer could ask."""


@dataclass(frozen=True)
class MeetingWords:
    """What a meeting needs on paper."""

    title: Statement
    """The network and the length of the meeting."""
    head: Statement
    """Which records speak."""
    agenda: Table
    """The items with their minutes, which add up to the length."""
    items: tuple[Statement, ...]
    """Each item in a sentence, with what is to be decided."""
    seats: Table
    """Who could sit there, region by region and level by level."""
    empty: Statement | None
    """Where no record names a body."""
    sheets: tuple[SheetWords, ...]
    """One page for every region."""


def meeting_words(found: Meeting) -> MeetingWords:
    """The pack of the next meeting."""
    empty = found.empty_seats
    return MeetingWords(
        title=Statement("meeting.title", {"network": found.world.network.title, "minutes": found.minutes}),
        head=year_head(found.world),
        agenda=_agenda(found),
        items=tuple(_item(found, item) for item in found.agenda),
        seats=_seats(found),
        empty=Statement("meeting.empty", {"count": len(empty), "seats": Names(tuple(_seat(s) for s in empty))})
        if empty
        else None,
        sheets=tuple(_sheet(sheet, _stances(found)) for sheet in found.sheets),
    )


def _stances(found: Meeting) -> int | None:
    """The item of the agenda that names the issues on which every region's word is open; None where they differ."""
    alike = len({sheet.asked for sheet in found.sheets}) == 1 < len(found.sheets)
    places = (place for place, item in enumerate(found.agenda, 1) if item.kind is Open.STANCES)
    return next(places, None) if alike else None


def _agenda(found: Meeting) -> Table:
    columns: tuple[Column[tuple[int, Item]], ...] = (
        Column(Word("item"), lambda row: row[0], "right", header=True),
        Column(Word("subject"), lambda row: Statement("meeting.about", {"kind": row[1].kind.value})),
        Column(Word("open answers"), lambda row: row[1].answers, "right"),
        Column(Word("regions"), lambda row: len(row[1].regions) or None, "right"),
        Column(Word("minutes"), lambda row: row[1].minutes, "right"),
    )
    return table("agenda", Statement("meeting.agenda", {"minutes": found.minutes}), columns, enumerate(found.agenda, 1))


def _item(found: Meeting, item: Item) -> Statement:
    everybody = len(item.regions) == len(found.sheets) > 2
    regions: Part = Names(tuple(Ref("region", region) for region in item.regions))
    if everybody:
        regions = Statement("meeting.everybody")
    facts = {"kind": item.kind.value, "count": item.answers, "subjects": _subjects(found, item), "regions": regions}
    return Statement("meeting.item", {**facts, "number": len(item.subjects), "tied": item.tied})


def _subjects(found: Meeting, item: Item) -> Names | None:
    if not item.subjects:
        return None
    if item.kind is Open.COMMITMENTS:
        return Names(tuple(_commitment(row) for row in found.renew), NAMED)
    kind = {Open.OPTIONS: None, Open.OVERDUE: "pilot"}.get(item.kind, "term")
    return Names(tuple(subject if kind is None else Ref(kind, subject) for subject in item.subjects), NAMED)


def _commitment(row: CommitmentState) -> Statement:
    left = Names(tuple(Ref("region", region) for region in row.left)) if row.left else None
    return Statement(
        "meeting.commitment", {"what": row.what, "state": row.state.value, "until": dated(row.until), "left": left}
    )


def _seats(found: Meeting) -> Table:
    at = {(seat.region, seat.level): seat for seat in found.seats}
    columns: list[Column[str]] = [Column(Word("region"), lambda region: Ref("region", region), header=True)]
    columns += [_at(level.id, at) for level in found.world.network.levels]
    return table("seats", Statement("meeting.seats"), columns, dict.fromkeys(seat.region for seat in found.seats))


def _at(level: str, seats: Mapping[tuple[str, str], Seat]) -> Column[str]:
    return Column(Ref("level", level), lambda region: _bodies(seats.get((region, level))), spelling=Spelling.NAME)


def _bodies(seat: Seat | None) -> Part | None:
    if seat is None or not seat.bodies:
        return None
    # Names of bodies have commas of their own.
    return joined([body.name or Ref("record", body.record) for body in seat.bodies], "; ")


def _seat(seat: Seat) -> Statement:
    facts = {"region": Ref("region", seat.region), "level": Ref("level", seat.level), "records": seat.records}
    return Statement("meeting.seat", facts)


def _sheet(sheet: Sheet, stances: int | None) -> SheetWords:
    return SheetWords(
        region=Ref("region", sheet.region),
        brings=tuple(Ref("record", record) for record in sheet.brings),
        asked=Statement(
            "meeting.asked", {"count": len(sheet.asked), "issues": _names("term", sheet.asked), "place": stances}
        ),
        document=Statement(
            "meeting.document", {"count": len(sheet.document), "criteria": _names("criterion", sheet.document)}
        ),
        promised=Statement(
            "meeting.promised",
            {"count": len(sheet.promised), "promises": Names(tuple(map(_commitment, sheet.promised)), NAMED)},
        )
        if sheet.promised
        else None,
        questions=tuple(_questions(sheet.questions)),
    )


def _names(kind: str, codes: Sequence[str]) -> Names:
    return Names(tuple(Ref(kind, code) for code in codes), NAMED)


def _questions(questions: Sequence[PeerQuestion]) -> Iterator[Statement]:
    for one in questions:
        record = one.kind in (Why.FOLLOWED, Why.UNEVALUATED)
        facts = {
            "kind": one.kind.value,
            "subject": Ref("record" if record else "term", one.subject),
            "other": Ref("record", one.other) if one.other else None,
            "number": Number(one.count, 0),
            "of": one.of,
            "level": Ref("level", one.level) if one.level else None,
        }
        yield Statement("meeting.why", facts, (Ref("record", one.subject),) if record else ())
