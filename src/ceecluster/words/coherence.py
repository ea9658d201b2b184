"""The coherence report: findings first, then level by level, question by question, region by region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Figure, Names, Number, Part, Ref, Share, Spelling, Statement, Table, Word, table
from ceecluster.coherence import large
from ceecluster.coherence.cells import Cell
from ceecluster.coherence.overview import (
    TOLD,
    LevelOverview,
    ObjectiveRegions,
    Overview,
    level_overview,
    overview,
)
from ceecluster.errors import UsageError
from ceecluster.sources.outlines import outlines_below
from ceecluster.words.coherence_body import BodyWords, body_words
from ceecluster.words.comparison import NAMED, above, both_of, highlight_words, left_out_words, refs, regions_table
from ceecluster.words.maps import valued_map
from ceecluster.words.pairwise import DIMENSIONS
from ceecluster.words.quality import evidence_figures, intervals_figures
from ceecluster.words.questions import TOPICS
from ceecluster.words.regions import records_words, region_words
from ceecluster.words.topic import Topic
from ceecluster.words.trend import trend_words
from ceecluster.words.values import MANY, told_once
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.highlights import Ends
    from ceecluster.coherence.rows import HeldCode, InstrumentUse
    from ceecluster.model import World
    from ceecluster.model.network import Region
    from ceecluster.study import Study

WIDEST = 15
"""Codes of a level that are listed; all of them are in the workbook."""
ACTIONS = 20
"""Actions of a level that are listed."""
CELLS: dict[Cell, Word] = {cell: Word(cell.value) for cell in TOLD}
FIGURED = 13
"""Regions of a grid of pairs that has a figure in each cell."""


@dataclass(frozen=True)
class LevelWords:
    """One level of the network."""

    level: Ref
    definition: str
    """What the network file says of it."""
    sentences: tuple[Statement, ...]
    common: Table | None
    """What the regions share."""
    cells: Table | None
    """Objectives, region by region."""
    actions: Table | None
    """Objectives and actions."""


@dataclass(frozen=True)
class RegionWords:
    """One region in a paragraph."""

    region: Ref
    sentences: tuple[Statement, ...]


@dataclass(frozen=True)
class CoherenceWords:
    """Everything the coherence report says."""

    title: Statement
    """The network."""
    compared: tuple[Statement, ...]
    """What was compared: regions, and the year with the records that speak."""
    body: BodyWords
    """What a decision-maker reads: alike, different, how sure, what to decide."""
    map: Figure | None
    """The regions by what they have in common with the others; none where there is nothing to draw."""
    findings: tuple[Statement, ...]
    """What stands out, in order of weight, with its figures."""
    regions: Table
    """One row per region."""
    figures: tuple[Figure, ...]
    """The pairs, quality, evidence; none where there is nothing to draw."""
    levels: tuple[LevelWords, ...]
    """Level by level."""
    trend: tuple[Statement, ...]
    """What changed over the years, or why that cannot be told."""
    lines: Figure | None
    """The indices over the years."""
    topics: tuple[Topic, ...]
    """Chance, groups, structure, learning, openness, cooperation."""
    sections: tuple[RegionWords, ...]
    """Region by region."""
    method: tuple[Statement, ...]
    """How it was done, in plain words."""
    data: tuple[Statement, ...]
    """What the data are, and are not."""
    facts: tuple[Statement, ...]
    """Facts about the network, with their sources."""
    glossary: Table
    """Words used."""


def coherence_words(study: Study) -> CoherenceWords:
    """The coherence report of a study, whatever the number of its regions: a section that cannot be made says why."""
    comparison, world = study.comparison, study.world
    questions = study.questions()
    findings, lines = _trend(study)
    found = overview(comparison)
    return CoherenceWords(
        title=Statement("coherence.title", {"network": world.network.title}),
        compared=tuple(_compared(comparison)),
        body=body_words(comparison),
        map=map_figure(study, found),
        findings=highlight_words(comparison),
        regions=regions_table(comparison, public=True),
        figures=tuple(_figures(study, found)),
        levels=tuple(_level(comparison, level_overview(comparison, row)) for row in comparison.by_level),
        trend=findings,
        lines=lines,
        topics=tuple(make(questions) for make in TOPICS.values()),
        sections=tuple(_region(comparison, region.code) for region in world.network.regions),
        method=tuple(_method(comparison)),
        data=tuple(_data(comparison)),
        facts=tuple(
            Statement("coherence.fact", {"statement": fact.statement}, tuple(Ref("source", key) for key in fact.source))
            for fact in world.network.facts
        ),
        glossary=_glossary(world),
    )


def _compared(comparison: Comparison) -> Iterator[Statement]:
    facts = {
        "count": len(comparison.world.network.regions),
        "speaking": len(comparison.speaking),
        "levels": refs("level", tuple(row.level for row in comparison.by_level)),
    }
    yield Statement("coherence.compared", facts)
    yield year_head(comparison.world)
    yield from left_out_words(comparison.world, comparison.left_out)


def _trend(study: Study) -> tuple[tuple[Statement, ...], Figure | None]:
    """The sentences and the figure of the trend, or why there is none."""
    try:
        words = trend_words(study.trend())
    except UsageError as why:
        return (Statement("coherence.no_trend", {"why": why.message}),), None
    return words.findings, words.lines


def _figures(study: Study, found: Overview) -> Iterator[Figure]:
    if found.pairs:
        yield _heatmap(found)
    drawn = not large.too_many(large.ComparisonPart.FIGURES, len(study.world.network.regions))
    if drawn and any(row.records for row in study.comparison.by_region):
        yield from intervals_figures(study.scores)
        yield from evidence_figures(study.scores)


def map_figure(study: Study, found: Overview) -> Figure | None:
    """The regions by what they have in common with the others: on a map, else as tiles; None where there is neither."""
    world = study.world
    drawn = valued_map(world, outlines_below(study.root), found.regions) if found.ends else None
    placed = [region for region in world.network.regions if region.tile or drawn]
    if not placed or not found.ends:
        return None
    known = [value for value in found.regions.values() if value is not None]
    columns: tuple[Column[Region], ...] = (
        Column(Word("region"), lambda region: Ref("region", region.code), header=True),
        Column(Statement("coherence.mean_with_others"), lambda region: Number(found.regions[region.code]), "right"),
    )
    facts = {
        "most": refs("region", found.most, NAMED),
        "least": refs("region", found.least, NAMED),
        "highest": Number(max(known)),
        "lowest": Number(min(known)),
        "count": len(known),
        "alike": found.most == found.least,
    }
    data = table("map", Statement("coherence.map_data"), columns, placed)
    chart, (rows, settings) = ("map", drawn) if drawn else ("tiles", (_tiles(placed, found, known), {}))
    title, alt = Statement("coherence.map_title", facts), Statement("coherence.map_alt", {"tiles": drawn is None})
    note = Statement("coherence.map_note", {"open": any(found.regions[region.code] is None for region in placed)})
    return Figure("map", chart, title, alt, data, rows, settings, note=note)


def _tiles(placed: list[Region], found: Overview, known: list[float]) -> tuple[Mapping[str, object], ...]:
    return tuple(
        {
            "x": region.tile[0],
            "y": region.tile[1],
            "code": region.code,
            "name": Ref("region", region.code),
            "value": found.regions[region.code],
            "text": Number(found.regions[region.code]),
            # Light letters on the darker half of the tiles, so that every one can be read.
            "ink": "#ffffff" if _dark(found.regions[region.code], min(known), max(known)) else "#101a1e",
        }
        for region in placed
        if region.tile
    )


def _dark(value: float | None, low: float, high: float) -> bool:
    return value is not None and value - low > high - value


def _heatmap(found: Overview) -> Figure:
    """The pairs as a grid, regions in the order of the tree."""
    columns: list[Column[str]] = [
        Column(Word("region"), lambda code: Ref("region", code), header=True, spelling=Spelling.CODE)
    ]
    for other in found.order:
        # One accessor per region: it is bound now, not when the table is made.
        columns.append(
            Column(
                Ref("region", other),
                lambda code, other=other: None if code == other else Number(found.pairs.get((code, other))),  # type: ignore[misc]
                "right",
                spelling=Spelling.CODE,
            )
        )
    rows = tuple(
        {
            "row": one,
            "column": other,
            "value": found.pairs.get((one, other)),
            "text": "" if one == other else Number(found.pairs.get((one, other))),
        }
        for one in found.order
        for other in found.order
    )
    assert found.ends is not None
    facts = {
        "pairs": Names(tuple(both_of(*pair) for pair in found.ends.highest_pairs), NAMED),
        "count": len(found.ends.highest_pairs),
        "similarity": Number(found.ends.highest),
    }
    data = table("pairs", Statement("coherence.pairs_data"), columns, found.order)
    alt = Statement("coherence.pairs_alt", {"count": len(found.order)})
    # A line has room for so many cells with a figure in each; smaller ones say it by their colour alone.
    small = len(found.order) > FIGURED
    apart = any(row["value"] is None and row["row"] != row["column"] for row in rows)
    title = Statement("coherence.pairs_title", facts)
    note = Statement("coherence.pairs_note", {"small": small, "open": apart})
    return Figure("pairs", "cells" if small else "heatmap", title, alt, data, rows, note=note)


def _level(comparison: Comparison, found: LevelOverview) -> LevelWords:
    level = Ref("level", found.row.level)
    defined = next(item for item in comparison.world.network.levels if item.id == found.row.level)
    return LevelWords(
        level,
        defined.definition,
        tuple(_level_sentences(comparison, found)),
        _common(found, level) if found.common else None,
        _cells(found, level) if found.objectives else None,
        _actions(found, level) if found.actions else None,
    )


def _level_sentences(comparison: Comparison, found: LevelOverview) -> Iterator[Statement]:
    row = found.row
    if found.ends is None:
        yield Statement("coherence.level_silent")
    else:
        facts = {
            "count": row.regions_with_data,
            "index": Number(row.index),
            "above": above(row),
            "chance": Number(row.chance),
            "low": _end(found.ends, highest=False),
            "high": _end(found.ends, highest=True),
            "known": row.pairs_with_data,
            "pairs": row.pairs,
            "few": found.few,
        }
        yield Statement("coherence.level_index", facts)
        if row.rarefied is not None:
            equal = {"records": row.records_each, "index": Number(row.rarefied), "chance": Number(row.rarefied_chance)}
            yield Statement("coherence.level_equal", equal)
        if row.beyond:
            facts = {
                "count": len(row.beyond),
                "known": row.pairs_with_data,
                "confirmed": sum(
                    pair.confirmed for pair in comparison.highlights.pairs.beyond if pair.level == row.level
                ),
                "pairs": Names(tuple(both_of(*pair) for pair in row.beyond), 6),
                "tested": comparison.highlights.pairs.tested,
                "draws": comparison.draws,
            }
            yield Statement("coherence.level_beyond", facts)
        elif comparison.draws:
            possible = comparison.highlights.pairs.possible
            yield Statement("coherence.level_no_pair", {"possible": possible, "draws": comparison.draws})
    if row.silent:
        yield Statement("coherence.level_missing", {"regions": refs("region", row.silent, MANY)})


def _end(found: Ends, *, highest: bool) -> Statement:
    value, pairs = (found.highest, found.highest_pairs) if highest else (found.lowest, found.lowest_pairs)
    who = both_of(*pairs[0]) if len(pairs) == 1 else None
    return Statement("coherence.end", {"similarity": Number(value), "count": len(pairs), "pair": who})


def _common(found: LevelOverview, level: Ref) -> Table:
    columns: tuple[Column[HeldCode], ...] = (
        Column(Word("code"), lambda row: Ref("term", row.code), header=True),
        Column(Word("dimension"), lambda row: DIMENSIONS[row.dimension]),
        Column(Word("regions"), lambda row: row.holders, "right"),
        Column(Statement("coherence.of_speaking"), lambda row: Share(row.share), "right"),
        Column(Word("where"), lambda row: refs("region", row.regions)),
    )
    caption = Statement("coherence.common", {"level": level})
    return table("common", caption, columns, found.common[:WIDEST])


def _cells(found: LevelOverview, level: Ref) -> Table:
    columns: list[Column[ObjectiveRegions]] = [
        Column(Word("objective"), lambda row: Ref("term", row.objective), header=True)
    ]
    for cell, word in CELLS.items():
        columns.append(Column(word, lambda row, cell=cell: _regions(row.regions[cell])))  # type: ignore[misc]
    caption = Statement("coherence.cells", {"level": level})
    return told_once(table("cells", caption, columns, found.objectives, Statement("coherence.note_cells")))


def _regions(codes: tuple[str, ...]) -> Part | None:
    return refs("region", codes) if codes else None


def _actions(found: LevelOverview, level: Ref) -> Table:
    columns: tuple[Column[InstrumentUse], ...] = (
        Column(Word("objective"), lambda row: Ref("term", row.objective), header=True),
        Column(Word("action (instrument)"), lambda row: Ref("term", row.instrument), spelling=Spelling.NAME),
        Column(Word("regions"), lambda row: row.count, "right"),
        Column(Word("where"), lambda row: refs("region", row.regions)),
        Column(Word("records"), lambda row: refs("record", row.records, 3)),
    )
    left = len(found.actions[ACTIONS:])
    note = Statement("coherence.more_actions", {"count": left}) if left else None
    return table("actions", Statement("coherence.actions", {"level": level}), columns, found.actions[:ACTIONS], note)


def _region(comparison: Comparison, code: str) -> RegionWords:
    """One region's place in the network."""
    row = next(row for row in comparison.by_region if row.region == code)
    inside = next(row for row in comparison.by_inside if row.region == code)
    return RegionWords(Ref("region", code), (*records_words(row), *region_words(comparison.world, row, inside)))


def _method(comparison: Comparison) -> Iterator[Statement]:
    dimensions = Names(tuple(DIMENSIONS[name] for name in comparison.dimensions))
    yield Statement("coherence.method_profiles", {"dimensions": dimensions, "measure": comparison.measure})
    yield Statement("coherence.method_chance")
    yield Statement("coherence.method_quality")


def _data(comparison: Comparison) -> Iterator[Statement]:
    world = comparison.world
    yield Statement("coherence.data_missing")
    yield Statement("coherence.data_readings")
    said: dict[str, list[Ref]] = {}
    for code, inventory in world.regions.items():
        if inventory.note:
            said.setdefault(inventory.note, []).append(Ref("region", code))
    for note, regions in said.items():
        yield Statement("coherence.data_note", {"regions": Names(tuple(regions)), "note": note})
    doubtful = [r.code for r in world.network.regions if r.membership is not None and r.membership.confidence != "high"]
    if doubtful:
        yield Statement("coherence.data_doubtful", {"regions": refs("region", tuple(doubtful), MANY)})


def _glossary(world: World) -> Table:
    rows: list[tuple[Part, Part]] = [(Ref("level", level.id), level.definition) for level in world.network.levels]
    rows += [
        (Word("index"), Statement("coherence.word_index")),
        (Word("above chance"), Statement("coherence.word_above")),
        (Statement("comparison.own_levels"), Statement("coherence.word_inside")),
        (Word("evidence"), Statement("coherence.word_evidence")),
        (Word("traceable"), Statement("coherence.word_traceable")),
        (Word("already common"), Statement("coherence.word_common")),
        (Word("national frame"), Statement("coherence.word_frame")),
    ]
    columns: tuple[Column[tuple[Part, Part]], ...] = (
        Column(Word("word"), lambda row: row[0], header=True),
        Column(Word("meaning"), lambda row: row[1]),
    )
    return table("glossary", Statement("coherence.glossary"), columns, rows)
