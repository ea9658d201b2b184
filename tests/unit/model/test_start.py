"""What each start pays for: models say their types as types, and build nothing before it is asked for."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

import ceecluster.model
from ceecluster.model import Inventory, Programme, Source, World, base, shape
from ceecluster.model.network import ContactRule

MODULES = sorted(path.stem for path in Path(ceecluster.model.__path__[0]).glob("*.py") if path.stem != "__init__")
MODELS = [
    made
    for name in MODULES
    for made in vars(importlib.import_module(f"ceecluster.model.{name}")).values()
    if isinstance(made, type) and issubclass(made, base.Frozen) and made.__module__ == f"ceecluster.model.{name}"
]


@pytest.mark.parametrize("module", sorted({model.__module__ for model in MODELS}))
def test_types_of_fields_are_no_texts(module: str) -> None:
    """pydantic compiles each annotation that is a text at every start: twelve milliseconds of all models."""
    source = Path(importlib.import_module(module).__file__ or "").read_text(encoding="utf-8")
    ahead = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    assert not [node for node in ahead if node.module == "__future__"]


def test_no_model_is_complete_before_it_is_asked_for() -> None:
    """Whoever wants one model does not wait for what checks the others."""
    asked = (
        "from ceecluster.model import World, base; every = base.Frozen.__subclasses__(); "
        "print(len(every), [each.__name__ for each in every if each.__dict__['__pydantic_complete__']])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    count, _, complete = told.partition(" ")
    assert int(count) > 50 and complete.strip() == "[]"


def _given(model: type[BaseModel]) -> dict[str, BaseModel]:
    return {name: each.default for name, each in model.model_fields.items() if isinstance(each.default, BaseModel)}


def test_a_model_that_is_a_default_is_what_checking_would_have_made() -> None:
    """Defaults are made without being checked: they equal those that are."""
    given = [(model, default) for model in MODELS for default in _given(model).values()]
    assert len(given) >= 8
    for model, default in given:
        assert default == type(default)() == type(default).model_validate({}), model
        assert default.model_dump() == type(default).model_validate(default.model_dump()).model_dump()


def test_no_two_models_are_called_alike() -> None:
    """A part's schema is looked up by its name in the schema of the whole."""
    names = [model.__name__ for model in MODELS]
    assert len(names) == len(set(names)) > 50


def test_the_schema_of_a_part_is_the_one_it_has_alone() -> None:
    """Taken from the schema of the whole, it says the same, and finds all that it names."""

    def opened(schema: shape.Schema, parts: shape.Schema) -> object:
        if isinstance(schema, list):
            return [opened(each, parts) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return opened(parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
        return {key: opened(value, parts) for key, value in schema.items() if key != "$defs"}

    whole = shape._bare_schema_of(Inventory)
    for part in (Programme, Source):
        assert part.__name__ in whole["$defs"]
        alone = part.model_json_schema(mode="validation", schema_generator=shape._Bare)
        taken = shape._bare_schema_of(part)
        assert opened(taken, taken["$defs"]) == opened(alone, alone.get("$defs", {}))
    assert World.model_json_schema()["$defs"].keys() >= {"Programme", "Source"}


@pytest.mark.parametrize(
    "field,value,kind",
    [
        ("each", 0, "greater_than_equal"),
        ("each", 1.5, "int_type"),
        ("each", True, "int_type"),
        ("no_reason", [""], "string_pattern_mismatch"),
    ],
)
def test_the_bounds_of_a_field_stand_beside_those_of_its_kind(field: str, value: object, kind: str) -> None:
    """`Whole` wants a whole number and no other; that there is at least one contact is the field's own."""
    assert ContactRule.model_validate({"each": 1}).each == 1
    with pytest.raises(ValidationError) as refused:
        ContactRule.model_validate({field: value})
    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_a_mapping_that_is_left_out_is_empty_and_its_own() -> None:
    """The schema says so as before; nobody finds in one record what was put into another."""
    bodies = ({"id": name, "name": {"en": "X"}, "level": ["policy"]} for name in ("at31-a", "at31-b"))
    first, second = map(Programme.model_validate, bodies)
    assert first.assessments == second.assessments == {} and first.assessments is not second.assessments
    properties = Programme.model_json_schema()["properties"]
    assert [properties[name]["default"] for name in ("assessments", "cite", "decided", "funding")] == [{}] * 4
