"""Codes and years that say no more than that are one object; what is read stays what it was."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ceecluster.model import Inventory, Programme, base
from ceecluster.model.base import Running, Year


def _record(**fields: object) -> Programme:
    return Programme.model_validate({"id": "at31-x", "name": {"en": "X"}, "level": ["policy"], **fields})


@pytest.mark.parametrize("field", ["objectives", "instruments", "eu_programmes"])
def test_a_bare_code_is_one_object_however_it_is_written(field: str) -> None:
    """`X` and `{code: X}` of any records are the same; one that says more is its own."""
    more = {"code": "X", "source": ["s1"]}
    first = getattr(_record(**{field: ["X", {"code": "X"}, more]}), field)
    again = getattr(_record(**{field: ["X", "Y", more]}), field)
    assert first[0] is first[1] is again[0]
    assert (again[1].code, first[2].source) == ("Y", ("s1",))
    assert first[2] == again[2] and first[2] is not again[2]
    assert first[0].model_dump(exclude_unset=True) == {"code": "X"}


def test_a_bare_year_is_one_object() -> None:
    """A year is shared by records; one that is not documented, and what goes on, are what they were."""
    record = _record(start=2000, end={"year": 2000, "status": "announced"})
    assert record.start is _record(start={"year": 2000}, end=None).start
    assert record.end == Year(year=2000, status="announced")
    assert (_record(end=None).end, _record().end, _record(start=None).start) == (Running.RUNNING, None, None)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"start": True}, ("start", "year")),
        ({"start": 2000.0}, ("start", "year")),
        ({"start": 1}, ("start", "year")),
        ({"end": "x"}, ("end", "Year", "year")),
        ({"objectives": ["x"]}, ("objectives", 0, "code")),
        ({"objectives": [1]}, ("objectives", 0)),
        ({"instruments": [{"code": "x"}]}, ("instruments", 0, "code")),
        ({"instruments": [{"codes": "X"}]}, ("instruments", 0, "code")),
    ],
)
def test_a_wrong_value_is_refused_each_time(fields: dict[str, Any], where: tuple[str | int, ...]) -> None:
    """What does not fit is never taken for one that did, nor kept."""
    _record(start=2000, end=2001, objectives=["X"], instruments=["X"])
    for _ in range(2):
        with pytest.raises(ValidationError) as refused:
            _record(**fields)
        assert where in [error["loc"] for error in refused.value.errors()]


def test_no_more_than_a_bounded_number_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile file of endless codes is read, and shares nothing beyond the bound."""
    monkeypatch.setattr(base, "MOST_SHARED", 0)
    codes = [f"NEW-{number}" for number in range(5)]
    first, again = _record(objectives=codes), _record(objectives=codes)
    assert [objective.code for objective in first.objectives] == codes
    assert first == again and first.objectives[0] is not again.objectives[0]


def test_what_is_kept_is_read_as_the_same() -> None:
    """An inventory written as JSON and read again is equal, field by field."""
    record = {"id": "at31-x", "name": {"en": "X"}, "level": ["policy"], "objectives": ["X"], "start": 2000}
    inventory = Inventory.model_validate({"region": "AT31", "as_of": "2026", "programmes": [record]})
    again = Inventory.model_validate_json(inventory.model_dump_json(exclude_unset=True, by_alias=True))
    assert again == inventory
    assert again.programmes[0].start is inventory.programmes[0].start
