"""What regions have said of their own records, and what is withheld from the public before they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from ceecluster.blocks import Column, Date, Names, Part, Ref, Statement, Table, Word, table
from ceecluster.replies import ReplyState, checked, replies_of, reviews_of

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.replies import Replied

Row = TypeVar("Row")
UNCHECKED = Word("not checked")
"""Stands where the class of a region would, before it has checked its record."""
_WITHHELD: dict[str, object] = {"value": None, "quality_class": None, "band": None, "partial": None, "on_file": None}
"""Fields of a row that are no documented fact and no interval."""


def withheld(world: World, row: Row) -> Row:
    """A row about a region as the public may see it: intervals alone before the region has checked its record."""
    region = str(getattr(row, "region", ""))
    return row if not region or checked(world, region) else cast("Row", _bare(row))


def all_checked(world: World, regions: Iterable[str]) -> bool:
    """Whether each of some regions has checked its record, so that an order of them is for the public."""
    return all(checked(world, region) for region in regions)


def for_public(world: World, rows: Iterable[Row]) -> list[Row]:
    """Rows about regions as the public may see them: in the network's order until all have checked their records."""
    shown = [withheld(world, row) for row in rows]
    places = {region.code: place for place, region in enumerate(world.network.regions)}
    if all_checked(world, (row.region for row in shown)):  # type: ignore[attr-defined]  # rows about regions
        return shown
    return sorted(shown, key=lambda row: places.get(row.region, len(places)))  # type: ignore[attr-defined]


def _bare(value: object) -> object:
    """A dataclass without what is withheld, and without that of its parts."""
    if isinstance(value, tuple):
        return tuple(_bare(each) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    names = {field.name for field in fields(value)}
    parts = {name: _bare(getattr(value, name)) for name in ("standing", "levels") if name in names}
    return replace(value, **{name: none for name, none in _WITHHELD.items() if name in names}, **parts)


def network_checked(world: World) -> Statement:
    """How many members have checked what is said of them, and what is not printed of the others."""
    members = [region.code for region in world.network.regions]
    known = [code for code in members if checked(world, code)]
    facts = {"checked": len(known), "count": len(members)}
    return Statement("replies.network", {**facts, "regions": Names(tuple(Ref("region", c) for c in known), 4)})


def region_checked(world: World, region: str) -> Statement:
    """Whether a region has checked its record: by which office, when, with how many values confirmed and disputed."""
    reviews = reviews_of(world, region)
    if not reviews:
        return Statement("profile.unchecked", {"region": Ref("region", region)})
    states = Counter(each.state for each in replies_of(world, region))
    facts = {"office": reviews[0].office, "date": Date(reviews[0].date), "note": reviews[0].note}
    counts = {state.value: states[state] for state in ReplyState}
    return Statement("replies.region", {**facts, **counts})


def replies_table(world: World, region: str) -> Table:
    """What a region has said value by value: disputed ones first, with its reply beside what is on file."""
    said = [each for each in replies_of(world, region) if each.state is not ReplyState.PROPOSED]
    said.sort(key=lambda each: each.state is ReplyState.CONFIRMED)
    columns: tuple[Column[Replied], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.record), header=True),
        Column(Word("what"), lambda row: Ref("criterion", row.criterion) if row.criterion else Word("facts")),
        Column(Word("on file"), lambda row: row.seen if row.criterion else None),
        Column(Word("state"), state_word),
        Column(Statement("replies.says"), lambda row: row.reply),
        Column(Word("by"), lambda row: row.office),
        Column(Word("date"), lambda row: Date(row.date) if row.date else None),
    )
    return table("replies", Statement("replies.said", {"region": Ref("region", region)}), columns, said)


def state_word(row: Replied) -> Part:
    """The state of a value in a word."""
    words = {
        ReplyState.PROPOSED: Word("proposed"),
        ReplyState.CONFIRMED: Word("confirmed"),
        ReplyState.DISPUTED: Word("disputed"),
    }
    return words[row.state]


def fact_states(world: World, region: str) -> dict[str, Replied]:
    """The state of the facts of each record of a region."""
    return {each.record: each for each in replies_of(world, region) if each.criterion is None}
