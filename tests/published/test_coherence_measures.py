"""Similarity measures against small matrices computed by hand from the formulas of the cited papers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ceecluster.coherence.similarity import MEASURES, similarity, turnover_and_nestedness

NONE = math.nan
"""No record: both sides are empty."""

# a shares two codes with b, has one alone, b has two alone, one code nobody has: a=3, b=4, both=2, of 6.
A = [1, 1, 1, 0, 0, 0]
B = [1, 1, 0, 1, 1, 0]
EMPTY = [0, 0, 0, 0, 0, 0]
ONE = [1, 0, 0, 0, 0, 0]
OTHER = [0, 0, 0, 1, 1, 1]

VECTORS = [
    ("jaccard", A, B, 2 / 5),
    ("dice", A, B, 4 / 7),
    ("overlap", A, B, 2 / 3),
    ("simple_matching", A, B, 3 / 6),
    ("cosine", A, B, 2 / math.sqrt(12)),
    ("ruzicka", A, B, 2 / 5),
    ("bray_curtis", A, B, 4 / 7),
    # One target only, which the other side has among others: a subset.
    ("jaccard", ONE, A, 1 / 3),
    ("dice", ONE, A, 1 / 2),
    ("overlap", ONE, A, 1.0),
    ("simple_matching", ONE, A, 4 / 6),
    # Disjoint: only simple matching could see anything alike, and here the two are each other's complement.
    ("jaccard", A, OTHER, 0.0),
    ("dice", A, OTHER, 0.0),
    ("overlap", A, OTHER, 0.0),
    ("simple_matching", A, OTHER, 0.0),
    ("cosine", A, OTHER, 0.0),
    ("ruzicka", A, OTHER, 0.0),
    ("bray_curtis", A, OTHER, 0.0),
    # One side empty: nothing in common is known, except for overlap, whose denominator is the empty side.
    ("jaccard", A, EMPTY, 0.0),
    ("dice", A, EMPTY, 0.0),
    ("overlap", A, EMPTY, NONE),
    ("cosine", A, EMPTY, 0.0),
    ("ruzicka", A, EMPTY, 0.0),
    ("bray_curtis", A, EMPTY, 0.0),
    # Amounts: minima 0.5 + 0.25 = 0.75, maxima 1 + 0.5 + 0.5 = 2; sum of differences 1.25 over sum of all 2.75.
    ("ruzicka", [1, 0.25, 0], [0.5, 0.5, 0.5], 0.375),
    ("bray_curtis", [1, 0.25, 0], [0.5, 0.5, 0.5], 1 - 1.25 / 2.75),
    ("cosine", [1, 0.25, 0], [0.5, 0.5, 0.5], 0.625 / math.sqrt(1.0625 * 0.75)),
    ("jaccard", [1, 0.25, 0], [0.5, 0.5, 0.5], 2 / 3),
]


@pytest.mark.parametrize(("measure", "a", "b", "expected"), VECTORS)
def test_measures_agree_with_hand_computed_vectors(measure: str, a: list[float], b: list[float], expected: float):
    """Every measure gives the value its formula gives by hand, and NaN where nothing can be said."""
    assert MEASURES[measure](np.array(a, float), np.array(b, float)) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_matrix_of_all_pairs_agrees_with_the_pairwise_formula(measure: str):
    """The fast way over all pairs gives the same numbers as the formula on two vectors."""
    units = np.array([A, B, EMPTY, ONE, OTHER, [0.2, 0.7, 0, 0.1, 0, 0]], float)
    by_pair = [[MEASURES[measure](a, b) for b in units] for a in units]
    np.testing.assert_allclose(similarity(units, measure), np.array(by_pair, float), atol=1e-12)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_two_empty_profiles_have_no_record(measure: str):
    """Two empty portfolios have no similarity, where PolicyPortfolios gives a Jaccard of 0."""
    assert math.isnan(similarity(np.zeros((2, 3)), measure)[0, 1])


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_identical_profiles_have_similarity_one(measure: str):
    """A profile is entirely like itself."""
    assert similarity(np.array([A, A], float), measure)[0, 1] == pytest.approx(1)


BASELGA = [
    # both 2, alone 1 and 2: turnover 2*1 / (2 + 2*1), distance 3/5, the rest nestedness.
    (A, B, 0.5, 0.1),
    # A subset differs by nestedness alone: fewer of the same.
    (ONE, A, 0.0, 2 / 3),
    # Disjoint profiles of one size differ by turnover alone: a different mix.
    (A, OTHER, 1.0, 0.0),
    (A, A, 0.0, 0.0),
    # One side empty: nothing is replaced, all is missing.
    (A, EMPTY, 0.0, 1.0),
    (EMPTY, EMPTY, NONE, NONE),
]


@pytest.mark.parametrize(("a", "b", "turnover", "nestedness"), BASELGA)
def test_distance_splits_into_turnover_and_nestedness(
    a: list[int], b: list[int], turnover: float, nestedness: float
) -> None:
    """Jaccard distance = turnover + nestedness, as in Baselga (2012), doi:10.1111/j.1466-8238.2011.00756.x."""
    found = turnover_and_nestedness(np.array(a), np.array(b))
    assert found[0] == pytest.approx(turnover, nan_ok=True)
    assert found[1] == pytest.approx(nestedness, nan_ok=True)
