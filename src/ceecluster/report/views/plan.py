"""`plan` in words: which pilots, how firm the choice is, what each constraint costs, who is served."""

from __future__ import annotations

from ceecluster.model import World
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.actions import PilotAction, Reason
from ceecluster.planning.core import BORDER, CORE
from ceecluster.planning.selection import Relaxation
from ceecluster.planning.value import PARTS
from ceecluster.report.views.articles import Names, capital
from ceecluster.report.views.base import MISSING, Column, Table, View, interval, listed, number, percent, plural
from ceecluster.report.views.plan_options import options_by_region, options_sentences, options_table
from ceecluster.report.views.year import year_lead

RULES = {
    "min_pilots": "the smallest number of pilots",
    "max_pilots": "the largest number of pilots",
    "cap_per_region": "the most pilots a region may join",
    "leads_per_region": "the most pilots a region may lead",
    "one_per_theme": "one pilot per theme",
    "cover_all": "each region in at least one pilot",
    "budget_cap": "the budget cap",
    "exclusions": "pilots that exclude each other",
}
FIGURES = {
    "fit": "fit with the agreement",
    "need": "need",
    "mass": "critical mass",
    "readiness": "readiness",
    "pairing": "pairing of strong with weak",
    "coherence": "coherence among the partners",
    "value": "value",
    "core": "core index",
    "coverage": "share of the evidence documented",
    "common": "share of the objectives most members hold that it holds",
    "fills": "share of the rare codes it holds",
    "pilots": "share of the pilots it could join",
    "records": "records",
}


def plan_view(world: World, plan: Plan) -> View:
    """The chosen pilots and the choice itself, on one screen."""
    names = Names(world)
    tables = [pilots_table(names, plan)] if plan.pilots else []
    if plan.pilots:
        tables += [table for table in (options_table(plan), options_by_region(names, plan)) if table]
        tables += [prices_table(plan), fairness_table(names, plan)]
    return View(
        name="plan",
        title=f"{world.network.title}   action plan {plan.start.year} to {plan.end.year}",
        lead=(year_lead(world), *choice_sentences(names, plan)),
        tables=tuple(tables),
        heading="What else the plan holds" if plan.pilots else "What would make a portfolio feasible",
        findings=tuple(_chapters(names, plan) if plan.pilots else blocked_sentences(plan)),
        notes=(
            "Value: weighted mean of the parts, 0 to 1; what is not documented counts half, in brackets nothing and in "
            "full. Core index: share of weight and evidence draws whose best portfolio contains the pilot; "
            "theme core: a pilot on its theme, with whichever partners.",
        ),
        next=(
            "ceecluster plan --format markdown -o plan.md",
            *(
                f"ceecluster plan --option {choice.letter}"
                for choice in plan.choices.options
                if choice.letter != plan.option
            ),
            *(f"ceecluster plan --why {pilot.number}" for pilot in plan.pilots[:1]),
            "ceecluster plan --set plan.max_pilots=4",
        ),
        data=plan.to_dict(),
        frame=plan.candidates,
    )


def choice_sentences(names: Names, plan: Plan) -> list[str]:
    """How the pilots were chosen and how firm the choice is."""
    selection, proposed = plan.selection, plan.proposed
    declared = sum(c.origin == "declared" for c in proposed.all)
    found = (
        f"{plural(len(proposed.all), 'candidate')} were compared: {declared} from declared ideas, "
        f"{len(proposed.all) - declared} from {plural(proposed.themes, 'theme')} the records carry "
        f"({proposed.formed} partnerships formed)."
    )
    if not selection.feasible:
        return [found, "No portfolio keeps to every constraint."]
    members = len(plan.evidence.regions)
    if plan.option != "A":
        choice = plan.choices[plan.option]
        out = [
            found,
            f"This is option {choice.letter}: {plural(len(selection.chosen), 'pilot')}, value {number(choice.value, 3)}, "
            f"{number(choice.loss, 3)} less than the best portfolio; it serves {selection.served} of {members} regions.",
            *options_sentences(plan),
        ]
        return [*out, *filter(None, (opinion_sentence(names, plan),))]
    out = [
        found,
        f"The best portfolio has {plural(len(selection.chosen), 'pilot')}, value {number(selection.value)}, and serves "
        f"{selection.served} of {members} regions; "
        + (
            "no other portfolio under these constraints serves more, or as many with more value (proven)."
            if selection.proven
            else "the search ended at its limit of work, and a better one may exist."
        ),
    ]
    if ties := selection.ties:
        first = selection.portfolios.iloc[ties[0] - 1]
        out.append(
            f"It is a tie all the same: {plural(len(ties), 'portfolio')} of the {len(selection.portfolios)} listed cannot be "
            f"told from it, the next {number(first['loss'], 3)} of {number(selection.value, 3)} behind, and ahead of it in "
            f"{percent(1 - first['ahead'])} of the draws of weights and missing evidence."
        )
    near = len(selection.portfolios) - 1
    if near > 0:
        more = "at least " if selection.more else ""
        verb = "is" if near == 1 else "are"
        rivals = f"{more}{plural(near, 'other portfolio')} of the same reach {verb} worth at most"
        out.append(f"{capital(rivals)} {percent(plan.rule.near_optimal)} less.")
    out += options_sentences(plan)
    if selection.unserved:
        beyond = [region for region in selection.unserved if region in selection.out_of_reach]
        why = f"; for {names.regions(beyond)} no candidate exists, because no theme is on record" if beyond else ""
        out.append(f"Not served: {names.regions(selection.unserved)}{why}.")
    if selection.unpriced:
        out.append(
            f"The budget cap could not be checked for {plural(len(selection.unpriced), 'pilot')} without agreed costs."
        )
    return [*out, *filter(None, (core_sentence(plan), opinion_sentence(names, plan)))]


def core_sentence(plan: Plan) -> str:
    """Which of the chosen pilots hold under other weights and evidence, and what would take the others' place."""
    known = [pilot for pilot in plan.pilots if pilot.theme_core is not None]
    if not known:
        return ""
    firm = [pilot.number for pilot in known if (pilot.theme_core or 0) >= CORE]
    loose = [f"{pilot.number} ({percent(pilot.theme_core)})" for pilot in known if pilot.number not in firm]
    chosen = {pilot.candidate.key for pilot in plan.pilots}
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    rivals: dict[str, str] = {}
    for identifier, share in ((share.id, share.theme_core) for share in plan.core.shares):
        candidate = by_id[identifier]
        if candidate.key not in chosen and share >= BORDER and len(rivals) < 3:
            rivals.setdefault(candidate.key, f"{candidate.title} ({percent(share)})")
    loosely = f", in {plan.core.unproven} of them the best found within the limit of work" if plan.core.unproven else ""
    text = f"Under other weights and evidence ({plan.draws} draws{loosely}) "
    parts = []
    if firm:
        what = f"the theme of {firm[0]} stays" if len(firm) == 1 else f"the themes of {listed(firm)} stay"
        parts.append(f"{what} in the best portfolio in at least {percent(CORE)} of the draws")
    if loose:
        parts.append(f"{listed(loose)} {'is' if len(loose) == 1 else 'are'} not firm")
    if loose and rivals:
        whose = "its" if len(loose) == 1 else "their"
        parts.append(f"{whose} place goes most often to {listed(list(rivals.values()))}")
    return text + "; ".join(parts) + "."


def opinion_sentence(names: Names, plan: Plan) -> str:
    """What a fair vote would choose, and how far it is the same."""
    rounds = plan.second_opinion
    if not rounds or not plan.pilots:
        return ""
    chosen = {pilot.candidate.id: pilot for pilot in plan.pilots}
    themes = {pilot.candidate.key for pilot in plan.pilots}
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    same = [chosen[r.candidate].number for r in rounds if r.candidate in chosen]
    voted = [by_id[r.candidate] for r in rounds]
    alike = [c for c in voted if c.id not in chosen and c.key in themes]
    words = [f"{c.title} ({', '.join(c.regions)})" for c in voted]
    agree = f"it shares {listed(same)} with the plan" if same else "it shares no pilot with the plan"
    if alike:
        agree += f", and {plural(len(alike), 'theme')} with other partners"
    return f"Second opinion (method of equal shares, each region one vote): {listed(words)}; {agree}."


def blocked_sentences(plan: Plan) -> list[str]:
    """Which constraint blocks, and what relaxing it gives."""
    if plan.selection.blocked:
        return [_relaxed(relaxation) for relaxation in plan.selection.blocked]
    refused = [f"{r.title}: {r.why}" for r in plan.proposed.refused]
    return refused or ["No candidate exists: no region declares an idea, and no theme is held by enough regions."]


def _relaxed(relaxation: Relaxation) -> str:
    changes = listed(
        [
            f"{RULES[name]} ({name}) from {now} to {then}"
            for name, now, then in zip(relaxation.constraints, relaxation.now, relaxation.relaxed, strict=True)
        ]
    )
    if not relaxation.pilots:
        return f"Relaxing {changes} leaves an empty plan."
    return (
        f"Relaxing {changes} gives {plural(len(relaxation.pilots), 'pilot')} ({listed(list(relaxation.pilots))}), "
        f"value {number(relaxation.value)}, {plural(relaxation.served, 'region')} served."
    )


def pilots_table(names: Names, plan: Plan) -> Table:
    """The chosen pilots."""
    columns = (
        Column("pilot"),
        Column("title", header=True),
        Column("lead"),
        Column("partners"),
        Column("value", "right"),
        Column("core", "right"),
        Column("theme core", "right"),
    )
    rows = tuple(
        (
            pilot.number,
            pilot.candidate.title,
            pilot.lead,
            ", ".join(region for region in pilot.regions if region != pilot.lead),
            f"{number(pilot.candidate.value)} ({interval(pilot.candidate.low, pilot.candidate.high)})",
            percent(pilot.core),
            percent(pilot.theme_core),
        )
        for pilot in plan.pilots
    )
    return Table("pilots", "Chosen pilots", columns, rows)


def parts_table(plan: Plan) -> Table:
    """The parts of the chosen pilots' values with their weights."""
    weights = {part: plan.rule.weights.get(part, 0.0) for part in PARTS}
    columns = (
        Column("part", header=True),
        Column("weight", "right"),
        *(Column(pilot.number, "right") for pilot in plan.pilots),
    )
    rows = tuple(
        (FIGURES[part], number(weights[part]), *(_part(pilot, part) for pilot in plan.pilots)) for part in PARTS
    )
    note = "In brackets: share of the part that is documented."
    return Table("parts", "What the pilots are worth, part by part", columns, rows, note)


def _part(pilot: PilotAction, part: str) -> str:
    value = pilot.candidate.parts[part]
    return MISSING if value is None else f"{number(value)} ({percent(pilot.candidate.documented[part])})"


def prices_table(plan: Plan) -> Table:
    """What each constraint costs."""
    columns = (
        Column("constraint", header=True),
        Column("now", "right"),
        Column("loosened to", "right"),
        Column("gain in value", "right"),
        Column("regions served", "right"),
    )
    table = plan.selection.prices
    rows = tuple(
        (
            RULES[row.constraint],
            str(row.now),
            str(row.relaxed),
            number(row.gain, 3),
            f"{row.served:+d}" if row.served else "same",
        )
        for row in table.itertuples(index=False)
    )
    return Table("prices", "The price of each constraint", columns, rows, "Each constraint is loosened alone.")


def fairness_table(names: Names, plan: Plan) -> Table:
    """Who is served how often."""
    numbers = {pilot.candidate.id: pilot.number for pilot in plan.pilots}
    columns = (
        Column("region", header=True),
        Column("pilots", "right"),
        Column("leads", "right"),
        Column("which"),
        Column("candidates", "right"),
    )
    rows = tuple(
        (
            names.region(row.region),
            str(row.pilots),
            str(row.leads),
            ", ".join(numbers[i] for i in row.ids.split(";") if i) or MISSING,
            str(row.candidates),
        )
        for row in plan.selection.fairness.itertuples(index=False)
    )
    return Table("fairness", "Who is served how often", columns, rows, "candidates: in how many it could have been.")


def portfolios_table(plan: Plan) -> Table:
    """The optimum and its rivals."""
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    columns = (
        Column("rank", "right", header=True),
        Column("pilots"),
        Column("value", "right"),
        Column("loss", "right"),
        Column("first ahead", "right"),
    )
    rows = tuple(
        (
            str(row.rank),
            "; ".join(f"{by_id[i].title} ({', '.join(by_id[i].regions)})" for i in row.pilots.split(";") if i),
            number(row.value, 3),
            number(row.loss, 3),
            MISSING if row.rank == 1 else percent(row.ahead, CORE),
        )
        for row in plan.selection.portfolios.head(5).itertuples(index=False)
    )
    note = (
        "first ahead: share of the draws of weights and missing evidence in which the first is worth more; below "
        f"{percent(CORE)} the two are a tie."
    )
    return Table("portfolios", "The best portfolios", columns, rows, note)


def core_table(plan: Plan) -> Table | None:
    """Candidates that are in the optimum of at least one draw in twenty."""
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    core = plan.core.table
    table = core[core["core"] >= 0.05].head(10)
    if not len(table) or not plan.draws:
        return None
    chosen = {pilot.candidate.id: pilot.number for pilot in plan.pilots}
    columns = (
        Column("candidate", header=True),
        Column("partners"),
        Column("core index", "right"),
        Column("class"),
        Column("theme", "right"),
        Column("chosen"),
    )
    rows = tuple(
        (
            by_id[i].title,
            ", ".join(by_id[i].regions),
            percent(share),
            kind,
            percent(theme),
            chosen.get(i, MISSING),
        )
        for i, share, kind, theme in zip(table["id"], table["core"], table["class"], table["theme_core"], strict=True)
    )
    note = (
        f"{plan.draws} draws of weights and of what is not documented (seed {plan.seed}). Core from 90 %, exterior "
        "under 10 %. Theme: some pilot on this theme, with whichever partners."
    )
    return Table("core", "How often a candidate is in the best portfolio", columns, rows, note)


def because(names: Names, reasons: tuple[Reason, ...], limit: int = 12) -> str:
    """Reasons in one sentence: clauses, figures, records."""
    clauses = []
    for reason in reasons:
        if reason.kind == "clause":
            share = (
                ""
                if reason.value is None
                else f" (a priority of {percent(reason.value)} of the regions with a position)"
            )
            clauses.append(f"clause {reason.ref} of the draft agreement{share}")
    figures = [_figure(names, r) for r in reasons if r.kind == "figure"]
    records = list(dict.fromkeys(r.ref for r in reasons if r.kind == "record"))
    rules = [
        f"{names.term(r.ref)} open from {r.value:.0f}" for r in reasons if r.kind == "rule" and r.value is not None
    ]
    parts = [*clauses, *rules, *figures]
    if records:
        parts.append(f"records {listed(records, limit)}")
    return f"Because of {'; '.join(parts)}."


def _figure(names: Names, reason: Reason) -> str:
    if reason.ref in FIGURES:
        shown = percent(reason.value) if reason.ref in ("core", "coverage") else number(reason.value)
        if reason.ref == "records":
            shown = f"{reason.value:.0f}"
        return f"{FIGURES[reason.ref]} {shown}"
    about = [name if name in names.known_regions else names.level(name) for name in reason.about]
    where = f" ({', '.join(about)})" if about else ""
    return f"{reason.ref} {number(reason.value)}{where}"


def _chapters(names: Names, plan: Plan) -> list[str]:
    """One sentence for each of the other chapters."""
    out = []
    if plan.programmes:
        first = plan.programmes[0]
        out.append(
            f"{plural(len(plan.programmes), 'trans-regional programme')}, first {names.term(first.instrument)} for "
            f"{names.term(first.objective)} in {', '.join(first.regions)} ({plural(len(first.mutual), 'pair')} may "
            "take part on both sides)."
        )
    if plan.exchange:
        pair = plan.exchange[0]
        out.append(f"{plural(len(plan.exchange), 'exchange pair')}, first {names.regions(pair.regions)}.")
    if plan.funding:
        titles = listed([action.source.title for action in plan.funding], 4)
        out.append(f"{plural(len(plan.funding), 'European programme')} open in {plan.start.year}: {titles}.")
    if plan.quality:
        out.append(f"Next steps on quality for {plural(sum(bool(a.steps) for a in plan.quality), 'region')}.")
    if plan.enlargement:
        first_name = names.region(plan.enlargement[0].candidate)
        out.append(f"{plural(len(plan.enlargement), 'candidate region')} with an inventory, first {first_name}.")
    refused = plan.proposed.refused
    if refused:
        out.append(f"Not among the candidates: {'; '.join(f'{r.title}: {r.why}' for r in refused)}.")
    return out
