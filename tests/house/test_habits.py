"""The files that other people's tools read are what those tools expect."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_citation_names_the_package() -> None:
    """CITATION.cff has the fields the format demands, and the project's own title and repository."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["title"] == project["name"]
    assert citation["repository-code"] == project["urls"]["Repository"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_asks_for_no_more_than_it_needs(path: Path) -> None:
    """Every workflow states its permissions, every job its limit of time, no step a moving branch."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        steps = job["steps"]
        assert "timeout-minutes" in job or all("run" not in step for step in steps), name
        for step in steps:
            if "uses" in step and not step["uses"].startswith("./"):
                assert re.search(r"@(v\d|[0-9a-f]{40}|release/v\d)", step["uses"]), step["uses"]


def test_the_task_runner_knows_files_that_exist() -> None:
    """Every folder and file the recipes name is there."""
    recipes = (ROOT / "justfile").read_text(encoding="utf-8")
    named = re.findall(r"(?<![\w./-])((?:tests|\.ci)/[\w/]+|constraints\.txt)", recipes)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_help_names_no_region_of_the_example() -> None:
    """What `--help` says is true of anybody's network: no code of a region, candidate or record of the shipped data."""
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    data = ROOT / "data"
    codes = {path.stem.split("-")[0] for place in ("regions", "candidates") for path in (data / place).iterdir()}
    records = {
        line.split(":", 1)[1].strip()
        for path in (data / "regions").glob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*- id: [a-z]", line)
    }
    assert len(codes) > 10 and len(records) > 100
    words = set(re.findall(r"[\w-]+", page))
    assert sorted(words & (codes | records)) == []
