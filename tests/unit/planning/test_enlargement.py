"""What a newcomer changes, compared on equal terms."""

from __future__ import annotations

import numpy as np
import pytest

from ceecluster.agreement import kendall_w
from ceecluster.planning import enlarge
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
