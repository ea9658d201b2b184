"""Workbooks: values as stored, the rest named."""

from __future__ import annotations

import datetime
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.reading import read_file

HEADER = ["id", "name.en", "level", "start", "funding.FND-ERDF"]
ROW: list[Any] = ["hr-a", "A name", "policy", 2000, 0.7]


def workbook(change: Callable[[Workbook, Any], None]) -> bytes:
    """A workbook of one good record, changed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "programmes"
    sheet.append(HEADER)
    sheet.append(ROW)
    about = book.create_sheet("about")
    for row in (["field", "value"], ["region", "HR"], ["as_of", datetime.date(2026, 11, 1)]):
        about.append(row)
    change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def findings_of(folder: Path, raw: bytes) -> list[str]:
    """The findings of a workbook, without its folder."""
    path = folder / "HR-croatia.xlsx"
    path.write_bytes(raw)
    return [
        str(finding).split("/")[-1].replace("HR-croatia.", "") for finding in read_file("region", path, folder).findings
    ]


def test_a_good_workbook_is_read(tmp_path: Path) -> None:
    """Numbers, shares, texts and dates are what the cells hold."""
    path = tmp_path / "HR-croatia.xlsx"
    path.write_bytes(workbook(lambda book, sheet: None))
    file = read_file("region", path, tmp_path)
    assert file.findings == []
    assert (file.model.as_of, file.model.programmes[0].funding) == ("2026-11-01", {"FND-ERDF": 0.7})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b, s: s.cell(2, 4, "=1+1"), "xlsx:programmes!D2: error CC123 the cell holds a formula, =1+1"),
        (lambda b, s: s.cell(2, 2, "#REF!"), "xlsx:programmes!B2: error CC123 the cell holds the error #REF!"),
        (lambda b, s: s.merge_cells("A4:B5"), "xlsx:programmes!A4: error CC124 cells A4:B5 are merged"),
        (
            lambda b, s: s.cell(2, 1, datetime.datetime(2026, 3, 1)),
            "xlsx:programmes!A2: error CC127 'id' became the date 2026-03-01",
        ),
        (
            lambda b, s: b.create_sheet("old", 1).__setattr__("sheet_state", "hidden"),
            "xlsx:old: warning CC125 the hidden sheet 'old' is not read",
        ),
        (lambda b, s: b.create_sheet("Notes"), "xlsx:Notes: warning CC125 the sheet 'Notes' is not read"),
        (lambda b, s: s.cell(2, 5, "1,234"), "xlsx:programmes!E2: error CC122 'funding.FND-ERDF' is '1,234'"),
        (lambda b, s: s.cell(2, 2, "a\u202eb"), "xlsx:programmes!B2: note CC109 the text holds U+202E"),
        (lambda b, s: s.cell(199_999, 1_999, "x"), "xlsx:programmes: error CC103 the sheet is 199,999 rows by 1,999"),
        (lambda b, s: s.delete_rows(1, 5), "xlsx:programmes!A1: error CC121 the header lacks id"),
        (lambda b, s: s.__setattr__("title", "data"), "xlsx: error CC121 there is no sheet 'programmes'"),
    ],
)
def test_what_cannot_be_trusted_is_named(tmp_path: Path, change: Callable[..., None], expected: str) -> None:
    """Formulas, errors, merged cells, dates, hidden sheets and odd characters are named at their cell."""
    found = findings_of(tmp_path, workbook(change))
    assert next(text for text in found if "CC125 the sheet 'data'" not in text).startswith(expected)


def changed(raw: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook whose parts were changed behind openpyxl's back."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_merged_area_of_the_whole_sheet_does_not_hang(tmp_path: Path) -> None:
    """Seventeen thousand million merged cells are refused before anybody makes them."""

    def widen(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"A4:B5", b"A4:XFD1048576")

    raw = changed(workbook(lambda book, sheet: sheet.merge_cells("A4:B5")), widen)
    assert findings_of(tmp_path, raw)[0].startswith("xlsx: error CC103 the merged area is 17,179,820,032 cells")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A workbook of zeroes that unpacks to more than the limit is refused by its directory."""
    raw = changed(
        workbook(lambda book, sheet: None), lambda parts: parts.__setitem__("xl/media/x.bin", bytes(130 * 2**20))
    )
    assert len(raw) < 2**20
    assert findings_of(tmp_path, raw)[0].startswith("xlsx: error CC103 the unpacked workbook is over 128 MB")


def test_macros_are_named(tmp_path: Path) -> None:
    """A workbook with macros is read, its macros are not."""
    raw = changed(workbook(lambda book, sheet: None), lambda parts: parts.__setitem__("xl/vbaProject.bin", b"x"))
    assert findings_of(tmp_path, raw) == ["xlsx: warning CC125 the macro part of the workbook is not read"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "CC104"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "CC126"),
        (b"PK\x03\x04 not a zip", "CC104"),
        (b"id,name\n", "CC104"),
        (b"", "CC102"),
    ],
    ids=["a broken .xls", "password", "broken zip", "CSV", "empty"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, raw: bytes, code: str) -> None:
    """Protected, old and broken workbooks are one finding."""
    assert [text.split()[2] for text in findings_of(tmp_path, raw)] == [code]


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """A zip archive without a workbook in it is one finding."""
    raw = changed(workbook(lambda book, sheet: None), lambda parts: parts.pop("xl/workbook.xml"))
    assert [text.split()[2] for text in findings_of(tmp_path, raw)] == ["CC104"]


def test_a_row_of_a_sheet_may_let_its_findings_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The column `ignore` silences what it names in its row, on its sheet; without a reason it does nothing."""

    def ignoring(_: Workbook, sheet: Any) -> None:
        sheet.cell(1, 6, " Ignore ")
        sheet.cell(2, 6, "CC201: asked on 2 May; CC203")
        sheet.append(["hr-b", "B name", "policy", 2000, 0.7])

    shutil.copytree(Path(__file__).parents[2] / "cases" / "base", tmp_path, dirs_exist_ok=True)
    (tmp_path / "data" / "candidates").mkdir()
    (tmp_path / "data" / "candidates" / "HR-croatia.xlsx").write_bytes(workbook(ignoring))
    monkeypatch.chdir(tmp_path)
    found = {(f.where.cell, f.code) for f in check(tmp_path / "data", local=LOCAL, across=ACROSS).findings}
    assert {("A3", "CC201"), ("A3", "CC203"), ("A2", "CC203"), ("F2", "CC137")} <= found
    assert ("A2", "CC201") not in found
