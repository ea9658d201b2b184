"""The briefing as slides: the same findings, requests and voices, with shares at a glance and a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Figure, Part, Ref, Spelling, Statement, Table, Word, table
from ceecluster.coherence.ground import pursuits
from ceecluster.coherence.overview import overview
from ceecluster.replies import checked
from ceecluster.words.briefing import BriefingWords, briefing_words
from ceecluster.words.coherence import map_figure
from ceecluster.words.coherence_body import grids
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.study import Study

AIMS = 8
"""Objectives in the grid, as many as can be read from afar."""


@dataclass(frozen=True)
class SlidesWords(BriefingWords):
    """A briefing to be shown."""

    glance: Table
    """Shares at a glance, each with its whole."""
    figure: Figure | None
    """Objectives by regions, or where they are too many for a slide a map; none where there is nothing to draw."""
    head: Statement
    """The year, and which records speak."""


@dataclass(frozen=True)
class _Counted:
    """How many of how many."""

    what: Part
    part: int
    whole: int


def slides_words(study: Study) -> SlidesWords:
    """The slides of a network."""
    told = briefing_words(study.comparison, study.agreement, study.meeting())
    drawn = tuple(grids(study.comparison, pursuits(study.comparison), AIMS))
    columns: tuple[Column[_Counted], ...] = (
        Column(Word("what"), lambda row: row.what, header=True, spelling=Spelling.NAME),
        Column(Word("how many"), lambda row: Statement("comparison.of", {"part": row.part, "all": row.whole}), "right"),
    )
    return SlidesWords(
        **vars(told),
        glance=table("glance", Statement("slides.glance"), columns, _counted(study.comparison, study.agreement)),
        figure=drawn[0] if len(drawn) == 1 else map_figure(study, overview(study.comparison)),
        head=year_head(study.world),
    )


def _counted(comparison: Comparison, agreement: Agreement) -> Iterator[_Counted]:
    seen, world = comparison.highlights, comparison.world
    members = [region.code for region in world.network.regions]
    if seen.common is not None and seen.common.codes:
        yield _Counted(Statement("slides.common"), seen.common.holders, seen.common.regions)
    if seen.pairs.tested:
        yield _Counted(Statement("slides.pairs"), len(seen.pairs.beyond), seen.pairs.tested)
    if seen.pairs.beyond:
        yield _Counted(Statement("slides.confirmed"), seen.pairs.confirmed, len(seen.pairs.beyond))
    if seen.gap is not None:
        facts = {"objective": Ref("term", seen.gap.objective), "level": Ref("level", seen.gap.level)}
        yield _Counted(Statement("slides.gap", facts), seen.gap.holders, seen.gap.regions)
    if seen.evidence is not None:
        yield _Counted(Statement("slides.evidence"), seen.evidence.enough, seen.evidence.regions)
    yield _Counted(Statement("slides.positions"), len({row.region for row in agreement.declared}), len(members))
    yield _Counted(Statement("slides.checked"), sum(checked(world, code) for code in members), len(members))
