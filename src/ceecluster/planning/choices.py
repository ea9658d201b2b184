"""What a council can choose among: portfolios nearly as good that differ as much as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceecluster.errors import unknown
from ceecluster.planning.problem import DIGITS, Portfolio, Problem
from ceecluster.planning.solvers import Method, best_portfolios, portfolios_within

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
LETTERS = "ABC"
LIMIT = 5_000
"""Portfolios within the loss up to which the choice among them is exact."""
SAME = 1e-9
BLOCK = 128


@dataclass(frozen=True)
class Choice:
    """One of the options: A is the optimum, the others differ most from it and from each other."""

    letter: str
    """A, B or C."""
    pilots: tuple[str, ...]
    value: float
    loss: float
    """Value given up against the optimum."""
    served: int
    differs: float
    """Distance from A, 0 to 1."""
    apart: float
    """Smallest distance from any other of the options; 0 where there is none."""


@dataclass(frozen=True)
class Choices:
    """The options, and how they were found."""

    options: tuple[Choice, ...]
    loss: float
    """The value that may be given up, as a share of the optimum's."""
    within: int
    """Portfolios within that loss that serve as many regions."""
    exact: bool
    """Whether these are all; where they are too many, the best `within` of them were looked at."""

    @property
    def pilots(self) -> dict[str, tuple[str, ...]]:
        """The pilots of each option by its letter."""
        return {option.letter: option.pilots for option in self.options}

    def __getitem__(self, letter: str) -> Choice:
        """The option of a letter; UsageError if there is none."""
        for option in self.options:
            if option.letter == letter:
                return option
        raise unknown("option", letter, self.pilots)


class Space:
    """Portfolios as rows of pilots and of (pilot, partner) pairs, to tell how far apart they are.

    The distance is 0 (the same) to 1 (nothing in common): half from the pilots, half from who takes part in them, each
    the share of what the two have that is not in both, |P - Q| + |Q - P| over |P| + |Q|. A pilot is its theme; without
    one, itself.
    """

    def __init__(self, problem: Problem, portfolios: Sequence[Portfolio]) -> None:
        names = problem.themes.copy()
        names[names < 0] = names.max(initial=-1) + 1 + np.flatnonzero(names < 0)
        chosen = np.zeros((len(portfolios), len(names)), dtype=np.float32)
        for row, portfolio in enumerate(portfolios):
            chosen[row, list(portfolio)] = 1
        used = np.flatnonzero(chosen.any(axis=0))
        labels, place = np.unique(names[used], return_inverse=True)
        pilots = np.zeros((len(used), len(labels)), dtype=np.float32)
        pilots[np.arange(len(used)), place] = 1
        pairs = (pilots[:, :, None] * problem.joins[used][:, None, :]).reshape(len(used), -1)
        # Whole numbers below 2^24: exact in single precision, the same on every machine.
        self.tables = tuple(chosen[:, used] @ table for table in (pilots, pairs))

    def between(self, some: Sequence[int] | Ints, others: Sequence[int] | Ints) -> Floats:
        """Distances of some of the portfolios (rows) from others (columns), rounded to nine digits."""
        parts = []
        for table in self.tables:
            one, two = table[some], table[others]
            shared = (one @ two.T).astype(float)
            size = one.sum(axis=1)[:, None] + two.sum(axis=1)[None, :].astype(float)
            parts.append(np.divide(size - 2 * shared, size, out=np.zeros_like(size), where=size > 0))
        return np.asarray(np.round((parts[0] + parts[1]) / 2, DIGITS))


def different_plans(problem: Problem, loss: float, *, method: Method = "auto", limit: int = LIMIT) -> Choices:
    """The optimum and up to two more portfolios within the loss whose smallest distance from one another is largest.

    Max-min over all pairs of portfolios that serve as many regions as the optimum and lose at most `loss` of its value,
    found exactly among them (`exact` says whether they are all). Of pairs equally far apart the one whose better
    portfolio is worth most goes first, then whose other is. No options where nothing is feasible.
    """
    best = best_portfolios(problem, method=method).portfolios
    if not best:
        return Choices((), loss, 0, exact=True)
    top, served = problem.value(best[0]), problem.served(best[0])
    floor = top - loss * abs(top)
    found = portfolios_within(problem, problem.reward * served + floor, limit=limit, method=method, work=2 * limit)
    near = [
        p for p in found.portfolios if p != best[0] and problem.served(p) == served and problem.value(p) >= floor - SAME
    ]
    chosen = [best[0], *(near[k] for k in _farthest(problem, best[0], near))]
    # The options are told in the order of their value.
    chosen[1:] = sorted(chosen[1:], key=lambda p: (-round(problem.value(p), DIGITS), problem.ids(p)))
    everyone = range(len(chosen))
    apart = Space(problem, chosen).between(everyone, everyone)
    return Choices(
        options=tuple(
            Choice(
                letter=LETTERS[k],
                pilots=problem.ids(portfolio),
                value=problem.value(portfolio),
                loss=max(top - problem.value(portfolio), 0.0),
                served=problem.served(portfolio),
                differs=float(apart[0, k]),
                apart=float(np.delete(apart[k], k).min()) if len(chosen) > 1 else 0.0,
            )
            for k, portfolio in enumerate(chosen)
        ),
        loss=loss,
        within=len(near) + 1,
        exact=found.whole,
    )


def _farthest(problem: Problem, first: Portfolio, near: list[Portfolio]) -> tuple[int, ...]:
    """Positions of the two of `near` (best first) that are farthest from `first` and from each other."""
    if len(near) < 2:
        return tuple(range(len(near)))
    space, last = Space(problem, [*near, first]), len(near)
    (far,) = space.between([last], range(last))
    order = np.argsort(-far, kind="stable")
    reach = 0.0
    for start in range(0, last, BLOCK):
        rows = order[start : start + BLOCK]
        if far[rows[0]] <= reach:
            break  # no pair with one of these can be farther apart than it is from the first
        earlier = order[: start + len(rows)]
        between = np.minimum(space.between(rows, earlier), far[rows][:, None])
        between[np.arange(len(rows))[:, None] + start <= np.arange(len(earlier))] = 0.0
        reach = max(reach, float(between.max()))
    able = np.flatnonzero(far >= reach)
    for place, k in enumerate(able):
        others = able[place + 1 :]
        (there,) = space.between([int(k)], others)
        fitting = others[there >= reach]
        if len(fitting):
            return int(k), int(fitting[0])
    raise AssertionError("the pair that reached the distance is among those able to")
