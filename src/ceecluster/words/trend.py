"""The trend: are the policies becoming more alike, and which records moved them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Block,
    Column,
    Document,
    Figure,
    Names,
    Next,
    Note,
    Number,
    Paragraph,
    Part,
    Ref,
    Section,
    Statement,
    Table,
    Word,
    listing,
    table,
)
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.coherence.trend import MIN_REGIONS, STEADY
from ceecluster.errors import UsageError
from ceecluster.numerals import decimal
from ceecluster.words.comparison import refs

if TYPE_CHECKING:
    from ceecluster.coherence.trend import Trend
    from ceecluster.coherence.trend_rows import LevelChange, LevelYear, RecordMove
    from ceecluster.study import Study

TOP = 8
"""Moves listed."""
_EVENTS = {"began": Word("began"), "ended": Word("ended")}


@dataclass(frozen=True)
class TrendWords:
    """What is told of a trend."""

    title: Statement
    """The network and the years."""
    compared: tuple[Statement, ...]
    """Which records speak, in the first and in the last year."""
    scale: Statement | None
    """From when on a level is more or less alike; none where nothing is told."""
    findings: tuple[Statement, ...]
    """What changed: level by level, inside the regions, and the largest single push."""
    equal: Table | None
    """Level by level on equally many records, beside what chance gives; none where no level can be so compared."""
    lines: Figure | None
    """The indices as lines; none where no level has two drawn years."""
    years: Table | None
    """The indices year by year; none where no year has enough regions."""
    moves: Table | None
    """The records that moved an index most."""
    notes: tuple[Statement, ...]
    """How to read it."""


def trend_words(trend: Trend) -> TrendWords:
    """The words of a trend, for a screen or a document."""
    first, last = trend.years
    notes = [Statement("trend.note_index", {"least": MIN_REGIONS}), Statement("trend.note_thin")]
    if trend.undated:
        notes.append(Statement("trend.note_undated", {"count": trend.undated}))
    return TrendWords(
        title=Statement("trend.title", {"network": trend.world.network.title, "first": first, "last": last}),
        compared=(_compared(trend),),
        scale=Statement("trend.note_scale"),
        findings=tuple(_findings(trend)),
        equal=_equal(trend),
        lines=_lines(trend),
        years=_years(trend),
        moves=_moves(trend),
        notes=tuple(notes),
    )


def _compared(trend: Trend) -> Statement:
    (first, last), (start, end) = trend.years, trend.records
    facts = {"first": first, "start": start, "last": last, "end": end, "count": trend.on_file}
    return Statement("trend.compared", facts)


def trend_words_of(study: Study) -> TrendWords:
    """The words of a study's trend; of a network too small for one, the reason."""
    try:
        return trend_words(study.trend())
    except UsageError as why:
        facts = {"network": study.world.network.title}
        reason = Statement("trend.no_trend", {"why": why.message})
        return TrendWords(Statement("trend.untitled", facts), (), None, (reason,), None, None, None, None, ())


def trend_screen(words: TrendWords, trend: Trend) -> Document:
    """The trend on a screen, with commands to go on with."""
    moved = list(dict.fromkeys(move.programme for move in trend.largest))[:2]
    blocks: tuple[Block, ...] = (
        *(Paragraph(statement) for statement in words.compared),
        *(found for found in (words.equal, words.years, words.moves) if found),
        Section(Statement("trend.heading"), (listing(words.findings, numbered=True),)),
        *(Note(note) for note in words.notes),
        Next((*(f"show {record}" for record in moved), f"compare --as-of {trend.years[0]}")),
    )
    return Document("trend", words.title, blocks)


def level_changes(trend: Trend) -> Iterator[Statement]:
    """What changed, level by level, and the levels without two years to compare."""
    for change in trend.changed:
        yield _changed(change)
    silent = [level for level in trend.levels if level not in {change.level for change in trend.changed}]
    if silent:
        yield Statement("trend.silent", {"levels": Names(tuple(Ref("level", level) for level in silent))})


def _findings(trend: Trend) -> Iterator[Statement]:
    yield from level_changes(trend)
    if trend.regions_since:
        changes = trend.regions_since.values()
        yield Statement(
            "trend.inside",
            {
                "count": len(changes),
                "up": sum(change >= STEADY for change in changes),
                "down": sum(change <= -STEADY for change in changes),
                "last": trend.years[1],
            },
        )
    if trend.largest:
        move = trend.largest[0]
        facts = {
            "record": Ref("record", move.programme),
            "region": Ref("region", move.region),
            "event": move.event,
            "year": move.year,
            "level": Ref("level", move.level),
            "effect": Number(move.effect, 3, signed=True),
            "as_large": trend.as_large,
        }
        yield Statement("trend.push", facts, (Ref("record", move.programme),))


def _changed(change: LevelChange) -> Statement:
    facts = {
        "level": Ref("level", change.level),
        "start": Number(change.start),
        "first": change.first,
        "end": Number(change.end),
        "last": change.last,
    }
    if change.equal_from is None:
        return Statement("trend.unequal", facts)
    equal = {
        "since": change.equal_from,
        "records": change.records_each,
        "count": change.equal_pairs,
        "few": change.equal_pairs <= FEW_PAIRS,
        "equal_start": Number(change.equal_start),
        "equal_end": Number(change.equal_end),
        "chance_start": Number(change.chance_start),
        "chance_end": Number(change.chance_end),
        "low": Number(change.low, signed=True),
        "high": Number(change.high, signed=True),
        "same": _as_shown(change.equal_start) == _as_shown(change.equal_end),
        "alike": _as_shown(change.chance_start) == _as_shown(change.chance_end),
        "point": _as_shown(change.low) == _as_shown(change.high),
    }
    return Statement("trend.changed", {**facts, **equal, "direction": change.direction})


def _as_shown(value: float | None) -> str | None:
    return None if value is None else decimal(value)


def _equal(trend: Trend) -> Table | None:
    rows = [change for change in trend.changed if change.equal_from is not None]
    columns: tuple[Column[LevelChange], ...] = (
        Column(Word("level"), lambda row: Ref("level", row.level), header=True),
        Column(Word("from"), lambda row: row.equal_from, "right"),
        Column(Word("to"), lambda row: row.last, "right"),
        Column(Word("records each"), lambda row: row.records_each, "right"),
        Column(Word("pairs"), lambda row: row.equal_pairs, "right"),
        Column(Statement("trend.above_then"), lambda row: Number(row.above_start, signed=True), "right"),
        Column(Statement("trend.above_now"), lambda row: Number(row.above_end, signed=True), "right"),
        Column(Word("change, 95 %"), _changes, "right"),
        Column(Word("reading"), lambda row: Statement("trend.way", {"direction": row.direction})),
    )
    return table("equal", Statement("trend.equal"), columns, rows, Statement("trend.note_equal")) if rows else None


def _changes(row: LevelChange) -> Statement:
    return Statement("trend.span", {"low": Number(row.low, signed=True), "high": Number(row.high, signed=True)})


def _years(trend: Trend) -> Table:
    at = {(row.year, row.level): row for row in trend.by_level}
    columns: list[Column[int]] = [Column(Word("year"), lambda year: year, header=True)]
    for level in trend.levels:
        # One accessor per level: the level is bound now, not when the table is made.
        columns += [
            Column(Ref("level", level), lambda year, level=level: _index(at[year, level]), "right"),  # type: ignore[misc]
            Column(Word("regions"), lambda year, level=level: at[year, level].regions, "right"),  # type: ignore[misc]
        ]
    columns.append(Column(Word("own levels"), lambda year: Number(trend.inside_of(year)), "right"))
    return table("years", Statement("trend.years"), columns, range(trend.years[0], trend.years[1] + 1))


def _index(row: LevelYear) -> Part:
    return Number(row.index)


def _moves(trend: Trend) -> Table:
    columns: tuple[Column[RecordMove], ...] = (
        Column(Word("record"), lambda move: Ref("record", move.programme), header=True),
        Column(Word("year"), lambda move: move.year),
        Column(Word("event"), lambda move: _EVENTS[move.event]),
        Column(Word("level"), lambda move: Ref("level", move.level)),
        Column(Statement("trend.moved_by"), lambda move: Number(move.effect, 3, signed=True), "right"),
    )
    return table("moves", Statement("trend.moves"), columns, trend.largest[:TOP])


def _lines(trend: Trend) -> Figure | None:
    if not trend.changed:
        return None
    ends = {change.level: change.last for change in trend.changed}
    rows = tuple(
        {
            "year": row.year,
            "level": Ref("level", row.level),
            "value": None if row.index is None else round(row.index, 4),
            "last": row.year == ends[row.level],
        }
        for row in trend.by_level
        if row.level in ends
    )
    since, last = min(change.first for change in trend.changed), max(change.last for change in trend.changed)
    # Levels of one direction are named together, in the order of the first of each.
    told = [
        Statement(
            "trend.at_levels",
            {"levels": refs("level", tuple(c.level for c in trend.changed if c.direction == way)), "direction": way},
        )
        for way in dict.fromkeys(change.direction for change in trend.changed)
    ]
    # The lines are the plain index of whoever is on record; what may be said of a change stands on equal records.
    title = Statement("trend.lines_mixed", {"since": since, "last": last, "ways": Names(tuple(told))})
    return Figure("trend", "trend", title, Statement("trend.lines_alt", {"least": MIN_REGIONS}), _years(trend), rows)
