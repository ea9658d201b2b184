"""Measures of agreement against published numbers."""

from __future__ import annotations

from math import nan

import krippendorff
import numpy as np
import pytest

from ceecluster.agreement import ascending_ranks, kendall_w, krippendorff_alpha, tastle_wierman, van_der_eijk_a

_ = nan
# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers, twelve units.
CANONICAL = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
# The example of the encyclopedia article on alpha: three coders, fifteen units, more than half of the cells empty.
SPARSE = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]


@pytest.mark.parametrize(
    ("metric", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_krippendorffs_canonical_data(metric, expected):
    """Alpha of the canonical data with missing values is the published one under all four metrics."""
    assert krippendorff_alpha(CANONICAL, metric=metric).value == pytest.approx(expected, abs=5e-4)


def test_alpha_of_binary_data():
    """Krippendorff 2011, example A: two observers, ten units, no missing values: 0.095."""
    data = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
    assert krippendorff_alpha(data, metric="nominal").value == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_nominal_data():
    """Krippendorff 2011, example B: two observers, twelve units, five categories: 0.692."""
    data = [["abcde".index(letter) for letter in row] for row in ("aabbdcccedda", "babbbccceddd")]
    assert krippendorff_alpha(data, metric="nominal").value == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(("metric", "expected"), [("nominal", 0.691), ("interval", 0.811)])
def test_alpha_of_sparse_data(metric, expected):
    """With most cells empty alpha is still the published one; units with one value do not count."""
    result = krippendorff_alpha(SPARSE, metric=metric)
    assert result.value == pytest.approx(expected, abs=5e-4)
    assert result.units == 12


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_agrees_with_the_reference_package(metric):
    """On random data with missing values our alpha equals that of the krippendorff package."""
    rng = np.random.default_rng(7)
    for _round in range(25):
        data = rng.integers(1, 6, size=(rng.integers(2, 12), rng.integers(2, 20))).astype(float)
        data[rng.random(data.shape) < 0.3] = nan
        if ((~np.isnan(data)).sum(axis=0) >= 2).sum() < 2:
            continue
        expected = krippendorff.alpha(reliability_data=data, level_of_measurement=metric)
        assert krippendorff_alpha(data, metric=metric).value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((30, 40, 210, 130, 530, 50, 10), 0.6113333),
        ((5, 0, 0, 0, 5), -1),
        ((2, 2, 2, 2, 2), 0),
        ((0, 1, 3, 6, 1), 0.6363636),
    ],
)
def test_agreement_a(counts, expected):
    """Van der Eijk 2001 (the seven-step example as re-computed by the agrmt package) and its three corner cases."""
    assert van_der_eijk_a(counts) == pytest.approx(expected, abs=5e-8)


@pytest.mark.parametrize(
    ("counts", "expected"), [((0, 1, 3, 6, 1), 0.7331456), ((5, 0, 0, 0, 5), 0), ((0, 0, 7, 0, 0), 1)]
)
def test_consensus(counts, expected):
    """Tastle & Wierman 2007: 1 where all stand on one step, 0 where half stand at each end."""
    assert tastle_wierman(counts) == pytest.approx(expected, abs=5e-8)


def test_consensus_of_an_even_spread_on_five_steps():
    """Tastle & Wierman 2007: an even spread over five steps has the consensus of the formula worked by hand, 0.434."""
    assert tastle_wierman([1, 1, 1, 1, 1]) == pytest.approx(1 + 0.4 * np.log2(0.5) + 0.4 * np.log2(0.75))


def test_w_with_ties():
    """Three judges, five items, ties in each judge's ranks: W = .8518519."""
    assert kendall_w([[1, 1, 2, 3, 3], [2, 1, 1, 3, 3], [1, 2, 2, 3, 3]]).value == pytest.approx(0.8518519, abs=5e-8)


def test_w_of_three_executives_and_six_applicants():
    """Siegel 1956, Nonparametric Statistics, table of six applicants ranked by three executives: s = 25.5, W = .16."""
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    assert kendall_w(ranks).value == pytest.approx(0.16, abs=5e-3)


def test_w_of_ten_objects_with_many_ties():
    """Siegel 1956, the tied example: s = 591 and correction 9.5 give W = 591 / 714 = .828."""
    ranks = [
        [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
        [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
        [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
    ]
    assert kendall_w(ranks).value == pytest.approx(591 / 714)


def test_w_of_birds():
    """Zar 2010, Biostatistical Analysis, example 20.5: the printed rank sums of twelve birds, and W from them."""
    birds = [
        [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4],
        [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3],
        [17, 17, 20, 14.5, 15.5, 13, 19.5, 16, 21, 20, 18, 22],
    ]
    printed = [14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36]
    assert ascending_ranks(birds).sum(axis=0).tolist() == printed
    assert kendall_w(birds).value == pytest.approx(0.924, abs=5e-4)


def test_w_leaves_out_what_is_not_ranked_by_all():
    """An observer without values and an item one observer skipped leave the table; the rest is Siegel's example."""
    ranks = [[1, 6, 3, 2, 5, 4, 9], [1, 5, 6, 4, 2, 3, _], [6, 3, 2, 5, 4, 1, 2], [_] * 7]
    result = kendall_w(ranks)
    assert (result.observers, result.units) == (3, 6)
    assert result.value == pytest.approx(0.1619, abs=5e-5)
