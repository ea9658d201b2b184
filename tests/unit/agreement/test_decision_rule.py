"""The decision rule: classes, wording, moves, pivots."""

from __future__ import annotations

import json

import pytest

from ceecluster.agreement import agree, classify, smallest_move
from ceecluster.errors import UsageError
from ceecluster.model.network import AgreementRule
from factories import make_inventory, make_programme, make_world

RULE = AgreementRule()
NONE: frozenset[str] = frozenset()


def positions(*values: int) -> dict[str, int]:
    """Regions R0, R1, … with these priorities."""
    return {f"R{k}": value for k, value in enumerate(values)}


@pytest.mark.parametrize(
    ("values", "regions", "expected"),
    [
        ((4, 3, 3, 3, 3, 3, 1, 1, 1), 9, "common"),
        ((4, 3, 3, 3, 3, 2, 1, 1, 1), 9, "group"),
        ((4, 3, 3, 3, 3, 3, 1, 1, 0), 9, "reservations"),
        ((4, 3, 1, 1, 0), 5, "bilateral"),
        ((4, 2, 2, 2, 2), 5, "open"),
        ((4, 4), 5, "open"),
        ((4, 4, 4), 5, "common"),
        ((), 5, "open"),
        ((0, 0, 0), 3, "open"),
    ],
)
def test_classes(values, regions, expected):
    """Two thirds of the positions make it common, an objector a reservation, too few positions leave it open."""
    assert classify(positions(*values), regions, RULE) == expected


def test_the_smallest_move_is_as_many_as_the_majority_lacks():
    """Six of nine are needed, four hold it: two of those one step below have to move, and all of them are named."""
    move = smallest_move(positions(4, 3, 3, 3, 2, 2, 2, 1, 1), 9, RULE, firm=NONE)
    assert move.regions == ("R4", "R5")
    assert move.pool == ("R4", "R5", "R6")


def test_a_derived_position_is_asked_before_a_declared_one():
    """A region that only seems lukewarm from its records is asked before one that said so."""
    assert smallest_move(positions(4, 3, 3, 2, 2), 5, RULE, firm=NONE).regions == ("R3",)
    assert smallest_move(positions(4, 3, 3, 2, 2), 5, RULE, firm=frozenset({"R3"})).regions == ("R4",)


def test_every_objector_has_to_move():
    """With the majority there, the objectors alone are the smallest set."""
    move = smallest_move(positions(4, 4, 4, 4, 0), 5, RULE, firm=NONE)
    assert (move.regions, move.withdraw) == (("R4",), ("R4",))


def test_no_one_step_move_where_too_few_stand_next_to_it():
    """Where the lacking regions stand two steps away, nothing is suggested."""
    assert smallest_move(positions(4, 1, 1, 1, 1), 5, RULE, firm=NONE) is None


def test_a_move_makes_the_issue_common():
    """Carrying the suggested moves out gives the class common."""
    values = positions(4, 3, 2, 2, 0, 3, 2)
    move = smallest_move(values, 7, RULE, firm=NONE)
    assert classify({r: v + (r in move.regions) for r, v in values.items()}, 7, RULE) == "common"


def test_agreement_of_a_small_network():
    """Classes, clause numbers in the order of the draft, who is silent, and a JSON-able result."""
    world = make_world(
        make_inventory("AT31", make_programme(objectives=["OBJ-A", "OBJ-B"])),
        make_inventory("AT12", make_programme("at12-a"), priorities={"OBJ-B": {"value": 0}, "OBJ-D": {"value": 4}}),
    )
    result = agree(world, draws=49)
    first = result.cases[0]
    assert (first.issue, first.status, first.wording, first.clause) == ("OBJ-A", "common", "shall", "5.1")
    assert first.silent == ("CZ",)
    assert result.case("OBJ-B").objectors == ("AT12",)
    assert [case.clause for case in result.cases] == [f"5.{k}" for k in range(1, 6)]
    assert list(result.issues["issue"]) == [case.issue for case in result.cases]
    json.dumps(result.to_dict(), allow_nan=False)


def test_a_network_without_any_record_agrees_on_nothing_and_says_so():
    """No positions: every issue open, coefficients undefined with a reason, no crash."""
    result = agree(make_world(), draws=9)
    assert {case.status for case in result.cases} == {"open"}
    assert result.w.value is None and result.w.why_not
    assert result.alpha.value is None and result.alpha.why_not
    json.dumps(result.to_dict(), allow_nan=False)


def test_a_pivot_is_a_region_on_which_the_class_hangs():
    """Without its objector the issue would be common; without any one of the others it stays as it is."""
    declare = {"AT31": 4, "AT12": 4, "AT32": 3, "CZ": 0}
    regions = [{"code": r, "name": {"en": r}, "country": r[:2], "nuts": [r], "vintage": 2021} for r in declare]
    world = make_world(
        *(make_inventory(region, priorities={"OBJ-A": {"value": value}}) for region, value in declare.items()),
        network={"regions": regions},
    )
    case = agree(world, draws=0).case("OBJ-A")
    assert case.status == "reservations"
    assert case.pivots == ("CZ",)


@pytest.mark.parametrize(
    "change", [{"majority": 0}, {"majority": 1.2}, {"holds_at": 0}, {"blocks_at": 3}, {"min_positions": 2}]
)
def test_a_rule_that_cannot_hold_is_refused(change):
    """A majority outside (0, 1], or a region that would hold what it objects to, is wrong use with a cure."""
    with pytest.raises(UsageError):
        agree(make_world(), **change)


def test_the_majority_is_data():
    """The same positions are common under a simple majority and not under unanimity."""
    world = make_world(
        *(make_inventory(r, priorities={"OBJ-A": {"value": v}}) for r, v in {"AT31": 4, "AT12": 3, "CZ": 1}.items())
    )
    assert agree(world, draws=0, majority=0.6).case("OBJ-A").status == "common"
    assert agree(world, draws=0, majority=1).case("OBJ-A").status == "bilateral"
