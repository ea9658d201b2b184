"""Without one set of weights: which pilots are in every, or in no, portfolio that admissible weights leave standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ceecluster.errors import UsageError
from ceecluster.planning.core import drawn_value
from ceecluster.planning.problem import DIGITS, Constraints, Option, Portfolio, Problem
from ceecluster.planning.search import Search
from ceecluster.planning.solvers import Method, best_portfolios, choose_method, portfolios_within
from ceecluster.published import Published

Floats = NDArray[np.float64]
WORK = 10_000
"""Steps of search for all extreme points together."""
LIMIT = 5_000
"""Portfolios not dominated by the optimum up to which the answer is exact."""


@dataclass(frozen=True)
class NonDominated(Published):
    """The non-dominated portfolios over all admissible weights, and what they have in common."""

    JSON = ("portfolios=number", "core", "exterior", "themes", "box", "corners", "exact", "compared")

    portfolios: tuple[tuple[str, ...], ...]
    """Ids of the pilots of each, the best at the agreed weights first."""
    core: tuple[str, ...]
    """Candidates in every one of them."""
    exterior: int
    """Candidates in none of them."""
    themes: dict[str, float]
    """Share of them with a pilot on the theme, the most frequent first."""
    box: float
    """How far each weight may lie from the agreed one, as a share of it."""
    corners: int
    """Extreme points of the admissible weights."""

    @property
    def number(self) -> int:
        """How many portfolios are non-dominated."""
        return len(self.portfolios)

    compared: int
    """Portfolios that the optimum at the agreed weights does not dominate: these were compared with each other."""
    exact: bool
    """Whether they are all; else only the best of them at each extreme point were, as far as the search came."""


def extreme_weights(weights: ArrayLike, box: float) -> Floats:
    """Extreme points (rows) of the weights within `box` of the given ones, as a share of each, that sum to 1.

    At an extreme point all weights but one lie at a bound. Raises UsageError for weights that are negative or all 0,
    or a box outside [0, 1].
    """
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or (w < 0).any() or not w.sum() > 0 or not 0 <= box <= 1:
        raise UsageError(
            f"no weights lie within {box} of {w.tolist()}",
            "The weights are 0 and above and not all 0; the box is a share from 0 to 1.",
        )
    w = w / w.sum()
    low, high = w * (1 - box), w * (1 + box)
    found = set()
    for free in range(len(w)):
        rest = [k for k in range(len(w)) if k != free]
        for ends in product((0, 1), repeat=len(rest)):
            point = np.zeros(len(w))
            for k, end in zip(rest, ends, strict=True):
                point[k] = high[k] if end else low[k]
            point[free] = 1 - point.sum()
            if low[free] - 1e-12 <= point[free] <= high[free] + 1e-12:
                found.add(tuple(np.round(point, 12)))
    return np.array(sorted(found))


def non_dominated(values: ArrayLike, *, tolerance: float = 1e-9) -> NDArray[np.bool_]:
    """Which rows of a portfolios x extreme points table no other row dominates.

    A row dominates another if it is worth as much at every point and more at one; the value being linear in the
    weights, this holds then for all weights between the points.
    """
    table = np.asarray(values, dtype=float)
    order = np.argsort(-table.sum(axis=1), kind="stable")
    kept: list[int] = []
    for k in order:  # nothing dominates what has a larger sum
        rivals = table[kept]
        beaten = (rivals >= table[k] - tolerance).all(axis=1) & (rivals > table[k] + tolerance).any(axis=1)
        if not beaten.any():
            kept.append(int(k))
    mask = np.zeros(len(table), dtype=bool)
    mask[kept] = True
    return mask


# Long because it reads like the paper: corners of the weights, values at them, dominance, what all agree on.
def standing(
    options: Sequence[Option],
    parts: Floats,
    documented: Floats,
    weights: Sequence[float],
    *,
    regions: Sequence[str],
    constraints: Constraints,
    box: float = 0.5,
    method: Method = "auto",
    limit: int = LIMIT,
    work: int = WORK,
) -> NonDominated:
    """Core and exterior over all admissible weights, among the portfolios that serve as many regions as the optimum.

    What a portfolio that the optimum does not dominate must be is better than it at one extreme point at least: these
    are found by the exact search at every one of them, and compared with each other. What is not documented counts
    half, as in the value. `work` is a limit for all points together.
    Source: J. Liesiö, P. Mild & A. Salo 2007, doi:10.1016/j.ejor.2005.12.041.
    """
    points = extreme_weights(weights, box)
    ids = [option.id for option in options]
    order = np.argsort(ids)
    half = np.full(parts.shape, 0.5)
    worth = np.array([np.round(drawn_value(parts, documented, point, half), DIGITS)[order] for point in points])
    w = np.asarray(weights, dtype=float)
    base = Problem(options, regions, constraints)
    base = base.revalued(np.round(drawn_value(parts, documented, w, half), DIGITS)[order])
    best = best_portfolios(base, method=method).portfolios
    if not best:
        return NonDominated((), (), len(options), {}, box, len(points), 0, exact=True)
    optimum, served = best[0], base.served(best[0])
    used = choose_method(base) if method == "auto" else method
    prepared = Search(base) if used == "search" else None
    rivals: dict[Portfolio, None] = {optimum: None}
    exact = True
    for at, point in enumerate(worth):
        problem = base.revalued(point)
        least = problem.objective(optimum)
        share = work // (len(worth) - at)
        found = portfolios_within(problem, least, limit=limit, method=used, prepared=prepared, work=share)
        work -= found.steps
        rivals |= dict.fromkeys(p for p in found.portfolios if base.served(p) == served)
        exact &= found.whole
    compared = sorted(rivals, key=lambda p: (-round(base.value(p), DIGITS), base.ids(p)))
    values = np.array([worth[:, list(p)].sum(axis=1) + base.value(p) - base.values[list(p)].sum() for p in compared])
    stand = [p for p, keeps in zip(compared, non_dominated(values), strict=True) if keeps]
    inside = set().union(*stand)
    common = set(stand[0]).intersection(*stand)
    shares: dict[str, int] = {}
    for portfolio in stand:
        for theme in {base.options[k].theme or base.options[k].id for k in portfolio}:
            shares[theme] = shares.get(theme, 0) + 1
    return NonDominated(
        portfolios=tuple(base.ids(p) for p in stand),
        core=base.ids(tuple(sorted(common))),
        exterior=len(options) - len(inside),
        themes={t: n / len(stand) for t, n in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))},
        box=box,
        corners=len(points),
        compared=len(compared),
        exact=exact,
    )
