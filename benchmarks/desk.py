"""The desk beside the command: every seeded case and broken inventories in one page; size and times of a desk.

    python tools/desk/build.py
    python benchmarks/desk.py --mutants 500            all cases of tests/cases as well
    python benchmarks/desk.py --times                  boot, first and second check with the shipped data

Exit 1 if anything differs from what `ceecluster validate --format json` prints, byte for byte.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from playwright.sync_api import Page, expect, sync_playwright

from ceecluster import __version__
from ceecluster.desk.page import filled
from ceecluster.desk.snapshot import snapshot
from desk_files import BASE, Broken, Drop, seeded

ROOT = Path(__file__).resolve().parents[1]
SHELL = ROOT / "build" / f"ceecluster-desk-{__version__}.html"


def opened(page: Page, workspace: Path, folder: Path) -> float:
    """Open a desk of a workspace; the seconds until it is ready."""
    page_file = folder / "check.html"
    page_file.write_bytes(filled(SHELL.read_bytes(), snapshot(workspace), SHELL.name))
    begun = time.perf_counter()
    page.goto(page_file.as_uri())
    expect(page.locator("#status")).to_have_text("Ready. Choose a file.", timeout=300_000)
    return time.perf_counter() - begun


def checked(page: Page, files: dict[str, bytes]) -> dict[str, Any]:
    """What the page answers for files."""
    given = [[name, base64.b64encode(raw).decode()] for name, raw in files.items()]
    bytes_of = "Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))"
    answer: dict[str, Any] = page.evaluate(
        f"(files) => desk.check(files.map(([name, text]) => [name, {bytes_of}]))", given
    )
    return answer


def compare(page: Page, drops: Iterable[Drop]) -> tuple[int, int, int]:
    """(dropped, with the same bytes, with findings); what differs is printed."""
    count = same = found = 0
    root: Path | None = None
    for drop in drops:
        if drop.root != root:
            root = drop.root
            page.evaluate("(workspace) => desk.ask({ kind: 'open', workspace })", json.dumps(snapshot(root)))
        answer = checked(page, drop.files)
        count += 1
        same += answer.get("json") == drop.expected
        found += '"findings": []' not in drop.expected
        if answer.get("json") != drop.expected:
            theirs = answer.get("json", "").splitlines()
            at = next(
                (line for line in zip(theirs, drop.expected.splitlines(), strict=False) if line[0] != line[1]), ""
            )
            print(f"differs: {drop.name}: {answer.get('broken') or at}", file=sys.stderr, flush=True)
    return count, same, found


def times(page: Page, folder: Path) -> None:
    """Print size and times as a row of a Markdown table."""
    file = ROOT / "data" / "regions" / "AT31-upper-austria.yaml"
    boot = opened(page, ROOT / "data", folder)
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        checked(page, {file.name: file.read_bytes()})
        took.append(time.perf_counter() - begun)
    raw = (folder / "check.html").read_bytes()
    size = f"{len(raw) / 1e6:.1f} | {len(gzip.compress(raw, 9)) / 1e6:.1f}"
    print("| MB | gzipped | ready s | first finding s | second check s |\n|---|---|---|---|---|")
    print(f"| {size} | {boot:.1f} | {boot + took[0]:.1f} | {min(took[1:]):.1f} |")


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="seed of the first of them")
    parser.add_argument("--no-cases", action="store_true")
    parser.add_argument("--times", action="store_true")
    given = parser.parse_args()
    wrong = 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        if given.times:
            times(page, folder)
            return 0
        opened(page, BASE / "data", folder)
        if not given.no_cases:
            count, same, found = compare(page, seeded(folder / "cases"))
            print(f"{count} seeded cases: {same} the same bytes, {found} with findings", flush=True)
            wrong += count - same
        if given.mutants:
            (folder / "broken").mkdir()
            broken = Broken(folder / "broken")
            drops = (broken.drop(seed) for seed in range(given.first, given.first + given.mutants))
            count, same, found = compare(page, drops)
            print(f"{count} broken inventories: {same} the same bytes, {found} with findings", flush=True)
            wrong += count - same
        browser.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
