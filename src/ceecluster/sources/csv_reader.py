"""CSV to a grid: texts only, no type is guessed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ceecluster.findings import Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.contents import as_table, content_of_text
from ceecluster.sources.decoding import refused
from ceecluster.sources.raw_table import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, RawTable, is_blank

DELIMITERS = ",;\t|"
_MAX_CELL = 1_000_000
_LOOKED_AT = 10
"""Records that settle the delimiter."""
_SEP = re.compile(r"\"?sep=(.|\t)\"?[,;\t|]*\n?", re.IGNORECASE)
"""Excel's own first line, which names the delimiter."""
_DISARMED = re.compile(r"'+[=+\-@\t\r]")


def companions(path: Path) -> dict[str, Path]:
    """The files of a CSV inventory: its programmes, sources and header data."""
    stem = path.name[: -len(path.suffix)]
    return {
        "programmes": path,
        "sources": path.with_name(f"{stem}.sources.csv"),
        "about": path.with_name(f"{stem}.about.csv"),
    }


def read_csv(text: str, shown: str, delimiter: str | None = None) -> RawTable:
    """The grid in a text; the delimiter is the one of `, ; tab |` that cuts the first records alike.

    UnreadableError for a text that is no table, whatever its name.
    """
    if (content := content_of_text(text) or as_table(text)) is not None:
        raise refused(content, shown, "a table")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    told = _SEP.fullmatch(lines[0])
    skipped = 1 if told and told[1] in DELIMITERS else 0
    delimiter = delimiter or (told[1] if told and skipped else _delimiter("\n".join(lines[skipped:])))
    grid = RawTable(shown, offsets=Offsets(lines, delimiter))
    csv.field_size_limit(_MAX_CELL)
    body = text[len(lines[0]) + 1 :] if skipped else text
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    line = skipped
    width = widest = 0
    try:
        for row in reader:
            start, line = line, reader.line_num + skipped
            cells = [None if not cell or is_blank(cell) else cell for cell in row]
            if not any(cells):
                continue
            widest = max(widest, len(row))
            if size := _too_large(widest, len(grid.rows) + 1):
                grid.findings.append(complain(wordings.too_large, Place(shown, start + 1, 1), "the table", *size))
                grid.rows.clear()
                return grid
            width = max(width, len(row)) if len(grid.rows) < _LOOKED_AT else width
            for column, cell in enumerate(cells):
                if cell is None:
                    continue
                if cell[0] == "'" and _DISARMED.match(cell):
                    cells[column] = cell[1:]  # our own writer put it there
                if "\n" in cell and width > 2:
                    rows = sum(inner.count(delimiter) >= (width - 1) / 2 for inner in cell.split("\n"))
                    if rows:
                        grid.tell(wordings.swallowed, start, column, cell.count("\n"), rows)
            grid.rows.append((start, cells))
    except csv.Error as error:
        words = str(error)
        place = Place(shown, line + 1, 1)
        if "unexpected end" in words:
            why, hint = "a quotation mark opens in this row and never closes", "close it, or double it inside a text"
            grid.findings.append(complain(wordings.bad_table, place, why, hint))
        elif "field larger" in words:
            what = ("a cell", f"over {_MAX_CELL:,} characters", f"{_MAX_CELL:,}")
            grid.findings.append(complain(wordings.too_large, place, *what))
        elif "expected after" in words:
            why = "a quotation mark closes in the middle of a cell"
            hint = "double every quotation mark inside a text, and put the whole cell in quotation marks"
            grid.findings.append(complain(wordings.bad_table, place, why, hint))
        else:
            grid.findings.append(complain(wordings.bad_table, place, "the row is not CSV"))
    return grid


def _too_large(columns: int, rows: int) -> tuple[str, str] | None:
    """The size of a table and the limit it passes; None for one that is read."""
    if columns > MAX_COLUMNS:
        return f"{columns:,} columns wide", f"{MAX_COLUMNS:,}"
    if rows > MAX_ROWS:
        return f"over {MAX_ROWS:,} rows long", f"{MAX_ROWS:,}"
    if rows * columns > MAX_CELLS:
        return f"over {MAX_CELLS:,} cells large", f"{MAX_CELLS:,}"
    return None


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first records into as many cells; of several, the one with more cells."""
    records = [record for record in islice(_records(text[:200_000]), _LOOKED_AT) if record.strip()]

    def alike(delimiter: str) -> tuple[int, int]:
        counts = Counter(record.count(delimiter) for record in records if delimiter in record)
        count, often = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return often, count

    return max(DELIMITERS, key=alike)


def _records(text: str) -> Iterator[str]:
    """The logical records of a text without what stands in quotation marks; a record may run over several lines."""
    current: list[str] = []
    quoted = False
    for line in text.split("\n"):
        for number, piece in enumerate(line.split('"')):
            quoted = not quoted if number else quoted
            if not quoted:
                current.append(piece)
        if not quoted:
            yield "".join(current)
            current = []


class Offsets:
    """Where each field of a CSV text begins, found when asked: few fields ever have a finding."""

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self._lines = lines
        self._marks = re.compile(f'["{re.escape(delimiter)}]')
        self._row: tuple[int, list[tuple[int, int]]] = (-1, [])
        """First line of the row asked for last, and where its fields begin: one row may have many findings."""

    def get(self, cell: tuple[int, int], default: tuple[int, int]) -> tuple[int, int]:
        """(line, column) of the field `cell` = (first line of its row, number of the field), all from 0."""
        first, wanted = cell
        if wanted == 0:
            return first, 0
        if self._row[0] != first:
            self._row = (first, self._fields(first))
        fields = self._row[1]
        return fields[wanted] if wanted < len(fields) else default

    def _fields(self, first: int) -> list[tuple[int, int]]:
        """Where the fields of a row begin; a row may run over several lines."""
        found, quoted = [(first, 0)], False
        for line in range(first, len(self._lines)):
            for mark in self._marks.finditer(self._lines[line]):
                if mark[0] == '"':
                    quoted = not quoted
                elif not quoted:
                    found.append((line, mark.end()))
            if not quoted:
                break
        return found
