"""Where each region stands: priorities, declared or derived from its records, and stances, which are only declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ceecluster import frames
from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.model.position import Audience, Stance, current

SCALE = (0, 1, 2, 3, 4)
"""Priorities: 0 none, 1 low, 2 medium, 3 high, 4 highest. None of them is an objection: see `read_stances`."""
LOW = 1
"""Up to here a priority says that the issue hardly matters."""


class Origin(StrEnum):
    """Where a priority comes from."""

    DECLARED = "declared"
    """The region's own file states it."""
    DERIVED = "derived"
    """It follows from the objectives the region's records name."""


@dataclass(frozen=True)
class Issue:
    """Something the regions can agree on: an objective of the vocabulary, or an issue of the network's own."""

    code: str
    title: str
    kind: str
    """`objective` or `issue`."""


@dataclass(frozen=True)
class RegionPriority:
    """How important an issue is to a region, and how that is known."""

    region: str
    issue: str
    priority: int
    """From 0 (none) to 4 (highest); a low one is no objection."""
    origin: Origin
    records: tuple[str, ...]
    """Records that name the issue; of a 0 the one whose rules shut it out."""
    named: int
    """How many records name it."""
    coded: int
    """Records that name any objective."""
    levels_named: int
    """Levels with a record that names it."""
    levels_coded: int
    """Levels with a record that names any objective."""
    note: str
    """What the region says of it, or why a rule shuts it out."""


@dataclass(frozen=True)
class RegionStance:
    """What a region has declared on an issue."""

    region: str
    issue: str
    stance: Stance
    """As declared."""
    reason: str
    """Why, as the region says."""
    fallback: str
    """What it could live with; empty for every audience but the secretariat."""
    visibility: Audience
    """Who may see it."""
    date: str


def issues_of(world: World) -> tuple[Issue, ...]:
    """The objectives of the vocabulary, then the network's own issues, in file order."""
    objectives = (Issue(term.code, term.title, "objective") for term in world.vocabulary.objectives)
    own = (Issue(code, text, "issue") for code, text in world.network.issues.items())
    return tuple({issue.code: issue for issue in (*objectives, *own)}.values())


def derive_priority(
    named: int, coded: int, levels_named: int, levels_coded: int, *, excluded: bool = False, min_records: int = 3
) -> int | None:
    """The priority a region's records show for an objective, 0-4; None where they are too few to show anything.

    4 if a third of the coded records name it, at every level that has coded records, and these are two or more;
    3 if a third name it, or a tenth at two levels or more; 2 if any record names it; 1 if none of at least
    `min_records` coded records does; 0 only if no record names it and the rules of one shut it out: silence is not
    absence. `coded` counts the records that name any objective.
    """
    if named:
        wide = 3 * named >= coded
        if wide and levels_named == levels_coded and levels_coded >= 2:
            return 4
        return 3 if wide or (10 * named >= coded and levels_named >= 2) else 2
    if excluded:
        return 0
    return 1 if coded >= min_records else None


def read_positions(
    world: World, *, national: bool = False, audience: Audience = "public"
) -> tuple[RegionPriority, ...]:
    """The priority of each member region on each issue on which it has one.

    It is declared (the region's own file states a priority that the audience may see) or derived (from the
    objectives its records name, see `derive_priority`). A region without records and without declarations has no row.
    Of several declared entries the latest counts; a world of one year has none of later ones. Raises UsageError for a
    declared priority outside 0-4.
    """
    issues = issues_of(world)
    evidence = _evidence(world, national=national)
    rows: list[RegionPriority] = []
    for region in world.network.regions:
        inventory = world.regions.get(region.code)
        declared = inventory.priorities if inventory else {}
        coded, levels_coded, named, shut = evidence.get(region.code, (0, 0, {}, {}))
        for issue in issues:
            ids, levels = named.get(issue.code, ((), 0))
            entry = current(declared.get(issue.code, ()), audience)
            if entry is not None and entry.value is not None:
                if entry.value not in SCALE:
                    raise UsageError(
                        f"the priority of {issue.code} in {region.code} is {entry.value}",
                        "Priorities go from 0 to 4.",
                    )
                value, origin, note = entry.value, Origin.DECLARED, entry.note or ""
            else:
                if issue.kind != "objective":
                    continue
                exclusion = shut.get(issue.code)
                derived = derive_priority(len(ids), coded, levels, levels_coded, excluded=exclusion is not None)
                if derived is None:
                    continue
                value, origin, note = derived, Origin.DERIVED, exclusion[1] if exclusion else ""
                if derived == 0 and exclusion:
                    ids = (exclusion[0],)
            rows.append(
                RegionPriority(
                    region=region.code, issue=issue.code, priority=value, origin=origin, records=ids, named=len(ids),
                    coded=coded, levels_named=levels, levels_coded=levels_coded, note=note,
                )
            )  # fmt: skip
    return tuple(rows)


def read_stances(world: World, *, audience: Audience = "public") -> tuple[RegionStance, ...]:
    """The stance of each member region on each issue on which it declared one that the audience may see.

    Of several entries the latest counts, whatever it holds; a stance is never derived. `fallback` is empty for every
    audience but the secretariat.
    """
    rows = []
    for region in world.network.regions:
        inventory = world.regions.get(region.code)
        for issue in issues_of(world):
            entry = current(inventory.priorities.get(issue.code, ()) if inventory else (), audience)
            if entry is None or entry.stance is None:
                continue
            fallback = entry.fallback or "" if audience == "secretariat" else ""
            rows.append(
                RegionStance(
                    region=region.code, issue=issue.code, stance=entry.stance, reason=entry.reason or "",
                    fallback=fallback, visibility=entry.visible, date=entry.date or "",
                )
            )  # fmt: skip
    return tuple(rows)


def kept_back(world: World, audience: Audience) -> int:
    """How many declared positions count but may not be seen by the audience."""
    return sum(
        current(entries, "secretariat") is not None and current(entries, audience) is None
        for region in world.network.regions
        if region.code in world.regions
        for entries in world.regions[region.code].priorities.values()
    )


Named = dict[str, tuple[tuple[str, ...], int]]
Shut = dict[str, tuple[str, str]]


def _evidence(world: World, *, national: bool) -> dict[str, tuple[int, int, Named, Shut]]:
    """By region: coded records, levels with coded records, (ids, levels) per objective, (id, reason) per exclusion."""
    table = frames.codes(world, national=national)
    table = table[table["dimension"] == "objectives"]
    shut: dict[str, Shut] = {}
    for region, programme, _ in frames.records(world, national=national):
        for exclusion in programme.excludes:
            shut.setdefault(region, {}).setdefault(exclusion.objective, (programme.id, exclusion.reason))
    found: dict[str, tuple[int, int, Named, Shut]] = {
        region: (0, 0, {}, exclusions) for region, exclusions in shut.items()
    }
    for key, rows in table.groupby("region", sort=False):
        region = str(key)
        named = {
            str(code): (tuple(dict.fromkeys(group["programme"])), int(group["level"].nunique()))
            for code, group in rows.groupby("code", sort=False)
        }
        found[region] = (
            int(rows["programme"].nunique()),
            int(rows["level"].nunique()),
            named,
            shut.get(region, {}),
        )
    return found


def matrix(priorities: Sequence[RegionPriority], regions: Sequence[str], issues: Sequence[str]) -> pd.DataFrame:
    """Regions x issues with the priority, NaN where a region has no position."""
    table = pd.DataFrame(float("nan"), index=pd.Index(regions, name="region"), columns=pd.Index(issues, name="issue"))
    for row in priorities:
        table.loc[row.region, row.issue] = row.priority
    return table
