"""Tables to Excel: a sheet each, a dictionary, and the sources as comments on the cells."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ceecluster.report.tables import dictionary

_MAX_COMMENT = 1_000
_MAX_TEXT = 32_000
_WIDEST = 60
_LOOKED_AT = 200
"""Rows that settle the width of a column."""


def write_xlsx(found: Mapping[str, pd.DataFrame], addresses: Mapping[str, str], *, epoch: int) -> bytes:
    """The tables as a workbook; texts stay texts, whatever they begin with.

    `addresses` maps a record to the sources behind it; they become the comment of the first cell of a sheet that names
    it. `epoch` (seconds) dates the file, so that the same data give the same bytes.
    """
    import xlsxwriter

    stream = io.BytesIO()
    moment = datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None)
    workbook = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties({"author": "ceecluster", "created": moment})
    head = workbook.add_format(
        {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0B5566", "text_wrap": True, "valign": "top"}
    )
    for name, table in {"dictionary": dictionary(dict(found)), **found}.items():
        sheet = workbook.add_worksheet(name)
        titles = [str(title) for title in table.columns]
        widths = [len(title) for title in titles]
        commented = {column for column, title in enumerate(titles) if title in ("programme", "record")}
        told: set[str] = set()
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, head)
        for line, row in enumerate(table.itertuples(index=False), start=1):
            for column, value in enumerate(row):
                text = _write(sheet, line, column, value)
                if line <= _LOOKED_AT:
                    widths[column] = max(widths[column], len(text))
                if column in commented and text in addresses and text not in told:
                    told.add(text)
                    size = {"author": "ceecluster", "x_scale": 3.3, "y_scale": 1.6}
                    sheet.write_comment(line, column, addresses[text][:_MAX_COMMENT], size)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, _WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if len(table):
            sheet.autofilter(0, 0, len(table), len(titles) - 1)
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, line: int, column: int, value: Any) -> str:
    """Write one cell, by its type and never by what its text looks like; the text it shows."""
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    if value is None or value != value or value is pd.NaT:  # noqa: PLR0124  # NaN
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(line, column, value)
    else:
        text = "".join(c for c in str(value) if c.isprintable() or c in "\n\t")[:_MAX_TEXT]
        sheet.write_string(line, column, text)
        return text
    return str(value)
