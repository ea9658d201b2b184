"""Are the policies converging? The indices year by year, and the records that moved them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.null_model import pairs_of
from ceecluster.coherence.similarity import combine
from ceecluster.errors import UsageError, unknown
from ceecluster.model import Programme, World

MIN_REGIONS = 3
"""Years with fewer regions with records are not drawn."""
ACROSS = ["year", "level", "index", "pairs", "regions", "records"]
INSIDE = ["year", "region", "inside", "levels", "records"]
CHANGES = ["level", "first", "last", "start", "end", "change", "same_pairs", "same_start", "same_end", "same_change"]
MOVES = ["year", "level", "programme", "region", "event", "effect"]


@dataclass(frozen=True)
class Trend:
    """Tidy tables of the indices over the years (columns ACROSS, INSIDE, CHANGES, MOVES).

    `index` is missing in years with fewer than three regions with records at the level. `changes` compares the first
    and the last drawn year of each level, over all pairs and over the pairs that have data in both: only the second
    says whether policies moved, the first also says who joined the record. `moves` gives for every record that began
    or ended the change of the level's index that it alone makes in that year.
    """

    across: pd.DataFrame
    inside: pd.DataFrame
    changes: pd.DataFrame
    moves: pd.DataFrame
    world: World
    years: tuple[int, int]
    undated: int
    """Records without a start, which count for no year."""

    def to_dict(self) -> dict[str, Any]:
        """The tables as lists of rows."""
        named = ("across", "inside", "changes", "moves")
        return {
            "years": list(self.years),
            "undated": self.undated,
            **{name: frames.rows(getattr(self, name)) for name in named},
        }


class _Counts:
    """Codes counted over records, so that a record can be added and taken away cheaply."""

    def __init__(self, world: World, dimensions: Sequence[str], measure: str) -> None:
        self.measure = measure
        self.weights = [float(world.network.rules.dimension_weights.get(name, 1.0)) for name in dimensions]
        self.dimensions = dimensions
        self.regions = [region.code for region in world.network.regions]
        self.levels = [level.id for level in world.network.levels]
        codes: list[dict[str, int]] = [{} for _ in dimensions]
        for _, programme, _ in frames.records(world):
            for known, name in zip(codes, dimensions, strict=True):
                for code in frames.codes_of(programme, name):
                    known.setdefault(code, len(known))
        self.codes = codes
        shape = (len(self.regions), len(self.levels))
        self.counts = [np.zeros((*shape, len(known))) for known in codes]
        self.records = np.zeros((len(codes), *shape))
        self.active = np.zeros(shape, int)

    def add(self, region: str, programme: Programme, sign: int = 1) -> None:
        """Count a record, or with sign -1 take it away."""
        r = self.regions.index(region)
        at = [self.levels.index(level) for level in dict.fromkeys(programme.level) if level in self.levels]
        self.active[r, at] += sign
        for d, name in enumerate(self.dimensions):
            carried = [self.codes[d][code] for code in frames.codes_of(programme, name)]
            if carried:
                self.records[d][r, at] += sign
                for k in at:
                    self.counts[d][r, k, carried] += sign

    def across(self, k: int) -> np.ndarray:
        """Similarity of all regions at one level."""
        return self._similarity((slice(None), k))

    def within(self, r: int) -> np.ndarray:
        """Similarity of all levels in one region."""
        return self._similarity((r, slice(None)))

    def _similarity(self, at: tuple[Any, Any]) -> np.ndarray:
        parts = []
        for count, record, weight in zip(self.counts, self.records, self.weights, strict=True):
            parts.append((count[at] / np.maximum(record[at], 1)[:, None], weight))
        return combine(parts, np.asarray((self.records[(slice(None), *at)] > 0).any(axis=0)), self.measure)


def trend(
    world: World,
    first: int,
    last: int,
    *,
    dimensions: Sequence[str] = frames.DIMENSIONS,
    measure: str = "ruzicka",
    levels: Sequence[str] | None = None,
) -> Trend:
    """The indices of every year from `first` to `last`, national frames left out.

    Raises UsageError for a span that is none, unknown levels or dimensions, and where no record is active in any year.
    """
    if first > last:
        raise UsageError(f"{first}:{last} is no span", f"write {last}:{first}")
    known = [level.id for level in world.network.levels]
    for level in levels or ():
        if level not in known:
            raise unknown("level", level, known)
    for name in dimensions:
        if name not in frames.DIMENSIONS:
            raise unknown("dimension", name, frames.DIMENSIONS)
    dated = [(region, programme) for region, programme, _ in frames.records(world) if programme.start]
    undated = sum(1 for _ in frames.records(world)) - len(dated)
    if not any(frames.is_active(programme, year) for _, programme in dated for year in range(first, last + 1)):
        starts = [frames.years_of(programme)[0] for _, programme in dated]
        span = f"records begin between {min(starts)} and {max(starts)}" if starts else "no record has a start"  # type: ignore[type-var]  # dated
        raise UsageError(f"no record is active between {first} and {last}", span)
    shown = [level for level in known if not levels or level in levels]
    counts = _Counts(world, tuple(dimensions), measure)
    across, inside, moves = [], [], []
    matrices: dict[tuple[int, str], np.ndarray] = {}
    for year in range(first, last + 1):
        if year == first:
            for region, programme in dated:
                if frames.is_active(programme, year):
                    counts.add(region, programme)
        else:
            moves += list(_turn(counts, dated, year, shown))
        for level in shown:
            k = known.index(level)
            s = counts.across(k)
            values = s[np.triu_indices(len(s), 1)]
            speaking = int((~np.isnan(np.diag(s))).sum())
            drawn = speaking >= MIN_REGIONS
            if drawn:
                matrices[year, level] = values
            index = float(np.nanmean(values)) if drawn else np.nan
            across.append(
                (year, level, index, int((~np.isnan(values)).sum()), speaking, int(counts.active[:, k].sum()))
            )
        for r, region in enumerate(counts.regions):
            s = counts.within(r)
            upper = np.array([s[i, j] for i, j in pairs_of(len(s))])
            speaking = int((~np.isnan(np.diag(s))).sum())
            value = float(np.nanmean(upper)) if (~np.isnan(upper)).any() else np.nan
            inside.append((year, region, value, speaking, int(counts.active[r].sum())))
    return Trend(
        pd.DataFrame(across, columns=ACROSS),
        pd.DataFrame(inside, columns=INSIDE),
        pd.DataFrame(_changes(matrices, shown), columns=CHANGES),
        pd.DataFrame(moves, columns=MOVES),
        world,
        (first, last),
        undated,
    )


def span_of(world: World) -> tuple[int, int]:
    """From the first year with at least three regions on record to the year of the network's state.

    Raises UsageError where no year has that many.
    """
    last = int(world.network.as_of[:4])
    dated = [(region, programme) for region, programme, _ in frames.records(world) if programme.start]
    starts = sorted({frames.years_of(programme)[0] or last for _, programme in dated})
    for year in starts:
        if len({region for region, programme in dated if frames.is_active(programme, year)}) >= MIN_REGIONS:
            return year, max(year, last)
    raise UsageError(f"no year has {MIN_REGIONS} regions with dated records", "a trend needs the years of records")


def _turn(
    counts: _Counts, dated: Sequence[tuple[str, Programme]], year: int, shown: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Bring the counts from the year before to `year`; yield what each record that began or ended does by itself."""
    begun = [item for item in dated if frames.is_active(item[1], year) and not frames.is_active(item[1], year - 1)]
    ended = [item for item in dated if not frames.is_active(item[1], year) and frames.is_active(item[1], year - 1)]
    for region, programme in begun:
        counts.add(region, programme)
    for region, programme in ended:
        counts.add(region, programme, -1)
    present = {level: _index(counts, level) for level in shown}
    for event, items, sign in (("began", begun, -1), ("ended", ended, 1)):
        for region, programme in items:
            counts.add(region, programme, sign)
            for level in programme.level:
                if level in present:
                    effect = present[level] - _index(counts, level)
                    if not np.isnan(effect):
                        yield year, level, programme.id, region, event, effect
            counts.add(region, programme, -sign)


def _index(counts: _Counts, level: str) -> float:
    s = counts.across(counts.levels.index(level))
    values = s[np.triu_indices(len(s), 1)]
    enough = (~np.isnan(np.diag(s))).sum() >= MIN_REGIONS
    return float(np.nanmean(values)) if enough else float("nan")


def _changes(matrices: Mapping[tuple[int, str], np.ndarray], levels: Sequence[str]) -> list[tuple[Any, ...]]:
    made = []
    for level in levels:
        years = sorted(year for year, name in matrices if name == level)
        if len(years) < 2:
            continue
        start, end = matrices[years[0], level], matrices[years[-1], level]
        same = ~np.isnan(start) & ~np.isnan(end)
        one, two = (float(x[same].mean()) if same.any() else np.nan for x in (start, end))
        a, b = float(np.nanmean(start)), float(np.nanmean(end))
        made.append((level, years[0], years[-1], a, b, b - a, int(same.sum()), one, two, two - one))
    return made
