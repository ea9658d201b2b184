"""Workbooks to bytes, the same for the same content."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Font

_EPOCH = datetime.datetime(2000, 1, 1)
_UNPACKED = (1980, 1, 1, 0, 0, 0)
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_MOST_LINES = 4
"""Of a longer text a row shows these, so that a table stays one; the cell has all of it."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class _Dated(DocumentProperties):
    """Properties that no clock touches: the library dates a workbook whenever it saves one."""

    moment = _EPOCH

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, self.moment if name in ("created", "modified") else value)


def packed(book: Workbook, moment: datetime.datetime = _EPOCH) -> bytes:
    """The bytes of a workbook dated `moment`; the same workbook gives the same bytes on every day."""
    old = book.properties
    dated = type("_DatedThen", (_Dated,), {"moment": moment})
    book.properties = dated(**{name: getattr(old, name) for name in ("title", "subject", "description", "creator")})
    stream = io.BytesIO()
    book.save(stream)
    whole = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for item in made.infolist():
            fixed = zipfile.ZipInfo(item.filename, _UNPACKED)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            target.writestr(fixed, made.read(item))
    return whole.getvalue()


def new_book() -> Workbook:
    """A workbook without a sheet."""
    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.creator = "ceecluster"
    return book


def font(**look: Any) -> Font:
    """A font of the family that cells have by themselves; one without a family is drawn in another by some programs."""
    return Font(**{"name": "Calibri", "size": 11, **look})


def put(cell: Any, value: object) -> None:
    """Set a cell by the type of its value; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = _UNWRITABLE.sub("", _ESCAPE.sub("_x005F_x", value)).replace("\r", "_x000D_")
        cell.data_type = "s"
    else:
        cell.value = value


def fit(sheet: Any, line: int) -> None:
    """Make a row as high as its longest wrapped text needs; not every program does so when it opens a workbook."""
    lines = 1
    for cell in sheet[line]:
        dimension = sheet.column_dimensions[cell.column_letter]
        if cell.alignment.wrap_text and isinstance(cell.value, str) and not dimension.hidden:
            lines = max(lines, 1 + int(len(cell.value) / dimension.width / 1.1))
    if lines > 1:
        sheet.row_dimensions[line].height = 15 * min(lines, _MOST_LINES)
