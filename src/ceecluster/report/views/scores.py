"""Scores in words: the regions with their intervals, and the same by level, record and criterion."""

from __future__ import annotations

import pandas as pd

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
from ceecluster.scoring.importance import weigh_importance
from ceecluster.scoring.improvement import find_improvement, value_evidence
from ceecluster.scoring.quality import Scores

LOW_EVIDENCE = "insufficient evidence"
METHOD_NAMES = {
    "power_mean": "power mean",
    "copeland": "Copeland (pairwise majorities by weight)",
    "mazziotta_pareto": "Mazziotta-Pareto (unbalance costs)",
}
BY = ("region", "level", "programme", "criterion")


def scores_view(scores: Scores, by: str = "region", base: Scores | None = None) -> View:
    """The scores by region, level, programme or criterion; `base` are the scores without what-if values."""
    table, frame = {
        "region": _regions,
        "level": _levels,
        "programme": _programmes,
        "criterion": _criteria,
    }[by](scores)
    world = scores.world
    status = f"guidelines {world.guidelines.version}, {world.guidelines.status}"
    lead = [
        f"{plural(len(scores.grid.units), 'region')} · {status} ({len(world.guidelines.criteria)} criteria)",
        year_lead(world),
    ]
    if base is not None and scores.what_if:
        lead += what_changes(scores, base)
    known = scores.regions.sort_values("coverage", ascending=False, kind="stable")["region"]
    example = str(known.iloc[0])
    return View(
        name="score",
        title="Quality against the guidelines",
        lead=tuple(lead),
        tables=(table,),
        findings=tuple(what_stands_out(scores)) if by == "region" else (),
        notes=tuple(_notes(scores)),
        next=(f"ceecluster score --why {example}", "ceecluster score --next", "ceecluster robustness")
        if by == "region"
        else ("ceecluster score", "ceecluster robustness"),
        data=scores.to_dict(),
        frame=frame,
    )


def next_view(scores: Scores) -> View:
    """What each region could do next: the smallest improvement, and the evidence worth collecting first."""
    rows, lines = [], []
    for code in scores.grid.units:
        improvement = find_improvement(scores, code)
        wanted = value_evidence(scores, code)
        first = [
            f"{row.criterion} {row.level!s} ({number(row.shrinks, 3)})"
            for row in wanted.head(2).itertuples(index=False)
        ]
        # What narrows as much as the second named is no less worth collecting.
        alike = int((wanted["shrinks"] >= wanted["shrinks"].iloc[1] - 1e-9).sum()) - 2 if len(wanted) > 2 else 0
        first += [f"{alike} as good as the last"] if alike > 0 else []
        if improvement.reason:
            aim, steps = improvement.reason, MISSING
        else:
            places = [f"{s.criterion} {s.level} +{s.steps}" for s in improvement.steps]
            aim = f"{improvement.target} ({number(improvement.value, 2, _cuts(scores))} to {number(improvement.reaches, 2, _cuts(scores))})"
            steps = f"{plural(improvement.count, 'step')}: {listed(places, 3)}"
        rows.append((_name(scores, code), aim, steps, listed(first) or MISSING))
        lines.append((code, improvement.band, improvement.target, improvement.count, improvement.reason))
    columns = (
        Column("region", header=True),
        Column("next band"),
        Column("smallest improvement"),
        Column("evidence worth collecting first"),
    )
    table = Table(
        "next",
        "The way up, and what to document",
        columns,
        tuple(rows),
        "Steps: fewest one-step improvements of documented criteria that lift the region one band; of several such sets "
        "the one that reaches furthest. Evidence: how much "
        "knowing the criterion would narrow the interval at least.",
    )
    frame = pd.DataFrame(lines, columns=["region", "band", "target", "steps", "reason"])
    return View(
        name="score-next",
        title="Next steps by region",
        tables=(table,),
        notes=tuple(_notes(scores)),
        next=("ceecluster score --why ID",),
        data={"regions": frame.astype(object).where(frame.notna(), None).to_dict("records")},
        frame=frame,
    )


def what_changes(scores: Scores, base: Scores) -> list[str]:
    """What the what-if values move, in sentences."""
    told = []
    before, after = base.regions.set_index("region"), scores.regions.set_index("region")
    moved = [
        code
        for code in scores.grid.units
        if (
            abs(after.loc[code, ["low", "high", "partial"]] - before.loc[code, ["low", "high", "partial"]]) > 5e-7
        ).any()
    ]
    what = listed(list(scores.what_if))
    for code in moved:
        old, new = before.loc[code], after.loc[code]
        told.append(
            f"With {what}, {_name(scores, code)} goes from {_range(old, _cuts(scores))} to {_range(new, _cuts(scores))}"
            + (f", now {new['band']}." if new["band"] and new["band"] != old["band"] else ".")
        )
    return told or [f"With {what}, no region's score changes."]


def what_stands_out(scores: Scores) -> list[str]:
    """The findings a reader should not miss."""
    table = scores.regions
    found = []
    enough = table[table["value"].notna()]
    lacking = [_name(scores, str(code)) for code in table.loc[table["value"].isna(), "region"]]
    share = threshold(scores.min_coverage)
    if lacking:
        found.append(
            f"{len(enough)} of {len(table)} regions document at least {share} of what applies; for {listed(lacking)} the "
            "evidence is insufficient and only the interval is shown."
        )
    else:
        found.append(f"All {len(table)} regions document at least {share} of what applies.")
    above = scores.above
    if len(above):
        told = [
            f"{_name(scores, str(code))} is above {listed(list(rows['other']))}"
            for code, rows in above.groupby("region", sort=False)
        ]
        found.append(f"Whatever the missing evidence turns out to be: {'; '.join(told[:4])}.")
    elif len(scores.regions) > 1:
        found.append(
            "No region's interval lies wholly above another's: the missing evidence could reverse every pair of regions."
        )
    failed = scores.gates[~scores.gates["passed"].astype(bool)]
    if len(failed):
        names = [
            f"{row.programme} ({row.criterion}: {float(row.raw):g} of {float(row.minimum):g})"
            for row in failed.drop_duplicates(["programme", "criterion"]).itertuples(index=False)
        ]
        verb = "record falls" if len(names) == 1 else "records fall"
        found.append(f"{len(names)} {verb} short of an entry condition: {listed(names, 3)}.")
    silent = scores.criteria.groupby(["criterion", "level"])["z"].count()
    never = [f"{code} {level!s}" for (code, level), n in silent.items() if n == 0]
    if never:
        found.append(f"No region documents {listed(never, 6)}: these criteria do not yet count for anybody.")
    return found


def _regions(scores: Scores) -> tuple[Table, pd.DataFrame]:
    order = scores.regions.sort_values(["value", "low"], ascending=False, na_position="last", kind="stable")
    levels = [level.id for level in scores.world.network.levels if level.id in set(scores.levels["level"])]
    by_level = scores.levels.set_index(["region", "level"])
    rows = []
    for row in order.to_dict("records"):
        cells = [by_level.loc[(row["region"], level)] for level in levels]
        shown = [number(c["value"]) if c["value"] == c["value"] else interval(c["low"], c["high"]) for c in cells]
        name = _name(scores, str(row["region"]))
        evidence, verdict = _verdict(scores, row)
        if verdict == LOW_EVIDENCE and scores.on_file is not None:
            verdict = _on_file(scores, str(row["region"])) or verdict
        value = number(row["value"], 2, _cuts(scores))
        rows.append((name, value, interval(row["low"], row["high"]), evidence, verdict, *shown))
    columns = (
        Column("region", header=True),
        Column("quality", "right"),
        Column("low–high", "right"),
        Column("evidence", "right"),
        Column("band"),
        *(Column(level, "right") for level in levels),
    )
    note = "A range in a level's column: too little evidence for a value."
    if scores.on_file is not None:
        note += (
            f" On file: what everything on file gives where {scores.as_of} leaves too little, with the sources' years."
        )
        order = order.merge(scores.beside, on="region", how="left")
    return Table("regions", "Quality with the range that missing evidence leaves", columns, tuple(rows), note), order


def _on_file(scores: Scores, region: str) -> str:
    """What everything on file gives, with the years of its sources; empty where that is too little, too."""
    row = scores.beside.set_index("region").loc[region]
    if pd.isna(row["on_file"]):
        return ""
    years = "" if pd.isna(row["on_file_first"]) else f", {row['on_file_first']:.0f}–{row['on_file_last']:.0f}"
    return f"on file {number(row['on_file'])}{years}"


def _levels(scores: Scores) -> tuple[Table, pd.DataFrame]:
    rows = [
        (
            _name(scores, str(row["region"])),
            str(row["level"]),
            str(row["records"]),
            number(row["value"], 2, _cuts(scores)),
            interval(row["low"], row["high"]),
            *_verdict(scores, row),
        )
        for row in scores.levels.to_dict("records")
    ]
    columns = (
        Column("region", header=True),
        Column("level"),
        Column("records", "right"),
        Column("quality", "right"),
        Column("low–high", "right"),
        Column("evidence", "right"),
        Column("band"),
    )
    return Table("levels", "Quality by region and level", columns, tuple(rows)), scores.levels


def _programmes(scores: Scores) -> tuple[Table, pd.DataFrame]:
    frame = scores.programmes.sort_values(["value", "coverage"], ascending=False, na_position="last", kind="stable")
    rows = [
        (
            str(row["programme"]),
            str(row["level"]),
            number(row["value"], 2, _cuts(scores)),
            interval(row["low"], row["high"]),
            *_verdict(scores, row),
        )
        for row in frame.to_dict("records")
    ]
    columns = (
        Column("record", header=True),
        Column("level"),
        Column("quality", "right"),
        Column("low–high", "right"),
        Column("evidence", "right"),
        Column("band"),
    )
    note = "A record's own values only; region scores take each criterion over all records of the region."
    return Table("records", "Quality by record", columns, tuple(rows), note), frame


def _criteria(scores: Scores) -> tuple[Table, pd.DataFrame]:
    names = {criterion.id: criterion.name for criterion in scores.world.guidelines.criteria}
    importance = weigh_importance(scores)
    spread = scores.criteria.groupby(["level", "criterion"], sort=False)["z"].agg(["count", "mean", "min", "max"])
    frame = importance.merge(spread.reset_index(), on=["level", "criterion"])
    rows = [
        (
            f"{row['criterion']} {names[row['criterion']]}",
            str(row["level"]),
            f"{row['count']} of {len(scores.grid.units)}",
            number(row["mean"]),
            interval(row["min"], row["max"]) if row["count"] else MISSING,
            percent(row["weight"]),
            percent(row["importance"]),
        )
        for row in frame.to_dict("records")
    ]
    columns = (
        Column("criterion", header=True),
        Column("level"),
        Column("known", "right"),
        Column("mean", "right"),
        Column("from–to", "right"),
        Column("weight", "right"),
        Column("moves", "right"),
    )
    note = (
        "Known: regions that document it. Weight: its share of the total. Moves: squared correlation of its values with "
        "the regions' totals, from three regions on; with so few regions a hint, not an estimate."
    )
    return Table("criteria", "What each criterion weighs, and what it moves", columns, tuple(rows), note), frame


def _notes(scores: Scores) -> list[str]:
    notes = [
        "Quality: mean of the documented criteria, 0 to 1. Low and high: every undocumented criterion at its worst and "
        f"at its best. Evidence: documented share of the weight that applies; below {threshold(scores.min_coverage)} no "
        "value and no band are given.",
        f"The guidelines are {scores.world.guidelines.status}; bands: "
        + listed([f"{b.id} from {b.min:g}" for b in scores.world.guidelines.bands])
        + ".",
    ]
    if scores.method != "power_mean":
        notes.append(f"Method: {METHOD_NAMES[scores.method]}; the bands are made for means and are left out.")
    if scores.normalisation != "goalposts":
        notes.append(f"Normalised by {scores.normalisation.replace('_', ' ')}: values depend on who takes part.")
    if scores.floor:
        notes.append(f"Under the geometric or harmonic mean, values below {scores.floor:g} count as {scores.floor:g}.")
    return notes


def _cuts(scores: Scores) -> list[float]:
    """Where bands begin: a value is never rounded into one."""
    return [band.min for band in scores.bands]


def _verdict(scores: Scores, row: dict[str, object]) -> tuple[str, str]:
    coverage = float(row["coverage"])  # type: ignore[arg-type]  # a number by construction
    short = coverage < scores.min_coverage - 1e-9
    return percent(coverage, scores.min_coverage), LOW_EVIDENCE if short else str(row["band"] or MISSING)


def _range(row: pd.Series, cuts: list[float]) -> str:
    value = number(float(row["value"]), 3, cuts)
    ends = interval(float(row["low"]), float(row["high"]), 3)
    return f"{ends} ({LOW_EVIDENCE})" if value == MISSING else f"{value} ({ends})"


def _name(scores: Scores, code: str) -> str:
    return f"{code} {scores.world.network.region(code).title}"
