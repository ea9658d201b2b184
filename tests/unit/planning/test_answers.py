"""Which criteria a pilot is said to answer: those an activity of it acts on."""

from __future__ import annotations

import pytest

from ceecluster.blocks import plain
from ceecluster.model import Action
from ceecluster.planning.pilotplan import answered, indicators
from ceecluster.words.pilot import pilot_words
from factories import frozen


@pytest.fixture(scope="module")
def plan():
    """The frozen plan, with a few draws."""
    return frozen().plan(draws=5)


def candidate(plan, origin):
    """A candidate of that origin whose partners have gaps."""
    return next(c for c in plan.proposed.all if c.origin == origin and len(c.needs) > 1)


def acting(objective, *criteria):
    """The frozen world with one action on an objective that acts on these criteria."""
    action = Action(objective=objective, problem="p", activities=("Visits",), outputs=("o",), criteria=criteria)
    return frozen().world.model_copy(update={"actions": (action,)})


def test_a_generated_pilot_without_actions_claims_no_criterion(plan):
    """A gap of the partners is a need, not something that a theme and a partnership answer."""
    assert answered(frozen().world, candidate(plan, "generated")) == ()


def test_a_declared_pilot_without_actions_answers_what_it_declares(plan):
    """Its own word is what there is."""
    found = candidate(plan, "declared")
    assert set(answered(frozen().world, found)) == set(found.theme.criteria) & set(found.needs)


@pytest.mark.parametrize("origin", ["generated", "declared"])
def test_with_actions_only_what_they_act_on_is_answered(plan, origin):
    """The second gap is acted on, the first is not; a criterion that is no gap is no answer either."""
    found = candidate(plan, origin)
    other = next(c.id for c in frozen().world.guidelines.criteria if c.id not in found.needs)
    world = acting(found.theme.objectives[0], found.needs[1], other)
    assert answered(world, found) == (found.needs[1],)
    elsewhere = next(t.code for t in world.vocabulary.objectives if t.code not in found.theme.objectives)
    unmapped = acting(elsewhere, found.needs[1])
    assert answered(unmapped, found) == answered(frozen().world, found)


def test_the_section_claims_what_the_pilot_answers_and_asks_for_the_rest(plan):
    """Every criterion in a claim is acted on; the gaps beside it are named as not acted on."""
    study = frozen()
    for pilot in plan.pilots:
        assert pilot.answers == answered(study.world, pilot.candidate)
        assert {step.criterion for step in pilot.improvements} <= set(pilot.answers)
        words = pilot_words(pilot, plan, study.world)
        assert {plain(told.facts["criterion"]) for told in words.answers} <= set(pilot.answers)
        beside = set(plain(words.beside)) if words.beside else set()
        assert beside == set(pilot.candidate.needs) - set(pilot.answers)


def test_no_target_counts_criteria_that_nothing_answers(plan):
    """Without an answered criterion the target is set by the lead, not 1."""
    world, found = frozen().world, candidate(plan, "generated")
    code = next(iter(world.network.rules.plan.pilot_indicators))
    rule = world.network.rules.plan.model_copy(update={"pilot_indicators": {code: "needs"}})
    rules = world.network.rules.model_copy(update={"plan": rule})
    world = world.model_copy(update={"network": world.network.model_copy(update={"rules": rules})})
    end = plan.pilots[0].end
    for answers, target in (((), None), (found.needs, float(len(found.needs)))):
        made = {t.code: t.target for t in indicators(world, found, end, answers=answers)}
        assert made == {code: target}
