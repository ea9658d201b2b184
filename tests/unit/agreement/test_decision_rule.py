"""The decision rule: classes, wording, moves, pivots."""

from __future__ import annotations

import json

import pytest

from ceecluster.agreement import agree, classify, is_topic, smallest_move
from ceecluster.agreement.agreement import decision_rule
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
        ((4, 3, 3, 3, 3, 3, 1, 1, 1), 9, "wanted"),
        ((4, 3, 3, 3, 3, 2, 1, 1, 1), 9, "group"),
        ((4, 3, 3, 3, 3, 3, 1, 1, 0), 9, "wanted"),
        ((4, 4, 4, 4, 4, 4, 4, 4, 4), 9, "wanted"),
        ((4, 3, 1, 1, 0), 5, "bilateral"),
        ((4, 2, 2, 2, 2), 5, "not_proposed"),
        ((4, 4), 5, "bilateral"),
        ((4, 4, 4), 5, "wanted"),
        ((), 5, "not_proposed"),
        ((0, 0, 0), 3, "not_proposed"),
    ],
)
def test_priorities_alone_never_make_an_issue_common(values, regions, expected):
    """Two thirds of the positions make it a topic; a priority of 0 is no objection; nobody has agreed to anything."""
    assert classify(positions(*values), regions, RULE) == expected


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        ({"R0": "support", "R1": "accept", "R2": "accept"}, "common"),
        ({"R0": "support", "R1": "accept"}, "wanted"),
        ({"R0": "support", "R1": "accept", "R2": "reserve"}, "wanted"),
        ({"R0": "support", "R1": "accept", "R2": "object"}, "wanted"),
    ],
)
def test_only_declared_stances_of_all_make_it_common(stances, expected):
    """Common is what every region has declared; one that is silent, reserves or objects leaves it a topic."""
    assert classify(positions(4, 4, 0), 3, RULE, stances) == expected


def test_what_all_declared_is_common_whatever_the_priorities():
    """No region is outvoted, and none is needed to rank it high: all of them go along."""
    assert classify(positions(1, 1, 0), 3, RULE, dict.fromkeys(("R0", "R1", "R2"), "accept")) == "common"


def test_a_region_that_holds_back_is_in_no_group():
    """Three give it a high priority, one of them objects to it: two are left."""
    assert classify(positions(4, 4, 4, 0, 0, 0), 6, RULE) == "group"
    assert classify(positions(4, 4, 4, 0, 0, 0), 6, RULE, {"R0": "object"}) == "bilateral"
    assert classify(positions(4, 0, 0, 0, 0, 0), 6, RULE, {"R1": "support"}) == "bilateral"


def test_the_smallest_move_is_as_many_as_the_majority_lacks():
    """Six of nine are needed, four hold it: two of those one step below have to move, and all of them are named."""
    move = smallest_move(positions(4, 3, 3, 3, 2, 2, 2, 1, 1), 9, RULE, firm=NONE)
    assert move.regions == ("R4", "R5")
    assert move.pool == ("R4", "R5", "R6")


def test_a_derived_position_is_asked_before_a_declared_one():
    """A region that only seems lukewarm from its records is asked before one that said so."""
    assert smallest_move(positions(4, 3, 3, 2, 2), 5, RULE, firm=NONE).regions == ("R3",)
    assert smallest_move(positions(4, 3, 3, 2, 2), 5, RULE, firm=frozenset({"R3"})).regions == ("R4",)


def test_no_one_step_move_where_too_few_stand_next_to_it():
    """Where the lacking regions stand two steps away, nothing is suggested."""
    assert smallest_move(positions(4, 1, 1, 1, 1), 5, RULE, firm=NONE) is None


def test_a_move_makes_the_issue_a_topic():
    """Carrying the suggested moves out makes it a topic, with nobody moved who need not."""
    values = positions(4, 3, 2, 2, 0, 3, 2)
    move = smallest_move(values, 7, RULE, firm=NONE)
    assert move.regions == ("R2", "R3")
    assert is_topic({r: v + (r in move.regions) for r, v in values.items()}, 7, RULE)
    assert not is_topic({r: v + (r == "R2") for r, v in values.items()}, 7, RULE)


def test_agreement_of_a_small_network():
    """Classes, clause numbers in the order of the draft, who is silent, and a JSON-able result."""
    world = make_world(
        make_inventory("AT31", make_programme(objectives=["OBJ-A", "OBJ-B"])),
        make_inventory("AT12", make_programme("at12-a"), priorities={"OBJ-B": {"value": 0}, "OBJ-D": {"value": 4}}),
    )
    result = agree(world, draws=49)
    first = result.cases[0]
    assert (first.issue, first.status, first.wording, first.clause) == ("OBJ-A", "wanted", "[intend]", "5.1")
    assert (first.silent, first.proposed, first.open) == (("CZ",), ("AT31", "AT12"), ("AT31", "AT12", "CZ"))
    assert result.case("OBJ-B").below == ("AT12",)
    assert result.case("OBJ-B").holding_back == ()
    clauses = [case.clause for case in result.cases if case.status != "not_proposed"]
    assert clauses == [f"5.{k}" for k in range(1, len(clauses) + 1)]
    assert all(not case.clause for case in result.of_class("not_proposed"))
    assert list(result.issues["issue"]) == [case.issue for case in result.cases]
    json.dumps(result.to_dict(), allow_nan=False)


def declared(**by_region):
    """A network of three in which each region declared these entries on OBJ-A."""
    return make_world(*(make_inventory(r, priorities={"OBJ-A": entry}) for r, entry in by_region.items()))


def test_the_wording_follows_what_was_declared():
    """All declared: will. Some declared and the others not wanting it: named will. One that only ranks it: brackets."""
    yes = {"value": 4, "stance": "support"}
    assert agree(declared(AT31=yes, AT12=yes, CZ=yes), draws=0).case("OBJ-A").wording == "will"
    assert agree(declared(AT31=yes, AT12=yes, CZ={"value": 0}), draws=0).case("OBJ-A").wording == "named will"
    assert agree(declared(AT31=yes, AT12=yes, CZ={"value": 4}), draws=0).case("OBJ-A").wording == "[intend]"


def test_the_latest_declaration_counts_and_a_year_looks_back():
    """Of two dated entries the later counts, wherever it stands; seen from the year before, the earlier one."""
    entries = [
        {"value": 4, "stance": "support", "date": "2026-03"},
        {"value": 1, "stance": "accept", "date": "2025-06-01"},
        {"value": 0},
    ]
    now = agree(declared(AT31=entries), draws=0).case("OBJ-A")
    then = agree(declared(AT31=entries), draws=0, as_of=2025).case("OBJ-A")
    assert (now.supporting, now.median) == (("AT31",), 4)
    assert (then.accepting, then.median) == (("AT31",), 1)


def test_what_an_audience_may_not_see_enters_nothing():
    """A reservation is the secretariat's unless the region publishes it; a hidden one lets no older entry speak."""
    secret = {"value": 2, "stance": "reserve", "reason": "CONFIDENTIAL", "fallback": "CONFIDENTIAL", "date": "2026"}
    world = declared(AT31=[{"value": 4, "stance": "support", "date": "2024"}, secret], AT12={"stance": "support"})
    public, whole = agree(world, draws=0), agree(world, draws=0, audience="secretariat")
    assert "CONFIDENTIAL" not in json.dumps(public.to_dict())
    assert public.case("OBJ-A").supporting == ("AT12",)
    assert "AT31" in public.case("OBJ-A").open
    assert public.kept == 1
    assert whole.case("OBJ-A").reserving == ("AT31",)
    assert json.dumps(whole.to_dict()).count("CONFIDENTIAL") == 2


def test_a_fallback_is_told_to_the_secretariat_alone():
    """A public reservation is published with its reason; the fallback stays even so."""
    entry = {"stance": "object", "reason": "no money", "fallback": "CONFIDENTIAL", "visibility": "public"}
    for audience, times in (("public", 0), ("network", 0), ("secretariat", 1)):
        told = json.dumps(agree(declared(AT31=entry), draws=0, audience=audience).to_dict())
        assert (told.count("no money"), told.count("CONFIDENTIAL")) == (1, times)


def test_a_network_without_any_record_agrees_on_nothing_and_says_so():
    """No positions: every issue open, coefficients undefined with a reason, no crash."""
    result = agree(make_world(), draws=9)
    assert {case.status for case in result.cases} == {"not_proposed"}
    assert result.w.value is None and result.w.why_not
    assert result.alpha.value is None and result.alpha.why_not
    json.dumps(result.to_dict(), allow_nan=False)


def test_a_pivot_is_a_region_on_which_the_class_hangs():
    """Without the one that reserves it would be common; without any one of the others it stays as it is."""
    declare = {"AT31": "support", "AT12": "support", "AT32": "accept", "CZ": "reserve"}
    regions = [{"code": r, "name": {"en": r}, "country": r[:2], "nuts": [r], "vintage": 2021} for r in declare]
    world = make_world(
        *(
            make_inventory(region, priorities={"OBJ-A": {"value": 4, "stance": stance, "visibility": "public"}})
            for region, stance in declare.items()
        ),
        network={"regions": regions},
    )
    case = agree(world, draws=0).case("OBJ-A")
    assert case.status == "wanted"
    assert case.pivots == ("CZ",)


@pytest.mark.parametrize(
    "change", [{"majority": 0}, {"majority": 1.2}, {"holds_at": 0}, {"holds_at": 5}, {"min_positions": 2}]
)
def test_a_rule_that_cannot_hold_is_refused(change):
    """A majority outside (0, 1], or a priority from 0 or 5, is wrong use with a cure."""
    with pytest.raises(UsageError):
        agree(make_world(), **change)


def test_the_majority_is_data():
    """The same positions are a topic under a simple majority and not under unanimity."""
    world = make_world(
        *(make_inventory(r, priorities={"OBJ-A": {"value": v}}) for r, v in {"AT31": 4, "AT12": 3, "CZ": 1}.items())
    )
    assert agree(world, draws=0, majority=0.6).case("OBJ-A").status == "wanted"
    assert agree(world, draws=0, majority=1).case("OBJ-A").status == "bilateral"


@pytest.mark.parametrize(
    "change",
    [
        {"majority": 1.0},
        {"majority": 0.01},
        {"min_positions": 0.0},
        {"min_positions": 1.0},
        {"holds_at": 1},
        {"holds_at": 4},
    ],
)
def test_the_ends_of_the_rule_are_rules(change):
    """A majority of all, no least share of positions, a priority from 1 and from 4."""
    ((name, value),) = change.items()
    assert getattr(decision_rule(RULE, change), name) == value


@pytest.mark.parametrize(
    "change",
    [
        {"majority": 0.0},
        {"majority": 1.01},
        {"min_positions": -0.01},
        {"min_positions": 1.01},
        {"holds_at": 0},
        {"holds_at": 5},
    ],
)
def test_beyond_its_ends_a_rule_is_refused(change):
    """One step outside, each part by itself."""
    with pytest.raises(UsageError, match="cannot be a rule"):
        decision_rule(RULE, change)


@pytest.mark.parametrize(
    ("count", "of", "holds"), [(6, 9, True), (5, 9, False), (8, 12, True), (7, 12, False), (2, 3, True), (1, 2, False)]
)
def test_two_thirds_are_read_to_four_digits(count, of, holds):
    """6 of 9, 8 of 12 and 2 of 3 reach a majority of 0.6667; one fewer does not."""
    assert is_topic(positions(*[3] * count, *[2] * (of - count)), of, RULE) == holds


@pytest.mark.parametrize(("values", "regions", "holds"), [((4, 4), 4, True), ((4, 4), 5, False), ((4,), 2, True)])
def test_positions_of_half_the_regions_are_enough(values, regions, holds):
    """Half of four are two; half of five are three."""
    assert RULE.min_positions == 0.5
    assert is_topic(positions(*values), regions, RULE) == holds


def test_declared_and_derived_priorities_are_counted_apart():
    """A region's own priority is stated, one that its records give is derived; a silent region has neither."""
    own = make_inventory("AT31", make_programme(), priorities={"OBJ-A": {"value": 1}, "OBJ-B": {"value": 4}})
    agreement = agree(make_world(own, make_inventory("CZ", make_programme("cz-a"))))
    by_origin = [row.origin.value for row in agreement.priorities]
    assert (agreement.stated, agreement.derived) == (by_origin.count("declared"), by_origin.count("derived"))
    assert agreement.stated == 2 and agreement.derived >= 1
