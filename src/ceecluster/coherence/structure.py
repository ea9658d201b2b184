"""What regions are beside what their policies do: structural distance against policy distance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.groups import mean_similarity
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.coherence.profiles import profiles
from ceecluster.model import World
from ceecluster.published import Published


class Quadrant(StrEnum):
    """Where a pair lies on the plane of structure and policy."""

    NATURAL = "near in both"
    LEARNING = "near in structure, far in policy"
    COPIED = "similar in policy, different in structure"
    APART = "far in both"


NATURAL, LEARNING, COPIED, APART = Quadrant


@dataclass(frozen=True)
class PlanePair:
    """Two regions with both distances."""

    region: str
    partner: str
    structure: float
    """Distance of the structures."""
    policy: float
    """Distance of the policies, 0 to 1."""
    variables: int
    """Structural variables behind the distance."""
    quadrant: Quadrant


PLANE = frames.columns_of(PlanePair)
LOW_POWER = 20
ALPHA = 0.05
SAME = 1e-12
"""Distances and correlations closer than this are the same."""


@dataclass(frozen=True)
class Plane(Published):
    """All pairs with both distances (columns PLANE), the cuts of the quadrants, and Mantel's r."""

    pairs: Annotated[pd.DataFrame, PlanePair]
    variables: tuple[str, ...]
    """Structural variables that enter."""
    structure_cut: float | None
    """Median structural distance: at or below it is near."""
    policy_cut: float | None
    """Median policy distance."""
    r: float | None
    """Correlation of the two distances over the pairs (Mantel 1967)."""
    p: float | None
    """(1 + relabellings with at least this r) / (1 + draws), one-sided."""
    draws: int
    seed: int
    remark: Caveat | None

    @property
    def by_pair(self) -> tuple[PlanePair, ...]:
        """The pairs, the most alike in structure first."""
        found = frames.typed(PlanePair, self.pairs)
        return tuple(sorted(found, key=lambda row: (row.structure, row.region, row.partner)))

    def of_quadrant(self, quadrant: Quadrant) -> tuple[PlanePair, ...]:
        """The pairs of a quadrant, those that show it best first."""
        found = [row for row in self.by_pair if row.quadrant is quadrant]
        return tuple(reversed(found) if quadrant is Quadrant.COPIED else found)

    @property
    def related(self) -> bool:
        """Whether alike structures are shown to go with alike policies."""
        return self.r is not None and self.p is not None and self.r > 0 and self.p < ALPHA

    @property
    def low_power(self) -> bool:
        """Whether so few regions take part that only a strong relation could be seen, and none was."""
        return self.remark is Caveat.LOW_POWER

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table of the answer."""
        return self.pairs


def structure_and_policy(
    world: World, *, as_of: int | None = None, measure: str = "ruzicka", draws: int = 999, seed: int = 1
) -> Plane:
    """The pairs of members on the plane of structural and policy distance, both 0 to 1.

    Cuts lie at the medians, so near and far are relative to this network. Pairs without data on either side are left
    out. A value that stands for a larger area says nothing about two regions that both lie in it: such pairs leave
    that variable out.
    """
    regions = tuple(region.code for region in world.network.regions)
    if too_many(ComparisonPart.STRUCTURE, len(regions)):
        return Plane(pd.DataFrame(columns=PLANE), (), None, None, None, None, 0, seed, Caveat.TOO_MANY)
    values, areas, variables = _table(world, regions)
    distance, used = gower(values, areas)
    policy = 1 - mean_similarity(profiles(world, as_of=as_of), world.network.rules.dimension_weights, measure)
    first, second = np.triu_indices(len(regions), 1)
    near, far = distance[first, second], policy[first, second]
    known = ~np.isnan(near) & ~np.isnan(far)
    if known.sum() < 3:
        why = Caveat.FEW_PAIRS if variables else Caveat.NO_VARIABLE
        return Plane(pd.DataFrame(columns=PLANE), variables, None, None, None, None, 0, seed, why)
    cuts = float(np.median(near[known])), float(np.median(far[known]))
    rows = [
        (regions[i], regions[j], near[n], far[n], int(used[i, j]), quadrant(near[n], far[n], *cuts))
        for n, (i, j) in enumerate(zip(first, second, strict=True))
        if known[n]
    ]
    r, p, made = mantel(distance, policy, draws=draws, seed=seed)
    took_part = len(set(first[known]) | set(second[known]))
    unseen = took_part < LOW_POWER and (p is None or p >= ALPHA)
    remark = Caveat.LOW_POWER if unseen else None
    return Plane(pd.DataFrame(rows, columns=PLANE), variables, *cuts, r, p, made, seed, remark)


def quadrant(structure: float, policy: float, structure_cut: float, policy_cut: float) -> Quadrant:
    """A pair's place on the plane; cuts at medians put about a quarter of all pairs in each by construction."""
    if structure <= structure_cut:
        return NATURAL if policy <= policy_cut else LEARNING
    return COPIED if policy <= policy_cut else APART


def gower(values: np.ndarray, areas: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Gower's distance of units on numeric variables, and how many variables each pair rests on; both (n, n).

    `values` (n, variables), NaN where missing; a variable that does not vary is left out. `areas` (n, variables), the
    larger area a value stands for or "": two values of one area are not compared. Distance NaN where nothing can be
    compared. Gower 1971, doi:10.2307/2528823.
    """
    x = np.asarray(values, float)
    n, width = x.shape
    total, used = np.zeros((n, n)), np.zeros((n, n), int)
    for k in range(width):
        column = x[:, k]
        span = np.nanmax(column) - np.nanmin(column) if (~np.isnan(column)).any() else 0.0
        if span <= 0:
            continue
        apart = np.abs(column[:, None] - column[None, :]) / span
        known = ~np.isnan(apart)
        if areas is not None:
            known &= ~((areas[:, None, k] == areas[None, :, k]) & (areas[:, None, k] != ""))
        total += np.where(known, apart, 0.0)
        used += known
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.where(used > 0, total / used, np.nan)
    np.fill_diagonal(distance, 0.0)
    return distance, used


def mantel(a: np.ndarray, b: np.ndarray, *, draws: int = 999, seed: int = 1) -> tuple[float | None, float | None, int]:
    """Pearson's r of two distance matrices (n, n) over their pairs, one-sided p by relabelling, and the draws made.

    Pairs missing in either are left out. None where a matrix does not vary. Mantel 1967.
    """
    first, second = np.triu_indices(len(a), 1)
    x, y = a[first, second], b[first, second]
    r = _correlation(x, y)
    if r is None:
        return None, None, 0
    chance = np.random.default_rng(seed)
    at_least = defined = 0
    for _ in range(draws):
        order = chance.permutation(len(a))
        moved = _correlation(x, b[np.ix_(order, order)][first, second])
        # Relabellings that leave too few pairs with both distances say nothing either way.
        defined += moved is not None
        at_least += moved is not None and moved >= r - SAME
    return r, (1 + at_least) / (1 + defined), draws


def _correlation(x: np.ndarray, y: np.ndarray) -> float | None:
    known = ~np.isnan(x) & ~np.isnan(y)
    if known.sum() < 3 or np.ptp(x[known]) < SAME or np.ptp(y[known]) < SAME:
        return None
    return float(np.corrcoef(x[known], y[known])[0, 1])


def _table(world: World, regions: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Values (regions, variables), the areas they stand for, and the variables; of several years the last."""
    kept = sorted((d for d in world.structure if d.region in regions), key=lambda d: d.year)
    variables = tuple(sorted({d.variable for d in kept}))
    values = np.full((len(regions), len(variables)), np.nan)
    areas = np.full(values.shape, "", dtype=object)
    for d in kept:
        at = regions.index(d.region), variables.index(d.variable)
        values[at] = d.value
        areas[at] = (d.of or d.source) if d.status == "parent" else ""
    return values, areas, variables
