"""Groups of regions: each is what a network of its own would be; sharing is counted over all groups of its size."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from ceecluster.agreement import Agreement, agree
from ceecluster.agreement.group import compare_groups
from ceecluster.errors import UsageError
from factories import frozen, make_inventory, make_world


@pytest.fixture
def network() -> Agreement:
    """Three regions: A is a topic of all, B of two, C of one, D low for all, E low for two."""
    values = {"AT31": (4, 3, 4, 1, 0), "AT12": (3, 3, 1, 0, 1), "CZ": (3, 0, 0, 1, 4)}
    return agree(
        make_world(
            *(
                make_inventory(
                    region,
                    priorities={f"OBJ-{letter}": {"value": value} for letter, value in zip("ABCDE", own, strict=True)},
                )
                for region, own in values.items()
            )
        ),
        draws=0,
        majority=1,
    )


def names(rows) -> list[str]:
    """The issues of some rows."""
    return [row.issue for row in rows]


def test_what_a_group_shares_adds_and_turns_down(network: Agreement) -> None:
    """By hand: Upper and Lower Austria share A and B; only B is no topic of the network; D and E are low for both."""
    (group,) = compare_groups(network, [("AT31", "AT12")]).groups
    assert names(group.shared) == ["OBJ-A", "OBJ-B"]
    assert names(group.adds) == ["OBJ-B"]
    assert sorted(names(group.turned_down)) == ["OBJ-D", "OBJ-E"]
    assert group.turned_down_declared == 4
    assert (group.groups, group.as_many) == (3, 1)


def test_one_region_short(network: Agreement) -> None:
    """In the group of all three, one region is missing for B; two are for C, which is not told."""
    (group,) = compare_groups(network, [("CZ", "AT31", "AT12")]).groups
    assert group.regions == network.regions
    assert {row.issue: row.lacking for row in group.one_short} == {"OBJ-B": ("CZ",)}
    assert names(group.turned_down) == names(network.turned_down) == ["OBJ-D"]


def test_who_holds_back_adds_nothing() -> None:
    """What one of the group objects to is shared as a priority, and no clause the group could add."""
    entries = {
        "AT31": {"value": 4},
        "AT12": {"value": 4, "stance": "object", "visibility": "public"},
        "CZ": {"value": 0},
    }
    world = make_world(*(make_inventory(r, priorities={"OBJ-A": entry}) for r, entry in entries.items()))
    (group,) = compare_groups(agree(world, draws=0, majority=1), [("AT31", "AT12")]).groups
    assert names(group.shared) == ["OBJ-A"]
    assert group.adds == ()
    assert group.shared[0].against == ("AT12",)


def test_groups_of_a_size_are_counted_through() -> None:
    """On a full network: as many as a loop over all triples finds, and the whole as JSON and as a table."""
    network = frozen().agreement
    chosen = network.regions[:3]
    found = compare_groups(network, [chosen])
    (group,) = found.groups
    held = [set(case.holders) for case in network.cases]

    def shared(regions) -> int:
        return sum(set(regions) <= holders for holders in held)

    assert group.as_many == sum(shared(g) >= shared(chosen) for g in combinations(network.regions, 3))
    json.dumps(found.to_dict(), allow_nan=False)
    assert len(found.table) == len(network.cases)


@pytest.mark.parametrize("group", [("AT31",), ("AT31", "XX1"), ()])
def test_a_group_needs_two_members(network: Agreement, group: tuple[str, ...]) -> None:
    """One region, none, or somebody else is wrong use."""
    with pytest.raises(UsageError):
        compare_groups(network, [group])
