"""The network at a glance: levels, regions, and what stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Interval,
    Limit,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.coherence import large
from ceecluster.replies import checked
from ceecluster.words.network import pair
from ceecluster.words.replies import UNCHECKED
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.highlights import (
        ClearContrast,
        CommonGround,
        Dropped,
        EvidenceFound,
        LevelsFound,
        PairsFound,
        WidestGap,
    )
    from ceecluster.coherence.rows import LevelCoherence, RegionCoherence
    from ceecluster.model import World

NAMED = 4
"""Things named in a sentence."""


def comparison_topic(comparison: Comparison) -> Topic:
    """The comparison of a network."""
    network, guidelines = comparison.world.network, comparison.world.guidelines
    head = {
        "count": len(network.regions),
        "version": str(guidelines.version),
        "status": Word(guidelines.status),
        "criteria": len(guidelines.criteria),
    }
    return Topic(
        "compare",
        network.title,
        lead=(Statement("comparison.head", head), year_head(comparison.world)),
        tables=(levels_table(comparison), regions_table(comparison)),
        findings=highlight_words(comparison),
        notes=tuple(_notes(comparison)),
        next=_next(comparison.speaking),
    )


def _next(codes: tuple[str, ...]) -> tuple[str, ...]:
    pair = (f"compare {codes[0]} {codes[1]}",) if len(codes) > 1 else ()
    return (*pair, "report coherence", *(f"score --why {code}" for code in codes[:1]))


def _notes(comparison: Comparison) -> Iterator[Statement]:
    yield Statement("comparison.note_index", {"records": comparison.records_each})
    yield from left_out_words(comparison.world, comparison.left_out)
    yield Statement("comparison.note_regions")
    if comparison.as_of is not None and any(row.value is None and row.records for row in comparison.by_region):
        limit = Limit(comparison.world.guidelines.min_coverage)
        yield Statement("comparison.note_on_file", {"year": comparison.as_of, "limit": limit})
    if comparison.national:
        yield Statement("comparison.note_national")


def left_out_words(world: World, rows: Sequence[large.Omission] | large.ComparisonPart) -> tuple[Statement, ...]:
    """What is not made of so many regions, or that one part is not, in a sentence; none where nothing is left out."""
    count = len(world.network.regions)
    found = (
        [row for row in large.left_out(count) if row.part is rows] if isinstance(rows, large.ComparisonPart) else rows
    )
    if not found:
        return ()
    parts = (Statement("comparison.left_part", {"part": row.part, "most": row.most}) for row in found)
    return (Statement("comparison.left_out", {"count": count, "parts": Names(tuple(parts))}),)


def levels_table(comparison: Comparison) -> Table:
    """One row per level: index, what chance gives, pairs with data, what is common, which pairs stand out."""
    objectives = {term.code for term in comparison.world.vocabulary.objectives}

    def common(row: LevelCoherence) -> Part:
        held = [code for code in row.common if code in objectives] or row.common
        return Names(tuple(Ref("term", code) for code in held), 2) if held else Word("none")

    def beyond(row: LevelCoherence) -> Part:
        if not row.beyond and not comparison.draws:
            return Word("not tested")
        if not row.beyond and not comparison.highlights.pairs.possible:
            return Statement("comparison.too_few_draws")
        pairs = Names(tuple(pair(*names) for names in row.beyond), 3) if row.beyond else None
        facts = {"count": len(row.beyond), "of": row.pairs_with_data, "pairs": pairs}
        return Statement("comparison.beyond_of", facts)

    columns: tuple[Column[LevelCoherence], ...] = (
        Column(Word("Across regions"), lambda row: Ref("level", row.level), header=True),
        Column(Word("index"), lambda row: Number(row.index) if row.pairs_with_data else Word("no record"), "right"),
        Column(Word("above chance"), above, "right"),
        Column(Word("equal records"), lambda row: Number(row.rarefied), "right"),
        Column(
            Word("pairs"),
            lambda row: Statement("comparison.of", {"part": row.pairs_with_data, "all": row.pairs}),
            "right",
        ),
        Column(Word("already common"), common, spelling=Spelling.NAME),
        Column(Statement("comparison.beyond"), beyond, spelling=Spelling.CODE),
    )
    return table("levels", "", columns, comparison.by_level)


def above(row: LevelCoherence) -> Part | None:
    """Index less chance, with its interval over regions where there is one."""
    if row.above is None:
        return None
    found = Number(row.above, signed=True)
    if row.above_low is None:
        return found
    ends = {"low": Number(row.above_low, signed=True), "high": Number(row.above_high, signed=True)}
    return Statement("comparison.with_ends", {"value": found, **ends})


def both_of(region: str, partner: str) -> Statement:
    """`Upper Austria and Czech Republic`, to stand in a list."""
    return Statement("comparison.both", {"one": Ref("region", region), "other": Ref("region", partner)})


def refs(kind: str, codes: tuple[str, ...], limit: int | None = None) -> Names:
    """Codes as a list."""
    return Names(tuple(Ref(kind, code) for code in codes), limit)


def regions_table(comparison: Comparison, *, public: bool = False) -> Table:
    """One line per region; `public` withholds what a region has not checked."""
    limits = (comparison.world.guidelines.min_coverage,)
    # Where none has, the document says so once.
    some_checked = any(checked(comparison.world, row.region) for row in comparison.by_region)
    aims = {"of": len(comparison.world.vocabulary.objectives)}

    def spoken(row: RegionCoherence, part: Part) -> Part | None:
        return part if row.records else None

    def public_quality(row: RegionCoherence) -> Part | None:
        if not row.records or row.low is None or checked(comparison.world, row.region):
            return quality_words(row)
        bounds = Interval(row.low, row.high)
        return Text((bounds, " (", UNCHECKED, ")")) if some_checked else bounds

    columns: tuple[Column[RegionCoherence], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Statement("comparison.quality_heading"), public_quality if public else quality_words),
        Column(Word("evidence"), lambda row: Share(row.coverage, limits), "right"),
        Column(Statement("comparison.own_levels"), lambda row: Number(row.inside), "right"),
        Column(Word("closest"), lambda row: _partner(row.closest_ties, row.closest_similarity)),
        Column(Word("farthest"), lambda row: _partner(row.farthest_ties, row.farthest_similarity)),
        Column(Statement("comparison.aims_shared", aims), lambda row: spoken(row, row.held), "right"),
        Column(Statement("comparison.aims_of_others", aims), lambda row: spoken(row, row.gaps), "right"),
    )
    return table("regions", Statement("comparison.regions") if public else "", columns, comparison.by_region)


def quality_words(row: RegionCoherence) -> Part | None:
    """A region's quality; where the year leaves too little, what everything on file gives, and of which years it is."""
    if not row.records:
        return Word("no record")
    if row.low is None:
        return None
    bounds = Interval(row.low, row.high)
    if row.value is not None:
        return Statement(
            "comparison.quality", {"value": Number(row.value), "bounds": bounds, "of_class": row.band or ""}
        )
    if row.on_file is None:
        return Statement("comparison.insufficient", {"bounds": bounds})
    facts = {"bounds": bounds, "value": Number(row.on_file), "first": row.on_file_first, "last": row.on_file_last}
    return Statement("comparison.on_file", facts)


def _partner(ties: tuple[str, ...], similarity: float | None) -> Part | None:
    return Text((refs("region", ties, 2), " ", Number(similarity))) if ties else None


def highlight_words(comparison: Comparison) -> tuple[Statement, ...]:
    """Up to six plain findings, each with its figure, its uncertainty, and what to look at."""
    found, members = comparison.highlights, len(comparison.world.network.regions)
    told = (
        _levels(found.levels, tested=comparison.draws > 0 or bool(comparison.level_contrasts)),
        _pairs(found.pairs, comparison) if comparison.draws else None,
        _common(found.common, members, one_level=len(comparison.by_level) == 1) if found.common else None,
        _dropped(found.dropped, members, national=bool(comparison.world.national)) if found.dropped else None,
        _gap(found.gap) if found.gap else None,
        _evidence(found.evidence, comparison.world) if found.evidence else None,
    )
    return tuple(statement for statement in told if statement is not None)


def _levels(found: LevelsFound, *, tested: bool) -> Statement | None:
    """Levels are compared on equally many records, and only a difference the bootstrap sees is called one."""
    if not found.levels:
        return Statement("comparison.nothing", {"count": found.regions})
    facts = {
        "levels": Names(tuple(index_words(row) for row in found.levels)),
        "several": len(found.levels) > 1,
        "tested": tested,
        "records": found.records,
        "clear": Names(tuple(_clear(row) for row in found.clear)) if found.clear else None,
        "unclear": found.unclear,
    }
    return Statement("comparison.levels", facts)


def index_words(row: LevelCoherence) -> Statement:
    """The index of a level with what chance gives beside it."""
    facts = {
        "level": Ref("level", row.level),
        "index": Number(row.index),
        "known": row.above_low is not None,
        "above": Number(row.above, signed=True),
        "low": Number(row.above_low, signed=True),
        "high": Number(row.above_high, signed=True),
    }
    return Statement("comparison.index_at", facts)


def _clear(row: ClearContrast) -> Statement:
    facts = {
        "alike": Ref("level", row.alike),
        "alike_index": Number(row.alike_index),
        "other": Ref("level", row.other),
        "other_index": Number(row.other_index),
        "count": row.pairs,
        "few": row.few,
    }
    return Statement("comparison.clear", facts)


def _pairs(found: PairsFound, comparison: Comparison) -> Statement | None:
    if not found.tested:
        return None
    if not found.beyond and not found.possible:
        facts = {"draws": comparison.draws, "count": found.tested, "reach": Number(comparison.reach)}
        return Statement("comparison.pairs_unreachable", facts)
    if not found.beyond:
        reach = Number(comparison.reach, 3)
        return Statement(
            "comparison.pairs_none", {"smallest": Number(found.smallest), "count": found.tested, "reach": reach}
        )
    row = found.beyond[0]
    facts = {
        "one": Ref("region", row.region),
        "other": Ref("region", row.partner),
        "level": Ref("level", row.level),
        "shared": row.shared,
        "expected": Number(row.expected, 1),
        "q": Number(row.q, 3),
        "tested": found.tested,
        "agrees": row.confirmed,
        "p_exact": Number(row.p_exact, 3),
        "q_exact": Number(row.q_exact),
        "more": Names(tuple(both_of(one.region, one.partner) for one in found.beyond[1:]), NAMED)
        if found.beyond[1:]
        else None,
        "others": len(found.beyond) - 1,
        "confirmed": sum(one.confirmed for one in found.beyond[1:]),
    }
    return Statement("comparison.pairs_beyond", facts, (Ref("command", f"compare {row.region} {row.partner}"),))


def _common(found: CommonGround, members: int, *, one_level: bool) -> Statement:
    facts = {
        "codes": refs("term", found.codes, NAMED),
        "count": len(found.codes),
        "pursued": found.dimension == "objectives",
        "holders": found.holders,
        "regions": members,
        "one_level": one_level,
    }
    return Statement("comparison.common", facts, (Ref("command", f"show {found.codes[0]}"),))


def _dropped(found: Dropped, members: int, *, national: bool) -> Statement:
    facts = {
        "count": found.count,
        "level": Ref("level", found.level),
        "regions": found.regions,
        "of": members,
        "most": found.most,
        "leaders": refs("region", found.leaders, NAMED),
        "codes": refs("term", found.codes, NAMED) if len(found.leaders) == 1 else None,
        "national": national,
    }
    return Statement("comparison.dropped", facts, (Ref("command", f"show {found.leaders[0]}"),))


def _gap(found: WidestGap) -> Statement:
    facts = {
        "objective": Ref("term", found.objective),
        "level": Ref("level", found.level),
        "holders": found.holders,
        "count": found.regions,
        "missing": refs("region", found.missing, NAMED),
        "equals": found.equals,
    }
    return Statement("comparison.gap", facts, (Ref("command", f"show {found.objective}"),))


def _evidence(found: EvidenceFound, world: World) -> Statement:
    limit = world.guidelines.min_coverage
    facts = {
        "enough": found.enough,
        "count": len(world.network.regions),
        "speaking": found.regions,
        "criteria": len(world.guidelines.criteria),
        "limit": Limit(limit),
        "least": Share(found.least, (limit,)),
        "least_regions": refs("region", found.least_regions, NAMED),
        "best": Share(found.best, (limit,)),
        "best_regions": refs("region", found.best_regions, NAMED),
        "alike": found.least_regions == found.best_regions,
    }
    return Statement("comparison.evidence", facts, (Ref("command", f"score --why {found.least_regions[0]}"),))
