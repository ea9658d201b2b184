"""The comparison over all levels, and level by level what is shared: what a report shows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ceecluster.coherence.cells import Cell
from ceecluster.coherence.groups import cluster
from ceecluster.coherence.highlights import Ends, ends
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.coherence.partners import extremes
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.coherence.rows import HeldCode, InstrumentUse, LevelCoherence

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison

TOLD = (Cell.SHARED, Cell.COMPLEMENTARY, Cell.OWN, Cell.GAP, Cell.CONFLICT)
"""What is told of an objective; that a region is silent or does not pursue it is not."""


@dataclass(frozen=True)
class Overview:
    """All pairs of the regions with records, averaged over the levels."""

    order: tuple[str, ...]
    """Regions in the leaf order of average linkage; as they come where pairs are missing or too many."""
    pairs: Mapping[tuple[str, str], float]
    """Mean similarity of each pair with data, both ways round; none where no figure has a place for so many."""
    ends: Ends | None
    """The least and the most alike pairs."""
    regions: Mapping[str, float | None]
    """Mean similarity of each member with the others, over its pairs and levels with data."""
    most: tuple[str, ...]
    """Regions with the highest of these, ties included."""
    least: tuple[str, ...]


@dataclass(frozen=True)
class ObjectiveRegions:
    """An objective at a level, and what it is to which regions."""

    objective: str
    regions: Mapping[Cell, tuple[str, ...]]


@dataclass(frozen=True)
class LevelOverview:
    """One level."""

    row: LevelCoherence
    ends: Ends | None
    few: bool
    """Whether the index rests on few pairs."""
    common: tuple[HeldCode, ...]
    """Codes of at least two regions, the most widely held first."""
    objectives: tuple[ObjectiveRegions, ...]
    actions: tuple[InstrumentUse, ...]
    """Instruments that at least two regions use for an objective, the most widely used first."""


def overview(comparison: Comparison) -> Overview:
    """The pairs averaged over the levels."""
    codes = [region.code for region in comparison.world.network.regions]
    stack = _stack(comparison, codes)
    known = ~np.isnan(stack)
    count, mean = known.sum(axis=0), _mean(stack)
    own = {code: stack[:, i][known[:, i]] for i, code in enumerate(codes)}
    regions = {code: float(np.mean(found)) if len(found) else None for code, found in own.items()}
    most, least = extremes({code: value for code, value in regions.items() if value is not None})
    first, second = np.nonzero(np.triu(count))  # a region has no similarity with itself
    names = np.array(codes, dtype=object)
    means = pd.DataFrame({"region": names[first], "partner": names[second], "similarity": mean[first, second]})
    if too_many(ComparisonPart.FIGURES, len(codes)):
        return Overview(comparison.speaking, {}, ends(means), regions, most, least)
    i, j = np.nonzero(count)
    pairs = dict(zip(zip(names[i], names[j], strict=True), mean[i, j].tolist(), strict=True))
    return Overview(_order(comparison.speaking, pairs), pairs, ends(means), regions, most, least)


def mean_similarity(comparison: Comparison) -> np.ndarray:
    """(regions, regions) in the network's order: the mean over the levels at which both have records, NaN without."""
    return _mean(_stack(comparison, [region.code for region in comparison.world.network.regions]))


def _stack(comparison: Comparison, codes: list[str]) -> np.ndarray:
    """Similarities (levels, regions, regions)."""
    stack = np.array([_matrix(table, codes) for _, table in comparison.pairs.groupby("level")])
    return stack.reshape(-1, len(codes), len(codes))


def _mean(stack: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):  # 0 / 0 where no level has data
        mean: np.ndarray = np.nansum(stack, axis=0) / (~np.isnan(stack)).sum(axis=0)
    return mean


def _matrix(pairs: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """Similarities of one level, (regions, regions), NaN without data and of a region with itself."""
    place = {code: i for i, code in enumerate(codes)}
    i, j = (pairs[side].map(place).to_numpy(int) for side in ("region", "partner"))
    found = np.full((len(codes),) * 2, np.nan)
    found[i, j] = found[j, i] = pairs["similarity"].to_numpy(float)
    return found


def _order(codes: tuple[str, ...], mean: Mapping[tuple[str, str], float]) -> tuple[str, ...]:
    if len(codes) < 3 or not mean:
        return codes
    s = np.array([[mean.get((a, b), np.nan) for b in codes] for a in codes])
    _, order, _ = cluster(1 - np.where(np.isnan(s), np.nanmean(s), s), 1)
    return tuple(codes[i] for i in order)


def level_overview(comparison: Comparison, row: LevelCoherence) -> LevelOverview:
    """What is shared at one level."""
    level = row.level
    common = [code for code in comparison.held_codes if code.level == level and code.holders >= 2]
    common.sort(key=lambda code: (-code.holders, code.dimension, code.code))
    found: dict[str, dict[Cell, list[str]]] = defaultdict(lambda: {cell: [] for cell in TOLD})
    for cell in comparison.by_cell:
        if cell.level == level and cell.cell in TOLD:
            found[cell.objective][cell.cell].append(cell.region)
    objectives = tuple(
        ObjectiveRegions(code, {cell: tuple(regions) for cell, regions in cells.items()})
        for code, cells in sorted(found.items())
    )
    actions = [action for action in comparison.by_action if action.level == level and action.count >= 2]
    actions.sort(key=lambda action: (-action.count, action.objective, action.instrument))
    return LevelOverview(
        row,
        ends(comparison.pairs[comparison.pairs["level"] == level]),
        row.pairs_with_data <= FEW_PAIRS,
        tuple(common),
        objectives,
        tuple(actions),
    )
