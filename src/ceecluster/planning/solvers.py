"""Three exact ways to the best portfolios: full enumeration, best-first search, mixed-integer programming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import comb
from typing import Literal

import numpy as np

from ceecluster.planning.problem import Portfolio, Problem
from ceecluster.planning.search import TIE, WORK, Search, SearchResult

Method = Literal["auto", "enumerate", "search", "milp"]
MAX_ENUMERATED = 500


def best_portfolios(
    problem: Problem,
    *,
    count: int = 1,
    method: Method = "auto",
    hints: Sequence[Portfolio] = (),
    prepared: Search | None = None,
    work: int = WORK,
) -> SearchResult:
    """The `count` best feasible portfolios, best first; none if none is feasible.

    Every method looks at, or rules out by a bound, all portfolios. `auto` enumerates where there are few and searches
    best first where there are many; `milp` is the mixed-integer program (HiGHS), the judge in tests. A search that has
    not come to its end after `work` steps says so (`whole`). `hints` are portfolios that may be good, `prepared` is
    the search of a problem that differs in its values alone: both save work, neither changes the result.
    """
    if method == "auto":
        method = choose_method(problem)
    if method == "search":
        found = (prepared or Search(problem)).run(problem, count, hints, work=work)
        return replace(found, portfolios=tuple(rank(problem, found.portfolios)[:count]))
    ranked = rank(problem, _enumerate(problem) if method == "enumerate" else _solve(problem, count))[:count]
    return SearchResult(tuple(ranked), whole=True, ceiling=problem.objective(ranked[0]) if ranked else -np.inf)


def portfolios_within(
    problem: Problem,
    least: float,
    *,
    limit: int,
    method: Method = "auto",
    prepared: Search | None = None,
    work: int = WORK,
) -> SearchResult:
    """All feasible portfolios whose objective is `least` or more, best first, at most `limit` of them.

    `whole` says whether these are all: where there are more, or the search ends at its limit of work, the best are
    returned.
    """
    if method == "auto":
        method = choose_method(problem)
    if method == "search":
        found = (prepared or Search(problem)).run(problem, limit + 1, least=least, work=work)
        ranked = rank(problem, found.portfolios)
        return replace(found, portfolios=tuple(ranked[:limit]), whole=found.whole and len(ranked) <= limit)
    every = _enumerate(problem) if method == "enumerate" else _solve(problem, limit + 1)
    ranked = rank(problem, [p for p in every if problem.objective(p) >= least - TIE])
    ceiling = problem.objective(ranked[0]) if ranked else -np.inf
    return SearchResult(tuple(ranked[:limit]), len(ranked) <= limit, ceiling)


def choose_method(problem: Problem) -> Method:
    """The method `auto` stands for."""
    options, size = len(problem.options), problem.constraints.max_pilots
    return "enumerate" if sum(comb(options, k) for k in range(size + 1)) <= MAX_ENUMERATED else "search"


def rank(problem: Problem, portfolios: Sequence[Portfolio]) -> list[Portfolio]:
    """Best first; ties by assurance, then by id: the order of the input and further candidates do not matter."""

    def key(portfolio: Portfolio) -> tuple[int, int, tuple[str, ...]]:
        assured = sum(problem.options[k].assurance for k in portfolio)
        return -round(problem.objective(portfolio) / TIE), -round(assured / TIE), problem.ids(portfolio)

    return sorted(set(portfolios), key=key)


def _enumerate(problem: Problem) -> list[Portfolio]:
    sizes = range(problem.constraints.min_pilots, problem.constraints.max_pilots + 1)
    everyone = range(len(problem.options))
    return [p for size in sizes for p in combinations(everyone, size) if problem.feasible(p)]


def _solve(problem: Problem, count: int) -> list[Portfolio]:
    """Solve, exclude the solution, solve again; leads with a choice are checked outside and cut off where they fail."""
    found: list[Portfolio] = []
    cuts: list[Portfolio] = []
    must_serve = problem.constraints.cover_all  # first as a hard constraint, which solves far faster
    while len(found) < count:
        portfolio = _milp(problem, cuts, must_serve=must_serve)
        if portfolio is None and must_serve and not found:
            must_serve = False
            continue
        if portfolio is None:
            break
        cuts.append(portfolio)
        if problem.feasible(portfolio):
            found.append(portfolio)
    return found


# Long and branched by the program it states: each rule of the network is one block of constraints.
def _milp(problem: Problem, cuts: list[Portfolio], *, must_serve: bool) -> Portfolio | None:  # noqa: C901
    # scipy's solver costs half a second to import; only large selections pay for it
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    c, n, r = problem.constraints, len(problem.options), len(problem.regions)
    pairs = sorted(problem.synergies)
    width = n + r + len(pairs)  # pilots, regions served, synergies at work
    rows: list[tuple[list[int], list[float], float, float]] = []

    def limit(where: list[int], factors: list[float], low: float, high: float) -> None:
        rows.append((where, factors, low, high))

    limit(list(range(n)), [1.0] * n, c.min_pilots, c.max_pilots)
    for k in range(r):
        members = np.flatnonzero(problem.joins[:, k]).tolist()
        if c.cover_all and must_serve and members:
            limit(members, [1.0] * len(members), 1, np.inf)
        elif c.cover_all:
            limit([*members, n + k], [1.0] * len(members) + [-1.0], 0, np.inf)
        if c.cap_per_region is not None and len(members) > c.cap_per_region:
            limit(members, [1.0] * len(members), -np.inf, c.cap_per_region)
    groups = [(problem.themes, 1)] if c.one_per_theme else []
    groups += [(problem.fixed_leads, c.leads_per_region)] if c.leads_per_region is not None else []
    for labels, most in groups:
        for label in np.unique(labels[labels >= 0]):
            members = np.flatnonzero(labels == label).tolist()
            if len(members) > most:
                limit(members, [1.0] * len(members), -np.inf, most)
    if c.exclusions:
        for i, j in sorted(problem.exclusion_pairs):
            limit([i, j], [1.0, 1.0], -np.inf, 1)
    if c.budget_cap is not None:
        paid = np.flatnonzero(problem.costs).tolist()
        limit(paid, problem.costs[paid].tolist(), -np.inf, c.budget_cap)
    for at, (i, j) in enumerate(pairs):
        u = n + r + at
        if problem.synergies[i, j] > 0:
            limit([u, i], [1.0, -1.0], -np.inf, 0)
            limit([u, j], [1.0, -1.0], -np.inf, 0)
        else:
            limit([u, i, j], [1.0, -1.0, -1.0], -1, np.inf)
    for cut in cuts:
        inside = set(cut)
        limit(list(range(n)), [1.0 if k in inside else -1.0 for k in range(n)], -np.inf, len(cut) - 1)
    data = np.concatenate([np.array(factors) for _, factors, _, _ in rows])
    row = np.concatenate([np.full(len(where), at) for at, (where, _, _, _) in enumerate(rows)])
    column = np.concatenate([np.array(where, dtype=int) for where, _, _, _ in rows])
    matrix = coo_array((data, (row, column)), shape=(len(rows), width)).tocsr()
    worth = np.concatenate(
        [
            problem.values,
            np.full(r, 0.0 if must_serve else problem.reward),
            np.array([problem.synergies[pair] for pair in pairs]),
        ]
    )
    # HiGHS stops at an absolute gap of 1e-6: scaled, so that the gap lies below what tells portfolios apart.
    solution = milp(
        -1000 * worth,
        constraints=LinearConstraint(matrix, [low for *_, low, _ in rows], [high for *_, high in rows]),
        integrality=np.concatenate([np.ones(n), np.zeros(width - n)]),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if solution.x is None or solution.status != 0:
        return None
    return tuple(int(k) for k in np.flatnonzero(solution.x[:n] > 0.5))
