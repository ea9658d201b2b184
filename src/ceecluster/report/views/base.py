"""What every view is made of: worded cells and sentences, ready to be set in any medium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ceecluster.model.base import Running, Year
from ceecluster.numerals import decimal, limit, percentage

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.model import Programme

MISSING = "–"
"""Stands in a cell for what is not documented; never NaN, never 0."""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: str
    align: Literal["left", "right"] = "left"
    header: bool = False
    """True for the column that names the row (scope=row in HTML)."""


@dataclass(frozen=True)
class Table:
    """A table of worded cells."""

    key: str
    title: str
    """The caption: it states what the table shows."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class View:
    """A result in words: what a terminal, a Markdown file or a page shows of it."""

    name: str
    """Name in the JSON schema: ceecluster/<name>@1."""
    title: str
    lead: tuple[str, ...] = ()
    """Sentences before the tables."""
    tables: tuple[Table, ...] = ()
    heading: str = "What stands out"
    findings: tuple[str, ...] = ()
    """Numbered sentences, in order of weight."""
    notes: tuple[str, ...] = ()
    """How to read it."""
    next: tuple[str, ...] = ()
    """Commands to go on with."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The result in full precision, for JSON."""
    frame: pd.DataFrame | None = None
    """The tidy table, for CSV."""


def number(value: float | None, digits: int = 2, limits: Sequence[float] = ()) -> str:
    """A number for a cell; the missing sign for None or NaN."""
    if value is None or value != value:  # noqa: PLR0124  # NaN is the one value unlike itself
        return MISSING
    return decimal(value, digits, limits)


def percent(value: float | None, *limits: float) -> str:
    """A share as a percentage, on its side of the `limits`."""
    if value is None or value != value:  # noqa: PLR0124  # NaN
        return MISSING
    return f"{percentage(value, limits)} %"


threshold = limit


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """An interval for a cell."""
    return f"{number(low, digits)}–{number(high, digits)}"


def listed(words: list[str] | tuple[str, ...], limit: int | None = None) -> str:
    """Words as a list in a sentence: `a, b and c`; what goes over the limit is counted."""
    shown = list(words)
    if limit is not None and len(shown) > limit:
        shown = [*shown[:limit], f"{len(words) - limit} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def lasting(programme: Programme) -> str:
    """`2013 to 2020`, `2013 to today`, `from 2013`, `until 2020`: what is documented of the years of a record."""
    first, end = programme.start, programme.end
    begun = "" if first is None else str(first.year)
    if first is not None and first.status != "documented":
        begun += f" ({first.status})"
    if end is None:
        return f"from {begun}" if begun else MISSING
    last = "today" if isinstance(end, Running) else str(end.year)
    if isinstance(end, Year) and end.status != "documented":
        last += f" ({end.status})"
    return f"{begun} to {last}" if begun else "running" if last == "today" else f"until {last}"


def ordinal(place: int) -> str:
    """`first`, `second` ... `tenth`, then `11th`."""
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 1 <= place <= len(names):
        return names[place - 1]
    tail = place % 100
    return f"{place}{'th' if 10 <= tail <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(tail % 10, 'th')}"


def plural(count: int, word: str, many: str | None = None) -> str:
    """`1 record`, `2 records`."""
    return f"{count} {word if count == 1 else many or word + 's'}"
