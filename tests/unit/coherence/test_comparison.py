"""The comparison of small worlds: cells, traces, indices, and what is said where data are missing."""

from __future__ import annotations

import math

import pytest

from ceecluster.coherence.comparison import compare
from ceecluster.coherence.internal import trace
from ceecluster.coherence.profiles import profiles
from ceecluster.errors import UsageError
from ceecluster.model import World
from factories import make_inventory, make_programme, make_world


def record(identifier: str, level: str = "policy", objectives: str = "A", instruments: str = "A", **more):
    """A record of one level; objectives and instruments as letters."""
    return make_programme(
        identifier,
        level=[level],
        objectives=[f"OBJ-{x}" for x in objectives],
        instruments=[f"INS-{x}" for x in instruments],
        **more,
    )


def world_of(**records) -> World:
    """A world of the given records by region."""
    return make_world(*(make_inventory(region, *found) for region, found in records.items()))


@pytest.fixture
def three() -> World:
    """Three regions that share A, with one gap, one own way, one region using another instrument."""
    return world_of(
        AT31=[record("at31-a", objectives="AB")],
        AT12=[record("at12-a", objectives="AC")],
        CZ=[record("cz-a", objectives="B", instruments="B")],
    )


def cell(world: World, region: str, objective: str, level: str = "policy") -> str:
    """The cell of a region, level and objective."""
    cells = compare(world, draws=0).cells.set_index(["region", "level", "objective"])
    return str(cells.loc[(region, level, objective), "cell"])


def test_cells_tell_shared_gap_and_own_way_apart(three: World):
    """Each cell says what its definition says."""
    assert cell(three, "AT31", "OBJ-A") == "shared"
    assert cell(three, "CZ", "OBJ-A") == "gap"
    assert cell(three, "AT12", "OBJ-C") == "own way"
    assert cell(three, "AT31", "OBJ-B") == "complementary"
    assert cell(three, "AT31", "OBJ-C") == "not held"


def test_a_level_without_records_is_no_evidence(three: World):
    """Where a region has no record its cells are 'no evidence', never 'gap'."""
    fuller = world_of(
        AT31=[record("at31-a"), record("at31-b", "initiative")],
        AT12=[record("at12-a", "initiative")],
        CZ=[record("cz-a")],
    )
    assert cell(fuller, "CZ", "OBJ-A", "initiative") == "no evidence"


def test_an_exclusion_against_a_shared_objective_is_a_conflict():
    """A rule that shuts out what others pursue is a conflict."""
    world = world_of(
        AT31=[record("at31-a", objectives="B", excludes=[{"objective": "OBJ-A", "reason": "only at home"}])],
        AT12=[record("at12-a", objectives="A")],
    )
    assert cell(world, "AT31", "OBJ-A") == "conflict"


def test_objectives_are_traced_through_the_levels():
    """Traced: held at every level; dropped: only at the top; unasked: only at the bottom."""
    world = world_of(
        AT31=[
            record("at31-a", "policy", "ABC"),
            record("at31-b", "administrative", "AB"),
            record("at31-c", "initiative", "AD"),
        ],
        CZ=[record("cz-a")],
    )
    found = trace(profiles(world)["objectives"], "AT31")
    assert found.traced == ("OBJ-A",)
    assert found.dropped == ("OBJ-C",)
    assert found.unasked == ("OBJ-D",)
    assert found.share == pytest.approx(1 / 3)


def test_traceability_is_open_where_a_level_has_no_record():
    """A missing level leaves the share open instead of making it 0."""
    world = world_of(AT31=[record("at31-a"), record("at31-b", "initiative")], CZ=[record("cz-a")])
    assert trace(profiles(world)["objectives"], "AT31").share is None
    silent = trace(profiles(world)["objectives"], "AT12")
    assert (silent.share, silent.dropped, silent.unasked) == (None, (), ())


def test_similarity_is_the_weighted_mean_over_dimensions_with_data():
    """AT31 and AT12: objectives 1/3, instruments, targets and sectors 1; funding unknown to both counts nothing."""
    world = world_of(AT31=[record("at31-a", objectives="AB")], AT12=[record("at12-a", objectives="AC")])
    pairs = compare(world, draws=0).pairs
    value = pairs[(pairs["region"] == "AT31") & (pairs["partner"] == "AT12") & (pairs["level"] == "policy")]
    assert value["similarity"].item() == pytest.approx((1 / 3 + 3) / 4)
    heavier = compare(world, draws=0, weights={"objectives": 3}).pairs
    value = heavier[(heavier["region"] == "AT31") & (heavier["partner"] == "AT12") & (heavier["level"] == "policy")]
    assert value["similarity"].item() == pytest.approx((1 + 3) / 6)


def test_national_frames_count_inside_and_not_between():
    """A national programme frames its regions; two regions of one country are not alike because of it."""
    frame = make_inventory("AT12", record("at-n", "administrative", "A"))
    world = make_world(
        make_inventory("AT31", record("at31-a", "policy", "A")),
        make_inventory("AT12", record("at12-a", "policy", "B")),
        national={"AT": frame.model_copy(update={"region": None, "country": "AT"})},
    )
    plain, framed = compare(world, draws=0), compare(world, draws=0, national=True)
    assert plain.levels.set_index("level").loc["administrative", "pairs_with_data"] == 0
    assert framed.levels.set_index("level").loc["administrative", "index"] == pytest.approx(1)
    assert not math.isnan(plain.internal.set_index("region").loc["AT31", "inside"])


def test_as_of_takes_the_programmes_active_then():
    """A record that had ended, or not begun, is not compared; without a start it is counted for no year."""
    world = world_of(
        AT31=[record("at31-a", start=2000, end=2005), record("at31-b", objectives="B", start=2010)],
        AT12=[record("at12-a", start=2001, end=2020)],
    )
    early = compare(world, draws=0, as_of=2003).codes
    assert set(early[early["dimension"] == "objectives"]["code"]) == {"OBJ-A"}
    later = compare(world, draws=0, as_of=2012).codes
    assert set(later[later["dimension"] == "objectives"]["code"]) == {"OBJ-A", "OBJ-B"}


def test_the_table_of_objectives_and_actions_names_regions_and_records(three: World):
    """Each row says how many regions use an instrument for an objective, which, and by which records."""
    actions = compare(three, draws=0).actions.set_index(["objective", "level", "instrument"])
    row = actions.loc[("OBJ-A", "policy", "INS-A")]
    assert (row["count"], row["regions"], row["records"]) == (2, ("AT31", "AT12"), ("at31-a", "at12-a"))


def test_declared_links_decide_which_instrument_serves_which_objective():
    """Where a record says which instrument serves which objective, the others are not counted for it."""
    world = world_of(
        AT31=[
            make_programme(
                "at31-a",
                objectives=["OBJ-A", "OBJ-B"],
                instruments=[{"code": "INS-A", "objectives": ["OBJ-A"]}, {"code": "INS-B", "objectives": ["OBJ-B"]}],
            )
        ],
        CZ=[record("cz-a")],
    )
    pairs = set(zip(*(compare(world, draws=0).actions[name] for name in ("objective", "instrument")), strict=True))
    assert ("OBJ-A", "INS-A") in pairs
    assert ("OBJ-A", "INS-B") not in pairs


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"levels": ["polcy"]}, "Did you mean 'policy'"),
        ({"dimensions": ["sector"]}, "Did you mean 'sectors'"),
        ({"measure": "jacard"}, "Did you mean 'jaccard'"),
        ({"as_of": 1950}, "in force in 1950"),
    ],
)
def test_unknown_names_and_years_are_refused_in_words(three: World, change: dict, words: str):
    """A wrong name suggests the nearest, a year outside every record says which years there are."""
    with pytest.raises(UsageError, match=words):
        compare(three, draws=0, **change)


@pytest.mark.parametrize(("records", "words"), [({"AT31": 1}, "only one region"), ({}, "no region has records")])
def test_fewer_than_two_regions_cannot_be_compared(records: dict, words: str):
    """One region or none: said in words."""
    world = world_of(**{region: [record(f"{region.lower()}-a")] for region in records})
    with pytest.raises(UsageError, match=words):
        compare(world, draws=0)


def test_records_without_codes_cannot_be_compared():
    """Two regions have records, and neither says what it is for."""
    bare = {"objectives": [], "instruments": [], "target_groups": [], "sectors": []}
    inventories = (make_inventory(code, make_programme(f"{code.lower()}-a", **bare)) for code in ("AT31", "AT12"))
    with pytest.raises(UsageError, match="fewer than two regions have records with codes"):
        compare(make_world(*inventories), draws=0)


def test_an_unknown_region_gets_the_nearest(three: World):
    """A mistyped region code is answered with the nearest known one."""
    comparison = compare(three, draws=0)
    with pytest.raises(UsageError, match="AT31"):
        comparison.beside(["AT3", "CZ"])
    with pytest.raises(UsageError, match="two regions"):
        comparison.beside(["CZ", "CZ"])


def test_silent_levels_name_their_regions(three: World):
    """A level nobody uses has no index and names who is silent."""
    row = compare(three, draws=99).levels.set_index("level").loc["initiative"]
    assert math.isnan(row["index"])
    assert (row["pairs_with_data"], row["silent"]) == (0, ("AT31", "AT12", "CZ"))
