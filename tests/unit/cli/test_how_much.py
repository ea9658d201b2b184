"""How much a command does where nobody says how much: draws of readers, introductions listed."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.study import Study
from networks import write_league


@pytest.mark.parametrize(("asked", "drawn"), [("29", 29), ("31", 30), ("10000", 30)])
def test_readers_are_drawn_thirty_times_at_most(
    asked: str, drawn: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each draw scores the whole network again: more are for the command that says so."""
    seen: list[int] = []

    def stopped(_: Study, draws: int, seed: int) -> None:
        seen.append(draws)
        raise SystemExit(0)

    monkeypatch.setattr(Study, "reader_scores", stopped)
    write_league(tmp_path / "league")
    CliRunner().invoke(app, ["robustness", "--readers", "--draws", asked, "-w", str(tmp_path / "league")])
    assert seen == [drawn]


@pytest.mark.parametrize(("asked", "listed"), [((), 20), (("--limit", "3"), 3)])
def test_twenty_introductions_are_listed(
    asked: tuple[str, ...], listed: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless another number is asked for."""
    seen: list[int] = []

    def stopped(_: Study, *about: str, limit: int) -> None:
        seen.append(limit)
        raise SystemExit(0)

    monkeypatch.setattr(Study, "match", stopped)
    write_league(tmp_path / "league")
    CliRunner().invoke(app, ["match", *asked, "-w", str(tmp_path / "league")])
    assert seen == [listed]
