"""Rows of an audit: what may be said of the order of the regions, with types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ceecluster.scoring.hasse import Node, place_nodes
from ceecluster.scoring.simulation import Uncertain


class Verdict(StrEnum):
    """Whether a ranking deserves to be printed."""

    FEW_DRAWS = "too few draws"
    NO_PLACES = "fewer than two with enough evidence"
    RANKING = "every pair told apart"
    NOTHING = "no pair told apart"
    GROUPS = "some pairs told apart"


@dataclass(frozen=True)
class Span:
    """Ranks from the best to the worst."""

    best: int
    worst: int


@dataclass(frozen=True)
class AuditedRegion:
    """A region over the draws."""

    region: str
    median: int
    rank_low: int
    rank_high: int
    place: float | None
    """Rank by score among the regions with enough evidence; ties share the mean of their ranks."""
    first: float
    """Share of the draws that put it first."""
    top: float
    """Share of the draws that put it among the first `top`."""
    coverage: float
    enough: bool
    tie_groups: tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """A region above another in a share of the draws."""

    region: str
    other: str
    above: float


@dataclass(frozen=True)
class Effect:
    """An uncertain input: its shares of the variance of the mean rank shift, and the shift while it is held."""

    input: Uncertain
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float
    without: float | None


@dataclass(frozen=True)
class Drivers:
    """What may be said of the shift of the ranks."""

    shift: float
    """Mean absolute rank shift of a draw."""
    leading: tuple[Effect, ...]
    """Those whose interval reaches that of the largest."""
    held: tuple[Uncertain, ...]
    """Those that leave the smallest shift when they are held as the scores were made, ties together."""
    held_shift: float | None
    weak: tuple[Uncertain, ...]
    """Those whose share of the variance is surely small."""


@dataclass(frozen=True)
class Displaced:
    """A region whose place by score and place by median rank differ."""

    region: str
    by_score: Span
    by_median: Span
    cause: Uncertain | None
    """The input that, held, takes back at least half a rank of the move; None where no one input does."""
    mean_rank: float | None
    """Over all draws; missing where the cause was not looked for."""
    held_rank: float | None


@dataclass(frozen=True)
class LeftOut:
    """A criterion, and what leaving it out moves."""

    criterion: str
    shift: float
    most: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Method:
    """The same evidence under one method, normalisation or declared weighting."""

    name: str
    party: str
    """The region whose weights are taken; empty for none."""
    ranks: tuple[tuple[str, float | None], ...]
    without: tuple[tuple[str, str], ...]
    """Levels and criteria it had to do without."""
    reason: str
    """Why it was not possible."""
    same: tuple[str, ...]
    """Names of later methods with the same values."""
    repeated: bool
    """Whether an earlier method has the same values."""


@dataclass(frozen=True)
class First:
    """How often a region comes first under the methods that differ."""

    region: str
    alone: int
    tied: int


@dataclass(frozen=True)
class Settlement:
    """The pairs that one partial order settles, without draws."""

    pairs: int
    settled: int
    ranges: tuple[tuple[str, Span], ...]
    """Regions that cannot have every rank, the narrowest range first."""
    edges: tuple[tuple[str, str], ...]
    """Pairs of the Hasse diagram: a region, and one right below it."""

    @property
    def diagram(self) -> tuple[Node, ...]:
        """The regions of the diagram in their places; none where nothing is settled."""
        return place_nodes(self.edges)


@dataclass(frozen=True)
class Settled:
    """A region's ranks that need no draws."""

    region: str
    evidence: Span
    """Whatever the missing evidence says, at these weights."""
    weights: Span
    """Whatever the weights, and whatever the missing evidence says."""
    consensus: Span | None
    """In the orders with the fewest disagreements with the methods."""


@dataclass(frozen=True)
class Agreed:
    """The order with the fewest disagreements with several rankings."""

    order: tuple[str, ...]
    unique: bool | None
    share: float


@dataclass(frozen=True)
class Look:
    """One of several correlations looked at."""

    level: str
    what: str
    """A dimension of the guidelines, or a criterion."""
    other: str
    """The other dimension; empty for a criterion beside the total."""
    value: float
    """Correlation, or squared correlation with the total."""
    weight: float | None
    units: int
    p: float


@dataclass(frozen=True)
class Looks:
    """Correlations looked at together."""

    looks: int
    tested: int
    """Of which some values made a test possible."""
    least: float | None
    """The smallest p, adjusted for all looks."""
    told: tuple[Look, ...]
    """Those that stand out from what chance gives to as many looks."""


@dataclass(frozen=True)
class AuditRows:
    """What is told of an audit."""

    verdict: Verdict
    known: int
    """Regions with enough evidence."""
    pairs: int
    """Pairs of them."""
    apart: int
    """Pairs of them that are told apart."""
    clear: tuple[Pair, ...]
    """Those pairs, the clearest first."""
    within: float
    """A share of the draws is known to within this (95 %)."""
    regions: tuple[AuditedRegion, ...]
    leaders: tuple[AuditedRegion, ...]
    """Regions at the top in at least half of the draws; without any, those that come nearest, near-ties together."""
    dominated: tuple[tuple[str, str, int], ...]
    """A region, one that is nowhere above it on what both document, and the number of criteria both document."""
    against: Looks
    """Dimensions that go against each other."""
    moving: Looks
    """Criteria that share the variance of the totals."""
    effects: tuple[Effect, ...]
    """What the shift of the ranks goes with, the largest share first; none without a sensitivity analysis."""
    drivers: Drivers | None
    """What may be said of them; None without a sensitivity analysis large enough to tell."""
    displaced: tuple[Displaced, ...]
    left_out: tuple[LeftOut, ...]
    methods: tuple[Method, ...]
    firsts: tuple[First, ...]
    settled: tuple[Settled, ...]
    evidence: Settlement
    weights: Settlement
    consensus: Agreed | None
    parties: Agreed | None
