"""A newcomer on equal terms: the index of a level without and with a region, on equally many records of each."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.rarefaction import (
    FEWEST_RECORDS,
    Direction,
    RecordCodes,
    bootstrap,
    common_number,
    mean_of,
    rarefy,
    record_codes,
    verdict,
)
from ceecluster.model import World


@dataclass(frozen=True)
class Newcomer:
    """The mean similarity of a level's pairs without and with a region, on `m` records of each.

    The pairs of the others are the same on both sides; what moves the index is how alike the newcomer is to them.
    """

    level: str
    m: int
    """Records drawn from each region; 0 where the newcomer or the network has too few."""
    own: int
    """Coded records of the newcomer at the level."""
    regions: int
    """Members with as many records."""
    before: float | None
    after: float | None
    chance_before: float | None
    """What so many records of the members, dealt at random, give."""
    chance_after: float | None
    """The same with the candidate."""
    low: float | None
    """Lower end of the 95 % interval of after - before, over the members."""
    high: float | None
    direction: Direction
    """More or less alike only where the interval excludes 0."""


def on_equal_records(
    joined: World, newcomer: str, level: str, *, seed: int = 1, codes: pd.DataFrame | None = None
) -> Newcomer:
    """The rarefied index of a level without and with a region that is among the members of `joined`.

    `m` is the largest number, at least three, that two thirds of the members with records reach, and the newcomer.
    `codes` are those of `joined` where they are known already (`frames.codes`).
    """
    table = frames.codes(joined) if codes is None else codes
    table = table[table["level"] == level]
    regions = [region.code for region in joined.network.regions]
    records = record_codes(table, regions, frames.DIMENSIONS, joined.network.rules.dimension_weights)
    numbers, place = records.numbers, regions.index(newcomer)
    own, others = int(numbers[place]), np.delete(numbers, place)
    m = min(common_number([others]), own)
    kept = int((others >= max(m, 1)).sum())
    if m < FEWEST_RECORDS or kept < 2:
        return Newcomer(level, 0, own, kept, *(None,) * 6, Direction.NOT_COMPARABLE)
    together = rarefy(records, m, seed=seed)
    pairs = np.delete(np.delete(together.pairs, place, 0), place, 1)
    theirs = records.owner != place
    members = RecordCodes(records.carried[theirs], records.owner[theirs], records.regions, records.spans)
    low, high = _change(pairs, np.delete(together.pairs[place], place), kept, seed)
    return Newcomer(
        level=level,
        m=m,
        own=own,
        regions=kept,
        before=mean_of(pairs),
        after=together.index,
        chance_before=rarefy(members, m, seed=seed).chance,
        chance_after=together.chance,
        low=None if isnan(low) else low,
        high=None if isnan(high) else high,
        direction=verdict(low, high),
    )


def on_every_level(joined: World, newcomer: str) -> tuple[Newcomer, ...]:
    """The same at each level of the network."""
    codes = frames.codes(joined)
    return tuple(on_equal_records(joined, newcomer, level.id, codes=codes) for level in joined.network.levels)


def _change(pairs: np.ndarray, own: np.ndarray, regions: int, seed: int) -> tuple[float, float]:
    """The interval of after - before over the members, `own` (regions,) being the newcomer's similarities.

    With n members and a newcomer as alike to them as c on average, where they are as alike as b to each other, the
    index moves by 2 (c - b) / (n + 1). Over the pairs (i, j) of members c - b is the mean of
    (s_i + s_j) / 2 - s_ij, which is resampled as any mean over pairs.
    """
    low, high = bootstrap((own[:, None] + own[None, :]) / 2 - pairs, seed=seed)
    return 2 * low / (regions + 1), 2 * high / (regions + 1)
