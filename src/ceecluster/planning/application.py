"""A concept note for one pilot and one documented call: who may take part, what is promised, what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ceecluster import frames
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.model.actions import Action, Comparable
from ceecluster.model.vocabulary import Call, Cover, ProgrammeTerm
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.actions import PilotAction
from ceecluster.planning.comparable import comparables
from ceecluster.planning.pilotplan import actions_of
from ceecluster.results import Result


class CallState(StrEnum):
    """What is documented of a call on the day of the information."""

    OPEN = "open"
    AHEAD = "ahead"
    """It opens later."""
    OVER = "over"
    UNDATED = "undated"
    """It has begun, or no day is documented, and no last day is."""


@dataclass(frozen=True)
class Applicant:
    """A partner as the programme would see it."""

    region: str
    body: str | None
    """The body that stands for it in the year of the start; None where none is named."""
    lead: bool
    """Whether it would apply for all."""
    cover: Cover | None
    """How much of it lies in the programme's area; None without a programme."""


@dataclass(frozen=True)
class Unsettled:
    """Something that has to be answered before the note can be handed in."""

    key: str
    regions: tuple[str, ...]
    """Who answers; empty where the partners answer together."""


@dataclass(frozen=True, repr=False)
class Application(Result):
    """A concept note."""

    JSON = (
        "number=pilot.number", "title=pilot.candidate.title", "start=pilot.start", "end=pilot.end",
        "programme=programme_code", "call=call_title", "state", "partners", "indicators=pilot.indicators",
        "costs=pilot.costs", "comparable=comparable_titles", "open",
    )  # fmt: skip

    pilot: PilotAction
    programme: ProgrammeTerm | None
    """The programme that could pay; None where none is open for every partner, or none is listed."""
    call: Call | None
    """The call it is written for, else the newest on file as a pattern; None where no call is documented."""
    state: CallState | None
    """What is documented of that call."""
    partners: tuple[Applicant, ...]
    """The lead first."""
    consists: tuple[Action, ...]
    """What a pilot on its objectives can consist of, as the workspace lists it."""
    open: tuple[Unsettled, ...]
    """What has to be answered first."""

    @property
    def comparable(self) -> tuple[Comparable, ...]:
        """Projects that did such a thing, each once."""
        return comparables(self.consists)

    @property
    def comparable_titles(self) -> tuple[str, ...]:
        """Their titles."""
        return tuple(each.title for each in self.comparable)

    @property
    def programme_code(self) -> str | None:
        """Code of the programme."""
        return None if self.programme is None else self.programme.code

    @property
    def call_title(self) -> str | None:
        """Title of the call."""
        return None if self.call is None else self.call.title

    @property
    def table(self) -> pd.DataFrame:
        """One row per partner."""
        return frames.framed(Applicant, self.partners)


def application(world: World, plan: Plan, number: str, call: str | None = None) -> Application:
    """The note for a pilot of a plan; `call` is (part of) the title of a documented call, or a programme's code.

    Without `call`: the programme that the plan names for the pilot, and its call that is open or comes next; where
    none is, the newest one on file, as a pattern. UsageError for a pilot that the plan does not have, and for a call
    that is not on file or whose programme cannot be told from another's.
    """
    pilot = next((each for each in plan.pilots if each.number == number), None)
    if pilot is None:
        raise unknown("pilot", number, [each.number for each in plan.pilots])
    terms = world.vocabulary.programmes()
    day = world.network.as_of
    programme: ProgrammeTerm | None
    if call is not None:
        programme, chosen = _named(terms, call, day)
    else:
        programme = terms[pilot.funding.code] if pilot.funding else None
        chosen = newest(programme.calls, day) if programme else None
    state = None if chosen is None else state_of(chosen, day)
    partners = tuple(_applicants(world, pilot, programme))
    consists = actions_of(world, pilot.candidate)
    unsettled = tuple(_unsettled(pilot, programme, chosen, state, partners, described=bool(consists)))
    return Application(pilot, programme, chosen, state, partners, consists, unsettled)


def state_of(call: Call, day: str) -> CallState:
    """What is documented of a call on a day; months and years count to their end."""
    if call.opens is not None and call.opens > day[: len(call.opens)]:
        return CallState.AHEAD
    if call.closes is None:
        return CallState.UNDATED
    return CallState.OPEN if call.closes >= day[: len(call.closes)] else CallState.OVER


def newest(calls: tuple[Call, ...], day: str) -> Call | None:
    """The call that is open, else the next, else one without a last day, else the newest that is over."""
    ranked = sorted(calls, key=lambda call: call.closes or call.opens or "", reverse=True)
    return min(ranked, key=lambda call: _use(call, day), default=None)


def _use(call: Call, day: str) -> int:
    """How far down a call stands; one without any day says less than one that is over."""
    state = state_of(call, day)
    if state is CallState.UNDATED:
        return 2 if call.opens else 4
    return (CallState.OPEN, CallState.AHEAD, CallState.UNDATED, CallState.OVER).index(state)


def _named(terms: dict[str, ProgrammeTerm], name: str, day: str) -> tuple[ProgrammeTerm, Call | None]:
    """The programme and call that a name means."""
    if name.upper() in terms:
        term = terms[name.upper()]
        return term, newest(term.calls, day)
    wanted = name.casefold()
    found = [(term, call) for term in terms.values() for call in term.calls if wanted in call.title.casefold()]
    exact = [(term, call) for term, call in found if call.title.casefold() == wanted]
    found = exact or found
    if not found:
        known = ", ".join(code for code, term in terms.items() if term.calls)
        raise UsageError(f"no documented call is named '{name}'", f"programmes with calls on file: {known or 'none'}")
    if len(found) > 1:
        several = "; ".join(f"{call.title} ({term.code})" for term, call in found[:4])
        raise UsageError(f"{len(found)} documented calls are named '{name}'", f"name one of them in full: {several}")
    return found[0]


def _applicants(world: World, pilot: PilotAction, programme: ProgrammeTerm | None) -> Iterator[Applicant]:
    network = world.network
    for code in pilot.regions:
        region = network.region(code)
        parts = {programme.covers(area) for area in region.nuts} if programme else set[Cover]()
        body = network.name_at(region.partner, pilot.start.year) if region.partner else None
        yield Applicant(code, body, code == pilot.lead, _together(parts) if programme else None)


def _together(parts: set[Cover]) -> Cover:
    """How much of a region lies inside, by its areas."""
    if len(parts) == 1:
        return next(iter(parts))
    return "part" if parts & {"whole", "part"} else "unknown"


def _unsettled(
    pilot: PilotAction,
    programme: ProgrammeTerm | None,
    call: Call | None,
    state: CallState | None,
    partners: tuple[Applicant, ...],
    *,
    described: bool,
) -> Iterator[Unsettled]:
    """What the data do not say, in the order in which an applicant needs it."""
    lead = (pilot.lead,)
    if programme is None:
        yield Unsettled("programme", lead)
    elif call is None:
        yield Unsettled("call", lead)
    elif state is not CallState.OPEN:
        yield Unsettled("next_call" if state is CallState.OVER else "dates", lead)
    if outside := tuple(each.region for each in partners if each.cover == "none"):
        yield Unsettled("outside", outside)
    if unsure := tuple(each.region for each in partners if each.cover in ("unknown", "part")):
        yield Unsettled("area", unsure)
    if programme is not None and len(programme.specific_objectives) != 1:
        yield Unsettled("objective", lead)
    declared = pilot.candidate.pilot
    if not described and not (declared and declared.action):
        yield Unsettled("activities", lead)
    if bodiless := tuple(each.region for each in partners if each.body is None):
        yield Unsettled("body", bodiless)
    if without := tuple(line.partner for line in pilot.costs if line.amount is None):
        yield Unsettled("amounts", without)
    if programme is not None and not programme.cofinancing:
        yield Unsettled("rate", lead)
    if not pilot.indicators or any(each.target is None or each.baseline is None for each in pilot.indicators):
        yield Unsettled("targets", lead)
    if pilot.state_aid is None:
        yield Unsettled("aid", pilot.regions)
    if pilot.follow_up is None:
        yield Unsettled("follow_up", lead)
    if any(risk.key in ("derived", "silent") for risk in pilot.risks):
        named = {code for risk in pilot.risks if risk.key in ("derived", "silent") for code in risk.regions}
        yield Unsettled("will", tuple(code for code in pilot.regions if code in named))
