"""Repairs of a text: the word that a finding names, where it stands, and nothing else."""

from __future__ import annotations

import pytest

from ceecluster.checks.repairs import Repair, repaired, repairs_of
from ceecluster.findings import Finding, Place, Severity
from factories import make_world

SECTORS = [
    {"code": "SEC-AUTO", "name": {"en": "Vehicles"}},
    {"code": "SEC-FOOD", "name": {"en": "Food and drink"}},
]
PATH = ("programmes", 0, "sectors", 0)


def finding(code: str, *values: str, line: int = 1, column: int = 1) -> Finding:
    """Of an unknown sector, or of what the code says."""
    place = Place("a.yaml", line, column)
    return Finding(place, Severity.ERROR, code, "wrong", values=values, path=PATH)


@pytest.mark.parametrize(
    ("word", "right", "safe"),
    [
        ("sec-auto", "SEC-AUTO", True),
        ("vehicle", "SEC-AUTO", False),
        ("Food", "SEC-FOOD", False),
        ("quantum", "", None),
    ],
)
def test_a_code_is_respelt_where_one_was_meant(word: str, right: str, safe: bool | None) -> None:
    """Capitals are safe; a name, or one that begins so, wants a look; what is like no name stays as it is."""
    world, text = make_world(vocabulary={"sectors": SECTORS}), f"sectors: [x{word}, {word}]\n"
    found = repairs_of(text, [finding("CC116", word, column=10)], world)
    place = text.index(f" {word}") + 1
    assert found == ([Repair(place, word, right, "CC116", safe)] if safe is not None else [])
    assert repaired(text, found) == (f"sectors: [x{word}, {right}]\n" if found else text)


def test_one_that_means_nothing_hides_no_other() -> None:
    """The values of one finding, in either order."""
    world, text = make_world(vocabulary={"sectors": SECTORS}), "[quantum, sec-food, vehicle]"
    for values in (("quantum", "sec-food", "vehicle"), ("vehicle", "sec-food", "quantum")):
        found = repairs_of(text, [finding("CC116", *values)], world)
        assert repaired(text, found) == "[quantum, SEC-FOOD, SEC-AUTO]"


def test_an_invisible_character_is_taken_out_and_the_end_of_a_text_is_none() -> None:
    """A finding at the very end points at nothing."""
    text = "a\u200bb"
    found = repairs_of(text, [finding("CC109", column=2)], None)
    assert found == [Repair(1, "\u200b", "", "CC109", True)] and repaired(text, found) == "ab"
    assert repairs_of(text, [finding("CC109", column=column) for column in (1, 3, 4)], None) == []
