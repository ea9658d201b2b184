"""Core index: how often a pilot is in the optimum when weights and missing evidence are drawn again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ceecluster.planning.problem import DIGITS, Constraints, Option, Portfolio, Problem
from ceecluster.planning.search import Search
from ceecluster.planning.solvers import Method, best_portfolios, choose_method
from ceecluster.published import Published

Floats = NDArray[np.float64]
COLUMNS = ["id", "core", "class", "theme_core"]
WORK = 10_000
"""Steps of search for all draws together."""
CORE, BORDER = 0.9, 0.1
"""At or above: core; below the second: exterior; between: borderline."""


@dataclass(frozen=True)
class CoreShare(Published):
    """How often a candidate is in the optimum."""

    JSON = ("id", "core", "class=kind", "theme_core")

    id: str
    core: float
    """Share of the draws whose optimum contains it."""
    kind: Literal["core", "borderline", "exterior"]
    """By `core`: 0.9 and more, in between, under 0.1."""
    theme_core: float
    """The same for any candidate of its theme."""


@dataclass(frozen=True)
class CoreIndex:
    """The core index of every candidate, the most frequent first."""

    shares: tuple[CoreShare, ...]
    draws: int
    """Draws for which a portfolio was found."""
    unproven: int
    """Draws whose search ended at its limit of work: the best it had found was counted."""

    @property
    def table(self) -> pd.DataFrame:
        """One row per candidate; columns COLUMNS."""
        rows = [(share.id, share.core, share.kind, share.theme_core) for share in self.shares]
        return pd.DataFrame(rows, columns=COLUMNS)

    def of(self, identifier: str) -> CoreShare | None:
        """The share of one candidate; None where nothing was drawn."""
        return next((share for share in self.shares if share.id == identifier), None)


def drawn_value(parts: Floats, documented: Floats, weights: Floats, stand_in: Floats) -> Floats:
    """Weighted mean of options x parts in [0, 1]; `stand_in` takes the place of what is undocumented (see `draw`).

    `documented` is the documented share of each part; a part that is NaN counts as wholly undocumented.
    """
    share = np.where(np.isnan(parts), 0.0, documented)
    return np.asarray((share * np.nan_to_num(parts) + (1 - share) * stand_in) @ weights / weights.sum())


def draw_weights(weights: Floats, draws: int, rng: np.random.Generator, *, variation: float = 0.25) -> Floats:
    """Draws x parts from Dirichlet(kappa w), kappa such that an average weight varies by `variation` (sd / mean)."""
    w = weights / weights.sum()
    parts = int((w > 0).sum())
    if parts < 2:
        return np.tile(w, (draws, 1))
    kappa = (parts - 1) / variation**2 - 1
    drawn = np.zeros((draws, len(w)))
    drawn[:, w > 0] = rng.dirichlet(kappa * w[w > 0], size=draws)
    return drawn


def drawn_values(
    ids: Sequence[str], parts: Floats, documented: Floats, weights: Mapping[str, float], *, draws: int, seed: int
) -> Iterator[Floats]:
    """The values of all options under one draw after the other, in the order given.

    Each draw takes new weights (Dirichlet around the agreed ones, coefficient of variation 25 %) and, for what is not
    documented of each part of each option, a stand-in of its own, uniform on [0, 1]: what is not known of one
    candidate says nothing about another. The draws hang on the ids and the seed, not on the order of the options.
    """
    rng = np.random.default_rng(seed)
    w = np.array(list(weights.values()), dtype=float)
    order = np.argsort(ids)
    stand_in = np.empty(parts.shape)
    for drawn in draw_weights(w, draws, rng):
        stand_in[order] = rng.random(parts.shape)
        # Rounded before it is compared: which of two is ahead must not hang on the last bit of a matrix product.
        yield np.round(drawn_value(parts, documented, drawn, stand_in), DIGITS)


def core_index(
    options: Sequence[Option],
    parts: Floats,
    documented: Floats,
    weights: Mapping[str, float],
    *,
    regions: Sequence[str],
    constraints: Constraints,
    draws: int = 200,
    seed: int = 1,
    method: Method = "auto",
    progress: Callable[[float], None] | None = None,
) -> CoreIndex:
    """Share of draws whose optimal portfolio contains each option.

    `parts` and `documented` are options x parts in the order of `weights`; for the draws see `drawn_values`.
    `theme_core` is the share of draws whose optimum contains any option of the same theme. Class: `core` (90 % and
    more), `borderline`, `exterior` (under 10 %).
    Source: J. Liesiö, P. Mild & A. Salo 2007 and 2008 (core, borderline and exterior projects), EJOR 181 and 190.
    """
    ids = [option.id for option in options]
    hits = dict.fromkeys(ids, 0)
    base = Problem(options, regions, constraints)
    order = np.argsort(ids)  # the problem keeps its options by id
    searching = method == "search" or (method == "auto" and choose_method(base) == "search")
    prepared = Search(base) if searching and draws else None
    themes: dict[str | None, int] = {}
    done = unproven = 0
    work, seen = WORK, list[Portfolio]()
    for k, values in enumerate(drawn_values(ids, parts, documented, weights, draws=draws, seed=seed)):
        problem = base.revalued(values[order])
        found = best_portfolios(problem, method=method, hints=seen, prepared=prepared, work=work // (draws - k))
        work -= found.steps
        unproven += not found.whole
        for best in found.portfolios:
            done += 1
            seen = [best, *(p for p in seen if p != best)][:20]
            for identifier in problem.ids(best):
                hits[identifier] += 1
            for theme in {base.options[k].theme for k in best} - {None}:
                themes[theme] = themes.get(theme, 0) + 1
        if progress is not None:
            progress((k + 1) / draws)
    shares = []
    for option in options if draws else ():
        share = hits[option.id] / done if done else 0.0
        kind: Literal["core", "borderline", "exterior"]
        kind = "core" if share >= CORE else "exterior" if share < BORDER else "borderline"
        theme_core = themes.get(option.theme, 0) / done if done and option.theme is not None else share
        shares.append(CoreShare(option.id, share, kind, theme_core))
    return CoreIndex(tuple(sorted(shares, key=lambda share: (-share.core, share.id))), done, unproven)


def leads(
    options: Sequence[Option],
    parts: Floats,
    documented: Floats,
    weights: Mapping[str, float],
    portfolios: Sequence[Sequence[str]],
    *,
    draws: int = 200,
    seed: int = 1,
) -> list[float]:
    """Share of the draws of `core_index` in which the first portfolio is worth more than each (ties count half).

    Below `CORE` the two are a tie: the lead is within what weights and missing evidence can move. Synergies are kept
    as they are; the first entry is the first portfolio against itself, 0.5.
    """
    if not draws or not portfolios:
        return []
    problem = Problem(options, (), Constraints(0, len(options)))
    order = np.argsort([option.id for option in options])
    chosen = [tuple(sorted(problem.position[i] for i in portfolio)) for portfolio in portfolios]
    ids = [option.id for option in options]
    ahead = np.zeros(len(chosen))
    for values in drawn_values(ids, parts, documented, weights, draws=draws, seed=seed):
        drawn = problem.revalued(values[order])
        worth = np.round([drawn.value(portfolio) for portfolio in chosen], DIGITS)
        ahead += (worth[0] > worth) + (worth[0] == worth) / 2
    return [float(share) for share in ahead / draws]
