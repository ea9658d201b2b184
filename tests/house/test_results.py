"""The JSON of every result keeps to its schema in docs/reference/results; `pytest --update` writes the schemas anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from ceecluster.cli.app import app
from shapes import closed, names_in, shape_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference" / "results"
CASES = ROOT / "tests" / "cases"
MEANINGS = yaml.safe_load((Path(__file__).parent / "result_meanings.yaml").read_text(encoding="utf-8"))
PLAIN = ("plan", "score-why", "findings")
"""Formats whose fields are those of a document, or explain themselves."""
COMMANDS: dict[str, tuple[list[str], ...]] = {
    "findings": (["validate"],),
    "compare": (["compare"], ["compare", "--as-of", "2021"]),
    "compare-chance": (["compare", "--about", "chance"],),
    "compare-groups": (["compare", "--about", "groups"],),
    "compare-structure": (["compare", "--about", "structure"],),
    "compare-learning": (["compare", "--about", "learning"],),
    "compare-openness": (["compare", "--about", "openness"],),
    "compare-cooperation": (["compare", "--about", "cooperation"],),
    "compare-readers": (["compare", "--readers", "--draws", "5"],),
    "compare-sectors": (["compare", "--about", "sectors"],),
    "compare-programmes": (["compare", "--about", "programmes"],),
    "compare-then-now": (["compare", "--then", "2015", "--now", "2026"],),
    "compare-money": (["compare", "--about", "money"],),
    "compare-why": (["compare", "--why", "AT31", "CZ", "policy"],),
    "trend": (["trend", "2010:2026"],),
    "score": (["score"], ["score", "--method", "copeland"]),
    "score-why": (["score", "--why", "AT31"],),
    "score-next": (["score", "--next"],),
    "scenarios": (["score", "--scenario", "SCENARIO"],),
    "robustness": (["robustness", "--draws", "128"],),
    "robustness-readers": (["robustness", "--readers", "--draws", "3"],),
    "agreement": (["agree", "--draws", "99"], ["agree", "--draws", "0"]),
    "agreement-groups": (["agree", "--group", "AT31,CZ", "--draws", "0"],),
    "agreement-why": (["agree", "--why", "OBJ-RDI", "--draws", "0"],),
    "reliability": (["reliability", "--draws", "19"],),
    "match": (["match"],),
    "plan": (["plan", "--draws", "9"],),
    "evaluation": (["evaluate"], ["evaluate", "--without-examples"]),
    "enlargement": (["enlarge", "CANDIDATE"],),
    "enlargement-ranking": (["enlarge", "--rank"],),
    "enlargement-why": (["enlarge", "--why", "CANDIDATE"],),
    "diff": (["diff", "OLD"],),
}
CANDIDATES = {"small": "HR", "shipped": "AT22"}


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two small workspaces of which one lacks a region, and the shipped one."""
    small, older = tmp_path_factory.mktemp("small"), tmp_path_factory.mktemp("older")
    for case in ("base", "good/structure", "good/pilots", "good/national-frame", "good/candidate"):
        for folder in (small, older):
            shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    (older / "data" / "regions" / "CZ-czech-republic.yaml").unlink()
    (older / "wide.yaml").write_text("weights: {STR: 2}\nmethod: geometric\n", encoding="utf-8")
    return {"small": small, "older": older, "shipped": ROOT}


def results(name: str, workspaces: dict[str, Path], *where: str) -> list[Any]:
    """What the commands of one format print as JSON in some workspaces."""
    found = []
    for place in where:
        words = {"CANDIDATE": CANDIDATES[place], "OLD": str(workspaces["older"] / "data")}
        words["SCENARIO"] = str(workspaces["older"] / "wide.yaml")
        for command in COMMANDS[name]:
            # Hardly anything in the small workspaces is dated, so that no single year has two regions.
            undated = place == "small" and command[0] not in ("evaluate", "diff", "validate", "reliability")
            year = ["--as-of", "all"] if undated else []
            there = ["-w", str(workspaces[place]), "-f", "json"]
            call = [*(words.get(word, word) for word in command), *year, *there]
            result = CliRunner().invoke(app, call)
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            found.append(json.loads(result.stdout))
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_result_keeps_to_its_schema(name: str, workspaces: dict[str, Path], update: bool) -> None:
    """What is printed is of the form that the docs promise, no field more or less."""
    path = FOLDER / f"{name}@1.json"
    if update:
        shape = shape_of(results(name, workspaces, "shipped", "small"), MEANINGS)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"ceecluster/{name}@1"}
        path.write_text(json.dumps(head | shape, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    strict = jsonschema.Draft202012Validator(closed(schema))
    for result in results(name, workspaces, "small"):
        assert result["schema"] == f"ceecluster/{name}@1"
        errors = [f"{e.json_path}: {e.message[:160]}" for e in strict.iter_errors(result)]
        assert errors == []


def test_every_result_has_a_schema() -> None:
    """No schema without a command, no command without a schema, and the page leads to each."""
    page = (FOLDER.parent / "results.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"(results/{name}@1.json)" not in page] == []
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(f"{name}@1" for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in PLAIN])
def test_most_fields_are_told(name: str) -> None:
    """Nine in ten fields of a format say what they mean."""
    names = {*names_in(json.loads((FOLDER / f"{name}@1.json").read_text(encoding="utf-8")))}
    untold = sorted(names - set(MEANINGS))
    assert len(untold) <= len(names) / 10, untold
