"""What the draft agreement states as fact: records, fields of work, and how far the common criteria are met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import TypeVar

from ceecluster import frames
from ceecluster.inforce import year_of
from ceecluster.model import World
from ceecluster.model.network import Fact
from ceecluster.results import Result
from ceecluster.scoring.quality import Scores

Row = TypeVar("Row")
SPOKEN = 2 / 3
"""Share of the members with evidence from which something may be said of all or most regions."""


@dataclass(frozen=True)
class LevelFacts:
    """What is on record at a level."""

    level: str
    records: int
    regions: int
    """Regions with records there."""
    first: int | None
    """Earliest documented start."""


@dataclass(frozen=True)
class Field:
    """A code that regions have records on."""

    code: str
    regions: tuple[str, ...]
    records: int
    levels: tuple[str, ...]


@dataclass(frozen=True)
class CommonCriterion:
    """How many of the regions with evidence meet a criterion."""

    criterion: str
    levels: tuple[str, ...]
    """Levels at which it is asked."""
    meets: tuple[str, ...]
    """Regions whose value reaches the threshold at every level at which it is documented."""
    below: tuple[str, ...]
    """Regions with evidence that do not."""
    silent: tuple[str, ...]
    """Regions without evidence."""

    @property
    def documented(self) -> int:
        """Regions with evidence."""
        return len(self.meets) + len(self.below)

    @property
    def share(self) -> float | None:
        """Regions that meet it / regions with evidence."""
        return len(self.meets) / self.documented if self.documented else None

    @property
    def spoken(self) -> bool:
        """Whether enough members have evidence to speak of all or most."""
        members = self.documented + len(self.silent)
        return self.documented > 0 and self.documented >= SPOKEN * members - 1e-9


@dataclass(frozen=True)
class Party:
    """Who would sign for a region."""

    region: str
    country: str
    body: str | None
    """The body that stands for it in the year; None where none is named, or where it ended without a successor."""
    levels: tuple[str, ...]
    """Levels with records."""
    nuts: tuple[str, ...]
    vintage: int
    confidence: str | None
    """How sure its membership is; None where the network file does not say."""


@dataclass(frozen=True, repr=False)
class Grounds(Result):
    """The facts of a draft agreement."""

    world: World
    scores: Scores
    parties: tuple[Party, ...]
    secretariat: str | None
    """The body that stands for the secretariat in the year."""
    levels: tuple[LevelFacts, ...]
    records: int
    """Records of the members; one may act at several levels."""
    criteria: tuple[CommonCriterion, ...]
    band: str
    """Name of the band from which a criterion counts as met."""
    least: float
    """Its lower end."""

    @cached_property
    def first(self) -> int | None:
        """Earliest documented start of a record."""
        return min((row.first for row in self.levels if row.first is not None), default=None)

    @property
    def recalled(self) -> tuple[Fact, ...]:
        """Facts about the network itself that carry a full date."""
        return tuple(
            fact
            for fact in self.world.network.facts
            if isinstance(fact.value, str) and len(fact.value) == 10 and fact.value[4] == "-"
        )

    @property
    def kept_by_all(self) -> tuple[CommonCriterion, ...]:
        """Criteria that all regions with evidence meet, where enough have evidence."""
        return tuple(row for row in self.criteria if row.spoken and not row.below)

    @property
    def missed_by_most(self) -> tuple[CommonCriterion, ...]:
        """Criteria that fewer than half of the regions with evidence meet, where enough have evidence; fewest first."""
        low = [row for row in self.criteria if row.spoken and 2 * len(row.meets) < row.documented]
        return tuple(sorted(low, key=lambda row: (row.share or 0, -row.documented)))

    @property
    def unknown(self) -> tuple[CommonCriterion, ...]:
        """Criteria on which no region has evidence."""
        return tuple(row for row in self.criteria if not row.documented)

    @property
    def thin(self) -> tuple[CommonCriterion, ...]:
        """Criteria on which some regions have evidence, and too few to speak of all or most."""
        return tuple(row for row in self.criteria if row.documented and not row.spoken)

    @property
    def with_value(self) -> int:
        """Regions whose evidence suffices for a value of quality."""
        return int(self.scores.regions["value"].notna().sum())

    def fields(self, dimension: str) -> tuple[Field, ...]:
        """Codes of a dimension on which two regions or more have records, most regions first."""
        return tuple(row for row in fields_of_work(self.world, dimension) if len(row.regions) >= 2)

    @cached_property
    def strengths(self) -> tuple[Field, ...]:
        """Sectors that two regions or more count among their strongest, as the network file has them; most first."""
        found: dict[str, list[str]] = {}
        for region in self.world.network.regions:
            for code in region.strong_sectors:
                found.setdefault(code, []).append(region.code)
        several = [Field(code, tuple(regions), 0, ()) for code, regions in found.items() if len(regions) >= 2]
        return tuple(sorted(several, key=lambda row: (-len(row.regions), row.code)))

    def weakest(self, level: str) -> tuple[CommonCriterion, ...]:
        """Criteria that some region misses at a level, most misses first; ties are not cut at the third."""
        rows = [row for row in self._at(level) if row.below]
        rows.sort(key=lambda row: (-len(row.below), len(row.meets)))
        return leading(rows, 3, lambda row: (len(row.below), len(row.meets)))

    def least_documented(self, level: str) -> tuple[CommonCriterion, ...]:
        """Criteria on which most regions have no evidence at a level; ties are not cut at the third."""
        rows = sorted((row for row in self._at(level) if row.silent), key=lambda row: -len(row.silent))
        return leading(rows, 3, lambda row: len(row.silent))

    def _at(self, level: str) -> tuple[CommonCriterion, ...]:
        return common_criteria(self.world, self.scores, levels=[level])


def grounds(world: World, scores: Scores) -> Grounds:
    """The facts of the draft agreement of a network."""
    network, year = world.network, year_of(world)
    held = scores.levels[scores.levels["records"] > 0]
    pairs = set(zip(held["region"], held["level"], strict=True))
    parties = tuple(
        Party(
            region=region.code,
            country=region.country,
            body=network.name_at(region.partner, year),
            levels=tuple(level.id for level in network.levels if (region.code, level.id) in pairs),
            nuts=region.nuts,
            vintage=region.vintage,
            confidence=region.membership.confidence if region.membership else None,
        )
        for region in network.regions
    )
    band, least = threshold(world)
    return Grounds(
        world=world,
        scores=scores,
        parties=parties,
        secretariat=network.name_at(network.secretariat, year),
        levels=level_facts(world),
        records=sum(not p.example for inventory in world.regions.values() for p in inventory.programmes),
        criteria=common_criteria(world, scores),
        band=band,
        least=least,
    )


def leading(rows: Sequence[Row], count: int, weight: Callable[[Row], object]) -> tuple[Row, ...]:
    """The first rows, and all that weigh as much as the last of them: a cut through a tie would be arbitrary."""
    if len(rows) <= count:
        return tuple(rows)
    last = weight(rows[count - 1])
    return tuple(row for place, row in enumerate(rows) if place < count or weight(row) == last)


def level_facts(world: World) -> tuple[LevelFacts, ...]:
    """Records, regions with records and the earliest start, by level."""
    table = frames.programmes(world)
    found = []
    for level in world.network.levels:
        own = table[table["level"] == level.id]
        first = own["start"].dropna()
        found.append(
            LevelFacts(
                level=level.id,
                records=int(own["programme"].nunique()),
                regions=int(own["region"].nunique()),
                first=int(first.min()) if len(first) else None,
            )
        )
    return tuple(found)


def fields_of_work(world: World, dimension: str = "sectors") -> tuple[Field, ...]:
    """Codes of a dimension by the number of regions with records on them, most first."""
    table = frames.codes(world)
    table = table[table["dimension"] == dimension]
    rows = [
        Field(
            code=str(code),
            regions=tuple(dict.fromkeys(group["region"])),
            records=int(group["programme"].nunique()),
            levels=tuple(dict.fromkeys(group["level"])),
        )
        for code, group in table.groupby("code", sort=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.regions), -row.records, row.code)))


def threshold(world: World) -> tuple[str, float]:
    """From where a criterion counts as met: name and lower end of the second best band of the guidelines.

    A band that begins at 0 has everything in it, and nothing could be missed: then it is the best.
    """
    bands = world.guidelines.bands
    band = bands[1] if len(bands) > 1 and bands[1].min > 0 else bands[0]
    return band.id, float(band.min)


def common_criteria(
    world: World, scores: Scores, *, levels: Iterable[str] | None = None
) -> tuple[CommonCriterion, ...]:
    """By criterion, which of the regions with evidence meet it; with `levels` only the values at those count.

    A region meets a criterion if its value reaches the threshold at every level at which it is documented.
    """
    _, least = threshold(world)
    wanted = None if levels is None else set(levels)
    table = scores.criteria
    if wanted is not None:
        table = table[table["level"].isin(wanted)]
    lowest: dict[str, dict[str, float]] = {}
    for region, criterion, z in zip(table["region"], table["criterion"], table["z"].astype(float), strict=True):
        if not isnan(z):
            held = lowest.setdefault(criterion, {})
            held[region] = min(z, held.get(region, z))
    regions = [region.code for region in world.network.regions]
    rows = []
    for criterion in world.guidelines.criteria:
        asked = tuple(level for level in criterion.levels if wanted is None or level in wanted)
        if wanted is not None and not asked:
            continue
        values = lowest.get(criterion.id, {})
        met = {region for region in regions if values.get(region, -1.0) >= least - 1e-9}
        rows.append(
            CommonCriterion(
                criterion=criterion.id,
                levels=asked,
                meets=tuple(region for region in regions if region in met),
                below=tuple(region for region in regions if region in values and region not in met),
                silent=tuple(region for region in regions if region not in values),
            )
        )
    return tuple(rows)
