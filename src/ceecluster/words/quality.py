"""The quality report: where the regions stand, how far that can be trusted, and what to document next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ceecluster.blocks import (
    Column,
    Figure,
    Interval,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Statement,
    Table,
    Word,
    table,
)
from ceecluster.coherence.large import ComparisonPart
from ceecluster.errors import UsageError
from ceecluster.replies import checked
from ceecluster.words.comparison import left_out_words
from ceecluster.words.replies import UNCHECKED, all_checked, for_public
from ceecluster.words.robustness import robustness_topic
from ceecluster.words.scores import INSUFFICIENT, next_topic, score_topic
from ceecluster.words.topic import Topic
from ceecluster.words.weighing import weights_table

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores
    from ceecluster.scoring.rows import RegionScore
    from ceecluster.study import Study

MOST_ROWS, MOST_COLUMNS = 34, 12
"""Criteria and regions of one figure."""
MOST_BARS = 18
"""Regions of one figure of bars."""
STROKE = 0.005
"""A range shorter than this would be a bar that nobody sees."""
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class QualityWords:
    """What is told of quality against the guidelines."""

    title: Statement
    """The network, and what is told of it."""
    scores: Topic
    """Where the regions stand."""
    intervals: tuple[Figure, ...]
    """The regions' scores with the ranges that missing evidence leaves; in parts where one figure could not be read."""
    evidence: tuple[Figure, ...]
    """Criteria by regions: what is documented; in parts where one figure could not be read."""
    left_out: tuple[Statement, ...]
    """That a large network goes without the figures."""
    robustness: Topic
    """How far the order can be trusted, or why that cannot be tried."""
    criteria: Topic
    """Criterion by criterion."""
    weights: Table | None
    """The published weights, which a page lets its reader move; none where a page cannot reckon the scores."""
    next: Topic
    """What to do and to document next."""


def quality_words(study: Study) -> QualityWords:
    """The words of the quality report of a study."""
    scores = study.scores
    standing, robustness, criteria, steps = _once(
        score_topic(scores, public=True),
        _robustness(study),
        score_topic(scores, "criterion"),
        next_topic(study.next_steps(), public=True),
    )
    left_out = left_out_words(study.world, ComparisonPart.FIGURES)
    return QualityWords(
        title=Statement("quality.title", {"network": study.world.network.title}),
        scores=standing,
        intervals=() if left_out else intervals_figures(scores),
        evidence=() if left_out else evidence_figures(scores),
        left_out=left_out,
        robustness=robustness,
        criteria=criteria,
        weights=weights_table(scores),
        next=steps,
    )


def _once(*topics: Topic) -> tuple[Topic, ...]:
    """The topics of one document, which says nothing twice: a screen needs each alone to be whole."""
    told: list[Part] = []
    found = []
    for topic in topics:
        lead, notes = (tuple(part for part in parts if part not in told) for parts in (topic.lead, topic.notes))
        told += [*lead, *notes]
        found.append(replace(topic, lead=lead, notes=notes))
    return tuple(found)


def _robustness(study: Study) -> Topic:
    regions = [row.region for row in study.scores.by_region]
    if len(regions) > 1 and not all_checked(study.world, regions):
        return Topic("robustness", Statement("robustness.title", {"level": None}), (Statement("replies.order"),))
    try:
        return robustness_topic(study.robustness())
    except UsageError as why:
        told = Statement("quality.not_audited", {"why": why.message})
        return Topic("robustness", Statement("robustness.title", {"level": None}), (told,))


def intervals_figures(scores: Scores) -> tuple[Figure, ...]:
    """Intervals in place of a league table, of the regions of which anything is documented; as many as a page holds."""
    known = scores.highlights.known
    shown = for_public(scores.world, (row for row in scores.by_region if row.region in known))
    parts = _parts(shown, MOST_BARS) or [shown]
    facts = {"scored": len(scores.highlights.enough), "count": len(scores.by_region)}
    first = Statement("quality.open") if scores.highlights.open else Statement("quality.scored", facts)
    titles = [first] + [Statement("quality.bars_part", {"part": n, "of": len(parts)}) for n in range(2, len(parts) + 1)]
    return tuple(_intervals_figure(scores, n, *each) for n, each in enumerate(zip(titles, parts, strict=True), start=1))


def _intervals_figure(scores: Scores, part: int, title: Statement, shown: Sequence[RegionScore]) -> Figure:
    limits, least = tuple(band.min for band in scores.classes), scores.min_coverage
    columns: tuple[Column[RegionScore], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("score"), lambda row: Number(row.standing.value, limits=limits), "right"),
        Column(Word("range"), lambda row: Interval(row.standing.low, row.standing.high), "right"),
        Column(Word("evidence"), lambda row: Share(row.standing.coverage, (least,)), "right"),
        Column(Word("class"), lambda row: _class(row, scores)),
    )
    rows = tuple(
        {
            "label": Ref("region", row.region),
            "low": row.standing.low,
            "high": row.standing.high,
            "value": row.standing.value,
            "note": _class(row, scores),
        }
        for row in shown
    )
    facts = {"scored": sum(row.standing.value is not None for row in shown), "count": len(shown)}
    data = table("quality", Statement("quality.intervals"), columns, shown)
    note = Statement("quality.intervals_note", {"marked": facts["scored"] > 0, "whole": whole(rows)})
    key = "quality" if part == 1 else f"quality-{part}"
    return Figure(key, "intervals", title, Statement("quality.intervals_alt", facts), data, rows, note=note)


def whole(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a row of the chart `intervals` has a range of no length, which is drawn as a stroke."""
    return any(row["high"] - row["low"] < STROKE for row in rows)


def _class(row: RegionScore, scores: Scores) -> Part | None:
    if not checked(scores.world, row.region):
        return UNCHECKED
    return row.standing.quality_class if row.standing.enough else INSUFFICIENT


def evidence_figures(scores: Scores) -> tuple[Figure, ...]:
    """Criteria by regions: the mean value over levels; what nobody documented stays open.

    A line and a page have room for so many of both in letters that can be read; more come in further figures.
    """
    grid = scores.evidence
    criteria, regions = (
        _parts(codes, most) for codes, most in ((grid.criteria, MOST_ROWS), (grid.regions, MOST_COLUMNS))
    )
    parts = [(some, members) for members in regions for some in criteria]
    return tuple(_evidence_figure(scores, n, len(parts), *part) for n, part in enumerate(parts, start=1))


def _parts(codes: Sequence[Shown], most: int) -> list[Sequence[Shown]]:
    """What is shown in parts of even size, none larger than `most`; none of nothing."""
    if not codes:
        return []
    count = -(-len(codes) // most)
    size = -(-len(codes) // count)
    return [codes[at : at + size] for at in range(0, len(codes), size)]


def _evidence_figure(scores: Scores, part: int, of: int, criteria: Sequence[str], regions: Sequence[str]) -> Figure:
    grid = scores.evidence
    mean = {(cell.region, cell.criterion): cell.mean for cell in grid.cells}
    columns: list[Column[str]] = [Column(Word("criterion"), lambda code: Ref("criterion", code), header=True)]
    for region in regions:
        columns.append(
            Column(Ref("region", region), lambda code, region=region: Number(mean[region, code], 1), "right")  # type: ignore[misc]
        )
    rows = tuple(
        {
            "row": Ref("criterion", code),
            "column": Ref("region", region),
            "value": mean[region, code],
            "text": "" if mean[region, code] is None else Number(mean[region, code], 1),
        }
        for code in criteria
        for region in regions
    )
    silent = Names(tuple(Ref("criterion", code) for code in grid.silent), 4) if grid.silent else None
    facts = {"known": grid.known, "count": len(grid.cells), "silent": silent}
    first = Statement("quality.documented", facts)
    return Figure(
        "criteria" if part == 1 else f"criteria-{part}",
        "criteria",
        first if part == 1 else Statement("quality.documented_part", {"part": part, "of": of}),
        Statement("quality.evidence_alt"),
        table(f"criteria-{part}", Statement("quality.evidence"), columns, criteria),
        rows,
        note=Statement("quality.evidence_note", {"open": any(row["value"] is None for row in rows)}),
    )
