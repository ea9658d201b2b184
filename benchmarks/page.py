"""Runs every benchmark and writes docs/benchmarks.md from what they print.

    python -m venv .venv-bench
    .venv-bench/bin/pip install -c constraints.txt '.[docx,pdf]'
    .venv-bench/bin/pip install -r benchmarks/peers.txt
    python -m venv .venv-bicm
    .venv-bicm/bin/pip install -r benchmarks/bicm.txt
    python tools/desk/build.py
    .venv-bench/bin/python benchmarks/page.py
    .venv-bench/bin/python benchmarks/page.py --write suggestions.py      one section of the page anew, by its script
    .venv-bench/bin/python benchmarks/page.py --write 'Side by side'      or by its title

Peers in another environment than this one: BENCH_PEERS=/path/to/venv/bin. A checkout of an older version to stand
beside: BENCH_BEFORE=/path/to/it. How many runs of each command of the shipped data: BENCH_RUNS=5.

Each part is a script of its own in a process of its own; what is measured and how stands at its head. A part is
printed as soon as it has run. What a failing one printed is printed too, and does not come on the page: exit 1.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
PEERS = ("check-jsonschema", "frictionless", "pandas", "pymcdm", "scikit-criteria", "typer")
PEERS_AT = os.environ.get("BENCH_PEERS", str(Path(sys.executable).parent))
BEFORE = os.environ.get("BENCH_BEFORE")
RUNS = os.environ.get("BENCH_RUNS", "5")
PARTS = (
    ("What was aimed at", "aims.py", ["--runs", RUNS, *(["--before", BEFORE] if BEFORE else [])]),
    ("Large networks", "aims.py", ["--large"]),
    ("Many regions", "aims.py", ["--many"]),
    ("The site of many regions", "aims.py", ["--site"]),
    ("Slowest phases", "phases.py", []),
    ("Checking inventories", "validate.py", ["--peers", PEERS_AT]),
    ("Checking tables", "tables.py", ["--regions", "300", "--programmes", "300", "--peers", PEERS_AT]),
    ("Broken tables", "fuzz.py", ["--tables", "--seed", "12"]),
    ("Auditing a composite indicator", "robustness.py", []),
    ("Comparing regions", "compare.py", []),
    ("Testing pairs", "pairs.py", []),
    ("Rank ranges", "orders.py", []),
    ("Choosing pilots", "selection.py", []),
    ("Writing reports", "report.py", []),
    ("Suggesting codes", "suggestions.py", []),
    ("The desk in a browser", "desk.py", ["--times"]),
    (
        "Killed at random",
        "steadiness.py",
        ["--regions", "1", "--seed", "3", "--commands", "0", "--rounds", "0"],
    ),
    ("Side by side", "steadiness.py", ["--kills", "0", "--commands", "0"]),
    ("Many commands in a row", "steadiness.py", ["--kills", "0", "--rounds", "0"]),
)


def machine() -> str:
    """The machine and the versions, in a sentence or two."""
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    found = []
    for name in PEERS:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({model}), {system}; {', '.join(found)}."


def section(title: str, script: str, words: list[str]) -> str | None:
    """What one script says of itself and what it prints; none where it failed, after what it printed until then."""
    source = (HERE / script).read_text(encoding="utf-8")
    said = source.split('"""')[1].split("\n\n")[0].strip()
    # Others keep nothing between two runs: neither do we, save where a part says that it does.
    ran = subprocess.run(
        [sys.executable, str(HERE / script), *words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE.parent,
        check=False,
        env={**os.environ, "CEECLUSTER_CACHE": "off"},
    )
    printed = f"## {title}\n\n`benchmarks/{script}`: {said}\n\n{ran.stdout.strip()}\n"
    print(printed, flush=True)
    return None if ran.returncode else printed


def put(page: str, title: str, printed: str) -> str:
    """The page with one section in place of the one of this title, or at its end."""
    before, _, rest = page.partition(f"## {title}\n")
    after = rest.partition("\n## ")[2]
    return before.rstrip() + "\n\n" + printed + (f"\n## {after}" if after else "")


def main() -> None:
    """Write the page, or print single parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="scripts or titles to run and print; without, all, onto the page")
    parser.add_argument("--write", action="store_true", help="put the parts named into the page, in place of theirs")
    given = parser.parse_args()
    unknown = {*given.parts} - {name for part in PARTS for name in part[:2]}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    page = PAGE.read_text(encoding="utf-8")
    if not given.parts:
        page = (
            "# Benchmarks\n\n"
            "This page is printed by `benchmarks/page.py`; nothing on it is typed by hand. Speed is measured side by "
            "side in one run on one machine: compare rows with each other, not with figures from elsewhere.\n\n"
            f"Measured on {machine()}\n"
        )
    failed = []
    for title, script, words in PARTS:
        if not given.parts or {title, script} & {*given.parts}:
            printed = section(title, script, words)
            if printed is None:
                failed.append(title)
            elif given.parts and given.write:
                # Parts may run side by side: each is put into the page as it is by then.
                PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), title, printed), encoding="utf-8")
            else:
                page = put(page, title, printed)
    # A whole page is of one run: with a part missing it is left as it was.
    if not given.parts and not failed:
        PAGE.write_text(page, encoding="utf-8")
        print(f"Written: {PAGE.relative_to(HERE.parent)}", file=sys.stderr)
    if failed:
        sys.exit(f"failed, and not on the page: {', '.join(failed)}")


if __name__ == "__main__":
    main()
