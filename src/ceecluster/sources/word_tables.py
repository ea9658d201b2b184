"""The tables of a Word file as rows of texts, and what stands outside of their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ceecluster.sources.word_package import Package, child, children, text_of

if TYPE_CHECKING:
    from xml.dom.minidom import Element

MAX_TABLES = 200
MAX_CELLS = 50_000
COMMENTS = "word/comments.xml"
_AROUND = ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")
"""What Word puts around rows and cells without being one."""

Rows = list[list[str]]


@dataclass
class WordTable:
    """One table."""

    rows: Rows = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    """(line, column), from 0, of cells that span columns or rows."""


@dataclass
class WordTables:
    """What a Word file says in tables and beside them."""

    tables: list[WordTable]
    below: list[str]
    """Paragraphs below the last table."""
    comments: list[str]


def read_tables(content: bytes, shown: str) -> WordTables:
    """Every table of a Word file, in order; a cell that spans columns is followed by empty ones.

    What is marked as removed is left out; a table inside a cell is text of that cell. UsageError where it is no Word
    file; tables and cells beyond the limits are left out.
    """
    package = Package(content, shown)
    remarks = package.part(COMMENTS)
    said = remarks.getElementsByTagName("w:comment") if remarks is not None else ()
    found = WordTables([], [], [text for each in said if (text := text_of(each))])
    cells = 0
    for each in _inside(package.body, "w:tbl", "w:p"):
        if each.tagName == "w:p":
            found.below += [text] if (text := text_of(each)) else []
            continue
        if len(found.tables) == MAX_TABLES or cells > MAX_CELLS:
            break
        found.below.clear()
        found.tables.append(table := WordTable())
        for line, row in enumerate(_inside(each, "w:tr")):
            told: list[str] = []
            for cell in _inside(row, "w:tc"):
                width, is_merged = _span(cell)
                table.merged += [(line, len(told))] if is_merged else []
                told += [text_of(cell), *[""] * (width - 1)]
            cells += len(told)
            if cells > MAX_CELLS:
                break
            table.rows.append(told)
    return found


def _inside(node: Element, *names: str) -> Iterator[Element]:
    """Elements of a name below a node, also through what Word puts around them."""
    for each in children(node, *names, *_AROUND):
        if each.tagName in names:
            yield each
        else:
            yield from _inside(each, *names)


def _span(cell: Element) -> tuple[int, bool]:
    """Columns that a cell takes, and whether it is merged with its neighbours."""
    properties = child(cell, "w:tcPr")
    span, down = (child(properties, name) if properties is not None else None for name in ("w:gridSpan", "w:vMerge"))
    width = span.getAttribute("w:val") if span is not None else ""
    columns = min(int(width), 64) if width.isdecimal() else 1
    return max(columns, 1), columns > 1 or (down is not None and down.getAttribute("w:val") == "restart")
