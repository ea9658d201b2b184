"""How long the reports take: all documents of the eleven regions, one page, and a long PDF.

Run by hand: python benchmarks/report.py. Each row is a command in a process of its own, except the long PDF, which
joins the site's own documents until it has sixty pages and counts the making of the file alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = str(Path(sys.executable).with_name("ceecluster"))
RUNS = 3


def command(what: str, *words: str, pages: Path | None = None) -> str:
    """The best of a few runs of the command, with what it wrote."""
    took = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([PROGRAM, *words, "-w", str(ROOT), "-q"], check=True)
        took.append(time.perf_counter() - begun)
    size = "–" if pages is None else f"{pages.stat().st_size / 1e6:.2f} MB"
    return f"| {what} | {min(took):.2f} | {size} |"


def long_pdf() -> str:
    """A PDF of at least sixty pages: the profiles of all regions as one document."""
    from ceecluster.blocks import Document, Section
    from ceecluster.documents import document, voice_of
    from ceecluster.forms.pandoc import write_pdf
    from ceecluster.report.export import dated
    from ceecluster.study import load

    study = load(ROOT / "data")
    voice = voice_of(study)
    profiles = [document("region", study, voice, code=region.code) for region in study.world.network.regions]
    for count in range(2, len(profiles) + 1):
        whole = Document("all", "All profiles", tuple(Section(each.title, each.blocks) for each in profiles[:count]))
        begun = time.perf_counter()
        made = write_pdf(whole, voice, epoch=dated(study))
        took = time.perf_counter() - begun
        pages = len(re.findall(rb"/Type\s*/Page[^s]", made))
        if pages >= 60:
            break
    return f"| PDF of {pages} pages, from its blocks | {took:.2f} | {len(made) / 1e6:.2f} MB |"


def main() -> None:
    """Print the table."""
    print("| what | seconds | file |\n|---|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(command("report all, HTML and Markdown, 11 regions", "report", "all", "-o", str(folder / "site")))
        for document, form in (("coherence", "html"), ("coherence", "docx"), ("plan", "pdf")):
            file = folder / f"{document}.{form}"
            print(command(f"report {document}, {form}", "report", document, "-o", str(file), pages=file))
        print(long_pdf())


if __name__ == "__main__":
    main()
