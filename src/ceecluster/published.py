"""Results as plain values: JSON has the fields that a result publishes, and schemas are read from the same fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from math import isfinite
from typing import Any, ClassVar


class Published:
    """A result, or a part of one, that says which of its fields JSON has.

    `JSON` names fields and properties in their order; `indices=changes` publishes the field `changes` as `indices`, and
    the right side may lead on (`candidate=offer.candidate`, `calls=calls[].title`). A tidy table says of what rows it
    is: `Annotated[pd.DataFrame, Row]`. A dataclass that names nothing publishes all its fields.
    """

    JSON: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """What it publishes, as plain values in full precision."""
        return _fields(self)


def published(kind: type) -> dict[str, str]:
    """The names that JSON has for the fields of a class, each with the way to its value."""
    names = getattr(kind, "JSON", ())
    if not names and is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
    return {name: path or name for name, _, path in (each.partition("=") for each in names)}


def plain(value: Any) -> Any:
    """A value as JSON knows it: lists for tuples, rows for a table, text for a date, None for what is no number."""
    if value is None or (isinstance(value, str | bool | int) and not isinstance(value, Enum)):
        return value
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) or isinstance(value, Published):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(item) for item in value]
    return _foreign(value)


def _fields(value: Any) -> dict[str, object]:
    return {name: plain(_at(value, path)) for name, path in published(type(value)).items()}


def _at(value: object, path: str) -> object:
    first, _, rest = path.partition(".")
    found = getattr(value, first.removesuffix("[]"))
    if not rest:
        return found
    return [_at(each, rest) for each in found] if first.endswith("[]") else _at(found, rest)


def _foreign(value: Any) -> object:
    """Values of pydantic, pandas and numpy, which are not imported for it."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if hasattr(value, "columns"):
        return [{str(name): plain(cell) for name, cell in row.items()} for row in value.to_dict("records")]
    if hasattr(value, "item"):
        return plain(value.item())
    if value != value:  # noqa: PLR0124  # pandas' NA and NaT are unlike themselves
        return None
    raise TypeError(f"JSON has no {type(value).__name__}")
