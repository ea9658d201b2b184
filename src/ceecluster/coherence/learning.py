"""Who can learn what from whom: a region's need times another region's lead, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from ceecluster.coherence.caveats import Caveat
from ceecluster.model import World
from ceecluster.published import Published

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

NEAR = 0.1
"""Gains within this share of the largest are ties."""
LEAD = 0.25
"""A lesson needs a teacher at least one rung of an ordinal scale above."""


@dataclass(frozen=True)
class DocumentedValue:
    """A documented criterion of a region at a level."""

    region: str
    level: str
    criterion: str
    z: float
    """In [0, 1]."""
    records: tuple[str, ...]
    """The records behind it."""


@dataclass(frozen=True)
class RegionLesson:
    """What one region can learn from another."""

    learner: str
    """Region that can learn."""
    teacher: str
    """Region that can teach."""
    level: str
    criterion: str
    learner_value: float
    """Its value, 0 to 1."""
    teacher_value: float
    """Its value, 0 to 1."""
    gain: float
    """Need times lead: weight of the criterion x (1 - learner) x (teacher - learner)."""
    records: tuple[str, ...]
    """The teacher's records behind its value."""


@dataclass(frozen=True)
class LearningPair(Published):
    """Two regions and what each can learn from the other."""

    region: str
    partner: str
    mutual: float
    """Harmonic mean of the two gains; 0 where one side has nothing to learn."""
    gains: tuple[float, float]
    """What the region learns from the partner, and the partner from the region."""
    lessons: tuple[RegionLesson, ...]
    """Of both directions, each with the largest gain first."""

    def lessons_for(self, learner: str) -> tuple[RegionLesson, ...]:
        """The lessons of one direction."""
        return tuple(lesson for lesson in self.lessons if lesson.learner == learner)


@dataclass(frozen=True)
class Learning(Published):
    """All pairs in which at least one can learn, the most mutual first."""

    pairs: tuple[LearningPair, ...]
    remark: Caveat | None = None
    """Why none was looked for."""

    @property
    def nearest(self) -> tuple[LearningPair, ...]:
        """The pairs whose mutual gain is within a tenth of the largest: ties."""
        return tuple(pair for pair in self.pairs if pair.mutual >= (1 - NEAR) * self.pairs[0].mutual)

    @property
    def one_sided(self) -> int:
        """Pairs in which only one side can learn on the evidence at hand."""
        return sum(pair.mutual == 0 for pair in self.pairs)

    @property
    def table(self) -> pd.DataFrame:
        """One row per pair."""
        rows = [(p.region, p.partner, p.mutual, *p.gains, len(p.lessons)) for p in self.pairs]
        return pd.DataFrame(rows, columns=["region", "partner", "mutual", "region_learns", "partner_learns", "lessons"])


def documented_values(scores: Scores) -> tuple[DocumentedValue, ...]:
    """Every documented criterion value of the scores, in their order."""
    table = scores.criteria.dropna(subset=["z"])
    columns = (table[name].tolist() for name in ("region", "level", "criterion", "z", "records"))
    return tuple(DocumentedValue(r, at, c, float(z), tuple(ids)) for r, at, c, z, ids in zip(*columns, strict=True))


def lessons_between(
    weights: Mapping[str, float], values: Sequence[DocumentedValue], learner: str, teacher: str
) -> tuple[float, tuple[RegionLesson, ...]]:
    """(total gain, lessons with the largest gain first) of one region from another; one lesson per criterion.

    Both must be documented at the same level. A lead of less than one rung is none. Need is how far the learner is
    from the top, times the weight of the criterion.
    """
    mine = {(v.criterion, v.level): v for v in values if v.region == learner}
    found = []
    for theirs in values:
        own = mine.get((theirs.criterion, theirs.level)) if theirs.region == teacher else None
        if own is None or theirs.z - own.z < LEAD:
            continue
        gain = weights[own.criterion] * (1 - own.z) * (theirs.z - own.z)
        found.append(RegionLesson(learner, teacher, own.level, own.criterion, own.z, theirs.z, gain, theirs.records))
    found.sort(key=lambda lesson: (-lesson.gain, lesson.criterion, lesson.level))
    once: dict[str, RegionLesson] = {}
    for lesson in found:
        once.setdefault(lesson.criterion, lesson)
    return sum(lesson.gain for lesson in found), tuple(once.values())


def learning_pairs(world: World, values: Sequence[DocumentedValue]) -> tuple[LearningPair, ...]:
    """All pairs of members in which at least one can learn, the most mutual first; ties by region code."""
    weights = {criterion.id: criterion.weight for criterion in world.guidelines.criteria}
    documented: dict[str, list[DocumentedValue]] = {}
    for value in values:
        documented.setdefault(value.region, []).append(value)
    regions = [region.code for region in world.network.regions if region.code in documented]
    found = []
    for a, b in combinations(regions, 2):
        own = (*documented[a], *documented[b])
        gain, lessons = lessons_between(weights, own, a, b)
        back, others = lessons_between(weights, own, b, a)
        if gain + back > 0:
            mutual = 2 * gain * back / (gain + back)
            found.append(LearningPair(a, b, mutual, (gain, back), (*lessons, *others)))
    found.sort(key=lambda pair: (-pair.mutual, -sum(pair.gains), pair.region, pair.partner))
    return tuple(found)
