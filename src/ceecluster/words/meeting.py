"""The pack of a meeting in words: agenda, seats, and one sheet for every region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Ref, Statement, Table, Word, table
from ceecluster.planning.meeting import Open, Why
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.planning.meeting import Item, Meeting, Question, Seat, Sheet

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
        items=tuple(_item(item) for item in found.agenda),
        seats=_seats(found),
        empty=Statement("meeting.empty", {"count": len(empty), "seats": Names(tuple(_seat(s) for s in empty))})
        if empty
        else None,
        sheets=tuple(_sheet(sheet) for sheet in found.sheets),
    )


def _agenda(found: Meeting) -> Table:
    columns: tuple[Column[tuple[int, Item]], ...] = (
        Column(Word("item"), lambda row: row[0], "right", header=True),
        Column(Word("about"), lambda row: Statement("meeting.about", {"kind": row[1].kind.value})),
        Column(Word("open answers"), lambda row: row[1].answers, "right"),
        Column(Word("regions"), lambda row: len(row[1].regions) or None, "right"),
        Column(Word("minutes"), lambda row: row[1].minutes, "right"),
    )
    return table("agenda", Statement("meeting.agenda", {"minutes": found.minutes}), columns, enumerate(found.agenda, 1))


def _item(item: Item) -> Statement:
    regions = Names(tuple(Ref("region", region) for region in item.regions))
    facts = {"kind": item.kind.value, "count": item.answers, "subjects": _subjects(item), "regions": regions}
    return Statement("meeting.item", facts)


def _subjects(item: Item) -> Names | None:
    if not item.subjects:
        return None
    kind = {Open.OPTIONS: None, Open.OVERDUE: "pilot"}.get(item.kind, "term")
    return Names(tuple(subject if kind is None else Ref(kind, subject) for subject in item.subjects), NAMED)


def _seats(found: Meeting) -> Table:
    at = {(seat.region, seat.level): seat for seat in found.seats}
    columns: list[Column[str]] = [Column(Word("region"), lambda region: Ref("region", region), header=True)]
    for level in found.world.network.levels:
        # One accessor per level: the level is bound now, not when the table is made.
        columns.append(Column(Ref("level", level.id), lambda region, level=level.id: _bodies(at.get((region, level)))))  # type: ignore[misc]
    return table("seats", Statement("meeting.seats"), columns, dict.fromkeys(seat.region for seat in found.seats))


def _bodies(seat: Seat | None) -> Names | None:
    return Names(seat.bodies) if seat and seat.bodies else None


def _seat(seat: Seat) -> Statement:
    return Statement("meeting.seat", {"region": Ref("region", seat.region), "level": Ref("level", seat.level)})


def _sheet(sheet: Sheet) -> SheetWords:
    return SheetWords(
        region=Ref("region", sheet.region),
        brings=tuple(Ref("record", record) for record in sheet.brings),
        asked=Statement("meeting.asked", {"count": len(sheet.asked), "issues": _names("term", sheet.asked)}),
        document=Statement(
            "meeting.document", {"count": len(sheet.document), "criteria": _names("criterion", sheet.document)}
        ),
        questions=tuple(_questions(sheet.questions)),
    )


def _names(kind: str, codes: Sequence[str]) -> Names:
    return Names(tuple(Ref(kind, code) for code in codes), NAMED)


def _questions(questions: Sequence[Question]) -> Iterator[Statement]:
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
