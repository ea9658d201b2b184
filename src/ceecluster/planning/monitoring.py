"""Following running pilots: progress against time, a light with its rule, a forecast, the six DAC criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, get_args

from ceecluster.model import Pilot, World
from ceecluster.model.dates import day
from ceecluster.model.pilots import Indicator
from ceecluster.planning.ended import as_a_whole, history, last_day, learned
from ceecluster.planning.followed import (
    LIGHTS,
    CriterionCheck,
    Ended,
    Fault,
    FaultyEntry,
    Happened,
    IndicatorState,
    Lack,
    Learned,
    Light,
    MilestoneState,
    MoneyState,
    PilotState,
    Remark,
)
from ceecluster.results import Result

if TYPE_CHECKING:
    import pandas as pd

ON_TRACK, AT_RISK = 0.9, 0.6
"""Progress as a share of the time elapsed from which an indicator is on track, and at risk; below, off track."""
WHOLE_UNTIL = 0.75
"""Share of the time until which a target that is all or nothing is on track without a step towards it."""
PERIOD_DAYS = 366
"""Days before a report that it speaks of; an older reading says nothing about today."""
FOLLOWED = ("running", "finished", "stopped")
"""Status of the pilots that are followed."""
CENTURY = 36_525
"""Days ahead from which no date is told."""
OVERDUE_DAYS = 180
"""Days from which an overdue milestone puts a pilot off track; before, at risk."""


@dataclass(frozen=True)
class LightRule:
    """Thresholds of the lights."""

    on_track: float
    """Progress as a share of the time elapsed from which an indicator is on track."""
    at_risk: float
    """The same for at risk; below, off track."""
    whole_until: float
    """Share of the time until which a target that is all or nothing is on track without a step towards it."""
    period_days: int
    """Days before a report that it speaks of."""


@dataclass(frozen=True, repr=False)
class Monitoring(Result):
    """The state of the pilots at a date; rows, with tidy tables at the door."""

    JSON = (
        "as_of", "rule", "pilots=by_pilot", "indicators=by_indicator", "milestones=by_milestone", "money=by_partner",
        "dac=by_criterion", "problems", "history=by_event", "lessons=by_lesson", "ended=by_ended",
    )  # fmt: skip

    as_of: date
    by_pilot: tuple[PilotState, ...]
    by_indicator: tuple[IndicatorState, ...]
    by_milestone: tuple[MilestoneState, ...]
    by_partner: tuple[MoneyState, ...]
    by_criterion: tuple[CriterionCheck, ...]
    problems: tuple[FaultyEntry, ...]
    by_event: tuple[Happened, ...] = ()
    """What happened to the pilots up to the date."""
    by_lesson: tuple[Learned, ...] = ()
    """What they taught up to the date."""
    by_ended: tuple[Ended, ...] = ()
    """Those that had ended by the date, as a whole."""

    @property
    def rule(self) -> LightRule:
        """What the lights go by."""
        return LightRule(ON_TRACK, AT_RISK, WHOLE_UNTIL, PERIOD_DAYS)

    @property
    def real(self) -> tuple[PilotState, ...]:
        """The pilots that are no worked examples."""
        return tuple(pilot for pilot in self.by_pilot if not pilot.example)

    def of(self, pilot: str) -> Monitoring:
        """What concerns one pilot."""
        return Monitoring(
            self.as_of,
            tuple(row for row in self.by_pilot if row.pilot == pilot),
            tuple(row for row in self.by_indicator if row.pilot == pilot),
            tuple(row for row in self.by_milestone if row.pilot == pilot),
            tuple(row for row in self.by_partner if row.pilot == pilot),
            tuple(row for row in self.by_criterion if row.pilot == pilot),
            tuple(problem for problem in self.problems if problem.pilot == pilot),
            tuple(row for row in self.by_event if row.pilot == pilot),
            tuple(row for row in self.by_lesson if row.pilot == pilot),
            tuple(row for row in self.by_ended if row.pilot == pilot),
        )

    @cached_property
    def pilots(self) -> pd.DataFrame:
        """One row per pilot; columns as the fields of PilotState."""
        return _framed(PilotState, self.by_pilot)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per indicator; columns as the fields of IndicatorState."""
        return _framed(IndicatorState, self.by_indicator)

    @cached_property
    def milestones(self) -> pd.DataFrame:
        """One row per milestone; columns as the fields of MilestoneState."""
        return _framed(MilestoneState, self.by_milestone)


def _framed(kind: type, rows: tuple[object, ...]) -> pd.DataFrame:
    from ceecluster.frames import framed

    return framed(kind, rows)


def progress_of(baseline: float, target: float, observed: float) -> float | None:
    """(observed - baseline) / (target - baseline); works for falling targets too; None where target = baseline."""
    return None if target == baseline else (observed - baseline) / (target - baseline)


def elapsed_of(start: date, due: date, today: date) -> float | None:
    """Share of the time from start to due that has passed, 0-1; None where the dates are reversed or equal."""
    if due <= start:
        return None
    return min(max((today - start).days / (due - start).days, 0.0), 1.0)


def light_of(progress: float | None, elapsed: float | None, *, whole: bool = False) -> Light:
    """On track from 90 % of the progress that the time elapsed asks for, at risk from 60 %, else off track.

    A target reached is on track whatever the time; nothing is late before any time has passed. A target that is all
    or nothing (`whole`) has no half-way: it is on track for three quarters of the time, then at risk until its date.
    """
    if progress is None or elapsed is None:
        return "no data"
    if progress >= 1 or elapsed == 0 or progress >= ON_TRACK * elapsed:
        return "on track"
    if whole and elapsed < 1:
        return "on track" if elapsed < WHOLE_UNTIL else "at risk"
    return "at risk" if progress >= AT_RISK * elapsed else "off track"


def evaluate(world: World, *, as_of: str | None = None, examples: bool = True) -> Monitoring:
    """The state of the pilots that run or ran at a date (default: the network's `as_of`).

    progress = (observed - baseline) / (target - baseline) with the latest observation up to the date; elapsed counts
    from the pilot's start to the indicator's date; the forecast carries the pace so far on to that date, if it is yet
    to come. A reading older than the year before the report (before the pilot's end, once it has ended) is no data:
    nothing is concluded from it. A milestone overdue puts a pilot at risk, one overdue for half a year off track; one
    done after the report's date is not done. An output indicator without a baseline starts at 0; a result indicator
    without one has no data, and the remark says so.
    A pilot that was stopped is judged by the day it was. Pilots marked as worked examples are shown and marked;
    `examples=False` leaves them out.
    """
    today = day(as_of or world.network.as_of, last=True)
    pilots = [p for p in world.pilots if p.status in FOLLOWED and (examples or not p.example)]
    problems: list[FaultyEntry] = []
    states: list[PilotState] = []
    indicators: list[IndicatorState] = []
    milestones: list[MilestoneState] = []
    money: list[MoneyState] = []
    checks: list[CriterionCheck] = []
    ended: list[Ended] = []
    for pilot in pilots:
        last = last_day(pilot, today)
        own = [_indicator(world, pilot, indicator, last, problems) for indicator in pilot.indicators]
        steps = [_milestone(pilot.id, m.title, m.due, m.done, last) for m in pilot.milestones]
        states.append(_pilot(pilot, own, steps, last, problems))
        ended += as_a_whole(pilot, own, steps, today)
        indicators += own
        milestones += steps
        money += _money(pilot, problems)
        checks += _checks(pilot)
        problems += _bounds(world, pilot, own)
    return Monitoring(
        today,
        tuple(states),
        tuple(indicators),
        tuple(milestones),
        tuple(money),
        tuple(checks),
        tuple(problems),
        tuple(history(pilots, today)),
        tuple(learned(pilots, today)),
        tuple(ended),
    )


def _money(pilot: Pilot, problems: list[FaultyEntry]) -> Iterator[MoneyState]:
    for cost in pilot.costs:
        share = cost.spent / cost.amount if cost.spent is not None and cost.amount else None
        if share is not None and share > 1:
            problems.append(
                FaultyEntry(pilot.id, Fault.OVERSPENT, other=cost.partner, value=cost.spent, limit=cost.amount)
            )
        yield MoneyState(pilot.id, cost.partner, cost.amount, cost.spent, cost.currency, share, tuple(cost.source))


def _checks(pilot: Pilot) -> Iterator[CriterionCheck]:
    for criterion in get_args(get_args(Pilot.model_fields["dac"].annotation)[0]):
        check = pilot.dac.get(criterion)
        if check is None:
            yield CriterionCheck(pilot.id, criterion, "open", "", ())
        else:
            yield CriterionCheck(pilot.id, criterion, check.answer, check.evidence or "", tuple(check.source))


def milestones_light(overdue: list[int]) -> Light:
    """What milestones overdue by these days make of a pilot; no data where none is: they can only make it worse."""
    if not overdue:
        return "no data"
    return "off track" if max(overdue) > OVERDUE_DAYS else "at risk"


def _pilot(
    pilot: Pilot,
    indicators: list[IndicatorState],
    milestones: list[MilestoneState],
    today: date,
    problems: list[FaultyEntry],
) -> PilotState:
    lights = [row.light for row in indicators]
    overdue = [row.days for row in milestones if row.state == "overdue"]
    judged = [light for light in (*lights, milestones_light(overdue)) if light != "no data"]
    elapsed = None
    if not pilot.start:
        problems.append(FaultyEntry(pilot.id, Fault.NO_START))
    elif pilot.end:
        elapsed = elapsed_of(day(pilot.start), day(pilot.end, last=True), today)
        if elapsed is None:
            problems.append(FaultyEntry(pilot.id, Fault.REVERSED))
    if not pilot.indicators:
        problems.append(FaultyEntry(pilot.id, Fault.NO_INDICATOR))
    return PilotState(
        pilot=pilot.id,
        title=pilot.called,
        status=pilot.status,
        start=pilot.start,
        end=pilot.end,
        elapsed=elapsed,
        light=min(judged, key=LIGHTS.index) if judged else "no data",
        indicators=len(lights),
        no_data=lights.count("no data"),
        overdue=len(overdue),
        example=pilot.example,
    )


def _indicator(
    world: World, pilot: Pilot, indicator: Indicator, today: date, problems: list[FaultyEntry]
) -> IndicatorState:
    term = world.vocabulary.terms("indicators").get(indicator.code)
    kind = term.kind if term else None
    from_nought = indicator.baseline is None and kind == "output"
    baseline = 0.0 if from_nought else indicator.baseline
    seen = sorted((day(o.date, last=True), o.value) for o in indicator.observations)
    for when in [when for when, _ in seen if when > today][:1]:
        problems.append(FaultyEntry(pilot.id, Fault.FUTURE, indicator.code, when=when.isoformat()))
    known = [(when, value) for when, value in seen if when <= today]
    due = indicator.due or pilot.end
    start, until = (day(pilot.start) if pilot.start else None), (day(due, last=True) if due else None)
    lacking = list(_lacking(baseline, indicator.target, until, start, known))
    if not lacking and _outdated(pilot, known[-1][0], today):
        lacking.append(Lack.RECENT)
    progress = elapsed = forecast = reached = None
    remarks: list[Remark] = []
    if not lacking and baseline is not None and indicator.target is not None and start and until:
        when, value = known[-1]
        progress = progress_of(baseline, indicator.target, value)
        elapsed = elapsed_of(start, until, today)
        if progress is None:
            lacking.append(Lack.CHANGE)
        elif elapsed is None:
            lacking.append(Lack.TIME)
            problems.append(FaultyEntry(pilot.id, Fault.EARLY, indicator.code, when=due))
        else:
            if until > today:
                forecast, reached = _forecast(baseline, indicator.target, value, start, when, until)
            if progress > 1:
                remarks.append(Remark.BEYOND)
                problems.append(
                    FaultyEntry(pilot.id, Fault.BEYOND, indicator.code, value=value, limit=indicator.target)
                )
        if from_nought:
            remarks.append(Remark.FROM_NOUGHT)
    whole = baseline is not None and indicator.target is not None and abs(indicator.target - baseline) <= 1
    light = light_of(progress, elapsed, whole=whole)
    if whole and light == "on track" and progress is not None and progress < 1:
        remarks.insert(0, Remark.WHOLE)
    return IndicatorState(
        pilot=pilot.id,
        indicator=indicator.code,
        title=term.title if term else indicator.code,
        kind=kind,
        unit=term.unit if term else None,
        baseline=baseline,
        target=indicator.target,
        due=due,
        observed=known[-1][1] if known else None,
        observed_on=known[-1][0].isoformat() if known else None,
        progress=progress,
        elapsed=elapsed,
        light=light,
        lacking=tuple(lacking),
        forecast=forecast,
        reached_on=reached,
        remarks=tuple(remarks),
    )


def _lacking(
    baseline: float | None,
    target: float | None,
    until: date | None,
    start: date | None,
    known: list[tuple[date, float]],
) -> Iterator[Lack]:
    wanted = {Lack.BASELINE: baseline, Lack.TARGET: target, Lack.DUE: until, Lack.START: start}
    yield from (lack for lack, value in wanted.items() if value is None)
    if not known:
        yield Lack.READING


def _outdated(pilot: Pilot, when: date, today: date) -> bool:
    """Whether a reading says nothing about the report's date: for a pilot that has ended, about its end."""
    spoken = min(today, day(pilot.end, last=True)) if pilot.end else today
    return (spoken - when).days > PERIOD_DAYS


def _forecast(
    baseline: float, target: float, value: float, start: date, when: date, until: date
) -> tuple[float | None, str | None]:
    """(value at the target's date, day the target would be reached) at the pace so far; None without any pace."""
    days = (when - start).days
    if days <= 0:
        return None, None
    pace = (value - baseline) / days
    ahead = (target - baseline) / pace if pace else inf
    reached = (start + timedelta(days=round(ahead))).isoformat() if 0 < ahead < CENTURY else None
    return baseline + pace * (until - start).days, reached


def _milestone(pilot: str, title: str, due: str, done: str | None, today: date) -> MilestoneState:
    limit = day(due, last=True)
    if done is not None and day(done) <= today:
        late = (day(done) - limit).days
        return MilestoneState(pilot, title, due, done, "late" if late > 0 else "done", max(late, 0))
    late = (today - limit).days
    return MilestoneState(pilot, title, due, None, "overdue" if late > 0 else "to come", max(late, 0))


def _bounds(world: World, pilot: Pilot, indicators: list[IndicatorState]) -> Iterator[FaultyEntry]:
    """Results that exceed the output they can only be a part of."""
    values = {row.indicator: row.observed for row in indicators if row.observed is not None}
    terms = world.vocabulary.terms("indicators")
    for result, value in values.items():
        limit = terms[result].max_of if result in terms else None
        if limit is not None and limit in values and value > values[limit]:
            yield FaultyEntry(pilot.id, Fault.EXCEEDS, result, limit, value, values[limit])
