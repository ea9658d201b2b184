"""Portfolio measures, Gower, trees and medoids against textbook examples and values worked out by hand."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from ceecluster.coherence.dissimilarity import gower_distance, partition, tree
from ceecluster.coherence.portfolio_measures import PACKAGE_NAMES, all_measures, burden, gini
from ceecluster.errors import UsageError

# Three instruments (rows) by four targets, one instrument unused: 5 cells of 12, by instrument 3, 2, 0.
PORTFOLIO = [[1, 1, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0]]
BY_HAND = {
    "space": 12,
    "size": 5 / 12,
    "instruments": 2,
    "instrument_share": 2 / 3,
    "targets": 4,
    "target_share": 1,
    "unique_configurations": 3,
    "configuration_equality": 1,
    "gini_simpson": 1 - (9 + 4) / 25,
    "shannon_bits": -(0.6 * math.log2(0.6) + 0.4 * math.log2(0.4)),
    "evenness": -(0.6 * math.log2(0.6) + 0.4 * math.log2(0.4)) / math.log2(3),
    "instruments_per_target": 5 / 4,
    "burden_continuous": ((1 + 0.75 + 0.5) + (1 + 0.75)) / 12,
    "burden_steep": ((1 + 1 / 2 + 1 / 3) + (1 + 1 / 2)) / 12,
    "burden_capped": ((1 + 0.5 + 0.5) + (1 + 0.5)) / 12,
    "burden_targets_continuous": ((1 + 2 / 3) + 1 + 1 + 1) / 12,
    "burden_targets_steep": (1.5 + 3) / 12,
    "burden_targets_capped": (1.5 + 3) / 12,
    # Cell by cell the share of the cells of other targets that use another instrument.
    "diversity": (1 / 3 + 2 / 4 + 2 / 4 + 2 / 3 + 3 / 4) / 5,
}


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_every_measure_of_the_package_by_hand(name: str):
    """Each of the nineteen is what its formula gives."""
    assert float(all_measures(np.array(PORTFOLIO))[name]) == pytest.approx(BY_HAND[name])


def test_nineteen_measures_by_both_names_and_many_at_once():
    """All names are there; many portfolios give what each gives alone; an empty one is no record."""
    assert len(PACKAGE_NAMES) == 19
    x = np.random.default_rng(1).random((6, 3, 4)) < 0.4
    x[0] = False
    together = all_measures(x)
    assert list(together) == list(PACKAGE_NAMES)
    for name, values in together.items():
        for k in range(6):
            assert float(values[k]) == pytest.approx(float(all_measures(x[k])[name]), nan_ok=True)
    assert float(together["space"][0]) == 12
    assert math.isnan(together["size"][0])


@pytest.mark.parametrize(
    ("amounts", "value"), [([1, 1, 1], 0), ([0, 0, 1], 2 / 3), ([1, 2, 3, 4], 0.25), ([5], 0), ([1, 3], 0.25)]
)
def test_gini(amounts: list[float], value: float):
    """Textbook values of the uncorrected coefficient: equal 0, all to one of n (n - 1) / n."""
    assert gini(np.array(amounts)) == pytest.approx(value)


def test_burden_of_no_use_is_nothing():
    """No use weighs nothing under any learning; one weighs 1."""
    for learning in ("continuous", "steep", "capped"):
        assert burden(np.array([0, 1]), 4, learning).tolist() == [0, 1]


TABLE = pd.DataFrame(
    {
        "income": [10.0, 20.0, 30.0, np.nan],
        "grade": [1, 2, 2, 5],
        "country": ["AT", "AT", "CZ", "CZ"],
        "agency": [1, 0, 0, 1],
    }
)
KINDS = {"income": "numeric", "grade": "ordinal", "country": "nominal", "agency": "asymmetric"}


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        # income 10/20, grade ranks 1 and 2.5 of range 3, same country, one agency: (0.5 + 0.5 + 0 + 1) / 4.
        ((0, 1), 0.5),
        # income 1, grade 0.5, other country, one agency.
        ((0, 2), 3.5 / 4),
        # income 0.5, grade 0, other country; two times no agency says nothing: three columns count.
        ((1, 2), 1.5 / 3),
        # income missing; grade 1, other country, both have an agency: three columns count.
        ((0, 3), 2 / 3),
        # income missing; grade 0.5, other country, one agency.
        ((1, 3), 2.5 / 3),
        ((2, 3), 1.5 / 3),
    ],
)
def test_gower_with_every_kind_of_column(pair: tuple[int, int], value: float):
    """Gower 1971 by hand, with missing values and shared absences left out."""
    assert gower_distance(TABLE, KINDS)[pair] == pytest.approx(value)


def test_gower_weights_and_wrong_calls():
    """A weight of 0 takes a column out; a constant column says 'the same'; text is no number."""
    alone = gower_distance(TABLE, KINDS, {"grade": 0, "country": 0, "agency": 0})
    assert alone[0, 1] == pytest.approx(0.5)
    assert math.isnan(alone[0, 3])
    assert gower_distance(TABLE.assign(income=1), {"income": "numeric"})[0, 1] == 0
    for kinds, weights in (
        ({"country": "numeric"}, None),
        ({"grade": "asymmetric"}, None),
        ({"nothing": "nominal"}, None),
        ({"grade": "cardinal"}, None),
        (KINDS, {"grade": -1.0}),
    ):
        with pytest.raises(UsageError):
            gower_distance(TABLE, kinds, weights)


# Sokal & Michener's way by hand: ab at 2, then c at 5 (single) or 7 (complete) or 6 (average).
THREE = np.array([[0, 2, 5], [2, 0, 7], [5, 7, 0]], float)


@pytest.mark.parametrize(("linkage", "height"), [("single", 5), ("complete", 7), ("average", 6), ("weighted", 6)])
def test_linkages_by_hand(linkage: str, height: float):
    """The last merge of three units."""
    found = tree(THREE, linkage)
    assert found.merges[:, 2].tolist() == [2, height]
    assert found.cophenetic == pytest.approx(np.corrcoef([2, 5, 7], [2, height, height])[0, 1])
    assert len(set(found.cut(2))) == 2


def test_an_ultrametric_is_its_own_tree():
    """Distances that are heights of a tree give a cophenetic correlation of 1."""
    assert tree(np.array([[0, 1, 3], [1, 0, 3], [3, 3, 0]], float)).cophenetic == pytest.approx(1)
    assert math.isnan(tree(1 - np.eye(3)).cophenetic)
    with pytest.raises(UsageError, match="missing"):
        tree(np.array([[0, np.nan], [np.nan, 0]]))
    with pytest.raises(UsageError, match="linkage"):
        tree(THREE, "averages")


# Ten objects in two clear groups (Kaufman & Rousseeuw 1990, chapter 2).
POINTS = np.array([[1, 4], [5, 1], [5, 2], [5, 4], [10, 4], [25, 4], [25, 6], [25, 7], [25, 8], [29, 7]], float)
APART = np.sqrt(np.square(POINTS[:, None] - POINTS[None]).sum(axis=-1))


def test_medoids_of_the_books_ten_objects():
    """The first five and the last five objects form the groups; swaps find the same as all choices."""
    exact, swaps = partition(APART, 2), partition(APART, 2, exact=0)
    assert exact.medoids == swaps.medoids
    assert exact.labels.tolist() == [0] * 5 + [1] * 5
    assert (exact.method, swaps.method) == ("exact", "swaps")
    best = min(APART[:, list(pair)].min(axis=1).sum() for pair in combinations(range(10), 2))
    assert exact.cost == pytest.approx(best)


@pytest.mark.parametrize("groups", [0, 11])
def test_more_groups_than_units_are_refused(groups: int):
    """One to n groups."""
    with pytest.raises(UsageError):
        partition(APART, groups)
    assert partition(APART, 10).cost == 0
