"""The clock of the benchmarks: what a command's helpers use is its own time, also of those it never waits for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
WORK = "import time\nwhile time.process_time() < 0.3: pass"
LEAVES = f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {WORK!r}])"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody may wait for another's children")
def test_helpers_that_a_command_leaves_to_end_by_themselves_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that starts another and ends at once has used what that one used."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    spec = importlib.util.spec_from_file_location("validate_benchmark", BENCHMARKS / "validate.py")
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, benchmark)
    spec.loader.exec_module(benchmark)
    left = benchmark.measure([sys.executable, "-S", "-c", LEAVES], tmp_path, 1)
    assert left.code == 0
    assert left.processor > 0.3
