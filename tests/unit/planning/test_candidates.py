"""Candidates: declared ideas, generated themes, refusals."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ceecluster.agreement import agree
from ceecluster.coherence.comparison import compare
from ceecluster.errors import UsageError
from ceecluster.model import Pilot
from ceecluster.names import Speller
from ceecluster.planning import actionplan, plan
from ceecluster.planning.candidates import propose
from ceecluster.planning.evidence_base import gather
from ceecluster.planning.value import PARTS
from ceecluster.scoring.quality import score
from ceecluster.wording import Voice
from ceecluster.words.plan import obstacle
from factories import make_inventory, make_programme, make_world

RULE = {"plan": {"partners": [2, 3], "min_pilots": 1, "max_pilots": 2, "cover_all": True}}
LEVELS = ("policy", "administrative", "initiative")


def world(*pilots, rules=None, regions=("AT31", "AT12", "CZ"), **change):
    """Three regions in two countries, each with a record of one theme at one level."""
    inventories = [
        make_inventory(
            code,
            make_programme(f"{code.lower()}-a", level=[LEVELS[k % 3]], objectives=["OBJ-A"], sectors=["SEC-A"]),
            make_programme(f"{code.lower()}-b", level=["policy"], objectives=["OBJ-A", "OBJ-B"], sectors=["SEC-B"]),
        )
        for k, code in enumerate(regions)
    ]
    return make_world(*inventories, network={"rules": rules or RULE}, pilots=pilots, **change)


def results(made):
    """Scores, comparison and agreement of a world, without resampling."""
    scores = score(made)
    return scores, compare(made, scores=scores, draws=0), agree(made, draws=0)


def candidates(made):
    """The candidates of a world."""
    scores, comparison, agreement = results(made)
    rule = made.network.rules.plan
    return propose(made, gather(made, scores, comparison, agreement), agreement, rule)


def pilot(identifier="idea-a", **change):
    """A declared idea."""
    return Pilot.model_validate({"id": identifier, "title": {"en": "Idea"}, "objectives": ["OBJ-A"], **change})


def test_a_theme_is_generated_where_the_partnership_has_a_record_at_every_level():
    """Only the three together have the theme at all three levels; no smaller partnership is a candidate."""
    found = [c for c in candidates(world()).all if c.theme.sectors == ("SEC-A",)]
    assert [c.regions for c in found] == [("AT31", "AT12", "CZ")]
    assert found[0].levels == LEVELS
    assert found[0].records["CZ"] == ("cz-a",)
    assert all(0 <= value <= 1 for value in found[0].parts.values() if value is not None)
    assert set(found[0].parts) == set(PARTS)
    assert found[0].low <= found[0].value <= found[0].high


def test_a_partnership_needs_two_countries():
    """Two regions of one country are no partnership."""
    made = world(regions=("AT31", "AT12"), rules={"plan": {**RULE["plan"], "partners": [2, 2]}})
    assert candidates(made).all == ()


def test_records_known_to_have_ended_carry_no_theme():
    """A theme of the past is no pilot of the future."""
    old = [
        make_inventory(code, make_programme(f"{code.lower()}-a", level=list(LEVELS), end=2015))
        for code in ("AT31", "AT12", "CZ")
    ]
    assert candidates(make_world(*old, network={"rules": RULE})).all == ()


def test_an_open_idea_gets_partners_who_hold_it():
    """An idea without partners is offered with every partnership of those who hold what it is about."""
    found = [c for c in candidates(world(pilot())).all if c.origin == "declared"]
    assert found and all(c.pilot.id == "idea-a" for c in found)
    assert all(len({region[:2] for region in c.regions}) >= 2 for c in found)
    assert len({c.key for c in found}) == 1


def test_a_declared_partnership_and_lead_stay_as_declared():
    """Partners and lead named in the file are not changed."""
    (found,) = [c for c in candidates(world(pilot(lead="CZ", partners=["AT31"]))).all if c.origin == "declared"]
    assert (found.id, found.regions, found.leads) == ("idea-a", ("AT31", "CZ"), ("CZ",))


def test_an_idea_with_a_lead_and_no_partners_is_offered_with_that_lead():
    """Every partnership of those who hold it, in which the lead is: not the two others by themselves."""
    found = [c for c in candidates(world(pilot(lead="AT12"))).all if c.origin == "declared"]
    assert {c.regions for c in found} == {("AT12", "CZ"), ("AT31", "AT12", "CZ")}
    others = [c for c in candidates(world(pilot())).all if c.origin == "declared"]
    assert ("AT31", "CZ") in {c.regions for c in others}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"partners": ["AT31", "XX9"]}, "it names the region XX9, which the network does not know"),
        ({"partners": ["AT31", "AT12"]}, "its partners are from fewer than 2 countries"),
        ({"start": "2028", "end": "2027"}, "it ends (2027) before it starts (2028)"),
        ({"objectives": ["OBJ-E"]}, "regions in 2 countries hold what it is about (regions that do: 0)"),
    ],
)
def test_an_idea_that_cannot_run_is_refused_with_the_reason(change, why):
    """Unknown region, one country only, reversed dates, nobody who holds it: named, not dropped."""
    made = world(pilot(**change))
    (refusal,) = candidates(made).refused
    told = Voice(Speller(made)).plain(obstacle(refusal))
    assert why in told


def test_examples_and_running_pilots_are_no_candidates():
    """What runs is evaluated, what is made up is only shown."""
    made = world(pilot(status="running"), pilot("idea-b", example=True))
    found = candidates(made)
    assert not [c for c in found.all if c.origin == "declared"] and found.refused == ()


def test_a_closed_programme_is_replaced_by_one_that_is_open_and_said_so():
    """An idea that rests on a closed programme gets a source that is open when it starts."""
    made = world(
        pilot(partners=["AT31", "CZ"], eu_programme="EUP-OLD"),
        vocabulary={
            "eu_programmes": [
                {"code": "EUP-OLD", "name": {"en": "Old"}, "opens": 2007, "closes": 2013},
                {"code": "EUP-NEW", "name": {"en": "New"}, "opens": 2021, "closes": 2034},
            ]
        },
    )
    actions = plan(made, *results(made), draws=0, min_pilots=2, cover_all=False).pilots
    (action,) = [action for action in actions if action.candidate.id == "idea-a"]
    assert action.funding.code == "EUP-NEW"
    assert (action.declared_funding, action.funding_closed) == ("EUP-OLD", "Old closed in 2013")


def test_costs_are_what_was_declared_or_nothing():
    """Money is never invented: a partner without a declared amount has None, and who supplies it is named."""
    made = world(pilot(partners=["AT31", "CZ"], costs=[{"partner": "CZ", "amount": 5000, "source": ["s1"]}]))
    actions = plan(made, *results(made), draws=0, min_pilots=2, cover_all=False).pilots
    lines = {a.candidate.id: {line.partner: line.amount for line in a.costs} for a in actions}
    assert lines == {
        "idea-a": {"AT31": None, "CZ": 5000},
        "sec-a-obj-a-at31-at12-cz": {"AT31": None, "AT12": None, "CZ": None},
    }
    assert all(line.supplier for action in actions for line in action.costs)


def test_no_candidate_at_all_is_an_empty_plan_that_says_why(monkeypatch):
    """Regions without a common theme: no pilot, no crash, and the constraint that blocks is named."""
    made = make_world(
        make_inventory("AT31", make_programme(objectives=["OBJ-A"])),
        make_inventory("CZ", make_programme("cz-a", objectives=["OBJ-B"])),
    )
    asked: list[date] = []
    monkeypatch.setattr(actionplan, "_funding", lambda world, evidence, *days: asked.extend(days) or ())
    drafted = plan(made, *results(made), draws=0)
    assert drafted.pilots == ()
    years = made.network.rules.plan.duration_years
    assert asked == [date(2027, 1, 1), date(2027 + years - 1, 12, 31)], "funding for the years of a plan"
    assert {relaxation.constraints for relaxation in drafted.selection.blocked} == {("min_pilots",)}
    json.dumps(drafted.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    "rules",
    [
        {"max_pilot": 4},
        {"max_pilots": 1, "min_pilots": 2},
        {"partners": [4, 3]},
        {"weights": {"fitness": 1}},
        {"weights": {"fit": -1}},
        {"weights": dict.fromkeys(PARTS, 0)},
        {"max_pilots": "many"},
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_a_cure(rules):
    """A misspelt rule, reversed bounds, unknown, negative or vanishing weights."""
    made = world()
    with pytest.raises(UsageError):
        plan(made, *results(made), draws=0, **rules)


def test_a_declared_idea_nobody_needs_does_not_change_the_plan():
    """A further idea of little value leaves the chosen pilots as they are."""
    made = world()
    before = plan(made, *results(made), draws=0, max_pilots=1).selection.chosen
    more = world(pilot("idea-z", objectives=["OBJ-E"], partners=["AT31", "CZ"]))
    after = plan(more, *results(more), draws=0, max_pilots=1).selection.chosen
    assert after == before


def test_a_declared_idea_goes_before_the_theme_it_names():
    """Nothing is generated on the idea's field and aim; other themes, and ideas that cannot run, change nothing."""
    themes = {c.theme.id for c in candidates(world()).all}
    assert "SEC-A+OBJ-A" in themes
    found = candidates(world(pilot(sectors=["SEC-A"], partners=["AT31", "CZ"]))).all
    assert {c.theme.id for c in found if c.origin == "generated"} == themes - {"SEC-A+OBJ-A"}
    elsewhere = candidates(world(pilot(sectors=["SEC-A"], objectives=["OBJ-E"], partners=["AT31", "CZ"]))).all
    assert {c.theme.id for c in elsewhere if c.origin == "generated"} == themes
    refused = candidates(world(pilot(sectors=["SEC-A"], partners=["AT31", "AT12"])))
    assert refused.refused
    assert {c.theme.id for c in refused.all} == themes
