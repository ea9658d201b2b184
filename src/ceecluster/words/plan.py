"""The choice of pilots: which, how firm, what else there is to choose, what each constraint costs, who is served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Date,
    Limit,
    Names,
    Number,
    Ref,
    Share,
    Statement,
    Text,
)
from ceecluster.planning.core import BORDER, CORE
from ceecluster.planning.earlier import chosen
from ceecluster.words.candidates import regions, title_of, with_partners
from ceecluster.words.plan_tables import option_tables, pilots_table, prices_table, services_table, setting
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.refusal import Refusal
    from ceecluster.planning.selection import Relaxation

TITLES = 4
"""Programmes named in a sentence before the rest is counted."""
RIVALS = 3
"""Themes named that would take the place of one that is not firm."""


def plan_topic(plan: Plan, world: World) -> Topic:
    """The chosen pilots and the choice itself, on one screen."""
    facts = {"network": world.network.title, "first": plan.start.year, "last": plan.end.year}
    tables = (pilots_table(plan), *option_tables(plan), prices_table(plan), services_table(plan))
    others = [choice.letter for choice in plan.choices.options if choice.letter != plan.option]
    return Topic(
        name="plan",
        title=Statement("plan.title", facts),
        lead=(year_head(world), *decided(plan, world), *choice(plan)),
        tables=tables if plan.pilots else (),
        heading=Statement("plan.holds") if plan.pilots else Statement("plan.feasible"),
        findings=tuple(_chapters(plan) if plan.pilots else blocked(plan)),
        notes=(Statement("plan.note_value"),),
        next=(
            "plan --format markdown -o plan.md",
            *(f"plan --option {letter}" for letter in others),
            *(f"plan --why {pilot.number}" for pilot in plan.pilots[:1]),
            "plan --set plan.max_pilots=4",
        ),
    )


def decided(plan: Plan, world: World) -> Iterator[Statement]:
    """Which option a meeting has chosen."""
    found = chosen(world, plan.start.year, plan.choices.pilots)
    if found is not None:
        yield Statement("plan.decided", {"date": Date(found.date), "letter": found.letter})


def choice(plan: Plan) -> Iterator[Statement]:
    """How the pilots were chosen and how firm the choice is."""
    selection, proposed = plan.selection, plan.proposed
    origins = [c.origin for c in proposed.all]
    yield Statement(
        "plan.found",
        {
            "count": len(origins),
            "declared": origins.count("declared"),
            "generated": origins.count("generated"),
            "themes": proposed.themes,
            "formed": proposed.formed,
        },
    )
    if proposed.settled:
        pilots = Names(tuple(Ref("pilot", pilot) for pilot in dict.fromkeys(each.pilot for each in proposed.settled)))
        running = all(each.running for each in proposed.settled)
        yield Statement("plan.settled", {"count": len(proposed.settled), "running": running, "pilots": pilots})
    if not selection.feasible:
        yield Statement("plan.infeasible")
        return
    facts = {
        "count": len(selection.chosen),
        "value": Number(selection.value, 3),
        "served": selection.served,
        "members": len(plan.evidence.regions),
    }
    if plan.option == "A":
        yield Statement("plan.best", {**facts, "proven": selection.proven})
        yield from _rivals(plan)
    else:
        loss = Number(plan.choices[plan.option].loss, 3)
        yield Statement("plan.option", {**facts, "letter": plan.option, "loss": loss})
    yield from options(plan)
    if selection.unserved:
        beyond = [region for region in selection.unserved if region in selection.out_of_reach]
        yield Statement(
            "plan.unserved",
            {"regions": regions(selection.unserved), "beyond": regions(beyond) if beyond else None},
        )
    if selection.unpriced:
        yield Statement("plan.unpriced", {"count": len(selection.unpriced)})
    if plan.option == "A":
        yield from _core(plan)
    yield from _opinion(plan)


def _rivals(plan: Plan) -> Iterator[Statement]:
    selection = plan.selection
    if ties := selection.ties:
        first = next(row for row in selection.ranked if row.rank == ties[0])
        facts = {
            "count": len(ties),
            "listed": len(selection.ranked),
            "loss": Number(first.loss, 3),
            "value": Number(selection.value, 3),
            "ahead": Share(first.ahead, limits=(CORE,)),
        }
        yield Statement("plan.tie", facts)
    others = selection.ranked[1:]
    if others:
        facts = {"count": len(others), "more": selection.more, "share": Limit(plan.rule.near_optimal)}
        yield Statement("plan.near", facts)


def options(plan: Plan) -> Iterator[Statement]:
    """How many portfolios there were to choose the options from, and what all admissible weights agree on."""
    choices, standing = plan.choices, plan.standing
    if choices.within > 1:
        yield Statement("plan.choices", {"count": choices.within, "exact": choices.exact, "loss": Limit(choices.loss)})
    if standing.portfolios:
        by_id = {candidate.id: candidate for candidate in plan.proposed.all}
        core = Names(tuple(title_of(by_id[i]) for i in standing.core))
        yield Statement(
            "plan.standing",
            {
                "count": len(standing.portfolios),
                "box": Limit(standing.box),
                "exact": standing.exact,
                "core": core if standing.core else None,
                "exterior": standing.exterior,
                "candidates": len(by_id),
            },
        )


def _core(plan: Plan) -> Iterator[Statement]:
    """Which of the chosen pilots stay under other weights and evidence, and what would take the others' place."""
    known = [pilot for pilot in plan.pilots if pilot.theme_core is not None]
    if not known:
        return
    firm = [pilot.number for pilot in known if (pilot.theme_core or 0) >= CORE]
    loose = [pilot for pilot in known if pilot.number not in firm]
    chosen = {pilot.candidate.key for pilot in plan.pilots}
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    instead: dict[str, Text] = {}
    for share in plan.core.shares:
        candidate = by_id[share.id]
        if candidate.key not in chosen and share.theme_core >= BORDER and len(instead) < RIVALS:
            shown = Text((title_of(candidate), " (", Share(share.theme_core), ")"))
            instead.setdefault(candidate.key, shown)
    yield Statement(
        "plan.core",
        {
            "draws": plan.draws,
            "unproven": plan.core.unproven,
            "firm": Names(tuple(firm)) if firm else None,
            "loose": Names(tuple(Text((p.number, " (", Share(p.theme_core, limits=(CORE,)), ")")) for p in loose)),
            "many": len(loose),
            "rivals": Names(tuple(instead.values())) if instead else None,
            "least": Limit(CORE),
        },
    )


def _opinion(plan: Plan) -> Iterator[Statement]:
    """What a fair vote would choose, and how far it is the same."""
    if not plan.second_opinion or not plan.pilots:
        return
    chosen = {pilot.candidate.id: pilot for pilot in plan.pilots}
    themes = {pilot.candidate.key for pilot in plan.pilots}
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    voted = [by_id[round_.candidate] for round_ in plan.second_opinion]
    same = [chosen[c.id].number for c in voted if c.id in chosen]
    yield Statement(
        "plan.opinion",
        {
            "voted": Names(tuple(with_partners(c) for c in voted)),
            "same": Names(tuple(same)) if same else None,
            "count": len([c for c in voted if c.id not in chosen and c.key in themes]),
        },
    )


def blocked(plan: Plan) -> Iterator[Statement]:
    """That there is nothing to choose from, or which constraint blocks, and what relaxing it gives."""
    if not plan.proposed.all:
        yield Statement("plan.no_candidate")
        yield from refused(plan)
    else:
        yield from map(_relaxed, plan.selection.blocked)


def refused(plan: Plan) -> Iterator[Statement]:
    """Ideas that cannot run, and why."""
    for refusal in plan.proposed.refused:
        yield Statement("plan.refused", {"title": refusal.title, "pilot": refusal.pilot, "why": obstacle(refusal)})


def obstacle(refusal: Refusal) -> Statement:
    """Why an idea cannot run."""
    facts = {
        "why": refusal.why,
        "region": refusal.region,
        "start": refusal.start,
        "end": refusal.end,
        "countries": refusal.countries,
        "regions": refusal.regions,
        "found": refusal.found,
    }
    return Statement("plan.obstacle", facts)


def _relaxed(relaxation: Relaxation) -> Statement:
    changes = [
        Statement(
            "plan.change",
            {"rule": Statement("plan.rule", {"name": name}), "now": setting(name, now), "then": setting(name, then)},
        )
        for name, now, then in zip(relaxation.constraints, relaxation.now, relaxation.relaxed, strict=True)
    ]
    facts = {
        "changes": Names(tuple(changes)),
        "count": len(relaxation.pilots),
        "pilots": Names(relaxation.pilots),
        "value": Number(relaxation.value),
        "served": relaxation.served,
    }
    return Statement("plan.relaxed", facts)


def _chapters(plan: Plan) -> Iterator[Statement]:
    """One sentence for each of the other chapters."""
    if plan.programmes:
        first = plan.programmes[0]
        facts = {
            "count": len(plan.programmes),
            "instrument": Ref("term", first.instrument),
            "objective": Ref("term", first.objective),
            "regions": regions(first.regions),
            "pairs": len(first.mutual),
        }
        yield Statement("plan.has_programmes", facts)
    if plan.exchange:
        yield Statement("plan.has_pairs", {"count": len(plan.exchange), "regions": regions(plan.exchange[0].regions)})
    if plan.funding:
        titles = Names(tuple(Ref("term", action.source.code) for action in plan.funding), TITLES)
        facts = {"count": len(plan.funding), "year": plan.start.year, "titles": titles}
        yield Statement("plan.has_funding", facts)
    if plan.quality:
        yield Statement("plan.has_quality", {"count": len([a for a in plan.quality if a.steps])})
    if plan.enlargement:
        first_name = Ref("region", plan.enlargement[0].candidate)
        yield Statement("plan.has_candidates", {"count": len(plan.enlargement), "first": first_name})
    yield from refused(plan)
