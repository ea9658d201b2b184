"""Public money that is documented: by region, level and kind, in its own currency, by year and head."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from ceecluster import frames
from ceecluster.model import World
from ceecluster.model.inventory import Budget
from ceecluster.results import Result

UNITS = {"one": 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PRIVATE = frozenset({"turnover", "fee"})
"""Kinds of money that are not public."""
POPULATION = "population"
"""The structural variable with the inhabitants of a region, in data/structure.csv."""


@dataclass(frozen=True)
class Amount:
    """One documented amount."""

    region: str
    level: str
    record: str
    kind: str
    currency: str
    amount: float
    """In units of the currency."""
    first: int | None
    """First year it covers."""
    last: int | None
    yearly: float | None
    """Amount per year it covers; missing where no period is documented."""


@dataclass(frozen=True)
class MoneySum:
    """The documented amounts of one kind and currency at a level of a region; kinds and currencies are never added."""

    region: str
    level: str
    kind: str
    currency: str
    amount: float
    amounts: int
    """How many amounts."""
    records: int
    """Records that state one."""
    of: int
    """Records of the region at the level."""
    yearly: float | None
    """Of the amounts with a period, of each record those of its newest: per year of the period, added up."""
    with_period: int
    """The amounts behind it."""
    per_head: float | None
    """`yearly` per inhabitant; missing where no population is given."""


@dataclass(frozen=True, repr=False)
class Money(Result):
    """What is documented of public money, and how much of it."""

    amounts: tuple[Amount, ...]
    sums: tuple[MoneySum, ...]
    records: int
    """Records that state an amount of public money."""
    of: int
    """Records that speak."""
    regions: int
    """Regions with such a record."""
    members: int
    population_years: tuple[int, ...]
    """The years the numbers of inhabitants are of."""

    @property
    def by_level(self) -> tuple[tuple[str, tuple[MoneySum, ...]], ...]:
        """The sums level by level, in the order of the records."""
        levels = dict.fromkeys(row.level for row in self.sums)
        return tuple((level, tuple(row for row in self.sums if row.level == level)) for level in levels)

    @property
    def table(self) -> pd.DataFrame:
        """One row per region, level, kind and currency."""
        return frames.framed(MoneySum, self.sums)


def money(world: World) -> Money:
    """The documented public money of a world's members, national frames left out.

    A record at several levels counts at each; an amount without a period has no yearly figure. No rate is applied: an
    amount stays in the currency and of the year it is documented in.
    """
    found: list[Amount] = []
    numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for region, programme, _ in frames.records(world):
        for level in dict.fromkeys(programme.level):
            numbers[region, level].add(programme.id)
            found += [_amount(region, level, programme.id, b) for b in programme.budget if b.kind not in PRIVATE]
    latest = {d.region: d for d in sorted(world.structure, key=lambda d: d.year) if d.variable == POPULATION}
    grouped: dict[tuple[str, str, str, str], list[Amount]] = defaultdict(list)
    for amount in found:
        grouped[amount.region, amount.level, amount.kind, amount.currency].append(amount)
    sums = []
    for (region, level, kind, currency), group in grouped.items():
        dated = [amount.yearly for amount in _newest(group) if amount.yearly is not None]
        yearly = sum(dated) if dated else None
        people = latest[region].value if region in latest else None
        sums.append(
            MoneySum(
                region, level, kind, currency,
                sum(amount.amount for amount in group), len(group), len({amount.record for amount in group}),
                len(numbers[region, level]), yearly, len(dated),
                yearly / people if yearly is not None and people else None,
            )
        )  # fmt: skip
    stated = {amount.record for amount in found}
    return Money(
        tuple(found),
        tuple(sums),
        len(stated),
        len({record for records in numbers.values() for record in records}),
        len({amount.region for amount in found}),
        len(world.network.regions),
        tuple(sorted({latest[code].year for code in {s.region for s in sums} if code in latest})),
    )


def _newest(amounts: list[Amount]) -> list[Amount]:
    """Of each record the amounts with its newest period: last year's budget does not add to this year's."""
    newest: dict[str, tuple[int, int]] = {}
    for amount in amounts:
        if amount.first is not None and amount.last is not None:
            newest[amount.record] = max((amount.last, amount.first), newest.get(amount.record, (0, 0)))
    return [amount for amount in amounts if newest.get(amount.record) == (amount.last, amount.first)]


def _amount(region: str, level: str, record: str, budget: Budget) -> Amount:
    amount = float(budget.amount) * UNITS[budget.unit]
    first, last = budget.period or (None, None)
    years = 1 if budget.kind == "annual" else None if first is None or last is None else last - first + 1
    # An annual amount is one of each year of its period already.
    yearly = None if first is None or years is None else amount / years
    return Amount(region, level, record, budget.kind, budget.currency, amount, first, last, yearly)
