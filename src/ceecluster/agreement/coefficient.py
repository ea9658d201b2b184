"""A coefficient that may be undefined, and then says why."""

from __future__ import annotations

from dataclasses import dataclass

UNANIMOUS = "undefined: unanimous"
"""All values are the same: there is no disagreement to be measured against."""


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with what it rests on; `value` is None where it is undefined, and `why_not` says why."""

    value: float | None
    why_not: str = ""
    observers: int = 0
    """Observers (regions) that entered."""
    units: int = 0
    """Units (issues) that entered."""
    chance: float | None = None
    """What it is on average where there is nothing but chance, where that is not 0."""
    low: float | None = None
    """Lower end of the interval, where one was asked for."""
    high: float | None = None
    """Upper end of the interval."""
    p: float | None = None
    """Probability under the permutation null, where one was asked for."""
    draws: int = 0
    """Resamples or permutations behind the interval or `p`."""

    @property
    def above_chance(self) -> float | None:
        """(value - chance) / (1 - chance): 0 is what chance gives, 1 the most there can be."""
        if self.value is None or self.chance is None or self.chance >= 1:
            return self.value
        return (self.value - self.chance) / (1 - self.chance)
