"""All rules, by code."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ceecluster.checks import (
    across,
    agreed,
    brand,
    codes,
    completeness,
    consistency,
    evidence,
    framework,
    lists,
    pilots,
    plausibility,
    positions,
    promises,
    readings,
    selfchecks,
    succession,
    suggestions,
    years,
)
from ceecluster.findings import Rule
from ceecluster.sources import wordings


def _of(module: ModuleType) -> list[Rule[..., Any]]:
    found = (value for value in vars(module).values() if isinstance(value, Rule))
    return [rule for rule in found if rule.apply.__module__ == module.__name__]


READING = _of(wordings)
"""Rules of reading and shape; readers and the parser raise them."""
LOCAL = [
    rule
    for module in (
        codes,
        completeness,
        evidence,
        positions,
        agreed,
        consistency,
        years,
        framework,
        pilots,
        readings,
        selfchecks,
        lists,
        brand,
        plausibility,
    )
    for rule in _of(module)
]
"""Rules inside one file."""
ACROSS = [*_of(across), *_of(succession), *_of(promises)]
"""Rules across the network."""
BESIDE = _of(suggestions)
"""Rules that set records beside the network; only on request."""
RULES = {rule.code: rule for rule in sorted((*READING, *LOCAL, *ACROSS, *BESIDE), key=lambda rule: rule.code)}
