"""The decision rule: which issues are topics, who goes along with each, and how its clause is worded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np

from ceecluster.agreement.dispersion import Shape, dividing_step, shape, tastle_wierman, van_der_eijk_a
from ceecluster.agreement.positions import SCALE, Issue
from ceecluster.model.network import AgreementRule
from ceecluster.model.position import Stance

Class = Literal["common", "wanted", "group", "bilateral", "not_proposed"]
CLASSES: tuple[Class, ...] = ("common", "wanted", "group", "bilateral", "not_proposed")
"""From the firmest to the loosest, the order of the draft."""
Wording = Literal["will", "named will", "[intend]", "none"]
"""All Participants will; those named will; what only stands to reason, in brackets; no clause."""
GOES_ALONG: tuple[Stance, ...] = ("support", "accept")
HOLDS_BACK: tuple[Stance, ...] = ("reserve", "object")

Positions = Mapping[str, int]
"""Priority by region, in the network's order; regions without a position are left out."""
Stances = Mapping[str, Stance]
"""Declared stance by region; regions that declared none are left out."""


@dataclass(frozen=True)
class Move:
    """The smallest set of one-step moves of priority that makes an issue a topic."""

    regions: tuple[str, ...]
    """Who moves, one step up each."""
    pool: tuple[str, ...]
    """Regions one step below; where it is larger than needed, others of it would do as well."""


@dataclass(frozen=True)
class Case:
    """One issue with all that is known about the regions' positions on it."""

    issue: str
    title: str
    kind: str
    clause: str
    """Number of its clause in the draft agreement, e.g. `5.3`; empty where it has none."""
    status: Class
    wording: Wording
    """How a clause on it is worded."""
    regions: int
    """Regions of the network."""
    positions: int
    """Regions with a priority, declared or derived."""
    declared: int
    """Of these, priorities the region itself declared."""
    share: float | None
    """Regions to which it is a priority / regions with a position."""
    needed: int
    """Regions the majority asks for, at the present number of positions."""
    holders: tuple[str, ...]
    """Regions to which it is a priority (`holds_at` or more)."""
    below: tuple[str, ...]
    """Regions with a lower priority; no objection follows from it."""
    silent: tuple[str, ...]
    """Regions without a position."""
    supporting: tuple[str, ...]
    """Regions that declared support."""
    accepting: tuple[str, ...]
    """Regions that declared acceptance."""
    reserving: tuple[str, ...]
    """Regions that declared a reservation."""
    objecting: tuple[str, ...]
    """Regions that declared an objection."""
    open: tuple[str, ...]
    """Regions that declared no stance."""
    proposed: tuple[str, ...]
    """Of these, the regions to which it is a priority: a clause may name them, in brackets."""
    median: float | None
    mean: float | None
    a: float | None
    """Van der Eijk's A."""
    consensus: float | None
    """Tastle and Wierman's Cns."""
    shape: Shape | None
    """Shape of the distribution of priorities."""
    camps: tuple[tuple[str, ...], tuple[str, ...]] | None
    """Lower and upper camp, where the shape is split camps."""
    a_range: tuple[float, float] | None
    """Smallest and largest A with one region left out."""
    pivots: tuple[str, ...]
    """Regions without any one of which the class would be another."""
    moves: Move | None
    """None where the issue is a topic, or no one-step moves make it one."""

    @property
    def willing(self) -> tuple[str, ...]:
        """Regions that declared support or acceptance."""
        return (*self.supporting, *self.accepting)

    @property
    def holding_back(self) -> tuple[str, ...]:
        """Regions that declared a reservation or an objection."""
        return (*self.reserving, *self.objecting)


def is_topic(priorities: Positions, regions: int, rule: AgreementRule) -> bool:
    """Whether the issue is a priority (>= `holds_at`) of at least `majority` of the regions with a position.

    Never while fewer than `min_positions` of all regions have one. A topic is something to talk about: the rule binds
    nobody.
    """
    count = len(priorities)
    if not count or count < at_least(rule.min_positions, regions):
        return False
    return sum(value >= rule.holds_at for value in priorities.values()) >= at_least(rule.majority, count)


def classify(priorities: Positions, regions: int, rule: AgreementRule, stances: Stances | None = None) -> Class:
    """The class of an issue; `regions` counts the network's regions, silent ones included.

    Common: every region of the network (two or more) has declared support or acceptance. Wanted: a topic
    (`is_topic`), but some have not declared, reserve or object. Else group (three or more to which it is a priority
    or who declared support or acceptance, without those that hold back), bilateral (two), not proposed (fewer).
    """
    known = stances or {}
    willing = {region for region, stance in known.items() if stance in GOES_ALONG}
    if regions >= 2 and len(willing) == regions:
        return "common"
    if is_topic(priorities, regions, rule):
        return "wanted"
    held = {region for region, value in priorities.items() if value >= rule.holds_at}
    back = (held | willing) - {region for region, stance in known.items() if stance in HOLDS_BACK}
    return "group" if len(back) >= 3 else "bilateral" if len(back) == 2 else "not_proposed"


def wording(status: Class, willing: int, proposed: int) -> Wording:
    """How a clause is worded: `proposed` counts the regions it would name that have declared nothing."""
    if status in ("common", "not_proposed"):
        return "will" if status == "common" else "none"
    return "named will" if willing and not proposed else "[intend]"


def smallest_move(priorities: Positions, regions: int, rule: AgreementRule, *, firm: frozenset[str]) -> Move | None:
    """The fewest regions whose move by one step makes the issue a topic; None if it is one, or if none suffice.

    As many regions one step below `holds_at` as the majority still lacks. Where there is a choice, regions whose
    position is only derived go first (a word from them may be enough), those in `firm` (declared) last; then the
    network's order.
    """
    count = len(priorities)
    if is_topic(priorities, regions, rule) or not count or count < at_least(rule.min_positions, regions):
        return None
    pool = tuple(region for region, value in priorities.items() if value == rule.holds_at - 1)
    lacking = at_least(rule.majority, count) - sum(value >= rule.holds_at for value in priorities.values())
    if lacking > len(pool):
        return None
    ready = sorted(pool, key=lambda region: region in firm)  # stable: the network's order inside each group
    moved = set(ready[:lacking])
    return Move(tuple(region for region in priorities if region in moved), pool)


def weigh(
    issue: Issue,
    priorities: Positions,
    stances: Stances,
    *,
    regions: tuple[str, ...],
    declared: frozenset[str],
    rule: AgreementRule,
) -> Case:
    """Everything about one issue; its clause number is given later, when all issues are in order."""
    values = np.array(list(priorities.values()), dtype=int)
    status = classify(priorities, len(regions), rule, stances)
    counts = count_steps(priorities.values())
    left_out = [
        a
        for gone in priorities
        if (a := van_der_eijk_a(count_steps(v for r, v in priorities.items() if r != gone))) is not None
    ]
    divide = dividing_step(counts)
    holders = tuple(r for r, v in priorities.items() if v >= rule.holds_at)
    stands = {stance: tuple(r for r in regions if stances.get(r) == stance) for stance in (*GOES_ALONG, *HOLDS_BACK)}
    proposed = tuple(r for r in holders if r not in stances)
    return Case(
        issue=issue.code,
        title=issue.title,
        kind=issue.kind,
        clause="",
        status=status,
        wording=wording(status, len(stands["support"]) + len(stands["accept"]), len(proposed)),
        regions=len(regions),
        positions=len(priorities),
        declared=len(declared & set(priorities)),
        share=len(holders) / len(priorities) if priorities else None,
        needed=at_least(rule.majority, len(priorities)),
        holders=holders,
        below=tuple(r for r in priorities if r not in holders),
        silent=tuple(r for r in regions if r not in priorities),
        supporting=stands["support"],
        accepting=stands["accept"],
        reserving=stands["reserve"],
        objecting=stands["object"],
        open=tuple(r for r in regions if r not in stances),
        proposed=proposed,
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
        pivots=_pivots(priorities, stances, regions, rule, status),
        moves=None if status == "common" else smallest_move(priorities, len(regions), rule, firm=declared),
    )


def _pivots(
    priorities: Positions, stances: Stances, regions: tuple[str, ...], rule: AgreementRule, status: Class
) -> tuple[str, ...]:
    """Regions without which the class would be another; who is left out leaves the network as well."""
    return tuple(
        gone
        for gone in regions
        if (gone in priorities or gone in stances)
        and classify(
            {r: v for r, v in priorities.items() if r != gone},
            len(regions) - 1,
            rule,
            {r: s for r, s in stances.items() if r != gone},
        )
        != status
    )


def count_steps(values: Iterable[int]) -> np.ndarray:
    """Frequency of each step of the scale among priorities."""
    return np.bincount(np.array(list(values), dtype=int), minlength=len(SCALE)).astype(float)


def at_least(share: float, of: int) -> int:
    """The smallest whole number of at least this share, read to four digits: 0.6667 of 9 is 6, as two thirds are.

    One at least where the share is above 0: nobody is no majority.
    """
    return max(ceil((share - 5e-5) * of - 1e-9), int(share > 0 and of > 0))
