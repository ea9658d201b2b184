"""Many looks at once: what still stands out after as many looks had a chance to.

Westfall & Young, Resampling-Based Multiple Testing, 1993, algorithm 2.8 (free step-down min-p). Each statistic is
judged by its own permutation distribution first, so that one with few units or a large weight is not favoured; raw
maxima are ruled by the smallest number of units.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ceecluster.scoring.aggregation import Array

PERMUTATIONS = 1_999
"""Smallest p that can be reached: 1 / 2000."""
DIGITS = 12
"""Statistics closer than this are equal."""


def adjusted_p(observed: npt.ArrayLike, permuted: npt.ArrayLike) -> Array:
    """p of each statistic, larger being more extreme, adjusted for all of them (looks; permutations x looks).

    The chance that the smallest p among the looks from here down is at most this one, where nothing is related. NaN
    where a statistic could not be computed; such looks do not count. At least 1 / (permutations + 1).
    """
    seen, drawn = np.asarray(observed, float), np.asarray(permuted, float)
    out = np.full(len(seen), np.nan)
    there = np.flatnonzero(~np.isnan(seen))
    if not len(there):
        return out
    # A draw in which a statistic has no value (a column that became constant with its gaps) is no evidence for it.
    table = np.round(np.where(np.isnan(drawn[:, there]), -np.inf, drawn[:, there]), DIGITS)
    every = np.vstack([np.round(seen[there], DIGITS), table])
    raw = np.empty(every.shape)
    for look in range(len(there)):
        column = np.sort(every[:, look])
        raw[:, look] = (len(every) - np.searchsorted(column, every[:, look], "left")) / len(every)
    order = np.argsort(raw[0], kind="stable")
    smallest = np.minimum.accumulate(raw[:, order[::-1]], axis=1)[:, ::-1]
    p = (smallest <= raw[0, order] + 1e-12).mean(axis=0)
    out[there[order]] = np.maximum.accumulate(p)
    return out


def shuffle_columns(table: npt.ArrayLike, permutations: int, seed: int) -> Array:
    """Permutations x rows x columns: each column's values dealt anew among the rows that have one."""
    values = np.asarray(table, float)
    rng = np.random.default_rng(seed)
    out = np.repeat(values[None], permutations, axis=0)
    for column in range(values.shape[1]):
        rows = np.flatnonzero(~np.isnan(values[:, column]))
        if len(rows) > 1:
            deal = rng.random((permutations, len(rows))).argsort(axis=1, kind="stable")
            out[:, rows, column] = values[rows, column][deal]
    return out


def correlations(x: Array, y: Array) -> Array:
    """Pearson correlation over the last axis; 0 / 0 where one of the two does not vary is NaN."""
    a, b = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (a * b).sum(-1) / np.sqrt((a**2).sum(-1) * (b**2).sum(-1))
    flat = (np.ptp(x, axis=-1) == 0) | (np.ptp(y, axis=-1) == 0)
    return np.where(flat, np.nan, r)
