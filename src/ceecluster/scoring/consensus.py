"""One order out of several: the Kemeny ranking of methods, parties or judges, exactly.

The order with the fewest pairwise disagreements with all rankings together. Kemeny 1959, Daedalus 88, 577-591;
Young & Levenglick 1978, doi:10.1137/0135023. Pairs that a ranking ties cost half either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.published import Published
from ceecluster.scoring.aggregation import Array, check_weights
from ceecluster.scoring.table_rows import ConsensusRank

BY_SUBSETS = 16
"""Largest block solved over all its subsets (2^16); larger ones by integer programming."""
TIE = 1e-9
SECONDS = 60
"""Most time for the order of one large block."""


@dataclass(frozen=True)
class Consensus(Published):
    """The order with the fewest disagreements."""

    JSON = ("ranks", "disagreement", "share", "unique", "optimal")

    ranks: Annotated[pd.DataFrame, ConsensusRank]
    """unit, rank in the order told, best and worst rank over all orders that are as good (missing where a block was too
    large to list them)."""
    disagreement: float
    """Pairs on which a ranking and the order differ, over all rankings by weight; ties count half."""
    share: float
    """Agreement: 1 - disagreement / pairs that could differ; 1 where all rankings are one."""
    unique: bool | None
    """Whether no other order is as good; None where that is not known."""
    optimal: bool
    """Whether the order is proven to be the best."""

    @property
    def order(self) -> tuple[str, ...]:
        """The units, first to last."""
        return tuple(str(unit) for unit in self.ranks.sort_values("rank")["unit"])


def kemeny(units: Sequence[str], rankings: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Consensus:
    """The Kemeny order of rankings x units (1 is first; ties share a rank; NaN is not ranked and says nothing).

    Blocks that a majority puts wholly above one another are solved one by one (Truchon 1998, extended Condorcet
    criterion), each over its subsets, or by integer programming where it is large.
    """
    names = tuple(map(str, units))
    table = np.atleast_2d(np.asarray(rankings, float))
    if table.shape[1] != len(names):
        raise UsageError(f"rankings of {table.shape[1]} units for {len(names)}", "a row per ranking, a column per unit")
    if not len(table) or not names:
        raise UsageError("there is nothing to rank", "give at least one ranking of at least one unit")
    w = check_weights(np.ones(len(table)) if weights is None else weights)
    support = pairwise(table, w)
    best, worst = np.full(len(names), np.nan), np.full(len(names), np.nan)
    order: list[int] = []
    unique: bool | None = True
    optimal = True
    for block in majority_blocks(support):
        inside = support[np.ix_(block, block)]
        start = len(order)
        if len(block) <= BY_SUBSETS:
            found, low, high, alone = _by_subsets(inside)
            best[block], worst[block] = start + low + 1, start + high + 1
            unique = unique if alone else (None if unique is None else False)
        else:
            found, proven = _by_program(inside)
            optimal, unique = optimal and proven, None
        order += [block[unit] for unit in found]
    rank = np.empty(len(names))
    rank[order] = np.arange(1, len(names) + 1)
    cost = sum(support[b, a] for n, a in enumerate(order) for b in order[n + 1 :])
    possible = (support + support.T)[np.triu_indices(len(names), 1)].sum()
    return Consensus(
        ranks=pd.DataFrame({"unit": list(names), "rank": rank, "best": best, "worst": worst}),
        disagreement=float(cost),
        share=float(1 - cost / possible) if possible > 0 else 1.0,
        unique=unique,
        optimal=optimal,
    )


def pairwise(rankings: Array, weights: Array) -> Array:
    """Units x units: weight of the rankings that put the row above the column, ties half; a unit ties with itself."""
    n = rankings.shape[1]
    support = np.zeros((n, n))
    for row, weight in zip(rankings, weights, strict=True):
        with np.errstate(invalid="ignore"):
            support += weight * ((row[:, None] < row[None, :]) + 0.5 * (row[:, None] == row[None, :]))
    return support


def majority_blocks(support: Array) -> list[list[int]]:
    """Blocks, best first, each unit of one strictly preferred to each of the next by a majority."""
    n = len(support)
    reach = support >= support.T - TIE
    for middle in range(n):
        reach |= reach[:, [middle]] & reach[[middle], :]
    together = reach & reach.T
    # Of two units one reaches the other, so that who reaches more stands before.
    first = np.argsort(-reach.sum(axis=1), kind="stable")
    return [list(block) for block in dict.fromkeys(tuple(np.flatnonzero(together[unit]).tolist()) for unit in first)]


def _by_subsets(support: Array) -> tuple[list[int], Array, Array, bool]:
    """Best order of a block, the lowest and highest place of each unit over all best orders, and whether it is alone.

    f(S): least cost of putting the units of S first in the best order; the next unit x costs the support for those
    still to come over x. g(S): least cost of the rest after S.
    """
    n = len(support)
    full = (1 << n) - 1
    sets = np.arange(full + 1)
    member = (sets[:, None] >> np.arange(n)) & 1
    # Cost of placing x next after S: support of everyone outside S (and not x) over x.
    after = (1 - member) @ support
    f = np.full(full + 1, np.inf)
    g = np.full(full + 1, np.inf)
    f[0] = g[full] = 0.0
    sizes = member.sum(axis=1)
    by_size = [np.flatnonzero(sizes == size) for size in range(n)]
    for size in range(n):
        for x in range(n):
            rows = by_size[size][member[by_size[size], x] == 0]
            np.minimum.at(f, rows | (1 << x), f[rows] + after[rows, x])
    for size in reversed(range(n)):
        for x in range(n):
            rows = by_size[size][member[by_size[size], x] == 0]
            g[rows] = np.minimum(g[rows], after[rows, x] + g[rows | (1 << x)])
    least = f[full]
    low, high = np.empty(n), np.empty(n)
    for x in range(n):
        rows = np.flatnonzero(member[:, x] == 0)
        good = sizes[rows[f[rows] + after[rows, x] + g[rows | (1 << x)] <= least + TIE]]
        low[x], high[x] = good.min(), good.max()
    order, here = [], 0
    while here != full:
        open_units = [x for x in range(n) if not here >> x & 1]
        x = next(x for x in open_units if abs(after[here, x] + g[here | (1 << x)] - g[here]) <= TIE)
        order.append(x)
        here |= 1 << x
    return order, low, high, bool((low == high).all())


def _by_program(support: Array) -> tuple[list[int], bool]:
    """Best order of a large block: linear ordering with x_ab + x_bc + x_ca <= 2, solved by HiGHS."""
    # scipy.optimize costs a third of a second to import; only large blocks pay it.
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    n = len(support)
    pairs = {pair: k for k, pair in enumerate((a, b) for a in range(n) for b in range(a + 1, n))}
    cost = np.array([support[b, a] - support[a, b] for a, b in pairs])
    rows, columns, data = [], [], []
    count = 0
    for a in range(n):
        for b in range(a + 1, n):
            for c in range(b + 1, n):
                rows += [count] * 3
                columns += [pairs[a, b], pairs[b, c], pairs[a, c]]
                data += [1.0, 1.0, -1.0]
                count += 1
    matrix = coo_array((data, (rows, columns)), shape=(count, len(pairs))).tocsr()
    found = milp(
        cost,
        constraints=LinearConstraint(matrix, 0, 1),
        integrality=np.ones(len(pairs), int),
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS},
    )
    if found.x is None:
        raise UsageError(f"no order of {n} units was found within {SECONDS} seconds", "rank fewer units together")
    wins = np.bincount([a if x > 0.5 else b for (a, b), x in zip(pairs, found.x, strict=True)], minlength=n)
    return [int(unit) for unit in np.argsort(-wins, kind="stable")], bool(found.status == 0)
