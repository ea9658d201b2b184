"""The page of one criterion: what it asks, how far the network is, and every value on file with its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Part, Ref, Spelling, Statement, Table, Word, table
from ceecluster.model import Evidence
from ceecluster.replies import ReplyState, replies_of
from ceecluster.words.cited import source_link
from ceecluster.words.guidelines import CriterionWords, criterion_words
from ceecluster.words.replies import state_word
from ceecluster.words.values import written
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import Criterion, Source, World
    from ceecluster.model.inventory import Assessment
    from ceecluster.replies import Replied
    from ceecluster.scoring.handbook import Handbook


@dataclass(frozen=True)
class CriterionPageWords:
    """What is told of one criterion."""

    title: Statement
    """Its name and code."""
    head: Statement
    """Which records speak."""
    place: Statement
    """The dimension it belongs to."""
    criterion: CriterionWords
    """What it asks and how far the network is, as the guidelines say it."""
    values: Table
    """Every value that a person read from sources, with the reason and the sources."""
    derived: bool
    """Whether it is measured by other entries of the records, so that no value is read for it."""
    silent: Statement | None
    """Members of which nothing is documented; none where there are none."""


@dataclass(frozen=True)
class RecordValue:
    """A value of one record."""

    owner: Part
    """The region, or the country whose frame the record is of."""
    record: str
    assessment: Assessment
    sources: tuple[Source, ...]
    reply: Replied | None
    """What the region has said of it."""


def criterion_page_words(found: Handbook, code: str) -> CriterionPageWords:
    """The words of that page."""
    world = found.world
    chapter = next(each for each in found.chapters if each.criterion.id == code)
    criterion = chapter.criterion
    siblings = sum(each.criterion.parent == criterion.parent for each in found.chapters) - 1
    named = Ref("criterion", code)
    silent = Names(tuple(Ref("region", region) for region in chapter.silent))
    return CriterionPageWords(
        title=Statement("places.criterion", {"criterion": named, "code": code}),
        head=year_head(world),
        place=Statement("places.dimension", {"dimension": Ref("dimension", criterion.parent), "count": siblings}),
        criterion=criterion_words(world, chapter),
        values=_values(list(_read(world, criterion))),
        derived=criterion.measure.kind == "derived",
        silent=Statement("places.silent", {"regions": silent, "count": len(silent.items)}) if silent.items else None,
    )


def _read(world: World, criterion: Criterion) -> Iterator[RecordValue]:
    """Values of the members' records and of their countries' frames, in the order of the network."""
    order = [region.code for region in world.network.regions]
    inventories = [(Ref("region", code), world.regions[code]) for code in order if code in world.regions]
    inventories += [(Ref("country", code), frame) for code, frame in world.national.items()]
    for owner, inventory in inventories:
        replies = {(each.record, each.criterion): each for each in replies_of(world, inventory.owner)}
        for record in inventory.programmes:
            assessment = record.assessments.get(criterion.id)
            if assessment is None or record.example or assessment.evidence is Evidence.UNDOCUMENTED:
                continue
            sources = tuple(inventory.sources[key] for key in assessment.source if key in inventory.sources)
            yield RecordValue(owner, record.id, assessment, sources, replies.get((record.id, criterion.id)))


def _values(rows: list[RecordValue]) -> Table:
    columns: list[Column[RecordValue]] = [
        Column(Word("region"), lambda row: row.owner, header=True, spelling=Spelling.BOTH),
        Column(Word("record"), lambda row: Ref("record", row.record), header=True, spelling=Spelling.NAME),
        Column(Word("value"), lambda row: written(row.assessment.value), "right"),
        Column(Word("reason"), lambda row: row.assessment.note or row.assessment.reason),
        Column(Word("sources"), lambda row: Names(tuple(map(source_link, row.sources))) if row.sources else None),
    ]
    if any(row.reply and row.reply.state is not ReplyState.PROPOSED for row in rows):
        columns.insert(4, Column(Word("state"), lambda row: state_word(row.reply) if row.reply else None))
    return table("values", Statement("places.values", {"count": len(rows)}), columns, rows)
