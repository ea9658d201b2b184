"""The shape of results: JSON Schemas from the types of what they publish; docstrings of fields say what they mean."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
from collections import ChainMap
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pandas as pd
from pydantic import BaseModel

import ceecluster
from ceecluster.model.base import Worded
from ceecluster.published import published

Schema = dict[str, Any]
PLAIN = {bool: "boolean", int: "integer", float: "number", str: "string", Worded: "string", NoneType: "null"}
LISTS = (tuple, list, frozenset)


class Shaper:
    """Makes the schema of one result; classes that occur in it stand once, under `$defs`."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self.meanings, self.defs, self.names = meanings, dict[str, Schema](), dict[type, str]()

    def of(self, hint: Any) -> Schema:
        """The schema of a type."""
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return {"type": "array", "items": self.of(args[1])} if args[0] is pd.DataFrame else self.of(args[0])
        if origin in (Union, UnionType):
            return _either([self.of(each) for each in args])
        if origin is Literal:
            return {"enum": list(args)}
        if hint in PLAIN:
            return {"type": PLAIN[hint]}
        if hint is date:
            return {"type": "string", "format": "date"}
        if hint is Any or hint is object:
            return {}
        if origin is tuple and args[-1] is not Ellipsis:
            items = [self.of(each) for each in args]
            return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
        if origin in LISTS:
            return {"type": "array", "items": self.of(args[0])}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if isinstance(hint, type):
            return self._of_class(hint)
        raise TypeError(f"no schema for {hint}")

    def _of_class(self, kind: type) -> Schema:
        if issubclass(kind, Enum):
            return {"description": _flat(kind.__doc__), "enum": [each.value for each in kind]}
        if kind not in self.names:
            name = kind.__name__
            self.names[kind] = name if name not in self.defs else f"{kind.__module__.rpartition('.')[2]}.{name}"
            self.defs[self.names[kind]] = {}
            self.defs[self.names[kind]] = self.body(kind)
        return {"$ref": f"#/$defs/{self.names[kind]}"}

    def body(self, kind: type) -> Schema:
        """The schema of a class, written out."""
        names = published(kind)
        if issubclass(kind, BaseModel):
            names = {field.alias or name: name for name, field in kind.model_fields.items()}
        fields = {}
        for name, path in names.items():
            hint, told = field_at(kind, path)
            told = told or self.meanings.get(name, "")
            fields[name] = self.of(hint) | ({"description": told} if told else {})
        return {"type": "object", "description": _flat(kind.__doc__), "properties": fields, "required": list(fields)}


def _either(shapes: list[Schema]) -> Schema:
    types = [shape["type"] for shape in shapes if set(shape) == {"type"}]
    if len(types) == len(shapes):
        return {"type": types}
    return {"anyOf": shapes}


def field_at(kind: type, path: str) -> tuple[Any, str]:
    """The type of a field or property of a class, and its docstring; `shared[].issue` goes on in the items."""
    first, _, rest = path.partition(".")
    name = first.removesuffix("[]")
    hint, told = hints_of(kind)[name]
    if not rest:
        return hint, told
    inner, told_inside = field_at(get_args(hint)[0] if first.endswith("[]") else hint, rest)
    # What a list is of is told by the list, what a single value is by the field that has it.
    if first.endswith("[]"):
        return tuple[inner, ...], told or told_inside  # type: ignore[valid-type]  # made at run time
    return inner, told_inside or told


@cache
def hints_of(kind: type) -> dict[str, tuple[Any, str]]:
    """Every field and property of a class with its type and its docstring."""
    found: dict[str, tuple[Any, str]] = {}
    for each in reversed(kind.__mro__):
        if each.__module__.split(".")[0] != "ceecluster":
            continue
        names = ChainMap(vars(sys.modules[each.__module__]), _everything())
        tree = _classes_in(each.__module__)[each.__qualname__]
        for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                told = (
                    after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                )
                found[node.target.id] = (_hint(node.annotation, names), _flat(str(told)))
            elif isinstance(node, ast.FunctionDef) and node.returns is not None and node.decorator_list:
                found[node.name] = (_hint(node.returns, names), _flat(ast.get_docstring(node)))
    return found


@cache
def _classes_in(module: str) -> dict[str, ast.ClassDef]:
    """The classes of a module as they are written, those inside a class by their full name."""
    found = {}
    left: list[tuple[str, ast.AST]] = [("", ast.parse(inspect.getsource(sys.modules[module])))]
    while left:
        before, part = left.pop()
        for each in ast.iter_child_nodes(part):
            if isinstance(each, ast.ClassDef):
                found[before + each.name] = each
                left.append((f"{before}{each.name}.", each))
    return found


def _hint(annotation: ast.expr, names: Mapping[str, Any]) -> Any:
    try:
        return eval(ast.unparse(annotation), {}, names)  # our own annotations
    except NameError:
        return Any


@cache
def _everything() -> dict[str, Any]:
    """What modules import for type checking only, by name."""
    found: dict[str, Any] = {}
    for module in pkgutil.walk_packages(ceecluster.__path__, "ceecluster."):
        if not module.name.endswith("__main__"):
            found = vars(import_module(module.name)) | found
    return found


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def closed(shape: Any) -> Any:
    """The same schema without room for fields it does not name."""
    if isinstance(shape, list):
        return [closed(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    inner = {
        word: {k: closed(v) for k, v in below.items()} if word in ("properties", "$defs") else closed(below)
        for word, below in shape.items()
    }
    return inner | {"additionalProperties": False} if "properties" in shape else inner


def is_told(shape: Schema, defs: Mapping[str, Schema]) -> bool:
    """Whether a field says what it means, by itself or by the class of its values."""
    if "description" in shape or "const" in shape:
        return True
    if "$ref" in shape:
        return is_told(defs[shape["$ref"].rpartition("/")[2]], defs)
    inner = [shape[word] for word in ("items", "additionalProperties") if isinstance(shape.get(word), dict)]
    return any(is_told(each, defs) for each in (*inner, *shape.get("anyOf", ())))


def fields_in(shape: Any) -> Iterator[tuple[str, Schema]]:
    """All fields with what the schema says of them."""
    if isinstance(shape, list):
        for each in shape:
            yield from fields_in(each)
    elif isinstance(shape, dict):
        for word, below in shape.items():
            if word in ("properties", "$defs"):
                yield from below.items() if word == "properties" else ()
                yield from fields_in(list(below.values()))
            else:
                yield from fields_in(below)
