"""What every result offers: a short name, statements as values, the study it is of."""

from __future__ import annotations

import pandas as pd
import pytest

import ceecluster as cc
from ceecluster.results import Result, tables_of
from networks import write_network


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> cc.Study:
    """A network of three regions."""
    return cc.load(write_network(tmp_path_factory.mktemp("league"), 3))


def test_a_result_is_called_by_its_network_year_and_tables(study: cc.Study) -> None:
    """Short enough for a prompt; every table it names is there."""
    shown = repr(study.score())
    assert shown.startswith("<Scores of Fjord League, 2025: .regions, .levels, ") and len(shown) < 200
    assert repr(study) == "<Study of Fjord League, 2025: 3 regions, 12 records>"
    for result in (study.score(), study.compare(), study.agree(), study.plan(draws=0), study.evaluate()):
        names = tables_of(type(result))
        assert names and all(isinstance(getattr(result, name), pd.DataFrame) for name in names)


@pytest.mark.parametrize("ask", [lambda s: s.score(2014), lambda s: s.score(as_of=2014), lambda s: s.at(2014).score()])
def test_a_result_knows_the_year_that_was_asked_for(study: cc.Study, ask: object) -> None:
    """However the year was given."""
    assert repr(ask(study)).startswith("<Scores of Fjord League, 2014: ")  # type: ignore[operator]


def test_a_forgotten_argument_is_named_with_its_method(study: cc.Study) -> None:
    """As Python itself says it."""
    with pytest.raises(TypeError, match=r"^enlarge\(\) missing a required argument: 'candidate'$"):
        study.enlarge()  # type: ignore[call-arg]


def test_findings_are_statements_with_facts_and_evidence(study: cc.Study) -> None:
    """Those of the screen and of JSON, in their order."""
    found = study.compare().findings
    assert found and all(set(each) == {"key", "facts", "evidence", "text"} for each in found)
    assert (found[0]["key"], found[0]["text"]) == (
        "comparison.head",
        "3 regions · guidelines 7, proposed (2 criteria)",
    )
    assert all(len(each["text"]) > 20 for each in found)


def test_a_result_of_ones_own_numbers_says_nothing_it_does_not_know() -> None:
    """Without a study: a name, no statements, nothing for a notebook but its name."""
    alone = Result()
    assert (repr(alone), alone.findings, alone._repr_html_()) == ("<Result>", [], None)


def test_the_front_door_shows_what_a_user_needs() -> None:
    """And nothing else."""
    assert dir(cc) == ["Study", "__version__", "from_frames", "load"]
