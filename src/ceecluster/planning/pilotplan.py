"""A chosen pilot as an action: actors, work packages, milestones, money, funding, indicators, risks, reasons."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ceecluster.agreement.agreement import Agreement
from ceecluster.coherence.learning import DocumentedValue
from ceecluster.errors import UsageError
from ceecluster.model import Action as ListedAction
from ceecluster.model import Pilot, Programme, World
from ceecluster.model.dates import day
from ceecluster.model.network import Network
from ceecluster.planning.actions import (
    Actor,
    CostLine,
    DatedMilestone,
    NextRung,
    PilotAction,
    Reason,
    Risk,
    Target,
    WorkPackage,
)
from ceecluster.planning.candidates import Candidate
from ceecluster.planning.earlier import lessons_for
from ceecluster.planning.evidence_base import EvidenceBase, start_year
from ceecluster.planning.funding import FundingSource, funding_sources, why_closed
from ceecluster.planning.lessons import steps_of
from ceecluster.planning.value import theme_records

GROUNDWORK, PARTNERSHIP = 6, 3
"""Months after which the groundwork ends at the latest, and after which the partners have agreed."""


@dataclass(frozen=True)
class PilotBasis:
    """What every pilot of a plan is worked out from."""

    world: World
    evidence: EvidenceBase
    agreement: Agreement
    values: tuple[DocumentedValue, ...]
    """The documented criteria."""


def build_pilot(
    inputs: PilotBasis,
    candidate: Candidate,
    *,
    number: str,
    lead: str,
    core: float | None = None,
    theme_core: float | None = None,
) -> PilotAction:
    """The action for a chosen candidate. Money is only what the partners declared; dates, indicators and risks follow
    from the rules of the network and from the data, and say so."""
    world, pilot = inputs.world, candidate.pilot
    start, end = dates_of(world, inputs.evidence, pilot)
    records = world.programmes()
    sources = funding_sources(world, candidate.regions, start=start.year, end=end.year)
    wanted = pilot.eu_programme if pilot else None
    closed = why_closed(world, wanted, start.year) if wanted else None
    chosen = next((s for s in sources if s.code == wanted), None) if wanted else None
    chosen = chosen or (sources[0] if sources else None)
    answers = answered(world, candidate)
    improvements = improvements_of(inputs, candidate, answers)
    levels = tuple(level.id for level in world.network.levels)
    action_regions = partners(candidate, lead)
    return PilotAction(
        number=number,
        regions=action_regions,
        because=reasons(inputs, candidate, core),
        candidate=candidate,
        answers=answers,
        lead=lead,
        actors=tuple(actors(inputs, candidate, records)),
        missing_levels=tuple(level for level in levels if level not in candidate.levels),
        start=start,
        end=end,
        work=work_packages(candidate, action_regions, start, end, answers),
        steps=milestones(pilot, start, end),
        costs=costs(world, candidate),
        funding=chosen,
        alternatives=tuple(s for s in sources if s is not chosen)[:3],
        declared_funding=wanted,
        funding_closed=closed,
        improvements=improvements,
        indicators=indicators(world, candidate, end, answers=answers),
        risks=risks(inputs, candidate, funding=chosen),
        state_aid=pilot.state_aid if pilot else None,
        follow_up=pilot.follow_up if pilot else None,
        core=core,
        theme_core=theme_core,
        lessons=lessons_for(world, candidate.theme),
    )


def partners(candidate: Candidate, lead: str) -> tuple[str, ...]:
    """The regions of a pilot, the lead first."""
    return (lead, *(region for region in candidate.regions if region != lead))


def dates_of(world: World, evidence: EvidenceBase, pilot: Pilot | None) -> tuple[date, date]:
    """First and last day: as declared, else from the rules' start year for their number of years."""
    years = world.network.rules.plan.duration_years
    start = day(pilot.start) if pilot and pilot.start else date(evidence.start, 1, 1)
    end = day(pilot.end, last=True) if pilot and pilot.end else _last_day(start, 12 * years)
    return start, end


def reasons(inputs: PilotBasis, candidate: Candidate, core: float | None) -> tuple[Reason, ...]:
    """Clauses of the draft agreement, the parts of the value, and up to two records per partner."""
    found = []
    for objective in candidate.theme.objectives:
        case = next((case for case in inputs.agreement.cases if case.issue == objective), None)
        if case is not None and case.clause:
            found.append(Reason("clause", case.clause, case.share, (objective,), case.positions))
    found += [Reason("figure", name, value) for name, value in candidate.parts.items() if value is not None]
    found.append(Reason("figure", "value", candidate.value))
    if core is not None:
        found.append(Reason("figure", "core", core))
    for region, records in candidate.records.items():
        found += [Reason("record", record, None, (region,)) for record in records[:2]]
    return tuple(found)


def actors(inputs: PilotBasis, candidate: Candidate, records: dict[str, Programme]) -> list[Actor]:
    """By partner and level, the first record on the theme and the body that stands behind it."""
    speaking = theme_records(inputs.evidence, candidate.theme)
    found = []
    for region in candidate.regions:
        own = [speaks for speaks in speaking if speaks.record.region == region]
        own.sort(key=lambda speaks: not speaks.holds)  # records that hold the theme first, in their order
        for level in (level.id for level in inputs.world.network.levels):
            record = next((speaks.record.id for speaks in own if level in speaks.record.levels), None)
            if record is not None:
                found.append(
                    Actor(region, level, record, body_of(records[record], inputs.world.network, inputs.evidence.start))
                )
    return found


def body_of(record: Programme, network: Network, year: int) -> str:
    """The body that acts in `year`: operator, lead or owner, or its successor then; else the record's own name."""
    bodies = record.bodies
    named = (network.name_at(name, year) for name in (bodies.operator, bodies.lead, bodies.owner))
    return next((name for name in named if name), record.title)


def answered(world: World, candidate: Candidate) -> tuple[str, ...]:
    """The criteria among its partners' gaps that an activity of the pilot acts on.

    Which criteria activities act on is said by the workspace's actions for its objectives; where they say nothing, by
    the pilot's own declaration. A generated pilot declares nothing: without actions it answers no criterion.
    """
    mapped = {criterion for action in actions_of(world, candidate) for criterion in action.criteria}
    acted = mapped or set(candidate.theme.criteria)
    return tuple(criterion for criterion in candidate.needs if criterion in acted)


def actions_of(world: World, candidate: Candidate) -> tuple[ListedAction, ...]:
    """What a pilot on its objectives can consist of, by the workspace's list of actions."""
    return tuple(action for action in world.actions if action.objective in candidate.theme.objectives)


def improvements_of(inputs: PilotBasis, candidate: Candidate, answers: Sequence[str]) -> tuple[NextRung, ...]:
    """For each criterion the pilot answers, the next rung of each partner that is below full marks."""
    found: list[NextRung] = []
    for region in candidate.regions:
        steps = steps_of(inputs.world.guidelines, inputs.values, region, only=answers, most=None)
        once: dict[str, NextRung] = {}
        for step in sorted(steps, key=lambda s: (s.now, s.level)):
            once.setdefault(step.criterion, step)
        found += once.values()
    order = {criterion: k for k, criterion in enumerate(answers)}
    return tuple(sorted(found, key=lambda step: (order[step.criterion], step.now)))


def _phases(months: int) -> tuple[int, int]:
    """The last month of the groundwork and that of the work: a quarter of the months first and last."""
    quarter = max(1, months // 4)
    ground = min(GROUNDWORK, quarter)
    return ground, max(ground + 1, months - quarter)


def work_packages(
    candidate: Candidate, regions: tuple[str, ...], start: date, end: date, answers: tuple[str, ...] = ()
) -> tuple[WorkPackage, ...]:
    """Coordination throughout; groundwork; joint action; quality steps; take-up. The partners lead them in turn."""
    months = _months(start, end)
    ground, last = _phases(months)
    turn = [region for region in candidate.leads if region in regions and region != regions[0]] or list(regions[1:])
    heads = [turn[k % len(turn)] if turn else regions[0] for k in range(4)]
    plan = [
        ("coordination", regions[0], 1, months, ()),
        ("groundwork", heads[0], 1, ground, ()),
        ("action", heads[1], ground + 1, last, candidate.theme.objectives),
        ("quality", heads[2], ground + 1, last, answers),
        ("takeup", heads[3], min(last + 1, months), months, ()),
    ]
    return tuple(
        WorkPackage(
            key, head, regions, first, final, _first_day(start, first), min(_last_day(start, final), end), codes
        )
        for key, head, first, final, codes in plan
        if key != "quality" or codes
    )


def milestones(pilot: Pilot | None, start: date, end: date) -> tuple[DatedMilestone, ...]:
    """As declared, else: agreement among the partners, groundwork, mid-term review, solution, take-up."""
    if pilot and pilot.milestones:
        return tuple(DatedMilestone("declared", day(m.due, last=True), m.title) for m in pilot.milestones)
    months = _months(start, end)
    ground, last = _phases(months)
    at = {
        "partnership": PARTNERSHIP,
        "groundwork": ground,
        "review": max(months // 2, 1),
        "solution": last,
        "takeup": months,
    }
    steps = [DatedMilestone(key, min(_last_day(start, month), end)) for key, month in at.items()]
    return tuple(sorted(steps, key=lambda step: step.due))


def costs(world: World, candidate: Candidate) -> tuple[CostLine, ...]:
    """One line per partner: the declared amount with its source, or nothing and who has to say it."""
    declared = {cost.partner: cost for cost in (candidate.pilot.costs if candidate.pilot else ())}
    file = world.pilot_files.get(candidate.pilot.id) if candidate.pilot else None
    lines = []
    for region in dict.fromkeys((*candidate.regions, *declared)):
        cost = declared.get(region)
        try:
            place = world.network.region(region)
            supplier = world.network.name_at(place.partner, start_year(world)) or place.title
        except UsageError:
            supplier = region
        lines.append(
            CostLine(region, cost.amount, cost.currency, cost.source, file, supplier)
            if cost
            else CostLine(region, None, "EUR", (), None, supplier)
        )
    return tuple(lines)


def indicators(
    world: World, candidate: Candidate | None, end: date, *, plan: bool = False, answers: Sequence[str] = ()
) -> tuple[Target, ...]:
    """The pilot's declared indicators, else those the network's rules name, with baseline, target and date.

    Outputs start at 0, and so do results that can only be a part of such an output; other baselines are measured at
    the start (None). A target that counts answered criteria is open where none is answered. Results are read
    `lag_years` after the end, never before the outputs.
    """
    terms = world.vocabulary.terms("indicators")
    rule = world.network.rules.plan
    pilot = candidate.pilot if candidate else None
    found: dict[str, Target] = {}
    for given in pilot.indicators if pilot and not plan else ():
        term = terms.get(given.code)
        baseline = 0.0 if given.baseline is None and term and term.kind == "output" else given.baseline
        found[given.code] = Target(
            given.code,
            term.title if term else given.code,
            term.kind if term else None,
            term.unit if term else None,
            term.rule if term else None,
            baseline,
            given.target,
            given.due or end.isoformat(),
            "declared",
            term.max_of if term else None,
            term.read_from if term else None,
        )
    if found:
        return tuple(found.values())
    size = len(candidate.regions) if candidate else len(world.network.regions)
    counts = {"one": 1.0, "partners": float(size), "needs": float(len(answers)) if answers else None}
    for code, basis in (rule.plan_indicators if plan else rule.pilot_indicators).items():
        term = terms.get(code)
        if term is None:
            continue
        target = counts.get(basis)
        if term.max_of in found and target is not None:
            limit = found[term.max_of].target
            target = target if limit is None else min(target, limit)
        starts_at_nought = term.kind == "output" or term.max_of is not None
        due = end.replace(year=end.year + (term.lag_years or 0)) if (end.month, end.day) != (2, 29) else end
        found[code] = Target(
            code, term.title, term.kind, term.unit, term.rule, 0.0 if starts_at_nought else None, target,
            due.isoformat(), basis, term.max_of, term.read_from,
        )  # fmt: skip
    return tuple(found.values())


def risks(inputs: PilotBasis, candidate: Candidate, *, funding: FundingSource | None) -> tuple[Risk, ...]:
    """What the data warn of: thin evidence, positions derived or cool, no link yet, levels missing, funding, costs."""
    found = [Risk("declared", text=text) for text in (candidate.pilot.risks if candidate.pilot else ())]
    objectives = set(candidate.theme.objectives)
    table = inputs.agreement.positions
    own = table[table["issue"].isin(objectives) & table["region"].isin(candidate.regions)]
    derived = tuple(r for r in candidate.regions if (own[own["region"] == r]["origin"] == "derived").any())
    silent = tuple(r for r in candidate.regions if objectives and r not in set(own["region"]))
    cool = tuple(
        r for r in candidate.regions if (own[own["region"] == r]["priority"] < inputs.agreement.rule.holds_at).any()
    )
    linked = inputs.evidence.linked.loc[list(candidate.regions), list(candidate.regions)]
    alone = tuple(region for region in candidate.regions if not linked.loc[region].any())
    missing = tuple(level.id for level in inputs.world.network.levels if level.id not in candidate.levels)
    thin = tuple(region for region in candidate.regions if region not in candidate.records)
    for key, regions, codes in (
        ("silent", silent, tuple(objectives)),
        ("cool", cool, ()),
        ("derived", derived, ()),
        ("unlinked", alone, ()),
        ("thin", thin, ()),
        ("levels", (), missing),
    ):
        if regions or (key == "levels" and codes):
            found.append(Risk(key, regions, tuple(sorted(codes))))
    if funding is None:
        # Where the vocabulary lists no programme, none being open says nothing.
        found += [Risk("nofunding")] if inputs.world.vocabulary.eu_programmes else []
    else:
        if not funding.outlives:
            found.append(Risk("fundingends"))
        if not funding.calls:
            found.append(Risk("nocall"))
    if candidate.cost is None:
        found.append(Risk("nocost"))
    return tuple(found)


def _months(start: date, end: date) -> int:
    return max(1, 12 * (end.year - start.year) + end.month - start.month + 1)


def _first_day(start: date, month: int) -> date:
    """First day of the nth month of an action; months count from 1."""
    total = start.year * 12 + start.month - 1 + month - 1
    first = date(total // 12, total % 12 + 1, 1)
    return max(first, start)


def _last_day(start: date, month: int) -> date:
    """Last day of the nth month of an action."""
    first = _first_day(start.replace(day=1), month)
    return first.replace(day=monthrange(first.year, first.month)[1])
