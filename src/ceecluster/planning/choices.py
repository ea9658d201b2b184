"""What a council can choose among: portfolios nearly as good that differ as much as possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceecluster.planning.problem import Portfolio, Problem
from ceecluster.planning.solvers import Method, best_portfolios, portfolios_within

Floats = NDArray[np.float64]
LETTERS = "ABC"
LIMIT = 20_000
"""Portfolios within the loss up to which the choice among them is exact."""
SAME = 1e-9


@dataclass(frozen=True)
class Choice:
    """One of the options: A is the optimum, the others differ most from it and from each other."""

    letter: str
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

    def __getitem__(self, letter: str) -> Choice:
        """The option of a letter; KeyError if there is none."""
        for option in self.options:
            if option.letter == letter:
                return option
        raise KeyError(letter)


def distances(problem: Problem, one: Portfolio, others: list[Portfolio]) -> Floats:
    """Distance of a portfolio from each of the others, 0 (the same) to 1 (nothing in common).

    Half from the pilots, half from who takes part in them: the share of the pilots, and of the (pilot, partner) pairs,
    of the two that are not in both, |P - Q| + |Q - P| over |P| + |Q|. A pilot is its theme; without one, itself.
    """
    names = problem.themes.copy()
    names[names < 0] = names.max(initial=-1) + 1 + np.flatnonzero(names < 0)
    pilots = np.zeros((len(problem.options), int(names.max(initial=-1)) + 1))
    pilots[np.arange(len(names)), names] = 1
    pairs = (pilots[:, :, None] * problem.joins[:, None, :]).reshape(len(names), -1)
    rows = np.zeros((len(others) + 1, len(problem.options)))
    for k, portfolio in enumerate([one, *others]):
        rows[k, list(portfolio)] = 1
    return np.asarray((_unlike(rows @ pilots) + _unlike(rows @ pairs)) / 2)


def _unlike(table: Floats) -> Floats:
    """Of the first row and each of the others, the share that is not in both."""
    first, rest = table[0], table[1:]
    total = first.sum() + rest.sum(axis=1)
    apart = np.abs(rest - first).sum(axis=1)
    return np.asarray(np.divide(apart, total, out=np.zeros(len(rest)), where=total > 0))


def different_plans(problem: Problem, loss: float, *, method: Method = "auto", limit: int = LIMIT) -> Choices:
    """The optimum and up to two more portfolios within the loss whose smallest distance from one another is largest.

    Max-min over all pairs of portfolios that serve as many regions as the optimum and lose at most `loss` of its value,
    found exactly among them (`exact` says whether they are all). Of pairs equally far apart the one whose better
    portfolio is worth most goes first, then whose other is. No options where nothing is feasible.
    """
    best = best_portfolios(problem, method=method)
    if not best:
        return Choices((), loss, 0, exact=True)
    top, served = problem.value(best[0]), problem.served(best[0])
    floor = top - loss * abs(top)
    found, exact = portfolios_within(problem, problem.reward * served + floor, limit=limit, method=method)
    near = [p for p in found if p != best[0] and problem.served(p) == served and problem.value(p) >= floor - SAME]
    chosen = [best[0], *(near[k] for k in _farthest(problem, best[0], near))]
    # The options are told in the order of their value.
    chosen[1:] = sorted(chosen[1:], key=lambda p: (-round(problem.value(p), 9), problem.ids(p)))
    apart = np.array([distances(problem, one, chosen) for one in chosen])
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
        exact=exact,
    )


def _farthest(problem: Problem, first: Portfolio, near: list[Portfolio]) -> tuple[int, ...]:
    """Positions of the two of `near` (best first) that are farthest from `first` and from each other."""
    if len(near) < 2:
        return tuple(range(len(near)))
    far = np.round(distances(problem, first, near), 9)
    order = np.argsort(-far, kind="stable")
    reach = 0.0
    for place, k in enumerate(order):
        if far[k] <= reach:
            break  # no pair with k can be farther apart than k is from the first
        earlier = order[:place]
        if len(earlier):
            between = np.round(distances(problem, near[k], [near[j] for j in earlier]), 9)
            reach = max(reach, float(np.minimum(between, far[k]).max()))
    able = [k for k in range(len(near)) if far[k] >= reach]
    for k in able:
        others = [j for j in able if j > k]
        if not others:
            break
        between = np.round(distances(problem, near[k], [near[j] for j in others]), 9)
        fitting = np.flatnonzero(between >= reach)
        if len(fitting):
            return k, others[int(fitting[0])]
    raise AssertionError("the pair that reached the distance is among those able to")
