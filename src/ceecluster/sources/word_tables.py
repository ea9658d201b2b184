"""The tables of a Word file as rows of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.sources.word_package import Package, child, children, text_of

if TYPE_CHECKING:
    from xml.dom.minidom import Element

MAX_TABLES = 200
MAX_CELLS = 50_000

Rows = list[list[str]]


def read_tables(content: bytes, shown: str) -> list[Rows]:
    """Every table of a Word file, in order; a cell that spans columns is followed by empty ones.

    What is marked as removed is left out. UsageError where it is no Word file; tables and cells beyond the limits are
    left out.
    """
    tables = Package(content, shown).body.getElementsByTagName("w:tbl")[:MAX_TABLES]
    cells = 0
    found: list[Rows] = []
    for table in tables:
        rows: Rows = []
        for row in children(table, "w:tr"):
            told = [text for cell in children(row, "w:tc") for text in _spanned(cell)]
            cells += len(told)
            if cells > MAX_CELLS:
                return [*found, rows]
            rows.append(told)
        found.append(rows)
    return found


def _spanned(cell: Element) -> list[str]:
    properties = child(cell, "w:tcPr")
    span = child(properties, "w:gridSpan") if properties is not None else None
    width = span.getAttribute("w:val") if span is not None else ""
    return [text_of(cell), *[""] * (min(int(width), 64) - 1 if width.isdecimal() else 0)]
