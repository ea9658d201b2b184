"""The draft action plan in the form an Interreg Europe action plan has: general information, context, actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ceecluster.documents import voice_of
from ceecluster.names import Names as Speller
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.actions import AgendaPoint, EnlargementAction, ExchangeAction, ProgrammeAction, QualityAction
from ceecluster.planning.funding import Source
from ceecluster.report.views.articles import Names, capital
from ceecluster.report.views.base import Column, Table, listed, number, percent, plural
from ceecluster.report.views.pilot_section import Part, PilotSection, indicator_part, pilot_section, running
from ceecluster.report.views.plan import (
    because,
    blocked_sentences,
    choice_sentences,
    core_table,
    fairness_table,
    parts_table,
    pilots_table,
    portfolios_table,
    prices_table,
)
from ceecluster.wording import Voice
from ceecluster.words.agreement import concordance, counts
from ceecluster.words.enlargement import coherence

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.study import Study

BANNER = (
    "DRAFT for discussion, made from the inventories by a program. It binds nobody, promises no money, and leaves "
    "dates of signing, names and signatures blank."
)


@dataclass(frozen=True)
class Entry:
    """One action outside the pilots."""

    number: str
    title: str
    sentences: tuple[str, ...]
    points: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class Chapter:
    """A chapter of actions of one kind."""

    letter: str
    title: str
    lead: tuple[str, ...]
    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftPlan:
    """A draft action plan, ready to be set in any medium."""

    title: str
    banner: str
    summary: tuple[str, ...]
    general: Part
    context: Part
    pilots: tuple[PilotSection, ...]
    choice: Part
    chapters: tuple[Chapter, ...]
    indicators: Part
    signature: Part
    no_pilots: tuple[str, ...]
    """Where no portfolio is feasible: why, and what would help."""


def context(study: Study, plan: Plan | None = None) -> dict[str, Any]:
    """The variables of `plan.md.j2`."""
    from ceecluster.report.views.plan_charts import traceability

    made = plan or study.plan()
    draft = draft_plan(study, made)
    return {"title": draft.title, "draft": draft, "traceability": traceability(study.world, made), "figures": []}


def draft_plan(study: Study, plan: Plan) -> DraftPlan:
    """Word the draft action plan of a network."""
    world = study.world
    names = Names(world)
    secretariat = world.network.name_at(world.network.secretariat, plan.start.year) or "the secretariat"
    return DraftPlan(
        title=f"{world.network.title}: draft action plan {plan.start.year} to {plan.end.year}",
        banner=BANNER,
        summary=tuple(_summary(names, plan)),
        general=_general(world, plan.start.year),
        context=_context(study, names),
        pilots=tuple(pilot_section(world, plan.evidence, names, pilot) for pilot in plan.pilots),
        choice=_choice(names, plan),
        chapters=(
            _programmes(names, plan),
            _exchange(names, plan),
            _funding(names, plan),
            _quality(names, plan),
            _enlargement(world, names, plan),
        ),
        indicators=indicator_part(names, plan.indicators, secretariat, "Indicators of the plan as a whole"),
        signature=_signature(world, plan.start.year),
        no_pilots=() if plan.pilots else ("No portfolio keeps to every constraint.", *blocked_sentences(plan)),
    )


def _summary(names: Names, plan: Plan) -> list[str]:
    out = choice_sentences(names, plan)
    for pilot in plan.pilots:
        partners = names.regions([region for region in pilot.regions if region != pilot.lead])
        out.append(
            f"{pilot.number} {pilot.candidate.title}: led by {names.region(pilot.lead)} with {partners}, value "
            f"{number(pilot.candidate.value)}."
        )
    return out


def _general(world: World, start: int) -> Part:
    columns = (Column("item", header=True), Column("entry"))
    network = world.network
    rows = (
        ("Network", network.title),
        ("Secretariat", network.name_at(network.secretariat, start) or "[to be named]"),
        ("Regions", listed([f"{region.title} ({region.code})" for region in network.regions])),
        ("Countries", ", ".join(sorted({region.country for region in network.regions}))),
        ("NUTS codes", ", ".join(code for region in network.regions for code in region.nuts)),
        ("Contact", "[to be named by the secretariat]"),
        ("State of the information", network.as_of),
    )
    return Part("General information", tables=(Table("general", "General information", columns, rows),))


def _context(study: Study, names: Names) -> Part:
    levels = study.comparison.levels.dropna(subset=["index"])
    alike = listed(
        [
            f"{number(index)} at the level {names.level(level)}"
            for level, index in zip(levels["level"], levels["index"], strict=True)
        ]
    )
    scored = study.scores.regions
    known = int(scored["value"].notna().sum())
    sentences = [
        f"The policies of the regions are alike to {alike} (0 nothing, 1 everything in common)."
        if alike
        else "How alike the policies are cannot be computed: no two regions have records at the same level.",
        " ".join(voice_of(study).plain(told) for told in (counts(study.agreement), *concordance(study.agreement))),
        f"Quality can be stated for {known} of {plural(len(scored), 'region')}; the others lack evidence.",
    ]
    missing = (
        "Which policy instrument of each region the plan is to improve (programme, priority, managing authority) is "
        "for each region to name; the inventories do not single one out.",
    )
    return Part("Policy context", tuple(sentences), missing=missing)


def _choice(names: Names, plan: Plan) -> Part:
    tables = []
    if plan.pilots:
        tables = [pilots_table(names, plan), parts_table(plan), portfolios_table(plan)]
        core = core_table(plan)
        tables += [core] if core is not None else []
        tables += [prices_table(plan), fairness_table(names, plan)]
    points = tuple(
        f"Not a candidate: {refusal.title} ({refusal.pilot}): {refusal.why}." for refusal in plan.proposed.refused
    )
    rule = plan.rule
    text = (
        f"Rules (network file): {rule.min_pilots} to {rule.max_pilots} pilots; partnerships of {rule.partners[0]} to "
        f"{rule.partners[1]} regions from at least {plural(rule.min_countries, 'country', 'countries')}; at most "
        f"{rule.cap_per_region} pilots and {plural(rule.leads_per_region, 'lead')} per region"
        f"{'; one pilot per theme' if rule.one_per_theme else ''}"
        f"{'; each region in at least one where feasible' if rule.cover_all else ''}"
        f"{f'; budget cap EUR {rule.budget_cap:.0f}' if rule.budget_cap is not None else '; no budget cap'}."
    )
    return Part("How the pilots were chosen", (*choice_sentences(names, plan), text), tuple(tables), points)


def _programmes(names: Names, plan: Plan) -> Chapter:
    lead = (
        "The same objective pursued with the same instrument on several sides. Where the rules of both sides let the "
        "other's organisations take part, a common call is near; where not, the first step is to open.",
    )
    entries = tuple(_programme(names, action) for action in plan.programmes)
    missing = () if entries else ("No objective and instrument are on record in two countries.",)
    return Chapter("B", "Trans-regional programmes", lead, entries, missing)


def _programme(names: Names, action: ProgrammeAction) -> Entry:
    points = []
    if action.mutual:
        points.append(f"May take part in each other's: {listed([f'{a} and {b}' for a, b in action.mutual], 6)}.")
    if action.one_way:
        points.append(
            f"One way only: {listed([f'{a} lets {b} take part' for a, b in action.one_way], 6)}; the way back is to be opened."
        )
    if action.mutual or action.one_way:
        points.append("To take part is not yet to be paid for it: each call says who pays the partners from outside.")
    else:
        points.append("No opening to the others is on record; each region says whether outside partners may take part.")
    sides = [f"{names.region(region)} ({', '.join(ids[:2])})" for region, ids in action.records.items()]
    text = f"Held by {listed(sides)}."
    title = f"{names.term(action.instrument)} for {names.term(action.objective)}"
    return Entry(action.number, title, (text,), tuple(points), because(names, action.because, 6))


def _exchange(names: Names, plan: Plan) -> Chapter:
    lead = (
        "Pairs in which both sides can learn: each is ahead of the other on some criteria with evidence. Pairs across "
        "a border go first; no region is in more than two.",
    )
    entries = tuple(_pair(names, action) for action in plan.exchange)
    missing = () if entries else ("No two regions have evidence on the same criteria with a lead to learn from.",)
    return Chapter("C", "Exchange of experience", lead, entries, missing)


def _pair(names: Names, action: ExchangeAction) -> Entry:
    a, b = action.regions
    linked = "A link between them is on record." if action.linked else "No link between them is on record yet."
    text = (
        f"What {names.region(a)} can learn weighs {number(action.gain[0])}, what {names.region(b)} can learn "
        f"{number(action.gain[1])} (weight of the criterion times the lead). {linked}"
    )
    title = f"{names.region(a)} and {names.region(b)}"
    points = tuple(_lesson(names, lesson) for lesson in action.lessons)
    return Entry(action.number, title, (text,), points, because(names, action.because, 6))


def _lesson(names: Names, lesson: AgendaPoint) -> str:
    shown = f" ({', '.join(lesson.records[:2])})" if lesson.records else ""
    step = f" Next step: {lesson.text.rstrip('.')}." if lesson.text else ""
    values = f"{number(lesson.learner_value)} against {number(lesson.teacher_value)}"
    return (
        f"{names.region(lesson.learner)} from {names.region(lesson.teacher)}{shown}: "
        f'"{names.criterion(lesson.criterion)}" at the level {names.level(lesson.level)}, {values}.{step}'
    )


def reach(names: Names, source: Source) -> str:
    """Which regions lie in a programme's area."""
    if not source.eligible:
        return "its area is not on file"
    return f"{plural(len(source.eligible), 'region')} in its area: {names.regions(source.eligible)}"


def _funding(names: Names, plan: Plan) -> Chapter:
    lead: tuple[str, ...] = (
        f"Programmes in the list that are open in {plan.start.year}, those that have paid for joint work of most regions first; strategies without money are left out.",
    )
    entries = []
    for action in plan.funding:
        source = action.source
        known = [f"{names.region(region)} ({ids[0]})" for region, ids in source.experience.items()]
        points = [f"Known from their records by {listed(known)}." if known else "No region has a record with it."]
        if action.newcomers and known:
            points.append(f"New to {names.regions(action.newcomers)}.")
        entries.append(
            Entry(
                action.number,
                f"{source.title} ({source.code})",
                (f"{capital(running(source))}; {reach(names, source)}.",),
                tuple(points),
                because(names, action.because, 6),
            )
        )
    none = f"No programme in the list is open in {plan.start.year}; the secretariat brings the list up to date."
    if not names.world.vocabulary.eu_programmes:
        lead, none = (), "The vocabulary lists no programme of others that could pay (eu_programmes)."
    title = "Links to European programmes" if lead else "Links to programmes of others"
    return Chapter("D", title, lead, tuple(entries), () if entries else (none,))


def _quality(names: Names, plan: Plan) -> Chapter:
    lead = ("The next rungs that weigh most for each region, and the evidence that would help most.",)
    return Chapter("E", "Quality improvement by region", lead, tuple(_steps(names, a) for a in plan.quality))


def _steps(names: Names, action: QualityAction) -> Entry:
    region = names.region(action.regions[0])
    least = names.world.guidelines.min_coverage
    if action.value is None:
        text = f"{percent(action.coverage, least)} of the evidence is documented: too little for a value."
    else:
        text = f"Value {number(action.value)} with {percent(action.coverage, least)} of the evidence documented."
    points = [
        f'"{names.criterion(step.criterion)}" ({step.criterion}) at the level {names.level(step.level)}, now '
        f"{number(step.now)}: {step.text.rstrip('.')}."
        for step in action.steps
    ]
    if not action.steps:
        points.append("No next step can be named without evidence.")
    if action.evidence:
        wanted = listed([f'"{names.criterion(code)}" ({code})' for code in action.evidence])
        points.append(f"To document next: {wanted}.")
    return Entry(action.number, region, (text,), tuple(points), because(names, action.because, 6))


def _enlargement(world: World, names: Names, plan: Plan) -> Chapter:
    lead = (
        "What the candidate regions with an inventory would bring, the largest fit first. Equal ranks are too close "
        "to be told apart, and a fit grows with the records on file.",
    )
    entries = tuple(_candidate(names, action) for action in plan.enlargement)
    without = [region.code for region in world.network.candidates if region.code not in world.candidates]
    missing = (f"No inventory yet: {names.regions(without)}; each can write one.",) if without else ()
    if not world.network.candidates:
        missing = ("The network file lists no candidate.",)
    return Chapter("F", "Enlargement", lead, entries, missing)


def _candidate(names: Names, action: EnlargementAction) -> Entry:
    close = listed([f"{names.region(region)} {percent(share)}" for region, share in action.closest])
    sentences = [
        f"Rank {action.rank} with a fit of {number(action.score)} from {plural(action.records, 'record')}; the largest "
        f"shares of codes are in common with {close}."
    ]
    voice = Voice(Speller(names.world))
    sentences += [voice.plain(told) for told in coherence(action.equal)]
    points = []
    if action.fills:
        points.append(f"Brings what fewer than half of the members hold: {names.terms(action.fills, 8)}.")
    if action.pilots:
        points.append(f"Holds the theme of pilot {listed(list(action.pilots))}.")
    title = names.region(action.candidate)
    return Entry(action.number, title, tuple(sentences), tuple(points), because(names, action.because, 6))


def _signature(world: World, start: int) -> Part:
    titles = ("region", "body", "date", "signature", "stamp")
    columns = tuple(Column(title, header=title == "region") for title in titles)
    network = world.network
    rows = tuple((region.title, network.name_at(region.partner, start) or "", "", "", "") for region in network.regions)
    return Part("Date, signature, stamp", ("Left blank in this draft.",), (Table("sign", "Signatures", columns, rows),))
