"""Every figure that planning gives of the frozen data is the one that was last looked at: a change is one of method."""

from __future__ import annotations

from factories import frozen
from figures import compare_figures


def test_the_figures_of_the_frozen_data_stand(update: bool) -> None:
    """All fields and tables, by count, sum, order and text."""
    study = frozen()
    candidate = next(iter(study.world.candidates))
    results = {
        "plan": study.plan(),
        "mass": study.critical_mass(),
        "use": study.programme_use(),
        "case": study.european_case(),
        "match": study.match(),
        "evaluation": study.evaluate(),
        "meeting": study.meeting(),
        "ranking": study.rank_candidates(),
        "enlargement": study.enlarge(candidate),
        "why": study.why_candidate(candidate),
        "profile": study.profile(next(iter(study.world.regions))),
    }
    compare_figures("planning", results, update=update)
