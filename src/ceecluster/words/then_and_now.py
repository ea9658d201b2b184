"""Then and now in words, and the public money that is documented."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.blocks import Column, Names, Number, Part, Ref, Spelling, Statement, Text, Word, table
from ceecluster.coherence.money import Money, MoneySum
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.coherence.then_and_now import Fate, LevelThenNow, RecordFate, RegionThenNow, ThenAndNow
from ceecluster.words.comparison import refs
from ceecluster.words.topic import Topic


def then_topic(network: str, found: ThenAndNow) -> Topic:
    """What became of the records of one year by another."""
    then, now = found.years
    regions: tuple[Column[RegionThenNow], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(str(then), lambda row: row.then, "right"),
        Column(Word("continues"), lambda row: row.continues, "right"),
        Column(Word("succeeded"), lambda row: row.succeeded, "right"),
        Column(Word("ended"), lambda row: row.ended, "right"),
        Column(Word("not seen since"), lambda row: row.not_seen, "right"),
        Column(Word("new"), lambda row: row.new, "right"),
        Column(str(now), lambda row: row.now, "right"),
    )
    fates: tuple[Column[RecordFate], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.record), header=True),
        Column(Word("region"), lambda row: Ref("region", row.region), spelling=Spelling.CODE),
        Column(Word("fate"), fate_told),
        Column(Word("related"), lambda row: refs("record", row.related) if row.related else None),
    )
    facts = {
        "then": then,
        "now": now,
        "count": found.number(Fate.CONTINUES, Fate.SUCCEEDED, Fate.ENDED, Fate.NOT_SEEN),
        "became": became(
            found.number(Fate.CONTINUES),
            found.number(Fate.SUCCEEDED),
            found.number(Fate.ENDED),
            found.number(Fate.NOT_SEEN),
            found.number(Fate.NEW, Fate.FOLLOWS),
        ),
    }
    return Topic(
        "compare-then-now",
        Statement("then_and_now.title", {"network": network, "then": then, "now": now}),
        lead=(Statement("then_and_now.fates", facts),),
        tables=(
            table("regions", Statement("then_and_now.regions"), regions, found.regions),
            table("records", Statement("then_and_now.records"), fates, found.fates),
        ),
        findings=tuple(_level(row, then, now) for row in found.levels),
        notes=(Statement("then_and_now.note"), Statement("then_and_now.note_intervals")),
        next=(f"compare --as-of {then}", f"trend {then}:{now}"),
    )


def became(continues: int, succeeded: int, ended: int, not_seen: int, new: int) -> Statement:
    """How many records had each fate."""
    numbers = {"continues": continues, "succeeded": succeeded, "ended": ended, "not_seen": not_seen, "new": new}
    return Statement("then_and_now.became", numbers)


def fate_told(row: RecordFate) -> Part:
    """The fate of a record; of one that is not seen since, the year in which it was seen last."""
    return Word(row.fate.value) if row.seen is None else Statement("items.not_seen", {"seen": row.seen})


def _level(row: LevelThenNow, then: int, now: int) -> Statement:
    if not row.pairs:
        return Statement("then_and_now.level_unequal", {"level": Ref("level", row.level)})
    facts = {
        "level": Ref("level", row.level),
        "records": row.records,
        "count": row.pairs,
        "few": row.pairs <= FEW_PAIRS,
        "then": then,
        "now": now,
        "start": Number(row.then),
        "end": Number(row.now),
        "chance_start": Number(row.chance_then),
        "chance_end": Number(row.chance_now),
        "direction": row.direction,
    }
    return Statement("then_and_now.level", facts)


def money_topic(head: Statement, found: Money) -> Topic:
    """The public money that is documented."""
    columns: tuple[Column[MoneySum], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True, spelling=Spelling.CODE),
        Column(Word("kind"), lambda row: Word(row.kind)),
        Column(Word("currency"), lambda row: row.currency),
        Column(Word("amount"), lambda row: _money(row.amount), "right"),
        Column(Word("records"), lambda row: Statement("comparison.of", {"part": row.records, "all": row.of}), "right"),
        Column(Word("per year"), _yearly, "right"),
        Column(Word("per head"), lambda row: Number(row.per_head), "right"),
    )
    facts = {"records": found.records, "count": found.of, "regions": found.regions, "members": found.members}
    tables = tuple(
        table(f"money-{level}", Statement("then_and_now.money_table", {"level": Ref("level", level)}), columns, rows)
        for level, rows in found.by_level
    )
    title = Statement("then_and_now.money")
    lead = (head, Statement("then_and_now.documented", facts))
    return Topic("compare-money", title, lead=lead, tables=tables, notes=tuple(_notes(found)))


def _notes(found: Money) -> Iterator[Statement]:
    yield Statement("then_and_now.note_money")
    if found.population_years:
        years = Names(tuple(str(year) for year in found.population_years))
        yield Statement("then_and_now.note_heads", {"years": years})


def _money(amount: float | None) -> Number | None:
    return None if amount is None else Number(round(amount), None)


def _yearly(row: MoneySum) -> Part | None:
    told = _money(row.yearly)
    if told is None or row.with_period == row.amounts:
        return told
    return Text((told, " (", Statement("comparison.of", {"part": row.with_period, "all": row.amounts}), ")"))
