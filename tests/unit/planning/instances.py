"""Random selection problems, small enough to enumerate."""

from __future__ import annotations

import numpy as np

from ceecluster.planning.problem import Constraints, Option, Problem


def random_problem(seed: int) -> Problem:
    """A problem of up to twelve options on two to seven regions with every kind of constraint now and then."""
    rng = np.random.default_rng(seed)
    size, regions = int(rng.integers(1, 13)), [f"R{k}" for k in range(int(rng.integers(2, 8)))]
    options = []
    for k in range(size):
        count = int(rng.integers(2, min(5, len(regions)) + 1))
        inside = tuple(sorted(str(r) for r in rng.choice(regions, count, replace=False)))
        choice = rng.random()
        options.append(
            Option(
                id=f"p{k:02d}",
                value=float(np.round(rng.random(), 2)),
                regions=inside,
                theme=f"t{rng.integers(0, max(2, size // 2))}" if rng.random() < 0.8 else None,
                leads=inside[:1] if choice < 0.4 else inside[:2] if choice < 0.6 else (),
                cost=float(rng.integers(0, 10)) if rng.random() < 0.7 else None,
                excludes=(f"p{rng.integers(0, size):02d}",) if rng.random() < 0.2 else (),
                synergies={f"p{rng.integers(0, size):02d}": float(rng.choice([0.1, 0.3, -0.2]))}
                if rng.random() < 0.2
                else {},
            )
        )
    low = int(rng.integers(0, 3))
    constraints = Constraints(
        min_pilots=low,
        max_pilots=int(rng.integers(max(low, 1), 4)),
        cap_per_region=int(rng.choice([1, 2, 3])) if rng.random() < 0.8 else None,
        leads_per_region=int(rng.choice([1, 2])) if rng.random() < 0.8 else None,
        one_per_theme=bool(rng.random() < 0.7),
        cover_all=bool(rng.random() < 0.6),
        budget_cap=float(rng.integers(5, 25)) if rng.random() < 0.4 else None,
        exclusions=bool(rng.random() < 0.8),
    )
    return Problem(options, regions, constraints)
