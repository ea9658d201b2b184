"""Runs every benchmark and writes docs/benchmarks.md from what they print.

    python -m venv .venv-bench
    .venv-bench/bin/pip install -c constraints.txt '.[docx,pdf]'
    .venv-bench/bin/pip install -r benchmarks/peers.txt
    python -m venv .venv-bicm
    .venv-bicm/bin/pip install -r benchmarks/bicm.txt
    python tools/desk/build.py
    .venv-bench/bin/python benchmarks/page.py
    .venv-bench/bin/python benchmarks/page.py --write suggestions.py      one section of the page anew

Peers in another environment than this one: BENCH_PEERS=/path/to/venv/bin. A checkout of an older version to stand
beside: BENCH_BEFORE=/path/to/it.

Each part is a script of its own in a process of its own; what is measured and how stands at its head.
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
PARTS = (
    ("What was aimed at", "aims.py", ["--large", *(["--before", BEFORE] if BEFORE else [])]),
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
    ("Steadiness", "steadiness.py", ["--minutes", "30"]),
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


def section(title: str, script: str, words: list[str]) -> str:
    """What one script says of itself and what it prints."""
    source = (HERE / script).read_text(encoding="utf-8")
    said = source.split('"""')[1].split("\n\n")[0].strip()
    ran = subprocess.run(
        [sys.executable, str(HERE / script), *words], stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parent
    )
    return f"## {title}\n\n`benchmarks/{script}`: {said}\n\n{ran.stdout.strip()}\n"


def main() -> None:
    """Write the page, or print single parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="scripts to run and print; all of them are written to the page")
    parser.add_argument("--write", action="store_true", help="put the parts named into the page, in place of theirs")
    given = parser.parse_args()
    if given.parts:
        page = PAGE.read_text(encoding="utf-8")
        for title, script, words in PARTS:
            if script in given.parts:
                printed = section(title, script, words)
                print(printed)
                before, _, rest = page.partition(f"## {title}\n")
                after = rest.partition("\n## ")[2]
                page = before.rstrip() + "\n\n" + printed + (f"\n## {after}" if after else "")
        if given.write:
            PAGE.write_text(page, encoding="utf-8")
        return
    text = [
        "# Benchmarks\n",
        "This page is printed by `benchmarks/page.py`; nothing on it is typed by hand. Speed is measured side by side "
        "in one run on one machine: compare rows with each other, not with figures from elsewhere.\n",
        f"Measured on {machine()}\n",
        *(section(*part) for part in PARTS),
    ]
    PAGE.write_text("\n".join(text), encoding="utf-8")
    print(f"Written: {PAGE.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
