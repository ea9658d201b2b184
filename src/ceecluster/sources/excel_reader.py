"""Excel workbooks to grids: values as stored, formulas and merged cells named, nothing guessed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from ceecluster.findings import Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.decoding import UnreadableError, control_in, named, odd_in
from ceecluster.sources.document import REFUSED
from ceecluster.sources.grid import MAX_COLUMNS, MAX_ROWS, Grid

SHEETS = ("programmes", "sources", "about")
_MAX_UNPACKED = 128 * 1024 * 1024
_MAX_AREA = 1_000_000
"""Cells of a sheet, or of a merged area: openpyxl makes each of them, empty or not."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")


def read_excel(raw: bytes, shown: str) -> dict[str, Grid]:
    """The grids of a workbook by sheet name; UnreadableError for what is no workbook."""
    place = Place(shown)
    if raw.startswith(_OLD_OFFICE):
        raise UnreadableError(complain(wordings.locked, place))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _MAX_UNPACKED:
                what = ("the unpacked workbook", f"{unpacked / 2**20:.0f} MB", f"{_MAX_UNPACKED / 2**20:.0f} MB")
                raise UnreadableError(complain(wordings.too_large, place, *what))
            names = archive.namelist()
            merged = sum(_merged_area(archive.read(name)) for name in names if name.startswith("xl/worksheets/"))
    except UnreadableError:
        raise
    except Exception as error:  # zipfile raises whatever its bytes meet
        raise UnreadableError(complain(wordings.not_text, place, "this is not an Excel workbook")) from error
    if merged > _MAX_AREA:
        what = ("the merged area", f"{merged:,} cells", f"{_MAX_AREA:,}")
        raise UnreadableError(complain(wordings.too_large, place, *what))
    from openpyxl import load_workbook  # costs a fifth of a second; only workbooks pay for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions openpyxl leaves out; none of them holds a cell's value
            workbook = load_workbook(io.BytesIO(raw), data_only=False)
    except Exception as error:  # openpyxl raises whatever its XML meets
        raise UnreadableError(complain(wordings.not_text, place, "this is not a readable Excel workbook")) from error
    grids: dict[str, Grid] = {}
    notes = []
    if any("vbaProject" in name for name in names):
        notes.append(complain(wordings.ignored_part, place, "the macro part of the workbook"))
    for sheet in workbook.worksheets:
        name = sheet.title.strip().lower()
        if sheet.sheet_state != "visible":
            notes.append(
                complain(wordings.ignored_part, Place(shown, sheet=sheet.title), f"the hidden sheet '{sheet.title}'")
            )
        elif name not in SHEETS or name in grids:
            notes.append(complain(wordings.ignored_part, Place(shown, sheet=sheet.title), f"the sheet '{sheet.title}'"))
        else:
            grids[name] = _grid(sheet, shown)
    if "programmes" not in grids and len(workbook.worksheets) == 1 and workbook.worksheets[0].sheet_state == "visible":
        # A workbook of one sheet needs no name for it.
        grids["programmes"], notes = _grid(workbook.worksheets[0], shown), notes[:-1]
    if "programmes" not in grids:
        raise UnreadableError(
            complain(wordings.bad_table, place, "there is no sheet 'programmes'", "name the sheet 'programmes'")
        )
    grids["programmes"].findings[:0] = notes
    return grids


def _grid(sheet: Any, shown: str) -> Grid:
    grid = Grid(shown, sheet.title)
    area = sheet.max_row * sheet.max_column
    if sheet.max_column > MAX_COLUMNS or sheet.max_row > MAX_ROWS or area > _MAX_AREA:
        size = f"{sheet.max_row:,} rows by {sheet.max_column:,} columns"
        what = ("the sheet", size, f"{MAX_ROWS:,} by {MAX_COLUMNS:,} and {_MAX_AREA:,} cells")
        grid.findings.append(complain(wordings.too_large, Place(shown, sheet=sheet.title), *what))
        return grid
    for area in sheet.merged_cells.ranges:
        grid.findings.append(complain(wordings.merged, grid.place(area.min_row - 1, area.min_col - 1), area.coord))
    for line, row in enumerate(sheet.iter_rows()):
        cells = []
        for column, cell in enumerate(row):
            value = cell.value
            if cell.data_type == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
                text = value if isinstance(value, str) else getattr(value, "text", "an array formula")
                grid.findings.append(complain(wordings.formula, grid.place(line, column), f"a formula, {text!s:.60}"))
                value = REFUSED
            elif cell.data_type == "e":
                grid.findings.append(complain(wordings.formula, grid.place(line, column), f"the error {value}"))
                value = REFUSED
            elif isinstance(value, str):
                value = _looked_at(value, line, column, grid)
            cells.append(value)
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in cells):
            continue
        if not grid.header:
            grid.header, grid.header_line = ["" if v in (None, REFUSED) else str(v).strip() for v in cells], line
            while grid.header and not grid.header[-1]:
                grid.header.pop()
        else:
            while len(cells) > len(grid.header) and cells[-1] is None:
                cells.pop()
            grid.rows.append((line, cells))
    return grid


def _looked_at(text: str, line: int, column: int, grid: Grid) -> Any:
    """A cell's text, after a look for characters that do not show."""
    if control := control_in(text):
        grid.findings.append(complain(wordings.not_text, grid.place(line, column), named(control)))
        return REFUSED
    if odd := odd_in(text):
        grid.findings.append(complain(wordings.odd_characters, grid.place(line, column), named(odd)))
    return text


def _merged_area(sheet: bytes) -> int:
    """Number of cells in the merged areas of a sheet's XML."""
    return sum(
        (_number_of(right) - _number_of(left) + 1) * (int(bottom) - int(top) + 1)
        for left, top, right, bottom in _MERGED.findall(sheet)
    )


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = 26 * number + letter - 64
    return number
