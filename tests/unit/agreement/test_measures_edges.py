"""Edges of the measures: undefined coefficients say why, shapes and camps, bad input."""

from __future__ import annotations

from math import nan

import krippendorff
import numpy as np
import pytest

from ceecluster.agreement import (
    bootstrap_alpha,
    dividing_step,
    kendall_w,
    krippendorff_alpha,
    shape,
    tastle_wierman,
    van_der_eijk_a,
)
from ceecluster.agreement.coefficient import Coefficient
from ceecluster.agreement.correlation import CONSTANT, rank_agreement


def test_unanimous_values_leave_alpha_undefined():
    """Where all values are the same there is no disagreement to measure: undefined, neither 0 nor 1 nor NaN."""
    result = krippendorff_alpha([[3, 3], [3, 3], [3, nan]])
    assert result.value is None
    assert result.why_not == "undefined: unanimous"


def test_one_value_per_unit_leaves_alpha_undefined():
    """A unit with one value cannot be compared with anything."""
    assert krippendorff_alpha([[1, nan], [nan, 2]]).why_not == "undefined: no unit has two values"


def test_observers_who_tell_nothing_apart_leave_w_undefined():
    """Judges with all items tied give no order to agree on."""
    assert kendall_w([[2, 2, 2], [4, 4, 4]]).why_not == "undefined: unanimous"


def test_one_observer_leaves_w_undefined():
    """Concordance needs two."""
    assert kendall_w([[1, 2, 3], [nan, nan, nan]]).value is None


def test_one_judge_without_order_lowers_w():
    """A judge who ties everything adds nothing to the agreement of the others."""
    agreed = kendall_w([[1, 2, 3], [1, 2, 3]]).value
    assert kendall_w([[1, 2, 3], [1, 2, 3], [2, 2, 2]]).value < agreed


def test_permutation_p_is_small_for_perfect_concordance_and_large_for_none():
    """p counts the shufflings inside the judges that reach the observed W, the observed one included."""
    perfect = kendall_w([list(range(7))] * 5, permutations=499, seed=3)
    assert perfect.p == pytest.approx(1 / 500)
    assert kendall_w([[1, 2, 3], [3, 2, 1]], permutations=499, seed=3).p == 1


def test_alpha_interval_contains_its_value_and_repeats_with_its_seed():
    """The same seed gives the same interval, and resampled regions are not compared with their own copies."""
    rng = np.random.default_rng(5)
    data = np.clip(rng.integers(0, 5, 12) + rng.integers(-1, 2, (11, 12)), 0, 4)
    first = bootstrap_alpha(data, draws=300, seed=9)
    assert first == bootstrap_alpha(data, draws=300, seed=9)
    assert first.low < first.value < first.high
    assert abs((first.low + first.high) / 2 - first.value) < 0.1


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 1, 6, 4), "agree"),
        ((6, 4, 1, 0, 0), "agree"),
        ((0, 0, 11, 0, 0), "agree"),
        ((5, 0, 0, 0, 6), "split camps"),
        ((1, 4, 1, 4, 1), "split camps"),
        ((2, 2, 3, 2, 2), "no pattern"),
        ((4, 0, 4, 0, 3), "no pattern"),
    ],
)
def test_shape(counts, expected):
    """One hump agrees, two are camps, a flat or many-humped spread is no pattern; one of eleven makes no hump."""
    assert shape(counts) == expected


@pytest.mark.parametrize(
    ("counts", "step"), [((5, 0, 0, 0, 6), 3), ((1, 4, 1, 4, 1), 3), ((6, 1, 0, 3, 3), 2), ((0, 0, 9, 1, 1), None)]
)
def test_camps_divide_where_fewest_stand(counts, step):
    """The camps part at the emptiest step between the two humps; without two humps there are none."""
    assert dividing_step(counts) == step


def test_empty_counts_have_no_measure():
    """Nobody's position is no agreement and no disagreement."""
    assert van_der_eijk_a([0, 0, 0]) is None
    assert tastle_wierman([0, 0, 0]) is None
    assert shape([0, 0, 0]) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: van_der_eijk_a([1, 2]),
        lambda: van_der_eijk_a([1, -1, 2]),
        lambda: tastle_wierman([3]),
        lambda: krippendorff_alpha([[1, 2]], metric="linear"),
        lambda: krippendorff_alpha([[-1, 2], [1, 2]], metric="ratio"),
        lambda: krippendorff_alpha([1, 2]),
        lambda: kendall_w([1, 2]),
    ],
)
def test_input_that_cannot_be_measured_is_refused(call):
    """A scale of two steps, negative counts, an unknown metric, a vector for a table: an error, not a number."""
    with pytest.raises(ValueError):
        call()


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_is_that_of_the_krippendorff_package(metric):
    """Every metric on one table with gaps, zeros and ones (krippendorff 0.8, after Krippendorff 2011)."""
    table = np.array([[0, 1, 2, 4, np.nan, 1, 0], [0, 1, 3, 4, 2, 0, 1], [1, np.nan, 2, 4, 2, 1, 0]], dtype=float)
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement=metric)
    assert krippendorff_alpha(table, metric=metric).value == pytest.approx(expected, abs=1e-12)


def test_what_is_above_chance_is_scaled_to_one():
    """Half way between chance and 1 is 0.5; without a chance level, or where chance is 1, the value itself."""
    assert Coefficient(0.625, "", 2, 9, chance=0.25).above_chance == pytest.approx(0.5)
    assert Coefficient(0.25, "", 2, 9, chance=0.25).above_chance == 0
    assert Coefficient(0.6, "", 2, 9).above_chance == 0.6
    assert Coefficient(0.6, "", 2, 9, chance=1.0).above_chance == 0.6


def test_three_shared_units_are_enough_and_a_constant_is_named():
    """With three units in common a constant observer is the reason, with two the units are."""
    assert rank_agreement([[1, 2, 3], [2, 2, 2]]).why_not == CONSTANT
    assert "three units" in rank_agreement([[1, 2, np.nan], [2, 1, 2]]).why_not
    assert rank_agreement([[1, 2, 3], [1, 3, 2]]).value == pytest.approx(0.5)
