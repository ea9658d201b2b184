"""Agreement on numbers and on orders: intraclass correlations, and rank correlations between observers.

`data` is observers x units, as for the other coefficients: a DataFrame or anything numpy takes, NaN for a unit that an
observer did not judge.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ceecluster.agreement.coefficient import UNANIMOUS, Coefficient
from ceecluster.errors import UsageError, unknown

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
FORMS: tuple[Form, ...] = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
Rank = Literal["spearman", "kendall"]
LEVEL = 0.95
"""Confidence of the intervals."""
FEW = "undefined: fewer than two units judged by every observer"
CONSTANT = "undefined: an observer gives all units one value"
ALIKE = "undefined: the observers' means tell no units apart"


def intraclass(data: ArrayLike, form: Form = "2,1") -> Coefficient:
    """Intraclass correlation over the units that every observer judged.

    Forms: 1 each unit has observers of its own; 2 observers drawn at random, absolute agreement; 3 these observers,
    consistency; `1` of one observer, `k` of the mean of all. P. E. Shrout & J. L. Fleiss 1979,
    doi:10.1037/0033-2909.86.2.420; intervals by F: K. O. McGraw & S. P. Wong 1996, doi:10.1037/1082-989X.1.1.30.
    Undefined where fewer than two units were judged by all, all values are the same, or what a coefficient is a share
    of is estimated as nothing or less. UsageError for another form, one observer, or infinities.
    """
    if form not in FORMS:
        raise unknown("form", form, FORMS)
    table = _numbers(data)
    k, n = table.shape
    if n < 2:
        return Coefficient(None, FEW, k, n)
    units, observers = table.mean(axis=0), table.mean(axis=1)
    grand = table.mean()
    between = k * ((units - grand) ** 2).sum() / (n - 1)
    raters = n * ((observers - grand) ** 2).sum() / (k - 1)
    within = ((table - units) ** 2).sum() / (n * (k - 1))
    error = ((table - units - observers[:, None] + grand) ** 2).sum() / ((n - 1) * (k - 1))
    dust = (1e-12 * np.abs(table).max()) ** 2  # what rounding leaves where there is nothing
    between, raters, within, error = (float(each) if each > dust else 0.0 for each in (between, raters, within, error))
    if between + within == 0:
        return Coefficient(None, UNANIMOUS, k, n)
    model, of = form.split(",")
    value, low, high = _shrout_fleiss(int(model), k, n, (between, raters, within, error))
    if of == "k":
        value, low, high = (_stepped_up(each, k) for each in (value, low, high))
    if not np.isfinite(value):
        return Coefficient(None, ALIKE, k, n)
    return Coefficient(float(value), "", k, n, low=_finite(low), high=_finite(high))


def _stepped_up(one: float, k: int) -> float:
    """Spearman-Brown: what one observer gives, for the mean of k; NaN where their means vary by less than nothing."""
    beside = 1 + (k - 1) * one
    return k * one / beside if beside > 1e-12 else float("nan")


def _shrout_fleiss(
    model: int, k: int, n: int, squares: tuple[float, float, float, float]
) -> tuple[float, float, float]:
    """Coefficient of one observer with its interval; `squares` are between units, of observers, within units, rest."""
    from scipy.stats import f

    between, raters, within, error = squares
    q = (1 + LEVEL) / 2
    if model != 2:
        rest, freedom = (within, float(n * (k - 1))) if model == 1 else (error, float((n - 1) * (k - 1)))
        whole = between + (k - 1) * rest
        value = (between - rest) / whole if whole > 0 else float("nan")
        if rest <= 0:
            return value, float("nan"), float("nan")
        ratio = between / rest
        below = ratio / f.ppf(q, n - 1, freedom)
        above = ratio * f.ppf(q, freedom, n - 1)
        return value, (below - 1) / (below + k - 1), (above - 1) / (above + k - 1)
    whole = between + (k - 1) * error + k * (raters - error) / n
    value = (between - error) / whole if whole > 1e-12 * error else float("nan")
    if error <= 0 or (between <= 0 and raters <= 0):  # nothing to divide by
        return value, float("nan"), float("nan")
    # Satterthwaite's degrees of freedom of the mean squares that stand against the one between units.
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    freedom = (a * raters + b * error) ** 2 / ((a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    first, last = f.ppf(q, n - 1, freedom), f.ppf(q, freedom, n - 1)
    other = k * raters + (k * n - k - n) * error
    low = n * (between - first * error) / (first * other + n * between)
    high = n * (last * between - error) / (other + n * last * between)
    return value, low, high


def rank_agreement(data: ArrayLike, method: Rank = "spearman") -> Coefficient:
    """Mean rank correlation of all pairs of observers, each over the units both judged.

    `spearman` (rho of mid-ranks) or `kendall` (tau-b). For two observers with an interval on Fisher's scale: of rho by
    Bonett & Wright 2000, doi:10.1007/BF02294183, of tau by Fieller, Hartley & Pearson 1957,
    doi:10.1093/biomet/44.3-4.470. Undefined where a pair shares fewer than three units, or an observer gives all
    units one value.
    """
    table = rank_correlations(data, method)
    k = len(table)
    upper = table.to_numpy()[np.triu_indices(k, 1)]
    values = _numbers(data, complete=False)
    shared = int(min((~np.isnan(values[[i, j]])).all(axis=0).sum() for i in range(k) for j in range(i + 1, k)))
    if np.isnan(upper).any():
        return Coefficient(None, CONSTANT if shared >= 3 else "undefined: fewer than three units in common", k, shared)
    value = float(upper.mean())
    low = high = None
    if k == 2 and shared > 4 and abs(value) < 1:
        spread = np.sqrt((1 + value**2 / 2) / (shared - 3)) if method == "spearman" else np.sqrt(0.437 / (shared - 4))
        low, high = (float(np.tanh(np.arctanh(value) + side * 1.959964 * spread)) for side in (-1, 1))
    return Coefficient(value, "", k, shared, low=low, high=high)


def rank_correlations(data: ArrayLike, method: Rank = "spearman") -> pd.DataFrame:
    """Observers x observers: rank correlations, NaN where a pair shares fewer than three units or one is constant."""
    if method not in ("spearman", "kendall"):
        raise unknown("method", method, ("spearman", "kendall"))
    from scipy.stats import kendalltau, rankdata

    values = _numbers(data, complete=False)
    names = list(data.index) if isinstance(data, pd.DataFrame) else list(range(len(values)))
    out = np.eye(len(values))
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            x, y = values[i], values[j]
            both = ~np.isnan(x) & ~np.isnan(y)
            x, y = x[both], y[both]
            if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
                r = np.nan
            elif method == "spearman":
                r = np.corrcoef(rankdata(x), rankdata(y))[0, 1]
            else:
                r = kendalltau(x, y).statistic
            out[i, j] = out[j, i] = r
    return pd.DataFrame(out, index=names, columns=names)


def _numbers(data: ArrayLike, *, complete: bool = True) -> NDArray[np.float64]:
    """Observers x units as numbers; only units that every observer judged where `complete`."""
    try:
        table = np.asarray(data, dtype=float)
    except (TypeError, ValueError) as why:
        raise UsageError("the judgements are no numbers", "for categories there are the kappas") from why
    if table.ndim != 2:
        raise UsageError(f"judgements of {table.ndim} dimensions", "give a table of observers x units")
    if len(table) < 2:
        raise UsageError("one observer has nobody to agree with", "give a row for each of two observers or more")
    if np.isinf(table).any():
        raise UsageError("a judgement is infinite", "NaN is a unit that was not judged")
    return table[:, ~np.isnan(table).any(axis=0)] if complete else table


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
