"""Groups of regions with alike policies: average linkage, cut by the silhouette, and how stable the groups are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.chance import number_of_records
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.coherence.profiles import DimensionProfile, profiles
from ceecluster.coherence.rarefaction import rarefy, record_codes
from ceecluster.coherence.similarity import combine
from ceecluster.model import World
from ceecluster.published import Published

WEAK, CLEAR = 0.25, 0.5
"""Silhouette up to which there is no substantial structure, and from which it is clear (Kaufman & Rousseeuw 1990)."""
STABLE = 0.75
"""Mean Jaccard similarity from which a group counts as stable (Hennig 2007, doi:10.1016/j.csda.2006.11.025)."""


class Apart(StrEnum):
    """How far groups stand apart, by the mean silhouette width."""

    CLEARLY = "clearly"
    WEAKLY = "weakly"
    NOT = "not"


@dataclass(frozen=True)
class Group:
    """One group of regions."""

    number: int
    regions: tuple[str, ...]
    within: float | None
    """Mean similarity inside; missing for a region alone."""
    stability: float | None
    recurs: bool
    """Whether it comes back when the codes are drawn again."""


@dataclass(frozen=True)
class EqualGroups:
    """Pairs inside the groups against the others, on equally many records of each region.

    The groups were formed from the same records, so the difference is no test.
    """

    records: int
    """Records of each region at each level; 0 where no number is reached by enough regions."""
    within: float | None
    """Mean similarity of pairs inside the groups."""
    within_pairs: int
    """Pairs with data inside."""
    between: float | None
    """The same of pairs of different groups."""
    between_pairs: int
    """Pairs with data between."""


@dataclass(frozen=True)
class Groups(Published):
    """Groups of regions; empty, with the reason in `remark`, where none can be formed."""

    order: tuple[str, ...]
    """Regions in optimal leaf order of the tree."""
    groups: tuple[tuple[str, ...], ...]
    """In leaf order."""
    within: tuple[float | None, ...]
    """Mean similarity inside each group; None for a region alone."""
    silhouette: float | None
    """Mean silhouette width of this number of groups, -1 to 1."""
    stability: tuple[float | None, ...]
    """Mean over resamplings of the Jaccard similarity of each group with the group most like it."""
    left_out: tuple[str, ...]
    """Regions that share no level with some other region."""
    draws: int
    seed: int
    remark: Caveat | None
    equal: EqualGroups
    """Inside and between the groups on equal records."""

    @property
    def members(self) -> tuple[Group, ...]:
        """The groups, numbered."""
        found = zip(self.groups, self.within, self.stability, strict=True)
        return tuple(
            Group(n, group, w, s, s is not None and s >= STABLE) for n, (group, w, s) in enumerate(found, start=1)
        )

    @property
    def apart(self) -> Apart:
        """How far the groups stand apart."""
        if self.silhouette is None or self.silhouette <= WEAK:
            return Apart.NOT
        return Apart.CLEARLY if self.silhouette > CLEAR else Apart.WEAKLY

    @property
    def table(self) -> pd.DataFrame:
        """One row per group."""
        return frames.framed(Group, self.members)


def find_groups(
    world: World,
    *,
    dimensions: Sequence[str] = frames.DIMENSIONS,
    as_of: int | None = None,
    measure: str = "ruzicka",
    draws: int = 200,
    seed: int = 1,
) -> Groups:
    """Groups of a world's members by the similarity of their policies, averaged over the levels.

    Stability resamples the codes of every dimension with replacement: would other code lists give the same groups?
    """
    regions = tuple(region.code for region in world.network.regions)
    if too_many(ComparisonPart.GROUPS, len(regions)):
        return _none((), seed, Caveat.TOO_MANY)
    found = profiles(world, dimensions=dimensions, as_of=as_of)
    weights = world.network.rules.dimension_weights
    chance = np.random.default_rng(seed)
    whole = mean_similarity(found, weights, measure)
    kept = _complete(whole, regions)
    left_out = tuple(code for i, code in enumerate(regions) if i not in kept)
    if len(kept) < 3:
        return _none(left_out, seed, Caveat.FEW_REGIONS)
    names = tuple(regions[i] for i in kept)
    at = np.ix_(kept, kept)
    labels, order, silhouette = cluster(1 - whole[at])
    members = [frozenset(np.flatnonzero(labels == k).tolist()) for k in dict.fromkeys(labels[order])]
    matched = np.zeros(len(members))
    for _ in range(draws):
        sample = {name: (chance.integers(0, len(p.codes), len(p.codes)), p) for name, p in found.items()}
        again = mean_similarity(found, weights, measure, {name: picked for name, (picked, _) in sample.items()})[at]
        # A resampled pair may share no dimension any more; nothing in common is the cautious reading.
        moved = cut(1 - np.nan_to_num(again), len(members))
        others = [frozenset(np.flatnonzero(moved == k).tolist()) for k in np.unique(moved)]
        matched += [max(len(group & other) / len(group | other) for other in others) for group in members]
    ordered = tuple(tuple(names[i] for i in order if i in group) for group in members)
    inside = tuple(_inside(whole[at], sorted(group)) for group in members)
    stability = tuple(float(value) for value in matched / draws) if draws else (None,) * len(members)
    remark = None if silhouette > 0 else Caveat.UNDIVIDED
    equal = _on_equal_records(world, ordered, dimensions, measure, seed, as_of)
    leaves = tuple(names[i] for i in order)
    return Groups(leaves, ordered, inside, silhouette, stability, left_out, draws, seed, remark, equal)


def _none(left_out: tuple[str, ...], seed: int, why: Caveat) -> Groups:
    return Groups((), (), (), None, (), left_out, 0, seed, why, EqualGroups(0, None, 0, None, 0))


def _on_equal_records(
    world: World,
    groups: Sequence[Sequence[str]],
    dimensions: Sequence[str],
    measure: str,
    seed: int,
    as_of: int | None,
) -> EqualGroups:
    """Mean similarity inside and between groups on the one number of records that all levels are compared on."""
    regions = [region.code for region in world.network.regions]
    table, weights = frames.codes(world, as_of=as_of), world.network.rules.dimension_weights
    records = {
        level.id: record_codes(table[table["level"] == level.id], regions, dimensions, weights)
        for level in world.network.levels
    }
    m = number_of_records(records, 1)
    if not m:
        return EqualGroups(0, None, 0, None, 0)
    stack = np.array([rarefy(found, m, measure=measure, seed=seed).pairs for found in records.values()])
    mean = _mean_of_known(stack)
    known = ~np.isnan(mean)
    group = {code: n for n, members in enumerate(groups) for code in members}
    first, second = np.triu_indices(len(regions), 1)
    kept = [(i, j) for i, j in zip(first, second, strict=True) if regions[i] in group and regions[j] in group]
    same = [mean[i, j] for i, j in kept if group[regions[i]] == group[regions[j]] and known[i, j]]
    other = [mean[i, j] for i, j in kept if group[regions[i]] != group[regions[j]] and known[i, j]]
    means = (float(np.mean(values)) if values else None for values in (same, other))
    return EqualGroups(m, next(means), len(same), next(means), len(other))


def mean_similarity(
    found: Mapping[str, DimensionProfile],
    weights: Mapping[str, float],
    measure: str = "ruzicka",
    picked: Mapping[str, np.ndarray] | None = None,
) -> np.ndarray:
    """Similarity of all pairs of regions averaged over the levels with data, (regions, regions); NaN without any.

    `picked` are the code columns to use of each dimension, repetitions included.
    """
    first = next(iter(found.values()))
    levels = []
    for k in range(len(first.levels)):
        speaking = np.any([p.records[:, k] > 0 for p in found.values()], axis=0)
        parts = [
            (p.shares[:, k] if picked is None else p.shares[:, k][:, picked[name]], float(weights.get(name, 1.0)))
            for name, p in found.items()
        ]
        levels.append(combine(parts, speaking, measure))
    return _mean_of_known(np.array(levels))


def _mean_of_known(stack: np.ndarray) -> np.ndarray:
    """Mean over the levels (levels, regions, regions) with data; NaN where none has."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nansum(stack, axis=0) / (~np.isnan(stack)).sum(axis=0))


def cluster(distance: np.ndarray, groups: int | None = None) -> tuple[np.ndarray, np.ndarray, float]:
    """Average linkage on a distance matrix (n, n), n >= 2: labels (n,), leaf order (n,), mean silhouette.

    Without a number of groups the one with the largest mean silhouette is taken (the smallest of equals). Ties are
    broken by the order of the units (Sokal & Michener 1958; leaf order after Bar-Joseph et al. 2001,
    doi:10.1093/bioinformatics/17.suppl_1.S22).
    """
    from scipy.cluster.hierarchy import fcluster, leaves_list, linkage, optimal_leaf_ordering

    square, flat = _symmetric(distance)
    tree = optimal_leaf_ordering(linkage(flat, "average"), flat)
    order = leaves_list(tree)
    counts = range(2, len(square)) if groups is None else (groups,)
    tried: list[np.ndarray] = [fcluster(tree, count, "maxclust") for count in counts] or [np.arange(len(square))]
    widths = [float(silhouette_widths(square, labels).mean()) for labels in tried]
    best = int(np.argmax(widths))
    return tried[best], order, widths[best]


def cut(distance: np.ndarray, groups: int) -> np.ndarray:
    """The labels of so many groups, (n,), as `cluster` has them, up to their numbers."""
    from scipy.cluster.hierarchy import fcluster, linkage

    return np.asarray(fcluster(linkage(_symmetric(distance)[1], "average"), groups, "maxclust"))


def _symmetric(distance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances the same both ways round and none below 0, (n, n), and those of the pairs, (pairs,)."""
    square = np.maximum.reduce([distance, distance.T, np.zeros_like(distance)])
    np.fill_diagonal(square, 0)
    return square, square[np.triu_indices(len(square), 1)]


def silhouette_widths(distance: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Silhouette width of each unit, (n,), in [-1, 1]; 0 for a unit alone in its group.

    Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7.
    """
    n = len(labels)
    member = labels[:, None] == np.unique(labels)[None, :]
    size = member.sum(axis=0)
    total = distance @ member
    own = member.argmax(axis=1)
    at = np.arange(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = total[at, own] / (size[own] - 1)
        mean = total / size
        mean[at, own] = np.inf
        nearest = mean.min(axis=1)
        # Undefined for a unit alone, where there is no other group, and where nothing is apart.
        return np.asarray(np.nan_to_num((nearest - inside) / np.maximum(inside, nearest)))


def _complete(similarity: np.ndarray, regions: Sequence[str]) -> list[int]:
    """Regions whose pairs all have data, in the order of their codes; the ones with most pairs missing leave first."""
    kept = sorted(range(len(regions)), key=lambda i: regions[i])
    while kept:
        missing = np.add.reduce(np.isnan(similarity[np.ix_(kept, kept)]))
        if not missing.any():
            break
        kept.pop(int(np.argmax(missing)))
    return kept


def _inside(similarity: np.ndarray, members: Sequence[int]) -> float | None:
    if len(members) < 2:
        return None
    block = similarity[np.ix_(members, members)]
    return float(block[np.triu_indices(len(members), 1)].mean())
