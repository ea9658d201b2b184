"""Single questions about the coherence of a network, each with its own result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.concentration import Concentration, concentration
from ceecluster.coherence.cooperation import Cooperation, cooperation
from ceecluster.coherence.groups import Groups, find_groups, mean_similarity
from ceecluster.coherence.highlights import PairsFound
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.coherence.learning import Learning, documented_values, learning_pairs
from ceecluster.coherence.neighbours import LabelTest, country_matrix, neighbour_matrix, relation_test
from ceecluster.coherence.null_model import holm
from ceecluster.coherence.profiles import profiles
from ceecluster.coherence.reciprocity import Reciprocity, reciprocity
from ceecluster.coherence.structure import Plane, structure_and_policy
from ceecluster.coherence.variance import Variance, split_variance
from ceecluster.published import Published
from ceecluster.results import Result
from ceecluster.scoring.quality import Scores, score

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.model import World

ALPHA = 0.05
"""Adjusted p below which something is said to be more than chance."""
NEIGHBOURS, COUNTRIES = "neighbours", "regions of one country"


@dataclass(frozen=True)
class ChanceQuestion:
    """One question of chance: what was found, what was to be expected, and how sure that is."""

    question: str
    """A level, or which regions are related."""
    found: float | None
    expected: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None
    """p adjusted over all questions of the page (Holm)."""


@dataclass(frozen=True)
class Chance(Published):
    """More than chance? Three questions with three tests, and where the differences lie."""

    JSON = ("pairs", "concentration", "relations", "variance", "adjusted")

    pairs: PairsFound
    draws: int
    """Random matrices of the pair test; 0 where it was left out."""
    concentration: Mapping[str, Concentration]
    """By level."""
    relations: Mapping[str, LabelTest]
    """Of neighbours, and of regions of one country."""
    variance: Variance
    adjusted: Mapping[str, float | None]
    """p of every question adjusted together (Holm, as few are asked side by side); None where it was not tested."""

    @property
    def asked(self) -> tuple[ChanceQuestion, ...]:
        """The questions in rows."""
        rows = [
            ChanceQuestion(level, test.shared, test.expected, test.low, test.high, test.p, self.adjusted[level])
            for level, test in self.concentration.items()
        ]
        rows += [
            ChanceQuestion(name, test.related, test.others, None, None, test.p, self.adjusted[name])
            for name, test in self.relations.items()
        ]
        return tuple(rows)

    @property
    def tested(self) -> int:
        """Questions that were tested."""
        return sum(p is not None for p in self.adjusted.values())

    def shown(self, question: str) -> bool:
        """Whether the answer to a question is more than chance."""
        p = self.adjusted[question]
        return p is not None and p < ALPHA

    @property
    def table(self) -> pd.DataFrame:
        """One row per question."""
        return pd.DataFrame([row.__dict__ for row in self.asked])


@dataclass(frozen=True, repr=False)
class Questions(Result):
    """The questions that may be asked of a comparison; each is answered when it is asked."""

    comparison: Comparison
    scores: Scores | None = None

    @property
    def _alike(self) -> dict[str, Any]:
        of = self.comparison
        return {"dimensions": of.dimensions, "as_of": of.as_of, "measure": of.measure, "seed": of.seed}

    @cached_property
    def similarity(self) -> np.ndarray:
        """Similarity of all members averaged over the levels with data, (regions, regions)."""
        of = self.comparison
        found = profiles(of.world, dimensions=of.dimensions, as_of=of.as_of, national=of.national)
        return mean_similarity(found, of.world.network.rules.dimension_weights, of.measure)

    @cached_property
    def chance(self) -> Chance:
        """What is more than chance."""
        of = self.comparison
        world, seed = of.world, of.seed
        levels = {
            row.level: concentration(world, level=row.level, dimensions=of.dimensions, as_of=of.as_of, seed=seed)
            for row in of.by_level
        }
        relations = _relations(world, lambda: self.similarity, seed)
        split = split_variance(world, **self._alike)
        return Chance(of.highlights.pairs, of.draws, levels, relations, split, adjusted(levels, relations, split))

    @cached_property
    def groups(self) -> Groups:
        """Which regions form groups, and whether other code lists would give the same ones."""
        return find_groups(self.comparison.world, **self._alike)

    @cached_property
    def structure(self) -> Plane:
        """What regions are beside what their policies do."""
        of = self.comparison
        return structure_and_policy(of.world, as_of=of.as_of, measure=of.measure, seed=of.seed)

    @cached_property
    def learning(self) -> Learning:
        """Who can learn what from whom."""
        world = self.comparison.world
        if too_many(ComparisonPart.LEARNING, len(world.network.regions)):
            return Learning((), Caveat.TOO_MANY)
        return Learning(learning_pairs(world, documented_values(self.scores or score(world))))

    @cached_property
    def openness(self) -> Reciprocity:
        """Whose instruments are open to whom, and which links both sides know of."""
        return reciprocity(self.comparison.world, as_of=self.comparison.as_of)

    @cached_property
    def cooperation(self) -> Cooperation:
        """Documented links of every pair beside the similarity of their policies."""
        return cooperation(self.comparison.world, self.similarity, seed=self.comparison.seed)


def _relations(world: World, similarity: Callable[[], np.ndarray], seed: int) -> dict[str, LabelTest]:
    """Whether neighbours, and regions of one country, are more alike than others."""
    if too_many(ComparisonPart.RELATIONS, len(world.network.regions)):
        left = LabelTest(None, None, None, 0, 0, None, 0, seed, Caveat.TOO_MANY)
        return {NEIGHBOURS: left, COUNTRIES: left}
    return {
        NEIGHBOURS: relation_test(similarity(), neighbour_matrix(world), seed=seed),
        COUNTRIES: relation_test(similarity(), country_matrix(world), seed=seed),
    }


def adjusted(
    levels: Mapping[str, Concentration], relations: Mapping[str, LabelTest], split: Variance
) -> dict[str, float | None]:
    """p of all questions about chance, adjusted together (Holm); None where a question was not tested."""
    asked = {
        **{level: test.p for level, test in levels.items()},
        **{name: test.p for name, test in relations.items()},
        "regions": split.p_region,
        "levels": split.p_level,
    }
    found = holm([float("nan") if p is None else p for p in asked.values()])
    return {name: None if np.isnan(p) else float(p) for name, p in zip(asked, found, strict=True)}
