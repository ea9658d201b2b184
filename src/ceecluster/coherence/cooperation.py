"""Alike, and working together: documented links of every pair beside the similarity of their policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.coherence.structure import mantel
from ceecluster.model import World
from ceecluster.published import Published


class LinkKind(StrEnum):
    """Where a pair lies between similarity and documented links."""

    BOTH = "alike and linked"
    STRANGERS = "alike, no documented link"
    PARTNERS = "different, but linked"
    NEITHER = "neither alike nor linked"


BOTH, STRANGERS, PARTNERS, NEITHER = LinkKind


@dataclass(frozen=True)
class PairLinks:
    """Two members and the records that link them."""

    region: str
    partner: str
    similarity: float | None
    joint: int
    """Records that name both sides at once: transnational projects and networks."""
    own: int
    """Records of one side that name the other."""
    records: tuple[str, ...]
    first: int | None
    last: int | None
    kind: LinkKind | None


@dataclass(frozen=True)
class LinkYear:
    """Pairs with a dated link in a year, and the records behind them."""

    year: int
    pairs: int
    records: int


@dataclass(frozen=True)
class BeforeAfter:
    """Pairs with a dated link before a year, and in it or later."""

    year: int
    before: tuple[tuple[str, str], ...]
    """Linked before only."""
    after: tuple[tuple[str, str], ...]
    """Linked from the year on only."""
    both: tuple[tuple[str, str], ...]
    undated: int
    """Pairs all of whose links are without a year: they stand on neither side."""


@dataclass(frozen=True)
class DatedLink:
    """A record that links two members."""

    region: str
    partner: str
    record: str
    first: int | None
    last: int | None
    """Missing where no end is documented: the link counts for its first year only."""


PAIRS, YEARS = map(frames.columns_of, (PairLinks, LinkYear))


@dataclass(frozen=True)
class Cooperation(Published):
    """Tidy tables `pairs` (columns PAIRS) and `years` (columns YEARS), over everything on file."""

    pairs: Annotated[pd.DataFrame, PairLinks]
    """`joint` records name both sides at once (transnational projects and networks), `own` are a region's entries."""
    years: Annotated[pd.DataFrame, LinkYear]
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
    links: tuple[DatedLink, ...]
    """Every link of every pair."""
    remark: Caveat | None = None
    """Why nothing was looked for."""

    def before_after(self, year: int) -> BeforeAfter:
        """The pairs linked before a year, and in it or later, by the dates of their links."""
        sides: tuple[set[tuple[str, str]], set[tuple[str, str]]] = set(), set()
        for link in self.links:
            if link.first is not None:
                last = link.first if link.last is None else link.last
                for side, counts in zip(sides, (link.first < year, last >= year), strict=True):
                    if counts:
                        side.add((link.region, link.partner))
        before, after = sides
        undated = {(link.region, link.partner) for link in self.links} - before - after
        return BeforeAfter(
            year,
            tuple(sorted(before - after)),
            tuple(sorted(after - before)),
            tuple(sorted(before & after)),
            len(undated),
        )

    @property
    def by_pair(self) -> tuple[PairLinks, ...]:
        """Every pair of members."""
        return frames.typed(PairLinks, self.pairs)

    @property
    def linked(self) -> tuple[PairLinks, ...]:
        """The pairs with a link, those with most records first."""
        found = [row for row in self.by_pair if row.records]
        return tuple(sorted(found, key=lambda row: (-len(row.records), row.region, row.partner)))

    @property
    def records(self) -> int:
        """Records behind all links."""
        return len({record for row in self.by_pair for record in row.records})

    @property
    def by_year(self) -> tuple[LinkYear, ...]:
        """The years with a dated link."""
        return frames.typed(LinkYear, self.years)

    def of_kind(self, kind: LinkKind) -> tuple[PairLinks, ...]:
        """The pairs of a kind; the most alike first, among the linked but different the least alike."""
        found = [(row.similarity, row) for row in self.by_pair if row.kind is kind and row.similarity is not None]
        found.sort(key=lambda each: (each[1].region, each[1].partner))
        found.sort(key=lambda each: each[0], reverse=kind is not LinkKind.PARTNERS)
        return tuple(row for _, row in found)

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table of the answer."""
        return self.pairs


def cooperation(world: World, similarity: np.ndarray, *, draws: int = 999, seed: int = 1) -> Cooperation:
    """Links of all pairs of members on file, beside `similarity` (regions, regions) in the network's order.

    A link is a record: a transnational one that lists both, or one of either side's own with a cross-border entry. No
    documented link is no proof of none.
    """
    if too_many(ComparisonPart.COOPERATION, len(world.network.regions)):
        blank = pd.DataFrame(columns=PAIRS), pd.DataFrame(columns=YEARS)
        return Cooperation(*blank, None, 0, None, None, 0, 0, seed, (), Caveat.TOO_MANY)
    whole = world.whole or world
    regions = [region.code for region in whole.network.regions]
    shared = {programme.id for programme in whole.transnational}
    table = frames.links(whole)
    table = table[table["region"].isin(regions) & table["partner"].isin(regions)]
    found: dict[tuple[str, str], set[DatedLink]] = defaultdict(set)
    for row in table.itertuples(index=False):
        one, two = sorted((row.region, row.partner), key=regions.index)
        # A record may link two regions several times, in different years.
        found[str(one), str(two)].add(DatedLink(str(one), str(two), row.programme, _year(row.first), _year(row.last)))
    first, second = np.triu_indices(len(regions), 1)
    values = similarity[first, second]
    cut = float(np.nanmedian(values)) if (~np.isnan(values)).any() else None
    counts = np.zeros_like(similarity, dtype=float)
    rows = []
    for i, j in zip(first, second, strict=True):
        links = found.get((regions[i], regions[j]), set())
        linking = {link.record for link in links}
        counts[i, j] = counts[j, i] = len(linking)
        joint = len(linking & shared)
        begun = [link.first for link in links if link.first is not None]
        ended = [link.last for link in links if link.last is not None]
        rows.append(
            (
                regions[i],
                regions[j],
                similarity[i, j],
                joint,
                len(linking) - joint,
                tuple(sorted(linking)),
                min(begun, default=None),
                max(ended, default=None),
                kind(similarity[i, j], len(linking), cut),
            )
        )
    r, p, made = mantel(similarity, counts, draws=draws, seed=seed)
    told = [link for pair in sorted(found) for link in sorted(found[pair], key=_order)]
    undated = {link.record for link in told} - {link.record for link in told if link.first is not None}
    known = ~np.isnan(similarity) & ~np.eye(len(regions), dtype=bool)
    taking = int(known.any(axis=1).sum())
    years = _by_year(told)
    return Cooperation(
        pd.DataFrame(rows, columns=PAIRS), years, cut, len(undated), r, p, taking, made, seed, tuple(told)
    )


def _order(link: DatedLink) -> tuple[str, int, int]:
    return link.record, link.first or 0, link.last or 0


def kind(similarity: float, links: int, cut: float | None) -> LinkKind | None:
    """Where a pair lies; None where its similarity is not known."""
    if cut is None or np.isnan(similarity):
        return None
    if similarity > cut:
        return BOTH if links else STRANGERS
    return PARTNERS if links else NEITHER


def _year(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _by_year(links: Iterable[DatedLink]) -> pd.DataFrame:
    """A link without an end counts for its first year only: nobody says that it went on."""
    pairs: dict[int, set[tuple[str, str]]] = defaultdict(set)
    records: dict[int, set[str]] = defaultdict(set)
    for link in links:
        if link.first is not None:
            for year in range(link.first, max(link.last or link.first, link.first) + 1):
                pairs[year].add((link.region, link.partner))
                records[year].add(link.record)
    return pd.DataFrame([(year, len(pairs[year]), len(records[year])) for year in sorted(pairs)], columns=YEARS)
