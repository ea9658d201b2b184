"""The front page of a site: what stands out, and where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Marked, Part, Statement, Table
from ceecluster.words.comparison import highlight_words, regions_table
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.study import Study


@dataclass(frozen=True)
class Entry:
    """A document of the site."""

    link: Marked
    """Its page."""
    others: tuple[Marked, ...]
    """The same document in other forms."""


@dataclass(frozen=True)
class IndexWords:
    """What the front page tells."""

    title: str
    """The network."""
    head: Statement
    """The year, and which records speak."""
    findings: tuple[Statement, ...]
    """What stands out."""
    regions: Table
    """A line per region."""
    documents: tuple[Entry, ...]
    """The documents about the network."""
    profiles: tuple[Entry, ...]
    """The documents about one region each."""
    workbook: Marked
    """All tables."""


def entry(title: Part, stem: str, others: Sequence[tuple[str, str]]) -> Entry:
    """A document of the site; `others` are (name of the form, ending) beside HTML."""
    links = tuple(Marked("link", name, f"{stem}.{ending}") for name, ending in others)
    return Entry(Marked("link", title, f"{stem}.html"), links)


def index_words(study: Study, documents: Sequence[Entry], profiles: Sequence[Entry], workbook: str) -> IndexWords:
    """The words of the front page; `workbook` is the file of all tables."""
    return IndexWords(
        title=study.world.network.title,
        head=year_head(study.world),
        findings=highlight_words(study.comparison),
        regions=regions_table(study.comparison),
        documents=tuple(documents),
        profiles=tuple(profiles),
        workbook=Marked("link", Statement("index.workbook"), workbook),
    )
