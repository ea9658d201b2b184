"""`enlarge` in words: what a candidate region would change, bring, and still has to document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ceecluster.frames import rows
from ceecluster.planning.enlargement import Enlargement
from ceecluster.report.views.agreement import CLASS
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, interval, listed, number, percent, plural
from ceecluster.report.views.year import year_lead

if TYPE_CHECKING:
    from ceecluster.model import World

NEAR = 0.05
"""Difference in fit up to which candidates are told as near-ties."""


def enlargement_view(world: World, result: Enlargement) -> View:
    """One candidate among the members: before and after."""
    names = Names(world)
    return View(
        name="enlargement",
        title=f"{world.network.title}   if {result.name} ({result.candidate}) joins",
        lead=(year_lead(world), *_lead(names, result)),
        tables=tuple(
            filter(None, (_indices_table(names, result), _classes_table(result), _pairs_table(names, result)))
        ),
        heading="What stands out",
        findings=tuple(_findings(names, result)),
        notes=(
            "Coherence: mean similarity of all pairs with records at a level, 0 to 1. A change of the index is no "
            "verdict: a region that does other things lowers it and may be worth more for that.",
        ),
        next=("ceecluster enlarge --rank", f"ceecluster show {result.candidate}"),
        data=result.to_dict(),
        frame=result.indices,
    )


def _lead(names: Names, result: Enlargement) -> list[str]:
    offer, quality = result.offer, result.quality
    value = (
        f"quality {number(quality['value'])} ({interval(quality['low'], quality['high'])})"
        if quality["value"] is not None
        else f"quality between {interval(quality['low'], quality['high'])}, insufficient evidence for a value"
    )
    out = [
        f"{result.name} has {plural(offer.records, 'record')}; {percent(quality['coverage'], names.world.guidelines.min_coverage)} "
        "of the evidence is "
        f"documented; {value}."
    ]
    if offer.closest:
        near = listed([f"{names.region(region)} {percent(share)}" for region, share in offer.closest])
        out.append(f"It shares most codes with {near}.")
    return out


def _findings(names: Names, result: Enlargement) -> list[str]:
    offer = result.offer
    out = []
    for row in rows(result.classes):
        position = (
            "without a position of its own"
            if row["position"] is None or pd.isna(row["position"])
            else f"with its priority {row['position']:.0f}"
        )
        out.append(
            f"{row['issue']} ({row['title'].rstrip('.')}) turns from {CLASS[row['before']]} to {CLASS[row['after']]} {position}."
        )
    if not len(result.classes):
        out.append("No issue changes its class.")
    if offer.filled:
        shown = [f"{names.term(code)} ({', '.join(offer.evidence[code][:2])})" for code in offer.filled[:6]]
        out.append(
            f"It fills gaps, holding what fewer than half of the members hold: {listed(shown)}{_rest(offer.filled, 6)}."
        )
    if offer.new:
        shown = [f"{names.term(code)} ({', '.join(offer.evidence[code][:2])})" for code in offer.new[:6]]
        out.append(f"It brings what no member holds: {listed(shown)}{_rest(offer.new, 6)}.")
    if offer.joins:
        out.append(f"It holds the theme of pilot {listed(list(offer.joins))} and could join.")
    elif offer.pilots is not None:
        out.append("It holds the theme of none of the plan's pilots.")
    if result.to_document:
        wanted = listed([f'"{names.criterion(code)}" ({code})' for code in result.to_document])
        out.append(f"It must still document first: {wanted}.")
    return out


def _rest(codes: tuple[str, ...], shown: int) -> str:
    return f" and {len(codes) - shown} more" if len(codes) > shown else ""


def _indices_table(names: Names, result: Enlargement) -> Table:
    words = {
        "alpha": "Krippendorff's alpha",
        "w": "Kendall's W above chance, over the issues of both",
        "common": "issues common",
        "wanted": "issues wanted by most",
    }
    columns = (
        Column("figure", header=True),
        Column("without", "right"),
        Column("with", "right"),
        Column("change", "right"),
    )
    body = []
    for row in rows(result.indices):
        whole = row["index"] in ("common", "wanted")
        title = words.get(row["index"], f"coherence, {names.level(row['level'])}")
        cells = [_cell(row[name], whole=whole) for name in ("before", "after")]
        change = row["change"]
        shown = MISSING if change is None or pd.isna(change) else f"{change:+.0f}" if whole else f"{change:+.3f}"
        body.append((title, *cells, shown))
    return Table("indices", "Indices without and with it", columns, tuple(body))


def _cell(value: Any, *, whole: bool) -> str:
    return number(value, 0 if whole else 2)


def _classes_table(result: Enlargement) -> Table | None:
    if not len(result.classes):
        return None
    columns = (
        Column("issue", header=True),
        Column("title"),
        Column("without"),
        Column("with"),
        Column("its priority", "right"),
    )
    body = tuple(
        (row["issue"], row["title"], CLASS[row["before"]], CLASS[row["after"]], number(row["position"], 0))
        for row in rows(result.classes)
    )
    return Table("classes", "Issues whose class changes", columns, body)


def _pairs_table(names: Names, result: Enlargement) -> Table | None:
    if not len(result.pairs):
        return None
    wide = result.pairs.pivot_table(index="region", columns="level", values="similarity", aggfunc="mean", sort=False)
    levels = [level.id for level in names.world.network.levels if level.id in wide.columns]
    order = wide.mean(axis=1).sort_values(ascending=False, kind="stable").index
    columns = (Column("member", header=True), *(Column(names.level(level), "right") for level in levels))
    body = tuple(
        (names.region(str(region)), *(number(wide.loc[region, level]) for level in levels)) for region in order
    )
    return Table("pairs", "How alike it is to each member, by level", columns, body)


def _ahead(known: pd.DataFrame, best: float) -> str:
    """Who would bring most, near-ties together, with the records behind it; one alone is compared with nobody."""
    near = known[known["fit"] >= best - NEAR]
    told = listed([f"{row['name']} ({number(row['fit'])}, {plural(row['records'], 'record')})" for row in rows(near)])
    if len(known) == 1:
        return f"Only {told} can be looked at."
    return f"{told} would bring most." if len(near) == 1 else f"Too close to be told apart at the top: {told}."


def ranking_view(world: World, table: pd.DataFrame) -> View:
    """All candidates by what they would bring."""
    names = Names(world)
    columns = (
        Column("rank", "right"), Column("candidate", header=True), Column("country"), Column("records", "right"),
        Column("fit", "right"), Column("common", "right"), Column("fills", "right"), Column("pilots", "right"),
        Column("closest"),
    )  # fmt: skip
    body = tuple(
        (
            MISSING if pd.isna(row["rank"]) else f"{row['rank']:.0f}", f"{row['name']} ({row['candidate']})", row["country"],
            str(row["records"]), number(row["fit"]), percent(row["common"]), percent(row["fills"]),
            percent(row["pilots"]), row["closest"].replace(";", ", ") or row["why_not"],
        )
        for row in rows(table)
    )  # fmt: skip
    known = table[table["fit"].notna()]
    lead = [year_lead(world)]
    if len(known):
        best = known.iloc[0]
        lead.append(f"Of {plural(len(table), 'candidate')}, {len(known)} have records. {_ahead(known, best['fit'])}")
    elif len(table):
        lead.append(f"None of the {plural(len(table), 'candidate')} has an inventory with records yet.")
    else:
        lead.append("The network file lists no candidate.")
    silent = [str(code) for code in table[table["fit"].isna()]["candidate"]]
    if silent:
        lead.append(f"Without records: {names.regions(silent)}.")
    note = (
        "fit: mean of the three shares. common: of the objectives most members hold, those it holds too. fills: of the "
        "codes fewer than half of the members hold, those it holds. pilots: of the plan's pilots, those whose theme it holds."
    )
    return View(
        name="enlargement-ranking",
        title=f"{world.network.title}   candidates for enlargement",
        lead=tuple(lead),
        tables=(Table("ranking", "Candidates by what they would bring", columns, body, note),),
        next=tuple(f"ceecluster enlarge {code}" for code in known["candidate"].head(2)),
        data={"candidates": rows(table)},
        frame=table,
    )
