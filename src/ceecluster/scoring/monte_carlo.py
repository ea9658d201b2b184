"""Many draws of an uncertain index: what they say of the ranks of its units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.scoring.acceptability import Tally, find_tie_groups, mid_ranks, rank_quantiles
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.sensitivity import Sensitivity, explain_shift
from ceecluster.scoring.simulation import AuditProblem, Inputs, Sampler, check_inputs

THRESHOLD = 0.9
"""Probability from which a pair counts as told apart."""
TOP = 3
LEAST_DRAWS = 100
"""Fewest draws from which anything is said of shares: any share is then known to within a tenth (95 %)."""


@dataclass(frozen=True)
class Simulation:
    """What many draws say about the ranks of some units."""

    units: pd.DataFrame
    """unit, value and rank (as built: the documented part, nothing disturbed), median, rank_low and rank_high (5-95 %),
    first, top (P of the first `top`), bands."""
    acceptability: pd.DataFrame
    """unit, rank, share: rows and columns sum to 1."""
    pairs: pd.DataFrame
    """unit, other, above: P(unit above other), ties counting half."""
    tie_groups: tuple[tuple[str, ...], ...]
    """Best first; units that no pair separates with P >= threshold; they may overlap. None where draws are too few."""
    sensitivity: Sensitivity | None
    central_weights: pd.DataFrame | None
    """unit x weight: mean of the weightings that put the unit first."""
    inputs: Inputs
    draws: int
    seed: int
    threshold: float = THRESHOLD
    top: int = TOP
    """How many first ranks `top` speaks of: less than the number of units, so that it can be missed."""
    enough_draws: bool = True
    """Whether the shares support a statement: at least LEAST_DRAWS draws, or a replay of given weights."""
    replay: pd.DataFrame | None = None
    """Draw x unit: the scores under each of the given weights, where nothing else was varied."""


# Long because the blocks of draws feed all tallies at once; memory is bounded by going over them a single time.
def simulate(
    problem: AuditProblem,
    inputs: Inputs | None = None,
    *,
    draws: int = 10_000,
    seed: int = 1,
    threshold: float = THRESHOLD,
    top: int = TOP,
    sensitivity: int = 512,
    progress: Callable[[float], None] = lambda share: None,
) -> Simulation:
    """Shake an index; memory is bounded by blocks of draws.

    `sensitivity` is the base sample of the Sobol indices (a power of two; 0 for none; cost: times inputs + 2).
    """
    inputs = inputs or Inputs()
    check_inputs(problem, inputs)
    if draws < 1:
        raise UsageError(f"{draws} draws are none", "10000 are usual")
    if not 0.5 < threshold <= 1:
        raise UsageError(f"threshold {threshold:g} is outside 0.5-1", "0.9 is usual")
    top = max(1, min(top, len(problem.units) - 1))
    sampler = Sampler(problem, inputs, seed)
    tally = Tally(len(problem.units))
    replaying = inputs.on == ("weights",) and inputs.weights == "given"
    if replaying:
        assert problem.given is not None  # check_inputs
        draws, sensitivity = len(problem.given), 0
    main = draws / (draws + sensitivity * 2 * (len(inputs.on) + 1))
    kept = []
    for block in sampler.replay() if replaying else sampler.blocks(draws):
        scores = sampler.evaluate(block)
        tally.add(scores, block.weights)
        if replaying:
            kept.append(scores)
        progress(main * tally.draws / draws)
    built = problem.built()
    reference = np.where(np.isnan(built), np.nan, mid_ranks(built))
    split = None
    # Where nobody documents anything there is no order as built that could shift.
    if sensitivity and not np.isnan(reference).all():
        split = explain_shift(
            problem,
            inputs,
            reference,
            sample=sensitivity,
            seed=seed,
            progress=lambda share: progress(main + (1 - main) * share),
        )
    progress(1.0)
    enough = replaying or draws >= LEAST_DRAWS
    groups = _tie_groups(tally, reference, threshold) if enough else []
    central = tally.central_weights
    names = problem.units
    return Simulation(
        units=_units(names, tally, built, reference, groups, top),
        acceptability=_shares(names, tally.acceptability),
        pairs=_pairs(names, tally.above),
        tie_groups=tuple(tuple(names[unit] for unit in group) for group in groups),
        sensitivity=split,
        central_weights=None
        if central is None or inputs.weights is None
        else pd.DataFrame(central, index=list(names), columns=list(problem.tree.keys)),
        inputs=inputs,
        draws=draws,
        seed=seed,
        threshold=threshold,
        top=top,
        enough_draws=enough,
        replay=pd.DataFrame(np.concatenate(kept), columns=list(names)) if kept else None,
    )


def _shares(names: Sequence[str], acceptability: Array) -> pd.DataFrame:
    """A row for each unit and rank."""
    named, count = np.array(names, object), len(names)
    ranks = np.tile(np.arange(1, count + 1), count)
    return pd.DataFrame({"unit": np.repeat(named, count), "rank": ranks, "share": acceptability.ravel()})


def _pairs(names: Sequence[str], above: Array) -> pd.DataFrame:
    """A row for each unit and each other."""
    named = np.array(names, object)
    one, other = np.nonzero(~np.eye(len(names), dtype=bool))
    return pd.DataFrame({"unit": named[one], "other": named[other], "above": above[one, other]})


def _tie_groups(tally: Tally, reference: Array, threshold: float) -> list[list[int]]:
    mean = tally.acceptability @ np.arange(1, len(reference) + 1)
    return find_tie_groups(tally.above, np.lexsort((reference, np.round(mean, 9))), threshold)


def _units(
    names: tuple[str, ...], tally: Tally, built: Array, reference: Array, groups: list[list[int]], top: int
) -> pd.DataFrame:
    """One row per unit; columns as `Simulation.units`."""
    table = tally.acceptability
    return pd.DataFrame(
        {
            "unit": list(names),
            "value": built,
            "rank": reference,
            "median": rank_quantiles(table, 0.5),
            "rank_low": rank_quantiles(table, 0.05),
            "rank_high": rank_quantiles(table, 0.95),
            "first": table[:, 0],
            "top": table[:, :top].sum(axis=1),
            "tie_groups": [tuple(n for n, group in enumerate(groups, 1) if u in group) for u in range(len(names))],
        }
    )
