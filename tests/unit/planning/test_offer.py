"""What a candidate holds, and from its fit back to its codes and records."""

from __future__ import annotations

import pytest

from ceecluster.errors import UsageError
from ceecluster.planning.offer import _closest, fit_reasons, offer_of
from ceecluster.planning.value import Theme
from factories import make_inventory, make_programme, make_world

CANDIDATE = {"code": "HR", "name": {"en": "Croatia"}, "country": "HR", "nuts": ["HR0"], "vintage": 2021}
THEMES = [("P1", Theme("t1", ("OBJ-A",), ("SEC-A",))), ("P2", Theme("t2", ("OBJ-E",), ("SEC-C",)))]


@pytest.fixture
def world():
    """Three members that hold A, two that hold B, one that holds C; a candidate with A twice, C once and a new code."""
    plain = {"instruments": [], "target_groups": [], "sectors": []}
    members = {"AT31": ["OBJ-A", "OBJ-B", "OBJ-C"], "AT12": ["OBJ-A", "OBJ-B"], "CZ": ["OBJ-A"]}
    newcomer = make_inventory(
        "HR",
        make_programme("hr-a", **{**plain, "objectives": ["OBJ-A"], "sectors": ["SEC-A"]}),
        make_programme("hr-b", **{**plain, "objectives": ["OBJ-A", "OBJ-C"]}),
    )
    return make_world(
        *(
            make_inventory(region, make_programme(f"{region.lower()}-a", **{**plain, "objectives": objectives}))
            for region, objectives in members.items()
        ),
        candidates={"HR": newcomer},
        network={"candidates": [CANDIDATE]},
    )


def test_the_shares_of_an_offer(world):
    """By hand: of A and B (at least half hold them) it holds A; of C (one of three) all; of two pilots one."""
    offer = offer_of(world, "HR", pilots=THEMES)
    assert (offer.common, offer.fills, offer.pilots) == (1 / 2, 1, 1 / 2)
    assert offer.fit == pytest.approx(2 / 3)
    assert (offer.filled, offer.new, offer.joins) == (("OBJ-C",), ("SEC-A",), ("P1",))


def test_the_reasons_add_up_to_the_fit(world):
    """What each thing held adds is the fit; what is lacking adds up to what is missing from 1."""
    reasons = fit_reasons(world, "HR", pilots=THEMES)
    assert sum(row.gain for row in reasons.held) == pytest.approx(reasons.offer.fit)
    assert sum(row.gain for row in reasons.codes) == pytest.approx(1)
    assert {row.code: row.records for row in reasons.held} == {
        "OBJ-A": ("hr-a", "hr-b"), "OBJ-C": ("hr-b",), "P1": ("hr-a",),
    }  # fmt: skip
    assert [row.code for row in reasons.lacking] == ["OBJ-B", "P2"]
    assert reasons.easiest == reasons.lacking


def test_a_record_is_worth_what_would_be_lost_without_it(world):
    """The fit of an inventory without the record, made anew; the largest loss first."""
    reasons = fit_reasons(world, "HR", pilots=THEMES)
    whole = world.candidates["HR"]
    for row in reasons.records:
        left = tuple(record for record in whole.programmes if record.id != row.record)
        other = world.model_copy(update={"candidates": {"HR": whole.model_copy(update={"programmes": left})}})
        assert row.without == pytest.approx(offer_of(other, "HR", pilots=THEMES).fit)
        assert row.effect == pytest.approx(reasons.offer.fit - row.without)
    assert [row.record for row in reasons.decisive] == ["hr-b"]


def test_no_reasons_without_records(world):
    """An empty inventory is said to be empty."""
    empty = world.model_copy(update={"candidates": {"HR": make_inventory("HR")}})
    with pytest.raises(UsageError, match="no records"):
        fit_reasons(empty, "HR")


def test_a_tie_at_the_third_place_is_not_cut():
    """Of four members three tie at the second place: all are named; a clear fourth is not."""
    near = [("D", 0.3), ("A", 0.5), ("C", 0.3), ("B", 0.3)]
    assert _closest(near) == (("A", 0.5), ("B", 0.3), ("C", 0.3), ("D", 0.3))
    assert _closest([("A", 0.5), ("B", 0.4), ("C", 0.3), ("D", 0.2)])[-1] == ("C", 0.3)
    assert _closest([("A", 0.5)]) == (("A", 0.5),)
