"""Workbooks made to cost much: each is refused by name for little work, on whatever path the reader would follow."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from ceecluster.reading import read_file

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def good() -> dict[str, bytes]:
    """The parts of a workbook of one record."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "programmes"
    for row in (["id", "name.en", "level"], ["hr-a", "A name", "policy"]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(rows: bytes, after: bytes = b"") -> bytes:
    """The part of a sheet."""
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (MAIN, rows, after)


def packed(**parts: bytes) -> bytes:
    """The good workbook with some of its parts replaced, by their path."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {**good(), **parts}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def elsewhere() -> bytes:
    """A relation that one reader resolves to a small sheet and another to one of seventeen thousand million cells."""
    parts = good()
    links = "xl/_rels/workbook.xml.rels"
    assert b"/xl/worksheets" in parts[links]
    moved = parts[links].replace(b'"/xl/worksheets', b'"xl/worksheets')
    return packed(**{links: moved, f"xl/{SHEET}": parts[SHEET], SHEET: sheet(FAR)})


def many(name: str, head: bytes, one: bytes, times: int) -> bytes:
    """The good workbook with a part of one thing many times."""
    return packed(**{name: b'<%s xmlns="%s">' % (head, MAIN) + one * times + b"</%s>" % head})


ATTACKS = {
    "cells": (lambda: packed(**{SHEET: sheet(b"<row>" + b"<c/>" * 1_100_000)}), "over 1,000,000 cells"),
    "filled cells": (lambda: packed(**{SHEET: sheet(b"<c><v>1</v></c>" * 1_100_000)}), "over 1,000,000 cells"),
    "rows": (lambda: packed(**{SHEET: sheet(b"<row/>" * 3_000_000)}), "over 16 MB"),
    "cells far away": (lambda: packed(**{SHEET: sheet(FAR)}), "1,048,576 rows by 16,384 columns"),
    "parts outside xl/": (elsewhere, ""),
    "merges": (
        lambda: packed(**{SHEET: sheet(b"", b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 20_001)}),
        "merged areas is over 20,000",
    ),
    "merged area": (
        lambda: packed(**{SHEET: sheet(b"", b'<mergeCells><mergeCell ref="$A$1:XFD9"/></mergeCells>')}),
        "",
    ),
    "styles": (lambda: many("xl/styles.xml", b"styleSheet", b"<xf/>", 100_001), "styles is over 100,000"),
    "fonts": (lambda: many("xl/styles.xml", b"styleSheet", b"<font/>", 2_400_000), "'xl/styles.xml' is over 16 MB"),
    "texts": (
        lambda: many("xl/sharedStrings.xml", b"sst", b"<si/>", 1_000_001),
        "shared texts is over 1,000,000",
    ),
    "pieces of a text": (
        lambda: many("xl/sharedStrings.xml", b"sst", b"<si><r><t>a</t></r></si>" + b"<r/>" * 9_000, 1_000),
        "'xl/sharedStrings.xml' is over 32 MB",
    ),
    "a long text": (lambda: many("xl/sharedStrings.xml", b"sst", b"<si><t>" + b"a" * 5 * 2**20, 1), "over 4 MB"),
    "formulas": (lambda: packed(**{SHEET: sheet(b"<row><c><f>1</f></c></row>" * 10_001)}), "formulas is over 10,000"),
    "parts": (lambda: packed(**{f"x{n}.xml": b"<a/>" for n in range(2_001)}), "parts, more than the limit of 2,000"),
    "relations": (
        lambda: many("xl/_rels/workbook.xml.rels", b"Relationships", b'<Relationship Id="a"/>', 100_000),
        "'xl/_rels/workbook.xml.rels' is 2 MB",
    ),
    "sheets": (
        lambda: packed(
            **{
                "xl/workbook.xml": good()["xl/workbook.xml"].replace(
                    b"</sheets>", b'<sheet name="a"/>' * 256 + b"</sheets>"
                )
            }
        ),
        "257 sheets",
    ),
    "depth": (lambda: packed(**{SHEET: sheet(b"<x>" * 6_000_000)}), "over 16 MB"),
    "a part twice but for its capitals": (
        lambda: packed(**{"XL/worksheets/Sheet1.xml": sheet(FAR)}),
        "a part stands in it twice",
    ),
    "entities": (
        lambda: packed(**{SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]>' + good()[SHEET]}),
        "declares entities",
    ),
    "a tag to be tried from every place": (
        lambda: packed(**{SHEET: sheet(b"<row><c " + b'r="A1" ' * 400_000 + b"/></row>")}),
        "",
    ),
}


@pytest.mark.parametrize(("made", "said"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_refused_before_the_work(made: object, said: str, tmp_path: Path) -> None:
    """One finding says which limit is passed (time and memory of such files are measured by benchmarks/fuzz.py)."""
    path = tmp_path / "HR-croatia.xlsx"
    path.write_bytes(made())  # type: ignore[operator]
    assert path.stat().st_size < 2**20
    findings = [str(finding) for finding in read_file("region", path, tmp_path).findings]
    assert said in findings[0] if said else findings


def test_a_path_that_is_read_in_two_ways_is_read_with_care(tmp_path: Path) -> None:
    """The sheet that the standard means is read; the one of the other reading takes no memory of ours."""
    path = tmp_path / "HR-croatia.xlsx"
    path.write_bytes(elsewhere())
    file = read_file("region", path, tmp_path)
    assert not any(finding.code == "CC103" for finding in file.findings)


def test_part_names_with_the_slashes_of_windows_are_read(tmp_path: Path) -> None:
    """Some programs write `xl\\workbook.xml`, against the standard; capitals do not matter either."""
    parts = good()
    links = parts["xl/_rels/workbook.xml.rels"].replace(b"sheet1.xml", b"Sheet1.xml")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in {**parts, "xl/_rels/workbook.xml.rels": links}.items():
            archive.writestr(name.replace("/", "\\"), content)
    path = tmp_path / "HR-croatia.xlsx"
    path.write_bytes(stream.getvalue())
    file = read_file("region", path, tmp_path)
    assert file.draft is not None or file.model is not None
    assert not any(finding.code in ("CC104", "CC121") for finding in file.findings)


def test_an_open_document_with_a_password_is_named(tmp_path: Path) -> None:
    """Its content says nothing, its manifest does."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    path = tmp_path / "HR-croatia.ods"
    path.write_bytes(stream.getvalue())
    assert [finding.code for finding in read_file("region", path, tmp_path).findings] == ["CC126"]
