"""What is told of a plan is what its tables give: each figure counted again, over ours and a league that is none."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ceecluster.blocks import Limit, Names, Number, Ref, Share, Statement
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.core import CORE
from ceecluster.planning.why import why_pilot
from ceecluster.replies import checked
from ceecluster.study import Study, load
from ceecluster.words.action_plan import plan_words
from ceecluster.words.application import application_words
from ceecluster.words.plan import blocked, plan_topic
from ceecluster.words.plan_figures import BLOCKS
from ceecluster.words.plan_why import why_topic
from factories import frozen
from networks import write_league
from recounting import facts_in


@pytest.fixture(scope="module", params=["league", "frozen", "varied"])
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, network: Callable[[str], Study]
) -> tuple[Study, Plan]:
    """A plan of a league of six fjords, ours, and one in which ideas have costs and others are settled."""
    if request.param == "varied":
        study = network("varied")
    else:
        study = frozen() if request.param == "frozen" else load(write_league(tmp_path_factory.mktemp("league"), 6))
    return study, study.plan(draws=20)


def facts(made: tuple[Study, Plan]) -> dict[str, dict[str, Any]]:
    """The facts of the statements at the head of the plan, by key."""
    study, plan = made
    lead = [part for part in plan_topic(plan, study.world).lead if isinstance(part, Statement)]
    return {statement.key: dict(statement.facts) for statement in lead}


def number(fact: Any) -> float:
    """The value in a fact."""
    assert isinstance(fact, Number | Share | Limit), fact
    assert fact.value is not None
    return float(fact.value)


def listed(fact: Any) -> list[str]:
    """The identifiers of a list of references, or its texts."""
    if fact is None:
        return []
    assert isinstance(fact, Names)
    return [item.id if isinstance(item, Ref) else str(item) for item in fact.items]


def test_candidates_are_counted(made: tuple[Study, Plan]) -> None:
    """All, declared, generated: rows of the table."""
    found, table = facts(made)["plan.found"], made[1].candidates
    assert found["count"] == len(table)
    assert found["declared"] == (table["origin"] == "declared").sum()
    assert found["generated"] == (table["origin"] == "generated").sum()
    kinds = table.loc[table["origin"] == "generated", "key"].nunique()
    assert kinds <= found["themes"] and len(table) <= found["formed"] + found["declared"]


def test_the_best_is_worth_what_its_pilots_are(made: tuple[Study, Plan]) -> None:
    """Value, regions served, and who is not: from the rows of the chosen; nothing within the rules is ranked before."""
    study, plan = made
    told, table = facts(made), plan.candidates
    chosen = table[table["chosen"]]
    best = told["plan.best"]
    members = [region.code for region in study.world.network.regions]
    served = {code for codes in chosen["regions"] for code in codes} & set(members)
    assert best["count"] == len(chosen) == len(plan.pilots)
    assert number(best["value"]) == pytest.approx(chosen["value"].sum())
    assert (best["served"], best["members"]) == (len(served), len(members))
    assert listed(told.get("plan.unserved", {}).get("regions")) == [code for code in members if code not in served]
    ranked = plan.selection.ranked
    values = {str(row["id"]): float(row["value"]) for _, row in table.iterrows()}
    worth = [sum(values[pilot] for pilot in row.pilots) for row in ranked]
    assert worth == pytest.approx([row.value for row in ranked]) and max(worth) == pytest.approx(worth[0])
    assert [pilot.candidate.value for pilot in plan.pilots] == sorted(
        (pilot.candidate.value for pilot in plan.pilots), reverse=True
    )


def test_near_plans_and_ties_are_counted(made: tuple[Study, Plan]) -> None:
    """Plans nearly as good lie within the stated share; a tie is one that the first is not ahead of often enough."""
    plan, told = made[1], facts(made)
    ranked = plan.selection.ranked
    if near := told.get("plan.near"):
        assert near["count"] == len(ranked) - 1
        least = ranked[0].value * (1 - number(near["share"]))
        assert all(row.value >= least - 1e-9 for row in ranked)
    tied = [row for row in ranked[1:] if row.ahead is not None and row.ahead < CORE]
    assert told.get("plan.tie", {"count": 0})["count"] == len(tied)
    if tie := told.get("plan.tie"):
        assert number(tie["loss"]) == pytest.approx(ranked[0].value - tied[0].value)


def test_every_and_no_are_every_and_no(made: tuple[Study, Plan]) -> None:
    """In every non-dominated plan, in none: counted over those plans."""
    plan, told = made[1], facts(made)
    standing = told["plan.standing"]
    portfolios = [set(portfolio) for portfolio in plan.standing.portfolios]
    everything = {candidate.id for candidate in plan.proposed.all}
    assert standing["count"] == len(portfolios) and standing["candidates"] == len(everything)
    assert set(plan.standing.core) == set.intersection(*portfolios)
    assert standing["exterior"] == len(everything - set.union(*portfolios))


def test_firm_pilots_stay_in_as_many_draws(made: tuple[Study, Plan]) -> None:
    """Firm from the stated share on, loose below; who is in the fair vote as well is named, nobody else."""
    plan, told = made[1], facts(made)
    share = {row.id: row.theme_core for row in plan.core.shares}
    firm = [pilot.number for pilot in plan.pilots if share[pilot.candidate.id] >= number(told["plan.core"]["least"])]
    assert listed(told["plan.core"]["firm"]) == firm
    assert told["plan.core"]["many"] == len(plan.pilots) - len(firm)
    voted = {round_.candidate for round_ in plan.second_opinion}
    same = [pilot.number for pilot in plan.pilots if pilot.candidate.id in voted]
    assert sorted(listed(told["plan.opinion"]["same"])) == sorted(same)


def test_what_else_is_told_of_the_plan_is_counted(made: tuple[Study, Plan]) -> None:
    """Chapters, options, rules of the notes, unpriced pilots: from the plan's own rows."""
    study, plan = made
    told = facts_in((plan_topic(plan, study.world), plan_words(study, plan)))
    rules = study.world.network.rules.plan
    for fact in (*told.get("plan.choices", ()), *told.get("plan.note_options", ())):
        assert fact["loss"] == plan.choices.loss
    for fact in told.get("plan.choices", ()):
        assert fact["count"] == plan.choices.within >= len(plan.choices.options)
    for option in plan.choices.options:
        values = plan.candidates.set_index("id")["value"]
        worth = sum(values[pilot] for pilot in option.pilots)
        assert option.loss == pytest.approx(plan.choices.options[0].value - worth, abs=1e-6)
        assert option.loss <= plan.choices.loss * plan.choices.options[0].value + 1e-9
    for fact in told.get("plan.note_portfolios", ()):
        assert fact["least"] == CORE
    for fact in told.get("plan.note_core", ()):
        assert fact["least"] == CORE and 0 < fact["most"] < fact["least"]
    for fact in told.get("plan.unpriced", ()):
        assert fact["count"] == len([pilot for pilot in plan.pilots if pilot.candidate.cost is None])
    lists = {
        "plan.has_programmes": plan.programmes,
        "plan.has_pairs": plan.exchange,
        "plan.has_funding": plan.funding,
        "plan.has_candidates": plan.enlargement,
    }
    for key, rows in lists.items():
        assert (key in told) == bool(rows)
        for fact in told.get(key, ()):
            assert fact["count"] == len(rows)
    for fact in told.get("plan.has_programmes", ()):
        assert fact["pairs"] == len(plan.programmes[0].mutual)
    for fact in told.get("plan.has_quality", ()):
        assert fact["count"] == sum(bool(action.steps) for action in plan.quality)
    for fact in told.get("plan.settled", ()):
        assert fact["count"] == len(plan.proposed.settled)
        by_id = {pilot.id: pilot for pilot in study.world.pilots}
        assert {each.pilot for each in plan.proposed.settled} == set(fact["pilots"])
        keys = {each.key for each in plan.proposed.settled}
        assert keys <= {key for pilot in fact["pilots"] for key in (by_id[pilot].idea, by_id[pilot].theme)}
        assert fact["running"] == all(by_id[pilot].status == "running" for pilot in fact["pilots"])
        proposed = {candidate.key for candidate in plan.proposed.all}
        assert not keys & proposed
    assert rules.max_pilots is None or len(plan.pilots) <= rules.max_pilots


def test_why_a_pilot_is_in_the_plan(made: tuple[Study, Plan]) -> None:
    """Its value within its bounds, what the best portfolio without it loses, and the part that would move it most."""
    study, plan = made
    if not plan.pilots:
        pytest.skip("no pilot was chosen")
    first = plan.pilots[0]
    found = why_pilot(plan, first.number)
    told = facts_in(why_topic(found, study.world))
    (fact,) = told["plan.why"]
    row = plan.candidates.set_index("id").loc[first.candidate.id]
    assert fact["value"] == pytest.approx(row["value"]) and fact["low"] <= fact["value"] <= fact["high"] + 1e-9
    for fact in told.get("plan.without", ()):
        assert fact["loss"] == pytest.approx(found.loss) and fact["count"] == max(found.served_less, 0)
        others = [r for r in plan.selection.ranked if first.candidate.id not in r.pilots]
        if others:
            assert fact["loss"] <= plan.selection.value - max(r.value for r in others) + 1e-9
    for fact in told.get("plan.swing", ()):
        assert fact["swing"] == pytest.approx(max(part.swing for part in found.parts))


def test_figures_and_chapters_say_what_is_drawn(made: tuple[Study, Plan]) -> None:
    """Pilots, pairs across a border, the busiest region, milestones; values of lessons and steps from the scores."""
    study, plan = made
    told = facts_in(plan_words(study, plan))
    joins = {code: sum(code in pilot.regions for pilot in plan.pilots) for code in plan.evidence.regions}
    country = {region.code: region.country for region in study.world.network.regions}
    pairs = {pair for pilot in plan.pilots for pair in combinations(sorted(pilot.regions), 2)}
    for fact in told.get("figures.links", ()):
        assert fact["count"] == len(plan.pilots)
        assert fact["pairs"] == sum(country[a] != country[b] for a, b in pairs)
        assert set(fact["idle"] or ()) == {code for code, count in joins.items() if not count}
    for fact in told.get("figures.matrix", ()):
        assert (fact["served"], fact["count"]) == (sum(map(bool, joins.values())), len(joins))
        assert fact["most"] == max(joins.values())
        assert set(fact["busiest"]) <= {code for code, count in joins.items() if count == fact["most"]}
    for fact in told.get("figures.busy", ()):
        assert fact["count"] in joins.values()
    for start, fact in zip(range(0, len(plan.pilots), BLOCKS), told.get("figures.gantt", ()), strict=True):
        shown = plan.pilots[start : start + BLOCKS]
        due = sorted(step.due for pilot in shown for step in pilot.steps)
        assert (fact["count"], fact["due"]) == (len(due), due[0].isoformat() if due else None)
        assert (fact["part"], fact["parts"]) == (start // BLOCKS + 1, -(-len(plan.pilots) // BLOCKS))
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    for fact in told.get("figures.options", ()):
        costs = [by_id[i].cost for option in plan.choices.options for i in option.pilots]
        assert (fact["count"], fact["priced"]) == (len(plan.choices.options), sum(cost is not None for cost in costs))
    costed = [
        [by_id[i].cost for i in option.pilots if by_id[i].cost is not None] + [len(option.pilots)]
        for option in plan.choices.options
        if any(by_id[i].cost is not None for i in option.pilots)
    ]
    assert {(fact["amount"], fact["count"], fact["pilots"]) for fact in told.get("figures.costed", ())} == {
        (sum(costs), len(costs), pilots) for *costs, pilots in costed
    }
    (rules,) = told["chapters.rules"]
    assert (rules["count"], rules["budget"]) == (plan.rule.min_countries, plan.rule.budget_cap)
    z = study.score().criteria.set_index(["region", "level", "criterion"])["z"]
    for fact in told.get("chapters.lesson", ()):
        assert fact["now"] == pytest.approx(z[fact["learner"], fact["level"], fact["criterion"]])
        assert fact["there"] == pytest.approx(z[fact["teacher"], fact["level"], fact["criterion"]])
    values = {round(float(value), 9) for value in z.dropna()}
    assert all(round(fact["now"], 9) in values for fact in told.get("chapters.step", ()))
    cases = {case.clause: case for case in study.agreement.cases}
    for fact in told.get("plan.clause", ()):
        case = cases[fact["number"]]
        assert (fact["wanted"], fact["of"]) == (len(case.holders), case.positions)
    for fact in (*told.get("replies.documented", ()), *told.get("chapters.stands", ())):
        assert fact["criteria"] == len(study.world.guidelines.criteria)
        assert fact["coverage"] in {action.coverage for action in plan.quality}
    fits = {action.candidate: (action.score, action.records) for action in plan.enlargement}
    # Ranked and with their fit where every region has checked its record, else by code and without.
    public = all(checked(study.world, code) for code in study.world.regions)
    ranked = list(fits.values()) if public else []
    assert [(f["fit"], f["count"]) for f in told.get("chapters.candidate", ())] == ranked
    bare = [] if public else [fits[code][1] for code in sorted(fits)]
    assert [fact["count"] for fact in told.get("replies.candidate", ())] == bare
    for fact in told.get("plan.firmness", ()):
        tied = [row for row in plan.selection.ranked[1:] if row.ahead is not None and row.ahead < CORE]
        if plan.option == "A":
            assert fact["ties"] == len(tied)


def test_a_plan_that_cannot_be_says_what_loosening_gives(tmp_path: Path) -> None:
    """Too many pilots wanted: the rule as it is and as it would have to be, and the pilots that there would be."""
    study = load(write_league(tmp_path, 4))
    plan = study.plan(draws=0, min_pilots=40, max_pilots=40)
    told = facts_in(plan_topic(plan, study.world)) | facts_in(tuple(blocked(plan)))
    assert not plan.selection.feasible
    for fact, row in zip(told.get("plan.relaxed", ()), plan.selection.blocked, strict=True):
        assert fact["count"] == len(fact["pilots"]) == len(row.pilots)
        values = plan.candidates.set_index("id")["value"]
        assert fact["value"] == pytest.approx(sum(values[pilot] for pilot in row.pilots))
    assert told["plan.relaxed"]
    (change,) = told["plan.relaxed"][0]["changes"]
    assert (change["facts"]["now"], change["facts"]["then"]) == (40, len(plan.selection.blocked[0].pilots))


def test_another_option_says_what_it_loses(made: tuple[Study, Plan]) -> None:
    """Option B is worth what its pilots are, and loses as much as it says."""
    study, plan = made
    if len(plan.choices.options) < 2:
        pytest.skip("there is nothing to choose")
    other = study.plan(draws=20, option="B")
    (fact,) = facts_in(plan_topic(other, study.world))["plan.option"]
    values = plan.candidates.set_index("id")["value"]
    worth = sum(values[pilot] for pilot in plan.choices.options[1].pilots)
    assert (fact["letter"], fact["count"]) == ("B", len(other.pilots))
    assert fact["value"] == pytest.approx(worth) and fact["loss"] == pytest.approx(plan.selection.value - worth)


def test_partners_in_the_area_are_counted(made: tuple[Study, Plan]) -> None:
    """application.eligible: partners by the areas of the programme, countries by the network file."""
    study, plan = made
    for pilot in plan.pilots:
        note = study.application(pilot.number, draws=20)
        told = application_words(note, plan, study.world).eligible
        members = {region.code: region for region in study.world.network.regions if region.code in pilot.regions}
        term = study.world.vocabulary.programmes().get(pilot.funding.code) if pilot.funding else None
        within = [
            code
            for code, region in members.items()
            if term and any(term.covers(area) in ("whole", "part") for area in region.nuts)
        ]
        assert told.key == "application.eligible"
        assert (told.facts["inside"], told.facts["count"]) == (len(within), len(members))
        assert told.facts["countries"] == len({region.country for region in members.values()})
