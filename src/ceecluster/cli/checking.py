"""The `--check` of `ceecluster compare`: a rule on an index, for CI."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError, unknown

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison

_RULE = re.compile(r"^\s*([HVhv])\[([^\]]+)\]\s*(>=|<=|>|<|==)\s*(-?\d+(?:\.\d+)?)\s*$")
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


GRAMMAR = "H[LEVEL] (across regions) or V[REGION] (inside a region), then >=, >, <=, < or ==, then a number"


def parsed(rules: Sequence[str]) -> list[tuple[str, str, str, str, float]]:
    """Each rule as (as written, H or V, name, sign, limit); UsageError for what is no rule, before any work is done."""
    found = []
    for rule in rules:
        match = _RULE.match(rule)
        if match is None:
            raise UsageError(f"'{rule}' is no rule for --check", f'Write {GRAMMAR}: --check "H[policy] >= 0.3"')
        kind, name, sign, limit = match.groups()
        found.append((rule.strip(), kind.upper(), name.strip(), sign, float(limit)))
    return found


def failed(comparison: Comparison, rules: Sequence[str]) -> list[str]:
    """The rules that do not hold, with the figure found.

    `H[level]` is the index across regions at a level, `V[region]` the similarity inside a region.
    """
    across = {str(row.level): float(row[1]) for row in comparison.levels.itertuples(index=False)}
    inside = {str(row.region): float(row.inside) for row in comparison.internal.itertuples(index=False)}
    broken = []
    for rule, kind, written, sign, limit in parsed(rules):
        what, table = ("level", across) if kind == "H" else ("region", inside)
        name = next((known for known in table if known.casefold() == written.casefold()), None)
        if name is None:
            raise unknown(what, written, table)
        value = table[name]
        if math.isnan(value) or not _SIGNS[sign](value, limit):
            broken.append(f"{rule} (found {'no record' if math.isnan(value) else f'{value:.3f}'})")
    return broken
