"""Choosing the pilots: the best portfolio, those nearly as good, what each constraint costs, who is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ceecluster.frames import framed
from ceecluster.planning.core import CORE
from ceecluster.planning.problem import Constraints, Option, Portfolio, Problem
from ceecluster.planning.solvers import Method, best_portfolios, choose_method, portfolios_within
from ceecluster.published import Published

LIMIT = 5_000
"""Portfolios looked at, at most, for those nearly as good."""
Setting: TypeAlias = bool | float | None
"""What a rule is set to; None for no limit."""


@dataclass(frozen=True)
class Relaxation:
    """What loosening a constraint, or two, would give."""

    constraints: tuple[str, ...]
    """Names of the rules."""
    now: tuple[Setting, ...]
    relaxed: tuple[Setting, ...]
    """The constraints loosened."""
    pilots: tuple[str, ...]
    value: float
    served: int


@dataclass(frozen=True)
class Ranked:
    """One of the best portfolios."""

    rank: int
    pilots: tuple[str, ...]
    value: float
    loss: float
    """What it is worth less than the best."""
    served: int
    ahead: float | None = None
    """Share of the draws in which the first is worth more (see `core.leads`); None where nothing was drawn."""


@dataclass(frozen=True)
class Price:
    """What loosening one constraint gives."""

    constraint: str
    """Name of the rule."""
    now: Setting
    relaxed: Setting
    """The constraint loosened."""
    value: float
    gain: float
    """Value gained."""
    served: int
    """Regions served more or fewer."""
    pilots: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """How often a region is served."""

    region: str
    pilots: int
    leads: int
    """In how many it leads."""
    ids: tuple[str, ...]
    """Which pilots."""
    value: float
    candidates: int
    """In how many it could have been."""


@dataclass(frozen=True)
class Selection(Published):
    """The chosen pilots and how firm the choice is."""

    JSON = (
        "chosen", "leads", "value", "served", "unserved", "out_of_reach", "method", "proven", "feasible",
        "constraints", "more", "blocked", "unpriced", "portfolios=ranked", "prices=priced", "fairness=services",
    )  # fmt: skip

    chosen: tuple[str, ...]
    """Ids, empty where no portfolio is feasible (see `blocked`)."""
    leads: dict[str, str]
    """Lead region of each chosen pilot."""
    value: float | None
    served: int
    unserved: tuple[str, ...]
    """Regions in none of the chosen pilots."""
    out_of_reach: tuple[str, ...]
    """Of these, regions that no candidate could serve."""
    method: str
    proven: bool
    """Whether no better portfolio exists, and no near-optimal one better than those listed; else the search ended at
    its limit of work, and the chosen one is the best it had found."""
    feasible: bool
    """Whether the rules can be met together."""
    constraints: Constraints
    ranked: tuple[Ranked, ...]
    """The optimum and its near-optimal rivals."""
    more: bool
    """Whether further near-optimal portfolios exist beyond those listed."""
    priced: tuple[Price, ...]
    """Each constraint in force, the dearest first."""
    services: tuple[Service, ...]
    """Each region in the network's order."""
    blocked: tuple[Relaxation, ...]
    """Where nothing is feasible: the loosened constraints that would make it so."""
    unpriced: tuple[str, ...]
    """Chosen pilots without a cost, while a budget cap is in force: the cap is not checked for them."""

    @property
    def ties(self) -> tuple[int, ...]:
        """Ranks of the listed portfolios that the first is not told apart from by what is not known."""
        return tuple(row.rank for row in self.ranked[1:] if row.ahead is not None and row.ahead < CORE)

    @property
    def portfolios(self) -> pd.DataFrame:
        """The optimum and its near-optimal rivals."""
        return framed(Ranked, self.ranked)

    @property
    def prices(self) -> pd.DataFrame:
        """One row per constraint in force."""
        return framed(Price, self.priced)

    @property
    def fairness(self) -> pd.DataFrame:
        """One row per region."""
        return framed(Service, self.services)


def select(
    options: Sequence[Option],
    *,
    regions: Sequence[str],
    constraints: Constraints | None = None,
    near_optimal: float = 0.05,
    listed: int = 10,
    method: Method = "auto",
    prices: bool = True,
) -> Selection:
    """The portfolio of greatest value under the constraints, proven optimal.

    `options` may come in any order and hold any number of candidates; values are on one scale that does not depend on
    the other candidates, so that an irrelevant one changes nothing. With `cover_all` the number of regions served
    goes before value. Portfolios that serve as many and lose at most `near_optimal` of the value are listed, at most
    `listed`. Each constraint in force is loosened by itself and its price is the value gained.
    Where nothing is feasible, `blocked` names the single constraints, else the pairs, whose loosening helps.

    Raises UsageError for constraints that contradict each other or repeated ids.
    Source: additive portfolio choice with interdependent projects, J. Liesiö, P. Mild & A. Salo 2007, EJOR 181.
    """
    rules = constraints or Constraints()
    problem = Problem(options, regions, rules)
    found = best_portfolios(problem, count=listed + 1, method=method)
    best = found.portfolios
    used = choose_method(problem) if method == "auto" else method
    served = problem.served(best[0]) if best else 0
    top = problem.value(best[0]) if best else 0.0
    floor = top - near_optimal * abs(top) - 1e-9
    # Where coverage is not asked for, those that serve fewer regions take places among the best.
    wide = portfolios_within(problem, floor, limit=LIMIT, method=method) if best and not rules.cover_all else found
    near = [p for p in wide.portfolios if problem.served(p) == served and problem.value(p) >= floor]
    chosen = best[0] if best else ()
    return Selection(
        **_described(problem, chosen),
        value=top if best else None,
        served=served,
        out_of_reach=tuple(r for r, can in zip(problem.regions, problem.coverable, strict=True) if not can),
        method=used,
        proven=found.whole and (wide.whole or len(wide.portfolios) == LIMIT),
        feasible=bool(best),
        constraints=rules,
        ranked=tuple(
            Ranked(k, problem.ids(p), problem.value(p), top - problem.value(p), problem.served(p))
            for k, p in enumerate(near[:listed], start=1)
        ),
        more=len(near) > listed,
        priced=_prices(problem, chosen, method) if best and prices else (),
        blocked=() if best else _blocked(problem, method),
    )


def _described(problem: Problem, chosen: Portfolio) -> dict[str, Any]:
    """The fields of a selection that hang on which portfolio is chosen alone."""
    joined = np.asarray(problem.joins[list(chosen)].any(axis=0))
    leads = (problem.leads(chosen) or {}) if chosen else {}
    capped = problem.constraints.budget_cap is not None
    return {
        "chosen": problem.ids(chosen),
        "leads": {problem.options[k].id: region for k, region in sorted(leads.items())},
        "unserved": tuple(r for r, is_in in zip(problem.regions, joined, strict=True) if not is_in),
        "services": _fairness(problem, chosen, leads),
        "unpriced": tuple(problem.options[k].id for k in chosen if capped and problem.options[k].cost is None),
    }


def choose(selection: Selection, problem: Problem, pilots: Sequence[str]) -> Selection:
    """The selection with another of its portfolios chosen; the list of portfolios and the prices stay the optimum's."""
    portfolio = tuple(sorted(problem.position[identifier] for identifier in pilots))
    return replace(
        selection,
        **_described(problem, portfolio),
        value=problem.value(portfolio),
        served=problem.served(portfolio),
    )


def relaxations(c: Constraints) -> dict[str, tuple[Setting, Setting, Constraints]]:
    """Each constraint in force, loosened by one step: name -> (as it is, as loosened, the loosened constraints)."""
    steps: dict[str, Setting] = {"max_pilots": c.max_pilots + 1}
    if c.min_pilots > 0:
        steps["min_pilots"] = c.min_pilots - 1
    if c.cap_per_region is not None:
        steps["cap_per_region"] = c.cap_per_region + 1
    if c.leads_per_region is not None:
        steps["leads_per_region"] = c.leads_per_region + 1
    if c.budget_cap is not None:
        steps["budget_cap"] = None
    steps |= {name: False for name in ("one_per_theme", "cover_all", "exclusions") if getattr(c, name)}
    return {name: (getattr(c, name), then, loosened(c, {name: then})) for name, then in steps.items()}


def loosened(c: Constraints, settings: Mapping[str, Setting]) -> Constraints:
    """The constraints with other settings."""
    return replace(c, **settings)  # type: ignore[arg-type]  # each setting is of its own rule


def _prices(problem: Problem, chosen: Portfolio, method: Method) -> tuple[Price, ...]:
    rows = []
    value, served = problem.value(chosen), problem.served(chosen)
    looser = relaxations(problem.constraints)
    if not problem.exclusion_pairs:  # then the rule binds nobody
        looser.pop("exclusions", None)
    for name, (now, relaxed, constraints) in looser.items():
        other = Problem(problem.options, problem.regions, constraints)
        best = best_portfolios(other, method=method, hints=[chosen]).portfolios
        if best:
            p = best[0]
            worth = other.value(p)
            rows.append(Price(name, now, relaxed, worth, worth - value, other.served(p) - served, other.ids(p)))
    return tuple(sorted(rows, key=lambda row: (-row.gain, row.constraint)))


def _blocked(problem: Problem, method: Method) -> tuple[Relaxation, ...]:
    """The loosened constraints that make a portfolio feasible: dropped altogether, alone or else two together."""
    steps = _dropped(problem.constraints)
    for size in (1, 2, 3):
        found = []
        for names in combinations(steps, size):
            constraints = loosened(problem.constraints, {name: steps[name] for name in names})
            other = Problem(problem.options, problem.regions, constraints)
            best = best_portfolios(other, method=method).portfolios
            if best:
                found.append(
                    Relaxation(
                        constraints=names,
                        now=tuple(getattr(problem.constraints, name) for name in names),
                        relaxed=tuple(len(best[0]) if name == "min_pilots" else steps[name] for name in names),
                        pilots=other.ids(best[0]),
                        value=other.value(best[0]),
                        served=other.served(best[0]),
                    )
                )
        if found:
            return tuple(sorted(found, key=lambda r: (-r.served, -r.value, r.constraints)))
    return ()


def _dropped(c: Constraints) -> dict[str, Setting]:
    drops: dict[str, Setting] = {
        "min_pilots": 0,
        "cap_per_region": None,
        "leads_per_region": None,
        "one_per_theme": False,
        "budget_cap": None,
        "exclusions": False,
    }
    return {name: then for name, then in drops.items() if getattr(c, name) != then}


def _fairness(problem: Problem, chosen: Portfolio, leads: dict[int, str]) -> tuple[Service, ...]:
    rows = []
    for k, region in enumerate(problem.regions):
        inside = [p for p in chosen if problem.joins[p, k]]
        rows.append(
            Service(
                region=region,
                pilots=len(inside),
                leads=sum(lead == region for lead in leads.values()),
                ids=problem.ids(tuple(inside)),
                value=float(sum(problem.values[p] for p in inside)),
                candidates=int(problem.joins[:, k].sum()),
            )
        )
    return tuple(rows)
