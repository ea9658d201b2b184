"""What numbers a method of a study takes: checked before the work, in Python and on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import NamedTuple

from ceecluster.errors import UsageError

MOST_DRAWS = 1_000_000
"""More resamples move no figure that is told, and would not end in a day on a large network."""
MOST_SENSITIVITY = 2**16
"""Of the base sample of Sobol indices; the cost is this times the inputs and two."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""No record, date or result is of a year before or after these."""


class Range(NamedTuple):
    """From the least to the most a number may be, both included; `whole` numbers have no fraction."""

    least: float
    most: float = float("inf")
    whole: bool = False

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a finite number"
        if self.least == -float("inf"):
            return kind
        return f"{kind} from {self.least:.15g}" + (f" to {self.most:.15g}" if isfinite(self.most) else "")


_YEAR = Range(FIRST_YEAR, LAST_YEAR, whole=True)
RANGES: Mapping[str, Range] = {
    "draws": Range(0, MOST_DRAWS, whole=True),
    "seed": Range(0, whole=True),
    "least": Range(0, whole=True),
    "limit": Range(1, whole=True),
    "sensitivity": Range(0, MOST_SENSITIVITY, whole=True),
    "floor": Range(0, 1),
    "exponent": Range(-float("inf")),
    "exponents": Range(-float("inf")),
    "weights": Range(0),
    "first": _YEAR,
    "last": _YEAR,
    "then": _YEAR,
    "now": _YEAR,
}
"""By the name of the setting. One that holds several numbers (weights by name, exponents): each of them."""


def check_settings(given: Mapping[str, object]) -> None:
    """UsageError for the first setting that is no number it can be; None is a setting left alone."""
    for name, value in given.items():
        if (allowed := RANGES.get(name)) is None:
            continue
        for about, number in _numbers(name, value):
            if not _is_within(number, allowed):
                raise UsageError(f"{about} cannot be {number!r}", f"{name} takes {allowed}")


def _numbers(name: str, value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, Mapping):
        return ((f"{name} of '{key}'", number) for key, number in value.items())
    if isinstance(value, list | tuple):
        return ((f"one of {name}", number) for number in value)
    # Weights are also a word, such as `equal`, which their reader knows.
    is_left = value is None or (name == "weights" and isinstance(value, str))
    return () if is_left else ((name, value),)


def _is_within(number: object, allowed: Range) -> bool:
    if isinstance(number, bool) or not hasattr(number, "__float__"):
        return False
    if allowed.whole and not hasattr(number, "__index__"):
        return False
    value = float(number)
    return isfinite(value) and allowed.least <= value <= allowed.most
