"""What a German day or year does at the beginning of a line: Typst takes `31.` there for the first item of a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster.blocks import Column, Document, Paragraph, Ref, Spelling, table
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.nodes import words_of
from ceecluster.forms.pandoc import Writer
from ceecluster.wording import Voice

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
