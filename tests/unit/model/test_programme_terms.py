"""Areas of European programmes against regions of any NUTS level."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster.inputs import Role
from ceecluster.model import ActionFile, Guidelines, PilotFile, ProgrammeTerm, Vocabulary
from ceecluster.reading import read_file

GOOD = Path(__file__).parents[2] / "cases" / "good" / "actions" / "data"

AREAS = [
    {"nuts": ["SI", "AT13"]},
    {"nuts": ["AT311", "HR063"], "basis": "read_off"},
    {"nuts": ["DE2", "CZ0", "SK01"], "basis": "unknown"},
]


def programme(areas: list[dict[str, object]]) -> ProgrammeTerm:
    """A programme with these areas."""
    return ProgrammeTerm.model_validate({"code": "EUP-X", "name": {"en": "X"}, "areas": areas})


@pytest.mark.parametrize(
    ("nuts", "cover"),
    [
        ("SI", "whole"),
        ("SI03", "whole"),
        ("AT13", "whole"),
        ("AT130", "whole"),
        ("AT311", "whole"),
        ("AT31", "part"),
        ("AT", "part"),
        ("HR", "part"),
        ("AT312", "none"),
        ("HU22", "none"),
        ("DE2", "unknown"),
        ("DE21", "unknown"),
        ("CZ", "unknown"),
        ("SK", "unknown"),
    ],
)
def test_cover_goes_down_the_levels(nuts: str, cover: str) -> None:
    """An area holds all below it; of what lies above it only a part; where no source says, unknown."""
    assert programme(AREAS).covers(nuts) == cover


def test_a_sure_part_beats_an_unknown_one() -> None:
    """A region of which one district is surely inside is partly inside, in whatever order the areas stand."""
    areas: list[dict[str, object]] = [{"nuts": ["AT312"], "basis": "unknown"}, {"nuts": ["AT311"]}]
    assert programme(areas).covers("AT31") == programme(areas[::-1]).covers("AT31") == "part"


def test_without_areas_nothing_is_known() -> None:
    """No list of areas is no statement that nobody is inside."""
    assert programme([]).covers("AT31") == "unknown"


@pytest.mark.parametrize(
    ("role", "name", "model"),
    [
        ("vocabulary", "vocabulary.yaml", Vocabulary),
        ("criteria", "criteria.yaml", Guidelines),
        ("actions", "actions.yaml", ActionFile),
        ("pilots", "pilots/legacy.yaml", PilotFile),
    ],
)
def test_what_is_written_back_reads_the_same(role: Role, name: str, model: type[Vocabulary]) -> None:
    """Nothing of programmes, labels, schemes, actions and legacy is lost between file, model and file."""
    read = read_file(role, GOOD / name, GOOD)
    assert read.findings == []
    assert model.model_validate_json(read.model.model_dump_json(by_alias=True, exclude_unset=True)) == read.model
