"""Openness of trans-regional programmes: to take part is one thing, to be paid another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ceecluster.documents import voice_of
from ceecluster.planning.actions import ProgrammeAction, Reason
from ceecluster.words.action_plan import plan_words
from factories import frozen


@pytest.mark.parametrize("ways", [(("AT31", "AT12"),), ()])
def test_who_may_take_part_is_not_said_to_be_paid(ways):
    """With an opening the question of money stands beside it; without one it does not arise."""
    study = frozen()
    action = ProgrammeAction(
        number="B1", regions=("AT31", "AT12"), because=(Reason("figure", "records", 1.0),), objective="OBJ-NETW",
        instrument="INS-CALL", records={"AT31": ("a",), "AT12": ("b",)}, mutual=ways, one_way=(),
    )  # fmt: skip
    plan = replace(study.plan(draws=5), programmes=(action,))
    (entry,) = plan_words(study, plan).programmes
    told = " ".join(voice_of(study).plain(point) for point in entry.points)
    assert ("May take part in each other's: Upper Austria and Lower Austria." in told) == bool(ways)
    assert ("not yet to be paid" in told) == bool(ways)
    assert "pen to each other" not in told


def test_who_lets_others_take_part_is_told_once():
    """Six openings of one region are one clause, not the same verb six times."""
    study = frozen()
    guests = ("AT12", "AT31", "AT32", "CZ", "HR", "SI", "PL")
    action = ProgrammeAction(
        number="B1", regions=("AT33", *guests), because=(Reason("figure", "records", 1.0),), objective="OBJ-NETW",
        instrument="INS-CALL", records={"AT33": ("a",)}, mutual=(),
        one_way=(*(("AT33", guest) for guest in guests), ("CZ", "SK")),
    )  # fmt: skip
    plan = replace(study.plan(draws=5), programmes=(action,))
    (entry,) = plan_words(study, plan).programmes
    told = " ".join(voice_of(study).plain(point) for point in entry.points)
    named = "Lower Austria, Upper Austria, Salzburg, Czech Republic, Croatia, Slovenia (Podravje) and Poland"
    assert f"One way only: Tyrol lets {named} take part; Czech Republic lets Slovakia take part; the way back" in told


def test_a_lead_without_a_body_is_named_once():
    """Who would follow it up is the lead itself: its name does not stand behind it a second time."""
    study = frozen()
    told = {pilot.number: pilot for pilot in plan_words(study, study.plan(draws=5)).pilots}
    bodies = {region.code: region.partner for region in study.world.network.regions}
    assert {(pilot.owner is None) for pilot in told.values()} == {True, False}
    assert all((pilot.owner is None) == (bodies[pilot.lead.id] is None) for pilot in told.values())


def test_candidates_that_are_not_ranked_are_numbered_as_they_stand():
    """F4 before F2 would say whose fit is larger, of regions that have not checked their records."""
    study = frozen()
    words = plan_words(study, study.plan(draws=5))
    assert not words.ranked
    assert [entry.number for entry in words.enlargement] == [f"F{n}" for n in range(1, len(words.enlargement) + 1)]
    assert len(words.enlargement) > 1
