"""The facts that the draft agreement states: what is met, by whom, on what evidence, and where a list may be cut."""

from __future__ import annotations

import pytest

from ceecluster.agreement.grounds import common_criteria, fields_of_work, grounds, leading, level_facts, threshold
from ceecluster.model import World
from ceecluster.scoring import score
from factories import make_inventory, make_programme, make_world


def assessed(code: str, *steps: int) -> object:
    """A region with a record at the level 'policy' for every step of STR-01."""
    records = [
        make_programme(f"{code.lower()}-{k}", start=2010 + k, assessments={"STR-01": {"value": step, "source": ["s1"]}})
        for k, step in enumerate(steps)
    ]
    return make_inventory(code, *records)


@pytest.fixture
def world() -> World:
    """One region reaches the second band (0.4), one does not, one has no evidence."""
    return make_world(assessed("AT31", 4), assessed("AT12", 1), make_inventory("CZ", make_programme("cz-0")))


def test_a_criterion_is_met_from_the_second_band_on(world: World) -> None:
    """Who meets it, who does not, who has no evidence; the share is of those with evidence."""
    assert threshold(world) == ("developing", 0.4)
    row = next(row for row in common_criteria(world, score(world)) if row.criterion == "STR-01")
    assert (row.meets, row.below) == (("AT31",), ("AT12",))
    assert "CZ" in row.silent
    assert row.documented == 2
    assert row.share == 0.5


@pytest.mark.parametrize(("documented", "silent", "spoken"), [(2, 1, True), (3, 2, False), (0, 0, False), (4, 2, True)])
def test_all_or_most_is_said_of_two_thirds(world: World, documented: int, silent: int, spoken: bool) -> None:
    """Two thirds of the members with evidence are enough, exactly two thirds too."""
    row = common_criteria(world, score(world))[0]
    names = tuple(f"R{k}" for k in range(9))
    row = type(row)("X-01", (), names[:documented], (), names[:silent])
    assert row.spoken is spoken


def test_a_level_of_its_own_counts_only_what_is_asked_there(world: World) -> None:
    """Criteria that are not asked at a level are not listed for it."""
    at = {row.criterion: row.levels for row in common_criteria(world, score(world), levels=["policy"])}
    asked = {c.id for c in world.guidelines.criteria if "policy" in c.levels}
    assert set(at) == asked
    assert set(at.values()) == {("policy",)}


def test_a_cut_does_not_go_through_a_tie() -> None:
    """The first rows, and all that weigh as much as the last of them."""
    rows = [(9, "a"), (5, "b"), (5, "c"), (5, "d"), (1, "e")]
    assert [name for _, name in leading(rows, 2, lambda row: row[0])] == ["a", "b", "c", "d"]
    assert [name for _, name in leading(rows, 1, lambda row: row[0])] == ["a"]
    assert [name for _, name in leading(rows, 4, lambda row: row[0])] == ["a", "b", "c", "d"]
    assert leading(rows, 9, lambda row: row[0]) == tuple(rows)


def test_a_field_of_several_regions_needs_two(world: World) -> None:
    """Fields count regions and records, most regions first; those of one region are none of the agreement."""
    alone = make_programme("cz-1", sectors=["SEC-B"])
    world = make_world(*(world.regions[code] for code in ("AT31", "AT12")), make_inventory("CZ", alone))
    found = {row.code: (row.regions, row.records) for row in fields_of_work(world)}
    assert found == {"SEC-A": (("AT31", "AT12"), 2), "SEC-B": (("CZ",), 1)}
    assert [row.code for row in grounds(world, score(world)).fields("sectors")] == ["SEC-A"]


def test_levels_tell_their_records_and_the_first_start() -> None:
    """Records and regions by level, and the earliest start on file."""
    world = make_world(assessed("AT31", 1, 2), assessed("AT12", 3))
    policy = next(row for row in level_facts(world) if row.level == "policy")
    assert (policy.records, policy.regions, policy.first) == (3, 2, 2010)
    empty = next(row for row in level_facts(world) if row.level != "policy")
    assert (empty.records, empty.regions, empty.first) == (0, 0, None)


def test_the_least_documented_criteria_are_those_most_are_silent_on(world: World) -> None:
    """Most silent regions first; a criterion on which nobody is silent is not listed."""
    found = grounds(world, score(world)).least_documented("policy")
    assert [len(row.silent) for row in found] == sorted((len(row.silent) for row in found), reverse=True)
    assert all(row.silent for row in found)
    weakest = grounds(world, score(world)).weakest("policy")
    assert [row.criterion for row in weakest] == ["STR-01"]


def test_parties_come_with_the_levels_they_have_records_at(world: World) -> None:
    """Levels without a record of the region are not among its own."""
    found = {party.region: party.levels for party in grounds(world, score(world)).parties}
    assert found["AT31"] == ("policy",)
    assert grounds(world, score(world)).records == 3


def test_what_all_keep_needs_evidence_of_most_and_nobody_below(world: World) -> None:
    """Met by every region with evidence, and by enough of them: else it is not said to be kept by all."""
    kept = make_world(assessed("AT31", 4), assessed("AT12", 3), make_inventory("CZ", make_programme("cz-0")))
    assert [row.criterion for row in grounds(kept, score(kept)).kept_by_all] == ["STR-01"]
    assert grounds(world, score(world)).kept_by_all == ()
    few = make_world(
        assessed("AT31", 4), *(make_inventory(c, make_programme(f"{c.lower()}-0")) for c in ("AT12", "CZ"))
    )
    assert grounds(few, score(few)).kept_by_all == ()


def test_the_first_start_is_that_of_all_levels() -> None:
    """The earliest of the levels; None where no record tells its start."""
    world = make_world(assessed("AT31", 1, 2), assessed("AT12", 3))
    assert grounds(world, score(world)).first == 2010
    silent = make_world(make_inventory("AT31", make_programme("at31-0", start=None)))
    assert grounds(silent, score(silent)).first is None


def test_a_strength_is_shared_by_two_regions_or_more() -> None:
    """Sectors that two count among their strongest, the most shared first."""
    names = {"AT31": ["SEC-A", "SEC-B"], "AT12": ["SEC-B", "SEC-C"], "CZ": ["SEC-B", "SEC-C"]}
    base = make_world(make_inventory("AT31", make_programme("at31-0")))
    regions = tuple(
        region.model_copy(update={"strong_sectors": tuple(names.get(region.code, ()))})
        for region in base.network.regions
    )
    world = base.model_copy(update={"network": base.network.model_copy(update={"regions": regions})})
    found = [(row.code, row.regions) for row in grounds(world, score(world)).strengths]
    assert found == [("SEC-B", ("AT31", "AT12", "CZ")), ("SEC-C", ("AT12", "CZ"))]
