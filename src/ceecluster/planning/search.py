"""Exact search for up to three pilots: pairs in falling order of the best they can still become."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ceecluster.planning.problem import Floats, Portfolio, Problem

TIE = 1e-9
"""Portfolios closer than this are of one worth."""
TABLE = 4_000_000
"""Cells up to which the regions each option would add to each set are kept in one table."""


class Best:
    """The best portfolios so far, at most `count` of them and their ties, none below `least`."""

    def __init__(self, problem: Problem, count: int, least: float = -np.inf) -> None:
        self.problem, self.count, self.least = problem, count, least
        self.heap: list[float] = []
        self.found: dict[Portfolio, float] = {}

    @property
    def floor(self) -> float:
        """What a portfolio must reach to be among the best."""
        return max(self.heap[0], self.least) - TIE if len(self.heap) == self.count else self.least - TIE

    def offer(self, portfolio: Portfolio) -> None:
        """Keep a portfolio if it is good enough and feasible."""
        if portfolio in self.found:
            return
        worth = self.problem.objective(portfolio)
        if worth < self.floor or not self.problem.feasible(portfolio):
            return
        self.found[portfolio] = worth
        (heapq.heappush if len(self.heap) < self.count else heapq.heappushpop)(self.heap, worth)


class PairSearch:
    """What does not hang on the values is worked out once, so that many valuations can be searched in turn."""

    def __init__(self, problem: Problem) -> None:
        n, regions = len(problem.options), len(problem.regions)
        self.ones = np.array([bin(mask).count("1") for mask in range(1 << regions)], dtype=np.uint8)
        self.bonus = np.zeros((n, n))
        for (i, j), gain in problem.synergies.items():
            self.bonus[i, j] = self.bonus[j, i] = gain
        self.extra = np.sort(np.maximum(self.bonus, 0), axis=1)[:, -2:].sum(axis=1)
        fine = _compatible(problem)
        self.blocked = ~fine
        self.left, self.right = np.nonzero(np.triu(fine, 1))
        masks = problem.masks
        self.union = masks[self.left] | masks[self.right]
        self.unserved = (len(self.ones) - 1) & ~self.union
        self.rests = np.flatnonzero(np.bincount(self.unserved, minlength=len(self.ones)))
        # Options with the same partners differ in their value alone: the best of each kind stands for all.
        self.by_kind = np.argsort(masks, kind="stable")
        self.kinds, self.starts = np.unique(masks[self.by_kind], return_index=True)
        small = len(self.rests) * len(self.kinds) <= TABLE
        self.adds = self.ones[self.kinds[None, :] & self.rests[:, None]] if small else None

    def run(
        self, problem: Problem, count: int, hints: Sequence[Portfolio] = (), *, least: float = -np.inf
    ) -> list[Portfolio]:
        """The `count` best portfolios and their ties, for a problem that differs in its values alone.

        With `least` none whose objective lies below it: where fewer than `count` come back, these are all.

        Best first over pairs: what a third pilot could add at most is known for every set of regions unserved, so that
        the search ends when no pair left can become better than what has been found.
        """
        best = Best(problem, count, least)
        for hint in hints:
            best.offer(hint)
        n, c = len(problem.options), problem.constraints
        for size in range(c.min_pilots, min(c.max_pilots, 1) + 1):
            for portfolio in combinations(range(n), size):
                best.offer(portfolio)
        if c.max_pilots < 2 or n < 2:
            return list(best.found)
        values, reward = problem.values, problem.reward
        base = (
            values[self.left] + values[self.right] + self.bonus[self.left, self.right] + reward * self.ones[self.union]
        )
        if c.max_pilots >= 3 and n >= 3:
            self._thirds(problem, best, base)
        if c.min_pilots <= 2:
            hopeful = np.flatnonzero(base >= best.floor)
            for position in _descending(base[hopeful]):
                at = hopeful[position]
                if base[at] < best.floor:
                    break
                best.offer((int(self.left[at]), int(self.right[at])))
        return list(best.found)

    def _thirds(self, problem: Problem, best: Best, base: Floats) -> None:
        values, masks, reward = problem.values, problem.masks, problem.reward
        hope = np.maximum.reduceat((values + self.extra)[self.by_kind], self.starts)
        third = np.zeros(len(self.ones))
        if self.adds is not None:
            third[self.rests] = (reward * self.adds + hope).max(axis=1)
        else:
            for rest in self.rests:
                third[rest] = (hope + reward * self.ones[self.kinds & rest]).max()
        bound = base + third[self.unserved]
        hopeful = np.flatnonzero(bound >= best.floor)
        for position in _descending(bound[hopeful]):
            at = hopeful[position]
            if bound[at] < best.floor:
                break
            i, j = int(self.left[at]), int(self.right[at])
            worth = base[at] + values + self.bonus[i] + self.bonus[j] + reward * self.ones[masks & self.unserved[at]]
            worth[self.blocked[i] | self.blocked[j]] = -np.inf
            good = np.flatnonzero(worth >= max(best.floor, -1e300))
            for k in good[np.argsort(-worth[good], kind="stable")]:
                if worth[k] < best.floor:
                    break
                a, b, d = sorted((i, j, int(k)))
                best.offer((a, b, d))


def _descending(bound: Floats, block: int = 4096) -> Iterator[int]:
    """Positions by falling bound, sorted block by block because few are ever needed."""
    rest = np.arange(len(bound))
    while len(rest):
        if len(rest) <= block:
            yield from rest[np.argsort(-bound[rest], kind="stable")]
            return
        cut = np.partition(bound[rest], len(rest) - block)[len(rest) - block]
        head = rest[bound[rest] >= cut]
        yield from head[np.argsort(-bound[head], kind="stable")]
        rest = rest[bound[rest] < cut]


def _compatible(problem: Problem) -> NDArray[np.bool_]:
    """Which two options may run beside each other as far as two can tell."""
    n, c = len(problem.options), problem.constraints
    fine = ~np.eye(n, dtype=bool)
    if c.one_per_theme:
        themes = problem.themes
        fine &= (themes[:, None] != themes[None, :]) | (themes[:, None] < 0)
    if c.leads_per_region == 1:
        leads = problem.fixed_leads
        fine &= (leads[:, None] != leads[None, :]) | (leads[:, None] < 0)
    if c.cap_per_region == 1:
        fine &= (problem.masks[:, None] & problem.masks[None, :]) == 0
    if c.exclusions:
        for i, j in problem.exclusion_pairs:
            fine[i, j] = fine[j, i] = False
    if c.budget_cap is not None:
        fine &= problem.costs[:, None] + problem.costs[None, :] <= c.budget_cap + 1e-9
    return fine
