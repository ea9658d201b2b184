"""What the commands were meant to take, what they take, and whether that is met: beside an older version and peers.

    python benchmarks/aims.py --before /path/to/older/checkout [--runs 5]
    python benchmarks/aims.py --large
    python benchmarks/aims.py --many
    python benchmarks/aims.py --site

`--large` measures made networks instead: three sizes between 1 000 and 90 000 programmes, the largest 300 regions of
300; `--many` whether commands end on 1 200 regions of five, `--site` whether the site of all their documents does, each
stopped after MOST seconds of processor time. `--before` is a checkout of an older version: both versions run on its
data, in turn, A B A B. Figures are processor time (user and system) of whole processes with their helpers, the best of
the runs: other programs on the machine hardly move it. A call that fails ends it. An aim is met where the ratio is at
most 5 % above it. What is kept lies in a folder of this run: "same call before" is one that was made before on the same
data, whose screen may be told again, "checked before" one that is made anew in a workspace that was checked before,
"nothing kept" one that reads everything.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import generate
from validate import HELLO, ROOT, Figure, measure

BEFORE = """import os, sys
os.environ["PYTHONPATH"] = sys.argv.pop(1)  # for its helpers too
sys.path.insert(0, os.environ["PYTHONPATH"])
from ceecluster.cli import main
main()
"""
MADE = "coherence.html"
SITE = "site"
COMMANDS = (
    (("validate",), 0.5, "half of before, on the data of then"),
    (("compare",), 1.0, "no slower than before, on the data of then"),
    (("report", "coherence", "--format", "html", "-o", MADE), 1.0, "no slower than before, on the data of then"),
    (("report", "all", "-o", SITE), 1.3, "at most 1.3 times before, on the data of then, with all pages of today"),
)
MANY = (
    ("validate",),
    ("show", "regions"),
    ("score",),
    ("compare",),
    ("agree",),
    ("plan",),
    ("diff", "many"),
    ("match",),
    ("robustness",),
    ("export", "-o", "network.json"),
    *(("report", kind, "--format", "html", "-o", f"{kind}.html") for kind in ("quality", "briefing", "agreement")),
    *(("report", kind, "--format", "html", "-o", f"{kind}.html") for kind in ("plan", "coherence")),
)
"""What is asked of 1 200 regions, in a folder in which they lie as `many`."""
WHOLE_SITE = (("report", "all", "-o", SITE),)
ANEW = ("compare", "-o", "compare.txt", "--force")
"""A comparison that is made, whatever was told before: what goes into a file is not kept."""
SIZES = ((30, 34), (100, 100), (300, 300))
MOST = 600
LIMITED = """import os, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""
KEPT = "CEECLUSTER_CACHE"


def in_turn(first: list[str], second: list[str], folder: Path, runs: int) -> tuple[Figure, Figure]:
    """The best runs of two commands that are run one after the other, again and again."""
    found: tuple[list[Figure], list[Figure]] = ([], [])
    if os.environ[KEPT] != "off":
        measure(first, folder, 1)  # what is unchanged was checked before
    for _ in range(runs):
        for words, figures in zip((first, second), found, strict=True):
            (folder / MADE).unlink(missing_ok=True)
            shutil.rmtree(folder / SITE, ignore_errors=True)
            figures.append(measure(words, folder, 1))
            if code := figures[-1].code:
                sys.exit(f"{shlex.join(words)} ended with {code}: a call that fails measures nothing")
    ours, other = (min(figures, key=lambda figure: figure.processor) for figures in found)
    return ours, other


def show(aim: str, ours: Figure, other: Figure, most: float) -> None:
    """A row: met where our time is at most so many times the other's, and 5 % more."""
    ratio = ours.processor / other.processor
    met = "met" if ratio <= most * 1.05 else "not met"
    print(
        f"| {aim} | {ours.processor:.2f} s, {ours.megabytes:.0f} MB | {other.processor:.2f} s, "
        f"{other.megabytes:.0f} MB | {ratio:.2f} | {met} |",
        flush=True,
    )


def show_limit(aim: str, seconds: float, most: float, megabytes: float = 0, room: float = 0) -> None:
    """A row against so many seconds, and megabytes of memory where they have a limit."""
    met = seconds <= most and megabytes <= (room or megabytes)
    ours, limit = ((f"{s:.1f} s" + (f", {m:.0f} MB" if room else "")) for s, m in ((seconds, megabytes), (most, room)))
    print(f"| {aim} | {ours} | {limit} | {seconds / most:.2f} | {'met' if met else 'not met'} |", flush=True)


def show_sizes() -> None:
    """What 300 x 300 takes, and whether a programme costs more in larger networks of SIZES.

    The limits are elapsed seconds on two cores: they hold on a machine that does nothing else. The costs of a programme
    are processor time.
    """
    script, costs = str(Path(__file__).with_name("compare.py")), []
    for size in SIZES:
        words = [sys.executable, script, json.dumps(["timed", *size])]
        printed = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
        (read, scored, compared), spent, (memory, most) = json.loads(printed)
        costs.append(sum(spent) / (size[0] * size[1]) * 1e3)
    made = "300 x 300, elapsed seconds on two cores"
    show_limit(f"{made}: reading", read, 12, memory, 900)
    show_limit(f"{made}: scores and comparison", scored + compared, 12)
    show_limit(f"{made}: all of it (largest memory {most:.0f} MB)", read + scored + compared, 30)
    told = ", ".join(f"{figure:.1f}" for figure in spent)
    print(f"| the same in processor seconds of all processes: reading, scores, comparison | {told} | – | – | – |")
    ratio = max(costs[1:]) / costs[0]
    met = "met" if ratio <= 1.2 else "not met"
    numbers, each = ", ".join(f"{a * b:,}" for a, b in SIZES), ", ".join(f"{cost:.2f}" for cost in costs)
    aim = f"processor time of one programme of {numbers}: at most 1.2 times that of the fewest"
    print(f"| {aim} | {each} ms | – | {ratio:.2f} | {met} |", flush=True)
    flat = max(costs) / min(costs)
    met = "met" if flat <= 1.2 else "not met"
    print(f"| the dearest beside the cheapest of them: flat within 20 % | – | – | {flat:.2f} | {met} |", flush=True)


def show_many(ours: str, folder: Path, commands: Sequence[tuple[str, ...]]) -> None:
    """Whether commands end on 1 200 regions of five programmes, within MOST seconds of processor time."""
    if commands:
        generate(1_200, 5, folder / "many")
    for command in commands:
        words = [sys.executable, "-c", LIMITED, str(MOST), ours, *command, "-w", str(folder / "many")]
        found = measure(words, folder, 1)
        ended = "met" if found.code == 0 else f"not met: exit {found.code}"
        told = f"{found.processor:.0f} s, {found.megabytes:.0f} MB"
        said = " ".join(command[: 2 if command[0] == "report" else 1])
        print(f"| 1 200 regions x 5: `{said}` ends | {told} | – | – | {ended} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="a checkout of an older version, with its data")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="made networks of up to 90 000 programmes instead")
    parser.add_argument("--many", action="store_true", help="1 200 regions instead")
    parser.add_argument("--site", action="store_true", help="all documents of 1 200 regions instead")
    given = parser.parse_args()
    ours = shutil.which("ceecluster", path=str(Path(sys.executable).parent)) or "ceecluster"
    # As installed: a module without its compiled form would be compiled at every start where none may be written.
    for source in (ROOT / "src", *([given.before / "src"] if given.before else ())):
        compileall.compile_dir(source, quiet=1)
    print("Processor time of whole processes and their peak of memory, ", end="")
    once = given.large or given.many or given.site or given.runs == 1
    print("one run." if once else f"the best of {given.runs} runs in turn.")
    print("\n| aim | ours | peer or limit | ratio | met or not |\n|---|---:|---:|---:|---|", flush=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("CI", KEPT):
            os.environ.pop(name, None)
        os.environ[KEPT] = str(folder / "cache")
        if given.large or given.many or given.site:
            os.environ[KEPT] = "off"
            show_many(ours, folder, (*(MANY if given.many else ()), *(WHOLE_SITE if given.site else ())))
            if given.large:
                show_sizes()
            return
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        bare = [sys.executable, str(hello), "--help"]
        aim = "`--help`: at most 1.2 times that of a bare typer program"
        show(aim, *in_turn([ours, "--help"], bare, folder, given.runs), 1.2)
        pandas = [sys.executable, "-c", "import pandas"]
        for kept, told in ((str(folder / "cache"), "same call before"), ("off", "nothing kept")):
            os.environ[KEPT] = kept
            single = [ours, "compare", "-w", str(ROOT)]
            anew = [ours, *ANEW, "-w", str(ROOT)]
            most = "at most 2.5 times the import of pandas"
            show(f"`compare` of the shipped data ({told}): {most}", *in_turn(single, pandas, folder, given.runs), 2.5)
            if kept != "off":
                aim = f"`compare` of the shipped data (checked before): {most}"
                show(aim, *in_turn(anew, pandas, folder, given.runs), 2.5)
            both = [ours, "diff", str(ROOT), str(ROOT)]
            aim = f"`diff` of two workspaces ({told}): at most twice one `compare` that is made"
            show(aim, *in_turn(both, anew, folder, given.runs), 2.0)
            for words, ratio, said in COMMANDS if given.before else ():
                call = [*words, "-w", str(given.before)]
                older = [sys.executable, "-c", BEFORE, str(given.before / "src"), *call]
                aim = f"`{' '.join(words[:2])}` ({told}): {said}"
                show(aim, *in_turn([ours, *call], older, folder, given.runs), ratio)


if __name__ == "__main__":
    main()
