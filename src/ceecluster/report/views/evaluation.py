"""`evaluate` in words: how the running pilots stand, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ceecluster.frames import rows
from ceecluster.planning.monitoring import AT_RISK, ON_TRACK, OVERDUE_DAYS, WHOLE_UNTIL, Monitoring
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, percent, plural
from ceecluster.report.views.pilot_section import Part

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.study import Study

RULE = (
    f"Rule: an indicator is on track from {percent(ON_TRACK)} of the progress that the time elapsed asks for, at risk from "
    f"{percent(AT_RISK)}, off track below; a target reached is on track; a target that is all or nothing "
    f"is on track for {percent(WHOLE_UNTIL)} of the time, then at risk until its date; without baseline, target, date or a "
    "reading of the last year there is no data. A pilot's light is its worst indicator's, at risk at best while a "
    f"milestone is overdue, off track when it is so for more than {OVERDUE_DAYS} days."
)
NOTHING = (
    "No pilot is running: no file under data/pilots has one with the status 'running'. The lead of a pilot enters its "
    "indicators with baseline, target, date and readings."
)


@dataclass(frozen=True)
class PilotReport:
    """One pilot's section of the follow-up report."""

    id: str
    title: str
    example: bool
    light: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class FollowUp:
    """The follow-up report, ready to be set."""

    title: str
    summary: tuple[str, ...]
    rule: str
    pilots: tuple[PilotReport, ...]
    missing: tuple[str, ...]


def evaluation_view(world: World, monitoring: Monitoring) -> View:
    """The pilots and their indicators on one screen."""
    return View(
        name="evaluation",
        title=f"{world.network.title}   pilots as of {monitoring.as_of.isoformat()}",
        lead=tuple(summary_sentences(monitoring)),
        tables=(_pilots_table(monitoring), _indicators_table(monitoring)) if len(monitoring.pilots) else (),
        heading="What stands out",
        findings=tuple(_findings(monitoring)),
        notes=(RULE,),
        next=("ceecluster evaluate --format markdown -o follow-up.md",),
        data=monitoring.to_dict(),
        frame=monitoring.indicators,
    )


def context(study: Study, monitoring: Monitoring | None = None) -> dict[str, Any]:
    """The variables of `evaluation.md.j2`."""
    from ceecluster.planning.monitoring import evaluate

    report = follow_up(study.world, monitoring or evaluate(study.world))
    return {"title": report.title, "report": report}


def follow_up(world: World, monitoring: Monitoring) -> FollowUp:
    """Word the follow-up report."""
    names = Names(world)
    sections = tuple(_section(names, monitoring, row) for row in rows(monitoring.pilots))
    real = [section for section in sections if not section.example]
    return FollowUp(
        title=f"{world.network.title}: follow-up report on the pilots, {monitoring.as_of.isoformat()}",
        summary=(*(text for text in summary_sentences(monitoring) if text != NOTHING), *_findings(monitoring)),
        rule=RULE,
        pilots=sections,
        missing=() if real else (NOTHING, *("The worked example shows how." for _ in sections[:1])),
    )


def summary_sentences(monitoring: Monitoring) -> list[str]:
    """How many pilots stand how; examples are counted apart."""
    table = monitoring.pilots
    real = table[~table["example"].astype(bool)] if len(table) else table
    out = []
    if len(real):
        counts = [
            f"{int((real['light'] == light).sum())} {light}"
            for light in ("on track", "at risk", "off track", "no data")
            if (real["light"] == light).any()
        ]
        out.append(f"{plural(len(real), 'pilot')}: {listed(counts)}.")
    else:
        out.append(NOTHING)
    examples = len(table) - len(real)
    if examples:
        out.append(f"Shown below, but not counted: {plural(examples, 'worked example')} with made-up figures.")
    return out


def _findings(monitoring: Monitoring) -> list[str]:
    """Indicators off track or at risk, overdue milestones, problems; the worst first."""
    out = []
    made_up = (
        set(monitoring.pilots[monitoring.pilots["example"].astype(bool)]["pilot"]) if len(monitoring.pilots) else set()
    )
    table = monitoring.indicators
    for light in ("off track", "at risk"):
        for row in rows(table[table["light"] == light]):
            mark = "EXAMPLE " if row["pilot"] in made_up else ""
            out.append(f"{mark}{row['pilot']}: {indicator_sentence(row)}")
    steps = monitoring.milestones
    for row in rows(steps[steps["state"] == "overdue"]):
        mark = "EXAMPLE " if row["pilot"] in made_up else ""
        out.append(
            f'{mark}{row["pilot"]}: milestone "{row["milestone"]}" is {plural(int(row["days"]), "day")} overdue.'
        )
    out += [f"{'EXAMPLE ' if pilot in made_up else ''}{pilot}: {what}." for pilot, what in monitoring.problems]
    return out


def indicator_sentence(row: dict[str, Any]) -> str:
    """One indicator in words: progress against time, light, forecast."""
    name = f"{row['title']} ({row['indicator']})"
    if row["light"] == "no data":
        return f"{name}: no data, because {row['why']}."
    text = (
        f"{name} is {row['light']}: {_plain(row['observed'])} of {_plain(row['target'])} {row['unit'] or ''}".rstrip()
        + f" on {row['observed_on']}, {percent(row['progress'])} of the way with {percent(row['elapsed'])} of the time gone"
    )
    if row["forecast"] is not None and row["light"] != "on track":
        text += f"; at this pace {_plain(row['forecast'])} at its date ({row['due']})"
    return text + "."


def _plain(value: Any) -> str:
    return (
        MISSING
        if value is None or pd.isna(value)
        else f"{float(value):.0f}"
        if float(value) >= 10
        else f"{float(value):.3g}"
    )


def _pilots_table(monitoring: Monitoring) -> Table:
    columns = (
        Column("pilot", header=True),
        Column("from"),
        Column("to"),
        Column("time gone", "right"),
        Column("light"),
        Column("indicators"),
    )
    cells = tuple(
        (
            row["pilot"],
            row["start"] or MISSING,
            row["end"] or MISSING,
            percent(row["elapsed"]),
            row["light"],
            f"{row['indicators']} ({row['no_data']} without data)" if row["no_data"] else str(row["indicators"]),
        )
        for row in rows(monitoring.pilots)
    )
    return Table("pilots", "Pilots", columns, cells)


def _indicators_table(monitoring: Monitoring, pilot: str | None = None) -> Table:
    columns = (
        Column("indicator"), Column("name", header=True), Column("baseline", "right"), Column("observed", "right"),
        Column("target", "right"), Column("due"), Column("progress", "right"), Column("time gone", "right"), Column("light"),
    )  # fmt: skip
    table = monitoring.indicators
    if pilot is not None:
        table = table[table["pilot"] == pilot]
    cells = tuple(
        (
            row["indicator"], row["title"], _plain(row["baseline"]), _plain(row["observed"]), _plain(row["target"]),
            row["due"] or MISSING, percent(row["progress"]), percent(row["elapsed"]), row["light"],
        )
        for row in rows(table)
    )  # fmt: skip
    return Table("indicators", "Indicators", columns, cells)


def _section(names: Names, monitoring: Monitoring, pilot: dict[str, Any]) -> PilotReport:
    identifier = pilot["pilot"]
    own = {name: _of(getattr(monitoring, name), identifier) for name in ("indicators", "milestones", "money", "dac")}
    title = pilot["title"]
    if pilot["example"] and not title.upper().startswith("EXAMPLE"):
        title = f"EXAMPLE: {title}"
    lead = [
        f"Light: {pilot['light']}. {percent(pilot['elapsed'])} of the time from {pilot['start'] or MISSING} to {pilot['end'] or MISSING} is gone."
    ]
    if pilot["example"]:
        lead.insert(0, "A worked example with made-up figures; nothing in it is a fact.")
    problems = tuple(f"{what}." for who, what in monitoring.problems if who == identifier)
    parts = [
        Part("State", tuple(lead), points=problems),
        _indicators(monitoring, identifier, own["indicators"]),
        _milestones(own["milestones"]),
        _money(names, own["money"]),
        _dac(own["dac"]),
    ]
    return PilotReport(identifier, title, bool(pilot["example"]), pilot["light"], tuple(parts))


def _of(table: pd.DataFrame, pilot: str) -> list[dict[str, Any]]:
    return rows(table[table["pilot"] == pilot])


def _indicators(monitoring: Monitoring, pilot: str, entries: list[dict[str, Any]]) -> Part:
    if not entries:
        return Part("Indicators", missing=("The pilot has no indicator; its lead enters them.",))
    points = tuple(indicator_sentence(row) + (f" Remark: {row['remark']}." if row["remark"] else "") for row in entries)
    silent = [row["indicator"] for row in entries if row["light"] == "no data"]
    missing = (f"No data for {listed(silent)}; the lead supplies what is lacking.",) if silent else ()
    return Part("Indicators", (), (_indicators_table(monitoring, pilot),), points, missing)


def _milestones(entries: list[dict[str, Any]]) -> Part:
    if not entries:
        return Part("Milestones", missing=("No milestone is entered; the lead supplies them.",))
    columns = (Column("milestone", header=True), Column("due"), Column("done"), Column("state"))
    cells = tuple(
        (
            row["milestone"],
            row["due"],
            row["done"] or MISSING,
            row["state"] + (f" by {plural(int(row['days']), 'day')}" if row["days"] else ""),
        )
        for row in entries
    )
    return Part("Milestones", (), (Table("milestones", "Milestones", columns, cells),))


def _money(names: Names, entries: list[dict[str, Any]]) -> Part:
    if not entries:
        return Part("Money", missing=("No costs are entered; each partner supplies its own.",))
    columns = (
        Column("partner", header=True),
        Column("planned", "right"),
        Column("spent", "right"),
        Column("share", "right"),
        Column("currency"),
        Column("source"),
    )
    cells = tuple(
        (
            names.region(row["partner"]), _amount(row["planned"]), _amount(row["spent"]), percent(row["share"]),
            row["currency"], row["source"].replace(";", ", ") or MISSING,
        )
        for row in entries
    )  # fmt: skip
    return Part("Money", (), (Table("money", "Money by partner", columns, cells),))


def _amount(value: Any) -> str:
    return MISSING if value is None or pd.isna(value) else f"{value:,.0f}".replace(",", " ")


def _dac(entries: list[dict[str, Any]]) -> Part:
    columns = (Column("criterion", header=True), Column("answer"), Column("evidence"), Column("source"))
    cells = tuple(
        (row["criterion"], row["answer"], row["evidence"] or MISSING, row["source"].replace(";", ", ") or MISSING)
        for row in entries
    )
    unanswered = [row["criterion"] for row in entries if row["answer"] == "open"]
    missing = (f"Open: {listed(unanswered)}; the lead answers with evidence.",) if unanswered else ()
    return Part("Six criteria of the OECD DAC", (), (Table("dac", "Checklist", columns, cells),), missing=missing)
