"""The way up: what is foretold of a step is what the scores say after it, and how much evidence is as good."""

from __future__ import annotations

import pytest

from ceecluster.model import World
from ceecluster.scoring import find_improvement, score
from ceecluster.scoring.improvement import next_steps, wanted_evidence
from factories import judged, make_inventory, make_programme, make_world


@pytest.fixture
def world() -> World:
    """One region low, one high: the value of the one is not that of the other."""
    return make_world(judged("AT31", 1, 25), judged("AT12", 4, 25))


@pytest.mark.parametrize("code", ["AT31", "AT12"])
@pytest.mark.parametrize("level", [None, "policy"])
def test_an_improvement_starts_from_the_units_own_value(world: World, code: str, level: str | None) -> None:
    """The value before the steps is that of the scores, for the region and for one of its levels."""
    scores = score(world)
    table = scores.regions if level is None else scores.levels[scores.levels["level"] == level]
    own = float(table.set_index("region").loc[code, "partial"])
    assert find_improvement(scores, code, level).value == pytest.approx(own)


def test_after_the_steps_the_scores_say_what_was_foretold() -> None:
    """A record with its one criterion raised by the steps: the new value is the one foretold, and reaches the class."""

    def world(step: int) -> World:
        record = make_programme("at31-a", assessments={"STR-01": {"value": step, "source": ["s1"]}})
        return make_world(make_inventory("AT31", record))

    found = find_improvement(score(world(1)), "at31-a")
    (step,) = found.steps
    after = score(world(1 + step.steps)).programmes.set_index("programme").loc["at31-a", "partial"]
    assert float(after) == pytest.approx(found.reaches)
    assert found.reaches is not None
    assert found.needed is not None
    assert found.reaches >= found.needed > found.value


def test_evidence_that_is_as_good_as_the_last_named_is_counted(world: World) -> None:
    """Of the undocumented criteria the first are named; those that tell as much as the last are counted."""
    for row in next_steps(score(world)).regions:
        shown = row.wanted
        every = [each.shrinks for each in wanted_evidence(score(world), row.region)]
        assert [each.shrinks for each in shown] == pytest.approx(every[: len(shown)])
        assert row.as_good == sum(value >= every[len(shown) - 1] - 1e-9 for value in every) - len(shown)
