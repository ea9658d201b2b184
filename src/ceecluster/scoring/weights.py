"""Samplers of weights: points of the unit cube in, points of the simplex out.

Uniform numbers divided by their sum are not uniform on the simplex: with 8 weights they give P(max > 0.4) = 0.3 %
where the uniform distribution has 22.5 %, and so make any ranking look robust. Dirichlet weights are gamma quantiles
divided by their sum. Lahdelma & Salminen 2001, doi:10.1287/opre.49.3.444.11220.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ceecluster.errors import UsageError
from ceecluster.scoring.aggregation import Array, check_weights

VARIATION = 0.25
"""Coefficient of variation of an average weight under `around`."""
REACH, NODES = 27.7, 2_000
"""Logits between which gamma quantiles are kept, and how many."""


def concentration(size: int, variation: float = VARIATION) -> float:
    """kappa of Dirichlet(kappa w) that makes a weight of 1 / size vary by `variation`: (size - 1) / variation^2 - 1."""
    return (size - 1) / variation**2 - 1


def dirichlet(points: npt.ArrayLike, alpha: npt.ArrayLike) -> Array:
    """Dirichlet(alpha) weights from points of the unit cube (draws x k); alpha 0 keeps a weight at 0.

    The gamma quantile of each point is read from a table of NODES nodes in the logit of the point (error below 1e-4 of
    the value), so that quasi-random points stay what they are at the price of a logarithm.
    """
    u = np.asarray(points, float)
    shape = np.broadcast_to(check_weights(alpha), u.shape[1:])
    gammas = np.zeros(u.shape)
    inside = np.clip(u, 1e-12, 1 - 1e-12)
    logit = None
    for value in np.unique(shape[shape > 0]):
        columns = np.flatnonzero(shape == value)
        if value == 1:
            gammas[:, columns] = -np.log1p(-inside[:, columns])
            continue
        if logit is None:
            logit = np.log(inside) - np.log1p(-inside)
        nodes, quantiles = _table(float(value))
        gammas[:, columns] = np.exp(np.interp(logit[:, columns], nodes, quantiles))
    return np.asarray(gammas / gammas.sum(-1, keepdims=True))


@lru_cache(maxsize=256)
def _table(shape: float) -> tuple[Array, Array]:
    """Logits of probabilities and logarithms of the gamma quantiles there."""
    # scipy.special alone is a tenth of scipy.stats to import, but only samplers need it.
    from scipy.special import gammaincinv

    nodes = np.linspace(-REACH, REACH, NODES)
    quantiles = gammaincinv(shape, 1 / (1 + np.exp(-nodes)))
    return nodes, np.log(np.maximum(quantiles, 1e-300))


def around(points: npt.ArrayLike, weights: npt.ArrayLike, *, variation: float = VARIATION) -> Array:
    """Weights around given ones: Dirichlet(kappa * w); `variation` is that of an average weight."""
    w = check_weights(weights)
    if not variation > 0:
        raise UsageError(
            f"variation {variation:g} is not above 0", "0.25 is usual; switch the weights off to keep them"
        )
    w = w / w.sum()
    size = int((w > 0).sum())
    if size < 2:
        return np.broadcast_to(w, np.asarray(points).shape).copy()
    kappa = concentration(size, variation)
    if kappa <= 0:
        raise UsageError(f"variation {variation:g} is more than {size} weights can have", "use free weights instead")
    return dirichlet(points, kappa * w)


def free(points: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Array:
    """Any weights, all equally likely: uniform on the simplex; weights given as 0 stay 0."""
    u = np.asarray(points, float)
    alpha = np.ones(u.shape[1]) if weights is None else (check_weights(weights) > 0).astype(float)
    return dirichlet(u, alpha)
