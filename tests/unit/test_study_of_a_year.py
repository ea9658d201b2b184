"""One year, one set of records: the same question asked in two ways gives the same number."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import ceecluster as cc
from ceecluster.cli.app import app
from ceecluster.inforce import at, spans
from ceecluster.study import Study
from factories import frozen

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests" / "frozen"


@pytest.fixture(scope="module")
def study() -> Study:
    """The frozen workspace in its own year."""
    return frozen()


def ask(*words: str) -> Any:
    """The JSON a command prints."""
    import json

    result = CliRunner().invoke(app, [*words, "-w", str(FROZEN), "-f", "json", "-q"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("year", ["2026", "all"])
def test_two_commands_give_one_number(year: str) -> None:
    """Quality in compare and in score, index in compare and at the end of trend, records in all heads."""
    compared = ask("compare", "--draws", "0", "--as-of", year)
    scored = ask("score", "--as-of", year)
    for one, two in zip(compared["regions"], scored["regions"], strict=True):
        names = ("region", "low", "value", "high", "coverage")
        assert [one[name] for name in names] == [two[name] for name in names]
        assert one["band"] == two["quality_class"]
    assert compared["records_by_status"] == scored["records_by_status"]
    if year != "all":
        followed = ask("trend", f"2020:{year}")
        last = {row["level"]: row["index"] for row in followed["across"] if row["year"] == int(year)}
        assert last == pytest.approx({row["level"]: row["index"] for row in compared["levels"]})
        spoken = sum(row["records"] for row in compared["records_by_status"] if "in force" in row["status"])
        assert spoken == sum(row["records"] for row in compared["regions"])


@pytest.mark.fresh
def test_the_year_can_be_asked_for_in_every_way(study: Study) -> None:
    """A method's `as_of`, a sibling study, a fresh load and the pure function agree."""
    from ceecluster.scoring.quality import score

    asked = study.score(as_of=2015).regions
    for other in (study.at(2015).scores, cc.load(FROZEN, as_of=2015).score(), score(study.whole, as_of=2015)):
        assert other.regions.equals(asked)
    assert study.score(as_of="all").regions.equals(score(study.whole).regions)
    assert study.at(2015) is study.at(2015)
    assert study.at(None) is study
    assert study.at(2015).at(2026) is study


@pytest.mark.slow
def test_nothing_that_ended_feeds_the_plan(study: Study) -> None:
    """The examples of the issue: none of these is a reason for anything, however the plan is worded."""
    ended = ("at32-wp2020", "at32-rwf0713", "si-1999", "at31-ioo2020", "at32-koop", "hu22-connreg-athu")
    known = spans(study.whole)
    assert not any(known[name].speaks(2026) for name in ended)
    plan = study.plan(draws=0)
    named = str([action.to_dict() for action in plan.actions])
    speaking = set(at(study.whole, 2026).programmes())
    assert [name for name in study.whole.programmes() if f"'{name}'" in named and name not in speaking] == []
    assert [name for name in ended if f"'{name}'" in named] == []


def test_rules_of_the_call_decide_what_speaks(study: Study) -> None:
    """More years of presumption, more records."""
    rules = study.whole.network.rules

    def presumed(years: int) -> int:
        table = {**rules.presumed_years, "other": years}
        return len(study.with_rules(rules.model_copy(update={"presumed_years": table})).world.programmes())

    assert presumed(3) < presumed(5) < presumed(10)


def test_a_second_copy_of_an_inventory_counts_once_and_is_told(tmp_path: Path) -> None:
    """Records with one identifier in two files: used once, and every command says that errors were found."""
    shutil.copytree(ROOT / "tests" / "cases" / "base" / "data", tmp_path / "data")
    before = cc.load(tmp_path).whole
    regions = tmp_path / "data" / "regions"
    shutil.copy(regions / "AT31-upper-austria.yaml", regions / "AT31-copy.yaml")
    study = cc.load(tmp_path)
    assert study.whole.regions["AT31"].programmes == before.regions["AT31"].programmes
    assert {finding.code for finding in study.findings if finding.severity == "error"} == {"CC505"}
    for command in (["score"], ["compare"], ["agree"]):
        result = CliRunner().invoke(app, [*command, "--as-of", "all", "-w", str(tmp_path)])
        assert "errors were found in the data" in result.stderr, command


def test_questions_ask_the_comparison_they_stand_beside(study: Study) -> None:
    """Pairs beyond chance, similarity of linked pairs and equal records are those of `compare`, in every command."""
    compared = study.compare()
    asked = study.questions()
    assert len(asked.chance.pairs.beyond) == int((compared.pairs["q"] < 0.05).sum())
    linked = ask("compare", "--about", "cooperation")["pairs"]
    mean = compared.pairs.groupby(["region", "partner"])["similarity"].mean()
    for row in linked:
        assert row["similarity"] == pytest.approx(mean[row["region"], row["partner"]])
    assert asked.groups.equal.records == compared.records_each


def test_documents_and_tables_give_the_numbers_of_the_commands(study: Study) -> None:
    """The coherence report, the profile and the exported tables say what compare and score say of the same year."""
    from ceecluster.documents import document, voice_of
    from ceecluster.forms.markdown import write_markdown
    from ceecluster.report.tables import tables

    compared = study.comparison
    voice = voice_of(study)
    report = write_markdown(document("coherence", study, voice), voice)
    levels = compared.levels.set_index("level")
    for level, row in levels.iterrows():
        name = next(item.name for item in study.world.network.levels if item.id == level)
        assert f"{row['index']:.2f} at '{name}'" in report
    exported = tables(study)
    assert exported["pairs"].equals(compared.pairs)
    row = compared.regions.set_index("region").loc["SK"]
    scored = study.scores.regions.set_index("region").loc["SK"]
    assert [row[name] for name in ("low", "high", "coverage")] == [scored[name] for name in ("low", "high", "coverage")]
    profile = write_markdown(document("records", study, voice, code="SK"), voice)
    assert f"{row['closest_similarity']:.2f}" in profile


def test_a_year_that_is_none_is_answered(study: Study) -> None:
    """`--as-of` takes a year or all."""
    for wrong in ("20", "every", "2026-01"):
        result = CliRunner().invoke(app, ["score", "--as-of", wrong, "-w", str(FROZEN)])
        assert "no year" in str(result.exception), wrong
