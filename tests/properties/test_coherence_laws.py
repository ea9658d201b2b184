"""Laws that similarity, null model and indices obey whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceecluster.coherence.comparison import compare
from ceecluster.coherence.null_model import benjamini_hochberg, curveball
from ceecluster.coherence.similarity import MEASURES, similarity, turnover_and_nestedness
from examples import drawn
from factories import make_inventory, make_programme, make_world

SHARES = arrays(float, st.tuples(st.integers(2, 5), st.integers(1, 7)), elements=st.sampled_from([0, 0.25, 0.5, 1]))
PRESENCE = arrays(bool, st.tuples(st.integers(2, 7), st.integers(1, 9)))
MEASURE = st.sampled_from(sorted(MEASURES))


@given(SHARES, MEASURE)
@settings(max_examples=drawn(80), deadline=None)
def test_similarity_is_symmetric_bounded_and_one_with_itself(profiles: np.ndarray, measure: str):
    """s(a,b) = s(b,a), 0 <= s <= 1, s(a,a) = 1; NaN exactly where the measure says no record."""
    s = similarity(profiles, measure)
    np.testing.assert_allclose(s, s.T, equal_nan=True)
    known = s[~np.isnan(s)]
    assert ((known >= -1e-9) & (known <= 1 + 1e-9)).all()
    filled = profiles.sum(axis=1) > 0
    np.testing.assert_allclose(np.diag(s)[filled], 1)
    assert np.isnan(np.diag(s)[~filled]).all()
    assert not np.isnan(s[np.ix_(filled, filled)]).any()


@given(SHARES, MEASURE, st.randoms(use_true_random=False))
@settings(max_examples=drawn(60), deadline=None)
def test_relabelling_regions_and_codes_changes_no_pair(profiles: np.ndarray, measure: str, chance):
    """Similarity knows neither the order of the regions nor that of the codes."""
    rows, columns = list(range(profiles.shape[0])), list(range(profiles.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    moved = similarity(profiles[rows][:, columns], measure)
    np.testing.assert_allclose(moved, similarity(profiles, measure)[np.ix_(rows, rows)], equal_nan=True)


@given(PRESENCE, MEASURE)
@settings(max_examples=drawn(80), deadline=None)
def test_adding_a_code_to_both_never_lowers_a_pair(presence: np.ndarray, measure: str):
    """On presence, a further shared code makes a pair at least as alike."""
    before = similarity(presence.astype(float), measure)
    after = similarity(np.column_stack([presence, np.ones(len(presence))]), measure)
    known = ~np.isnan(before)
    assert (after[known] >= before[known] - 1e-9).all()


@given(PRESENCE)
@settings(max_examples=drawn(60), deadline=None)
def test_turnover_and_nestedness_make_up_the_distance(presence: np.ndarray):
    """Turnover + nestedness = 1 - Jaccard, neither negative."""
    turnover, nestedness = turnover_and_nestedness(presence[:, None], presence[None])
    distance = 1 - similarity(presence.astype(float), "jaccard")
    np.testing.assert_allclose(turnover + nestedness, distance, equal_nan=True)
    known = ~np.isnan(distance)
    assert (turnover[known] >= 0).all()
    assert (nestedness[known] >= -1e-12).all()


@given(PRESENCE, st.integers(0, 2**32))
@settings(max_examples=drawn(40), deadline=None)
def test_every_curveball_matrix_keeps_both_margins(presence: np.ndarray, seed: int):
    """Row and column sums of every random matrix equal the data's, and exactly the draws asked for come."""
    blocks = list(curveball(presence, 50, seed))
    matrices = np.concatenate(blocks)
    assert len(matrices) == 50
    assert (matrices.sum(axis=2) == presence.sum(axis=1)).all()
    assert (matrices.sum(axis=1) == presence.sum(axis=0)).all()


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=20))
@settings(max_examples=drawn(60), deadline=None)
def test_adjusted_p_is_never_smaller_and_keeps_the_order(p: list[float]):
    """Benjamini-Hochberg: q >= p, q <= 1, and a smaller p never gets a larger q; NaN does not count."""
    values = np.array([*p, np.nan])
    q = benjamini_hochberg(values)
    assert np.isnan(q[-1])
    assert (q[:-1] >= values[:-1] - 1e-12).all()
    assert (q[:-1] <= 1).all()
    order = np.argsort(values[:-1], kind="stable")
    assert (np.diff(q[:-1][order]) >= -1e-12).all()


@given(st.lists(st.sampled_from("ABCDE"), min_size=1, unique=True), st.lists(st.sampled_from("ABCDE"), min_size=1))
@settings(max_examples=drawn(15), deadline=None)
def test_levels_without_records_touch_no_index(first: list[str], second: list[str]):
    """A level nobody speaks at has no index, and the others do not depend on its being there."""
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", objectives=[f"OBJ-{x}" for x in first], level=["policy"])),
        make_inventory(
            "CZ", make_programme("cz-a", objectives=[f"OBJ-{x}" for x in second], level=["policy", "initiative"])
        ),
    )
    found = compare(world, draws=0)
    levels = found.levels.set_index("level")
    alone = compare(world, draws=0, levels=["policy"]).levels.set_index("level")
    assert levels.loc["policy", "index"] == pytest.approx(alone.loc["policy", "index"])
    assert np.isnan(levels.loc["administrative", "index"])
    assert levels.loc["initiative", "pairs_with_data"] == 0
    inside = found.internal.set_index("region")["inside"]
    assert np.isnan(inside["AT31"])
    # Both levels of CZ hold the same record: entirely alike, whatever the empty level between them.
    assert inside["CZ"] == pytest.approx(1)
