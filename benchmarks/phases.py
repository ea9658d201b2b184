"""The three slowest phases of each command on the shipped data, by the profiler: shares of the whole process.

    python benchmarks/phases.py

Nothing is kept between the runs, so every one reads and checks. Phases do not overlap, save that what a phase imports
counts as imports and as its own.
"""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("validate", "compare", "agree", "plan", f"diff {ROOT}", "report coherence -o coherence.html", "score")
PHASES = {
    "imports": ("<frozen importlib._bootstrap>", "_find_and_load"),
    "reading of files": ("ceecluster/reading.py", "read_file"),
    "rules inside files": ("ceecluster/checks/run.py", "_findings"),
    "rules across files": ("ceecluster/checks/run.py", "conclude"),
    "scores": ("ceecluster/scoring/quality.py", "score"),
    "test of single pairs": ("ceecluster/coherence/chance.py", "level_tests"),
    "dealing records at random": ("ceecluster/coherence/chance.py", "level_chance"),
    "equal records": ("ceecluster/coherence/rarefaction.py", "rarefy"),
    "positions from records": ("ceecluster/agreement/positions.py", "read_positions"),
    "weighing of issues": ("ceecluster/agreement/rule.py", "weigh"),
    "candidates of the plan": ("ceecluster/planning/candidates.py", "propose"),
    "choice of pilots": ("ceecluster/planning/actionplan.py", "_choose"),
    "ranking of who might join": ("ceecluster/planning/enlargement.py", "rank_candidates"),
    "groups of regions": ("ceecluster/coherence/groups.py", "find_groups"),
    "split of the differences": ("ceecluster/coherence/variance.py", "split_variance"),
    "trend": ("ceecluster/coherence/trend.py", "trend"),
    "figures": ("ceecluster/forms/drawing.py", "_svg"),
    "printing": ("ceecluster/forms/terminal.py", "print_document"),
}
"""Where each phase begins: the file a function stands in, and its name."""


def profiled(command: str) -> str:
    """Run one command in this process; `seconds, phase share, phase share, phase share`."""
    from ceecluster.cli import main

    sys.argv = ["ceecluster", *command.split()]
    # By processor time: other programs on the machine then hardly move the shares.
    profile = cProfile.Profile(time.process_time)
    with redirect_stdout(io.StringIO()):
        try:
            profile.runcall(main)
        except SystemExit as ended:
            if ended.code:
                raise
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(each[2] for each in stats.values())
    found: dict[str, float] = {}
    for (file, _, name), each in stats.items():
        for phase, (ends, function) in PHASES.items():
            if file.endswith(ends) and name == function:
                found[phase] = found.get(phase, 0.0) + each[3]
    slowest = sorted(found.items(), key=lambda item: -item[1])[:3]
    return f"{whole:.1f} | " + ", ".join(f"{phase} {share / whole:.0%}" for phase, share in slowest)


def main() -> None:
    """Print the table; each command in a process of its own."""
    print("| command | processor seconds under the profiler | slowest phases |\n|---|---:|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for command in COMMANDS:
            words = [sys.executable, __file__, command, "-w", str(ROOT)]
            ran = subprocess.run(
                words,
                cwd=folder,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                env={**os.environ, "CEECLUSTER_CACHE": "off"},
            )
            told = command.replace(f" {ROOT}", " OTHER").partition(" -o")[0]
            print(f"| `{told}` | {ran.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(profiled(" ".join(sys.argv[1:])))
    else:
        main()
