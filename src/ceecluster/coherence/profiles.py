"""Policy profiles: which share of a region's records at a level carries which code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.model import World


@dataclass(frozen=True)
class DimensionProfile:
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
) -> dict[str, DimensionProfile]:
    """Share profiles by dimension: share of the records with a code of that dimension that carry the code."""
    table = frames.codes(world, as_of=as_of, national=national)
    regions = tuple(region.code for region in world.network.regions)
    levels = tuple(level.id for level in world.network.levels)
    table = table[table["level"].isin(levels)]
    region = np.asarray(pd.Categorical(table["region"], regions).codes, int)
    level = np.asarray(pd.Categorical(table["level"], levels).codes, int)
    record, known = pd.factorize(table["programme"])
    at = _Rows(region, level, record, (len(regions), len(levels), len(known)))
    which = table["dimension"].to_numpy(object)
    code = table["code"].to_numpy(object)
    return {name: _profile(name, at.only(which == name), code[which == name], regions, levels) for name in dimensions}


@dataclass(frozen=True)
class _Rows:
    """Region, level and record of every row, as numbers."""

    region: np.ndarray
    level: np.ndarray
    record: np.ndarray
    shape: tuple[int, int, int]

    def only(self, kept: np.ndarray) -> _Rows:
        return _Rows(self.region[kept], self.level[kept], self.record[kept], self.shape)


def _profile(
    dimension: str, at: _Rows, code: np.ndarray, regions: tuple[str, ...], levels: tuple[str, ...]
) -> DimensionProfile:
    codes = tuple(sorted(set(code)))
    place = {name: i for i, name in enumerate(codes)}
    counts = np.zeros((len(regions), len(levels), len(codes)))
    np.add.at(counts, (at.region, at.level, np.array([place[name] for name in code], int)), 1)
    held = np.zeros(at.shape, bool)
    held[at.region, at.level, at.record] = True
    records = held.sum(axis=2).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(records[..., None] > 0, counts / records[..., None], 0.0)
    return DimensionProfile(dimension, regions, levels, codes, shares, records)
