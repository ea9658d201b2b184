"""Options that differ, and what all admissible weights agree on: exact, against brute force."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from instances import random_problem

from ceecluster.planning.admissible import extreme_weights, non_dominated, standing
from ceecluster.planning.choices import Space, different_plans
from ceecluster.planning.problem import Constraints, Option, Problem


def everything(problem: Problem) -> list[tuple[int, ...]]:
    """Every feasible portfolio."""
    sizes = range(problem.constraints.min_pilots, problem.constraints.max_pilots + 1)
    return [p for n in sizes for p in combinations(range(len(problem.options)), n) if problem.feasible(p)]


def apart(problem: Problem, p: tuple[int, ...], q: tuple[int, ...]) -> float:
    """The distance as written in the method page, with sets."""

    def share(a: set, b: set) -> float:
        return len(a ^ b) / (len(a) + len(b)) if a or b else 0.0

    def name(k: int) -> str:
        return problem.options[k].theme or problem.options[k].id

    def pairs(portfolio):
        return {(name(k), region) for k in portfolio for region in problem.options[k].regions}

    return (share({name(k) for k in p}, {name(k) for k in q}) + share(pairs(p), pairs(q))) / 2


def one_per_theme(seed: int) -> Problem:
    """A random problem in which a theme is taken once, so that a pilot is its theme."""
    problem = random_problem(seed)
    rules = {**vars(problem.constraints), "one_per_theme": True}
    return Problem(problem.options, problem.regions, Constraints(**rules))


@pytest.mark.parametrize("block", range(10))
def test_options_are_those_of_brute_force(block):
    """200 random problems: the smallest distance among A, B, C is the largest there is, within the stated loss."""
    for seed in range(20 * block, 20 * block + 20):
        problem, loss = one_per_theme(seed), 0.05 + 0.01 * (seed % 30)
        found = different_plans(problem, loss)
        feasible = everything(problem)
        if not feasible:
            assert found.options == ()
            continue
        served = max(problem.served(p) for p in feasible)
        top = max(problem.value(p) for p in feasible if problem.served(p) == served)
        if not problem.constraints.cover_all:
            top = max(problem.value(p) for p in feasible)
            served = found.options[0].served
        near = [p for p in feasible if problem.served(p) == served and problem.value(p) >= top - loss * abs(top) - 1e-9]
        assert found.exact
        assert found.within == len(near)
        assert all(option.loss <= loss * abs(top) + 1e-9 for option in found.options)
        chosen = [tuple(problem.position[i] for i in option.pilots) for option in found.options]
        assert len(set(chosen)) == len(chosen) == min(3, len(near))
        if len(near) < 3:
            continue
        rest = [p for p in near if p != chosen[0]]
        wanted = max(
            min(apart(problem, chosen[0], p), apart(problem, chosen[0], q), apart(problem, p, q))
            for p, q in combinations(rest, 2)
        )
        reached = min(apart(problem, p, q) for p, q in combinations(chosen, 2))
        assert reached == pytest.approx(wanted)
        assert min(option.apart for option in found.options) == pytest.approx(wanted)


def test_distance_counts_pilots_and_partners_half_each():
    """Two pilots, one kept with one of two partners changed: half of the pilots, 5 of 8 pairs, by hand."""
    options = [
        Option("a", 1, ("X", "Y"), theme="wood"),
        Option("b", 1, ("X", "Z"), theme="wood"),
        Option("c", 1, ("X", "Y"), theme="food"),
        Option("d", 1, ("V", "W"), theme="cars"),
    ]
    problem = Problem(options, ("V", "W", "X", "Y", "Z"), Constraints(2, 2))
    space = Space(problem, [(0, 2), (0, 2), (1, 3)])
    assert space.between([0], [1])[0, 0] == 0
    # wood and food against wood and cars; pairs wX wY fX fY against wX wZ cV cW: one shared of four each.
    assert space.between([0], [2])[0, 0] == pytest.approx((0.5 + 0.75) / 2)


def test_options_where_there_is_nothing_to_choose():
    """One feasible portfolio is option A alone; none at all are no options."""
    only = Problem([Option("a", 1, ("X",))], ("X",), Constraints(1, 1))
    assert [option.letter for option in different_plans(only, 0.1).options] == ["A"]
    none = different_plans(Problem([], ("X",), Constraints(1, 1)), 0.1)
    assert (none.options, none.within, none.exact) == ((), 0, True)


def test_extreme_weights_of_three():
    """Equal weights within half: the hexagon of the permutations of (1/6, 1/3, 1/2)."""
    points = extreme_weights([1, 1, 1], 0.5)
    steps = (1 / 6, 1 / 3, 1 / 2)
    corners = {(a, b, 1 - a - b) for a in steps for b in steps if a != b}
    assert np.allclose(sorted(map(tuple, points)), sorted(corners))
    assert extreme_weights([2, 1, 0], 0).tolist() == [[pytest.approx(2 / 3), pytest.approx(1 / 3), 0]]


def test_a_dominated_row_needs_one_that_is_nowhere_worse():
    """Ties dominate nothing; a mean of two rows is dominated by neither."""
    assert non_dominated([[1, 0], [0, 1], [0.5, 0.5], [0.4, 0.4], [1, 0]]).tolist() == [True, True, True, False, True]


@pytest.mark.parametrize("seed", range(40))
def test_core_and_exterior_are_those_of_brute_force(seed):
    """All feasible portfolios compared at all extreme points give the same non-dominated ones."""
    problem = random_problem(seed)
    rng = np.random.default_rng(seed)
    parts = np.round(rng.random((len(problem.options), 3)), 2)
    shares = np.where(rng.random(parts.shape) < 0.3, 0.5, 1.0)
    weights = [0.5, 0.3, 0.2]
    found = standing(
        problem.options, parts, shares, weights, regions=problem.regions, constraints=problem.constraints, box=0.4
    )
    points = extreme_weights(weights, 0.4)
    values = (shares * parts + (1 - shares) / 2) @ points.T
    feasible = everything(problem)
    if not feasible:
        assert found.portfolios == ()
        return
    if problem.constraints.cover_all:
        most = max(problem.served(p) for p in feasible)
    else:
        most = problem.served(tuple(problem.position[i] for i in found.portfolios[0]))
    feasible = [p for p in feasible if problem.served(p) == most]
    bonus = [sum(problem.synergies.get(pair, 0.0) for pair in combinations(p, 2)) for p in feasible]
    table = np.array([values[list(p)].sum(axis=0) + b for p, b in zip(feasible, bonus, strict=True)])
    wanted = {problem.ids(p) for p, keeps in zip(feasible, non_dominated(table), strict=True) if keeps}
    assert set(found.portfolios) == wanted
    assert set(found.core) == set.intersection(*(set(p) for p in wanted))
    assert found.exterior == len(problem.options) - len(set().union(*wanted))
