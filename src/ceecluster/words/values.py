"""Plain data of a record as parts: lists, mappings and small records, never quotes or braces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ceecluster.blocks import Date, Number, Part, Statement, Table, Text, Word, plain
from ceecluster.officers.speech import words_of_files

_CALLED = {"object": Word("object assessed"), "by": Word("carried out by"), "status": Word("state")}
"""Fields whose names mean something else elsewhere."""


MANY = 11
"""Regions named in a sentence before the rest is counted: those of the network of today. Tables name them all."""


def written(value: object) -> Part | None:
    """A value in short: a text as it is, a mapping as `key: value`, a list with semicolons; None for nothing."""
    if value is None or value in ([], {}):
        return None
    if isinstance(value, dict):
        return joined([Text((field_called(key), ": ", written(each) or "–")) for key, each in value.items()], ", ")
    if isinstance(value, list | tuple):
        return joined([written(each) or "–" for each in value], "; ")
    return single(value)


def single(value: object) -> Part:
    """One value: a word of the format, a number or a day as a language tells it, else as it stands."""
    match value:
        case bool():
            return Word("true") if value else Word("false")
        case float():
            return Number(value, None)
        case str() if value in words_of_files()[1]:
            return Word(value)
        case str() if _is_day(value):
            return Date(value)
    return str(value)


def field_called(name: str) -> Part:
    """What a field of the format is called; a key of another kind, such as a code, as it stands."""
    fields, words = words_of_files()
    if name in fields:
        return _CALLED.get(name, Word(name.replace("_", " ")))
    return Word(name) if name in words else name


def _is_day(text: str) -> bool:
    if len(text) not in (len("2026-11"), len("2026-11-23")) or not text.replace("-", "").isdigit():
        return False
    try:
        date.fromisoformat(f"{text}-01"[:10])
    except ValueError:
        return False
    return True


def joined(items: Sequence[Part], between: str = ", ") -> Part:
    """Parts in a row with the same between them."""
    return Text(tuple(part for index, item in enumerate(items) for part in ((between, item) if index else (item,))))


def nested(value: object) -> Part:
    """Nested data in a row: `key value, value; key value`."""
    if isinstance(value, dict):
        return joined([Text((field_called(key), " ", nested(each))) for key, each in value.items()], "; ")
    if isinstance(value, list):
        return joined([nested(each) for each in value], ", " if not any(map(_is_deep, value)) else "; ")
    return single(value)


def _is_deep(value: object) -> bool:
    return isinstance(value, dict | list)


def told_once(table: Table) -> Table:
    """The table without the columns that say the same in every row, or nothing: a sentence under it says so instead."""
    if len(table.cells) < 2:
        return table
    told = table.cells[0]
    alike = {
        place
        for place, column in enumerate(table.columns)
        if not column.header and all(row[place] == told[place] for row in table.cells)
    }
    empty = {place for place in alike if plain(told[place]) is None}
    if len(alike) + table.headers == len(table.columns):  # rows that say nothing but their names would be no table
        alike = empty
    kept = [place for place in range(len(table.columns)) if place not in alike]
    if not alike:
        return table
    labels = [table.columns[place].label for place in sorted(empty)]
    same: list[Part] = []
    sentences: list[Part] = []
    for place in sorted(alike - empty):
        facts = {"label": table.columns[place].label, "told": told[place]}
        if str(plain(told[place])).endswith("."):
            sentences.append(Statement("page.once_whole", facts))
        else:
            same.append(Statement("page.of_column", facts))
    if same or labels:
        both = {"same": joined(same, "; ") if same else None, "empty": joined(labels, "; ") if labels else None}
        sentences.insert(0, Statement("page.once", both))
    sentence = joined(sentences, " ")
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        cells=tuple(tuple(row[place] for place in kept) for row in table.cells),
        note=Text((table.note, " ", sentence)) if table.note else sentence,
    )
