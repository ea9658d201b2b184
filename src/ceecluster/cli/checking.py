"""The `--check` of `ceecluster compare`: a rule on an index, for CI."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError, unknown

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison

_RULE = re.compile(r"^\s*([HV])\[([^\]]+)\]\s*(>=|<=|>|<|==)\s*(-?\d+(?:\.\d+)?)\s*$")
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


def failed(comparison: Comparison, rules: Sequence[str]) -> list[str]:
    """The rules that do not hold, with the figure found.

    `H[level]` is the index across regions at a level, `V[region]` the similarity inside a region.
    """
    across = {row.level: float(row[1]) for row in comparison.levels.itertuples(index=False)}
    inside = {row.region: float(row.inside) for row in comparison.internal.itertuples(index=False)}
    broken = []
    for rule in rules:
        found = _RULE.match(rule)
        if found is None:
            raise UsageError(f"'{rule}' is no rule", 'write for example: --check "H[policy] >= 0.3"')
        kind, name, sign, limit = found.groups()
        table = across if kind == "H" else inside
        if name not in table:
            raise unknown("level" if kind == "H" else "region", name, table)
        value = table[name]
        if value != value or not _SIGNS[sign](value, float(limit)):  # noqa: PLR0124  # NaN holds no rule
            shown = "no record" if value != value else f"{value:.3f}"  # noqa: PLR0124  # NaN
            broken.append(f"{rule.strip()} (found {shown})")
    return broken
