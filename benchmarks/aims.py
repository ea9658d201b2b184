"""What the commands were meant to take, what they take, and whether that is met: beside an older version and peers.

    python benchmarks/aims.py --before /path/to/older/checkout [--runs 5]

`--before` is a checkout of an older version: both versions run on its data, in turn, A B A B. Figures are processor
time (user and system) of whole processes, the best of the runs: other programs on the machine hardly move it. An aim
is met where the ratio is at most 5 % above it. What is kept of a check lies in a folder of this run: "unchanged" is a
workspace that was checked before, "nothing kept" one that is read anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from validate import HELLO, ROOT, Figure, measure

BEFORE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ceecluster.cli import main; main()"
MADE = "coherence.html"
COMMANDS = (("validate",), ("compare",), ("report", "coherence", "--format", "html", "-o", MADE))
KEPT = "CEECLUSTER_CACHE"


def in_turn(first: list[str], second: list[str], folder: Path, runs: int) -> tuple[Figure, Figure]:
    """The best runs of two commands that are run one after the other, again and again."""
    found: tuple[list[Figure], list[Figure]] = ([], [])
    for _ in range(runs):
        for words, figures in zip((first, second), found, strict=True):
            (folder / MADE).unlink(missing_ok=True)
            figures.append(measure(words, folder, 1))
    ours, other = (min(figures, key=lambda figure: figure.processor) for figures in found)
    return ours, other


def show(aim: str, ours: Figure, other: Figure, most: float) -> None:
    """A row: met where our time is at most so many times the other's, and 5 % more."""
    ratio = ours.processor / other.processor
    met = "met" if ratio <= most * 1.05 and ours.code == 0 == other.code else "not met"
    print(
        f"| {aim} | {ours.processor:.2f} s, {ours.megabytes:.0f} MB | {other.processor:.2f} s, "
        f"{other.megabytes:.0f} MB | {ratio:.2f} | {met} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="a checkout of an older version, with its data")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    ours = shutil.which("ceecluster", path=str(Path(sys.executable).parent)) or "ceecluster"
    print("| aim | ours | beside it | ratio | |\n|---|---:|---:|---:|---|", flush=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("CI", KEPT):
            os.environ.pop(name, None)
        os.environ[KEPT] = str(folder / "cache")
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        bare = [sys.executable, str(hello), "--help"]
        aim = "`--help`: at most 1.2 times that of a bare typer program"
        show(aim, *in_turn([ours, "--help"], bare, folder, given.runs), 1.2)
        pandas = [sys.executable, "-c", "import pandas"]
        for kept, told in ((str(folder / "cache"), "unchanged"), ("off", "nothing kept")):
            os.environ[KEPT] = kept
            aim = f"`compare` of the shipped data ({told}): at most 2.5 times the import of pandas"
            show(aim, *in_turn([ours, "compare", "-w", str(ROOT)], pandas, folder, given.runs), 2.5)
            for words in COMMANDS if given.before else ():
                call = [*words, "-w", str(given.before)]
                older = [sys.executable, "-c", BEFORE, str(given.before / "src"), *call]
                most, least = (0.5, "half of before") if words == ("validate",) else (1.0, "no slower than before")
                aim = f"`{' '.join(words[:2])}` ({told}): {least}, on the data of then"
                show(aim, *in_turn([ours, *call], older, folder, given.runs), most)


if __name__ == "__main__":
    main()
