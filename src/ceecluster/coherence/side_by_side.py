"""Some regions side by side: their pairs, and code by code at which levels each holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster import frames
from ceecluster.coherence.rows import PairSimilarity
from ceecluster.errors import UsageError, unknown

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison


@dataclass(frozen=True)
class CodeLevels:
    """A code that one of the regions holds."""

    code: str
    levels: tuple[tuple[str, ...], ...]
    """The levels at which each region holds it, region by region; () for none."""


@dataclass(frozen=True)
class SideBySide:
    """Chosen regions of a comparison."""

    regions: tuple[str, ...]
    silent: tuple[str, ...]
    """Those without a record."""
    pairs: tuple[PairSimilarity, ...]
    codes: tuple[tuple[str, tuple[CodeLevels, ...]], ...]
    """The codes of each dimension that one of them holds; what most of them hold comes first."""
    shared: tuple[str, ...]
    """Objectives all of them pursue, at one level or another."""
    alone: tuple[tuple[str, tuple[str, ...]], ...]
    """Region and the objectives that it alone of them pursues."""


def side_by_side(comparison: Comparison, regions: Sequence[str]) -> SideBySide:
    """Two or more regions of a comparison; UsageError for unknown ones and for fewer than two."""
    known = [region.code for region in comparison.world.network.regions]
    for code in regions:
        if code not in known:
            raise unknown("region", code, known)
    chosen = tuple(dict.fromkeys(regions))
    if len(chosen) < 2:
        example = " ".join([*chosen, *(code for code in known if code not in chosen)][:2])
        raise UsageError("a comparison needs two regions", f"for example: ceecluster compare {example}")
    held: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(dict)
    for row in comparison.held_codes:
        for region in row.regions:
            if region in chosen:
                levels = held[row.dimension].setdefault(row.code, {code: [] for code in chosen})
                levels[region].append(row.level)
    order = [row.level for row in comparison.by_level]
    codes = tuple(
        (dimension, tuple(_codes(held[dimension], order))) for dimension in comparison.dimensions if held[dimension]
    )
    pursued = {region: {code for code, levels in held["objectives"].items() if levels[region]} for region in chosen}
    alone = ((r, pursued[r].difference(*(pursued[o] for o in chosen if o != r))) for r in chosen)
    pairs = comparison.pairs
    return SideBySide(
        chosen,
        tuple(code for code in chosen if code not in comparison.speaking),
        frames.typed(PairSimilarity, pairs[pairs["region"].isin(chosen) & pairs["partner"].isin(chosen)]),
        codes,
        tuple(sorted(set.intersection(*pursued.values()))),
        tuple((region, tuple(sorted(own))) for region, own in alone if own),
    )


def _codes(held: dict[str, dict[str, list[str]]], order: Sequence[str]) -> list[CodeLevels]:
    ordered = sorted(held, key=lambda code: (-sum(map(bool, held[code].values())), code))
    return [
        CodeLevels(code, tuple(tuple(sorted(levels, key=order.index)) for levels in held[code].values()))
        for code in ordered
    ]
