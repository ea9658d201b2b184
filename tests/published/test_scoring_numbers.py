"""Numbers from papers, textbooks and official reports that the scoring functions must give back."""

from __future__ import annotations

from itertools import chain, repeat
from math import comb, log, pi

import numpy as np
import pytest

from ceecluster.scoring.acceptability import Tally, find_tie_groups, holistic
from ceecluster.scoring.aggregation import bounds, copeland, copeland_bounds, mazziotta_pareto, power_mean, preferences
from ceecluster.scoring.importance import correlate
from ceecluster.scoring.normalisation import goalposts, percentile, rank, z_score
from ceecluster.scoring.sensitivity import analyse
from ceecluster.scoring.tree import TreeNode, aggregate, build_tree
from ceecluster.scoring.weights import around, free


def test_mazziotta_pareto_check_vector() -> None:
    """(100, 110, 90) gives 99.3333: M = 100, S = 8.165, cv = S / M.

    De Muro, Mazziotta & Pareto 2011, doi:10.1007/s11205-010-9727-z.
    """
    assert mazziotta_pareto([100, 110, 90]) == pytest.approx(99.3333, abs=5e-5)
    assert mazziotta_pareto([100, 110, 90], penalty=1) == pytest.approx(100.6667, abs=5e-5)


@pytest.mark.parametrize(("exponent", "expected"), [(1, 100.0), (0, 99.6655), (-1, 99.3311)])
def test_power_means_of_the_check_vector(exponent: float, expected: float) -> None:
    """Arithmetic, geometric and harmonic mean of (100, 110, 90).

    Mazziotta & Pareto 2016, doi:10.1007/s11205-015-0998-2.
    """
    assert power_mean([100.0, 110, 90], exponent=exponent) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("exponent", "expected"), [(1, 7 / 3), (0, 2.0), (-1, 12 / 7), (2, 7**0.5)])
def test_classical_means(exponent: float, expected: float) -> None:
    """The means of 1, 2, 4 of the schoolbooks. Hardy, Littlewood & Polya, Inequalities, 1934, chapter 2."""
    assert power_mean([1.0, 2, 4], exponent=exponent) == pytest.approx(expected)


def test_turkey_in_the_human_development_report_2007() -> None:
    """The worked example of technical note 1: life expectancy 0.773, education 0.812, GDP 0.740, HDI 0.775.

    UNDP, Human Development Report 2007/2008, technical note 1: Turkey, 71.4 years, literacy 87.4 %, enrolment 68.7 %,
    GDP per head 8,407 PPP dollars.
    """
    life = goalposts(71.4, 25, 85)
    gdp = goalposts(log(8407), log(100), log(40_000))
    education = power_mean([goalposts(87.4, 0, 100), goalposts(68.7, 0, 100)], [2, 1])
    assert np.round([life, education, gdp], 3).tolist() == [0.773, 0.812, 0.740]
    assert round(float(power_mean([life, education, gdp])), 3) == 0.775


def test_manski_bounds_of_the_homeless() -> None:
    """106 men, 64 found again, 21 of them no longer homeless: the exit rate lies between 0.20 and 0.59.

    Manski, Identification Problems in the Social Sciences, 1995, chapter 2, on Piliavin & Sosin 1988.
    """
    z = np.array([1.0] * 21 + [0.0] * 43 + [np.nan] * 42)
    found = bounds(z)
    assert np.round([found.low, found.high], 2).tolist() == [0.20, 0.59]
    assert found.value == pytest.approx(21 / 64)
    assert found.coverage == pytest.approx(64 / 106)


MOULIN = [(3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda")]
"""Number of voters (or indicators) and their order."""


def test_copeland_on_moulins_profile() -> None:
    """21 orders of four objects: c beats each other object, as the outranking matrix shows, though a tops most orders.

    Moulin, Axioms of Cooperative Decision Making, 1988; Nardo et al. 2008, step 6, doi:10.1787/9789264043466-en.
    """
    orders = list(chain.from_iterable(repeat(order, count) for count, order in MOULIN))
    z = np.array([[4 - order.index(unit) for order in orders] for unit in "abcd"], float)
    above = 21 * preferences(z)
    assert above[0].tolist() == [10.5, 8, 8, 8]
    assert above[1].tolist() == [13, 10.5, 10, 21]
    assert above[2].tolist() == [13, 11, 10.5, 14]
    assert above[3].tolist() == [13, 0, 7, 10.5]
    assert copeland(z).tolist() == [-3, 1, 3, -1]


def test_copeland_leaves_condorcets_cycle_open() -> None:
    """Condorcet's 60 voters: a beats b 33:27, b beats c 42:18, c beats a 35:25; nobody wins. Condorcet, Essai, 1785."""
    profile = [(23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba")]
    z = np.array([[3 - order.index(unit) for _, order in profile] for unit in "abc"], float)
    weights = [count for count, _ in profile]
    above = 60 * preferences(z, weights)
    assert [above[0, 1], above[1, 2], above[2, 0]] == pytest.approx([33, 42, 35])
    assert copeland(z, weights).tolist() == [0, 0, 0]


def _ishigami(points: np.ndarray) -> np.ndarray:
    x = 2 * pi * points - pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_the_ishigami_function() -> None:
    """First order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 for a = 7, b = 0.1.

    Ishigami & Homma 1990, doi:10.1109/ISUMA.1990.151285; Saltelli et al., Global Sensitivity Analysis, 2008.
    """
    table = analyse(_ishigami, ["x1", "x2", "x3"], sample=8192, seed=3).table
    assert table["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert table["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert (table["first_low"] <= table["first"]).all() and (table["first"] <= table["first_high"]).all()


def test_sobol_indices_of_the_g_function() -> None:
    """The g-function with a = 0, 1, 4.5, 9, 99 ...: first order 0.716, 0.179, 0.0237, 0.0072, then next to 0.

    Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018.
    """
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])

    def g(points: np.ndarray) -> np.ndarray:
        return np.prod((np.abs(4 * points - 2) + a) / (1 + a), axis=1)

    table = analyse(g, [f"x{n}" for n in range(8)], sample=4096, seed=1).table
    assert table["first"].tolist()[:4] == pytest.approx([0.716, 0.179, 0.0237, 0.0072], abs=0.01)
    assert table["total"].tolist()[:4] == pytest.approx([0.787, 0.242, 0.0343, 0.0105], abs=0.01)
    assert table["total"].tolist()[4:] == pytest.approx([0.0001] * 4, abs=0.001)


def test_smaa_of_three_specialists() -> None:
    """Three alternatives, each best on one criterion: acceptability 1/3, central weight of its criterion 11/18.

    Without preferences an alternative is first where its criterion has the largest weight, and the mean largest of
    three uniform weights is the rank-order centroid (1 + 1/2 + 1/3) / 3. Lahdelma & Salminen 2001,
    doi:10.1287/opre.49.3.444.11220; Barron & Barrett 1996, doi:10.1287/mnsc.42.11.1515.
    """
    weights = free(np.random.default_rng(5).random((40_000, 3)))
    tally = Tally(3)
    tally.add(weights @ np.eye(3), weights)
    assert tally.acceptability == pytest.approx(np.full((3, 3), 1 / 3), abs=0.01)
    central = tally.central_weights
    assert central is not None
    assert np.diag(central) == pytest.approx([11 / 18] * 3, abs=0.005)
    assert central.sum(axis=1) == pytest.approx([1, 1, 1])


def test_smaa_with_two_criteria_is_a_matter_of_lengths() -> None:
    """Of (1, 0), (0.7, 0.6) and (0, 1) the compromise is first for w1 between 4/11 and 2/3, as geometry has it.

    Lahdelma, Hokkanen & Salminen 1998, doi:10.1016/S0377-2217(97)00163-X.
    """
    z = np.array([[1, 0], [0.7, 0.6], [0, 1]])
    weights = free(np.random.default_rng(2).random((40_000, 2)))
    tally = Tally(3)
    tally.add(weights @ z.T)
    assert tally.acceptability[:, 0] == pytest.approx([1 / 3, 2 / 3 - 4 / 11, 4 / 11], abs=0.01)
    assert holistic(tally.acceptability, [1, 0.5, 0])[1] > 0.6
    assert find_tie_groups(tally.above, [1, 0, 2], 0.9) == [[1, 0, 2]]


def test_largest_uniform_weight_exceeds_two_fifths_in_22_percent() -> None:
    """P(max w > 0.4) of 8 uniform weights is 8 * 0.6^7 - 28 * 0.2^7 = 0.2236; numbers over their sum give 0.003.

    Whitworth, Choice and Chance, 1897; Feller, An Introduction to Probability Theory, volume 2, I.9.
    """
    exact = sum((-1) ** (k + 1) * comb(8, k) * max(0.0, 1 - 0.4 * k) ** 7 for k in (1, 2))
    u = np.random.default_rng(4).random((60_000, 8))
    assert exact == pytest.approx(0.2236, abs=5e-5)
    assert (free(u).max(axis=1) > 0.4).mean() == pytest.approx(exact, abs=0.006)
    assert ((u / u.sum(axis=1, keepdims=True)).max(axis=1) > 0.4).mean() < 0.01


def test_dirichlet_moments() -> None:
    """Weights around w vary with variance w (1 - w) / (kappa + 1), 25 % for an average one.

    Kotz, Balakrishnan & Johnson, Continuous Multivariate Distributions, volume 1, 2000, chapter 49.
    """
    w = np.array([0.4, 0.3, 0.2, 0.1])
    drawn = around(np.random.default_rng(3).random((60_000, 4)), w)
    kappa = 3 / 0.25**2 - 1
    assert drawn.mean(axis=0) == pytest.approx(w, abs=0.002)
    assert drawn.var(axis=0) == pytest.approx(w * (1 - w) / (kappa + 1), rel=0.03)


def test_percentile_ranks() -> None:
    """Ten marks 1 2 2 3 3 3 4 4 5 6: the percentile rank of 3 is (3 + 1.5) / 10.

    Crocker & Algina, Introduction to Classical and Modern Test Theory, 1986, formula 19.1.
    """
    marks = [1, 2, 2, 3, 3, 3, 4, 4, 5, 6.0]
    assert percentile(marks)[3] == pytest.approx(0.45)
    assert percentile(marks)[-1] == pytest.approx(0.95)
    assert rank(marks)[3] == pytest.approx((5 - 1) / 9)


def test_z_scores() -> None:
    """The schoolbook example (2, 4, 4, 4, 5, 5, 7, 9) has mean 5 and population deviation 2.

    Standardisation as in Nardo et al. 2008, step 5, doi:10.1787/9789264043466-en.
    """
    assert z_score([2, 4, 4, 4, 5, 5, 7, 9]).tolist() == pytest.approx([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2])


def test_weights_are_not_importance() -> None:
    """Of two independent indicators of equal variance the one with twice the weight has four times the importance.

    Paruolo, Saisana & Saltelli 2013, doi:10.1111/j.1467-985X.2012.01059.x.
    """
    x = np.random.default_rng(8).normal(size=(20_000, 2))
    total = x @ np.array([2 / 3, 1 / 3])
    importance = [correlate(x[:, k], total)[0] ** 2 for k in range(2)]
    assert importance == pytest.approx([0.8, 0.2], abs=0.02)


def test_nested_means_of_equal_exponent_are_one_mean() -> None:
    """A power mean of power means with the products of the weights is one power mean.

    Hardy, Littlewood & Polya, Inequalities, 1934, chapter 2.
    """
    tree = build_tree(
        [
            TreeNode("a", "x", 1),
            TreeNode("b", "x", 3),
            TreeNode("c", "top", 2),
            TreeNode("x", "top", 2),
            TreeNode("top"),
        ]
    )
    z = np.array([[0.2, 0.5, 0.9]])
    for q in (1.0, 0.0, -1.0):
        flat = power_mean(z, [0.125, 0.375, 0.5], q)
        assert aggregate(tree, z, exponents=q)[0, -1] == pytest.approx(float(flat[0]))


def test_copeland_counts_a_majority_however_small() -> None:
    """50.0002 % of the weight is a majority; the value lies within its bounds for every table.

    Munda & Nardo 2009, doi:10.1080/00036840601019364: a majority is more than half of the weight.
    """
    z, weights = np.array([[1.0, 0.0], [0.0, 1.0]]), [0.500002, 0.499998]
    assert copeland(z, weights).tolist() == [1, -1]
    rng = np.random.default_rng(1)
    for _ in range(60):
        table = rng.integers(0, 3, (5, 4)) / 2
        gaps = np.where(rng.random(table.shape) < 0.3, np.nan, table)
        applies = rng.random(table.shape) < 0.9
        found = copeland_bounds(gaps, rng.choice([0.500002, 0.499998, 1, 2], 4), applies)
        assert (found.low <= found.value + 1e-12).all() and (found.value <= found.high + 1e-12).all()


def test_mazziotta_pareto_of_nothing_and_of_zero() -> None:
    """No variation costs nothing, also at a mean of 0; variation about a mean of 0 has no coefficient."""
    assert mazziotta_pareto([0.0, 0, 0]) == 0
    assert np.isnan(mazziotta_pareto([-1.0, 1.0]))
    assert np.isnan(mazziotta_pareto([np.nan, np.nan]))
