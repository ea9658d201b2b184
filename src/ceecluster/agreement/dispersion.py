"""How far the positions on one issue stand apart: van der Eijk's A, Tastle and Wierman's consensus, the shape."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ceecluster.errors import UsageError

Shape = Literal["agree", "split camps", "no pattern"]


def _frequencies(counts: ArrayLike) -> NDArray[np.float64]:
    vector = np.asarray(counts, dtype=float)
    if vector.ndim != 1 or not np.isfinite(vector).all() or (vector < 0).any():
        raise UsageError(
            "the counts are no vector of frequencies", "give a vector of 0 and above, one for each step of the scale"
        )
    return vector


def van_der_eijk_a(counts: ArrayLike) -> float | None:
    """Agreement A in an ordered scale: 1 all on one step, 0 spread evenly, -1 half at each end.

    `counts` holds the frequency of each step in order (three steps or more). The vector is peeled into layers of
    equal height; each layer's agreement follows from its unimodal and bimodal triples of steps, and the layers are
    averaged by their share. None without observations.
    Raises UsageError for fewer than three steps or a negative frequency.
    Source: C. van der Eijk 2001, doi:10.1023/A:1010374114305.
    """
    rest = _frequencies(counts).copy()
    steps, total = len(rest), rest.sum()
    if steps < 3:
        raise UsageError("agreement A needs a scale of at least three steps", "give a frequency for each step, 0 too")
    if total == 0:
        return None
    agreement = 0.0
    while rest.any():
        filled = rest > 0
        height = rest[filled].min()
        agreement += height * filled.sum() / total * _layer(filled)
        rest = np.where(filled, rest - height, 0.0)
        rest[rest < 1e-12 * total] = 0.0  # peeling fractions must end
    return float(agreement)


def _layer(filled: NDArray[np.bool_]) -> float:
    """Agreement of one layer: unimodality of its triples, scaled down by how many steps it fills."""
    steps, used = len(filled), int(filled.sum())
    if used == 1:
        return 1.0
    if used == steps:
        return 0.0
    left = filled.cumsum()[~filled].astype(float)  # filled steps left of each gap
    right = used - left
    bimodal = (left * right).sum()
    unimodal = (left * (left - 1) / 2 + right * (right - 1) / 2).sum()
    u = ((steps - 2) * unimodal - (steps - 1) * bimodal) / ((steps - 2) * (unimodal + bimodal))
    return float(u * (1 - (used - 1) / (steps - 1)))


def tastle_wierman(counts: ArrayLike) -> float | None:
    """Consensus Cns = 1 + sum p log2(1 - |x - mean| / d): 1 all on one step, 0 half at each end.

    `counts` holds the frequency of each step in order (two steps or more), d is the width of the scale. None without
    observations. Source: W. J. Tastle & M. J. Wierman 2007, doi:10.1016/j.ijar.2006.06.024.
    """
    vector = _frequencies(counts)
    if len(vector) < 2:
        raise UsageError("consensus needs a scale of at least two steps", "give a frequency for each step, 0 too")
    if not vector.any():
        return None
    share = vector / vector.sum()
    steps = np.arange(len(vector), dtype=float)
    distance = np.abs(steps - (share * steps).sum()) / (len(vector) - 1)
    held = share > 0
    return float(1 + (share[held] * np.log2(1 - distance[held])).sum())


def shape(counts: ArrayLike, *, tolerance: float = 0.1) -> Shape | None:
    """Shape of the positions: one hump (`agree`), two (`split camps`), else `no pattern`.

    A rise or fall from step to step counts only if it exceeds `tolerance` as a share of all observations, so that at
    eleven regions one region alone makes no camp. A flat vector is no pattern. None without observations.
    After J. Galtung's AJUS types (Theory and Methods of Social Research, 1969).
    """
    vector = _frequencies(counts)
    if not vector.any():
        return None
    humps = len(_peaks(vector, tolerance))
    return "agree" if humps == 1 else "split camps" if humps == 2 else "no pattern"


def dividing_step(counts: ArrayLike, *, tolerance: float = 0.1) -> int | None:
    """The step that divides two camps: the camp below holds steps < it, the camp above steps >= it.

    The fewest observations between the two peaks mark the divide; a contested step goes to the nearer peak, the lower
    on a tie. None unless the shape is `split camps`.
    """
    vector = _frequencies(counts)
    peaks = _peaks(vector, tolerance) if vector.any() else []
    if len(peaks) != 2:
        return None
    low, high = peaks
    between = range(low + 1, high)
    trough = min(between, key=lambda step: (vector[step], abs(2 * step - low - high), step), default=None)
    if trough is None:
        return high
    return trough if high - trough < trough - low else trough + 1


def _peaks(vector: NDArray[np.float64], tolerance: float) -> list[int]:
    """Steps from which the vector falls beyond the tolerance on both sides; the ends of the scale are open."""
    margin = tolerance * vector.sum()
    peaks: list[int] = []
    top, bottom, rising = 0, 0, True
    # A walk that turns only when the height has changed by more than the margin since the last extreme.
    for step in range(1, len(vector)):
        if rising:
            if vector[step] > vector[top]:
                top = step
            elif vector[top] - vector[step] > margin:
                peaks.append(top)
                rising, bottom = False, step
        elif vector[step] < vector[bottom]:
            bottom = step
        elif vector[step] - vector[bottom] > margin:
            rising, top = True, step
    if rising and (peaks or vector[top] - vector.min() > margin):
        peaks.append(top)
    return peaks
