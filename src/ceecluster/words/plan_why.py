"""Why a pilot is in the plan: the parts of its value, its rivals, its records, and what would change the choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Names,
    Number,
    Ref,
    Share,
    Spelling,
    Statement,
    Text,
    Word,
    table,
)
from ceecluster.words.candidates import records, regions
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.why import PartWhy, PilotWhy, Rival


def why_topic(why: PilotWhy, world: World) -> Topic:
    """`plan --why P2`: the parts of a pilot's value with what they rest on, and what would change the choice."""
    columns: tuple[Column[PartWhy], ...] = (
        Column(Word("part"), lambda row: Statement("plan.figure", {"name": row.part}), header=True),
        Column(Word("weight"), lambda row: Number(row.weight), "right"),
        Column(Word("value"), lambda row: Number(row.value), "right"),
        Column(Word("documented"), lambda row: Share(row.documented), "right"),
        Column(Word("adds"), lambda row: Number(row.adds, 3), "right"),
        Column(Word("could move by"), lambda row: Text(("±", Number(row.swing, 3))), "right"),
    )
    rivals: tuple[Column[Rival], ...] = (
        Column(Word("rival"), lambda row: row.title, header=True),
        Column(Word("partners"), lambda row: regions(row.regions), spelling=Spelling.CODE),
        Column(Word("value"), lambda row: Number(row.value, 3), "right"),
        Column(Word("behind"), lambda row: Number(row.behind, 3), "right"),
    )
    behind: tuple[Column[tuple[str, tuple[str, ...]]], ...] = (
        Column(Word("region"), lambda row: Ref("region", row[0]), header=True),
        Column(Word("records"), lambda row: records(row[1])),
    )
    tables = (
        table("parts", Statement("plan.why_parts"), columns, why.parts),
        table("rivals", Statement("plan.why_rivals"), rivals, why.rivals),
        table("records", Statement("plan.why_records"), behind, why.records.items()),
    )
    facts = {"network": world.network.title, "number": why.number}
    return Topic(
        name="plan-why",
        title=Statement("plan.why_title", facts),
        lead=(year_head(world), *_why(why)),
        tables=tuple(found for found in tables if found.cells),
        next=tuple(f"show {ids[0]}" for ids in list(why.records.values())[:2] if ids),
    )


def _why(why: PilotWhy) -> Iterator[Statement]:
    facts = {
        "number": why.number,
        "title": why.title,
        "regions": regions(why.regions),
        "value": Number(why.value, 3),
        "low": Number(why.low),
        "high": Number(why.high),
    }
    yield Statement("plan.why", facts)
    if why.loss is None:
        yield Statement("plan.without_none")
    else:
        yield Statement("plan.without", {"loss": Number(why.loss, 3), "count": max(why.served_less, 0)})
    if most := why.decisive:
        what = Names(tuple(Statement("plan.figure", {"name": part.part}) for part in most))
        yield Statement("plan.swing", {"parts": what, "swing": Number(most[0].swing, 3)})
    else:
        yield Statement("plan.documented")
