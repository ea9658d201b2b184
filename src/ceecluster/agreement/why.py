"""From an issue's place in the agreement to the records behind it, and what would change it most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ceecluster import frames
from ceecluster.agreement.agreement import Agreement
from ceecluster.agreement.dispersion import van_der_eijk_a
from ceecluster.agreement.positions import SCALE, Origin, RegionPriority, derive_priority
from ceecluster.agreement.rule import Case, Class, Positions, Stances, classify, count_steps
from ceecluster.errors import unknown
from ceecluster.model.position import Stance
from ceecluster.results import Result

SAME = 1e-9
"""Changes nearer than this are the same."""


@dataclass(frozen=True)
class RegionReason:
    """What one region does to the place of an issue."""

    region: str
    position: RegionPriority | None
    """Its priority, with the records behind it; None without one."""
    stance: Stance | None
    """As declared; None without one."""
    without: Class
    """Class of the issue if the region were not in the network."""
    a_without: float | None
    """Agreement A without it."""
    up: Class | None
    """Class if its priority were one step higher; None without a priority, and at the top."""
    down: Class | None
    """Class if its priority were one step lower."""


@dataclass(frozen=True)
class RecordReason:
    """A record without which a region's derived priority would be another."""

    region: str
    record: str
    priority: int
    """The priority that the records show, this one among them."""
    without: int | None
    """The priority that its other records show; None where they are too few to show any."""
    status: Class
    """Class of the issue then."""


@dataclass(frozen=True, repr=False)
class IssueReasons(Result):
    """The place of an issue: who wants it and why, and what would change it most."""

    JSON = ("issue=case", "regions", "records")

    case: Case
    regions: tuple[RegionReason, ...]
    """Every region, in the network's order."""
    records: tuple[RecordReason, ...]
    """Records on which a derived priority hangs; those that change the class first."""
    agreement: Agreement

    @property
    def turning(self) -> tuple[RegionReason, ...]:
        """Regions whose priority moved by one step would change the class."""
        status = self.case.status
        return tuple(row for row in self.regions if (row.up or status) != status or (row.down or status) != status)

    @property
    def furthest(self) -> tuple[RegionReason, ...]:
        """The region without which A would change most, with all that tie with it; none where A stays."""
        moved = {
            row.region: abs(row.a_without - self.case.a)
            for row in self.regions
            if row.position is not None and row.a_without is not None and self.case.a is not None
        }
        most = max(moved.values(), default=0.0)
        return tuple(row for row in self.regions if most > SAME and moved.get(row.region, -1.0) >= most - SAME)

    @property
    def deciding(self) -> tuple[RecordReason, ...]:
        """Records without which the class would be another."""
        return tuple(row for row in self.records if row.status != self.case.status)


def issue_reasons(agreement: Agreement, issue: str) -> IssueReasons:
    """What stands behind the class and the figures of an issue; UsageError with the nearest code for an unknown one."""
    known = {case.issue: case for case in agreement.cases}
    if issue not in known:
        raise unknown("issue", issue, known)
    case = known[issue]
    rows = {row.region: row for row in agreement.on(issue)}
    priorities = {region: row.priority for region, row in rows.items()}
    stances = {row.region: row.stance for row in agreement.declared if row.issue == issue}

    def status(changed: Positions, said: Stances = stances, regions: int = case.regions) -> Class:
        return classify(changed, regions, agreement.rule, said)

    reasons = []
    for region in agreement.regions:
        others = {r: value for r, value in priorities.items() if r != region}
        own = priorities.get(region)
        reasons.append(
            RegionReason(
                region=region,
                position=rows.get(region),
                stance=stances.get(region),
                without=status(others, {r: s for r, s in stances.items() if r != region}, case.regions - 1),
                a_without=van_der_eijk_a(count_steps(others.values())),
                up=None if own is None or own == SCALE[-1] else status({**priorities, region: own + 1}),
                down=None if own is None or own == SCALE[0] else status({**priorities, region: own - 1}),
            )
        )
    found = []
    for row in rows.values():
        for record, value in _without_each(agreement, row).items():
            if value != row.priority:
                others = {r: v for r, v in priorities.items() if r != row.region}
                then = status(others if value is None else {**priorities, row.region: value})
                found.append(RecordReason(row.region, record, row.priority, value, then))
    found.sort(key=lambda row: row.status == case.status)
    return IssueReasons(case, tuple(reasons), tuple(found), agreement)


def _without_each(agreement: Agreement, row: RegionPriority) -> Mapping[str, int | None]:
    """A derived priority without each of the records that name the issue."""
    if row.origin is not Origin.DERIVED or not row.named:
        return {}
    table = frames.codes(agreement.world, national=agreement.national)
    table = table[(table["dimension"] == "objectives") & (table["region"] == row.region)]
    levels = {str(name): set(group["level"]) for name, group in table.groupby("programme")}
    shut = {
        exclusion.objective
        for region, record, _ in frames.records(agreement.world, national=agreement.national)
        for exclusion in record.excludes
        if region == row.region
    }
    found = {}
    for record in row.records:
        left = {name: own for name, own in levels.items() if name != record}
        named = [left[name] for name in row.records if name in left]
        found[record] = derive_priority(
            len(named),
            len(left),
            len(set().union(*named)),
            len(set().union(*left.values())),
            excluded=row.issue in shut,
        )
    return found
