"""The comparison in words: the network at a glance, and two or more regions side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ceecluster.coherence.comparison import BEYOND, Comparison
from ceecluster.coherence.neighbours import neighbour_matrix, test_relation
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.report.views.base import (
    MISSING,
    Column,
    Table,
    View,
    interval,
    listed,
    number,
    percent,
    plural,
    threshold,
)

LOW_EVIDENCE = "insufficient evidence"


def comparison_view(comparison: Comparison) -> View:
    """The whole network at a glance."""
    world = comparison.world
    network, guidelines = world.network, world.guidelines
    year = f"active in {comparison.as_of}" if comparison.as_of else f"as of {network.as_of[:4]}"
    total = int(comparison.regions["records"].sum())
    lead = (
        f"{plural(len(network.regions), 'region')} · {plural(total, 'record')} · {year} · guidelines "
        f"{guidelines.version}, {guidelines.status} ({len(guidelines.criteria)} criteria)",
    )
    notes = [
        "Index: mean similarity of regions at a level, 0 (nothing alike) to 1 (the same), over the pairs with data.",
        "Quality: score of the documented evidence with the range that missing evidence leaves open. Inside: "
        "similarity of a region's own levels. Held: objectives shared with another region. Gaps: objectives most "
        "others hold.",
    ]
    if comparison.national:
        notes.append("National programmes count for every region of their country, which makes neighbours look alike.")
    codes = [region.code for region in network.regions if region.code in set(_speaking(comparison))]
    example = " ".join(codes[:2])
    return View(
        "compare",
        network.title,
        lead,
        (levels_table(comparison), regions_table(comparison)),
        "What stands out",
        tuple(what_stands_out(comparison)),
        tuple(notes),
        (
            f"ceecluster compare {example}",
            "ceecluster report coherence",
            "ceecluster score --why " + (codes or ["ID"])[0],
        ),
        comparison.to_dict(),
        comparison.regions,
    )


def _speaking(comparison: Comparison) -> list[str]:
    table = comparison.regions
    return list(table[table["records"] > 0]["region"])


def levels_table(comparison: Comparison) -> Table:
    """One row per level: index, pairs with data, what is common, which pairs stand out."""
    names = {level.id: level.name for level in comparison.world.network.levels}
    rows = []
    for row in comparison.levels.itertuples(index=False):
        held = [code for code in row.common if code.startswith(_objective_prefix(comparison))] or list(row.common)
        common = listed([term(comparison.world, code) for code in held], 2) if held else "none"
        beyond = ", ".join(f"{a}-{b}" for a, b in row.beyond[:3]) + (
            f" and {len(row.beyond) - 3} more" if len(row.beyond) > 3 else ""
        )
        index = number(row[1]) if row.pairs_with_data else "no record"
        rows.append(
            (names[row.level], index, f"{row.pairs_with_data} of {row.pairs}", common, beyond or _untested(comparison))
        )
    columns = (
        Column("Across regions", header=True),
        Column("index", "right"),
        Column("pairs with data", "right"),
        Column("already common"),
        Column("pairs beyond chance"),
    )
    return Table("levels", "", columns, tuple(rows))


def _objective_prefix(comparison: Comparison) -> str:
    terms = comparison.world.vocabulary.objectives
    return terms[0].code.split("-")[0] + "-" if terms else ""


def _untested(comparison: Comparison) -> str:
    return "none" if comparison.draws else "not tested"


def term(world: World, code: str) -> str:
    """A code's name; the code itself where the vocabulary does not have it."""
    found = world.vocabulary.find(code)
    return found.title if found else code


def regions_table(comparison: Comparison) -> Table:
    """One line per region."""
    names = {region.code: region.title for region in comparison.world.network.regions}
    rows = []
    for row in comparison.regions.itertuples(index=False):
        if row.records == 0:
            rows.append((f"{row.region} {names[row.region]}", "no record", *(MISSING,) * 6))
            continue
        rows.append(
            (
                f"{row.region} {names[row.region]}",
                quality(row.low, row.value, row.high, row.band),
                percent(row.coverage, comparison.world.guidelines.min_coverage),
                number(row.inside),
                _partner(row.closest, row.closest_similarity),
                _partner(row.farthest, row.farthest_similarity),
                str(row.held),
                str(row.gaps),
            )
        )
    columns = (
        Column("Region", header=True),
        Column("quality (low–high)"),
        Column("evidence", "right"),
        Column("inside", "right"),
        Column("closest"),
        Column("farthest"),
        Column("held", "right"),
        Column("gaps", "right"),
    )
    return Table("regions", "", columns, tuple(rows))


def quality(low: float, value: float, high: float, band: object) -> str:
    """A score with its interval and band; only the interval where evidence does not suffice."""
    if pd.isna(low):
        return MISSING
    if pd.isna(value):
        return f"({interval(low, high)}) {LOW_EVIDENCE}"
    return f"{number(value)} ({interval(low, high)}) {band}"


def _partner(code: object, similarity: float) -> str:
    return f"{code} {number(similarity)}" if isinstance(code, str) else MISSING


def what_stands_out(comparison: Comparison) -> list[str]:
    """Three to six plain findings, each with its figure, its uncertainty, and what to show."""
    found = [
        _levels_finding(comparison),
        " ".join(part for part in (_pairs_finding(comparison), _neighbours_finding(comparison)) if part),
        _common_finding(comparison),
        _orphans_finding(comparison),
        _gap_finding(comparison),
        _evidence_finding(comparison),
    ]
    return [sentence for sentence in found if sentence]


def _levels_finding(comparison: Comparison) -> str:
    table = comparison.levels[comparison.levels["pairs_with_data"] > 0].sort_values("index", ascending=False)
    if len(table) < 2:
        return ""
    names = {level.id: level.name for level in comparison.world.network.levels}
    first, last = table.iloc[0], table.iloc[-1]
    pairs = comparison.pairs
    spread = {level: pairs[pairs["level"] == level]["similarity"].dropna() for level in (first["level"], last["level"])}
    top, low = spread[first["level"]], spread[last["level"]]
    return (
        f"Policies are most alike at the level '{names[first['level']]}' (index {number(first['index'])}, pairs from "
        f"{number(top.min())} to {number(top.max())}) and least alike at '{names[last['level']]}' "
        f"({number(last['index'])}, from {number(low.min())} to {number(low.max())})."
    )


def _pairs_finding(comparison: Comparison) -> str:
    if not comparison.draws:
        return ""
    names = {level.id: level.name for level in comparison.world.network.levels}
    tested = comparison.pairs.dropna(subset=["q"])
    beyond = tested[tested["q"] < BEYOND].sort_values(["q", "effect"], ascending=[True, False])
    if beyond.empty:
        return (
            (
                f"No pair of regions shares more codes than the popularity of the codes explains ({len(tested)} pairs "
                f"tested in all, adjusted p at least {number(tested['q'].min())}): no single pair stands out."
            )
            if len(tested)
            else ""
        )
    row = beyond.iloc[0]
    more = f" {plural(len(beyond) - 1, 'further pair')} stand out as well." if len(beyond) > 1 else ""
    return (
        f"{row['region']} and {row['partner']} share {row['shared']:.0f} codes at the level '{names[row['level']]}' "
        f"where the popularity of codes explains {row['expected']:.1f} (adjusted p {number(row['q'], 3)}).{more} "
        f"Look at: compare {row['region']} {row['partner']}"
    )


def _neighbours_finding(comparison: Comparison) -> str:
    """Said only where it is seen: with few regions a difference that is not seen is no finding."""
    if not comparison.draws:
        return ""
    world = comparison.world
    codes = [region.code for region in world.network.regions]
    mean = comparison.pairs.groupby(["region", "partner"])["similarity"].mean()
    similarity = np.full((len(codes),) * 2, np.nan)
    for (a, b), value in mean.items():
        i, j = codes.index(a), codes.index(b)
        similarity[i, j] = similarity[j, i] = value
    test = test_relation(similarity, neighbour_matrix(world), seed=comparison.seed)
    if test.p is None or test.p >= BEYOND:
        return ""
    return (
        f"Neighbours are more alike than others: {number(test.related)} against {number(test.others)} "
        f"(p {number(test.p, 3)} by relabelling). Look at: compare --about chance"
    )


def _common_finding(comparison: Comparison) -> str:
    asked = "objectives" in comparison.dimensions
    codes = comparison.codes[comparison.codes["dimension"] == ("objectives" if asked else comparison.dimensions[0])]
    if codes.empty:
        return ""
    held: dict[str, set[str]] = {}
    for row in codes.itertuples(index=False):
        held.setdefault(row.code, set()).update(row.regions)
    best = sorted(held, key=lambda code: (-len(held[code]), code))
    widest = [code for code in best if len(held[code]) == len(held[best[0]])]
    speaking = len(_speaking(comparison))
    names = listed([f"{term(comparison.world, code)} ({code})" for code in widest], 3)
    verb = "is" if len(widest) == 1 else "are"
    where = "at one level or another" if len(comparison.levels) > 1 else "at this level"
    return (
        f"{names} {verb} {'pursued' if asked else 'held'} by {len(held[best[0]])} of {speaking} regions with records, "
        f"{where}: the ground an agreement can stand on. Look at: show {widest[0]}"
    )


def _orphans_finding(comparison: Comparison) -> str:
    if "objectives" not in comparison.dimensions:
        return ""
    dropped = [(row.region, code) for row in comparison.internal.itertuples(index=False) for code in row.dropped]
    if not dropped:
        return ""
    per: dict[str, list[str]] = {}
    for region, code in dropped:
        per.setdefault(region, []).append(code)
    worst = max(sorted(per), key=lambda region: len(per[region]))
    levels = [level.name for level in comparison.world.network.levels]
    return (
        f"{plural(len(dropped), 'objective')} stated at the level '{levels[0]}' in {plural(len(per), 'region')} have "
        f"no record below it; most in {worst}: {listed(per[worst], 4)}. Not documented is not the same as not done. "
        f"Look at: show {worst}"
    )


def _gap_finding(comparison: Comparison) -> str:
    gaps = comparison.cells[comparison.cells["cell"] == "gap"]
    if gaps.empty or "objectives" not in comparison.dimensions:
        return ""
    names = {level.id: level.name for level in comparison.world.network.levels}
    ranked = gaps.assign(n=gaps["holders"].map(len)).sort_values(
        ["n", "objective", "level", "region"], ascending=[False, True, True, True]
    )
    first = ranked.iloc[0]
    same = ranked[(ranked["objective"] == first["objective"]) & (ranked["level"] == first["level"])]
    speaking = comparison.levels.set_index("level").loc[first["level"], "regions_with_data"]
    return (
        f"{term(comparison.world, first['objective'])} ({first['objective']}) is held by {first['n']} of {speaking} "
        f"regions at the level '{names[first['level']]}' but not by {listed(list(same['region']), 4)}: the widest gap. "
        f"Look at: show {first['objective']}"
    )


def _evidence_finding(comparison: Comparison) -> str:
    table = comparison.regions.dropna(subset=["coverage"])
    table = table[table["records"] > 0]
    if table.empty:
        return ""
    enough = table[table["value"].notna()]
    least = table.sort_values(["coverage", "region"]).iloc[0]
    least_share = comparison.world.guidelines.min_coverage
    limit = threshold(least_share)
    return (
        f"Quality can be stated for {len(enough)} of {plural(len(table), 'region')} (at least {limit} of the "
        f"evidence); documented evidence runs from {percent(table['coverage'].min(), least_share)} ({least['region']}) to "
        f"{percent(table['coverage'].max(), least_share)}. Look at: score --why {least['region']}"
    )


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
    silent = [code for code in chosen if code not in _speaking(comparison)]
    lead = [f"{code} has no record; nothing can be compared with it." for code in silent]
    pairs = comparison.pairs
    mine = pairs[pairs["region"].isin(chosen) & pairs["partner"].isin(chosen)]
    names = {level.id: level.name for level in world.network.levels}
    rows = tuple(
        (
            f"{row.region}-{row.partner}",
            names[row.level],
            number(row.similarity) if not pd.isna(row.similarity) else "no record",
            MISSING if pd.isna(row.shared) else f"{row.shared:.0f}",
            number(row.expected, 1),
            number(row.q, 3),
        )
        for row in mine.itertuples(index=False)
    )
    columns = (
        Column("pair", header=True),
        Column("level"),
        Column("similarity", "right"),
        Column("codes shared", "right"),
        Column("by chance", "right"),
        Column("adjusted p", "right"),
    )
    tables = [Table("pairs", "How alike, level by level", columns, rows)]
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
