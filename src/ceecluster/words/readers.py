"""What of a comparison survives the error of the readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Interval, Names, Number, Part, Ref, Share, Statement, Table, Word, table
from ceecluster.coherence.readers import SURVIVES
from ceecluster.words.network import pair
from ceecluster.words.pairwise import DIMENSIONS
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.coherence.reader_scores import ReaderScore, ReaderScores
    from ceecluster.coherence.readers import ReaderClosest, ReaderLevel, ReaderSpread
    from ceecluster.model import World


def readers_topic(world: World, found: ReaderSpread) -> Topic:
    """The indices and closest regions, redrawn by the reader error."""
    lead: list[Part] = [year_head(world)]
    if found.dimensions:
        facts = {"dimensions": _named(found.dimensions), "codes": found.codes, "changed": Share(found.changed)}
        lead.append(Statement("readers.redrawn", {**facts, "draws": found.draws}))
        if found.kept:
            lead.append(Statement("readers.kept", {"dimensions": _named(found.kept)}))
    else:
        lead.append(Statement("readers.unread"))
    return Topic(
        "compare-readers",
        Statement("readers.title", {"network": world.network.title}),
        lead=tuple(lead),
        tables=(_levels(found.levels), _closest(found.closest)) if found.dimensions else (),
        findings=tuple(_findings(found)) if found.dimensions else (),
        notes=(Statement("readers.note"),) if found.dimensions else (),
        next=("reliability", "compare"),
    )


def _named(dimensions: tuple[str, ...]) -> Names:
    return Names(tuple(DIMENSIONS[name] for name in dimensions))


def _levels(rows: tuple[ReaderLevel, ...]) -> Table:
    columns: tuple[Column[ReaderLevel], ...] = (
        Column(Word("level"), lambda row: Ref("level", row.level), header=True),
        Column(Word("as read"), lambda row: Number(row.index), "right"),
        Column(Word("redrawn"), lambda row: Interval(row.low, row.high), "right"),
    )
    return table("levels", Statement("readers.levels"), columns, rows)


def _closest(rows: tuple[ReaderClosest, ...]) -> Table:
    columns: tuple[Column[ReaderClosest], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("closest"), lambda row: Ref("region", row.closest)),
        Column(Word("in draws"), lambda row: Share(row.held), "right"),
        Column(Word("else"), lambda row: Ref("region", row.other) if row.other else None),
    )
    return table("closest", Statement("readers.closest"), columns, rows)


def _findings(found: ReaderSpread) -> Iterator[Statement]:
    firm = [row for row in found.closest if row.held >= SURVIVES]
    loose = [row for row in found.closest if row.held < SURVIVES]
    if firm:
        yield Statement("readers.firm", {"pairs": _nearest(firm)})
    if loose:
        yield Statement("readers.loose", {"pairs": _nearest(loose)})
    told = [row for row in found.pairs if row.beyond]
    if not told:
        yield Statement("readers.no_pair")
    for row in told:
        facts = {
            "pair": pair(row.region, row.partner),
            "level": Ref("level", row.level),
            "held": Share(row.held),
            "firm": row.held >= SURVIVES,
        }
        yield Statement("readers.beyond", facts)


def _nearest(rows: list[ReaderClosest]) -> Names:
    """Who is closest to whom: the one is not always the other's."""
    facts = ({"region": Ref("region", row.region), "closest": Ref("region", row.closest)} for row in rows)
    return Names(tuple(Statement("readers.nearest", each) for each in facts))


def reader_scores_topic(found: ReaderScores) -> Topic:
    """The scores, redrawn by the reader error."""
    lead: list[Part] = [year_head(found.world)]
    if not found.dimensions:
        lead.append(Statement("readers.unread"))
    columns: tuple[Column[ReaderScore], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("as read"), lambda row: Number(row.value), "right"),
        Column(Word("redrawn"), lambda row: Interval(row.low, row.high), "right"),
    )
    facts = {"dimensions": _named(found.dimensions), "draws": found.draws, "count": found.pairs, "firm": found.firm}
    return Topic(
        "robustness-readers",
        Statement("readers.scores_title", {"network": found.world.network.title}),
        lead=tuple(lead),
        tables=(table("scores", Statement("readers.scores"), columns, found.scores),) if found.dimensions else (),
        findings=(Statement("readers.order", facts),) if found.dimensions and found.pairs else (),
        notes=(Statement("readers.scores_note"),) if found.dimensions else (),
        next=("reliability", "robustness"),
    )
