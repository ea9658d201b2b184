"""Two Word files as one: accepting its revisions gives the new file, rejecting them the old one."""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from ceecluster.blocks import (
    Block,
    Boxes,
    Column,
    Document,
    Marked,
    Paragraph,
    Part,
    Remarked,
    Section,
    Table,
    Text,
    listing,
    table,
)
from ceecluster.documents import voice_of
from ceecluster.errors import UsageError
from ceecluster.forms.pandoc import write_docx
from ceecluster.forms.revisions import revised
from factories import frozen
from revised_word import outline

pytest.importorskip("pypandoc")
WHEN = "2026-11-23T00:00:00Z"
CLAUSE = "The Participants named in Annex A intend to pursue the objective of"
WHO = {
    "training": "with Salzburg, Tyrol, Slovenia, Croatia and Slovakia; their word is open.",
    "research": "with the Czech Republic, Poland, Saxony and Styria; their word is open.",
    "trade": "with Vienna, Hungary, Bavaria and Veneto; their word is open.",
}


def clause(number: str, about: str, who: str = "") -> Paragraph:
    """A clause with a number in bold and a comment at its words."""
    told: Part = Remarked(f"{CLAUSE} {about} {who or WHO[about]}", f"evidence of {about}")
    return Paragraph(Text((Marked("strong", number), " ", told)))


def rows(*cells: tuple[str, ...]) -> Table:
    """A table with a caption."""
    columns = [Column(f"column {n}", partial(lambda row, n: row[n], n=n), header=n == 0) for n in range(len(cells[0]))]
    return table("t", "Who signs", columns, cells)


def linked(text: str, target: str) -> Paragraph:
    """A paragraph with a link."""
    return Paragraph(Text(("See ", Marked("link", text, target), " for more.")))


def file_of(*blocks: Block) -> bytes:
    """Blocks as a Word file."""
    return write_docx(Document("d", "A draft", blocks), voice_of(frozen()), epoch=0)


@pytest.fixture(scope="module")
def old() -> bytes:
    """A draft with clauses, lists, tables and links."""
    return file_of(
        Section("1. Purpose", (Paragraph("One thing stays."), linked("the list", "https://example.org/a"))),
        Section(
            "2. Clauses",
            (
                clause("2.1", "training"),
                clause("2.2", "research"),
                clause("2.3", "trade"),
                Paragraph("A word at the end."),
            ),
        ),
        Section("3. Points", (listing(["first point", "second point"]), listing(["one", "two"], numbered=True))),
        Section("4. Signatures", (rows(("AT", "Land", "x"), ("CZ", "Ministry", "y"), ("SK", "Agency", "z")),)),
    )


@pytest.fixture(scope="module")
def new() -> bytes:
    """The next draft: a clause moved and changed, one new, one gone; points, rows, columns and a link as well."""
    return file_of(
        Section("1. Purpose", (Paragraph("One thing stays."), linked("the new list", "https://example.org/b"))),
        Section(
            "2. Clauses",
            (
                clause("2.1", "research"),
                clause("2.2", "trade", "with Croatia; it is agreed."),
                clause("2.3", "training"),
            ),
        ),
        Section("2a. Money", (Paragraph("Each bears its own costs."), Paragraph("Nothing is promised."))),
        Section("3. Points", (listing(["first point", "third point", "fourth point"]),)),
        Section(
            "4. Signatures",
            (rows(("AT", "Land Tirol", "x"), ("HR", "Agency", "q"), ("SK", "Agency", "z")), rows(("more", "cells"))),
        ),
    )


def parts(content: bytes) -> dict[str, str]:
    """The XML parts of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))}


@pytest.mark.parametrize("forth", [True, False])
def test_accepting_gives_the_new_draft_and_rejecting_the_old_one(old: bytes, new: bytes, forth: bool) -> None:
    """In both directions, so that everything that comes also goes."""
    before, after = (old, new) if forth else (new, old)
    made = revised(before, after, "Secretariat", WHEN)
    assert outline(made) not in (outline(before), outline(after))
    assert outline(made, "accept") == outline(after)
    assert outline(made, "reject") == outline(before)


PARAGRAPHS = [Paragraph("One thing stays."), Paragraph("A second thing comes."), Paragraph("The last stays.")]
POINTS = ["first point", "another point", "last point"]
ROWS = [("AT", "Land", "x"), ("CZ", "Ministry", "y"), ("SK", "Agency", "z")]


def draft(paragraphs: list[Paragraph], points: list[str], numbered: list[str], cells: list[tuple[str, ...]]) -> bytes:
    """A draft of paragraphs, points, numbered points and rows."""
    return file_of(*paragraphs, listing(points), listing(numbered, numbered=True), rows(*cells))


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("kind", [0, 1, 2, 3], ids=["paragraph", "point", "numbered", "row"])
def test_one_that_comes_or_goes_is_one_revision(kind: int, place: int) -> None:
    """A paragraph, a point, a numbered point, a row: at the start, between or at the end; nothing else is marked."""
    whole: tuple[list, ...] = (PARAGRAPHS, POINTS, POINTS, ROWS)
    lesser = [[*each[:place], *each[place + 1 :]] if n == kind else each for n, each in enumerate(whole)]
    with_it, without = draft(*whole), draft(*lesser)
    for before, after, mark in ((without, with_it, "ins"), (with_it, without, "del")):
        made = revised(before, after, "Secretariat", WHEN)
        assert outline(made, "accept") == outline(after) != outline(before) == outline(made, "reject")
        told = parts(made)["word/document.xml"]
        assert f"<w:{'del' if mark == 'ins' else 'ins'} " not in told
        marked = re.search(rf"<w:trPr>(?:(?!</w:trPr>).)*<w:{mark} ", told)
        assert bool(marked) == (kind == 3)


def test_every_kind_of_change_is_marked(old: bytes, new: bytes) -> None:
    """Words, ends of paragraphs and rows, each by the author at the moment given."""
    document = parts(revised(old, new, "The secretariat & co", WHEN))["word/document.xml"]
    marks = re.findall(r'<w:(?:ins|del) w:id="(\d+)" w:author="The secretariat &amp; co" w:date="([^"]*)"/?>', document)
    assert len(marks) == document.count("<w:ins ") + document.count("<w:del ")
    assert len({number for number, _ in marks}) == len(marks) and {moment for _, moment in marks} == {WHEN}
    for kind in ("ins", "del"):
        assert re.search(rf"<w:rPr><w:{kind} [^>]*/></w:rPr></w:pPr>", document)
        assert re.search(rf"<w:{kind} [^>]*/></w:trPr>", document)
        assert re.search(rf"<w:{kind} [^>]*><w:r>", document)
    assert "<w:delText" in document and "2a. Money" in document


def test_a_clause_that_only_moved_keeps_its_words(old: bytes, new: bytes) -> None:
    """What is removed of the clause on research is its number, not its sentence."""
    document = parts(revised(old, new, "S", WHEN))["word/document.xml"]
    removed = re.findall(r"<w:delText[^>]*>([^<]*)</w:delText>", document)
    assert any("of training with" in text for text in removed)
    assert not any("research" in text or "Saxony" in text for text in removed), removed


def test_the_same_draft_twice_has_no_revision(old: bytes) -> None:
    """Nothing moved."""
    document = parts(revised(old, old, "S", WHEN))["word/document.xml"]
    assert "<w:ins " not in document and "<w:del " not in document


def test_comments_stand_at_the_clauses_of_the_new_draft(old: bytes, new: bytes) -> None:
    """Each comment has its range and its reference once."""
    made = parts(revised(old, new, "S", WHEN))
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert made["word/document.xml"].count(f"<w:{mark} ") == 3
    assert made["word/comments.xml"].count("<w:comment ") == 3


def test_a_draft_with_revisions_is_valid(old: bytes, new: bytes, tmp_path: Path) -> None:
    """Against the schemas and rules of ECMA-376 (openxml-audit, from the package index)."""
    path = tmp_path / "both.docx"
    path.write_bytes(revised(old, new, "S", WHEN))
    assert not [str(error) for error in OpenXmlValidator().validate(path).errors]


def test_a_draft_with_revisions_is_refused(old: bytes, new: bytes) -> None:
    """Which of its two texts is meant is not known."""
    with pytest.raises(UsageError, match="holds revisions itself"):
        revised(revised(old, new, "S", WHEN), new, "S", WHEN)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(content: bytes, new: bytes) -> None:
    """A PDF, half a file, nothing."""
    with pytest.raises(UsageError, match="no Word document"):
        revised(content, new, "S", WHEN)


def test_entities_are_refused(old: bytes, new: bytes) -> None:
    """A file that would grow when it is read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(old)) as source, zipfile.ZipFile(stream, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "word/document.xml":
                content = content.replace(b"<w:document", b'<!DOCTYPE d [<!ENTITY a "b">]><w:document', 1)
            target.writestr(part, content)
    with pytest.raises(UsageError, match="no Word document"):
        revised(stream.getvalue(), new, "S", WHEN)


def test_documents_with_boxes_and_a_mark_of_drafts_are_valid(tmp_path: Path) -> None:
    """Every style they name is defined: a profile, and the draft plan's kin with a header."""
    path = tmp_path / "made.docx"
    boxes = Boxes((Section("Left", (Paragraph("one"),)), Section("Right", (Paragraph("two"),))))
    path.write_bytes(file_of(boxes))
    assert not [str(error) for error in OpenXmlValidator().validate(path).errors]
    with zipfile.ZipFile(path) as file:
        assert 'w:styleId="Header"' in file.read("word/styles.xml").decode()
