"""What a score says when asked: its decomposition, the way up, the evidence worth collecting, importance, dominance."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.scoring import find_improvement, score, value_evidence, why
from ceecluster.scoring.importance import correlate, correlate_nodes, find_dominance, weigh_importance
from ceecluster.scoring.measures import steps_above, z_of
from factories import make_inventory, make_programme, make_world

LEVELS = ["policy", "administrative", "initiative"]


@pytest.fixture
def world() -> World:
    """Upper Austria at step 2 with 15 members; Lower Austria better on both; Czechia silent."""

    def record(code: str, step: int, members: int) -> object:
        return make_programme(
            f"{code.lower()}-a",
            level=LEVELS,
            assessments={"STR-01": {"value": step, "source": ["s1"], "note": "seen"}},
            members=[{"count": members, "what": "firms", "as_of": 2020}],
        )

    return make_world(
        make_inventory("AT31", record("AT31", 1, 15)),  # type: ignore[arg-type]
        make_inventory("AT12", record("AT12", 3, 51)),  # type: ignore[arg-type]
    )


def test_contributions_add_up(world: World) -> None:
    """Under arithmetic means the leaves' contributions sum to the value, and each carries records and sources."""
    explained = why(score(world), "AT31")
    leaves = explained.parts[explained.parts["state"].notna()]
    assert leaves["contribution"].sum() == pytest.approx(explained.parts.iloc[0]["value"])
    assert explained.parts.iloc[0]["value"] == pytest.approx((0.25 + 0.25 + 0.4) / 3)
    assert set(leaves["records"]) == {("at31-a",)}
    assert {source.title for source in explained.sources.values()} == {"T"}
    assert explained.additive


def test_why_of_levels_and_records(world: World) -> None:
    """A region at a level and a record can be asked about; unknown names have a nearest one."""
    scores = score(world)
    assert why(scores, "AT31/policy").parts.iloc[0]["value"] == pytest.approx(0.25)
    assert why(scores, "at31-a").parts.iloc[0]["value"] == pytest.approx(0.3)
    assert not why(scores, "CZ").enough
    assert not why(score(world, exponent=0), "AT31").additive
    for unit, near in (("AT33", "AT31"), ("AT31/polcy", "policy"), ("at31-b", "at31-a")):
        with pytest.raises(UsageError, match=f"Did you mean '{near}'"):
            why(scores, unit)
    json.dumps(why(scores, "AT31").to_dict(), allow_nan=False)


def test_smallest_improvement(world: World) -> None:
    """From 0.30 to the band at 0.4: a step of the framework gives 0.08, one from 15 members to 51 gives 0.20."""
    found = find_improvement(score(world), "AT31")
    assert (found.quality_class, found.target, found.count) == ("weak", "developing", 1)
    assert found.reaches == pytest.approx((0.25 + 0.25 + 1.0) / 3)
    (step,) = found.steps
    assert (step.criterion, step.level, step.z, step.reaches) == ("OPS-01", "initiative", 0.4, 1.0)


def test_improvement_speaks_the_guidelines_words(world: World) -> None:
    """Steps of an ordinal criterion come with the guidelines' text for each."""
    heavy = score(world, weights={"policy": 10})
    found = find_improvement(heavy, "AT31")
    step = found.steps[0]
    assert (step.criterion, step.level) == ("STR-01", "policy")
    assert step.text == tuple(f"climb to {n}" for n in range(2, 2 + step.steps))


def test_no_improvement_without_evidence_or_above_the_top(world: World) -> None:
    """Too little evidence, or the highest band: there is a reason instead of steps."""
    assert find_improvement(score(world), "CZ").reason == "insufficient evidence"
    best = score(world, what_if=["at12-a.STR-01=4"])
    assert find_improvement(best, "AT12").reason == "highest class"
    with pytest.raises(UsageError, match="unknown region or record"):
        find_improvement(best, "XX")


def test_out_of_reach() -> None:
    """Where all documented criteria at their best do not reach the band, it says so."""
    guidelines = {"bands": [{"id": "top", "min": 1}, {"id": "rest", "min": 0}]}
    record = make_programme("at31-a", assessments={"STR-01": {"value": 1, "source": ["s1"]}})
    world = make_world(make_inventory("AT31", record), guidelines={**guidelines, "min_coverage": 0.1})
    found = find_improvement(score(world, exponent=0.5), "AT31")
    assert found.target == "top"
    assert found.count == 3
    fixed = {
        "id": "STR-01",
        "parent": "STR",
        "name": "n",
        "question": "?",
        "weight": 1,
        "evidence": "e",
        "levels": ["policy"],
        "across": "best",
        "measure": {"kind": "number", "points": [[0, 0], [5, 0.5]]},
    }
    capped = make_world(
        make_inventory("AT31", record), guidelines={**guidelines, "criteria": [fixed], "min_coverage": 0.1}
    )
    assert find_improvement(score(capped), "AT31").reason == "out of reach"


def test_value_of_evidence_is_the_weight_it_would_settle(world: World) -> None:
    """Under arithmetic means resolving a criterion narrows the interval by its share of the total."""
    scores = score(world)
    table = value_evidence(scores, "CZ")
    weights = scores.criteria[scores.criteria["region"] == "CZ"].set_index(["level", "criterion"])["weight"]
    for row in table.itertuples(index=False):
        assert row.shrinks == pytest.approx(weights[row.level, row.criterion])
    assert table["shrinks"].is_monotonic_decreasing
    assert len(value_evidence(scores, "AT31")) == 0


def test_importance_and_correlations_need_three_units(world: World) -> None:
    """Below three units, or without variance, there is no correlation."""
    assert weigh_importance(score(world))["importance"].isna().all()
    assert weigh_importance(score(world))["weight"].sum() == pytest.approx(1)
    assert correlate_nodes(score(world))["correlation"].isna().all()
    assert correlate(np.array([1.0, 2, 3]), np.array([2.0, 4, 6])) == (pytest.approx(1), 3)
    for constant in (1.0, 0.1):  # three times 0.1 has a mean that is not 0.1 to the last bit
        flat, other = np.full(3, constant), np.array([2.0, 4, 6])
        assert np.isnan(correlate(flat, other)[0]) and np.isnan(correlate(other, flat)[0])


def test_dominance(world: World) -> None:
    """Lower Austria is nowhere below Upper Austria; a silent region neither dominates nor is dominated."""
    assert find_dominance(score(world)).to_dict("records") == [
        {"region": "AT12", "other": "AT31", "shared": 3, "criteria": 3}
    ]


def test_measures_and_their_steps() -> None:
    """Ladders of each kind of measure, and values that do not fit."""
    criteria = make_world(
        guidelines={
            "criteria": [
                {**base(n), "measure": measure}
                for n, measure in enumerate(
                    [
                        {"kind": "boolean"},
                        {"kind": "category", "values": {"law": 1, "call": 0.5, "none": 0}},
                        {"kind": "number", "points": [[0, 1], [4, 0.5], [8, 0]], "never": 0},
                    ]
                )
            ]
        }
    ).guidelines.criteria
    flag, category, years = criteria
    assert (z_of(flag, True), z_of(flag, 0), steps_above(flag, 0)) == (1, 0, (1.0,))
    assert (z_of(category, "call"), steps_above(category, 0.5)) == (0.5, (1.0,))
    assert (z_of(years, 2), z_of(years, "never"), steps_above(years, 0.2)) == (0.75, 0, (0.5, 1.0))
    with pytest.raises(UsageError, match="did you mean 'law'"):
        z_of(category, "low")
    with pytest.raises(UsageError, match="true or false"):
        z_of(flag, "maybe")
    with pytest.raises(UsageError, match="a number"):
        z_of(years, float("inf"))


def base(n: int) -> dict[str, object]:
    """A criterion without its measure."""
    return {
        "id": f"X-{n}",
        "parent": "STR",
        "name": "n",
        "question": "?",
        "weight": 1,
        "evidence": "e",
        "levels": ["policy"],
        "across": "mean",
    }
