"""A region's place in the network, sentence by sentence: for its profile and for the coherence report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Number, Share, Statement
from ceecluster.numerals import decimal
from ceecluster.replies import checked
from ceecluster.words.comparison import refs

if TYPE_CHECKING:
    from ceecluster.coherence.rows import InsideRegion, RegionCoherence
    from ceecluster.model import World

TIES = 4
"""Regions equally close or far that are named."""
SHOWN = 5
"""Objectives of initiatives without a strategy that are named."""


def region_words(world: World, row: RegionCoherence, inside: InsideRegion) -> Iterator[Statement]:
    """What is to be said of one region among the others."""
    if not row.records:
        yield Statement("regions.silent")
        return
    bounds = {"low": Number(row.low), "high": Number(row.high)}
    if not checked(world, row.region):
        same = row.low is not None and row.high is not None and decimal(row.low) == decimal(row.high)
        yield Statement("replies.bounds", {**bounds, "same": same})
    elif row.value is None:
        yield Statement("regions.insufficient", bounds)
    else:
        yield Statement("regions.quality", {**bounds, "value": Number(row.value), "quality_class": row.band})
    share = Share(row.coverage, (world.guidelines.min_coverage,))
    yield Statement("regions.evidence", {"share": share, "criteria": len(world.guidelines.criteria)})
    yield from _alike(row)
    if inside.inside is not None:
        yield Statement("regions.inside", {"similarity": Number(inside.inside)})
    if inside.traceability is not None:
        yield Statement("regions.traced", {"traced": len(inside.traced), "count": len(inside.top)})
    if inside.dropped:
        yield Statement("regions.dropped", {"objectives": refs("term", inside.dropped)})
    if inside.unasked:
        yield Statement("regions.unasked", {"objectives": refs("term", inside.unasked, SHOWN)})


def records_words(row: RegionCoherence) -> tuple[Statement, ...]:
    """How many records speak of it, where no head has said so."""
    return (Statement("regions.records", {"count": row.records}),) if row.records else ()


def _alike(row: RegionCoherence) -> Iterator[Statement]:
    """Closest and farthest, and who they are once the number of records or the tier is taken out."""
    if row.closest is None:
        return
    facts = {"closest": refs("region", row.closest_ties, TIES), "similarity": Number(row.closest_similarity)}
    if row.farthest is None:
        yield Statement("regions.closest", facts)
    else:
        far = {"farthest": refs("region", row.farthest_ties, TIES), "dissimilarity": Number(row.farthest_similarity)}
        yield Statement("regions.both_ends", {**facts, **far})
    ends = (
        (True, row.closest_ties, row.adjusted_closest, row.tier_closest),
        (False, row.farthest_ties, row.adjusted_farthest, row.tier_farthest),
    )
    for most, plain, adjusted, tier in ends:
        by_records = refs("region", adjusted, TIES) if adjusted and set(adjusted) != set(plain) else None
        by_tier = refs("region", tier, TIES) if tier and set(tier) != set(plain) else None
        if by_records:
            yield Statement("regions.by_records", {"most": most, "regions": by_records})
        if by_tier:
            yield Statement("regions.by_tier", {"most": most, "regions": by_tier})
