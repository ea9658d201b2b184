"""The phases of a pilot month by month, and equal shares by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ceecluster.planning.bounds import Layout
from ceecluster.planning.pilotplan import _phases
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.search import Search
from ceecluster.planning.shares import equal_shares


@pytest.mark.parametrize(
    ("months", "phases"),
    [(1, (1, 2)), (2, (1, 2)), (3, (1, 2)), (8, (2, 6)), (24, (6, 18)), (28, (6, 21)), (48, (6, 36))],
)
def test_a_quarter_of_the_months_first_and_last_but_half_a_year_of_groundwork(
    months: int, phases: tuple[int, int]
) -> None:
    """The work lasts one month at least, even where there is none for it."""
    assert _phases(months) == phases


def test_equal_shares_by_hand() -> None:
    """Two voters with 1 each: what both want goes first at the lower rate; the money left decides the second."""
    table = np.array([[4.0, 3.0, 0.0], [4.0, 0.0, 2.0]])
    names: dict[str, Any] = {"voters": ("A", "B"), "candidates": ("x", "y", "z"), "seats": 2}
    rounds = equal_shares(table, **names)
    assert [r.candidate for r in rounds] == ["x", "y"]
    assert (rounds[0].rate, rounds[0].completed) == (pytest.approx(1 / 8), False)
    assert rounds[0].payments == {"A": pytest.approx(0.5), "B": pytest.approx(0.5)}
    # 0.5 of A for y, 0.5 of B for z: neither can pay 1, and y has the larger satisfaction.
    assert (rounds[1].rate, rounds[1].completed, rounds[1].payments) == (None, True, {"A": pytest.approx(0.5)})
    assert len(equal_shares(table, complete=False, **names)) == 1
    assert equal_shares(np.zeros((0, 0)), voters=(), candidates=(), seats=2) == ()


def test_a_stage_for_each_theme_and_for_each_option_without_one() -> None:
    """Where a theme is taken once its options make one stage; else each option is one."""
    options = [
        Option(name, 1.0, ("R",), theme) for name, theme in zip("abcde", ("t", None, "s", "t", None), strict=True)
    ]
    once = Layout(Problem(options, ["R"], Constraints(1, 2, None, None)))
    assert once.count == 4
    assert once.starts.tolist() == [0, 1, 3, 4, 5]
    assert [int(k) for k in once.order] == [2, 0, 3, 1, 4]
    assert Layout(Problem(options, ["R"], Constraints(1, 2, None, None, one_per_theme=False))).count == 5
    assert Layout(Problem([], ["R"], Constraints(0, 2))).count == 0


def test_more_pairs_than_one_table_holds() -> None:
    """Six hundred options: of the pairs the best is that of the two best, whichever table it stands in."""
    options = [Option(f"{k:03}", (k * 37 % 600) / 600, ("R",)) for k in range(600)]
    problem = Problem(options, ["R"], Constraints(2, 2, None, None, one_per_theme=False, cover_all=False))
    found = Search(problem).run(problem)
    best = sorted(range(600), key=lambda k: -problem.values[k])[:2]
    assert found.portfolios == (tuple(sorted(best)),)


@pytest.mark.parametrize(("cap", "ok"), [(1, False), (2, True), (3, True)])
def test_a_region_joins_as_many_pilots_as_the_cap(cap: int, ok: bool) -> None:
    """The cap itself is allowed."""
    problem = Problem([Option("a", 1, ("R",)), Option("b", 1, ("R",))], ["R"], Constraints(0, 2, cap, None))
    assert problem.feasible((0, 1)) is ok
    assert problem.feasible(())
