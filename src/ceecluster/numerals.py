"""Numbers in digits: never rounded over a limit they are judged by, and no share that is none or all by rounding."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def decimal(value: float, digits: int = 2, limits: Sequence[float] = ()) -> str:
    """A number with `digits`, or with as many as it takes to stand on the side of each limit where it is."""
    for places in range(digits, digits + 6):
        text = f"{value:.{places}f}"
        if all(_side(float(text), limit) == _side(value, limit) for limit in limits):
            return _unsigned(text)
    return _unsigned(f"{value:.{digits}f}")


def amount(value: float) -> str:
    """A number with every digit it was given, thousands in groups: `1,250,000`, `0.4`."""
    return f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"


def percentage(value: float, limits: Sequence[float] = ()) -> str:
    """A share as a whole percentage, `<1` and `>99` where it is not quite none or all.

    Beside the `limits` it is judged by, with as many digits as it takes not to be rounded over one: 59.8, where 60 is
    asked for.
    """
    hundred = 100 * value
    if 0 < hundred < 0.5:
        return "<1"
    if 99.5 <= hundred < 100 - 1e-7:
        return ">99"
    return decimal(hundred, 0, [100 * limit for limit in limits])


def limit(value: float) -> str:
    """A limit with every digit it has: `66.6 %` is not 67 %; two thirds are `2/3`."""
    text = f"{100 * value:.4g}"
    if abs(float(text) - 100 * value) < 1e-9:
        return f"{text} %"
    simple = Fraction(value).limit_denominator(12)
    return str(simple) if abs(float(simple) - value) < 1e-9 else f"{100 * value:.10g} %"


def _side(value: float, limit: float) -> int:
    return 0 if abs(value - limit) < 1e-9 else 1 if value > limit else -1


def _unsigned(text: str) -> str:
    """Nothing is not less than nothing."""
    return text[1:] if text.startswith("-") and float(text) == 0 else text
