"""Two readers of the same records: where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Interval, Names, Number, Part, Ref, Share, Statement, Table, Word, table
from ceecluster.words.comparison import refs
from ceecluster.words.topic import Topic

if TYPE_CHECKING:
    from ceecluster.agreement.reliability import Reliability
    from ceecluster.agreement.reliability_rows import CodeRead, FieldRead, LevelsRead
    from ceecluster.model import World

MOST = 12
"""Codes and levels that are listed."""
SHOWN = 8
"""Unknown records that are named."""
_FIELDS = {"assessments": "criteria", "target_groups": "target groups"}


def reliability_topic(world: World, result: Reliability) -> Topic:
    """Agreement by field, the codes read differently most often, and how much is to be decided."""
    title = Statement("reliability.title", {"network": world.network.title})
    if not result.by_field:
        return Topic("reliability", title, lead=(Statement("reliability.no_reading"),))
    facts = {"count": result.read, "readers": Names(result.readers), "apart": len(result.differences)}
    lead = [Statement("reliability.read", {**facts, "undecided": result.undecided})]
    if result.unknown:
        lead.append(Statement("reliability.unknown", {"records": Names(result.unknown, SHOWN)}))
    tables = [_fields(result.by_field), _codes(result.by_code[:MOST]), _levels(result.by_levels[:MOST])]
    return Topic(
        "reliability",
        title,
        lead=tuple(lead),
        tables=tuple(each for each in tables if each.cells),
        notes=(Statement("reliability.note_alpha"), Statement("reliability.note_rates")),
        next=("reliability --format csv -o differences.csv",),
    )


def _fields(rows: tuple[FieldRead, ...]) -> Table:
    columns: tuple[Column[FieldRead], ...] = (
        Column(Word("field"), lambda row: Word(_FIELDS.get(row.field, row.field)), header=True),
        Column(Word("records"), lambda row: row.records, "right"),
        Column(Word("read the same"), lambda row: Share(row.identical), "right"),
        Column(Word("alpha"), lambda row: Number(row.alpha), "right"),
        Column(Word("95 % interval"), _interval, "right"),
        Column(Word("first left out"), lambda row: Share(row.first_omitted), "right"),
        Column(Word("put in"), lambda row: Share(row.first_invented), "right"),
        Column(Word("second left out"), lambda row: Share(row.omitted), "right"),
        Column(Word("put in"), lambda row: Share(row.invented), "right"),
    )
    return table("fields", Word("Agreement by field"), columns, rows)


def _interval(row: FieldRead) -> Part | None:
    return None if row.low is None else Interval(row.low, row.high)


def _codes(rows: tuple[CodeRead, ...]) -> Table:
    columns: tuple[Column[CodeRead], ...] = (
        Column(Word("code"), lambda row: Ref("term", row.code), header=True),
        Column(Word("both"), lambda row: row.both, "right"),
        Column(Word("first only"), lambda row: row.first_only, "right"),
        Column(Word("second only"), lambda row: row.second_only, "right"),
        Column(Word("alpha"), lambda row: Number(row.alpha), "right"),
    )
    return table("codes", Statement("reliability.codes"), columns, rows)


def _levels(rows: tuple[LevelsRead, ...]) -> Table:
    columns: tuple[Column[LevelsRead], ...] = (
        Column(Word("first reader"), lambda row: _named(row.first), header=True),
        Column(Word("second reader"), lambda row: _named(row.second)),
        Column(Word("records"), lambda row: row.records, "right"),
    )
    return table("levels", Word("Levels read differently"), columns, rows)


def _named(levels: tuple[str, ...]) -> Part:
    return refs("level", levels) if levels else Word("none")
