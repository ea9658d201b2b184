"""Positions: declared, derived, or none."""

from __future__ import annotations

import pytest

from ceecluster.agreement import derive_priority, read_positions
from ceecluster.agreement.positions import Origin, RegionPriority, matrix
from ceecluster.inforce import at
from factories import make_inventory, make_programme, make_world


def on(rows: tuple[RegionPriority, ...], issue: str) -> RegionPriority:
    """The one priority on an issue."""
    (row,) = (row for row in rows if row.issue == issue)
    return row


@pytest.mark.parametrize(
    ("named", "coded", "levels_named", "levels_coded", "excluded", "expected"),
    [
        (3, 9, 3, 3, False, 4),
        (2, 9, 2, 2, False, 3),
        (2, 6, 2, 2, False, 4),
        (2, 30, 3, 3, False, 2),
        (1, 1, 1, 1, False, 3),
        (2, 9, 2, 3, False, 3),
        (3, 9, 1, 3, False, 3),
        (2, 9, 1, 3, False, 2),
        (0, 3, 0, 2, False, 1),
        (0, 2, 0, 2, False, None),
        (0, 0, 0, 0, False, None),
        (0, 1, 0, 1, True, 0),
        (1, 9, 1, 3, True, 2),
    ],
)
def test_derived_priority(named, coded, levels_named, levels_coded, excluded, expected):
    """Widely at every level 4, widely or at two levels 3, somewhere 2, nowhere 1; 0 only where a rule shuts it out."""
    assert derive_priority(named, coded, levels_named, levels_coded, excluded=excluded) == expected


def test_a_declared_priority_goes_before_the_records():
    """What a region says of itself counts, and the table says which of the two it was."""
    world = make_world(
        make_inventory("AT31", make_programme(), priorities={"OBJ-A": {"value": 1, "note": "not now"}}),
    )
    row = on(read_positions(world), "OBJ-A")
    assert (row.priority, row.origin, row.note) == (1, Origin.DECLARED, "not now")
    assert row.records == ("at31-a",)


def test_a_region_without_records_has_no_position():
    """A region with no inventory, or an empty one, appears nowhere: it neither holds nor rejects."""
    world = make_world(make_inventory("AT31", make_programme()), make_inventory("CZ"))
    assert {row.region for row in read_positions(world)} == {"AT31"}


def test_a_declaration_without_records_rests_on_none():
    """A region that declares and has no record on file: the priority counts, and no record stands behind it."""
    declared = {"OBJ-A": [{"value": 3, "date": "2026-01-01", "visibility": "public"}]}
    rows = read_positions(make_world(make_inventory("AT31", priorities=declared)))
    assert [(r.region, r.issue, r.priority, r.origin) for r in rows] == [("AT31", "OBJ-A", 3, Origin.DECLARED)]
    assert (rows[0].records, rows[0].named, rows[0].coded, rows[0].levels_named, rows[0].levels_coded) == (
        (),
        0,
        0,
        0,
        0,
    )


def test_a_rule_that_shuts_an_objective_out_is_an_objection_with_its_record():
    """Documented exclusion gives 0, with the record and its reason."""
    shut = make_programme("at31-b", excludes=[{"objective": "OBJ-B", "reason": "money stays inside", "source": ["s1"]}])
    row = on(read_positions(make_world(make_inventory("AT31", shut))), "OBJ-B")
    assert (row.priority, row.records, row.note) == (0, ("at31-b",), "money stays inside")


def test_example_records_and_ended_records_do_not_count():
    """Made-up records never count; with a year, only the records active then do."""
    world = make_world(
        make_inventory("AT31", make_programme(example=True), make_programme("at31-old", end=2012, objectives=["OBJ-B"]))
    )
    assert {row.issue for row in read_positions(world) if row.named} == {"OBJ-B"}
    assert read_positions(at(world, 2020)) == ()


def test_the_networks_own_issues_are_known_only_by_declaration():
    """An issue of the network's own has positions from declarations alone: no record carries its code."""
    world = make_world(
        make_inventory("AT31", make_programme(), priorities={"ISS-ONE": {"value": 4}}),
        make_inventory("AT12", make_programme("at12-a")),
        network={"issues": {"ISS-ONE": "One voice in Brussels"}},
    )
    assert [row.region for row in read_positions(world) if row.issue == "ISS-ONE"] == ["AT31"]


def test_the_matrix_holds_priorities_and_nothing_else():
    """Regions x issues in the order asked for; NaN where a region has no position."""
    world = make_world(
        make_inventory("AT31", make_programme(), priorities={"OBJ-A": {"value": 1}}), make_inventory("CZ")
    )
    table = matrix(read_positions(world), ("CZ", "AT31"), ("OBJ-A",))
    assert list(table.index) == ["CZ", "AT31"]
    assert table.loc["AT31", "OBJ-A"] == 1
    assert table.loc["CZ"].isna().all()
