"""The front page of a site: what stands out, and where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Figure, Marked, Part, Statement, Table
from ceecluster.coherence.overview import overview
from ceecluster.words.coherence import map_figure
from ceecluster.words.coherence_body import body_words
from ceecluster.words.comparison import regions_table
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.study import Study


FINDINGS = 3
"""Findings on the front page."""


@dataclass(frozen=True)
class Entry:
    """A document of the site."""

    link: Marked
    """Its page."""
    others: tuple[Marked, ...]
    """The same document in other forms, and pages that belong to it."""


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
    """The profiles, each with the records of its region."""
    workbook: Marked
    """All tables."""
    map: Figure | None
    """The regions by what they have in common with the others; none where there is nothing to draw."""
    secretariat: str | None
    """Whom to ask."""


def entry(title: Part, stem: str, others: Sequence[tuple[str, str]], more: tuple[Marked, ...] = ()) -> Entry:
    """A document of the site: `others` are (name of the form, ending) beside HTML, `more` pages that belong to it."""
    links = tuple(Marked("link", name, f"{stem}.{ending}") for name, ending in others)
    return Entry(Marked("link", title, f"{stem}.html"), (*links, *more))


def index_words(study: Study, documents: Sequence[Entry], profiles: Sequence[Entry], workbook: str) -> IndexWords:
    """The words of the front page; `workbook` is the file of all tables."""
    body = body_words(study.comparison)
    return IndexWords(
        title=study.world.network.title,
        head=year_head(study.world),
        findings=(*body.alike, *body.differ, *body.sure)[:FINDINGS],
        regions=regions_table(study.comparison, public=True),
        documents=tuple(documents),
        profiles=tuple(profiles),
        workbook=Marked("link", Statement("index.workbook"), workbook),
        map=map_figure(study, overview(study.comparison)),
        secretariat=study.world.network.secretariat,
    )
