"""From raw figures to a table that can be normalised: denominators, screening, gaps.

Nardo et al., Handbook on Constructing Composite Indicators, OECD/JRC 2008, steps 2-4, doi:10.1787/9789264043466-en.
All take units x indicators (NaN missing) and give a new table; UsageError names what cannot be done.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring.aggregation import Array

IMPUTATIONS = ("mean", "median", "em")


def denominate(table: pd.DataFrame, by: Mapping[str, pd.Series | str], *, scale: float = 1.0) -> pd.DataFrame:
    """x / denominator * scale for the indicators named: `by` gives a series by unit, or the name of a column.

    Missing where the denominator is missing; a denominator of 0 or below is an error, with its unit.
    """
    out = table.astype(float)
    for name, given in by.items():
        if name not in table.columns:
            raise unknown("indicator", name, map(str, table.columns))
        if isinstance(given, str) and given not in table.columns:
            raise unknown(f"denominator of '{name}'", given, map(str, table.columns))
        divisor = (table[given] if isinstance(given, str) else given.reindex(table.index)).astype(float)
        if (divisor <= 0).any():
            unit = divisor.index[divisor <= 0][0]
            raise UsageError(f"the denominator of '{name}' is {divisor[unit]:g} for '{unit}'", "it has to be above 0")
        out[name] = table[name].astype(float) / divisor * scale
    return out


def screen(table: pd.DataFrame, least: float = 2 / 3, *, zeros: float | None = None) -> pd.DataFrame:
    """The units with a value on at least `least` of the indicators, and, if given, at most `zeros` of them 0."""
    if not 0 <= least <= 1:
        raise UsageError(f"share {least:g} is outside 0-1", "it is the share of indicators a unit has to document")
    kept = table.notna().mean(axis=1) >= least - 1e-9
    if zeros is not None:
        kept &= (table == 0).sum(axis=1) / table.notna().sum(axis=1).clip(lower=1) <= zeros + 1e-9
    if not kept.any():
        raise UsageError(f"no unit documents {least:g} of the indicators", "ask for less")
    return table.loc[kept]


def impute(table: pd.DataFrame, method: str = "mean", *, groups: pd.Series | None = None) -> pd.DataFrame:
    """Gaps filled by the column's mean or median, among the units of the same group where `groups` is given, or by EM.

    A group without a value on an indicator takes that of the whole column. A column without values stays an error.
    """
    if method not in IMPUTATIONS:
        raise unknown("imputation", method, IMPUTATIONS)
    for name in table.columns:
        if table[name].isna().all():
            raise UsageError(f"indicator '{name}' has no values at all", "leave it out")
    if method == "em":
        if groups is not None:
            raise UsageError("EM takes no groups", "use mean or median within groups")
        filled = expectation_maximisation(table.to_numpy(float))
        return pd.DataFrame(filled, index=table.index, columns=table.columns)
    out = table.astype(float)
    if groups is not None:
        place = groups.reindex(table.index)
        out = out.fillna(out.groupby(place).transform(method))
    whole = table.astype(float).agg(method)
    return out.fillna(whole)


def expectation_maximisation(x: Array, *, tolerance: float = 1e-9, rounds: int = 2_000) -> Array:
    """Gaps filled by their expectation under a multivariate normal fitted by EM.

    Dempster, Laird & Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x; Little & Rubin, Statistical Analysis with
    Missing Data, 2002, section 11.2. Needs more units than indicators, or the covariance is singular.
    """
    n, k = x.shape
    gaps = np.isnan(x)
    if not gaps.any():
        return x.copy()
    if n <= k:
        raise UsageError(f"EM needs more units than indicators ({n} for {k})", "impute by mean or median, or in parts")
    mean, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    if (spread == 0).any():
        raise UsageError("EM needs indicators that differ between units", "leave the constant one out")
    z = (x - mean) / spread
    centre, covariance = np.zeros(k), np.eye(k)
    filled = z
    for _ in range(rounds):
        filled, extra = z.copy(), np.zeros((k, k))
        for row in range(n):
            out, known = np.flatnonzero(gaps[row]), np.flatnonzero(~gaps[row])
            if not len(out):
                continue
            inner = covariance[np.ix_(known, known)]
            if len(known) and np.linalg.cond(inner) > 1e12:
                raise UsageError("EM meets indicators that say the same (singular covariance)", "leave one of them out")
            slope = np.linalg.solve(inner, covariance[np.ix_(known, out)]) if len(known) else np.zeros((0, len(out)))
            filled[row, out] = centre[out] + (z[row, known] - centre[known]) @ slope
            extra[np.ix_(out, out)] += covariance[np.ix_(out, out)] - covariance[np.ix_(out, known)] @ slope
        before, centre = centre, filled.mean(axis=0)
        old, covariance = covariance, (filled - centre).T @ (filled - centre) / n + extra / n
        if max(np.abs(centre - before).max(), np.abs(covariance - old).max()) < tolerance:
            break
    return np.asarray(np.where(gaps, mean + spread * filled, x))
