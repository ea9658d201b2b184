"""Openness of trans-regional programmes: to take part is one thing, to be paid another."""

from __future__ import annotations

import pytest

from ceecluster.planning.actions import ProgrammeAction, Reason
from ceecluster.report.views.articles import Names
from ceecluster.report.views.draft_plan import _programme
from factories import frozen


@pytest.mark.parametrize("ways", [(("AT31", "AT12"),), ()])
def test_who_may_take_part_is_not_said_to_be_paid(ways):
    """With an opening the question of money stands beside it; without one it does not arise."""
    action = ProgrammeAction(
        number="B1", regions=("AT31", "AT12"), because=(Reason("figure", "records", 1.0),), objective="OBJ-NETW",
        instrument="INS-CALL", records={"AT31": ("a",), "AT12": ("b",)}, mutual=ways, one_way=(),
    )  # fmt: skip
    points = " ".join(_programme(Names(frozen().world), action).points)
    assert ("May take part in each other's: AT31 and AT12." in points) == bool(ways)
    assert ("not yet to be paid" in points) == bool(ways)
    assert "pen to each other" not in points
