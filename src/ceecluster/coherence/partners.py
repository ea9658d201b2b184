"""Which regions are closest and farthest: over all, within the tier, and adjusted for the number of records."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

TIE = 0.005
"""Similarities nearer to the extreme one than this are ties: two decimals cannot tell them apart."""
PARTNERS = [
    "closest", "closest_similarity", "closest_ties", "farthest", "farthest_similarity", "farthest_ties",
    "tier_closest", "tier_farthest", "adjusted_closest", "adjusted_farthest",
]  # fmt: skip


def partners(regions: Sequence[str], pairs: pd.DataFrame) -> pd.DataFrame:
    """One row per region; columns region and PARTNERS.

    `pairs` has columns region, partner, similarity, above, same_tier, one row per pair and level; a pair counts with
    its mean over the levels with data. `closest` and `farthest` are the first of their ties in the order of codes, with
    the similarity of the very closest and farthest; the other columns are tuples of all tied regions, empty where there
    is none. Similarity grows with the records on file: `adjusted` rests on what exceeds the similarity of as many
    records dealt at random.
    """
    mean = pairs.groupby(["region", "partner"], sort=False)[["similarity", "above"]].mean()
    same = pairs.groupby(["region", "partner"], sort=False)["same_tier"].first()
    plain, above, tier = (defaultdict[str, dict[str, float]](dict) for _ in range(3))
    columns = (mean["similarity"].tolist(), mean["above"].tolist(), same.astype(bool).tolist())
    for (a, b), similarity, more, alike in zip(mean.index, *columns, strict=True):
        for table, value in ((plain, similarity), (above, more), (tier, similarity if alike else math.nan)):
            if not math.isnan(value):
                table[a][b] = table[b][a] = value
    rows = []
    for region in regions:
        near, far = extremes(plain[region])
        if len(plain[region]) < 2:
            far = ()
        high, low = (end(plain[region].values(), default=float("nan")) for end in (max, min))
        over_all = (near[0] if near else None, high, near, far[0] if far else None, low if far else float("nan"), far)
        rows.append((region, *over_all, *_both(tier[region]), *_both(above[region])))
    return pd.DataFrame(rows, columns=["region", *PARTNERS])


def extremes(values: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The regions with the highest and with the lowest value, ties included, by code."""
    if not values:
        return (), ()
    high, low = max(values.values()), min(values.values())
    return (
        tuple(sorted(name for name, value in values.items() if high - value < TIE)),
        tuple(sorted(name for name, value in values.items() if value - low < TIE)),
    )


def _both(values: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Closest and farthest; a single partner is neither."""
    return extremes(values) if len(values) > 1 else ((), ())
