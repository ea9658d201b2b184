"""Alike, and working together: documented links of every pair beside the similarity of their policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.structure import mantel
from ceecluster.model import World

PAIRS = ["region", "partner", "similarity", "joint", "own", "records", "first", "last", "kind"]
YEARS = ["year", "pairs", "records"]
BOTH, STRANGERS, PARTNERS, NEITHER = (
    "alike and linked",
    "alike, no documented link",
    "different, but linked",
    "neither alike nor linked",
)


@dataclass(frozen=True)
class Cooperation:
    """Tidy tables `pairs` (columns PAIRS) and `years` (columns YEARS), over everything on file."""

    pairs: pd.DataFrame
    """`joint` records name both sides at once (transnational projects and networks), `own` are a region's entries."""
    years: pd.DataFrame
    """Pairs with a dated link in the year, and the records behind them."""
    cut: float | None
    """Median similarity: pairs above it are called alike."""
    undated: int
    """Linking records without any year."""
    r: float | None
    """Correlation of similarity and number of linking records over the pairs (Mantel 1967)."""
    p: float | None
    """By relabelling the regions, one-sided."""
    regions: int
    draws: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """All fields, tables as rows."""
        return {**self.__dict__, "pairs": frames.rows(self.pairs), "years": frames.rows(self.years)}


def cooperation(world: World, similarity: np.ndarray, *, draws: int = 999, seed: int = 1) -> Cooperation:
    """Links of all pairs of members on file, beside `similarity` (regions, regions) in the network's order.

    A link is a record: a transnational one that lists both, or one of either side's own with a cross-border entry. No
    documented link is no proof of none.
    """
    whole = world.whole or world
    regions = [region.code for region in whole.network.regions]
    shared = {programme.id for programme in whole.transnational}
    table = frames.links(whole)
    table = table[table["region"].isin(regions) & table["partner"].isin(regions)]
    found: dict[tuple[str, str], dict[str, tuple[int | None, int | None]]] = {}
    for row in table.itertuples(index=False):
        one, two = sorted((row.region, row.partner), key=regions.index)
        pair = (str(one), str(two))
        found.setdefault(pair, {})[row.programme] = (_year(row.first), _year(row.last))
    first, second = np.triu_indices(len(regions), 1)
    values = similarity[first, second]
    cut = float(np.nanmedian(values)) if (~np.isnan(values)).any() else None
    counts = np.zeros_like(similarity, dtype=float)
    rows = []
    for i, j in zip(first, second, strict=True):
        links = found.get((regions[i], regions[j]), {})
        counts[i, j] = counts[j, i] = len(links)
        joint = sum(record in shared for record in links)
        begun = [year for year, _ in links.values() if year is not None]
        ended = [year for _, year in links.values() if year is not None]
        rows.append(
            (
                regions[i],
                regions[j],
                similarity[i, j],
                joint,
                len(links) - joint,
                tuple(sorted(links)),
                min(begun, default=None),
                max(ended, default=None),
                kind(similarity[i, j], len(links), cut),
            )
        )
    r, p, made = mantel(similarity, counts, draws=draws, seed=seed)
    spans = {record: span for links in found.values() for record, span in links.items()}
    undated = sum(start is None for start, _ in spans.values())
    known = ~np.isnan(similarity) & ~np.eye(len(regions), dtype=bool)
    taking = int(known.any(axis=1).sum())
    return Cooperation(
        pd.DataFrame(rows, columns=PAIRS), _by_year(found.values()), cut, undated, r, p, taking, made, seed
    )


def kind(similarity: float, links: int, cut: float | None) -> str | None:
    """Where a pair lies; None where its similarity is not known."""
    if cut is None or np.isnan(similarity):
        return None
    if similarity > cut:
        return BOTH if links else STRANGERS
    return PARTNERS if links else NEITHER


def _year(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _by_year(found: Iterable[dict[str, tuple[int | None, int | None]]]) -> pd.DataFrame:
    """A link without an end counts for its first year only: nobody says that it went on."""
    pairs: dict[int, int] = {}
    records: dict[int, set[str]] = {}
    for links in found:
        active = set()
        for record, (start, end) in links.items():
            if start is not None:
                for year in range(start, max(end or start, start) + 1):
                    active.add(year)
                    records.setdefault(year, set()).add(record)
        for year in active:
            pairs[year] = pairs.get(year, 0) + 1
    return pd.DataFrame([(year, pairs[year], len(records[year])) for year in sorted(pairs)], columns=YEARS)
