"""Where each region stands on each issue: as it declared, else as its records show, and which of the two."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ceecluster import frames
from ceecluster.errors import UsageError
from ceecluster.model import World

SCALE = (0, 1, 2, 3, 4)
"""Priorities: 0 rejects, 1 low, 2 medium, 3 high, 4 highest."""
COLUMNS = ["region", "issue", "priority", "origin", "records", "named", "coded", "levels_named", "levels_coded", "note"]


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
    rejection. `coded` counts the records that name any objective.
    """
    if named:
        wide = 3 * named >= coded
        if wide and levels_named == levels_coded and levels_coded >= 2:
            return 4
        return 3 if wide or (10 * named >= coded and levels_named >= 2) else 2
    if excluded:
        return 0
    return 1 if coded >= min_records else None


def read_positions(world: World, *, as_of: int | None = None, national: bool = False) -> pd.DataFrame:
    """One row per member region and issue on which it has a position; columns COLUMNS.

    `origin` is `declared` (the region's own file states a priority) or `derived` (from the objectives its records
    name, see `derive_priority`); `records` lists the ids behind a derived position, separated by `;`. A region
    without records and without declarations has no row. Declared priorities carry no year: `as_of` leaves them alone.
    Raises UsageError for a declared priority outside 0-4.
    """
    issues = issues_of(world)
    evidence = _evidence(world, as_of=as_of, national=national)
    rows: list[tuple[object, ...]] = []
    for region in world.network.regions:
        inventory = world.regions.get(region.code)
        declared = inventory.priorities if inventory else {}
        coded, levels_coded, named, shut = evidence.get(region.code, (0, 0, {}, {}))
        for issue in issues:
            ids, levels = named.get(issue.code, ((), 0))
            if issue.code in declared:
                priority = declared[issue.code]
                if priority.value not in SCALE:
                    raise UsageError(
                        f"the priority of {issue.code} in {region.code} is {priority.value}",
                        "Priorities go from 0 to 4.",
                    )
                value, origin, note = priority.value, "declared", priority.note or ""
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


Named = dict[str, tuple[tuple[str, ...], int]]
Shut = dict[str, tuple[str, str]]


def _evidence(world: World, *, as_of: int | None, national: bool) -> dict[str, tuple[int, int, Named, Shut]]:
    """By region: coded records, levels with coded records, (ids, levels) per objective, (id, reason) per exclusion."""
    table = frames.codes(world, as_of=as_of, national=national)
    table = table[table["dimension"] == "objectives"]
    shut: dict[str, Shut] = {}
    for region, programme, _ in frames.records(world, as_of=as_of, national=national):
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
