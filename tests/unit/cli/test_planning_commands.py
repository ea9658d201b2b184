"""The commands agree, plan, evaluate and enlarge: formats, exit codes, wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.cli.settings import with_rules
from ceecluster.errors import UsageError
from ceecluster.study import Study, load
from factories import frozen
from networks import write_league

RUN = CliRunner()


@pytest.fixture(scope="module")
def study() -> Study:
    """The frozen workspace."""
    return frozen()


@pytest.fixture(autouse=True)
def loaded_once(study, monkeypatch):
    """Commands get the workspace that was read once."""
    monkeypatch.setattr("ceecluster.cli.output.load_study", lambda *_, **__: study)


def run(*arguments: str):
    """Run a command on the frozen workspace."""
    return RUN.invoke(app, [*arguments, "--quiet"])


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (("agree", "--draws", "0"), "ceecluster/agreement@1"),
        (("plan", "--draws", "0"), "ceecluster/plan@1"),
        (("evaluate",), "ceecluster/evaluation@1"),
        (("enlarge", "--rank"), "ceecluster/enlargement-ranking@1"),
    ],
)
def test_json_names_its_schema(arguments, schema):
    """Every result is JSON with its schema name, without NaN."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    body = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert body["schema"] == schema


@pytest.mark.parametrize(
    "arguments", [("agree", "--draws", "0"), ("plan", "--draws", "0"), ("evaluate",), ("enlarge", "AT22")]
)
def test_tables_fit_a_hundred_columns(arguments):
    """Output that is not on a terminal fits 100 columns."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_markdown_is_the_document_and_goes_to_a_file(tmp_path):
    """--format markdown drafts the agreement; -o writes it whole."""
    target = tmp_path / "agreement.md"
    result = run("agree", "--draws", "0", "--format", "markdown", "--output", str(target))
    assert result.exit_code == 0, result.output
    text = Path(target).read_text(encoding="utf-8")
    assert "DRAFT for discussion" in text and "## 16. Signatures" in text


def test_a_plan_that_cannot_be_exits_with_one_and_says_what_to_relax(tmp_path, monkeypatch):
    """No feasible portfolio: the blocking constraint is named and the exit code says that something does not hold."""
    league = load(write_league(tmp_path))
    monkeypatch.setattr("ceecluster.cli.output.load_study", lambda *_, **__: league)
    result = run("plan", "--draws", "0", "--set", "plan.min_pilots=9", "--set", "plan.max_pilots=9")
    assert result.exit_code == 1
    assert "No choice of pilots keeps to every rule of the network" in result.stdout
    assert "Relaxing" in result.stdout


@pytest.mark.parametrize(
    "settings",
    [
        ["plan.max_pilts=4"],
        ["plan.max_pilots"],
        ["plan.max_pilots=four"],
        ["plan.max_pilots.two=4"],
        ["agreement.majority=2"],
        ["nothing=1"],
    ],
)
def test_a_setting_that_does_not_exist_or_cannot_be_is_wrong_use(study, settings):
    """A misspelt rule, no value, a word for a number, a part of what has none, a share above one."""
    with pytest.raises(UsageError):
        with_rules(study, settings)


def test_settings_change_the_rules_of_one_run_only(study):
    """The changed rules are in the returned study; the given one stays as it is."""
    changed = with_rules(study, ["plan.max_pilots=4", "plan.weights.fit=0.5", "agreement.majority=0.75"])
    rules = changed.world.network.rules
    assert (rules.plan.max_pilots, rules.plan.weights["fit"], rules.agreement.majority) == (4, 0.5, 0.75)
    assert rules.plan.weights["need"] == study.world.network.rules.plan.weights["need"]
    assert study.world.network.rules.plan.max_pilots == 3
    assert with_rules(study, None) is study


@pytest.mark.parametrize(
    "arguments",
    [
        ("enlarge",),
        ("enlarge", "AT31"),
        ("enlarge", "XX"),
        ("enlarge", "AT22", "--rank"),
        ("evaluate", "--as-of", "2026-13"),
    ],
)
def test_wrong_use_is_a_usage_error(arguments):
    """No candidate, a member, an unknown region, two wishes at once, a day that does not exist."""
    told = run(*arguments).exception
    assert isinstance(told, UsageError) and told.hint
