"""Are the policies converging? The indices year by year, and the records that moved them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.equal_years import compare_years
from ceecluster.coherence.large import MOST, ComparisonPart, too_many
from ceecluster.coherence.null_model import pairs_of
from ceecluster.coherence.rarefaction import Contrast
from ceecluster.coherence.similarity import ALL, Units, combine
from ceecluster.coherence.trend_rows import LevelChange, LevelYear, RecordMove, RegionYear
from ceecluster.errors import UsageError, unknown
from ceecluster.inforce import YearSpan, spans, year_of
from ceecluster.model import Programme, World
from ceecluster.results import Result

MIN_REGIONS = 3
"""Years with fewer regions with records are not drawn."""
STEADY = 0.05
"""Changes of an index below this count as none."""
FELT = 0.0005
"""Moves of an index below this are not told."""


@dataclass(frozen=True, repr=False)
class Trend(Result):
    """The indices over the years, what changed, and the records that moved them."""

    JSON = (
        "years", "undated", "records", "on_file", "across=by_level", "inside=by_region", "changes=changed",
        "moves=moved",
    )  # fmt: skip

    by_level: tuple[LevelYear, ...]
    by_region: tuple[RegionYear, ...]
    changed: tuple[LevelChange, ...]
    """Levels with two drawn years."""
    moved: tuple[RecordMove, ...]
    world: World
    years: tuple[int, int]
    undated: int
    """Records with neither a start nor a dated source, which count for no year."""
    records: tuple[int, int]
    """Records that speak in the first and in the last year."""
    on_file: int
    """Records of the members on file."""

    @property
    def across(self) -> pd.DataFrame:
        """One row per year and level."""
        return frames.framed(LevelYear, self.by_level)

    @property
    def inside(self) -> pd.DataFrame:
        """One row per year and region."""
        return frames.framed(RegionYear, self.by_region)

    @property
    def changes(self) -> pd.DataFrame:
        """One row per level with two drawn years."""
        return frames.framed(LevelChange, self.changed)

    @property
    def moves(self) -> pd.DataFrame:
        """One row per record and level that moved an index."""
        return frames.framed(RecordMove, self.moved)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels followed."""
        return tuple(dict.fromkeys(row.level for row in self.by_level))

    @property
    def largest(self) -> tuple[RecordMove, ...]:
        """The moves that can be felt, the largest first."""
        felt = [move for move in self.moved if abs(move.effect) >= FELT]
        return tuple(sorted(felt, key=lambda move: -abs(move.effect)))

    @property
    def as_large(self) -> int:
        """Further moves that differ from the largest by less than can be felt."""
        sizes = [abs(move.effect) for move in self.largest]
        return sum(sizes[0] - size < FELT for size in sizes[1:])

    def inside_of(self, year: int) -> float | None:
        """Mean over the regions of how alike their own levels are in a year."""
        known = [row.inside for row in self.by_region if row.year == year and row.inside is not None]
        return sum(known) / len(known) if known else None

    @cached_property
    def regions_since(self) -> dict[str, float]:
        """The change inside each region that has a value in the last year and in one before it."""
        ends: dict[str, list[RegionYear]] = {}
        for row in self.by_region:
            if row.inside is not None:
                ends.setdefault(row.region, []).append(row)
        return {
            region: rows[-1].inside - rows[0].inside  # type: ignore[operator]  # those without are left out above
            for region, rows in ends.items()
            if len(rows) > 1 and rows[-1].year == self.years[1]
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
        self._across: dict[int, np.ndarray] = {}
        self._within: dict[int, np.ndarray] = {}
        self._moved: list[set[int]] = [set() for _ in self.levels]

    def add(self, region: str, programme: Programme, sign: int = 1) -> None:
        """Count a record, or with sign -1 take it away."""
        r = self.regions.index(region)
        at = [self.levels.index(level) for level in dict.fromkeys(programme.level) if level in self.levels]
        self.active[r, at] += sign
        self._within.pop(r, None)
        for k in at:
            self._moved[k].add(r)
        for d, name in enumerate(self.dimensions):
            carried = [self.codes[d][code] for code in frames.codes_of(programme, name)]
            if carried:
                self.records[d][r, at] += sign
                for k in at:
                    self.counts[d][r, k, carried] += sign

    def across(self, k: int) -> np.ndarray:
        """Similarity of all regions at one level; counted again only for the regions that something moved in."""
        moved = sorted(self._moved[k])
        self._moved[k] = set()
        if k not in self._across:
            self._across[k] = self._similarity((slice(None), k))
        elif moved:
            found = self._across[k].copy()
            rows = self._similarity((slice(None), k), np.array(moved))
            found[moved], found[:, moved] = rows, rows.T
            self._across[k] = found
        return self._across[k]

    def row(self, r: int, k: int) -> np.ndarray:
        """Similarity of one region to all at one level."""
        found: np.ndarray = self._similarity((slice(None), k), slice(r, r + 1))[0]
        return found

    def within(self, r: int) -> np.ndarray:
        """Similarity of all levels in one region."""
        if r not in self._within:
            self._within[r] = self._similarity((r, slice(None)))
        return self._within[r]

    def _similarity(self, at: tuple[Any, Any], units: Units = ALL) -> np.ndarray:
        parts = []
        for count, record, weight in zip(self.counts, self.records, self.weights, strict=True):
            parts.append((count[at] / np.maximum(record[at], 1)[:, None], weight))
        speaking = np.asarray((self.records[(slice(None), *at)] > 0).any(axis=0))
        return combine(parts, speaking, self.measure, units)


class _Index:
    """The index of a level, and what it would be with other similarities of one region."""

    def __init__(self, s: np.ndarray) -> None:
        self._units = len(s)
        values = s[np.triu_indices(len(s), 1)]
        self._known = ~np.isnan(values)
        self._filled = np.where(self._known, values, 0.0)
        self._pairs = int(self._known.sum())
        self._speaks = ~np.isnan(np.diag(s))
        self._speaking = int(self._speaks.sum())

    @property
    def value(self) -> float:
        """The mean over the pairs with data; NaN with too few regions."""
        return self._mean(self._pairs, self._speaking)

    def with_row(self, r: int, row: np.ndarray) -> float:
        """The index if these, (regions,), were the similarities of region `r`."""
        others = np.delete(np.arange(self._units), r)
        low, high = np.minimum(others, r), np.maximum(others, r)
        at = low * self._units - low * (low + 1) // 2 + high - low - 1
        kept, known = self._filled[at], ~np.isnan(row[others])
        self._filled[at] = np.where(known, row[others], 0.0)
        pairs = self._pairs - int(self._known[at].sum()) + int(known.sum())
        speaking = self._speaking - int(self._speaks[r]) + int(not np.isnan(row[r]))
        found = self._mean(pairs, speaking)
        self._filled[at] = kept
        return found

    def _mean(self, pairs: int, speaking: int) -> float:
        enough = pairs and speaking >= MIN_REGIONS
        return float(self._filled.sum() / pairs) if enough else float("nan")


# Long because all tables of the trend are read off one walk over the years.
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
    members = len(world.network.regions)
    if too_many(ComparisonPart.TREND, members):
        limit = f"no trend is made of {members} regions: up to {MOST[ComparisonPart.TREND]} are followed"
        raise UsageError(limit, "compare single years: ceecluster compare --as-of YEAR")
    known = [level.id for level in world.network.levels]
    for level in levels or ():
        if level not in known:
            raise unknown("level", level, known)
    for name in dimensions:
        if name not in frames.DIMENSIONS:
            raise unknown("dimension", name, frames.DIMENSIONS)
    world = world.whole or world
    inforce = spans(world)
    dated = [(region, p) for region, p, _ in frames.records(world) if inforce[p.id].first is not None]
    undated = sum(1 for _ in frames.records(world)) - len(dated)
    if not any(inforce[programme.id].speaks(year) for _, programme in dated for year in range(first, last + 1)):
        starts = [inforce[programme.id].first or first for _, programme in dated]
        span = f"records begin between {min(starts)} and {max(starts)}" if starts else "no record has a start"
        raise UsageError(f"no record is in force between {first} and {last}", span)
    shown = [level for level in known if not levels or level in levels]
    counts = _Counts(world, tuple(dimensions), measure)
    across, inside, moves = [], [], []
    drawn_in: dict[str, dict[int, np.ndarray | None]] = {level: {} for level in shown}
    for year in range(first, last + 1):
        if year == first:
            for region, programme in dated:
                if inforce[programme.id].speaks(year):
                    counts.add(region, programme)
        else:
            moves += list(_turn(counts, dated, inforce, year, shown))
        for level in shown:
            k = known.index(level)
            s = counts.across(k)
            values = s[np.triu_indices(len(s), 1)]
            speaking = int((~np.isnan(np.diag(s))).sum())
            drawn = speaking >= MIN_REGIONS
            if drawn:
                # Of the years between the first and the last only the number counts.
                drawn_in[level] = {y: v if n == 0 else None for n, (y, v) in enumerate(drawn_in[level].items())}
                drawn_in[level][year] = values
            index = float(np.nanmean(values)) if drawn else np.nan
            pairs = int((~np.isnan(values)).sum())
            across.append(LevelYear(year, level, _known(index), pairs, speaking, int(counts.active[:, k].sum())))
        for r, region in enumerate(counts.regions):
            s = counts.within(r)
            upper = np.array([s[i, j] for i, j in pairs_of(len(s))])
            speaking = int((~np.isnan(np.diag(s))).sum())
            value = float(np.nanmean(upper)) if (~np.isnan(upper)).any() else np.nan
            inside.append(RegionYear(year, region, _known(value), speaking, int(counts.active[r].sum())))
    equal = partial(
        compare_years,
        dated,
        active=lambda programme, year: inforce[programme.id].speaks(year),
        regions=counts.regions,
        dimensions=tuple(dimensions),
        weights=world.network.rules.dimension_weights,
        measure=measure,
    )
    return Trend(
        tuple(across),
        tuple(inside),
        tuple(_changes(drawn_in, equal)),
        tuple(moves),
        world,
        (first, last),
        undated,
        (sum(inforce[p.id].speaks(first) for _, p in dated), sum(inforce[p.id].speaks(last) for _, p in dated)),
        len(dated) + undated,
    )


def span_of(world: World) -> tuple[int, int]:
    """From the first year with at least three regions on record to the year of the network's state.

    Raises UsageError where no year has that many.
    """
    last = year_of(world)
    world = world.whole or world
    inforce = spans(world)
    dated = [(region, inforce[programme.id]) for region, programme, _ in frames.records(world)]
    starts = sorted({span.first for _, span in dated if span.first is not None})
    for year in starts:
        if len({region for region, span in dated if span.speaks(year)}) >= MIN_REGIONS:
            return year, max(year, last)
    raise UsageError(f"no year has {MIN_REGIONS} regions with dated records", "a trend needs the years of records")


def _turn(
    counts: _Counts,
    dated: Sequence[tuple[str, Programme]],
    inforce: Mapping[str, YearSpan],
    year: int,
    shown: Sequence[str],
) -> Iterator[RecordMove]:
    """Bring the counts from the year before to `year`; yield what each record that began or ended does by itself."""
    turned = [(item, inforce[item[1].id].speaks(year)) for item in dated]
    turned = [(item, now) for item, now in turned if now != inforce[item[1].id].speaks(year - 1)]
    begun, ended = [item for item, now in turned if now], [item for item, now in turned if not now]
    for region, programme in begun:
        counts.add(region, programme)
    for region, programme in ended:
        counts.add(region, programme, -1)
    present = {level: _Index(counts.across(counts.levels.index(level))) for level in shown}
    turns: tuple[tuple[Literal["began", "ended"], list[tuple[str, Programme]], int], ...]
    turns = ("began", begun, -1), ("ended", ended, 1)
    for event, items, sign in turns:
        for region, programme in items:
            counts.add(region, programme, sign)
            r = counts.regions.index(region)
            for level in programme.level:
                if level in present:
                    row = counts.row(r, counts.levels.index(level))
                    effect = present[level].value - present[level].with_row(r, row)
                    if not np.isnan(effect):
                        yield RecordMove(year, level, programme.id, region, event, float(effect))
            counts.add(region, programme, -sign)


def _changes(
    drawn_in: Mapping[str, Mapping[int, np.ndarray | None]],
    on_equal_records: Callable[[str, Sequence[int]], tuple[int | None, Contrast]],
) -> Iterator[LevelChange]:
    for level, drawn in drawn_in.items():
        years = sorted(drawn)
        start, end = (drawn[years[0]], drawn[years[-1]]) if len(years) > 1 else (None, None)
        if start is None or end is None:
            continue
        same = ~np.isnan(start) & ~np.isnan(end)
        one, two = (float(x[same].mean()) if same.any() else None for x in (start, end))
        moved = None if one is None or two is None else two - one
        a, b = float(np.nanmean(start)), float(np.nanmean(end))
        since, equal = on_equal_records(level, years)
        yield LevelChange(
            level,
            years[0],
            years[-1],
            a,
            b,
            b - a,
            int(same.sum()),
            one,
            two,
            moved,
            since,
            equal.m,
            equal.pairs,
            _known(equal.start),
            _known(equal.end),
            _known(equal.chance_start),
            _known(equal.chance_end),
            _known(equal.low),
            _known(equal.high),
            equal.verdict,
        )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
