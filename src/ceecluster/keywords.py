"""What the methods of a study may be told, by name; what each means stands with the function that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from ceecluster.model.position import Audience
    from ceecluster.scoring.quality import Scores
    from ceecluster.scoring.simulation import MissingEvidence, Weights


class Score(TypedDict, total=False):
    """Keywords of `scoring.score`."""

    weights: Mapping[str, float] | None
    exponent: float | Mapping[str, float] | None
    method: str
    normalisation: str
    what_if: Iterable[str]
    by_budget: bool
    floor: float


class ThenAndNow(TypedDict, total=False):
    """Keywords of `coherence.then_and_now`."""

    dimensions: Sequence[str] | None
    measure: str
    seed: int


class Pair(TypedDict, total=False):
    """Keywords of `coherence.explain_pair`."""

    dimensions: Sequence[str] | None
    measure: str
    national: bool
    weights: Mapping[str, float] | None


class Reader(Pair, total=False):
    """Keywords of `coherence.readers.reader_spread`."""

    draws: int
    seed: int


class Compare(Pair, total=False):
    """Keywords of `coherence.compare`."""

    scores: Scores | None
    levels: Sequence[str] | None
    draws: int | None
    seed: int
    least: int


class Trend(TypedDict, total=False):
    """Keywords of `coherence.trend`."""

    dimensions: Sequence[str]
    measure: str
    levels: Sequence[str] | None


class Agree(TypedDict, total=False):
    """Keywords of `agreement.agree`."""

    national: bool
    majority: float | None
    holds_at: int | None
    min_positions: float | None
    audience: Audience
    draws: int
    seed: int


class Draws(TypedDict, total=False):
    """Keywords of `coherence.reader_scores.reader_scores`."""

    draws: int
    seed: int


class Audit(TypedDict, total=False):
    """Keywords of `scoring.robustness.audit`, what the study gives apart."""

    weights: Weights | None
    exponents: Sequence[float]
    evidence: MissingEvidence | None
    exclusion: bool
    noise: float
    level: str | None
    regions: Iterable[str] | None
    threshold: float
    sensitivity: int
    progress: Callable[[float], None]
