"""Agreeing on the guidelines: support for each criterion, camps about weights, what an agreed version would contain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from ceecluster.agreement.rule import at_least
from ceecluster.model import Guidelines, World
from ceecluster.model.guidelines import Edition, Weighed
from ceecluster.model.network import AgreementRule
from ceecluster.model.position import Opinion
from ceecluster.results import Result

if TYPE_CHECKING:
    import pandas as pd


class Outcome(StrEnum):
    """What the network's rule makes of a criterion."""

    KEPT = "kept"
    CHANGED = "changed"
    """Kept with another weight, or to be worded anew."""
    DROPPED = "dropped"
    OPEN = "open"
    """Too few have commented, or no side has the majority."""


@dataclass(frozen=True)
class Support:
    """What the regions say of one criterion."""

    criterion: str
    keep: tuple[str, ...]
    """Regions that would keep it as it is."""
    change: tuple[str, ...]
    """Regions that would change its weight or its words."""
    drop: tuple[str, ...]
    """Regions that would drop it."""
    silent: tuple[str, ...]
    """Members that have not commented on it."""
    needed: int
    """Regions the majority asks for, at the present number of voices."""
    outcome: Outcome
    weight: float
    """The weight it has."""
    agreed: float
    """The weight it would have: the median of those that would keep it, where it is kept or changed."""
    lighter: tuple[str, ...]
    """Regions that would give it less weight."""
    heavier: tuple[str, ...]
    """Regions that would give it more."""
    notes: tuple[tuple[str, str], ...]
    """(region, what it says)."""

    @property
    def voices(self) -> int:
        """Regions that commented."""
        return len(self.keep) + len(self.change) + len(self.drop)

    @property
    def camps(self) -> bool:
        """Whether some want more weight and some less."""
        return bool(self.lighter and self.heavier)


@dataclass(frozen=True, repr=False)
class Ballot(Result):
    """What the regions say of the guidelines."""

    JSON = ("rule", "version", "voices", "criteria=by_criterion")

    world: World
    rule: AgreementRule
    by_criterion: tuple[Support, ...]
    """In the order of the guidelines."""
    voices: tuple[str, ...]
    """Regions that commented on any criterion."""

    @property
    def version(self) -> str:
        """The version that is agreed on: 1.0 after a proposal, else the next one."""
        major, _, minor = self.world.guidelines.version.partition(".")
        known = major.isdecimal() and minor.isdecimal() and self.world.guidelines.changelog
        return f"{major}.{int(minor) + 1}" if known else "1.0"

    def of(self, *outcomes: Outcome) -> tuple[Support, ...]:
        """The criteria with one of these outcomes."""
        return tuple(row for row in self.by_criterion if row.outcome in outcomes)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per criterion; columns as the fields of Support."""
        from ceecluster.frames import framed

        return framed(Support, self.by_criterion)


def ballot(world: World) -> Ballot:
    """What the members say of each criterion, and what the network's rule makes of it.

    A criterion is decided where at least `min_positions` of the members have commented on it: dropped where the
    majority of them says so, else kept where the majority would keep or change it, else open. Its weight is then the
    median of what those give it that would keep it; who names none keeps the present one. A median moves only where
    half of them want it to.
    """
    rule = world.network.rules.agreement
    opinions = {code: inventory.guidelines for code, inventory in world.regions.items()}
    members = [region.code for region in world.network.regions]
    rows = tuple(
        _support(
            criterion.id,
            criterion.weight,
            {region: said for region in members if (said := opinions.get(region, {}).get(criterion.id))},
            members,
            rule,
        )
        for criterion in world.guidelines.criteria
    )
    voices = tuple(region for region in members if opinions.get(region))
    return Ballot(world, rule, rows, voices)


def _support(
    criterion: str, weight: float, said: Mapping[str, Opinion], members: list[str], rule: AgreementRule
) -> Support:
    by = {word: tuple(r for r, o in said.items() if o.verdict == word) for word in ("keep", "change", "drop")}
    staying = {region: opinion for region, opinion in said.items() if opinion.verdict != "drop"}
    given = {region: weight if o.weight is None else o.weight for region, o in staying.items()}
    needed = max(1, at_least(rule.majority, len(said)))
    enough = bool(said) and len(said) >= at_least(rule.min_positions, len(members))
    agreed = float(median(given.values())) if given else weight
    if enough and len(by["drop"]) >= needed:
        outcome = Outcome.DROPPED
    elif enough and len(staying) >= needed:
        reworded = len([o for o in staying.values() if o.verdict == "change" and o.weight is None])
        outcome = Outcome.CHANGED if agreed != weight or reworded >= needed else Outcome.KEPT
    else:
        outcome = Outcome.OPEN
    return Support(
        criterion=criterion,
        **by,
        silent=tuple(region for region in members if region not in said),
        needed=needed,
        outcome=outcome,
        weight=weight,
        agreed=agreed if outcome in (Outcome.KEPT, Outcome.CHANGED) else weight,
        lighter=tuple(region for region, value in given.items() if value < weight),
        heavier=tuple(region for region, value in given.items() if value > weight),
        notes=tuple((region, opinion.note) for region, opinion in said.items() if opinion.note),
    )


def edition_of(found: Ballot, date: str) -> Edition:
    """What the next version would change."""
    return Edition(
        version=found.version,
        date=date,
        voices=found.voices,
        dropped=tuple(row.criterion for row in found.of(Outcome.DROPPED)),
        weights={
            row.criterion: Weighed(before=row.weight, after=row.agreed)
            for row in found.by_criterion
            if row.agreed != row.weight
        },
        undecided=tuple(row.criterion for row in found.of(Outcome.OPEN)),
    )


def emptied(guidelines: Guidelines, dropped: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes below which no criterion is left."""
    gone: list[str] = []
    while True:
        parents = {c.parent for c in guidelines.criteria if c.id not in dropped}
        parents |= {node.parent for node in guidelines.nodes if node.id not in gone and node.parent}
        empty = [node.id for node in guidelines.nodes if node.id not in parents and node.id not in gone]
        if not empty:
            return tuple(gone)
        gone += empty
