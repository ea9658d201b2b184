"""The facts of what is told of a result, so that a test can count them again in the result's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any, ClassVar, TypeVar

from ceecluster.blocks import Statement, Table, plain

Tables = dict[str, list[tuple[dict[str, Any], list[tuple[Any, ...]]]]]


class Facts(dict[str, list[dict[str, Any]]]):
    """Facts by the key of their statement; whoever asks by `get` is noted, and whether anything was there."""

    asked: ClassVar[dict[str, bool]] = {}
    """Keys asked for since the last reset, and whether a statement was found at least once."""

    def get(self, key: str, default: Any = None) -> Any:
        """As of a dictionary."""
        found = super().get(key, default)
        self.asked[key] = self.asked.get(key, False) or bool(found)
        return found

    def __or__(self, other: Mapping[str, Any]) -> Facts:  # type: ignore[override]
        return Facts({**self, **other})


def facts_in(told: object) -> Facts:
    """The facts of every statement of a document, a topic or words, titles, captions and cells included, by key."""
    found = Facts()
    for statement in _parts(told, Statement, set()):
        found.setdefault(statement.key, []).append({name: plain(fact) for name, fact in statement.facts.items()})
    return found


def tables_in(told: object) -> Tables:
    """The rows of every table of a document, a topic or words, with the facts of its caption, by the caption's key."""
    found: Tables = {}
    for each in _parts(told, Table, set()):
        if isinstance(each.title, Statement):
            facts = {name: plain(fact) for name, fact in each.title.facts.items()}
            found.setdefault(each.title.key, []).append((facts, [tuple(map(plain, row)) for row in each.cells]))
    return found


Kind = TypeVar("Kind", Statement, Table)


def _parts(part: object, kind: type[Kind], seen: set[int]) -> Iterator[Kind]:
    if isinstance(part, str | int | float | type(None)) or id(part) in seen:
        return
    seen.add(id(part))
    if isinstance(part, kind):
        yield part
    if isinstance(part, Statement):
        for fact in part.facts.values():
            yield from _parts(fact, kind, seen)
    elif isinstance(part, tuple | list | Mapping):
        for one in part.values() if isinstance(part, Mapping) else part:
            yield from _parts(one, kind, seen)
    elif is_dataclass(part) and type(part).__module__.startswith(("ceecluster.blocks", "ceecluster.words")):
        for each in fields(part):
            yield from _parts(getattr(part, each.name), kind, seen)


def falling(values: Sequence[float]) -> bool:
    """Whether no value is larger than the one before it."""
    return all(one >= other - 1e-9 for one, other in pairwise(values))
