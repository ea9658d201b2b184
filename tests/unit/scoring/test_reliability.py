"""Weights that make importance what it is meant to be: edges of what they can be asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring.reliability import balancing_weights

TABLE = pd.DataFrame({"a": [1.0, 2.0, 3.0, 5.0], "b": [2.0, 1.0, 4.0, 3.0]})


def test_three_complete_units_are_enough_and_two_are_not():
    """Units with a gap do not count."""
    three = pd.concat([TABLE.iloc[:3], pd.DataFrame({"a": [np.nan], "b": [1.0]})])
    assert sum(balancing_weights(three).values()) == pytest.approx(1)
    with pytest.raises(UsageError, match="2 units"):
        balancing_weights(TABLE.iloc[:2])


@pytest.mark.parametrize(
    ("columns", "target"),
    [
        ([[1, 3, 2, 1], [4, 2, 1, 1], [3, 4, 5, 4]], [3, 1, 1]),
        ([[1, 2, 4, 1, 3, 5], [3, 3, 1, 2, 4, 0], [4, 0, 0, 3, 2, 1]], [1, 2, 4]),
        ([[2, 1, 3, 3], [3, 5, 2, 4], [0, 4, 1, 1]], [2, 2, 3]),
    ],
)
def test_balance_is_found_among_indicators_that_oppose_each_other(columns: list[list[int]], target: list[int]) -> None:
    """The correlations stand as asked, though the search comes past weights whose correlations add up to nothing."""
    table = pd.DataFrame(dict(zip("abc", np.array(columns, float), strict=True)))
    weights = balancing_weights(table, dict(zip("abc", map(float, target), strict=True)))
    mean = sum(table[name] * weight for name, weight in weights.items())
    found = np.array([np.corrcoef(table[name], mean)[0, 1] for name in table])
    assert found / found.sum() == pytest.approx(np.array(target) / sum(target), abs=1e-5)


def test_balanced_weights_correlate_alike_or_as_asked():
    """The correlations with the mean are equal, or stand as two to one; a target of nothing is refused."""

    def correlations(weights):
        mean = sum(TABLE[name] * weight for name, weight in weights.items())
        return [float(np.corrcoef(TABLE[name], mean)[0, 1]) for name in TABLE]

    a, b = correlations(balancing_weights(TABLE))
    assert a == pytest.approx(b, abs=1e-5)
    a, b = correlations(balancing_weights(TABLE, {"a": 1.2}))
    assert a / b == pytest.approx(1.2, abs=1e-4)
    for nothing in (0, -1):
        with pytest.raises(UsageError, match="not above 0"):
            balancing_weights(TABLE, {"a": nothing})
