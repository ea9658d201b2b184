"""Values of several indicators to one: power means with their bounds, Copeland, Mazziotta-Pareto."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ceecluster.errors import UsageError

Array = npt.NDArray[np.float64]
EVEN = 1e-9
"""Shares of weight closer to a half than this are a tie: sums of the same weights in another order."""
FLAT = 1e-15
"""Largest variance that is none."""


class Bounds(NamedTuple):
    """What documented values say, and what the undocumented ones could make of it."""

    low: Array
    value: Array
    high: Array
    coverage: Array
    """Documented weight / applicable weight."""


def check_weights(weights: npt.ArrayLike, names: list[str] | None = None) -> Array:
    """The weights as numbers; UsageError naming one that is negative, infinite or no number, or if all are zero."""
    w = np.asarray(weights, float)
    wrong = ~np.isfinite(w) | (w < 0)
    if wrong.any():
        where = int(wrong.argmax())
        name = f"of '{names[where % len(names)]}' " if names else ""
        raise UsageError(f"weight {name}is {w.ravel()[where]:g}", "a weight is a number from 0 up")
    if w.size and not (w.sum(axis=-1) > 0).all():
        among = f" of {', '.join(names)}" if names else ""
        raise UsageError(f"all weights{among} are zero", "give at least one a weight above 0")
    return w


def forward(z: Array, exponent: float) -> Array:
    """The value whose weighted arithmetic mean is taken: z, log z, 1/z, z**q."""
    if exponent == 1:
        return z
    if exponent == 0:
        return np.log(z)
    return z**exponent


def backward(mean: Array, exponent: float) -> Array:
    """The inverse of `forward`."""
    if exponent == 1:
        return mean
    if exponent == 0:
        return np.exp(mean)
    return mean ** (1 / exponent)


def check_positive(z: Array, exponent: float, floor: float | None) -> None:
    """UsageError where a geometric, harmonic or other lower mean meets a value it cannot take."""
    if exponent < 1 and np.nanmin(z, initial=np.inf) < 0:
        raise UsageError(
            f"the power mean with exponent {exponent:g} needs values from 0 up", "normalise to [0, 1] first"
        )
    if exponent <= 0 and not floor and np.nanmin(z, initial=np.inf) <= 0:
        kind = {0.0: "geometric", -1.0: "harmonic"}.get(exponent, f"exponent {exponent:g}")
        raise UsageError(f"the {kind} mean meets a zero", "give a floor above 0; it is printed with the result")


def power_mean(
    z: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    exponent: float = 1,
    *,
    floor: float | None = None,
    zeros: bool = False,
) -> Array:
    """Weighted power mean over the last axis: (sum w z^q / sum w)^(1/q); q -> 0 is the geometric mean.

    NaN leaves the mean together with its weight; NaN where nothing is left. `floor` raises smaller values to it before
    the mean is taken, whatever the exponent, so that M_1 >= M_0 >= M_-1 holds with it too. `zeros` takes the geometric
    and harmonic mean of a zero at their limit, 0, as a bound does.
    Raises UsageError for weights that are none, and for zeros under exponent <= 0 without a floor.
    """
    values = np.asarray(z, float)
    w = np.ones(values.shape[-1]) if weights is None else check_weights(weights)
    if not zeros:  # what carries no weight meets nothing
        check_positive(np.where(w > 0, values, np.nan), exponent, floor)
    if floor:
        values = np.maximum(values, floor)
    present = ~np.isnan(values)
    held = np.where(present, w, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(present & (held > 0), held * forward(values, exponent), 0).sum(-1) / held.sum(-1)
        return np.asarray(backward(mean, exponent))


def bounds(
    z: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    exponent: float = 1,
    *,
    applicable: npt.ArrayLike | None = None,
    floor: float | None = None,
) -> Bounds:
    """Value of the documented part, and its Manski bounds: every undocumented z (NaN) at 0, and at 1.

    `applicable` is False where an indicator does not apply; its weight leaves the mean. low <= value <= high always.
    Manski, Partial Identification of Probability Distributions, 2003, doi:10.1007/b97478.
    """
    values = np.asarray(z, float)
    w = np.ones(values.shape[-1]) if weights is None else check_weights(weights)
    applies = np.broadcast_to(np.asarray(True if applicable is None else applicable, bool), values.shape)
    documented = applies & ~np.isnan(values)
    weight = np.where(applies, w, 0.0).sum(-1)
    with np.errstate(invalid="ignore"):
        coverage = np.where(documented, w, 0.0).sum(-1) / weight

    def filled(fill: float) -> Array:
        whole = np.where(applies, np.where(documented, values, fill), np.nan)
        return power_mean(whole, w, exponent, floor=floor, zeros=True)

    return Bounds(
        filled(0), power_mean(np.where(documented, values, np.nan), w, exponent, floor=floor), filled(1), coverage
    )


def preferences(z: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """Units x units: weight of the indicators on which i is above j, ties counting half, over the weight both have.

    0.5 for a pair that shares no documented indicator.
    """
    values = np.asarray(z, float)
    w = np.ones(values.shape[1]) if weights is None else check_weights(weights)
    n = len(values)
    wins, shared = np.zeros((n, n)), np.zeros((n, n))
    for k in range(values.shape[1]):
        column = values[:, k]
        both = ~np.isnan(column)[:, None] & ~np.isnan(column)[None, :]
        above = (column[:, None] > column[None, :]) + 0.5 * (column[:, None] == column[None, :])
        wins += w[k] * above  # nothing is above or equal to what is missing
        shared += w[k] * both
    return np.asarray(np.divide(wins, shared, out=np.full((n, n), 0.5), where=shared > 0))


def copeland(z: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """Pairwise majority by weight: number of units beaten minus number of units that beat it.

    z: units x indicators, higher is better, NaN missing. Munda & Nardo 2009, doi:10.1080/00036840601019364.
    """
    above = preferences(z, weights)
    return np.asarray((above > 0.5 + EVEN).sum(1) - (above < 0.5 - EVEN).sum(1), float)


def mazziotta_pareto(z: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, penalty: int = -1) -> Array:
    """M - S * cv over the last axis of standardised values (mean 100, deviation 10): unbalance costs.

    S is the population deviation across indicators, cv = S / M; `penalty` +1 for an index where more is worse.
    NaN leaves with its weight; a mean of 0 has no cv, and so no index unless nothing varies. De Muro, Mazziotta &
    Pareto 2011, doi:10.1007/s11205-010-9727-z.
    """
    values = np.asarray(z, float)
    w = np.ones(values.shape[-1]) if weights is None else check_weights(weights)
    held = np.where(np.isnan(values), 0.0, w)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = held / held.sum(-1, keepdims=True)
        known = np.where(np.isnan(values), 0.0, values)
        mean = (share * known).sum(-1)
        variance = (share * (known - mean[..., None]) ** 2).sum(-1)
        even = variance <= FLAT
        cost = variance / np.where(mean == 0, np.nan, mean)
        index: Array = np.where(even | np.isnan(mean), mean, mean + penalty * cost)
    return index


def rescale(z: npt.ArrayLike) -> Array:
    """z in [0, 1] (fixed goalposts) to 70-130, the scale of the adjusted index.

    Mazziotta & Pareto 2016, doi:10.1007/s11205-015-0998-2.
    """
    return np.asarray(70 + 60 * np.asarray(z, float))


def copeland_bounds(z: npt.ArrayLike, weights: npt.ArrayLike, applicable: npt.ArrayLike) -> Bounds:
    """Copeland scores in [0, 1] ((score / (n - 1) + 1) / 2) with bounds over all values of the undocumented z.

    A pair is settled for sure where the documented weight decides it; weight with a gap on a side may go both ways.
    """
    applies, w = np.asarray(applicable, bool), check_weights(weights)
    values = np.where(applies, np.asarray(z, float), np.nan)
    n = len(values)
    if n < 2:
        raise UsageError("Copeland compares pairs, and there is one unit only", "use the power mean")
    sure, open_weight, total = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, n))
    for k in range(values.shape[1]):
        column = values[:, k]
        pair = applies[:, k][:, None] & applies[:, k][None, :]
        both = ~np.isnan(column)[:, None] & ~np.isnan(column)[None, :]
        above = (column[:, None] > column[None, :]) + 0.5 * (column[:, None] == column[None, :])
        sure += w[k] * above
        open_weight += w[k] * (pair & ~both)
        total += w[k] * pair
    # A pair to which nothing applies together is even for sure; a unit is never compared with itself.
    apart = (total > 0) & ~np.eye(n, dtype=bool)
    least = np.divide(sure, total, out=np.full((n, n), 0.5), where=apart)
    most = np.divide(sure + open_weight, total, out=np.full((n, n), 0.5), where=apart)
    low = (least > 0.5 + EVEN).sum(1) - (least < 0.5 - EVEN).sum(1)
    high = (most > 0.5 + EVEN).sum(1) - (most < 0.5 - EVEN).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        documented = np.where(np.isnan(values), 0.0, w).sum(1) / np.where(applies, w, 0.0).sum(1)

    def unit(score: npt.ArrayLike) -> Array:
        return np.asarray((np.asarray(score, float) / (n - 1) + 1) / 2)

    return Bounds(unit(low), unit(copeland(values, w)), unit(high), documented)


def mazziotta_pareto_bounds(z: npt.ArrayLike, shares: npt.ArrayLike, applicable: npt.ArrayLike) -> Bounds:
    """The adjusted index of z in [0, 1] on fixed goalposts, back on [0, 1], with bounds over the undocumented z.

    M - S^2 / M is concave in the unknown values. Its highest value has them all equal, by concavity, and is found in
    closed form. Its lowest has them all at the bottom: by concavity each is at an end, and on 70 to 130 the top is
    worth more than the bottom whatever the others are. `shares` (units x indicators) sum to 1 over what applies.
    """
    known = rescale(z)
    applies = np.asarray(applicable, bool)
    w = np.where(applies, np.asarray(shares, float), 0.0)
    documented = applies & ~np.isnan(known)
    held = np.where(documented, w, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = held.sum(1) / w.sum(1)
        first = np.where(documented, held * known, 0).sum(1) / w.sum(1)
        second = np.where(documented, held * known**2, 0).sum(1) / w.sum(1)
    gap = 1 - coverage

    def index(mean: Array, square: Array) -> Array:
        return 2 * mean - square / mean

    with np.errstate(invalid="ignore", divide="ignore"):
        value = index(first / coverage, second / coverage)
        bottom, top = 70.0, 130.0
        low = index(first + gap * bottom, second + gap * bottom**2)
        # Highest: all unknown at one x, in which the index is concave; at the top where no x is best.
        xs = np.clip(_best_fill(first, second, gap), bottom, top)
        high = np.fmax(*(index(first + gap * x, second + gap * x**2) for x in (top, xs)))
    return Bounds((low - 70) / 60, (value - 70) / 60, (high - 70) / 60, coverage)


def _best_fill(first: Array, second: Array, gap: Array) -> Array:
    """The x that makes 2M - E2/M largest, M = first + gap x, E2 = second + gap x^2.

    d/dx = 2 gap - 2 gap x / M + gap E2 / M^2 = 0  <=>  2 M^2 - 2 x M + E2 = 0, a quadratic in x whose larger root this
    is; with half unknown it is infinite, and with more there is none (NaN): more is always better.
    """
    return np.asarray((np.sqrt((first**2 + gap * second) / (1 - 2 * gap)) - first) / gap)
