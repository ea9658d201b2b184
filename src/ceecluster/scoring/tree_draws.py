"""One tree aggregated under many weights and values at once."""

from __future__ import annotations

import numpy as np

from ceecluster.scoring.aggregation import Array, backward, forward
from ceecluster.scoring.tree import Mask, Tree, aggregate, exponents_of


def aggregate_draws(
    tree: Tree, z: Array, weights: Array, present: Mask, exponent: float | None = None, top: int | None = None
) -> Array:
    """`tree.aggregate` for many weight vectors at once: draws x units values of one slot.

    z: units x leaves, or draws x units x leaves; weights: draws x keys; present: units x leaves. All leaf sums of a
    draw are one matrix product, (units x leaves) @ (leaves x nodes).
    """
    exponents = exponents_of(tree, exponent)
    if any(node.method != "power_mean" or node.least for node in tree.inner):
        return _aggregate_each(tree, z, weights, present, exponents)[..., tree.root if top is None else top]
    above = np.array([tree.parents[leaf] - len(tree.leaves) for leaf in range(len(tree.leaves))])
    whole = bool(present.all())
    known = z if whole else np.where(present, z, 1.0)
    of_leaf = np.array(exponents)[above]
    first, *others = dict.fromkeys(map(float, of_leaf))
    transformed = forward(known, first)
    for q in others:
        columns = np.flatnonzero(of_leaf == q)
        transformed = transformed.copy() if transformed is known else transformed
        transformed[..., columns] = forward(known[..., columns], q)
    holders, place = np.unique(above, return_inverse=True)
    spread = np.zeros((len(weights), len(tree.leaves), len(holders)))
    spread[:, np.arange(len(tree.leaves)), place] = weights[:, tree.key_of[: len(tree.leaves)]]
    sums = np.matmul(transformed if whole else np.where(present, transformed, 0.0), spread)
    totals = spread.sum(1)[:, None, :] if whole else np.matmul(present.astype(float), spread)
    column = {int(holder): position for position, holder in enumerate(holders)}
    means: dict[int, Array] = {}
    absent: dict[int, Mask | None] = {}
    # Slots without anything present hold numbers of no meaning until the end.
    with np.errstate(divide="ignore", invalid="ignore"):
        for index, (node, q) in enumerate(zip(tree.inner, exponents, strict=True)):
            total: Array = totals[..., column[index]] if index in column else np.zeros((len(weights), 1))
            mean: Array = sums[..., column[index]] if index in column else np.zeros((len(weights), 1))
            for child in node.children[node.children >= len(tree.leaves)]:
                below = int(child) - len(tree.leaves)
                w = weights[:, [tree.key_of[child]]]
                value = means[below] if exponents[below] == q else forward(backward(means[below], exponents[below]), q)
                gone = absent[below]
                held = w if gone is None else np.where(gone, 0.0, w)
                mean = mean + held * (value if gone is None else np.where(gone, 0.0, value))
                total = total + held
            empty = total <= 0
            means[index] = mean / total
            absent[index] = np.broadcast_to(empty, means[index].shape) if empty.any() else None
            if node.slot == top:
                break
        value = backward(means[index], exponents[index])
    gone = absent[index]
    return np.asarray(value if gone is None else np.where(gone, np.nan, value))


def _aggregate_each(tree: Tree, z: Array, weights: Array, present: Mask, exponents: tuple[float, ...]) -> Array:
    """Draws x units x slots, one draw after another: Copeland compares all units of a draw."""
    cells = np.broadcast_to(z, (len(weights), *z.shape[-2:]))
    return np.array(
        [
            aggregate(tree, one, weights=w, present=present & ~np.isnan(one), exponents=exponents, zeros=True)
            for one, w in zip(cells, weights, strict=True)
        ]
    )
