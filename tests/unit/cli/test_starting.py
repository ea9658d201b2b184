"""`init region` teaches with the levels, codes and criteria of the workspace it is run in."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.cli.app import app
from networks import write_network

ROOT = Path(__file__).parents[3]
OURS = re.compile(r"\b(OBJ|INS|TGR|SEC|FND)-[A-Z]+|\b(AT|HU|CZ)\d\d\b|initiative|administrative")


@pytest.mark.parametrize("network", ["ours", "another", "three levels less", "nothing in the lists"])
def test_the_first_inventory_has_no_error(network: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In four networks; none but ours reads a word of ours."""
    if network == "ours":
        shutil.copytree(ROOT / "tests" / "frozen", tmp_path / "data")
    elif network == "another":
        write_network(tmp_path, 3)
    else:
        shutil.copytree(ROOT / "tests" / "cases" / "base" / "data", tmp_path / "data")
        if network == "nothing in the lists":
            (tmp_path / "data" / "vocabulary.yaml").write_text('version: "1"\n', encoding="utf-8")
            for path in (tmp_path / "data" / "regions").iterdir():
                path.unlink()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["init", "region", "XY12", "--name", "Somewhere"])
    assert result.exit_code == 0, result.output
    path = tmp_path / "data" / "regions" / "XY12-somewhere.yaml"
    text = path.read_text(encoding="utf-8")
    assert "@" not in text
    if network == "another":
        assert not OURS.search(text), OURS.search(text)
        levels = json.loads((tmp_path / "data" / "network.yaml").read_text(encoding="utf-8"))["levels"]
        assert all(f"# {level['id']}: " in text for level in levels)
    found = check(tmp_path / "data", local=LOCAL, across=ACROSS).findings
    mine = [f for f in found if f.where.file.endswith("XY12-somewhere.yaml") and f.severity == "error"]
    assert [str(f) for f in mine if f.code != "CC501"] == []  # the network does not list it yet, and init says so
    assert "XY12 is not listed" in result.output
