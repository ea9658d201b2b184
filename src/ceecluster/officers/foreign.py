"""Tables of others as rows of cells by column; nothing in them is taken for more than it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Finding
from ceecluster.sources.csv_reader import read_csv
from ceecluster.sources.decoding import decode, read_bytes
from ceecluster.sources.document import REFUSED
from ceecluster.sources.excel_reader import read_sheets
from ceecluster.sources.raw_table import RawTable
from ceecluster.sources.tables import WORKBOOKS


@dataclass(frozen=True)
class ForeignRow:
    """A row of a foreign table."""

    line: int
    """From 0."""
    cells: dict[str, str]
    """Texts by column; empty cells are left out."""


@dataclass(frozen=True)
class ForeignTable:
    """A foreign table as read."""

    titles: tuple[str, ...]
    rows: tuple[ForeignRow, ...]
    findings: tuple[Finding, ...]


def read_foreign(path: Path, shown: str, sheet: str | None, header: int, encoding: str | None) -> ForeignTable:
    """The table in a CSV file or a sheet of a workbook; UnreadableError where there is none."""
    raw = read_bytes(path, shown, path.resolve().parent)
    findings: list[Finding] = []
    if path.suffix.lower() in WORKBOOKS:
        grids = read_sheets(raw, shown)
        grid = _chosen(grids, sheet, shown)
    else:
        if sheet is not None:
            hint = "name the .xlsx file; for a table of text, leave `sheet` out of the mapping"
            raise UsageError(f"'{shown}' is no workbook and has no sheet '{sheet}'", hint)
        text, findings = decode(raw, shown, legacy=True, encoding=encoding)
        grid = read_csv(text, shown)
    at = next((n for n, (line, _) in enumerate(grid.rows) if line >= header - 1), None)
    if at is None:
        raise UsageError(f"'{shown}' has no row {header}", "say in the mapping which row names the columns: header")
    titles = tuple(text_of(cell) for cell in grid.rows[at][1])
    named = [(column, title) for column, title in enumerate(titles) if title and titles.index(title) == column]
    rows = []
    for line, cells in grid.rows[at + 1 :]:
        texts = {title: text_of(cells[column]) for column, title in named if column < len(cells)}
        rows.append(ForeignRow(line, {title: text for title, text in texts.items() if text}))
    return ForeignTable(tuple(title for _, title in named), tuple(rows), (*findings, *grid.findings))


def joined(table: ForeignTable, other: ForeignTable, own: Sequence[str], key: Sequence[str]) -> ForeignTable:
    """The rows of a table with the columns of another; what both have is the first one's."""

    def texts(row: ForeignRow, columns: Sequence[str]) -> tuple[str, ...]:
        return tuple(row.cells.get(column, "") for column in columns)

    by_key = {texts(row, key): row.cells for row in reversed(other.rows)}
    rows = tuple(ForeignRow(row.line, {**by_key.get(texts(row, own), {}), **row.cells}) for row in table.rows)
    return ForeignTable((*dict.fromkeys((*table.titles, *other.titles)),), rows, (*table.findings, *other.findings))


def _chosen(grids: dict[str, RawTable], sheet: str | None, shown: str) -> RawTable:
    if sheet is None and len(grids) == 1:
        return next(iter(grids.values()))
    if sheet in grids:
        return grids[sheet]
    names = ", ".join(f"'{name}'" for name in grids)
    if sheet is None:
        raise UsageError(f"'{shown}' has several sheets: {names}", "say in the mapping which is meant: sheet")
    near = suggest(sheet, grids)
    raise UsageError(f"'{shown}' has no sheet '{sheet}'", f"did you mean '{near}'?" if near else f"it has {names}")


def text_of(cell: object) -> str:
    """A cell as a text: whole numbers without a point, dates as year-month-day."""
    if cell is None or cell is REFUSED:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell).strip()
