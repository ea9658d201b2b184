"""Exact search for the best portfolios: best first, each unfinished one under the most it can still become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush, heappushpop, heapreplace

import numpy as np
from numpy.typing import NDArray

from ceecluster.planning.bounds import Ints, Layout
from ceecluster.planning.problem import SLACK, Floats, Portfolio, Problem

TIE = 1e-9
"""Portfolios closer than this are of one worth."""
NEARLY = 10 * TIE
"""Below the floor by less than this an option is still looked at: its hope is a sum in another order."""
WORK = 5_000
"""Steps after which a search ends without proof: portfolios, finished or not, taken from the queue."""
DIVES = WORK // 4
"""Steps in depth after that, until one portfolio is found."""
PATIENCE = 60
"""Nodes looked into after which prices for the regions' places are worth their while."""
PRICINGS, STEP = 10, 0.05
ROWS = 256
"""Pairs are looked at in tables of this many rows."""


@dataclass(frozen=True)
class SearchResult:
    """Portfolios that a search found, best first."""

    portfolios: tuple[Portfolio, ...]
    whole: bool
    """Proven: nothing better than the last of them, and nothing as good as what was asked for, is missing."""
    ceiling: float
    """No portfolio has a larger objective; that of the first where it is proven, -inf where none is feasible."""
    steps: int = 0
    """Work done."""


@dataclass(frozen=True, slots=True)
class _Node:
    """An unfinished portfolio: options in the order of the search, what it is worth, what it leaves open."""

    chosen: Portfolio
    worth: float
    unserved: Floats
    rests: tuple[int, ...]
    """Of each view, the bits not served yet."""
    joined: Ints
    spent: float
    banned: NDArray[np.bool_]


@dataclass(slots=True)
class _Branch:
    """What a node can become, the most promising first, and which is next."""

    node: _Node
    bounds: Floats
    tails: Ints
    """One row each: the options to add to the node's."""
    final: bool
    """Whether each row makes a finished portfolio, worth its bound; else a node to look into."""
    at: int = 0


class Search(Layout):
    """What does not hang on the values is worked out once, so that many valuations can be searched in turn.

    Options are taken in stages, one stage per theme where a theme is taken once: of each stage at most one. For every
    stage, number of pilots left and set of regions unserved a table holds the most that later stages can add; caps,
    leads, budget and exclusions are left out of it, so that it is a bound. A* over this bound finds the portfolios in
    the order of their worth. Source: P. E. Hart, N. J. Nilsson & B. Raphael 1968, doi:10.1109/TSSC.1968.300136.
    """

    def run(
        self,
        problem: Problem,
        count: int = 1,
        hints: Sequence[Portfolio] = (),
        *,
        least: float = -np.inf,
        work: int = WORK,
    ) -> SearchResult:
        """The `count` best portfolios and their ties, for a problem that differs in its values alone.

        With `least` none whose objective lies below it: where fewer than `count` come back, these are all. `hints` are
        feasible portfolios that may be good: they save work and change nothing. After `work` steps what was found is
        returned as not proven; where nothing was, one more portfolio is looked for in depth.
        """
        return _Run(self, problem, count, hints, least).found(work)


class _Run:
    """One search: the queue, the tables, and the best so far."""

    def __init__(self, search: Search, problem: Problem, count: int, hints: Sequence[Portfolio], least: float) -> None:
        self.search, self.problem, self.count, self.least = search, problem, count, least
        self.values, self.reward = problem.values[search.order], problem.reward
        self.best: list[float] = []
        self.kept: dict[Portfolio, float] = {}
        self.queue: list[tuple[float, int, int, _Branch | Portfolio]] = []
        self.pushed = self.looked = 0
        for hint in hints:
            self._offer(tuple(sorted(int(search.place[k]) for k in hint)), problem.objective(hint))

    @property
    def floor(self) -> float:
        """What a portfolio must reach to be among the best."""
        return max(self.best[0], self.least) - TIE if len(self.best) == self.count else self.least - TIE

    def found(self, work: int) -> SearchResult:
        """Search to the end, or to the limit of work."""
        s, c = self.search, self.problem.constraints
        banned = ~self._hopeful()
        if c.budget_cap is not None:
            banned |= s.costs > c.budget_cap + SLACK
        nobody = np.zeros(s.joins.shape[1], dtype=np.int64)
        root = _Node((), 0.0, np.ones(len(nobody)), tuple(view.full for view in s.views), nobody, 0.0, banned)
        if c.min_pilots == 0:
            self._offer((), 0.0)
        if c.min_pilots <= s.left:
            self._branch(root)
        whole, ceiling, steps = True, -np.inf, 0
        while self.queue and -self.queue[0][0] >= self.floor:
            if self.looked > PATIENCE and s.prices is None and c.cap_per_region is not None:
                self._price(root)
                self.queue = []
                self._branch(root)
            if steps >= work:
                whole, ceiling = False, -self.queue[0][0]
                self._dive()
                break
            steps += 1
            self._step(heappop(self.queue))
        portfolios = {tuple(sorted(int(s.order[k]) for k in p)): w for p, w in self.kept.items() if w >= self.floor}
        ceiling = max(ceiling, max(portfolios.values(), default=-np.inf))
        return SearchResult(tuple(portfolios), whole, ceiling, steps)

    def _price(self, root: _Node) -> None:
        """A price for each region's place in a pilot, so that what the cap forbids does not lift the bound.

        Any prices of 0 and more give a bound (Lagrange); these come from a few subgradient steps.
        """
        s, cap = self.search, self.problem.constraints.cap_per_region or 0
        prices, least = np.zeros(len(root.joined)), np.inf
        best = prices
        for step in range(PRICINGS):
            s.prices = prices
            self.__dict__.pop("tables", None)
            bound, joined = self._relaxed(root)
            if bound < least:
                least, best = bound, prices
            prices = np.maximum(prices + STEP / (1 + step) * (joined - cap), 0)
        s.prices = best
        self.__dict__.pop("tables", None)

    def _relaxed(self, root: _Node) -> tuple[float, Ints]:
        """The root's bound, and how often each region takes part in the relaxed portfolio that reaches it."""
        s, node, top = self.search, root, np.nan
        while len(node.chosen) < s.left:
            start = node.chosen[-1] + 1 if node.chosen else 0
            if start >= len(s.order):
                break
            worth = node.worth + self._gains(node, start)
            bound = self._bound(node, worth, start, s.left - len(node.chosen) - 1)
            bound = np.where(root.banned[start:], -np.inf, bound)
            k = int(bound.argmax())
            if not node.chosen:
                top = float(bound[k])
            if bound[k] == -np.inf:
                break
            node = self._child(node, k + start)
        return top, node.joined

    def _step(self, entry: tuple[float, int, int, _Branch | Portfolio]) -> None:
        bound, _, _, item = entry
        if not isinstance(item, _Branch):
            self._offer(item, -bound)
            return
        tail, worth = tuple(item.tails[item.at].tolist()), float(item.bounds[item.at])
        item.at += 1
        if item.at < len(item.bounds):
            self._push(float(item.bounds[item.at]), item)
        chosen = (*item.node.chosen, *tail)
        if item.final:
            self._offer(chosen, worth)
            return
        child = self._child(item.node, tail[0])
        if len(chosen) >= self.problem.constraints.min_pilots and child.worth >= self.floor:
            self._push(child.worth, chosen)
        self._branch(child)

    def _push(self, bound: float, item: _Branch | Portfolio) -> None:
        depth = len(item.node.chosen) if isinstance(item, _Branch) else len(item)
        self.pushed += 1
        heappush(self.queue, (-bound, -depth, self.pushed, item))

    def _offer(self, chosen: Portfolio, worth: float) -> None:
        """Keep a portfolio that is good enough and for which there are leads."""
        if worth < self.floor or chosen in self.kept or not self._led(chosen):
            return
        self.kept[chosen] = worth
        (heappush if len(self.best) < self.count else heappushpop)(self.best, worth)

    def _led(self, chosen: Portfolio) -> bool:
        """Whether each pilot has a lead of its own; where all have as many to choose from as there are pilots, yes."""
        if self.problem.constraints.leads_per_region is None:
            return True
        portfolio = tuple(sorted(int(self.search.order[k]) for k in chosen))
        options = [self.problem.options[k] for k in portfolio]
        if all(len(option.leads or option.regions) >= len(options) for option in options):
            return True
        return self.problem.leads(portfolio) is not None

    def _child(self, node: _Node, k: int) -> _Node:
        s, c = self.search, self.problem.constraints
        banned = node.banned | s.conflicts(k)
        joined = node.joined + s.joins[k]
        if c.cap_per_region is not None and (full := joined >= c.cap_per_region).any():
            banned |= s.reach @ full > 0
        spent = node.spent
        if c.budget_cap is not None:
            spent += float(s.costs[k])
            banned |= spent + s.costs > c.budget_cap + SLACK
        worth = node.worth + self.values[k] + self.reward * (s.reach[k] @ node.unserved)
        if k in s.bonus:
            worth += sum(gain for other, gain in s.bonus[k].items() if other in node.chosen)
        return _Node(
            chosen=(*node.chosen, k),
            worth=float(worth),
            unserved=node.unserved * (1 - s.reach[k]),
            rests=tuple(r & ~int(view.masks[k]) for r, view in zip(node.rests, s.views, strict=True)),
            joined=joined,
            spent=spent,
            banned=banned,
        )

    def _branch(self, node: _Node) -> None:
        """Queue what a node can become: by its last one or two pilots, or by one more of several."""
        self.looked += 1
        s, left = self.search, self.search.left - len(node.chosen)
        start = node.chosen[-1] + 1 if node.chosen else 0
        if not left or start >= len(s.order) or self._crowded(node):
            return
        worth = node.worth + self._gains(node, start)
        bound = worth if left == 1 else self._bound(node, worth, start, left - 1)
        fine = np.flatnonzero(~node.banned[start:] & (bound >= self.floor)) + start
        if left == 2:
            for at in range(0, len(fine), ROWS):
                self._pairs(node, fine[at : at + ROWS], worth, start)
            if len(node.chosen) + 1 >= self.problem.constraints.min_pilots:
                self._queue(node, worth[fine - start], fine[:, None], final=True)
        else:
            self._queue(node, bound[fine - start], fine[:, None], final=left == 1)

    def _crowded(self, node: _Node) -> bool:
        """Whether the regions have no room left for as many pilots as there must be."""
        s, c = self.search, self.problem.constraints
        missing = c.min_pilots - len(node.chosen)
        if c.cap_per_region is None or missing <= 0:
            return False
        able = s.joins.any(axis=0)
        return bool(missing * s.joins.sum(axis=1).min() > (c.cap_per_region - node.joined)[able].sum())

    def _gains(self, node: _Node, start: int) -> Floats:
        """What each option from `start` adds to a node."""
        s = self.search
        gains = self.values[start:] + self.reward * (s.reach[start:] @ node.unserved)
        for k in node.chosen if s.bonus else ():
            for other, gain in s.bonus.get(k, {}).items():
                if other >= start:
                    gains[other - start] += gain
        return gains

    def _pairs(self, node: _Node, first: Ints, worth: Floats, start: int) -> None:
        """Queue a node's last two pilots: the first of each pair given, all second ones looked at in one table."""
        s, c = self.search, self.problem.constraints
        # What cannot lift even the best of the first ones to the floor is left out at once.
        able = ~node.banned[start:] & (worth - node.worth + s.extra[start:] + worth[first - start].max() >= self.floor)
        second = np.flatnonzero(able) + start
        reach = s.reach[second]
        gains = worth[second - start] - node.worth - self.reward * (reach @ node.unserved)
        table = worth[first - start, None] + gains + self.reward * (node.unserved * (1 - s.reach[first]) @ reach.T)
        for row, k in enumerate(first.tolist() if s.bonus else ()):
            for other, gain in s.bonus.get(k, {}).items():
                table[row, second == other] += gain
        rows, columns = np.nonzero((first[:, None] < second) & (table >= self.floor))
        one, two = first[rows], second[columns]
        wrong = np.array([s.conflicts(k)[other] for k, other in zip(one.tolist(), two.tolist(), strict=True)], bool)
        if c.cap_per_region is not None:
            wrong |= (node.joined + s.joins[one] + s.joins[two] > c.cap_per_region).any(axis=1)
        if c.budget_cap is not None:
            wrong |= node.spent + s.costs[one] + s.costs[two] > c.budget_cap + SLACK
        self._queue(node, table[rows, columns][~wrong], np.stack([one, two], axis=1)[~wrong], final=True)

    def _queue(self, node: _Node, bounds: Floats, tails: Ints, *, final: bool) -> None:
        if final and len(bounds) and len(self.best) < self.count:
            # The best of them at once: a floor saves sorting what lies below it.
            for k in np.argsort(-bounds, kind="stable")[: self.count - len(self.best)]:
                self._offer((*node.chosen, *tails[k].tolist()), float(bounds[k]))
        fine = np.flatnonzero(bounds >= self.floor)
        if len(fine):
            fine = fine[np.argsort(-bounds[fine], kind="stable")]
            branch = _Branch(node, bounds[fine], tails[fine], final)
            self._push(float(branch.bounds[0]), branch)

    def _bound(self, node: _Node, worth: Floats, start: int, left: int) -> Floats:
        s = self.search
        after = s.stage[start:] + (0 if s.blocks else 1)
        if s.prices is not None:
            room = (self.problem.constraints.cap_per_region or 0) - node.joined
            worth = worth + s.prices @ room - s.reach[start:] @ s.prices
        bounds = []
        for view, tables, rest in zip(s.views, self.tables, node.rests, strict=True):
            more = tables[left][after, np.searchsorted(view.rests[left], rest & ~view.masks[start:])]
            if not view.each:
                open_ = node.unserved[view.others]
                more = more + self.reward * (open_.sum() - s.reach[start:][:, view.others] @ open_)
            bounds.append(worth + more)
        return bounds[0] if len(bounds) == 1 else np.minimum(*bounds)

    def _hopeful(self) -> NDArray[np.bool_]:
        """Options that can be in a portfolio that reaches the floor: beside the most valuable others, all served."""
        s, floor = self.search, self.floor
        hope = self.values + s.extra
        if not len(hope):
            return np.ones_like(hope, dtype=bool)
        tops = np.sort(np.maximum.reduceat(hope, s.starts[:-1]) if not s.blocks else hope)[::-1]
        others = float(np.maximum(tops[: s.left - 1], 0).sum())
        size = s.reach.sum(axis=1)
        served = np.minimum(size + (s.left - 1) * size.max(), s.joins.any(axis=0).sum())
        return np.asarray(hope + others + self.reward * served >= floor - NEARLY)

    @cached_property
    def tables(self) -> tuple[tuple[Floats, ...], ...]:
        """For each view and number of pilots left, stages x rests: the most that this stage and later ones add."""
        s = self.search
        hope = np.where(self._hopeful(), self.values + s.extra, -np.inf)
        if s.prices is not None:
            hope = hope - s.reach @ s.prices
        made = []
        for at, view in enumerate(s.views):
            more = hope
            if view.each and len(view.others):
                more = hope + self.reward * s.reach[:, view.others].sum(axis=1)
            tables = [np.zeros((s.count + 1, len(rests))) for rests in view.rests]
            for stage in range(s.count - 1, -1, -1):
                options = slice(s.starts[stage], s.starts[stage + 1])
                for left in range(1, s.left):
                    # Of a block several may be taken, even one of them twice: still a bound.
                    later, served = s.moves(at, options, left)
                    best = self.reward * served
                    best += more[options, None]
                    if left > 1:
                        best += tables[left - 1][stage if s.blocks else stage + 1][later]
                    np.maximum(tables[left][stage + 1], best.max(axis=0), out=tables[left][stage])
            made.append(tuple(tables))
        return tuple(made)

    def _dive(self) -> None:
        """Without proof, one portfolio with pilots at least: the deepest first."""
        heap = [(depth, bound, number, item) for bound, depth, number, item in self.queue]
        heapify(heap)
        steps = DIVES
        while heap and not any(self.kept) and steps:
            steps -= 1
            self.queue = []
            depth, bound, number, item = heap[0]
            self._step((bound, depth, number, item))
            new = [(d, b, m, i) for b, d, m, i in self.queue]
            if new:
                heapreplace(heap, new[0])
                for entry in new[1:]:
                    heappush(heap, entry)
            else:
                heappop(heap)
