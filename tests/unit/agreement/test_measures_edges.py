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
from ceecluster.agreement.kappa import fleiss_by_category
from ceecluster.errors import UsageError


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
    with pytest.raises(UsageError):
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


@pytest.mark.parametrize("counts", [[[1, 2, 3]], [1.0, nan, 2.0], [1.0, float("inf"), 2.0], [2, 0, -1], 3])
@pytest.mark.parametrize("measure", [van_der_eijk_a, tastle_wierman, shape, dividing_step])
def test_each_reason_alone_refuses_frequencies(measure, counts):
    """A table, a gap, an infinity, a negative count or a single number: each by itself is refused."""
    with pytest.raises(UsageError, match="vector of frequencies"):
        measure(counts)


def test_the_shortest_scales():
    """A has values from three steps on, Cns from two: half at each end of two steps is no consensus at all."""
    assert van_der_eijk_a([1, 0, 1]) == -1
    assert tastle_wierman([1, 1]) == 0
    assert tastle_wierman([0, 4]) == 1


@pytest.mark.parametrize(
    ("counts", "told"),
    [((1, 0, 0, 0, 9), "agree"), ((2, 0, 0, 0, 8), "split camps"), ((8, 1, 0, 1, 8), "split camps"), ((5, 4), "agree")],
)
def test_a_hump_is_more_than_a_tenth(counts, told):
    """One of ten is exactly the tolerance and makes no hump; two of ten do, as does one of nine."""
    assert shape(counts) == told


@pytest.mark.parametrize(
    ("counts", "step"),
    [((6, 0, 5), 2), ((6, 0, 0, 5), 2), ((5, 1, 0, 0, 0, 4), 3), ((5, 0, 1, 1, 1, 4), 2), ((5, 1, 1, 1, 0, 4), 4)],
)
def test_a_contested_step_goes_to_the_nearer_camp(counts, step):
    """The emptiest step nearest the middle divides; it belongs to the nearer camp, on a tie to the lower."""
    assert dividing_step(counts) == step


def test_two_observers_and_two_items_are_enough_for_w():
    """The smallest table has W; S = 2, m = n = 2: 12 * 2 / (4 * 6) = 1; against each other S = 0."""
    same = kendall_w([[1, 2], [1, 2]])
    assert (same.value, same.observers, same.units, same.chance) == (1, 2, 2, 0.5)
    assert kendall_w([[1, 2], [2, 1]]).value == 0
    assert kendall_w([[1, 1], [1, 2]]).value == pytest.approx(0.5)  # S = 0.5, m^2 (n^3 - n) - m T = 24 - 12


def test_permutations_are_counted_over_all_blocks(monkeypatch):
    """Blocks of draws are bounded and together as many as asked for; p = (1 + k) / (1 + n) over all of them."""
    drawn = []

    class Chance:
        def permuted(self, ranks, axis):
            drawn.append(len(ranks))
            return ranks.copy()

    monkeypatch.setattr(np.random, "default_rng", lambda seed: Chance())
    scores = np.tile(np.arange(100.0), (4, 1))
    assert kendall_w(scores, permutations=12_000).p == 1
    assert sum(drawn) == 12_000 and max(drawn) * scores.size <= 2_000_000 and len(drawn) == 3


def test_the_least_number_of_shared_units_counts_over_all_pairs():
    """Three observers: the pair with the fewest units in common decides, not an observer with itself."""
    table = [[1, 2, 3, 4, nan, nan], [1, 3, 2, 4, 5, 6], [nan, 1, 2, 3, 4, 5]]
    assert rank_agreement(table).units == 3
    table[2][1] = nan
    assert rank_agreement(table).value is None


def test_units_that_differ_in_judgements_have_no_kappa_by_category():
    """Two judgements of each unit are enough, one is not, nor are two of one and three of another."""
    found = fleiss_by_category([[1, 1, 2], [1, 2, 2]]).set_index("category")
    # Category 1: share 3 / 6; disagreement 1 * 1 of one unit; 1 - 1 / (3 * 2 * 1 * 0.25).
    assert found["share"].tolist() == [0.5, 0.5]
    assert found["kappa"].tolist() == pytest.approx([1 / 3, 1 / 3])
    for table in ([[1, 2], [None, None]], [[1, 2], [1, None], [2, 1]]):
        with pytest.raises(UsageError, match="differ in the number"):
            fleiss_by_category(table)


def test_no_disagreement_expected_is_no_division():
    """Where all values are the same nothing is divided by zero, in one table and in many at a time."""
    with np.errstate(all="raise"):
        assert krippendorff_alpha([[2, 2], [2, 2]]).value is None
        assert bootstrap_alpha([[2, 2, 2], [2, 2, 1], [2, 2, 2]], draws=50).value == 0
