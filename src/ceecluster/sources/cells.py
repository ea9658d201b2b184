"""Cells to values and back: what a text stands for under the kind of its column."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

from ceecluster.model.shape import Kind
from ceecluster.sources import wordings
from ceecluster.sources.document import REFUSED, MarkedList
from ceecluster.sources.yaml_reader import resolve

_BLANKS = str.maketrans("", "", "\u00a0\u202f\u2009\u2007 '\u2019")
_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\Z")
# A leading 0 groups no thousands: 0.125 is one number, 1.125 may be two.
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*\Z")
_COMMA = re.compile(r"[-+]?\d+,\d+\Z")
_WORDS = {"true": True, "yes": True, "false": False, "no": False}
NOTHING = frozenset(("n/a", "na", "n.a.", "-", "–", "—", "--", "nan", "none", "null", "nil", "#n/a", "?", "k.a.", "."))
"""Words that people and programs write where there is nothing, in small letters."""


def typed(
    cell: object, kind: Kind, name: str, mark: int = 0, constants: tuple[str, ...] = ()
) -> tuple[object, tuple[Any, tuple[str, ...]] | None]:
    """The value a cell stands for under the kind its column has, or what is wrong with it."""
    if kind == "text" and type(cell) is str:  # most cells are texts
        return cell, None
    if cell is REFUSED:
        return REFUSED, None
    if isinstance(cell, datetime.date | datetime.datetime):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        if kind == "day":
            return day.isoformat(), None
        return None, (wordings.spreadsheet_date, (name, day.isoformat()))
    if isinstance(cell, datetime.time | datetime.timedelta):
        return None, (wordings.spreadsheet_date, (name, str(cell)))
    if isinstance(cell, bool):
        return (cell, None) if kind in ("boolean", "scalar") else (str(cell).lower(), None)
    if isinstance(cell, int | float):
        if kind in ("number", "integer", "scalar", "record"):
            whole = isinstance(cell, float) and cell.is_integer() and kind != "number"
            return (int(cell) if whole else cell), None
        cell = str(int(cell)) if float(cell).is_integer() else repr(cell)
    text = str(cell)
    bare = text.strip()
    if kind in ("text", "day", "unknown"):
        return text, None
    if kind in ("number", "integer"):
        return (None, None) if bare == "null" else _number(bare, name)
    if kind == "boolean":
        return _WORDS.get(bare.lower(), text), None
    if kind in ("scalar", "record"):
        return (json.loads(bare) if _quoted(bare) else resolve(bare)), None
    if bare in constants:
        return bare, None
    items = MarkedList(mark)
    found: list[Any] = split(text)
    items += [int(item) if item.isdecimal() else item for item in found] if kind == "integers" else found
    items.items_at = [mark] * len(items)
    return items, None


def _quoted(text: str) -> bool:
    if not (len(text) > 1 and text[0] == text[-1] == '"'):
        return False
    try:
        return isinstance(json.loads(text), str)
    except json.JSONDecodeError:
        return False


def _number(text: str, name: str) -> tuple[object, tuple[object, tuple[str, ...]] | None]:
    """A number with a decimal point or comma and blanks between thousands; what can be read in two ways is named."""
    bare = text.translate(_BLANKS)
    if _PLAIN.match(bare) and not _GROUPED.match(bare):
        value = float(bare)
        exact = not any(c in bare for c in ".eE")
        return (int(bare) if exact else value), None
    if _GROUPED.match(bare):
        mark = "," if "," in bare else "."
        return None, (
            wordings.ambiguous_number,
            (name, f"'{text}'", f"which may mean {bare.replace(mark, '')} or {bare.replace(',', '.')}"),
        )
    if _COMMA.match(bare):
        return float(bare.replace(",", ".")), None
    if re.fullmatch(r"[-+]?[\d.,]+", bare) and any(c.isdecimal() for c in bare):
        return None, (
            wordings.ambiguous_number,
            (name, f"'{text}'", "whose points and commas mean different things in different countries"),
        )
    return text, None


def split(text: str) -> list[str]:
    """The items of a list cell: separated by `;`, a `\\;` belongs to its item."""
    if "\\" not in text:
        return [item for item in map(str.strip, text.split(";")) if item]
    items, current, escaped = [], "", False
    for character in text:
        if escaped:
            current += character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == ";":
            items.append(current.strip())
            current = ""
        else:
            current += character
    items.append(current.strip())
    return [item for item in items if item]


def join(items: list[str]) -> str:
    """The cell of a list; the reverse of `split`."""
    return "; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)
