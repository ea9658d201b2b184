"""Which findings are shown, and under which names of files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError

CASES = Path(__file__).parents[2] / "cases"


def run(*words: str) -> tuple[int, str]:
    """Exit code and standard output of a command."""
    result = CliRunner().invoke(app, words)
    return result.exit_code, result.stdout


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with findings, below the root of a repository."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "net"
    for case in ("base", "bad/CC424-count"):
        shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    path = folder / "data" / "regions" / "CZ-czech-republic.yaml"
    path.write_text("\n".join(line for line in path.read_text().split("\n") if "summary:" not in line))
    monkeypatch.chdir(folder)
    return folder


def codes(*words: str) -> set[str]:
    """The codes that are shown."""
    return {finding["code"] for finding in json.loads(run("validate", "-f", "json", *words)[1])["findings"]}


def test_the_specific_one_wins(workspace: Path) -> None:
    """A code selected stays where its family is ignored, and the other way round."""
    assert {"CC209", "CC424"} <= codes()
    assert codes("--select", "CC209", "--ignore", "CC2") == {"CC209"}
    assert codes("--select", "CC2,CC4", "--ignore", "CC209") == {"CC424"}
    assert "CC209" not in codes("--ignore", "CC2")


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "junit"])
def test_machines_have_one_base(workspace: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named from the repository's root, whichever folder one stands in."""
    told = []
    for folder in (workspace, workspace.parent, workspace / "data" / "regions"):
        monkeypatch.chdir(folder)
        told.append(run("validate", "-f", form, "-w", str(workspace))[1])
    assert "net/data/candidates/HR-croatia.yaml" in told[0]
    assert told[0] == told[1] == told[2]


def test_known_findings_are_left_out(workspace: Path) -> None:
    """A list of known findings silences these, and no new one; also after lines have moved."""
    assert run("validate", "--write-baseline", "known.json")[0] == 0
    path = workspace / "data" / "candidates" / "HR-croatia.yaml"
    path.write_text(f"# a line more\n{path.read_text()}")
    assert codes("--baseline", "known.json") == set()
    assert run("validate", "--baseline", "known.json")[0] == 0
    path.write_text(path.read_text().replace("count: 1.2,", "count: 3.5,"))
    assert codes("--baseline", "known.json") == {"CC424"}
    assert run("validate", "--baseline", "known.json")[0] == 1


def test_weights_are_read_like_every_table(workspace: Path) -> None:
    """A table of weights may have a `sep=` line, titles in capitals and decimal commas; a doubled name is refused."""
    Path("w.csv").write_text("sep=;\nID;Weight\nSTR;1,5\n")
    assert run("score", "--weights", "w.csv", "--as-of", "all")[0] == 0
    Path("w.csv").write_text("id,weight\nSTR,2\nSTR,3\n")
    result = CliRunner().invoke(app, ["score", "--weights", "w.csv"])
    assert "appears twice" in str(result.exception)


def test_one_run_gives_annotations_and_a_summary(workspace: Path) -> None:
    """`--summary` appends Markdown to what the file holds; it is no input of the workspace and no folder."""
    summary = workspace / "summary.md"
    summary.write_text("# before\n", encoding="utf-8")
    _, text = run("validate", "--format", "github", "--summary", str(summary))
    assert summary.read_text(encoding="utf-8").startswith("# before\n")
    assert len(summary.read_text(encoding="utf-8")) > 20
    assert "# before" not in text
    for wrong in ("data/network.yaml", "data", "nowhere/summary.md"):
        refused = CliRunner().invoke(app, ["validate", "--summary", wrong])
        assert isinstance(refused.exception, UsageError)
        assert refused.stdout == ""
