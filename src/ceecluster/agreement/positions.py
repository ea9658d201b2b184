"""Where each region stands: priorities, declared or derived from its records, and stances, which are only declared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ceecluster import frames
from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.model.position import Audience, current

SCALE = (0, 1, 2, 3, 4)
"""Priorities: 0 none, 1 low, 2 medium, 3 high, 4 highest. None of them is an objection: see `read_stances`."""
COLUMNS = ["region", "issue", "priority", "origin", "records", "named", "coded", "levels_named", "levels_coded", "note"]
STANCES = ["region", "issue", "stance", "reason", "fallback", "visibility", "date"]


@dataclass(frozen=True)
class Issue:
    """Something the regions can agree on: an objective of the vocabulary, or an issue of the network's own."""

    code: str
    title: str
    kind: str
    """`objective` or `issue`."""


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


def read_positions(world: World, *, national: bool = False, audience: Audience = "public") -> pd.DataFrame:
    """One row per member region and issue on which it has a position; columns COLUMNS.

    `origin` is `declared` (the region's own file states a priority that the audience may see) or `derived` (from the
    objectives its records name, see `derive_priority`); `records` lists the ids behind a derived position, separated
    by `;`. A region without records and without declarations has no row. Of several declared entries the latest
    counts; a world of one year has none of later ones. Raises UsageError for a declared priority outside 0-4.
    """
    issues = issues_of(world)
    evidence = _evidence(world, national=national)
    rows: list[tuple[object, ...]] = []
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
                value, origin, note = entry.value, "declared", entry.note or ""
            else:
                if issue.kind != "objective":
                    continue
                exclusion = shut.get(issue.code)
                derived = derive_priority(len(ids), coded, levels, levels_coded, excluded=exclusion is not None)
                if derived is None:
                    continue
                value, origin, note = derived, "derived", exclusion[1] if exclusion else ""
                if derived == 0 and exclusion:
                    ids = (exclusion[0],)
            rows.append(
                (region.code, issue.code, value, origin, ";".join(ids), len(ids), coded, levels, levels_coded, note)
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def read_stances(world: World, *, audience: Audience = "public") -> pd.DataFrame:
    """One row per member region and issue on which it declared a stance the audience may see; columns STANCES.

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
                (region.code, issue.code, entry.stance, entry.reason or "", fallback, entry.visible, entry.date or "")
            )
    return pd.DataFrame(rows, columns=STANCES)


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


def matrix(positions: pd.DataFrame, regions: tuple[str, ...], issues: tuple[str, ...]) -> pd.DataFrame:
    """Regions x issues with the priority, NaN where a region has no position."""
    wide = positions.pivot(index="region", columns="issue", values="priority").astype(float)
    return wide.reindex(index=list(regions), columns=list(issues))
