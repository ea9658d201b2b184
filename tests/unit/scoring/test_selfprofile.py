"""A cluster's own answers beside its sourced values and the rungs of the others, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from ceecluster.model import World
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.scoring import score
from ceecluster.scoring.handbook import handbook
from ceecluster.scoring.selfprofile import Question, SelfProfile, questions_of, rung, self_profile
from factories import make_inventory, make_programme, make_world

STEPS = {"anchors": {n: f"step {n}" for n in range(5)}}


def criterion(code: str, measure: dict[str, Any], **change: Any) -> dict[str, Any]:
    """A criterion of the last level."""
    base = {"parent": "OPS", "name": code, "question": "?", "weight": 1, "evidence": "e", "levels": ["initiative"]}
    return {**base, "id": code, "across": "mean", "measure": measure, **change}


CRITERIA = [
    criterion("OPS-01", {"kind": "ordinal", **STEPS}, next_steps={n: f"climb to {n}" for n in range(1, 5)}),
    criterion("OPS-02", {"kind": "boolean"}, improve="Begin."),
    criterion("OPS-03", {"kind": "category", "values": {"much": 1, "some": 0.5}}),
    criterion("OPS-04", {"kind": "share", "points": [[0, 0], [0.8, 1]], "unit": "of the firms"}),
    criterion("OPS-05", {"kind": "number", "points": [[0, 0], [10, 1]]}),
    criterion("STR-01", {"kind": "boolean"}, parent="STR", levels=["policy"]),
]


def cluster(name: str, **values: object) -> Any:
    """A cluster with assessed values; an underscore stands for the hyphen of a code."""
    told = {code.replace("_", "-"): {"value": value, "source": ["s1"]} for code, value in values.items()}
    return make_programme(name, level=["initiative"], end="running", assessments=told, outputs=[])


@pytest.fixture(scope="module")
def world() -> World:
    """Four clusters of one region: on OPS-01 steps 1, 2, 2 and 4."""
    return make_world(
        make_inventory(
            "AT31",
            cluster("at31-a", OPS_01=1, OPS_02=True, OPS_04=0.4),
            cluster("at31-b", OPS_01=2, OPS_02=False),
            cluster("at31-c", OPS_01=2),
            cluster("at31-d", OPS_01=4, OPS_05=None),
            sources={"s1": {"title": "T", "year": 2025, "url": "https://x.example"}},
        ),
        guidelines={"criteria": CRITERIA},
    )


@pytest.fixture(scope="module")
def questions(world: World) -> tuple[Question, ...]:
    """What a cluster is asked."""
    scores = score(world)
    return questions_of(scores, handbook(scores))


def profile(world: World, questions: tuple[Question, ...], record: str, **answers: object) -> SelfProfile:
    """The profile of a record with these answers."""
    told = {code.replace("_", "-"): {"value": value} for code, value in answers.items()}
    check = SelfCheck.model_validate({"record": record, "network": "N", "date": "2026-11-01", "answers": told})
    return self_profile(world, check, questions, score(world))


def test_questions_are_those_of_the_last_level(questions: tuple[Question, ...]) -> None:
    """In the order of the guidelines, each with the answer that is wanted and how many stand on each rung."""
    assert [each.criterion for each in questions] == ["OPS-01", "OPS-02", "OPS-03", "OPS-04", "OPS-05"]
    ladder, yes, words, share, number = questions
    assert ladder.steps == tuple(f"step {n}" for n in range(5)) and not yes.steps
    assert [str(each.wanted) for each in questions] == [
        *("0-4", "true, false", "much, some", "of the firms, 0-1", "number")
    ]
    assert [each.choices for each in questions] == [(), ("true", "false"), ("much", "some"), (), ()]
    assert [each.share for each in questions] == [False, False, False, True, False]
    assert [each.spread for each in questions] == [
        *((0, 1, 2, 0, 1), (1, 0, 0, 0, 1), (0,) * 5, (0, 0, 1, 0, 0), (0,) * 5)
    ]
    assert (ladder.points, tuple(number.points)) == ((), ((0, 0), (10, 1)))
    assert ladder.next_steps == tuple(f"climb to {n}" for n in range(1, 5))
    assert (yes.next_steps, words.next_steps) == (("Begin.",), ()) and share.points


def test_an_answer_stands_beside_its_source_and_the_others(world: World, questions: tuple[Question, ...]) -> None:
    """Step 2 where a source says 1: one record below it, two on it, one above; what was left open is said."""
    found = profile(world, questions, "at31-a", OPS_01=2, OPS_03="some", OPS_05=None)
    ladder, words = found.own
    assert (ladder.criterion, ladder.value, ladder.sourced) == ("OPS-01", 0.5, 0.25)
    assert (ladder.below, ladder.level, ladder.above, ladder.next_step) == (1, 2, 1, "climb to 3")
    assert (words.value, words.sourced, words.below, words.level, words.above) == (0.5, None, 0, 0, 0)
    assert words.next_step is None
    assert found.open == ("OPS-02", "OPS-04", "OPS-05") and set(found.questions) == {q.criterion for q in questions}
    assert found.title == "at31-a" and found.to_dict()["open"] == list(found.open)


def test_what_to_do_next_ends_at_the_top(world: World, questions: tuple[Question, ...]) -> None:
    """The next step of each rung; the one thing to improve until all is well; nothing at full marks."""
    steps = [profile(world, questions, "at31-b", OPS_01=n).own[0].next_step for n in range(5)]
    assert steps == [*(f"climb to {n}" for n in range(1, 5)), None]
    told = [profile(world, questions, "at31-b", OPS_02=value).own[0] for value in (False, True)]
    assert [(each.value, each.sourced, each.next_step) for each in told] == [(0, 0, "Begin."), (1, 0, None)]
    assert [(each.below, each.level, each.above) for each in told] == [(0, 1, 1), (1, 1, 0)]


def test_a_record_that_is_not_on_file_keeps_its_name(world: World, questions: tuple[Question, ...]) -> None:
    """Nothing sourced stands beside its answers."""
    found = profile(world, questions, "at31-x", OPS_01=0)
    assert (found.title, found.own[0].sourced) == ("at31-x", None)


def test_a_rung_is_the_highest_that_is_reached() -> None:
    """Quarters are rungs; what lies between two stands on the lower; three times a third of three quarters is one."""
    assert [rung(z) for z in (0, 0.24, 0.25, 0.49, 0.5, 0.75, 0.1 * 7.5, 0.99, 1)] == [0, 0, 1, 1, 2, 3, 3, 3, 4]
