"""Pictures of the README and the docs: terminals as SVG, pages as PNG, made from the commands they show.

    python tools/pictures.py            writes docs/pictures/*.svg
    python tools/pictures.py --pages    the pages too (needs Chromium; PNG bytes differ between machines)

A test makes the terminals anew and compares. They hold text, no fonts from elsewhere and no script.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 100
_FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{unique_id}">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px }}
.{unique_id}-title {{ font-size: 16px; font-family: sans-serif }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A command and the part of what it prints that is shown."""

    name: str
    command: str
    lines: int
    """From the first on; what is cut is marked."""


TERMINALS = (
    Terminal("compare", "ceecluster compare", 26),
    Terminal("why", "ceecluster score --why HU22", 24),
)


def drawn(picture: Terminal, output: str) -> str:
    """The SVG of a command with the lines of its output, which may hold colours of a terminal."""
    rows = output.rstrip("\n").splitlines()
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.assemble(("$ ", "green"), (picture.command, "bold")))
    for row in rows[: picture.lines]:
        console.print(Text.from_ansi(row), no_wrap=True, crop=True)
    if picture.lines < len(rows):
        console.print("…")
    made = console.export_svg(
        title="ceecluster", theme=DEFAULT_TERMINAL_THEME, code_format=_FORMAT, unique_id=picture.name
    )
    return re.sub(r"[ \t]+\n", "\n", made)


def printed(command: str) -> str:
    """What a command prints into a terminal of the width of the pictures; SystemExit where it fails."""
    words = [str(Path(sys.executable).with_name("ceecluster")), *command.split()[1:]]
    colours = {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | colours
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr}")
    return done.stdout


def photographed(folder: Path) -> None:
    """The front page and a region's page of the site, as a reader's screen shows them."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as site, sync_playwright() as browsers:
        printed(f"ceecluster report all -o {site} -q")
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        for name, address in (("site", "index.html"), ("coherence", "coherence.html")):
            page.goto((Path(site) / address).as_uri())
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def main() -> None:
    """Writes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", action="store_true", help="the pages too")
    options = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    for each in TERMINALS:
        (PICTURES / f"{each.name}.svg").write_text(drawn(each, printed(each.command)), encoding="utf-8")
    if options.pages:
        photographed(PICTURES)


if __name__ == "__main__":
    main()
