"""Help, findings, manuals and errors at the width of the terminal: no word breaks, no line is wider.

What commands print as a result is printed at every width in test_every_call.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.main import get_command
from typer.testing import CliRunner

from ceecluster import cli as door
from ceecluster.cli.app import app
from networks import write_network
from widths import WIDTHS, faults, too_wide

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


def printed(*call: str, at: int, patch: pytest.MonkeyPatch) -> str:
    """What a call prints on both streams."""
    patch.setenv("COLUMNS", str(at))
    result = CliRunner().invoke(app, call)
    assert result.exit_code != 3, call
    return result.stdout + result.stderr


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_whole(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options, their values and choices never break; types are no words of the language."""
    call = [command, "--help"] if command else ["--help"]
    assert faults(lambda width: printed(*call, at=width, patch=monkeypatch), (60,)) == []
    assert not any(word in printed(*call, at=100, patch=monkeypatch) for word in ("list[", "<str>", "]]..."))


@pytest.mark.parametrize("code", ["CC4", "CC1", "CC117", "CC481"])
def test_manuals_are_folded(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`explain` of a code and of a family."""
    assert faults(lambda width: printed("explain", code, at=width, patch=monkeypatch)) == []


def test_findings_are_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding and its hint; the name of a file stays one word, whatever its length."""
    write_network(tmp_path, 2)
    path = next((tmp_path / "data" / "regions").glob("*.yaml"))
    body = json.loads(path.read_text(encoding="utf-8"))
    body["programmes"][0]["objectives"] = ["NO-SUCH-OBJECTIVE-THAT-ANYBODY-KNOWS"]
    path.unlink()
    long = path.with_name(path.name.split("-")[0] + "-a-region-with-a-name-that-goes-on-and-on-and-on-and-on.yaml")
    long.write_text(json.dumps(body, indent=1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for width in WIDTHS:
        text = printed("validate", "--notes", at=width, patch=monkeypatch)
        assert too_wide(text, width) == []
        assert any(word.startswith(f"data/regions/{long.name}:") for word in text.split())
    monkeypatch.delenv("COLUMNS")
    told = CliRunner().invoke(app, ["validate", "--no-table"]).stdout
    assert any(cell_len(line) > 100 for line in told.splitlines()), "to be searched for, a finding stays one line"


@pytest.mark.parametrize("width", WIDTHS)
def test_errors_are_folded(width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with a call, and the cure, at the width of the terminal; without one, each in one line."""
    message, hint = "there is no such thing as " + "a word " * 30, "look into /a/long/" + "folder/" * 12 + "x or ask"
    monkeypatch.setenv("COLUMNS", str(width))
    assert door._say(message, hint, code=2) == 2
    text = capsys.readouterr().err
    assert too_wide(text, width) == []
    assert " ".join(text.split()) == " ".join(f"ceecluster: {message} {hint}".split())
    monkeypatch.delenv("COLUMNS")
    door._say(message, hint, code=2)
    assert len(capsys.readouterr().err.splitlines()) == 2
