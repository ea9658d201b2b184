"""The tables of the draft agreement: who signs, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ceecluster.agreement.positions import Origin
from ceecluster.blocks import (
    Column,
    Marked,
    Names,
    Number,
    Part,
    Ref,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.words import agreement as told
from ceecluster.words.values import told_once

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.grounds import CommonCriterion, Grounds, Party
    from ceecluster.agreement.positions import RegionPriority
    from ceecluster.agreement.rule import Case
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.rows import LevelCoherence


def _body(party: Party) -> Part:
    return party.body or Marked("open", Statement("memorandum.to_be_named"))


def participants_table(parties: tuple[Party, ...]) -> Table:
    """Who would sign: participant, country, body."""
    columns: tuple[Column[Party], ...] = (
        Column(Word("participant"), lambda row: Ref("region", row.region), header=True),
        Column(Word("country"), lambda row: Ref("country", row.country), spelling=Spelling.NAME),
        Column(Word("body"), _body),
    )
    return table("participants", Statement("memorandum.participants"), columns, parties)


def signatures_table(parties: tuple[Party, ...]) -> Table:
    """Room for office, place, date and signature."""
    columns: tuple[Column[Party], ...] = (
        Column(Word("participant"), lambda row: Ref("region", row.region), header=True, spelling=Spelling.NAME),
        Column(Word("body"), lambda row: row.body or ""),
        Column(Word("office"), _blank),
        Column(Word("place, date"), _blank),
        Column(Word("signature"), _blank),
    )
    return table("signatures", Statement("memorandum.signatures"), columns, parties)


def _blank(_: Party) -> str:
    return ""


def about_table(parties: tuple[Party, ...]) -> Table:
    """What is on file about each participant."""
    columns: tuple[Column[Party], ...] = (
        Column(Word("participant"), lambda row: Ref("region", row.region), header=True),
        Column(Statement("memorandum.levels_on_record"), lambda row: _levels(row.levels)),
        Column(Word("NUTS"), lambda row: Statement("memorandum.nuts", _nuts(row))),
        Column(Word("membership"), lambda row: Word(row.confidence or "not stated")),
    )
    return table("about", Statement("memorandum.about"), columns, parties)


def _nuts(party: Party) -> dict[str, object]:
    return {"codes": Names(party.nuts), "vintage": str(party.vintage)}


def refs(kind: str, ids: Iterable[str]) -> tuple[Ref, ...]:
    """Codes or records of one kind."""
    return tuple(Ref(kind, one) for one in ids)


def _levels(levels: tuple[str, ...]) -> Statement | None:
    """Levels as a language lists them, whose names may hold an `and` of their own."""
    return Statement("lists.levels", {"levels": Names(refs("level", levels))}) if levels else None


def listed(parts: tuple[Part, ...], most: int | None = None) -> Names | None:
    """A list in a sentence; None without anything."""
    return Names(parts, most) if parts else None


def evidence_table(agreement: Agreement) -> Table:
    """Positions and records behind each clause."""
    columns: tuple[Column[Case], ...] = (
        Column(Word("issue"), lambda case: Ref("term", case.issue), header=True),
        Column(Word("clause"), lambda case: case.clause or None),
        Column(Word("will"), lambda case: told.some(case.willing)),
        Column(Word("priorities"), lambda case: listed(tuple(_priority(row) for row in agreement.on(case.issue)))),
        Column(Statement("memorandum.first_records"), lambda case: _first(agreement.on(case.issue))),
    )
    caption, note = Statement("memorandum.evidence"), Statement("memorandum.note_evidence")
    return told_once(table("evidence", caption, columns, agreement.cases, note))


def _priority(row: RegionPriority) -> Part:
    return Text((Ref("region", row.region), f"\u00a0{row.priority}", "" if row.origin is Origin.DECLARED else "*"))


def _first(rows: tuple[RegionPriority, ...]) -> Names | None:
    return listed(tuple(Ref("record", row.records[0]) for row in rows if row.records))


def criteria_table(grounds: Grounds) -> Table:
    """Criteria and those that meet them."""
    members = len(grounds.parties)
    columns: tuple[Column[CommonCriterion], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("levels"), lambda row: _levels(row.levels)),
        Column(Word("with evidence"), lambda row: told.of(row.documented, members), "right"),
        Column(
            Word("meet it"), lambda row: told.of(len(row.meets), row.documented) if row.documented else None, "right"
        ),
        Column(Word("below"), lambda row: told.some(row.below)),
    )
    return table("criteria", Statement("memorandum.criteria"), columns, grounds.criteria)


def coherence_table(comparison: Comparison) -> Table:
    """How alike the policies are, by level, and on equally many records."""
    columns: tuple[Column[LevelCoherence], ...] = (
        Column(Word("level"), lambda row: Ref("level", row.level), header=True),
        Column(Word("pairs"), lambda row: told.of(row.pairs_with_data, row.pairs), "right"),
        Column(Word("index"), lambda row: Number(row.index), "right"),
        Column(Word("chance"), lambda row: Number(row.chance), "right"),
        Column(Word("records each"), lambda row: row.records_each or None, "right"),
        Column(Word("index there"), lambda row: Number(row.rarefied), "right"),
        Column(Word("chance there"), lambda row: Number(row.rarefied_chance), "right"),
    )
    caption, note = Statement("memorandum.coherence"), Statement("memorandum.note_coherence")
    return table("coherence", caption, columns, comparison.by_level, note)
