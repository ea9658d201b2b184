"""A table imported once more: what people changed by hand since stays, and what differs is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ceecluster.sources.plain import Content

What = Literal["new", "changed", "kept", "both", "gone", "removed"]


@dataclass(frozen=True)
class Difference:
    """A difference between two imports, or between an import and what people made of it."""

    what: What
    """`new` in the table, `changed` there, `kept` as people changed it, changed by `both` (theirs stays), `gone` from
    the table (it stays), `removed` by hand (it stays away)."""
    record: str
    """Identifier of a record, key of a source; empty for the head of the inventory."""
    field: str = ""
    now: object = None
    """What stands in the inventory."""
    table: object = None
    """What the table says."""


@dataclass
class Merged:
    """An inventory after a further import."""

    body: Content
    differences: list[Difference] = field(default_factory=list)


def merged(before: Content, now: Content, table: Content) -> Merged:
    """The inventory of a further import.

    `before` is what the last import gave, `now` what stands there after people worked on it, `table` what the import
    gives this time. Field by field: where people changed nothing the table counts, and everywhere else they do.
    """
    found = Merged({})
    found.body = _fields("", _head(before), _head(now), _head(table), found.differences)
    sources = (body.get("sources", {}) for body in (before, now, table))
    found.body["sources"] = _records(next(sources), next(sources), next(sources), found.differences)
    by_id = ({record["id"]: record for record in body.get("programmes", [])} for body in (before, now, table))
    found.body["programmes"] = [*_records(next(by_id), next(by_id), next(by_id), found.differences).values()]
    return found


def _head(body: Content) -> Content:
    return {name: value for name, value in body.items() if name not in ("programmes", "sources")}


def _records(
    before: dict[str, Content], now: dict[str, Content], table: dict[str, Content], told: list[Difference]
) -> dict[str, Content]:
    """Records by identifier: those that stand there in their order, then new ones."""
    kept: dict[str, Content] = {}
    for key, record in now.items():
        if key in table:
            kept[key] = _fields(key, before.get(key, {}), record, table[key], told)
        else:
            kept[key] = record
            if key in before:
                told.append(Difference("gone", key))
    for key, record in table.items():
        if key not in now and key in before:
            told.append(Difference("removed", key))
        elif key not in now:
            kept[key] = record
            told.append(Difference("new", key))
    return kept


_ABSENT = object()


def _fields(key: str, before: Content, now: Content, table: Content, told: list[Difference]) -> Content:
    """The fields of one record."""
    kept: Content = {}
    for name in dict.fromkeys((*now, *table)):
        was, mine, theirs = (side.get(name, _ABSENT) for side in (before, now, table))
        value = theirs if mine == was else mine
        if value is not _ABSENT:
            kept[name] = value
        if mine == theirs:
            continue
        what: What = "changed" if mine == was else "kept" if theirs == was else "both"
        shown = [None if side is _ABSENT else side for side in (value, theirs)]
        told.append(Difference(what, key, name, *shown))
    return kept
