"""Two years of a level on equally many records: the first year that can be compared against the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.rarefaction import (
    FEWEST_REGIONS,
    NOT_COMPARED,
    Contrast,
    RecordCodes,
    common_number,
    contrast,
    record_codes,
)
from ceecluster.model import Programme


def compare_years(
    records: Sequence[tuple[str, Programme]],
    level: str,
    years: Sequence[int],
    active: Callable[[Programme, int], bool],
    *,
    regions: Sequence[str],
    dimensions: Sequence[str],
    weights: Mapping[str, float],
    measure: str = "ruzicka",
    seed: int = 1,
) -> tuple[int | None, Contrast]:
    """The earliest of `years` that can be compared with the last, and the contrast of the two.

    A year can be compared where two thirds of the regions with records have at least three on both sides and four
    regions do so in both years. None where no year can.
    """
    if not years:
        return None, NOT_COMPARED
    rows = [
        (region, programme.id, dimension, code)
        for region, programme in records
        if level in programme.level
        for dimension in dimensions
        for code in frames.codes_of(programme, dimension)
    ]
    table = pd.DataFrame(rows, columns=["region", "programme", "dimension", "code"])
    known = {(region, programme.id): programme for region, programme in records}
    order = sorted(set(zip(table["region"], table["programme"], strict=True)))
    whole = record_codes(table, regions, dimensions, weights)

    def of(year: int) -> RecordCodes:
        kept = np.array([active(known[key], year) for key in order], bool)
        return RecordCodes(whole.carried[kept], whole.owner[kept], whole.regions, whole.spans)

    last = of(years[-1])
    for year in years[:-1]:
        first = of(year)
        m = common_number([first.numbers, last.numbers])
        if m and ((first.numbers >= m) & (last.numbers >= m)).sum() >= FEWEST_REGIONS:
            return year, contrast(first, last, m=m, measure=measure, seed=seed)
    return None, NOT_COMPARED
