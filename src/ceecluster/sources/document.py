"""A document: plain data in which every value remembers where it stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ceecluster.findings import Place

Path = tuple[str | int, ...]
"""Keys and indices from the root to a value."""

REFUSED: object = object()
"""Stands where a reader refused a value and said so; parsing cuts it out without a second finding."""

COLUMN_BITS = 20
MAX_COLUMN = (1 << COLUMN_BITS) - 1
_LINE_BITS = 32


def pack(line: int, column: int, part: int = 0) -> int:
    """A position as one integer (a document may hold millions); line and column count from 0."""
    column = column if column < MAX_COLUMN else MAX_COLUMN
    return (part << (COLUMN_BITS + _LINE_BITS)) | (line << COLUMN_BITS) | column


def unpack(mark: int) -> tuple[int, int, int]:
    """(line, column, part) of a packed position."""
    line = (mark >> COLUMN_BITS) & ((1 << _LINE_BITS) - 1)
    return line, mark & ((1 << COLUMN_BITS) - 1), mark >> (COLUMN_BITS + _LINE_BITS)


class MarkedDict(dict[str, Any]):
    """A mapping that remembers where it, its keys and its values stood."""

    __slots__ = ("keys_at", "mark", "values_at")

    def __init__(self, mark: int = 0) -> None:
        self.mark = mark
        self.keys_at: dict[str, int] = {}
        self.values_at: dict[str, int] = {}

    def put(self, key: str, value: object, key_at: int, value_at: int) -> None:
        """Set a value with its marks."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at


class MarkedList(list[object]):
    """A sequence that remembers where it and its items stood."""

    __slots__ = ("items_at", "mark")

    def __init__(self, mark: int = 0) -> None:
        self.mark = mark
        self.items_at: list[int] = []

    def put(self, value: object, at: int) -> None:
        """Append a value with its mark."""
        self.append(value)
        self.items_at.append(at)


class CellPlaces(Protocol):
    """Tells where a cell of a table begins in its text."""

    def get(self, cell: tuple[int, int], default: tuple[int, int], /) -> tuple[int, int]:
        """(line, column) of the cell (first line of its row, number of its field), all from 0."""


@dataclass(frozen=True, slots=True)
class FileOrSheet:
    """A file, or a sheet of a workbook, that a document was read from."""

    file: str
    sheet: str | None = None
    offsets: CellPlaces | None = None
    """For a CSV file: where its cells begin."""

    @property
    def is_table(self) -> bool:
        """Whether it is a CSV file or a sheet."""
        return self.sheet is not None or self.offsets is not None


@dataclass(slots=True)
class MarkedDocument:
    """What a reader made of a file, before anybody asked what it means."""

    parts: Sequence[FileOrSheet]
    data: Any
    text: str | None = None
    """The text of the first part, for showing source lines."""
    remarks: Sequence[tuple[Place, int, int, str]] = ()
    """Of tables: (place, first and last line of the row, text) of the cells that let findings of their row stand."""

    def place(self, mark: int) -> Place:
        """The place of a packed position."""
        line, column, number = unpack(mark)
        part = self.parts[number]
        if part.offsets is not None:
            line, column = part.offsets.get((line, column), (line, 0))
        if part.sheet is not None:
            return Place(part.file, line + 1, column + 1, part.sheet, f"{letters(column)}{line + 1}")
        return Place(part.file, line + 1, column + 1)

    def at(self, path: Path, *, key: bool = False) -> Place:
        """The place of the value (or the key) at a path; of its nearest existing parent where it is missing."""
        here: object = self.data
        mark = getattr(here, "mark", 0)
        for depth, step in enumerate(path):
            last = depth == len(path) - 1
            if isinstance(here, MarkedDict) and step in here:
                mark = (here.keys_at if key and last else here.values_at)[str(step)]
                here = here[str(step)]
            elif isinstance(here, MarkedList) and isinstance(step, int) and step < len(here):
                mark = here.items_at[step]
                here = here[step]
            else:
                break
        return self.place(mark)

    @property
    def is_table(self) -> bool:
        """Whether it was read from CSV files or a workbook."""
        return bool(self.parts) and self.parts[0].is_table

    def column(self, path: Path) -> str:
        """Where a person fills in the value at a path of a table, in words: column, and sheet or companion."""
        head = str(path[0]) if path else ""
        steps = path[2:] if head in ("programmes", "sources", "rows") else path
        name = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
        if head in ("programmes", "rows"):
            sheet = self.parts[0].sheet
            return f"the column '{name}'" + (f" of the sheet '{sheet}'" if sheet else "")
        table, what = ("sources", "column") if head == "sources" else ("about", "field")
        if self.parts[0].sheet is not None:
            return f"the {what} '{name}' of the sheet '{table}'"
        file = self.parts[0].file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return f"the {what} '{name}' of {file}.{table}.csv"


def letters(column: int) -> str:
    """Spreadsheet letters of a column counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
