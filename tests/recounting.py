"""The facts of what is told of a result, so that a test can count them again in the result's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar

from ceecluster.blocks import Statement, plain


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
    for statement in _statements(told, set()):
        found.setdefault(statement.key, []).append({name: plain(fact) for name, fact in statement.facts.items()})
    return found


def _statements(part: object, seen: set[int]) -> Iterator[Statement]:
    if isinstance(part, str | int | float | type(None)) or id(part) in seen:
        return
    seen.add(id(part))
    if isinstance(part, Statement):
        yield part
        for fact in part.facts.values():
            yield from _statements(fact, seen)
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _statements(one, seen)
    elif is_dataclass(part) and type(part).__module__.startswith(("ceecluster.blocks", "ceecluster.words")):
        for each in fields(part):
            yield from _statements(getattr(part, each.name), seen)
