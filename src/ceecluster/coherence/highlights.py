"""What of a comparison stands out, with its denominators and its ties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pandas as pd

from ceecluster import frames
from ceecluster.coherence.cells import Cell
from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.partners import TIE, extremes
from ceecluster.coherence.rarefaction import FEW_PAIRS, Direction
from ceecluster.coherence.rows import LevelCoherence, PairSimilarity
from ceecluster.published import Published

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison


@dataclass(frozen=True)
class ClearContrast:
    """Two levels whose indices on equally many records differ."""

    alike: str
    """The level at which policies are more alike."""
    alike_index: float
    other: str
    other_index: float
    pairs: int
    few: bool


@dataclass(frozen=True)
class LevelsFound:
    """The levels against each other."""

    levels: tuple[LevelCoherence, ...]
    """Those with a pair to compare."""
    regions: int
    """Regions with records, at whatever level."""
    records: int
    """Records of each region on which levels are compared; 0 where they cannot be."""
    clear: tuple[ClearContrast, ...]
    unclear: int
    """Other pairs of levels that were compared."""


@dataclass(frozen=True)
class PairsFound(Published):
    """The pairs of all levels against chance."""

    JSON = ("tested", "beyond=number_beyond")

    tested: int
    """Pairs with a test."""
    beyond: tuple[PairSimilarity, ...]
    """Pairs beyond chance, the surest first."""
    smallest: float | None
    """Smallest adjusted p."""
    possible: bool
    """Whether one pair could have stood out with so many random matrices."""
    confirmed: int
    """Pairs beyond chance that the test without draws finds, too."""
    exact_alone: int
    """Pairs that it alone finds."""

    @property
    def number_beyond(self) -> int:
        """Pairs beyond chance."""
        return len(self.beyond)


@dataclass(frozen=True)
class CommonGround:
    """The codes that most regions hold at one level or another."""

    dimension: str
    codes: tuple[str, ...]
    """All that are held by as many."""
    holders: int
    regions: int
    """Regions with records."""


@dataclass(frozen=True)
class Dropped:
    """Objectives of the topmost level without a record below it."""

    level: str
    count: int
    """Each objective counted once for each region that drops it."""
    regions: int
    """Regions that have such objectives."""
    of: int
    """Regions with records."""
    most: int
    leaders: tuple[str, ...]
    """Regions with most of them."""
    codes: tuple[str, ...]
    """Those of the first leader."""


@dataclass(frozen=True)
class WidestGap:
    """An objective at a level that most regions hold and some do not."""

    objective: str
    level: str
    holders: int
    regions: int
    """Regions with records at the level."""
    missing: tuple[str, ...]
    equals: int
    """Further objectives at some level that as many hold, and some do not."""


@dataclass(frozen=True)
class EvidenceFound:
    """How much of the evidence is documented."""

    enough: int
    """Regions whose quality can be stated."""
    regions: int
    least: float
    least_regions: tuple[str, ...]
    best: float
    best_regions: tuple[str, ...]


@dataclass(frozen=True)
class Ends:
    """The least and the most alike pairs, ties included."""

    lowest: float
    lowest_pairs: tuple[tuple[str, str], ...]
    highest: float
    highest_pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CoherenceHighlights:
    """What stands out; None where there is nothing to say."""

    levels: LevelsFound
    pairs: PairsFound
    common: CommonGround | None
    dropped: Dropped | None
    gap: WidestGap | None
    evidence: EvidenceFound | None


def find_highlights(comparison: Comparison) -> CoherenceHighlights:
    """What of a comparison stands out."""
    objectives = "objectives" in comparison.dimensions
    return CoherenceHighlights(
        _levels(comparison),
        _pairs(comparison),
        _common(comparison),
        _dropped(comparison) if objectives else None,
        _gap(comparison) if objectives else None,
        _evidence(comparison),
    )


def _levels(comparison: Comparison) -> LevelsFound:
    told = [row for row in comparison.level_contrasts if row.pairs]
    clear = []
    for row in told:
        ends = (row.first, cast(float, row.first_index)), (row.second, cast(float, row.second_index))
        if row.verdict in (Direction.MORE, Direction.LESS):
            (other, low), (alike, high) = ends if row.verdict is Direction.MORE else ends[::-1]
            clear.append(ClearContrast(alike, high, other, low, row.pairs, row.pairs <= FEW_PAIRS))
    return LevelsFound(
        tuple(row for row in comparison.by_level if row.pairs_with_data),
        len(comparison.speaking),
        max((row.records for row in told), default=0),
        tuple(clear),
        len(told) - len(clear),
    )


def _pairs(comparison: Comparison) -> PairsFound:
    # By columns: a network of a thousand regions has two million rows, of which hardly any becomes an object.
    tested = comparison.pairs.dropna(subset=["q"])
    drawn, exact = tested["q"] < BEYOND, tested["q_exact"] < BEYOND
    beyond = frames.typed(PairSimilarity, tested[drawn].sort_values(["q", "effect"], ascending=[True, False]))
    smallest = float(tested["q"].min()) if len(tested) else None
    confirmed = int((drawn & exact).sum())
    return PairsFound(len(tested), beyond, smallest, comparison.reach < BEYOND, confirmed, int(exact.sum()) - confirmed)


def _common(comparison: Comparison) -> CommonGround | None:
    dimension = "objectives" if "objectives" in comparison.dimensions else comparison.dimensions[0]
    held: dict[str, set[str]] = defaultdict(set)
    for row in comparison.held_codes:
        if row.dimension == dimension:
            held[row.code].update(row.regions)
    most = max(map(len, held.values()), default=0)
    if most < 2:
        return None  # common to nobody
    widest = tuple(sorted(code for code, regions in held.items() if len(regions) == most))
    return CommonGround(dimension, widest, most, len(comparison.speaking))


def _dropped(comparison: Comparison) -> Dropped | None:
    per = {row.region: row.dropped for row in comparison.by_inside if row.dropped}
    if not per:
        return None
    most = max(map(len, per.values()))
    leaders = tuple(region for region, codes in per.items() if len(codes) == most)
    top = comparison.world.network.levels[0].id
    of = len(comparison.speaking)
    return Dropped(top, sum(map(len, per.values())), len(per), of, most, leaders, per[leaders[0]])


def _gap(comparison: Comparison) -> WidestGap | None:
    missing: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for row in comparison.by_cell:
        if row.cell is Cell.GAP:
            missing[-len(row.holders), row.objective, row.level].append(row.region)
    if not missing:
        return None
    first = min(missing)
    equals = sum(key[0] == first[0] for key in missing) - 1
    regions = next(row.regions_with_data for row in comparison.by_level if row.level == first[2])
    return WidestGap(first[1], first[2], -first[0], regions, tuple(missing[first]), equals)


def _evidence(comparison: Comparison) -> EvidenceFound | None:
    told = {row.region: row for row in comparison.by_region if row.records and row.coverage is not None}
    if not told:
        return None
    coverage = {region: row.coverage for region, row in told.items() if row.coverage is not None}
    best, least = extremes(coverage)
    enough = sum(row.value is not None for row in told.values())
    return EvidenceFound(enough, len(told), min(coverage.values()), least, max(coverage.values()), best)


def ends(pairs: pd.DataFrame) -> Ends | None:
    """The least and the most alike of some pairs (columns region, partner, similarity); None where none has data."""
    known = pairs.dropna(subset=["similarity"])
    if not len(known):
        return None
    s = known["similarity"].to_numpy(float)
    low, high = float(s.min()), float(s.max())
    both = (known[(s - low < TIE)], known[(high - s < TIE)])
    least, most = (tuple(zip(rows["region"], rows["partner"], strict=True)) for rows in both)
    return Ends(low, least, high, most)
