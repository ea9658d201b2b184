"""The undisturbed index is the index that was built, on any scale and under any mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ceecluster.errors import UsageError
from ceecluster.scoring import Inputs, build
from examples import drawn

FAST = settings(max_examples=drawn(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
STILL = Inputs("given", (), False, None, False, 0)


def table(seed: int, gaps: bool) -> pd.DataFrame:
    """Five units and four indicators on scales of their own, all above 0; no unit or indicator is empty."""
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.uniform(1, 9, (5, 4)) * [1, 10, 100, 0.1], index=list("vwxyz"), columns=list("abcd"))
    if gaps:
        values.iloc[rng.integers(5), rng.integers(4)] = np.nan
        values.iloc[rng.integers(5), rng.integers(4)] = np.nan
    return values


def structure(method: str) -> pd.DataFrame:
    """Two nodes and a root, goalposts wide enough."""
    table = pd.DataFrame(
        [
            {"id": "a", "parent": "p", "low": 0.5, "high": 10},
            {"id": "b", "parent": "p", "weight": 2, "low": 5, "high": 100},
            {"id": "c", "parent": "q", "direction": -1, "low": 50, "high": 1000},
            {"id": "d", "parent": "q", "low": 0.05, "high": 1},
            {"id": "p", "weight": 3, "parent": "all"},
            {"id": "q", "parent": "all", "method": method},
            {"id": "all"},
        ]
    )
    return table.assign(weight=table["weight"].fillna(1))


@FAST
@given(
    st.integers(0, 10_000),
    st.booleans(),
    st.sampled_from(["goalposts", "min_max", "rank", "percentile", "distance_to_best", "z_score", "none"]),
    st.sampled_from([None, 1.0, 0.5, 0.0, -1.0]),
    st.sampled_from([None, 0.01, 0.2]),
    st.sampled_from(["power_mean", "copeland", "mazziotta_pareto"]),
)
def test_undisturbed_is_built(
    seed: int, gaps: bool, normalisation: str, exponent: float | None, floor: float | None, method: str
) -> None:
    """Scores and ranks of the audit's reference, and of a draw that changes nothing, are those of `build`."""
    parts = structure(method)
    if normalisation == "none":
        parts = parts.drop(columns=["low", "high", "direction"])
    try:
        index = build(table(seed, gaps), parts, normalisation=normalisation, exponent=exponent, floor=floor)
    except UsageError as error:
        # A mean that these values do not allow is refused when the index is built.
        negative = normalisation == "z_score" and exponent is not None and exponent < 1
        zeros = floor is None and exponent in (0.0, -1.0) and normalisation in ("min_max", "rank", "distance_to_best")
        assert negative or zeros, error
        return
    found = index.audit(weights=index.tree.weights[None])
    np.testing.assert_allclose(found.units["value"], index.scores["value"], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found.units["rank"], index.scores["rank"])
    assert found.replay is not None
    np.testing.assert_allclose(found.replay.iloc[0], index.scores["value"], rtol=1e-9, atol=1e-12)


@FAST
@given(st.integers(0, 10_000), st.sampled_from([1.0, 0.0, -1.0]), st.floats(1, 1000))
def test_a_change_of_scale_changes_no_rank(seed: int, exponent: float, factor: float) -> None:
    """Values of 0 to 1 and the same values as 0 to `factor` have one audit, gaps and other means included."""
    rng = np.random.default_rng(seed)
    unit = pd.DataFrame(rng.uniform(0.05, 1, (5, 3)), columns=list("abc"), index=list("vwxyz"))
    unit.iloc[rng.integers(5), rng.integers(3)] = np.nan
    parts = pd.DataFrame({"id": list("abc")})
    small, large = (
        build(v, parts, normalisation="none", exponent=exponent, scale=(0, top)).audit(draws=128, sensitivity=0)
        for v, top in ((unit, 1.0), (unit * factor, factor))
    )
    pd.testing.assert_frame_equal(small.acceptability, large.acceptability, atol=0.02)


def test_gaps_are_drawn_from_the_range_of_the_values() -> None:
    """On 0 to 100 a unit first on all but one gap stays first in the median; U(0, 1) made it the last."""
    rng = np.random.default_rng(2)
    values = pd.DataFrame(rng.uniform(0, 60, (7, 4)), columns=list("abcd"), index=list("tuvwxyz"))
    values.loc["t"] = [95, 98, 97, np.nan]
    index = build(values, pd.DataFrame({"id": list("abcd")}), normalisation="none", scale=(0, 100))
    units = index.audit(draws=512, sensitivity=0).units.set_index("unit")
    assert units.loc["t", "rank"] == 1
    assert units.loc["t", "median"] == 1


def test_z_scores_are_not_clipped() -> None:
    """Under the arithmetic mean a z-score of -2 counts as -2: the last by sums is the last in every draw."""
    values = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 1.9, 3.1, 4]}, index=list("wxyz"))
    index = build(values, pd.DataFrame({"id": ["a", "b"]}), normalisation="z_score")
    table = index.audit(Inputs("free", (), False, None, False, 0), draws=128, sensitivity=0).units
    assert table["median"].tolist() == [4, 3, 2, 1]
    assert table["rank_low"].tolist() == table["rank_high"].tolist() == [4, 3, 2, 1]


def test_evidence_of_others_leaves_the_reference_alone() -> None:
    """Where gaps are drawn from the others, the reference is still the documented part."""
    values = pd.DataFrame({"a": [0.9, 0.8, 0.1], "b": [np.nan, 0.9, 0.95]}, index=list("xyz"))
    index = build(values, pd.DataFrame({"id": ["a", "b"]}), normalisation="none")
    for evidence in ("others", "uniform"):
        found = index.audit(Inputs(None, (), False, evidence, True, 0), draws=128, sensitivity=0)  # type: ignore[arg-type]
        assert found.units["value"].tolist() == pytest.approx([0.9, 0.85, 0.525])
        assert found.units["rank"].tolist() == [1, 2, 3]


def test_given_weights_are_replayed_as_a_loop_of_builds() -> None:
    """Each row of weights gives what building with it gives; rows need not sum to 1."""
    values, parts = table(3, True), structure("power_mean")
    index = build(values, parts)
    rows = pd.DataFrame(np.random.default_rng(1).uniform(0.1, 9, (20, 3)), columns=["a", "p", "d"])
    found = index.audit(weights=rows)
    assert found.replay is not None and found.draws == 20 and found.enough_draws
    for row, scores in zip(rows.to_dict("records"), found.replay.to_numpy(), strict=True):
        changed = parts.assign(weight=[row.get(i, w) for i, w in zip(parts["id"], parts["weight"], strict=True)])
        np.testing.assert_allclose(scores, build(values, changed).scores["value"])


def test_parties_have_weights_on_anybodys_table() -> None:
    """Declared weights are drawn as declared; what a party leaves out keeps the index's own weight."""
    values = pd.DataFrame(np.eye(3), columns=list("abc"), index=list("xyz"))
    index = build(values, pd.DataFrame({"id": list("abc")}), normalisation="none")
    parties = pd.DataFrame({"a": [9.0, np.nan], "c": [np.nan, 5.0]}, index=["one", "two"])
    inputs = Inputs("parties", (), False, None, False, 0)
    units = index.audit(inputs, parties=parties, draws=256, sensitivity=0).units.set_index("unit")
    assert units["first"].to_dict() == pytest.approx({"x": 0.5, "y": 0, "z": 0.5}, abs=0.02)
    assert index.audit(parties=parties, draws=128, sensitivity=0).inputs.weights == "parties"


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (pd.DataFrame({"q": [1.0]}), "unknown weight 'q'"),
        (np.ones((2, 2)), "rows of 2 weights for 3 parts"),
        (pd.DataFrame({"a": [-1.0]}), "weight of 'a' is -1"),
        (pd.DataFrame({"a": [np.nan]}), "weight of 'a' is nan"),
        (pd.DataFrame({"a": [0.0], "b": 0.0, "c": 0.0}), "all weights of a, b, c are zero"),
    ],
)
def test_weights_that_are_none(weights: pd.DataFrame, message: str) -> None:
    """Weights of unknown parts, of the wrong number, below 0, missing or all 0 are refused in words."""
    index = build(pd.DataFrame(np.eye(3), columns=list("abc")), pd.DataFrame({"id": list("abc")}), normalisation="none")
    with pytest.raises(UsageError, match=message):
        index.audit(weights=weights)


def test_scales_that_are_none() -> None:
    """A scale is a range that holds the values; without one the values' own is taken, and said not to be stated."""
    values, parts = pd.DataFrame({"a": [10.0, 60], "b": [np.nan, 90]}), pd.DataFrame({"id": ["a", "b"]})
    for scale, message in (((1, 1), "no range"), ((0, 50), "outside the scale")):
        with pytest.raises(UsageError, match=message):
            build(values, parts, normalisation="none", scale=scale)
    assert not build(values, parts, normalisation="none").stated
    stated = build(values, parts, normalisation="none", scale=(0, 100)).scores
    assert stated.loc[0, ["low", "high"]].tolist() == [5, 55]
