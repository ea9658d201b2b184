"""What remains of a network: its earlier ideas, pilots and aims, and the records of its members then and now."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from ceecluster.coherence.then_and_now import Fate, RecordFate, RegionThenNow, fates_between, region_between
from ceecluster.coherence.trend import span_of
from ceecluster.errors import UsageError
from ceecluster.inforce import year_of
from ceecluster.model import Legacy, World


@dataclass(frozen=True)
class Remains:
    """A network then and now."""

    world: World
    then: int | None
    """The year from which it is told; None where no record is dated."""
    now: int
    entries: tuple[Legacy, ...]
    """Earlier ideas, pilots and aims with what is found of them."""
    fates: tuple[RecordFate, ...]
    """What became of each record of either year."""
    regions: tuple[RegionThenNow, ...]
    """The members' records by what became of them."""

    def of(self, region: str, *fates: Fate) -> tuple[RecordFate, ...]:
        """The records of a region with one of these fates."""
        return tuple(row for row in self.fates if row.region == region and row.fate in fates)


def remains(world: World) -> Remains:
    """What remains in the world's year.

    Told from the year that most of the earlier ideas, pilots and aims name (the earlier one of a tie); where none is
    on file, from the first year in which three regions have a record.
    """
    whole, now = world.whole or world, year_of(world)
    named = Counter[int]()
    for entry in whole.legacy:
        if entry.year is not None:
            named[entry.year] += entry.count
    then = min(named, key=lambda year: (-named[year], year), default=None)
    fates: tuple[RecordFate, ...] = ()
    with suppress(UsageError):  # a network may be too small or too young for a year to begin with
        then = span_of(world)[0] if then is None else then
        fates, *_ = fates_between(world, then, now)
    regions = tuple(region_between(region.code, fates) for region in whole.network.regions) if fates else ()
    return Remains(whole, then if fates else None, now, whole.legacy, fates, regions)
