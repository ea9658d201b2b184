"""What the draft agreement states as fact: records, fields of work, and how far the common criteria are met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from ceecluster import frames
from ceecluster.model import World

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

LEVELS = ["level", "name", "records", "regions", "first"]
FIELDS = ["code", "title", "regions", "records", "levels"]
CRITERIA = ["criterion", "name", "levels", "documented", "met", "share", "meets", "below", "silent"]


def level_facts(world: World) -> pd.DataFrame:
    """Records, regions with records and the earliest start, by level; columns LEVELS."""
    table = frames.programmes(world)
    rows = []
    for level in world.network.levels:
        own = table[table["level"] == level.id]
        first = own["start"].dropna()
        rows.append(
            (
                level.id,
                level.name,
                int(own["programme"].nunique()),
                int(own["region"].nunique()),
                int(first.min()) if len(first) else None,
            )
        )
    return pd.DataFrame(rows, columns=LEVELS)


def fields_of_work(world: World, dimension: str = "sectors") -> pd.DataFrame:
    """Codes of a dimension by the number of regions with records on them, most first; columns FIELDS."""
    table = frames.codes(world)
    table = table[table["dimension"] == dimension]
    titles = world.vocabulary.terms(dimension)
    rows = [
        (
            str(code),
            titles[str(code)].title if code in titles else str(code),
            tuple(dict.fromkeys(group["region"])),
            int(group["programme"].nunique()),
            tuple(dict.fromkeys(group["level"])),
        )
        for code, group in table.groupby("code", sort=True)
    ]
    rows.sort(key=lambda row: (-len(row[2]), -row[3], row[0]))
    return pd.DataFrame(rows, columns=FIELDS)


def threshold(world: World) -> tuple[str, float]:
    """From where a criterion counts as met: name and lower end of the second best band of the guidelines."""
    bands = world.guidelines.bands
    band = bands[min(1, len(bands) - 1)]
    return band.id, float(band.min)


def common_criteria(world: World, scores: Scores, *, levels: Iterable[str] | None = None) -> pd.DataFrame:
    """By criterion, how many of the regions with evidence meet it; columns CRITERIA.

    A region meets a criterion if its value reaches the threshold at every level at which it is documented. `share`
    is met / documented, None without documented regions; `silent` regions have no evidence. With `levels` only
    the values at those levels count.
    """
    _, least = threshold(world)
    wanted = None if levels is None else set(levels)
    table = scores.criteria
    if wanted is not None:
        table = table[table["level"].isin(wanted)]
    lowest: dict[str, dict[str, float]] = {}
    for region, criterion, z in zip(table["region"], table["criterion"], table["z"].astype(float), strict=True):
        if z == z:  # noqa: PLR0124  # NaN is the one value unlike itself
            held = lowest.setdefault(criterion, {})
            held[region] = min(z, held.get(region, z))
    rows = []
    for criterion in world.guidelines.criteria:
        if wanted is not None and not wanted & set(criterion.levels):
            continue
        values = lowest.get(criterion.id, {})
        regions = [region.code for region in world.network.regions]
        meets = tuple(region for region in regions if values.get(region, -1.0) >= least - 1e-9)
        below = tuple(region for region in regions if region in values and region not in meets)
        rows.append(
            (
                criterion.id,
                criterion.name,
                tuple(level for level in criterion.levels if wanted is None or level in wanted),
                len(values),
                len(meets),
                len(meets) / len(values) if values else None,
                meets,
                below,
                tuple(region for region in regions if region not in values),
            )
        )
    return pd.DataFrame(rows, columns=CRITERIA)
