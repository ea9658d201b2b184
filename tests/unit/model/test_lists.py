"""Which list a code is from: every field of a code knows its list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from ceecluster.model import ActionFile, Datum, Inventory, PilotFile
from ceecluster.model.base import PlaceCode
from ceecluster.model.lists import PLACES, list_of
from ceecluster.model.readings import Readings
from ceecluster.model.shape import schema_of

PLACE = next(str(part.pattern) for part in PlaceCode.__metadata__ if getattr(part, "pattern", None))
OF_STATISTICS = ("nuts",)
"""Codes of the statistics, which are no members of the network."""


def fields(
    schema: dict[str, Any], root: dict[str, Any], pattern: str, trail: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The fields below a schema whose values have a pattern."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in trail[::2]:
            yield from fields(root["$defs"][name], root, pattern, trail)
        return
    if schema.get("pattern") == pattern:
        yield trail
    for name, field in schema.get("properties", {}).items():
        yield from fields(field, root, pattern, (*trail, name))
    for word in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for branch in schema.get(word, ()):
            yield from fields(branch, root, pattern, trail)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from fields(schema[word], root, pattern, trail)


@pytest.mark.parametrize("model", [Inventory, PilotFile, ActionFile, Readings, Datum])
def test_names_of_regions_are_looked_up_in_every_field(model: type[BaseModel]) -> None:
    """Whoever writes `lead: Upper Austria` is told the code, wherever a region's code belongs."""
    root = schema_of(model)
    found = {path for path in fields(root, root, PLACE, ()) if path and path[-1] not in OF_STATISTICS}
    assert {path for path in found if list_of(path) != PLACES} == set()
    assert found or model is ActionFile
