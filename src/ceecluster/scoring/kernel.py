"""What a page needs to score again when somebody moves the weights: the tree and the leaves, without any record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ceecluster.scoring.tree import exponents_of, shares

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores


@dataclass(frozen=True)
class Joint:
    """An inner node: the slots of its children, and how they are put together."""

    id: str
    children: tuple[int, ...]
    exponent: float
    least: float
    """Share of its children that must have a value."""


@dataclass(frozen=True)
class Kernel:
    """Scores as a function of the weights. Slots number the leaves first, then the joints from the bottom up."""

    keys: tuple[str, ...]
    """Names of the weights, as a file for `score --weights` has them."""
    weights: tuple[float, ...]
    """The published weight of each key."""
    shares: tuple[float, ...]
    """What each key weighs in the whole where everything is documented, over all places where it stands."""
    key_of: tuple[int, ...]
    """Position in `keys` of the weight of each slot but the root."""
    joints: tuple[Joint, ...]
    """The root last."""
    levels: tuple[str, ...]
    """Names of the joints right below the root."""
    units: tuple[str, ...]
    z: tuple[tuple[float | None, ...], ...]
    """Units x leaves; None where not documented."""
    applicable: tuple[tuple[bool, ...], ...]
    """Units x leaves: whether the criterion applies."""
    floor: float | None
    """What smaller z are raised to before a mean is taken."""
    least: float
    """Documented share below which no value is given."""
    classes: tuple[tuple[str, float], ...]
    """Name and lower end of each class, the best first."""


def find_kernel(scores: Scores) -> Kernel | None:
    """The kernel of scores; None where they are no means on fixed goalposts, so that a page cannot reckon them."""
    grid = scores.grid
    tree = grid.tree
    if scores.method != "power_mean" or scores.normalisation != "goalposts":
        return None
    (whole,) = shares(tree, np.ones((1, len(tree.leaves)), bool), scores.weights)
    by_key = np.zeros(len(tree.keys))
    np.add.at(by_key, tree.key_of[:-1], whole[:-1])
    return Kernel(
        keys=tree.keys,
        weights=tuple(map(float, scores.weights)),
        shares=tuple(map(float, by_key)),
        key_of=tuple(map(int, tree.key_of[:-1])),
        joints=tuple(
            Joint(node.id, tuple(map(int, node.children)), exponent, node.least)
            for node, exponent in zip(tree.inner, exponents_of(tree, None), strict=True)
        ),
        levels=tuple(tree.ids[slot] for slot in range(tree.root) if tree.parents[slot] == tree.root),
        units=grid.units,
        z=tuple(
            tuple(None if np.isnan(z) else float(z) for z in row) for row in np.where(grid.documented, grid.z, np.nan)
        ),
        applicable=tuple(tuple(map(bool, row)) for row in grid.applicable),
        floor=scores.floor,
        least=scores.min_coverage,
        classes=tuple((str(band.id), band.min) for band in scores.classes),
    )
