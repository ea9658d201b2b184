"""One pilot in the form of an action plan: background, action, players, time, costs, funding, risks, indicators."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.model import World
from ceecluster.planning.actions import PilotAction, Risk, Target, WorkPackage
from ceecluster.planning.evidence import Evidence
from ceecluster.planning.funding import Source
from ceecluster.planning.pilotplan import actions_of
from ceecluster.report.views.articles import Names, sentence
from ceecluster.report.views.base import MISSING, Column, Table, listed, number, plural
from ceecluster.report.views.plan import because

WORK = {
    "coordination": ("Coordination", "partnership agreement, steering group, reports and money"),
    "groundwork": ("Groundwork", "partners compare how they work on the theme and close the gaps in the evidence"),
    "action": ("Joint action", "the partners carry out the joint work with their clusters"),
    "quality": ("Quality", "the partners climb the next steps of the criteria the pilot answers"),
    "takeup": ("Take-up", "the solution is written down, handed to those who can use it, and continued"),
}
STEPS = {
    "partnership": "Partnership agreement signed by all partners",
    "groundwork": "Common description of the starting point agreed",
    "review": "Mid-term review by the steering group",
    "solution": "Joint solution ready, with the actions needed to take it up",
    "takeup": "Decision of each partner on taking it up",
}
BASIS = {
    "one": "one per pilot",
    "partners": "one organisation per partner at least",
    "needs": "one per criterion answered",
    "agree": "to be agreed by the lead before the start",
    "declared": "as declared",
}
DAYS_IN_QUARTER = 3


@dataclass(frozen=True)
class Part:
    """A headed part of a pilot's section."""

    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    points: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class PilotSection:
    """A pilot, ready to be set."""

    number: str
    title: str
    because: str
    parts: tuple[Part, ...]


def pilot_section(world: World, evidence: Evidence, names: Names, pilot: PilotAction) -> PilotSection:
    """Word one pilot."""
    return PilotSection(
        number=pilot.number,
        title=pilot.candidate.title,
        because=because(names, pilot.because),
        parts=(
            _background(names, evidence, pilot),
            _action(world, names, pilot),
            _objectives(world, names, pilot),
            _players(names, pilot),
            _timeframe(names, pilot),
            _costs(names, pilot),
            _funding(names, pilot),
            _state_aid(names, pilot),
            _risks(names, pilot),
            indicator_part(names, pilot.indicators, names.region(pilot.lead)),
            _follow_up(names, pilot),
        ),
    )


def _background(names: Names, evidence: Evidence, pilot: PilotAction) -> Part:
    candidate = pilot.candidate
    out = [sentence(candidate.pilot.background)] if candidate.pilot and candidate.pilot.background else []
    theme = names.terms((*candidate.theme.sectors, *candidate.theme.objectives))
    held = [f"{names.region(region)} ({', '.join(ids[:3])})" for region, ids in candidate.records.items()]
    if held:
        total = sum(len(ids) for ids in candidate.records.values())
        out.append(f"The partners hold the theme ({theme}) in {plural(total, 'record')}: {listed(held)}.")
    else:
        out.append(f"No record of the partners names the theme ({theme}) yet; it rests on the idea alone.")
    for criterion in pilot.answers:
        low = [
            f"{names.region(region)} {number(float(evidence.criteria.loc[region, criterion]))}"
            for region in candidate.regions
            if criterion in evidence.criteria.columns and _known(evidence, region, criterion)
        ]
        if low:
            out.append(f'It answers the criterion "{names.criterion(criterion)}" ({criterion}): {listed(low)} of 1.')
    missing = []
    if not candidate.needs:
        missing.append("No criterion is documented as weak for two partners; the partners name what the pilot answers.")
    elif beside := [f'"{names.criterion(c)}" ({c})' for c in candidate.needs if c not in pilot.answers]:
        source = "declared" if candidate.theme.criteria else "common gaps of the partners"
        missing.append(
            f"No activity on file acts on {listed(beside)} ({source}); {names.region(pilot.lead)} says whether the pilot does."
        )
    return Part("Background", tuple(out), missing=tuple(missing))


def _known(evidence: Evidence, region: str, criterion: str) -> bool:
    value = float(evidence.criteria.loc[region, criterion])
    return value == value  # noqa: PLR0124  # NaN is the one value unlike itself


def _action(world: World, names: Names, pilot: PilotAction) -> Part:
    declared = pilot.candidate.pilot.action if pilot.candidate.pilot else None
    listed_ones = tuple(
        f'Activities on file for "{names.term(action.objective)}" (they act on {listed(acted)}), for the partners to '
        f"take up or change: {'; '.join(action.activities)}."
        for action in actions_of(world, pilot.candidate)
        if (acted := [criterion for criterion in pilot.answers if criterion in action.criteria])
    )
    if declared:
        return Part("Action", (sentence(declared), *listed_ones))
    sectors = names.terms(pilot.candidate.theme.sectors)
    aims = names.terms(pilot.candidate.theme.objectives)
    text = f'The partners work together on "{aims}"' + (f' in the field "{sectors}"' if sectors else "")
    return Part(
        "Action",
        (f"{text}, with their clusters and their programmes at the levels on record below.", *listed_ones),
        missing=(f"The joint work in detail is for the partners to describe; {names.region(pilot.lead)} drafts it.",),
    )


def _objectives(world: World, names: Names, pilot: PilotAction) -> Part:
    objectives = tuple(f'"{names.term(code)}" ({code})' for code in pilot.candidate.theme.objectives)
    columns = (
        Column("criterion"),
        Column("region", header=True),
        Column("level"),
        Column("now", "right"),
        Column("next step", "right"),
        Column("what to do"),
        Column("records"),
    )
    rows = tuple(
        (
            step.criterion,
            names.region(step.region),
            names.level(step.level),
            number(step.now),
            MISSING if step.step is None else str(step.step),
            step.text,
            ", ".join(step.records[:2]) or MISSING,
        )
        for step in pilot.improvements
    )
    note = "now: value from 0 to 1; next step: rung of the scale from 0 to 4."
    tables = (Table(f"steps-{pilot.number}", "Next steps the pilot is to bring", columns, rows, note),) if rows else ()
    lead = f"Objectives of the draft agreement it serves: {listed(list(objectives))}." if objectives else ""
    missing = () if objectives else (f"No objective is named; {names.region(pilot.lead)} supplies one.",)
    return Part("Objectives", (lead,) if lead else (), tables, missing=missing)


def _players(names: Names, pilot: PilotAction) -> Part:
    columns = (Column("partner", header=True), Column("role"), Column("level"), Column("body"), Column("record"))
    rows = tuple(
        (
            names.region(actor.region),
            "lead" if actor.region == pilot.lead else "partner",
            names.level(actor.level),
            actor.body,
            actor.record,
        )
        for region in pilot.regions
        for actor in pilot.actors
        if actor.region == region
    )
    absent = [region for region in pilot.regions if region not in {actor.region for actor in pilot.actors}]
    missing = []
    if absent:
        missing.append(f"No record on the theme for {names.regions(absent)}; they name their players.")
    if pilot.missing_levels:
        missing.append(f"No partner has a record on the theme at the level {names.levels(pilot.missing_levels)}.")
    count = plural(len(pilot.candidate.countries), "country", "countries")
    text = (
        f"Lead: {names.region(pilot.lead)}. Partners: {names.regions([r for r in pilot.regions if r != pilot.lead])}. "
        f"They come from {count}; levels on record: {names.levels(pilot.candidate.levels) or 'none'}."
    )
    return Part(
        "Players",
        (text,),
        (Table(f"players-{pilot.number}", "Players by level", columns, rows),),
        missing=tuple(missing),
    )


def _timeframe(names: Names, pilot: PilotAction) -> Part:
    columns = (Column("work package", header=True), Column("what"), Column("lead"), Column("from"), Column("to"))
    rows = tuple(
        (
            f"{pilot.number}.{k} {WORK[work.key][0]}",
            WORK[work.key][1] + _subject(names, work),
            names.region(work.lead),
            work.start.isoformat(),
            work.end.isoformat(),
        )
        for k, work in enumerate(pilot.work, start=1)
    )
    steps = tuple((step.title or STEPS[step.key], step.due.isoformat()) for step in pilot.steps)
    tables = (
        Table(f"work-{pilot.number}", "Work packages", columns, rows),
        gantt(pilot),
        Table(f"milestones-{pilot.number}", "Milestones", (Column("milestone", header=True), Column("due")), steps),
    )
    return Part("Timeframe", (f"From {pilot.start.isoformat()} to {pilot.end.isoformat()}.",), tables)


def _subject(names: Names, work: WorkPackage) -> str:
    if not work.codes:
        return ""
    words = [names.criterion(code) if work.key == "quality" else names.term(code) for code in work.codes]
    return f": {listed(words)}"


def gantt(pilot: PilotAction) -> Table:
    """Work packages by quarter: a full square where work goes on."""
    quarters = []
    year, quarter = pilot.start.year, (pilot.start.month - 1) // DAYS_IN_QUARTER
    while (year, quarter) <= (pilot.end.year, (pilot.end.month - 1) // DAYS_IN_QUARTER):
        quarters.append((year, quarter))
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)
    rows = []
    for k, work in enumerate(pilot.work, start=1):
        first = (work.start.year, (work.start.month - 1) // DAYS_IN_QUARTER)
        last = (work.end.year, (work.end.month - 1) // DAYS_IN_QUARTER)
        rows.append((f"{pilot.number}.{k} {WORK[work.key][0]}", *("■" if first <= q <= last else "" for q in quarters)))
    columns = (Column("work package", header=True), *(Column(f"{y} Q{q + 1}") for y, q in quarters))
    return Table(f"gantt-{pilot.number}", "Time plan by quarter", columns, tuple(rows))


def _costs(names: Names, pilot: PilotAction) -> Part:
    columns = (
        Column("partner", header=True),
        Column("amount", "right"),
        Column("currency"),
        Column("source"),
        Column("supplied by"),
    )
    rows = tuple(
        (
            names.region(line.partner),
            "to be agreed" if line.amount is None else f"{line.amount:,.0f}".replace(",", " "),
            line.currency if line.amount is not None else MISSING,
            ", ".join(line.source) or MISSING,
            line.supplier if line.amount is None else MISSING,
        )
        for line in pilot.costs
    )
    open_lines = [line.partner for line in pilot.costs if line.amount is None]
    missing: tuple[str, ...] = ()
    if open_lines:
        missing = (
            f"No source states what the pilot costs {names.regions(open_lines)}; each partner supplies its own share. "
            "This plan invents no amounts.",
        )
    return Part("Costs", (), (Table(f"costs-{pilot.number}", "Costs by partner", columns, rows),), missing=missing)


def running(source: Source) -> str:
    """`open 2021 to 2027, costs count until 2029-12-31, no open call known`."""
    until = f" to {source.closes}" if source.closes else ""
    costs = f", costs count until {source.eligible_until}" if source.eligible_until else ""
    calls = f"calls: {listed(list(source.calls), 2)}" if source.calls else "no open call known"
    return f"open {source.opens}{until}{costs}, {calls}"


def _funding(names: Names, pilot: PilotAction) -> Part:
    out, missing = [], []
    if pilot.funding_closed:
        out.append(
            f"The idea names {names.term(pilot.declared_funding or '')}, which cannot pay: {pilot.funding_closed}."
        )
    source = pilot.funding
    if source is None:
        missing.append(
            f"No European programme in the list is open in {pilot.start.year} for every partner; the lead looks for a regional or "
            "national source, and the secretariat brings the list up to date."
            if names.world.vocabulary.eu_programmes
            else "The vocabulary lists no programme that could pay for it; the lead looks for a source."
        )
    else:
        out.append(f"Source that is open at the start: {source.title} ({source.code}), {running(source)}.")
        if source.unknown:
            out.append(f"Whether {names.regions(source.unknown)} may take part in it is not on file.")
        else:
            out.append("Every partner lies, at least in part, in its area.")
        known = [f"{names.region(region)} ({', '.join(ids[:2])})" for region, ids in source.experience.items()]
        if known:
            out.append(f"Partners who know it from their records: {listed(known)}.")
        else:
            out.append("No partner has a record with it.")
        if not source.outlives:
            out.append(
                f"Its costs count until {source.eligible_until or source.closes}, the pilot ends in {pilot.end.year}: what "
                "follows it belongs to the follow-up."
            )
    if pilot.alternatives:
        out.append(f"Also open then: {listed([f'{other.title} ({other.code})' for other in pilot.alternatives])}.")
    return Part("Funding sources", tuple(out), missing=tuple(missing))


def _state_aid(names: Names, pilot: PilotAction) -> Part:
    if pilot.state_aid:
        return Part("State aid", (sentence(pilot.state_aid),))
    return Part(
        "State aid",
        missing=(
            f"No basis is documented. Question to {names.region(pilot.lead)}: does public money of the pilot reach "
            "firms or cluster managements, and if so on which basis, with which intensity? To be answered before "
            "the start.",
        ),
    )


def _risks(names: Names, pilot: PilotAction) -> Part:
    points = tuple(risk_sentence(names, pilot, risk) for risk in pilot.risks)
    missing = () if points else ("No risk follows from the data and none is named; the partners add theirs.",)
    return Part("Risks", points=points, missing=missing)


def risk_sentence(names: Names, pilot: PilotAction, risk: Risk) -> str:
    """A risk and what to do about it."""
    if risk.key == "declared":
        return sentence(risk.text)
    who, many = names.regions(risk.regions), len(risk.regions) != 1
    have, hold = ("have", "hold") if many else ("has", "holds")
    level = names.levels(risk.codes)
    texts = {
        "silent": f"{who} {have} no position on the objective; ask before the start.",
        "cool": f"{who} {hold} the objective at a low priority; agree first on what would make it worth their while.",
        "derived": f"The priority of {who} is only derived from records; a declaration would confirm it.",
        "unlinked": f"No link of {who} with the other partners is on record; cooperation there starts from nothing.",
        "thin": f"{who} {have} no record that names the theme; their clusters have to be found first.",
        "levels": f"No partner has a record on the theme at the level {level}; results may stay without effect there.",
        "nofunding": "No programme in the list is open at the start for every partner; without a source it cannot begin.",
        "fundingends": "Costs of the funding programme stop counting before the pilot ends.",
        "nocall": "No open call of the funding programme is known: its calls may be over before the pilot can apply.",
        "nocost": "Costs are not agreed; the size of the pilot is open.",
    }
    return texts[risk.key]


def indicator_part(names: Names, targets: tuple[Target, ...], supplier: str, title: str = "Indicators") -> Part:
    """Indicators with counting rule, baseline, target and date."""
    columns = (
        Column("indicator"),
        Column("name", header=True),
        Column("kind"),
        Column("baseline", "right"),
        Column("target", "right"),
        Column("unit"),
        Column("due"),
        Column("target counts"),
        Column("counting rule"),
    )
    rows = tuple(
        (
            t.code,
            t.title,
            t.kind or MISSING,
            "to be measured" if t.baseline is None else f"{t.baseline:g}",
            "to be agreed" if t.target is None else f"{t.target:g}",
            t.unit or MISSING,
            t.due,
            BASIS.get(t.basis, t.basis),
            " ".join(filter(None, (t.rule or "", f"Never more than {t.limit}." if t.limit else ""))) or MISSING,
        )
        for t in targets
    )
    missing = []
    if not rows:
        missing.append(f"No indicator is named in the rules of the network; {supplier} proposes them.")
    unset = [t.code for t in targets if t.target is None]
    if unset:
        missing.append(f"The target of {listed(unset)} is set by {supplier} before the start.")
    unmeasured = [t.code for t in targets if t.baseline is None]
    if unmeasured:
        missing.append(f"The baseline of {listed(unmeasured)} is measured by {supplier} at the start.")
    kinds = {t.kind for t in targets}
    if rows and "result" not in kinds:
        missing.append(f"No result indicator; {supplier} adds one.")
    tables = (Table("indicators", "Indicators, baselines and targets", columns, rows),) if rows else ()
    return Part(title, (), tables, missing=tuple(missing))


def _follow_up(names: Names, pilot: PilotAction) -> Part:
    if pilot.follow_up:
        return Part("Follow-up", (f"Who carries it on: {sentence(pilot.follow_up)}",))
    lines = {line.partner: line.supplier for line in pilot.costs}
    body = lines.get(pilot.lead, names.region(pilot.lead))
    owner = f"{body}, for {names.region(pilot.lead)}" if body != names.region(pilot.lead) else body
    return Part(
        "Follow-up",
        (f"Proposed owner after the end: the lead ({owner}); it reports on the result indicators at their dates.",),
        missing=("No body has taken on the follow-up yet.",),
    )
