"""A self-check in words: each answer beside its source and the network, what to do next, who does it well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Date, Names, Number, Ref, Statement, Table, Word, table
from ceecluster.words.topic import Topic

if TYPE_CHECKING:
    from ceecluster.scoring.selfprofile import Own, SelfProfile


def selfcheck_topic(found: SelfProfile) -> Topic:
    """The profile of one cluster by itself."""
    facts = {"record": Ref("record", found.check.record), "date": Date(found.check.date)}
    return Topic(
        name="selfcheck",
        title=Statement("selfcheck.title", facts),
        lead=tuple(_lead(found)),
        tables=(_table(found.own),),
        heading=Statement("selfcheck.next"),
        findings=tuple(_next(found)),
        notes=(Statement("selfcheck.note"),),
        next=(f"show {found.check.record}", "score --self-declared"),
    )


def _lead(found: SelfProfile) -> Iterator[Statement]:
    yield Statement("selfcheck.answered", {"count": len(found.own), "of": len(found.questions)})
    if found.open:
        yield Statement("selfcheck.open", {"criteria": Names(tuple(Ref("criterion", code) for code in found.open))})


def _table(rows: tuple[Own, ...]) -> Table:
    columns: tuple[Column[Own], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("self-declared"), lambda row: Number(row.value), "right"),
        Column(Word("by its sources"), lambda row: Number(row.sourced), "right"),
        Column(Word("lower"), lambda row: row.below, "right"),
        Column(Word("same step"), lambda row: row.level, "right"),
        Column(Word("higher"), lambda row: row.above, "right"),
    )
    return table("answers", Statement("selfcheck.beside"), columns, rows)


def _next(found: SelfProfile) -> Iterator[Statement]:
    for row in sorted(found.own, key=lambda row: row.value):
        if row.next_step is None:
            continue
        practices = found.questions[row.criterion].practices
        names = Names(tuple(Ref("record", practice.record) for practice in practices)) if practices else None
        facts = {"criterion": Ref("criterion", row.criterion), "step": row.next_step, "practices": names}
        yield Statement("selfcheck.step", facts)


def counted(records: int, answers: int) -> Statement:
    """That self-declared values count in a result, how many and of whom."""
    return Statement("selfcheck.counted", {"records": records, "count": answers})
