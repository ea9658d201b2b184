"""Outliers: which columns are skewed and heavy-tailed, and what is done about them.

The rule of the JRC: a column is treated where |skewness| > 2 and kurtosis > 3.5 (excess). A few values are pulled in
first (winsorised), and where that is not enough the column is transformed. Nardo et al. 2008, step 4,
doi:10.1787/9789264043466-en; Becker et al. 2022, doi:10.21105/joss.04567 (COINr).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring.aggregation import Array

SKEWNESS, KURTOSIS = 2.0, 3.5
MOST = 5
"""Most values winsorised in a column before it is transformed."""
REPORT = [
    *("indicator", "skewness", "kurtosis", "skewness_after", "kurtosis_after"),
    *("winsorised", "transform", "fits"),
]
TRANSFORMS = ("log", "box_cox", "none")


def skewness(x: npt.ArrayLike) -> float:
    """Adjusted Fisher-Pearson skewness G1 (as in spreadsheets); NaN below 3 values or where nothing varies."""
    # scipy.stats costs most of a second to import.
    from scipy.stats import skew

    values = _known(x)
    return float(skew(values, bias=False)) if len(values) > 2 and np.ptp(values) > 0 else float("nan")


def kurtosis(x: npt.ArrayLike) -> float:
    """Adjusted excess kurtosis G2 (as in spreadsheets); NaN below 4 values or where nothing varies."""
    from scipy.stats import kurtosis as excess

    values = _known(x)
    return float(excess(values, bias=False)) if len(values) > 3 and np.ptp(values) > 0 else float("nan")


def fits(x: npt.ArrayLike, limit: float = SKEWNESS, tails: float = KURTOSIS) -> bool:
    """Whether a column needs no treatment: not both |skewness| and kurtosis above their limits."""
    return not (abs(skewness(x)) > limit and kurtosis(x) > tails)


def winsorise(x: npt.ArrayLike, most: int = MOST, limit: float = SKEWNESS, tails: float = KURTOSIS) -> Array:
    """Extreme values set to the next one, one after another on the skewed side, until the column fits or `most` are."""
    values = np.array(x, float)
    moved: set[int] = set()
    while not fits(values, limit, tails):
        side = 1.0 if skewness(values) > 0 else -1.0
        end = np.nanmax(side * values)
        at = np.flatnonzero(side * values == end)
        if len(moved | set(at.tolist())) > most:
            break
        moved |= set(at.tolist())
        inner = side * values[~np.isnan(values) & (side * values < end)]
        values[at] = side * inner.max()
    return values


def log_transform(x: npt.ArrayLike) -> Array:
    """log(x - min + 0.01 (max - min)); of the mirrored column where it is skewed to the left. Order is kept."""
    values = np.asarray(x, float)
    side = -1.0 if skewness(values) < 0 else 1.0
    z = side * values
    low, high = np.nanmin(z, initial=np.inf), np.nanmax(z, initial=-np.inf)
    if not low < high:
        raise UsageError("a constant column cannot be transformed", "leave it out")
    return np.asarray(side * np.log(z - low + 0.01 * (high - low)))


def box_cox(x: npt.ArrayLike) -> tuple[Array, float]:
    """Box-Cox transform with lambda by maximum likelihood, and lambda; values of 0 or below are shifted above 0 first.

    Box & Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x.
    """
    from scipy.stats import boxcox

    values = np.array(x, float)
    known = ~np.isnan(values)
    if len(_known(values)) < 3 or np.ptp(values[known]) == 0:
        raise UsageError("Box-Cox needs three values that differ", "leave the column as it is")
    low = values[known].min()
    shifted = values if low > 0 else values - low + 0.01 * np.ptp(values[known])
    found, power = boxcox(shifted[known])
    values[known] = found
    return values, float(power)


def treat(
    table: pd.DataFrame,
    transform: str = "log",
    *,
    most: int = MOST,
    limit: float = SKEWNESS,
    tails: float = KURTOSIS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The treated table, and what was done to each column (REPORT).

    Columns that fit stay as they are. Where `most` winsorised values are not enough the column is transformed instead.
    """
    if transform not in TRANSFORMS:
        raise unknown("transform", transform, TRANSFORMS)
    out, rows = table.astype(float), []
    for name in table.columns:
        before = table[name].to_numpy(float)
        if np.isinf(before).any():
            raise UsageError(f"'{name}': a value is infinite", "leave it out or mend it")
        after, pulled, how = before, 0, ""
        if not fits(before, limit, tails):
            after = winsorise(before, most, limit, tails)
            pulled = int((after != before)[~np.isnan(before)].sum())
            if not fits(after, limit, tails) and transform != "none":
                after, pulled, how = (log_transform(before) if transform == "log" else box_cox(before)[0]), 0, transform
        out[name] = after
        shape = (skewness(before), kurtosis(before), skewness(after), kurtosis(after))
        rows.append((name, *shape, pulled, how, fits(after, limit, tails)))
    columns = [
        "indicator",
        "skewness",
        "kurtosis",
        "skewness_after",
        "kurtosis_after",
        "winsorised",
        "transform",
        "fits",
    ]
    return out, pd.DataFrame(rows, columns=columns)


def _known(x: npt.ArrayLike) -> Array:
    values = np.asarray(x, float)
    if np.isinf(values).any():
        raise UsageError("a value is infinite", "leave it out or mend it")
    return np.asarray(values[~np.isnan(values)])
