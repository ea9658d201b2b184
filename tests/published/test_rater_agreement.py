"""Coefficients of agreement between raters against published and textbook numbers, and against peer packages."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.agreement import (
    agreement_weights,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_by_category,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    intraclass,
    kappa_of_table,
    krippendorff_alpha,
    percent_agreement,
    rank_agreement,
    rank_correlations,
    scott_pi,
)
from ceecluster.errors import UsageError

_ = nan
# K. Krippendorff 2011, example C; `cac.raw4raters` of irrCAC: four observers, twelve units, five categories.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
# `cont3x3abstractors` of irrCAC: two abstractors, 100 pregnancies.
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
# J. L. Fleiss 1971, table 1: 30 patients, six psychiatrists, five diagnoses; counts of each diagnosis by patient.
DIAGNOSES = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
# The example of the encyclopedia article on Fleiss' kappa: ten units, fourteen raters, five categories.
FOURTEEN = "0000E 02642 00356 03920 22811 77000 32630 25322 65210 02237"
# P. E. Shrout & J. L. Fleiss 1979, table 2: six targets, four judges.
TARGETS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]).T


def judged(counts: str) -> Any:
    """Observers x units from the counts of each category by unit, in base 16."""
    return np.array([np.repeat(range(len(unit)), [int(c, 16) for c in unit]) for unit in counts.split()]).T


def two(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """The judgements of two observers from their table."""
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


@pytest.mark.parametrize(
    ("coefficient", "value", "low"),
    [
        (gwet_ac1, 0.77544, 0.461),
        (fleiss_kappa, 0.76117, 0.424),
        (brennan_prediger, 0.77273, 0.454),
        (percent_agreement, 0.81818, 0.542),
    ],
)
def test_four_raters_with_gaps(coefficient: Any, value: float, low: float) -> None:
    """Values and intervals that irrCAC prints for `cac.raw4raters` (its vignette `overview`), upper ends at 1."""
    found = coefficient(FOUR)
    assert found.value == pytest.approx(value, abs=5e-6)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-4), 1)
    assert (found.observers, found.units) == (4, 11)


@pytest.mark.parametrize(
    ("coefficient", "chance"), [(gwet_ac1, 0.19032), (fleiss_kappa, 0.23872), (brennan_prediger, 0.2)]
)
def test_what_chance_gives(coefficient: Any, chance: float) -> None:
    """The agreement by chance that irrCAC prints for `cac.raw4raters`."""
    assert coefficient(FOUR).chance == pytest.approx(chance, abs=5e-6)


@pytest.mark.parametrize(
    ("coefficient", "value"),
    [
        (cohen_kappa, 0.7964094),
        (scott_pi, 0.7962397),
        (lambda a, b: gwet_ac1([a, b]), 0.8493305),
        (lambda a, b: brennan_prediger([a, b]), 0.835),
        (lambda a, b: krippendorff_alpha([a, b], metric="nominal"), 0.7972585),
        (lambda a, b: percent_agreement([a, b]), 0.89),
    ],
)
def test_two_abstractors(coefficient: Any, value: float) -> None:
    """The coefficients that irrCAC prints for `cont3x3abstractors` (its vignette `overview`)."""
    assert coefficient(*two(ABSTRACTORS)).value == pytest.approx(value, abs=5e-8 if value < 0.83 else 5e-7)


@pytest.mark.parametrize(
    ("coefficient", "low", "high"),
    [
        (cohen_kappa, 0.68, 0.913),
        (scott_pi, 0.679, 0.913),
        (lambda a, b: gwet_ac1([a, b]), 0.764, 0.935),
        (lambda a, b: brennan_prediger([a, b]), 0.742, 0.928),
    ],
)
def test_intervals_of_two_abstractors(coefficient: Any, low: float, high: float) -> None:
    """irrCAC's intervals of the table, which divides by n where its raw form (ours) divides by n - 1, and takes t."""
    found = coefficient(*two(ABSTRACTORS))
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-3), pytest.approx(high, abs=2e-3))


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # J. Cohen 1960 (table 2, as counts of 200): .492.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),
        # The encyclopedia article on Cohen's kappa: .4, and the pair with the same observed agreement .6.
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
        # A. R. Feinstein & D. V. Cicchetti 1990, doi:10.1016/0895-4356(90)90158-L: .85 agreed, .70 against .32.
        ([[40, 9], [6, 45]], 0.70),
        ([[80, 10], [5, 5]], 0.32),
        # K. L. Gwet 2002, Kappa statistic is not satisfactory: 118, 5, 2, 0.
        ([[118, 5], [2, 0]], -0.0234),
    ],
)
def test_kappa_of_two_raters(table: list[list[int]], kappa: float) -> None:
    """Cohen's kappa as published, from the table and from the judgements."""
    digits = len(str(kappa).split(".")[1])
    for found in (kappa_of_table(table), cohen_kappa(*two(table))):
        assert found.value == pytest.approx(kappa, abs=0.6 * 10**-digits if digits < 4 else 6e-5)


def test_the_paradox_of_kappa() -> None:
    """Gwet 2002: 94.4 % observed, kappa -.0234, pi -.0288, AC1 .9408."""
    a, b = two([[118, 5], [2, 0]])
    assert scott_pi(a, b).value == pytest.approx(-0.0288, abs=5e-5)
    assert gwet_ac1([a, b]).value == pytest.approx(0.9408, abs=5e-5)
    assert percent_agreement([a, b]).value == pytest.approx(0.944)
    assert brennan_prediger([a, b]).value == pytest.approx(2 * 0.944 - 1)  # PABAK: Byrt, Bishop & Carlin 1993


def test_weighted_kappa_of_cohen() -> None:
    """J. Cohen 1968, table 1: weights of disagreement 1, 3 and 6, kappa .348; the large-sample error of 1969 is .0570.

    Fleiss, Cohen & Everitt 1969 give the variance .003248 for weighted and .002885 for plain kappa of other counts; the
    plain interval of this table is .39 to .59 (psych's `cohen.kappa` prints it).
    """
    disagreement = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]) / 6
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    assert kappa_of_table(table, weights=1 - disagreement).value == pytest.approx(0.348, abs=5e-4)
    plain = kappa_of_table(table)
    assert (plain.low, plain.high) == (pytest.approx(0.39, abs=5e-3), pytest.approx(0.59, abs=5e-3))


def test_fleiss_kappa_of_diagnoses() -> None:
    """Fleiss 1971: .430; each diagnosis against all others as irr's kappam.fleiss(detail = TRUE) prints them."""
    found = fleiss_kappa(judged(DIAGNOSES))
    assert found.value == pytest.approx(0.430, abs=5e-4)
    table = fleiss_by_category(judged(DIAGNOSES))
    assert table["kappa"].tolist() == pytest.approx([0.245, 0.245, 0.520, 0.471, 0.566], abs=5e-4)


def test_fleiss_kappa_of_fourteen_raters() -> None:
    """The encyclopedia's example: kappa .210, by chance .213."""
    found = fleiss_kappa(judged(FOURTEEN))
    assert found.value == pytest.approx(0.210, abs=5e-4)
    assert found.chance == pytest.approx(0.213, abs=5e-4)
    assert percent_agreement(judged(FOURTEEN)).value == pytest.approx(0.378, abs=5e-4)


@pytest.mark.parametrize(
    ("form", "value", "low", "high"),
    [
        ("1,1", 0.17, -0.133, 0.72),
        ("2,1", 0.29, 0.019, 0.76),
        ("3,1", 0.71, 0.342, 0.95),
        ("1,k", 0.44, -0.884, 0.91),
        ("2,k", 0.62, 0.071, 0.93),
        ("3,k", 0.91, 0.676, 0.99),
    ],
)
def test_intraclass_correlations(form: Any, value: float, low: float, high: float) -> None:
    """Shrout & Fleiss 1979, table 4; the intervals as psych's `ICC` prints them for these data."""
    found = intraclass(TARGETS, form)
    assert found.value == pytest.approx(value, abs=5e-3)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-3))


def test_rank_correlations_of_two_raters() -> None:
    """The encyclopedia's examples: Spearman's rho of IQ and hours -29/165, Kendall's tau of height and weight 16/28."""
    hours = [[106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]]
    assert rank_agreement(hours).value == pytest.approx(-29 / 165)
    heights = [[1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 1, 2, 5, 7, 8, 6]]
    assert rank_agreement(heights, "kendall").value == pytest.approx(16 / 28)
    found = rank_agreement(hours)
    # Fisher's scale with the error of Bonett & Wright: tanh(atanh(r) +- 1.96 sqrt((1 + r^2 / 2) / 7)).
    half = 1.959964 * np.sqrt((1 + (29 / 165) ** 2 / 2) / 7)
    assert (found.low, found.high) == tuple(
        pytest.approx(np.tanh(np.arctanh(-29 / 165) + side * half)) for side in (-1, 1)
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("identity", [1, 0, 0, 0]),
        ("linear", [1, 2 / 3, 1 / 3, 0]),
        ("quadratic", [1, 8 / 9, 5 / 9, 0]),
        ("ordinal", [1, 5 / 6, 1 / 2, 0]),
    ],
)
def test_weights_of_four_categories(name: Any, first: list[float]) -> None:
    """The first row of the weights of Gwet 2014, table 3.3 and 3.4, for four ordered categories."""
    assert agreement_weights(4, name)[0].tolist() == pytest.approx(first)


def test_coefficients_agree_where_they_are_one() -> None:
    """Scott is Fleiss of two, Conger is Cohen of two, AC2 with the identity AC1, quadratic kappa in the limit ICC."""
    a, b = two(ABSTRACTORS)
    assert conger_kappa([a, b]).value == pytest.approx(cohen_kappa(a, b).value)
    assert scott_pi(a, b).value == fleiss_kappa([a, b]).value
    assert gwet_ac2(FOUR, weights="identity").value == gwet_ac1(FOUR).value
    assert conger_kappa([a, b], weights="linear").value == pytest.approx(cohen_kappa(a, b, weights="linear").value)
    # J. L. Fleiss & J. Cohen 1973: with weights 1 - (k - l)^2 kappa tends to the ICC as units grow.
    many = np.tile(np.array([a, b]), 200)
    quadratic = cohen_kappa(many[0], many[1], weights="quadratic").value
    assert quadratic == pytest.approx(intraclass(many, "2,1").value, abs=1e-4)


def test_a_table_of_names_is_taken_as_it_is() -> None:
    """Categories may be words, in a DataFrame of observers x units; unused ones count where they are named."""
    table = pd.DataFrame([["yes", "no", "yes", None], ["yes", "yes", "yes", "no"]], index=["A", "B"])
    assert percent_agreement(table).value == pytest.approx(2 / 3)
    two_known = brennan_prediger(table)
    three = brennan_prediger(table, categories=["yes", "no", "open"])
    assert (two_known.chance, three.chance) == (0.5, pytest.approx(1 / 3))
    assert list(rank_correlations(pd.DataFrame(TARGETS, index=list("ABCD"))).columns) == list("ABCD")


@pytest.mark.parametrize(
    "call",
    [
        lambda: fleiss_kappa([[1, 2, 3]]),
        lambda: fleiss_kappa([1, 2, 3]),
        lambda: cohen_kappa([1, 2], [1, 2, 3]),
        lambda: cohen_kappa([1, 2, 4], [1, 2, 3], categories=[1, 2, 3]),
        lambda: gwet_ac2(FOUR, weights="cubic"),  # type: ignore[arg-type]
        lambda: agreement_weights(3, [[1, 0], [0, 1]]),
        lambda: agreement_weights(2, [[1, 2], [2, 1]]),
        lambda: kappa_of_table([[1, 2, 3], [4, 5, 6]]),
        lambda: kappa_of_table([[1, -2], [3, 4]]),
        lambda: fleiss_by_category(FOUR),
        lambda: conger_kappa([[1, 2, 1], [1, 2, 2], [None, None, None]]),
        lambda: intraclass([[1, 2, 3]]),
        lambda: intraclass([[1, 2, 3], [1, 2, np.inf]]),
        lambda: intraclass([["a", "b"], ["b", "a"]]),
        lambda: intraclass(TARGETS, "4,1"),  # type: ignore[arg-type]
        lambda: rank_agreement(TARGETS, "pearson"),  # type: ignore[arg-type]
        lambda: rank_agreement([[1, 2, 3]]),
    ],
)
def test_wrong_calls_name_their_cure(call: Any) -> None:
    """One observer, categories unknown to the coefficient, weights that are none: a usage error with a cure."""
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.hint or "Did you mean" in str(caught.value)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "found",
    [
        lambda: fleiss_kappa([[1, 1, 1], [1, 1, 1]]),
        lambda: gwet_ac1([[1, 1, 1], [1, 1, 1]]),
        lambda: brennan_prediger([[1, 1, 1], [1, 1, 1]]),
        lambda: conger_kappa([[1, 1, 1], [1, 1, 1]]),
        lambda: cohen_kappa([1, 1, 1], [1, 1, 1]),
        lambda: cohen_kappa([None, None], [None, None]),
        lambda: fleiss_kappa([[None, None], [None, None]]),
        lambda: fleiss_kappa([[1, None], [None, 2]]),
        lambda: conger_kappa([[None, None], [None, None]]),
        lambda: intraclass([[nan, nan], [1, 2]]),
        lambda: intraclass([[2, 2, 2], [2, 2, 2]]),
        lambda: rank_agreement([[1, 1, 1, 1], [1, 2, 3, 4]]),
        lambda: rank_agreement([[1, nan, nan, 2], [1, 2, 3, 4]]),
    ],
)
def test_what_is_undefined_says_why(found: Any) -> None:
    """Unanimous, all missing, a constant observer, nothing in common: no value, a reason, and no warning.

    AC1 of one category is defined by its category alone: it is told as unanimous or as full agreement, never as NaN.
    """
    coefficient = found()
    assert coefficient.value is None or coefficient.value == 1
    assert coefficient.value is not None or coefficient.why_not.startswith("undefined")


def test_intraclass_without_any_error() -> None:
    """Two judges who always agree: 1, without an interval where F has nothing to divide by."""
    found = intraclass([[1, 2, 3], [1, 2, 3]], "3,1")
    assert found.value == pytest.approx(1)
    assert found.low is None and found.high is None


def test_against_sklearn() -> None:
    """Cohen's kappa, plain and weighted, where scikit-learn is installed."""
    metrics = pytest.importorskip("sklearn.metrics")
    a, b = two(ABSTRACTORS)
    for ours, theirs in (("identity", None), ("linear", "linear"), ("quadratic", "quadratic")):
        assert cohen_kappa(a, b, weights=ours).value == pytest.approx(metrics.cohen_kappa_score(a, b, weights=theirs))  # type: ignore[arg-type]


def test_against_statsmodels() -> None:
    """Fleiss' kappa, and Cohen's with its large-sample error, where statsmodels is installed."""
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    counts = [[int(c, 16) for c in unit] for unit in DIAGNOSES.split()]
    assert fleiss_kappa(judged(DIAGNOSES)).value == pytest.approx(rater.fleiss_kappa(np.array(counts)))
    theirs = rater.cohens_kappa(np.array(ABSTRACTORS))
    ours = kappa_of_table(ABSTRACTORS)
    assert (ours.value, ours.low) == (pytest.approx(theirs.kappa), pytest.approx(theirs.kappa_low))


def test_against_pingouin() -> None:
    """All six intraclass correlations with their F-based intervals, where pingouin is installed."""
    pingouin = pytest.importorskip("pingouin")
    long = (
        pd.DataFrame(TARGETS).melt(ignore_index=False, var_name="target", value_name="score").reset_index(names="judge")
    )
    table = pingouin.intraclass_corr(long, targets="target", raters="judge", ratings="score")
    theirs = table["ICC"].tolist()
    ours = [intraclass(TARGETS, form).value for form in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")]
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_against_irrcac() -> None:
    """AC1, Fleiss, Conger and Brennan-Prediger with gaps, plain and weighted, where irrCAC is installed."""
    raw = pytest.importorskip("irrCAC.raw")
    peers = {gwet_ac2: "gwet", fleiss_kappa: "fleiss", brennan_prediger: "bp", conger_kappa: "conger"}
    for weights in ("identity", "linear", "quadratic"):
        # Told the categories: by itself the package takes a missing judgement for one more.
        cac = raw.CAC(pd.DataFrame(FOUR).T, weights=weights, categories=[1, 2, 3, 4, 5])
        for call, name in peers.items():
            theirs = getattr(cac, name)()["est"]["coefficient_value"]
            assert call(FOUR, weights=weights).value == pytest.approx(theirs, abs=1e-5)  # type: ignore[operator]
