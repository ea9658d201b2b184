"""Tools of index builders against numbers from papers, textbooks and manuals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring.normalisation import borda, fraction_of_maximum, min_max, normalise, places, z_score
from ceecluster.scoring.preparation import denominate, expectation_maximisation, impute, screen
from ceecluster.scoring.reliability import (
    alpha_of_variances,
    balancing_weights,
    component_weights,
    cronbach_alpha,
    principal_components,
)
from ceecluster.scoring.treatment import box_cox, fits, kurtosis, log_transform, skewness, treat, winsorise

SHEET = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7]


def test_skewness_and_kurtosis_of_the_spreadsheet_manual() -> None:
    """SKEW(3,4,5,2,3,4,5,6,4,7) = 0.359543, KURT of the same -0.1517996. Microsoft, Excel functions: SKEW, KURT."""
    assert skewness(SHEET) == pytest.approx(0.359543, abs=5e-7)
    assert kurtosis(SHEET) == pytest.approx(-0.1517996, abs=5e-7)


@pytest.mark.parametrize(
    ("ties", "ranks"),
    [
        ("average", [1, 2.5, 4, 2.5]),
        ("min", [1, 2, 4, 2]),
        ("max", [1, 3, 4, 3]),
        ("dense", [1, 2, 3, 2]),
        ("ordinal", [1, 2, 4, 3]),
    ],
)
def test_rules_for_ties(ties: str, ranks: list[float]) -> None:
    """(0, 2, 3, 2) under the five rules. SciPy manual, scipy.stats.rankdata, examples."""
    assert places([0, 2, 3, 2], ties).tolist() == ranks


def test_ranks_leave_gaps_open() -> None:
    """A missing value has no rank and takes none from the others."""
    assert places([0, np.nan, 3, 2])[[0, 2, 3]].tolist() == [1, 3, 2]
    assert np.isnan(places([0, np.nan, 3, 2])[1])


def test_bordas_election() -> None:
    """21 voters, 1 abc, 7 acb, 7 bca, 6 cba: a leads the plurality and c has the most points, 47, 42, 37 on 3-2-1.

    Borda 1784; Black, The Theory of Committees and Elections, 1958, part 2.
    """
    orders = ["abc"] + ["acb"] * 7 + ["bca"] * 7 + ["cba"] * 6
    points = dict.fromkeys("abc", 0.0)
    for order in orders:
        for unit, score in zip("abc", borda([3 - order.index(unit) for unit in "abc"]), strict=True):
            points[unit] += score + 1
    assert points == {"a": 37, "b": 42, "c": 47}


def test_alpha_of_the_health_questionnaire() -> None:
    """Ten items, item variances 11.16, variance of the total 77.44: alpha 0.95. Bland & Altman 1997, BMJ 314:572."""
    assert alpha_of_variances(10, 11.16, 77.44) == pytest.approx(0.951, abs=5e-4)


def test_alpha_is_spearman_brown_of_two_halves() -> None:
    """Two items of equal variance and correlation r: alpha = 2 r / (1 + r). Cronbach 1951, doi:10.1007/BF02310555."""
    x = np.array([1.0, 2, 3, 4, 5])
    y = np.array([2.0, 1, 4, 3, 5])
    r = np.corrcoef(x, y)[0, 1]
    assert r == pytest.approx(0.8)
    assert cronbach_alpha(np.column_stack([x, y])) == pytest.approx(2 * 0.8 / 1.8)
    assert np.isnan(cronbach_alpha(x[:, None]))


def _correlated(r: float, k: int) -> pd.DataFrame:
    """A table of which the correlations are exactly r."""
    rng = np.random.default_rng(1)
    z = rng.normal(size=(60, k))
    z -= z.mean(axis=0)
    white = np.linalg.solve(np.linalg.cholesky(z.T @ z / 60), z.T).T
    target = np.full((k, k), r) + (1 - r) * np.eye(k)
    return pd.DataFrame(white @ np.linalg.cholesky(target).T, columns=list("abcdef")[:k])


@pytest.mark.parametrize(("r", "k"), [(0.5, 2), (0.6, 3), (0.2, 5)])
def test_components_of_equal_correlations(r: float, k: int) -> None:
    """The first of k equally correlated indicators has (1 + (k - 1) r) / k of the variance and weighs all alike.

    Jolliffe, Principal Component Analysis, 2002, section 3.7, doi:10.1007/b98835.
    """
    shares, loadings = principal_components(_correlated(r, k))
    assert shares[0] == pytest.approx((1 + (k - 1) * r) / k)
    assert shares[1:] == pytest.approx([(1 - r) / k] * (k - 1))
    assert loadings["pc1"].to_numpy() == pytest.approx(np.sqrt((1 + (k - 1) * r) / k))
    assert list(component_weights(_correlated(r, k)).values()) == pytest.approx([1 / k] * k)


def test_balancing_weights_of_independent_indicators() -> None:
    """Uncorrelated indicators correlate with their mean as weight times deviation: targets 2 : 1 need 2 : 1.

    Becker et al. 2017, doi:10.1016/j.ecolind.2017.03.056, section 2.
    """
    table = _correlated(0.0, 2)
    assert balancing_weights(table, {"a": 2, "b": 1}) == pytest.approx({"a": 2 / 3, "b": 1 / 3}, abs=1e-4)
    wide = table.assign(b=table["b"] * 4)
    assert balancing_weights(wide) == pytest.approx({"a": 0.8, "b": 0.2}, abs=1e-4)
    three = _correlated(0.3, 3).assign(c=lambda t: 3 * t["c"] + t["a"] / 2)
    w = balancing_weights(three)
    mean = sum(three[name] * weight for name, weight in w.items())
    r = [np.corrcoef(three[name], mean)[0, 1] for name in three]
    assert max(r) - min(r) < 1e-3


def test_em_of_a_monotone_pattern_is_regression() -> None:
    """Where only y has gaps, the maximum likelihood fills them from the regression of the complete pairs.

    Anderson 1957, doi:10.2307/2280845; Little & Rubin, Statistical Analysis with Missing Data, 2002, section 7.2.
    """
    rng = np.random.default_rng(4)
    x = rng.normal(5, 2, 30)
    y = 3 + 0.7 * x + rng.normal(0, 1, 30)
    gaps = y.copy()
    gaps[[2, 9, 17, 25]] = np.nan
    slope, start = np.polyfit(x[~np.isnan(gaps)], gaps[~np.isnan(gaps)], 1)
    filled = expectation_maximisation(np.column_stack([x, gaps]))
    assert filled[[2, 9, 17, 25], 1] == pytest.approx(start + slope * x[[2, 9, 17, 25]], abs=1e-5)
    assert (filled[:, 0] == x).all()


def test_box_cox_finds_the_logarithm_and_the_square_root() -> None:
    """Of log-normal values lambda is near 0, of squares near 1/2.

    Box & Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x.
    """
    z = np.random.default_rng(3).normal(0, 1, 4_000)
    assert box_cox(np.exp(z))[1] == pytest.approx(0, abs=0.05)
    assert box_cox((z + 6) ** 2)[1] == pytest.approx(0.5, abs=0.1)


def test_winsorisation_takes_the_next_value() -> None:
    """One outlier is set to the next value, from the skewed side, and what fits is left alone.

    Tukey 1962, doi:10.1214/aoms/1177704711; the rule |skewness| > 2 and kurtosis > 3.5 as in Nardo et al. 2008, step 4.
    """
    high = [*range(1, 20), 500.0]
    assert not fits(high)
    assert winsorise(high)[-1] == 19 and winsorise(high)[:-1].tolist() == list(range(1, 20))
    assert winsorise([-x for x in high])[-1] == -19
    assert winsorise(SHEET).tolist() == SHEET
    many = [1.0, 2, 3] * 20 + [900, 950, 1000, 1100, 1200, 1300, 1400]
    assert not fits(winsorise(many, most=1)) and (np.sort(log_transform(many)) == log_transform(np.sort(many))).all()


def test_treatment_says_what_it_did() -> None:
    """A column that one value spoils is winsorised, one beyond that is transformed, one that fits is left."""
    rng = np.random.default_rng(2)
    table = pd.DataFrame(
        {"fine": rng.normal(size=60), "one": [*rng.normal(size=59), 90], "wild": np.exp(rng.normal(0, 2.5, 60))}
    )
    out, report = treat(table, most=1)
    told = report.set_index("indicator")
    assert told["winsorised"].to_dict() == {"fine": 0, "one": 1, "wild": 0}
    assert told["transform"].to_dict() == {"fine": "", "one": "", "wild": "log"}
    assert out["fine"].equals(table["fine"])
    assert treat(table, "none", most=1)[1].set_index("indicator").loc["wild", "fits"] == False  # noqa: E712


def test_standard_scores_of_a_sample() -> None:
    """(2, 4, 4, 4, 5, 5, 7, 9): population deviation 2, sample deviation 2.138. The schoolbook example."""
    x = [2, 4, 4, 4, 5, 5, 7, 9]
    assert z_score(x, sample=True)[-1] == pytest.approx(4 / 2.13809, abs=1e-5)
    table = normalise(pd.DataFrame({"x": x}), "z_score_sample")
    assert table["x"].std() == pytest.approx(1)


def test_scaled_ranges_and_fractions() -> None:
    """1 to 100 as for geometric means in Nardo et al. 2008, step 6; shares of the best unit."""
    assert min_max([10, 15, 20], low=1, high=100).tolist() == [1, 50.5, 100]
    assert normalise(pd.DataFrame({"x": [10, 15, 20]}), "min_max", low=1, high=100)["x"].tolist() == [1, 50.5, 100]
    assert fraction_of_maximum([5, 10, 20]).tolist() == [0.25, 0.5, 1]
    with pytest.raises(UsageError, match="from 0 up"):
        fraction_of_maximum([-1, 2])


def test_denominators_screening_and_gaps() -> None:
    """Per head, units with enough data, and means within groups, by hand."""
    table = pd.DataFrame({"firms": [10.0, 30, np.nan], "people": [2.0, 3, 4]}, index=list("xyz"))
    assert denominate(table, {"firms": "people"}, scale=100)["firms"].tolist()[:2] == [500, 1000]
    with pytest.raises(UsageError, match="is 0 for 'y'"):
        denominate(table, {"firms": pd.Series([1.0, 0, 2], index=list("xyz"))})
    assert screen(table, 0.6).index.tolist() == ["x", "y"]
    assert screen(table, 0.5).index.tolist() == ["x", "y", "z"]
    assert screen(table.fillna(0), 0, zeros=0.4).index.tolist() == ["x", "y"]
    assert impute(table, "mean").loc["z", "firms"] == 20
    grouped = impute(table, "median", groups=pd.Series(["p", "q", "p"], index=list("xyz")))
    assert grouped.loc["z", "firms"] == 10
    alone = impute(table, "mean", groups=pd.Series(["p", "p", "q"], index=list("xyz")))
    assert alone.loc["z", "firms"] == 20


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: impute(pd.DataFrame({"a": [np.nan, np.nan]})), "no values at all"),
        (lambda: impute(pd.DataFrame({"a": [1.0, 2]}), "mode"), "unknown imputation 'mode'"),
        (lambda: impute(pd.DataFrame(np.where(np.eye(3), np.nan, 1.0)), "em"), "more units than indicators"),
        (lambda: screen(pd.DataFrame({"a": [np.nan]}), 1), "no unit documents"),
        (lambda: principal_components(pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 1, 1]})), "'b' does not vary"),
        (lambda: component_weights(pd.DataFrame({"a": [1.0, 2, 3, 5], "b": [3.0, 2, 1.5, 0]})), "goes against"),
        (lambda: places([1, 2], "random"), "unknown rule for ties"),
        (lambda: treat(pd.DataFrame({"a": [1.0, 2]}), "root"), "unknown transform"),
    ],
)
def test_what_cannot_be_done_is_said(call: object, message: str) -> None:
    """Every refusal names the indicator or unit, and a way out."""
    with pytest.raises(UsageError, match=message):
        call()  # type: ignore[operator]
