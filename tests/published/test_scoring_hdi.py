"""A published index rebuilt in full: the Human Development Index 2011, 187 countries.

UNDP, Human Development Report 2011, table 1 and technical note 1: life expectancy 20-83.4 years; mean years of
schooling 0-13.1 and expected years 0-18, their geometric mean over 0.978; logarithm of income per head 100-107,721; the
geometric mean of the three. The inputs are printed to one decimal (income to one dollar): nearer one cannot come.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ceecluster.scoring import Inputs, build
from ceecluster.scoring.index import Index

STRUCTURE = pd.DataFrame(
    [
        {"id": "hdi", "exponent": 0},
        {"id": "health", "parent": "hdi"},
        {"id": "life", "parent": "health", "low": 20, "high": 83.4},
        {"id": "education", "parent": "hdi", "exponent": 0},
        {"id": "expected", "parent": "education", "low": 0, "high": 18 * 0.978},
        {"id": "mean", "parent": "education", "low": 0, "high": 13.1 * 0.978},
        {"id": "income", "parent": "hdi"},
        {"id": "gni", "parent": "income", "low": np.log(100), "high": np.log(107_721)},
    ]
)


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The table as published."""
    return pd.read_csv(Path(__file__).parent / "data" / "hdi-2011.csv", index_col="country")


@pytest.fixture(scope="module")
def rebuilt(published: pd.DataFrame) -> Index:
    """The index from its four indicators."""
    values = published[["life", "expected", "mean", "gni"]].assign(gni=np.log(published["gni"]))
    return build(values, STRUCTURE, clip=False)


def test_table_is_complete(published: pd.DataFrame) -> None:
    """All 187 countries of the report are there, none with a gap."""
    assert len(published) == 187
    assert not published.isna().any().any()


@pytest.mark.parametrize(("node", "tolerance"), [("health", 0.0015), ("education", 0.0045), ("income", 0.0008)])
def test_dimension_indices(published: pd.DataFrame, rebuilt: Index, node: str, tolerance: float) -> None:
    """Every dimension index agrees within what the rounding of the inputs allows."""
    assert np.abs(rebuilt.nodes[node] - published[node]).max() < tolerance


def test_scores(published: pd.DataFrame, rebuilt: Index) -> None:
    """Every score agrees within 0.003, and within 0.0008 on average."""
    gap = np.abs(rebuilt.scores["value"].to_numpy() - published["hdi"].to_numpy())
    assert gap.max() < 0.003
    assert gap.mean() < 0.0008


def test_scores_from_published_dimensions(published: pd.DataFrame) -> None:
    """From the published dimension indices each score follows to the last printed digit but one unit."""
    parts = published[["health", "education", "income"]]
    index = build(parts, pd.DataFrame({"id": parts.columns}), normalisation="none", exponent=0)
    assert np.abs(index.scores["value"].to_numpy() - published["hdi"].to_numpy()).max() < 0.00105


def test_ranks(published: pd.DataFrame, rebuilt: Index) -> None:
    """No country is more than two places from its published rank; Norway is first, Congo (DR) last."""
    order = published["hdi"].rank(ascending=False)
    assert np.abs(rebuilt.scores["rank"].to_numpy() - order.to_numpy()).max() <= 2
    ranked = rebuilt.scores.sort_values("rank")["unit"].tolist()
    assert (ranked[0], ranked[-1]) == ("Norway", "Congo (Democratic Republic of the)")


def test_top_five(rebuilt: Index) -> None:
    """The first five of the report come out in its order."""
    ranked = rebuilt.scores.sort_values("rank")["unit"].tolist()
    assert ranked[:5] == ["Norway", "Australia", "Netherlands", "United States", "New Zealand"]


def test_audit_of_the_top(published: pd.DataFrame) -> None:
    """Under any weights of the three dimensions Norway stays among the first three of the top twenty in most draws."""
    top = published.nlargest(20, "hdi")[["health", "education", "income"]]
    index = build(top, pd.DataFrame({"id": top.columns}), normalisation="none", exponent=0)
    inputs = Inputs(weights="free", exponents=(), evidence=None, exclusion=False, noise=0)
    units = index.audit(inputs, draws=2048, sensitivity=0).units.set_index("unit")
    assert units.loc["Norway", "top"] > 0.7
    assert units.loc["Norway", "first"] < 0.9
