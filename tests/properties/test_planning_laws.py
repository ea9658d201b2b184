"""Laws of choosing pilots and following them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceecluster.planning.monitoring import LIGHTS, elapsed_of, light_of, progress_of
from ceecluster.planning.problem import Constraints, Option
from ceecluster.planning.selection import select
from ceecluster.planning.shares import equal_shares
from ceecluster.planning.value import total_value
from examples import drawn

REGIONS = tuple("ABCDEF")
LOOSE = Constraints(0, 3, None, None, one_per_theme=False, cover_all=False)
shares = st.floats(0, 1, allow_nan=False)


@st.composite
def options(draw, least=1, most=8):
    """A few options with regions, themes and values on a grid, so that ties occur."""
    size = draw(st.integers(least, most))
    return [
        Option(
            id=f"p{k}",
            value=draw(st.integers(0, 10)) / 10,
            regions=tuple(sorted(draw(st.sets(st.sampled_from(REGIONS), min_size=1, max_size=4)))),
            theme=draw(st.sampled_from([None, "s", "t"])),
        )
        for k in range(size)
    ]


@given(options(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=drawn(60))
def test_the_order_of_the_candidates_does_not_matter(some, random):
    """Shuffling the input changes nothing in the choice."""
    before = select(some, regions=REGIONS, prices=False)
    random.shuffle(some)
    assert select(some, regions=REGIONS, prices=False).chosen == before.chosen


@given(options())
@settings(deadline=None, max_examples=drawn(60))
def test_a_worthless_candidate_without_partners_changes_nothing(some):
    """Adding an irrelevant candidate leaves the optimum as it is."""
    before = select(some, regions=REGIONS, prices=False)
    after = select([*some, Option("zz", -0.5, ())], regions=REGIONS, prices=False)
    assert not before.feasible or after.chosen == before.chosen


@given(options(), st.floats(0.1, 10))
@settings(deadline=None, max_examples=drawn(40))
def test_the_scale_of_the_values_does_not_matter(some, factor):
    """Multiplying all values by one number keeps the worth of the choice in proportion."""
    scaled = [Option(o.id, o.value * factor, o.regions, o.theme) for o in some]
    a, b = (select(x, regions=REGIONS, prices=False) for x in (some, scaled))
    assert a.feasible == b.feasible
    if a.feasible:
        assert np.isclose(b.value, a.value * factor) and a.served == b.served


@given(options(least=2))
@settings(deadline=None, max_examples=drawn(40))
def test_no_constraint_has_a_negative_price(some):
    """Loosening a constraint never loses value at equal reach, and never reach."""
    result = select(some, regions=REGIONS, constraints=Constraints(1, 2, cover_all=False))
    assume(result.feasible)
    assert (result.prices["gain"] >= -1e-9).all()
    covered = select(some, regions=REGIONS, constraints=Constraints(1, 2))
    prices = covered.prices[covered.prices["constraint"] != "cover_all"]
    assert (prices["served"] >= 0).all()


@given(options(least=2))
@settings(deadline=None, max_examples=drawn(40))
def test_a_further_constraint_never_adds_value(some):
    """The freest choice is worth at least as much as any other."""
    free = select(some, regions=REGIONS, constraints=LOOSE, prices=False)
    bound = select(some, regions=REGIONS, constraints=Constraints(0, 3, 1, 1, cover_all=False), prices=False)
    assert free.value >= bound.value - 1e-9


@given(arrays(float, (6, 5), elements=st.sampled_from([0.0, 0.5, 1.0])), st.integers(1, 5))
@settings(deadline=None, max_examples=drawn(80))
def test_equal_shares_never_spends_more_than_there_is(table, seats):
    """No voter pays more than its share, no purchase costs more than 1, supporters alone pay."""
    names = [f"c{k}" for k in range(5)]
    rounds = equal_shares(table, voters=REGIONS, candidates=names, seats=seats)
    assert len({r.candidate for r in rounds}) == len(rounds) <= seats
    for voter in REGIONS:
        assert sum(r.payments.get(voter, 0) for r in rounds) <= seats / 6 + 1e-9
    for r in rounds:
        paid = sum(r.payments.values())
        assert paid <= 1 + 1e-9 and (r.completed or np.isclose(paid, 1))
        assert all(table[REGIONS.index(v), names.index(r.candidate)] > 0 for v in r.payments)


@given(st.integers(1, 6), st.integers(1, 4))
@settings(deadline=None, max_examples=drawn(60))
def test_a_group_large_enough_for_a_seat_gets_one(size, seats):
    """Justified representation: voters of one mind who hold the money for a candidate are not left without."""
    assume(size * seats >= 6)
    table = np.zeros((6, 5))
    table[:size, 0] = 1
    table[size:, 1:] = 1
    rounds = equal_shares(table, voters=REGIONS, candidates=list("vwxyz"), seats=seats, complete=False)
    assert "v" in {r.candidate for r in rounds}


@given(
    arrays(float, (7, 4), elements=st.one_of(shares, st.just(float("nan")))),
    arrays(float, (7, 4), elements=shares),
    st.lists(st.floats(0.01, 5), min_size=4, max_size=4),
)
def test_value_lies_between_its_bounds_and_scaling_weights_changes_nothing(parts, documented, weights):
    """low <= value <= high wherever anything is documented; doubling all weights changes nothing."""
    value, low, high, coverage = total_value(parts, documented, weights)
    known = coverage > 1e-6
    assert (low[known] <= value[known] + 1e-9).all() and (value[known] <= high[known] + 1e-9).all()
    twice = total_value(parts, documented, [2 * w for w in weights])[0]
    np.testing.assert_allclose(value, twice)


@given(shares, shares, shares)
@settings(deadline=None, max_examples=drawn(100))
def test_more_progress_never_worsens_the_light(a, b, elapsed):
    """The light follows the progress: more is never worse at the same time."""
    low, high = sorted((a, b))
    assert LIGHTS.index(light_of(low, elapsed)) <= LIGHTS.index(light_of(high, elapsed))


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(-100, 100))
@settings(deadline=None, max_examples=drawn(100))
def test_progress_runs_from_baseline_to_target(baseline, target, observed):
    """0 at the baseline, 1 at the target, the same when the scale is turned round."""
    assume(abs(target - baseline) > 1e-6)
    assert progress_of(baseline, target, baseline) == 0
    assert progress_of(baseline, target, target) == 1
    assert np.isclose(progress_of(baseline, target, observed), progress_of(-baseline, -target, -observed))


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 4000), st.integers(-5000, 9000))
@settings(deadline=None, max_examples=drawn(100))
def test_time_runs_from_nought_to_one(start, length, passed):
    """Elapsed time is a share, growing with the date."""
    due, today = start + timedelta(days=length), start + timedelta(days=passed)
    now, later = (elapsed_of(start, due, today + timedelta(days=d)) for d in (0, 30))
    assert 0 <= now <= later <= 1
