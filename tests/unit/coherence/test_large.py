"""What a large network goes without: on either side of each limit, and that the result says so in every form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.coherence import groups, large, neighbours, variance
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.comparison import compare
from ceecluster.coherence.large import MOST, ComparisonPart, Omission
from ceecluster.coherence.overview import overview
from ceecluster.coherence.questions import Questions
from ceecluster.coherence.trend import trend
from ceecluster.errors import UsageError
from ceecluster.study import Study, load
from ceecluster.words.coherence_body import body_words
from ceecluster.words.quality import quality_words
from networks import write_network

REGIONS = 4
MADE: dict[ComparisonPart, Callable[[Study, Questions], object]] = {
    ComparisonPart.MATRICES: lambda study, _: compare(study.world).draws,
    ComparisonPart.FIGURES: lambda _, asked: body_words(asked.comparison).grids and overview(asked.comparison).pairs,
    ComparisonPart.SPLIT: lambda _, asked: asked.chance.variance.remark is not Caveat.TOO_MANY,
    ComparisonPart.GROUPS: lambda _, asked: asked.groups.groups,
    ComparisonPart.RELATIONS: lambda _, asked: asked.chance.relations["neighbours"].draws,
    ComparisonPart.STRUCTURE: lambda _, asked: asked.structure.remark is not Caveat.TOO_MANY,
    ComparisonPart.LEARNING: lambda _, asked: asked.learning.pairs,
    ComparisonPart.OPENNESS: lambda _, asked: asked.openness.instruments,
    ComparisonPart.COOPERATION: lambda _, asked: asked.cooperation.links,
    ComparisonPart.TREND: lambda study, _: trend_made(study),
    ComparisonPart.ROWS: lambda _, asked: asked.comparison.to_dict()["pairs"],
}
ABOUT = {
    "chance": (ComparisonPart.SPLIT, ComparisonPart.RELATIONS),
    **{
        part.name.lower(): (part,)
        for part in (ComparisonPart.GROUPS, ComparisonPart.STRUCTURE, ComparisonPart.LEARNING, ComparisonPart.OPENNESS)
    },
    "cooperation": (ComparisonPart.COOPERATION,),
}


def trend_made(study: Study) -> bool:
    """Whether the trend was followed."""
    try:
        return bool(trend(study.world, 2014, 2016).by_level)
    except UsageError as why:
        assert f"no trend is made of {REGIONS} regions: up to {MOST[ComparisonPart.TREND]} are followed" in why.message
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of four regions."""
    return write_network(tmp_path_factory.mktemp("large"), REGIONS)


@pytest.fixture(scope="module")
def league(folder: Path) -> Study:
    """It, loaded and compared."""
    study = load(folder)
    study.compare()
    return study


def test_every_part_has_a_limit() -> None:
    """No part is without one, and a network of as many regions as the limit is not too large."""
    assert {*MOST} == {*ComparisonPart} == {*MADE}
    for part, most in MOST.items():
        assert not large.too_many(part, most)
        assert large.too_many(part, most + 1)
        assert Omission(part, most) in large.left_out(most + 1)
        assert part not in {row.part for row in large.left_out(most)}


@pytest.mark.parametrize("part", ComparisonPart)
def test_a_part_is_made_up_to_its_limit_and_left_out_beyond(
    part: ComparisonPart, league: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the limit it is there and nothing is said; one region more, and it is not and is named."""
    comparison, scores = replace(league.compare(), draws=0), league.score()
    monkeypatch.setitem(MOST, part, REGIONS)
    assert MADE[part](league, Questions(comparison, scores))
    assert comparison.left_out == ()
    monkeypatch.setitem(MOST, part, REGIONS - 1)
    assert not MADE[part](league, Questions(comparison, scores))
    assert comparison.left_out == (Omission(part, REGIONS - 1),)
    assert comparison.to_dict()["left_out"] == [{"part": part.value, "most": REGIONS - 1}]


def test_what_is_left_of_a_comparison_without_random_matrices(league: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indices, chance and levels are as before; matrices that were asked for are drawn, and no longer named."""
    whole = league.compare()
    monkeypatch.setitem(MOST, ComparisonPart.MATRICES, REGIONS - 1)
    cut = compare(league.world)
    same = ["region", "partner", "level", "similarity", "chance", "above", "p_exact"]
    assert cut.pairs[same].equals(whole.pairs[same])
    assert cut.pairs[["p", "q", "effect", "expected"]].isna().all(axis=None)
    assert cut.level_contrasts == whole.level_contrasts
    asked = compare(league.world, draws=9)
    assert (asked.draws, asked.left_out) == (9, ())


def test_limits_are_looked_at_before_the_work(league: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is even begun of what is left out."""

    def work(*_: object, **__: object) -> None:
        raise AssertionError("begun")

    monkeypatch.setattr(groups, "profiles", work)
    monkeypatch.setattr(variance, "profiles", work)
    world = league.world
    for find in (groups.find_groups, variance.split_variance):
        with pytest.raises(AssertionError, match="begun"):
            find(world)
    monkeypatch.setitem(MOST, ComparisonPart.GROUPS, REGIONS - 1)
    monkeypatch.setitem(MOST, ComparisonPart.SPLIT, REGIONS - 1)
    assert groups.find_groups(world).remark is variance.split_variance(world).remark is Caveat.TOO_MANY


def test_every_form_names_what_is_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen, a document and JSON in English and German; each part in words of its own, single questions too."""
    for part in ComparisonPart:
        monkeypatch.setitem(MOST, part, REGIONS - 1)
    where = ("-w", str(folder))
    told = {}
    for language, head in (("en", "Left out, because the network has 4 regions: "), ("de", "Weggelassen, weil ")):
        for command in ("compare -f markdown", "report coherence -f md"):
            text = run(*command.split(), "--language", language, *where)
            told[language] = next(line for line in text.splitlines() if head in line).partition(": ")[2]
            assert told[language].count("); ") >= len(ComparisonPart) - 2
    assert told["en"] != told["de"] and told["en"].count("(up to 3 regions)") == len(ComparisonPart)
    assert "_" not in told["en"] and "the test of single pairs by random matrices (up to 3" in told["en"]
    found = json.loads(run("compare", "-f", "json", *where))
    assert [row["part"] for row in found["left_out"]] == [part.value for part in ComparisonPart]
    for about, parts in ABOUT.items():
        text = run("compare", "--about", about, "-f", "markdown", *where)
        assert text.count("Left out, because the network has 4 regions") == len(parts), about


def test_the_quality_report_says_where_its_figures_would_stand(
    folder: Path, league: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With as many regions as the limit the figures are there, with one more the sentence is."""
    monkeypatch.setitem(MOST, ComparisonPart.FIGURES, REGIONS)
    whole = quality_words(league)
    assert whole.intervals and whole.evidence and not whole.left_out
    monkeypatch.setitem(MOST, ComparisonPart.FIGURES, REGIONS - 1)
    cut = quality_words(league)
    assert not cut.intervals and not cut.evidence
    assert [each.cells for each in cut.scores.tables] == [each.cells for each in whole.scores.tables]
    text = run("report", "quality", "-f", "md", "-w", str(folder))
    assert "has 4 regions: figures with a place for each region or pair (up to 3 regions)" in text


def test_relabellings_in_blocks_give_what_they_give_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few pairs are held at once, every field is the same."""
    chance = np.random.default_rng(7)
    similarity, related = chance.random((9, 9)), chance.random((9, 9)) < 0.3
    similarity, related = (similarity + similarity.T) / 2, related | related.T
    similarity[2, 5] = similarity[5, 2] = np.nan
    whole = neighbours.relation_test(similarity, related, draws=50)
    monkeypatch.setattr(neighbours, "CELLS", 100)
    assert neighbours.relation_test(similarity, related, draws=50) == whole
    assert whole.p is not None and whole.p < 1


def run(*words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output
