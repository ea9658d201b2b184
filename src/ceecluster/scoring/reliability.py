"""Do the indicators of a node hang together, and which weights follow from the data: alpha, components, balance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring.aggregation import Array

PRECISION, ROUNDS = 1e-15, 1_000
"""When the search for balancing weights ends: squares of shares that change by less, or after so many rounds."""


def cronbach_alpha(table: pd.DataFrame | Array) -> float:
    """k / (k - 1) * (1 - sum of item variances / variance of the sum), over the units that have all items.

    Cronbach 1951, doi:10.1007/BF02310555. NaN below 2 items or 2 such units, or where the sum does not vary.
    """
    x = np.asarray(table, float)
    whole = x[~np.isnan(x).any(axis=1)]
    if whole.shape[1] < 2 or len(whole) < 2:
        return float("nan")
    return alpha_of_variances(whole.shape[1], float(whole.var(axis=0, ddof=1).sum()), float(whole.sum(1).var(ddof=1)))


def alpha_of_variances(items: int, within: float, total: float) -> float:
    """Alpha from the number of items, the sum of their variances, and the variance of their sum."""
    # A sum that does not vary is seldom exactly 0: what rounding leaves of it is no variance.
    return items / (items - 1) * (1 - within / total) if total > 1e-15 * within else float("nan")


def principal_components(table: pd.DataFrame) -> tuple[Array, pd.DataFrame]:
    """Share of the variance of each component of the correlations, and loadings (indicators x components).

    Over the units that have all values; signs so that each component's loadings add up to 0 or more. Jolliffe,
    Principal Component Analysis, 2002, doi:10.1007/b98835.
    """
    x = table.dropna().to_numpy(float)
    if len(x) < 3 or x.shape[1] < 2:
        raise UsageError(f"{len(x)} units with all values are too few for components", "impute first")
    flat = [str(name) for name, column in zip(table.columns, x.T, strict=True) if np.ptp(column) == 0]
    if flat:
        raise UsageError(f"'{flat[0]}' does not vary", "leave it out")
    values, vectors = np.linalg.eigh(np.corrcoef(x.T))
    values, vectors = np.clip(values[::-1], 0, None), vectors[:, ::-1]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    names = [f"pc{n}" for n in range(1, x.shape[1] + 1)]
    return values / values.sum(), pd.DataFrame(vectors * np.sqrt(values), index=table.columns, columns=names)


def component_weights(table: pd.DataFrame) -> dict[str, float]:
    """Weights from the first component: squared loadings, which sum to 1; UsageError where indicators oppose it.

    Nardo et al. 2008, step 6, doi:10.1787/9789264043466-en.
    """
    loadings = principal_components(table)[1]["pc1"]
    against = loadings.index[loadings < 0]
    if len(against):
        raise UsageError(
            f"'{against[0]}' goes against the first component", "turn its direction, or weigh by hand: it has no weight"
        )
    squared = loadings**2 / (loadings**2).sum()
    return {str(name): float(value) for name, value in squared.items()}


def balancing_weights(table: pd.DataFrame, target: Mapping[str, float] | None = None) -> dict[str, float]:
    """Weights of an arithmetic mean with which each indicator correlates as the target has it (default: all alike).

    Becker, Saisana, Paruolo & Vandecasteele 2017, doi:10.1016/j.ecolind.2017.03.056: weights are not importance; this
    looks for those that make importance what it is meant to be. Weights sum to 1, none below 0. Where none reach the
    target, those that come nearest in squares of the correlations' shares.
    """
    # scipy.optimize costs a third of a second to import.
    from scipy.optimize import minimize

    x = table.dropna().to_numpy(float)
    if len(x) < 3:
        raise UsageError(f"{len(x)} units with all values are too few for correlations", "impute first")
    if (np.ptp(x, axis=0) == 0).any():
        raise UsageError("an indicator does not vary", "leave it out")
    names = [str(name) for name in table.columns]
    for name in target or {}:
        if name not in names:
            raise unknown("indicator", name, names)
    aim = np.array([(target or {}).get(name, 1.0) for name in names], float)
    if (aim <= 0).any():
        raise UsageError("a target is not above 0", "leave the indicator out instead")
    aim = aim / aim.sum()
    covariance: Array = np.atleast_2d(np.cov(x.T))
    deviation = np.sqrt(np.diag(covariance))

    def off(w: Array) -> float:
        r = covariance @ w / (deviation * np.sqrt(np.maximum(w @ covariance @ w, 1e-300)))
        total = r.sum()
        return float(((r / total - aim) ** 2).sum()) if total > 1e-9 else 1.0

    start = aim / deviation
    found = minimize(
        off,
        start / start.sum(),
        method="SLSQP",
        bounds=[(0, 1)] * len(names),
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": PRECISION, "maxiter": ROUNDS},
    )  # type: ignore[call-overload]  # the stubs know no dictionaries of constraints
    weights = np.clip(found.x, 0, None)
    return {name: float(w) for name, w in zip(names, weights / weights.sum(), strict=True)}
