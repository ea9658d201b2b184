"""Laws of the measures of agreement."""

from __future__ import annotations

from math import isclose, nan

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceecluster.agreement import (
    classify,
    is_topic,
    kendall_w,
    krippendorff_alpha,
    smallest_move,
    tastle_wierman,
    van_der_eijk_a,
)
from ceecluster.model.network import AgreementRule
from examples import drawn

counts = st.lists(st.integers(0, 20), min_size=3, max_size=7).filter(any)
tables = arrays(int, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.integers(0, 4))
priorities = st.lists(st.integers(0, 4), min_size=1, max_size=11)


@given(counts)
@settings(deadline=None, max_examples=drawn(100))
def test_agreement_and_consensus_are_bounded_and_symmetric(vector):
    """A lies in [-1, 1], Cns in [0, 1]; turning the scale round changes neither."""
    a, c = van_der_eijk_a(vector), tastle_wierman(vector)
    assert -1 - 1e-9 <= a <= 1 + 1e-9
    assert -1e-9 <= c <= 1 + 1e-9
    assert isclose(a, van_der_eijk_a(vector[::-1]), abs_tol=1e-9)
    assert isclose(c, tastle_wierman(vector[::-1]), abs_tol=1e-9)


@given(counts, st.integers(2, 9))
@settings(deadline=None, max_examples=drawn(100))
def test_agreement_depends_on_shares_alone(vector, factor):
    """Multiplying all frequencies by one number changes nothing."""
    more = [factor * value for value in vector]
    assert isclose(van_der_eijk_a(vector), van_der_eijk_a(more), abs_tol=1e-9)
    assert isclose(tastle_wierman(vector), tastle_wierman(more), abs_tol=1e-9)


@given(st.integers(3, 9), st.integers(1, 30))
@settings(deadline=None, max_examples=drawn(100))
def test_unanimity_and_symmetric_split(steps, size):
    """All on one step is full agreement; half at each end is full disagreement."""
    one, split = [0] * steps, [0] * steps
    one[steps // 2] = size
    split[0] = split[-1] = size
    assert van_der_eijk_a(one) == 1 and isclose(tastle_wierman(one), 1)
    assert isclose(van_der_eijk_a(split), -1) and isclose(tastle_wierman(split), 0, abs_tol=1e-9)


@given(tables, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=drawn(60))
def test_relabelling_regions_and_issues_changes_nothing(table, random):
    """Alpha and W do not depend on the order of observers or units."""
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    other = table[np.ix_(rows, columns)]
    for measure in (krippendorff_alpha, kendall_w):
        a, b = measure(table).value, measure(other).value
        assert (a is None) == (b is None)
        assert a is None or isclose(a, b, abs_tol=1e-9)


@given(tables)
@settings(deadline=None, max_examples=drawn(60))
def test_identical_raters_agree_fully(table):
    """Copies of one observer have alpha 1 and W 1, or undefined where the observer gives one value only."""
    same = np.repeat(table[:1], 3, axis=0)
    alpha, w = krippendorff_alpha(same).value, kendall_w(same).value
    assert alpha is None or isclose(alpha, 1)
    assert w is None or isclose(w, 1)
    assert (alpha is None) == (len(set(table[0].tolist())) == 1) == (w is None)


@given(tables)
@settings(deadline=None, max_examples=drawn(60))
def test_w_is_bounded(table):
    """0 <= W <= 1, ties included."""
    w = kendall_w(table).value
    assert w is None or -1e-9 <= w <= 1 + 1e-9


@given(tables, st.integers(-3, 3), st.integers(1, 4))
@settings(deadline=None, max_examples=drawn(60))
def test_interval_alpha_does_not_see_shift_and_scale(table, shift, scale):
    """Alpha under the interval metric is the same in other units; under the ordinal one for any rising relabelling."""
    a = krippendorff_alpha(table, metric="interval").value
    b = krippendorff_alpha(scale * table + shift, metric="interval").value
    assert (a is None) == (b is None) and (a is None or isclose(a, b, abs_tol=1e-9))
    c, d = krippendorff_alpha(table).value, krippendorff_alpha(table**3).value
    assert (c is None) == (d is None) and (c is None or isclose(c, d, abs_tol=1e-9))


@given(tables)
@settings(deadline=None, max_examples=drawn(60))
def test_a_silent_observer_changes_nothing(table):
    """A row without values leaves alpha and W as they are."""
    more = np.vstack([table.astype(float), np.full(table.shape[1], nan)])
    assert krippendorff_alpha(table).value == krippendorff_alpha(more).value
    assert kendall_w(table).value == kendall_w(more).value


@given(priorities, st.integers(0, 3), st.floats(0.34, 1))
@settings(deadline=None, max_examples=drawn(100))
def test_the_smallest_move_makes_it_a_topic_and_nothing_smaller_does(values, silent, majority):
    """Carrying the moves out makes the issue a topic; leaving any one of them out does not."""
    rule = AgreementRule(majority=majority)
    held = {f"R{k}": value for k, value in enumerate(values)}
    regions = len(values) + silent
    move = smallest_move(held, regions, rule, firm=frozenset())
    if move is None:
        return
    assert is_topic({r: v + (r in move.regions) for r, v in held.items()}, regions, rule)
    for spared in move.regions:
        others = set(move.regions) - {spared}
        assert not is_topic({r: v + (r in others) for r, v in held.items()}, regions, rule)


@given(priorities, st.integers(0, 10))
@settings(deadline=None, max_examples=drawn(100))
def test_a_region_that_warms_to_an_issue_never_loosens_its_class(values, at):
    """Raising one position by a step never moves the class away from common."""
    rule = AgreementRule()
    order = ["not_proposed", "bilateral", "group", "wanted", "common"]
    held = {f"R{k}": value for k, value in enumerate(values)}
    warm = f"R{at % len(values)}"
    raised = {r: min(v + (r == warm), 4) for r, v in held.items()}
    before, after = (classify(h, len(values), rule) for h in (held, raised))
    assert order.index(after) >= order.index(before)
