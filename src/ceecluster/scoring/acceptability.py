"""Ranks over many draws: acceptability, pairwise probabilities, intervals, tie groups.

Lahdelma & Salminen 2001, doi:10.1287/opre.49.3.444.11220. Units that tie share the ranks they occupy, so that rows and
columns of the acceptabilities sum to 1 and identical units have identical ranks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ceecluster.scoring.aggregation import Array

DIGITS = 10
"""Scores closer than this are a tie: sums of the same numbers in another order must not decide a rank."""
MANY = 64
"""Units above which pairs are counted draw by draw."""
CELLS = 2**20
"""Pairs of units compared at once otherwise."""


@dataclass(frozen=True)
class Ranks:
    """Best and worst rank each unit may claim in each draw: they differ where it ties. Draws x units, from 0."""

    best: npt.NDArray[np.intp]
    worst: npt.NDArray[np.intp]


def rank_draws(scores: npt.ArrayLike) -> Ranks:
    """Ranks of draws x units scores, the highest first; a unit without a score comes last."""
    y = np.round(np.asarray(scores, float), DIGITS)
    y = np.where(np.isnan(y), -np.inf, y)
    order = np.argsort(-y, axis=1, kind="stable")
    sorted_y = np.take_along_axis(y, order, axis=1)
    places = np.broadcast_to(np.arange(y.shape[1]), y.shape)
    best = np.empty(y.shape, np.intp)
    tied = sorted_y[:, 1:] == sorted_y[:, :-1]
    if not tied.any():
        np.put_along_axis(best, order, places, axis=1)
        return Ranks(best, best)
    starts, ends = np.ones(y.shape, bool), np.ones(y.shape, bool)
    starts[:, 1:], ends[:, :-1] = ~tied, ~tied
    first = np.maximum.accumulate(np.where(starts, places, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, places, y.shape[1])[:, ::-1], axis=1)[:, ::-1]
    worst = np.empty(y.shape, np.intp)
    np.put_along_axis(best, order, first, axis=1)
    np.put_along_axis(worst, order, last, axis=1)
    return Ranks(best, worst)


def mid_ranks(scores: npt.ArrayLike) -> Array:
    """Ranks from 1 with ties at their mean: draws x units, or units."""
    y = np.atleast_2d(np.asarray(scores, float))
    ranks = rank_draws(y)
    mid = (ranks.best + ranks.worst) / 2 + 1
    return mid if np.ndim(scores) == 2 else mid[0]


class Tally:
    """Adds up draws block by block; memory is quadratic in units, whatever the number of draws."""

    def __init__(self, units: int) -> None:
        self.units = units
        self.draws = 0
        self._edges = np.zeros(units * (units + 1))
        self._above = np.zeros((units, units), np.int64)
        self._first: Array | None = None

    def add(self, scores: Array, weights: Array | None = None) -> None:
        """Count a block of draws x units scores; `weights` (draws x keys) feed the central weights."""
        n = self.units
        ranks = rank_draws(scores)
        share = 1.0 / (ranks.worst - ranks.best + 1)
        row = np.arange(n) * (n + 1)
        for place, sign in ((ranks.best, 1.0), (ranks.worst + 1, -1.0)):
            self._edges += np.bincount((row + place).ravel(), sign * share.ravel(), minlength=n * (n + 1))
        self._count_pairs(ranks.best)
        if weights is not None:
            if self._first is None:
                self._first = np.zeros((n, weights.shape[1]))
            draw, unit = np.nonzero(ranks.best == 0)
            np.add.at(self._first, unit, weights[draw] * share[draw, unit][:, None])
        self.draws += len(scores)

    def _count_pairs(self, best: npt.NDArray[np.intp]) -> None:
        """How often each unit stands strictly above each other; small numbers, few passes over memory."""
        n = self.units
        small: npt.NDArray[Any] = best.astype(np.min_scalar_type(n))
        if n > MANY:
            counted = np.iinfo(np.uint8).max
            for start in range(0, len(small), counted):
                counts = np.zeros((n, n), np.uint8)
                for ranks in small[start : start + counted]:
                    counts += np.less(ranks[:, None], ranks[None, :])
                self._above += counts
            return
        step = CELLS // n**2
        for start in range(0, len(small), step):
            part = small[start : start + step]
            self._above += np.count_nonzero(part[:, :, None] < part[:, None, :], axis=0)

    @property
    def acceptability(self) -> Array:
        """b[i, r]: share of the draws in which unit i holds rank r (from 0)."""
        table = self._edges.reshape(self.units, self.units + 1)[:, :-1]
        return np.clip(np.cumsum(table, axis=1), 0, None) / max(self.draws, 1)

    @property
    def above(self) -> Array:
        """P[i, j] that i stands above j, ties counting half: P + P' = 1."""
        wins = self._above / max(self.draws, 1)
        probability: Array = wins + (1 - wins - wins.T) / 2
        return probability

    @property
    def central_weights(self) -> Array | None:
        """Mean weights of the draws in which a unit is first (units x keys); NaN for a unit that never is."""
        if self._first is None:
            return None
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self._first / (self.acceptability[:, :1] * self.draws))


def rank_quantiles(acceptability: npt.ArrayLike, probability: float) -> npt.NDArray[np.intp]:
    """The smallest rank (from 1) whose cumulative acceptability reaches `probability`."""
    cumulative = np.cumsum(np.asarray(acceptability, float), axis=1)
    return np.asarray(np.argmax(cumulative >= probability - 1e-9, axis=1) + 1)


def holistic(acceptability: npt.ArrayLike, alpha: npt.ArrayLike) -> Array:
    """Holistic acceptability: ranks weighted by `alpha`, first rank first."""
    return np.asarray(np.asarray(acceptability, float) @ np.asarray(alpha, float))


def find_tie_groups(above: npt.ArrayLike, order: npt.ArrayLike, threshold: float = 0.9) -> list[list[int]]:
    """Groups of units that no pair separates with P >= threshold, as runs of `order`, best first.

    Each run is as long as it can be, so that runs may overlap: a unit in two of them can be told from neither's other
    end. Two units that share no group are told apart by the audit.
    """
    p = np.asarray(above, float)
    units = [int(unit) for unit in np.asarray(order)]
    groups: list[list[int]] = []
    end = 0
    for start in range(len(units)):
        stop = end  # a run that starts later ends no earlier
        while stop < len(units) and all(
            max(p[units[stop], u], p[u, units[stop]]) < threshold for u in units[start:stop]
        ):
            stop += 1
        if stop > end:
            groups.append(units[start:stop])
            end = stop
    return groups
