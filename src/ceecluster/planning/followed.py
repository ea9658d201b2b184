"""The rows of a follow-up: pilots, indicators, milestones, money, questions, and what is wrong with their entries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Light = Literal["on track", "at risk", "off track", "no data"]
LIGHTS: tuple[Light, ...] = ("off track", "at risk", "on track", "no data")
"""From worst to best; no data is apart."""


class Lack(StrEnum):
    """Why an indicator has no light."""

    BASELINE = "baseline"
    TARGET = "target"
    DUE = "target date"
    START = "start date"
    READING = "observation"
    RECENT = "recent reading"
    CHANGE = "a target other than the baseline"
    TIME = "a date after the start"


class Remark(StrEnum):
    """What a reader of an indicator should know."""

    BEYOND = "the observed value lies beyond the target"
    WHOLE = "all or nothing: on track for three quarters of the time"
    FROM_NOUGHT = "baseline taken as 0, as for every output"


class Fault(StrEnum):
    """What is wrong with the entries of a pilot."""

    NO_START = "no start date"
    REVERSED = "it ends before it starts"
    NO_INDICATOR = "no indicator"
    FUTURE = "an observation after the date of the report"
    EARLY = "a target date that does not lie after the start"
    BEYOND = "an observed value beyond the target"
    EXCEEDS = "a result that exceeds the output it can only be a part of"
    OVERSPENT = "more spent than was planned"


@dataclass(frozen=True)
class FaultyEntry:
    """Something wrong with the entries of a pilot."""

    pilot: str
    what: Fault
    indicator: str | None = None
    other: str | None = None
    """The output that a result exceeds, or the partner that has overspent."""
    value: float | None = None
    limit: float | None = None
    """What it may not exceed."""
    when: str | None = None
    """Date of the entry, where it is about one."""


@dataclass(frozen=True)
class IndicatorState:
    """One indicator of a pilot at the date of the report."""

    pilot: str
    indicator: str
    title: str
    kind: str | None
    unit: str | None
    baseline: float | None
    target: float | None
    due: str | None
    observed: float | None
    """Latest reading."""
    observed_on: str | None
    """Its date."""
    progress: float | None
    """Share of the way from baseline to target."""
    elapsed: float | None
    """Share of the time from start to due that has passed."""
    light: Light
    """By progress and time."""
    lacking: tuple[Lack, ...]
    """Why there is no light; empty where there is one."""
    forecast: float | None
    """Value at the due date at the present pace."""
    reached_on: str | None
    """When the target is reached at the present pace."""
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class PilotState:
    """One running or finished pilot at the date of the report."""

    pilot: str
    title: str
    status: str
    start: str | None
    end: str | None
    elapsed: float | None
    """Share of its time that has passed."""
    light: Light
    """The worst of its indicators and milestones."""
    indicators: int
    no_data: int
    """Indicators without a light."""
    overdue: int
    """Milestones overdue."""
    example: bool


@dataclass(frozen=True)
class MilestoneState:
    """One milestone."""

    pilot: str
    milestone: str
    """Its title."""
    due: str
    done: str | None
    """Date on which it was done."""
    state: Literal["done", "late", "overdue", "to come"]
    """`late` is done after its date."""
    days: int
    """Days late."""


@dataclass(frozen=True)
class MoneyState:
    """Planned and spent money of one partner."""

    pilot: str
    partner: str
    planned: float | None
    """Planned amount."""
    spent: float | None
    """Spent so far."""
    currency: str
    share: float | None
    """`spent` / `planned`."""
    source: tuple[str, ...]


@dataclass(frozen=True)
class CriterionCheck:
    """One of the six criteria of the OECD DAC."""

    pilot: str
    criterion: str
    answer: str
    """`open` where nobody answered."""
    evidence: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class Happened:
    """An entry of a pilot's history."""

    pilot: str
    date: str
    what: str
    """Started, joined, left, changed, stopped or finished."""
    region: str | None
    note: str | None


@dataclass(frozen=True)
class Learned:
    """A lesson of a pilot."""

    pilot: str
    text: str
    date: str | None


@dataclass(frozen=True)
class Ended:
    """A pilot that ended, as a whole."""

    pilot: str
    how: Literal["finished", "stopped"]
    """How it ended."""
    on: str | None
    """The day, as far as its history or its end date say it."""
    indicators: int
    reached: int
    """Indicators whose last reading is at the target or beyond."""
    milestones: int
    """How many it had."""
    done: int
    """Of these, done."""
    answered: int
    """Of the six questions of the OECD DAC, those answered yes, partly or no."""
    positive: int
    """Those answered yes."""
    lessons: int
    """How many it taught."""
    go_on: Literal["yes", "partly", "no", "open"]
    """Whether it should go on; open where nobody answered."""
    reason: str | None
    """Why it was stopped, where that was said."""
