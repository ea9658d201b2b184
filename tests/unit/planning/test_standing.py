"""Which portfolios stand whatever the weights, and how many of those asked for were found, on cases worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ceecluster.planning import admissible
from ceecluster.planning.admissible import NonDominated, standing
from ceecluster.planning.choices import Space
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.search import SearchResult
from ceecluster.planning.solvers import portfolios_within

FREE = {"cap_per_region": None, "leads_per_region": None, "cover_all": False}
PARTS = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.8]])
"""Two parts of the value of the options a, b and c."""


def stands(fewest: int = 1, **change: Any) -> NonDominated:
    """One pilot of a, b and c, both parts weighing from a quarter to three quarters."""
    options = [Option(name, 0.5, ("R0",), theme=theme) for name, theme in zip("abc", "tuv", strict=True)]
    rules = Constraints(fewest, max(fewest, 1), one_per_theme=False, **FREE)
    return standing(
        *(options, PARTS, np.ones(PARTS.shape), [1.0, 1.0]), **{"regions": ["R0"], "constraints": rules, **change}
    )


def test_what_another_option_beats_at_every_weight_does_not_stand() -> None:
    """At weights of 1/4 and 3/4: a is worth 1/4, b 3/4, c 3/5; the other way round 3/4, 1/4 and 1/5."""
    found = stands()
    # c is better than a where the second part weighs most, so that it is compared; b beats it at both ends.
    assert (found.portfolios, found.core, found.exterior) == ((("a",), ("b",)), (), 1)
    assert (found.themes, found.corners, found.compared, found.exact) == ({"t": 0.5, "u": 0.5}, 2, 3, True)
    assert stands(box=0.0).portfolios == (("a",), ("b",))
    assert stands(fewest=4) == NonDominated((), (), 3, {}, 0.5, 2, 0, exact=True)


def test_work_that_is_left_is_shared_by_the_corners_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten steps for two corners: five for the first; it takes two, so that the second has eight."""
    told: list[int] = []

    def searched(*_: Any, work: int, **__: Any) -> SearchResult:
        told.append(work)
        return SearchResult(((0,),), whole=True, ceiling=1.0, steps=2)

    monkeypatch.setattr(admissible, "portfolios_within", searched)
    stands(work=10)
    assert told == [5, 8]


@pytest.mark.parametrize("method", ["enumerate", "search", "milp"])
def test_more_portfolios_than_were_asked_for_are_not_all(method: Any) -> None:
    """Three options worth 0.6, 0.5 and 0.4: two lie at 0.5 and above, which are all of two and not all of one."""
    options = [Option(name, value, ("R0",)) for name, value in (("a", 0.6), ("b", 0.5), ("c", 0.4))]
    problem = Problem(options, ["R0"], Constraints(1, 1, one_per_theme=False, **FREE))
    found = [portfolios_within(problem, 0.5, limit=limit, method=method) for limit in (1, 2)]
    assert [([problem.ids(p) for p in each.portfolios], each.whole) for each in found] == [
        *(([("a",)], False), ([("a",), ("b",)], True)),
    ]


def test_options_without_a_theme_share_it_with_nobody() -> None:
    """The first of them stands before the themes are counted: it takes the name of none, nor do two share one."""
    options = [
        *(Option("a", 1, ("R0",)), Option("b", 1, ("R1",), theme="t"), Option("c", 1, ("R2",), theme="u")),
        Option("d", 1, ("R3",)),
    ]
    problem = Problem(options, [f"R{k}" for k in range(4)], Constraints(0, 4, one_per_theme=False))
    space = Space(problem, [(0,), (1,), (2,), (3,)])
    assert space.between(range(4), range(4)).tolist() == (1 - np.eye(4)).tolist()
