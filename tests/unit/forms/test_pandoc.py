"""Word is written where pandoc's own language of the machine has no letters but those of ASCII."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ceecluster import assets
from ceecluster.blocks import Document, Paragraph
from ceecluster.documents import files_of, voice_of
from factories import frozen

pytest.importorskip("pypandoc")


def test_a_path_of_any_letters_is_found_in_any_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LC_ALL=C, as in a cron job: styles and figures lie in a folder with a letter that C does not know."""
    monkeypatch.setenv("LC_ALL", "C")
    reference = tmp_path / "žlutý" / "styles.docx"
    reference.parent.mkdir()
    shutil.copy(assets.template("reference.docx"), reference)
    made = Document("d", "Title", (Paragraph("Über die Ebene."),))
    name = Path("d.docx")
    assert files_of(made, "docx", name, voice_of(frozen()), epoch=0, reference=reference)[name][:2] == b"PK"
