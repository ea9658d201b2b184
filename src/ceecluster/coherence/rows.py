"""The comparison as rows: levels, pairs, regions, codes, what is inside a region, cells, actions, contrasts."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.coherence.cells import Cell
from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.rarefaction import Direction


@dataclass(frozen=True)
class LevelCoherence:
    """One level of the network."""

    level: str
    index: float | None
    """Mean similarity of the regions over the pairs with data."""
    pairs_with_data: int
    """Pairs in which both regions have records."""
    pairs: int
    regions_with_data: int
    """Regions with records at the level."""
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
    """Upper end."""
    rarefied: float | None
    """The index on equally many records of each region."""
    rarefied_chance: float | None
    """What so many records dealt at random give."""
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
    """Shared less expected, in standard deviations."""
    p: float | None
    q: float | None
    """p adjusted over the pairs of all levels."""
    chance: float | None
    """Similarity of as many records of the level dealt at random."""
    above: float | None
    """`similarity` less `chance`."""
    p_exact: float | None
    """Of the test without draws."""
    q_exact: float | None
    """`p_exact` adjusted as `q` is."""
    same_tier: bool
    """Whether both regions are of one tier."""

    @property
    def confirmed(self) -> bool:
        """Whether the test without draws finds it beyond chance, too."""
        return self.q_exact is not None and self.q_exact < BEYOND


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
    """Class of its score."""
    on_file: float | None
    """Score over everything on file, whatever its year."""
    on_file_first: int | None
    """Year of the oldest dated source behind that score."""
    on_file_last: int | None
    """Year of the newest."""
    inside: float | None
    """Mean similarity of its own levels."""
    traceability: float | None
    """Share of its topmost objectives that every level below pursues."""
    closest: str | None
    """Most similar region."""
    closest_similarity: float | None
    """Mean similarity over the levels."""
    closest_ties: tuple[str, ...]
    """All regions as close, to two decimals."""
    farthest: str | None
    """Least similar region."""
    farthest_similarity: float | None
    """Mean similarity over the levels."""
    farthest_ties: tuple[str, ...]
    """All regions as far, to two decimals."""
    tier_closest: tuple[str, ...]
    """The closest of its own tier."""
    tier_farthest: tuple[str, ...]
    """The farthest of its own tier."""
    adjusted_closest: tuple[str, ...]
    """Closest once what as many records dealt at random give is taken out."""
    adjusted_farthest: tuple[str, ...]
    """Farthest in the same way."""
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
    """Of the regions whose records at the level have a code of its dimension."""


@dataclass(frozen=True)
class InsideRegion:
    """What holds a region's levels together."""

    region: str
    inside: float | None
    """Mean similarity of its own levels, 0 to 1."""
    traceability: float | None
    """Share of the topmost level's objectives that every level below pursues; missing where a level has no record."""
    top: tuple[str, ...]
    """Objectives of the topmost level with records."""
    traced: tuple[str, ...]
    """Of these, those that every level below pursues."""
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
class InstrumentUse:
    """An instrument used for an objective at a level."""

    objective: str
    level: str
    instrument: str
    count: int
    """Number of records."""
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
    """Index of the first level."""
    second_index: float | None
    """Index of the second level."""
    first_chance: float | None
    """What as many records dealt at random give at the first."""
    second_chance: float | None
    """The same at the second."""
    difference: float | None
    """`second_index` less `first_index`, each less its chance."""
    low: float | None
    high: float | None
    verdict: Direction
