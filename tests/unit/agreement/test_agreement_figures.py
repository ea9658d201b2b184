"""Every figure that agreement gives of the frozen data is the one last looked at: a change is one of method."""

from __future__ import annotations

from factories import frozen
from figures import compare_figures


def test_the_figures_of_the_frozen_data_stand(update: bool) -> None:
    """All fields and tables, by count, sum, order and text."""
    study = frozen()
    issue = study.agreement.cases[0].issue
    results = {
        "agreement": study.agreement,
        "at": study.agree(2015),
        "grounds": study.grounds(),
        "reliability": study.reliability(draws=20),
        "review": study.review(),
        "ballot": study.ballot(),
        "why": study.why_issue(issue),
    }
    compare_figures("agreement", results, update=update)
