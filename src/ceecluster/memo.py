"""Keys under which results that were made once are kept."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, cast


def key_of(settings: Mapping[str, object]) -> tuple[tuple[str, Hashable], ...]:
    """Settings as a key: lists and mappings by what they hold, without those that are None."""
    return tuple(sorted((name, _key(value)) for name, value in settings.items() if value is not None))


def _key(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(sorted((str(k), _key(v)) for k, v in value.items()))
    return tuple(_key(item) for item in value) if isinstance(value, list | tuple) else cast("Hashable", value)
