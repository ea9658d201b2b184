"""How the running pilots stand, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Date,
    Figure,
    Limit,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.planning.followed import LIGHTS
from ceecluster.planning.monitoring import AT_RISK, ON_TRACK, OVERDUE_DAYS, WHOLE_UNTIL
from ceecluster.words.network import dated
from ceecluster.words.topic import Topic
from ceecluster.words.values import told_once

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.followed import (
        CriterionCheck,
        Ended,
        FaultyEntry,
        Happened,
        IndicatorState,
        MilestoneState,
        MoneyState,
        PilotState,
    )
    from ceecluster.planning.monitoring import Monitoring


@dataclass(frozen=True)
class FollowedPilotWords:
    """One pilot."""

    title: Statement
    """Its name; a worked example is marked."""
    state: Statement
    """Its light, and how much of its time is gone."""
    problems: tuple[Statement, ...]
    """What is wrong with its entries."""
    indicators: Table | None
    """Baseline, reading and target of each; none without any."""
    readings: tuple[Statement, ...]
    """Each indicator in a sentence, with its remarks."""
    milestones: Table | None
    """Each with its date and state; none without any."""
    money: Table | None
    """Planned and spent by partner; none without any."""
    checks: Table
    """The six criteria of the OECD DAC."""
    whole: Statement | None
    """Of a pilot that ended: targets, milestones and questions as a whole, and whether it should go on."""
    lessons: tuple[str, ...]
    """What it taught."""
    history: tuple[Statement, ...]
    """What happened to it, in the order of time."""
    missing: tuple[Statement, ...]
    """What is lacking, and who can supply it."""


@dataclass(frozen=True)
class EvaluationWords:
    """The follow-up of the pilots."""

    title: Statement
    """The network and the date."""
    summary: tuple[Statement, ...]
    """How many pilots stand how."""
    findings: tuple[Statement, ...]
    """What is off track or at risk, overdue, or wrong; the worst first."""
    rule: Statement
    """When an indicator is on track, at risk, off track."""
    figure: Figure | None
    """Progress of each indicator against its time; none without a reading."""
    decide: tuple[Statement, ...]
    """What to decide on each pilot; none where each is on track, or none is followed."""
    idle: bool
    """True where no real pilot is running: then the form of what to report is shown."""
    pilots: tuple[FollowedPilotWords, ...]
    """Pilot by pilot; worked examples are marked."""


def evaluation_words(world: World, found: Monitoring) -> EvaluationWords:
    """The follow-up of the pilots, pilot by pilot."""
    return EvaluationWords(
        title=Statement("evaluation.title", {"network": world.network.title, "date": Date(found.as_of.isoformat())}),
        summary=tuple(_summary(found)),
        findings=tuple(_findings(found)),
        rule=_rule(),
        figure=_progress(found),
        decide=tuple(_decisions(found)),
        idle=not found.real,
        pilots=tuple(_pilot(found.of(pilot.pilot), pilot) for pilot in found.by_pilot),
    )


def evaluation_topic(world: World, found: Monitoring) -> Topic:
    """The pilots and their indicators on one screen."""
    return Topic(
        name="evaluation",
        title=Statement("evaluation.title", {"network": world.network.title, "date": Date(found.as_of.isoformat())}),
        lead=tuple(_summary(found)),
        tables=(_pilots(found.by_pilot), _indicators(found.by_indicator)) if found.by_pilot else (),
        findings=tuple(_findings(found)),
        notes=(_rule(),),
        next=("report evaluation -o follow-up.docx",),
    )


def _rule() -> Statement:
    facts = {"on_track": Limit(ON_TRACK), "at_risk": Limit(AT_RISK), "whole": Limit(WHOLE_UNTIL), "days": OVERDUE_DAYS}
    return Statement("evaluation.rule", facts)


def _summary(found: Monitoring) -> Iterator[Statement]:
    real = found.real
    if real:
        lights = [pilot.light for pilot in real]
        told = [Statement("evaluation.so_many", {"count": lights.count(x), "light": x}) for x in LIGHTS if x in lights]
        yield Statement("evaluation.pilots", {"count": len(real), "lights": Names(tuple(told))})
    else:
        yield Statement("evaluation.nothing")
    examples = len(found.by_pilot) - len(real)
    if examples:
        yield Statement("evaluation.examples", {"count": examples})


def _findings(found: Monitoring) -> Iterator[Statement]:
    made_up = {pilot.pilot for pilot in found.by_pilot if _to_mark(pilot)}
    for light in ("off track", "at risk"):
        for row in found.by_indicator:
            if row.light == light:
                yield _of_pilot(row.pilot, row.pilot in made_up, _reading(row))
    for step in found.by_milestone:
        if step.state == "overdue":
            facts = {"milestone": step.milestone, "days": step.days}
            yield _of_pilot(step.pilot, step.pilot in made_up, Statement("evaluation.overdue", facts))
    for ended in found.by_ended:
        yield _of_pilot(ended.pilot, ended.pilot in made_up, _whole(ended))
    for problem in found.problems:
        yield _of_pilot(problem.pilot, problem.pilot in made_up, _problem(problem, found))


def _progress(found: Monitoring) -> Figure | None:
    """Each indicator with a reading: how far it is, beside how much of its time is gone."""
    names = {pilot.pilot: pilot.title for pilot in found.by_pilot}
    shown = [row for row in found.by_indicator if row.progress is not None and row.elapsed is not None]
    if not shown:
        return None
    columns: tuple[Column[IndicatorState], ...] = (
        Column(Word("pilot"), lambda row: names[row.pilot], header=True),
        Column(Word("indicator"), lambda row: row.title),
        Column(Word("progress"), lambda row: Share(row.progress), "right"),
        Column(Word("time gone"), lambda row: Share(row.elapsed), "right"),
    )
    rows = tuple(
        {
            "pilot": names[row.pilot],
            "label": row.title,
            "progress": min(max(row.progress or 0.0, 0.0), 1.0),
            "elapsed": min(max(row.elapsed or 0.0, 0.0), 1.0),
        }
        for row in shown
    )
    behind = sum((row.progress or 0.0) < (row.elapsed or 0.0) for row in shown)
    return Figure(
        "progress",
        "progress",
        Statement("evaluation.progress", {"count": len(shown), "behind": behind}),
        Statement("evaluation.progress_alt"),
        table("progress-figure", Statement("evaluation.progress_data"), columns, shown),
        rows,
        note=Statement("evaluation.progress_note"),
    )


def _decisions(found: Monitoring) -> Iterator[Statement]:
    for pilot in found.by_pilot:
        if pilot.status == "running" and (pilot.light in ("off track", "at risk", "no data") or pilot.overdue):
            facts = {"light": pilot.light, "overdue": pilot.overdue}
            yield _of_pilot(pilot.pilot, _to_mark(pilot), Statement("evaluation.decide", facts))


def _to_mark(pilot: PilotState) -> bool:
    """Whether a worked example has to be marked, because its own title does not say what it is."""
    return pilot.example and not pilot.title.casefold().startswith("example")


def _of_pilot(pilot: str, example: bool, what: Statement) -> Statement:
    return Statement("evaluation.of_pilot", {"pilot": Ref("pilot", pilot), "example": example, "what": what})


def _reading(row: IndicatorState) -> Statement:
    """One indicator: progress against time, light, forecast; or why there is no light."""
    if row.light == "no data":
        lacking = Names(tuple(Word(lack.value) for lack in row.lacking))
        return Statement("evaluation.no_data", {"title": row.title, "lacking": lacking, "last": dated(row.observed_on)})
    forecast = row.forecast if row.light != "on track" else None
    facts = {
        "title": row.title,
        "light": row.light,
        "observed": _figure(row.observed),
        "target": _figure(row.target),
        "unit": row.unit,
        "date": dated(row.observed_on),
        "progress": Share(row.progress),
        "elapsed": Share(row.elapsed),
        "forecast": None if forecast is None else _figure(forecast),
        "due": dated(row.due),
    }
    return Statement("evaluation.reading", facts)


def _figure(value: float | None) -> Number:
    """Whole numbers whole; small ones with the digits they need."""
    if value is None or value >= 10 or value == round(value):
        return Number(value, 0)
    return Number(value, 2)


def _problem(problem: FaultyEntry, found: Monitoring) -> Statement:
    """What is wrong, its indicators by their titles; who has overspent is a partner."""
    titles = {row.indicator: row.title for row in found.by_indicator if row.pilot == problem.pilot}
    facts = {
        "what": problem.what.value,
        "indicator": titles.get(problem.indicator, problem.indicator) if problem.indicator else None,
        "other": titles.get(problem.other, Ref("region", problem.other)) if problem.other else None,
        "value": _figure(problem.value),
        "limit": _figure(problem.limit),
        "when": problem.when,
    }
    return Statement("evaluation.problem", facts)


def _pilots(rows: Sequence[PilotState]) -> Table:
    columns: tuple[Column[PilotState], ...] = (
        Column(Word("pilot"), lambda row: Ref("pilot", row.pilot), header=True),
        Column(Word("from"), lambda row: dated(row.start)),
        Column(Word("to"), lambda row: dated(row.end)),
        Column(Word("time gone"), lambda row: Share(row.elapsed), "right"),
        Column(Word("light"), lambda row: Word(row.light)),
        Column(Word("indicators"), _counted),
    )
    return table("pilots", Statement("evaluation.pilots_table"), columns, rows)


def _counted(row: PilotState) -> Part:
    return Statement("evaluation.counted", {"indicators": row.indicators, "no_data": row.no_data})


def _indicators(rows: Sequence[IndicatorState]) -> Table:
    columns: tuple[Column[IndicatorState], ...] = (
        # One column for title and code: with nine a page pressed the titles into a word a line.
        Column(Word("indicator"), lambda row: Text((row.title, " (", row.indicator, ")")), header=True),
        Column(Word("baseline"), lambda row: _figure(row.baseline), "right"),
        Column(Word("observed"), lambda row: _figure(row.observed), "right"),
        Column(Word("target"), lambda row: _figure(row.target), "right"),
        Column(Word("due"), lambda row: dated(row.due)),
        Column(Word("progress"), lambda row: Share(row.progress), "right"),
        Column(Word("time gone"), lambda row: Share(row.elapsed), "right"),
        Column(Word("light"), lambda row: Word(row.light)),
    )
    return told_once(table("indicators", Statement("evaluation.indicators_table"), columns, rows))


def _pilot(found: Monitoring, pilot: PilotState) -> FollowedPilotWords:
    silent = tuple(row.title for row in found.by_indicator if row.light == "no data")
    unanswered = tuple(Word(check.criterion) for check in found.by_criterion if check.answer == "open")
    state = {
        "light": pilot.light,
        "elapsed": Share(pilot.elapsed),
        "start": dated(pilot.start),
        "end": dated(pilot.end),
        "example": pilot.example,
    }
    missing = (
        (not found.by_indicator, Statement("evaluation.no_indicator")),
        (bool(silent), Statement("evaluation.silent", {"indicators": Names(silent)})),
        (not found.by_milestone, Statement("evaluation.no_milestone")),
        (not found.by_partner, Statement("evaluation.no_money")),
        (bool(unanswered), Statement("evaluation.unanswered", {"criteria": Names(unanswered)})),
    )
    return FollowedPilotWords(
        title=Statement("evaluation.pilot", {"title": pilot.title, "example": _to_mark(pilot)}),
        state=Statement("evaluation.state", state),
        problems=tuple(_problem(problem, found) for problem in found.problems),
        indicators=_indicators(found.by_indicator) if found.by_indicator else None,
        readings=tuple(_remarked(row) for row in found.by_indicator),
        milestones=_milestones(found.by_milestone) if found.by_milestone else None,
        money=_money(found.by_partner) if found.by_partner else None,
        checks=_checks(found.by_criterion),
        whole=next((_whole(row) for row in found.by_ended), None),
        lessons=tuple(row.text for row in found.by_lesson),
        history=tuple(_happened(row) for row in found.by_event),
        missing=tuple(statement for lacks, statement in missing if lacks),
    )


def _whole(row: Ended) -> Statement:
    return Statement("evaluation.whole", {name: value for name, value in vars(row).items() if name != "pilot"})


def _happened(row: Happened) -> Statement:
    region = None if row.region is None else Ref("region", row.region)
    return Statement(
        "evaluation.happened", {"what": row.what, "date": dated(row.date), "region": region, "note": row.note}
    )


def _remarked(row: IndicatorState) -> Statement:
    if not row.remarks:
        return _reading(row)
    remarks = Names(tuple(Statement("evaluation.remark", {"remark": remark.value}) for remark in row.remarks))
    return Statement("evaluation.remarked", {"reading": _reading(row), "remarks": remarks})


def _milestones(rows: Sequence[MilestoneState]) -> Table:
    columns: tuple[Column[MilestoneState], ...] = (
        Column(Word("milestone"), lambda row: row.milestone, header=True),
        Column(Word("due"), lambda row: dated(row.due)),
        Column(Word("done"), lambda row: dated(row.done)),
        Column(Word("state"), lambda row: Statement("evaluation.step", {"state": row.state, "days": row.days})),
    )
    return table("milestones", Statement("evaluation.milestones_table"), columns, rows)


def _money(rows: Sequence[MoneyState]) -> Table:
    columns: tuple[Column[MoneyState], ...] = (
        Column(Word("partner"), lambda row: Ref("region", row.partner), header=True),
        Column(Word("planned"), lambda row: Number(row.planned, None), "right"),
        Column(Word("spent"), lambda row: Number(row.spent, None), "right"),
        Column(Word("share"), lambda row: Share(row.share), "right"),
        Column(Word("currency"), lambda row: row.currency),
        Column(Word("source"), lambda row: Names(row.source) if row.source else None),
    )
    return told_once(table("money", Statement("evaluation.money_table"), columns, rows))


def _checks(rows: Sequence[CriterionCheck]) -> Table:
    columns: tuple[Column[CriterionCheck], ...] = (
        Column(Word("criterion"), lambda row: Word(row.criterion), header=True),
        Column(Word("answer"), lambda row: Word(row.answer)),
        Column(Word("evidence"), lambda row: row.evidence or None),
        Column(Word("source"), lambda row: Names(row.source) if row.source else None),
    )
    return table("dac", Statement("evaluation.checks_table"), columns, rows)
