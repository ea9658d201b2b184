"""The decision rule: what class an issue falls in, who stands where, and what would make it common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import numpy as np

from ceecluster.agreement.dispersion import Shape, dividing_step, shape, tastle_wierman, van_der_eijk_a
from ceecluster.agreement.positions import SCALE, Issue
from ceecluster.model.network import AgreementRule

Class = Literal["common", "reservations", "bilateral", "group", "open"]
CLASSES: tuple[Class, ...] = ("common", "reservations", "group", "bilateral", "open")
"""From the firmest to the loosest, the order of the draft."""
WORDING: dict[Class, str] = {
    "common": "shall",
    "reservations": "should",
    "group": "may",
    "bilateral": "may",
    "open": "[bracketed]",
}
"""The verb a clause of this class is drafted with."""

Positions = Mapping[str, int]
"""Priority by region, in the network's order; regions without a position are left out."""


@dataclass(frozen=True)
class Move:
    """The smallest set of one-step moves that makes an issue common."""

    regions: tuple[str, ...]
    """Who moves, one step up each."""
    withdraw: tuple[str, ...]
    """Of these, the regions that object today: each of them has to move."""
    pool: tuple[str, ...]
    """Regions one step below holding the issue; where it is larger than needed, others of it would do as well."""


@dataclass(frozen=True)
class Case:
    """One issue with all that is known about the regions' positions on it."""

    issue: str
    title: str
    kind: str
    clause: str
    """Number of its clause in the draft agreement, e.g. `5.3`."""
    status: Class
    wording: str
    regions: int
    """Regions of the network."""
    positions: int
    """Regions with a position."""
    declared: int
    """Of these, positions the region itself declared."""
    share: float | None
    """Regions that hold it / regions with a position."""
    needed: int
    """Holders the majority asks for, at the present number of positions."""
    holders: tuple[str, ...]
    between: tuple[str, ...]
    """Neither hold nor object."""
    objectors: tuple[str, ...]
    silent: tuple[str, ...]
    """Regions without a position."""
    median: float | None
    mean: float | None
    a: float | None
    """Van der Eijk's A."""
    consensus: float | None
    """Tastle and Wierman's Cns."""
    shape: Shape | None
    camps: tuple[tuple[str, ...], tuple[str, ...]] | None
    """Lower and upper camp, where the shape is split camps."""
    a_range: tuple[float, float] | None
    """Smallest and largest A with one region left out."""
    pivots: tuple[str, ...]
    """Regions without any one of which the class would be another."""
    moves: Move | None
    """None where the issue is common, or no one-step moves make it so."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        moves = None if self.moves is None else dict(vars(self.moves))
        return {**vars(self), "moves": moves}


def classify(priorities: Positions, regions: int, rule: AgreementRule) -> Class:
    """The class of an issue under the rule; `regions` counts the network's regions, silent ones included.

    Common: at least `majority` of the regions with a position hold it (priority >= `holds_at`) and none objects
    (priority <= `blocks_at`). With reservations: the majority holds it and some object. Else group (three or more
    hold it), bilateral (two), open (fewer). Always open while fewer than `min_positions` of all regions have a
    position.
    """
    count = len(priorities)
    if not count or count < _at_least(rule.min_positions, regions):
        return "open"
    holders = sum(value >= rule.holds_at for value in priorities.values())
    if holders >= _at_least(rule.majority, count):
        return "reservations" if any(value <= rule.blocks_at for value in priorities.values()) else "common"
    return "group" if holders >= 3 else "bilateral" if holders == 2 else "open"


def smallest_move(priorities: Positions, regions: int, rule: AgreementRule, *, firm: frozenset[str]) -> Move | None:
    """The fewest regions whose move by one step makes the issue common; None if it is, or if none suffice.

    Every objector has to move, and as many regions one step below `holds_at` as the majority still lacks. Where there
    is a choice, regions whose position is only derived go first (a word from them may be enough), those in `firm`
    (declared) last; then the network's order.
    """
    count = len(priorities)
    if classify(priorities, regions, rule) == "common" or not count or count < _at_least(rule.min_positions, regions):
        return None
    objectors = tuple(region for region, value in priorities.items() if value <= rule.blocks_at)
    if any(priorities[region] + 1 <= rule.blocks_at for region in objectors):
        return None
    pool = tuple(region for region, value in priorities.items() if value == rule.holds_at - 1)
    lacking = _at_least(rule.majority, count) - sum(value >= rule.holds_at for value in priorities.values())
    both = tuple(region for region in pool if region in objectors)
    lacking -= len(both)
    ready = [region for region in pool if region not in objectors]
    if lacking > len(ready):
        return None
    ready.sort(key=lambda region: region in firm)  # stable: the network's order inside each group
    moved = {*objectors, *ready[: max(lacking, 0)]}
    return Move(tuple(region for region in priorities if region in moved), objectors, pool)


def weigh(
    issue: Issue, priorities: Positions, *, regions: tuple[str, ...], declared: frozenset[str], rule: AgreementRule
) -> Case:
    """Everything about one issue; its clause number is given later, when all issues are in order."""
    values = np.array(list(priorities.values()), dtype=int)
    status = classify(priorities, len(regions), rule)
    counts = _counts(values)
    without = {r: {k: v for k, v in priorities.items() if k != r} for r in priorities}
    others = [van_der_eijk_a(_counts(np.array(list(rest.values()), dtype=int))) for rest in without.values() if rest]
    left_out = [a for a in others if a is not None]
    divide = dividing_step(counts)
    holders = tuple(r for r, v in priorities.items() if v >= rule.holds_at)
    objectors = tuple(r for r, v in priorities.items() if v <= rule.blocks_at)
    return Case(
        issue=issue.code,
        title=issue.title,
        kind=issue.kind,
        clause="",
        status=status,
        wording=WORDING[status],
        regions=len(regions),
        positions=len(priorities),
        declared=len(declared & set(priorities)),
        share=len(holders) / len(priorities) if priorities else None,
        needed=_at_least(rule.majority, len(priorities)),
        holders=holders,
        between=tuple(r for r in priorities if r not in holders and r not in objectors),
        objectors=objectors,
        silent=tuple(r for r in regions if r not in priorities),
        median=float(np.median(values)) if values.size else None,
        mean=float(values.mean()) if values.size else None,
        a=van_der_eijk_a(counts),
        consensus=tastle_wierman(counts),
        shape=shape(counts),
        camps=None
        if divide is None
        else (
            tuple(r for r, v in priorities.items() if v < divide),
            tuple(r for r, v in priorities.items() if v >= divide),
        ),
        a_range=(min(left_out), max(left_out)) if left_out else None,
        # A region left out leaves the network as well, so that silence is not held against the rest.
        pivots=tuple(r for r, rest in without.items() if classify(rest, len(regions) - 1, rule) != status),
        moves=smallest_move(priorities, len(regions), rule, firm=declared),
    )


def _counts(values: np.ndarray) -> np.ndarray:
    """Frequency of each step of the scale."""
    return np.bincount(values, minlength=len(SCALE)).astype(float)


def _at_least(share: float, of: int) -> int:
    """The smallest whole number of at least this share, read to four digits: 0.6667 of 9 is 6, as two thirds are."""
    return max(ceil((share - 5e-5) * of - 1e-9), 0)
