"""Tables to Excel: a sheet each, a dictionary, and the sources as comments on the cells."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ceecluster.report.tables import dictionary

_MAX_COMMENT = 1_000


def write_xlsx(found: Mapping[str, pd.DataFrame], addresses: Mapping[str, str], *, epoch: int) -> bytes:
    """The tables as a workbook; texts stay texts, whatever they begin with.

    `addresses` maps a record to the sources behind it; they become the comment of its cells. `epoch` (seconds) dates
    the file, so that the same data give the same bytes.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    sheets = {"dictionary": dictionary(dict(found)), **found}
    for name, table in sheets.items():
        sheet = workbook.create_sheet(name)
        for column, title in enumerate(table.columns, start=1):
            head = sheet.cell(1, column, str(title))
            head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B5566")
        for line, row in enumerate(table.itertuples(index=False), start=2):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(line, column)
                _set(cell, value)
                title = str(table.columns[column - 1])
                if title in ("programme", "record") and str(value) in addresses:
                    cell.comment = Comment(addresses[str(value)][:_MAX_COMMENT], "ceecluster", height=120, width=420)
        for column, title in enumerate(table.columns, start=1):
            longest = max([len(str(title)), *(len(str(v)) for v in table.iloc[:200, column - 1])], default=8)
            sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, 60)
        sheet.freeze_panes = "A2"
        if len(table):
            sheet.auto_filter.ref = sheet.dimensions
        for cell in sheet[1]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    moment = datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None)
    workbook.properties.created = workbook.properties.modified = moment
    workbook.properties.creator = "ceecluster"
    stream = io.BytesIO()
    workbook.save(stream)
    return _stamped(stream.getvalue(), moment)


def _set(cell: Any, value: Any) -> None:
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    if value is None or value != value or value is pd.NaT:  # noqa: PLR0124  # NaN
        return
    if isinstance(value, bool | int | float):
        cell.value = value
        return
    if hasattr(value, "item"):
        cell.value = value.item()
        return
    text = "".join(c for c in str(value) if c.isprintable() or c in "\n\t")[:32_000]
    # The type is set by hand: openpyxl would take a leading = for a formula.
    cell.value, cell.data_type = text, "s"


def _stamped(raw: bytes, moment: datetime.datetime) -> bytes:
    """The archive with every entry dated alike, so that equal contents are equal bytes."""
    import re
    import zipfile

    when = max(moment, datetime.datetime(1980, 1, 1)).timetuple()[:6]
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename == "docProps/core.xml":
                iso = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", iso, content)
            info = zipfile.ZipInfo(item.filename, when)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, content)
    return target.getvalue()
