"""From a similarity to its records: which codes and records make the number, and which would change it most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.rarefaction import RecordCodes, record_codes, similarities
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.results import Result


@dataclass(frozen=True)
class ReasonCode:
    """A code of the pair."""

    dimension: str
    code: str
    region_share: float
    """Share of the region's coded records that carry it."""
    partner_share: float
    """The same of the partner."""
    region_records: tuple[str, ...]
    """Records of the region that carry it."""
    partner_records: tuple[str, ...]
    """Records of the partner that carry it."""
    effect: float
    """Similarity less what it would be without the code."""


@dataclass(frozen=True)
class ReasonRecord:
    """A record of the pair."""

    region: str
    programme: str
    without: float | None
    """Similarity without it; missing where a region would be left without a coded record."""
    effect: float | None
    """Similarity less what it would be without the record."""


CODES, RECORDS = map(frames.columns_of, (ReasonCode, ReasonRecord))


@dataclass(frozen=True, repr=False)
class PairReasons(Result):
    """One pair at one level; effects are the similarity less what it would be without the code or record."""

    region: str
    partner: str
    level: str
    similarity: float
    codes: Annotated[pd.DataFrame, ReasonCode]
    """Columns CODES, the largest effect first."""
    records: Annotated[pd.DataFrame, ReasonRecord]
    """Columns RECORDS, the largest change first; `without` NaN where a region would be left without a coded record."""

    @property
    def by_code(self) -> tuple[ReasonCode, ...]:
        """The codes, the largest effect first."""
        return frames.typed(ReasonCode, self.codes)

    @property
    def by_record(self) -> tuple[ReasonRecord, ...]:
        """The records, the largest change first."""
        return frames.typed(ReasonRecord, self.records)


def explain_pair(
    world: World,
    region: str,
    partner: str,
    level: str,
    *,
    dimensions: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    measure: str = "ruzicka",
    national: bool = False,
) -> PairReasons:
    """What the similarity of two members at a level is made of.

    UsageError for unknown regions and levels, one region twice, and where one of the two has no coded record there.
    """
    dimensions = dimensions or frames.DIMENSIONS
    known = [item.code for item in world.network.regions]
    for code in (region, partner):
        if code not in known:
            raise unknown("region", code, known)
    if region == partner:
        raise UsageError(f"{region} is compared with itself", "name two regions and a level")
    levels = [item.id for item in world.network.levels]
    if level not in levels:
        raise unknown("level", level, levels)
    table = frames.codes(world, national=national)
    table = table[(table["level"] == level) & table["region"].isin([region, partner])]
    table = table[table["dimension"].isin(dimensions)]
    for code in (region, partner):
        if code not in set(table["region"]):
            raise UsageError(f"{code} has no coded record at the level '{level}'", "no record is not unlike")
    own = frames.weights_of(world, weights)
    pair = (region, partner)
    records = record_codes(table, pair, dimensions, own)
    names = sorted(set(zip(table["region"], table["programme"], strict=True)))
    here = _similarity(records, measure)
    made = []
    for at, (owner, programme) in enumerate(names):
        kept = np.arange(len(names)) != at
        left = RecordCodes(records.carried[kept], records.owner[kept], 2, records.spans)
        without = _similarity(left, measure) if (left.numbers > 0).all() else float("nan")
        made.append((owner, programme, without, here - without))
    changes = pd.DataFrame(made, columns=RECORDS)
    order = changes["effect"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    codes = _codes(table, records, pair, dimensions, here, measure)
    return PairReasons(region, partner, level, here, codes, changes.loc[order].reset_index(drop=True))


def _codes(
    table: pd.DataFrame,
    records: RecordCodes,
    pair: tuple[str, str],
    dimensions: Sequence[str],
    here: float,
    measure: str,
) -> pd.DataFrame:
    rows = []
    for dimension, (begin, end, _) in zip(dimensions, records.spans, strict=True):
        mine = table[table["dimension"] == dimension]
        for column, code in zip(range(begin, end), sorted(set(mine["code"])), strict=True):
            ids = [
                tuple(sorted(set(mine[(mine["code"] == code) & (mine["region"] == name)]["programme"])))
                for name in pair
            ]
            totals = [mine[mine["region"] == name]["programme"].nunique() for name in pair]
            shares = [len(held) / total if total else 0.0 for held, total in zip(ids, totals, strict=True)]
            without = _similarity(records, measure, leave_out=column)
            rows.append((dimension, code, *shares, *ids, here - without))
    found = pd.DataFrame(rows, columns=CODES)
    order = found["effect"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    return found.loc[order].reset_index(drop=True)


def _similarity(records: RecordCodes, measure: str, leave_out: int | None = None) -> float:
    carried, spans = records.carried, records.spans
    if leave_out is not None:
        # As if nobody had coded it: a record that carried nothing else of its dimension no longer speaks there.
        spans = tuple((a - (leave_out < a), b - (leave_out < b), w) for a, b, w in spans)
        carried = np.delete(carried, leave_out, axis=1)
    blank = np.vstack([carried, np.zeros((1, carried.shape[1]), bool)])
    width = int(records.numbers.max())
    slots = np.full((2, width), len(carried))
    for unit, places in enumerate(slots):
        held = np.flatnonzero(records.owner == unit)
        places[: len(held)] = held
    filled = RecordCodes(blank, records.owner, records.regions, spans)
    return float(similarities(filled, slots[None], np.array([0]), np.array([1]), measure).item())
