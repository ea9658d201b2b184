"""The guidelines with what the records show of them: how far the network is, and who does it well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.model import Criterion, Programme, World
from ceecluster.model.base import Worded
from ceecluster.results import Result

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

GOOD, WEAK = 0.75, 0.25
"""Scaled values from which a record does a thing well, and up to which it hardly does it."""
SHOWN = 3
"""Good practices shown for a criterion, each from another region."""


@dataclass(frozen=True)
class Practice:
    """A record in force that does well on a criterion and was measured or evaluated."""

    record: str
    region: str
    level: str
    value: float
    """Scaled, 0 to 1."""
    note: Worded | None
    """What in the source supports it; None for a value that follows from the record's entries."""
    raw: float | None
    """The value before scaling, where it follows from the record's entries and is a number."""
    evaluated: bool
    """An evaluation of the record is on file; else outputs or an objective with indicator, target and date."""


@dataclass(frozen=True)
class Standing:
    """How far the members are on a criterion at one level."""

    level: str
    regions: int
    """Members with records at the level."""
    documented: int
    """Those of them with a documented value, absence included."""
    good: int
    """Those of them that do it well."""
    weak: int
    """Those of them that hardly do it."""


@dataclass(frozen=True)
class Chapter:
    """One criterion."""

    criterion: Criterion
    standings: tuple[Standing, ...]
    practices: tuple[Practice, ...]
    """Examples from different regions, the best documented first; empty where no record qualifies."""
    unmeasured: int
    """Records in force that do well and of which neither a measured result nor an evaluation is on file."""
    silent: tuple[str, ...] = ()
    """Members with records where it is asked, of which no value is documented, in the order of the network."""


@dataclass(frozen=True, repr=False)
class Handbook(Result):
    """The criteria in the order of the guidelines."""

    world: World
    chapters: tuple[Chapter, ...]

    def at(self, level: str) -> Handbook:
        """The chapters of one level."""
        kept = tuple(chapter for chapter in self.chapters if level in chapter.criterion.levels)
        return Handbook(self.world, kept)


def handbook(scores: Scores) -> Handbook:
    """Every criterion with its standing and its good practices in the year of the scores."""
    world = scores.world
    records = {p.id: p for inventory in world.regions.values() for p in inventory.programmes if not p.example}
    known = scores.programme_criteria.dropna(subset=["z"])
    well = known[known["z"] >= GOOD]
    by_region = scores.criteria
    levels = scores.levels
    chapters = []
    for criterion in world.guidelines.criteria:
        standings = []
        asked: set[str] = set()
        told: set[str] = set()
        for level in (each.id for each in world.network.levels if each.id in criterion.levels):
            there = levels[(levels["level"] == level) & (levels["records"] > 0)]["region"]
            rows = by_region[(by_region["level"] == level) & (by_region["criterion"] == criterion.id)]
            documented = rows[rows["region"].isin(set(there)) & rows["z"].notna()]
            z = documented["z"]
            asked |= set(there)
            told |= set(documented["region"])
            counted = (int((z >= GOOD).sum()), int((z <= WEAK).sum()))
            standings.append(Standing(level, len(there), len(z), *counted))
        rows = well[well["criterion"] == criterion.id].sort_values("z", ascending=False, kind="stable")
        able = [(records[row.programme], row) for row in rows.itertuples(index=False) if row.programme in records]
        qualified = [
            Practice(
                record=record.id,
                region=row.region,
                level=row.level,
                value=float(row.z),
                note=note_of(record, criterion.id),
                raw=row.raw if isinstance(row.raw, float | int) else None,
                evaluated=evaluated(record),
            )
            for record, row in able
            if measured(record)
        ]
        unmeasured = len({record.id for record, _ in able if not measured(record)})
        silent = tuple(region.code for region in world.network.regions if region.code in asked - told)
        chapters.append(Chapter(criterion, tuple(standings), _one_per_region(qualified), unmeasured, silent))
    return Handbook(world, tuple(chapters))


def measured(record: Programme) -> bool:
    """Whether a measured result or an evaluation of the record is on file."""
    return evaluated(record) or bool(record.outputs) or any(objective.measurable for objective in record.objectives)


def evaluated(record: Programme) -> bool:
    """Whether somebody evaluated the record itself."""
    return any(evaluation.of_record for evaluation in record.evaluations)


def note_of(record: Programme, criterion: str) -> Worded | None:
    """What a person read in the source; None for a value that follows from the record's entries."""
    assessment = record.assessments.get(criterion)
    return assessment.note if assessment else None


def _one_per_region(practices: Iterable[Practice]) -> tuple[Practice, ...]:
    ordered = sorted(practices, key=lambda practice: (-practice.value, not practice.evaluated))
    found: dict[str, Practice] = {}
    for practice in ordered:
        found.setdefault(practice.region, practice)
    return tuple(found.values())[:SHOWN]
