"""From an audit to its rows: each with its figure, ties as ties."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from ceecluster.scoring.audit_rows import (
    Agreed,
    AuditedRegion,
    AuditRows,
    Displaced,
    Drivers,
    Effect,
    First,
    LeftOut,
    Look,
    Looks,
    Method,
    Pair,
    Settled,
    Settlement,
    Span,
    Verdict,
)
from ceecluster.scoring.sensitivity import LEAST_SAMPLE
from ceecluster.scoring.simulation import Uncertain

if TYPE_CHECKING:
    from ceecluster.scoring.consensus import Consensus
    from ceecluster.scoring.orders import Orders
    from ceecluster.scoring.robustness import Robustness

FEWEST = 6
"""Regions from which a correlation is worth a sentence."""
ALPHA = 0.05
"""Largest p, adjusted for all looks, with which a correlation is told."""
NOISE = 0.02
"""Shares of draws closer than this are a tie."""
LIKELY = 0.5
"""Share of the draws from which a region is said to be at the top."""
WEAK = 0.1
"""Share of the variance below which an input is said to matter little."""


def audit_rows(audit: Robustness) -> AuditRows:
    """The rows of an audit."""
    table = audit.regions
    known = set(table.loc[table["enough"], "region"])
    pairs = audit.pairs[audit.pairs["region"].isin(known) & audit.pairs["other"].isin(known)]
    clear = pairs[pairs["above"] >= audit.threshold].sort_values("above", ascending=False, kind="stable")
    regions = tuple(_region(row) for row in _ordered(table).to_dict("records"))
    effects = _effects(audit)
    told = audit.enough_draws
    verdict = _verdict(audit, len(known), len(pairs) // 2, len(clear))
    return AuditRows(
        verdict=verdict,
        known=len(known),
        pairs=len(pairs) // 2,
        apart=len(clear) if told else 0,
        clear=tuple(Pair(str(r["region"]), str(r["other"]), float(r["above"])) for r in _rows(clear)) if told else (),
        within=1 / math.sqrt(audit.draws),
        regions=regions,
        leaders=_leaders(regions) if told else (),
        dominated=_dominated(audit, known),
        against=_against(audit),
        moving=_moving(audit),
        effects=effects,
        drivers=_drivers(audit, effects),
        displaced=_displaced(audit) if told else (),
        left_out=tuple(
            LeftOut(str(r["criterion"]), float(r["max_shift"]), tuple(r["most"]), tuple(r["lost"]))
            for r in _rows(audit.left_out)
        ),
        methods=_methods(audit),
        firsts=_firsts(audit.distinct),
        settled=_settled(audit),
        evidence=_settlement(audit.settled.evidence),
        weights=_settlement(audit.settled.weights),
        consensus=_agreed(audit.consensus),
        parties=_agreed(audit.parties),
    )


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(["enough", "median", "rank_low", "rank_high"], ascending=[False, True, True, True])


def _region(row: Any) -> AuditedRegion:
    return AuditedRegion(
        str(row["region"]), int(row["median"]), int(row["rank_low"]), int(row["rank_high"]), _number(row["place"]),
        float(row["first"]), float(row["top"]), float(row["coverage"]), bool(row["enough"]), tuple(row["tie_groups"]),
    )  # fmt: skip


def _verdict(audit: Robustness, known: int, pairs: int, apart: int) -> Verdict:
    """Whether a ranking deserves to be printed."""
    if not audit.enough_draws:
        return Verdict.FEW_DRAWS
    if known < 2:
        return Verdict.NO_PLACES
    return Verdict.RANKING if apart == pairs else Verdict.GROUPS if apart else Verdict.NOTHING


def _leaders(regions: tuple[AuditedRegion, ...]) -> tuple[AuditedRegion, ...]:
    """Who is at the top in half of the draws, else who comes nearest, shares within the noise together."""
    known = sorted((row for row in regions if row.enough), key=lambda row: (-row.top, row.median))
    sure = tuple(row for row in known if row.top >= LIKELY)
    return sure or tuple(row for row in known if row.top >= known[0].top - NOISE)


def _dominated(audit: Robustness, known: set[str]) -> tuple[tuple[str, str, int], ...]:
    table = audit.dominance[audit.dominance["region"].isin(known) & audit.dominance["other"].isin(known)]
    if audit.level is not None:
        return ()
    return tuple((str(row["region"]), str(row["other"]), int(row["shared"])) for row in _rows(table))


def _against(audit: Robustness) -> Looks:
    table = audit.correlations
    told = table[(table["p"] <= ALPHA) & (table["correlation"] < 0)]
    looks = tuple(
        Look(str(r["level"]), str(r["node"]), str(r["other"]), float(r["correlation"]), None, int(r["units"]), r["p"])
        for r in _rows(told.sort_values("p", kind="stable"))
    )
    return _looks(table, looks)


def _moving(audit: Robustness) -> Looks:
    table = audit.importance
    told = table[(table["units"] >= FEWEST) & (table["p"] <= ALPHA)]
    looks = tuple(
        Look(
            str(r["level"]),
            str(r["criterion"]),
            "",
            float(r["importance"]),
            float(r["weight"]),
            int(r["units"]),
            r["p"],
        )
        for r in _rows(told.sort_values("p", kind="stable"))
    )
    return _looks(table, looks)


def _looks(table: pd.DataFrame, told: tuple[Look, ...]) -> Looks:
    p = table["p"].dropna()
    return Looks(len(table), len(p), float(p.min()) if len(p) else None, told)


def _effects(audit: Robustness) -> tuple[Effect, ...]:
    return tuple(
        Effect(Uncertain(row.pop("input")), **{name: _number(value) for name, value in row.items()})  # type: ignore[arg-type]  # a number by construction
        for row in _rows(audit.sensitivity.sort_values("total", ascending=False, kind="stable"))
    )


def _drivers(audit: Robustness, effects: tuple[Effect, ...]) -> Drivers | None:
    if not effects or audit.mean_shift is None or audit.sample < LEAST_SAMPLE:
        return None
    first = effects[0]
    held = [effect.without for effect in effects if effect.without is not None]
    # What is printed alike is told alike: half of the last digit that a shift is shown with.
    near = 0.05 if audit.mean_shift >= 1 else 0.005
    return Drivers(
        shift=audit.mean_shift,
        leading=tuple(effect for effect in effects if effect.total_high >= first.total_low),
        held=tuple(e.input for e in effects if e.without is not None and e.without <= min(held) + near),
        held_shift=min(held, default=None),
        weak=tuple(effect.input for effect in effects if effect.total_high < WEAK),
    )


def _displaced(audit: Robustness) -> tuple[Displaced, ...]:
    """Regions on another place by median rank than by score, those moved furthest first."""
    table = audit.regions[audit.regions["enough"]]
    table = table.assign(gap=(table["place"] - table["median_place"]).abs())
    found = []
    for row in _rows(table.sort_values("gap", ascending=False, kind="stable")):
        score, median = (_span(table[name], row[name]) for name in ("place", "median_place"))
        # A place inside the other order's tie is no other place.
        slack = max(score.worst - score.best, median.worst - median.best) / 2
        if row["gap"] > slack:
            found.append(Displaced(str(row["region"]), score, median, *_cause(audit, str(row["region"]))))
    return tuple(found)


def _span(places: pd.Series, place: float) -> Span:
    """The ranks that a mid-rank stands for."""
    half = (int((places == place).sum()) - 1) / 2
    return Span(round(place - half), round(place + half))


def _cause(audit: Robustness, region: str) -> tuple[Uncertain | None, float | None, float | None]:
    """The input that, held as built, takes back at least half a rank, with the mean rank over all draws and then."""
    if audit.places is None or audit.sample < LEAST_SAMPLE:
        return None, None, None
    row = audit.places.set_index("region").loc[region]
    moved = abs(row["all"] - row["built"])
    left = {name: abs(row[name] - row["built"]) for name in audit.inputs.on}
    best = min(left, key=lambda name: left[name])
    return (best if moved - left[best] >= 0.5 else None), float(row["all"]), float(row[best])


def _methods(audit: Robustness) -> tuple[Method, ...]:
    same = {str(row["method"]): tuple(row["same"]) for row in _rows(audit.distinct)}
    repeated = {name for names in same.values() for name in names}
    found = []
    for (name, party), part in audit.variants.groupby(["method", "party"], sort=False):
        ranks = tuple((str(r["region"]), _number(r["rank"])) for r in _rows(part))
        without = tuple(tuple(place) for place in part["without"].iloc[0])
        reason = str(part["reason"].iloc[0])
        found.append(Method(name, party, ranks, without, reason, same.get(name, ()), name in repeated))
    return tuple(found)


def _firsts(distinct: pd.DataFrame) -> tuple[First, ...]:
    """How often each region is first alone, and tied; the most often first."""
    alone: dict[str, int] = {}
    tied: dict[str, int] = {}
    for first in distinct["first"]:
        counts = alone if len(first) == 1 else tied
        for code in first:
            counts[code] = counts.get(code, 0) + 1
    found = (First(code, alone.get(code, 0), tied.get(code, 0)) for code in dict.fromkeys((*alone, *tied)))
    return tuple(sorted(found, key=lambda row: -(row.alone + row.tied)))


def _settled(audit: Robustness) -> tuple[Settled, ...]:
    evidence, weights = (
        {str(r["unit"]): Span(int(r["best"]), int(r["worst"])) for r in _rows(order.ranges)}
        for order in (audit.settled.evidence, audit.settled.weights)
    )
    agreed = {} if audit.consensus is None else {str(r["unit"]): _agreed_span(r) for r in _rows(audit.consensus.ranks)}
    return tuple(Settled(code, span, weights[code], agreed.get(code)) for code, span in evidence.items())


def _agreed_span(row: dict[str, Any]) -> Span:
    """A place in the consensus, or the places of all orders that are as good."""
    rank = int(row["rank"])
    return Span(rank, rank) if pd.isna(row["best"]) else Span(int(row["best"]), int(row["worst"]))


def _settlement(order: Orders) -> Settlement:
    n = len(order.ranges)
    ranges = [(str(row["unit"]), Span(int(row["best"]), int(row["worst"]))) for row in _rows(order.ranges)]
    sharp = [row for row in ranges if row[1].worst - row[1].best < n - 1]
    return Settlement(
        pairs=n * (n - 1) // 2,
        settled=order.settled,
        ranges=tuple(sorted(sharp, key=lambda row: (row[1].worst - row[1].best, row[1].best))),
        edges=tuple((str(row["upper"]), str(row["lower"])) for row in _rows(order.edges)),
    )


def _agreed(consensus: Consensus | None) -> Agreed | None:
    return None if consensus is None else Agreed(consensus.order, consensus.unique, consensus.share)


def _number(value: Any) -> float | None:
    """A number; None for one that is missing."""
    return None if value is None or pd.isna(value) else float(value)
