"""Three exact ways to the best portfolios: full enumeration, search over pairs, mixed-integer programming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import comb
from typing import Literal

import numpy as np

from ceecluster.planning.problem import Floats, Portfolio, Problem
from ceecluster.planning.search import TIE, PairSearch

Method = Literal["auto", "enumerate", "search", "milp"]
MAX_ENUMERATED = 500
SEARCHED_WHOLE = 700
SHORT = 100
"""Options solved first for a floor, where there are many."""
MAX_SEARCHED = 3_000
BY_PROGRAM = 40
"""Portfolios looked for one by one with a mixed-integer program, where all within a loss are wanted."""
MAX_BITS = 14
"""Regions up to which the search keeps a table over all sets of regions."""


def best_portfolios(
    problem: Problem,
    *,
    count: int = 1,
    method: Method = "auto",
    hints: Sequence[Portfolio] = (),
    prepared: PairSearch | None = None,
) -> list[Portfolio]:
    """The `count` best feasible portfolios, best first; empty if none is feasible.

    Proven: every method looks at, or rules out by a bound, all portfolios. `auto` enumerates where there are few,
    searches over pairs where at most three pilots are chosen among at most 3 000 candidates, and else solves a
    mixed-integer program (HiGHS). `hints` are portfolios that may be good, `prepared` is the search of a
    problem that differs in its values alone: both save work, neither changes the result.
    """
    if method == "auto":
        method = choose_method(problem)
    if method == "enumerate":
        return rank(problem, _enumerate(problem))[:count]
    if method == "search" and len(problem.options) <= SEARCHED_WHOLE:
        return rank(problem, (prepared or PairSearch(problem)).run(problem, count, hints))[:count]
    solve = _search if method == "search" else _solve
    kept = _promising(problem, count, solve)
    if kept is None:
        return rank(problem, solve(problem, count))[:count]
    found = solve(problem.part(kept), count)
    return rank(problem, [tuple(kept[k] for k in portfolio) for portfolio in found])[:count]


def _promising(problem: Problem, count: int, solve: Callable[[Problem, int], list[Portfolio]]) -> list[int] | None:
    """Options that can still be in one of the `count` best portfolios; None where none can be ruled out.

    A short list is solved first. What its portfolios are worth is a floor; an option that stays below it even beside
    the most valuable others, all regions served, is ruled out. Nothing optimal is lost.
    """
    n = len(problem.options)
    if n <= 2 * SHORT:
        return None
    hope = _hope(problem)
    order = np.argsort(-hope, kind="stable")
    short = set(order[:SHORT].tolist())
    for k in range(len(problem.regions)):
        short |= set(order[problem.joins[order, k]][: SHORT // 10].tolist())
    kept = sorted(short)
    first = solve(problem.part(kept), count)
    if len(first) < count:
        return None
    return _reaching(problem, min(problem.objective(tuple(kept[k] for k in portfolio)) for portfolio in first))


def _reaching(problem: Problem, floor: float) -> list[int]:
    """Options that may be in a portfolio of this objective: together with the best others, all regions served."""
    size, hope = problem.constraints.max_pilots, _hope(problem)
    # The rest of the portfolio adds at most the best hopes; those below 0 need not be taken along.
    others = float(np.maximum(np.sort(hope)[::-1][: size - 1], 0).sum()) if size > 1 else 0.0
    ceiling = hope + others + problem.reward * problem.coverable.sum()
    return np.flatnonzero(ceiling >= floor - 10 * TIE).tolist()


def _hope(problem: Problem) -> Floats:
    """The most each option can add: its value and every synergy that helps."""
    gains = np.zeros(len(problem.options))
    for (i, j), gain in problem.synergies.items():
        gains[[i, j]] += max(gain, 0.0)
    return problem.values + gains


def portfolios_within(
    problem: Problem, least: float, *, limit: int = 20_000, method: Method = "auto", prepared: PairSearch | None = None
) -> tuple[list[Portfolio], bool]:
    """All feasible portfolios whose objective is `least` or more, best first, and whether these are all.

    At most about `limit` of them (`BY_PROGRAM` where a mixed-integer program has to find them one by one); where there
    are more the best are returned, and the second value is False.
    """
    if method == "auto":
        method = choose_method(problem)
    if method == "enumerate":
        found = [p for p in _enumerate(problem) if problem.objective(p) >= least - TIE]
    elif method == "search":
        kept = _reaching(problem, least)
        part = problem if prepared is not None or len(kept) == len(problem.options) else problem.part(kept)
        part.__dict__["reward"] = problem.reward  # one scale for what is compared with `least`
        search = prepared if prepared is not None else PairSearch(part)
        found = search.run(part, limit + 1, least=least)
        if part is not problem:
            found = [tuple(kept[k] for k in portfolio) for portfolio in found]
    else:
        limit = min(limit, BY_PROGRAM)
        found = [p for p in _solve(problem, limit + 1) if problem.objective(p) >= least - TIE]
    ranked = rank(problem, found)
    return ranked[:limit], len(ranked) <= limit


def choose_method(problem: Problem) -> Method:
    """The method `auto` stands for."""
    options, size = len(problem.options), problem.constraints.max_pilots
    if sum(comb(options, k) for k in range(size + 1)) <= MAX_ENUMERATED:
        return "enumerate"
    return "search" if size <= 3 and options <= MAX_SEARCHED and len(problem.regions) <= MAX_BITS else "milp"


def rank(problem: Problem, portfolios: list[Portfolio]) -> list[Portfolio]:
    """Best first; ties by assurance, then by id: the order of the input and further candidates do not matter."""

    def key(portfolio: Portfolio) -> tuple[int, int, tuple[str, ...]]:
        assured = sum(problem.options[k].assurance for k in portfolio)
        return -round(problem.objective(portfolio) / TIE), -round(assured / TIE), problem.ids(portfolio)

    return sorted(set(portfolios), key=key)


def _enumerate(problem: Problem) -> list[Portfolio]:
    sizes = range(problem.constraints.min_pilots, problem.constraints.max_pilots + 1)
    everyone = range(len(problem.options))
    return [p for size in sizes for p in combinations(everyone, size) if problem.feasible(p)]


def _search(problem: Problem, count: int) -> list[Portfolio]:
    return PairSearch(problem).run(problem, count)


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


def _milp(problem: Problem, cuts: list[Portfolio], *, must_serve: bool) -> Portfolio | None:
    # scipy's solver costs half a second to import; only large selections pay for it
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    c, n, r = problem.constraints, len(problem.options), len(problem.regions)
    if n == 0:
        return () if c.min_pilots == 0 and not cuts else None
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
