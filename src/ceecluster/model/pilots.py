"""Pilot actions: ideas the partners declared, and monitoring entries of running ones."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ceecluster.model.base import (
    Amount,
    CalendarYear,
    Code,
    Codes,
    Day,
    Flag,
    Frozen,
    Number,
    PlaceCode,
    PlaceCodes,
    Quoted,
    Share,
    Slug,
    Source,
    SourceKey,
    SourceKeys,
    Text,
    Texts,
    Whole,
    Worded,
    one_or_many,
)


class Observation(Frozen):
    """One reading of an indicator."""

    date: Day
    value: Number
    source: SourceKeys = ()
    note: Text | None = None


class Indicator(Frozen):
    """An indicator of a pilot with its aim and its readings."""

    code: Code
    """Indicator code (RCO…, RCR…)."""
    baseline: Number | None = None
    target: Number | None = None
    due: Day | None = None
    """Date of the target."""
    observations: tuple[Observation, ...] = ()
    note: Text | None = None


class Cost(Frozen):
    """Planned or spent money of one partner."""

    partner: PlaceCode
    amount: Amount
    currency: Text = "EUR"
    spent: Amount | None = None
    """Spent so far."""
    source: SourceKeys = ()


class Milestone(Frozen):
    """A dated step."""

    title: Quoted
    due: Day
    done: Day | None = None
    """Date on which it was done."""


class Check(Frozen):
    """One of the six OECD DAC criteria, answered with evidence."""

    answer: Literal["yes", "partly", "no", "open"]
    evidence: Quoted | None = None
    source: SourceKeys = ()


class Work(Frozen):
    """A stretch of work."""

    title: Quoted
    lead: PlaceCode
    start: Day
    end: Day


class Event(Frozen):
    """Something that happened to a pilot; a change says in its note what was so before."""

    date: Day
    what: Literal["started", "joined", "left", "changed", "stopped", "finished"]
    """What happened."""
    region: PlaceCode | None = None
    """Who joined or left."""
    note: Quoted | None = None
    source: SourceKeys = ()


class Lesson(Frozen):
    """Something a pilot taught, for whoever plans the next one."""

    text: Quoted
    date: Day | None = None
    source: SourceKeys = ()


class Pilot(Frozen):
    """A pilot action: an idea, a plan, or a running project."""

    id: Slug
    title: Texts
    status: Literal["idea", "planned", "running", "finished", "stopped"] = "idea"
    idea: Slug | None = None
    """The declared idea it grew out of."""
    background: Quoted | None = None
    """Why it is needed."""
    action: Quoted | None = None
    """What is to be done."""
    objectives: Codes = ()
    sectors: Codes = ()
    criteria: Codes = ()
    """Criteria of the guidelines it would improve."""
    lead: PlaceCode | None = None
    partners: PlaceCodes = ()
    """Regions; empty for an idea that is open to all. Of a pilot that has started: who takes part now."""
    owner: Text | None = None
    """The body that answers for it."""
    start: Day | None = None
    end: Day | None = None
    eu_programme: Code | None = None
    """Programme that shall pay."""
    costs: tuple[Cost, ...] = ()
    work: tuple[Work, ...] = ()
    """Work packages."""
    milestones: tuple[Milestone, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    dac: dict[Literal["relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability"], Check] = {}
    risks: tuple[Quoted, ...] = ()
    """What may go wrong, and what is done about it."""
    state_aid: Quoted | None = None
    """Basis of public money, as documented."""
    follow_up: Quoted | None = None
    """Who carries it on."""
    history: tuple[Event, ...] = ()
    """What happened to it, from its start on: who joined and left, what was changed, how it ended."""
    lessons: tuple[Lesson, ...] = ()
    """What it taught; the next plan shows it beside pilots on the same theme."""
    go_on: Check | None = None
    """Whether it should go on after its end, with the evidence."""
    excludes: tuple[Slug, ...] = ()
    """Pilots it cannot run beside."""
    synergies: dict[Slug, Share] = {}
    """Added value, as a share of the best value, when both run."""
    theme: Text | None = None
    """What it is about."""
    example: Flag = False
    """True for a worked example: shown, never selected or counted."""
    source: SourceKeys = ()
    note: Text | None = None

    @property
    def called(self) -> Worded:
        """Its title, as it is told in a language; nobody needs to translate it."""
        return Worded.of(self.title, self.id, quoted=True)


class LegacyTrace(Frozen):
    """What a search brought."""

    text: Worded
    source: SourceKeys = ()


class Legacy(Frozen):
    """An idea, a pilot or an aim of the network's past, and what is found of it today."""

    id: Slug
    kind: Literal["idea", "pilot", "aim"]
    title: Texts
    count: Whole = Field(default=1, ge=1)
    """How many of its kind it stands for, where sources count but do not name them."""
    year: CalendarYear | None = None
    """When it was named."""
    said: Worded
    """What the sources of the time say of it."""
    source: SourceKeys
    outcome: Literal["carried_out", "continued", "same_field", "not_found"]
    """`carried_out` where a source says so, `continued` where one says in what it went on, `same_field` where later
    records do the like and no source links them, `not_found` else: never a statement that there was nothing."""
    records: Annotated[tuple[Slug, ...], BeforeValidator(one_or_many)] = ()
    """Records in which it went on, or that do the like."""
    found: LegacyTrace | None = None
    """What was found, or where it was looked for."""


class PilotFile(Frozen):
    """A file under data/pilots/."""

    as_of: Day
    note: Text | None = None
    sources: dict[SourceKey, Source] = {}
    pilots: tuple[Pilot, ...] = ()
    legacy: tuple[Legacy, ...] = ()
    """What became of earlier ideas, pilots and aims."""
