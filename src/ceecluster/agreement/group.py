"""Chosen groups of regions: what each shares, what it turns down together, and what it could add to the agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import pandas as pd

from ceecluster.agreement.agreement import Agreement, within
from ceecluster.agreement.positions import LOW, Origin
from ceecluster.agreement.rule import Case, Class
from ceecluster.errors import UsageError
from ceecluster.frames import framed
from ceecluster.published import Published
from ceecluster.results import Result

MOST_GROUPS = 20_000
"""Groups of one size that are counted through."""


@dataclass(frozen=True)
class GroupIssue:
    """An issue in a group and in the network."""

    issue: str
    inside: Class
    """Class by the rule over the group alone."""
    network: Class
    """Its class in the whole network."""
    holders: tuple[str, ...]
    """Regions of the group to which it is a priority."""
    lacking: tuple[str, ...]
    """Regions of the group to which it is not, or that have no position."""
    lowest: int | None
    """Lowest priority in the group; None without any."""
    highest: int | None
    """Highest priority in the group."""
    a: float | None
    """Agreement A in the group."""
    a_network: float | None
    """Agreement A in the network."""
    declared: int
    """Priorities on it that regions of the group declared themselves."""
    against: tuple[str, ...]
    """Regions of the group that declared a reservation or an objection."""


@dataclass(frozen=True)
class RegionGroup(Published):
    """What some regions share, and what the whole network does."""

    JSON = (
        "regions", "issues", "shared=shared[].issue", "adds=adds[].issue", "one_short=one_short[].issue",
        "turned_down=turned_down[].issue", "krippendorff_alpha=inside.alpha.value", "kendall_w=inside.w.value",
        "groups_of_that_size=groups", "share_as_many=as_many",
    )  # fmt: skip

    regions: tuple[str, ...]
    issues: tuple[GroupIssue, ...]
    """All issues, in the order of the network's draft."""
    inside: Agreement
    """The agreement of the group alone."""
    groups: int | None
    """Groups of so many regions; None where there are too many to count through."""
    as_many: int | None
    """How many of them, itself included, share at least as many issues."""

    @property
    def shared(self) -> tuple[GroupIssue, ...]:
        """Issues that are a priority of every region of the group."""
        return tuple(row for row in self.issues if not row.lacking)

    @property
    def adds(self) -> tuple[GroupIssue, ...]:
        """Of these, those that are no topic of the network: what the group could add as a clause of its own."""
        return tuple(row for row in self.shared if row.network not in ("common", "wanted") and not row.against)

    @property
    def one_short(self) -> tuple[GroupIssue, ...]:
        """Issues that are a priority of all but one."""
        return tuple(row for row in self.issues if len(row.lacking) == 1 and len(self.regions) > 2)

    @property
    def turned_down(self) -> tuple[GroupIssue, ...]:
        """Issues on which every region of the group has a priority, and none above LOW."""
        return tuple(
            row for row in self.issues if row.highest is not None and row.highest <= LOW and self._all_speak(row.issue)
        )

    @property
    def turned_down_declared(self) -> int:
        """How many of the priorities on these issues the regions declared; the others follow from silent records."""
        return sum(row.declared for row in self.turned_down)

    def _all_speak(self, issue: str) -> bool:
        return len(self.inside.on(issue)) == len(self.regions)


@dataclass(frozen=True, repr=False)
class Groups(Result):
    """Chosen groups beside each other."""

    JSON = ("groups",)

    groups: tuple[RegionGroup, ...]
    network: Agreement

    @property
    def table(self) -> pd.DataFrame:
        """One row per group and issue."""
        tables = [framed(GroupIssue, group.issues) for group in self.groups]
        for group, table in zip(self.groups, tables, strict=True):
            table.insert(0, "group", [group.regions] * len(table))
        return pd.concat(tables, ignore_index=True)


def compare_groups(network: Agreement, groups: Iterable[Sequence[str]]) -> Groups:
    """Each group as a network of its own, under the same rule; UsageError for a group of fewer than two members."""
    found = []
    for given in groups:
        regions = tuple(region for region in network.regions if region in given)
        unknown = [region for region in given if region not in network.regions]
        if unknown:
            raise UsageError(f"{unknown[0]} is no member region", f"members: {', '.join(network.regions)}")
        if len(regions) < 2:
            raise UsageError(
                "a group needs two regions", f"for example: ceecluster agree --group {','.join(network.regions[:2])}"
            )
        inside = within(network, regions)
        issues = tuple(_issue(case, inside.case(case.issue), inside) for case in network.cases)
        count = sum(not row.lacking for row in issues)
        found.append(RegionGroup(regions, issues, inside, *_as_many(network, len(regions), count)))
    return Groups(tuple(found), network)


def _issue(case: Case, inside: Case, agreement: Agreement) -> GroupIssue:
    rows = agreement.on(case.issue)
    values = [row.priority for row in rows]
    return GroupIssue(
        issue=case.issue,
        inside=inside.status,
        network=case.status,
        holders=inside.holders,
        lacking=tuple(region for region in agreement.regions if region not in inside.holders),
        lowest=min(values, default=None),
        highest=max(values, default=None),
        a=inside.a,
        a_network=case.a,
        declared=sum(row.origin is Origin.DECLARED for row in rows),
        against=inside.holding_back,
    )


def _as_many(network: Agreement, size: int, count: int) -> tuple[int | None, int | None]:
    """Groups of a size, and how many of them share at least `count` issues."""
    number = comb(len(network.regions), size)
    if number > MOST_GROUPS:
        return None, None
    held = [frozenset(case.holders) for case in network.cases]
    return number, sum(
        sum(holders.issuperset(group) for holders in held) >= count for group in combinations(network.regions, size)
    )
