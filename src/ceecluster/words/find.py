"""Everything a site has a place for, to be found by name and code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Marked, Part, Ref, Spelling, Statement, Table, Word, table
from ceecluster.citing import title_of

if TYPE_CHECKING:
    from ceecluster.model import Source, World

Places = Mapping[tuple[str, str], str]
MOST_SOURCES = 2_400
"""Sources from which on the page would be larger than a page of a site may be."""


@dataclass(frozen=True)
class FindWords:
    """The page to find things on."""

    title: Statement
    """What the page is."""
    things: Table
    """Regions, candidates, criteria, records and sources, each with its code and a link to where it is told."""
    left_out: int
    """Sources that are not among them, because the page would be too large; they stand on the pages of the records."""


def find_words(world: World, places: Places, sources: Sequence[tuple[str, Source, str]]) -> FindWords:
    """The words of that page; `places` says where each thing stands, `sources` are (key, source, place)."""
    columns: tuple[Column[tuple[Part, str, Word]], ...] = (
        Column(Word("name"), lambda row: row[0], header=True, spelling=Spelling.NAME),
        Column(Word("code"), lambda row: row[1]),
        Column(Word("what"), lambda row: row[2]),
    )
    shown = sources if len(sources) <= MOST_SOURCES else ()
    rows = list(_things(world, places))
    rows += [(Marked("link", title_of(source), place), key, Word("source")) for key, source, place in shown]
    things = table("find", Statement("index.things"), columns, rows)
    return FindWords(Statement("index.find"), things, len(sources) - len(shown))


def _things(world: World, places: Places) -> Iterator[tuple[Part, str, Word]]:
    named = [("region", region.code, Word("region")) for region in world.network.regions]
    named += [("region", region.code, Word("candidate")) for region in world.network.candidates]
    named += [("criterion", criterion.id, Word("criterion")) for criterion in world.guidelines.criteria]
    named += [("record", code, Word("record")) for kind, code in places if kind == "record"]
    for kind, code, word in named:
        yield Marked("link", Ref(kind, code), places[kind, code]), code, word
