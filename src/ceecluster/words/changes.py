"""What changed between two states of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Part, Ref, Statement, Table, Text, Word, table
from ceecluster.changes import MOVED, WORKING_COPY, Change
from ceecluster.words.agreement import CLASSES
from ceecluster.words.terms import LISTS
from ceecluster.words.topic import Topic
from ceecluster.words.values import field_called, joined, written

if TYPE_CHECKING:
    from ceecluster.changes import Changes, FieldChange, Figure, FigureMove, LostCode, OwnerKind, RecordChange

_ALWAYS = (Change.ADDED, Change.REMOVED, Change.CHANGED)
"""Changes that have a column even where no record has them."""


def changes_topic(changes: Changes) -> Topic:
    """The changes record by record and field by field, made to be posted on a pull request."""
    lead = _lead(changes)
    codes, owners = changes.broken
    if codes:
        lead.append(Statement("changes.codes_gone", {"count": len(codes), "owners": Names(owners)}))
    tables = (_records(changes), _values(changes), _codes(changes), _moves(changes))
    new = Statement("changes.working_copy") if changes.new == WORKING_COPY else changes.new
    return Topic(
        "diff",
        Statement("changes.title", {"old": changes.old, "new": new}),
        lead=tuple(lead),
        tables=tuple(table for table in tables if table.cells),
        notes=(_note(),) if changes.moves else (),
    )


def since_topic(changes: Changes, region: str = "") -> Topic:
    """The changes as a section of a document: of the whole network by owner, of one region record by record."""
    found = changes.of(region) if region else changes
    tables = [_by_record(found) if region else _by_owner(found)] if found.records else []
    if found.moves:
        tables.append(_figures(found))
    return Topic(
        "changes",
        Statement("changes.since", {"state": changes.old}),
        lead=tuple(_lead(found)),
        tables=tuple(tables),
    )


def _note() -> Statement:
    return Statement("changes.note", {"least": Number(MOVED, 3)})


def _lead(changes: Changes) -> list[Part]:
    """The changes in one or two sentences."""
    if not changes.records and not changes.moves:
        return [Statement("changes.nothing")]
    counts = [Statement("changes.count", {"count": n, "change": change}) for change, n in changes.counts.items()]
    told: Part = Statement("changes.counted", {"counts": Names(tuple(counts))})
    return [
        told if counts else Statement("changes.no_record"),
        Statement("changes.moved", {"count": len(changes.moves)}),
    ]


def _records(changes: Changes) -> Table:
    columns: tuple[Column[RecordChange], ...] = (
        Column(Word("record"), lambda row: row.record, header=True),
        Column(Word("change"), lambda row: Word(row.change.value)),
        Column(Word("name"), lambda row: row.title),
        Column(Word("fields"), lambda row: joined([field_called(each) for each in row.fields]) if row.fields else None),
    )
    return table("records", Word("Records"), columns, changes.records)


def _values(changes: Changes) -> Table:
    """One row per field; of a list or mapping only the parts that differ."""
    columns: tuple[Column[FieldChange], ...] = (
        Column(Word("record"), lambda row: row.record, header=True),
        Column(Word("field"), lambda row: field_called(row.field), header=True),
        Column(Word("before"), lambda row: written(row.differing[0])),
        Column(
            Word("after"),
            lambda row: Word(Change.UNREADABLE.value) if row.unreadable else written(row.differing[1]),
        ),
    )
    return table("values", Word("Fields"), columns, changes.values)


def _codes(changes: Changes) -> Table:
    columns: tuple[Column[LostCode], ...] = (
        Column(Word("code"), lambda row: row.code, header=True),
        Column(Word("list"), lambda row: LISTS[row.list]),
        Column(Word("submission of"), lambda row: row.owner),
        Column(Statement("changes.users"), lambda row: joined(row.records) if row.records else None),
    )
    return table("codes", Statement("changes.codes"), columns, changes.codes)


def _moves(changes: Changes) -> Table:
    columns: tuple[Column[FigureMove], ...] = (
        Column(Word("figure"), lambda row: Word(row.what), header=True),
        Column(Word("of"), _of, header=True),
        Column(Word("before"), lambda row: _figure(row.what, row.before), "right"),
        Column(Word("after"), lambda row: _figure(row.what, row.after), "right"),
    )
    return table("moves", Statement("changes.moves"), columns, changes.moves)


def _figures(changes: Changes) -> Table:
    columns: tuple[Column[FigureMove], ...] = (
        Column(Word("figure"), lambda row: Text((Word(row.what), ", ", _of(row))), header=True),
        Column(Word("before"), lambda row: _figure(row.what, row.before), "right"),
        Column(Word("after"), lambda row: _figure(row.what, row.after), "right"),
    )
    return table("moves", Statement("changes.figures"), columns, changes.moves, _note())


def _of(row: FigureMove) -> Part:
    if row.theme:
        return joined([Ref("term", code) for code in row.theme], ": ")
    # A declared pilot is called by its title.
    return row.of if row.kind == "pilot" else Ref(row.kind, row.of)


def _figure(what: str, value: Figure) -> Part | None:
    match value:
        case str() if what == "agreement":
            return next((word for status, word in CLASSES.items() if status == value), value)
        case float():
            return Number(value)
        case tuple():
            return Names(tuple(Ref("region", code) for code in value))
    return value


def _by_owner(changes: Changes) -> Table:
    """How many records of each owner changed how."""
    shown = [change for change in Change if change in _ALWAYS or change in changes.counts]
    columns: list[Column[tuple[tuple[OwnerKind, str], dict[Change, int]]]] = [
        Column(Word("records of"), lambda row: _owner(*row[0]), header=True),
        *(
            Column(Word(change.value), lambda row, change=change: row[1].get(change), "right")  # type: ignore[misc]
            for change in shown
        ),
    ]
    return table("records", Statement("changes.records"), columns, changes.by_owner.items())


def _owner(kind: OwnerKind, code: str) -> Part:
    if kind == "country":
        return Statement("changes.frame", {"country": Ref("country", code)})
    return Ref("region", code) if kind == "region" else Word("network")


def _by_record(changes: Changes) -> Table:
    columns: tuple[Column[RecordChange], ...] = (
        Column(Word("record"), lambda row: f"{row.title} ({row.record})", header=True),
        Column(Word("change"), lambda row: Word(row.change.value)),
        Column(Word("fields"), lambda row: joined([field_called(each) for each in row.fields]) if row.fields else None),
    )
    return table("records", Statement("changes.records"), columns, changes.records)
