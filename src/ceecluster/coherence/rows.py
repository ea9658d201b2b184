"""The comparison as rows: levels, pairs, regions, codes, what is inside a region, cells, actions, contrasts."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.coherence.cells import Cell
from ceecluster.coherence.rarefaction import Direction


@dataclass(frozen=True)
class LevelCoherence:
    """One level of the network."""

    level: str
    index: float | None
    """Mean similarity of the regions over the pairs with data."""
    pairs_with_data: int
    pairs: int
    regions_with_data: int
    common: tuple[str, ...]
    """Codes that at least three quarters of the regions with records hold."""
    beyond: tuple[tuple[str, str], ...]
    """Pairs that share more codes than the popularity of codes explains."""
    silent: tuple[str, ...]
    """Regions without a record at this level."""
    chance: float | None
    """The index if the level's records were dealt at random among its regions."""
    above: float | None
    """Index less chance."""
    above_low: float | None
    """Lower end of its 95 % interval over regions."""
    above_high: float | None
    rarefied: float | None
    """The index on equally many records of each region."""
    rarefied_chance: float | None
    records_each: int
    """How many records that are; 0 where no number is reached by enough regions."""


@dataclass(frozen=True)
class PairSimilarity:
    """Two regions at a level; everything but the names is missing where one of them has no record there."""

    region: str
    partner: str
    level: str
    similarity: float | None
    shared: int | None
    """Codes both hold."""
    expected: float | None
    """Codes the popularity of codes explains."""
    effect: float | None
    p: float | None
    q: float | None
    """p adjusted over the pairs of all levels."""
    chance: float | None
    """Similarity of as many records of the level dealt at random."""
    above: float | None
    p_exact: float | None
    """Of the test without draws."""
    q_exact: float | None
    same_tier: bool


@dataclass(frozen=True)
class RegionCoherence:
    """One region beside the others, averaged over the levels."""

    region: str
    records: int
    low: float | None
    value: float | None
    high: float | None
    coverage: float | None
    band: str | None
    on_file: float | None
    """Score over everything on file, whatever its year."""
    on_file_first: int | None
    on_file_last: int | None
    inside: float | None
    """Mean similarity of its own levels."""
    traceability: float | None
    closest: str | None
    closest_similarity: float | None
    closest_ties: tuple[str, ...]
    farthest: str | None
    farthest_similarity: float | None
    farthest_ties: tuple[str, ...]
    tier_closest: tuple[str, ...]
    tier_farthest: tuple[str, ...]
    adjusted_closest: tuple[str, ...]
    """Closest once what as many records dealt at random give is taken out."""
    adjusted_farthest: tuple[str, ...]
    held: int
    """Objectives shared with another region."""
    gaps: int
    """Objectives that at least half of the others hold and this one does not."""


@dataclass(frozen=True)
class HeldCode:
    """A code at a level and who holds it."""

    level: str
    dimension: str
    code: str
    regions: tuple[str, ...]
    holders: int
    share: float
    """Of the regions with records at the level."""


@dataclass(frozen=True)
class InsideRegion:
    """What holds a region's levels together."""

    region: str
    inside: float | None
    traceability: float | None
    """Share of the topmost level's objectives that every level below pursues; missing where a level has no record."""
    top: tuple[str, ...]
    traced: tuple[str, ...]
    dropped: tuple[str, ...]
    """Objectives of the topmost level that no record below takes up."""
    unasked: tuple[str, ...]
    """Objectives of the lowest level that the topmost does not state."""


@dataclass(frozen=True)
class ObjectiveCell:
    """What an objective is to a region at a level."""

    region: str
    level: str
    objective: str
    cell: Cell
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """An instrument used for an objective at a level."""

    objective: str
    level: str
    instrument: str
    count: int
    regions: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True)
class LevelContrast:
    """Two levels on equally many records of the regions that have them at both."""

    first: str
    second: str
    records: int
    regions: int
    pairs: int
    first_index: float | None
    second_index: float | None
    first_chance: float | None
    second_chance: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: Direction
