"""Inventories to YAML, CSV and Excel; what is written reads back as the same inventory."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from typing import Any

import yaml

from ceecluster.model import Inventory, Programme
from ceecluster.model.shape import kind_at
from ceecluster.sources.cells import join
from ceecluster.sources.plain import plain_inventory
from ceecluster.sources.yaml_reader import resolve

Rows = list[dict[str, str]]

_EPOCH = datetime.datetime(2000, 1, 1)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_RETURN = re.compile(r"\r\n?")
_NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")

_SOURCE_COLUMNS = ("key", "title", "publisher", "year", "not_before", "url", "document", "accessed", "language", "note")
_LEADING = ("id", "name", "kind", "level", "scope", "nuts", "nuts_vintage", "start", "end", "source")


class _Dumper(yaml.SafeDumper):
    """Block style for records, flow style for short leaves, quotes where YAML 1.2 needs them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None
    # What YAML 1.1 took for line ends would be folded, and come back with the indentation of its line.
    if not isinstance(resolve(value), str) or any(end in value for end in "\x85\u2028\u2029"):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _mapping(dumper: yaml.SafeDumper, value: dict[str, object]) -> yaml.MappingNode:
    flat = all(not isinstance(item, dict | list) or _short(item) for item in value.values())
    short = flat and sum(len(str(key)) + len(str(item)) + 4 for key, item in value.items()) < 110
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=short)


def _sequence(dumper: yaml.SafeDumper, value: list[object]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=_short(value) or None)


def _short(value: object) -> bool:
    return isinstance(value, list) and all(not isinstance(v, dict | list) for v in value) and len(str(value)) < 110


_Dumper.add_representer(str, _text)
_Dumper.add_multi_representer(str, lambda dumper, value: _text(dumper, str(value)))
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)


def to_yaml(inventory: Inventory) -> str:
    """The inventory as YAML text."""
    return yaml_text(plain_inventory(inventory))


def yaml_text(body: object) -> str:
    """A file of the workspace, or a part of one, as YAML text."""
    return yaml.dump(
        body,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=140,
        default_flow_style=False,
    )


def to_csv(inventory: Inventory, delimiter: str = ",") -> dict[str, str]:
    """The inventory as CSV texts: programmes, sources, about.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, which reading takes away.
    """
    return {name: _csv(columns, rows, delimiter) for name, (columns, rows) in to_tables(inventory).items()}


def to_excel(inventory: Inventory) -> bytes:
    """The inventory as a workbook with the sheets programmes, sources and about; every cell is text."""
    from ceecluster.sources.workbook_writer import new_book, packed, put

    book = new_book()
    for name, (columns, rows) in to_tables(inventory).items():
        sheet = book.create_sheet(name)
        for line, values in enumerate([dict(zip(columns, columns, strict=True)), *rows], start=1):
            for column, key in enumerate(columns, start=1):
                if values.get(key):
                    # As text: a leading = would make a formula, a number would lose how it was typed.
                    cell = sheet.cell(line, column)
                    put(cell, values[key])
                    cell.number_format = "@"
        sheet.freeze_panes = "B2"
    return packed(book)


def to_tables(inventory: Inventory) -> dict[str, tuple[list[str], Rows]]:
    """(columns, rows) of the three tables."""
    body = plain_inventory(inventory)
    rows = [_flatten(record, Programme) for record in body.pop("programmes")]
    sources = [
        {"key": key, **{name: str(value) for name, value in source.items()}}
        for key, source in body.pop("sources", {}).items()
    ]
    about = [{"field": name, "value": cell} for name, cell in _flatten(body, Inventory).items()]
    return {
        "programmes": (_columns(rows) or ["id"], rows),
        "sources": ([c for c in _SOURCE_COLUMNS if c in ("key", "title") or any(c in s for s in sources)], sources),
        "about": (["field", "value"], about),
    }


def _columns(rows: Rows) -> list[str]:
    """The columns in the order of the model's fields; keys of a mapping (`name.hu`, `name.en`) in that of the records.

    `members.2` comes before `members.10`.
    """
    fields = [*_LEADING, *(f for f in Programme.model_fields if f not in _LEADING)]
    places: dict[tuple[str, ...], int] = {}
    for row in rows:
        for name in row:
            parts = tuple(name.split("."))
            for depth in range(1, len(parts) + 1):
                places.setdefault(parts[:depth], len(places))

    def order(name: str) -> tuple[int, tuple[tuple[int, int], ...]]:
        parts = tuple(name.split("."))
        steps = tuple(
            (0, int(part)) if part.isdecimal() else (1, places[parts[: depth + 1]])
            for depth, part in enumerate(parts[1:], start=1)
        )
        return fields.index(parts[0]) if parts[0] in fields else len(fields), steps

    return sorted({name for row in rows for name in row}, key=order)


def _flatten(value: object, model: type[object], name: str = "") -> dict[str, str]:
    """Dotted column names and cells of a nested mapping; list items are counted from 1."""
    if isinstance(value, dict) and value:
        return {
            k: c
            for key, item in value.items()
            for k, c in _flatten(item, model, f"{name}.{key}" if name else key).items()
        }
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        records = [item if isinstance(item, dict) else {"code": item} for item in value]
        return {k: c for i, item in enumerate(records, 1) for k, c in _flatten(item, model, f"{name}.{i}").items()}
    if isinstance(value, list | dict) and not value:
        return {}
    return {name: _cell(value, model, name)}


def _cell(value: object, model: type[Any], name: str) -> str:
    if isinstance(value, list):
        return join([str(item) for item in value])
    if value is None:
        return "running" if name == "end" else "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = repr(value)
        # 1.234 might be read as a thousand and more: a fourth digit makes it plain.
        return text + "0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text
    steps = tuple(int(s) - 1 if s.isdecimal() else s for s in name.split("."))
    text = str(value)
    if (
        isinstance(value, str)
        and kind_at(model, steps) == "scalar"
        and (not isinstance(resolve(text), str) or text[:1] == '"')
    ):
        return json.dumps(text, ensure_ascii=False)
    return text


def _csv(columns: list[str], rows: Rows, delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n", delimiter=delimiter)
    writer.writeheader()
    # A line break is a line break: a carriage return in a cell would end its row for many readers.
    writer.writerows({name: disarmed(_RETURN.sub("\n", cell)) for name, cell in row.items()} for row in rows)
    return stream.getvalue()


def disarmed(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
