"""The same plan from both doors: `plan -o` and `report plan -o`, with the same rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from factories import FROZEN
from networks import write_league


@pytest.mark.fresh
@pytest.mark.parametrize("form", ["md", *(pytest.param(form, marks=pytest.mark.slow) for form in ("html", "docx"))])
@pytest.mark.parametrize("network", ["league", pytest.param("frozen", marks=pytest.mark.slow)])
def test_both_doors_give_the_same_bytes(network: str, form: str, tmp_path: Path) -> None:
    """Under a rule of the call, with its figures, byte for byte."""
    workspace = FROZEN if network == "frozen" else write_league(tmp_path / "league")
    made = []
    for door in (["plan"], ["report", "plan"]):
        target = tmp_path / door[0] / f"plan.{form}"
        target.parent.mkdir()
        call = [*door, "-w", str(workspace), "--set", "plan.max_pilots=2", "--quiet", "-o", str(target)]
        result = CliRunner().invoke(app, call)
        assert result.exit_code == 0, result.output
        made.append({path.name: path.read_bytes() for path in sorted(target.parent.rglob("*")) if path.is_file()})
    assert made[0] == made[1]
    assert f"plan.{form}" in made[0]
