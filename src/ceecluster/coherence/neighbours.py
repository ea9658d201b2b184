"""Are neighbours, or regions of one country, more alike than others? Permutation of region labels in Mantel's form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.large import at_once
from ceecluster.model import World
from ceecluster.model.network import Region
from ceecluster.published import Published

LOW_POWER = 20
"""Below so many regions the remark on low power is made where no difference was seen."""
ALPHA = 0.05
SAME = 1e-12
"""Differences closer than this are the same."""
CELLS = 2_000_000
"""Pairs of all draws that are held at once."""


@dataclass(frozen=True)
class LabelTest(Published):
    """Related pairs against the others."""

    related: float | None
    """Mean similarity of related pairs with data."""
    others: float | None
    """Mean similarity of the other pairs."""
    difference: float | None
    """`related` less `others`."""
    pairs: int
    """Related pairs with data."""
    regions: int
    """Regions that take part."""
    p: float | None
    """(1 + relabellings with at least this difference) / (1 + relabellings with any), one-sided; None if not tested."""
    draws: int
    seed: int
    remark: Caveat | None
    """What a reader must know: low power, or why there is no test."""


def neighbour_matrix(world: World) -> np.ndarray:
    """Which members border on each other, (regions, regions), symmetric even where only one side says so."""
    return _related(world, lambda a, b: b.code in a.neighbours or a.code in b.neighbours)


def country_matrix(world: World) -> np.ndarray:
    """Which members belong to one country."""
    return _related(world, lambda a, b: a.country == b.country)


def _related(world: World, rule: Callable[[Region, Region], bool]) -> np.ndarray:
    regions = world.network.regions
    return np.array([[a.code != b.code and rule(a, b) for b in regions] for a in regions], bool).reshape(
        len(regions), len(regions)
    )


def relation_test(similarity: np.ndarray, relation: np.ndarray, *, draws: int = 999, seed: int = 1) -> LabelTest:
    """Whether related pairs are more alike, by relabelling the regions of `relation` (regions, regions), bool.

    `similarity` is symmetric, NaN where a pair has no data; regions without any pair take no part. Mantel 1967; on the
    low power with few regions: Legendre & Fortin 2010, doi:10.1111/j.1755-0998.2010.02866.x.
    """
    s = np.array(similarity, float)
    np.fill_diagonal(s, np.nan)
    active = np.flatnonzero(np.logical_or.reduce(~np.isnan(s)))
    s, related = s[np.ix_(active, active)], np.asarray(relation, bool)[np.ix_(active, active)]
    n = len(active)
    first, second = np.triu_indices(n, 1)
    values = s[first, second]
    known = ~np.isnan(values)
    marked = related[first, second]
    near, far = values[known & marked], values[known & ~marked]
    if not len(near) or not len(far):
        remark = Caveat.ALL_RELATED if len(near) else Caveat.NO_RELATED
        mean = (float(near.mean()) if len(near) else None, float(far.mean()) if len(far) else None)
        return LabelTest(*mean, None, len(near), n, None, 0, seed, remark)
    observed = float(near.mean() - far.mean())
    chance = np.random.default_rng(seed)
    orders = np.argsort(chance.random((draws, n)), axis=1)
    filled = np.where(known, values, 0.0)
    count, total = np.empty(draws, int), np.empty(draws)
    step = at_once(CELLS, len(values))
    for start in range(0, draws, step):
        some = orders[start : start + step]
        moved = related[some[:, first], some[:, second]] & known
        count[start : start + step] = moved.sum(axis=1)
        total[start : start + step] = moved @ filled
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = total / count - (filled.sum() - total) / (known.sum() - count)
    # A relabelling that leaves no related pair with data, or only such pairs, has no difference to compare with.
    defined = ~np.isnan(difference)
    at_least = int((difference[defined] >= observed - SAME).sum())
    p = (1 + at_least) / (1 + int(defined.sum()))
    unseen = n < LOW_POWER and p >= ALPHA
    return LabelTest(
        float(near.mean()),
        float(far.mean()),
        observed,
        len(near),
        n,
        p,
        draws,
        seed,
        Caveat.LOW_POWER if unseen else None,
    )
