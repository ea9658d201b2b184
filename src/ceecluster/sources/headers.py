"""The header of a table among its first rows, and rows that are no records: titles, second headers, totals, remarks."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel

from ceecluster.sources import wordings
from ceecluster.sources.cells import typed
from ceecluster.sources.columns import column_of, known_column, near_column
from ceecluster.sources.document import REFUSED
from ceecluster.sources.raw_table import RawTable

_LOOKED_AT = 10
"""A header stands among the first rows that hold anything."""
_TITLE = 2_000
"""Characters of the longest cell that is looked at as a title."""
_TOTALS = re.compile(
    r"(grand |sub)?(total|totals|sum|summe|gesamt|insgesamt|totale|somma|celkem|souhrn|spolu|súčet|suma|razem|łącznie"
    r"|összesen|összeg|skupaj|vsota|ukupno|zbroj)[:.\s]*",
    re.IGNORECASE,
)

_RULED = re.compile(r"[-\u2010-\u2015_=*.~\s]+")


def find_header(grid: RawTable, model: type[BaseModel] | None, wanted: tuple[str, ...]) -> None:
    """Settle the header of a grid (the row with most known columns) and take out rows that are no records.

    `wanted` are columns the table needs, whether or not they are fields of the model.
    """
    if not grid.rows:
        return
    known: list[int] = []
    for _, row in grid.rows[:_LOOKED_AT]:
        # No row names more columns than it has cells: most are not worth the look.
        may = sum(cell is not None for cell in row) > max(known, default=0)
        known.append(sum(name != "" for name in _names(row, model, wanted)) if may else 0)
    best = max(range(len(known)), key=lambda number: (known[number], -number))
    if not known[best]:
        # No row names a column: nothing can be read, and that is told once.
        grid.header_line, grid.rows = grid.rows[0][0], []
        return
    if known[best] < 2 and len(wanted) + (model is not None) > 1 and known[0] < known[best]:
        best = best if known[best] and len(grid.rows[best][1]) == 1 else 0
    for line, row in grid.rows[:best]:
        column = next(column for column, cell in enumerate(row) if cell is not None)
        grid.tell(wordings.no_record, line, column, "above the header", _text(row))
    grid.header_line, header = grid.rows[best]
    grid.titles = ["" if cell in (None, REFUSED) else " ".join(str(cell).split()) for cell in header]
    while grid.sheet is not None and grid.titles and not grid.titles[-1]:
        grid.titles.pop()
    grid.header = _names(header[: len(grid.titles)], model, wanted)
    kept = []
    for number, (line, row) in enumerate(grid.rows[best + 1 :]):
        what = _what_else(row, grid.header, model, wanted, first=number == 0)
        if not what:
            kept.append((line, row))
        else:
            column = next(column for column, cell in enumerate(row) if cell is not None)
            grid.tell(wordings.no_record, line, column, what, _text(row))
    grid.rows = kept


def _names(row: list[object], model: type[BaseModel] | None, wanted: tuple[str, ...]) -> list[str]:
    """The known column of each cell; empty for other texts.

    A title of several lines may explain the column in the first ones and name it in the last, as forms do.
    """
    return [_named(cell, model, wanted) if isinstance(cell, str) and len(cell) <= _TITLE else "" for cell in row]


@lru_cache(maxsize=2_000)
def _named(cell: str, model: type[BaseModel] | None, wanted: tuple[str, ...]) -> str:
    lines = cell.strip().splitlines()
    name = _name(" ".join(" ".join(lines).split()), model, wanted)
    return name or (_name(" ".join(lines[-1].split()), model, wanted) if len(lines) > 1 else "")


def _name(title: str, model: type[BaseModel] | None, wanted: tuple[str, ...]) -> str:
    """The column a title stands for; empty where it stands for none."""
    folded = title.casefold().replace("\ufeff", "")
    if folded in wanted:
        return folded
    return known_column(title, model) or "" if title and model is not None else ""


def _what_else(
    row: list[object], header: list[str], model: type[BaseModel] | None, wanted: tuple[str, ...], *, first: bool
) -> str:
    """What a row is that is no record; empty for a record."""
    filled = [(column, cell) for column, cell in enumerate(row) if cell is not None]
    start = filled[0][1] if filled else None
    if isinstance(start, str) and wanted[:1] != ("field",) and _TOTALS.fullmatch(start.strip()):
        return "a row of totals"
    if model is not None and filled:
        if len(filled) > 2 and all(str(cell).strip() == str(column + 1) for column, cell in filled):
            return "a row of column numbers"
        if len(filled) > 1 and all(isinstance(cell, str) and _RULED.fullmatch(cell) for _, cell in filled):
            return "a line between rows"
        # One cell with words in it, where an identifier belongs: no record has so little.
        if len(filled) == 1 and header[filled[0][0] : filled[0][0] + 1] == [*wanted[:1]] and " " in str(start).strip():
            return "a remark"
    if _may_repeat(filled, header):
        names = _names(row, model, wanted)
        again = sum(name != "" and name == own for name, own in zip(names, header, strict=False))
        if again > 1 and again >= len(filled) / 2:
            return "the header once more"
    if first and model is not None and _is_second_header(row, header, model, wanted):
        return "a second header"
    return ""


def _may_repeat(filled: list[tuple[int, object]], header: list[str]) -> bool:
    """Whether half of the cells end like the names of their columns: only then is it worth to look what they name."""
    alike, needed = 0, max(2, len(filled) / 2)
    for number, (column, cell) in enumerate(filled):
        if alike + len(filled) - number < needed:
            return False
        own = header[column] if column < len(header) else ""
        if own and isinstance(cell, str):
            last = cell[-1].casefold()
            alike += last == own[-1].casefold() or not last.isalnum()
    return alike >= needed


def _is_second_header(row: list[object], header: list[str], model: type[BaseModel], wanted: tuple[str, ...]) -> bool:
    """Whether a row names its columns once more, in other words: texts throughout, also where none belongs."""
    key = row[header.index(wanted[0])] if wanted[0] in header and header.index(wanted[0]) < len(row) else None
    is_id = isinstance(key, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]*", key.strip()) is not None
    if is_id and near_column(str(key), model)[0] != wanted[0]:
        return False  # it has an identifier, and not the word for one
    misfits = fits = named = 0
    for cell, name in zip(row, header, strict=False):
        if cell is None or not name or name in wanted[:1]:
            continue
        if not isinstance(cell, str) or re.search(r"\d", cell):
            return False
        _, kind, constants = column_of(name, model)
        near, _ = near_column(cell, model)
        named += near is not None and near.split(".")[0] == name.split(".")[0]
        if kind in ("number", "integer", "integers", "day", "boolean", "scalar", "record"):
            value, problem = typed(cell, kind, name)
            fit = problem is None and (not isinstance(value, str) or value in ("running", *constants))
            misfits += not fit
            fits += fit
    return not fits and misfits + named > 1


def _text(row: list[object]) -> str:
    return " ".join(" ".join(str(cell).split()) for cell in row if cell is not None and cell is not REFUSED)
