"""How long the choice of pilots takes to proven optimality. Run by hand: python benchmarks/selection.py"""

from __future__ import annotations

import time

import numpy as np

from ceecluster.planning.core import core_index
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.solvers import best_portfolios, choose_method


def instance(candidates: int, regions: int, seed: int = 1) -> tuple[list[Option], list[str]]:
    rng = np.random.default_rng(seed)
    names = [f"R{k:03d}" for k in range(regions)]
    options = [
        Option(
            id=f"p{k:06d}",
            value=float(np.clip(rng.normal(0.6, 0.1), 0, 1)),
            regions=tuple(sorted(str(r) for r in rng.choice(names, rng.integers(3, 6), replace=False))),
            theme=f"t{k // 8}",
            cost=float(rng.integers(50, 500)),
        )
        for k in range(candidates)
    ]
    return options, names


def timed(candidates: int, regions: int, constraints: Constraints, method: str) -> str:
    options, names = instance(candidates, regions)
    started = time.perf_counter()
    problem = Problem(options, names, constraints)
    used = choose_method(problem) if method == "auto" else method
    best = best_portfolios(problem, method=method).portfolios  # type: ignore[arg-type]
    seconds = time.perf_counter() - started
    worth = f"{problem.value(best[0]):.4f}" if best else "infeasible"
    pilots = f"{constraints.min_pilots}-{constraints.max_pilots}"
    return (
        f"| {candidates} | {regions} | {pilots} | {constraints.budget_cap or '–'} | {used} | {seconds:.2f} | {worth} |"
    )


if __name__ == "__main__":
    import scipy.optimize  # noqa: F401  # so that its import is not part of the first figure

    print("| candidates | regions | pilots | budget cap | method | seconds | value |")
    print("|---:|---:|---|---|---|---:|---:|")
    for size in (100, 500, 2_000):
        for way in ("search", "milp"):
            print(timed(size, 11, Constraints(), way))
    for pilots in (4, 6, 8):
        print(timed(500, 11, Constraints(2, pilots), "search"))
        print(timed(500, 30, Constraints(2, pilots), "search"))
    print(timed(20_000, 11, Constraints(), "search"))
    options, names = instance(500, 11)
    parts = np.random.default_rng(2).random((len(options), 6))
    started = time.perf_counter()
    core_index(
        options,
        parts,
        np.ones_like(parts),
        dict.fromkeys("abcdef", 1.0),
        regions=names,
        constraints=Constraints(),
        draws=200,
    )
    print(f"\nCore index, 500 candidates, 200 draws: {time.perf_counter() - started:.2f} s")
