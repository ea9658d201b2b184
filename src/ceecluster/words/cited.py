"""Records with what is documented of them, and the sources they cite, as tables that links can lead into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ceecluster.blocks import Column, Marked, Part, Ref, Statement, Table, Text, Word, table
from ceecluster.citing import title_of
from ceecluster.items import status_of
from ceecluster.model.base import Worded
from ceecluster.words.items import status_words
from ceecluster.words.network import lasting
from ceecluster.words.replies import fact_states, state_word
from ceecluster.words.values import joined, told_once

if TYPE_CHECKING:
    from ceecluster.model import Programme, Source, World
    from ceecluster.profile import CitedSource

ADDRESS, TAIL = 90, 24
"""Letters of an address that are shown, and how many of them are its end."""


def records_table(world: World, owner: str, own: Sequence[Programme], frames: Sequence[Programme] = ()) -> Table:
    """The records of an owner, and the national ones that count for it, each a place that links can lead to."""
    country = frames and owner and world.network.region(owner).country
    rows = [(record, False) for record in own] + [(record, True) for record in frames]
    columns: list[Column[tuple[Programme, bool]]] = [
        Column(Word("record"), lambda row: row[0].id, header=True),
        # Name and summary are read together, and share the one wide column: two would leave neither room on paper.
        Column(Statement("profile.what_it_is"), lambda row: _told(row[0])),
        Column(Word("level"), _place),
        Column(Word("years"), lambda row: lasting(row[0])),
        Column(
            Word("sources"),
            lambda row: joined([f"{country}: {key}" if row[1] else key for key in row[0].source]),
        ),
    ]
    # Records of no region are nobody's to check: no column without a single value.
    if states := fact_states(world, owner):
        columns.insert(
            4, Column(Word("state"), lambda row: state_word(states[row[0].id]) if row[0].id in states else None)
        )
    if world.standing is not None:
        heading = Statement("items.in_year", {"year": world.standing.year})
        columns.insert(4, Column(heading, lambda row: status_words(status_of(world, row[0]), short=True)))
    return told_once(table("records", Statement("profile.records"), columns, rows, anchored=True))


def cited_source(source: Source) -> Part:
    """A source as a footnote has it: title, publisher and year, and where it can be read."""
    year = Word(source.year) if isinstance(source.year, str) else source.year
    told = [part for part in (title_of(source), source.publisher, year) if part]
    whole = Text(tuple(part for each in told for part in (", ", each))[1:])
    return Marked("link", whole, source.url) if source.url else whole


def named(record: Programme) -> Part:
    """The name of a record, and its names in the languages of its region, where they are on file."""
    title = record.title
    # In its own language a name is the title itself, and does not stand behind it a second time.
    others = [
        Worded(f" ({name})", {language: ""}, original=language, quoted=True)
        for language, name in record.name.items()
        if name != title
    ]
    return Text((title, *others)) if others else title


def _told(record: Programme) -> Part:
    """The name of a record, and what it is where that is on file."""
    name = Marked("strong", named(record))
    return Statement("profile.told", {"name": name, "summary": record.summary}) if record.summary else name


def _place(row: tuple[Programme, bool]) -> Part:
    levels = joined([Ref("level", level) for level in row[0].level])
    return Statement("profile.national", {"levels": levels}) if row[1] else levels


def sources_table(sources: Sequence[CitedSource], owners: Mapping[str, Part] | None = None) -> Table:
    """Sources, each a place that links can lead to; `owners` says by key who cites it, where several do."""
    columns: list[Column[CitedSource]] = [
        Column(Word("key"), lambda row: row.label, header=True),
        Column(Word("title"), lambda row: title_of(row.source)),
        Column(Word("publisher"), lambda row: row.source.publisher),
        Column(Word("year"), lambda row: _year(row.source)),
        Column(Word("address"), lambda row: _address(row.source)),
    ]
    if owners:
        columns.append(Column(Word("cited by"), lambda row: owners[row.label]))
    return table("sources", Statement("profile.sources"), columns, sources, anchored=True)


def source_link(source: Source) -> Part:
    """The title of a source, leading to its address where it has one."""
    title = title_of(source)
    return Marked("link", title, source.url) if source.url else title


def _address(source: Source) -> Part | None:
    return Marked("link", shown_address(source.url), source.url) if source.url else source.document


def shown_address(url: str) -> str:
    """An address as people read it: without `https://`, its letters for their codes, of a long one beginning and end.

    One whose codes are no letters (a blank, a mark that turns the line round, no UTF-8) is shown as it stands.
    """
    try:
        told = unquote(url, errors="strict")
    except UnicodeDecodeError:
        told = url
    told = told if all(letter.isprintable() and not letter.isspace() for letter in told) else url
    told = told.removeprefix("https://")
    return told if len(told) <= ADDRESS else f"{told[: ADDRESS - TAIL - 1]}…{told[-TAIL:]}"


def _year(source: Source) -> Part | None:
    return Word(source.year) if isinstance(source.year, str) else source.year
