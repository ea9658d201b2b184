"""Why an issue has its place: every "without" is what the agreement says of a network without it."""

from __future__ import annotations

import pytest

from ceecluster.agreement import agree
from ceecluster.agreement.why import issue_reasons
from ceecluster.errors import UsageError
from ceecluster.model import World
from factories import make_inventory, make_programme, make_world


@pytest.fixture
def world() -> World:
    """Two of three regions hold OBJ-A, one of them by a single record."""
    letters = {"at31": ["OBJ-A"], "at12": ["OBJ-A", "OBJ-B"], "cz": ["OBJ-B"]}
    return make_world(
        *(
            make_inventory(
                region.upper(),
                make_programme(f"{region}-a", objectives=objectives),
                *(make_programme(f"{region}-{k}", objectives=["OBJ-C"], level=["initiative"]) for k in range(2)),
            )
            for region, objectives in letters.items()
        )
    )


def without_record(world: World, record: str) -> World:
    """The world without one record."""
    left = {
        region: inventory.model_copy(update={"programmes": tuple(p for p in inventory.programmes if p.id != record)})
        for region, inventory in world.regions.items()
    }
    return world.model_copy(update={"regions": left})


def test_a_record_is_judged_by_the_agreement_without_it(world: World) -> None:
    """Of every record that names the issue: the priority and the class without it, computed anew."""
    agreement = agree(world, draws=0)
    told = {row.record: row for row in issue_reasons(agreement, "OBJ-A").records}
    assert told
    for row in agreement.on("OBJ-A"):
        for record in row.records:
            other = agree(without_record(world, record), draws=0)
            values = {one.region: one.priority for one in other.on("OBJ-A")}
            if values.get(row.region) == row.priority:
                assert record not in told
            else:
                assert told[record].without == values.get(row.region)
                assert told[record].status == other.case("OBJ-A").status


def test_a_region_is_judged_by_the_network_without_it(world: World) -> None:
    """Class and agreement A without each region are those of a network that does not have it."""
    agreement = agree(world, draws=0)
    for row in issue_reasons(agreement, "OBJ-A").regions:
        regions = tuple(region for region in world.network.regions if region.code != row.region)
        other = agree(
            world.model_copy(update={"network": world.network.model_copy(update={"regions": regions})}), draws=0
        )
        case = other.case("OBJ-A")
        assert (row.without, row.a_without) == (case.status, case.a)


def test_a_step_changes_the_class_as_a_declaration_would() -> None:
    """One step up or down, declared instead: the class is the one foretold."""
    values = {"AT31": 3, "AT12": 3, "CZ": 2}

    def network(given: dict[str, int]) -> World:
        return make_world(*(make_inventory(r, priorities={"OBJ-A": {"value": v}}) for r, v in given.items()))

    reasons = issue_reasons(agree(network(values), draws=0), "OBJ-A")
    for row in reasons.regions:
        for then, step in ((row.up, 1), (row.down, -1)):
            moved = network({**values, row.region: values[row.region] + step})
            assert then == agree(moved, draws=0).case("OBJ-A").status
    assert [row.region for row in reasons.turning] == ["AT31", "AT12"]


def test_the_furthest_are_not_cut(world: World) -> None:
    """All regions without which A changes equally far are named."""
    reasons = issue_reasons(agree(world, draws=0), "OBJ-A")
    assert reasons.case.a is not None
    moved = {row.region: abs((row.a_without or 0) - reasons.case.a) for row in reasons.regions}
    most = max(moved.values())
    assert [row.region for row in reasons.furthest] == [r for r, m in moved.items() if m > most - 1e-9]


def test_an_unknown_issue_is_named_with_its_neighbours(world: World) -> None:
    """A wrong code is wrong use with a cure."""
    with pytest.raises(UsageError, match="OBJ-X"):
        issue_reasons(agree(world, draws=0), "OBJ-X")


def test_an_exclusion_of_another_region_shuts_nothing_out() -> None:
    """Without its only record a region falls to "nowhere", to 0 only where its own rule shuts the issue out."""
    shut = make_programme(
        "cz-x", objectives=["OBJ-C"], excludes=[{"objective": "OBJ-A", "reason": "r", "source": ["s1"]}]
    )
    own = [make_programme("at31-a"), *(make_programme(f"at31-{k}", objectives=["OBJ-C"]) for k in range(3))]
    world = make_world(
        make_inventory("AT31", *own), make_inventory("CZ", shut), make_inventory("AT12", make_programme("at12-a"))
    )
    told = {row.record: row.without for row in issue_reasons(agree(world, draws=0), "OBJ-A").records}
    other = agree(without_record(world, "at31-a"), draws=0)
    assert told["at31-a"] == {row.region: row.priority for row in other.on("OBJ-A")}["AT31"]
    assert told["at31-a"] != 0
