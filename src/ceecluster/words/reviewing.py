"""The form on which a region checks what is said of it, record by record and value by value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Date,
    Document,
    Names,
    Note,
    Paragraph,
    Part,
    Ref,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.commonmark import Said
from ceecluster.model.dates import day
from ceecluster.replies import DAYS, replies_of
from ceecluster.words.network import lasting
from ceecluster.words.positions import BOX, ROOM, form_head

if TYPE_CHECKING:
    from ceecluster.model import Programme, World


@dataclass(frozen=True)
class CheckLine:
    """A line of the form."""

    code: str
    """The record; for a value `<record>/<criterion>`."""
    what: Part
    seen: str
    """What a reply keeps of what is on file."""
    on_file: Part
    """What is on file, in words."""


def review_form(world: World, region: str) -> Document:
    """The form of one region."""
    facts = {"network": world.network.title, "region": Ref("region", region)}
    until = (day(world.network.as_of, last=True) + timedelta(days=DAYS)).isoformat()
    lead = (
        Statement("reviewing.asked", {"until": Date(until), "days": DAYS}),
        Statement("reviewing.how"),
    )
    return Document(
        f"review-{region}",
        Statement("reviewing.title", facts),
        (
            *map(Paragraph, lead),
            Note(Statement("reviewing.printed")),
            head_table(world, region),
            line_table(world, region),
        ),
    )


def head_table(world: World, region: str) -> Table:
    """Whose record it is, and room for day and office."""
    return form_head(
        Statement("reviewing.head"),
        (Word("network"), Said(world.network.title)),  # the form is known by it, whatever its language
        (Word("region"), region),
        (Word("date"), ROOM),
        (Word("office"), ROOM),
        (Word("all right"), BOX),
        (Word("note"), ROOM),
    )


def line_table(world: World, region: str) -> Table:
    """Facts and values with boxes."""
    columns: tuple[Column[CheckLine], ...] = (
        Column(Word("code"), lambda row: row.code, header=True),
        Column(Word("what"), lambda row: row.what, spelling=Spelling.NAME),
        Column(Word("on file"), lambda row: row.on_file, spelling=Spelling.NAME),
        Column(Word("right"), lambda row: BOX),
        Column(Word("wrong"), lambda row: BOX),
        Column(Word("reply"), lambda row: ROOM),
    )
    return table("review", Statement("reviewing.lines"), columns, check_lines(world, region))


def check_lines(world: World, region: str) -> Iterator[CheckLine]:
    """The facts of each record in force, then each of its values with the reason."""
    inventory = world.regions.get(region) or world.candidates.get(region)
    records = {record.id: record for record in inventory.programmes} if inventory is not None else {}
    for each in replies_of(world, region):
        record = records[each.record]
        if each.criterion is None:
            yield CheckLine(record.id, record.title, each.seen, _facts(record))
            continue
        note = record.assessments[each.criterion].note
        told = Text((each.seen, ": ", note)) if note else each.seen
        yield CheckLine(f"{record.id}/{each.criterion}", Ref("criterion", each.criterion), each.seen, told)


def _facts(record: Programme) -> Part:
    facts = {
        "levels": Names(tuple(Ref("level", level) for level in record.level)),
        "years": lasting(record),
        "summary": record.summary,
    }
    return Statement("reviewing.facts", facts)
