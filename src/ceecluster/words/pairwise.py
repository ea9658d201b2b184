"""Two or more regions side by side, and what makes the similarity of two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
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
from ceecluster.words.comparison import refs
from ceecluster.words.network import pair
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.rows import PairSimilarity
    from ceecluster.coherence.side_by_side import CodeLevels, SideBySide
    from ceecluster.coherence.why import PairReasons, ReasonCode, ReasonRecord
    from ceecluster.model import World

SHOWN = 12
"""Codes and records listed."""
NAMED = 5
DIMENSIONS = {
    "objectives": Word("objectives"),
    "instruments": Word("instruments"),
    "target_groups": Word("target groups"),
    "sectors": Word("sectors"),
    "funding_sources": Word("funding sources"),
}
"""Dimensions of a profile, as readers know them."""
CAPTIONS = {
    "objectives": Word("Objectives"),
    "instruments": Word("Instruments"),
    "target_groups": Word("Target groups"),
    "sectors": Word("Sectors"),
    "funding_sources": Word("Funding sources"),
}


def pairwise_topic(comparison: Comparison, found: SideBySide) -> Topic:
    """Regions side by side."""
    facts = {"network": comparison.world.network.title, "regions": refs("region", found.regions)}
    silent = (Statement("pairwise.silent", {"region": Ref("region", code)}) for code in found.silent)
    letters = _letters(comparison.world)
    told = Names(tuple(Text((letter, " ", Ref("level", level))) for level, letter in letters.items()))
    why = f"compare --why {found.regions[0]} {found.regions[1]} {next(iter(letters))}"
    return Topic(
        "compare",
        Statement("pairwise.title", facts),
        lead=(year_head(comparison.world), *silent),
        tables=(_pairs(found), *(_codes(found.regions, name, rows, letters) for name, rows in found.codes)),
        findings=tuple(_findings(found)),
        notes=(Statement("pairwise.note_pairs"), Statement("pairwise.note_letters", {"levels": told})),
        next=(why, *(f"show {code}" for code in found.regions)),
    )


def _letters(world: World) -> dict[str, str]:
    """The initial of each level; a number where initials are not distinct."""
    levels = [level.id for level in world.network.levels]
    initials = [level[0].upper() for level in levels]
    distinct = len(set(initials)) == len(initials)
    return {level: initials[n] if distinct else str(n + 1) for n, level in enumerate(levels)}


def _pairs(found: SideBySide) -> Table:
    columns: tuple[Column[PairSimilarity], ...] = (
        Column(Word("pair"), lambda row: pair(row.region, row.partner), header=True, spelling=Spelling.CODE),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(
            Word("similarity"),
            lambda row: Word("no record") if row.similarity is None else Number(row.similarity),
            "right",
        ),
        Column(Word("at random"), lambda row: Number(row.chance), "right"),
        Column(Word("above chance"), lambda row: Number(row.above, signed=True), "right"),
        Column(Word("shared"), lambda row: row.shared, "right"),
        Column(Word("expected"), lambda row: Number(row.expected, 1), "right"),
        Column(Word("p"), lambda row: Number(row.q, 3), "right"),
        Column(Word("p exact"), lambda row: Number(row.q_exact, 3), "right"),
    )
    return table("pairs", Statement("pairwise.pairs"), columns, found.pairs)


def _codes(regions: tuple[str, ...], dimension: str, rows: tuple[CodeLevels, ...], letters: dict[str, str]) -> Table:
    def held(row: CodeLevels, n: int) -> Part | None:
        return "".join(letters[level] for level in row.levels[n]) or None

    columns: list[Column[CodeLevels]] = [
        Column(Word("code"), lambda row: Ref("term", row.code), header=True, spelling=Spelling.LABEL)
    ]
    for n, region in enumerate(regions):
        # One accessor per region: its place is bound now, not when the table is made.
        columns.append(
            Column(Ref("region", region), lambda row, n=n: held(row, n), spelling=Spelling.CODE)  # type: ignore[misc]
        )
    return table(dimension, CAPTIONS[dimension], columns, rows)


def _findings(found: SideBySide) -> Iterator[Statement]:
    if found.shared:
        facts = {"regions": len(found.regions), "count": len(found.shared), "names": refs("term", found.shared, NAMED)}
        yield Statement("pairwise.shared", facts)
    for region, codes in found.alone:
        facts = {"region": Ref("region", region), "count": len(codes), "names": refs("term", codes, NAMED)}
        yield Statement("pairwise.alone", facts)


def reasons_topic(world: World, found: PairReasons) -> Topic:
    """Which codes and records make one pair's similarity, and which would change it most."""
    facts = {
        "one": Ref("region", found.region),
        "other": Ref("region", found.partner),
        "similarity": Number(found.similarity),
        "level": Ref("level", found.level),
    }
    codes: tuple[Column[ReasonCode], ...] = (
        Column(Word("code"), lambda row: Ref("term", row.code), header=True, spelling=Spelling.LABEL),
        Column(Word("dimension"), lambda row: DIMENSIONS[row.dimension]),
        Column(Ref("region", found.region), lambda row: Share(row.region_share), "right", spelling=Spelling.CODE),
        Column(Ref("region", found.partner), lambda row: Share(row.partner_share), "right", spelling=Spelling.CODE),
        Column(Word("effect"), lambda row: Number(row.effect, 3, signed=True), "right"),
        Column(Word("e.g."), _examples, spelling=Spelling.CODE),
    )
    records: tuple[Column[ReasonRecord], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.programme), header=True, spelling=Spelling.CODE),
        Column(Word("region"), lambda row: Ref("region", row.region), spelling=Spelling.CODE),
        Column(Word("without it"), lambda row: Number(row.without), "right"),
        Column(Word("effect"), lambda row: Number(row.effect, 3, signed=True), "right"),
    )
    more = Statement("pairwise.effects", {"count": max(len(found.by_code) - SHOWN, 0)})
    return Topic(
        "compare-why",
        Statement("pairwise.why", facts),
        lead=(year_head(world),),
        tables=(
            table("codes", Statement("pairwise.codes"), codes, found.by_code[:SHOWN], more),
            table("records", Statement("pairwise.records"), records, found.by_record[:SHOWN]),
        ),
        next=(f"show {found.by_record[0].programme}", f"compare {found.region} {found.partner}"),
    )


def _examples(row: ReasonCode) -> Part:
    return refs("record", (*row.region_records[:1], *row.partner_records[:1]))
