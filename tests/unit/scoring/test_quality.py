"""From records to a region's score: states of evidence, the `across` rules, frames, gates, bands, what-if."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.scoring import score
from ceecluster.scoring.tidy import class_of
from factories import GUIDELINES, make_inventory, make_programme, make_world

POLICY = {"STR-01": {"value": 3, "source": ["s1"]}}


def cluster(identifier: str, count: int | None = None, **change: Any) -> Any:
    """A cluster with so many members."""
    members = [] if count is None else [{"count": count, "what": "firms", "as_of": 2020}]
    return make_programme(identifier, level=["initiative"], members=members, **change)


@pytest.fixture
def world() -> World:
    """Upper Austria with a policy record and two clusters; the others silent."""
    return make_world(
        make_inventory(
            "AT31",
            make_programme("at31-a", assessments=POLICY),
            cluster("at31-b", 15),
            cluster("at31-c", 51),
            cluster("at31-d"),
        ),
        make_inventory("AT12", make_programme("at12-a")),
    )


def guidelines(**change: Any) -> dict[str, Any]:
    """The test guidelines with the second criterion changed."""
    first, second = GUIDELINES["criteria"]
    return {"criteria": [first, {**second, **change}]}


def test_scores_by_hand(world: World) -> None:
    """Policy 0.75; members 0.4 and 1 make a mean of 0.7; the administrative level is open."""
    regions = score(world).regions.set_index("region")
    row = regions.loc["AT31"]
    assert row["value"] == pytest.approx((0.75 + 0.7) / 2)
    assert row["low"] == pytest.approx((0.75 + 0.7) / 3)
    assert row["high"] == pytest.approx((0.75 + 0.7 + 1) / 3)
    assert row["coverage"] == pytest.approx(2 / 3)
    assert row["quality_class"] == "developing"


def test_a_level_nothing_is_asked_of_ends_nothing() -> None:
    """Criteria of the first and of the last level: the one between leaves the tree, and those after it stay."""
    first, second = GUIDELINES["criteria"]
    only = make_world(
        make_inventory("AT31", make_programme("at31-a", assessments=POLICY), cluster("at31-b", 15)),
        guidelines={"criteria": [{**first, "levels": ["policy"]}, second]},
    )
    scores = score(only)
    row = scores.regions.set_index("region").loc["AT31"]
    assert (row["value"], row["coverage"]) == pytest.approx(((0.75 + 0.4) / 2, 1))
    assert [level for level, _ in scores.grid.leaves] == ["policy", "initiative"]


def test_silence_is_an_interval_not_a_zero(world: World) -> None:
    """A region with records but no evidence has no value, no band, and everything between 0 and 1."""
    scores = score(world)
    row = scores.regions.set_index("region").loc["AT12"]
    assert np.isnan(row["value"]) and row["quality_class"] is None
    assert (row["low"], row["high"], row["coverage"]) == (0, 1, 0)
    assert set(scores.criteria.loc[scores.criteria["region"] == "AT12", "state"]) == {"not documented"}


def test_documented_absence_is_the_worst_value(world: World) -> None:
    """A 0 with a source enters as 0 and counts as evidence."""
    absent = make_world(
        make_inventory("AT31", make_programme("at31-a", assessments={"STR-01": {"value": 0, "source": ["s1"]}}))
    )
    row = score(absent).criteria.iloc[0]
    assert (row["z"], row["state"]) == (0.0, "documented absence")
    assert score(absent).levels.iloc[0]["coverage"] == 1


def test_not_applicable_leaves_the_tree() -> None:
    """Where every record says so, the criterion's weight leaves; where one is silent, it stays open."""
    away = {"STR-01": {"value": "not_applicable", "reason": "no such task", "source": ["s1"]}}
    one = make_world(make_inventory("AT31", make_programme("at31-a", assessments=away), cluster("at31-b", 51)))
    silent = make_programme("at31-c")
    two = make_world(make_inventory("AT31", make_programme("at31-a", assessments=away), silent, cluster("at31-b", 51)))
    assert score(one).criteria.iloc[0]["weight"] == 0
    assert score(one).regions.iloc[0]["high"] == 1
    assert score(one).regions.iloc[0]["coverage"] == pytest.approx(1 / 2)
    assert score(two).criteria.iloc[0]["state"] == "not documented"
    assert score(two).regions.iloc[0]["coverage"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("across", "z"), [("best", 1.0), ("mean", 0.7), ("pooled", 1.0)])
def test_across_rules(world: World, across: str, z: float) -> None:
    """Clusters of 15 and 51 members: the best has 1, their mean 0.7, all 66 members together 1."""
    changed = world.model_copy(update={"guidelines": make_world(guidelines=guidelines(across=across)).guidelines})
    row = score(changed).criteria.query("region == 'AT31' and criterion == 'OPS-01'").iloc[0]
    assert row["z"] == pytest.approx(z)
    assert set(row["records"]) <= {"at31-b", "at31-c"}


def test_pooling_takes_in_an_assessment() -> None:
    """A person's count goes before the record's own, and is added to the others'."""
    seen = {"OPS-01": {"value": 5, "source": ["s1"]}}
    world = make_world(
        make_inventory("AT31", cluster("at31-b", 80, assessments=seen), cluster("at31-c", 10)),
        guidelines=guidelines(across="pooled"),
    )
    row = score(world).criteria.query("region == 'AT31' and criterion == 'OPS-01'").iloc[0]
    assert row["raw"] == 15
    assert row["basis"] == "assessed"


def test_mean_can_weigh_by_budget() -> None:
    """With comparable budgets a mean may weigh by them; the default does not."""
    money = [{"amount": 3, "currency": "EUR"}], [{"amount": 1, "currency": "EUR"}]
    world = make_world(
        make_inventory("AT31", cluster("at31-b", 15, budget=money[0]), cluster("at31-c", 51, budget=money[1]))
    )
    plain, weighed = score(world), score(world, by_budget=True)
    assert plain.criteria.dropna(subset="z").iloc[0]["z"] == pytest.approx(0.7)
    assert weighed.criteria.dropna(subset="z").iloc[0]["z"] == pytest.approx((3 * 0.4 + 1) / 4)


def test_national_frame_counts_where_the_criterion_says_so() -> None:
    """A country's law counts for its regions' framework criterion, not for the members of their clusters."""
    frame = make_inventory("AT31", make_programme("at-law", assessments=POLICY), cluster("at-cluster", 51)).model_copy(
        update={"region": None, "country": "AT"}
    )
    scores = score(make_world(make_inventory("AT31"), make_inventory("CZ"), national={"AT": frame}))
    known = scores.criteria.dropna(subset="z")
    assert set(zip(known["region"], known["criterion"], strict=True)) == {("AT31", "STR-01"), ("AT12", "STR-01")}
    assert known.iloc[0]["records"] == ("at-law",)
    assert known.iloc[0]["sources"] == ("AT:s1",)
    assert len(scores.programmes) == 0


def test_gates_flag_records(world: World) -> None:
    """An entry condition is shown for each record that has a value, met or not."""
    gates = score(world, what_if=["at31-b.OPS-01=9"]).gates.set_index("programme")
    assert gates["passed"].to_dict() == {"at31-b": False, "at31-c": True}
    assert gates.loc["at31-b", "raw"] == 9


def test_programmes_stand_on_their_own(world: World) -> None:
    """A record's score uses its own values at its own levels."""
    table = score(world).programmes.set_index("programme")
    assert table.loc["at31-b", "value"] == pytest.approx(0.4)
    assert table.loc["at31-a", "level"] == "policy"
    assert np.isnan(table.loc["at31-d", "value"])


def test_as_of_leaves_out_what_was_not_active(world: World) -> None:
    """Only records in force count, no later source does, and a judgement of 2020 speaks for five years."""
    found = {year: score(world, as_of=year) for year in (2005, 2015, 2020, 2025, 2026)}
    coverage = {year: scores.regions.iloc[0]["coverage"] for year, scores in found.items()}
    assert coverage == pytest.approx({2005: 0, 2015: 0, 2020: 2 / 3, 2025: 2 / 3, 2026: 0})


def test_beside_a_year_stands_everything_on_file(world: World) -> None:
    """The scores of a year keep those of all years at hand, under the same settings, with the years behind them."""
    scores = score(world, as_of=2026, exponent=0)
    assert scores.on_file is not None
    assert scores.on_file.regions.equals(score(world, exponent=0).regions)
    assert scores.on_file.years_of_evidence("AT31") == (2020, 2020)
    assert scores.years_of_evidence("AT31") is None
    assert scores.on_file.on_file is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("at31-b", "is no what-if"),
        ("at31-b.OPS-01", "is no what-if"),
        ("at31-b.OPS-01= ", "is no what-if"),
        ("OPS-01=3", "is no what-if"),
        ("at31-x.OPS-01=3", "unknown record 'at31-x'"),
        ("at31-b.OPS-1=3", "Did you mean 'OPS-01'"),
        ("at31-b.STR-01=3", "STR-01 does not apply to 'at31-b'"),
        ("at31-a.STR-01=5", "STR-01 cannot be 5"),
        ("at31-a.STR-01=much", "STR-01 cannot be 'much'"),
        ("at31-b.OPS-01=true", "OPS-01 cannot be True"),
    ],
)
def test_what_if_names_its_slips(world: World, text: str, words: str) -> None:
    """A what-if that cannot be is a usage error with the nearest name."""
    with pytest.raises(UsageError, match=r".+") as caught:
        score(world, what_if=[text])
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "z"), [("at31-a.STR-01=4", 1.0), ("at31-a.STR-01=0", 0.0), ("at31-a.STR-01=never", 0.0)]
)
def test_what_if_goes_first(world: World, text: str, z: float) -> None:
    """A what-if value goes before the file's."""
    row = score(world, what_if=[text]).criteria.iloc[0]
    assert (row["z"], row["basis"]) == (z, "what if")


def test_what_if_null_and_not_applicable(world: World) -> None:
    """Null takes an assessment away; not_applicable takes the criterion out."""
    assert score(world, what_if=["at31-a.STR-01=null"]).criteria.iloc[0]["state"] == "not documented"
    assert score(world, what_if=["at31-a.STR-01=not_applicable"]).criteria.iloc[0]["state"] == "not applicable"


def test_weights_and_exponents_by_name(world: World) -> None:
    """Weights of levels, nodes or criteria can be replaced; unknown names have a nearest one."""
    heavier = score(world, weights={"policy": 3}).regions.iloc[0]
    assert heavier["value"] == pytest.approx((3 * 0.75 + 0.7) / 4)
    bent = score(world, exponent={"total": -1}).regions.iloc[0]
    assert bent["value"] == pytest.approx(2 / (1 / 0.75 + 1 / 0.7))
    with pytest.raises(UsageError, match="Did you mean 'policy'"):
        score(world, weights={"polcy": 1})
    with pytest.raises(UsageError, match="unknown node 'XX'"):
        score(world, exponent={"XX": 0})
    with pytest.raises(UsageError, match="all weights"):
        score(world, weights={"policy": 0, "administrative": 0, "initiative": 0})


@pytest.mark.parametrize("method", ["copeland", "mazziotta_pareto"])
def test_other_methods_keep_bounds_and_lose_classes(world: World, method: str) -> None:
    """Another method has its own bounds; classes are made for means."""
    table = score(world, method=method).regions
    assert (table["low"] <= table["high"]).all()
    assert table["quality_class"].isna().all()
    known = table.dropna(subset="partial")
    assert ((known["low"] <= known["partial"]) & (known["partial"] <= known["high"])).all()


def test_relative_normalisation_names_a_constant_column(world: World) -> None:
    """A leaf with one value cannot be placed among others, and says so with its name."""
    with pytest.raises(UsageError, match="STR-01 at level 'policy' under min_max: one value only"):
        score(world, normalisation="min_max")
    with pytest.raises(UsageError, match="unknown normalisation"):
        score(world, normalisation="z_score")
    with pytest.raises(UsageError, match="Did you mean 'copeland'"):
        score(world, method="copland")


def test_floor_is_told(world: World) -> None:
    """A geometric mean needs a floor, which stands in the result; an arithmetic one does not."""
    assert score(world).floor is None
    assert score(world, exponent=0).floor == 0.01


def test_shared_records_give_links_to_every_participant() -> None:
    """A transnational project counts as a link of each member that takes part, at the project's level."""
    project = make_programme(
        "xx-p", level=["policy"], cross_border=[{"with": ["AT31", "CZ", "DE2"], "what": "joint project"}]
    )
    first, _ = GUIDELINES["criteria"]
    links = {
        **first,
        "id": "STR-02",
        "across": "pooled",
        "measure": {"kind": "derived", "of": "partner_regions", "points": [[0, 0], [2, 1]]},
    }
    world = make_world(make_inventory("AT31"), guidelines={"criteria": [links]}, transnational=(project,))
    known = score(world).criteria.dropna(subset="z").set_index("region")
    assert known["raw"].to_dict() == {"AT31": 1.0, "CZ": 1.0}
    assert known.loc["CZ", "sources"] == ("XX:s1",)


def test_result_is_json(world: World) -> None:
    """The whole result can be written as JSON without NaN, and the same world gives the same bytes."""
    first, second = (json.dumps(score(world).to_dict(), allow_nan=False) for _ in range(2))
    assert first == second


def test_necessarily_above() -> None:
    """A pair is above for sure only where no missing evidence could reverse it."""
    good = {"STR-01": {"value": 4, "source": ["s1"]}}
    bad = {"STR-01": {"value": 0, "source": ["s1"]}}
    both = ["policy", "administrative", "initiative"]
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", level=both, assessments={**good, "OPS-01": {"value": 60}})),
        make_inventory("AT12", make_programme("at12-a", level=both, assessments={**bad, "OPS-01": {"value": 0}})),
    )
    assert score(world).above.to_dict("records") == [{"region": "AT31", "other": "AT12"}]


def test_class_of() -> None:
    """The best band whose lower end is reached."""
    bands = make_world().guidelines.bands
    assert [class_of(value, bands) for value in (0.8, 0.79, 0.4, 0.0)] == ["strong", "developing", "developing", "weak"]
    assert class_of(float("nan"), bands) is None


def test_guidelines_without_criteria_are_a_usage_error(world: World) -> None:
    """There is nothing to score against; the error says where a set of criteria is to be had."""
    bare = world.model_copy(update={"guidelines": world.guidelines.model_copy(update={"criteria": ()})})
    with pytest.raises(UsageError, match="no criteria"):
        score(bare)
