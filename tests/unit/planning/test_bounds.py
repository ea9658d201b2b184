"""What the search takes for the most that can still come: exact where no rule is left out of it, never too little."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from instances import random_problem

from ceecluster.planning.problem import Constraints, Problem
from ceecluster.planning.search import Search, _Node, _Run
from ceecluster.planning.solvers import _solve, best_portfolios

FREE = Constraints(
    min_pilots=0, max_pilots=3, cap_per_region=None, leads_per_region=None, one_per_theme=False, cover_all=True,
    budget_cap=None, exclusions=False,
)  # fmt: skip


def freed(seed: int, **rules: Any) -> Problem:
    """A random problem without the rules that the bound leaves out."""
    given = random_problem(seed)
    options = [replace(option, synergies={}) for option in given.options]
    return Problem(options, given.regions, replace(FREE, **rules))


def first_of(run: _Run) -> _Node:
    """The node from which a search starts."""
    views, places = run.search.views, run.search.joins.shape[1]
    banned = np.zeros(len(run.search.order), bool)
    return _Node((), 0.0, np.ones(places), tuple(view.full for view in views), np.zeros(places, int), 0.0, banned)


@pytest.mark.parametrize("themes", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_without_caps_the_bound_is_the_optimum(size: int, themes: bool) -> None:
    """Nothing is left out of the table then: for each first option the best portfolio that begins with it."""
    for seed in range(12):
        problem = freed(seed, max_pilots=size, min_pilots=min(size, 1), one_per_theme=themes)
        run = _Run(Search(problem), problem, 1, (), -np.inf)
        root = first_of(run)
        bound = run._bound(root, run._gains(root, 0), 0, run.search.left - 1)
        (best,) = best_portfolios(problem, method="enumerate", count=1).portfolios
        assert bound.max() == pytest.approx(problem.objective(best)), seed
        assert run._relaxed(root)[0] == pytest.approx(problem.objective(best))


def test_an_option_that_cannot_reach_the_floor_is_hopeless() -> None:
    """Beside the most valuable others, all served, and not by the width of a tie."""
    for seed in range(12):
        problem = freed(seed, max_pilots=2, cover_all=False)
        run = _Run(Search(problem), problem, 1, (), -np.inf)
        assert run._hopeful().all()
        values = run.values
        for floor in (0.5, 1.0, 1.5):
            hopeful = _Run(Search(problem), problem, 1, (), floor)._hopeful()
            assert hopeful.tolist() == (values + values.max() >= floor - 1e-9).tolist()


def test_without_candidates_nothing_is_solved_but_the_empty_portfolio() -> None:
    """It is there where none need be chosen, once; where one must be, nothing is."""
    for fewest, found in ((0, [()]), (1, [])):
        assert _solve(Problem([], ["A"], replace(FREE, min_pilots=fewest)), 3) == found
