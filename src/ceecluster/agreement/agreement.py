"""What the regions agree on: every issue under the decision rule, and their concordance over all issues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from ceecluster.agreement.alpha import bootstrap_alpha, krippendorff_alpha
from ceecluster.agreement.coefficient import Coefficient
from ceecluster.agreement.concordance import kendall_w
from ceecluster.agreement.positions import (
    LOW,
    Issue,
    Origin,
    RegionPriority,
    RegionStance,
    issues_of,
    kept_back,
    matrix,
    read_positions,
    read_stances,
)
from ceecluster.agreement.rule import CLASSES, HOLDS_BACK, Case, at_least, weigh
from ceecluster.errors import UsageError, unknown
from ceecluster.frames import framed
from ceecluster.inforce import at
from ceecluster.model import World
from ceecluster.model.network import AgreementRule
from ceecluster.model.position import AUDIENCES, Audience, Stance
from ceecluster.results import Result

ARTICLE = 5
"""Article of the draft agreement that holds the issues; clause numbers are `5.1`, `5.2`, …"""
ISSUES = [
    "issue", "title", "kind", "clause", "status", "wording", "positions", "declared", "share", "needed", "median",
    "mean", "a", "consensus", "shape", "a_low", "a_high", "holders", "below", "silent", "supporting", "accepting",
    "reserving", "objecting", "open", "lower_camp", "upper_camp", "pivots", "moves",
]  # fmt: skip
OVERALL = ["measure", "value", "chance", "low", "high", "p", "regions", "issues", "draws", "why_not"]


@dataclass(frozen=True)
class PublishedRule:
    """The rule for topics, without what is not read any more."""

    majority: float
    """Share of the regions with a position to which an issue must be a priority."""
    holds_at: int
    """Value from which an issue counts as a priority of a region."""
    min_positions: float
    """Share of the regions that must have a position before anything is a topic."""


@dataclass(frozen=True)
class LeaveOneOut(Coefficient):
    """A coefficient and how far one region moves it."""

    leave_one_out: tuple[float, float] | None = None
    """Smallest and largest with one region left out."""


@dataclass(frozen=True)
class Concordance:
    """How much the regions agree over all issues."""

    kendall_w: Coefficient
    krippendorff_alpha: LeaveOneOut


@dataclass(frozen=True, repr=False)
class Agreement(Result):
    """Where the regions agree; frozen, with tidy tables."""

    JSON = (
        "as_of", "seed", "audience", "rule=published_rule", "regions", "overall=concordance", "issues=cases",
        "positions=priorities", "stances=declared",
    )  # fmt: skip

    cases: tuple[Case, ...]
    """One per issue, in the order of the draft: by class, then by share, then in the vocabulary's order."""
    priorities: tuple[RegionPriority, ...]
    """How important each issue is to each region, declared or derived."""
    declared: tuple[RegionStance, ...]
    """Declared stances that the audience may see."""
    w: Coefficient
    """Kendall's W over the issues every region with positions has a position on."""
    alpha: Coefficient
    """Krippendorff's alpha, ordinal, with its bootstrap interval over regions."""
    alpha_range: tuple[float, float] | None
    """Smallest and largest alpha with one region left out."""
    rule: AgreementRule
    regions: tuple[str, ...]
    as_of: int | None
    seed: int
    audience: Audience
    """Whose copy it is; what the audience may not see has not entered."""
    kept: int
    """Declared positions that count and that this audience may not see; told to nobody but the person at the files."""
    national: bool
    """Whether national frames count for the positions of their regions."""
    world: World
    """The world it speaks of, cut to its year."""

    def case(self, issue: str) -> Case:
        """The case of an issue; UsageError if there is none."""
        for case in self.cases:
            if case.issue == issue:
                return case
        raise unknown("issue", issue, (case.issue for case in self.cases))

    def of_class(self, *classes: str) -> tuple[Case, ...]:
        """The cases of these classes, in the order of the draft."""
        return tuple(case for case in self.cases if case.status in classes)

    def on(self, issue: str) -> tuple[RegionPriority, ...]:
        """The priorities on an issue, in the network's order."""
        return self._by_issue.get(issue, ())

    @cached_property
    def _by_issue(self) -> dict[str, tuple[RegionPriority, ...]]:
        found: dict[str, tuple[RegionPriority, ...]] = {}
        for row in self.priorities:
            found[row.issue] = (*found.get(row.issue, ()), row)
        return found

    @property
    def silent(self) -> tuple[str, ...]:
        """Regions without any position."""
        speaking = {row.region for row in self.priorities}
        return tuple(region for region in self.regions if region not in speaking)

    @property
    def stated(self) -> int:
        """How many priorities the regions declared themselves."""
        return sum(row.origin is Origin.DECLARED for row in self.priorities)

    @property
    def derived(self) -> int:
        """How many follow from their records."""
        return len(self.priorities) - self.stated

    @property
    def begun(self) -> tuple[Case, ...]:
        """Topics on which some region has declared a stance."""
        return tuple(case for case in self.of_class("wanted") if len(case.open) < case.regions)

    @property
    def nearest(self) -> tuple[Case, ...]:
        """Issues that moves by one step would make topics, the fewest moves first."""
        near = [case for case in self.cases if case.moves is not None]
        return tuple(sorted(near, key=lambda case: len(case.moves.regions) if case.moves else 0))

    @property
    def turned_down(self) -> tuple[Case, ...]:
        """Issues on which enough regions have a priority, and none above LOW: a consensus on leaving them out."""
        least = at_least(self.rule.min_positions, len(self.regions))
        return tuple(
            case
            for case in self.cases
            if case.positions
            and case.positions >= least
            and not case.willing
            and all(row.priority <= LOW for row in self.on(case.issue))
        )

    @property
    def turned_down_declared(self) -> int:
        """How many of the priorities on these issues the regions declared; the others follow from silent records."""
        return sum(case.declared for case in self.turned_down)

    def holding_back(self, issue: str) -> tuple[RegionStance, ...]:
        """Who reserves or objects on an issue, those who reserve first."""
        own = [row for row in self.declared if row.issue == issue and row.stance in HOLDS_BACK]
        return tuple(sorted(own, key=lambda row: HOLDS_BACK.index(row.stance)))

    @property
    def untouched(self) -> tuple[Case, ...]:
        """Topics on which no region has declared a stance."""
        return tuple(case for case in self.of_class("wanted") if len(case.open) == case.regions)

    @property
    def positions(self) -> pd.DataFrame:
        """One row per priority; columns as RegionPriority has them."""
        return framed(RegionPriority, self.priorities)

    @property
    def stances(self) -> pd.DataFrame:
        """One row per declared stance; columns as RegionStance has them."""
        return framed(RegionStance, self.declared)

    @property
    def issues(self) -> pd.DataFrame:
        """One row per issue; lists of regions are tuples. Columns ISSUES."""
        rows = []
        for case in self.cases:
            lower, upper = case.camps or ((), ())
            low, high = case.a_range or (None, None)
            rows.append(
                (
                    case.issue, case.title, case.kind, case.clause, case.status, case.wording, case.positions,
                    case.declared, case.share, case.needed, case.median, case.mean, case.a, case.consensus, case.shape,
                    low, high,
                    case.holders, case.below, case.silent, case.supporting, case.accepting, case.reserving,
                    case.objecting, case.open, lower, upper, case.pivots, case.moves.regions if case.moves else (),
                )
            )  # fmt: skip
        return pd.DataFrame(rows, columns=ISSUES)

    @property
    def overall(self) -> pd.DataFrame:
        """Kendall's W and Krippendorff's alpha, one row each; columns OVERALL."""
        rows = [
            (name, c.value, c.chance, c.low, c.high, c.p, c.observers, c.units, c.draws, c.why_not)
            for name, c in (("kendall_w", self.w), ("krippendorff_alpha", self.alpha))
        ]
        return pd.DataFrame(rows, columns=OVERALL)

    @property
    def published_rule(self) -> PublishedRule:
        """The rule as far as it is read."""
        return PublishedRule(self.rule.majority, self.rule.holds_at, self.rule.min_positions)

    @property
    def concordance(self) -> Concordance:
        """Kendall's W and Krippendorff's alpha."""
        return Concordance(self.w, LeaveOneOut(**vars(self.alpha), leave_one_out=self.alpha_range))

    @property
    def matrix(self) -> pd.DataFrame:
        """Regions x issues with the priority, NaN where a region has no position."""
        return matrix(self.priorities, self.regions, tuple(case.issue for case in self.cases))


def agree(
    world: World,
    *,
    as_of: int | None = None,
    national: bool = False,
    majority: float | None = None,
    holds_at: int | None = None,
    min_positions: float | None = None,
    audience: Audience = "public",
    draws: int = 999,
    seed: int = 1,
) -> Agreement:
    """Classify every issue by the regions' positions, and measure their concordance over all issues.

    Only declared positions that `audience` may see enter; fallbacks are the secretariat's alone. The rule is the
    network's (`rules.agreement`) unless an argument replaces a part of it. `draws` is the number of
    bootstrap samples for alpha and of permutations for W. Raises UsageError for a rule that cannot hold and an
    audience that is none.
    """
    if audience not in AUDIENCES:
        raise unknown("audience", audience, AUDIENCES)
    given = {"majority": majority, "holds_at": holds_at, "min_positions": min_positions}
    rule = decision_rule(world.network.rules.agreement, {k: v for k, v in given.items() if v is not None})
    world = at(world, as_of)
    return _weighed(
        world,
        tuple(region.code for region in world.network.regions),
        read_positions(world, national=national, audience=audience),
        read_stances(world, audience=audience),
        rule=rule,
        audience=audience,
        national=national,
        draws=draws,
        seed=seed,
    )


def within(agreement: Agreement, regions: tuple[str, ...]) -> Agreement:
    """The agreement of some of the regions alone, from the same positions and under the same rule."""
    return _weighed(
        agreement.world,
        regions,
        tuple(row for row in agreement.priorities if row.region in regions),
        tuple(row for row in agreement.declared if row.region in regions),
        rule=agreement.rule,
        audience=agreement.audience,
        national=agreement.national,
        draws=0,
        seed=agreement.seed,
    )


def _weighed(
    world: World,
    regions: tuple[str, ...],
    positions: tuple[RegionPriority, ...],
    stances: tuple[RegionStance, ...],
    *,
    rule: AgreementRule,
    audience: Audience,
    national: bool,
    draws: int,
    seed: int,
) -> Agreement:
    issues = issues_of(world)
    cases = _cases(issues, positions, stances, regions, rule)
    table = matrix(positions, regions, tuple(issue.code for issue in issues)).to_numpy()
    return Agreement(
        cases=tuple(
            case if case.status == "not_proposed" else replace(case, clause=f"{ARTICLE}.{number}")
            for number, case in enumerate(cases, start=1)
        ),
        priorities=positions,
        declared=stances,
        w=kendall_w(table, permutations=draws, seed=seed),
        alpha=bootstrap_alpha(table, metric="ordinal", draws=draws, seed=seed),
        alpha_range=_leave_one_out(table),
        rule=rule,
        regions=regions,
        as_of=world.standing.year if world.standing else None,
        seed=seed,
        audience=audience,
        kept=kept_back(world, audience),
        national=national,
        world=world,
    )


def _cases(
    issues: Iterable[Issue],
    positions: Iterable[RegionPriority],
    stances: Iterable[RegionStance],
    regions: tuple[str, ...],
    rule: AgreementRule,
) -> list[Case]:
    """Every issue weighed, in the order of the draft; those not proposed stand last."""
    values: dict[str, dict[str, int]] = {}
    declared: dict[str, set[str]] = {}
    for row in positions:
        values.setdefault(row.issue, {})[row.region] = row.priority
        if row.origin is Origin.DECLARED:
            declared.setdefault(row.issue, set()).add(row.region)
    said: dict[str, dict[str, Stance]] = {}
    for own in stances:
        said.setdefault(own.issue, {})[own.region] = own.stance
    cases = [
        weigh(
            issue,
            values.get(issue.code, {}),
            said.get(issue.code, {}),
            regions=regions,
            declared=frozenset(declared.get(issue.code, ())),
            rule=rule,
        )
        for issue in issues
    ]
    return sorted(cases, key=lambda case: (CLASSES.index(case.status), -(case.share or 0), -(case.mean or 0)))


def decision_rule(rule: AgreementRule, change: dict[str, object]) -> AgreementRule:
    """The rule with some parts replaced; UsageError where a part is out of range or the parts contradict each other."""
    changed = rule.model_copy(update=change)
    if not 0 < changed.majority <= 1 or not 0 <= changed.min_positions <= 1:
        raise UsageError(
            f"a majority of {changed.majority:g} and a least share of {changed.min_positions:g} cannot be a rule",
            "Both are shares: the majority above 0 and at most 1, the positions from 0 to 1.",
        )
    if not 1 <= changed.holds_at <= 4:
        raise UsageError(
            f"a priority from {changed.holds_at} cannot be a rule",
            "Priorities go from 0 to 4, and 0 is none.",
        )
    return changed


def _leave_one_out(table: Any) -> tuple[float, float] | None:
    """Smallest and largest alpha with one row left out, over the rows for which it is defined."""
    rows = range(len(table))
    found = [krippendorff_alpha(table[[k for k in rows if k != row]]).value for row in rows] if len(table) > 1 else []
    defined = [value for value in found if value is not None]
    return (min(defined), max(defined)) if defined else None
