"""Two or more regions side by side, and what makes the similarity of two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Block,
    Column,
    Document,
    Names,
    Next,
    Note,
    Number,
    Paragraph,
    Part,
    Ref,
    Section,
    Share,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    listing,
    table,
)
from ceecluster.words.comparison import pair_of, refs
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


def pairwise_screen(comparison: Comparison, found: SideBySide) -> Document:
    """Regions side by side on a screen."""
    network = comparison.world.network
    facts = {"network": network.title, "regions": refs("region", found.regions)}
    silent = (Statement("pairwise.silent", {"region": Ref("region", code)}) for code in found.silent)
    letters = _letters(comparison.world)
    told = Names(tuple(Text((letter, " ", Ref("level", level))) for level, letter in letters.items()))
    tables = [_codes(found.regions, dimension, rows, letters) for dimension, rows in found.codes]
    findings = tuple(_findings(found))
    blocks: tuple[Block, ...] = (
        Paragraph(year_head(comparison.world)),
        *(Paragraph(statement) for statement in silent),
        *([_pairs(found)] if found.pairs else []),
        *tables,
        *([Section(Statement("comparison.heading"), (listing(findings, numbered=True),))] if findings else []),
        Note(Statement("pairwise.note_pairs")),
        Note(Statement("pairwise.note_letters", {"levels": told})),
        Next(
            (
                f"compare --why {found.regions[0]} {found.regions[1]} {next(iter(letters))}",
                *(f"show {code}" for code in found.regions),
            )
        ),
    )
    return Document("compare", Statement("pairwise.title", facts), blocks)


def _letters(world: World) -> dict[str, str]:
    """The initial of each level; a number where initials are not distinct."""
    levels = [level.id for level in world.network.levels]
    initials = [level[0].upper() for level in levels]
    distinct = len(set(initials)) == len(initials)
    return {level: initials[n] if distinct else str(n + 1) for n, level in enumerate(levels)}


def _pairs(found: SideBySide) -> Table:
    columns: tuple[Column[PairSimilarity], ...] = (
        Column(Word("pair"), lambda row: pair_of(row.region, row.partner), header=True, spelling=Spelling.CODE),
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


def reasons_screen(world: World, found: PairReasons) -> Document:
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
    blocks: tuple[Block, ...] = (
        Paragraph(year_head(world)),
        table("codes", Statement("pairwise.codes"), codes, found.by_code[:SHOWN], more),
        table("records", Statement("pairwise.records"), records, found.by_record[:SHOWN]),
        Next((f"show {found.by_record[0].programme}", f"compare {found.region} {found.partner}")),
    )
    return Document("compare-why", Statement("pairwise.why", facts), blocks)


def _examples(row: ReasonCode) -> Part:
    return refs("record", (*row.region_records[:1], *row.partner_records[:1]))
