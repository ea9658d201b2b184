"""Imports go downward only, and the contracts notice when they do not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The verdict of import-linter on a checkout, or a copy of one."""
    path = f"import sys; sys.path.insert(0, {str(folder / 'src')!r}); "
    return subprocess.run([sys.executable, "-c", path + LINT], cwd=folder, capture_output=True, text=True, check=False)


def test_the_house_keeps_its_contracts() -> None:
    """Every import goes downward; validation knows no pandas; rich stays in the command line."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("checks/nuts.py", "import ceecluster.scoring.quality", "Imports go downward only"),
        ("coherence/profiles.py", "import ceecluster.agreement.rule", "Imports go downward only"),
        ("sources/raw_table.py", "import pandas", "Validation does not know pandas"),
        ("forms/cells.py", "import numpy", "Words and forms do no sums"),
        ("wording.py", "import rich", "rich lives in the command line and the terminal form only"),
    ],
)
def test_a_broken_contract_is_noticed(tmp_path: Path, module: str, line: str, contract: str) -> None:
    """An import upward, sideways or of a forbidden package breaks its contract, by name."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "src" / "ceecluster" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout
