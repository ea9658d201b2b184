"""A newcomer is compared on equally many records, and records alone never make a network more alike."""

from __future__ import annotations

import numpy as np
import pytest

from ceecluster.coherence.rarefaction import Direction
from ceecluster.planning.equal_records import _change, on_equal_records
from factories import make_inventory, make_programme, make_world

REGIONS = [f"XR{k}" for k in range(7)]
NETWORK = {
    "regions": [{"code": r, "name": {"en": r}, "country": "AT", "nuts": [r], "vintage": 2021} for r in REGIONS],
    "rules": {"dimension_weights": {"objectives": 1, "instruments": 1}},
}


def network(rng: np.random.Generator, numbers: dict[str, int], own: tuple[str, ...] = tuple("ABCDE")):
    """Regions whose records name two random objectives; those of the last region of the given letters."""
    inventories = []
    for region, number in numbers.items():
        letters = own if region == REGIONS[-1] else tuple("ABCDE")
        records = [
            make_programme(
                f"{region.lower()}-{k}",
                objectives=[f"OBJ-{x}" for x in rng.choice(letters, min(2, len(letters)), replace=False)],
                instruments=[], target_groups=[], sectors=[],
            )
            for k in range(number)
        ]  # fmt: skip
        inventories.append(make_inventory(region, *records))
    return make_world(*inventories, network=NETWORK)


def test_too_few_records_are_not_compared():
    """Two records are below the least; the plain index would still move."""
    world = network(np.random.default_rng(1), dict.fromkeys(REGIONS, 5) | {REGIONS[-1]: 2})
    found = on_equal_records(world, REGIONS[-1], "policy")
    assert (found.m, found.own, found.before, found.direction) == (0, 2, None, Direction.NOT_COMPARABLE)


def test_many_records_alone_make_nobody_alike():
    """A newcomer with thirty records of the same world changes nothing at nominal 5 % in at most a few of 40 worlds."""
    rng, moved = np.random.default_rng(3), 0
    for _ in range(40):
        world = network(rng, dict.fromkeys(REGIONS, 5) | {REGIONS[-1]: 30})
        found = on_equal_records(world, REGIONS[-1], "policy")
        assert found.m == 5
        moved += found.direction in (Direction.MORE, Direction.LESS)
    # Binomial(40, 0.05) exceeds 6 with probability 0.003.
    assert moved <= 6


def test_a_newcomer_of_its_own_makes_the_network_less_alike():
    """One that names a single objective and never another is less alike to the members than they are to each other."""
    world = network(np.random.default_rng(5), dict.fromkeys(REGIONS, 9), own=("A",))
    found = on_equal_records(world, REGIONS[-1], "policy")
    assert found.direction is Direction.LESS
    assert found.after < found.before and found.low <= found.after - found.before <= found.high < 0


def test_the_change_is_that_of_the_means():
    """With c and b as in the docstring the interval lies around 2 (c - b) / (n + 1), by hand on four members."""
    rng = np.random.default_rng(7)
    pairs = rng.random((4, 4))
    pairs = (pairs + pairs.T) / 2
    own = rng.random(4)
    upper = np.triu_indices(4, 1)
    whole = np.block([[pairs, own[:, None]], [own[None, :], np.zeros((1, 1))]])
    change = whole[np.triu_indices(5, 1)].mean() - pairs[upper].mean()
    assert change == pytest.approx(2 * (own.mean() - pairs[upper].mean()) / 5)
    low, high = _change(pairs, own, 4, 1)
    assert low < change < high
