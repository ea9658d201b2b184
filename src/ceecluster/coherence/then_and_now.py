"""Then and now: what became of the records of one year by another, told from named records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.rarefaction import Direction, RecordCodes, common_number, contrast, record_codes
from ceecluster.errors import UsageError
from ceecluster.inforce import spans
from ceecluster.model import World
from ceecluster.model.standing import Status
from ceecluster.results import Result


class Fate(StrEnum):
    """What became of a record between two years."""

    CONTINUES = "continues"
    SUCCEEDED = "succeeded"
    """No longer in force; a record in force now follows it."""
    ENDED = "ended"
    NOT_SEEN = "not seen since"
    """Not known to have ended; what today's sources do not show is not proved gone."""
    NEW = "new"
    """In force now, not yet then, and following no record of then."""
    FOLLOWS = "follows"
    """In force now, and following a record of then."""


@dataclass(frozen=True)
class RecordFate:
    """A record of either year."""

    region: str
    record: str
    fate: Fate
    related: tuple[str, ...]
    """The records that follow it, or that it follows."""
    seen: int | None = None
    """The last year in which it was seen, of one that is not seen since."""


@dataclass(frozen=True)
class RegionThenNow:
    """A region's records by what became of them."""

    region: str
    then: int
    """Records in force in the first year."""
    now: int
    continues: int
    """Records in force in both years."""
    succeeded: int
    """Records of then that a record in force now follows."""
    ended: int
    """Records of then that ended."""
    not_seen: int
    """Records of then that no dated source shows now."""
    new: int
    """New or following one of then."""


@dataclass(frozen=True)
class LevelThenNow:
    """A level in both years on equally many records of each region, over the pairs that have them in both."""

    level: str
    records: int
    """Records of each region; 0 where no number is reached by enough regions."""
    pairs: int
    then: float | None
    now: float | None
    chance_then: float | None
    """What as many records dealt at random give in the first year."""
    chance_now: float | None
    """The same in the second year."""
    low: float | None
    high: float | None
    direction: Direction


@dataclass(frozen=True, repr=False)
class ThenAndNow(Result):
    """Two years of a network."""

    JSON = ("years", "fates", "regions", "levels")

    years: tuple[int, int]
    fates: tuple[RecordFate, ...]
    regions: tuple[RegionThenNow, ...]
    levels: tuple[LevelThenNow, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per record."""
        return frames.framed(RecordFate, self.fates)

    def number(self, *fates: Fate) -> int:
        """Records with one of these fates."""
        return sum(row.fate in fates for row in self.fates)


def then_and_now(
    world: World,
    then: int,
    now: int,
    *,
    dimensions: Sequence[str] | None = None,
    measure: str = "ruzicka",
    seed: int = 1,
) -> ThenAndNow:
    """What became of the members' records between two years, national frames left out.

    UsageError where the first year is not before the second, and where no record is in force in either.
    """
    fates, before, after = fates_between(world, then, now)
    whole = world.whole or world
    regions = tuple(region_between(code.code, fates) for code in whole.network.regions)
    chosen = tuple(dimensions or frames.DIMENSIONS)
    levels = tuple(_levels(whole, before, after, chosen, measure, seed))
    return ThenAndNow((then, now), fates, regions, levels)


def fates_between(world: World, then: int, now: int) -> tuple[tuple[RecordFate, ...], set[str], set[str]]:
    """What became of the members' records, with the records in force in either year; UsageError as `then_and_now`."""
    if then >= now:
        raise UsageError(f"{then} is not before {now}", "write for example: --then 2008 --now 2026")
    whole = world.whole or world
    known = spans(whole)
    owned = [(region, record) for region, record, _ in frames.records(whole)]
    followers: dict[str, list[str]] = defaultdict(list)
    for _, record in owned:
        for name in record.follows:
            followers[name].append(record.id)
    before = {record.id for _, record in owned if known[record.id].speaks(then)}
    after = {record.id for _, record in owned if known[record.id].speaks(now)}
    if not before and not after:
        raise UsageError(f"no record is in force in {then} or in {now}", "other years may have some")
    fates = []
    for region, record in owned:
        earlier = tuple(name for name in record.follows if name in before)
        later = tuple(name for name in followers[record.id] if name in after)
        if record.id in before and record.id in after:
            fates.append(RecordFate(region, record.id, Fate.CONTINUES, ()))
        elif record.id in before:
            ended = known[record.id].status(now) is Status.ENDED
            fate = Fate.SUCCEEDED if later else Fate.ENDED if ended else Fate.NOT_SEEN
            seen = known[record.id].seen if fate is Fate.NOT_SEEN else None
            fates.append(RecordFate(region, record.id, fate, later, seen))
        elif record.id in after:
            fates.append(RecordFate(region, record.id, Fate.FOLLOWS if earlier else Fate.NEW, earlier))
    return tuple(fates), before, after


def region_between(region: str, fates: Sequence[RecordFate]) -> RegionThenNow:
    """A region's records by what became of them."""
    own = [row.fate for row in fates if row.region == region]
    number = {fate: own.count(fate) for fate in Fate}
    new = number[Fate.NEW] + number[Fate.FOLLOWS]
    stays = number[Fate.CONTINUES]
    gone = number[Fate.SUCCEEDED], number[Fate.ENDED], number[Fate.NOT_SEEN]
    return RegionThenNow(region, len(own) - new, stays + new, stays, *gone, new)


def _levels(
    world: World, before: set[str], after: set[str], dimensions: Sequence[str], measure: str, seed: int
) -> list[LevelThenNow]:
    """Every level on equal records; the intervals hold together (Bonferroni)."""
    regions = [region.code for region in world.network.regions]
    table, weights = frames.codes(world), world.network.rules.dimension_weights
    levels = [level.id for level in world.network.levels]
    found = []
    for level in levels:
        here = table[table["level"] == level]
        sides: list[RecordCodes] = [
            record_codes(here[here["programme"].isin(kept)], regions, dimensions, weights) for kept in (before, after)
        ]
        m = common_number([side.numbers for side in sides])
        told = contrast(*sides, m=m, measure=measure, level=1 - 0.05 / len(levels), seed=seed)
        then, now, dealt_then, dealt_now, low, high = (
            None if np.isnan(value) else value
            for value in (told.start, told.end, told.chance_start, told.chance_end, told.low, told.high)
        )
        row = LevelThenNow(level, told.m, told.pairs, then, now, dealt_then, dealt_now, low, high, told.verdict)
        found.append(row)
    return found
