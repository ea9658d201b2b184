"""Values inside a template: it can ask them for their fields and compare them, and as text each is one token.

Tokens pass through the template and through Markdown unread (`commonmark` puts the values back), so that no text that
we wrote is taken apart again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import replace
from enum import Enum
from typing import Any

from ceecluster.blocks import (
    Date,
    Interval,
    Limit,
    Marked,
    Names,
    Number,
    OrdinalNumber,
    Ref,
    Remarked,
    Share,
    Statement,
    Text,
    Word,
)
from ceecluster.commonmark import BLOCKS, CLOSE, OPEN
from ceecluster.model.base import QUOTED, Worded

_PARTS = (
    str,
    Word,
    Ref,
    Number,
    Share,
    Limit,
    Interval,
    Date,
    OrdinalNumber,
    Statement,
    Text,
    Names,
    Marked,
    Remarked,
)
met: ContextVar[list[Any]] = ContextVar("met")
"""The values that a rendering met as text, by the number of their token."""


def value_of(shown: Any) -> Any:
    """What stands behind an argument of a template: of an opaque value the value itself."""
    return shown.value if isinstance(shown, Shown) else shown


def shown(value: Any) -> Any:
    """A value for a template: numbers that count, flags and enums as they are, all else as something opaque."""
    return value if value is None or isinstance(value, bool | int | float | Enum) else Shown(value)


class Shown:
    """A value inside a template: it can be asked for its fields and compared; as text it is a token."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __str__(self) -> str:
        if not isinstance(self.value, _PARTS + BLOCKS):
            raise TypeError(f"a {type(self.value).__name__} is no text; name one of its fields")
        values = met.get()
        values.append(self.value)
        return f"{OPEN}{len(values) - 1}{CLOSE}"

    def formed(self, form: str) -> Shown:
        """A name, or each of a list, in the form that a translation asks for; `quoted` sets it in quotation marks."""
        return Shown(_formed(self.value, form))

    def __getattr__(self, name: str) -> Any:
        return shown(getattr(self.value, name))

    def __getitem__(self, key: Any) -> Any:
        return shown(self.value[value_of(key)])

    def __iter__(self) -> Iterator[Any]:
        return (shown(item) for item in self.value)

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == value_of(other))

    def __hash__(self) -> int:
        return hash(self.value)


def _formed(value: Any, form: str) -> Any:
    match value:
        case Names(items=items):
            return replace(value, items=tuple(_formed(item, form) for item in items))
        case tuple() | list():
            return tuple(_formed(item, form) for item in value)
        case _ if form == QUOTED:
            return Statement("lists.quoted", {"name": value})
        case Ref():
            return replace(value, form=form)
        case Worded():
            return value.formed(form)
        case Text(parts=inner):
            return Text(tuple(_formed(item, form) for item in inner))
        case Remarked(text=text) | Marked(text=text):
            return replace(value, text=_formed(text, form))
    return value
