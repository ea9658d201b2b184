"""The four states of evidence cannot be confused."""

from __future__ import annotations

import pytest

from ceecluster.model import Assessment, Evidence
from factories import make_programme


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (None, Evidence.UNDOCUMENTED),
        ("not_applicable", Evidence.NOT_APPLICABLE),
        ("never", Evidence.ABSENT),
        (0, Evidence.ABSENT),
        (0.0, Evidence.ABSENT),
        (False, Evidence.ABSENT),
        (1, Evidence.DOCUMENTED),
        (True, Evidence.DOCUMENTED),
        ("0", Evidence.DOCUMENTED),
        ("gold", Evidence.DOCUMENTED),
    ],
)
def test_state_of_a_value(value: object, state: Evidence) -> None:
    """Nothing written, not applicable, a documented absence and a documented value are four things."""
    assert Assessment(value=value).evidence is state


def test_a_missing_assessment_is_not_a_zero() -> None:
    """An assessment without a value is not documented."""
    assert Assessment(value=None).evidence is Evidence.UNDOCUMENTED


def test_end_has_three_states() -> None:
    """Known to run, ended in a year, and not documented are kept apart."""
    running, ended, unknown = make_programme(end=None), make_programme(end=2012), make_programme()
    missing = type(running).model_validate({"id": "at31-a", "name": {"en": "A"}, "level": ["policy"]})
    assert running.end is not None
    assert running.end != ended.end
    assert missing.end is None
    assert unknown.end == running.end


def test_given_things_cannot_be_changed() -> None:
    """Models are frozen."""
    with pytest.raises(ValueError, match="frozen"):
        make_programme().id = "x"  # type: ignore[misc]  # the assignment is the test
