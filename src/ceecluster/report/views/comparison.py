"""The comparison in words: the network at a glance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.rarefaction import FEW_PAIRS, LESS, MORE
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
from ceecluster.report.views.year import year_lead

LOW_EVIDENCE = "insufficient evidence"


def comparison_view(comparison: Comparison) -> View:
    """The whole network at a glance."""
    world = comparison.world
    network, guidelines = world.network, world.guidelines
    lead = (
        f"{plural(len(network.regions), 'region')} · guidelines {guidelines.version}, {guidelines.status} "
        f"({len(guidelines.criteria)} criteria)",
        year_lead(world),
    )
    notes = [
        "Index: mean similarity of regions at a level, 0 (nothing alike) to 1 (the same), over the pairs with data. It "
        "grows with the records on file. Above chance: index less what the level's records give when dealt at random "
        "among the same regions, with a 95 % interval over regions; below 0 where regions have ways of their own. "
        f"Equal records: {_equal(comparison)}.",
        "Quality: score of the documented evidence with the range that missing evidence leaves open. Inside: "
        "similarity of a region's own levels. Held: objectives shared with another region. Gaps: objectives most "
        "others hold.",
    ]
    if comparison.as_of is not None and comparison.regions["value"].isna().any():
        notes.append(
            f"On file: the score over everything on file, with the years of its sources, where what speaks for "
            f"{comparison.as_of} is less than {percent(guidelines.min_coverage)} of what applies."
        )
    if comparison.national:
        notes.append("National programmes count for every region of their country, which makes neighbours look alike.")
    codes = [region.code for region in network.regions if region.code in set(speaking(comparison))]
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


def _equal(comparison: Comparison) -> str:
    m = int(comparison.levels["records_each"].max()) if len(comparison.levels) else 0
    if m:
        return f"the index on {m} records drawn from each region that has as many; only this one compares levels"
    return "not given, as no number of at least three records is reached by two thirds of the regions at every level"


def speaking(comparison: Comparison) -> list[str]:
    """Regions with records, in the order of the network."""
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
        above = (
            MISSING if pd.isna(row.above) else f"{signed(row.above)} ({signed(row.above_low)}–{signed(row.above_high)})"
        )
        pairs = f"{row.pairs_with_data} of {row.pairs}"
        rows.append(
            (names[row.level], index, above, number(row.rarefied), pairs, common, beyond or _untested(comparison))
        )
    columns = (
        Column("Across regions", header=True),
        Column("index", "right"),
        Column("above chance", "right"),
        Column("equal records", "right"),
        Column("pairs", "right"),
        Column("already common"),
        Column("pairs beyond chance"),
    )
    return Table("levels", "", columns, tuple(rows))


def _objective_prefix(comparison: Comparison) -> str:
    terms = comparison.world.vocabulary.objectives
    return terms[0].code.split("-")[0] + "-" if terms else ""


def _untested(comparison: Comparison) -> str:
    if not comparison.draws:
        return "not tested"
    return "none" if comparison.reach < BEYOND else "too few draws to say"


def signed(value: float | None, digits: int = 2) -> str:
    """A difference with its sign."""
    if value is None or pd.isna(value):
        return MISSING
    text = number(abs(value), digits)
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


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
                _quality(row),
                percent(row.coverage, comparison.world.guidelines.min_coverage),
                number(row.inside),
                _partner(row.closest_ties, row.closest_similarity),
                _partner(row.farthest_ties, row.farthest_similarity),
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


def _quality(row: Any) -> str:
    """A region's quality; where the year leaves too little, what everything on file gives, and of which years it is."""
    if pd.notna(row.value) or pd.isna(row.on_file):
        return quality(row.low, row.value, row.high, row.band)
    years = "" if pd.isna(row.on_file_first) else f", {row.on_file_first:.0f}–{row.on_file_last:.0f}"
    return f"({interval(row.low, row.high)}) on file {number(row.on_file)}{years}"


def _partner(ties: tuple[str, ...], similarity: float) -> str:
    return f"{', '.join(ties[:2])}{' …' if len(ties) > 2 else ''} {number(similarity)}" if ties else MISSING


def what_stands_out(comparison: Comparison) -> list[str]:
    """Three to six plain findings, each with its figure, its uncertainty, and what to show."""
    found = [
        _levels_finding(comparison),
        _pairs_finding(comparison),
        _common_finding(comparison),
        _orphans_finding(comparison),
        _gap_finding(comparison),
        _evidence_finding(comparison),
    ]
    return [sentence for sentence in found if sentence]


def _levels_finding(comparison: Comparison) -> str:
    """Levels are compared on equally many records, and only a difference the bootstrap sees is called one."""
    table = comparison.levels[comparison.levels["pairs_with_data"] > 0]
    if table.empty:
        count = len(speaking(comparison))
        why = "no two of them at the same level" if count > 1 else "a comparison needs two"
        return f"Nothing to compare: {plural(count, 'region')} with records, and {why}."
    if len(table) < 2:
        return ""
    names = {level.id: level.name for level in comparison.world.network.levels}
    said = ", ".join(
        f"{number(row['index'])} at '{names[row['level']]}'"
        + ("" if pd.isna(row["chance"]) else f" (records dealt at random: {number(row['chance'])})")
        for _, row in table.iterrows()
    )
    start = f"The index is {said}."
    told = comparison.contrasts[comparison.contrasts["pairs"] > 0]
    if not comparison.draws:
        return start
    if told.empty:
        return f"{start} Too few regions have three records at every level to compare levels on equal numbers."
    m = int(told["records"].max())
    clear = told[told["verdict"].isin([MORE, LESS])]
    if clear.empty:
        return f"{start} On {m} records of each region no clear difference is left between levels."
    parts = []
    for row in clear.to_dict("records"):
        high, low = ("second", "first") if row["verdict"] == MORE else ("first", "second")
        few = ", few" if row["pairs"] <= FEW_PAIRS else ""
        parts.append(
            f"policies are more alike at '{names[row[high]]}' ({number(row[high + '_index'])}) than at "
            f"'{names[row[low]]}' ({number(row[low + '_index'])}; {plural(row['pairs'], 'pair')}{few})"
        )
    rest = len(told) - len(clear)
    more = f"; between the other {plural(rest, 'two levels', 'pairs of levels')} no clear difference" if rest else ""
    return f"{start} On {m} records of each region {listed(parts)}{more}."


def _pairs_finding(comparison: Comparison) -> str:
    if not comparison.draws:
        return ""
    names = {level.id: level.name for level in comparison.world.network.levels}
    tested = comparison.pairs.dropna(subset=["q"])
    if tested.empty:
        return ""
    beyond = tested[tested["q"] < BEYOND].sort_values(["q", "effect"], ascending=[True, False])
    if beyond.empty and comparison.reach >= BEYOND:
        return (
            f"With {comparison.draws} random matrices no single one of {len(tested)} pairs could have stood out (smallest "
            f"adjusted p that can be reached {number(comparison.reach)}): nothing is said of pairs."
        )
    if beyond.empty:
        return (
            f"No pair of regions is shown to share more codes than the popularity of the codes explains (smallest "
            f"adjusted p {number(tested['q'].min())} of {len(tested)} pairs at all levels; {number(comparison.reach, 3)} "
            "could have been reached)."
        )
    row = beyond.iloc[0]
    more = f" {plural(len(beyond) - 1, 'further pair')} stand out as well." if len(beyond) > 1 else ""
    return (
        f"{row['region']} and {row['partner']} share {row['shared']:.0f} codes at the level '{names[row['level']]}' "
        f"where the popularity of codes explains {row['expected']:.1f} (adjusted p {number(row['q'], 3)} of {len(tested)} "
        f"pairs at all levels{_companion(row)}).{more} Look at: compare {row['region']} {row['partner']}"
    )


def _companion(row: pd.Series) -> str:
    """What the test without draws says, where it says something else; the sampled one decides."""
    if row["q_exact"] < BEYOND:
        return "; the test without draws agrees"
    return (
        f"; the test without draws, in which margins vary, is milder: p {number(row['p_exact'], 3)}, adjusted "
        f"{number(row['q_exact'], 2)}"
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
    present = len(speaking(comparison))
    if len(held[best[0]]) < 2:
        return ""  # common to nobody
    names = listed([f"{term(comparison.world, code)} ({code})" for code in widest], 3)
    verb = "is" if len(widest) == 1 else "are"
    where = "at one level or another" if len(comparison.levels) > 1 else "at this level"
    return (
        f"{names} {verb} {'pursued' if asked else 'held'} by {len(held[best[0]])} of {present} regions with records, "
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
    most = max(len(codes) for codes in per.values())
    ties = [region for region in per if len(per[region]) == most]
    worst = ties[0]
    where = (
        f"most in {worst}: {listed(per[worst], 4)}" if len(ties) == 1 else f"most, {most} each, in {listed(ties, 4)}"
    )
    levels = [level.name for level in comparison.world.network.levels]
    framed = (
        " Records of the national frame count here for each region of the country." if comparison.world.national else ""
    )
    return (
        f"{plural(len(dropped), 'objective')} stated at the level '{levels[0]}' in {plural(len(per), 'region')} have "
        f"no record below it; {where}.{framed} Not documented is not the same as not done. Look at: show {worst}"
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
    equal = len(ranked[ranked["n"] == first["n"]][["objective", "level"]].drop_duplicates()) - 1
    widest = f"as wide a gap as {equal} more" if equal else "the widest gap"
    return (
        f"{term(comparison.world, first['objective'])} ({first['objective']}) is held by {first['n']} of {speaking} "
        f"regions at the level '{names[first['level']]}' but not by {listed(list(same['region']), 4)}: {widest}. "
        f"Look at: show {first['objective']}"
    )


def _evidence_finding(comparison: Comparison) -> str:
    table = comparison.regions.dropna(subset=["coverage"])
    table = table[table["records"] > 0]
    if table.empty:
        return ""
    enough = table[table["value"].notna()]
    ordered = table.sort_values(["coverage", "region"])
    least, best = ordered.iloc[0], ordered.iloc[-1]
    least_share = comparison.world.guidelines.min_coverage
    return (
        f"Quality can be stated for {len(enough)} of {plural(len(table), 'region')} (at least {threshold(least_share)} of "
        f"the evidence); documented evidence runs from {percent(least['coverage'], least_share)} ({least['region']}) to "
        f"{percent(best['coverage'], least_share)} ({best['region']}). Look at: score --why {least['region']}"
    )
