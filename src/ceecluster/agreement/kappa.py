"""Agreement beyond chance on categories: Cohen, Fleiss, Conger, Scott, Gwet and Brennan-Prediger, plain and weighted.

All are (observed - expected) / (1 - expected) agreement and differ in what they expect by chance. `data` is observers x
units throughout, as for `krippendorff_alpha`: a DataFrame or anything numpy takes; None or NaN is a unit that an
observer did not judge. K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed., 2014, ISBN 978-0-9708062-8-4.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ceecluster.agreement.coefficient import UNANIMOUS, Coefficient
from ceecluster.errors import UsageError, unknown

Floats = NDArray[np.float64]
Weighting = Literal["identity", "linear", "quadratic", "ordinal"]
WEIGHTINGS: tuple[Weighting, ...] = ("identity", "linear", "quadratic", "ordinal")
Chance = Literal["fleiss", "conger", "gwet", "brennan_prediger"]
NO_PAIR = "undefined: no unit was judged by two observers"
LEVEL = 0.95
"""Confidence of the intervals."""


def agreement_weights(size: int, weights: Weighting | ArrayLike = "identity") -> Floats:
    """How much each pair of `size` ordered categories agrees, 1 on the diagonal: categories x categories.

    linear: 1 - |k - l| / (q - 1); quadratic: 1 - (k - l)^2 / (q - 1)^2 (Fleiss & Cohen 1973,
    doi:10.1177/001316447303300309); ordinal: 1 - C(|k - l| + 1, 2) / C(q, 2) (Gwet 2014, 3.5); or a matrix of one's
    own. UsageError for an unknown name, and for a matrix of another size, with values outside 0-1, or below 1 on the
    diagonal.
    """
    steps = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :]).astype(float)
    if isinstance(weights, str):
        if weights not in WEIGHTINGS:
            raise unknown("weighting", weights, WEIGHTINGS)
        if weights == "identity" or size < 2:
            return np.eye(size)
        if weights == "ordinal":
            return np.where(steps == 0, 1.0, 1 - steps * (steps + 1) / (size * (size - 1)))
        return np.asarray(1 - (steps / (size - 1)) ** (1 if weights == "linear" else 2))
    own = np.asarray(weights, float)
    if own.shape != (size, size):
        raise UsageError(f"weights of {own.shape} for {size} categories", "give a row and a column for each category")
    if np.isnan(own).any() or own.min() < 0 or own.max() > 1 or not np.allclose(np.diag(own), 1):
        raise UsageError("weights of agreement lie between 0 and 1, with 1 on the diagonal", "1 is full agreement")
    return own


def count_judgements(
    data: ArrayLike, categories: Sequence[Hashable] | None = None
) -> tuple[NDArray[np.intp], list[Hashable]]:
    """Units x categories: how many observers put the unit there, and the categories, given or found (sorted).

    UsageError for fewer than two observers, and for a value that is none of the given categories.
    """
    table, known = _coded(data, categories)
    return (table[..., None] == np.arange(len(known))).sum(axis=0), known


def _coded(data: ArrayLike, categories: Sequence[Hashable] | None) -> tuple[NDArray[np.intp], list[Hashable]]:
    """Observers x units as positions among the categories, -1 where there is no judgement."""
    table = np.asarray(data, dtype=object)
    if table.ndim != 2:
        raise UsageError(f"judgements of {table.ndim} dimensions", "give a table of observers x units")
    if len(table) < 2:
        raise UsageError("one observer has nobody to agree with", "give a row for each of two observers or more")
    missing = pd.isna(table)
    seen = set(table[~missing].tolist())
    known = list(categories) if categories is not None else _sorted(seen)
    strange = sorted(map(str, seen - set(known)))
    if strange:
        told = ", ".join(map(str, known))
        raise UsageError(f"'{strange[0]}' is none of the categories", f"categories: {told}")
    place = {category: k for k, category in enumerate(known)}
    flat = [-1 if gone else place[value] for value, gone in zip(table.ravel(), missing.ravel(), strict=True)]
    return np.array(flat, np.intp).reshape(table.shape), known


def _sorted(seen: set[Hashable]) -> list[Hashable]:
    try:
        return sorted(seen)  # type: ignore[type-var]  # numbers or texts; a mixture is sorted as text
    except TypeError:
        return sorted(seen, key=str)


def percent_agreement(
    data: ArrayLike, *, weights: Weighting | ArrayLike = "identity", categories: Sequence[Hashable] | None = None
) -> Coefficient:
    """Mean share of pairs of observers that agree on a unit, by weight; no correction for chance."""
    counts, known = count_judgements(data, categories)
    w = agreement_weights(len(known), weights)
    return _interval(counts, w, lambda _: (0.0, np.zeros(len(counts))))


def fleiss_kappa(
    data: ArrayLike, *, weights: Weighting | ArrayLike = "identity", categories: Sequence[Hashable] | None = None
) -> Coefficient:
    """Fleiss' kappa of any number of observers: chance is the mean distribution of the categories.

    Units that were judged by some only enter with those. The interval is over units (Gwet 2014, 5.3).
    J. L. Fleiss 1971, doi:10.1037/h0031619. For two observers it is Scott's pi.
    """
    counts, known = count_judgements(data, categories)
    w = agreement_weights(len(known), weights)

    def chance(share: Floats) -> tuple[float, Floats]:
        p = share.mean(axis=0)
        return float(p @ w @ p), share @ ((w + w.T) / 2 @ p)

    return _interval(counts, w, chance)


def scott_pi(
    first: ArrayLike,
    second: ArrayLike,
    *,
    weights: Weighting | ArrayLike = "identity",
    categories: Sequence[Hashable] | None = None,
) -> Coefficient:
    """Scott's pi of two observers: chance is the mean of their distributions. W. A. Scott 1955, doi:10.1086/266577."""
    return fleiss_kappa(_pair(first, second), weights=weights, categories=categories)


def gwet_ac1(data: ArrayLike, *, categories: Sequence[Hashable] | None = None) -> Coefficient:
    """Gwet's AC1: chance is the probability that an observer guesses, and then hits.

    K. L. Gwet 2008, doi:10.1348/000711006X126600.
    """
    return gwet_ac2(data, weights="identity", categories=categories)


def gwet_ac2(
    data: ArrayLike, *, weights: Weighting | ArrayLike = "quadratic", categories: Sequence[Hashable] | None = None
) -> Coefficient:
    """Gwet's AC2: AC1 with weights (Gwet 2014, 4.3); with the identity it is AC1."""
    counts, known = count_judgements(data, categories)
    q, w = len(known), agreement_weights(len(known), weights)

    def chance(share: Floats) -> tuple[float, Floats]:
        p = share.mean(axis=0)
        scale = w.sum() / (q * (q - 1)) if q > 1 else 0.0
        return float(scale * (p * (1 - p)).sum()), scale * (share @ (1 - p))

    return _interval(counts, w, chance)


def brennan_prediger(
    data: ArrayLike, *, weights: Weighting | ArrayLike = "identity", categories: Sequence[Hashable] | None = None
) -> Coefficient:
    """Brennan-Prediger: by chance all categories are as likely.

    R. L. Brennan & D. J. Prediger 1981, doi:10.1177/001316448104100307.
    With two categories it is the prevalence-adjusted kappa (PABAK), 2 observed - 1. Name the `categories` where not all
    were used: they count.
    """
    counts, known = count_judgements(data, categories)
    w = agreement_weights(len(known), weights)
    even = float(w.mean()) if w.size else 0.0
    # Chance does not depend on the data, and adds nothing to the variance.
    return _interval(counts, w, lambda share: (even, np.full(len(share), even)))


def _interval(counts: NDArray[np.intp], w: Floats, chance: object) -> Coefficient:
    """(observed - expected) / (1 - expected) with an interval over units, linearised as in Gwet 2014, 5.3."""
    from scipy.stats import t

    counts = counts[counts.sum(axis=1) > 0]
    judges = counts.sum(axis=1).astype(float)
    pairs = judges >= 2
    observers, n = int(judges.max(initial=0)), len(counts)
    if not pairs.any():
        return Coefficient(None, NO_PAIR, observers, 0)
    share = counts / judges[:, None]
    expected, each = chance(share)  # type: ignore[operator]  # a function of the shares
    agreed = np.zeros(n)
    agreed[pairs] = (counts * (counts @ w.T - 1))[pairs].sum(axis=1) / (judges * (judges - 1))[pairs]
    observed = agreed[pairs].mean()
    if expected >= 1 - 1e-12:
        return Coefficient(None, UNANIMOUS, observers, int(pairs.sum()))
    value = float((observed - expected) / (1 - expected))
    low = high = None
    if n > 1:
        own = n / pairs.sum() * (agreed - expected * pairs) / (1 - expected)
        linear = own - 2 * (1 - value) * (each - expected) / (1 - expected)
        error = float(np.sqrt(((linear - value) ** 2).sum() / (n * (n - 1))))
        reach = float(t.ppf((1 + LEVEL) / 2, n - 1)) * error
        low, high = value - reach, min(1.0, value + reach)
    return Coefficient(value, "", observers, int(pairs.sum()), chance=float(expected), low=low, high=high)


def conger_kappa(
    data: ArrayLike, *, weights: Weighting | ArrayLike = "identity", categories: Sequence[Hashable] | None = None
) -> Coefficient:
    """Conger's kappa of any number of observers: chance keeps each observer's own distribution (irr calls it exact).

    A. J. Conger 1980, doi:10.1037/0033-2909.88.2.322. For two observers it is Cohen's. No interval.
    """
    table, known = _coded(data, categories)
    q, r = len(known), len(table)
    w = agreement_weights(q, weights)
    chosen = table[..., None] == np.arange(q)
    counts = chosen.sum(axis=0)
    plain = _interval(counts, w, lambda share: (0.0, np.zeros(len(share))))
    if plain.value is None:
        return plain
    held = (table >= 0).sum(axis=1)
    if (held == 0).any():
        raise UsageError("an observer has judged nothing", "leave the observer out")
    own = chosen.sum(axis=1) / held[:, None]
    mean = own.mean(axis=0)
    spread = (own.T @ own - r * np.outer(mean, mean)) / (r - 1)
    expected = float((w * (np.outer(mean, mean) - spread / r)).sum())
    if expected >= 1 - 1e-12:
        return Coefficient(None, UNANIMOUS, plain.observers, plain.units)
    value = (plain.value - expected) / (1 - expected)
    return Coefficient(value, "", plain.observers, plain.units, chance=expected)


def cohen_kappa(
    first: ArrayLike,
    second: ArrayLike,
    *,
    weights: Weighting | ArrayLike = "identity",
    categories: Sequence[Hashable] | None = None,
) -> Coefficient:
    """Cohen's kappa of two observers, plain or weighted, over the units both judged: chance keeps both distributions.

    J. Cohen 1960, doi:10.1177/001316446002000104; 1968, doi:10.1037/h0026256; the interval from the large-sample error
    of Fleiss, Cohen & Everitt 1969, doi:10.1037/h0028106.
    """
    coded, known = _coded(_pair(first, second), categories)
    both = (coded >= 0).all(axis=0)
    table = np.zeros((len(known), len(known)))
    np.add.at(table, (coded[0, both], coded[1, both]), 1)
    return kappa_of_table(table, weights=weights)


def kappa_of_table(table: ArrayLike, *, weights: Weighting | ArrayLike = "identity") -> Coefficient:
    """Cohen's kappa of a square table of counts: first observer's categories x second's. See `cohen_kappa`."""
    from scipy.stats import norm

    counts = np.asarray(table, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any() or np.isnan(counts).any():
        raise UsageError("a table of two observers is square and holds counts", "rows: the first, columns: the second")
    n = counts.sum()
    if n == 0:
        return Coefficient(None, NO_PAIR, 2, 0)
    w = agreement_weights(len(counts), weights)
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((w * p).sum()), float(rows @ w @ columns)
    if expected >= 1 - 1e-12:
        return Coefficient(None, UNANIMOUS, 2, int(n))
    value = (observed - expected) / (1 - expected)
    mean = (w @ columns)[:, None] + (w.T @ rows)[None, :]
    inner = (p * (w - mean * (1 - value)) ** 2).sum() - (value - expected * (1 - value)) ** 2
    reach = float(norm.ppf((1 + LEVEL) / 2)) * float(np.sqrt(max(inner, 0.0) / n)) / (1 - expected)
    return Coefficient(value, "", 2, int(n), chance=expected, low=value - reach, high=min(1.0, value + reach))


def fleiss_by_category(data: ArrayLike, *, categories: Sequence[Hashable] | None = None) -> pd.DataFrame:
    """category, share, kappa: Fleiss' kappa of each category against all others (Fleiss 1971).

    Kappa is missing for a category that all or none of the judgements name; UsageError where units differ in the number
    of their judgements.
    """
    counts, known = count_judgements(data, categories)
    counts = counts[counts.sum(axis=1) > 0]
    judges = counts.sum(axis=1)
    if len(set(judges.tolist())) > 1 or (len(judges) and judges[0] < 2):
        raise UsageError("units differ in the number of their judgements", "keep the units that every observer judged")
    m, n = (float(judges[0]), len(counts)) if len(counts) else (0.0, 0)
    share = counts.sum(axis=0) / (n * m) if n else np.full(len(known), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa = 1 - (counts * (m - counts)).sum(axis=0) / (n * m * (m - 1) * share * (1 - share))
    return pd.DataFrame(
        {"category": known, "share": share, "kappa": np.where((share > 0) & (share < 1), kappa, np.nan)}
    )


def _pair(first: ArrayLike, second: ArrayLike) -> NDArray[np.object_]:
    """Two observers as a table; UsageError where they judged different units."""
    a, b = np.asarray(first, dtype=object), np.asarray(second, dtype=object)
    if a.shape != b.shape or a.ndim != 1:
        raise UsageError(f"{a.shape} judgements beside {b.shape}", "give both observers' judgements of the same units")
    return cast("NDArray[np.object_]", np.stack([a, b]))
