"""The trend in words: is what the regions do becoming more alike, and which records moved it?"""

from __future__ import annotations

import pandas as pd

from ceecluster.coherence.trend import MIN_REGIONS, Trend
from ceecluster.report.figures import Figure
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, plural

STEADY = 0.05
"""Changes of an index below this are called 'hardly changed'."""
TOP = 8
"""Moves listed."""


def trend_view(trend: Trend) -> View:
    """The indices year by year, what changed, and what moved it."""
    first, last = trend.years
    network = trend.world.network
    notes = [
        "Index: mean similarity of regions at a level, 0 (nothing alike) to 1 (the same). Inside: mean similarity of a "
        f"region's own levels. Years with fewer than {MIN_REGIONS} regions with records show {MISSING}.",
        "Few records make thin profiles, and thin profiles look unlike: part of a rise is that more is on record.",
    ]
    if trend.undated:
        notes.append(f"{plural(trend.undated, 'record')} without a documented start count for no year.")
    moved = list(dict.fromkeys(_ranked(trend)["programme"]))[:2]
    return View(
        "trend",
        f"{network.title}: {first} to {last}",
        (),
        (_years(trend), _moves(trend)),
        "What changed",
        tuple(trend_findings(trend)),
        tuple(notes),
        (*(f"ceecluster show {record}" for record in moved), f"ceecluster compare --as-of {first}"),
        trend.to_dict(),
        trend.across,
    )


def trend_findings(trend: Trend) -> list[str]:
    """What changed, level by level and inside, each with its figure and what it rests on."""
    names = {level.id: level.name for level in trend.world.network.levels}
    found = []
    for row in trend.changes.itertuples(index=False):
        sentence = (
            f"At the level '{names[row.level]}' the index went from {number(row.start)} ({row.first}) to "
            f"{number(row.end)} ({row.last})"
        )
        if row.same_pairs:
            sentence += (
                f"; over the {plural(row.same_pairs, 'pair')} with data in both years from {number(row.same_start)} to "
                f"{number(row.same_end)}: {direction(row.same_change)}."
            )
        else:
            sentence += "; no pair has data in both years, so this says who came on record, not who moved."
        found.append(sentence)
    silent = [
        name for level, name in names.items() if level in set(trend.across["level"]) - set(trend.changes["level"])
    ]
    if silent:
        found.append(f"No trend can be drawn at {listed(silent)}: too few regions with records in all but one year.")
    inside = _inside(trend)
    if len(inside):
        up, down = inside[inside["change"] >= STEADY], inside[inside["change"] <= -STEADY]
        found.append(
            f"Inside the regions: {len(up)} of {plural(len(inside), 'region')} have levels more alike in "
            f"{trend.years[1]} than in the first year on record, {len(down)} less alike."
        )
    ranked = _ranked(trend)
    if len(ranked):
        row = ranked.iloc[0]
        found.append(
            f"The largest single push: {row['programme']} ({row['region']}) {row['event']} in {row['year']} and moved "
            f"the index at '{names[row['level']]}' by {signed(row['effect'])}. Look at: show {row['programme']}"
        )
    return found


def direction(change: float) -> str:
    """A change in a word."""
    if abs(change) < STEADY:
        return "hardly changed"
    return "more alike" if change > 0 else "less alike"


def signed(value: float) -> str:
    """A change with its sign."""
    return f"{'+' if value > 0 else '−'}{number(abs(value), 3)}"


def _inside(trend: Trend) -> pd.DataFrame:
    """First and last value of each region that has two."""
    known = trend.inside.dropna(subset=["inside"])
    ends = known[known["year"] == trend.years[1]].set_index("region")["inside"]
    starts = known.groupby("region")["inside"].first()
    years = known.groupby("region")["year"].first()
    both = [region for region in ends.index if years[region] < trend.years[1]]
    return pd.DataFrame({"region": both, "change": [ends[r] - starts[r] for r in both]})


def _ranked(trend: Trend) -> pd.DataFrame:
    moves = trend.moves[trend.moves["effect"].abs() >= 0.0005]
    order = moves["effect"].abs().sort_values(ascending=False, kind="stable").index
    return moves.loc[order]


def _years(trend: Trend) -> Table:
    names = {level.id: level.name for level in trend.world.network.levels}
    shown = [level for level in names if level in set(trend.across["level"])]
    wide = trend.across.pivot(index="year", columns="level")
    inside = trend.inside.groupby("year")["inside"].mean()
    rows = tuple(
        (
            str(year),
            *(text for level in shown for text in _cells(wide.loc[year], level)),
            number(inside.get(year)),
        )
        for year in wide.index
    )
    columns = [Column("year", header=True)]
    for level in shown:
        columns += [Column(names[level], "right"), Column("regions", "right")]
    return Table("years", "Year by year", (*columns, Column("inside", "right")), rows)


def _cells(row: pd.Series, level: str) -> tuple[str, str]:
    return number(row["index", level]), str(int(row["regions", level]))


def _moves(trend: Trend) -> Table:
    names = {level.id: level.name for level in trend.world.network.levels}
    rows = tuple(
        (str(row.year), row.programme, row.event, names[row.level], signed(row.effect))
        for row in _ranked(trend).head(TOP).itertuples(index=False)
    )
    columns = (
        Column("year"),
        Column("record", header=True),
        Column("event"),
        Column("level"),
        Column("moved the index by", "right"),
    )
    return Table("moves", "Records that moved an index most", columns, rows)


def trend_figure(trend: Trend) -> Figure | None:
    """The indices as lines; None where no level has two drawn years."""
    if trend.changes.empty:
        return None
    names = {level.id: level.name for level in trend.world.network.levels}
    rows = []
    ends = {row.level: row.last for row in trend.changes.itertuples(index=False)}
    for row in trend.across[trend.across["level"].isin(ends)].itertuples(index=False):
        rows.append(
            {
                "year": int(row.year),
                "level": names[row.level],
                "value": None if pd.isna(row[2]) else round(float(row[2]), 4),
                "last": bool(row.year == ends[row.level]),
                "note": names[row.level],
            }
        )
    words = [f"{direction(row.same_change)} at {names[row.level]}" for row in trend.changes.itertuples(index=False)]
    alike = {direction(row.same_change) for row in trend.changes.itertuples(index=False)}
    title = (
        f"Since {int(trend.changes['first'].min())} the regions on record from the start have become {listed(words)}"
    )
    if len(alike) == 1:
        word = alike.pop()
        title = f"Since {int(trend.changes['first'].min())} the regions on record from the start have " + (
            "hardly changed in how alike they are" if word == "hardly changed" else f"become {word} at every level"
        )
    alt = "A line per level: the mean similarity of the regions in each year with at least three regions on record."
    return Figure("trend", "trend", title, alt, _years(trend), rows)
