"""How long documents may be, in PDF and Word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ceecluster.documents import document, files_of, voice_of
from ceecluster.report.export import dated
from ceecluster.study import Study
from factories import written
from pages import OFFICE, pdf_pages, word_pages


@pytest.mark.parametrize("region", ["AT31", "HR", "HU22"])
def test_a_profile_has_two_pages(study: Study, region: str) -> None:
    """The same boxes for every region on two pages."""
    assert pdf_pages(written("region", study, "pdf", region=region)) == 2


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_profile_has_two_pages_in_word(study: Study, tmp_path: Path) -> None:
    """Word as LibreOffice sets it."""
    assert word_pages(written("region", study, "docx", region="HU22"), tmp_path) == 2


def before_the_annex(content: bytes, folder: Path) -> int:
    """Pages of a PDF before the annex, which begins a page of its own; contents name it before."""
    (folder / "counted.pdf").write_bytes(content)
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / "counted.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    heading = re.compile(r"^\s*Annex( A\.|:) [^.]*$", re.M)
    number, page = max((n, page) for n, page in enumerate(text.split("\f"), 1) if heading.search(page))
    running, first = [line.strip() for line in page.splitlines() if line.strip()][:2]
    assert heading.search(first) and not heading.search(running)
    return number - 1


BODIES = {"plan": 10, "agreement": 8, "coherence": 10, "legacy": 6}
"""What a minister reads comes before the annex: pages at most. The last one is a choice of ours (ADR 0289)."""
WHOLE = {"application": 10, "evaluation": 4, "records": 14}
"""Pages of the whole document at most, a choice of ours (ADR 0289): a note with a letter per partner, an evaluation,
and the records of a region with a long list."""


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None or shutil.which("pdftotext") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", BODIES)
def test_the_body_is_short_in_print_and_in_word(kind: str, study: Study, tmp_path: Path) -> None:
    """Word as LibreOffice sets it."""
    voice = voice_of(study)
    made = document(kind, study, voice)
    printed, typed = (
        next(iter(files_of(made, form, Path("x"), voice, epoch=dated(study)).values())) for form in ("pdf", "docx")
    )
    assert 2 <= before_the_annex(printed, tmp_path) <= BODIES[kind]
    word_pages(typed, tmp_path)
    assert 2 <= before_the_annex((tmp_path / "counted.pdf").read_bytes(), tmp_path) <= BODIES[kind]


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", WHOLE)
def test_a_document_without_annex_is_short_in_print_and_in_word(kind: str, study: Study, tmp_path: Path) -> None:
    """Word as LibreOffice sets it."""
    about = {"application": "P1", "records": "PL"}.get(kind, "")
    printed, typed = (written(kind, study, form, region=about) for form in ("pdf", "docx"))
    assert 1 < pdf_pages(printed) <= WHOLE[kind]
    assert 1 < word_pages(typed, tmp_path) <= WHOLE[kind]
