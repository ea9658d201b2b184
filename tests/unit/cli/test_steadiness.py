"""Command after command in one process: nothing stays open, nothing piles up (for long: benchmarks/steadiness.py)."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli import main
from ceecluster.cli.app import app
from networks import change, write_network

COMMANDS = (
    *(("validate", "--no-table"), ("compare", "--draws", "0")),
    *(("report", "region", "FA10", "-o", "region.md"), ("compare", "QQ"), ("score", "--bogus")),
)
"""Right and wrong."""


def rounds(folder: Path, numbers: range) -> tuple[int, int]:
    """All commands once for each number, each time on another state of the network: files open, things in memory."""
    for number in numbers:
        change(folder / "data" / "network.yaml", title=f"Fjord League {number}")
        for words in COMMANDS:
            result = CliRunner().invoke(app, list(words))
            assert (result.exit_code == 0) == (words[-1] not in ("QQ", "--bogus")), (words, result.output)
    gc.collect()
    return len([*Path("/proc/self/fd").iterdir()]), len(gc.get_objects())


@pytest.mark.slow
@pytest.mark.fresh
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files where Linux lists them")
def test_command_after_command_leaves_nothing_open_and_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the third round on as many open files, and not a hundred things more a round, of tens of thousands."""
    monkeypatch.chdir(write_network(tmp_path, 3))
    files, things = rounds(tmp_path, range(2))
    at_last, more = rounds(tmp_path, range(2, 4))
    assert at_last <= files
    assert more - things < 200
    assert {path.name for path in tmp_path.iterdir()} == {"data", "figures", "region.md"}


@pytest.mark.fresh
@pytest.mark.parametrize("first", [("validate", "--no-table"), ("validate", "no-such-file.yaml")], ids=" ".join)
def test_a_command_after_validate_looks_for_garbage_again(
    first: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`validate` makes no circles and looks for none; what comes after it in one process does, also after a refusal."""
    monkeypatch.chdir(write_network(tmp_path, 3))
    was_on, thresholds, ended = gc.isenabled(), gc.get_threshold(), signal.getsignal(signal.SIGTERM)
    try:
        for words in (first, ("show", "FA10")):
            monkeypatch.setattr(sys, "argv", ["ceecluster", *words])
            with pytest.raises(SystemExit):
                main()
        assert gc.isenabled()
    finally:
        signal.signal(signal.SIGTERM, ended)
        gc.set_threshold(*thresholds)
        (gc.enable if was_on else gc.disable)()
