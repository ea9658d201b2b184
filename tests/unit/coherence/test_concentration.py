"""The concentration test: its level, its power, and what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ceecluster.coherence.concentration import concentration, test_concentration
from ceecluster.coherence.neighbours import country_matrix, neighbour_matrix, test_relation
from ceecluster.errors import UsageError
from factories import NETWORK, make_inventory, make_programme, make_world

REGIONS, CODES = 11, 40


def worlds(seed: int, count: int, reference: int = 6):
    """Independent worlds with uneven popularity: members, reference, popularity."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        popularity = np.clip(rng.beta(0.6, 1.2, CODES), 0.001, 0.999)
        yield rng.random((REGIONS, CODES)) < popularity, rng.random((reference, CODES)) < popularity, popularity


@pytest.mark.parametrize("reference", [5, 12])
def test_the_reference_test_holds_its_level(reference: int):
    """Members and reference independent given popularity: rejected in 2-8 % at nominal 5 %."""
    # The range is that of the true rate; 150 worlds leave it two standard errors of play on either side.
    p = [
        test_concentration(data, reference=other, draws=99, seed=k).p
        for k, (data, other, _) in enumerate(worlds(21 + reference, 150, reference))
    ]
    assert 0.02 <= np.mean([value <= 0.05 for value in p if value is not None]) <= 0.08


def test_the_declared_popularity_holds_its_level():
    """With the true popularity declared, independent worlds are rejected in 2-8 % at nominal 5 %."""
    p = [
        test_concentration(data, popularity=popularity, draws=99, seed=k).p
        for k, (data, _, popularity) in enumerate(worlds(22, 300))
    ]
    assert 0.02 <= np.mean([value <= 0.05 for value in p if value is not None]) <= 0.08


def test_an_equiprobable_null_would_announce_coherence_everywhere():
    """Nearly equal popularity, in the same harness, rejects far above the nominal level; exactly equal is refused."""
    nearly = np.linspace(0.299, 0.301, CODES)
    p = [test_concentration(data, popularity=nearly, draws=99, seed=1).p for data, _, _ in worlds(23, 40)]
    assert np.mean([value <= 0.05 for value in p if value is not None]) > 0.9
    with pytest.raises(UsageError, match="equally popular is refused"):
        test_concentration(np.eye(4, dtype=bool), popularity=[0.3] * 4)


def test_planted_common_codes_are_found():
    """Four rare codes that all members hold and the reference hardly does raise the alarm."""
    found = []
    for k, (data, reference, popularity) in enumerate(worlds(24, 20, 8)):
        planted = data.copy()
        planted[:, np.argsort(popularity)[8:12]] = True
        found.append(test_concentration(planted, reference=reference, draws=199, seed=k).p <= 0.05)
    assert np.mean(found) >= 0.9


def test_without_enough_reference_only_the_description_is_given():
    """Four reference regions: the mean stands, no p, and the remark says why."""
    data, reference, _ = next(iter(worlds(25, 1, 4)))
    result = test_concentration(data, reference=reference)
    holders = data.sum(axis=0)
    assert result.shared == pytest.approx((holders * (holders - 1) / 2).sum() / 55)
    assert (result.p, result.expected) == (None, None)
    assert "at least 5 are needed" in result.remark
    json.dumps(result.to_dict(), allow_nan=False)


def test_a_silent_network_is_said_in_words():
    """No codes at all: no number, a remark."""
    result = test_concentration(np.zeros((3, 4), bool), reference=np.ones((6, 4), bool))
    assert (result.regions, result.p) == (0, None)
    assert "fewer than two" in result.remark


@pytest.mark.parametrize("popularity", [[0.5], [0.2, 1.4, 0.1], [0.2, float("nan"), 0.1]])
def test_a_popularity_that_is_none_is_refused(popularity: list[float]):
    """Wrong length, impossible and missing values are refused in words."""
    with pytest.raises(UsageError, match="popularity"):
        test_concentration(np.eye(3, dtype=bool), popularity=popularity)


def test_the_network_is_compared_with_its_candidates():
    """The candidates' inventories are the reference; an unknown level gets the nearest."""
    codes = ["DE1", "DE2", "DE3", "DE4", "DE5", "DE6"]
    extra = {
        "candidates": [
            {"code": code, "name": {"en": code}, "country": "DE", "nuts": [code], "vintage": 2021} for code in codes
        ]
    }
    world = make_world(
        *(make_inventory(r, make_programme(f"{r.lower()}-a")) for r in ("AT31", "AT12", "CZ")),
        network=extra,
        candidates={
            code: make_inventory(code, make_programme(f"{code.lower()}-a", objectives=["OBJ-E"])) for code in codes
        },
    )
    result = concentration(world, level="policy", draws=99)
    assert (result.regions, result.reference) == (3, 6)
    assert result.p is not None
    assert result.shared == pytest.approx(4)
    assert concentration(world, level="initiative", draws=99).p is None
    with pytest.raises(UsageError, match="Did you mean 'policy'"):
        concentration(world, level="polic")
    assert NETWORK["regions"][0]["code"] == "AT31"


def symmetric(rng: np.random.Generator, n: int) -> np.ndarray:
    """A random similarity matrix."""
    s = rng.random((n, n))
    return (s + s.T) / 2


def test_the_label_test_holds_its_level():
    """A relation that has nothing to do with similarity is found in 2-8 % at nominal 5 %."""
    rng = np.random.default_rng(31)
    p = []
    for k in range(300):
        relation = np.triu(rng.random((11, 11)) < 0.3, 1)
        p.append(test_relation(symmetric(rng, 11), relation | relation.T, draws=199, seed=k).p)
    assert 0.02 <= np.mean([value <= 0.05 for value in p if value is not None]) <= 0.08


def test_alike_neighbours_are_found():
    """Where related pairs are clearly more alike, the test says so and names its low power."""
    rng = np.random.default_rng(32)
    relation = np.zeros((11, 11), bool)
    for k in range(10):
        relation[k, k + 1] = relation[k + 1, k] = True
    result = test_relation(symmetric(rng, 11) * 0.5 + 0.4 * relation, relation, draws=999)
    assert result.p is not None
    assert result.p < 0.01
    assert result.difference == pytest.approx(0.4, abs=0.1)
    assert "11 regions" in result.remark


def test_pairs_without_data_take_no_part():
    """NaN pairs and silent regions are left out, not counted as unlike."""
    s = symmetric(np.random.default_rng(33), 6)
    wider = np.full((7, 7), np.nan)
    wider[:6, :6] = s
    relation = np.zeros((7, 7), bool)
    relation[0, 1] = relation[1, 0] = relation[2, 3] = relation[3, 2] = True
    one, two = test_relation(s, relation[:6, :6]), test_relation(wider, relation)
    assert (one.regions, two.regions) == (6, 6)
    assert two.related == pytest.approx(one.related)
    assert two.p == one.p


@pytest.mark.parametrize(("related", "words"), [(False, "no related pair"), (True, "all pairs are related")])
def test_without_contrast_there_is_no_test(related: bool, words: str):
    """No related pair, or only related ones: said, not computed."""
    s = symmetric(np.random.default_rng(34), 4)
    result = test_relation(s, np.full((4, 4), related) & ~np.eye(4, dtype=bool))
    assert result.p is None
    assert words in result.remark


def test_neighbours_and_countries_come_from_the_network():
    """Borders named by one side count for both; one country is one country."""
    world = make_world()
    neighbours, country = neighbour_matrix(world), country_matrix(world)
    assert (neighbours == neighbours.T).all()
    assert neighbours.sum() == 6
    assert country.sum() == 2
    assert not country.diagonal().any()
