"""All figures of a result as a few sums per field, to be kept beside the tests and compared to nine digits."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from math import isfinite
from pathlib import Path
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
