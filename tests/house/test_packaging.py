"""The wheel carries data and templates, and its installed copy finds them."""

from __future__ import annotations

import os
import subprocess
import sys
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
