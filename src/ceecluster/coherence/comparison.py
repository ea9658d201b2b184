"""The comparison of a network: across regions at each level, inside each region, and against chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.actions import find_actions, list_exclusions, uses_of
from ceecluster.coherence.cells import GAP, classify
from ceecluster.coherence.chance import (
    BEYOND,
    LevelChance,
    Tested,
    level_chance,
    level_contrasts,
    level_tests,
    number_of_records,
)
from ceecluster.coherence.highlights import CoherenceHighlights, find_highlights
from ceecluster.coherence.internal import Traceability, trace
from ceecluster.coherence.large import ComparisonPart, Omission, left_out, too_many
from ceecluster.coherence.null_model import pairs_of
from ceecluster.coherence.partners import partners
from ceecluster.coherence.profiles import DimensionProfile, profiles
from ceecluster.coherence.rarefaction import rarefy, record_codes
from ceecluster.coherence.rows import (
    HeldCode,
    InsideRegion,
    InstrumentUse,
    LevelCoherence,
    LevelContrast,
    ObjectiveCell,
    PairSimilarity,
    RegionCoherence,
)
from ceecluster.coherence.side_by_side import SideBySide, side_by_side
from ceecluster.coherence.similarity import combine, refuse_unknown
from ceecluster.errors import UsageError, unknown
from ceecluster.inforce import StatusCount, at, status_counts
from ceecluster.model import World
from ceecluster.results import Result
from ceecluster.scoring.quality import Scores

_Held = tuple[str, str, str, tuple[str, ...], int, float]
"""A row of CODES."""
COMMON = 0.75
"""Codes held by at least this share of the regions with codes of their dimension are listed as already common."""

LEVELS, PAIRS, REGIONS, CODES, INTERNAL = map(
    frames.columns_of, (LevelCoherence, PairSimilarity, RegionCoherence, HeldCode, InsideRegion)
)


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """A comparison: tidy tables whose columns are the fields of the rows beside them.

    Similarity is said beside `chance`: what the level's records give when they are dealt at random among its regions,
    each keeping its number. `q` is adjusted over the pairs of all levels shown. Indices of levels are compared in
    `contrasts` only, on equally many records.
    """

    JSON = (
        "measure", "dimensions", "as_of", "records_by_status", "national", "draws", "seed", "reach", "levels",
        "pairs=told_pairs", "regions", "codes", "internal", "cells", "actions", "contrasts", "left_out",
    )  # fmt: skip

    world: World
    measure: str
    """Measure of similarity."""
    dimensions: tuple[str, ...]
    """Dimensions of the policy profile that count."""
    as_of: int | None
    national: bool
    """Whether national frames count for their regions."""
    draws: int
    seed: int
    reach: float
    """Smallest adjusted p that a single pair could have had with so many random matrices."""
    levels: Annotated[pd.DataFrame, LevelCoherence]
    pairs: Annotated[pd.DataFrame, PairSimilarity]
    regions: Annotated[pd.DataFrame, RegionCoherence]
    codes: Annotated[pd.DataFrame, HeldCode]
    internal: Annotated[pd.DataFrame, InsideRegion]
    cells: Annotated[pd.DataFrame, ObjectiveCell]
    actions: Annotated[pd.DataFrame, InstrumentUse]
    contrasts: Annotated[pd.DataFrame, LevelContrast]

    @cached_property
    def by_level(self) -> tuple[LevelCoherence, ...]:
        """The levels compared, in the network's order."""
        return frames.typed(LevelCoherence, self.levels)

    @cached_property
    def by_pair(self) -> tuple[PairSimilarity, ...]:
        """Every pair at every level."""
        return frames.typed(PairSimilarity, self.pairs)

    @cached_property
    def by_region(self) -> tuple[RegionCoherence, ...]:
        """The regions, in the network's order."""
        return frames.typed(RegionCoherence, self.regions)

    @cached_property
    def held_codes(self) -> tuple[HeldCode, ...]:
        """Every code that somebody holds, by level."""
        return frames.typed(HeldCode, self.codes)

    @cached_property
    def by_inside(self) -> tuple[InsideRegion, ...]:
        """What holds each region's levels together."""
        return frames.typed(InsideRegion, self.internal)

    @cached_property
    def by_cell(self) -> tuple[ObjectiveCell, ...]:
        """Every objective of every region at every level."""
        return frames.typed(ObjectiveCell, self.cells)

    @cached_property
    def by_action(self) -> tuple[InstrumentUse, ...]:
        """Which instruments are used for which objective, by whom."""
        return frames.typed(InstrumentUse, self.actions)

    @cached_property
    def level_contrasts(self) -> tuple[LevelContrast, ...]:
        """Every two levels on equally many records."""
        return frames.typed(LevelContrast, self.contrasts)

    @property
    def left_out(self) -> tuple[Omission, ...]:
        """What is not made of so many regions; random matrices that were asked for are made all the same."""
        found = left_out(len(self.world.network.regions))
        return tuple(row for row in found if row.part is not ComparisonPart.MATRICES or not self.draws)

    @property
    def told_pairs(self) -> Annotated[pd.DataFrame, PairSimilarity]:
        """The pairs that JSON and workbooks list: all of them, or none where they would be too many."""
        return self.pairs.head(0) if too_many(ComparisonPart.ROWS, len(self.world.network.regions)) else self.pairs

    @property
    def records_by_status(self) -> tuple[StatusCount, ...]:
        """How many records of the members have which status in the year."""
        return status_counts(self.world)

    @property
    def speaking(self) -> tuple[str, ...]:
        """Regions with records, in the network's order."""
        return tuple(row.region for row in self.by_region if row.records)

    @property
    def records_each(self) -> int:
        """Records of each region on which levels are compared; 0 where they cannot be."""
        return max((row.records_each for row in self.by_level), default=0)

    @cached_property
    def highlights(self) -> CoherenceHighlights:
        """What stands out."""
        return find_highlights(self)

    def beside(self, regions: Sequence[str]) -> SideBySide:
        """Two or more regions side by side; UsageError for unknown ones and for fewer than two."""
        return side_by_side(self, regions)


# Long because every table rests on the same profiles and tests, which are made once, here.
def compare(
    world: World,
    *,
    scores: Scores | None = None,
    levels: Sequence[str] | None = None,
    dimensions: Sequence[str] | None = None,
    as_of: int | None = None,
    measure: str = "ruzicka",
    national: bool = False,
    weights: Mapping[str, float] | None = None,
    draws: int | None = None,
    seed: int = 1,
    least: int = 2,
) -> Comparison:
    """Compare a world's member regions.

    Without a number of `draws` enough random matrices are made that a single pair could be announced over all levels;
    with 0 neither pairs are tested nor is anything said of chance.

    External coherence leaves national frames out unless `national`; internal coherence always counts them, as they
    frame every region of their country. Raises UsageError for unknown names, for a year outside every record, and
    where fewer than `least` regions have records: a document about a network that small asks for 0, and finds every
    similarity missing.
    """
    refuse_unknown(measure)
    known_levels = [level.id for level in world.network.levels]
    for level in levels or ():
        if level not in known_levels:
            raise unknown("level", level, known_levels)
    for dimension in dimensions or ():
        if dimension not in frames.DIMENSIONS:
            raise unknown("dimension", dimension, frames.DIMENSIONS)
    world = at(world, as_of)
    as_of = world.standing.year if world.standing else None
    if scores is not None and scores.as_of != as_of:
        was, now = (year if year is not None else "all" for year in (scores.as_of, as_of))
        raise UsageError(f"scores of {was} cannot stand beside a comparison of {now}", "score the same year")
    chosen = tuple(dimensions or frames.DIMENSIONS)
    shown = [level for level in known_levels if not levels or level in levels]
    own = frames.weights_of(world, weights)
    outside = profiles(world, dimensions=frames.DIMENSIONS, as_of=as_of, national=national)
    # Without national frames both are the same.
    framed = not national and bool(world.national)
    inside = profiles(world, dimensions=frames.DIMENSIONS, as_of=as_of, national=True) if framed else outside
    speaking = np.any([profile.records.any(axis=1) for profile in outside.values()], axis=0)
    if speaking.sum() < least:
        _refuse(world, as_of)
    regions = [region.code for region in world.network.regions]
    table = frames.codes(world, as_of=as_of, national=national)
    records = {
        level: record_codes(table[table["level"] == level], regions, chosen, own) for level in shown if draws != 0
    }
    m = number_of_records(records)
    equal = {level: rarefy(found, m, measure=measure, seed=seed) for level, found in records.items() if m}
    presence = {level: _presence(outside, known_levels.index(level), chosen) for level in shown}
    made = 0 if draws is None and too_many(ComparisonPart.MATRICES, len(regions)) else draws
    tested = level_tests(presence, made, seed)
    similar = {level: overall(outside, known_levels.index(level), chosen, own, measure) for level in shown}
    beside = {level: level_chance(records[level], similar[level], equal.get(level), measure, seed) for level in records}
    tiers = {region.code: region.tier for region in world.network.regions}
    tables = [_pairs(level, similar[level], tested, beside.get(level), tiers) for level in shown]
    pairs = pd.concat(tables, ignore_index=True)
    listed = [_codes(outside, known_levels.index(level), level, chosen) for level in shown]
    level_rows = [
        _level(outside, level, chosen, pair, code, beside.get(level), m)
        for level, pair, code in zip(shown, tables, listed, strict=True)
    ]
    level_table = pd.DataFrame(level_rows, columns=LEVELS)
    codes = pd.DataFrame([row for found in listed for row in found], columns=CODES)
    internal = _internal(inside, chosen, own, measure)
    objectives = outside["objectives"]
    cells = classify(objectives, uses_of(world, national=national), list_exclusions(world))
    cells = cells[cells["level"].isin(shown)].reset_index(drop=True)
    counts = frames.programmes(world, as_of=as_of).drop_duplicates(["region", "programme"])["region"].value_counts()
    region_table = _regions(scores, counts.to_dict(), partners(regions, pairs), internal, cells, outside["objectives"])
    return Comparison(
        world,
        measure,
        chosen,
        as_of,
        national,
        tested.draws,
        seed,
        tested.reach,
        level_table,
        pairs,
        region_table,
        codes,
        internal,
        cells,
        find_actions(world),
        level_contrasts(records, equal, seed),
    )


def _refuse(world: World, as_of: int | None) -> None:
    whole = world.whole or world
    on_file = {region for region, _, _ in frames.records(whole)}
    if as_of is not None and len(on_file) > 1:
        years = frames.programmes(whole)["start"].dropna()
        span = f"records begin between {years.min():.0f} and {years.max():.0f}; " if len(years) else ""
        raise UsageError(
            f"fewer than two regions have a record in force in {as_of}", f"{span}--as-of all takes everything on file"
        )
    few = ("no region has records", "only one region has records", "fewer than two regions have records with codes")
    words = few[min(len(on_file), 2)]
    raise UsageError(f"nothing to compare: {words}", "a comparison needs the inventories of at least two regions")


def overall(
    found: Mapping[str, DimensionProfile], level: int, chosen: Sequence[str], weights: Mapping[str, float], measure: str
) -> np.ndarray:
    """Similarity of all pairs at one level: weighted mean over the dimensions in which at least one has data.

    NaN where one of the two has no record at all at that level: no record is not unlike.
    """
    speaking = np.any([found[d].records[:, level] > 0 for d in chosen], axis=0)
    parts = [(found[d].shares[:, level], float(weights.get(d, 1.0))) for d in chosen]
    return combine(parts, speaking, measure)


def _presence(found: Mapping[str, DimensionProfile], level: int, chosen: Sequence[str]) -> np.ndarray:
    return np.concatenate([found[d].presence[:, level] for d in chosen], axis=1)


def _pairs(
    level: str, s: np.ndarray, tested: Tested, beside: LevelChance | None, tiers: Mapping[str, str]
) -> pd.DataFrame:
    """The pairs of a level."""
    names, tier = np.array(list(tiers), dtype=object), np.array(list(tiers.values()), dtype=object)
    first, second = np.triu_indices(len(names), 1)
    test, exact = tested.levels[level], tested.exact[level]
    chance = np.full(len(first), np.nan) if beside is None else beside.chance[first, second]
    columns = (
        names[first], names[second], level, s[first, second], test.shared, test.expected, test.effect, test.p,
        tested.q[level], chance, s[first, second] - chance, exact.p, tested.q_exact[level], tier[first] == tier[second],
    )  # fmt: skip
    table = pd.DataFrame(dict(zip(PAIRS, columns, strict=True)), columns=PAIRS)
    silent = table["similarity"].isna()
    table.loc[silent, ["shared", "expected", "effect", "p", "q", "chance", "above", "p_exact", "q_exact"]] = np.nan
    return table


def _level(
    found: Mapping[str, DimensionProfile],
    level: str,
    chosen: Sequence[str],
    table: pd.DataFrame,
    codes: list[_Held],
    beside: LevelChance | None,
    m: int,
) -> tuple[object, ...]:
    """Row of the level table."""
    first = next(iter(found.values()))
    k = first.levels.index(level)
    common = tuple(code for _, _, code, _, holders, share in codes if share >= COMMON and holders >= 3)
    beyond = table[table["q"] < BEYOND].sort_values(["q", "effect"], ascending=[True, False])
    speaking = np.any([found[d].records[:, k] > 0 for d in chosen], axis=0)
    known = table["similarity"].notna()
    mean = float(table["similarity"].mean())
    above = (np.nan,) * 3 if beside is None else beside.above
    return (
        level, mean, int(known.sum()), len(table), int(speaking.sum()), common,
        tuple(zip(beyond["region"], beyond["partner"], strict=True)),
        tuple(np.array(first.regions, dtype=object)[~speaking]),
        mean - above[0], *above,
        np.nan if beside is None else beside.rarefied, np.nan if beside is None else beside.rarefied_chance, m,
    )  # fmt: skip


def _codes(found: Mapping[str, DimensionProfile], k: int, level: str, chosen: Sequence[str]) -> list[_Held]:
    """The codes of a level; of each dimension those of most regions first."""
    made: list[_Held] = []
    for dimension in chosen:
        profile = found[dimension]
        speaking = int((profile.records[:, k] > 0).sum())
        for c, code in enumerate(profile.codes):
            held = profile.presence[:, k, c]
            if held.any():
                names = tuple(np.array(profile.regions, dtype=object)[held])
                made.append((level, dimension, code, names, int(held.sum()), float(held.sum() / speaking)))
    return sorted(made, key=lambda row: (row[1], -row[4], row[2]))


def _internal(
    found: Mapping[str, DimensionProfile], chosen: Sequence[str], weights: Mapping[str, float], measure: str
) -> pd.DataFrame:
    """Similarity between the levels of each region, and the trace of its objectives."""
    first = next(iter(found.values()))
    made = []
    for r, region in enumerate(first.regions):
        speaking = np.any([found[d].records[r] > 0 for d in chosen], axis=0)
        parts = [(found[d].shares[r], float(weights.get(d, 1.0))) for d in chosen]
        s = combine(parts, speaking, measure)
        upper = [s[i, j] for i, j in pairs_of(len(first.levels)) if not np.isnan(s[i, j])]
        traced: Traceability = trace(found["objectives"], region)
        made.append(
            (
                region,
                float(np.mean(upper)) if upper else np.nan,
                np.nan if traced.share is None else traced.share,
                traced.top,
                traced.traced,
                traced.dropped,
                traced.unasked,
            )
        )
    return pd.DataFrame(made, columns=INTERNAL)


def _regions(
    scores: Scores | None,
    counts: Mapping[str, int],
    near: pd.DataFrame,
    internal: pd.DataFrame,
    cells: pd.DataFrame,
    objectives: DimensionProfile,
) -> pd.DataFrame:
    """One row per region: quality, evidence, inside, partners, objectives in common, gaps."""
    quality = {} if scores is None else scores.regions.set_index("region").to_dict("index")
    on_file = {} if scores is None else scores.beside.set_index("region").to_dict("index")
    within = internal.set_index("region").to_dict("index")
    common = {code for code, number in _held(objectives).items() if number >= 2}
    gaps = cells[cells["cell"] == GAP].groupby("region", observed=True)["objective"].nunique().to_dict()
    rows, presence = {code: r for r, code in enumerate(objectives.regions)}, objectives.presence
    made = []
    for partner in near.to_dict("records"):
        region = partner.pop("region")
        own = quality.get(region, {})
        held = presence[rows[region]].any(axis=0)
        names = {code for code, has in zip(objectives.codes, held, strict=True) if has}
        bounds = (own.get(name, np.nan) for name in ("low", "value", "high", "coverage"))
        inside = within[region]["inside"], within[region]["traceability"]
        beside = (on_file.get(region, {}).get(name, np.nan) for name in ("on_file", "on_file_first", "on_file_last"))
        about = counts.get(region, 0), *bounds, own.get("quality_class"), *beside, *inside
        made.append((region, *about, *partner.values(), len(names & common), int(gaps.get(region, 0))))
    return pd.DataFrame(made, columns=REGIONS)


def _held(objectives: DimensionProfile) -> dict[str, int]:
    """How many regions hold an objective at any level."""
    anywhere = objectives.presence.any(axis=1).sum(axis=0)
    return {code: int(number) for code, number in zip(objectives.codes, anywhere, strict=True)}
