"""The scores as rows: where every region, level, record and criterion stands, and what of it stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ceecluster.scoring.importance import weigh_importance

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

MOVED = 5e-7
"""Changes of a value or a bound below this are none: it is half of what six digits show."""


@dataclass(frozen=True)
class Standing:
    """A value with its bounds, in [0, 1]."""

    low: float | None
    value: float | None
    """Missing where the evidence does not reach the guidelines' minimum."""
    high: float | None
    coverage: float
    """Documented share of the weight that applies."""
    quality_class: str | None
    partial: float | None
    """The value of the documented part, whatever the coverage."""
    enough: bool
    """Whether coverage reaches the guidelines' minimum."""


@dataclass(frozen=True)
class LevelScore:
    """A region at a level."""

    region: str
    level: str
    records: int
    standing: Standing


@dataclass(frozen=True)
class RegionScore:
    """A region over all its levels."""

    region: str
    standing: Standing
    levels: tuple[LevelScore, ...]
    """In the network's order."""
    on_file: float | None
    """The value over everything on file, whatever its year; missing where these scores are over everything on file."""
    on_file_years: tuple[int, int] | None
    """First and last year of the dated sources behind it."""


@dataclass(frozen=True)
class RecordScore:
    """A record at a level, by its own values only."""

    record: str
    region: str
    level: str
    standing: Standing


@dataclass(frozen=True)
class CriterionScore:
    """A criterion at a level, over the regions."""

    criterion: str
    level: str
    known: int
    """Regions that document it."""
    regions: int
    mean: float | None
    least: float | None
    most: float | None
    weight: float
    """Share of the total."""
    importance: float | None
    """Squared correlation with the regions' totals; missing below three regions or without variance."""


@dataclass(frozen=True)
class Above:
    """A region whose interval lies wholly above those of others: no missing evidence can reverse them."""

    region: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Shortfall:
    """A record that falls short of an entry condition."""

    record: str
    criterion: str
    raw: float
    minimum: float


@dataclass(frozen=True)
class Highlights:
    """What a reader of the scores should not miss."""

    enough: tuple[str, ...]
    """Regions whose evidence reaches the guidelines' minimum."""
    lacking: tuple[str, ...]
    above: tuple[Above, ...]
    shortfalls: tuple[Shortfall, ...]
    silent: tuple[tuple[str, str], ...]
    """Criteria at levels where no region documents them."""
    known: tuple[str, ...]
    """Regions of which anything is documented."""
    open: bool
    """Whether the intervals of all these overlap, so that their order is open."""


@dataclass(frozen=True)
class EvidenceCell:
    """A region and a criterion: the mean value over the levels at which it is documented."""

    region: str
    criterion: str
    mean: float | None


@dataclass(frozen=True)
class EvidenceGrid:
    """What is documented of every region, criterion by criterion."""

    regions: tuple[str, ...]
    criteria: tuple[str, ...]
    cells: tuple[EvidenceCell, ...]
    """Region by region, in the order of the guidelines."""
    known: int
    """Cells that are documented at one level or more."""
    silent: tuple[str, ...]
    """Criteria that no region documents at any level."""


@dataclass(frozen=True)
class ScoreChange:
    """A region under other values, weights or rules."""

    region: str
    before: Standing
    after: Standing

    @property
    def moved(self) -> bool:
        """Whether its value or a bound is another."""
        pairs = ((getattr(self.before, name), getattr(self.after, name)) for name in ("low", "high", "partial"))
        return any((a is None) != (b is None) or (a is not None and abs(b - a) > MOVED) for a, b in pairs)


def region_rows(scores: Scores) -> tuple[RegionScore, ...]:
    """The regions, the best value first; those without a value by their lower bound after them."""
    order = framed_by(scores, "region")
    levels = level_rows(scores)
    found = []
    for row in order.to_dict("records"):
        first = _number(row.get("on_file_first"))
        years = None if first is None else (int(first), int(row["on_file_last"]))
        mine = tuple(level for level in levels if level.region == row["region"])
        on_file = _number(row.get("on_file"))
        found.append(RegionScore(str(row["region"]), standing(row, scores.min_coverage), mine, on_file, years))
    return tuple(found)


def level_rows(scores: Scores) -> tuple[LevelScore, ...]:
    """The regions at each level, in the network's order."""
    return tuple(
        LevelScore(str(row["region"]), str(row["level"]), int(row["records"]), standing(row, scores.min_coverage))
        for row in scores.levels.to_dict("records")
    )


def record_rows(scores: Scores) -> tuple[RecordScore, ...]:
    """The records at their levels, the best value first, then those with most evidence."""
    return tuple(
        RecordScore(str(row["programme"]), str(row["region"]), str(row["level"]), standing(row, scores.min_coverage))
        for row in framed_by(scores, "programme").to_dict("records")
    )


def criterion_frame(scores: Scores) -> pd.DataFrame:
    """level, criterion, weight, importance, units; count, mean, min, max of the regions' values."""
    spread = scores.criteria.groupby(["level", "criterion"], sort=False)["z"].agg(["count", "mean", "min", "max"])
    return weigh_importance(scores).merge(spread.reset_index(), on=["level", "criterion"])


def criterion_rows(scores: Scores) -> tuple[CriterionScore, ...]:
    """The criteria at their levels, in the order of the guidelines."""
    regions = len(scores.grid.units)
    return tuple(
        CriterionScore(
            str(row["criterion"]), str(row["level"]), int(row["count"]), regions, _number(row["mean"]),
            _number(row["min"]), _number(row["max"]), float(row["weight"]), _number(row["importance"]),
        )
        for row in criterion_frame(scores).to_dict("records")
    )  # fmt: skip


def framed_by(scores: Scores, by: str) -> pd.DataFrame:
    """The tidy table of the regions, levels, records (`programme`) or criteria, ordered as it is told."""
    if by == "level":
        return scores.levels
    if by == "criterion":
        return criterion_frame(scores)
    table = scores.regions if by == "region" else scores.programmes
    order = ["value", "low"] if by == "region" else ["value", "coverage"]
    table = table.sort_values(order, ascending=False, na_position="last", kind="stable")
    beside = by == "region" and scores.on_file is not None
    return table.merge(scores.beside, on="region", how="left") if beside else table


def find_highlights(scores: Scores) -> Highlights:
    """Who has enough evidence, what is certain whatever the missing evidence, and what falls short."""
    table = scores.regions
    failed = scores.gates[~scores.gates["passed"].astype(bool)].drop_duplicates(["programme", "criterion"])
    silent = scores.criteria.groupby(["criterion", "level"], sort=False)["z"].count()
    known = table[table["coverage"] > 0]
    return Highlights(
        enough=tuple(table.loc[table["value"].notna(), "region"]),
        lacking=tuple(table.loc[table["value"].isna(), "region"]),
        above=tuple(
            Above(str(code), tuple(rows["other"])) for code, rows in scores.above.groupby("region", sort=False)
        ),
        shortfalls=tuple(
            Shortfall(str(row["programme"]), str(row["criterion"]), float(row["raw"]), float(row["minimum"]))
            for row in failed.to_dict("records")
        ),
        silent=tuple((str(criterion), str(level)) for (criterion, level), n in silent.items() if n == 0),
        known=tuple(known["region"]),
        open=bool(len(known) > 1 and known["low"].max() < known["high"].min()),
    )


def evidence_grid(scores: Scores) -> EvidenceGrid:
    """Regions by criteria, over the levels."""
    mean = scores.criteria.groupby(["region", "criterion"])["z"].mean()
    regions = tuple(str(code) for code in scores.grid.units)
    criteria = tuple(criterion.id for criterion in scores.world.guidelines.criteria)
    cells = tuple(
        EvidenceCell(region, criterion, _number(mean.get((region, criterion))))
        for region in regions
        for criterion in criteria
    )
    heard = {cell.criterion for cell in cells if cell.mean is not None}
    silent = tuple(criterion for criterion in criteria if criterion not in heard)
    return EvidenceGrid(regions, criteria, cells, sum(cell.mean is not None for cell in cells), silent)


def changes_between(before: Scores, after: Scores) -> tuple[ScoreChange, ...]:
    """Every region of both, as it was and as it is, in the order of the first."""
    then, now = (
        {str(row["region"]): standing(row, each.min_coverage) for row in each.regions.to_dict("records")}
        for each in (before, after)
    )
    return tuple(ScoreChange(region, old, now[region]) for region, old in then.items() if region in now)


def standing(row: Any, least: float) -> Standing:
    """The standing in a row of `Scores.regions` and its like; `least` is the guidelines' minimum of coverage."""
    coverage = float(row["coverage"])
    held = row["quality_class"] if isinstance(row["quality_class"], str) else None
    return Standing(
        _number(row["low"]), _number(row["value"]), _number(row["high"]), coverage, held, _number(row["partial"]),
        coverage >= least - 1e-9,
    )  # fmt: skip


def _number(value: Any) -> float | None:
    """A number; None for one that is missing."""
    return None if value is None or pd.isna(value) else float(value)
