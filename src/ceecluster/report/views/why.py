"""One score decomposed in words, down to records and sources, with what to do next."""

from __future__ import annotations

from typing import Any

from ceecluster.model import Source
from ceecluster.report.views.base import MISSING, Column, Table, View, interval, listed, number, percent, plural
from ceecluster.report.views.scores import LOW_EVIDENCE
from ceecluster.scoring.explanation import Explanation, why
from ceecluster.scoring.improvement import Improvement, find_improvement, value_evidence
from ceecluster.scoring.quality import Scores

STATES = {"documented": "", "documented absence": "absent", "not documented": "not documented", "not applicable": "n/a"}


def why_view(scores: Scores, unit: str) -> View:
    """Why a unit's score is what it is."""
    explained = why(scores, unit)
    name, _, level = unit.partition("/")
    improvement = find_improvement(scores, name, level or None)
    wanted = value_evidence(scores, name, level or None)
    top = explained.parts.iloc[0]
    value = (
        f"{number(top['value'], 2, [band.min for band in scores.bands])} ({interval(top['low'], top['high'])})"
        if explained.enough
        else f"{interval(top['low'], top['high'])}, {LOW_EVIDENCE}"
    )
    lead = [
        f"{_title(scores, name)}: {value}; {percent(top['coverage'], scores.min_coverage)} of what applies is documented.",
        _improve(improvement),
    ]
    tables = [_parts(explained)]
    if improvement.steps:
        tables.append(_steps(scores, improvement))
    if len(wanted):
        tables.append(_wanted(scores, wanted.head(8).to_dict("records")))
    tables.append(_sources(explained))
    notes = [
        "Share: weight in the total among what applies. Adds: what the part adds to the value of what is documented."
    ]
    if not explained.additive:
        notes = ["Share: weight in the total among what applies. Means are not all arithmetic: parts do not add up."]
    return View(
        name="score-why",
        title=f"Why {unit}",
        lead=tuple(line for line in lead if line),
        tables=tuple(tables),
        notes=tuple(notes),
        next=(f"ceecluster show {name}", f'ceecluster score --what-if "{_example(explained)}"'),
        data={**explained.to_dict(), "improvement": _plain(improvement)},
        frame=explained.parts.assign(
            records=explained.parts["records"].map("; ".join), sources=explained.parts["sources"].map("; ".join)
        ),
    )


def _parts(explained: Explanation) -> Table:
    rows = []
    for part in explained.parts.to_dict("records"):
        leaf = bool(part["state"])
        code = str(part["part"]).rsplit("/", 1)[-1]
        label = f"{'· ' * int(part['depth'])}{code if leaf else ''} {part['name']}".replace("  ", " ").strip()
        if leaf:
            state = STATES[part["state"]]
            shown = number(part["value"]) if not state or state == "absent" else state
            basis = listed(list(part["records"]), 3) if part["records"] else MISSING
        else:
            known = part["coverage"] > 0
            ends = interval(part["low"], part["high"])
            shown = f"{number(part['value'])} ({ends})" if known else f"{MISSING} ({ends})"
            basis = ""
        rows.append((label, percent(part["weight"]), shown, number(part["contribution"], 3), basis))
    columns = (
        Column("part", header=True),
        Column("share", "right"),
        Column("value"),
        Column("adds", "right"),
        Column("records"),
    )
    return Table("parts", "From the total down to the records", columns, tuple(rows))


def _improve(improvement: Improvement) -> str:
    if improvement.reason == "insufficient evidence":
        return "There is too little evidence for a band: documenting comes before improving."
    if improvement.reason == "highest band":
        return f"It is in the highest band, {improvement.band}."
    if improvement.reason:
        return f"The band {improvement.target} is out of reach with the criteria documented so far."
    return (
        f"The smallest improvement to the band {improvement.target} takes {plural(improvement.count, 'step')}; those that "
        f"reach furthest are on {listed([f'{step.criterion} ({step.level})' for step in improvement.steps], 5)}, to "
        f"{number(improvement.reaches, 2, [] if improvement.needed is None else [improvement.needed])}."
    )


def _steps(scores: Scores, improvement: Improvement) -> Table:
    names = {criterion.id: criterion.name for criterion in scores.world.guidelines.criteria}
    rows = tuple(
        (
            f"{step.criterion} {names[step.criterion]}",
            step.level,
            f"{number(step.z)} to {number(step.reaches)}",
            " ".join(step.text) or MISSING,
        )
        for step in improvement.steps
    )
    columns = (Column("criterion", header=True), Column("level"), Column("from"), Column("what to do"))
    return Table("steps", f"To reach the band {improvement.target}", columns, rows)


def _wanted(scores: Scores, wanted: list[dict[str, Any]]) -> Table:
    names = {criterion.id: criterion.name for criterion in scores.world.guidelines.criteria}
    rows = tuple(
        (f"{row['criterion']} {names[row['criterion']]}", row["level"], number(row["shrinks"], 3), row["evidence"])
        for row in wanted
    )
    columns = (
        Column("criterion", header=True),
        Column("level"),
        Column("narrows by", "right"),
        Column("what to put on the table"),
    )
    return Table("evidence", "Evidence worth collecting next", columns, rows)


def _sources(explained: Explanation) -> Table:
    rows = tuple((key, _cite(source)) for key, source in explained.sources.items())
    columns = (Column("source", header=True), Column("what it is"))
    return Table("sources", f"What it rests on: {plural(len(rows), 'source')}", columns, rows)


def _cite(source: Source) -> str:
    parts = [source.title, source.publisher, str(source.year) if source.year else None, source.url or source.document]
    return ", ".join(part for part in parts if part)


def _title(scores: Scores, unit: str) -> str:
    if unit in scores.grid.units:
        return f"{unit} {scores.world.network.region(unit).title}"
    return f"{unit} {scores.world.programmes()[unit].title}"


def _example(explained: Explanation) -> str:
    """A what-if that can be typed as it stands."""
    for part in explained.parts.to_dict("records"):
        if part["state"] and part["records"] and part["basis"] == "assessed" and part["value"] < 1:
            return f"{part['records'][0]}.{str(part['part']).rsplit('/', 1)[-1]}=4"
    return "RECORD.CRITERION=4"


def _plain(improvement: Improvement) -> dict[str, Any]:
    return {
        "band": improvement.band,
        "target": improvement.target,
        "reaches": improvement.reaches,
        "steps": [
            {
                "criterion": step.criterion,
                "level": step.level,
                "steps": step.steps,
                "z": step.z,
                "reaches": step.reaches,
            }
            for step in improvement.steps
        ],
        "reason": improvement.reason,
    }
