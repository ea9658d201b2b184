"""From raw values to z, higher is better.

Nardo et al., Handbook on Constructing Composite Indicators, OECD/JRC 2008, step 5, doi:10.1787/9789264043466-en.
Fixed goalposts (`interpolate`, `goalposts`) are the default: a new unit must not move the others. The relative methods
compare the units of one column with each other; NaN is a missing value and stays NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ceecluster.errors import UsageError, unknown

Array = npt.NDArray[np.float64]


def interpolate(raw: npt.ArrayLike, points: Sequence[tuple[float, float]]) -> Array:
    """Piecewise linear through `points` ((raw, z) in rising raw order), clipped outside them; any shape."""
    xs, zs = zip(*points, strict=True)
    return np.where(np.isnan(np.asarray(raw, float)), np.nan, np.interp(np.asarray(raw, float), xs, zs))


def goalposts(x: npt.ArrayLike, low: float, high: float, *, direction: int = 1, clip: bool = True) -> Array:
    """(x - low) / (high - low), clipped to [0, 1] unless told otherwise; with direction -1 `low` is the best value."""
    if not low < high:
        raise UsageError(f"goalposts {low:g} and {high:g} do not span a range", "the lower one comes first")
    z: Array = (np.asarray(x, float) - low) / (high - low)
    z = np.clip(z, 0, 1) if clip else z
    return 1 - z if direction == -1 else z


def min_max(x: npt.ArrayLike, *, low: float = 0, high: float = 1) -> Array:
    """low + (high - low) (x - min) / (max - min) of the units with data: 0 to 1, or any range such as 1 to 100."""
    values = _spread(x)
    least, most = np.nanmin(values), np.nanmax(values)
    if not low < high:
        raise UsageError(f"range {low:g} to {high:g} is none", "the lower end comes first")
    return np.asarray(low + (high - low) * (values - least) / (most - least))


def z_score(x: npt.ArrayLike, *, mean: float = 0, deviation: float = 1, sample: bool = False) -> Array:
    """Standardised by the mean and the population (or `sample`, n - 1) deviation, then moved to `mean` and `deviation`.

    Unbounded.
    """
    values = _spread(x)
    return np.asarray(mean + deviation * (values - np.nanmean(values)) / np.nanstd(values, ddof=int(sample)))


TIES = ("average", "min", "max", "dense", "ordinal")


def places(x: npt.ArrayLike, ties: str = "average") -> Array:
    """Ranks from 1 for the lowest; `ties` as in scipy.stats.rankdata; NaN has none."""
    # scipy.stats costs most of a second to import.
    from scipy.stats import rankdata

    if ties not in TIES:
        raise unknown("rule for ties", ties, TIES)
    ranks: Array = rankdata(np.asarray(x, float), method=ties, nan_policy="omit")  # type: ignore[call-overload]  # one of TIES
    return ranks


def borda(x: npt.ArrayLike, ties: str = "average") -> Array:
    """Borda points: number of units below, ties by rule. Borda 1784; Nardo et al. 2008, step 6."""
    return places(x, ties) - 1


def fraction_of_maximum(x: npt.ArrayLike) -> Array:
    """x / max; for values from 0 up."""
    values = _told(x)
    most = np.nanmax(values)
    if not most > 0 or np.nanmin(values) < 0:
        raise UsageError("the fraction of the maximum needs values from 0 up, one above 0", "use min_max instead")
    return np.asarray(values / most)


def rank(x: npt.ArrayLike) -> Array:
    """(n - r) / (n - 1) with mid-ranks r for ties: 1 for the best, 0 for the last."""
    values = _spread(x)
    seen = ~np.isnan(values)
    return np.asarray((percentile(values) * seen.sum() - 0.5) / (seen.sum() - 1))


def percentile(x: npt.ArrayLike) -> Array:
    """(number below + half the number equal) / n: the mid-p percentile."""
    values = _spread(x)
    present = np.sort(values[~np.isnan(values)])
    below = np.searchsorted(present, values, "left")
    upto = np.searchsorted(present, values, "right")
    return np.where(np.isnan(values), np.nan, (below + upto) / 2 / len(present))


def distance_to_best(x: npt.ArrayLike, *, best: float | None = None, low: float | None = None) -> Array:
    """1 - (best - x) / (best - low): the share of the way from `low` to `best`; both default to the data's own."""
    values = _spread(x) if best is None or low is None else np.asarray(x, float)
    top = np.nanmax(values) if best is None else best
    bottom = np.nanmin(values) if low is None else low
    if not bottom < top:
        raise UsageError(f"best value {top:g} is not above the lowest, {bottom:g}")
    return np.asarray(1 - (top - values) / (top - bottom))


def distance_to_target(x: npt.ArrayLike, target: float, *, low: float | None = None) -> Array:
    """min(1, (x - low) / (target - low)): the share of the way to the target; `low` defaults to the lowest value."""
    values = _told(x) if low is None else np.asarray(x, float)
    bottom = float(np.nanmin(values)) if low is None else low
    if not bottom < target:
        raise UsageError(f"target {target:g} is not above the lowest value, {bottom:g}")
    return np.clip((values - bottom) / (target - bottom), None, 1)


RELATIVE: Mapping[str, Callable[..., Array]] = {
    "min_max": min_max,
    "z_score": z_score,
    "rank": rank,
    "percentile": percentile,
    "distance_to_best": distance_to_best,
}
"""Methods that place a unit among the others, by name; `z_score` is the one not within [0, 1]."""
FURTHER: Mapping[str, Callable[..., Array]] = {
    "z_score_sample": lambda x: z_score(x, sample=True),
    "borda": borda,
    "fraction_of_maximum": fraction_of_maximum,
}
"""Further ones for anybody's table; fractions of the maximum lie in [0, 1], the others do not."""


def normalise(
    table: pd.DataFrame, method: str = "min_max", *, directions: Mapping[str, int] | None = None, **options: object
) -> pd.DataFrame:
    """Each column of units x indicators by one relative method; polarity by negation first, never by 1/x.

    `directions` has -1 for columns where less is better; `options` go to the method (`low` and `high` of min_max,
    `sample` of z_score, `ties` of borda). Raises UsageError for an unknown method, for a column
    without two different values, and for a direction of a column that does not exist.
    """
    methods = {**RELATIVE, **FURTHER}
    if method not in methods:
        raise unknown("normalisation", method, methods)
    signs = dict(directions or {})
    for name in signs:
        if name not in table.columns:
            raise unknown("indicator", name, map(str, table.columns))
    columns = {}
    for name in table.columns:
        values = table[name].to_numpy(float)
        values = -values if signs.get(name) == -1 else values
        try:
            columns[name] = methods[method](values, **options)
        except UsageError as error:
            raise UsageError(f"'{name}': {error.message}", error.hint) from None
    return pd.DataFrame(columns, index=table.index)


def _told(x: npt.ArrayLike) -> Array:
    """The values, once sure that there are some and that none is infinite."""
    values = np.asarray(x, float)
    if np.isinf(values).any():
        raise UsageError("a value is infinite", "leave it out or mend it")
    if np.isnan(values).all():
        raise UsageError("no values at all", "leave it out (weight 0)")
    return values


def _spread(x: npt.ArrayLike) -> Array:
    """The values, once sure that they differ: a relative method has nothing to say about a constant column."""
    values = np.asarray(x, float)
    present = values[~np.isnan(values)]
    if np.isinf(present).any():
        raise UsageError("a value is infinite", "leave it out or mend it")
    if len(present) < 2:
        few = "one value only" if len(present) else "no values at all"
        raise UsageError(f"{few}, and a relative method needs two", "use goalposts, or leave it out (weight 0)")
    if present.min() == present.max():
        raise UsageError(
            f"all values are {present[0]:g}, and a relative method needs a difference",
            "use goalposts, or leave it out (weight 0)",
        )
    return values
