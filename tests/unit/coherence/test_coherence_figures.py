"""Every figure that the comparison gives of the frozen data is the one last looked at: a change is one of method."""

from __future__ import annotations

from factories import frozen
from figures import compare_figures


def test_the_figures_of_the_frozen_data_stand(update: bool) -> None:
    """All fields and tables, by count, sum, order and text."""
    study = frozen()
    first, other, *_ = study.comparison.speaking
    level = study.world.network.levels[0].id
    questions = study.questions()
    results = {
        "comparison": study.compare(draws=0),
        "at": study.compare(2015, draws=0),
        "pair": study.explain_pair(first, other, level),
        "trend": study.trend(2010, 2020),
        "money": study.money(),
        "then_and_now": study.then_and_now(2010, 2020),
        "readers": study.reader_spread(draws=5),
        "learning": questions.learning,
        "openness": questions.openness,
    }
    compare_figures("coherence", results, update=update)
