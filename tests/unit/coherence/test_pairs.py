"""The pair test without draws: margins, tails, and its agreement with the ensembles it speaks of."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceecluster.coherence.null_model import pair_test
from ceecluster.coherence.pairs import MARGIN, cell_chances, exact_pairs, poisson_binomial_tails

PRESENCE = arrays(bool, st.tuples(st.integers(2, 9), st.integers(1, 14)))


@given(PRESENCE)
@settings(max_examples=80, deadline=None)
def test_expected_margins_are_those_of_the_data(presence: np.ndarray):
    """Row and column sums to 1e-9, whatever the matrix: empty, full, nested."""
    chances, error = cell_chances(presence)
    assert error <= MARGIN
    np.testing.assert_allclose(chances.sum(axis=1), presence.sum(axis=1), atol=MARGIN)
    np.testing.assert_allclose(chances.sum(axis=0), presence.sum(axis=0), atol=MARGIN)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_a_nested_matrix_leaves_no_choice():
    """Only one matrix has these margins: every chance is 0 or 1 and no pair is special."""
    nested = np.tril(np.ones((4, 4), bool))
    chances, _ = cell_chances(nested)
    assert (chances == nested).all()
    np.testing.assert_allclose(exact_pairs(nested).p, 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tails_agree_with_all_matrices_of_the_ensemble(seed: int):
    """Every one of the 2^12 matrices, weighted by its probability, gives the same p for every pair."""
    rng = np.random.default_rng(seed)
    data = rng.random((3, 4)) < 0.5
    chances, _ = cell_chances(data)
    found = exact_pairs(data)
    tails = np.zeros(3)
    for cells in product([False, True], repeat=12):
        matrix = np.array(cells).reshape(3, 4)
        weight = np.where(matrix, chances, 1 - chances).prod()
        for n, (i, j) in enumerate(combinations(range(3), 2)):
            tails[n] += weight * ((matrix[i] & matrix[j]).sum() >= found.shared[n])
    known = ~np.isnan(found.p)
    np.testing.assert_allclose(found.p[known], tails[known], atol=1e-12)


def test_poisson_binomial_of_equal_chances_is_binomial():
    """Five trials of one third: the tails of the binomial distribution."""
    from scipy.stats import binom

    np.testing.assert_allclose(
        poisson_binomial_tails(np.full(5, 1 / 3)), [*binom.sf(np.arange(-1, 5), 5, 1 / 3), 0], atol=1e-15
    )


@pytest.mark.parametrize("seed", [4, pytest.param(5, marks=pytest.mark.slow)])
def test_sampled_p_agrees_with_all_matrices_of_the_same_margins(seed: int):
    """Every matrix with the data's margins listed: Curveball's p is the share of them."""
    rng = np.random.default_rng(seed)
    data = rng.random((4, 6)) < 0.45
    rows, columns = data.sum(axis=1), data.sum(axis=0)
    choices = [list(combinations(range(6), int(k))) for k in rows]
    every = []
    for pick in product(*choices):
        matrix = np.zeros((4, 6), bool)
        for i, held in enumerate(pick):
            matrix[i, list(held)] = True
        if (matrix.sum(axis=0) == columns).all():
            every.append(matrix)
    found = pair_test(data, draws=6000, seed=1)
    for n, (i, j) in enumerate(combinations(range(4), 2)):
        if not np.isnan(found.p[n]):
            share = np.mean([(m[i] & m[j]).sum() >= found.shared[n] for m in every])
            assert found.p[n] == pytest.approx(share, abs=0.03)


def test_both_tests_order_the_pairs_alike():
    """Expected and exact margins give other sizes of p but the same order; the looser ensemble is the milder one."""
    rng = np.random.default_rng(6)
    data = rng.random((11, 60)) < rng.beta(0.6, 1.2, 60)
    exact, sampled = exact_pairs(data), pair_test(data, draws=999, seed=1)
    assert np.corrcoef(exact.p, sampled.p)[0, 1] > 0.95
    small = sampled.p < 0.2
    assert (exact.p[small] >= sampled.p[small] - 0.03).all()


@pytest.mark.parametrize("shape", [(3, 0), (0, 4), (1, 3), (0, 0)])
def test_matrices_without_rows_columns_or_pairs_are_answered(shape: tuple[int, int]):
    """No column: no region has a code; no pair: nothing to answer. Both tests say so without an error."""
    data = np.ones(shape, bool)
    pairs = shape[0] * (shape[0] - 1) // 2
    for result in (exact_pairs(data), pair_test(data, draws=50)):
        assert result.p.shape == (pairs,)
        assert np.isnan(result.p).all()
