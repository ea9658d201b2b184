"""The format as JSON Schema: which fields a place knows, and of what kind its values are."""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from functools import cache, lru_cache
from itertools import pairwise
from types import ModuleType
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import WithDefaultSchema

Schema = dict[str, Any]
"""A node of a JSON Schema, as pydantic gives it."""
Kind = Literal[
    "text", "day", "integer", "number", "boolean", "scalar", "list", "integers", "records", "record", "unknown"
]


class _Bare(GenerateJsonSchema):
    """A JSON Schema as it is looked up here: in no order, and without the defaults, which take half of the time."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """As it comes."""
        return value

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """What is given where something is."""
        return self.generate_inner(schema["schema"])


_BARE: dict[type[BaseModel], Schema] = {}


def _bare_schema_of(model: type[BaseModel]) -> Schema:
    """The JSON Schema of a model for looking up, made once; that of a part is taken from a whole made before it."""
    if model not in _BARE:
        # No two models of a package are called alike.
        wholes = (made for whole, made in _BARE.items() if _package(whole) == _package(model))
        parts = next((made["$defs"] for made in wholes if model.__name__ in made.get("$defs", {})), None)
        made = parts and {**parts[model.__name__], "$defs": parts}
        _BARE[model] = made or model.model_json_schema(mode="validation", schema_generator=_Bare)
    return _BARE[model]


def _package(model: type[BaseModel]) -> str:
    return model.__module__.rpartition(".")[0]


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """The JSON Schema of a model, made once."""
    return model.model_json_schema(mode="validation")


def described(model: type[BaseModel]) -> Schema:
    """A fresh JSON Schema of a model with the description of each field: the text below it in the source."""
    schema = copy.deepcopy(schema_of(model))
    texts = {title: text for module in _modules(model) for title, text in texts_in(module).items()}
    for title, part in {model.__name__: schema, **schema.get("$defs", {})}.items():
        names = {field.alias or name: name for name, field in _fields_of(title, model).items()}
        for name, field in part.get("properties", {}).items():
            if text := texts.get(title, {}).get(names.get(name, name)):
                field["description"] = text
    return schema


@cache
def _modules(model: type[BaseModel]) -> list[ModuleType]:
    """The modules of the model's package, which is where every type of its fields is made."""
    return [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{_package(model)}.")]


@cache
def _fields_of(title: str, model: type[BaseModel]) -> dict[str, FieldInfo]:
    for module in _modules(model):
        if isinstance(made := getattr(module, title, None), type) and issubclass(made, BaseModel):
            return made.model_fields
    return {}


@cache
def texts_in(module: ModuleType) -> dict[str, dict[str, str]]:
    """By class and field: the text that stands below the field."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            for field, below in pairwise(node.body):
                is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
                if is_text and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    text = inspect.cleandoc(str(below.value.value))  # type: ignore[attr-defined]  # as just asked
                    found.setdefault(node.name, {})[field.target.id] = text
    return found


def fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The field names the format knows at a place."""
    return sorted({name for branch in branches_at(model, path) for name in branch.get("properties", {})})


def words_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The words the format allows at a place, where it allows no others."""
    branches = branches_at(model, path)
    allowed = (
        each for branch in branches for each in branch.get("enum", [branch["const"]] if "const" in branch else [])
    )
    return [str(word) for word in dict.fromkeys(allowed)]


@lru_cache(maxsize=10_000)
def branches_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[Schema]:
    """The schemas a value at a place may follow; steps that only name a branch of the model are passed over."""
    root = _bare_schema_of(model)
    here = _open(root, root)
    for step in path:
        here = _into(here, step, root) or here
    return here


def kind_at(model: type[BaseModel], path: tuple[int | str, ...]) -> Kind:
    """What kind of value belongs at a place; `unknown` where the format has no such place."""
    root = _bare_schema_of(model)
    here = _open(root, root)
    for step in path:
        here = _into(here, step, root)
        if not here:
            return "unknown"
    return _kind(here, root)


def is_list_at(model: type[BaseModel], path: tuple[int | str, ...]) -> bool:
    """Whether a list belongs at a place."""
    return any(branch.get("type") == "array" for branch in branches_at(model, path))


def _kind(branches: list[Schema], root: Schema) -> Kind:
    types = {branch.get("type") for branch in branches} - {"null"}
    if "array" in types:
        array = next(branch for branch in branches if branch.get("type") == "array")
        items = [leaf for item in array.get("prefixItems", [array.get("items", {})]) for leaf in _open(item, root)]
        if any(item.get("type") == "object" for item in items):
            return "records"
        return "integers" if any(item.get("type") == "integer" for item in items) else "list"
    if "object" in types:
        # A text that may be given by language has no field of its own: what stands at its place itself is the text.
        return "text" if "string" in types and not any("properties" in branch for branch in branches) else "record"
    if not types or types == {None}:
        return "text" if any("enum" in branch or "const" in branch for branch in branches) else "scalar"
    if "number" in types:
        return "number"
    if "integer" in types:
        return "scalar" if "string" in types else "integer"
    if "boolean" in types:
        return "boolean"
    return "day" if any(str(branch.get("pattern", "")).startswith(r"^\d{4}(-") for branch in branches) else "text"


def _into(here: list[Schema], step: int | str, root: Schema) -> list[Schema]:
    found: list[Schema] = []
    for branch in here:
        if isinstance(step, int):
            item = branch.get("items") or next(iter(branch.get("prefixItems", [])), None)
            found += _open(item, root) if item else []
        elif step in branch.get("properties", {}):
            found += _open(branch["properties"][step], root)
        elif isinstance(branch.get("additionalProperties"), dict):
            found += _open(branch["additionalProperties"], root)
        elif isinstance(branch.get("patternProperties"), dict):
            found += [leaf for option in branch["patternProperties"].values() for leaf in _open(option, root)]
        elif "items" in branch:
            # One record may stand where a list of them belongs: `priorities.OBJ-RDI.value`.
            found += _into(_open(branch["items"], root), step, root)
    return found


def _open(schema: Schema, root: Schema) -> list[Schema]:
    """A schema with references and alternatives opened."""
    if "$ref" in schema:
        return _open(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return [branch for option in schema[word] for branch in _open(option, root)]
    return [schema]
