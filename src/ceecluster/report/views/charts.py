"""Results as figures: each with a title that states the finding, a text alternative, and its data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.groups import cluster
from ceecluster.report.figures import Figure
from ceecluster.report.views.base import MISSING, Column, Table, number, plural


def pair_heatmap(comparison: Comparison) -> Figure:
    """Heat map of the pairs, regions in dendrogram order."""
    mean = comparison.pairs.groupby(["region", "partner"])["similarity"].mean()
    codes = [row.region for row in comparison.regions.itertuples(index=False) if row.records]
    s = pd.DataFrame(np.nan, index=codes, columns=codes)
    for (a, b), value in mean.items():
        if a in s.index and b in s.index:
            s.loc[a, b] = s.loc[b, a] = value
    order = _ordered(s)
    rows = [
        {
            "row": a,
            "column": b,
            "value": None if a == b or pd.isna(s.loc[a, b]) else round(float(s.loc[a, b]), 4),
            "text": "" if a == b else number(s.loc[a, b]),
        }
        for a in order
        for b in order
    ]
    best = mean.dropna().sort_values(ascending=False, kind="stable")
    title = "How alike the regions' policies are"
    if len(best):
        (a, b), value = best.index[0], best.iloc[0]
        title = f"{a} and {b} have the most similar policies ({number(value)}), on average of the levels"
    worded = tuple((a, *(MISSING if a == b else number(s.loc[a, b]) for b in order)) for a in order)
    columns = (Column("region", header=True), *(Column(code, "right") for code in order))
    alt = f"A grid of {plural(len(order), 'region')} by {len(order)}; darker cells are more similar pairs."
    return Figure(
        "pairs",
        "heatmap",
        title,
        alt,
        Table("pairs", "Data: similarity of pairs", columns, worded),
        rows,
        note="Darker: more similar. Hatched: nothing to compare.",
    )


def _ordered(s: pd.DataFrame) -> list[str]:
    """Regions in the leaf order of average linkage; as they come where pairs are missing."""
    if len(s) < 3:
        return list(s.index)
    distance = (1 - s.fillna(s.stack().mean())).to_numpy(copy=True)
    _, order, _ = cluster(distance, 1)
    return [str(s.index[i]) for i in order]


def tile_map(comparison: Comparison) -> Figure | None:
    """A tile-grid map of the regions by quality of fit with the others; None where the network has no tiles."""
    network = comparison.world.network
    placed = [region for region in network.regions if region.tile]
    if not placed:
        return None
    pairs = comparison.pairs.dropna(subset=["similarity"])
    mean = {
        region.code: pairs[(pairs["region"] == region.code) | (pairs["partner"] == region.code)]["similarity"].mean()
        for region in placed
    }
    rows = [
        {
            "x": region.tile[0],
            "y": region.tile[1],
            "code": region.code,
            "name": region.title,
            "value": None if pd.isna(mean[region.code]) else round(float(mean[region.code]), 4),
            "text": number(mean[region.code]),
        }
        for region in placed
        if region.tile
    ]
    # Light letters on the darker half of the tiles, so that every one can be read.
    middle = np.nanmean([min(known_values), max(known_values)]) if (known_values := _known(mean)) else 1.0
    for row in rows:
        row["ink"] = "#ffffff" if isinstance(row["value"], float) and row["value"] > middle else "#101a1e"
    known = {code: value for code, value in mean.items() if not pd.isna(value)}
    title = "How much each region has in common with the others"
    if known:
        best = max(sorted(known), key=lambda code: known[code])
        title = f"{best} has most in common with the others (mean similarity {number(known[best])})"
    worded = tuple((f"{r.code} {r.title}", number(mean[r.code])) for r in placed)
    columns = (Column("region", header=True), Column("mean similarity with the others", "right"))
    alt = "A map of tiles, one per region in roughly its place; darker tiles have more in common with the others."
    return Figure(
        "map",
        "tiles",
        title,
        alt,
        Table("map", "Data: mean similarity with the others", columns, worded),
        rows,
        note="Darker: more in common with the others. Hatched: nothing to compare.",
    )


def _known(mean: dict[str, float]) -> list[float]:
    return [value for value in mean.values() if not pd.isna(value)]
