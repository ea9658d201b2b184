"""Word is written where the locale of the machine has no letters but those of ASCII."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ceecluster import assets
from ceecluster.blocks import Document, Paragraph
from ceecluster.documents import voice_of
from ceecluster.forms.pandoc import Writer, run_pandoc
from factories import frozen

pytest.importorskip("pypandoc")


def test_a_path_of_any_letters_is_found_in_any_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LC_ALL=C, as in a cron job: styles lie in a folder with a letter that C does not know, and so does the file."""
    monkeypatch.setenv("LC_ALL", "C")
    reference = tmp_path / "žlutý" / "styles.docx"
    reference.parent.mkdir()
    shutil.copy(assets.template("reference.docx"), reference)
    document = Document("d", "Title", (Paragraph("Über die Ebene."),))
    writer = Writer(voice_of(frozen()), tmp_path, "docx", 0)
    target = reference.parent / "d.docx"
    run_pandoc(writer.tree(document, writer.whole(document, 2)), "docx", target, 0, f"--reference-doc={reference}")
    assert target.read_bytes()[:2] == b"PK"
