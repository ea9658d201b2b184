"""Rows of the tidy tables of scores and audits: what each column holds. Missing numbers are NaN in the tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScoreRow:
    """A region's score with its bounds."""

    region: str
    low: float | None
    """With every undocumented criterion at its worst."""
    value: float | None
    """Missing where the evidence is insufficient."""
    high: float | None
    """With every undocumented criterion at its best."""
    coverage: float | None
    """Documented share of the weight that applies."""
    quality_class: str | None
    partial: float | None
    """Of the documented part whatever its share, for computing on."""


@dataclass(frozen=True)
class LevelRow(ScoreRow):
    """A region at a level."""

    level: str
    records: int


@dataclass(frozen=True)
class NodeRow(ScoreRow):
    """A region at a level in a dimension of the guidelines."""

    level: str
    node: str
    """Dimension of the guidelines."""


@dataclass(frozen=True)
class RecordRow(ScoreRow):
    """A record at a level, by its own values only."""

    programme: str
    level: str


@dataclass(frozen=True)
class CriterionRow:
    """A criterion of a region at a level."""

    region: str
    level: str
    criterion: str
    z: float | None
    """Normalised value; missing where not documented."""
    raw: float | str | bool | None
    """Value before normalising."""
    state: str
    """Documented, documented absence, not documented or not applicable."""
    weight: float | None
    """Share of the total."""
    basis: str
    """Assessed by a person or derived from fields."""
    records: tuple[str, ...]
    sources: tuple[str, ...]
    """Keys of the sources with their file's owner."""
    note: str


@dataclass(frozen=True)
class GateRow:
    """A record and an entry condition that has a value."""

    programme: str
    region: str
    level: str
    criterion: str
    raw: float
    """Value before normalising."""
    minimum: float
    """Least value of the condition."""
    passed: bool
    """Whether the record meets it."""


@dataclass(frozen=True)
class OnFileRow:
    """A region over everything on file, whatever its year."""

    region: str
    on_file: float | None
    """Its score."""
    on_file_first: int | None
    """Year of the oldest dated source behind it."""
    on_file_last: int | None
    """Year of the newest."""


@dataclass(frozen=True)
class DrawnRegion:
    """A region over the draws; places are among the regions with enough evidence."""

    region: str
    value: float | None
    """The documented part, nothing disturbed."""
    rank: float | None
    median: float
    """Median rank."""
    rank_low: float
    """5 % point of its rank."""
    rank_high: float
    """95 % point of its rank."""
    first: float
    """Share of the draws that put it first."""
    top: float
    """Share of the draws that put it among the first `top`."""
    tie_groups: tuple[int, ...]
    """Numbers of the tie groups it is in."""
    coverage: float
    """Documented share of the weight that applies."""
    enough: bool
    """Whether that is enough for a value."""
    place: float | None
    """Rank by score."""
    median_place: float | None
    """Rank by median rank."""


@dataclass(frozen=True)
class RankShare:
    """How often a region has a rank."""

    region: str
    rank: int
    share: float
    """Of the draws."""


@dataclass(frozen=True)
class DrawnPair:
    """A region above another."""

    region: str
    other: str
    above: float
    """Share of the draws, ties counting half."""


@dataclass(frozen=True)
class VariantRow:
    """A region under another method, normalisation or declared weighting."""

    method: str
    party: str
    """Region whose declared weights are taken; empty for none."""
    region: str
    value: float | None
    rank: float | None
    reason: str
    """Why the variant is not possible; empty where it is."""
    without: tuple[tuple[str, str], ...]
    """Levels and criteria it had to do without."""


@dataclass(frozen=True)
class DistinctRow:
    """A variant that differs from all others."""

    method: str
    party: str
    """Region whose declared weights are taken; empty for none."""
    same: tuple[str, ...]
    """Further names of the same values."""
    first: tuple[str, ...]
    """Regions on the best rank."""
    order: tuple[float | None, ...]
    """Ranks by region."""


@dataclass(frozen=True)
class LeftOutRow:
    """A criterion left out."""

    criterion: str
    mean_shift: float | None
    """Mean of the ranks that regions move."""
    max_shift: float | None
    """Most ranks that a region moves."""
    most: tuple[str, ...]
    """Regions moved most."""
    lost: tuple[str, ...]
    """Regions left without a value."""


@dataclass(frozen=True)
class InputRow:
    """An uncertain input and its share of the variance of the mean rank shift."""

    input: str
    """What is uncertain."""
    first: float | None
    """Share by itself (Sobol index of the first order)."""
    first_low: float | None
    """Lower end of its 95 % interval."""
    first_high: float | None
    """Upper end."""
    total: float | None
    """Share with all its interactions."""
    total_low: float | None
    """Lower end of its 95 % interval."""
    total_high: float | None
    """Upper end."""
    without: float | None
    """Mean rank shift while it stays as built."""


@dataclass(frozen=True)
class ImportanceRow:
    """What a criterion moves at a level."""

    level: str
    criterion: str
    weight: float | None
    """Share of the total."""
    importance: float | None
    """Squared correlation with the total."""
    units: int
    """Regions that have both."""
    p: float | None
    """Adjusted for all rows."""


@dataclass(frozen=True)
class CorrelationRow:
    """Two dimensions of the guidelines at a level."""

    level: str
    node: str
    """Dimension of the guidelines."""
    other: str
    correlation: float | None
    """Pearson's."""
    units: int
    """Regions that have both."""
    p: float | None
    """Adjusted for all rows."""


@dataclass(frozen=True)
class DominanceRow:
    """A region nowhere below another on what both document, and somewhere above."""

    region: str
    other: str
    shared: int
    """Of these, documented by both."""
    criteria: int
    """Criteria that apply to both."""


@dataclass(frozen=True)
class RankRange:
    """The ranks a unit can have in any order that is still open."""

    unit: str
    best: int
    """Best rank."""
    worst: int
    """Worst rank."""
    above: int
    """Units surely above it."""
    below: int
    """Units surely below it."""
    component: int
    """Number of the component of the partial order."""
    mean: float | None
    """Mean rank over all orders; missing where they were not counted."""


@dataclass(frozen=True)
class OrderShare:
    """In how many orders a unit has a rank."""

    unit: str
    rank: int
    share: float
    """Of all orders."""


@dataclass(frozen=True)
class HasseEdge:
    """A unit and one right below it."""

    upper: str
    """The unit above."""
    lower: str
    """The unit below."""


@dataclass(frozen=True)
class ConsensusRank:
    """A unit in the order with the fewest disagreements."""

    unit: str
    rank: float | None
    best: float | None
    """Best rank over all orders that are as good."""
    worst: float | None
    """Worst rank over them."""
