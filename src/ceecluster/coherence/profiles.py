"""Policy profiles: which share of a region's records at a level carries which code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.model import World


@dataclass(frozen=True)
class Profile:
    """One dimension's shares: `shares` of shape (regions, levels, codes); all 0 where there is no record."""

    dimension: str
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    codes: tuple[str, ...]
    shares: np.ndarray
    records: np.ndarray
    """Number of records with a code of the dimension, (regions, levels)."""

    @property
    def presence(self) -> np.ndarray:
        """Whether a region holds a code at a level, (regions, levels, codes)."""
        return self.shares > 0


def profiles(
    world: World, *, dimensions: Sequence[str] = frames.DIMENSIONS, as_of: int | None = None, national: bool = False
) -> dict[str, Profile]:
    """Share profiles by dimension: share of the records with a code of that dimension that carry the code."""
    table = frames.codes(world, as_of=as_of, national=national)
    regions = tuple(region.code for region in world.network.regions)
    levels = tuple(level.id for level in world.network.levels)
    return {dimension: _profile(table, dimension, regions, levels) for dimension in dimensions}


def _profile(table: pd.DataFrame, dimension: str, regions: tuple[str, ...], levels: tuple[str, ...]) -> Profile:
    own = table[table["dimension"] == dimension]
    codes = tuple(sorted(own["code"].unique()))
    counts = np.zeros((len(regions), len(levels), len(codes)))
    r = own["region"].map({name: i for i, name in enumerate(regions)}).to_numpy(int)
    level = own["level"].map({name: i for i, name in enumerate(levels)})
    known = level.notna().to_numpy()
    c = own["code"].map({name: i for i, name in enumerate(codes)}).to_numpy(int)
    np.add.at(counts, (r[known], level[known].to_numpy(int), c[known]), 1)
    records = np.zeros((len(regions), len(levels)))
    distinct = own[["region", "level", "programme"]].drop_duplicates().groupby(["region", "level"]).size()
    for key, number in distinct.items():
        region, name = key
        if name in levels:
            records[regions.index(region), levels.index(name)] = number
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(records[..., None] > 0, counts / records[..., None], 0.0)
    return Profile(dimension, regions, levels, codes, shares, records)
