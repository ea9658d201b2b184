"""Gaps filled before an index is made: EM against the observed likelihood, maximised directly."""

from __future__ import annotations

import numpy as np
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring.preparation import expectation_maximisation


def test_em_fills_by_the_normal_that_makes_the_observed_most_likely():
    """Gaps in both of two indicators: filled as the maximum of the likelihood of what was observed has it.

    The likelihood is maximised over mean and Cholesky factor without EM; the expectation of a gap follows from it.
    """
    from scipy.optimize import minimize
    from scipy.stats import multivariate_normal

    rng = np.random.default_rng(11)
    x = rng.multivariate_normal([2.0, -1.0], [[1.0, 0.7], [0.7, 2.0]], size=14)
    x[[1, 4, 8], 0] = np.nan
    x[[2, 3, 9, 12], 1] = np.nan

    def parts(theta):
        factor = np.array([[np.exp(theta[2]), 0.0], [theta[3], np.exp(theta[4])]])
        return theta[:2], factor @ factor.T

    def minus_likelihood(theta):
        mean, cov = parts(theta)
        total = 0.0
        for row in x:
            known = ~np.isnan(row)
            total -= multivariate_normal(mean[known], cov[np.ix_(known, known)]).logpdf(row[known])
        return total

    start = [*np.nanmean(x, axis=0), 0.0, 0.0, 0.0]
    best = minimize(minus_likelihood, start, method="BFGS", options={"gtol": 1e-8}).x
    mean, cov = parts(best)
    expected = x.copy()
    for row in expected:
        if np.isnan(row[0]):
            row[0] = mean[0] + cov[0, 1] / cov[1, 1] * (row[1] - mean[1])
        elif np.isnan(row[1]):
            row[1] = mean[1] + cov[0, 1] / cov[0, 0] * (row[0] - mean[0])
    assert expectation_maximisation(x) == pytest.approx(expected, abs=1e-5)


def test_em_says_what_it_cannot_fill():
    """As many indicators as units, a constant one, two that say the same: refused with a cure; no gaps: unchanged."""
    full = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0]])
    assert expectation_maximisation(full) is not full
    assert np.array_equal(expectation_maximisation(full), full)
    with pytest.raises(UsageError, match="more units than indicators"):
        expectation_maximisation(np.array([[1.0, np.nan], [2.0, 1.0]]))
    with pytest.raises(UsageError, match="differ between units"):
        expectation_maximisation(np.array([[1.0, np.nan], [1.0, 1.0], [1.0, 2.0]]))
    with pytest.raises(UsageError, match="say the same"):
        expectation_maximisation(np.array([[1.0, 1, np.nan], [2, 2, 1], [3, 3, 0], [4, 4, 2], [6, 6, 1]]))
