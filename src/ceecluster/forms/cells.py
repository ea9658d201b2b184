"""Cells that stay text: what a spreadsheet or a Markdown viewer might take for a command is disarmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.blocks import Part

LONG = 90
"""Letters of a cell from which on its column gets room."""
SHORT = 12
"""Letters up to which the cells of a column are not broken: spans of years, pairs of codes, states."""
COUNTED = 4
"""Letters of what counts rows: A, P1, D7, AT31."""
TAG = re.compile(r"<[^>]*>")
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"^\s*[-+]?[0-9.,]+\s*%?$")
_BLANKS = re.compile(r"\s+")
_SCHEME = re.compile(r"(?i)\b(javascript|data|vbscript|file):(?=\S)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def disarm(text: str) -> str:
    """A text no spreadsheet takes for a formula: a leading = + - @ gets an apostrophe before it; numbers stay."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def neutralise(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table with every text disarmed, lists as text."""
    return frame.map(_cell)


def _cell(value: object) -> object:
    if isinstance(value, tuple | list):
        value = "; ".join(map(str, value))
    return disarm(value) if isinstance(value, str) else value


def markdown(text: str, *, strip: bool = True) -> str:
    """A text that Markdown shows as typed: one line, special characters escaped, no link and no HTML.

    A piece of a sentence keeps the blanks at its ends (`strip` false).
    """
    flat = " ".join(text.split()) if strip else _BLANKS.sub(" ", text)
    escaped = _SPECIAL.sub(r"\\\1", flat)
    # A bare address would be made a link by GitHub; the scheme is broken for all but http(s).
    return _SCHEME.sub(r"\1&#58;", escaped) if ":" in escaped else escaped


def to_be_written(cell: Part | None) -> bool:
    """Whether a cell is empty for a hand to write in; spaces may keep it wide."""
    return isinstance(cell, str) and not cell.strip()


def room(texts: Sequence[str], side: str, *, head: bool = False) -> str:
    """What a column wants of the width: one with a long text room, one of short words and spans an unbroken line.

    One that names the rows has room beside long texts, but for numbers and letters that count them.
    """
    plain = [TAG.sub("", text) if len(text) > SHORT else text for text in texts]
    if any(len(text) > LONG for text in plain):
        return "long"
    breaks = not side and any(sign in text for text in plain for sign in " -–")
    if head and all(len(text) <= COUNTED for text in plain):
        return "short"
    return "short" if breaks and all(len(text) <= SHORT for text in plain) else ""
