"""The draft action plan: the options, the pilots, how they were chosen, the other chapters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Date,
    Figure,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.coherence.rarefaction import FEWEST_RECORDS
from ceecluster.planning.comparable import comparables
from ceecluster.planning.picture import picture, traceability
from ceecluster.planning.pilotplan import actions_of
from ceecluster.replies import checked
from ceecluster.words.agreement import concordance, counts
from ceecluster.words.candidates import because, regions
from ceecluster.words.enlargement import coherence, in_common
from ceecluster.words.pilot import (
    IndicatorWords,
    PilotWords,
    counting_table,
    indicator_words,
    pilot_words,
    running,
    with_records,
)
from ceecluster.words.plan import blocked, choice, decided, refused
from ceecluster.words.plan_figures import options_figure, plan_figures, trace_table
from ceecluster.words.plan_tables import (
    core_table,
    option_tables,
    parts_table,
    pilots_table,
    portfolios_table,
    prices_table,
    services_table,
    signatures,
)
from ceecluster.words.replies import all_checked
from ceecluster.words.terms import comparable_table
from ceecluster.words.values import joined

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.actions import AgendaPoint, FundingAction, PlanAction
    from ceecluster.planning.funding import FundingSource
    from ceecluster.study import Study

REASONS = 6
"""Records named among the reasons of an action outside the pilots."""
PAIRS = 6
"""Pairs named in a sentence before the rest is counted."""
CODES = 8
"""Codes that a candidate brings, named before the rest is counted."""


@dataclass(frozen=True)
class ActionEntry:
    """One action outside the pilots."""

    number: str
    title: Part
    told: tuple[Part, ...]
    """What it is."""
    points: tuple[Part, ...]
    """What follows."""
    because: Statement


@dataclass(frozen=True)
class PlanWords:
    """What is told of a plan."""

    first: int
    """The year it starts in."""
    last: int
    """The year it ends in."""
    summary: tuple[Statement, ...]
    """How the pilots were chosen, and how firm the choice is."""
    firmness: Statement
    """Whether the best plan is clearly ahead, or as good as tied."""
    options: tuple[Table, ...]
    """The options side by side, and region by region; none where there is no choice."""
    compared: Figure | None
    """The options by value, reach, cost and firmness; none where there is no choice."""
    figures: tuple[Figure, ...]
    """Who works with whom, who takes part, what happens when."""
    trace: Table
    """From objective to instrument to action."""
    general: Table
    """Network, secretariat, regions, countries, codes, state of the information."""
    alike: Names | None
    """How alike the policies are, level by level."""
    agreed: tuple[Statement, ...]
    """How far the regions agree."""
    scored: int
    """Regions whose quality can be stated."""
    members: int
    """Regions of the network."""
    pilots: tuple[PilotWords, ...]
    """The pilots, each field by field (`words/pilot.py`), for `_pilot.md.j2`."""
    why_none: tuple[Statement, ...]
    """Where no portfolio is feasible: what would help."""
    chosen: tuple[Table, ...]
    """The choice in tables: pilots, parts, best portfolios, core index, prices, who is served."""
    refused: tuple[Statement, ...]
    """Ideas that cannot run."""
    rules: Statement
    """The rules of the choice."""
    programmes: tuple[ActionEntry, ...]
    """Trans-regional programmes; number, title, told, points and because of each."""
    exchange: tuple[ActionEntry, ...]
    """Exchange of experience."""
    funding: tuple[ActionEntry, ...]
    """Programmes of others that are open and of which a region has a record."""
    unused: Table | None
    """Those of which no region has one; None where there are none."""
    listed: bool
    """Whether the vocabulary lists programmes of others at all."""
    quality: tuple[ActionEntry, ...]
    """Next steps region by region."""
    ranked: bool
    """Whether the candidates stand in an order, which they do once each has checked its record."""
    enlargement: tuple[ActionEntry, ...]
    """What candidate regions would bring."""
    scale: Statement
    """From when on a change is told as more or less alike."""
    candidates: bool
    """Whether the network file lists candidate regions."""
    silent: Names | None
    """Candidates without an inventory."""
    comparable: Table | None
    """Projects that did what a pilot would, with what they cost; none where none is on file."""
    counting: Table
    """How the indicators of the pilots are counted."""
    indicators: IndicatorWords
    """Indicators of the plan as a whole."""
    signatures: Table
    """Left blank."""


def plan_words(study: Study, plan: Plan) -> PlanWords:
    """The words of a plan of a study."""
    world = study.world
    network = world.network
    tables = (pilots_table(plan), parts_table(plan), portfolios_table(plan), core_table(plan))
    silent = [region.code for region in network.candidates if region.code not in world.candidates]
    known = [row for row in study.comparison.by_level if row.index is not None]
    consists = [action for pilot in plan.pilots for action in actions_of(world, pilot.candidate)]
    alike_projects = comparables(consists)
    alike = tuple(Text((Number(row.index), " (", Ref("level", row.level), ")")) for row in known)
    return PlanWords(
        first=plan.start.year,
        last=plan.end.year,
        summary=(*decided(plan, world), *choice(plan)),
        firmness=Statement(
            "plan.firmness",
            {
                "option": plan.option,
                "ties": len(plan.selection.ties),
                "alone": len(plan.choices.options) < 2,
                "feasible": plan.selection.feasible,
            },
        ),
        options=option_tables(plan) if plan.pilots else (),
        compared=options_figure(plan) if plan.pilots else None,
        figures=plan_figures(plan, picture(world, plan)),
        trace=trace_table(traceability(world, plan)),
        general=_general(world, plan.start.year),
        alike=Names(alike) if alike else None,
        agreed=(counts(study.agreement), *concordance(study.agreement)),
        scored=len([row for row in study.scores.by_region if row.standing.value is not None]),
        members=len(network.regions),
        pilots=tuple(pilot_words(pilot, plan, world) for pilot in plan.pilots),
        why_none=() if plan.pilots else tuple(blocked(plan)),
        chosen=(*(found for found in tables if found), prices_table(plan), services_table(plan)) if plan.pilots else (),
        refused=tuple(refused(plan)) if plan.pilots else (),
        rules=_rules(plan),
        programmes=tuple(_programmes(plan, world)),
        exchange=tuple(_exchange(plan, world)),
        funding=tuple(_funding(plan, world)),
        unused=_unused(plan),
        listed=bool(world.vocabulary.eu_programmes),
        quality=tuple(_quality(plan, world)),
        enlargement=tuple(_enlargement(plan, world)),
        ranked=_ranked(plan, world),
        scale=Statement("chapters.note_scale", {"least": FEWEST_RECORDS}),
        candidates=bool(network.candidates),
        silent=regions(silent) if silent else None,
        comparable=comparable_table(alike_projects) if alike_projects else None,
        counting=counting_table([target for pilot in plan.pilots for target in pilot.indicators]),
        indicators=indicator_words(plan.indicators, "indicators"),
        signatures=signatures(world, plan.start.year),
    )


def _general(world: World, start: int) -> Table:
    network = world.network
    countries = sorted({region.country for region in network.regions})
    rows: tuple[tuple[Part, Part], ...] = (
        (Word("network"), network.title),
        (Word("secretariat"), network.name_at(network.secretariat, start) or Word("to be named")),
        (Word("regions"), regions([region.code for region in network.regions])),
        (Word("countries"), Names(tuple(Ref("country", code) for code in countries))),
        (Word("NUTS codes"), Names(tuple(code for region in network.regions for code in region.nuts))),
        (Word("contact"), Word("to be named")),
        (Statement("chapters.state"), Date(network.as_of)),
    )
    columns: tuple[Column[tuple[Part, Part]], ...] = (
        Column(Word("item"), lambda row: row[0], header=True),
        Column(Word("entry"), lambda row: row[1], spelling=Spelling.NAME),
    )
    return table("general", Statement("chapters.general"), columns, rows)


def _rules(plan: Plan) -> Statement:
    rule = plan.rule
    return Statement(
        "chapters.rules",
        {
            "min_pilots": rule.min_pilots,
            "max_pilots": rule.max_pilots,
            "smallest": rule.partners[0],
            "largest": rule.partners[1],
            "count": rule.min_countries,
            "cap": rule.cap_per_region,
            "leads": rule.leads_per_region,
            "one_per_theme": rule.one_per_theme,
            "cover_all": rule.cover_all,
            "budget": None if rule.budget_cap is None else Number(rule.budget_cap, None),
        },
    )


def _because(action: PlanAction, world: World) -> Statement:
    return because(action.because, frozenset(level.id for level in world.network.levels), REASONS)


def _pairs(found: tuple[tuple[str, str], ...]) -> Names | None:
    told = (Statement("chapters.pair", {"one": Ref("region", a), "other": Ref("region", b)}) for a, b in found)
    return Names(tuple(told), PAIRS) if found else None


def _programmes(plan: Plan, world: World) -> Iterator[ActionEntry]:
    """The same objective with the same instrument on several sides."""
    for action in plan.programmes:
        open_to = {"mutual": _pairs(action.mutual), "one_way": _ways(action.one_way)}
        title = {"instrument": Ref("term", action.instrument), "objective": Ref("term", action.objective)}
        yield ActionEntry(
            action.number,
            Statement("chapters.programme", title),
            (Statement("chapters.sides", {"sides": with_records(action.records, 2)}),),
            (Statement("chapters.open", open_to),),
            _because(action, world),
        )


def _ways(found: tuple[tuple[str, str], ...]) -> Part | None:
    """Who lets whom take part, told once of each that does."""
    guests: dict[str, list[str]] = {}
    for host, guest in found:
        guests.setdefault(host, []).append(guest)
    facts = ({"one": Ref("region", host), "other": regions(let_in)} for host, let_in in guests.items())
    return joined([Statement("chapters.lets", each) for each in facts], "; ") if found else None


def _exchange(plan: Plan, world: World) -> Iterator[ActionEntry]:
    """Pairs in which a side can learn."""
    for action in plan.exchange:
        one, other = (Ref("region", region) for region in action.regions)
        gains = {"one_gain": Number(action.gain[0]), "other_gain": Number(action.gain[1]), "linked": action.linked}
        gains["sided"] = not all(action.gain)
        yield ActionEntry(
            action.number,
            Statement("chapters.pair", {"one": one, "other": other}),
            (Statement("chapters.learn", {"one": one, "other": other, **gains}),),
            tuple(_lesson(lesson) for lesson in action.lessons),
            _because(action, world),
        )


def _lesson(lesson: AgendaPoint) -> Statement:
    shown = tuple(Ref("record", record) for record in lesson.records[:2])
    return Statement(
        "chapters.lesson",
        {
            "learner": Ref("region", lesson.learner),
            "teacher": Ref("region", lesson.teacher),
            "records": Names(shown) if shown else None,
            "criterion": Ref("criterion", lesson.criterion),
            "level": Ref("level", lesson.level),
            "now": Number(lesson.learner_value),
            "there": Number(lesson.teacher_value),
            "step": lesson.text or None,
        },
    )


def _funding(plan: Plan, world: World) -> Iterator[ActionEntry]:
    """Programmes of others that are open, and known from records."""
    for action in plan.funding:
        source = action.source
        known = with_records(source.experience, 1)
        if not known:
            continue
        newcomers = regions(action.newcomers) if action.newcomers else None
        yield ActionEntry(
            action.number,
            Text((Ref("term", source.code), " (", source.code, ")")),
            (_area(source),),
            (Statement("chapters.known", {"regions": known, "newcomers": newcomers}),),
            _because(action, world),
        )


def _area(source: FundingSource) -> Statement:
    """Until when a programme is open, and for whom."""
    area = {"running": running(source), "regions": regions(source.eligible) if source.eligible else None}
    return Statement("chapters.area", area)


def _unused(plan: Plan) -> Table | None:
    """Programmes of others that are open and that no record names."""
    rows = [action for action in plan.funding if not with_records(action.source.experience, 1)]
    columns: tuple[Column[FundingAction], ...] = (
        Column(Word("no."), lambda row: row.number, header=True),
        Column(Word("programme"), lambda row: Ref("term", row.source.code), header=True, spelling=Spelling.BOTH),
        Column(Statement("plan.open_for"), lambda row: _area(row.source), spelling=Spelling.NAME),
    )
    return table("unused", Statement("plan.unused"), columns, rows) if rows else None


def _quality(plan: Plan, world: World) -> Iterator[ActionEntry]:
    """The next steps of each region, and what to document."""
    least = world.guidelines.min_coverage
    for action in plan.quality:
        coverage = Share(action.coverage, limits=(least,))
        value = None if action.value is None else Number(action.value)
        asked = {"coverage": coverage, "criteria": len(world.guidelines.criteria)}
        stands = Statement("chapters.stands", {"value": value, **asked})
        if not checked(world, action.regions[0]):
            stands = Statement("replies.documented", asked)
        points: list[Part] = [
            Statement(
                "chapters.step",
                {
                    "criterion": Ref("criterion", step.criterion),
                    "level": Ref("level", step.level),
                    "now": Number(step.now),
                    "what": step.text,
                },
            )
            for step in action.steps
        ]
        if not action.steps:
            points.append(Statement("chapters.no_step"))
        if action.evidence:
            wanted = Names(tuple(Ref("criterion", code) for code in action.evidence))
            points.append(Statement("chapters.document", {"criteria": wanted}))
        yield ActionEntry(
            action.number,
            Ref("region", action.regions[0]),
            (stands,),
            tuple(points),
            _because(action, world),
        )


def _ranked(plan: Plan, world: World) -> bool:
    """Whether the candidates can be told in an order: once each of them has checked its record."""
    return all_checked(world, (action.candidate for action in plan.enlargement))


def _enlargement(plan: Plan, world: World) -> Iterator[ActionEntry]:
    """What the candidate regions with an inventory would bring."""
    ranked = _ranked(plan, world)
    actions = plan.enlargement if ranked else sorted(plan.enlargement, key=lambda each: each.candidate)
    # Their numbers say the order of their fits: where none is told, they are numbered as they stand.
    for place, action in enumerate(actions, 1):
        facts = {
            "fit": Number(action.score),
            "count": action.records,
            "closest": in_common(action) if action.closest else None,
        }
        told = Statement("chapters.candidate", {"rank": action.rank, **facts})
        if not ranked:
            told = Statement("replies.candidate", {"count": facts["count"], "closest": facts["closest"]})
        points: list[Part] = []
        if action.fills:
            codes = Names(tuple(Ref("term", code) for code in action.fills), CODES)
            points.append(Statement("chapters.brings", {"codes": codes}))
        if action.pilots:
            points.append(Statement("chapters.joins", {"pilots": Names(action.pilots), "count": len(action.pilots)}))
        yield ActionEntry(
            action.number if ranked else f"F{place}",
            Ref("region", action.candidate),
            (told, *coherence(action.equal)),
            tuple(points),
            _because(action, world),
        )
