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
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=_outside_quotes(first).count)
    lines = text.split("\n")
    grid = Grid(shown, offsets=Offsets(lines, delimiter))
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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
                grid.rows.clear()
                return grid
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


class Offsets:
    """Where each field of a CSV text begins, found when asked: few fields ever have a finding."""

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter

    def get(self, cell: tuple[int, int], default: tuple[int, int]) -> tuple[int, int]:
        """(line, column) of the field `cell` = (first line of its row, number of the field), all from 0."""
        first, wanted = cell
        if wanted == 0:
            return first, 0
        found, quoted = 0, False
        # A row may run over several lines.
        for line in range(first, len(self._lines)):
            for column, character in enumerate(self._lines[line], start=1):
                if character == '"':
                    quoted = not quoted
                elif character == self._delimiter and not quoted:
                    found += 1
                    if found == wanted:
                        return line, column
            if not quoted:
                break
        return default
