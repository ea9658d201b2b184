"""What a reader of a result must know before believing it."""

from __future__ import annotations

from enum import StrEnum


class Caveat(StrEnum):
    """Why there is no test, or why the one there is could see little."""

    NO_RELATED = "no related pair"
    """No related pair has data: not tested."""
    ALL_RELATED = "all pairs related"
    """There is nothing to compare related pairs with: not tested."""
    LOW_POWER = "low power"
    """So few regions take part that only a large difference could be seen, and none was."""
    NO_VARIABLE = "no structural variable"
    """data/structure.csv is missing or empty."""
    FEW_PAIRS = "few pairs"
    """Fewer than three pairs have structural values and records."""
    FEW_REGIONS = "few regions"
    """Fewer than three regions share a level with each other, fewer than two have codes, or are at two levels."""
    UNDIVIDED = "undivided"
    """No division into groups separates better than none: read the tree, not the groups."""
    FEW_REFERENCE = "few reference regions"
    """Fewer reference regions have records than a test needs: generic codes always produce some concentration."""
    NO_DRAWS = "no draws"
    """No draws were asked for."""
    AS_MANY = "as many groups as profiles"
    """Nothing is left that a test could go by."""
    TOO_MANY = "too many regions"
    """The network is so large that this part is left out (`large.MOST`)."""
    ALL_ALIKE = "all alike"
    """All profiles are the same: there is nothing to split."""
