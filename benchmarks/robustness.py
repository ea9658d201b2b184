"""How long the audit of a composite indicator takes, beside others' weighted sums in one run.

Run by hand: python benchmarks/robustness.py; pymcdm and scikit-criteria are measured where they are installed.
Prints Markdown table rows.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import scipy.special  # imports are not measured
import scipy.stats  # noqa: F401

from ceecluster.scoring.index import build
from ceecluster.scoring.monte_carlo import simulate
from ceecluster.scoring.simulation import AuditProblem, Inputs
from ceecluster.scoring.tree import Tree, TreeNode, build_tree

DRAWS = 10_000


def even_tree(indicators: int, pillars: int, groups: int) -> Tree:
    """A tree of four levels: indicators, pillars, groups, index; of three where there is one group."""
    parts = [TreeNode("index")]
    parts += [TreeNode(f"g{n}", "index") for n in range(groups)] if groups > 1 else []
    parts += [TreeNode(f"p{n}", f"g{n % groups}" if groups > 1 else "index") for n in range(pillars)]
    parts += [TreeNode(f"x{n}", f"p{n % pillars}") for n in range(indicators)]
    return build_tree(parts)


def problem(
    units: int, tree: Tree, *, missing: float = 0, variants: int = 1, steps: bool = False, seed: int = 1
) -> AuditProblem:
    rng = np.random.default_rng(seed)
    z = rng.random((units, len(tree.leaves)))
    ranks = z.argsort(axis=0).argsort(axis=0) / (units - 1)
    spread = (z - z.min(axis=0)) / np.ptp(z, axis=0)
    table = np.stack([spread, ranks, np.clip(0.5 + (z - 0.5) / 2, 0, 1)][:variants])
    table[:, rng.random(z.shape) < missing] = np.nan
    return AuditProblem(
        tuple(f"u{n}" for n in range(units)),
        tree,
        table,
        np.ones(z.shape, bool),
        tree.weights,
        steps=np.full(z.shape, 0.25) if steps else None,
    )


def row(what: str, size: str, draws: int, call: Callable[[], object]) -> None:
    started = time.perf_counter()
    call()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"| {what} | {size} | {draws} | {seconds:.2f} | {peak:.0f} |", flush=True)


def weighted_sums(z: np.ndarray, weights: np.ndarray) -> None:
    """Weightings one by one through other libraries' weighted sums, ranks included."""
    size = f"{z.shape[0]} x {z.shape[1]}"
    positive = np.maximum(z, 0.01)
    try:
        from pymcdm.methods import WSM

        method, types = WSM(), np.ones(z.shape[1])
        loop = lambda: [method.rank(method(positive, w, types)) for w in weights]  # noqa: E731
        row("pymcdm: weighted sum, looped", size, len(weights), loop)
    except ImportError:
        print("| pymcdm: not installed | | | | |")
    try:
        import skcriteria
        from skcriteria.agg.simple import WeightedSumModel

        model, aims = WeightedSumModel(), [max] * z.shape[1]
        loop = lambda: [model.evaluate(skcriteria.mkdm(positive, aims, weights=w)).rank_ for w in weights]  # noqa: E731
        row("scikit-criteria: weighted sum, looped", size, len(weights), loop)
    except ImportError:
        print("| scikit-criteria: not installed | | | | |")


def main() -> None:
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores, {platform.machine()}\n")
    print("| what | units x indicators | draws | seconds | peak MB |\n|---|---|---:|---:|---:|")
    asem = problem(51, even_tree(49, 8, 2), variants=3)
    alone = Inputs(evidence=None, noise=0, exclusion=False, exponents=())
    row("weights alone", "51 x 49, 4 levels", DRAWS, lambda: simulate(asem, alone, draws=DRAWS, sensitivity=0))
    usual = Inputs(normalisation=True, evidence=None, noise=0, exclusion=False)
    row(
        "weights, normalisation and aggregation",
        "51 x 49, 4 levels",
        DRAWS,
        lambda: simulate(asem, usual, draws=DRAWS, sensitivity=0),
    )
    row(
        "the same, with Sobol indices (512 x 5)",
        "51 x 49, 4 levels",
        DRAWS,
        lambda: simulate(asem, usual, draws=DRAWS, sensitivity=512),
    )
    small = pd.DataFrame(np.random.default_rng(1).random((11, 12)), columns=[f"x{n}" for n in range(12)])
    index = build(small, pd.DataFrame({"id": small.columns}), normalisation="none")
    given = pd.DataFrame(np.random.default_rng(2).dirichlet(np.ones(12), 200), columns=small.columns)
    row("replay of given weights", "11 x 12", len(given), lambda: index.audit(weights=given))
    wide = even_tree(30, 6, 1)
    whole = problem(300, wide)
    row(
        "weights, aggregation, exclusion",
        "300 x 30",
        DRAWS,
        lambda: simulate(whole, Inputs(evidence=None, noise=0), draws=DRAWS, sensitivity=0),
    )
    gaps = problem(300, wide, missing=0.4, steps=True)
    row(
        "the same, 40 % missing values drawn",
        "300 x 30",
        DRAWS,
        lambda: simulate(gaps, Inputs(noise=0), draws=DRAWS, sensitivity=0),
    )
    row(
        "the same, scorer noise as well",
        "300 x 30",
        DRAWS,
        lambda: simulate(gaps, Inputs(), draws=DRAWS, sensitivity=0),
    )
    weights = np.random.default_rng(2).dirichlet(np.ones(49), DRAWS)
    weighted_sums(asem.z[0], weights)


if __name__ == "__main__":
    main()
