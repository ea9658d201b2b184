"""All figures of a result as a few sums per field, to be kept beside the tests and compared to nine digits."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from math import isfinite
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

from ceecluster.model import World
from ceecluster.results import Result
from ceecluster.study import Study

KEPT = Path(__file__).parent / "golden" / "figures"
DEEPEST = 8
"""Levels of rows inside rows that are followed."""


def _own(kind: type) -> Iterator[str]:
    """Public fields and properties of a class of ours."""
    yield from (field.name for field in fields(kind) if not field.name.startswith("_"))
    for owner in kind.__mro__:
        if owner.__module__.startswith("ceecluster.") and owner.__name__ not in ("Result", "Published"):
            for name, member in vars(owner).items():
                if isinstance(member, property | cached_property) and not name.startswith("_"):
                    yield name


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, float | str]]:
    """The numbers and texts of a value, each with its place; rows of one table have one place."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, str):
        yield path, value or ""
    elif isinstance(value, bool | int | float | np.generic):
        yield path, float(value)
    elif depth <= DEEPEST and not (isinstance(value, World | Study) or callable(value)):
        for place, each in _inside(value, path, depth):
            yield from _walk(each, place, depth + 1)


def _inside(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """The parts of a value that has parts."""
    if isinstance(value, pd.DataFrame):
        yield from ((f"{path}.{name}", value[name].tolist()) for name in value.columns)
    elif isinstance(value, pd.Series | np.ndarray):
        yield path, value.tolist()
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from ((f"{path}.keys", str(key)), (f"{path}.values", each))
    elif isinstance(value, set | frozenset):
        yield path, sorted(value, key=str)
    elif isinstance(value, tuple | list):
        yield f"{path}#", len(value)
        yield from ((path, each) for each in value)
    elif is_dataclass(value) and not (isinstance(value, Result) and depth):  # another result is kept by itself
        for name in dict.fromkeys(_own(type(value))):
            yield f"{path}.{name}", getattr(value, name)


def sums(results: Mapping[str, Any]) -> dict[str, list[float]]:
    """By field: how many values, how many numbers, their sum, their sum by place, and a check of the texts."""
    found: dict[str, list[float | str]] = defaultdict(list)
    for name, result in results.items():
        for path, each in _walk(result, name, 0):
            found[path].append(each)
    told = {}
    for path, values in sorted(found.items()):
        numbers = [each for each in values if isinstance(each, float) and isfinite(each)]
        by_place = sum(each / place for place, each in enumerate(numbers, 1))
        texts = "\n".join(each for each in values if isinstance(each, str))
        told[path] = [len(values), len(numbers), sum(numbers), by_place, crc32(texts.encode())]
    return told


def compare_figures(name: str, results: Mapping[str, Any], *, update: bool) -> None:
    """Fails where a kept figure is another or gone; `pytest --update` keeps what there is now, new fields with it."""
    path, now = KEPT / f"{name}.json", sums(results)
    if update:
        path.parent.mkdir(exist_ok=True)
        rows = (f"{json.dumps(key)}: {json.dumps([round(each, 9) for each in row])}" for key, row in now.items())
        path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert [key for key in kept if key not in now] == [], "figures are gone: pytest --update"
    moved = [key for key, row in kept.items() if now[key] != pytest.approx(row, rel=1e-6, abs=1e-6)]
    assert moved == [], "if the method has changed: pytest --update"


def _plain(value: Any) -> Any:
    """A setting as JSON writes it; None where it is none."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, re.Pattern):
        return value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, tuple | list):
        parts = [_plain(each) for each in value]
        return None if None in parts else parts
    if isinstance(value, Mapping):
        rows = {str(_plain(key)): _plain(each) for key, each in value.items()}
        return None if None in rows.values() else rows
    return None


def modules(package: str) -> Iterator[ModuleType]:
    """A package's modules with those of packages inside it; without a name, the modules that are in no package."""
    name = f"ceecluster.{package}".removesuffix(".")
    root = importlib.import_module(name)
    yield root
    if package:
        found = pkgutil.walk_packages(root.__path__, f"{name}.")
    else:
        found = (each for each in pkgutil.iter_modules(root.__path__, f"{name}.") if not each.ispkg)
    yield from (importlib.import_module(each.name) for each in found if not each.name.endswith("__main__"))


def settings(package: str) -> dict[str, Any]:
    """Every constant of a package's modules, and what its functions, methods and rows take where nothing is said."""
    found: dict[str, Any] = {}
    for module in modules(package):
        assigned = {
            node.id
            for statement in ast.parse(inspect.getsource(module)).body
            for node in ast.walk(statement)
            if isinstance(statement, ast.Assign | ast.AnnAssign)
            and isinstance(node, ast.Name)
            and not _is_store(statement.value)
        }
        short = module.__name__.removeprefix("ceecluster.").removeprefix(f"{package}.")
        for name, value in vars(module).items():
            place = f"{short}.{name}"
            if name in assigned and name.lstrip("_").isupper():
                found[place] = _plain(value)
            elif getattr(value, "__module__", "") == module.__name__ and hasattr(value, "__qualname__"):
                found.update(_defaults(value, place))
    return {place: value for place, value in sorted(found.items()) if value is not None}


def _is_store(value: ast.expr | None) -> bool:
    """Whether it is empty when the module is imported: what a program keeps there later is no setting."""
    return value is not None and ast.unparse(value) in ("[]", "{}", "set()", "dict()", "list()")


def _defaults(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Of a function; of a class the defaults of its fields and methods."""
    if isinstance(value, type):
        for name, member in vars(value).items():
            if inspect.isfunction(member) and not name.startswith("__"):
                yield from _defaults(member, f"{place}.{name}")
        for field in fields(value) if is_dataclass(value) else ():
            yield f"{place}.{field.name}", _plain(field.default)
        for name, entry in getattr(value, "model_fields", {}).items():  # of what is read from files
            # A mapping that is made anew for each is as much of a default.
            yield f"{place}.{name}", _plain({} if entry.default_factory is dict else entry.default)
        return
    if not inspect.isfunction(value):
        return
    for name, parameter in inspect.signature(value).parameters.items():
        if parameter.default is not parameter.empty:
            yield f"{place}({name})", _plain(parameter.default)


def compare_settings(package: str, *, update: bool) -> None:
    """Fails where a threshold, a number of draws or a default is another than the one kept, or gone."""
    path, now = KEPT / f"{package or 'modules'}-settings.json", settings(package)
    if update:
        rows = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in now.items())
        path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    kept = json.loads(path.read_text(encoding="utf-8"))
    told = json.loads(json.dumps(now))
    assert {place: told.get(place) for place in kept} == kept, "if it was meant: pytest --update"
