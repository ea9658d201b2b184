"""The choice of a few pilots among many candidates, as data: options, constraints, and what a portfolio is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ceecluster.errors import UsageError

Floats = NDArray[np.float64]
Portfolio = tuple[int, ...]
"""Positions of the chosen options, rising."""
DIGITS = 9
"""To which values are compared: the same on every machine and under every library."""
SLACK = 1e-9
"""What a sum of costs may lie above the cap by rounding."""


@dataclass(frozen=True)
class Option:
    """One candidate as the selection sees it."""

    id: str
    value: float
    regions: tuple[str, ...]
    theme: str | None = None
    leads: tuple[str, ...] = ()
    """Regions that may lead it; empty: any of its regions."""
    cost: float | None = None
    """In the currency of the cap; None where not agreed: it then counts 0 against the cap, and is named."""
    excludes: tuple[str, ...] = ()
    synergies: Mapping[str, float] = field(default_factory=dict)
    """Value added when the named option runs too; below 0 where they get in each other's way."""
    assurance: float = 0.0
    """Between portfolios of one worth the one with the larger sum goes first: the better documented."""


@dataclass(frozen=True)
class Constraints:
    """What a portfolio has to keep to."""

    min_pilots: int = 2
    """Fewest pilots."""
    max_pilots: int = 3
    """Most pilots."""
    cap_per_region: int | None = 2
    """Most pilots a region may join."""
    leads_per_region: int | None = 1
    """Most pilots a region may lead."""
    one_per_theme: bool = True
    """No two pilots on one theme."""
    cover_all: bool = True
    """Each region in at least one pilot; where that is impossible, as many regions as possible, before any value."""
    budget_cap: float | None = None
    """In EUR; None for no cap."""
    exclusions: bool = True
    """Pairs of pilots that exclude each other."""

    def __post_init__(self) -> None:
        if not 0 <= self.min_pilots <= self.max_pilots:
            raise UsageError(
                f"at least {self.min_pilots} and at most {self.max_pilots} pilots cannot both hold",
                "The smallest number of pilots must be 0 or more and not above the largest.",
            )
        for name in ("cap_per_region", "leads_per_region"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                raise UsageError(f"{name} is {getattr(self, name)}", "It must be 1 or more.")
        if self.budget_cap is not None and not self.budget_cap >= 0:
            raise UsageError(f"the budget cap is {self.budget_cap}", "It must be 0 or more, or not be set.")


class Problem:
    """Options and constraints as arrays; portfolios are tuples of positions."""

    def __init__(self, options: Sequence[Option], regions: Sequence[str], constraints: Constraints) -> None:
        self.options = tuple(sorted(options, key=lambda option: option.id))
        self.regions = tuple(regions)
        self.constraints = constraints
        ids = [option.id for option in self.options]
        twice = sorted({i for i in ids if ids.count(i) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            raise UsageError(f"two candidates share the id '{twice[0]}'", "Ids must be unique.")
        self.position = {identifier: k for k, identifier in enumerate(ids)}
        self.values = np.array([option.value for option in self.options], dtype=float)
        if not np.isfinite(self.values).all():
            raise UsageError(f"the value of '{ids[int(np.argmin(np.isfinite(self.values)))]}' is not a number")
        place = {region: k for k, region in enumerate(self.regions)}
        self.joins = np.zeros((len(self.options), len(self.regions)), dtype=bool)
        for k, option in enumerate(self.options):
            for region in option.regions:
                if region in place:
                    self.joins[k, place[region]] = True
        self.costs = np.array([option.cost or 0.0 for option in self.options], dtype=float)
        self.synergies: dict[tuple[int, int], float] = {}
        for k, option in enumerate(self.options):
            for other, gain in option.synergies.items():
                if other in self.position and other != option.id and gain:
                    j = self.position[other]
                    pair = (min(k, j), max(k, j))
                    # Told from both sides, the stronger word counts; of two as strong, the warning.
                    self.synergies[pair] = max(gain, self.synergies.get(pair, 0.0), key=lambda g: (abs(g), -g))

    @cached_property
    def coverable(self) -> NDArray[np.bool_]:
        """Regions that at least one option could serve."""
        return np.asarray(self.joins.any(axis=0))

    @cached_property
    def fixed_leads(self) -> NDArray[np.int64]:
        """Position of the only possible lead of each option; -1 where there is a choice."""
        place = {region: k for k, region in enumerate(self.regions)}
        only = [option.leads[0] if len(option.leads) == 1 else None for option in self.options]
        return np.array([place.get(lead, -1) if lead else -1 for lead in only], dtype=np.int64)

    @cached_property
    def themes(self) -> NDArray[np.int64]:
        """Number of each option's theme; -1 without one."""
        names = sorted({option.theme for option in self.options if option.theme is not None})
        number = {name: k for k, name in enumerate(names)}
        return np.array([-1 if o.theme is None else number[o.theme] for o in self.options], dtype=np.int64)

    @cached_property
    def exclusion_pairs(self) -> frozenset[tuple[int, int]]:
        """Pairs that cannot run beside each other."""
        return frozenset(
            (min(k, self.position[other]), max(k, self.position[other]))
            for k, option in enumerate(self.options)
            for other in option.excludes
            if other in self.position and self.position[other] != k
        )

    @cached_property
    def reward(self) -> float:
        """Weight of one region served: more than all value a portfolio can have, so that coverage goes first."""
        if not self.constraints.cover_all or not len(self.options):
            return 0.0
        size = self.constraints.max_pilots
        return float(1 + size * np.abs(self.values).max() + sum(abs(gain) for gain in self.synergies.values()))

    def part(self, positions: Sequence[int]) -> Problem:
        """The same problem with some of the options only; their order stays."""
        some = Problem([self.options[k] for k in positions], self.regions, self.constraints)
        some.values = self.values[list(positions)]
        return some

    def revalued(self, values: Floats) -> Problem:
        """The same problem with other values, in the order of `options`."""
        other = copy(self)
        other.values = values
        other.__dict__.pop("reward", None)  # it was worked out from the old values
        return other

    def value(self, portfolio: Portfolio) -> float:
        """Value of the pilots and of their synergies."""
        total = float(sum(self.values[k] for k in portfolio))
        return total + sum(self.synergies.get(pair, 0.0) for pair in combinations(sorted(portfolio), 2))

    def served(self, portfolio: Portfolio) -> int:
        """Number of regions in at least one pilot."""
        return int(self.joins[list(portfolio)].any(axis=0).sum()) if portfolio else 0

    def objective(self, portfolio: Portfolio) -> float:
        """Coverage first (if it is asked for), then value."""
        return self.reward * self.served(portfolio) + self.value(portfolio)

    def feasible(self, portfolio: Portfolio) -> bool:
        """Whether a portfolio keeps to every constraint; coverage is part of the objective."""
        c = self.constraints
        if not c.min_pilots <= len(portfolio) <= c.max_pilots:
            return False
        rows = list(portfolio)
        if c.cap_per_region is not None and (self.joins[rows].sum(axis=0) > c.cap_per_region).any():
            return False
        themes = [t for t in self.themes[rows] if t >= 0]
        if c.one_per_theme and len(set(themes)) < len(themes):
            return False
        if c.exclusions and any(pair in self.exclusion_pairs for pair in combinations(sorted(portfolio), 2)):
            return False
        if c.budget_cap is not None and self.costs[rows].sum() > c.budget_cap + SLACK:
            return False
        return c.leads_per_region is None or self.leads(portfolio) is not None

    def leads(self, portfolio: Portfolio) -> dict[int, str] | None:
        """A lead for each pilot under the limit of leads per region, the first possible one in the options' order.

        None if there is no such assignment. A pilot without any region needs no lead.
        """
        limit = self.constraints.leads_per_region
        wanted = sorted(portfolio, key=lambda k: (len(self.options[k].leads or self.options[k].regions), k))
        taken: dict[str, int] = {}
        found: dict[int, str] = {}

        def place(index: int) -> bool:
            if index == len(wanted):
                return True
            option = self.options[wanted[index]]
            choices = option.leads or option.regions
            if not choices:
                return place(index + 1)
            for region in choices:
                if limit is None or taken.get(region, 0) < limit:
                    taken[region] = taken.get(region, 0) + 1
                    found[wanted[index]] = region
                    if place(index + 1):
                        return True
                    taken[region] -= 1
                    del found[wanted[index]]
            return False

        return found if place(0) else None

    def ids(self, portfolio: Portfolio) -> tuple[str, ...]:
        """Ids of the chosen options."""
        return tuple(self.options[k].id for k in portfolio)
