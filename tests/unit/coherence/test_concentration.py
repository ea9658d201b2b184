"""The concentration test: its level, its power, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.concentration import concentration, concentration_test
from ceecluster.coherence.neighbours import country_matrix, neighbour_matrix, relation_test
from ceecluster.errors import UsageError
from factories import NETWORK, make_inventory, make_programme, make_world

CODES = 40
WORLDS = (
    "exchangeable",
    "longer records",
    # Where the test is exact, and the hardest world, are tried by default; the two between them take as long.
    pytest.param("profiles", marks=pytest.mark.slow),
    pytest.param("multiplicative", marks=pytest.mark.slow),
)


def draw_world(rng: np.random.Generator, kind: str, reference: int = 8, few: bool = True, own: float = 0.0):
    """Records of eleven members with 5-20 each and of a reference with 1-4 (or as many): carried, owner, member.

    All come from one world. In `profiles` every region prefers codes of its own, in `multiplicative` some regions code
    generously, in `longer records` members' records carry four codes and the others' two. `own` is the share of the
    members' records in which one code gives way to one of six rare ones: what the test is to find.
    """
    popularity = rng.beta(0.6, 1.2, CODES)
    rare = np.argsort(popularity)[6:12]
    carried, owner, member = [], [], []
    for region in range(11 + reference):
        inside = region < 11
        taste = np.clip(popularity * rng.gamma(1, 1, CODES), 1e-9, 0.95) if kind == "profiles" else popularity + 1e-9
        generous = rng.gamma(2, 0.5) if kind == "multiplicative" else 1.0
        for _ in range(rng.integers(1, 5) if few and not inside else rng.integers(5, 21)):
            codes = rng.random(CODES) < np.clip(taste * generous * 0.35, 0, 0.95)
            if kind == "longer records":
                codes = np.zeros(CODES, bool)
                codes[np.argsort(np.log(rng.random(CODES)) / taste)[-4 if inside else -2 :]] = True
            if inside and codes.any() and rng.random() < own:
                codes[rng.choice(np.flatnonzero(codes))] = False
                codes[rng.choice(rare)] = True
            carried.append(codes)
            owner.append(region)
            member.append(inside)
    return np.array(carried), np.array(owner), np.array(member)


def rejected(kind: str, seed: int, worlds: int, **more: Any) -> float:
    """Share of simulated worlds rejected at nominal 5 %."""
    rng = np.random.default_rng(seed)
    p = [concentration_test(*draw_world(rng, kind, **more), draws=99, seed=k).p for k in range(worlds)]
    return float(np.mean([value is not None and value <= 0.05 for value in p]))


@pytest.mark.parametrize("kind", WORLDS)
def test_worlds_without_concentration_are_rarely_rejected(kind: str):
    """At most 8 % in every kind of world, at least 2 % where records are exchangeable, however thin the reference."""
    rate = rejected(kind, 41, 200)
    print(f"{kind}: {rate:.3f} of 200 worlds rejected at nominal 5 %")
    assert rate <= 0.08
    if kind == "exchangeable":
        assert rate >= 0.02


def test_the_test_sees_little_and_more_beside_a_large_reference():
    """Power is printed: where every second record of the members follows the network, a large reference shows it."""
    thin = rejected("exchangeable", 42, 60, own=0.6)
    large = rejected("exchangeable", 42, 60, own=0.6, reference=22, few=False)
    print(f"power at 60 %: {thin:.2f} beside 8 thin regions, {large:.2f} beside 22 full ones")
    assert thin < large
    assert large >= 0.15


def test_the_null_is_that_of_all_exchanges_of_records():
    """Nine records, every exchange listed by hand: p and expectation agree."""
    rows = ["110", "101", "011", "100", "010", "100", "100", "001", "001"]
    carried = np.array([[digit == "1" for digit in row] for row in rows])
    owner = np.array([0, 1, 2, 0, 1, 3, 4, 6, 5])
    member = owner < 2
    kinds = carried.sum(axis=1)

    def shared(place: Sequence[int]) -> int:
        held = [np.any(carried[np.array(place) == region], axis=0) for region in (0, 1)]
        return int((held[0] & held[1]).sum())

    one, two = np.flatnonzero(kinds == 1), np.flatnonzero(kinds == 2)
    every = []
    for first in permutations(owner[one]):
        for second in permutations(owner[two]):
            place = np.array(owner)
            place[one], place[two] = first, second
            every.append(shared(place))
    found = concentration_test(carried, owner, member, draws=20_000, seed=3)
    observed = shared(owner)
    assert found.shared == observed
    assert found.expected == pytest.approx(np.mean(every), abs=0.02)
    assert found.p == pytest.approx(np.mean(np.array(every) >= observed), abs=0.02)


def test_without_enough_reference_only_the_description_is_given():
    """Four reference regions: the mean stands, no p, and the remark says why."""
    carried, owner, member = draw_world(np.random.default_rng(25), "exchangeable", reference=4)
    result = concentration_test(carried, owner, member)
    held = np.array([carried[owner == region].any(axis=0) for region in range(11)])
    holders = held.sum(axis=0)
    assert result.shared == pytest.approx((holders * (holders - 1) / 2).sum() / 55)
    assert (result.p, result.expected) == (None, None)
    assert result.remark is Caveat.FEW_REFERENCE
    json.dumps(result.to_dict(), allow_nan=False)


@pytest.mark.parametrize("records", [0, 3])
def test_a_silent_network_is_said_in_words(records: int):
    """No record, or none with a code: no number, a remark."""
    result = concentration_test(np.zeros((records, 4), bool), np.arange(records), np.ones(records, bool))
    assert (result.regions, result.p) == (0, None)
    assert result.remark is Caveat.FEW_REGIONS


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
    assert (result.regions, result.records, result.reference, result.reference_records) == (3, 3, 6, 6)
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
        p.append(relation_test(symmetric(rng, 11), relation | relation.T, draws=199, seed=k).p)
    assert 0.02 <= np.mean([value <= 0.05 for value in p if value is not None]) <= 0.08


def test_alike_neighbours_are_found():
    """Where related pairs are clearly more alike, the test says so and names its low power."""
    rng = np.random.default_rng(32)
    relation = np.zeros((11, 11), bool)
    for k in range(10):
        relation[k, k + 1] = relation[k + 1, k] = True
    result = relation_test(symmetric(rng, 11) * 0.5 + 0.4 * relation, relation, draws=999)
    assert result.p is not None
    assert result.p < 0.01
    assert result.difference == pytest.approx(0.4, abs=0.1)


def test_pairs_without_data_take_no_part():
    """NaN pairs and silent regions are left out, not counted as unlike."""
    s = symmetric(np.random.default_rng(33), 6)
    wider = np.full((7, 7), np.nan)
    wider[:6, :6] = s
    relation = np.zeros((7, 7), bool)
    relation[0, 1] = relation[1, 0] = relation[2, 3] = relation[3, 2] = True
    one, two = relation_test(s, relation[:6, :6]), relation_test(wider, relation)
    assert (one.regions, two.regions) == (6, 6)
    assert two.related == pytest.approx(one.related)
    assert two.p == one.p


@pytest.mark.parametrize(("related", "remark"), [(False, Caveat.NO_RELATED), (True, Caveat.ALL_RELATED)])
def test_without_contrast_there_is_no_test(related: bool, remark: Caveat):
    """No related pair, or only related ones: said, not computed."""
    s = symmetric(np.random.default_rng(34), 4)
    result = relation_test(s, np.full((4, 4), related) & ~np.eye(4, dtype=bool))
    assert result.p is None
    assert result.remark is remark


def test_neighbours_and_countries_come_from_the_network():
    """Borders named by one side count for both; one country is one country."""
    world = make_world()
    neighbours, country = neighbour_matrix(world), country_matrix(world)
    assert (neighbours == neighbours.T).all()
    assert neighbours.sum() == 6
    assert country.sum() == 2
    assert not country.diagonal().any()


def test_the_least_alike_pair_has_p_one():
    """Relabellings that leave no related pair with data say nothing: every other one is at least as alike."""
    s = np.full((4, 4), np.nan)
    for i, j, value in ((0, 1, 0.1), (1, 2, 0.5), (2, 3, 0.6)):
        s[i, j] = s[j, i] = value
    relation = np.zeros((4, 4), bool)
    relation[0, 1] = relation[1, 0] = True
    assert relation_test(s, relation, draws=199).p == 1


def test_low_power_is_said_only_where_nothing_was_seen():
    """A difference that was seen needs no remark that only a large one could be."""
    rng = np.random.default_rng(32)
    relation = np.zeros((11, 11), bool)
    for k in range(10):
        relation[k, k + 1] = relation[k + 1, k] = True
    s = symmetric(rng, 11)
    seen, unseen = relation_test(s * 0.5 + 0.4 * relation, relation), relation_test(s, relation)
    assert (seen.remark, unseen.remark) == (None, Caveat.LOW_POWER)
