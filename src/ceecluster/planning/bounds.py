"""Sets of regions as bits: what a portfolio can still serve, for the bounds of the search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceecluster.planning.problem import Floats, Problem

BITS = 12
"""Regions over whose sets a table is kept; of more regions two tables over this many each bound the search."""
CELLS = 4_000_000
"""Size of the tables; where it does not do, options are bounded block by block."""
Ints = NDArray[np.int64]
ONES = np.array([bin(rest).count("1") for rest in range(1 << BITS)], dtype=float)


@dataclass(frozen=True)
class View:
    """Some regions as bits, and how the others are bounded: each counted for every pilot it is in, or as served."""

    masks: Ints
    """Of each option, its regions among the bits."""
    others: Ints
    each: bool
    full: int
    """All bits."""
    rests: tuple[Ints, ...]
    """For each number of pilots left, from 0, the sets of bits that can be unserved then, rising."""

    def later(self, options: slice, left: int) -> Ints:
        """Options x rests: where, among the rests of one pilot less, what stays unserved after the option stands."""
        after = self.rests[left] & ~self.masks[options, None]
        return np.asarray(np.searchsorted(self.rests[left - 1], after))

    def served(self, options: slice, left: int) -> Floats:
        """Options x rests: how many of the unserved bits the option serves."""
        more = self.rests[left] & self.masks[options, None]
        return np.asarray(ONES[more])


def nothing() -> Ints:
    """No options, no regions."""
    return np.zeros(0, dtype=np.int64)


def views(joins: NDArray[np.bool_], left: int) -> tuple[View, ...]:
    """All regions that can be served as bits; of too many, those in the fewest and those in the most options."""
    counts = joins.sum(axis=0)
    able = np.flatnonzero(counts)
    if len(able) <= BITS:
        return (_view(joins, able, nothing(), left, each=True),)
    ranked = able[np.argsort(counts[able], kind="stable")]
    rare, often = ranked[:BITS], ranked[-BITS:]
    return (
        _view(joins, rare, ranked[BITS:], left, each=False),
        _view(joins, often, ranked[:-BITS], left, each=True),
    )


def _view(joins: NDArray[np.bool_], bits: Ints, others: Ints, left: int, *, each: bool) -> View:
    masks = joins[:, bits] @ (1 << np.arange(len(bits), dtype=np.int64))
    full = (1 << len(bits)) - 1
    rests = [np.array([full])]
    for _ in range(left):
        rests.append(np.unique(rests[-1] & ~np.unique(masks)[:, None]))
    return View(masks, others, each, full, tuple(reversed(rests)))


class Layout:
    """A problem without its values: options in stages, regions as bits, who may run beside whom."""

    def __init__(self, problem: Problem) -> None:
        n, c = len(problem.options), problem.constraints
        alone = n + np.arange(n)  # above the number of any theme
        labels = np.where((problem.themes >= 0) & c.one_per_theme, problem.themes, alone)
        self.order = np.argsort(labels, kind="stable")
        self.joins = problem.joins[self.order]
        self.reach = self.joins.astype(float)
        self.left = min(c.max_pilots, n)
        self.views = views(self.joins if c.cover_all else self.joins[:, :0], self.left)
        kinds, stages = np.unique(labels[self.order], return_inverse=True)
        count = len(kinds)
        most = max(1, CELLS // max(sum(map(len, view.rests)) for view in self.views))
        self.blocks = count > most
        self.stage = stages * most // count if self.blocks else stages
        self.count = min(count, most)
        self.starts = np.searchsorted(self.stage, np.arange(self.count + 1))
        self.themes, self.fixed = problem.themes[self.order], problem.fixed_leads[self.order]
        self.themed, self.one_lead = c.one_per_theme, c.leads_per_region == 1
        self.costs = problem.costs[self.order]
        place = np.empty(n, dtype=np.int64)
        place[self.order] = np.arange(n)
        self.apart: dict[int, list[int]] = {}
        for i, j in problem.exclusion_pairs if c.exclusions else ():
            self.apart.setdefault(int(place[i]), []).append(int(place[j]))
            self.apart.setdefault(int(place[j]), []).append(int(place[i]))
        self.bonus: dict[int, dict[int, float]] = {}
        for (i, j), gain in problem.synergies.items():
            self.bonus.setdefault(int(place[i]), {})[int(place[j])] = gain
            self.bonus.setdefault(int(place[j]), {})[int(place[i])] = gain
        helping = {k: sorted((g for g in gains.values() if g > 0), reverse=True) for k, gains in self.bonus.items()}
        self.extra = np.zeros(n)
        for k, gains in helping.items():
            self.extra[k] = sum(gains[: self.left - 1])
        self.place = place
        self.prices: Floats | None = None
        self._moves: dict[tuple[int, int, int], tuple[Ints, Floats]] = {}
        self._room = CELLS
        self._conflicts: dict[int, NDArray[np.bool_]] = {}

    def moves(self, view: int, options: slice, left: int) -> tuple[Ints, Floats]:
        """`View.later` and `View.served` of a stage, kept where all of them find room."""
        key = (view, options.start, left)
        if key not in self._moves:
            found = self.views[view].later(options, left), self.views[view].served(options, left)
            self._room -= found[0].size
            if self._room < 0:
                return found
            self._moves[key] = found
        return self._moves[key]

    def conflicts(self, k: int) -> NDArray[np.bool_]:
        """Options that cannot run beside one, as far as two can tell: theme, lead, exclusions."""
        if k not in self._conflicts:
            row = np.zeros(len(self.order), dtype=bool)
            if self.themed and self.themes[k] >= 0:
                row |= self.themes == self.themes[k]
            if self.one_lead and self.fixed[k] >= 0:
                row |= self.fixed == self.fixed[k]
            row[self.apart.get(k, [])] = True
            self._conflicts[k] = row
        return self._conflicts[k]
