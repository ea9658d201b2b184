"""Coherence inside a region: how alike its levels are, and which objectives can be traced from strategy to activity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceecluster.coherence.profiles import DimensionProfile


@dataclass(frozen=True)
class Traceability:
    """Objectives of a region followed through its levels."""

    top: tuple[str, ...]
    """Objectives of the topmost level."""
    traced: tuple[str, ...]
    """Those among them that every lower level with records also holds."""
    dropped: tuple[str, ...]
    """Objectives of the topmost level that no lower level takes up."""
    unasked: tuple[str, ...]
    """Objectives of the lowest level that the topmost does not state."""
    share: float | None
    """traced / top; None where a level has no record."""


def trace(objectives: DimensionProfile, region: str) -> Traceability:
    """Traceability of a region's objectives; a level without records makes the share undefined, not 0."""
    r = objectives.regions.index(region)
    held = objectives.presence[r]
    has_record = objectives.records[r] > 0
    names = np.array(objectives.codes, dtype=object)
    top, lower, lowest = held[0], held[1:], held[-1]
    spoken = lower[has_record[1:]]
    traced = top & spoken.all(axis=0) if len(spoken) else np.zeros_like(top)
    dropped = top & ~lower.any(axis=0)
    unasked = lowest & ~top
    complete = bool(has_record.all()) and bool(top.any())
    return Traceability(
        tuple(names[top]),
        tuple(names[traced]),
        tuple(names[dropped]) if len(spoken) else (),
        tuple(names[unasked]) if has_record[0] else (),
        float(traced.sum() / top.sum()) if complete else None,
    )
