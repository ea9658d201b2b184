"""JSON Schemas for editors agree with the parser."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from ceecluster.checks.editor_schema import MODELS, editor_schema
from ceecluster.cli.app import app
from ceecluster.inputs import FOLDERS
from ceecluster.model import World
from ceecluster.sources.yaml_reader import read_yaml
from ceecluster.study import load

ROOT = Path(__file__).parents[3]
INVENTORIES = [
    p for folder in ("regions", "national", "candidates") for p in sorted((ROOT / "data" / folder).glob("*.yaml"))
]
OTHERS = {
    "network": [ROOT / "data" / "network.yaml"],
    "criteria": [ROOT / "data" / "criteria.yaml"],
    "vocabulary": [ROOT / "data" / "vocabulary.yaml"],
    "pilots": sorted((ROOT / "data" / "pilots").glob("*.yaml")),
    "actions": sorted((ROOT / "data").glob("actions.yaml")),
}


@cache
def world() -> World:
    """The shipped framework."""
    return load(ROOT / "data").world


def plain(path: Path) -> object:
    """The data of a file as an editor's YAML reader has them: keys of mappings are texts."""
    data, findings = read_yaml(path.read_text(encoding="utf-8"), path.name)
    assert [finding for finding in findings if finding.severity == "error"] == []
    return json.loads(json.dumps(data.data))


@cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    """The validator of one kind of file."""
    return jsonschema.Draft202012Validator(editor_schema(kind, world()))


@pytest.mark.parametrize("kind", MODELS)
def test_schemas_are_valid_2020_12(kind: str) -> None:
    """Each schema keeps to its own meta-schema."""
    jsonschema.Draft202012Validator.check_schema(editor_schema(kind, world()))


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.name)
def test_shipped_inventories_are_accepted(path: Path) -> None:
    """What `validate` lets through, the editor's schema lets through."""
    errors = [f"{error.json_path}: {error.message[:120]}" for error in validator("inventory").iter_errors(plain(path))]
    assert errors == []


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, paths in OTHERS.items() for path in paths])
def test_shipped_framework_is_accepted(kind: str, path: Path) -> None:
    """So it is for network, criteria, vocabulary and pilots."""
    errors = [f"{error.json_path}: {error.message[:120]}" for error in validator(kind).iter_errors(plain(path))]
    assert errors == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("objectives: [OBJ-RDI]", "objetives: [OBJ-RDI]"),
        ("objectives: [OBJ-RDI]", "objectives: [OBJ-RDX]"),
        ("start: 2020", "start: soon"),
        ("level: [policy]", "level: [polity]"),
        ("STR-01:", "STR-1:"),
    ],
)
def test_slips_are_rejected(old: str, new: str) -> None:
    """A misspelt field, code or word is red in the editor."""
    base = ROOT / "tests" / "cases" / "base" / "data"
    text = (base / "regions" / "AT31-upper-austria.yaml").read_text(encoding="utf-8")
    schema = jsonschema.Draft202012Validator(editor_schema("inventory", load(base).world))
    assert old in text
    assert schema.is_valid(yaml.safe_load(text))
    assert not schema.is_valid(yaml.safe_load(text.replace(old, new, 1)))


def test_the_command_prints_the_schema(tmp_path: Path) -> None:
    """`ceecluster schema` gives the same schema, on the screen or in a file."""
    result = CliRunner().invoke(app, ["schema", "inventory", "-w", str(ROOT / "data")])
    assert json.loads(result.output) == editor_schema("inventory", world())
    CliRunner().invoke(app, ["schema", "network", "-w", str(ROOT / "data"), "-o", str(tmp_path / "n.json")])
    assert json.loads((tmp_path / "n.json").read_text(encoding="utf-8"))["title"] == "ceecluster network"


def test_inventories_live_where_they_are_looked_for() -> None:
    """The folders the tests look in are the folders the reader knows."""
    assert {"regions", "national", "candidates"} < set(FOLDERS)
