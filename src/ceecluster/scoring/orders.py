"""Without weights, without dice: what every order that respects a partial order says of a rank.

Some pairs are settled (one interval lies wholly above another, or one unit is nowhere below the other on any
criterion), the others are not. Every total order in keeping with the settled pairs is a linear extension; their ranks
are counted exactly, over all of them, by dynamic programming on down-sets. Shares are shares of orders, never
probabilities. Bruggemann & Patil, Ranking and Prioritization for Multi-indicator Systems, 2011,
doi:10.1007/978-1-4419-8477-7; De Loof, De Baets & De Meyer 2011, doi:10.1016/j.camwa.2010.11.046.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.frames import columns_of
from ceecluster.published import Published
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.table_rows import HasseEdge, OrderShare, RankRange

Relation = npt.NDArray[np.bool_]
"""Units x units: whether the row's unit is certainly above the column's."""
LARGEST = 1_200_000
"""Most down-sets of one component that are counted: about 20 units that are open to each other, in some seconds."""
LARGEST_LONG = 150_000
"""The same where counts exceed 64 bits."""
SMALL = 20
"""Largest component whose orders can be counted in 64 bits: 20! < 2^63."""
BITS = 62
"""Largest component whose down-sets are written in one whole number, a bit for a unit."""


@dataclass(frozen=True)
class Orders(Published):
    """The ranks of all orders that respect a partial order."""

    JSON = ("ranges", "distribution", "edges", "settled", "count=written_count", "uncounted")

    ranges: Annotated[pd.DataFrame, RankRange]
    """unit, best and worst (the ranks it can have, 1 the first), above and below (settled for sure), component, mean
    (mean rank over all orders; missing where they were not counted)."""
    distribution: Annotated[pd.DataFrame, OrderShare]
    """unit, rank, share of the orders in which the unit has the rank; only what was counted."""
    edges: Annotated[pd.DataFrame, HasseEdge]
    """upper, lower: the pairs of the Hasse diagram, those that no third unit stands between."""
    settled: int
    """Pairs that are settled, of units * (units - 1) / 2."""
    count: int | None
    """Number of orders; None where they were not counted."""
    uncounted: tuple[str, ...]
    """Units of components too large to count; their ranges are exact all the same."""

    @property
    def written_count(self) -> str | None:
        """Number of orders as text, since it may exceed what JSON numbers hold; None where they were not counted."""
        return None if self.count is None else str(self.count)

    @property
    def total(self) -> bool:
        """Whether one order is left."""
        return self.count == 1


def interval_order(low: npt.ArrayLike, high: npt.ArrayLike) -> Relation:
    """low_i > high_j: i is above j whatever the missing evidence says, at these weights. NaN settles nothing."""
    a, b = np.asarray(low, float), np.asarray(high, float)
    with np.errstate(invalid="ignore"):
        return np.asarray(a[:, None] > b[None, :] + 1e-12)


def criterion_dominance(low: npt.ArrayLike, high: npt.ArrayLike, applicable: npt.ArrayLike | None = None) -> Relation:
    """low_ik >= high_jk on every criterion and somewhere more: i is above j whatever the weights.

    low, high: units x criteria, the bounds of each value; all weights above 0, the same for both units and means that
    rise with each value. Where other criteria apply to one unit than to the other, their weights are shared out
    differently, and only a unit whose lowest value is not below the other's highest is above it whatever the weights.
    """
    a, b = np.asarray(low, float), np.asarray(high, float)
    applies = np.broadcast_to(np.asarray(True if applicable is None else applicable, bool), a.shape)
    if np.isnan(a[applies]).any() or np.isnan(b[applies]).any():
        raise UsageError("a bound is missing", "an undocumented value lies between the worst and the best there can be")
    n = len(a)
    above = np.zeros((n, n), bool)
    least = np.where(applies, a, np.inf).min(axis=1, initial=np.inf)
    most = np.where(applies, b, -np.inf).max(axis=1, initial=-np.inf)
    for i in range(n):
        for j in range(n):
            if not (applies[i].any() and applies[j].any()):
                continue
            if (applies[i] == applies[j]).all():
                k = applies[i]
                above[i, j] = bool((a[i, k] >= b[j, k]).all() and (a[i, k] > b[j, k]).any())
            else:
                above[i, j] = bool(least[i] > most[j])
    return above


def find_orders(units: Sequence[str], above: npt.ArrayLike, *, largest: int = LARGEST) -> Orders:
    """Rank ranges and distributions over all orders in which `above` holds.

    Components that no settled pair connects are counted one by one and shuffled together in closed form, so units of
    which nothing is known cost nothing. A component with more than `largest` down-sets is not counted: its ranges stay
    exact, and it is named in `uncounted`. Raises UsageError for a relation that goes round in a circle.
    """
    names = tuple(map(str, units))
    relation = close(above, names)
    n = len(names)
    over, under = relation.sum(axis=0), relation.sum(axis=1)
    component = components(relation)
    share = np.full((n, n), np.nan)
    count: int | None = 1
    uncounted: list[int] = []
    placed = 0
    for group in np.unique(component):
        members = np.flatnonzero(component == group)
        counted = count_positions(relation[np.ix_(members, members)], largest)
        if counted is None:
            uncounted += [int(unit) for unit in members]
            count = None
            continue
        positions, orders = counted
        placed += len(members)
        if count is not None:
            count *= orders * comb(placed, len(members))
        share[members] = positions @ _shuffle(len(members), n)
    mean = share @ np.arange(1, n + 1)
    ranges = pd.DataFrame(
        {
            "unit": list(names),
            "best": over + 1,
            "worst": n - under,
            "above": over,
            "below": under,
            "component": component + 1,
            "mean": mean,
        }
    )
    rows = [
        (name, rank + 1, float(share[unit, rank]))
        for unit, name in enumerate(names)
        if not np.isnan(share[unit]).any()
        for rank in range(n)
    ]
    edges = [(names[i], names[j]) for i, j in np.argwhere(reduce(relation))]
    return Orders(
        ranges=ranges,
        distribution=pd.DataFrame(rows, columns=columns_of(OrderShare)),
        edges=pd.DataFrame(edges, columns=columns_of(HasseEdge)),
        settled=int(relation.sum()),
        count=count,
        uncounted=tuple(names[unit] for unit in uncounted),
    )


def close(above: npt.ArrayLike, names: Sequence[str]) -> Relation:
    """The relation with everything that follows from it; UsageError naming a circle."""
    relation = np.array(above, bool)
    if relation.shape != (len(names), len(names)):
        raise UsageError(f"a relation of {relation.shape} for {len(names)} units", "it has a row and a column for each")
    for middle in range(len(names)):
        relation |= relation[:, [middle]] & relation[[middle], :]
    round_trip = np.flatnonzero(np.diag(relation))
    if len(round_trip):
        first = round_trip[0]
        circle = [names[int(unit)] for unit in round_trip if relation[first, unit] and relation[unit, first]]
        raise UsageError(
            f"{', '.join(circle)} stand above each other in a circle",
            "a unit cannot be above itself: units that tie are not above each other",
        )
    return relation


def reduce(relation: Relation) -> Relation:
    """The Hasse diagram of a closed relation: pairs that no third unit stands between."""
    between = (relation.astype(np.int64) @ relation.astype(np.int64)) > 0
    return np.asarray(relation & ~between)


def components(relation: Relation) -> npt.NDArray[np.intp]:
    """Number from 0 of the component of each unit: units that chains of settled pairs connect."""
    tied = relation | relation.T
    out = np.full(len(relation), -1, np.intp)
    for start in range(len(relation)):
        if out[start] < 0:
            reached = np.zeros(len(relation), bool)
            new = reached.copy()
            new[start] = True
            while new.any():
                reached |= new
                new = tied[new].any(axis=0) & ~reached
            out[reached] = out.max() + 1
    return out


def count_positions(relation: Relation, largest: int = LARGEST) -> tuple[Array, int] | None:
    """Share of the orders in which each unit (row) has each position (column), and their number; None if too many.

    An up-set is a beginning of some orders. e(U) orders of the units in U times e'(rest) orders of the others pass
    through U; a unit x follows U in e(U) * e'(rest - x) of them, and has position |U| + 1 there. Counts are exact
    integers, in 64 bits up to 20 units, in Python's own beyond.
    """
    n = len(relation)
    kind: Any = np.int64
    if n > SMALL:
        kind, largest = object, min(largest, LARGEST_LONG)
    if _many(relation, largest):
        return None
    before = np.array([sum(1 << int(u) for u in np.flatnonzero(relation[:, x])) for x in range(n)], np.uint64)
    bits = np.array([1 << x for x in range(n)], np.uint64)
    layers: list[npt.NDArray[np.uint64]] = [np.zeros(1, np.uint64)]
    ways = [np.ones(1, kind)]
    total = 1
    for _ in range(n):
        found, held = [], []
        for x in range(n):
            free = ((layers[-1] & bits[x]) == 0) & ((layers[-1] & before[x]) == before[x])
            found.append(layers[-1][free] | bits[x])
            held.append(ways[-1][free])
        layer, place = np.unique(np.concatenate(found), return_inverse=True)
        total += len(layer)
        if total > largest:
            return None
        count = np.zeros(len(layer), kind)
        np.add.at(count, place, np.concatenate(held))
        layers.append(layer)
        ways.append(count)
    orders = int(ways[-1][0])
    passing: list[list[int]] = [[0] * n for _ in range(n)]
    rest = np.ones(1, kind)
    for size in range(n - 1, -1, -1):
        here = np.zeros(len(layers[size]), kind)
        for x in range(n):
            free = ((layers[size] & bits[x]) == 0) & ((layers[size] & before[x]) == before[x])
            after = rest[np.searchsorted(layers[size + 1], layers[size][free] | bits[x])]
            here[free] += after
            passing[x][size] = int((ways[size][free] * after).sum())
        rest = here
    return np.array([[number / orders for number in row] for row in passing], float), orders


def _many(relation: Relation, largest: int) -> bool:
    """Whether there are certainly too many down-sets: any set of units of one height is one with all its parts."""
    height = np.zeros(len(relation), int)
    for unit in np.argsort(relation.sum(axis=0), kind="stable"):
        over = np.flatnonzero(relation[:, unit])
        height[unit] = 1 + height[over].max() if len(over) else 0
    widest = int(np.bincount(height).max())
    return bool(len(relation) > BITS or 2**widest > largest)


def _shuffle(size: int, n: int) -> Array:
    """P(rank among all n | position in the component of `size`): all ways to shuffle the others in, alike.

    With position k and j of the n - size others before it the rank is k + j (all from 1): of C(n, size) ways to choose
    the places of the component C(k + j - 1, j) * C(n - k - j, n - size - j) have it so.
    """
    others = n - size
    out = np.zeros((size, n))
    for k in range(1, size + 1):
        for j in range(others + 1):
            out[k - 1, k + j - 1] = comb(k + j - 1, j) * comb(n - k - j, others - j) / comb(n, size)
    return out
