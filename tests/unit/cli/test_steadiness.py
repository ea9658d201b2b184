"""Command after command in one process: nothing stays open, nothing piles up (for long: benchmarks/steadiness.py)."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from typer.testing import CliRunner

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
