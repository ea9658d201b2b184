"""The audit: does the ranking deserve to be printed?

Internal checks stand first (`importance`), then Monte Carlo over all uncertain inputs, the variance split among them,
method variants side by side, and one criterion left out at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.model.guidelines import Ordinal
from ceecluster.results import Result
from ceecluster.scoring.acceptability import DIGITS, find_tie_groups
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.audit_rows import AuditRows
from ceecluster.scoring.audited import audit_rows
from ceecluster.scoring.consensus import Consensus
from ceecluster.scoring.importance import find_dominance, judge_correlations, judge_importance
from ceecluster.scoring.monte_carlo import THRESHOLD, Simulation, simulate
from ceecluster.scoring.quality import FLOOR, Scores, score
from ceecluster.scoring.sensitivity import COLUMNS
from ceecluster.scoring.settled import Settled, agree_methods, settle
from ceecluster.scoring.simulation import AuditProblem, Inputs, MissingEvidence, Weights
from ceecluster.scoring.table_rows import (
    CorrelationRow,
    DistinctRow,
    DominanceRow,
    DrawnPair,
    DrawnRegion,
    ImportanceRow,
    InputRow,
    LeftOutRow,
    RankShare,
    VariantRow,
)
from ceecluster.scoring.variants import compare_methods, distinct_methods, leave_one_out


@dataclass(frozen=True, repr=False)
class Robustness(Result):
    """The audit of the scores of the network, or of one level."""

    JSON = (
        "draws", "enough_draws", "seed", "threshold", "top", "level", "inputs", "unranked", "settled", "consensus",
        "parties", "tie_groups", "mean_shift", "sample", "places", "regions", "acceptability", "pairs", "variants",
        "distinct", "left_out", "sensitivity", "importance", "correlations", "dominance",
    )  # fmt: skip

    regions: Annotated[pd.DataFrame, DrawnRegion]
    """region, then as `Simulation.units`, coverage, enough (coverage at or above the guidelines' minimum); among the
    regions with enough evidence: place (rank by score) and median_place (rank by median rank)."""
    acceptability: Annotated[pd.DataFrame, RankShare]
    """region, rank, share."""
    pairs: Annotated[pd.DataFrame, DrawnPair]
    """region, other, above."""
    tie_groups: tuple[tuple[str, ...], ...]
    """Among the regions with enough evidence, best first; they may overlap."""
    variants: Annotated[pd.DataFrame, VariantRow]
    """method, party (whose weights), region, value, rank, reason (why a variant was not possible), without (levels and
    criteria it had to do without); regions with enough evidence only."""
    distinct: Annotated[pd.DataFrame, DistinctRow]
    """method, party, same, first, order: the variants that differ, each once."""
    settled: Settled
    """Ranks over all orders that are still open, without weights and without draws."""
    consensus: Consensus | None
    """The order with the fewest disagreements with the methods that differ."""
    parties: Consensus | None
    """The same of the weightings that regions declare, where two or more do."""
    left_out: Annotated[pd.DataFrame, LeftOutRow]
    """criterion, mean_shift, max_shift (ranks), most (all regions moved most), lost (regions left without a value): one
    criterion left out at a time, the largest move first. Ranks among the regions with enough evidence."""
    sensitivity: Annotated[pd.DataFrame, InputRow]
    """input, first, total with their 95 % intervals: share of the variance of the mean rank shift; without: the mean
    shift while the input stays as built."""
    places: Annotated[pd.DataFrame, dict[str, str | float | None]] | None
    """region, built, all, and by input: mean ranks while that input stays as built."""
    mean_shift: float | None
    """Mean absolute rank shift over the draws of the sensitivity analysis."""
    sample: int
    """Base sample of the sensitivity analysis; 0 for none."""
    central_weights: pd.DataFrame | None
    importance: Annotated[pd.DataFrame, ImportanceRow]
    """level, criterion, weight, importance (squared correlation with the total), units, p (adjusted for all rows)."""
    correlations: Annotated[pd.DataFrame, CorrelationRow]
    """level, node, other, correlation, units, p (adjusted for all rows)."""
    dominance: Annotated[pd.DataFrame, DominanceRow]
    """region, other, shared, criteria: nowhere below the other on what both document, and somewhere above."""
    unranked: tuple[str, ...]
    """Regions left out for insufficient evidence, where missing evidence is not among the uncertain inputs."""
    inputs: Inputs
    draws: int
    seed: int
    threshold: float
    """Probability from which two regions count as told apart."""
    top: int
    """Up to which rank a region counts as among the first."""
    scores: Scores = field(repr=False)
    enough_draws: bool = True
    """Whether the draws are enough for statements about shares."""
    level: str | None = None

    @cached_property
    def rows(self) -> AuditRows:
        """The audit as rows: what is told of it."""
        return audit_rows(self)


# Long by its parameters and by the tables it puts together; the arithmetic is in what it calls.
def audit(
    world: World,
    *,
    draws: int = 10_000,
    seed: int = 1,
    weights: Weights | None = "around",
    exponents: Sequence[float] = (1, 0, -1),
    evidence: MissingEvidence | None = "uniform",
    exclusion: bool = True,
    noise: float = 0.2,
    level: str | None = None,
    regions: Iterable[str] | None = None,
    threshold: float = THRESHOLD,
    sensitivity: int = 512,
    scores: Scores | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Robustness:
    """Audit the scores of the network, or of one `level`, or among some of its `regions`.

    Each input is switched off with None, () or 0. Raises UsageError for unknown names and for inputs that were asked
    for and cannot be had.
    """
    scores = scores or score(world)
    if scores.method != "power_mean":
        raise UsageError(
            f"the audit shakes power means, and these scores were made by {scores.method}",
            "audit scores of the method power_mean: the table of methods has the others beside it",
        )
    inputs = Inputs(weights, tuple(exponents), False, evidence, exclusion, noise)
    whole = problem_of(scores, level)
    coverage, enough = _evidence(scores, level)
    ranked, unranked = _who_is_ranked(whole, regions, enough, every=evidence is not None)
    found = simulate(
        subset(whole, ranked),
        inputs,
        draws=draws,
        seed=seed,
        threshold=threshold,
        sensitivity=sensitivity,
        progress=progress,
    )
    groups = _groups_among(found, enough)
    table = _regions(found, coverage, enough, groups)
    split = found.sensitivity
    known = [scores.grid.units.index(unit) for unit in table.loc[table["enough"], "region"]]
    variants = compare_methods(scores, known, level)
    distinct = distinct_methods(variants)
    units = [scores.grid.units[row] for row in known]
    return Robustness(
        regions=table,
        acceptability=found.acceptability.rename(columns={"unit": "region"}),
        pairs=found.pairs.rename(columns={"unit": "region"}),
        tie_groups=groups,
        variants=variants,
        distinct=distinct,
        settled=settle(scores, ranked, level),
        consensus=agree_methods(distinct, units),
        parties=agree_methods(distinct, units, parties=True),
        left_out=leave_one_out(scores, known, level),
        sensitivity=split.table if split else pd.DataFrame(columns=COLUMNS),
        places=None if split is None or split.places is None else split.places.rename(columns={"unit": "region"}),
        mean_shift=split.mean if split else None,
        sample=sensitivity,
        central_weights=found.central_weights,
        importance=judge_importance(scores, level, seed),
        correlations=judge_correlations(scores, level, seed),
        dominance=find_dominance(scores),
        unranked=unranked,
        inputs=inputs,
        draws=draws,
        seed=seed,
        threshold=threshold,
        top=found.top,
        scores=scores,
        enough_draws=found.enough_draws,
        level=level,
    )


def _evidence(scores: Scores, level: str | None) -> tuple[dict[str, float], dict[str, bool]]:
    """Coverage by region, in all or at one level, and whether it reaches the guidelines' minimum."""
    place = scores.levels[scores.levels["level"] == level] if level else scores.regions
    coverage = {str(k): float(v) for k, v in place.set_index("region")["coverage"].items()}
    return coverage, {unit: share >= scores.min_coverage - 1e-9 for unit, share in coverage.items()}


def _who_is_ranked(
    problem: AuditProblem, regions: Iterable[str] | None, enough: Mapping[str, bool], *, every: bool
) -> tuple[list[int], tuple[str, ...]]:
    """Rows of the units to be ranked, and the units left out for insufficient evidence; UsageError below two."""
    chosen = tuple(regions) if regions is not None else problem.units
    for name in chosen:
        if name not in problem.units:
            raise unknown("region", name, problem.units)
    ranked = [n for n, unit in enumerate(problem.units) if unit in chosen and (every or enough[unit])]
    unranked = tuple(unit for n, unit in enumerate(problem.units) if unit in chosen and n not in ranked)
    if len(chosen) < 2:
        raise UsageError("one region only: there is nothing to rank", "name two, or none for all of them")
    if len(ranked) < 2:
        raise UsageError(
            f"{len(ranked)} of {len(chosen)} regions have enough evidence: there is nothing to rank",
            "let missing evidence be among the uncertain inputs, or document more",
        )
    return ranked, unranked


def _regions(
    found: Simulation,
    coverage: Mapping[str, float],
    enough: Mapping[str, bool],
    groups: tuple[tuple[str, ...], ...],
) -> pd.DataFrame:
    """One row per ranked region; columns as `Robustness.regions`."""
    table = found.units.rename(columns={"unit": "region"})
    table["coverage"] = [coverage[unit] for unit in table["region"]]
    table["enough"] = [enough[unit] for unit in table["region"]]
    table["place"] = _ranks_of(-table["value"].where(table["enough"]))
    table["median_place"] = _ranks_of(table["median"].where(table["enough"]))
    table["tie_groups"] = [tuple(n for n, group in enumerate(groups, 1) if unit in group) for unit in table["region"]]
    return table


def _ranks_of(values: pd.Series) -> pd.Series:
    """Mid-ranks of the smallest first; missing values have none."""
    return values.astype(float).round(DIGITS).rank(method="average")


def _groups_among(found: Simulation, enough: Mapping[str, bool]) -> tuple[tuple[str, ...], ...]:
    """The tie groups of the units with enough evidence: the others cannot be placed, and must not tie others."""
    if not found.enough_draws:
        return ()
    names = [unit for unit in found.units["unit"] if enough[unit]]
    above = found.pairs.pivot(index="unit", columns="other", values="above")
    matrix = above.reindex(index=names, columns=names).to_numpy(float)
    mean = found.acceptability.assign(mean=lambda t: t["rank"] * t["share"]).groupby("unit")["mean"].sum()
    order = np.lexsort((np.arange(len(names)), np.round(mean.reindex(names).to_numpy(float), 9)))
    return tuple(tuple(names[u] for u in group) for group in find_tie_groups(matrix, order, found.threshold))


def problem_of(scores: Scores, level: str | None = None) -> AuditProblem:
    """The scores' grid as something to shake; one step of an assessed ordinal value is a quarter."""
    grid, world = scores.grid, scores.world
    if level is not None and level not in grid.tree.slots:
        raise unknown("level", level, {name for name, _ in grid.leaves})
    ordinal = {c.id for c in world.guidelines.criteria if isinstance(c.measure, Ordinal)}
    steps = np.array(
        [
            [0.25 if code in ordinal and r.documented else 0.0 for (_, code), r in zip(grid.leaves, row, strict=True)]
            for row in grid.readings
        ]
    )
    return AuditProblem(
        units=grid.units,
        tree=grid.tree,
        z=grid.z[None],
        applicable=grid.applicable,
        weights=scores.weights,
        steps=steps,
        declared=declared_weights(scores),
        slot=None if level is None else grid.tree.slots[level],
        floor=FLOOR,
        own_floor=scores.floor,
    )


def declared_weights(scores: Scores) -> Array | None:
    """The weight vectors that regions declare, by key; what a region leaves out keeps the guidelines' weight."""
    rows = []
    for region in scores.world.network.regions:
        inventory = scores.world.regions.get(region.code)
        if inventory is not None and inventory.weights:
            declared = {key: weight for key, weight in inventory.weights.items() if key in scores.grid.tree.keys}
            if declared:
                rows.append(scores.grid.tree.weigh(declared))
    return np.array(rows) if rows else None


def subset(problem: AuditProblem, rows: Sequence[int]) -> AuditProblem:
    """The problem of some of the units."""
    index = np.asarray(rows, int)
    return replace(
        problem,
        units=tuple(problem.units[row] for row in rows),
        z=problem.z[:, index],
        applicable=problem.applicable[index],
        steps=None if problem.steps is None else problem.steps[index],
    )
