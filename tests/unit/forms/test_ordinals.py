"""What a German day or year does at the beginning of a line: Typst takes `31.` there for the first item of a list."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ceecluster.blocks import Column, Document, Paragraph, Ref, Spelling, table
from ceecluster.documents import files_of, voice_of
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.nodes import words_of
from ceecluster.forms.pandoc import Writer
from ceecluster.wording import Voice
from factories import frozen

pypandoc = pytest.importorskip("pypandoc")
typst = pytest.importorskip("typst")


class Spelled:
    """Names for a document that has none."""

    def spell(self, ref: Ref, spelling: Spelling) -> str:
        return ref.code


@pytest.mark.parametrize("text", ["31. Dezember 2027", "2026.", "b" * 70 + " 2026."])
def test_no_ordinal_becomes_a_list(tmp_path: Path, text: str) -> None:
    """In a paragraph wherever its lines end, and in a cell."""
    cells = table("t", "T", [Column("c", lambda row: row)], [text, text])  # type: ignore[arg-type]
    writer = Writer(Voice(Spelled(), "de"), tmp_path, "typst", 0)
    document = Document("d", "T", (Paragraph(text), cells))
    run_pandoc(writer.tree(document, writer.whole(document, 2)), "typst", tmp_path / "body.typ", 0)
    assert typst.query(str(tmp_path / "body.typ"), "enum") == "[]"


def test_no_line_in_word_ends_after_the_day() -> None:
    """`23.` and `November 2026` stay together, and a hyphen with its word; the number of a paragraph does not."""
    told = "Stand 23. November 2026, Absatz 5. Danach nichts. Politik und -praxis"
    last = ["Politik", "und", "\N{NON-BREAKING HYPHEN}praxis"]
    kept = [node["c"] for node in words_of(told, "docx") if node["t"] == "Str"]
    assert kept == ["Stand", "23.\N{NO-BREAK SPACE}November", "2026,", "Absatz", "5.", "Danach", "nichts.", *last]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="the text of a PDF is read by pdftotext")
def test_no_line_of_a_title_ends_within_a_name_or_a_version(tmp_path: Path) -> None:
    """The German guidelines began with `CEE-` alone."""
    title = "CEE-ClusterNetwork: Vorgeschlagene Qualitätsleitlinien für Clusterprogramme, Version 0.1"
    made = files_of(Document("d", title, (Paragraph("Text."),)), "pdf", Path("d.pdf"), voice_of(frozen()), epoch=0)
    (tmp_path / "d.pdf").write_bytes(made[Path("d.pdf")])
    told = subprocess.run(["pdftotext", "d.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    lines = told.splitlines()
    assert lines[0].startswith("CEE-ClusterNetwork:") and any(line.endswith("Version 0.1") for line in lines[:4]), lines
