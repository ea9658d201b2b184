"""The XML of one sheet as events: cells, rows and columns, one after the other, whatever their namespace."""

from __future__ import annotations

import re
from xml.parsers import expat


class SheetEvents:
    """expat's events as cells, rows and columns; ExpatError where the XML is broken."""

    def __init__(self, cell: object, other: object) -> None:
        self._cell, self._other = cell, other
        self._row, self._column = -1, -1
        self._attributes: dict[str, str] = {}
        self._formula: str | None = None
        self._value = ""
        self._inside = ""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes) -> None:
        """Read on."""
        self._parser.Parse(chunk, False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "row":
            told = attributes.get("r", "")
            self._row, self._column = int(told) - 1 if told.isdecimal() else self._row + 1, -1
            self._other(kind, attributes, self._row)  # type: ignore[operator]  # a function
        elif kind == "col":
            self._other(kind, attributes, -1)  # type: ignore[operator]
        elif kind == "c":
            place = re.fullmatch(r"([A-Za-z]{1,4})(\d{1,9})", attributes.get("r", ""))
            if place is not None:
                self._row, self._column = int(place[2]) - 1, number_of(place[1].encode())
            else:
                self._column += 1
            self._attributes, self._formula, self._value = attributes, None, ""
        elif kind in ("f", "v"):
            self._inside = kind
            self._formula = "" if kind == "f" else self._formula

    def _end(self, name: str) -> None:
        kind = local_name(name)
        if kind == "c":
            self._cell((self._row, self._column), self._attributes, self._formula, self._value)  # type: ignore[operator]
        elif kind in ("f", "v"):
            self._inside = ""

    def _characters(self, text: str) -> None:
        if self._inside == "f" and self._formula is not None and len(self._formula) < 100:
            self._formula += text
        elif self._inside == "v" and len(self._value) < 100:
            self._value += text


def local_name(name: str) -> str:
    """A name of XML without its namespace or prefix."""
    return name.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def number_of(letters: bytes) -> int:
    """A column's letters as a number from 0."""
    number = 0
    for letter in letters[:6].upper():
        number = 26 * number + letter - 64
    return number - 1


def area_of(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    """Number of cells of a merged area."""
    wide = number_of(right or left) - number_of(left) + 1
    return max(wide, 0) * max(int(bottom[:9] or top[:9]) - int(top[:9]) + 1, 0)
