"""What the follow-up of the pilots says, counted again from their files."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from ceecluster.model.pilots import Pilot
from ceecluster.planning.monitoring import Monitoring
from ceecluster.study import Study
from ceecluster.words.evaluation import evaluation_topic, evaluation_words
from recounting import Facts, facts_in


@pytest.fixture(scope="module")
def followed(counted: Study) -> tuple[Study, Monitoring, Facts]:
    """The follow-up on the network's own date."""
    found = counted.evaluate()
    told = (evaluation_words(counted.whole, found), evaluation_topic(counted.whole, found))
    return counted, found, facts_in(told)


def under_way(study: Study) -> dict[str, Pilot]:
    """Pilots that run, or ran."""
    return {p.id: p for p in study.whole.pilots if p.status in ("running", "finished", "stopped")}


def gone(pilot: Pilot, until: str, today: date) -> float:
    """The share of the days from the start to a date that are gone."""
    start, end = date.fromisoformat(str(pilot.start)), date.fromisoformat(until)
    return min(max((today - start).days / (end - start).days, 0.0), 1.0)


def test_pilots_and_lights_are_counted(followed: tuple[Study, Monitoring, Facts]) -> None:
    """Real pilots by light, worked examples apart; the rule's own limits."""
    study, found, said = followed
    known = under_way(study)
    real = [name for name, pilot in known.items() if not pilot.example]
    for fact in said.get("evaluation.pilots", ()):
        assert fact["count"] == len(real) == sum(each["facts"]["count"] for each in fact["lights"])
    lights = Counter(row.light for row in found.by_pilot if not row.example)
    assert {fact["light"]: fact["count"] for fact in said.get("evaluation.so_many", ())} == dict(lights)
    for fact in said.get("evaluation.examples", ()):
        assert fact["count"] == len(known) - len(real)
    assert ("evaluation.nothing" in said) == (not real)
    for fact in said["evaluation.rule"]:
        assert (fact["on_track"], fact["at_risk"], fact["whole"], fact["days"]) == (0.9, 0.6, 0.75, 180)


def test_each_reading_is_that_of_the_file(followed: tuple[Study, Monitoring, Facts]) -> None:
    """Last reading, target, way and time gone, and the light that follows."""
    study, found, said = followed
    known = under_way(study)
    rows = {(row.pilot, row.indicator): row for row in found.by_indicator if row.light != "no data"}
    readings = said.get("evaluation.reading", ())
    assert {fact["title"] for fact in readings} == {row.title for row in rows.values()}
    for (name, code), row in rows.items():
        pilot = known[name]
        (indicator,) = [each for each in pilot.indicators if each.code == code]
        seen = [o for o in indicator.observations if str(o.date) <= found.as_of.isoformat()]
        last = max(seen, key=lambda o: str(o.date))
        baseline = indicator.baseline or 0
        progress = (last.value - baseline) / (indicator.target - baseline)
        elapsed = gone(pilot, str(indicator.due or pilot.end), found.as_of)
        told = [f for f in readings if (f["title"], f["observed"]) == (row.title, last.value)]
        assert any(f["progress"] == pytest.approx(progress) for f in told)
        assert any(f["elapsed"] == pytest.approx(elapsed, abs=0.005) for f in told)
        if abs(indicator.target - baseline) > 1:
            share = progress / elapsed
            light = "on track" if share >= 0.9 or progress >= 1 else "at risk" if share >= 0.6 else "off track"
            assert any(f["light"] == light for f in told)


def test_milestones_and_states_are_those_of_the_files(followed: tuple[Study, Monitoring, Facts]) -> None:
    """Days overdue, time gone, what ended reached."""
    study, found, said = followed
    known = under_way(study)
    late = {
        step.title: (found.as_of - date.fromisoformat(str(step.due))).days
        for pilot in known.values()
        for step in pilot.milestones
        if step.done is None and date.fromisoformat(str(step.due)) < found.as_of
    }
    assert {fact["milestone"]: fact["days"] for fact in said.get("evaluation.overdue", ())} == late
    steps = [fact for fact in said.get("evaluation.step", ()) if fact["state"] == "overdue"]
    assert sorted(fact["days"] for fact in steps) == sorted(late.values())
    elapsed = sorted(gone(pilot, str(pilot.end), found.as_of) for pilot in known.values() if pilot.start and pilot.end)
    told = [fact["elapsed"] for fact in said.get("evaluation.state", ()) if fact["elapsed"] is not None]
    assert sorted(told) == pytest.approx(elapsed, abs=0.005)
    ended = [pilot for pilot in known.values() if pilot.status in ("finished", "stopped")]
    wholes = said.get("evaluation.whole", ())
    for pilot in ended:
        reached = sum(
            bool(i.observations) and i.target is not None and i.observations[-1].value >= i.target
            for i in pilot.indicators
        )
        done = sum(step.done is not None for step in pilot.milestones)
        figures = (len(pilot.indicators), reached, len(pilot.milestones), done, len(pilot.lessons))
        names = ("indicators", "reached", "milestones", "done", "lessons")
        assert figures in [tuple(fact[name] for name in names) for fact in wholes]
    assert bool(wholes) == bool(ended)
    for fact in said.get("evaluation.counted", ()):
        assert 0 <= fact["no_data"] <= fact["indicators"]
