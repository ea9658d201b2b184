"""What the regions say of the guidelines, and what an agreed version would contain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.agreement.edition import Outcome
from ceecluster.blocks import Column, Names, Number, Ref, Share, Statement, Table, Word, table
from ceecluster.words.topic import Topic

if TYPE_CHECKING:
    from ceecluster.agreement.edition import Ballot, Support


def edition_topic(found: Ballot) -> Topic:
    """Support by criterion, camps about weights, and what an agreed version would contain."""
    guidelines = found.world.guidelines
    facts = {
        "network": found.world.network.title,
        "version": str(guidelines.version),
        "status": Word(guidelines.status),
    }
    return Topic(
        name="guidelines-ballot",
        title=Statement("edition.title", facts),
        lead=tuple(_lead(found)),
        tables=(_table(found),) if found.voices else (),
        heading=Statement("edition.heading", {"version": found.version}),
        findings=tuple(_findings(found)),
        notes=(_rule(found),),
        next=("agree --on guidelines -o criteria.yaml", "report guidelines"),
    )


def _rule(found: Ballot) -> Statement:
    facts = {"majority": Share(found.rule.majority), "least": Share(found.rule.min_positions)}
    return Statement("edition.rule", facts)


def _lead(found: Ballot) -> Iterator[Statement]:
    members = len(found.world.network.regions)
    if not found.voices:
        yield Statement("edition.silence", {"members": members})
        return
    voices = Names(tuple(Ref("region", region) for region in found.voices))
    yield Statement("edition.voices", {"count": len(found.voices), "members": members, "regions": voices})
    counted = {outcome.value: len(found.of(outcome)) for outcome in Outcome}
    yield Statement("edition.contents", {"version": found.version, "count": len(found.by_criterion), **counted})


def _table(found: Ballot) -> Table:
    columns: tuple[Column[Support], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("keep"), lambda row: len(row.keep), "right"),
        Column(Word("change"), lambda row: len(row.change), "right"),
        Column(Word("drop"), lambda row: len(row.drop), "right"),
        Column(Word("silent"), lambda row: len(row.silent), "right"),
        Column(Word("weight"), lambda row: Number(row.weight, None), "right"),
        Column(Word("weight then"), lambda row: Number(row.agreed, None), "right"),
        Column(Word("outcome"), lambda row: Statement("edition.outcome", {"outcome": row.outcome.value})),
    )
    return table("support", Statement("edition.support"), columns, found.by_criterion)


def _findings(found: Ballot) -> Iterator[Statement]:
    for row in found.by_criterion:
        name = Ref("criterion", row.criterion)
        if row.outcome is Outcome.DROPPED:
            yield Statement("edition.dropped", {"criterion": name, "count": len(row.drop), "voices": row.voices})
        if row.agreed != row.weight:
            facts = {"criterion": name, "before": Number(row.weight, None), "after": Number(row.agreed, None)}
            yield Statement("edition.weighed", facts)
        if row.camps:
            yield Statement(
                "edition.camps", {"criterion": name, "lighter": _regions(row.lighter), "heavier": _regions(row.heavier)}
            )
        if row.outcome is Outcome.OPEN and row.voices:
            yield Statement("edition.open", {"criterion": name, "voices": row.voices, "needed": row.needed})
        for region, note in row.notes:
            yield Statement("edition.note", {"criterion": name, "region": Ref("region", region), "note": note})


def _regions(codes: tuple[str, ...]) -> Names:
    return Names(tuple(Ref("region", code) for code in codes))
