"""How long documents may be, in PDF and Word."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster.study import Study
from factories import written
from pages import OFFICE, pdf_pages, word_pages


@pytest.mark.parametrize("region", ["AT31", "HR", "HU22"])
def test_a_profile_has_two_pages(study: Study, region: str) -> None:
    """The same boxes for every region on two pages."""
    assert pdf_pages(written("region", study, "pdf", region=region)) == 2


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_profile_has_two_pages_in_word(study: Study, tmp_path: Path) -> None:
    """Word as LibreOffice sets it."""
    assert word_pages(written("region", study, "docx", region="HU22"), tmp_path) == 2
