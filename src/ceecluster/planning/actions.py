"""What a plan is made of: actions, each with its reasons. None can be made without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from ceecluster.coherence.learning import RegionLesson
from ceecluster.errors import UsageError
from ceecluster.planning.candidates import Candidate
from ceecluster.planning.earlier import Taught
from ceecluster.planning.equal_records import Newcomer
from ceecluster.planning.funding import FundingSource
from ceecluster.published import Published

ReasonKind = Literal["record", "figure", "clause", "rule"]


@dataclass(frozen=True)
class Reason:
    """One thing an action rests on."""

    kind: ReasonKind
    """A record of the inventories, a computed figure, a clause of the draft agreement, or a rule of the network."""
    ref: str
    """Record id, name of the figure, number of the clause, name of the rule."""
    value: float | None = None
    about: tuple[str, ...] = ()
    """Regions or codes it is about."""
    of: int | None = None
    """Of how many the value is a share."""


class ActionKind(StrEnum):
    """What an action of the plan is."""

    PILOT = "pilot"
    PROGRAMME = "programme"
    EXCHANGE = "exchange"
    FUNDING = "funding"
    QUALITY = "quality"
    ENLARGEMENT = "enlargement"


@dataclass(frozen=True, kw_only=True)
class PlanAction(Published):
    """Base of all actions: number in the plan, who takes part, and why."""

    kind: ClassVar[ActionKind]

    number: str
    regions: tuple[str, ...]
    because: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise UsageError(f"action {self.number} has no reason", "Say in `because` what it rests on.")


@dataclass(frozen=True)
class Actor:
    """Who acts for a partner at one level, as far as its records say."""

    region: str
    level: str
    record: str
    body: str
    """Operator, lead or owner the record names; else the record itself."""


@dataclass(frozen=True)
class WorkPackage:
    """A stretch of work: key names what it is, months count from 1."""

    key: str
    lead: str
    regions: tuple[str, ...]
    first_month: int
    """First month of the work."""
    last_month: int
    """Last month of the work."""
    start: date
    end: date
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DatedMilestone:
    """A milestone: `title` where a person gave one, else `key` names it."""

    key: str
    due: date
    title: str = ""


@dataclass(frozen=True)
class CostLine:
    """Money of one partner; `amount` is None where nobody has said, and `supplier` then has to."""

    partner: str
    amount: float | None
    currency: str
    source: tuple[str, ...]
    """Keys of the file that declares the amount."""
    file: str | None
    """That file, under data/pilots; None where nobody declared an amount."""
    supplier: str
    """Who has to say the amount."""


@dataclass(frozen=True)
class Target:
    """An indicator with baseline, target and date; `basis` says what the target counts."""

    code: str
    title: str
    kind: str | None
    unit: str | None
    rule: str | None
    """How the values of partners are added up."""
    baseline: float | None
    target: float | None
    due: str
    basis: str
    limit: str | None
    """Output indicator the result cannot exceed."""
    read_from: str | None
    """The document or list its value is read from."""


@dataclass(frozen=True)
class Risk:
    """Something that may go wrong, known from the data or named by the partners."""

    key: str
    regions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class NextRung:
    """The next rung of a criterion for one region at one level."""

    region: str
    level: str
    criterion: str
    now: float
    """z in [0, 1]."""
    step: int | None
    """The rung to reach, for criteria with rungs."""
    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PilotAction(PlanAction):
    """A pilot in the form of an action plan."""

    kind: ClassVar[ActionKind] = ActionKind.PILOT
    candidate: Candidate
    answers: tuple[str, ...]
    """Criteria among its partners' gaps that an activity of it acts on."""
    lead: str
    actors: tuple[Actor, ...]
    missing_levels: tuple[str, ...]
    """Levels without an actor on file."""
    start: date
    end: date
    work: tuple[WorkPackage, ...]
    steps: tuple[DatedMilestone, ...]
    costs: tuple[CostLine, ...]
    funding: FundingSource | None
    alternatives: tuple[FundingSource, ...]
    declared_funding: str | None
    """Programme the idea names, where it names one."""
    funding_closed: str | None
    """Why that programme cannot pay."""
    improvements: tuple[NextRung, ...]
    indicators: tuple[Target, ...]
    risks: tuple[Risk, ...]
    state_aid: str | None
    """Documented basis; None asks the question."""
    follow_up: str | None
    """Who carries it on, where somebody said so."""
    core: float | None
    """Share of weight and evidence draws whose optimum contains it."""
    theme_core: float | None
    """The same for any pilot on its theme."""
    lessons: tuple[Taught, ...] = ()
    """What earlier pilots taught that share its theme."""


@dataclass(frozen=True, kw_only=True)
class ProgrammeAction(PlanAction):
    """A trans-regional programme: one objective and one instrument held on several sides."""

    kind: ClassVar[ActionKind] = ActionKind.PROGRAMME
    objective: str
    instrument: str
    records: dict[str, tuple[str, ...]]
    mutual: tuple[tuple[str, str], ...]
    """Pairs open to each other."""
    one_way: tuple[tuple[str, str], ...]
    """(open region, region it is open to) without the way back."""


@dataclass(frozen=True)
class AgendaPoint(RegionLesson):
    """A lesson with what the learner would do about it."""

    text: str
    """The learner's next rung."""


@dataclass(frozen=True, kw_only=True)
class ExchangeAction(PlanAction):
    """A pair with an agenda."""

    kind: ClassVar[ActionKind] = ActionKind.EXCHANGE
    mutual: float
    """Harmonic mean of what each side can learn."""
    gain: tuple[float, float]
    """What the first and the second can learn."""
    lessons: tuple[AgendaPoint, ...]
    linked: bool
    """Whether a link between the two is documented already."""


@dataclass(frozen=True, kw_only=True)
class FundingAction(PlanAction):
    """A European programme that is open, and who knows it."""

    kind: ClassVar[ActionKind] = ActionKind.FUNDING
    source: FundingSource
    newcomers: tuple[str, ...]
    """Regions that never used it."""


@dataclass(frozen=True, kw_only=True)
class QualityAction(PlanAction):
    """The next steps of one region."""

    kind: ClassVar[ActionKind] = ActionKind.QUALITY
    value: float | None
    coverage: float | None
    steps: tuple[NextRung, ...]
    evidence: tuple[str, ...]
    """Criteria whose documentation would help most."""


@dataclass(frozen=True, kw_only=True)
class EnlargementAction(PlanAction):
    """What a candidate region would bring."""

    kind: ClassVar[ActionKind] = ActionKind.ENLARGEMENT
    candidate: str
    score: float
    """Mean of the shares of what it offers, 0 to 1."""
    rank: int
    """One more than the candidates clearly ahead of it; near ones are tied."""
    records: int
    equal: tuple[Newcomer, ...]
    """How alike each level would be without and with it, on equally many records of each region."""
    fills: tuple[str, ...]
    """Codes it holds that few members hold."""
    closest: tuple[tuple[str, float], ...]
    """Members with most codes in common, and the share."""
    shared: tuple[tuple[int, int], ...]
    """For each of these, how many codes are in common, of how many that either has."""
    pilots: tuple[str, ...]
    """Numbers of the pilots whose theme it holds."""
    to_document: tuple[str, ...]
    """Criteria whose documentation would help most."""
