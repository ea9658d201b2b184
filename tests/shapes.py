"""The shape of results: JSON Schemas inferred from what commands print, so that a change of form is noticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_KEY = re.compile(r"[A-Z0-9][A-Z0-9_-]*|.*[-./: ].*|policy|administrative|initiative")
"""Keys that are codes, identifiers or files: the mapping is open, its keys are data."""


def shape_of(values: Iterable[Any], meanings: Mapping[str, str], name: str = "") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that fits all the values; descriptions come from the names of the fields."""
    found = [*values]
    kinds = sorted({_kind(value) for value in found})
    if "number" in kinds and "integer" in kinds:
        kinds.remove("integer")
    if "number" in kinds and "null" not in kinds:
        kinds.append("null")  # a figure that cannot be said is null, whether or not these data have the case
    shape: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds} if kinds else {}
    if name in meanings:
        shape["description"] = meanings[name]
    if name in ("facts", "arguments"):
        return shape  # those of a statement are those that its macro names, those of a finding those of its rule
    mappings = [value for value in found if isinstance(value, dict)]
    if mappings:
        keys = [*dict.fromkeys(key for mapping in mappings for key in mapping)]
        if keys and all(_KEY.fullmatch(key) for key in keys):
            shape["additionalProperties"] = shape_of((v for m in mappings for v in m.values()), meanings)
        else:
            shape["properties"] = {key: shape_of((m[key] for m in mappings if key in m), meanings, key) for key in keys}
            shape["required"] = [key for key in keys if all(key in mapping for mapping in mappings)]
    items = [item for value in found if isinstance(value, list) for item in value]
    if items:
        shape["items"] = shape_of(items, meanings)
    return shape


def closed(shape: Any) -> Any:
    """The same schema without room for fields it does not name."""
    if isinstance(shape, list):
        return [closed(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    inner = {
        word: {k: closed(v) for k, v in below.items()} if word == "properties" else closed(below)
        for word, below in shape.items()
    }
    return inner | {"additionalProperties": False} if "properties" in shape else inner


def names_in(shape: Mapping[str, Any]) -> Iterator[str]:
    """The names of all fields."""
    for name, below in shape.get("properties", {}).items():
        yield name
        yield from names_in(below)
    for word in ("items", "additionalProperties"):
        if isinstance(shape.get(word), dict):
            yield from names_in(shape[word])


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "object"
