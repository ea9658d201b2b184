"""What the choice of pilots rests on, gathered once from the world and the results: plain tables by region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.reciprocity import includes
from ceecluster.model import Programme, Running, World

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.scoring.quality import Scores


@dataclass(frozen=True)
class Record:
    """What the choice of pilots needs of a record."""

    region: str
    id: str
    levels: frozenset[str]
    objectives: frozenset[str]
    sectors: frozenset[str]
    members: float | None
    """Latest documented number of members."""
    money: bool
    """Whether any amount is documented."""


@dataclass(frozen=True)
class EvidenceBase:
    """Tables by region, in the network's order; NaN or empty where nothing is documented."""

    regions: tuple[str, ...]
    countries: tuple[str, ...]
    """Country of each region."""
    start: int
    """First year of the plan: funding has to be open then."""
    records: tuple[Record, ...]
    """Records not known to have ended."""
    quality: pd.Series
    """Region -> quality value."""
    criteria: pd.DataFrame
    """Region x criterion, mean over levels of the documented values in [0, 1]."""
    similarity: pd.DataFrame
    """Region x region, mean over levels with data."""
    priorities: pd.DataFrame
    """Region x issue, 0-4."""
    holding: pd.Series
    """Issue -> share of the regions with a position that hold it."""
    holds_at: int
    opened: pd.DataFrame
    """Region x region: True where an instrument of the row pays the column's organisations for taking part."""
    opening_known: pd.Series
    """Region -> whether any of its instruments says whom it pays."""
    linked: pd.DataFrame
    """Region x region: True where a cross-border link between them is documented."""
    eu_known: pd.Series
    """Region -> whether any of its records names a European programme."""
    eu_open: pd.Series
    """Region -> whether a record names a European programme that is open at the start."""

    def value_of(self, region: str, criterion: str) -> float | None:
        """The documented value of a criterion in a region, 0 to 1; None without evidence."""
        if criterion not in self.criteria.columns:
            return None
        value = float(self.criteria.loc[region, criterion])
        return None if np.isnan(value) else value


def is_alive(programme: Programme, year: int) -> bool:
    """Whether a record is not known to have ended before `year`; records without a documented end stay in."""
    return programme.end is None or isinstance(programme.end, Running) or programme.end.year >= year


def start_year(world: World) -> int:
    """First year of the plan: as the rules say, else the year after the network's `as_of`."""
    return world.network.rules.plan.start_year or int(world.network.as_of[:4]) + 1


def open_programmes(world: World, year: int) -> tuple[str, ...]:
    """Codes of the European programmes open in `year`; one without dates is not taken for open."""
    return tuple(
        term.code
        for term in world.vocabulary.eu_programmes
        if not term.frame
        and term.status not in ("proposed", "closed")
        and term.opens is not None
        and term.opens <= year
        and (term.closes is None or year <= term.closes)
    )


# Long because every table of the evidence is read off one walk over the records.
def gather(world: World, scores: Scores, comparison: Comparison, agreement: Agreement) -> EvidenceBase:
    """Collect what the pilots are chosen by; records known to have ended before the network's `as_of` are left out."""
    regions = tuple(region.code for region in world.network.regions)
    start = start_year(world)
    now = int(world.network.as_of[:4])
    running = set(open_programmes(world, start))
    country = {region.code: region.country for region in (*world.network.regions, *world.network.candidates)}
    linked = _table(regions)
    opened = np.zeros(linked.shape, bool)
    named: dict[tuple[str, ...] | str, np.ndarray] = {}
    place = {region: at for at, region in enumerate(regions)}
    known = dict.fromkeys(regions, False)
    eu_known, eu_open = dict.fromkeys(regions, False), dict.fromkeys(regions, False)
    rows = []
    for region, programme, _ in frames.records(world):
        codes = {link.code for link in programme.eu_programmes}
        eu_known[region] |= bool(codes)
        if not is_alive(programme, now):
            continue
        eu_open[region] |= bool(codes & running)
        for instrument in programme.instruments:
            # To take part is not to be paid for it: what readies a pilot is money for the partners from outside.
            if instrument.pays is None:
                continue
            known[region] = True
            pays = instrument.pays
            if pays not in named:
                named[pays] = np.array([includes(pays, other, country[other]) for other in regions])
            opened[place[region]] |= named[pays]
        rows.append(
            Record(
                region,
                programme.id,
                frozenset(programme.level),
                frozenset(objective.code for objective in programme.objectives),
                frozenset(programme.sectors),
                _members(programme),
                bool(programme.budget),
            )
        )
    np.fill_diagonal(opened, False)
    for region, partner in frames.links(world)[["region", "partner"]].itertuples(index=False):
        if region in linked.index and partner in linked.columns:
            linked.loc[region, partner] = linked.loc[partner, region] = True
    return EvidenceBase(
        regions=regions,
        countries=tuple(country[region] for region in regions),
        start=start,
        records=tuple(rows),
        quality=quality_of(scores, regions),
        criteria=criteria_of(scores, regions),
        similarity=similarity_of(comparison, regions),
        priorities=agreement.matrix,
        holding=pd.Series({case.issue: case.share for case in agreement.cases}, dtype=float),
        holds_at=agreement.rule.holds_at,
        opened=pd.DataFrame(opened, index=list(regions), columns=list(regions)),
        opening_known=pd.Series(known),
        linked=linked,
        eu_known=pd.Series(eu_known),
        eu_open=pd.Series(eu_open),
    )


def quality_of(scores: Scores, regions: Iterable[str]) -> pd.Series:
    """Region -> quality value over all levels; NaN where it is not shown."""
    return scores.regions.set_index("region")["value"].astype(float).reindex(list(regions))


def criteria_of(scores: Scores, regions: Iterable[str]) -> pd.DataFrame:
    """Region x criterion: mean over the levels at which it is documented, in [0, 1]."""
    table = scores.criteria.dropna(subset=["z"])
    wide = table.pivot_table(index="region", columns="criterion", values="z", aggfunc="mean", sort=True)
    return wide.reindex(list(regions)).astype(float)


def similarity_of(comparison: Comparison, regions: Iterable[str]) -> pd.DataFrame:
    """Region x region: mean similarity over the levels at which both have data; NaN on the diagonal."""
    names = list(regions)
    found = np.full((len(names), len(names)), np.nan)
    means = comparison.pairs.dropna(subset=["similarity"]).groupby(["region", "partner"])["similarity"].mean()
    one, two = (pd.Index(names).get_indexer(means.index.get_level_values(side)) for side in (0, 1))
    both = (one >= 0) & (two >= 0)
    found[one[both], two[both]] = found[two[both], one[both]] = means.to_numpy()[both]
    return pd.DataFrame(found, index=names, columns=names)


def _table(regions: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(np.zeros((len(regions), len(regions)), dtype=bool), index=list(regions), columns=list(regions))


def _members(programme: Programme) -> float | None:
    """The latest documented number of members; None without one."""
    dated = [(count.as_of or 0, count.count) for count in programme.members]
    return max(dated)[1] if dated else None
