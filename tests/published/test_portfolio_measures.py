"""Portfolio measures against matrices worked out by hand from Fernandez-i-Marin, Knill & Steinebach (2021)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ceecluster.coherence.portfolio import MEASURES, measure

# Rows are instruments, columns targets.
CASES = [
    # Two targets with one instrument each, and it is the same: no diversity at all.
    ([[1, 1], [0, 0]], {"size": 0.5, "diversity": 0.0, "gini_simpson": 0.0, "instruments_per_target": 1.0}),
    # Two targets, each with its own instrument: whatever is drawn from the other target differs.
    ([[1, 0], [0, 1]], {"diversity": 1.0, "gini_simpson": 0.5, "shannon": math.log(2), "equitability": 1.0}),
    # Full: each of the four cells finds one of the two cells of the other target different.
    ([[1, 1], [1, 1]], {"size": 1.0, "diversity": 0.5, "instruments_per_target": 2.0, "instruments": 2, "targets": 2}),
    # Cells (a,1) (a,2) (b,2) (c,3), N = 4. (a,1): 1 - 1/3; (a,2): 1 - 1/2; (b,2): 1; (c,3): 1. Mean 19/24.
    (
        [[1, 1, 0], [0, 1, 0], [0, 0, 1]],
        {
            "size": 4 / 9,
            "diversity": 19 / 24,
            "gini_simpson": 1 - (4 + 1 + 1) / 16,
            "shannon": 0.5 * math.log(2) + 0.5 * math.log(4),
            "equitability": (0.5 * math.log(2) + 0.5 * math.log(4)) / math.log(3),
            "instruments_per_target": 4 / 3,
        },
    ),
    # One target only: the paper's convention, no diversity across targets.
    ([[1, 0], [1, 0]], {"diversity": 0.0, "targets": 1, "instruments": 2, "instruments_per_target": 2.0}),
    # One cell: no spread to speak of.
    ([[1, 0], [0, 0]], {"diversity": 0.0, "gini_simpson": 0.0, "shannon": 0.0, "equitability": math.nan}),
]


@pytest.mark.parametrize(("matrix", "expected"), CASES)
def test_measures_agree_with_matrices_worked_out_by_hand(matrix: list[list[int]], expected: dict[str, float]):
    """Each measure gives what its formula gives by hand."""
    found = measure(np.array(matrix))
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, nan_ok=True), name


def test_an_empty_portfolio_is_no_record():
    """All measures of an empty portfolio are open, where PolicyPortfolios says 0."""
    found = measure(np.zeros((2, 3)))
    assert sorted(found) == sorted(MEASURES)
    assert all(math.isnan(value) for value in found.values())


def test_many_portfolios_at_once_agree_with_one_by_one():
    """The vectorised measures are those of each portfolio, diversity also against its definition cell by cell."""
    x = np.random.default_rng(1).random((40, 4, 5)) < 0.3
    together = measure(x)
    for k, portfolio in enumerate(x):
        for name, value in measure(portfolio).items():
            assert together[name][k] == pytest.approx(float(value), nan_ok=True)
        assert together["diversity"][k] == pytest.approx(by_definition(portfolio), nan_ok=True)


def by_definition(m: np.ndarray) -> float:
    """AID word by word: the mean chance that a used cell of another target uses another instrument."""
    cells = [tuple(cell) for cell in np.argwhere(m)]
    if not cells:
        return math.nan
    if len({t for _, t in cells}) == 1:
        return 0.0
    chances = []
    for i, t in cells:
        others = [j for j, u in cells if u != t]
        chances.append(sum(j != i for j in others) / len(others))
    return sum(chances) / len(chances)
