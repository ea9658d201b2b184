"""Structural variables: what a region is, as against what its policy does."""

from typing import Literal

from ceecluster.model.base import CalendarYear, Frozen, Number, PlaceCode, Text


class Datum(Frozen):
    """One value of one structural variable for one region."""

    region: PlaceCode
    variable: Text
    value: Number
    unit: Text
    year: CalendarYear
    source: Text
    """Address or title of the source."""
    status: Literal["own", "parent", "estimated"] = "own"
    """`parent` where the value belongs to a larger area."""
    of: Text | None = None
    """The larger area, for a parent value."""
