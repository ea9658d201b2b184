"""CSV to a grid: texts only, no type is guessed."""

from __future__ import annotations

import csv
import io

from ceecluster.findings import Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.grid import MAX_COLUMNS, MAX_ROWS, Grid

DELIMITERS = ",;\t"
_MAX_CELL = 1_000_000


def read_csv(text: str, shown: str) -> Grid:
    """The grid in a text; the delimiter is the one of `, ; tab` that stands most often in the header."""
    grid = Grid(shown, offsets={})
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=_outside_quotes(first).count)
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = text.split("\n")
    line = 0
    try:
        for row in reader:
            start, line = line, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > MAX_COLUMNS:
                what = ("the table", f"{len(row):,} columns wide", f"{MAX_COLUMNS:,}")
                grid.findings.append(complain(wordings.too_large, Place(shown, start + 1, 1), *what))
                return grid
            if len(grid.rows) >= MAX_ROWS:
                what = ("the table", f"over {MAX_ROWS:,} rows long", f"{MAX_ROWS:,}")
                grid.findings.append(complain(wordings.too_large, Place(shown, start + 1, 1), *what))
                return grid
            _locate(grid, lines, start, len(row), delimiter)
            if not grid.header:
                grid.header, grid.header_line = [cell.strip() for cell in row], start
            else:
                grid.rows.append((start, list(row)))
    except csv.Error as error:
        words = str(error)
        place = Place(shown, line + 1, 1)
        if "unexpected end" in words:
            why, hint = "a quotation mark opens in this row and never closes", "close it, or double it inside a text"
            grid.findings.append(complain(wordings.bad_table, place, why, hint))
        elif "field larger" in words:
            what = ("a cell", f"over {_MAX_CELL:,} characters", f"{_MAX_CELL:,}")
            grid.findings.append(complain(wordings.too_large, place, *what))
        else:
            grid.findings.append(complain(wordings.bad_table, place, f"the row is not CSV: {words}"))
    return grid


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _locate(grid: Grid, lines: list[str], start: int, fields: int, delimiter: str) -> None:
    """Remember where each field of a row begins; a row may run over several lines."""
    offsets = grid.offsets
    if offsets is None:
        return
    line, column, quoted = start, 0, False
    offsets[start, 0] = (line, 0)
    found = 1
    while found < fields and line < len(lines):
        text = lines[line]
        while column < len(text):
            character = text[column]
            column += 1
            if character == '"':
                quoted = not quoted
            elif character == delimiter and not quoted:
                offsets[start, found] = (line, column)
                found += 1
        line, column = line + 1, 0
