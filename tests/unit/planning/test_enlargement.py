"""What a newcomer changes, compared on equal terms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ceecluster.agreement import kendall_w
from ceecluster.planning import enlarge
from ceecluster.planning.enlargement import RANKING, _closest
from ceecluster.report.views.enlargement import ranking_view
from factories import make_inventory, make_programme, make_world


def order(*values):
    """An inventory's declared priorities of the five objectives."""
    return {f"OBJ-{code}": {"value": value} for code, value in zip("ABCDE", values, strict=True)}


def record(code):
    """A record that names no objective."""
    return make_programme(f"{code.lower()}-a", objectives=[])


def world(newcomer):
    """Three members of one order, and a candidate that declares these priorities."""
    return make_world(
        *(make_inventory(code, record(code), priorities=order(0, 1, 2, 3, 4)) for code in ("AT31", "AT12", "CZ")),
        candidates={"HR": make_inventory("HR", record("HR"), priorities=newcomer)},
        network={
            "candidates": [{"code": "HR", "name": {"en": "Croatia"}, "country": "HR", "nuts": ["HR0"], "vintage": 2021}]
        },
    )


def w_of(result):
    """W without and with the candidate, as compared."""
    return result.indices.set_index("index").loc["w", ["before", "after"]].tolist()


def test_w_is_compared_above_chance():
    """A newcomer with the opposite order: (W - 1/m) / (1 - 1/m), the mean correlation of two regions' orders."""
    opposite = np.array([[0, 1, 2, 3, 4]] * 3 + [[4, 3, 2, 1, 0]])
    # Of six pairs three agree fully and three are opposite: the mean correlation is 0, where W itself is 1/4.
    assert kendall_w(opposite).value == pytest.approx(0.25)
    assert w_of(enlarge(world(order(4, 3, 2, 1, 0)), "HR")) == pytest.approx([1, 0])


def test_w_is_compared_over_the_same_issues():
    """A newcomer without a position on an issue takes it out of both sides, not of one."""
    some = order(0, 1, 2, 3, 4)
    del some["OBJ-A"]
    assert w_of(enlarge(world(some), "HR")) == pytest.approx([1, 1])


def test_a_tie_at_the_third_place_is_not_cut():
    """Of four members three tie at the second place: all are named; a clear fourth is not."""
    near = [("D", 0.3), ("A", 0.5), ("C", 0.3), ("B", 0.3)]
    assert _closest(near) == (("A", 0.5), ("B", 0.3), ("C", 0.3), ("D", 0.3))
    assert _closest([("A", 0.5), ("B", 0.4), ("C", 0.3), ("D", 0.2)])[-1] == ("C", 0.3)
    assert _closest([("A", 0.5)]) == (("A", 0.5),)


@pytest.mark.parametrize(
    ("fits", "said"),
    [
        ((0.44, 0.41), "Too close to be told apart at the top: X (0.44, 4 records) and Y (0.41, 4 records)."),
        ((0.44, 0.21), "X (0.44, 4 records) would bring most."),
        ((0.44,), "Only X (0.44, 4 records) can be looked at."),
    ],
)
def test_only_a_clear_first_would_bring_most(fits, said):
    """Fits of .44 and .41 on four records are a near-tie."""
    body = [
        (k + 1, name, name, "HR", 4, fit, fit, fit, None, "", "")
        for k, (name, fit) in enumerate(zip("XY", fits, strict=False))
    ]
    view = ranking_view(world(order(0, 1, 2, 3, 4)), pd.DataFrame(body, columns=RANKING))
    assert view.lead[1].endswith(said)
