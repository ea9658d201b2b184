"""Bounds of numbers: what a field says of its own counts beside what its type says."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from ceecluster import model
from ceecluster.model.base import Bounds
from ceecluster.model.inventory import Budget, Count, Staff
from ceecluster.parse import _FORMS, _FORMS_BY_NAME, parse_plain

for _module in pkgutil.iter_modules(model.__path__):
    importlib.import_module(f"ceecluster.model.{_module.name}")


def models(kind: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Every model of ours."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("ceecluster.model"):
            yield each
        yield from models(each)


def vars_of(metadata: object) -> dict[str, Any]:
    """The bounds that one of pydantic's own says."""
    return {kind: getattr(metadata, kind, None) for kind in ("ge", "gt", "le", "lt")}


def test_every_bound_holds() -> None:
    """The strictest of a field's lower and upper bounds is that of its schema; a second one does not undo it."""
    held = 0
    for each in set(models()):
        each.model_rebuild()
        properties = each.model_json_schema().get("properties", {})
        for name, field in each.model_fields.items():
            for kinds, bounds, strictest in (
                (("ge", "gt"), ("minimum", "exclusiveMinimum"), max),
                (("le", "lt"), ("maximum", "exclusiveMaximum"), min),
            ):
                told = [m.schema if isinstance(m, Bounds) else vars_of(m) for m in field.metadata]
                said = [bounds_of[kind] for bounds_of in told for kind in kinds if bounds_of.get(kind) is not None]
                if said:
                    schema = properties[field.alias or name]
                    parts = [
                        part for part in schema.get("anyOf", [schema]) if part.get("type") in ("number", "integer")
                    ]
                    found = [part[bound] for part in parts for bound in bounds if bound in part]
                    assert strictest(found) == strictest(said), f"{each.__name__}.{name}"
                    held += 1
    assert held > 40


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        (Budget, {"amount": -5.0, "currency": "EUR"}, "amount"),
        (Count, {"count": -3.0, "what": "firms"}, "count"),
        (Staff, {"fte": -0.5}, "fte"),
    ],
)
def test_amounts_are_not_negative(kind: type[BaseModel], body: dict[str, object], field: str) -> None:
    """Told as what is outside the range."""
    _, findings = parse_plain(body, kind)
    value = next(iter(body.values()))
    assert [(f.code, f.message) for f in findings] == [
        ("CC114", f"'{field}' is {value}, outside the range: at least 0")
    ]


def patterns(node: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The patterns of a schema with the field each is of."""
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield name, node["pattern"]
        for key, below in node.items():
            inside = key in ("items", "properties", "$defs", "additionalProperties", "propertyNames", "anyOf")
            yield from patterns(below, name if inside else key)
    elif isinstance(node, list):
        for below in node:
            yield from patterns(below, name)


def test_every_pattern_has_words() -> None:
    """A value of another form is told its form: nobody is told to write it as "another one"."""
    for each in set(models()):
        each.model_rebuild()
    found = {pair for each in set(models()) for pair in patterns(each.model_json_schema())}
    assert len({pattern for _, pattern in found}) >= 10
    assert {pair for pair in found if pair[0] not in _FORMS_BY_NAME and pair[1] not in _FORMS} == set()
