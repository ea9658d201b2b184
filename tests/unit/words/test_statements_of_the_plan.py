"""What is told of a plan is what its tables give: each figure counted again, over ours and a league that is none."""

from __future__ import annotations

from typing import Any

import pytest

from ceecluster.blocks import Limit, Names, Number, Ref, Share, Statement
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.core import CORE
from ceecluster.study import Study, load
from ceecluster.words.plan import plan_topic
from factories import frozen
from networks import write_league


@pytest.fixture(scope="module", params=["league", "frozen"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Plan]:
    """A plan of a league of six fjords, and ours."""
    ours = request.param == "frozen"
    study = frozen() if ours else load(write_league(tmp_path_factory.mktemp("league"), 6))
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
