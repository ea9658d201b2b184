"""The codes and records behind a similarity: they give the number of the comparison, and taking one out its effect."""

from __future__ import annotations

import json

import pytest

from ceecluster.coherence.comparison import compare
from ceecluster.coherence.why import explain_pair
from ceecluster.errors import UsageError
from factories import frozen, make_inventory, make_programme, make_world


@pytest.mark.parametrize("pairs", [range(4), pytest.param(range(4, 16), marks=pytest.mark.slow)], ids=len)
def test_the_number_is_that_of_the_comparison(pairs):
    """Pairs and levels of the frozen data: one question asked two ways has one answer."""
    world = frozen().world
    for row in compare(world, draws=0).pairs.dropna(subset=["similarity"]).iloc[pairs].itertuples(index=False):
        found = explain_pair(world, row.region, row.partner, row.level)
        assert found.similarity == pytest.approx(row.similarity, abs=1e-6)
        json.dumps(found.to_dict(), allow_nan=False)


def bare(identifier: str, objectives: str):
    """A policy record with objectives alone."""
    empty = {"instruments": [], "target_groups": [], "sectors": [], "funding": {}}
    return make_programme(identifier, objectives=[f"OBJ-{x}" for x in objectives], **empty)


def test_effects_by_hand():
    """A with AB and C against AB: shares 1/2, 1/2, 1/2 and 1, 1, 0; minima 1 over maxima 2.5."""
    world = make_world(
        make_inventory("AT31", bare("at31-a", "AB"), bare("at31-b", "C")), make_inventory("CZ", bare("cz-a", "AB"))
    )
    found = explain_pair(world, "AT31", "CZ", "policy")
    assert found.similarity == pytest.approx(1 / 2.5)
    records = found.records.set_index("programme")
    # Without C both hold the same; without AB nothing is shared; without its only record CZ has none.
    assert records.loc["at31-b", "without"] == pytest.approx(1)
    assert records.loc["at31-a", "without"] == pytest.approx(0)
    assert records.loc["cz-a", "without"] != records.loc["cz-a", "without"]
    codes = found.codes.set_index("code")
    # Nobody coded C: the record with nothing else no longer speaks, and both are the same.
    assert codes.loc["OBJ-C", "effect"] == pytest.approx(0.4 - 1)
    assert (codes.loc["OBJ-A", "region_share"], codes.loc["OBJ-A", "partner_share"]) == (0.5, 1)
    assert codes.loc["OBJ-A", "region_records"] == ("at31-a",)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("AT31", "AT31", "policy"), "itself"),
        (("AT31", "CZ", "polic"), "policy"),
        (("AT3", "CZ", "policy"), "AT31"),
        (("AT31", "CZ", "initiative"), "no coded record"),
    ],
)
def test_what_cannot_be_asked_is_said(asked: tuple[str, str, str], said: str):
    """One region twice, unknown names, a level without records."""
    world = make_world(make_inventory("AT31", bare("at31-a", "A")), make_inventory("CZ", bare("cz-a", "A")))
    with pytest.raises(UsageError, match=said):
        explain_pair(world, *asked)
