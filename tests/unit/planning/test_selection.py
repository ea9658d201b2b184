"""The choice of pilots: exact, explained, and blind to irrelevant candidates."""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from instances import random_problem

from ceecluster.errors import UsageError
from ceecluster.planning import bounds, search
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.selection import select
from ceecluster.planning.solvers import _milp, best_portfolios

REGIONS = ("A", "B", "C", "D", "E", "F")
FREE = Constraints(1, 2, None, None, one_per_theme=False, cover_all=False)


def brute_force(problem: Problem) -> tuple[float, tuple[str, ...]] | None:
    """The optimum by looking at every set of options, written without the package's solvers."""
    best = None
    for size in range(problem.constraints.min_pilots, problem.constraints.max_pilots + 1):
        for portfolio in combinations(range(len(problem.options)), size):
            if problem.feasible(portfolio):
                key = (-round(problem.objective(portfolio), 9), problem.ids(portfolio))
                best = key if best is None or key < best else best
    return None if best is None else (-best[0], best[1])


@pytest.mark.parametrize("seeds", [range(100), pytest.param(range(100, 300), marks=pytest.mark.slow)], ids=len)
@pytest.mark.parametrize("method", ["search", "milp", "enumerate"])
def test_every_method_finds_what_full_enumeration_finds(method, seeds):
    """On hundreds of random instances each solver's optimum is worth what the best of all sets is worth."""
    feasible = 0
    for seed in seeds:
        problem = random_problem(seed)
        expected, found = brute_force(problem), best_portfolios(problem, method=method).portfolios
        assert (expected is None) == (not found), seed
        if expected is not None:
            feasible += 1
            assert problem.feasible(found[0]), seed
            assert problem.objective(found[0]) == pytest.approx(expected[0], abs=1e-7), seed
            if method != "milp":
                assert problem.ids(found[0]) == expected[1], seed
    assert feasible > len(seeds) * 2 / 3


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 120), marks=pytest.mark.slow)], ids=len)
@pytest.mark.parametrize(
    "limits", [{"BITS": 2}, {"CELLS": 8}, {"PATIENCE": 0}, {"BITS": 3, "CELLS": 20, "PATIENCE": 1, "ROWS": 2}]
)
def test_the_search_is_exact_under_every_bound(limits, seeds, monkeypatch):
    """Two tables for many regions, blocks for many options, prices for places: none of them loses the optimum."""
    for name, value in limits.items():
        monkeypatch.setattr(bounds if name in ("BITS", "CELLS") else search, name, value)
    for seed in seeds:
        problem = random_problem(seed)
        expected, found = brute_force(problem), best_portfolios(problem, method="search")
        assert found.whole
        assert (problem.ids(found.portfolios[0]) if found.portfolios else None) == (expected and expected[1]), seed


def test_a_search_that_ends_at_its_limit_says_so():
    """Hundreds of candidates and one step: a portfolio that keeps to the rules, no proof, and what it cannot exceed."""
    rng = np.random.default_rng(3)
    regions = [f"R{k}" for k in range(30)]
    options = [
        Option(f"p{k:03d}", float(np.round(rng.random(), 3)), tuple(rng.choice(regions, 4, replace=False)))
        for k in range(200)
    ]
    problem = Problem(options, regions, Constraints(2, 5))
    found = best_portfolios(problem, method="search", work=1)
    assert not found.whole
    assert problem.feasible(found.portfolios[0])
    proven = best_portfolios(problem.part(range(40)), method="search")
    assert found.ceiling >= problem.objective(found.portfolios[0])
    assert problem.value(tuple(proven.portfolios[0])) + problem.reward * problem.served(proven.portfolios[0]) <= (
        found.ceiling + 1e-9
    )


@pytest.mark.parametrize("seed", range(40))
def test_search_lists_the_same_runners_up_as_enumeration(seed):
    """The five best portfolios are worth the same by either way."""
    problem = random_problem(seed)
    found = [best_portfolios(problem, count=5, method=method) for method in ("enumerate", "search")]
    worth = [[round(problem.objective(p), 8) for p in each.portfolios] for each in found]
    assert worth[0] == worth[1]
    # What a whole search says cannot be exceeded is the worth of its best.
    assert all(each.ceiling == pytest.approx(max(worth[0], default=-np.inf), abs=1e-7) for each in found)


def test_a_second_pilot_that_costs_value_lowers_what_cannot_be_exceeded():
    """Of 1 and 0.95 on one theme, -0.1 and -0.2 two must run: 0.9 at most, 0.85 next, not the worth of the first."""
    values = {"a": 1.0, "b": -0.1, "c": -0.2, "d": 0.95}
    options = [Option(name, value, ("R",), theme="t" if name in "ad" else None) for name, value in values.items()]
    problem = Problem(options, ("R",), Constraints(2, 2, None, None, cover_all=False))
    for count in range(1, 6):
        found = best_portfolios(problem, count=count, method="search")
        assert (found.portfolios, found.whole) == (((0, 1), (1, 3), (0, 2), (2, 3), (1, 2))[:count], True)
        assert found.ceiling == pytest.approx(0.9)


@pytest.mark.parametrize("seed", range(60))
def test_an_irrelevant_candidate_does_not_change_the_optimum(seed):
    """A further candidate of no value and no partners leaves the choice as it is; so does the order of the input."""
    problem = random_problem(seed)
    chosen = select(problem.options, regions=problem.regions, constraints=problem.constraints, prices=False).chosen
    idle = Option("zz-idle", -1.0, ())
    more = [idle, *reversed(problem.options)]
    again = select(more, regions=problem.regions, constraints=problem.constraints, prices=False)
    if chosen:
        assert again.chosen == chosen


def test_coverage_goes_before_value():
    """With cover_all a less valuable pair that leaves nobody out wins over the two best."""
    options = [Option("a", 0.9, ("A", "B")), Option("b", 0.8, ("A", "C")), Option("c", 0.1, ("C", "D"))]
    rules = Constraints(2, 2, 2, None, one_per_theme=False, cover_all=True)
    result = select(options, regions=("A", "B", "C", "D"), constraints=rules)
    assert result.chosen == ("a", "c")
    price = result.prices.set_index("constraint").loc["cover_all"]
    assert price["gain"] == pytest.approx(0.7)
    assert price["served"] == -1


def test_where_nobody_can_serve_a_region_it_is_named_and_the_rest_is_served():
    """cover_all is kept as far as it goes."""
    result = select([Option("a", 0.9, ("A", "B"))], regions=("A", "B", "C"), constraints=Constraints(1, 2))
    assert (result.chosen, result.unserved, result.out_of_reach) == (("a",), ("C",), ("C",))


def test_near_optimal_portfolios_lose_no_more_than_allowed():
    """Each listed portfolio serves as many regions and loses at most the given share of the value."""
    options = [Option(f"p{k}", 1 - k / 100, ("A", "B", "C")) for k in range(8)]
    result = select(options, regions=("A", "B", "C"), constraints=FREE, near_optimal=0.02, listed=3)
    assert result.portfolios["pilots"].iloc[0] == ("p0", "p1")
    assert (result.portfolios["loss"] <= 0.02 * result.value + 1e-9).all()
    assert len(result.portfolios) == 3 and result.more


def test_the_price_of_a_constraint_is_what_dropping_it_gains():
    """Two rivals on one theme: allowing both is worth the second's lead over its stand-in."""
    options = [Option("a", 0.9, ("A",), theme="t"), Option("b", 0.8, ("B",), theme="t"), Option("c", 0.5, ("C",))]
    result = select(options, regions=REGIONS, constraints=Constraints(1, 2, cover_all=False))
    prices = result.prices.set_index("constraint")
    assert prices.loc["one_per_theme", "gain"] == pytest.approx(0.3)
    assert prices.loc["max_pilots", "gain"] == pytest.approx(0)


def test_an_infeasible_choice_names_the_constraint_that_blocks_and_what_relaxing_it_gives():
    """Two pilots wanted, one affordable: the cap blocks, or the wish for two does."""
    options = [Option("a", 0.9, ("A", "B"), cost=80.0), Option("b", 0.8, ("C", "D"), cost=70.0)]
    rules = Constraints(2, 3, budget_cap=100.0)
    result = select(options, regions=("A", "B", "C", "D"), constraints=rules)
    assert not result.feasible and result.chosen == () and result.value is None
    ways = {relaxation.constraints: relaxation for relaxation in result.blocked}
    assert set(ways) == {("budget_cap",), ("min_pilots",)}
    assert ways[("budget_cap",)].pilots == ("a", "b")
    assert ways[("min_pilots",)].pilots == ("a",)
    json.dumps(result.to_dict(), allow_nan=False)


def test_two_constraints_may_block_together():
    """Where no single constraint can be blamed, the pairs are named."""
    options = [
        Option("a", 0.9, ("A", "B"), theme="t", leads=("A",)),
        Option("b", 0.8, ("A", "C"), theme="t", leads=("A",)),
    ]
    result = select(options, regions=("A", "B", "C"), constraints=Constraints(2, 2))
    assert ("min_pilots",) in {r.constraints for r in result.blocked}
    stuck = select(options, regions=("A", "B", "C"), constraints=Constraints(0, 2))
    assert stuck.chosen == ("a",)


def test_without_candidates_only_the_empty_portfolio_is_left():
    """No candidates: infeasible if a pilot is wanted, the empty choice if not."""
    wanted = select([], regions=REGIONS)
    assert not wanted.feasible
    assert wanted.blocked[0].constraints == ("min_pilots",)
    assert select([], regions=REGIONS, constraints=Constraints(0, 2)).feasible


def test_no_region_leads_two():
    """Fixed leads are kept apart, free ones are shared out so that everybody leads at most once."""
    options = [
        Option("a", 0.9, ("A", "B"), leads=("A", "B")),
        Option("b", 0.8, ("A", "C"), leads=("A",)),
        Option("c", 0.7, ("A", "B", "D"), leads=("B", "A")),
    ]
    result = select(options, regions=REGIONS, constraints=Constraints(2, 2, cover_all=False))
    assert result.chosen == ("a", "b")
    assert result.leads == {"a": "B", "b": "A"}


def test_a_pilot_without_a_cost_is_named_under_a_cap():
    """What has no cost cannot be checked against the cap, and is said so."""
    result = select([Option("a", 0.9, REGIONS)], regions=REGIONS, constraints=Constraints(1, 1, budget_cap=1.0))
    assert result.unpriced == ("a",)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Constraints(3, 2),
        lambda: Constraints(-1, 2),
        lambda: Constraints(cap_per_region=0),
        lambda: Constraints(budget_cap=-5.0),
        lambda: select([Option("a", 1, ()), Option("a", 1, ())], regions=REGIONS),
        lambda: select([Option("a", float("nan"), ())], regions=REGIONS),
    ],
)
def test_contradictory_wishes_are_refused_with_a_cure(call):
    """More pilots at least than at most, a cap of none, negative money, one id twice, a value that is no number."""
    with pytest.raises(UsageError):
        call()


def test_the_result_is_the_same_whatever_the_order_of_the_input():
    """Options are taken by id."""
    problem = random_problem(5)
    a = select(problem.options, regions=problem.regions, constraints=problem.constraints).to_dict()
    b = select(problem.options[::-1], regions=problem.regions, constraints=problem.constraints).to_dict()
    assert json.dumps(a) == json.dumps(b)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(-0.5, None, -0.5), (-0.5, 0.2, -0.5), (0.3, 0.1, 0.3), (0.2, -0.2, -0.2)]
)
def test_pilots_that_get_in_each_others_way_count(one, other, expected):
    """A negative synergy is not 0: the pair that disturbs each other loses to two that do not."""
    words = {"b": one}, ({"a": other} if other is not None else {})
    options = [
        Option("a", 0.6, ("R",), synergies=words[0]),
        Option("b", 0.6, ("R",), synergies=words[1]),
        Option("c", 0.5, ("R",)),
    ]
    rules = Constraints(2, 2, None, None, one_per_theme=False, cover_all=False)
    problem = Problem(options, ("R",), rules)
    assert problem.value((0, 1)) == pytest.approx(1.2 + expected)
    for method in ("enumerate", "search", "milp"):
        chosen = select(options, regions=("R",), constraints=rules, method=method, prices=False).chosen
        assert chosen == (("a", "b") if expected > 0 else ("a", "c"))
    # The first answer of the program itself, before others are set beside it.
    first = _milp(problem, [], must_serve=False)
    assert first is not None and problem.value(first) == pytest.approx(max(1.2 + expected, 1.1))
