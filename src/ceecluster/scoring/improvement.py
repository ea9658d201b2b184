"""What to do next: the smallest improvement that lifts a unit one class, and the evidence worth collecting first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.frames import framed
from ceecluster.model.guidelines import Criterion, Ordinal
from ceecluster.published import Published
from ceecluster.results import Result
from ceecluster.scoring.aggregation import Array, backward, forward
from ceecluster.scoring.grid import Grid
from ceecluster.scoring.measures import steps_above
from ceecluster.scoring.quality import Scores
from ceecluster.scoring.tidy import class_of
from ceecluster.scoring.tree import Tree, aggregate, exponents_of

FIRST = 2
"""Pieces of evidence named for each region."""
ALIKE = 1e-9
"""Evidence that narrows an interval by no less than this below another is worth as much."""


class Obstacle(StrEnum):
    """Why there is no improvement to a higher class."""

    INSUFFICIENT = "insufficient evidence"
    HIGHEST = "highest class"
    NO_CLASSES = "no classes"
    """The classes are made for means, and the scores for another method."""
    UNREACHABLE = "out of reach"
    """Even with all documented criteria at their best."""


@dataclass(frozen=True)
class CriterionStep(Published):
    """One criterion to be raised."""

    JSON = ("level", "criterion", "steps", "z", "reaches")

    level: str
    criterion: str
    steps: int
    """How many steps up."""
    z: float
    """Where it stands."""
    reaches: float
    """Where it stands after them."""
    text: tuple[str, ...]
    """What to do, step by step, as the guidelines say."""
    records: tuple[str, ...]


@dataclass(frozen=True)
class Improvement(Published):
    """The fewest one-step improvements that lift a unit to the next class, or why there are none."""

    JSON = ("quality_class", "target", "reaches", "steps", "reason")

    unit: str
    value: float
    quality_class: str | None
    target: str | None
    """The class above."""
    needed: float | None
    """Its lower end."""
    reaches: float | None
    """The value after the steps."""
    steps: tuple[CriterionStep, ...]
    reason: Obstacle | None = None

    @property
    def count(self) -> int:
        """Number of one-step improvements."""
        return sum(step.steps for step in self.steps)


@dataclass(frozen=True)
class Wanted:
    """An undocumented criterion, and how much knowing it would narrow the interval at least."""

    unit: str
    level: str
    criterion: str
    shrinks: float
    """By how much knowing it narrows the interval at least."""
    weight: float
    """Share of the total."""
    question: str
    """What to find out."""
    evidence: str
    """What would show it."""


@dataclass(frozen=True)
class RegionSteps:
    """What one region could do next."""

    region: str
    improvement: Improvement
    wanted: tuple[Wanted, ...]
    """The evidence worth collecting first."""
    as_good: int
    """How many further pieces of evidence are worth as much as the last of them."""


@dataclass(frozen=True, repr=False)
class NextSteps(Result):
    """The way up of every region, and what to document first."""

    JSON = ("regions",)

    regions: tuple[RegionSteps, ...]
    scores: Scores

    @property
    def frame(self) -> pd.DataFrame:
        """region, quality_class, target, steps, reason."""
        rows = [
            (row.region, row.improvement.quality_class, row.improvement.target, row.improvement.count,
             row.improvement.reason)
            for row in self.regions
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["region", "quality_class", "target", "steps", "reason"], dtype=object)


def next_steps(scores: Scores) -> NextSteps:
    """The smallest improvement of every region, and the evidence worth collecting first."""
    found = []
    for region in scores.grid.units:
        wanted = wanted_evidence(scores, region)
        first = wanted[:FIRST]
        good = sum(each.shrinks >= first[-1].shrinks - ALIKE for each in wanted) - len(first) if wanted else 0
        found.append(RegionSteps(region, find_improvement(scores, region), first, good))
    return NextSteps(tuple(found), scores)


def find_improvement(scores: Scores, unit: str, level: str | None = None) -> Improvement:
    """The smallest improvement of a region (or of a region at a level), or of a record, over its documented criteria.

    Exact: for each node of the tree, the best value that s steps below it can reach, from the leaves up; sums of
    transformed values are maximised child by child, since a power mean rises with each of its parts.
    """
    grid, row = _row(scores, unit)
    tree = grid.tree
    top = _top(scores, grid, unit, level)
    value, coverage = _at(scores, unit, level)
    current = class_of(value, scores.classes)
    above = [band for band in scores.classes if band.min > value + 1e-9]
    if np.isnan(value) or coverage < scores.min_coverage - 1e-9:
        return Improvement(unit, value, None, None, None, None, (), Obstacle.INSUFFICIENT)
    if not scores.classes:
        return Improvement(unit, value, None, None, None, None, (), Obstacle.NO_CLASSES)
    if not above:
        return Improvement(unit, value, current, None, None, None, (), Obstacle.HIGHEST)
    target = min(above, key=lambda band: band.min)
    criteria = {criterion.id: criterion for criterion in scores.world.guidelines.criteria}
    ladders = {
        leaf: (float(grid.z[row, leaf]), *steps_above(criteria[grid.leaves[leaf][1]], float(grid.z[row, leaf])))
        for leaf in tree.under(top)
        if grid.documented[row, leaf]
    }
    best, plans = maximise_by_steps(tree, scores.weights, ladders, top, floor=scores.floor)
    reached = np.flatnonzero(best >= target.min - 1e-9)
    if not len(reached):
        return Improvement(unit, value, current, target.id, target.min, float(best[-1]), (), Obstacle.UNREACHABLE)
    count = int(reached[0])
    steps = []
    for leaf, taken in sorted(plans[count].items()):
        level_name, code = grid.leaves[leaf]
        ladder = ladders[leaf]
        text = _text(criteria[code], ladder[0], taken)
        records = grid.readings[row][leaf].records
        steps.append(CriterionStep(level_name, code, taken, ladder[0], ladder[taken], text, records))
    steps.sort(key=lambda step: (-step.steps, step.level, step.criterion))
    return Improvement(unit, value, current, target.id, target.min, float(best[count]), tuple(steps))


def maximise_by_steps(
    tree: Tree, weights: Array, ladders: dict[int, tuple[float, ...]], top: int, *, floor: float | None = None
) -> tuple[Array, list[dict[int, int]]]:
    """The highest value of slot `top` that 0, 1, 2 ... steps reach, and the steps by leaf that reach it.

    `ladders`: for each present leaf, its value and the values that further steps lead to. Ties go to the earlier leaf.
    """
    tables: dict[int, tuple[Array, list[dict[int, int]]]] = {}
    for leaf, ladder in ladders.items():
        values = np.array(ladder, float)
        tables[leaf] = (
            np.maximum(values, floor) if floor else values,
            [{leaf: n} if n else {} for n in range(len(ladder))],
        )
    for node, q in zip(tree.inner, exponents_of(tree, None), strict=True):
        parts = [(int(c), float(weights[tree.key_of[c]])) for c in node.children if int(c) in tables]
        parts = [(child, w) for child, w in parts if w > 0]
        if not parts:
            continue
        total = sum(w for _, w in parts)
        sign = -1.0 if q < 0 else 1.0
        sums, plans = np.zeros(1), [dict[int, int]()]
        for child, w in parts:
            values, below = tables[child]
            sums, plans = _join(sums, plans, sign * w / total * forward(values, q), below)
        tables[node.slot] = (backward(sign * sums, q), plans)
        if node.slot == top:
            break
    if top not in tables:
        raise UsageError("nothing is documented", "there is nothing to improve before something is")
    return tables[top]


def _join(
    sums: Array, plans: list[dict[int, int]], gains: Array, below: list[dict[int, int]]
) -> tuple[Array, list[dict[int, int]]]:
    """Best sum for each number of steps shared between what is joined so far and one more child."""
    size = len(sums) + len(gains) - 1
    best = np.full(size, -np.inf)
    picked = np.zeros(size, int)
    for taken, gain in enumerate(gains):
        reach = slice(taken, taken + len(sums))
        better = sums + gain > best[reach] + 1e-12
        best[reach] = np.where(better, sums + gain, best[reach])
        picked[reach] = np.where(better, taken, picked[reach])
    return best, [{**plans[s - t], **below[t]} for s, t in enumerate(picked)]


def value_evidence(scores: Scores, unit: str, level: str | None = None) -> pd.DataFrame:
    """`wanted_evidence` as a table: unit, level, criterion, shrinks, weight, question, evidence."""
    return framed(Wanted, wanted_evidence(scores, unit, level))


def wanted_evidence(scores: Scores, unit: str, level: str | None = None) -> tuple[Wanted, ...]:
    """How much knowing an undocumented criterion would shrink the unit's interval at least, the most first.

    The least over the outcomes 0, 1/2 and 1; under arithmetic means all three are its share of the applicable weight.
    """
    grid, row = _row(scores, unit)
    tree, w = grid.tree, scores.weights
    top = _top(scores, grid, unit, level)
    criteria = {criterion.id: criterion for criterion in scores.world.guidelines.criteria}
    z, documented, applies = grid.z[row], grid.documented[row], grid.applicable[row]
    open_leaves = [int(leaf) for leaf in sorted(tree.under(top)) if applies[leaf] and not documented[leaf]]

    def width(cases: Array) -> Array:
        ends = [
            aggregate(
                tree,
                np.where(np.isnan(cases), fill, cases),
                weights=w,
                present=np.broadcast_to(applies, cases.shape),
                floor=scores.floor,
            )[:, top]
            for fill in (0.0, 1.0)
        ]
        return np.asarray(ends[1] - ends[0])

    base = np.where(documented, z, np.nan)
    cases = np.repeat(base[None], 3 * len(open_leaves), axis=0)
    for n, leaf in enumerate(open_leaves):
        cases[3 * n : 3 * n + 3, leaf] = (0.0, 0.5, 1.0)
    (before,) = width(base[None])
    shrinks = (before - width(cases)).reshape(-1, 3).min(axis=1) if open_leaves else np.array([])
    rows = []
    for leaf, shrink in zip(open_leaves, shrinks, strict=True):
        level_name, code = grid.leaves[leaf]
        criterion = criteria[code]
        least = float(max(shrink, 0.0))
        rows.append(Wanted(unit, level_name, code, least, criterion.weight, criterion.question, criterion.evidence))
    return tuple(sorted(rows, key=lambda row: -row.shrinks))


def _row(scores: Scores, unit: str) -> tuple[Grid, int]:
    for grid in (scores.grid, scores.programme_grid):
        if unit in grid.units:
            return grid, grid.units.index(unit)
    raise unknown("region or record", unit, (*scores.grid.units, *scores.programme_grid.units))


def _top(scores: Scores, grid: Grid, unit: str, level: str | None) -> int:
    if level is not None:
        if level not in (levels := {name for name, _ in grid.leaves}):
            raise unknown("level", level, levels)
        return grid.tree.slots[level]
    if grid is scores.grid:
        return grid.tree.root
    levels = scores.programmes.loc[scores.programmes["programme"] == unit, "level"]
    # A record of one level is scored there; one of several as a region is, over its levels.
    return grid.tree.slots[str(levels.item())] if len(levels) == 1 else grid.tree.root


def _at(scores: Scores, unit: str, level: str | None) -> tuple[float, float]:
    """Value of the documented part and coverage."""
    if unit in scores.grid.units:
        table = scores.regions if level is None else scores.levels[scores.levels["level"] == level]
        line = table[table["region"] == unit]
        return float(line["partial"].item()), float(line["coverage"].item())
    table = scores.programmes[scores.programmes["programme"] == unit]
    if level is not None:
        table = table[table["level"] == level]
    if len(table) == 1:
        return float(table["partial"].item()), float(table["coverage"].item())
    grid, row = _row(scores, unit)
    present, applies = grid.documented[[row]], grid.applicable[[row]]
    value = aggregate(grid.tree, grid.z[[row]], weights=scores.weights, present=present, floor=scores.floor)
    coverage = aggregate(grid.tree, present.astype(float), weights=scores.weights, present=applies, exponents=1)
    return value[:, grid.tree.root].item(), coverage[:, grid.tree.root].item()


def _text(criterion: Criterion, z: float, taken: int) -> tuple[str, ...]:
    """The guidelines' words for the next steps of an ordinal criterion, or for improving another one."""
    if isinstance(criterion.measure, Ordinal):
        marks = [step for step in sorted(criterion.measure.anchors) if step / 4 > z + 1e-9][:taken]
        return tuple(criterion.next_steps[step] for step in marks if step in criterion.next_steps)
    return (criterion.improve,) if criterion.improve else ()
