"""Where the differences lie: total squared distance split by region, by level, and what neither explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.coherence.profiles import DimensionProfile, profiles
from ceecluster.coherence.similarity import combine
from ceecluster.model import World
from ceecluster.published import Published

SAME, SINGULAR = 1e-12, 1e-9
"""Sums of squares closer than this are the same, and a singular value up to which there is no direction."""


@dataclass(frozen=True)
class Variance(Published):
    """Shares of the total squared distance between all (region, level) profiles; None where nothing can be split."""

    region: float | None
    """What region alone explains, beyond level: what `p_region` tests."""
    level: float | None
    """What level alone explains, beyond region: what `p_level` tests."""
    overlap: float | None
    """What either could explain, where profiles are missing; may be negative."""
    residual: float | None
    """What neither level nor region explains."""
    p_region: float | None
    """Regions permuted within levels."""
    p_level: float | None
    """Levels permuted within regions."""
    units: int
    """(region, level) profiles with records."""
    draws: int
    seed: int
    remark: Caveat | None


def split_variance(
    world: World,
    *,
    dimensions: Sequence[str] = frames.DIMENSIONS,
    as_of: int | None = None,
    measure: str = "ruzicka",
    draws: int = 499,
    seed: int = 1,
) -> Variance:
    """Split a world's differences between policy profiles by region and level (national frames left out)."""
    if too_many(ComparisonPart.SPLIT, len(world.network.regions)):
        return Variance(*(None,) * 6, 0, 0, seed, Caveat.TOO_MANY)
    found = profiles(world, dimensions=dimensions, as_of=as_of)
    distance, region, level = distances(found, world.network.rules.dimension_weights, measure)
    return permanova(distance, region, level, draws=draws, seed=seed)


def distances(
    found: Mapping[str, DimensionProfile], weights: Mapping[str, float], measure: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """1 - similarity between all (region, level) profiles with records, and their region and level indices."""
    first = next(iter(found.values()))
    shape = (len(first.regions) * len(first.levels), -1)
    speaking = np.any([profile.records > 0 for profile in found.values()], axis=0)
    kept = np.flatnonzero(speaking.ravel())
    parts = [(p.shares.reshape(shape)[kept], float(weights.get(name, 1.0))) for name, p in found.items()]
    s = combine(parts, np.ones(len(kept), bool), measure)
    region, level = np.divmod(kept, len(first.levels))
    # Two profiles without a single dimension in common (one codes only sectors, one only objectives) share nothing.
    return 1 - np.nan_to_num(s), region, level


def permanova(
    distance: np.ndarray, region: np.ndarray, level: np.ndarray, *, draws: int = 499, seed: int = 1
) -> Variance:
    """Split of the total squared `distance` (units, units): what each factor explains beyond the other, and overlap.

    Anderson 2001, doi:10.1111/j.1442-9993.2001.01070.pp.x. With profiles missing the two factors overlap; what both
    could explain stands by itself, so that a share and its p speak of the same. Each factor is tested by its pseudo-F,
    labels permuted within the other's.
    """
    n = len(region)
    if n < 3 or len(set(region)) < 2 or len(set(level)) < 2:
        return Variance(*(None,) * 6, n, 0, seed, Caveat.FEW_REGIONS)
    gower = -np.square(distance)  # a half of it is Gower's; a share does not hang on the factor
    gower = gower - gower.mean(axis=0) - gower.mean(axis=1)[:, None] + gower.mean()
    total = float(np.trace(gower))
    if total <= SAME:
        return Variance(*(None,) * 6, n, 0, seed, Caveat.ALL_ALIKE)
    by_region = _basis(_dummies(region))
    both = _basis(np.column_stack([_dummies(region), _dummies(level)]))
    by_level = _basis(_dummies(level))
    ss_region, ss_level, ss_both = (_explained(gower, basis) for basis in (by_region, by_level, both))
    free = n - both.shape[1] - 1
    p_region = p_level = None
    draws = draws if free > 0 else 0
    if draws:
        chance = np.random.default_rng(seed)
        p_level = _permuted(gower, both, region, draws, chance)
        p_region = _permuted(gower, both, level, draws, chance)
    return Variance(
        (ss_both - ss_level) / total,
        (ss_both - ss_region) / total,
        (ss_region + ss_level - ss_both) / total,
        (total - ss_both) / total,
        p_region,
        p_level,
        n,
        draws,
        seed,
        None if free > 0 else Caveat.AS_MANY,
    )


def _dummies(labels: np.ndarray) -> np.ndarray:
    """Indicator columns, centred."""
    wide = (labels[:, None] == np.unique(labels)[None, :]).astype(float)
    return np.asarray(wide - wide.mean(axis=0))


def _basis(columns: np.ndarray) -> np.ndarray:
    """Orthonormal basis of the columns' space."""
    u, values, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(u[:, values > SINGULAR])


def _explained(gower: np.ndarray, basis: np.ndarray) -> float:
    return float(np.einsum("ij,ik,kj->", basis, gower, basis))


def _permuted(gower: np.ndarray, full: np.ndarray, block: np.ndarray, draws: int, chance: np.random.Generator) -> float:
    """p of what `full` explains beyond the factor `block`: exchanges within it leave what it explains unchanged."""
    observed = _explained(gower, full)
    at_least = 0
    for _ in range(draws):
        order = np.lexsort((chance.random(len(block)), block))
        moved = np.empty_like(order)
        moved[np.argsort(block, kind="stable")] = order
        at_least += _explained(gower, full[moved]) >= observed - SAME
    return (1 + at_least) / (1 + draws)
