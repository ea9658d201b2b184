"""What a pilot can consist of, by objective: problem, activities, outputs, indicators, roles, comparable projects."""

from typing import Literal

from pydantic import Field

from ceecluster.model.base import (
    Amount,
    Code,
    Codes,
    Day,
    Frozen,
    Number,
    Slug,
    Source,
    SourceKey,
    SourceKeys,
    Text,
    Worded,
)


class ProjectCost(Frozen):
    """What a comparable project cost, in its own currency; amounts of unlike kinds are never added."""

    amount: Amount
    unit: Literal["one", "thousand", "million", "billion"] = "one"
    currency: Text
    kind: Worded
    """What the money is: total budget, European part …"""
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


class Comparable(Frozen):
    """A project that did such a thing; its cost is an example, never a tariff."""

    title: Text
    record: Slug | None = None
    """Its record in the workspace, where there is one."""
    what: Worded | None = None
    """What of it compares."""
    budget: tuple[ProjectCost, ...] | Literal["not costed"]
    """Its budgets, or `not costed` where no source names one."""
    start: Day | None = None
    end: Day | None = None
    eu_programme: Code | None = None
    source: SourceKeys


class Aim(Frozen):
    """An indicator of the action and how its target is set."""

    code: Code
    """Indicator code (RCO…, RCR…)."""
    baseline: Number | None = None
    """What it starts from; results of cooperation start at 0."""
    counts: Worded
    """What is counted here."""


class Action(Frozen):
    """What a pilot on one objective can consist of."""

    objective: Code
    title: Worded | None = None
    """What people would call it: a pilot without an idea behind it is named after this and its field."""
    failure: Worded | None = None
    """When it has failed, to follow "if": what can be seen, and by when."""
    problem: Worded
    """What goes wrong without it, in plain words."""
    activities: tuple[Worded, ...] = Field(min_length=1)
    """What is done."""
    outputs: tuple[Worded, ...] = Field(min_length=1)
    """What is there afterwards."""
    indicators: tuple[Aim, ...] = ()
    """How progress is measured."""
    roles: dict[Text, Worded] = {}
    """Who does what, by level of the network."""
    criteria: Codes = ()
    """Criteria of the guidelines that the activities act on."""
    comparable: tuple[Comparable, ...] = ()
    """Projects that did such a thing; none found where empty."""
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


class ActionFile(Frozen):
    """The actions, by objective."""

    version: Text
    """Version of the list."""
    note: Worded | None = None
    sources: dict[SourceKey, Source] = {}
    """Sources by key."""
    actions: tuple[Action, ...] = ()
