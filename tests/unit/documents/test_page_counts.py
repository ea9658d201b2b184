"""How long documents may be, in PDF and Word, in English and German."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ceecluster.documents import document, files_of, voice_of
from ceecluster.report.export import dated
from ceecluster.study import Study, load
from factories import written
from pages import OFFICE, pdf_pages, set_by_office

SHIPPED = Path(__file__).parents[3] / "data"
"""What the package brings along: its texts are in German too, those of the frozen copy in English alone."""


@pytest.mark.parametrize("region", ["AT31", "HR", "HU22"])
def test_a_profile_has_two_pages(study: Study, region: str) -> None:
    """The same boxes for every region on two pages."""
    assert pdf_pages(written("region", study, "pdf", region=region)) == 2


def before_the_annex(content: bytes, folder: Path) -> int:
    """Pages of a PDF before the annex, which begins a page of its own; contents name it before."""
    (folder / "counted.pdf").write_bytes(content)
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / "counted.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    heading = re.compile(r"^\s*(Annex|Anhang)( A\.|:) [^.]*$", re.M)
    number, page = max((n, page) for n, page in enumerate(text.split("\f"), 1) if heading.search(page))
    running, first = [line.strip() for line in page.splitlines() if line.strip()][:2]
    assert heading.search(first) and not heading.search(running)
    return number - 1


BODIES = {"plan": 10, "agreement": 8, "coherence": 10}
"""What a minister reads comes before the annex: pages at most."""
PAGES = {"briefing": 1, "briefing-coherence": 1, "briefing-agreement": 1, "briefing-plan": 1, "commission": 1}
"""Pages of documents that have so many and no more, in both forms."""
PROFILES = {"region HU22": 2, "region ITH1": 2}
OURS = {"application P1": 10, "evaluation": 4, "records PL": 14}
"""Pages of the whole document at most, a choice of ours (ADR 0289): a note with a letter per partner, an evaluation,
and the records of a region with a long list."""


def counted(study: Study, language: str, documents: list[str], folder: Path) -> dict[str, tuple[int, int]]:
    """Pages in print and in Word, as LibreOffice sets it; of a document with a body those before the annex."""
    voice = voice_of(study, language)
    printed, typed = {}, {}
    for told in documents:
        kind, _, about = told.partition(" ")
        made = document(kind, study, voice, code=about)
        for form, into in (("pdf", printed), ("docx", typed)):
            into[told] = next(iter(files_of(made, form, Path("x"), voice, epoch=dated(study)).values()))
    typed = set_by_office(typed, folder)

    def pages(told: str, content: bytes) -> int:
        return before_the_annex(content, folder) if told in BODIES or told == "legacy" else pdf_pages(content)

    return {told: (pages(told, printed[told]), pages(told, typed[told])) for told in documents}


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None or shutil.which("pdftotext") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", ["en", "de"])
def test_documents_are_short_in_print_and_in_word(language: str, tmp_path: Path) -> None:
    """Bodies of plan, agreement and coherence report, briefings of one page, profiles of two, in both languages."""
    exact, most = {**PAGES, **PROFILES}, BODIES
    found = counted(load(SHIPPED), language, [*exact, *most], tmp_path)
    assert {told: pages for told, pages in found.items() if told in exact} == {
        told: (pages, pages) for told, pages in exact.items()
    }
    assert {told: pages for told, pages in found.items() if told in most and max(pages) > most[told]} == {}
    assert min(min(found[told]) for told in most) >= 2


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None or shutil.which("pdftotext") is None, reason="LibreOffice is not installed")
def test_documents_of_the_frozen_copy_are_short_in_print_and_in_word(study: Study, tmp_path: Path) -> None:
    """Where data change and these do not, the layout alone decides: in English, with the kinds whose length we chose.

    Of the legacy at most six pages come before its annex (ADR 0289).
    """
    exact, most = {**PAGES, **PROFILES}, {**BODIES, "legacy": 6, **OURS}
    found = counted(study, "en", [*exact, *most], tmp_path)
    assert {told: pages for told, pages in found.items() if told in exact} == {
        told: (pages, pages) for told, pages in exact.items()
    }
    assert {told: pages for told, pages in found.items() if told in most and max(pages) > most[told]} == {}
    assert min(min(found[told]) for told in most) >= 2
