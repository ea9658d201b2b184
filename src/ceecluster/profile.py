"""One region beside the others: where it stands, what sets it apart, whom it can learn from, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from ceecluster.coherence.cells import GAP
from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.overview import mean_similarity
from ceecluster.coherence.rows import InsideRegion, ObjectiveCell, RegionCoherence
from ceecluster.errors import unknown
from ceecluster.frames import codes_of
from ceecluster.model import Programme, Region, Source, World
from ceecluster.results import Result
from ceecluster.scoring.quality import Scores
from ceecluster.scoring.rows import LevelScore

AWAY = 0.1
"""Distance from the median below which a criterion is neither strength nor gap."""
LISTED = 5
"""Strengths, gaps and partners that are named."""
LESSONS = STEPS = 6
"""Lessons, next steps and wishes for evidence that are named."""
AIMS = 5
"""Frequent aims that are counted beside the closest partners."""
PEERS = 3
"""Closest partners in which they are counted."""
TOP_STEP = 4
"""The last step of an ordinal criterion."""


@dataclass(frozen=True)
class Distance:
    """A criterion that the region documents, averaged over its levels, beside the other regions."""

    criterion: str
    own: float
    median: float | None
    """Median of the others with evidence; missing where there is none."""
    others: int
    """Others with evidence."""

    @property
    def away(self) -> float | None:
        """How far above the median it lies."""
        return None if self.median is None else self.own - self.median


@dataclass(frozen=True)
class Partner:
    """Another region and what it shares."""

    region: str
    similarity: float
    """Mean over the levels at which both have records."""
    objectives: tuple[str, ...]
    """Objectives both pursue."""


@dataclass(frozen=True)
class NamedAims:
    """How many of a region's own records name each of some aims."""

    region: str
    records: int
    counts: tuple[int, ...]
    """Records that name each aim, in the order of the aims."""


@dataclass(frozen=True)
class Complement:
    """Another region with other aims: what it pursues and this region does not, and the other way round."""

    region: str
    brings: tuple[str, ...]
    """Objectives only the other pursues."""
    takes: tuple[str, ...]
    """Objectives only this region pursues."""


@dataclass(frozen=True)
class ProfileGap:
    """An objective that most others hold at a level and this region does not."""

    objective: str
    level: str
    holders: tuple[str, ...]
    records: tuple[str, ...]
    """Records of others to look at."""


@dataclass(frozen=True)
class Rung:
    """The next step of the guidelines at a criterion that the region documents."""

    criterion: str
    level: str
    at: int | None
    """The step it has reached, of a criterion with steps."""
    z: float
    """Normalised value, 0 to 1."""
    action: str
    """What to do, as the guidelines say it."""
    records: tuple[str, ...] = ()
    """The records it is about."""


@dataclass(frozen=True)
class Unknown:
    """A criterion that nothing is documented of."""

    criterion: str
    level: str
    weight: float
    """Share of the level's weight."""
    evidence: str
    """What would show it."""


@dataclass(frozen=True)
class CitedSource:
    """A source with its key in its own file."""

    file: str | None
    """Whose key it is, for a source of another file than the region's: its country's frame, a common file."""
    key: str
    source: Source
    shown: str = ""
    """The key under which it stands where several files have it."""

    @property
    def label(self) -> str:
        """The key, with the file where it is of another than the region's own."""
        return self.shown or (f"{self.file}: {self.key}" if self.file else self.key)


@dataclass(frozen=True, repr=False)
class Profile(Result):
    """Everything a region's profile rests on."""

    world: World
    region: Region
    place: RegionCoherence
    """Its place in the network."""
    inside: InsideRegion
    """What holds its own levels together."""
    levels: tuple[LevelScore, ...]
    """Its quality by level."""
    min_coverage: float
    """Share of evidence from which on a value is said."""
    limits: tuple[float, ...]
    """Lower ends of the classes."""
    distances: tuple[Distance, ...]
    """Every criterion it documents, in the order of the guidelines."""
    partners: tuple[Partner, ...]
    """The regions most like it, the closest first."""
    complements: tuple[Complement, ...]
    """The regions whose aims complete its own, those with most on both sides first."""
    pursued: tuple[str, ...]
    """Objectives of its records, those of most records first."""
    abreast: tuple[NamedAims, ...]
    """How often its frequent aims are named: by itself, then by its closest partners that have records of their own."""
    others: tuple[int, ...]
    """Records of each of the other regions."""
    lessons: tuple[ProfileGap, ...]
    steps: tuple[Rung, ...]
    """Next steps, the weightiest first."""
    unknown: tuple[Unknown, ...]
    """Evidence to collect, the weightiest first."""
    own: tuple[Programme, ...]
    """Its records."""
    frames: tuple[Programme, ...]
    """National records that count for it."""
    sources: tuple[CitedSource, ...]
    """What the records cite."""

    @property
    def frequent(self) -> tuple[str, ...]:
        """The aims of most of its records, at most AIMS."""
        return self.pursued[:AIMS]

    @property
    def median_records(self) -> float | None:
        """Median of the records of the other regions; None without another."""
        return float(median(self.others)) if self.others else None

    @property
    def strengths(self) -> tuple[Distance, ...]:
        """Criteria clearly above the median of the others, the farthest first."""
        above = [d for d in self.distances if d.away is not None and d.away >= AWAY]
        return tuple(sorted(above, key=lambda d: -(d.away or 0))[:LISTED])

    @property
    def gaps(self) -> tuple[Distance, ...]:
        """Criteria clearly below the median of the others, the farthest first."""
        below = [d for d in self.distances if d.away is not None and d.away <= -AWAY]
        return tuple(sorted(below, key=lambda d: d.away or 0)[:LISTED])

    @property
    def above(self) -> int:
        """How many documented criteria lie above the median of the others."""
        return sum(d.away is not None and d.away > 0 for d in self.distances)


@dataclass(frozen=True)
class ProfileGround:
    """What the profiles of all regions are made from."""

    scores: Scores
    comparison: Comparison
    means: pd.DataFrame
    """Criteria by regions: the mean over the levels, where it is documented at any."""
    similarity: np.ndarray
    """(regions, regions) in the network's order: mean over the levels at which both have records, NaN without."""
    held: dict[str, set[str]]
    """Objectives that each region pursues at any level."""
    criteria: dict[str, pd.DataFrame]
    """Of each region the rows of `scores.criteria`."""
    gaps: dict[str, list[ObjectiveCell]]
    """What most others hold and a region does not."""
    examples: dict[tuple[str, str], tuple[str, ...]]
    """Records that pursue an objective at a level."""


def profile_ground(scores: Scores, comparison: Comparison) -> ProfileGround:
    """It is made once for all regions: each profile alone would go through the rows of all of them."""
    known = scores.criteria.dropna(subset=["z"])
    held: dict[str, set[str]] = {}
    for each in comparison.held_codes:
        for region in each.regions if each.dimension == "objectives" else ():
            held.setdefault(region, set()).add(each.code)
    gaps: dict[str, list[ObjectiveCell]] = {}
    for cell in comparison.by_cell:
        if cell.cell is GAP:
            gaps.setdefault(cell.region, []).append(cell)
    examples: dict[tuple[str, str], dict[str, None]] = {}
    for action in comparison.by_action:
        examples.setdefault((action.objective, action.level), {}).update(dict.fromkeys(action.records))
    return ProfileGround(
        scores,
        comparison,
        known.groupby(["criterion", "region"])["z"].mean().unstack("region"),
        mean_similarity(comparison),
        held,
        {str(region): rows for region, rows in scores.criteria.groupby("region", sort=False)},
        gaps,
        {place: tuple(records) for place, records in examples.items()},
    )


def profile(scores: Scores, comparison: Comparison, code: str, ground: ProfileGround | None = None) -> Profile:
    """The profile of a member region; UsageError for an unknown one. `ground` serves the profiles of several."""
    world = scores.world
    known = [region.code for region in world.network.regions]
    if code not in known:
        raise unknown("region", code, known)
    ground = ground or profile_ground(scores, comparison)
    inventory = world.regions.get(code)
    partners, pursued = _partners(ground, known, code), _pursued(world, code)
    return Profile(
        world=world,
        region=world.network.region(code),
        place=next(row for row in comparison.by_region if row.region == code),
        inside=next(row for row in comparison.by_inside if row.region == code),
        levels=tuple(row for row in scores.by_level if row.region == code),
        min_coverage=scores.min_coverage,
        limits=tuple(each.min for each in scores.classes),
        distances=_distances(ground, code),
        partners=partners,
        complements=_complements(ground.held, code),
        pursued=pursued,
        abreast=_abreast(world, (code, *(partner.region for partner in partners)), pursued[:AIMS]),
        others=tuple(row.records for row in comparison.by_region if row.region != code),
        lessons=tuple(
            ProfileGap(cell.objective, cell.level, cell.holders, ground.examples.get((cell.objective, cell.level), ()))
            for cell in ground.gaps.get(code, ())[:LESSONS]
        ),
        steps=tuple(_rungs(ground, code))[:STEPS],
        unknown=_unknown(ground, code),
        own=tuple(p for p in (inventory.programmes if inventory else ()) if not p.example),
        frames=tuple(p for p in world.frames_of(code) if not p.example),
        sources=tuple(cited_sources(world, code)),
    )


def _distances(ground: ProfileGround, code: str) -> tuple[Distance, ...]:
    means = ground.means
    if code not in means.columns:
        return ()
    place = means.columns.get_loc(code)
    values = means.to_numpy(float)
    found = {}
    for criterion, row in zip(means.index, values, strict=True):
        others = np.delete(row, place)
        others = others[~np.isnan(others)]
        found[criterion] = float(row[place]), float(np.median(others)) if len(others) else None, len(others)
    return tuple(
        Distance(criterion.id, *found[criterion.id])
        for criterion in ground.scores.world.guidelines.criteria
        if criterion.id in found and not np.isnan(found[criterion.id][0])
    )


def _partners(ground: ProfileGround, codes: list[str], code: str) -> tuple[Partner, ...]:
    held, row = ground.held, ground.similarity[codes.index(code)]
    found = sorted((-value, other) for other, value in zip(codes, row.tolist(), strict=True) if value == value)  # noqa: PLR0124  # NaN
    return tuple(
        Partner(other, -value, tuple(sorted(held.get(code, set()) & held.get(other, set()))))
        for value, other in found[:LISTED]
    )


def _complements(held: dict[str, set[str]], code: str) -> tuple[Complement, ...]:
    own = held.get(code, set())
    found = [
        Complement(other, tuple(sorted(theirs - own)), tuple(sorted(own - theirs)))
        for other, theirs in held.items()
        if own and other != code and theirs - own
    ]

    def order(each: Complement) -> tuple[int, int, str]:
        brings, takes = len(each.brings), len(each.takes)
        return -min(brings, takes), -brings - takes, each.region

    return tuple(sorted(found, key=order)[:LISTED])


def _pursued(world: World, code: str) -> tuple[str, ...]:
    counts = Counter(objective for aims in _aims(world, code) for objective in aims)
    return tuple(objective for objective, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _aims(world: World, code: str) -> list[tuple[str, ...]]:
    """The aims of each of a region's own records."""
    inventory = world.regions.get(code)
    return [codes_of(p, "objectives") for p in (inventory.programmes if inventory else ()) if not p.example]


def _abreast(world: World, regions: tuple[str, ...], aims: tuple[str, ...]) -> tuple[NamedAims, ...]:
    counted = [(region, found) for region in regions if (found := _aims(world, region))]
    return tuple(
        NamedAims(region, len(found), tuple(sum(aim in named for named in found) for aim in aims))
        for region, found in counted[: PEERS + 1]
    )


def _rungs(ground: ProfileGround, code: str) -> Iterator[Rung]:
    """Of every documented criterion what the guidelines say to do next, the weightiest first."""
    scores, own = ground.scores, ground.criteria[code]
    own = own[own["z"].notna()]
    ordered = own.assign(gain=own["weight"] * (1 - own["z"])).sort_values(
        ["gain", "criterion"], ascending=[False, True], kind="stable"
    )
    for row in ordered.itertuples(index=False):
        criterion = scores.world.guidelines.criterion(row.criterion)
        at = int(row.raw) if criterion.measure.kind == "ordinal" and isinstance(row.raw, int | float) else None
        action = criterion.improve if row.z < 1 else None
        if at is not None and at < TOP_STEP:
            action = criterion.next_steps.get(at + 1)
        else:
            at = None
        if action:
            yield Rung(row.criterion, row.level, at, float(row.z), action, _about(scores.world, code, row))


def _about(world: World, code: str, row: Any) -> tuple[str, ...]:
    """The region's own records that a criterion is documented of, at its level."""
    inventory = world.regions.get(code)
    return tuple(
        p.id
        for p in (inventory.programmes if inventory else ())
        if not p.example and row.level in p.level and row.criterion in p.assessments
    )


def _unknown(ground: ProfileGround, code: str) -> tuple[Unknown, ...]:
    own = ground.criteria[code]
    own = own[own["state"] == "not documented"]
    ordered = own.sort_values(["weight", "criterion"], ascending=[False, True], kind="stable").head(STEPS)
    criterion = ground.scores.world.guidelines.criterion
    return tuple(
        Unknown(row.criterion, row.level, float(row.weight), criterion(row.criterion).evidence)
        for row in ordered.itertuples(index=False)
        if not pd.isna(row.weight)
    )


def cited_sources(world: World, code: str) -> Iterator[CitedSource]:
    """Sources of the region's file, and those of the country's file that a record of its frame cites as a whole."""
    inventory, frame = world.regions.get(code), world.national.get(world.network.region(code).country)
    for key, source in (inventory.sources if inventory else {}).items():
        yield CitedSource(None, key, source)
    cited = {key for programme in world.frames_of(code) if not programme.example for key in programme.source}
    for key, source in (frame.sources if frame and cited else {}).items():
        if key in cited:
            yield CitedSource(frame.owner if frame else None, key, source)
