"""The coherence report in plain words: what is alike, what differs, how sure that is, what to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Figure, Names, Number, Part, Ref, Share, Spelling, Statement, Table, Word, table
from ceecluster.coherence import large
from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.ground import lacks, pursuits
from ceecluster.numerals import percentage
from ceecluster.words.briefing import TwoWayChoice, pairs_found
from ceecluster.words.comparison import both_of, refs

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.ground import MissingObjective, Pursuit

TOLD = 3
"""Objectives and regions that a sentence names."""
TALKED = 6
"""Differences that are worth a conversation."""
AIMS = 22
"""Objectives in the grid; all of them are in the workbook."""
ABREAST = 11
"""Regions side by side in one grid."""


@dataclass(frozen=True)
class RegionParagraph:
    """One region in two or three sentences."""

    region: Ref
    sentences: tuple[Statement, ...]


@dataclass(frozen=True)
class BodyWords:
    """What a decision-maker reads of the coherence."""

    alike: tuple[Statement, ...]
    """Where the policies are alike."""
    differ: tuple[Statement, ...]
    """Where they differ."""
    sure: tuple[Statement, ...]
    """How sure that is."""
    decisions: tuple[TwoWayChoice, ...]
    """What to decide, each with what follows from doing nothing."""
    grids: tuple[Figure, ...]
    """Objectives by regions with a sign for each level."""
    shared: Table | None
    """What most regions pursue."""
    talks: tuple[Statement, ...]
    """Differences worth a conversation."""
    regions: tuple[RegionParagraph, ...]
    """Region by region."""
    chance: tuple[Statement, ...]
    """What chance explains."""
    records: tuple[Statement, ...]
    """What unequal documentation does."""


def body_words(comparison: Comparison) -> BodyWords:
    """The body of the coherence report."""
    aims, missing = pursuits(comparison), lacks(comparison)
    wide = [aim for aim in aims if aim.wide]
    return BodyWords(
        alike=tuple(_alike(comparison, aims)),
        differ=tuple(_differ(missing, comparison)),
        sure=tuple(_sure(comparison)),
        decisions=tuple(_decisions(comparison, aims, missing)),
        grids=tuple(grids(comparison, aims, AIMS)),
        shared=_shared(wide, comparison) if wide else None,
        talks=tuple(_talk(each) for each in missing[:TALKED]),
        regions=tuple(_region(comparison, code, missing) for code in _codes(comparison)),
        chance=tuple(_chance(comparison)),
        records=tuple(_records(comparison)),
    )


def _codes(comparison: Comparison) -> tuple[str, ...]:
    return tuple(region.code for region in comparison.world.network.regions)


def _alike(comparison: Comparison, aims: tuple[Pursuit, ...]) -> Iterator[Statement]:
    top = [aim for aim in aims if aim.wide and len(aim.levels) == len(aims[0].levels)]
    if len(comparison.speaking) > 1 and top:
        facts = {
            "holders": len(top[0].levels),
            "regions": top[0].members,
            "count": len(top),
            "aims": Names(tuple(Ref("term", aim.objective) for aim in top), TOLD),
        }
        yield Statement("body.alike", facts)
    else:
        yield Statement("body.nothing_alike", {"regions": len(comparison.speaking)})
    found = comparison.highlights.pairs
    if found.beyond:
        pairs = (
            Statement("body.pair_at", {"pair": both_of(row.region, row.partner), "level": Ref("level", row.level)})
            for row in found.beyond
        )
        facts = {
            "count": len(found.beyond),
            "tested": found.tested,
            "pairs": Names(tuple(pairs), TOLD),
            "limit": Number(BEYOND),
            "confirmed": found.confirmed,
        }
        yield Statement("body.pairs", facts)


def _differ(missing: tuple[MissingObjective, ...], comparison: Comparison) -> Iterator[Statement]:
    if missing:
        ties = [each for each in missing if each.holders * missing[0].regions == missing[0].holders * each.regions]
        yield Statement("body.lack", {**_lack(missing[0]), "equals": len(ties) - 1})
    dropped = comparison.highlights.dropped
    if dropped is not None:
        facts = {
            "count": dropped.count,
            "regions": dropped.regions,
            "of": len(comparison.world.network.regions),
            "level": Ref("level", dropped.level),
            "national": bool(comparison.world.national),
        }
        yield Statement("body.dropped", facts)
    if not missing and dropped is None:
        yield Statement("body.nothing_differs")


def _lack(each: MissingObjective) -> dict[str, object]:
    return {
        "objective": Ref("term", each.objective),
        "level": Ref("level", each.level),
        "holders": each.holders,
        "regions": each.regions,
        "missing": refs("region", each.missing, TOLD),
    }


def _talk(each: MissingObjective) -> Statement:
    return Statement("body.talk", _lack(each))


def _sure(comparison: Comparison) -> Iterator[Statement]:
    yield Statement("body.public_records")
    found = comparison.highlights.evidence
    if found is not None:
        limits = (comparison.world.guidelines.min_coverage,)
        facts = {
            "enough": found.enough,
            "regions": len(comparison.world.network.regions),
            "speaking": found.regions,
            "criteria": len(comparison.world.guidelines.criteria),
            "least": Share(found.least, limits),
            "best": Share(found.best, limits),
            "same": percentage(found.least, limits) == percentage(found.best, limits),
        }
        yield Statement("body.evidence", facts)


def _decisions(
    comparison: Comparison, aims: tuple[Pursuit, ...], missing: tuple[MissingObjective, ...]
) -> Iterator[TwoWayChoice]:
    wide = [aim for aim in aims if aim.wide]
    if len(comparison.speaking) > 1 and wide:
        facts = {"count": len(wide), "aims": Names(tuple(Ref("term", aim.objective) for aim in wide), TOLD)}
        yield TwoWayChoice(
            Statement("body.ground", facts), Statement("body.ground_do"), Statement("body.ground_nothing")
        )
    if missing:
        yield TwoWayChoice(
            Statement(
                "body.close", {"objective": Ref("term", missing[0].objective), "missing": _lack(missing[0])["missing"]}
            ),
            Statement("body.close_do"),
            Statement("body.close_nothing"),
        )
    found = comparison.highlights.evidence
    members = len(comparison.world.network.regions)
    if found is not None and found.enough < members:
        facts = {"count": members - found.enough, "members": members}
        yield TwoWayChoice(
            Statement("briefing.document", facts),
            Statement("briefing.documented"),
            Statement("briefing.undocumented"),
        )


def grids(comparison: Comparison, aims: tuple[Pursuit, ...], most: int) -> Iterator[Figure]:
    """Objectives by regions with a sign for each level: the first `most` of the objectives, `ABREAST` regions each."""
    codes, levels = _codes(comparison), comparison.world.network.levels
    shown = aims[:most]
    if not shown or large.too_many(large.ComparisonPart.FIGURES, len(codes)):
        return
    parts = [codes[start : start + ABREAST] for start in range(0, len(codes), ABREAST)]
    full = sum(aim.wide for aim in aims)
    for number, part in enumerate(parts, 1):
        rows: list[Mapping[str, object]] = [
            {
                "objective": Ref("term", aim.objective),
                "region": code,
                "level": Ref("level", level.id),
                "order": order,
                "held": level.id in aim.levels.get(code, ()),
            }
            for aim in shown
            for code in part
            for order, level in enumerate(levels)
        ]
        columns: list[Column[Pursuit]] = [
            Column(Word("objective"), lambda aim: Ref("term", aim.objective), header=True, spelling=Spelling.NAME),
            *(_at(level.id, part) for level in levels),
        ]
        facts = {"count": full, "aims": len(aims), "part": number, "parts": len(parts), "shown": len(shown)}
        yield Figure(
            "grid" if len(parts) == 1 else f"grid-{number}",
            "grid",
            Statement("body.grid", facts),
            Statement("body.grid_alt", {"levels": len(levels)}),
            table("grid", Statement("body.grid_data"), columns, shown),
            tuple(rows),
            {"datasets": {"levels": tuple({"level": Ref("level", level.id)} for level in levels)}},
            note=Statement("body.grid_note"),
        )


def _at(level: str, part: tuple[str, ...]) -> Column[Pursuit]:
    def regions(aim: Pursuit) -> Part | None:
        held = tuple(code for code in part if level in aim.levels.get(code, ()))
        return refs("region", held) if held else None

    return Column(Ref("level", level), regions)


def _shared(wide: list[Pursuit], comparison: Comparison) -> Table:
    def lowest(aim: Pursuit) -> Part | None:
        absent = tuple(code for code in comparison.speaking if code not in aim.levels)
        return refs("region", absent, TOLD) if absent else None

    columns: tuple[Column[Pursuit], ...] = (
        Column(Word("objective"), lambda aim: Ref("term", aim.objective), header=True, spelling=Spelling.NAME),
        Column(Statement("body.of", {"count": len(comparison.speaking)}), lambda aim: len(aim.levels), "right"),
        Column(Statement("body.without"), lowest, spelling=Spelling.NAME),
    )
    return table("shared", Statement("body.shared"), columns, wide[: TALKED * 2])


def _region(comparison: Comparison, code: str, missing: tuple[MissingObjective, ...]) -> RegionParagraph:
    row = next(row for row in comparison.by_region if row.region == code)
    told = [Statement("body.region", {"count": row.records})]
    if row.closest is not None:
        told.append(Statement("body.closest", {"closest": refs("region", row.closest_ties)}))
    lacking = tuple(dict.fromkeys(each.objective for each in missing if code in each.missing))
    if lacking:
        told.append(Statement("body.lacking", {"objectives": refs("term", lacking, TOLD)}))
    elif row.records:
        told.append(Statement("body.lacks_nothing"))
    return RegionParagraph(Ref("region", code), tuple(told))


def _chance(comparison: Comparison) -> Iterator[Statement]:
    pairs = comparison.highlights.pairs
    if pairs.tested:
        yield pairs_found(pairs)
    for row in comparison.by_level:
        if row.index is not None and row.above_low is not None and row.above_high is not None:
            facts = {
                "level": Ref("level", row.level),
                "index": Number(row.index),
                "chance": Number(row.chance),
                "clear": row.above_low > 0 or row.above_high < 0,
                "more": row.above_low > 0,
            }
            yield Statement("body.level", facts)


def _records(comparison: Comparison) -> Iterator[Statement]:
    counts = [row.records for row in comparison.by_region]
    if counts:
        yield Statement("body.counts", {"fewest": min(counts), "most": max(counts), "regions": len(counts)})
    found = comparison.highlights.levels
    if found.levels and found.records:
        yield Statement("body.equal", {"count": found.records, "clear": len(found.clear), "unclear": found.unclear})
