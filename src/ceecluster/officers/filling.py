"""What an inventory holds, as the cells of a form: one column for each item of a list, names beside codes."""

from __future__ import annotations

import json

from pydantic import BaseModel

from ceecluster.model import Inventory, Programme
from ceecluster.model.lists import ISSUES, codes_at, words_at
from ceecluster.model.position import Priority
from ceecluster.model.shape import kind_at
from ceecluster.officers.lists import Lists
from ceecluster.sources.cells import join
from ceecluster.sources.columns import Steps
from ceecluster.sources.plain import Content, plain_inventory, plain_programme
from ceecluster.sources.yaml_reader import resolve

Cells = Content
"""By dotted name of the column: a text, or a number."""


def cells_of(record: Programme, lists: Lists) -> Cells:
    """The cells of a record."""
    return _flat(plain_programme(record), Programme, (), lists)


def head_of(inventory: Inventory) -> Cells:
    """The fields of an inventory's head; `issues` have a sheet of their own, and so have sources."""
    body = plain_inventory(inventory)
    for name in ("programmes", "sources", "priorities"):
        body.pop(name, None)
    return _flat(body, Inventory, (), Lists())


def sources_of(inventory: Inventory) -> list[Cells]:
    """A row for each source."""
    body = plain_inventory(inventory).get("sources", {})
    return [{"key": key, **dict(source.items())} for key, source in body.items()]


def priorities_of(inventory: Inventory, lists: Lists) -> list[Cells]:
    """A row for each declared position."""
    body = plain_inventory(inventory).get("priorities", {})
    return [
        {
            "issue": lists.shown(ISSUES, issue),
            **{k: join(v) if isinstance(v, list) else _cell(v, Priority, (k,), lists) for k, v in entry.items()},
        }
        for issue, entries in body.items()
        for entry in entries
    ]


def _flat(value: object, model: type[BaseModel], path: Steps, lists: Lists) -> Cells:
    """The cells below a place, by dotted name."""
    if path in (("start",), ("end",)) and isinstance(value, int):
        return {f"{path[0]}.year": value}
    if path == ("end",) and value is None:
        return {"end": _coded("running", model, path, lists)}
    if isinstance(value, dict):
        return {k: c for key, item in value.items() for k, c in _flat(item, model, (*path, key), lists).items()}
    if isinstance(value, list):
        kind = kind_at(model, path)
        if kind == "records":
            items = [item if isinstance(item, dict) else {"code": item} for item in value]
        elif len(path) == 1 or kind == "integers":
            items = value
        else:
            return {_dotted(path): join([_coded(item, model, path, lists) for item in value])} if value else {}
        return {k: c for n, item in enumerate(items) for k, c in _flat(item, model, (*path, n), lists).items()}
    return {_dotted(path): _cell(value, model, path, lists)}


def _dotted(path: Steps) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _cell(value: object, model: type[BaseModel], path: Steps, lists: Lists) -> object:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return _coded("true" if value else "false", model, path, lists)
    if isinstance(value, int | float):
        # A spreadsheet keeps fifteen digits of a number; what has more stays exact as a text.
        return value if float(f"{value:.15g}") == value else repr(value)
    text = str(value)
    if kind_at(model, path) == "scalar" and (not isinstance(resolve(text), str) or text[:1] == '"'):
        return json.dumps(text, ensure_ascii=False)
    return _coded(text, model, path, lists)


def _coded(text: str, model: type[BaseModel], path: Steps, lists: Lists) -> str:
    """A code with its name, as the drop-down of its column offers it."""
    listing = codes_at(model, path)
    names = (listing,) if listing else words_at(model, path)
    return lists.shown(next((name for name in names if name in lists), ""), text)
