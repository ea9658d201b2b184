"""The wheel carries data and templates, and its installed copy finds them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder / result.stdout.split()[-1]


def test_the_wheel_holds_data_and_templates(wheel: Path) -> None:
    """Every file of data/ and templates/ is in the wheel, and nothing of the tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("data", "templates"):
        wanted = [p for p in (ROOT / folder).rglob("*") if p.is_file() and not p.name.startswith(".")]
        missing = [p for p in wanted if f"ceecluster/_assets/{p.relative_to(ROOT).as_posix()}" not in names]
        assert missing == []
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) for name in names)


@pytest.mark.slow
def test_an_installed_copy_finds_its_assets(wheel: Path, tmp_path: Path) -> None:
    """Unpacked anywhere, the package finds its own data and reads it where there is no workspace, loudly."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); from ceecluster import assets; print(assets.root())\n"
        "from ceecluster.cli import main; sys.argv = ['ceecluster', 'show', 'STR-01']; main()"
    )
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=env, check=False
    )
    assert result.stdout.splitlines()[0] == str(site / "ceecluster" / "_assets")
    assert result.returncode == 0, result.stdout[-500:]
    assert "packaged example" in result.stderr


@pytest.mark.parametrize("name", [".github/workflows/ci.yml", "action.yml", ".pre-commit-hooks.yaml"])
def test_what_other_programs_read_is_yaml(name: str) -> None:
    """Workflow, action and hook parse, and the action passes inputs by environment only."""
    path = ROOT / name
    if not path.exists():
        path = path.with_suffix(".yaml")
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert body
    if name == "action.yml":
        for step in body["runs"]["steps"]:
            assert "${{ inputs" not in step.get("run", "")


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_what_a_workflow_uses_is_pinned(path: Path) -> None:
    """Actions of others stand with their full commit id; ours is tried from this checkout."""
    used = re.findall(r"uses:\s*(\S+)", path.read_text(encoding="utf-8"))
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}|\./", each)] == []


def test_the_action_checks_once_and_is_tried_here() -> None:
    """One run gives the annotations and the summary; a workflow of this repository runs the action, good and bad."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    scripts = [step["run"] for step in steps if "run" in step]
    assert sum(script.count("ceecluster validate") for script in scripts) == 1
    assert any("--summary" in script for script in scripts)
    assert any("constraints.txt" in script for script in scripts)
    tried = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]["action"]
    assert sum(step.get("uses") == "./" for step in tried["steps"]) >= 2
    assert any("try-repo . ceecluster-validate" in step.get("run", "") for step in tried["steps"])


def test_this_repository_runs_its_own_hook() -> None:
    """What contributors run on a commit is what data repositories get."""
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    (own,) = repo["hooks"]
    told = {"language", "description"}
    assert {k: v for k, v in own.items() if k not in told} == {k: v for k, v in offered.items() if k not in told}


def test_the_lowest_versions_are_those_of_the_package() -> None:
    """The script of the CI job gives one version for each library that is declared, the lower bound."""
    ran = subprocess.run([sys.executable, str(ROOT / ".ci" / "lowest.py")], capture_output=True, text=True, check=True)
    lines = ran.stdout.split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["dependencies"]) <= {
        each for each in project["dependencies"] for line in lines if each.startswith(line.replace("==", ">="))
    }
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    kinds = {each["versions"] for each in jobs["versions"]["strategy"]["matrix"]["include"]}
    assert kinds == {"lowest", "newest"}
