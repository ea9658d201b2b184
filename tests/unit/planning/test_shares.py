"""The method of equal shares."""

from __future__ import annotations

import pytest

from ceecluster.errors import UsageError
from ceecluster.planning.shares import equal_shares


def test_worked_by_hand():
    """Four voters, two seats: money 1/2 each; x is paid by its three supporters at 1/3, then z only by completion."""
    table = [[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 1]]
    rounds = equal_shares(table, voters="abcd", candidates=["x", "y", "z"], seats=2)
    assert [r.candidate for r in rounds] == ["x", "z"]
    assert rounds[0].rate == pytest.approx(1 / 3)
    assert rounds[0].payments == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    assert rounds[1].completed and rounds[1].payments == pytest.approx({"d": 0.5})


def test_who_runs_out_of_money_pays_all_the_others_more():
    """The rate rises until the rest can pay: 0.25 is all a has left, b and c share what is lacking."""
    table = [[1, 1], [1, 1], [1, 0], [1, 0], [0, 1], [0, 1]]
    rounds = equal_shares(table, voters="abcdef", candidates=["x", "y"], seats=3, complete=False)
    assert [r.candidate for r in rounds] == ["x", "y"]
    assert rounds[1].payments == pytest.approx({"a": 0.25, "b": 0.25, "e": 0.25, "f": 0.25})


def test_a_group_that_can_pay_alone_is_represented():
    """Proportionality: with three seats the third of the voters who want only z gets z."""
    table = [[1, 1, 1, 0]] * 4 + [[0, 0, 0, 1]] * 2
    rounds = equal_shares(table, voters="abcdef", candidates=["w", "x", "y", "z"], seats=3, complete=False)
    assert {r.candidate for r in rounds} == {"w", "x", "z"}


def test_stronger_wishes_make_a_candidate_cheaper():
    """With cardinal satisfaction the candidate with the lower price per unit goes first."""
    rounds = equal_shares([[1, 2], [1, 2]], voters="ab", candidates=["x", "y"], seats=2)
    assert [r.candidate for r in rounds] == ["y", "x"]


def test_conflicts_and_candidates_nobody_wants_leave():
    """A rival of a bought candidate goes, and a seat is not filled with something nobody asked for."""
    rounds = equal_shares(
        [[1, 1, 0], [1, 1, 0]], voters="ab", candidates=["x", "y", "z"], seats=3, conflicts=[("y", "x")]
    )
    assert [r.candidate for r in rounds] == ["x"]


@pytest.mark.parametrize("table", [[[1, 2]], [[-1.0], [1.0]], [[float("nan")], [1.0]]])
def test_a_table_that_does_not_fit_is_refused(table):
    """Wrong shape, negative or missing satisfaction."""
    with pytest.raises(UsageError):
        equal_shares(table, voters="ab", candidates=["x"], seats=1)
