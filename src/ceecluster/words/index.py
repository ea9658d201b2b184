"""The front page of a site: what stands out, and where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Figure, Marked, Part, Ref, Share, Spelling, Statement, Table, Word, table
from ceecluster.coherence.overview import overview
from ceecluster.words.coherence import map_figure
from ceecluster.words.coherence_body import body_words
from ceecluster.words.comparison import left_out_words, refs
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.coherence.rows import RegionCoherence
    from ceecluster.study import Study


FINDINGS = 3
"""Findings on the front page."""
CLOSEST = 3
"""Regions named in a cell."""


@dataclass(frozen=True)
class SiteEntry:
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
    documents: tuple[SiteEntry, ...]
    """The documents about the network."""
    profiles: tuple[SiteEntry, ...]
    """The profiles, each with the records of its region."""
    workbook: Marked
    """All tables."""
    map: Figure | None
    """The regions by what they have in common with the others; none where there is nothing to draw."""
    left_out: tuple[Statement, ...]
    """What a site of so many pages goes without."""
    secretariat: str | None
    """Whom to ask."""


def entry(title: Part, stem: str, others: Sequence[tuple[str, str]], more: tuple[Marked, ...] = ()) -> SiteEntry:
    """A document of the site: `others` are (name of the form, ending) beside HTML, `more` pages that belong to it."""
    links = tuple(Marked("link", name, f"{stem}.{ending}") for name, ending in others)
    return SiteEntry(Marked("link", title, f"{stem}.html"), (*links, *more))


def index_words(
    study: Study,
    documents: Sequence[SiteEntry],
    profiles: Sequence[SiteEntry],
    workbook: str,
    left_out: tuple[Statement, ...] = (),
) -> IndexWords:
    """The words of the front page; `workbook` is the file of all tables, `left_out` what the site goes without."""
    body = body_words(study.comparison)
    return IndexWords(
        title=study.world.network.title,
        head=year_head(study.world),
        findings=(*body.alike, *body.differ, *body.sure)[:FINDINGS],
        regions=_regions(study),
        documents=tuple(documents),
        profiles=tuple(profiles),
        workbook=Marked("link", Statement("index.workbook"), workbook),
        map=map_figure(study, overview(study.comparison)),
        left_out=(*left_out, *left_out_words(study.world, study.comparison.left_out)),
        secretariat=study.world.network.secretariat,
    )


def _regions(study: Study) -> Table:
    """Of each region how much is on file, and with whom it has most in common."""
    limits = (study.world.guidelines.min_coverage,)
    columns: tuple[Column[RegionCoherence], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("records"), lambda row: row.records, "right"),
        Column(Statement("index.evidence"), lambda row: Share(row.coverage, limits), "right"),
        Column(Word("closest"), _closest, spelling=Spelling.NAME),
    )
    return table("regions", "", columns, study.comparison.by_region)


def _closest(row: RegionCoherence) -> Part | None:
    return refs("region", row.closest_ties, CLOSEST) if row.closest_ties else None
