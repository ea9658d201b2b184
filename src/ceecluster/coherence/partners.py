"""Which regions are closest and farthest: over all, within the tier, and adjusted for the number of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
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
    names = np.array(regions, dtype=object)
    one, two = (pd.Index(regions).get_indexer(mean.index.get_level_values(side)) for side in (0, 1))
    alike = same.to_numpy(bool)
    similarity, more = (mean[name].to_numpy(float) for name in ("similarity", "above"))
    # Matrices: a dictionary for each region would hold each of 700 000 pairs of a large network six times.
    plain, above, tier = np.full((3, len(names), len(names)), np.nan)
    for table, values in ((plain, similarity), (above, more), (tier, np.where(alike, similarity, np.nan))):
        table[one, two] = table[two, one] = values
    rows = []
    for r, region in enumerate(regions):
        near, far = _ends(plain[r], names)
        known = plain[r][~np.isnan(plain[r])]
        if len(known) < 2:
            far = ()
        high, low = (float(known.max()), float(known.min())) if len(known) else (np.nan, np.nan)
        over_all = (near[0] if near else None, high, near, far[0] if far else None, low if far else np.nan, far)
        rows.append((region, *over_all, *_both(tier[r], names), *_both(above[r], names)))
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


def _ends(values: np.ndarray, names: np.ndarray) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`extremes` of a row of a matrix, NaN where there is no value."""
    known = ~np.isnan(values)
    if not known.any():
        return (), ()
    here, named = values[known], names[known]
    close, distant = named[here.max() - here < TIE], named[here - here.min() < TIE]
    return tuple(sorted(close)), tuple(sorted(distant))


def _both(values: np.ndarray, names: np.ndarray) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Closest and farthest; a single partner is neither."""
    return _ends(values, names) if (~np.isnan(values)).sum() > 1 else ((), ())
