"""Similarity of policy profiles: all pairs at once, on shares or on presence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from ceecluster.coherence.large import at_once
from ceecluster.errors import unknown

Measure = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _counts(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes shared, and held by each side."""
    x, y = np.asarray(a) > 0, np.asarray(b) > 0
    return (x & y).sum(axis=-1), x.sum(axis=-1), y.sum(axis=-1)


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    """A ratio, NaN where the denominator is 0: two empty profiles are no record, not unlike."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(under > 0, over / under, np.nan)


def ruzicka(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Sum of minima over sum of maxima of shares (..., codes) -> (...). Ruzicka 1958; Jaccard's measure on amounts."""
    return _ratio(np.minimum(a, b).sum(axis=-1), np.maximum(a, b).sum(axis=-1))


def _jaccard(both: np.ndarray, x: np.ndarray, y: np.ndarray, codes: int) -> np.ndarray:
    return _ratio(both, x + y - both)


def _dice(both: np.ndarray, x: np.ndarray, y: np.ndarray, codes: int) -> np.ndarray:
    return _ratio(2 * both, x + y)


def _overlap(both: np.ndarray, x: np.ndarray, y: np.ndarray, codes: int) -> np.ndarray:
    return _ratio(both, np.minimum(x, y))


def _simple_matching(both: np.ndarray, x: np.ndarray, y: np.ndarray, codes: int) -> np.ndarray:
    return np.where(x + y > 0, 1 - (x + y - 2 * both) / max(codes, 1), np.nan)


def jaccard(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Codes shared over codes held by either. Jaccard 1901."""
    return _jaccard(*_counts(a, b), np.shape(a)[-1])


def dice(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Twice the codes shared over the codes of both. Dice 1945, doi:10.2307/1932409."""
    return _dice(*_counts(a, b), np.shape(a)[-1])


def overlap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Codes shared over the codes of the smaller profile: 1 for a subset; NaN where one side is empty."""
    return _overlap(*_counts(a, b), np.shape(a)[-1])


def simple_matching(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Codes on which both agree, held or not, over all codes. Flatters profiles with many shared absences."""
    return _simple_matching(*_counts(a, b), np.shape(a)[-1])


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosine of the angle between two profiles; 0 where exactly one side is empty."""
    norm = np.sqrt((np.square(a)).sum(axis=-1) * (np.square(b)).sum(axis=-1))
    one_sided = (norm == 0) & ((np.asarray(a).sum(axis=-1) > 0) | (np.asarray(b).sum(axis=-1) > 0))
    return np.where(one_sided, 0.0, _ratio((a * b).sum(axis=-1), norm))


def bray_curtis(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """1 - sum |a - b| / sum (a + b). Bray & Curtis 1957, doi:10.2307/1942268."""
    return 1 - _ratio(np.abs(a - b).sum(axis=-1), (a + b).sum(axis=-1))


MEASURES: dict[str, Measure] = {
    "ruzicka": ruzicka,
    "jaccard": jaccard,
    "dice": dice,
    "overlap": overlap,
    "simple_matching": simple_matching,
    "cosine": cosine,
    "bray_curtis": bray_curtis,
}


_FROM_COUNTS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray, int], np.ndarray]] = {
    "jaccard": _jaccard,
    "dice": _dice,
    "overlap": _overlap,
    "simple_matching": _simple_matching,
}
"""Measures that need only how many codes are shared and held: one matrix product gives all pairs."""
BLOCK = 4_000_000
"""Numbers held at once by the measures on amounts."""


Units: TypeAlias = slice | np.ndarray
"""Rows asked for: a slice or their indices."""
ALL = slice(None)


def refuse_unknown(measure: str) -> None:
    """UsageError for a measure that is none."""
    if measure not in MEASURES:
        raise unknown("measure", measure, MEASURES)


def similarity(profiles: np.ndarray, measure: str = "ruzicka", units: Units = ALL) -> np.ndarray:
    """Similarity of all pairs of profiles (units, codes) -> (units, units), NaN where both are empty.

    With `units` only their rows. Raises UsageError for an unknown measure.
    """
    refuse_unknown(measure)
    x = np.asarray(profiles, float)
    if measure in _FROM_COUNTS:
        held = (x > 0).astype(np.float32)  # counts below 2**24 are exact, and half the memory
        both = np.asarray(held[units] @ held.T, float)
        size = held.sum(axis=1).astype(float)
        return _FROM_COUNTS[measure](both, size[units, None], size[None, :], x.shape[1])
    # Row blocks bound the memory: all pairs times all codes at once would be gigabytes for hundreds of portfolios.
    step = at_once(BLOCK, x.size)
    own = x[units]
    blocks = [MEASURES[measure](own[i : i + step, None, :], x[None, :, :]) for i in range(0, len(own), step)]
    return np.concatenate(blocks) if blocks else np.zeros((0, len(x)))


def turnover_and_nestedness(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Jaccard distance split into turnover (a different mix) and nestedness (fewer of the same).

    Baselga 2010, doi:10.1111/j.1466-8238.2009.00490.x, in the Jaccard form of Baselga 2012,
    doi:10.1111/j.1466-8238.2011.00756.x.
    """
    both, x, y = _counts(a, b)
    less = np.minimum(x, y) - both
    turnover = _ratio(2 * less, both + 2 * less)
    distance = 1 - jaccard(a, b)
    turnover = np.where(np.isnan(turnover) & ~np.isnan(distance), 0.0, turnover)
    return turnover, distance - turnover


def combine(
    parts: Sequence[tuple[np.ndarray, float]], speaking: np.ndarray, measure: str = "ruzicka", units: Units = ALL
) -> np.ndarray:
    """Similarity of all pairs over several dimensions, (units, units); with `units` only their rows.

    `parts` are profiles (units, codes) with the weight of their dimension; the mean counts the dimensions in which at
    least one of the two has data. NaN where one of the two does not speak at all: no record is not unlike.
    """
    both = speaking[units, None] & speaking[None, :]
    total, weight = np.zeros(both.shape), np.zeros(both.shape)
    for profile, w in parts:
        s = similarity(profile, measure, units)
        missing = np.isnan(s)
        total += np.where(missing, 0.0, w * s)
        weight += np.where(missing, 0.0, w)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(both & (weight > 0), total / weight, np.nan)
