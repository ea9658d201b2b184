"""Workbooks to bytes, the same for the same content."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

_EPOCH = datetime.datetime(2000, 1, 1)
_UNPACKED = (1980, 1, 1, 0, 0, 0)
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_MOST_LINES = 4
"""Of a longer text a row shows these, so that a table stays one; the cell has all of it."""
_ACROSS = 180
"""Letters across a page that can still be read: 9 points of what is 11 on a screen are 140, and these are 7."""
_HIGHEST = 405
"""Points that a row has at most: no program takes more than 409."""
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


def printed(sheet: Any) -> None:
    """A sheet that can be printed: across pages with its heads on each, lines between cells, rows of full height.

    Some programs draw the text of a row that says no height over the next one.
    """
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    pages = across(sheet)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows, sheet.print_options.gridLines = "1:1", True
    if pages > 1:
        sheet.print_title_cols = "A:A"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    for line in range(1, sheet.max_row + 1):
        lines = [_lines(cell.value, sheet.column_dimensions[cell.column_letter].width) for cell in sheet[line]]
        if max(lines) > 1:
            sheet.row_dimensions[line].height = min(15 * max(lines), _HIGHEST)


def across(sheet: Any) -> int:
    """Pages that the columns in sight need side by side, to be read."""
    columns = (sheet.column_dimensions[get_column_letter(at)] for at in range(1, sheet.max_column + 1))
    wide: float = sum(column.width for column in columns if not column.hidden)
    return ceil(wide / _ACROSS)


def _lines(text: object, width: float) -> int:
    """Lines of a wrapped text in a column: words are not divided, so that some room is left at the end of each."""
    return sum(max(ceil(len(each) / (0.92 * width)), 1) for each in text.split("\n")) if isinstance(text, str) else 1


def fit(sheet: Any, line: int) -> None:
    """Make a row as high as its longest wrapped text needs; not every program does so when it opens a workbook."""
    lines = 1
    for cell in sheet[line]:
        dimension = sheet.column_dimensions[cell.column_letter]
        if cell.alignment.wrap_text and isinstance(cell.value, str) and not dimension.hidden:
            lines = max(lines, 1 + int(len(cell.value) / dimension.width / 1.1))
    if lines > 1:
        sheet.row_dimensions[line].height = 15 * min(lines, _MOST_LINES)
