"""The toolbox against other people's packages, each test skipped where its package is not installed.

How to install them all: CONTRIBUTING.md, "Against other packages". The coefficients of agreement have theirs in
test_rater_agreement.py and test_agreement_measures.py, the exact pair test in benchmarks/pairs.py.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ceecluster.coherence.dissimilarity import gower_distance, partition
from ceecluster.coherence.groups import silhouette_widths
from ceecluster.coherence.null_model import benjamini_hochberg, holm
from ceecluster.coherence.portfolio import measure
from ceecluster.coherence.portfolio_measures import gini
from ceecluster.coherence.similarity import bray_curtis, jaccard
from ceecluster.coherence.structure import mantel
from ceecluster.coherence.variance import permanova
from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.normalisation import fraction_of_maximum, min_max
from ceecluster.scoring.reliability import cronbach_alpha, principal_components

RNG = np.random.default_rng(3)
TABLE = pd.DataFrame(RNG.normal(size=(30, 4)) @ RNG.normal(size=(4, 4)) + 5, columns=list("abcd"))
POINTS = RNG.normal(size=(14, 3))
APART = np.sqrt(np.square(POINTS[:, None] - POINTS[None]).sum(axis=-1))
OTHER = np.abs(RNG.normal(size=14)[:, None] - RNG.normal(size=14)[None, :])
OTHER = (OTHER + OTHER.T) / 2 * (1 - np.eye(14))
COUNTS = RNG.integers(0, 6, size=(8, 12)).astype(float)


def test_components_against_sklearn() -> None:
    """Shares of the variance and loadings up to sign."""
    sklearn = pytest.importorskip("sklearn.decomposition")
    standard = (TABLE - TABLE.mean()) / TABLE.std(ddof=0)
    theirs = sklearn.PCA().fit(standard)
    shares, loadings = principal_components(TABLE)
    assert shares == pytest.approx(theirs.explained_variance_ratio_)
    values = theirs.explained_variance_ * (len(TABLE) - 1) / len(TABLE)
    assert np.abs(loadings.to_numpy()) == pytest.approx(np.abs(theirs.components_.T * np.sqrt(values)), abs=1e-9)


def test_silhouettes_against_sklearn() -> None:
    """Every unit's width, two and four groups."""
    metrics = pytest.importorskip("sklearn.metrics")
    for groups in (2, 4):
        labels = partition(APART, groups).labels
        theirs = metrics.silhouette_samples(APART, labels, metric="precomputed")
        assert silhouette_widths(APART, labels) == pytest.approx(theirs)


def test_alpha_against_pingouin() -> None:
    """Cronbach's alpha of whole units."""
    pingouin = pytest.importorskip("pingouin")
    assert cronbach_alpha(TABLE) == pytest.approx(pingouin.cronbach_alpha(TABLE)[0])


def test_adjusted_p_against_statsmodels() -> None:
    """Benjamini-Hochberg and Holm, ties and ones among them."""
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p = np.array([*RNG.random(20) ** 2, 0.01, 0.01, 1.0])
    assert benjamini_hochberg(p) == pytest.approx(multitest.multipletests(p, method="fdr_bh")[1])
    assert holm(p) == pytest.approx(multitest.multipletests(p, method="holm")[1])


def test_normalisation_against_pymcdm() -> None:
    """Min-max, fraction of the maximum, mid-ranks."""
    norms = pytest.importorskip("pymcdm.normalizations")
    helpers = pytest.importorskip("pymcdm.helpers")
    x = TABLE["a"].abs().to_numpy()
    assert min_max(x) == pytest.approx(norms.minmax_normalization(x))
    assert fraction_of_maximum(x) == pytest.approx(norms.max_normalization(x))
    tied = np.round(x)
    assert mid_ranks(tied[None])[0] == pytest.approx(helpers.rankdata(tied, reverse=True))


def test_normalisation_against_scikit_criteria() -> None:
    """Min-max column by column, one of which is better low."""
    scalers = pytest.importorskip("skcriteria.preprocessing.scalers")
    x = TABLE.to_numpy()
    theirs = scalers.matrix_scale_by_cenit_distance(x, np.array([1, 1, -1, 1]))
    assert np.column_stack([min_max(x[:, 0]), min_max(-x[:, 2])]) == pytest.approx(theirs[:, [0, 2]])


def test_gower_against_gower() -> None:
    """Numbers and names, without gaps."""
    gower = pytest.importorskip("gower")
    mixed = TABLE[["a", "b"]].assign(country=[*"xyz"] * 10)
    theirs = gower.gower_matrix(mixed, cat_features=[False, False, True])
    ours = gower_distance(mixed, {"a": "numeric", "b": "numeric", "country": "nominal"})
    assert ours == pytest.approx(np.asarray(theirs, float), abs=1e-6)  # the package counts in single precision


def test_medoids_against_kmedoids() -> None:
    """The package's PAM never costs less than ours, and swaps cost as much as its own."""
    kmedoids = pytest.importorskip("kmedoids")
    for groups in (2, 3, 5):
        theirs = kmedoids.pam(APART, groups, init="build")
        assert partition(APART, groups).cost <= theirs.loss + 1e-9
        assert partition(APART, groups, exact=0).cost == pytest.approx(theirs.loss)


def test_diversity_against_scikit_bio() -> None:
    """Gini-Simpson and Shannon of the uses of instruments, and Gini's coefficient."""
    alpha = pytest.importorskip("skbio.diversity.alpha")
    for portfolio in RNG.random((6, 5, 7)) < 0.4:
        uses = portfolio.sum(axis=1)
        found = measure(portfolio)
        assert float(found["gini_simpson"]) == pytest.approx(alpha.simpson(uses))
        assert float(found["shannon"]) == pytest.approx(alpha.shannon(uses, base=np.e))
        assert gini(uses) == pytest.approx(alpha.gini_index(uses, method="trapezoids"))


def test_distances_against_scikit_bio() -> None:
    """Bray-Curtis and Jaccard between every two rows; Mantel's r; the split of PERMANOVA with one factor."""
    skbio = pytest.importorskip("skbio")
    from skbio.diversity import beta_diversity
    from skbio.stats.distance import mantel as their_mantel
    from skbio.stats.distance import permanova as their_permanova

    first, second = np.triu_indices(len(COUNTS), 1)
    for ours, name, x in (
        (bray_curtis, "braycurtis", COUNTS),
        (jaccard, "jaccard", (COUNTS > 2).astype(float)),
    ):
        theirs = beta_diversity(name, x).data[first, second]
        assert 1 - ours(x[first], x[second]) == pytest.approx(theirs)
    r, _, _ = mantel(APART, OTHER, draws=9)
    assert r == pytest.approx(their_mantel(skbio.DistanceMatrix(APART), skbio.DistanceMatrix(OTHER), permutations=0)[0])
    region, level = np.arange(14) // 2, np.arange(14) % 2
    ours_split = permanova(APART, region, level, draws=0)
    f = their_permanova(skbio.DistanceMatrix(APART), region.astype(str), permutations=0)["test statistic"]
    share = ours_split.region + ours_split.overlap  # type: ignore[operator]  # numbers, two factors are there
    assert share / (1 - share) * (14 - 7) / (7 - 1) == pytest.approx(f)
