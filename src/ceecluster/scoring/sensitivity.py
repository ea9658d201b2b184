"""Sobol indices: which uncertain input moves the result, alone (first order) and with the others (total).

First order: Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018. Total: Jansen 1999, doi:10.1016/S0010-4655(98)00154-4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.frames import columns_of
from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.simulation import AuditProblem, Draws, Inputs, Sampler
from ceecluster.scoring.table_rows import InputRow

COLUMNS = columns_of(InputRow)
LEAST_SAMPLE = 256
"""Smallest base sample from which shares of a variance are told."""
RESAMPLING = 2
"""Beside the seed: what is resampled has numbers of its own."""


def indices(a: npt.ArrayLike, b: npt.ArrayLike, mixed: npt.ArrayLike) -> tuple[Array, Array]:
    """First-order and total indices from f(A), f(B) (n) and f(A with input j from B) (inputs x n).

    S_j = mean(f(B) (f(A_B^j) - f(A))) / V, T_j = mean((f(A) - f(A_B^j))^2) / (2 V). All zero where nothing varies.
    """
    fa, fb, fm = (np.asarray(x, float) for x in (a, b, mixed))
    both = np.concatenate([fa, fb])
    variance = both.var()
    if variance <= 1e-24 * max(1.0, float(np.abs(both).max()) ** 2):
        return np.zeros(len(fm)), np.zeros(len(fm))
    centred = fb - both.mean()
    first = (centred * (fm - fa)).mean(axis=1) / variance
    total = ((fa - fm) ** 2).mean(axis=1) / (2 * variance)
    return first, total


@dataclass(frozen=True)
class Sensitivity:
    """Indices of the inputs, with 95 % bootstrap intervals over the base sample."""

    table: pd.DataFrame
    """input, first, first_low, first_high, total, total_low, total_high; without: mean of the output while the input
    stays as the index was built (missing where nothing was built)."""
    evaluations: int
    mean: float
    """Mean of the output, e.g. of the mean absolute rank shift."""
    places: pd.DataFrame | None = None
    """unit, built (rank as built), all (mean rank with every input varied), and one column per input: mean rank while
    that input stays as built."""


def summarise(
    names: Sequence[str], a: Array, b: Array, mixed: Array, *, seed: int = 1, resamples: int = 500
) -> Sensitivity:
    """Indices with bootstrap intervals over the rows."""
    first, total = indices(a, b, mixed)
    rng = np.random.default_rng(np.random.SeedSequence([seed, RESAMPLING]))
    again = np.empty((resamples, 2, len(names)))
    for n in range(resamples):
        rows = rng.integers(0, len(a), len(a))
        again[n] = indices(a[rows], b[rows], mixed[:, rows])
    low, high = np.quantile(again, [0.025, 0.975], axis=0)
    table = pd.DataFrame(
        {
            "input": list(names),
            "first": first,
            "first_low": low[0],
            "first_high": high[0],
            "total": total,
            "total_low": low[1],
            "total_high": high[1],
            "without": np.nan,
        },
        columns=COLUMNS,
    )
    return Sensitivity(table, len(a) * (len(names) + 2), float(np.concatenate([a, b]).mean()))


def _check(sample: int) -> None:
    if sample < 2 or sample & (sample - 1):
        raise UsageError(f"sample {sample} is no power of two", "Sobol points come in powers of two: 512, 1024, ...")


def analyse(
    function: Callable[[Array], Array], names: Sequence[str], *, sample: int = 1024, seed: int = 1
) -> Sensitivity:
    """Indices of a function of points of the unit cube (n x inputs -> n); `sample` a power of two, cost n (d + 2)."""
    _check(sample)
    # scipy.stats costs most of a second to import; only simulations pay it.
    from scipy.stats import qmc

    size = len(names)
    points = qmc.Sobol(2 * size, rng=np.random.default_rng(seed)).random(sample)
    a, b = points[:, :size], points[:, size:]
    mixed = []
    for j in range(size):
        swapped = a.copy()
        swapped[:, j] = b[:, j]
        mixed.append(function(swapped))
    return summarise(names, np.asarray(function(a), float), np.asarray(function(b), float), np.array(mixed), seed=seed)


def rank_shift(scores: Array, reference: Array) -> Array:
    """Mean absolute shift of the ranks from the reference ranks: one number per draw.

    Units without a rank in the reference (NaN) are not counted.
    """
    known = ~np.isnan(reference)
    return np.asarray(np.abs(mid_ranks(scores)[:, known] - reference[known]).mean(axis=1))


def explain_shift(
    problem: AuditProblem,
    inputs: Inputs,
    reference: Array,
    *,
    sample: int = 512,
    seed: int = 1,
    progress: Callable[[float], None] = lambda share: None,
) -> Sensitivity:
    """Indices of each input that is switched on (the weight vector as one group) on the mean absolute rank shift.

    Beside them the mean shift and the mean ranks while each input in turn stays as the index was built: an index
    splits a variance and says nothing of a mean.
    """
    _check(sample)
    names = inputs.on
    sampler = Sampler(problem, inputs, seed, copies=2)
    parts: list[list[Array]] = [[] for _ in range(len(names) + 2)]
    shifts = np.zeros(len(names))
    ranks = np.zeros((len(names) + 1, len(problem.units)))
    done = 0
    while done < sample:
        size = min(sampler.block, sample - done)
        a, b = sampler.draw_copies(size)
        for index, draws in enumerate([a, b, *(_swap(a, b, name) for name in names)]):
            scores = sampler.evaluate(draws)
            parts[index].append(rank_shift(scores, reference))
            if index == 0:
                ranks[0] += mid_ranks(scores).sum(axis=0)
        for index, name in enumerate(names):
            scores = sampler.evaluate(_swap(a, _as_built(problem, size), name))
            shifts[index] += rank_shift(scores, reference).sum()
            ranks[index + 1] += mid_ranks(scores).sum(axis=0)
        done += size
        progress(done / sample)
    fa, fb, *mixed = (np.concatenate(part) for part in parts)
    found = summarise(names, fa, fb, np.array(mixed), seed=seed)
    places = pd.DataFrame({"unit": list(problem.units), "built": reference, "all": ranks[0] / sample})
    for index, name in enumerate(names):
        places[name] = ranks[index + 1] / sample
    return replace(found, table=found.table.assign(without=shifts / sample), places=places)


def _as_built(problem: AuditProblem, size: int) -> Draws:
    """Draws that change nothing."""
    still = np.full(size, -1, np.intp)
    weights = np.broadcast_to(problem.weights, (size, len(problem.weights)))
    return Draws(weights, still, np.zeros(size, np.intp), still, None, None)


def _swap(a: Draws, b: Draws, name: str) -> Draws:
    """The block a with one input taken from b."""
    fields = {
        "weights": "weights",
        "exponent": "exponent",
        "normalisation": "variant",
        "evidence": "fill",
        "exclusion": "excluded",
        "noise": "noise",
    }
    return replace(a, **{fields[name]: getattr(b, fields[name])})
