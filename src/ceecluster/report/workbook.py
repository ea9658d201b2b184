"""Tables to Excel: a sheet each, a dictionary, and the sources as comments on the cells."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from ceecluster.forms import look
from ceecluster.report.tables import dictionary
from ceecluster.sources.workbook_writer import font, new_book, packed, put
from ceecluster.wording import Voice

_MAX_COMMENT = 1_000
_MAX_TEXT = 32_000
_WIDEST = 60
_MAX_LINE = 120
"""Letters of a line at the head or foot of printed pages; all of them together may be 255."""
_LOOKED_AT = 200
"""Rows that settle the width of a column."""


def write_xlsx(
    found: Mapping[str, pd.DataFrame], addresses: Mapping[str, str], *, epoch: int, voice: Voice | None = None
) -> bytes:
    """The tables as a workbook; texts stay texts, whatever they begin with.

    `addresses` maps a record to the sources behind it; they become the comment of the first cell of a sheet that names
    it. `epoch` (seconds) dates the file, so that the same data give the same bytes. With a `voice` the heads have the
    brand's colour and font, and printed pages its name and its line.
    """
    moment = datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None)
    book = new_book()
    paint = look.recoloured(voice).get(look.ACCENT, look.ACCENT)[1:].upper() if voice else look.ACCENT[1:].upper()
    family = {"name": voice.brand.font} if voice and voice.brand.font else {}
    for name, table in {"dictionary": dictionary(dict(found)), **found}.items():
        sheet = book.create_sheet(name)
        titles = [str(title) for title in table.columns]
        widths = [len(title) for title in titles]
        commented = {column for column, title in enumerate(titles) if title in ("programme", "record")}
        told: set[str] = set()
        for column, title in enumerate(titles):
            _head(sheet.cell(1, column + 1), title, paint, family)
        for line, row in enumerate(table.itertuples(index=False), start=1):
            for column, value in enumerate(row):
                text = _write(cell := sheet.cell(line + 1, column + 1), value)
                if line <= _LOOKED_AT:
                    widths[column] = max(widths[column], len(text))
                if column in commented and text in addresses and text not in told:
                    told.add(text)
                    cell.comment = Comment(addresses[text][:_MAX_COMMENT], "ceecluster", height=130, width=430)
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)
        _set_out(sheet, len(table), len(titles))
        if voice is not None:
            _sign(sheet, voice)
    return packed(book, moment)


def _head(cell: Any, title: str, paint: str, family: Mapping[str, str]) -> None:
    put(cell, title)
    cell.font, cell.fill = font(bold=True, color="FFFFFF", **family), PatternFill("solid", fgColor=paint)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _sign(sheet: Any, voice: Voice) -> None:
    """The brand's name at the head and its line at the foot of printed pages; `&` begins a code there."""
    for part, text in ((sheet.oddHeader.left, voice.brand.publisher), (sheet.oddFooter.left, voice.brand.footer)):
        if text:
            part.text = voice.plain(text).replace("&", "&&")[:_MAX_LINE]
    sheet.oddFooter.right.text = "&P / &N"


def _set_out(sheet: Any, rows: int, columns: int) -> None:
    """Head in sight, on screen and on every printed page; filters."""
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows + 1}"


def _write(cell: object, value: object) -> str:
    """Write one cell, by its type and never by what its text looks like; the text it shows."""
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    if value is None or value != value or value is pd.NaT:  # noqa: PLR0124  # NaN
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if not isinstance(value, bool | int | float) or not math.isfinite(value):
        value = "".join(c for c in str(value) if c.isprintable() or c in "\n\t")[:_MAX_TEXT]
    put(cell, value)
    return str(value)
