"""Why a pilot is in the plan: the parts of its value, its rivals, its records, and what would change the choice."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.errors import unknown
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.problem import DIGITS, Problem
from ceecluster.planning.solvers import best_portfolios
from ceecluster.planning.value import check_weights
from ceecluster.published import Published


@dataclass(frozen=True)
class PartWhy:
    """One part of a pilot's value."""

    part: str
    """Name of the part."""
    weight: float
    """Its share of all weights."""
    value: float | None
    documented: float
    """Share of what it is made of that is documented."""
    adds: float
    """What it adds to the value; what is not documented counts half."""
    swing: float
    """By how much evidence on it could move the value, up or down."""


@dataclass(frozen=True)
class Rival:
    """Another candidate on the same theme."""

    id: str
    title: str
    regions: tuple[str, ...]
    value: float
    behind: float
    """What it is worth less than the pilot."""


@dataclass(frozen=True)
class PilotWhy(Published):
    """A chosen pilot with all that its figures come from."""

    number: str
    id: str
    title: str
    regions: tuple[str, ...]
    value: float
    low: float
    high: float
    parts: tuple[PartWhy, ...]
    """Those that evidence could move most first."""
    records: dict[str, tuple[str, ...]]
    """Region -> its records on the theme."""
    needs: tuple[str, ...]
    """Criteria its need is measured on: declared, else its partners' widest common gaps."""
    rivals: tuple[Rival, ...]
    """The best others on its theme."""
    without: tuple[str, ...] | None
    """The best portfolio without it; None where there is none."""
    loss: float | None
    """Value of the optimum less that portfolio's."""
    served_less: int
    """Regions that portfolio serves fewer."""

    @property
    def decisive(self) -> tuple[PartWhy, ...]:
        """The parts that evidence could move most, ties together; none where everything is documented."""
        most = max((part.swing for part in self.parts), default=0.0)
        return tuple(part for part in self.parts if most > 0 and round(most - part.swing, DIGITS) == 0)


def why_pilot(plan: Plan, number: str, *, rivals: int = 5) -> PilotWhy:
    """Why a pilot of the plan (`P2`) is in it; UsageError for a number that is not in the plan."""
    by_number = {pilot.number: pilot for pilot in plan.pilots}
    if number not in by_number:
        raise unknown("pilot of the plan", number, by_number)
    chosen = by_number[number].candidate
    weights = check_weights(plan.rule.weights)
    total = sum(weights.values())
    parts = []
    for name, weight in weights.items():
        value, share = chosen.parts[name], chosen.documented[name]
        share = 0.0 if value is None else share
        adds = (share * (value or 0.0) + (1 - share) / 2) * weight / total
        parts.append(PartWhy(name, weight / total, value, share, adds, (1 - share) / 2 * weight / total))
    parts.sort(key=lambda part: (-round(part.swing, DIGITS), part.part))
    others = sorted(
        (c for c in plan.proposed.all if c.key == chosen.key and c.id != chosen.id), key=lambda c: (-c.value, c.id)
    )
    options = [option for option in plan.proposed.options() if option.id != chosen.id]
    rest = Problem(options, plan.evidence.regions, plan.selection.constraints)
    whole = Problem(plan.proposed.options(), plan.evidence.regions, plan.selection.constraints)
    best, now = best_portfolios(rest).portfolios, tuple(whole.position[i] for i in plan.selection.chosen)
    return PilotWhy(
        number=number,
        id=chosen.id,
        title=chosen.title,
        regions=chosen.regions,
        value=chosen.value,
        low=chosen.low,
        high=chosen.high,
        parts=tuple(parts),
        records=dict(chosen.records),
        needs=chosen.needs,
        rivals=tuple(Rival(c.id, c.title, c.regions, c.value, chosen.value - c.value) for c in others[:rivals]),
        without=rest.ids(best[0]) if best else None,
        loss=whole.value(now) - rest.value(best[0]) if best else None,
        served_less=whole.served(now) - rest.served(best[0]) if best else 0,
    )
