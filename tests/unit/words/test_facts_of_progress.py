"""The chart of progress against time, and what to decide: counted again from the states of the pilots."""

from __future__ import annotations

import pytest

from ceecluster.study import Study, load
from ceecluster.words.evaluation import evaluation_words
from factories import frozen
from networks import widen, write_league, write_network


@pytest.fixture(scope="module", params=["ours", "voyages", "none"])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """An example, pilots under way and one that ended, and no pilot at all."""
    if request.param == "ours":
        return frozen()
    folder = tmp_path_factory.mktemp("league")
    return load(widen(write_league(folder)) if request.param == "voyages" else write_network(folder, 3))


def test_progress_and_time_are_those_of_the_indicators(study: Study) -> None:
    """A row for each indicator with a reading; behind are those less far than their time; none without a reading."""
    found = study.evaluate()
    words = evaluation_words(study.whole, found)
    rows = [row for row in found.by_indicator if row.progress is not None and row.elapsed is not None]
    assert (words.figure is None) == (not rows)
    if words.figure is not None:
        facts = words.figure.title.facts
        assert words.figure.title.key == "evaluation.progress" and facts["count"] == len(rows) == len(words.figure.rows)
        assert facts["behind"] == len([row for row in rows if row.progress < row.elapsed])
        for row, drawn in zip(rows, words.figure.rows, strict=True):
            assert drawn["progress"] == min(max(row.progress, 0), 1) and drawn["elapsed"] == min(max(row.elapsed, 0), 1)


def test_what_to_decide_is_asked_of_running_pilots_that_need_it(study: Study) -> None:
    """One for each running pilot that is not on track or is overdue, with its late milestones; none without pilots."""
    found = study.evaluate()
    words = evaluation_words(study.whole, found)
    needy = [p for p in found.by_pilot if p.status == "running" and (p.light != "on track" or p.overdue)]
    asked = [each.facts["what"] for each in words.decide]
    assert [each.key for each in asked] == ["evaluation.decide"] * len(needy)
    for pilot, each in zip(needy, asked, strict=True):
        late = [m for m in found.by_milestone if m.pilot == pilot.pilot and m.state == "overdue"]
        assert each.facts == {"light": pilot.light, "overdue": len(late)}
    assert found.by_pilot or not words.decide
