"""Everything a site has a place for, to be found by name and code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Marked, Part, Ref, Spelling, Statement, Table, Word, table

if TYPE_CHECKING:
    from ceecluster.model import World


@dataclass(frozen=True)
class FindWords:
    """The page to find things on."""

    title: Statement
    """What the page is."""
    things: Table
    """Regions, candidates, records, criteria and terms, each with its code and a link to where it is told."""


def find_words(world: World, places: Mapping[str, str]) -> FindWords:
    """The words of that page; `places` says where each record stands."""
    columns: tuple[Column[tuple[Part, str, Word]], ...] = (
        Column(Word("name"), lambda row: row[0], header=True, spelling=Spelling.NAME),
        Column(Word("code"), lambda row: row[1]),
        Column(Word("what"), lambda row: row[2]),
    )
    return FindWords(Statement("index.find"), table("find", Statement("index.things"), columns, _things(world, places)))


def _things(world: World, places: Mapping[str, str]) -> Iterator[tuple[Part, str, Word]]:
    for region in world.network.regions:
        yield Marked("link", Ref("region", region.code), f"region-{region.code}.html"), region.code, Word("region")
    for region in world.network.candidates:
        yield Ref("region", region.code), region.code, Word("candidate")
    for criterion in world.guidelines.criteria:
        yield Marked("link", criterion.name, "guidelines.html"), criterion.id, Word("criterion")
    for record, place in places.items():
        yield Marked("link", Ref("record", record), place), record, Word("record")
