"""The trend as rows: levels and regions year by year, what changed, the records that moved an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ceecluster.coherence.rarefaction import Direction


@dataclass(frozen=True)
class LevelYear:
    """A level in a year."""

    year: int
    level: str
    index: float | None
    """Mean similarity of the regions; missing in years with fewer than three regions with records."""
    pairs: int
    """Pairs of regions that can be compared."""
    regions: int
    """Regions with records."""
    records: int


@dataclass(frozen=True)
class RegionYear:
    """A region in a year."""

    year: int
    region: str
    inside: float | None
    """Mean similarity of its own levels; missing where fewer than two have records."""
    levels: int
    """Levels with records."""
    records: int


@dataclass(frozen=True)
class LevelChange:
    """A level in its first and its last drawn year.

    Over all pairs it also says who joined the record, over the same pairs also how many records were added; only the
    figures on equally many records of each region, from the first year that can be so compared, say whether policies
    moved.
    """

    level: str
    first: int
    last: int
    start: float
    end: float
    change: float
    """`end` less `start`."""
    same_pairs: int
    """Pairs with data in both years."""
    same_start: float | None
    """Index of these pairs in the first year."""
    same_end: float | None
    """In the last year."""
    same_change: float | None
    """Their difference."""
    equal_from: int | None
    """First year that can be compared with the last on equally many records."""
    records_each: int
    """Records drawn from each region in both years."""
    equal_pairs: int
    """Pairs with so many records in both years."""
    equal_start: float | None
    """Index on equal records in the first of the two years."""
    equal_end: float | None
    """In the last year."""
    chance_start: float | None
    """What so many records dealt at random give in the first of the two years."""
    chance_end: float | None
    """The same in the last year."""
    low: float | None
    """Lower end of the 95 % interval of the change on equal records, over regions."""
    high: float | None
    direction: Direction
    """Which way it went; a direction only where the interval excludes 0."""

    @property
    def above_start(self) -> float | None:
        """Similarity on equal records above what chance gives, in the first of the two years."""
        return _above(self.equal_start, self.chance_start)

    @property
    def above_end(self) -> float | None:
        """The same in the last year."""
        return _above(self.equal_end, self.chance_end)


@dataclass(frozen=True)
class RecordMove:
    """A record that began or ended, and what it alone did to the index of its level in that year."""

    year: int
    level: str
    programme: str
    region: str
    event: Literal["began", "ended"]
    """Which of the two."""
    effect: float
    """Index of the level less what it would be without the record."""


def _above(value: float | None, chance: float | None) -> float | None:
    return None if value is None or chance is None else value - chance
