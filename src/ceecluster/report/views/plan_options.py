"""The options of a plan side by side, what they have in common, and why a pilot is in it."""

from __future__ import annotations

from ceecluster.model import World
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.why import PilotWhy
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, percent, plural, threshold


def options_table(plan: Plan) -> Table | None:
    """The options A, B and C: pilots, value, what each gives up, and whom it serves."""
    if len(plan.choices.options) < 2:
        return None
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    columns = (
        Column("option", header=True),
        Column("pilots"),
        Column("value", "right"),
        Column("gives up", "right"),
        Column("serves", "right"),
        Column("unlike A", "right"),
    )
    members = len(plan.evidence.regions)
    rows = tuple(
        (
            choice.letter,
            "; ".join(f"{by_id[i].title} ({', '.join(by_id[i].regions)})" for i in choice.pilots),
            number(choice.value, 3),
            number(choice.loss, 3),
            f"{choice.served} of {members}",
            MISSING if choice.letter == "A" else percent(choice.differs),
        )
        for choice in plan.choices.options
    )
    note = (
        f"A is the optimum; the others lose at most {threshold(plan.choices.loss)} of its value and differ most from it and "
        "from each other (pilots and who takes part in them, half each)."
    )
    return Table("options", "Options to choose among", columns, rows, note)


def options_by_region(names: Names, plan: Plan) -> Table | None:
    """Which pilots each region is in under each option."""
    if len(plan.choices.options) < 2:
        return None
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    letters = [choice.letter for choice in plan.choices.options]
    columns = (Column("region", header=True), *(Column(f"option {letter}") for letter in letters))
    rows = tuple(
        (
            names.region(region),
            *(
                "; ".join(by_id[i].title for i in choice.pilots if region in by_id[i].regions) or MISSING
                for choice in plan.choices.options
            ),
        )
        for region in plan.evidence.regions
    )
    return Table("options-by-region", "The options region by region", columns, rows)


def options_sentences(plan: Plan) -> list[str]:
    """How many portfolios there were to choose the options from, and what all admissible weights agree on."""
    out = []
    choices, standing = plan.choices, plan.standing
    if choices.within > 1:
        found = f"{choices.within} portfolios" if choices.exact else f"More than {choices.within} portfolios"
        out.append(
            f"{found} that serve as many regions lose at most {threshold(choices.loss)} of the value: there is a choice."
            + ("" if choices.exact else f" The options are the most different of the best {choices.within}.")
        )
    if standing.portfolios:
        by_id = {candidate.id: candidate.title for candidate in plan.proposed.all}
        core = [by_id[i] for i in standing.core]
        said = f"in every one of them: {listed(core)}" if core else "no pilot is in every one of them"
        bound = "" if standing.exact else ", at least"
        out.append(
            f"With each weight up to {threshold(standing.box)} higher or lower{bound} "
            f"{plural(len(standing.portfolios), 'portfolio')} cannot be called worse than another; {said}, and "
            f"{standing.exterior} of {plural(len(by_id), 'candidate')} are in none."
        )
    return out


def why_view(world: World, why: PilotWhy) -> View:
    """`plan --why P2`: the parts of a pilot's value with what they rest on, and what would change the choice."""
    names = Names(world)
    columns = (
        Column("part", header=True),
        Column("weight", "right"),
        Column("value", "right"),
        Column("documented", "right"),
        Column("adds", "right"),
        Column("could move by", "right"),
    )
    rows = tuple(
        (
            part.part, number(part.weight), number(part.value), percent(part.documented), number(part.adds, 3),
            f"±{number(part.swing, 3)}",
        )
        for part in why.parts
    )  # fmt: skip
    rivals = tuple(
        (rival.title, ", ".join(rival.regions), number(rival.value, 3), number(why.value - rival.value, 3))
        for rival in why.rivals
    )
    rival_columns = (
        Column("rival", header=True),
        Column("partners"),
        Column("value", "right"),
        Column("behind", "right"),
    )
    records = tuple((names.region(region), ", ".join(ids)) for region, ids in why.records.items())
    lead = [
        f"{why.number} is {why.title}, by {names.regions(why.regions)}: value {number(why.value, 3)} "
        f"({number(why.low)} to {number(why.high)} if all that is not documented were nothing, or full marks).",
    ]
    if why.without is None:
        lead.append("Without it no portfolio keeps to every constraint.")
    else:
        lead.append(
            f"The best portfolio without it is worth {number(why.loss, 3)} less"
            + (f" and serves {plural(why.served_less, 'region')} fewer." if why.served_less > 0 else ".")
        )
    lead.append(
        "Everything its value rests on is documented."
        if not why.parts[0].swing
        else f"What would change it most is evidence on {why.parts[0].part}: it could move the value by "
        f"{number(why.parts[0].swing, 3)} either way."
    )
    tables = [Table("parts", "What its value is made of", columns, rows)]
    if rivals:
        tables.append(Table("rivals", "Others on its theme", rival_columns, rivals))
    tables.append(
        Table("records", "The records behind it", (Column("region", header=True), Column("records")), records)
    )
    return View(
        name="plan-why",
        title=f"{world.network.title}   why {why.number} is in the plan",
        lead=tuple(lead),
        tables=tuple(tables),
        next=tuple(f"ceecluster show {ids[0]}" for ids in list(why.records.values())[:2] if ids),
        data=why.to_dict(),
    )
