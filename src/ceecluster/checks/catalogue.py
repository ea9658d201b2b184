"""All rules, by code."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ceecluster.checks import (
    across,
    codes,
    completeness,
    consistency,
    evidence,
    framework,
    lists,
    plausibility,
    positions,
    succession,
)
from ceecluster.sources import wordings


def _of(module: ModuleType) -> list[Any]:
    return [f for f in vars(module).values() if hasattr(f, "code") and getattr(f, "__module__", "") == module.__name__]


READING = _of(wordings)
"""Rules of reading and shape; readers and the parser raise them."""
LOCAL = [
    rule
    for module in (codes, completeness, evidence, positions, consistency, framework, lists, plausibility)
    for rule in _of(module)
]
"""Rules inside one file."""
ACROSS = [*_of(across), *_of(succession)]
"""Rules across the network."""
RULES: dict[str, Any] = {rule.code: rule for rule in sorted((*READING, *LOCAL, *ACROSS), key=lambda rule: rule.code)}
