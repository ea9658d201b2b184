"""Plain data of a record as parts: lists, mappings and small records, never quotes or braces."""

from __future__ import annotations

from collections.abc import Sequence

from ceecluster.blocks import Part, Text


def written(value: object) -> Part | None:
    """A value in short: a text as it is, a mapping as `key: value`, a list with semicolons; None for nothing."""
    if value is None or value in ([], {}):
        return None
    if isinstance(value, dict):
        return joined([Text((str(key), ": ", written(each) or "–")) for key, each in value.items()], ", ")
    if isinstance(value, list | tuple):
        return joined([written(each) or "–" for each in value], "; ")
    return str(value).lower() if isinstance(value, bool) else str(value)


def joined(items: Sequence[Part], between: str = ", ") -> Part:
    """Parts in a row with the same between them."""
    return Text(tuple(part for index, item in enumerate(items) for part in ((between, item) if index else (item,))))
