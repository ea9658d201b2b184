"""The chain from raw figures to an index: each step logged, each open to change; nodes looked at one by one."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring import Recipe, build

STRUCTURE = pd.DataFrame(
    [
        {"id": "a", "parent": "p"},
        {"id": "b", "parent": "p"},
        {"id": "c", "parent": "q"},
        {"id": "d", "parent": "q"},
        {"id": "p", "parent": "all"},
        {"id": "q", "parent": "all"},
        {"id": "all"},
    ]
)


@pytest.fixture
def values() -> pd.DataFrame:
    """Twelve units, a gap, an outlier, a unit that is nearly empty, and people to divide by."""
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.uniform(1, 9, (12, 4)), columns=list("abcd"), index=[f"u{n}" for n in range(12)])
    table.loc["u0", "a"] = np.nan
    table.loc["u1", "b"] = 900
    table.loc["u11", ["a", "b", "c"]] = np.nan
    return table.assign(people=rng.uniform(2, 4, 12))


def recipe(values: pd.DataFrame) -> Recipe:
    """Every step once."""
    return Recipe(values, STRUCTURE).denominate({"c": "people"}).screen(0.5).impute("mean").treat()


def test_steps_are_logged_with_what_they_did(values: pd.DataFrame) -> None:
    """The log has every step in order, with its arguments and its effect."""
    index = recipe(values).build(normalisation="min_max")
    assert [step.name for step in index.steps] == ["denominate", "screen", "impute", "treat", "build"]
    told = {step.name: step.told for step in index.steps}
    assert told["screen"] == "left out: u11" and told["impute"] == "1 gaps by mean"
    assert told["treat"] == "treated: b (1 winsorised)"
    assert "people" not in index.normalised and len(index.scores) == 11
    assert values.loc["u1", "b"] == 900


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"normalise": "rank"}, lambda v: recipe(v).build(normalisation="rank")),
        ({"exponent": 0.5}, lambda v: recipe(v).build(normalisation="min_max", exponent=0.5)),
        (
            {"treat": None, "impute": "median"},
            lambda v: (
                Recipe(v, STRUCTURE)
                .denominate({"c": "people"})
                .screen(0.5)
                .impute("median")
                .build(normalisation="min_max")
            ),
        ),
        (
            {"treat": {"most": 0}},
            lambda v: (
                Recipe(v, STRUCTURE)
                .denominate({"c": "people"})
                .screen(0.5)
                .impute()
                .treat(most=0)
                .build(normalisation="min_max")
            ),
        ),
    ],
)
def test_rebuild_is_building_it_so_at_once(values: pd.DataFrame, changes: dict[str, object], same: object) -> None:
    """With a change the same steps give what the changed recipe gives; without one, the same index."""
    index = recipe(values).build(normalisation="min_max")
    pd.testing.assert_frame_equal(index.rebuild().scores, index.scores)
    expected = same(values)  # type: ignore[operator]
    found = index.rebuild(**changes)
    pd.testing.assert_frame_equal(found.scores, expected.scores)
    table = index.compare(found)
    assert (table["shift"] == table["rank"] - table["other_rank"]).all()
    assert table["shift"].abs().is_monotonic_decreasing


def test_an_index_built_at_once_can_be_rebuilt(values: pd.DataFrame) -> None:
    """`build` logs itself, so that its arguments can be changed as well."""
    table = values.drop(columns="people").iloc[:10]
    index = build(table, STRUCTURE, normalisation="min_max")
    pd.testing.assert_frame_equal(
        index.rebuild(normalise="rank").scores, build(table, STRUCTURE, normalisation="rank").scores
    )
    with pytest.raises(UsageError, match="without the step 'treat'"):
        index.rebuild(treat="log")
    with pytest.raises(UsageError, match=r"unknown step 'normalize'.*Did you mean 'normalise'"):
        index.rebuild(normalize="rank")
    with pytest.raises(UsageError, match="unknown argument of 'impute' 'how'"):
        recipe(values).build(normalisation="rank").rebuild(impute={"how": "mean"})


def test_nodes_have_ranks_coverage_reliability_and_importance(values: pd.DataFrame) -> None:
    """Each node is looked at as the whole is."""
    table = values.drop(columns="people").drop(index="u11")
    index = build(table, STRUCTURE, normalisation="min_max")
    assert index.coverage().loc["u0"].to_dict() == {"p": 0.5, "q": 1, "all": 0.75}
    ranks = index.ranks()
    assert ranks["all"].tolist() == index.scores["rank"].tolist()
    assert ranks["p"].tolist() == index.nodes["p"].rank(ascending=False).tolist()
    parts = index.importance().set_index("id")
    assert parts.loc[["a", "b", "c", "d"], "weight"].tolist() == [0.25] * 4
    assert parts.loc["q", "correlation"] == pytest.approx(index.nodes["q"].corr(index.nodes["all"]))
    assert index.reliability().set_index("node").loc["q", "children"] == 2


def test_any_part_can_be_left_out(values: pd.DataFrame) -> None:
    """Indicators and nodes alike; the ranks without a node are those of the index without its branch."""
    table = values.drop(columns="people").drop(index="u11").fillna(5)
    index = build(table, STRUCTURE, normalisation="min_max")
    left = index.leave_out().set_index("part")
    assert set(left.index) == {"a", "b", "c", "d", "p", "q"}
    without = index.nodes["q"].rank(ascending=False)
    assert left.loc["p", "max_shift"] == (without.to_numpy() - index.scores["rank"].to_numpy()).__abs__().max()


def test_a_node_may_ask_for_a_share_of_its_children(values: pd.DataFrame) -> None:
    """Below the threshold a node has no value; the whole goes on without it, or has none either."""
    table = values.drop(columns="people").drop(index="u11")
    loose = build(table, STRUCTURE, normalisation="min_max", least={"p": 1})
    assert np.isnan(loose.nodes.loc["u0", "p"]) and loose.nodes.loc["u0", "all"] == loose.nodes.loc["u0", "q"]
    assert np.isnan(build(table, STRUCTURE, normalisation="min_max", least=1).nodes.loc["u0", "all"])
    found = loose.audit(weights=loose.tree.weights[None])
    np.testing.assert_allclose(found.units["value"], loose.scores["value"])
    with pytest.raises(UsageError, match="unknown node 'r'"):
        build(table, STRUCTURE, normalisation="min_max", least={"r": 1})


def test_weights_may_follow_from_the_data(values: pd.DataFrame) -> None:
    """Balanced weights make the indicators of a node correlate alike with it; given ones are taken as given."""
    table = values.drop(columns="people").drop(index=["u0", "u11"]).assign(d=lambda t: t["c"] + t["d"] * 4)
    index = build(table, STRUCTURE, normalisation="min_max", weights="balance")
    r = [np.corrcoef(index.normalised[name], index.nodes["q"])[0, 1] for name in "cd"]
    assert r[0] == pytest.approx(r[1], abs=1e-3)
    given = build(table, STRUCTURE, normalisation="min_max", weights={"p": 3})
    assert given.importance().set_index("id").loc["p", "weight"] == 0.75
    assert given.structure.set_index("id").loc["p", "weight"] == 3
    with pytest.raises(UsageError, match="unknown weights 'pca'"):
        build(table, STRUCTURE, normalisation="min_max", weights="pca")


def test_distances_to_targets() -> None:
    """Half way to a target is 0.5, beyond it 1; where less is better the way is the other one."""
    table = pd.DataFrame({"a": [10.0, 55, 100, 130], "b": [8.0, 2, 5, 1]}, index=list("wxyz"))
    parts = pd.DataFrame({"id": ["a", "b"], "direction": [1, -1], "low": [10, 8], "target": [100, 2]})
    index = build(table, parts, normalisation="distance_to_target")
    assert index.normalised["a"].tolist() == [0, 0.5, 1, 1]
    assert index.normalised["b"].tolist() == [0, 1, 0.5, 1]
    with pytest.raises(UsageError, match="'a' has no target"):
        build(table, parts.drop(columns="target"), normalisation="distance_to_target")


def test_the_page_for_those_who_come_from_coinr_runs() -> None:
    """The Python of the page runs as printed, and prints what the page says."""
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "coming-from-coinr.md").read_text(encoding="utf-8")
    (code, printed), *more = re.findall(r"```python\n(.*?)```\s*```text\n(.*?)```", page, flags=re.S)
    assert not more
    lines: list[str] = []
    exec(code, {"print": lambda *words: lines.append(" ".join(map(str, words)))})
    assert "\n".join(lines).split() == printed.split()


@pytest.mark.parametrize("method", ["copeland", "mazziotta_pareto"])
def test_other_methods_stand_inside_a_tree(values: pd.DataFrame, method: str) -> None:
    """A node by Copeland or Mazziotta-Pareto gives what the function gives, taken to 0-1; coverage is no score."""
    from ceecluster.scoring import copeland, mazziotta_pareto
    from ceecluster.scoring.aggregation import rescale

    table = values.drop(columns="people").drop(index="u11")
    parts = STRUCTURE.assign(method=["power_mean"] * 4 + [method, "power_mean", "power_mean"])
    index = build(table, parts, normalisation="min_max")
    z = index.normalised[["a", "b"]].to_numpy()
    n = len(z)
    expected = (copeland(z) / (n - 1) + 1) / 2 if method == "copeland" else (mazziotta_pareto(rescale(z)) - 70) / 60
    np.testing.assert_allclose(index.nodes["p"], expected)
    assert index.scores.set_index("unit").loc["u0", "coverage"] == 0.75


def test_an_argument_that_the_index_does_not_have_is_named(values: pd.DataFrame) -> None:
    """In words, before anything is built."""
    with pytest.raises(UsageError, match="unknown argument 'normalize'"):
        Recipe(values, STRUCTURE).build(normalize="min_max")
