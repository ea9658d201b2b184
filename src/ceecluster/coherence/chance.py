"""What stands beside the indices: the pair tests announced together, what chance gives, contrasts of levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from ceecluster.coherence.null_model import (
    CLOSE,
    MOST_DRAWS,
    PairSampler,
    PairTest,
    benjamini_hochberg,
    enough_draws,
    smallest_q,
)
from ceecluster.coherence.pairs import ExactPairs, exact_pairs
from ceecluster.coherence.rarefaction import (
    NOT_COMPARED,
    Rarefied,
    RecordCodes,
    bootstrap,
    common_number,
    contrast_of,
    deal,
    mean_of,
)

BEYOND = 0.05
"""Adjusted p below which a pair stands out from chance."""
CONTRASTS = [
    "first", "second", "records", "regions", "pairs", "first_index", "second_index", "first_chance", "second_chance",
    "difference", "low", "high", "verdict",
]  # fmt: skip


@dataclass(frozen=True)
class LevelChance:
    """What stands beside one level's index; matrices (regions, regions), NaN for pairs without data."""

    chance: np.ndarray
    """Similarity if the level's records were dealt at random, each region keeping its number."""
    above: tuple[float, float, float]
    """Mean over the pairs of similarity less chance, and its bootstrap interval over regions."""
    rarefied: float
    """Index on equally many records of each region; NaN where no common number is found."""
    rarefied_chance: float


@dataclass(frozen=True)
class Tested:
    """The pair test of every level, adjusted over all of them."""

    levels: Mapping[str, PairTest]
    exact: Mapping[str, ExactPairs]
    q: Mapping[str, np.ndarray]
    q_exact: Mapping[str, np.ndarray]
    draws: int
    reach: float
    """Smallest adjusted p that one pair could have had."""


def level_tests(presence: Mapping[str, np.ndarray], draws: int | None, seed: int) -> Tested:
    """Test the pairs of all levels, `presence` (regions, codes) each; without a number as many draws as are enough."""
    usable = sum(k * (k - 1) // 2 for k in (int(x.any(axis=1).sum()) for x in presence.values()))
    made = enough_draws(usable) if draws is None else draws
    samplers = {level: PairSampler(x, seed) for level, x in presence.items()}
    tests = {level: _tested(sampler, made) for level, sampler in samplers.items()}
    if draws is None:
        near = {k for k, test in tests.items() if (test.p * (1 + made) <= 1 + CLOSE).any()}
        tests |= {level: samplers[level].test(MOST_DRAWS) for level in near if smallest_q(usable, made) < BEYOND}
    exact = {level: exact_pairs(x) for level, x in presence.items()}
    q = _adjusted({level: test.p for level, test in tests.items()})
    return Tested(tests, exact, q, _adjusted({k: e.p for k, e in exact.items()}), made, smallest_q(usable, made))


def _tested(sampler: PairSampler, draws: int) -> PairTest:
    if draws:
        return sampler.test(draws)
    found = sampler.test(0)
    blank = np.full_like(found.shared, np.nan)
    return PairTest(blank, blank, blank, blank, blank, 0, sampler.seed)


def _adjusted(p: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Benjamini & Hochberg over everything that is announced together."""
    sizes = np.cumsum([0, *(len(x) for x in p.values())])
    q = benjamini_hochberg(np.concatenate(list(p.values()))) if p else np.zeros(0)
    return {level: q[a:b] for level, a, b in zip(p, sizes[:-1], sizes[1:], strict=True)}


def level_chance(
    records: RecordCodes, similarity: np.ndarray, equal: Rarefied | None, measure: str, seed: int
) -> LevelChance:
    """What chance gives at a level with this `similarity` (regions, regions), and its index on `equal` records."""
    chance = deal(records, measure=measure, seed=seed)
    excess = similarity - chance
    return LevelChance(
        chance,
        (mean_of(excess), *bootstrap(excess, seed=seed)),
        equal.index if equal else float("nan"),
        equal.chance if equal else float("nan"),
    )


def number_of_records(records: Mapping[str, RecordCodes], levels: int = 2) -> int:
    """The one number of records per region on which levels are compared; levels of fewer than two regions stay out.

    0 where fewer than `levels` are left.
    """
    spoken = [numbers for numbers in (r.numbers for r in records.values()) if (numbers > 0).sum() > 1]
    return common_number(spoken) if len(spoken) >= levels else 0


def level_contrasts(records: Mapping[str, RecordCodes], equal: Mapping[str, Rarefied], seed: int) -> pd.DataFrame:
    """Every two levels on `equal` records of the regions that have them at both; columns CONTRASTS.

    The intervals hold together: each is one of all contrasts told (Bonferroni).
    """
    spoken = [level for level, r in records.items() if (r.numbers > 0).sum() > 1]
    told: Sequence[tuple[str, str]] = list(combinations(spoken, 2))
    rows = []
    for a, b in told:
        found = contrast_of(equal[a], equal[b], level=1 - 0.05 / len(told), seed=seed) if equal else NOT_COMPARED
        rows.append(
            (a, b, found.m, found.regions, found.pairs, found.start, found.end, found.chance_start, found.chance_end,
             found.difference, found.low, found.high, found.verdict)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=CONTRASTS)
