"""The paragraph on weights and dice in the explanation is what the command prints of the frozen data."""

from __future__ import annotations

from pathlib import Path

from ceecluster.documents import voice_of
from ceecluster.words.robustness import with_and_without
from factories import frozen

METHOD = Path(__file__).parents[3] / "docs" / "explanation" / "method.md"


def test_the_paragraph_is_what_the_command_prints() -> None:
    """10 000 draws of the frozen data with everything on file."""
    study = frozen().at("all")
    (statement,) = with_and_without(study.robustness(sensitivity=0))
    page = " ".join(METHOD.read_text(encoding="utf-8").replace("\n>", " ").split())
    assert voice_of(study).plain(statement) in page


def test_nothing_is_said_from_too_few_draws() -> None:
    """Below the fewest draws nothing is told of shares."""
    assert [*with_and_without(frozen().at("all").robustness(draws=10, sensitivity=0))] == []
