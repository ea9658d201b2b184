"""Pilots that ended: what happened, what was learned, and how they stand as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ceecluster.model import Pilot
from ceecluster.model.dates import day
from ceecluster.planning.followed import Ended, Happened, IndicatorState, Learned, MilestoneState


def learned(pilots: Iterable[Pilot], today: date) -> Iterator[Learned]:
    """What pilots taught up to a day; what has no date counts."""
    for pilot in pilots:
        for lesson in pilot.lessons:
            if lesson.date is None or day(lesson.date) <= today:
                yield Learned(pilot.id, lesson.text, lesson.date)


def history(pilots: Iterable[Pilot], today: date) -> Iterator[Happened]:
    """What happened to pilots up to a day."""
    for pilot in pilots:
        for event in sorted(pilot.history, key=lambda event: event.date):
            if day(event.date) <= today:
                yield Happened(pilot.id, event.date, event.what, event.region, event.note)


def last_day(pilot: Pilot, today: date) -> date:
    """The day by which a pilot is judged: a stopped one by the day it was stopped."""
    stops = [day(event.date) for event in pilot.history if event.what == "stopped"]
    return min([today, *stops[-1:]]) if pilot.status == "stopped" else today


def as_a_whole(
    pilot: Pilot, rows: Sequence[IndicatorState], steps: Sequence[MilestoneState], today: date
) -> Iterator[Ended]:
    """The pilot as a whole, where it had ended by the date."""
    if pilot.status not in ("finished", "stopped"):
        return
    ends = [event.date for event in pilot.history if event.what == pilot.status]
    on = ends[-1] if ends else pilot.end if pilot.status == "finished" else None
    if on is not None and day(on) > today:
        return
    answers = [check.answer for check in pilot.dac.values() if check.answer != "open"]
    yield Ended(
        pilot=pilot.id,
        how=pilot.status,
        on=on,
        indicators=len(rows),
        reached=len([row for row in rows if row.progress is not None and row.progress >= 1]),
        milestones=len(steps),
        done=len([step for step in steps if step.done]),
        answered=len(answers),
        positive=answers.count("yes"),
        lessons=len(pilot.lessons),
        go_on=pilot.go_on.answer if pilot.go_on else "open",
        reason=pilot.go_on.evidence if pilot.go_on else None,
    )
