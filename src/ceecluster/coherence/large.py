"""What is left out of the comparison of a large network, and beyond how many regions.

Work that looks at every pair of regions grows with the square of their number, and a test that deals the pairs anew
does so a thousand times over. All such limits stand here. They are looked at before the work begins, and what they
leave out is said in every form of the result (`Comparison.left_out`, `Caveat.TOO_MANY`). They bound processor time and
memory on an ordinary computer, nothing else: docs/decisions/0233.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ComparisonPart(StrEnum):
    """A part of a comparison that a large network goes without."""

    MATRICES = "pair_test"
    FIGURES = "figures"
    SPLIT = "split"
    GROUPS = "groups"
    RELATIONS = "relations"
    STRUCTURE = "structure"
    LEARNING = "learning"
    OPENNESS = "openness"
    COOPERATION = "cooperation"
    TREND = "trend"
    ROWS = "rows"


MOST: dict[ComparisonPart, int] = {
    # Beyond 32 regions at one level no single pair can be announced any more (`null_model.enough_draws`).
    ComparisonPart.MATRICES: 200,
    ComparisonPart.FIGURES: 60,
    # Three levels give three profiles of each region, and each of the draws multiplies a matrix of all of them.
    ComparisonPart.SPLIT: 100,
    ComparisonPart.GROUPS: 300,
    ComparisonPart.RELATIONS: 300,
    ComparisonPart.STRUCTURE: 300,
    ComparisonPart.LEARNING: 300,
    ComparisonPart.OPENNESS: 300,
    ComparisonPart.COOPERATION: 300,
    ComparisonPart.TREND: 300,
    # In JSON and in workbooks; the table of Python has them.
    ComparisonPart.ROWS: 300,
}
"""Regions up to which each part is made."""


@dataclass(frozen=True)
class Omission:
    """A part that is not made of so many regions."""

    part: ComparisonPart
    most: int
    """Regions up to which it is made."""


def too_many(part: ComparisonPart, regions: int) -> bool:
    """Whether a part is left out of a network of so many regions."""
    return regions > MOST[part]


def at_once(limit: int, each: int) -> int:
    """How many things of `each` numbers are worked on at once so that no more than `limit` are held; at least one."""
    return max(1, limit // max(1, each))


def left_out(regions: int) -> tuple[Omission, ...]:
    """What is left out of a network of so many regions."""
    return tuple(Omission(part, most) for part, most in MOST.items() if regions > most)
