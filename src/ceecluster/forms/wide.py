"""Tables that fit a page: the room of their columns, and what to do with those that are wider."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import partial

from ceecluster.blocks import Column, Part, Spelling, Statement, Table
from ceecluster.blocks import table as make_table

WIDEST = 14
"""Columns that fit a page."""
LINE = 110
"""Letters of a table's size in a line of text."""
_WORDS, _FEWEST = (18, 15, 12, 10), 8
"""Longer words are hyphenated: the first of these is taken that leaves room for long texts; the fewest without any."""
_SPARE, _FULL = 0.7, 0.95
"""Share of the line that columns may need at least: beside long texts, and without any."""
_LONG = 60
"""Letters from which on a column has long texts."""
_DIGITS = 1.2
"""Room of a word of digits, in letters each."""
_DATE = 10
"""Letters of a date: it stands in one line, and so does a shorter number."""
_CELL = 200
"""Letters beyond which a cell's text no longer widens its column."""


def narrow(table: Table) -> Iterator[Table]:
    """A wide table so that it fits a page: its rows as columns where these are fewer, else some columns at a time."""
    heads = table.headers
    if heads == 1 and len(table.cells) < WIDEST:
        labels = [row[0] for row in table.cells]
        names: Column[int] = Column(
            table.columns[0].label, lambda at: table.columns[at].label, header=True, spelling=Spelling.NAME
        )
        turned: list[Column[int]] = [names]
        for number, label in enumerate(labels):
            cell = partial(_cell, table, number)
            turned.append(Column(label or "", cell, "right", spelling=Spelling.CODE))
        yield make_table(table.key, table.title, turned, range(1, len(table.columns)), table.note)
        return
    step = WIDEST - heads
    for start in range(heads, len(table.columns), step):
        end = start + step
        cells = tuple(row[:heads] + row[start:end] for row in table.cells)
        columns = table.columns[:heads] + table.columns[start:end]
        title = Statement("page.part", {"title": table.title, "first": start, "last": min(end, len(table.columns)) - 1})
        yield Table(table.key, title, columns, cells, table.note)


def _cell(table: Table, row: int, column: int) -> Part | None:
    return table.cells[row][column]


def widths(rows: Sequence[Sequence[str]], line: int = LINE) -> list[float]:
    """The share of the line (so many letters) each column gets.

    Every column gets room for its longest word; what is left of the line goes to the columns with long texts.
    """
    for longest in (*_WORDS, _FEWEST):
        least, wanted = _needs(rows, longest)
        long = max(wanted) > _LONG
        if sum(least) <= (_SPARE if long else _FULL) * line or (long and longest == _WORDS[-1]):
            break
    room = max(line - sum(least), 0)
    more = sum(wanted) - sum(least)
    share = min(1.0, room / more) if more else 0.0
    found = [low + share * (want - low) for low, want in zip(least, wanted, strict=True)]
    return [round(width / max(sum(found), line), 4) for width in found]


def _needs(rows: Sequence[Sequence[str]], longest: int) -> tuple[list[int], list[int]]:
    """What each column needs at least, when words longer than `longest` are hyphenated, and what it would take."""
    least, wanted = [], []
    for cells in zip(*rows, strict=True):
        words = [word for cell in cells for word in re.split(r"\s+|(?<=[-/])(?!\d)", cell)]
        whole = max((len(word) for word in words if word[:1].isdigit() and len(word) <= _DATE), default=0)
        low = max(4, min(max(map(len, words)) + 3, longest), math.ceil(_DIGITS * whole))
        least.append(low)
        # Between the longest cell and the usual one: a single long cell does not empty the line of the others.
        lengths = [len(cell) for cell in cells]
        usual = (max(lengths) + sum(lengths) // len(lengths)) // 2 + 2
        # Digits are wider than letters: a checksum is one word and needs more room than it counts.
        digits = max((len(word) for word in words if any(map(str.isdigit, word))), default=0)
        wanted.append(max(low, min(max(usual, int(_DIGITS * digits)), _CELL)))
    return least, wanted
