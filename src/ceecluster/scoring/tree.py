"""Weighted trees of any depth: leaves with values, inner nodes with an aggregation, one root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring.aggregation import (
    Array,
    backward,
    check_positive,
    check_weights,
    copeland,
    forward,
    mazziotta_pareto,
    rescale,
)

Mask = npt.NDArray[np.bool_]
METHODS = ("power_mean", "copeland", "mazziotta_pareto")
"""Ways in which a node puts its children together."""
ROOT = "index"
"""Name of the root where the parts have several nodes without a parent."""


@dataclass(frozen=True)
class TreeNode:
    """A leaf or an inner node as given."""

    id: str
    parent: str | None = None
    weight: float = 1.0
    exponent: float = 1.0
    """Power mean of its children: 1 arithmetic, 0 geometric, -1 harmonic; ignored for a leaf."""
    key: str | None = None
    """Name of its weight where several parts share one (a criterion that stands at several levels); default `id`."""
    method: str = "power_mean"
    """How its children are put together, one of METHODS; ignored for a leaf."""
    least: float = 0.0
    """Share of its children that must have a value for it to have one; ignored for a leaf."""


@dataclass(frozen=True)
class Inner:
    """An inner node, its children as slots: leaves first, then inner nodes from the bottom up."""

    id: str
    slot: int
    children: npt.NDArray[np.intp]
    exponent: float
    method: str = "power_mean"
    least: float = 0.0


@dataclass(frozen=True)
class Tree:
    """A checked tree. Slots number the leaves in the given order, then the inner nodes bottom up; the root is last."""

    ids: tuple[str, ...]
    """Identifier of each slot."""
    leaves: tuple[str, ...]
    inner: tuple[Inner, ...]
    parents: tuple[int, ...]
    """Slot of the parent of each slot; -1 for the root."""
    keys: tuple[str, ...]
    """Names of the weights."""
    key_of: npt.NDArray[np.intp]
    """Position in `keys` of each slot's weight; the root's is never used."""
    weights: Array
    """Given weight by key."""

    @cached_property
    def slots(self) -> dict[str, int]:
        """Slot by identifier."""
        return {name: slot for slot, name in enumerate(self.ids)}

    @property
    def root(self) -> int:
        """Slot of the root."""
        return len(self.ids) - 1

    @cached_property
    def groups(self) -> tuple[npt.NDArray[np.intp], ...]:
        """Positions in `keys` that compete for one share of 1: the children of each inner node, shared keys once."""
        groups: dict[tuple[int, ...], None] = {}
        merged: list[set[int]] = []
        for node in self.inner:
            mine = {int(self.key_of[child]) for child in node.children}
            touching = [group for group in merged if group & mine]
            for group in touching:
                mine |= group
                merged.remove(group)
            merged.append(mine)
        for group in merged:
            groups[tuple(sorted(group))] = None
        return tuple(np.array(group, np.intp) for group in sorted(groups))

    def weigh(self, change: Mapping[str, float]) -> Array:
        """The weights by key with some of them replaced; UsageError for an unknown key or weights that are none."""
        weights = self.weights.copy()
        for name, weight in change.items():
            if name not in self.keys:
                raise unknown("weight", name, self.keys)
            weights[self.keys.index(name)] = weight
        self.check(weights)
        return weights

    def check(self, weights: Array) -> None:
        """UsageError where a weight is negative or no number, or all weights of one node's children are zero."""
        for node in self.inner:
            keys = self.key_of[node.children]
            check_weights(weights[..., keys], [self.keys[key] for key in keys])

    def under(self, slot: int) -> npt.NDArray[np.intp]:
        """Slots of the leaves at or below a slot."""
        if slot < len(self.leaves):
            return np.array([slot], np.intp)
        below = [self.under(int(child)) for child in self.inner[slot - len(self.leaves)].children]
        return np.concatenate(below)


# Long because every array of the tree is made from one order of its parts, which stands here alone.
def build_tree(parts: Iterable[TreeNode], measured: Iterable[str] | None = None) -> Tree:
    """Build the tree; raises UsageError, with the nearest name, for whatever keeps the parts from being one.

    `measured` are the identifiers that have values: a leaf among the parts without a value is an error, and so is a
    measured inner node. Without it, every part that is nobody's parent is a leaf.
    """
    given = list(parts)
    by_id: dict[str, TreeNode] = {}
    for part in given:
        if part.id in by_id:
            raise UsageError(f"'{part.id}' stands in the tree twice", "an identifier names one part")
        by_id[part.id] = part
    tops = [part.id for part in given if part.parent is None]
    if not given:
        raise UsageError("the tree is empty", "it needs at least one leaf")
    for part in given:
        if part.parent is not None and part.parent not in by_id:
            raise unknown("parent", part.parent, by_id)
        if part.method not in METHODS:
            raise unknown(f"method of '{part.id}'", part.method, METHODS)
    _refuse_cycles(by_id)
    if len(tops) > 1 or not any(part.parent in tops for part in given):
        name = ROOT if ROOT not in by_id else f"{ROOT} of all"
        by_id = {
            **{i: replace(p, parent=p.parent or name) for i, p in by_id.items()},
            name: TreeNode(name),
        }
    children: dict[str, list[str]] = {}
    for part in by_id.values():
        if part.parent is not None:
            children.setdefault(part.parent, []).append(part.id)
    leaves = [name for name in by_id if name not in children]
    _refuse_unmeasured(leaves, children, measured)
    order = _bottom_up(children, next(name for name, part in by_id.items() if part.parent is None))
    ids = (*leaves, *order)
    slots = {name: slot for slot, name in enumerate(ids)}
    keys = tuple(dict.fromkeys(by_id[name].key or name for name in ids[:-1]))
    places = {key: place for place, key in enumerate(keys)}
    weights: dict[str, float] = {}
    for name in ids[:-1]:
        weights.setdefault(by_id[name].key or name, by_id[name].weight)
    tree = Tree(
        ids=ids,
        leaves=tuple(leaves),
        inner=tuple(
            Inner(
                name,
                slots[name],
                np.array([slots[c] for c in children[name]], np.intp),
                by_id[name].exponent,
                by_id[name].method,
                by_id[name].least,
            )
            for name in order
        ),
        parents=tuple(slots[parent] if (parent := by_id[name].parent) is not None else -1 for name in ids),
        keys=keys,
        key_of=np.array([places.get(by_id[name].key or name, 0) for name in ids], np.intp),
        weights=np.array([weights[key] for key in keys], float),
    )
    tree.check(tree.weights)
    return tree


def aggregate(
    tree: Tree,
    z: Array,
    *,
    weights: Array | None = None,
    present: Mask | None = None,
    exponents: float | Sequence[float] | None = None,
    floor: float | None = None,
    zeros: bool = False,
) -> Array:
    """Aggregate leaves to every slot: units x leaves -> units x slots; NaN where nothing below is present.

    `present` (default: not NaN) says which leaves enter; absent ones leave together with their weight, node by node.
    `weights` replaces the tree's (by key); `exponents` replaces every node's exponent, or one per inner node; `floor`
    and `zeros` as for `aggregation.power_mean`. Nodes of another method keep it: Copeland as its score among the units
    taken to [0, 1], Mazziotta-Pareto as the adjusted index of values in [0, 1], taken back to [0, 1].
    """
    shown = ~np.isnan(z) if present is None else present
    out = np.full((len(z), len(tree.ids)), np.nan)
    out[:, : len(tree.leaves)] = np.where(shown, z, np.nan)
    given = out.copy()  # below the floor, too
    if floor:
        out[:, : len(tree.leaves)] = np.maximum(out[:, : len(tree.leaves)], floor)
    w = tree.weights if weights is None else weights
    with np.errstate(divide="ignore", invalid="ignore"):
        for node, q in zip(tree.inner, exponents_of(tree, exponents), strict=True):
            values = out[:, node.children]
            held = np.where(np.isnan(values), 0.0, w[tree.key_of[node.children]])
            if node.least:
                thin = (~np.isnan(values)).mean(axis=1) < node.least - 1e-9
                held = np.where(thin[:, None], 0.0, held)
                values = np.where(thin[:, None], np.nan, values)
            if node.method != "power_mean":
                out[:, node.slot] = _combine(node.method, values, w[tree.key_of[node.children]])
                continue
            if not zeros:
                check_positive(np.where(held > 0, given[:, node.children], np.nan), q, floor)
            total = held.sum(1)
            mean = np.where(held > 0, held * forward(values, q), 0).sum(1) / total
            out[:, node.slot] = given[:, node.slot] = backward(mean, q)
    return out


def _combine(method: str, values: Array, weights: Array) -> Array:
    """One node by Copeland or Mazziotta-Pareto: units x children in, units out; NaN for a unit without values."""
    with np.errstate(invalid="ignore", divide="ignore"):
        gone = (np.where(np.isnan(values), 0.0, weights).sum(1)) <= 0
        if gone.all():
            return np.full(len(values), np.nan)
        if method == "copeland":
            found = np.full(len(values), np.nan)
            there = np.flatnonzero(~gone)
            found[there] = (copeland(values[there], weights) / max(len(there) - 1, 1) + 1) / 2
            return found
        return np.where(gone, np.nan, (mazziotta_pareto(rescale(values), weights) - 70) / 60)


def exponents_of(tree: Tree, exponents: float | Sequence[float] | None) -> tuple[float, ...]:
    """One exponent per inner node."""
    if exponents is None:
        return tuple(node.exponent for node in tree.inner)
    if isinstance(exponents, int | float):
        return (float(exponents),) * len(tree.inner)
    if len(exponents) != len(tree.inner):
        raise UsageError(f"{len(exponents)} exponents for {len(tree.inner)} nodes")
    return tuple(exponents)


def shares(tree: Tree, present: Mask, weights: Array | None = None, *, top: int | None = None) -> Array:
    """Share of each slot in the total of `top` (default: the root): units x slots, the present leaves sum to 1.

    The product, down the path, of the weights renormalised over what is present in the unit.
    """
    w = tree.weights if weights is None else weights
    there = np.zeros((len(present), len(tree.ids)), bool)
    there[:, : len(tree.leaves)] = present
    normal = np.zeros((len(present), len(tree.ids)))
    for node in tree.inner:
        held = np.where(there[:, node.children], w[tree.key_of[node.children]], 0.0)
        total = held.sum(1)
        some = there[:, node.slot] = total > 0
        normal[:, node.children] = np.divide(held, total[:, None], out=held, where=some[:, None])
    out = np.zeros_like(normal)
    start = tree.root if top is None else top
    out[:, start] = there[:, start]
    for node in reversed(tree.inner):
        out[:, node.children] += normal[:, node.children] * out[:, [node.slot]]
    return out


def _refuse_cycles(by_id: Mapping[str, TreeNode]) -> None:
    for start in by_id:
        path = [start]
        while (parent := by_id[path[-1]].parent) is not None:
            if parent in path:
                circle = " -> ".join([*path[path.index(parent) :], parent])
                raise UsageError(f"the tree has a cycle: {circle}", "a part cannot stand above itself")
            path.append(parent)


def _refuse_unmeasured(leaves: Sequence[str], children: Mapping[str, object], measured: Iterable[str] | None) -> None:
    if measured is None:
        return
    known = list(measured)
    for leaf in leaves:
        if leaf not in known:
            error = unknown("measure", leaf, known)
            raise UsageError(f"leaf '{leaf}' has no measure and no children", error.hint)
    for name in known:
        if name in children:
            raise UsageError(f"'{name}' has values of its own and children", "values belong to leaves")
        if name not in leaves:
            raise UsageError(f"'{name}' has values but no place in the tree", "give it a parent, or leave it out")


def _bottom_up(children: Mapping[str, Sequence[str]], root: str) -> list[str]:
    order: list[str] = []
    waiting = [root]
    while waiting:
        name = waiting.pop()
        order.append(name)
        waiting += [child for child in children[name] if child in children]
    return order[::-1]
