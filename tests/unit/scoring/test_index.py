"""The door for analysts: anybody's index from two tables, and the worked example of the how-to."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ceecluster.scoring import Inputs, build

VALUES = pd.DataFrame({"up": [1.0, 2, 3], "down": [30.0, 20, 10], "other": [5.0, np.nan, 7]}, index=list("xyz"))
STRUCTURE = pd.DataFrame(
    [
        {"id": "up", "parent": "first", "weight": 2, "low": 0, "high": 4},
        {"id": "down", "parent": "first", "weight": 1, "direction": -1, "low": 0, "high": 40},
        {"id": "other", "weight": 1, "low": 0, "high": 10},
        {"id": "first", "weight": 3},
    ]
)


def test_goalposts_directions_and_weights() -> None:
    """A node takes its children by weight, less is better where the direction says so."""
    index = build(VALUES, STRUCTURE)
    assert index.normalised.loc["x"].to_dict() == {"up": 0.25, "down": 0.25, "other": 0.5}
    assert index.nodes.loc["y", "first"] == pytest.approx((2 * 0.5 + 0.5) / 3)
    assert index.scores.loc[0, "value"] == pytest.approx((3 * 0.25 + 0.5) / 4)


def test_missing_values_become_an_interval() -> None:
    """A gap leaves its weight to the rest, and bounds say what it could have been."""
    row = build(VALUES, STRUCTURE).scores.set_index("unit").loc["y"]
    assert row["coverage"] == pytest.approx(3 / 4)
    assert (row["low"], row["value"], row["high"]) == pytest.approx((0.375, 0.5, 0.625))


@pytest.mark.parametrize("method", ["min_max", "rank", "percentile", "distance_to_best"])
def test_relative_methods(method: str) -> None:
    """Relative methods need no goalposts and respect directions."""
    index = build(
        VALUES.drop(columns="other"),
        STRUCTURE[["id", "parent", "direction"]].query("id != 'other'"),
        normalisation=method,
    )
    assert index.scores.sort_values("rank")["unit"].tolist() == ["z", "y", "x"]


def test_exponent_for_all_nodes() -> None:
    """One exponent may replace those of all nodes, the root's included."""
    index = build(VALUES, STRUCTURE, exponent=-1)
    first = 3 / (2 / 0.25 + 1 / 0.25)
    assert index.scores.loc[0, "value"] == pytest.approx(4 / (3 / first + 1 / 0.5))


def test_audit_of_an_index() -> None:
    """An index can be shaken, further normalisations included; the same seed gives the same table."""
    index = build(VALUES, STRUCTURE)
    first, again = (index.audit(draws=256, sensitivity=64, normalisations=["min_max"]) for _ in range(2))
    pd.testing.assert_frame_equal(first.units, again.units)
    assert set(first.sensitivity.table["input"]) >= {"weights", "normalisation", "evidence"}  # type: ignore[union-attr]
    alone = index.audit(Inputs("free", (), False, None, False, 0), draws=64, sensitivity=0)
    assert alone.units["first"].sum() == pytest.approx(1)


def test_worked_example_of_the_how_to() -> None:
    """The page's Python runs as printed, and prints what the page says."""
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "rebuild-an-index.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```\s*(?:```text\n(.*?)```)?", page, flags=re.S)
    assert len(blocks) >= 3
    space: dict[str, object] = {}
    for code, printed in blocks:
        lines: list[str] = []
        space["print"] = lambda *args, to=lines: to.append(" ".join(map(str, args)))
        exec(code, space)
        if printed:
            assert "\n".join(lines).split() == printed.split()
