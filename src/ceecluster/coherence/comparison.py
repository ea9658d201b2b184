"""The comparison of a network: across regions at each level, inside each region, and against chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.cells import GAP, classify
from ceecluster.coherence.internal import Traceability, trace
from ceecluster.coherence.null_model import PairTest, pairs_of, test_pairs
from ceecluster.coherence.profiles import Profile, profiles
from ceecluster.coherence.similarity import combine
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.scoring.quality import Scores

COMMON = 0.75
"""Codes held by at least this share of the regions with records are listed as already common."""
BEYOND = 0.05
"""Adjusted p below which a pair stands out from chance."""

LEVELS = ["level", "index", "pairs_with_data", "pairs", "regions_with_data", "common", "beyond", "silent"]
PAIRS = ["region", "partner", "level", "similarity", "shared", "expected", "effect", "p", "q"]
REGIONS = [
    "region",
    "records",
    "low",
    "value",
    "high",
    "coverage",
    "band",
    "inside",
    "traceability",
    "closest",
    "closest_similarity",
    "farthest",
    "farthest_similarity",
    "held",
    "gaps",
]
CODES = ["level", "dimension", "code", "regions", "holders", "share"]
INTERNAL = ["region", "inside", "traceability", "top", "traced", "dropped", "unasked"]
ACTIONS = ["objective", "level", "instrument", "count", "regions", "records"]


@dataclass(frozen=True)
class Comparison:
    """Tidy tables of a comparison (columns: LEVELS, PAIRS, REGIONS, CODES, INTERNAL, CELLS, ACTIONS)."""

    world: World
    measure: str
    dimensions: tuple[str, ...]
    as_of: int | None
    national: bool
    draws: int
    seed: int
    levels: pd.DataFrame
    pairs: pd.DataFrame
    regions: pd.DataFrame
    codes: pd.DataFrame
    internal: pd.DataFrame
    cells: pd.DataFrame
    actions: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """The tables as lists of rows; None for what is missing."""
        named = ("levels", "pairs", "regions", "codes", "internal", "cells", "actions")
        settings = {
            "measure": self.measure,
            "dimensions": list(self.dimensions),
            "as_of": self.as_of,
            "national": self.national,
            "draws": self.draws,
            "seed": self.seed,
        }
        return {**settings, **{name: frames.rows(getattr(self, name)) for name in named}}


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
    draws: int = 999,
    seed: int = 1,
) -> Comparison:
    """Compare a world's member regions.

    External coherence leaves national frames out unless `national`; internal coherence always counts them, as they
    frame every region of their country. Raises UsageError for unknown names, for a year outside every record, and
    where fewer than two regions have records.
    """
    known_levels = [level.id for level in world.network.levels]
    for level in levels or ():
        if level not in known_levels:
            raise unknown("level", level, known_levels)
    for dimension in dimensions or ():
        if dimension not in frames.DIMENSIONS:
            raise unknown("dimension", dimension, frames.DIMENSIONS)
    chosen = tuple(dimensions or frames.DIMENSIONS)
    shown = [level for level in known_levels if not levels or level in levels]
    own = {**world.network.rules.dimension_weights, **dict(weights or {})}
    outside = profiles(world, dimensions=frames.DIMENSIONS, as_of=as_of, national=national)
    # Without national frames both are the same.
    framed = not national and bool(world.national)
    inside = profiles(world, dimensions=frames.DIMENSIONS, as_of=as_of, national=True) if framed else outside
    speaking = sum((p.records.sum(axis=1) > 0).astype(int) for p in outside.values()) > 0
    if speaking.sum() < 2:
        _refuse(world, as_of, int(speaking.sum()))
    tables = [_level(outside, level, chosen, own, measure, draws, seed) for level in shown]
    pairs = pd.concat([pair for _, pair, _ in tables], ignore_index=True)
    level_table = pd.DataFrame([row for row, _, _ in tables], columns=LEVELS)
    codes = pd.concat([code for _, _, code in tables], ignore_index=True)
    internal = _internal(inside, chosen, own, measure)
    objectives = outside["objectives"]
    cells = classify(objectives, _used(world, as_of, national), _excluded(world, as_of))
    cells = cells[cells["level"].isin(shown)].reset_index(drop=True)
    regions = _regions(world, scores, pairs, internal, cells, outside, as_of)
    return Comparison(
        world,
        measure,
        chosen,
        as_of,
        national,
        draws,
        seed,
        level_table,
        pairs,
        regions,
        codes,
        internal,
        cells,
        _actions(world, as_of),
    )


def _refuse(world: World, as_of: int | None, count: int) -> None:
    if as_of is not None:
        years = frames.programmes(world)["start"].dropna()
        span = (
            f"records begin between {years.min():.0f} and {years.max():.0f}" if len(years) else "no record has a start"
        )
        raise UsageError(f"fewer than two regions have a record active in {as_of}", span)
    words = "only one region has records" if count else "no region has records"
    raise UsageError(f"nothing to compare: {words}", "a comparison needs the inventories of at least two regions")


def overall(
    found: Mapping[str, Profile], level: int, chosen: Sequence[str], weights: Mapping[str, float], measure: str
) -> np.ndarray:
    """Similarity of all pairs at one level: weighted mean over the dimensions in which at least one has data.

    NaN where one of the two has no record at all at that level: no record is not unlike.
    """
    speaking = np.any([found[d].records[:, level] > 0 for d in chosen], axis=0)
    parts = [(found[d].shares[:, level], float(weights.get(d, 1.0))) for d in chosen]
    return combine(parts, speaking, measure)


def _level(
    found: Mapping[str, Profile],
    level: str,
    chosen: Sequence[str],
    weights: Mapping[str, float],
    measure: str,
    draws: int,
    seed: int,
) -> tuple[tuple[Any, ...], pd.DataFrame, pd.DataFrame]:
    """Row of the level table, its pairs, its codes."""
    first = next(iter(found.values()))
    k = first.levels.index(level)
    s = overall(found, k, chosen, weights, measure)
    order = pairs_of(len(first.regions))
    presence = np.concatenate([found[d].presence[:, k] for d in chosen], axis=1)
    tested = _tested(presence, draws, seed)
    table = pd.DataFrame(
        [
            (
                first.regions[i],
                first.regions[j],
                level,
                s[i, j],
                *(float(part[n]) for part in (tested.shared, tested.expected, tested.effect, tested.p, tested.q)),
            )
            for n, (i, j) in enumerate(order)
        ],
        columns=PAIRS,
    )
    missing = table["similarity"].isna()
    table.loc[missing, ["shared", "expected", "effect", "p", "q"]] = np.nan
    codes = _codes(found, k, level, chosen)
    common = tuple(codes[(codes["share"] >= COMMON) & (codes["holders"] >= 3)]["code"])
    beyond = table[table["q"] < BEYOND].sort_values(["q", "effect"], ascending=[True, False])
    pairs = tuple(zip(beyond["region"], beyond["partner"], strict=True))
    speaking = np.any([found[d].records[:, k] > 0 for d in chosen], axis=0)
    silent = tuple(np.array(first.regions, dtype=object)[~speaking])
    row = (
        level,
        float(table["similarity"].mean()),
        int((~missing).sum()),
        len(order),
        int(speaking.sum()),
        common,
        pairs,
        silent,
    )
    return row, table, codes


def _tested(presence: np.ndarray, draws: int, seed: int) -> PairTest:
    if not draws or presence.shape[1] == 0:
        blank = np.full(len(pairs_of(len(presence))), np.nan)
        return PairTest(blank, blank, blank, blank, blank, 0, seed)
    return test_pairs(presence, draws=draws, seed=seed)


def _codes(found: Mapping[str, Profile], k: int, level: str, chosen: Sequence[str]) -> pd.DataFrame:
    made = []
    for dimension in chosen:
        profile = found[dimension]
        speaking = int((profile.records[:, k] > 0).sum())
        for c, code in enumerate(profile.codes):
            held = profile.presence[:, k, c]
            if held.any():
                names = tuple(np.array(profile.regions, dtype=object)[held])
                made.append((level, dimension, code, names, int(held.sum()), float(held.sum() / speaking)))
    return pd.DataFrame(made, columns=CODES).sort_values(
        ["dimension", "holders", "code"], ascending=[True, False, True], ignore_index=True
    )


def _internal(
    found: Mapping[str, Profile], chosen: Sequence[str], weights: Mapping[str, float], measure: str
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


def _used(world: World, as_of: int | None, national: bool) -> dict[tuple[str, str, str], frozenset[str]]:
    """Instruments used for an objective by (region, level, objective).

    Where a record says which instrument serves which objective that counts, else all its instruments serve all.
    """
    used: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for region, programme, _ in frames.records(world, as_of=as_of, national=national):
        linked = any(instrument.objectives for instrument in programme.instruments)
        for objective in programme.objectives:
            for instrument in programme.instruments:
                if not linked or objective.code in instrument.objectives:
                    for level in programme.level:
                        used[region, level, objective.code].add(instrument.code)
    return {key: frozenset(value) for key, value in used.items()}


def _excluded(world: World, as_of: int | None) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (region, level, exclusion.objective)
        for region, programme, _ in frames.records(world, as_of=as_of)
        for exclusion in programme.excludes
        for level in programme.level
    )


def _actions(world: World, as_of: int | None) -> pd.DataFrame:
    """The table of objectives and actions: which instruments are used for which objective at which level, by whom."""
    found: dict[tuple[str, str, str], tuple[set[str], dict[str, None]]] = defaultdict(lambda: (set(), {}))
    for region, programme, _ in frames.records(world, as_of=as_of):
        linked = any(instrument.objectives for instrument in programme.instruments)
        for objective in programme.objectives:
            for instrument in programme.instruments:
                if not linked or objective.code in instrument.objectives:
                    for level in programme.level:
                        regions, records = found[objective.code, level, instrument.code]
                        regions.add(region)
                        records[programme.id] = None
    made = [
        (objective, level, instrument, len(regions), tuple(sorted(regions)), tuple(records))
        for (objective, level, instrument), (regions, records) in found.items()
    ]
    return pd.DataFrame(made, columns=ACTIONS).sort_values(
        ["objective", "level", "count", "instrument"], ascending=[True, True, False, True], ignore_index=True
    )


def _regions(
    world: World,
    scores: Scores | None,
    pairs: pd.DataFrame,
    internal: pd.DataFrame,
    cells: pd.DataFrame,
    found: Mapping[str, Profile],
    as_of: int | None,
) -> pd.DataFrame:
    """One row per region: quality, evidence, inside, closest, farthest, objectives in common, gaps."""
    records = frames.programmes(world, as_of=as_of)
    counts = records.drop_duplicates(["region", "programme"])["region"].value_counts()
    quality = {} if scores is None else scores.regions.set_index("region").to_dict("index")
    within = internal.set_index("region")
    mean = pairs.groupby(["region", "partner"])["similarity"].mean().dropna()
    common = {code for code, number in _held(found["objectives"]).items() if number >= 2}
    partners: dict[str, dict[str, float]] = defaultdict(dict)
    for (a, b), value in mean.items():
        partners[a][b] = partners[b][a] = value
    made = []
    for region in (r.code for r in world.network.regions):
        near = partners[region]
        ordered = sorted(near, key=lambda other: (-near[other], other))
        own = quality.get(region, {})
        profile = found["objectives"]
        held = profile.presence[profile.regions.index(region)].any(axis=0)
        names = {code for code, has in zip(profile.codes, held, strict=True) if has}
        gaps = cells[(cells["region"] == region) & (cells["cell"] == GAP)]["objective"].nunique()
        made.append(
            (
                region,
                int(counts.get(region, 0)),
                own.get("low", np.nan),
                own.get("value", np.nan),
                own.get("high", np.nan),
                own.get("coverage", np.nan),
                own.get("band"),
                within.loc[region, "inside"],
                within.loc[region, "traceability"],
                ordered[0] if ordered else None,
                near[ordered[0]] if ordered else np.nan,
                ordered[-1] if len(ordered) > 1 else None,
                near[ordered[-1]] if len(ordered) > 1 else np.nan,
                len(names & common),
                int(gaps),
            )
        )
    return pd.DataFrame(made, columns=REGIONS)


def _held(objectives: Profile) -> dict[str, int]:
    """How many regions hold an objective at any level."""
    anywhere = objectives.presence.any(axis=1).sum(axis=0)
    return {code: int(number) for code, number in zip(objectives.codes, anywhere, strict=True)}
