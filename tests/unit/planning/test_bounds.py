"""What the search takes for the most that can still come: exact where no rule is left out of it, never too little."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from instances import random_problem

from ceecluster.planning import meeting, pilotplan
from ceecluster.planning.comparable import cost_ranges
from ceecluster.planning.core import core_index
from ceecluster.planning.pilotplan import indicators
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.search import Search, _Node, _Run
from ceecluster.planning.selection import select
from ceecluster.planning.shares import _rate
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


def test_money_that_lacks_a_hair_pays_at_the_rate_of_the_last() -> None:
    """Short of 1 by rounding: all pay all they have, and the rate is the last one's; short by more, nobody can pay."""
    assert _rate(np.array([0.25, 0.75 - 5e-10]), np.array([1.0, 0.5])) == pytest.approx(1.5)
    assert _rate(np.array([0.25, 0.74]), np.array([1.0, 0.5])) is None
    # 0.25 is the first one's all, the other two share the rest by their wishes 1 and 2.
    assert _rate(np.array([0.25, 0.5, 0.75]), np.array([2.0, 1.0, 2.0])) == pytest.approx(0.25)
    assert _rate(np.array([0.2, 9.0, 9.0]), np.array([2.0, 1.0, 0.0])) == pytest.approx(0.8)


def test_costs_of_comparable_projects_by_kind_and_unit() -> None:
    """From the least to the most in units of one, most projects first; a budget that is told in words is left out."""

    def project(title: str, *costs: tuple[str, str, float, str]) -> Any:
        rows = [Row(kind=kind, currency=currency, amount=amount, unit=unit) for kind, currency, amount, unit in costs]
        return Row(title=title, budget=rows)

    told = Row(title="D", budget="unknown")
    found = cost_ranges(
        [
            *(project("A", ("total", "HUF", 5, "million")), project("B", ("total", "EUR", 2, "thousand"))),
            *(project("C", ("total", "EUR", 1, "million"), ("total", "EUR", 300, "one")), told),
        ]  # type: ignore[list-item]
    )
    assert [(each.currency, each.low, each.high, each.projects) for each in found] == [
        *(("EUR", 300, 1e6, 2), ("HUF", 5e6, 5e6, 1)),
    ]


def test_indicators_that_a_pilot_declares_are_taken_as_declared() -> None:
    """An output without a baseline starts at 0, a result has none; an unknown code stands for itself."""
    output = Row(title="Visits", kind="output", unit="visits", rule="count", max_of=None, read_from="log")
    result = Row(title="Users", kind="result", unit="firms", rule="share", max_of="OUT", read_from=None)
    world: Any = Row(
        vocabulary=Row(terms=lambda _: {"OUT": output, "RES": result}),
        network=Row(rules=Row(plan=Row())),
    )
    given = [
        Row(code="OUT", baseline=None, target=9.0, due=None),
        Row(code="RES", baseline=None, target=3.0, due="2029-06-30"),
        Row(code="OWN", baseline=2.0, target=4.0, due=None),
    ]
    candidate: Any = Row(pilot=Row(indicators=given))
    found = indicators(world, candidate, date(2028, 12, 31))
    told = [(each.title, each.kind, each.unit, each.rule, each.baseline, each.target, each.due) for each in found]
    assert told == [
        ("Visits", "output", "visits", "count", 0.0, 9.0, "2028-12-31"),
        ("Users", "result", "firms", "share", None, 3.0, "2029-06-30"),
        ("OWN", None, None, None, 2.0, 4.0, "2028-12-31"),
    ]
    assert [(each.basis, each.limit, each.read_from) for each in found] == [
        *(("declared", None, "log"), ("declared", "OUT", None), ("declared", None, None)),
    ]


def rules(most: int, **more: Any) -> Constraints:
    """No rule but the number of pilots and what is given."""
    return replace(FREE, **({"min_pilots": 0, "max_pilots": most, "cover_all": False} | more))


def test_prices_of_a_crowded_region_rise_by_less_and_less() -> None:
    """Three pilots in one region with room for one: two too many at every price, so 0.05 x 2 x (1 + 1/2 + ... + 1/9).

    Subgradient steps of a harmonic length: Held, Wolfe & Crowder 1974, doi:10.1007/BF01580223.
    """
    options = [Option(name, value, ("A",)) for name, value in (("a", 1.0), ("b", 0.9), ("c", 0.8))]
    problem = Problem(options, ["A", "B"], rules(3, cap_per_region=1))
    run = _Run(Search(problem), problem, 1, (), -np.inf)
    root = first_of(run)
    assert run._relaxed(root)[0] == pytest.approx(2.7) and run._relaxed(root)[1].tolist() == [3, 0]
    run._price(root)
    price = 0.1 * sum(1 / n for n in range(1, 10))
    assert run.search.prices == pytest.approx([price, 0])
    # Each pays the price and the one place is paid for once.
    assert run._relaxed(root)[0] == pytest.approx(2.7 - 2 * price)
    roomy = Problem(options, ["A", "B"], rules(3, cap_per_region=3))
    free = _Run(Search(roomy), roomy, 1, (), -np.inf)
    free._price(first_of(free))
    assert free.search.prices == pytest.approx([0, 0])


def test_regions_are_crowded_where_the_places_do_not_do() -> None:
    """Two pilots of two regions need four places; two regions of one place each have two, which do for one pilot."""
    options = [Option(name, 1.0, ("A", "B")) for name in "abc"]
    for fewest, cap, crowded in (
        (2, 1, True),
        (1, 1, False),
        (2, 2, False),
        (3, 2, True),
        (0, 1, False),
        (3, None, False),
    ):
        problem = Problem(options, ["A", "B", "C"], rules(3, min_pilots=fewest, cap_per_region=cap))
        run = _Run(Search(problem), problem, 1, (), -np.inf)
        assert run._crowded(first_of(run)) is crowded, (fewest, cap)


@pytest.mark.parametrize(("most", "worth"), [(1, (0.5, 0.4)), (2, (1.0, 0.9)), (3, (1.0, 0.9))])
def test_what_an_option_can_be_part_of_at_best(most: int, worth: tuple[float, float]) -> None:
    """Beside the most valuable others and with all regions served that so many pilots can serve."""
    options = [Option("a", 0.5, ("A", "B")), Option("b", 0.4, ("C",))]
    problem = Problem(options, ["A", "B", "C"], rules(most, cover_all=True))
    served = (2, 1) if most == 1 else (3, 3)
    for k in range(2):
        best = worth[k] + problem.reward * served[k]
        for hair, hopeful in ((-1e-6, True), (1e-6, False)):
            assert bool(_Run(Search(problem), problem, 1, (), best + hair)._hopeful()[k]) is hopeful


@pytest.mark.parametrize(("most", "extra"), [(1, 0.0), (2, 0.3), (3, 0.5), (4, 0.5)])
def test_a_pilot_gains_from_as_many_others_as_there_may_be(most: int, extra: float) -> None:
    """Of three that help by 0.3, 0.2 and -0.1 the largest first, one fewer than may run; what harms is left out."""
    gains = {"b": 0.3, "c": 0.2, "d": -0.1}
    options = [Option("a", 1.0, ("A",), synergies=gains), *(Option(name, 1.0, ("A",)) for name in "bcd")]
    search = Search(Problem(options, ["A", "B"], rules(most)))
    assert search.extra[search.place[0]] == pytest.approx(extra)
    assert search.extra[search.place[3]] == 0


def test_a_region_served_is_worth_more_than_all_value() -> None:
    """1, the largest value as often as there may be pilots, and all synergies; nothing where coverage is not asked."""
    options = [Option("a", 0.5, ("A",), synergies={"b": 0.2}), Option("b", -0.7, ("B",), synergies={"a": -0.1})]
    assert Problem(options, ["A", "B"], rules(2, cover_all=True)).reward == pytest.approx(1 + 2 * 0.7 + 0.2)
    assert Problem(options, ["A", "B"], rules(2)).reward == 0
    assert Problem([], ["A", "B"], rules(2, cover_all=True)).reward == 0


def test_to_want_fewer_is_the_way_out_where_three_rules_block_together() -> None:
    """The pair breaks the cap, the leads and the theme at once: one rule alone helps, and it is told what it gives."""
    options = [Option(name, 1.0, ("A",), theme="t", leads=("A",)) for name in ("a", "b")]
    wanted = rules(2, min_pilots=2, cap_per_region=1, leads_per_region=1, one_per_theme=True)
    found = select(options, regions=["A", "B"], constraints=wanted)
    assert not found.feasible and [each.constraints for each in found.blocked] == [("min_pilots",)]
    assert found.blocked[0].relaxed == (1,)


def test_the_core_index_tells_how_far_it_is() -> None:
    """A quarter after each of four draws; a theme counts with any of its options; of equal shares by name."""
    told: list[float] = []
    options = [Option(name, 0.5, ("A",), theme=theme) for name, theme in (("b", "t"), ("a", "t"), ("c", None))]
    parts, known = np.array([[0.5], [0.5], [0.0]]), np.array([[0.0], [0.0], [1.0]])
    found = core_index(
        options,
        parts,
        known,
        {"x": 1.0},
        regions=["A"],
        constraints=rules(1, min_pilots=1),
        draws=4,
        progress=told.append,
    )
    assert told == [0.25, 0.5, 0.75, 1.0]
    assert [share.core for share in found.shares] == sorted((share.core for share in found.shares), reverse=True)
    assert {share.id: share.theme_core for share in found.shares} == {"a": 1, "b": 1, "c": 0}


def test_actors_are_the_bodies_behind_the_first_record_that_holds_the_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    """By partner and level; a record that only speaks to the theme goes after one that holds it, whatever its place."""

    def speaks(record: str, region: str, holds: bool, *levels: str) -> Any:
        return Row(record=Row(id=record, region=region, levels=levels), holds=holds)

    told = [speaks("a1", "A", False, "top"), speaks("a2", "A", True, "top", "low"), speaks("b1", "B", False, "low")]
    monkeypatch.setattr(pilotplan, "theme_records", lambda *_: told)
    monkeypatch.setattr(pilotplan, "body_of", lambda record, *_: record.upper())
    inputs: Any = Row(evidence=Row(start=2027), world=Row(network=Row(levels=[Row(id="top"), Row(id="low")])))
    candidate: Any = Row(theme=None, regions=("B", "A", "C"))
    found = pilotplan.actors(inputs, candidate, {each.record.id: each.record.id for each in told})  # type: ignore[misc]
    assert [(actor.region, actor.level, actor.record, actor.body) for actor in found] == [
        *(("B", "low", "b1", "B1"), ("A", "top", "a2", "A2"), ("A", "low", "a2", "A2")),
    ]


@pytest.mark.parametrize(("options", "asked"), [(1, 0), (2, 1), (3, 1)])
def test_two_options_are_a_question(monkeypatch: pytest.MonkeyPatch, options: int, asked: int) -> None:
    """One plan is none; of two or more those are asked whose pilots are not the same in all."""
    monkeypatch.setattr(meeting, "_concerned", lambda _: ("A", "B"))
    letters = [Row(letter=letter) for letter in "ABC"[:options]]
    plan: Any = Row(choices=Row(options=letters), selection=Row(ties=(2,)))
    nothing: Any = Row(cases=(), by_cell=(), by_region=())
    found = [*meeting._open(nothing, nothing, plan)]
    assert len(found) == asked
    for item in found:
        told = (item.kind, item.answers, item.subjects, item.regions, item.tied)
        assert told == (meeting.Open.OPTIONS, 2, tuple("ABC"[:options]), ("A", "B"), True)
