"""Edges of planning: what counts exactly at a threshold and one step beside it."""

from __future__ import annotations

import pytest

from ceecluster.planning.evidence import is_alive
from ceecluster.planning.organisations import _organisation
from factories import make_programme


@pytest.mark.parametrize(("end", "year", "alive"), [(2020, 2020, True), (2020, 2021, False), (None, 2099, True)])
def test_a_record_is_alive_in_its_last_year(end: int | None, year: int, alive: bool) -> None:
    """Through the year it ends in; one without a documented end goes on."""
    assert is_alive(make_programme(start=2010, end=end), year) is alive


def test_an_organisation_is_strong_from_three_quarters_and_weak_to_a_quarter() -> None:
    """Both ends count; between them it is neither."""
    found = _organisation("AT31", make_programme(), {"A": 0.75, "B": 0.74, "C": 0.25, "D": 0.26}, frozenset())
    assert (found.strong, found.weak) == ({"A"}, {"C"})
