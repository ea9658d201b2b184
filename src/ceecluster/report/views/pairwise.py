"""Two or more regions side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.why import PairReasons
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, percent, plural
from ceecluster.report.views.comparison import signed, speaking, term

SHOWN = 12
"""Codes and records listed."""


def pairwise_view(comparison: Comparison, regions: Sequence[str]) -> View:
    """Two or more regions side by side, code by code."""
    world = comparison.world
    known = [region.code for region in world.network.regions]
    for code in regions:
        if code not in known:
            raise unknown("region", code, known)
    chosen = list(dict.fromkeys(regions))
    if len(chosen) < 2:
        raise UsageError("a comparison needs two regions", f"for example: ceecluster compare {chosen[0]} {known[0]}")
    silent = [code for code in chosen if code not in speaking(comparison)]
    lead = [f"{code} has no record; nothing can be compared with it." for code in silent]
    pairs = comparison.pairs
    mine = pairs[pairs["region"].isin(chosen) & pairs["partner"].isin(chosen)]
    names = {level.id: level.name for level in world.network.levels}
    rows = tuple(
        (
            f"{row.region}-{row.partner}",
            names[row.level],
            number(row.similarity) if not pd.isna(row.similarity) else "no record",
            number(row.chance),
            MISSING if pd.isna(row.shared) else f"{row.shared:.0f}",
            number(row.expected, 1),
            number(row.q, 3),
            number(row.q_exact, 3),
        )
        for row in mine.itertuples(index=False)
    )
    columns = (
        Column("pair", header=True),
        Column("level"),
        Column("similarity", "right"),
        Column("at random", "right"),
        Column("shared", "right"),
        Column("expected", "right"),
        Column("p", "right"),
        Column("p exact", "right"),
    )
    note = (
        "At random: the similarity of as many records drawn from all regions. Shared and expected: codes, where each "
        "region keeps its number of codes and each code its holders. p: adjusted over all pairs and levels, by random "
        "matrices and exact, with margins kept on average; where they differ the first decides."
    )
    tables = [Table("pairs", "How alike, level by level", columns, rows, note)]
    tables += [_side_by_side(comparison, chosen, dimension) for dimension in comparison.dimensions]
    title = " and ".join(f"{code} {world.network.region(code).title}" for code in chosen)
    return View(
        "compare",
        f"{world.network.title}: {title}",
        tuple(lead),
        tuple(t for t in tables if t.rows),
        findings=tuple(_pair_findings(comparison, chosen)),
        notes=(f"Letters say at which level a region holds a code: {_letters(world)}.",),
        next=tuple(f"ceecluster show {code}" for code in chosen),
        data=comparison.to_dict(),
        frame=mine,
    )


def _letters(world: World) -> str:
    return ", ".join(f"{level.id[0].upper()} {level.name}" for level in world.network.levels)


def _side_by_side(comparison: Comparison, chosen: Sequence[str], dimension: str) -> Table:
    world = comparison.world
    codes = comparison.codes[comparison.codes["dimension"] == dimension]
    letters = {level.id: level.id[0].upper() for level in world.network.levels}
    held: dict[str, dict[str, str]] = {}
    for level, letter in letters.items():
        for row in codes[codes["level"] == level].itertuples(index=False):
            for region in row.regions:
                if region in chosen:
                    cells = held.setdefault(row.code, dict.fromkeys(chosen, ""))
                    cells[region] += letter
    ordered = sorted(held, key=lambda code: (-sum(bool(v) for v in held[code].values()), code))
    rows = tuple((code, term(world, code), *(held[code][region] or MISSING for region in chosen)) for code in ordered)
    columns = (Column("code", header=True), Column("name"), *(Column(region) for region in chosen))
    return Table(dimension, dimension.replace("_", " ").capitalize(), columns, rows)


def _pair_findings(comparison: Comparison, chosen: Sequence[str]) -> list[str]:
    codes = comparison.codes[comparison.codes["dimension"] == "objectives"]
    held = {region: set() for region in chosen}  # type: dict[str, set[str]]
    for row in codes.itertuples(index=False):
        for region in row.regions:
            if region in held:
                held[region].add(row.code)
    both = set.intersection(*held.values())
    found = []
    if both:
        names = listed([term(comparison.world, code) for code in sorted(both)], 5)
        found.append(
            f"Both pursue {plural(len(both), 'objective')}: {names}."
            if len(chosen) == 2
            else f"All {len(chosen)} pursue {plural(len(both), 'objective')}: {names}."
        )
    for region in chosen:
        others = set().union(*(held[other] for other in chosen if other != region))
        alone = sorted(held[region] - others)
        if alone:
            names = listed([term(comparison.world, code) for code in alone], 5)
            found.append(f"Only {region} pursues {plural(len(alone), 'objective')}: {names}.")
    return found


def reasons_view(world: World, found: PairReasons) -> View:
    """Which codes and records make one pair's similarity, and which would change it most."""
    level = next(item.name for item in world.network.levels if item.id == found.level)
    rows = tuple(
        (
            f"{row.code} {term(world, row.code)}",
            row.dimension.replace("_", " "),
            percent(row.region_share),
            percent(row.partner_share),
            signed(row.effect, 3),
            listed([*row.region_records[:1], *row.partner_records[:1]]),
        )
        for row in found.codes.head(SHOWN).itertuples(index=False)
    )
    columns = (
        Column("code", header=True),
        Column("dimension"),
        Column(found.region, "right"),
        Column(found.partner, "right"),
        Column("effect", "right"),
        Column("e.g."),
    )
    note = (
        "Shares of the records with a code of the dimension that carry this one. Effect: similarity less what it would be "
        f"had nobody coded it. {plural(max(len(found.codes) - SHOWN, 0), 'further code')} in the full result."
    )
    records = tuple(
        (
            row.programme,
            row.region,
            number(row.without) if row.without == row.without else MISSING,
            signed(row.effect, 3),
        )
        for row in found.records.head(SHOWN).itertuples(index=False)
    )
    heads = (Column("record", header=True), Column("region"), Column("without it", "right"), Column("effect", "right"))
    return View(
        "compare-why",
        f"Why {found.region} and {found.partner} are at {number(found.similarity)} at the level '{level}'",
        (),
        (
            Table("codes", "The codes that matter most", columns, rows, note),
            Table("records", "The records without which it would change most", heads, records),
        ),
        next=(
            f"ceecluster show {found.records['programme'].iloc[0]}",
            f"ceecluster compare {found.region} {found.partner}",
        ),
        data=found.to_dict(),
        frame=found.codes,
    )
