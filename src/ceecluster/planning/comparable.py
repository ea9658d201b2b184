"""What projects cost that did such a thing as a pilot would: examples, never a tariff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ceecluster.model.actions import Action, Comparable

UNITS = {"one": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}


@dataclass(frozen=True)
class CostRange:
    """What comparable projects cost, for amounts of one kind in one currency."""

    kind: str
    """What the money is, as the file says."""
    currency: str
    low: float
    high: float
    projects: int


def cost_ranges(projects: Sequence[Comparable]) -> tuple[CostRange, ...]:
    """From the cheapest to the dearest project that did such a thing, by kind of amount; most projects first."""
    amounts: dict[tuple[str, str], list[float]] = defaultdict(list)
    kinds: dict[tuple[str, str], str] = {}
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for project in projects:
        for cost in project.budget if not isinstance(project.budget, str) else ():
            key = (str(cost.kind), cost.currency)
            kinds[key] = cost.kind
            amounts[key].append(float(cost.amount) * UNITS[cost.unit])
            behind[key].add(project.title)
    found = (CostRange(kinds[k], k[1], min(a), max(a), len(behind[k])) for k, a in amounts.items())
    return tuple(sorted(found, key=lambda each: -each.projects))


def comparables(consists: Sequence[Action]) -> tuple[Comparable, ...]:
    """Projects that did what some actions consist of, each once."""
    return tuple({each.title: each for action in consists for each in action.comparable}.values())
