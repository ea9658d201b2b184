"""Every figure that scoring gives of the frozen data is the one that was last looked at: a change is one of method."""

from __future__ import annotations

from factories import frozen
from figures import compare_figures


def test_the_figures_of_the_frozen_data_stand(update: bool) -> None:
    """All fields and tables, by count, sum, order and text."""
    study = frozen()
    first, *others = study.world.regions
    level = study.world.network.levels[1].id
    results = {
        "scores": study.scores,
        "earlier": study.score(2015, method="copeland"),
        "steps": study.next_steps(),
        "why": study.why(first),
        "why_next": study.why(others[0]),
        "robustness": study.robustness(draws=64),
        "level": study.robustness(draws=32, level=level),
        "handbook": study.handbook(),
        "readers": study.reader_scores(draws=5),
    }
    compare_figures("scoring", results, update=update)
