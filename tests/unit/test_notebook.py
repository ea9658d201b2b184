"""Results in a notebook: sentences and tables of the screen, figures as charts."""

from __future__ import annotations

import pytest

import ceecluster as cc
from ceecluster.errors import UsageError
from ceecluster.notebook import VEGA_LITE
from ceecluster.results import Result
from networks import write_network


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> cc.Study:
    """A network of three regions, one of which is called by a hostile name."""
    folder = write_network(tmp_path_factory.mktemp("league"), 3)
    path = folder / "data" / "network.yaml"
    path.write_text(path.read_text().replace("Fjord 1", "<script>1</script>"))
    return cc.load(folder)


def results(study: cc.Study) -> dict[str, Result]:
    """One result of each method that needs no more than the workspace."""
    return {
        "score": study.score(),
        "why": study.why("FA10"),
        "next_steps": study.next_steps(),
        "compare": study.compare(),
        "explain_pair": study.explain_pair("FA10", "FA11", "quay"),
        "money": study.money(),
        "then_and_now": study.then_and_now(2013),
        "agree": study.agree(),
        "why_issue": study.why_issue("GOAL-HARBOUR"),
        "groups": study.groups([["FA10", "FA11"]]),
        "robustness": study.robustness(draws=40),
        "trend": study.trend(),
        "plan": study.plan(draws=0),
        "evaluate": study.evaluate(),
        "match": study.match(),
        "critical_mass": study.critical_mass(),
        "programme_use": study.programme_use(),
        "handbook": study.handbook(),
        "meeting": study.meeting(),
        "profile": study.profile("FA10"),
    }


def test_every_result_shows_its_sentences_and_tables(study: cc.Study) -> None:
    """As a piece of a page: no head, no style, no script, and hostile names stay text."""
    for name, result in results(study).items():
        html = result._repr_html_()
        assert html is not None and html.startswith("<h3>"), name
        assert not any(tag in html for tag in ("<script", "<style", "<html")), name
        for statement in result.findings[:1]:
            assert statement["text"], name


def test_doors_to_other_results_show_their_name_only(study: cc.Study) -> None:
    """Questions and grounds hold results; they tell nothing themselves."""
    assert study.questions()._repr_html_() is None
    assert study.grounds()._repr_html_() is None


def test_a_figure_is_a_chart_with_its_words_and_data(study: cc.Study) -> None:
    """Vega-Lite for a notebook, SVG for others; by key, or the first."""
    drawing = study.compare().figure("pairs")
    bundle = drawing._repr_mimebundle_()
    assert bundle[VEGA_LITE]["datasets"]["rows"] and bundle["image/svg+xml"].startswith("<svg")
    assert drawing.alt and drawing.caption in repr(drawing)
    first = study.compare().figure()
    assert repr(first) == repr(study.compare().figure(first.chart.figure.key))
    with pytest.raises(UsageError, match="unknown figure"):
        study.compare().figure("moon")
    with pytest.raises(UsageError, match="has no figure"):
        study.money().figure()


def test_a_figure_is_of_the_very_result(study: cc.Study) -> None:
    """A comparison by one kind of code has figures of its own, not those of the study's usual one."""
    usual, other = (study.compare(**given).figure("pairs").to_dict() for given in ({}, {"dimensions": {"sectors": 1}}))
    assert usual["datasets"] != other["datasets"]
    weighed = study.score(weights={"HULL": 3, "SAIL": 1}).figure("quality").to_dict()
    assert weighed["datasets"] != study.score().figure("quality").to_dict()["datasets"]
