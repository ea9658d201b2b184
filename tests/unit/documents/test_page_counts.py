"""How long documents may be, in PDF and Word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ceecluster.blocks import Document
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
    """Pages of a PDF up to the one on which the annex begins; contents name it before."""
    (folder / "counted.pdf").write_bytes(content)
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / "counted.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    heading = re.compile(r"^\s*Annex( A\.|:) [^.]*$", re.M)
    return max(n for n, page in enumerate(text.split("\f"), 1) if heading.search(page))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_body_of_the_coherence_report_has_ten_pages(study: Study, coherence: Document, tmp_path: Path) -> None:
    """What a minister reads comes before the annex."""
    voice = voice_of(study)
    made = next(iter(files_of(coherence, "pdf", Path("x"), voice, epoch=dated(study)).values()))
    assert 2 <= before_the_annex(made, tmp_path) <= 10


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None or shutil.which("pdftotext") is None, reason="LibreOffice is not installed")
def test_the_body_of_the_coherence_report_has_ten_pages_in_word(
    study: Study, coherence: Document, tmp_path: Path
) -> None:
    """Word as LibreOffice sets it."""
    made = next(iter(files_of(coherence, "docx", Path("x"), voice_of(study), epoch=dated(study)).values()))
    word_pages(made, tmp_path)
    assert 2 <= before_the_annex((tmp_path / "counted.pdf").read_bytes(), tmp_path) <= 10


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None or shutil.which("pdftotext") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("kind", "pdf", "word"), [("plan", 10, 11), ("agreement", 8, 8)])
def test_the_body_of_plan_and_agreement_is_short(kind: str, pdf: int, word: int, study: Study, tmp_path: Path) -> None:
    """The plan ten pages (eleven in Word, where its letters are wider), the memorandum at most eight."""
    voice = voice_of(study)
    made = document(kind, study, voice)
    printed, typed = (
        next(iter(files_of(made, form, Path("x"), voice, epoch=dated(study)).values())) for form in ("pdf", "docx")
    )
    assert 2 <= before_the_annex(printed, tmp_path) <= pdf
    word_pages(typed, tmp_path)
    assert 2 <= before_the_annex((tmp_path / "counted.pdf").read_bytes(), tmp_path) <= word
