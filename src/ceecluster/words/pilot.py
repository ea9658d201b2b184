"""One pilot in the form of an action plan: background, action, players, time, costs, funding, risks, indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Date,
    Marked,
    Names,
    Number,
    Part,
    Ref,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.planning.pilotplan import actions_of
from ceecluster.words.candidates import because, headed, partners, records, regions, title_of
from ceecluster.words.network import dated
from ceecluster.words.pilot_money import MoneyWords, money_words
from ceecluster.words.plan_figures import step_name, work_name
from ceecluster.words.values import MANY, joined, told_once

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.model.pilots import Lesson
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.actions import (
        Actor,
        DatedMilestone,
        NextRung,
        PilotAction,
        Risk,
        Target,
        WorkPackage,
    )
    from ceecluster.planning.funding import FundingSource

HELD = 3
"""Records named per region where several regions stand in a sentence."""


@dataclass(frozen=True)
class SourceWords:
    """A programme that can pay."""

    title: Ref
    running: Statement
    """From when to when it is open, until when costs count, and its calls."""
    unknown: Names | None
    """Regions of which no source on file says whether they lie in its area."""
    known: Names | None
    """Partners with records of it."""
    ends: Date | None
    """Until when its costs count, where that is before the pilot ends."""


@dataclass(frozen=True)
class IndicatorWords:
    """Indicators with baseline, target and date, and how they are counted."""

    table: Table | None
    counting: Table | None
    """How each is counted and from what it is read; None for a pilot, whose rules stand in the annex."""
    unset: Names | None
    """Indicators whose target is to be agreed."""
    unmeasured: Names | None
    """Indicators whose baseline is to be measured."""
    results: bool
    """Whether any of them is a result."""


@dataclass(frozen=True)
class PilotWords:
    """What is told of one pilot."""

    number: str
    title: Part
    """With the partners, where they are few."""
    name: Part
    because: Statement
    """What it rests on."""
    background: str | None
    """The declared background."""
    theme: Part
    held: Names | None
    """Partners with their records on the theme."""
    answers: tuple[Statement, ...]
    """Criteria it answers, with the partners' values."""
    beside: Names | None
    """Needs that no activity on file acts on."""
    needs: bool
    """Whether any criterion is weak for two partners."""
    action: str | None
    """The declared action."""
    aims: Names
    """Its objectives; empty where none is named."""
    fields: Names | None
    """Its sectors."""
    problems: tuple[Part, ...]
    """What goes wrong without it."""
    activities: tuple[Part, ...]
    """What would be done, by the workspace's actions for its objectives."""
    outputs: tuple[Part, ...]
    """What would be there afterwards."""
    roles: tuple[Statement, ...]
    """Who does what, by level."""
    failures: tuple[Part, ...]
    """When it has failed, each to follow "if"."""
    over: Statement
    """Whom and what a failure is counted over."""
    failure: Statement
    """Who reports a failure, to whom and when."""
    decision: Statement
    """What is asked of its partners by when."""
    steps: Table | None
    """Next steps it is to bring."""
    lead: Ref
    partners: Names
    countries: int
    levels: Names | None
    """Levels with a record on the theme."""
    players: Table
    absent: Names | None
    """Partners without a record on the theme."""
    missing_levels: Names | None
    start: Date
    end: Date
    year: int
    """The year it starts in."""
    last: int
    """The year it ends in."""
    work: Table
    milestones: Table
    money: MoneyWords
    uncosted: Names | None
    """Partners without a documented amount."""
    declared_funding: Ref | None
    """The programme the idea names, where it cannot pay."""
    funding_closed: str | None
    """Why it cannot."""
    funding: SourceWords | None
    alternatives: Names | None
    """Other programmes open then."""
    programmes: bool
    """Whether the vocabulary lists programmes of others at all."""
    state_aid: str | None
    risks: tuple[Part, ...]
    indicators: IndicatorWords
    follow_up: str | None
    owner: str | None
    """The body that would follow it up: the lead's."""
    lessons: tuple[Statement, ...] = ()
    """What earlier pilots taught."""


# Long because a pilot's page has that many fields, each worded in a line or two.
def pilot_words(pilot: PilotAction, plan: Plan, world: World) -> PilotWords:
    """Word one pilot."""
    candidate, declared = pilot.candidate, pilot.candidate.pilot
    theme = candidate.theme
    beside = [code for code in candidate.needs if code not in pilot.answers]
    absent = [region for region in pilot.regions if region not in {actor.region for actor in pilot.actors}]
    uncosted = [line.partner for line in pilot.costs if line.amount is None]
    supplier = {line.partner: line.supplier for line in pilot.costs}
    # Where no body is on file the region itself supplies, and is named already.
    titles = {region.code: region.title for region in (*world.network.regions, *world.network.candidates)}
    others = tuple(Ref("term", other.code) for other in pilot.alternatives)
    levels = frozenset(level.id for level in world.network.levels)
    consists = actions_of(world, candidate)
    programme = world.vocabulary.programmes()[pilot.funding.code] if pilot.funding else None
    return PilotWords(
        number=pilot.number,
        title=headed(candidate),
        name=title_of(candidate),
        because=because(pilot.because, levels),
        background=declared.background if declared else None,
        theme=joined([Ref("term", code) for code in (*theme.sectors, *theme.objectives)], ", "),
        held=with_records(candidate.records),
        answers=tuple(_answers(pilot, plan)),
        beside=_criteria(beside) if beside else None,
        needs=bool(candidate.needs),
        action=declared.action if declared else None,
        aims=Names(tuple(Ref("term", code) for code in theme.objectives)),
        fields=Names(tuple(Ref("term", code) for code in theme.sectors)) if theme.sectors else None,
        problems=tuple(action.problem for action in consists),
        activities=tuple(each for action in consists for each in action.activities),
        outputs=tuple(each for action in consists for each in action.outputs),
        roles=tuple(_role(level, role) for action in consists for level, role in action.roles.items()),
        failures=tuple(action.failure for action in consists if action.failure is not None),
        over=_over(pilot),
        failure=_failure(pilot),
        decision=_decision(pilot),
        steps=_steps(pilot) if pilot.improvements else None,
        lead=Ref("region", pilot.lead),
        partners=partners(pilot),
        countries=len(candidate.countries),
        levels=_levels(candidate.levels),
        players=_players(pilot),
        absent=regions(absent) if absent else None,
        missing_levels=_levels(pilot.missing_levels),
        start=Date(pilot.start.isoformat()),
        end=Date(pilot.end.isoformat()),
        year=pilot.start.year,
        last=pilot.end.year,
        work=_work(pilot),
        milestones=_milestones(pilot),
        money=money_words(pilot, consists, programme),
        uncosted=regions(uncosted) if uncosted else None,
        declared_funding=Ref("term", pilot.declared_funding or "") if pilot.funding_closed else None,
        funding_closed=pilot.funding_closed,
        funding=_source(pilot.funding) if pilot.funding else None,
        alternatives=Names(others) if others else None,
        programmes=bool(world.vocabulary.eu_programmes),
        state_aid=pilot.state_aid,
        risks=tuple(risk_of(risk) for risk in pilot.risks),
        indicators=indicator_words(pilot.indicators, f"indicators-{pilot.number}", of_pilot=True),
        follow_up=pilot.follow_up,
        owner=None if supplier.get(pilot.lead) in (pilot.lead, titles.get(pilot.lead)) else supplier.get(pilot.lead),
        lessons=tuple(taught(found.pilot, found.lesson) for found in pilot.lessons),
    )


def taught(pilot: str, lesson: Lesson) -> Statement:
    """A lesson with the pilot it comes from."""
    return Statement("pilot.taught", {"pilot": Ref("pilot", pilot), "lesson": lesson.text, "date": lesson.date})


def with_records(found: dict[str, tuple[str, ...]], limit: int = HELD) -> Names | None:
    """Regions with their records, the rest of many counted; None where there is none."""
    shown = (Text((Ref("region", region), " (", records(ids, limit), ")")) for region, ids in found.items())
    return Names(tuple(shown), MANY) if found else None


def _criteria(codes: Iterable[str]) -> Names:
    return Names(tuple(Ref("criterion", code) for code in codes))


def _levels(codes: tuple[str, ...]) -> Names | None:
    return Names(tuple(Ref("level", code) for code in codes)) if codes else None


def _answers(pilot: PilotAction, plan: Plan) -> Iterator[Statement]:
    for criterion in pilot.answers:
        known = [
            Text((Ref("region", region), " ", Number(value)))
            for region in pilot.candidate.regions
            if (value := plan.evidence.value_of(region, criterion)) is not None
        ]
        if known:
            facts = {"criterion": Ref("criterion", criterion), "values": Names(tuple(known))}
            yield Statement("pilot.answers", facts)


def _role(level: str, told: Part) -> Statement:
    return Statement("pilot.role", {"level": Ref("level", level), "role": told})


def _over(pilot: PilotAction) -> Statement:
    fields = Names(tuple(Ref("term", code) for code in pilot.candidate.theme.sectors))
    return Statement("pilot.over", {"regions": regions(pilot.regions), "fields": fields if fields.items else None})


def _failure(pilot: PilotAction) -> Statement:
    review = next((step.due for step in pilot.steps if step.key == "review"), None)
    facts = {
        "lead": Ref("region", pilot.lead),
        "review": Date(review.isoformat()) if review else None,
        "end": Date(pilot.end.isoformat()),
    }
    return Statement("pilot.failure", facts)


def _decision(pilot: PilotAction) -> Statement:
    return Statement("pilot.decision", {"regions": regions(pilot.regions), "start": Date(pilot.start.isoformat())})


def _steps(pilot: PilotAction) -> Table:
    columns: tuple[Column[NextRung], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion)),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Word("now"), lambda row: Number(row.now), "right"),
        Column(Word("next step"), lambda row: row.step, "right"),
        Column(Word("to do"), lambda row: row.text),
        Column(Word("records"), lambda row: records(row.records, 2) if row.records else None),
    )
    key, note = f"steps-{pilot.number}", Statement("pilot.note_steps")
    return told_once(table(key, Statement("pilot.steps"), columns, pilot.improvements, note))


def _players(pilot: PilotAction) -> Table:
    order = {region: k for k, region in enumerate(pilot.regions)}
    columns: tuple[Column[Actor], ...] = (
        Column(Word("partner"), lambda row: Ref("region", row.region), header=True),
        Column(Word("role"), lambda row: Word("lead") if row.region == pilot.lead else Word("partner")),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Word("body"), lambda row: row.body),
        Column(Word("record"), lambda row: Ref("record", row.record)),
    )
    rows = sorted(pilot.actors, key=lambda row: order[row.region])
    return table(f"players-{pilot.number}", Statement("pilot.players"), columns, rows)


def _work(pilot: PilotAction) -> Table:
    columns: tuple[Column[tuple[int, WorkPackage]], ...] = (
        Column(Word("package"), lambda row: Text((f"{pilot.number}.{row[0]} ", work_name(row[1].key))), header=True),
        Column(Word("what"), lambda row: _what(row[1]), spelling=Spelling.NAME),
        Column(Word("lead"), lambda row: Ref("region", row[1].lead)),
        Column(Word("from"), lambda row: Date(row[1].start.isoformat())),
        Column(Word("to"), lambda row: Date(row[1].end.isoformat())),
    )
    return table(f"work-{pilot.number}", Statement("pilot.work"), columns, enumerate(pilot.work, start=1))


def _what(work: WorkPackage) -> Statement:
    kind = "criterion" if work.key == "quality" else "term"
    codes = Names(tuple(Ref(kind, code) for code in work.codes)) if work.codes else None
    return Statement("pilot.what", {"key": work.key, "codes": codes})


def _milestones(pilot: PilotAction) -> Table:
    columns: tuple[Column[DatedMilestone], ...] = (
        Column(Word("milestone"), lambda row: step_name(row.key, row.title), header=True),
        Column(Word("due"), lambda row: Date(row.due.isoformat())),
    )
    return table(f"milestones-{pilot.number}", Statement("pilot.milestones"), columns, pilot.steps)


def running(source: FundingSource) -> Statement:
    """From when to when a programme is open, until when its costs count, and its calls."""
    facts = {
        "opens": dated(source.opens),
        "closes": dated(source.closes),
        "until": dated(source.eligible_until),
        "calls": Names(source.calls, 2) if source.calls else None,
    }
    return Statement("pilot.running", facts)


def _source(source: FundingSource) -> SourceWords:
    return SourceWords(
        title=Ref("term", source.code),
        running=running(source),
        unknown=regions(source.unknown) if source.unknown else None,
        known=with_records(source.experience, 2),
        ends=None if source.outlives else dated(source.eligible_until or source.closes),
    )


def risk_of(risk: Risk) -> Part:
    """A risk: as somebody named it, else what the data warn of."""
    if risk.key == "declared":
        return risk.text
    facts = {"key": risk.key, "regions": regions(risk.regions), "levels": _levels(risk.codes)}
    return Statement("pilot.risk", facts)


def indicator_words(targets: tuple[Target, ...], key: str, *, of_pilot: bool = False) -> IndicatorWords:
    """Indicators, and what is still open of them; those of pilots share one table of how they are counted."""
    columns: list[Column[Target]] = [
        Column(Word("name"), lambda row: row.title, header=True),
        Column(Word("kind"), lambda row: Word(row.kind) if row.kind else None),
        Column(Word("baseline"), lambda row: _amount(row.baseline) or Word("to be measured"), "right"),
        Column(Word("target"), _aimed_at),
        Column(Word("due"), lambda row: Date(row.due)),
        Column(Word("target counts"), lambda row: Statement("pilot.basis", {"basis": row.basis})),
    ]
    rules = Statement("pilot.rules_in_annex") if of_pilot else None
    unset = tuple(Ref("term", target.code) for target in targets if target.target is None)
    unmeasured = tuple(Ref("term", target.code) for target in targets if target.baseline is None)
    return IndicatorWords(
        table=table(key, Statement("pilot.indicators"), columns, targets, rules) if targets else None,
        counting=counting_table(targets, f"{key}_counting") if targets and not of_pilot else None,
        unset=Names(unset) if unset else None,
        unmeasured=Names(unmeasured) if unmeasured else None,
        results="result" in {target.kind for target in targets},
    )


def counting_table(targets: Sequence[Target], key: str = "counting") -> Table:
    """How indicators are counted, each once."""
    columns: tuple[Column[Target], ...] = (
        Column(Word("name"), lambda row: row.title, header=True),
        Column(Word("indicator"), lambda row: row.code),
        Column(Word("counting rule"), _rule),
        Column(Statement("pilot.read_from"), _read_from),
    )
    return table(key, Statement("pilot.counting"), columns, {target.code: target for target in targets}.values())


def _amount(value: float | None) -> Number | None:
    return None if value is None else Number(value, None)


def _aimed_at(target: Target) -> Part:
    """The unit and the target in one cell: two columns would press the names into a word a line on paper."""
    amount = _amount(target.target) or Word("to be agreed")
    return Statement("pilot.target", {"unit": target.unit, "amount": amount}) if target.unit else amount


def _read_from(target: Target) -> Part:
    return target.read_from or Marked("open", Word("to be named"))


def _rule(target: Target) -> Part | None:
    if target.limit is None:
        return target.rule
    return Statement("pilot.at_most", {"rule": target.rule, "limit": target.limit})
