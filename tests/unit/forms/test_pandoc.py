"""Word is written in any locale; headings begin their pages, notes are small, lists stand apart from tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ceecluster import assets
from ceecluster.blocks import Boxes, Column, Document, Paragraph, Section, Word, listing, table
from ceecluster.documents import files_of, voice_of
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.nodes import letters_of, notes_at_end, words_of
from ceecluster.forms.pandoc import Writer
from ceecluster.sources.word_package import Package, child, children
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


def test_a_heading_begins_its_page_and_a_note_is_smaller_than_the_text() -> None:
    """No empty line stands above a heading on a new page; a list has the room of a text above it, but its own lines."""
    columns = [Column(Word("name"), lambda row: row, header=True), Column(Word("value"), lambda row: row)]
    told = table("t", "Title", columns, ["a", "b"], "A note.")
    points = listing(["one", "two"])
    blocks = (told, points, Section("Own page", (Paragraph("More."), points), own_page=True))
    made = files_of(Document("d", "Title", blocks), "docx", Path("d.docx"), voice_of(frozen()), epoch=0)
    package = Package(made[Path("d.docx")])
    paragraphs = {
        "".join(each.firstChild.data for each in node.getElementsByTagName("w:t") if each.firstChild): child(
            node, "w:pPr"
        )
        for node in children(package.body, "w:p")
    }
    heading = paragraphs["Own page"]
    assert heading is not None and "" not in paragraphs
    assert [each.tagName for each in children(heading)] == ["w:pStyle", "w:pageBreakBefore", "w:spacing"]
    styles = {text: own.getElementsByTagName("w:pStyle")[0].getAttribute("w:val") for text, own in paragraphs.items()}  # type: ignore[union-attr]
    assert styles["A note."] == "TableNote"
    known = package.part("word/styles.xml")
    assert known is not None
    names = [style.getAttribute("w:styleId") for style in known.getElementsByTagName("w:style")]
    assert len(names) == len({*names})
    sizes = {
        style.getAttribute("w:styleId"): int(style.getElementsByTagName("w:sz")[0].getAttribute("w:val"))
        for style in known.getElementsByTagName("w:style")
        if style.getElementsByTagName("w:sz")
    }
    assert sizes["TableNote"] == sizes["Cover"] == 18


def test_a_heading_right_below_one_that_begins_its_page_is_kept_with_it() -> None:
    """An annex begins its page, and its first section stands below its heading: neither is lost."""
    inner = Section("First of the annex", (Paragraph("More."),))
    document = Document("d", "Title", (Paragraph("Text."), Section("Annex", (inner,), own_page=True)))
    made = files_of(document, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)
    body = Package(made[Path("d.docx")]).body
    told = [each.firstChild.data for each in body.getElementsByTagName("w:t") if each.firstChild]
    assert "Annex" in "".join(told) and "First of the annex" in "".join(told)
    assert len(body.getElementsByTagName("w:pageBreakBefore")) == 1


def test_boxes_begin_their_page_and_have_headings_and_lists_of_their_size(tmp_path: Path) -> None:
    """Side by side: headings of a box, lists in the letters of a list, and after a table no line of full height."""
    columns = [Column(Word("name"), lambda row: row, header=True), Column(Word("value"), lambda row: row)]
    left = Section("Left", (listing(["one", "two"]), table("t", None, columns, ["a"])))
    boxes = Boxes((left, Section("Right", (Paragraph("More."),))), own_page=True)
    document = Document("d", "Title", (Paragraph("Text."), boxes, boxes))
    made = files_of(document, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)
    body = Package(made[Path("d.docx")]).body
    styles = [each.getAttribute("w:val") for each in body.getElementsByTagName("w:pStyle")]
    assert styles.count("BoxHeading") == 4 and styles.count("Point") == 4 and "Heading1" not in styles
    assert len(body.getElementsByTagName("w:pageBreakBefore")) == 2
    assert "w:pageBreakBefore" not in "".join(each.toxml() for each in body.getElementsByTagName("w:tbl"))
    empty = [each for each in body.getElementsByTagName("w:p") if not each.getElementsByTagName("w:r")]
    heights = [int(each.getElementsByTagName("w:spacing")[0].getAttribute("w:line")) for each in empty]
    assert len(heights) >= 4 and max(heights) <= 120
    writer = Writer(voice_of(frozen()), tmp_path, "typst", 0)
    run_pandoc(writer.tree(document, writer.whole(document, 2)), "typst", tmp_path / "d.typ", 0)
    assert (tmp_path / "d.typ").read_text().count("#pagebreak(weak: true)") == 2


def _pdf_nodes(*letters: int) -> list[dict[str, object]]:
    """Paragraphs with a footnote of so many letters each."""
    note = [{"t": "Note", "c": [{"t": "Para", "c": [{"t": "Str", "c": "n" * each}]}]} for each in letters]
    return [{"t": "Para", "c": [{"t": "Str", "c": "text"}, each]} for each in note]


def test_short_notes_stand_at_the_foot_and_long_ones_at_the_end() -> None:
    """Of one document all: a note of three lines stays where it is, a longer one takes the others along."""
    short = _pdf_nodes(300, 20)
    assert notes_at_end(short) == [] and [para["c"][1]["t"] for para in short] == ["Note", "Note"]
    long = _pdf_nodes(20, 301, 20)
    begin, first, second, end = notes_at_end(long)
    assert (begin["t"], end["t"]) == ("RawBlock", "RawBlock")
    assert [letters_of(each["c"]) for each in (first, second)] == ["1 " + "n" * 20, "2 " + "n" * 301]
    assert first["c"][0]["c"][0][0] == "note-1"
    # What is said twice is one note, and both places lead to it.
    assert [para["c"][1]["c"][0]["c"][2][0] for para in long] == ["#note-1", "#note-2", "#note-1"]


def test_an_address_in_print_ends_its_line_between_its_parts() -> None:
    """Without its scheme Typst takes it for one word; a fraction or a slash of the text is none."""
    told = "".join(node["c"] for node in words_of("a.example/b_c?d=e-f", "typst"))
    assert told == "a.example/\u200bb_\u200bc?\u200bd=\u200be-f"
    assert [node["c"] for node in words_of("and/or", "typst")] == ["and/or"]


def test_an_address_in_print_stays_in_its_column() -> None:
    """No part of it is longer than a column: neither one long word nor a name of dots and years."""
    for address in (
        "www.oecd.org/fr/royaumeuni/competitiveregionalclustersnationalpolicyapproaches.htm",
        "projects2014-2020.interregeurope.eu/clusterfy",
    ):
        told = "".join(node["c"] for node in words_of(address, "typst"))
        assert told.replace("\u200b", "") == address
        assert max(map(len, told.split("\u200b"))) <= 20, told
    assert "".join(node["c"] for node in words_of("a.example/a-way-of-many-words-that-end-lines", "typst")) == (
        "a.example/\u200ba-way-of-many-words-that-end-lines"
    )


def test_only_print_parts_addresses() -> None:
    """Slides part their own lines, and would copy the marks."""
    assert [node["c"] for node in words_of("a.example/b_c", "pptx")] == ["a.example/b_c"]
