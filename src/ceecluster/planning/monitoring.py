"""Following running pilots: progress against time, a light with its rule, a forecast, the six DAC criteria."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.frames import rows as plain_rows
from ceecluster.model import Pilot, World
from ceecluster.model.pilots import Indicator

Light = Literal["on track", "at risk", "off track", "no data"]
LIGHTS: tuple[Light, ...] = ("off track", "at risk", "on track", "no data")
"""From worst to best; no data is apart."""
ON_TRACK, AT_RISK = 0.9, 0.6
"""Progress as a share of the time elapsed from which an indicator is on track, and at risk; below, off track."""
WHOLE_UNTIL = 0.75
"""Share of the time until which a target that is all or nothing is on track without a step towards it."""
PERIOD_DAYS = 366
"""Days before a report that it speaks of; an older reading says nothing about today."""
OVERDUE_DAYS = 180
"""Days from which an overdue milestone puts a pilot off track; before, at risk."""
INDICATORS = [
    "pilot", "indicator", "title", "kind", "unit", "baseline", "target", "due", "observed", "observed_on", "progress",
    "elapsed", "light", "why", "forecast", "reached_on", "remark",
]  # fmt: skip
PILOTS = ["pilot", "title", "status", "start", "end", "elapsed", "light", "indicators", "no_data", "overdue", "example"]
MILESTONES = ["pilot", "milestone", "due", "done", "state", "days"]
MONEY = ["pilot", "partner", "planned", "spent", "currency", "share", "source"]
DAC = ["pilot", "criterion", "answer", "evidence", "source"]


@dataclass(frozen=True)
class Monitoring:
    """The state of the pilots at a date; frozen, with tidy tables."""

    as_of: date
    pilots: pd.DataFrame
    """One row per running or finished pilot; columns PILOTS."""
    indicators: pd.DataFrame
    """Columns INDICATORS."""
    milestones: pd.DataFrame
    """`state` is done, late (done after its date), overdue, or to come; `days` late. Columns MILESTONES."""
    money: pd.DataFrame
    """Columns MONEY."""
    dac: pd.DataFrame
    """Six rows per pilot; `answer` is open where nobody answered. Columns DAC."""
    problems: tuple[tuple[str, str], ...]
    """(pilot, what is wrong with its entries)."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, dates as text, None for what is missing."""
        names = ("pilots", "indicators", "milestones", "money", "dac")
        tables = {name: plain_rows(getattr(self, name)) for name in names}
        rule = {"on_track": ON_TRACK, "at_risk": AT_RISK, "whole_until": WHOLE_UNTIL, "period_days": PERIOD_DAYS}
        return {
            "as_of": self.as_of.isoformat(),
            "rule": rule,
            **tables,
            "problems": [{"pilot": pilot, "what": what} for pilot, what in self.problems],
        }


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


def day(text: str, *, last: bool = False) -> date:
    """A date as typed (2026, 2026-11, 2026-11-01); `last` takes the last day of a year or month, else the first."""
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            return date(*parts)
        year, month = parts[0], parts[1] if len(parts) == 2 else (12 if last else 1)
        first = date(year, month, 1)
        if not last:
            return first
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, TypeError):
        raise UsageError(f"'{text}' is not a date", "Write 2026, 2026-11 or 2026-11-23.") from None


def evaluate(world: World, *, as_of: str | None = None, examples: bool = True) -> Monitoring:
    """The state of the running and finished pilots at a date (default: the network's `as_of`).

    progress = (observed - baseline) / (target - baseline) with the latest observation up to the date; elapsed counts
    from the pilot's start to the indicator's date; the forecast carries the pace so far on to that date, if it is yet
    to come. A reading older than the year before the report (before the pilot's end, once it has ended) is no data:
    nothing is concluded from it. A milestone overdue puts a pilot at risk, one overdue for half a year off track; one
    done after the report's date is not done. An output indicator without a baseline starts at 0; a result indicator
    without one has no data, and the remark says so.
    Pilots marked as worked examples are shown and marked; `examples=False` leaves them out.
    """
    today = day(as_of or world.network.as_of, last=True)
    pilots = [p for p in world.pilots if p.status in ("running", "finished") and (examples or not p.example)]
    problems: list[tuple[str, str]] = []
    rows: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in ("pilots", "indicators", "milestones", "money", "dac")
    }
    for pilot in pilots:
        indicators = [_indicator(world, pilot, indicator, today, problems) for indicator in pilot.indicators]
        rows["indicators"] += indicators
        milestones = [_milestone(pilot.id, m.title, m.due, m.done, today) for m in pilot.milestones]
        rows["pilots"].append(_pilot(pilot, indicators, milestones, today, problems))
        rows["milestones"] += milestones
        for cost in pilot.costs:
            share = cost.spent / cost.amount if cost.spent is not None and cost.amount else None
            rows["money"].append(
                (pilot.id, cost.partner, cost.amount, cost.spent, cost.currency, share, ";".join(cost.source))
            )
            if share is not None and share > 1:
                problems.append((pilot.id, f"{cost.partner} has spent more than was planned"))
        for criterion in get_args(get_args(Pilot.model_fields["dac"].annotation)[0]):
            check = pilot.dac.get(criterion)
            rows["dac"].append(
                (pilot.id, criterion, check.answer, check.evidence or "", ";".join(check.source))
                if check
                else (pilot.id, criterion, "open", "", "")
            )
        problems += _bounds(world, pilot, indicators)
    columns = {"pilots": PILOTS, "indicators": INDICATORS, "milestones": MILESTONES, "money": MONEY, "dac": DAC}
    tables = {name: pd.DataFrame(rows[name], columns=columns[name]) for name in columns}
    return Monitoring(as_of=today, problems=tuple(problems), **tables)


def milestones_light(overdue: list[int]) -> Light:
    """What milestones overdue by these days make of a pilot; no data where none is: they can only make it worse."""
    if not overdue:
        return "no data"
    return "off track" if max(overdue) > OVERDUE_DAYS else "at risk"


def _pilot(
    pilot: Pilot,
    indicators: list[tuple[Any, ...]],
    milestones: list[tuple[Any, ...]],
    today: date,
    problems: list[tuple[str, str]],
) -> tuple[Any, ...]:
    lights = [row[INDICATORS.index("light")] for row in indicators]
    state, late = MILESTONES.index("state"), MILESTONES.index("days")
    overdue = [row[late] for row in milestones if row[state] == "overdue"]
    judged = [light for light in (*lights, milestones_light(overdue)) if light != "no data"]
    light = min(judged, key=LIGHTS.index) if judged else "no data"
    elapsed = None
    if not pilot.start:
        problems.append((pilot.id, "no start date is given, so that no time can be counted"))
    elif pilot.end:
        elapsed = elapsed_of(day(pilot.start), day(pilot.end, last=True), today)
        if elapsed is None:
            problems.append((pilot.id, f"it ends ({pilot.end}) before it starts ({pilot.start})"))
    if not pilot.indicators:
        problems.append((pilot.id, "it has no indicator"))
    title = pilot.title.get("en") or next(iter(pilot.title.values()), pilot.id)
    return (
        pilot.id, title, pilot.status, pilot.start, pilot.end, elapsed, light, len(lights), lights.count("no data"),
        len(overdue), pilot.example,
    )  # fmt: skip


def _indicator(
    world: World, pilot: Pilot, indicator: Indicator, today: date, problems: list[tuple[str, str]]
) -> tuple[Any, ...]:
    term = world.vocabulary.terms("indicators").get(indicator.code)
    kind = term.kind if term else None
    baseline = 0.0 if indicator.baseline is None and kind == "output" else indicator.baseline
    seen = sorted((day(o.date, last=True), o.value) for o in indicator.observations)
    future = [when for when, _ in seen if when > today]
    if future:
        problems.append((pilot.id, f"{indicator.code} has an observation after the report's date ({future[0]})"))
    known = [(when, value) for when, value in seen if when <= today]
    due = indicator.due or pilot.end
    start, until = (day(pilot.start) if pilot.start else None), (day(due, last=True) if due else None)
    progress = elapsed = forecast = None
    reached = None
    missing = _missing(baseline, indicator.target, until, start, known)
    why = f"no {missing}" if missing else ""
    if not missing and (why := _outdated(pilot, known[-1][0], today)):
        missing = "recent reading"
    remark = ""
    if not missing and baseline is not None and indicator.target is not None and start and until:
        when, value = known[-1]
        progress = progress_of(baseline, indicator.target, value)
        elapsed = elapsed_of(start, until, today)
        if progress is None:
            why = "the target equals the baseline"
        elif elapsed is None:
            why = f"its date ({due}) does not lie after the start ({pilot.start})"
            problems.append((pilot.id, f"{indicator.code}: {why}"))
        else:
            if until > today:
                forecast, reached = _forecast(baseline, indicator.target, value, start, when, until)
            if progress > 1:
                remark = "the observed value lies beyond the target"
                problems.append((pilot.id, f"{indicator.code}: {remark}"))
    whole = baseline is not None and indicator.target is not None and abs(indicator.target - baseline) <= 1
    light = light_of(progress, elapsed, whole=whole)
    if whole and light == "on track" and progress is not None and progress < 1:
        remark = "; ".join(filter(None, (remark, "all or nothing: on track for three quarters of the time")))
    if kind == "output" and indicator.baseline is None and not missing:
        remark = "; ".join(filter(None, (remark, "baseline taken as 0, as for every output")))
    return (
        pilot.id, indicator.code, term.title if term else indicator.code, kind, term.unit if term else None, baseline,
        indicator.target, due, known[-1][1] if known else None, known[-1][0].isoformat() if known else None, progress,
        elapsed, light, why, forecast, reached, remark,
    )  # fmt: skip


def _missing(
    baseline: float | None,
    target: float | None,
    until: date | None,
    start: date | None,
    known: list[tuple[date, float]],
) -> str:
    wanted = {"baseline": baseline, "target": target, "target date": until, "start date": start}
    names = [name for name, value in wanted.items() if value is None] + ([] if known else ["observation"])
    return ", ".join(names)


def _outdated(pilot: Pilot, when: date, today: date) -> str:
    """Why a reading says nothing about the report's date; empty where it does."""
    spoken = min(today, day(pilot.end, last=True)) if pilot.end else today
    old = (spoken - when).days > PERIOD_DAYS
    return f"no recent reading: the last one is of {when.isoformat()}" if old else ""


def _forecast(
    baseline: float, target: float, value: float, start: date, when: date, until: date
) -> tuple[float | None, str | None]:
    """(value at the target's date, day the target would be reached) at the pace so far; None without any pace."""
    days = (when - start).days
    if days <= 0:
        return None, None
    pace = (value - baseline) / days
    reached = None
    if pace and (target - baseline) / pace > 0:
        ahead = (target - baseline) / pace
        reached = (start + timedelta(days=round(ahead))).isoformat() if ahead < 36_525 else None
    return baseline + pace * (until - start).days, reached


def _milestone(pilot: str, title: str, due: str, done: str | None, today: date) -> tuple[Any, ...]:
    limit = day(due, last=True)
    if done is not None and day(done) <= today:
        late = (day(done) - limit).days
        return pilot, title, due, done, "late" if late > 0 else "done", max(late, 0)
    late = (today - limit).days
    return pilot, title, due, None, "overdue" if late > 0 else "to come", max(late, 0)


def _bounds(world: World, pilot: Pilot, indicators: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    """Results that exceed the output they can only be a part of."""
    code, observed = INDICATORS.index("indicator"), INDICATORS.index("observed")
    values = {row[code]: row[observed] for row in indicators if row[observed] is not None}
    terms = world.vocabulary.terms("indicators")
    return [
        (pilot.id, f"{result} ({value:g}) exceeds {limit} ({values[limit]:g}), of which it can only be a part")
        for result, value in values.items()
        if result in terms and (limit := terms[result].max_of) is not None and limit in values and value > values[limit]
    ]
