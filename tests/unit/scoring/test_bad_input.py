"""Bad input is an error with a name, a reason and a cure."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring import Inputs, TreeNode, build, build_tree, normalise, power_mean, simulate
from ceecluster.scoring.aggregation import copeland_bounds
from ceecluster.scoring.derived import find_quantity
from ceecluster.scoring.normalisation import distance_to_best, distance_to_target, fraction_of_maximum, goalposts
from ceecluster.scoring.sensitivity import analyse
from ceecluster.scoring.simulation import AuditProblem, Sampler
from ceecluster.scoring.treatment import box_cox, log_transform, treat
from ceecluster.scoring.weights import around

TABLE = pd.DataFrame({"a": [1.0, 2, 3], "b": [5.0, 5, 5]}, index=list("xyz"))
FLAT = build_tree([TreeNode("a"), TreeNode("b")])


def _problem(z: np.ndarray, **change: object) -> AuditProblem:
    shape = {"units": tuple("xyz"[: len(z)]), "tree": FLAT, "z": z[None], "applicable": np.ones(z.shape, bool)}
    return AuditProblem(**{**shape, "weights": FLAT.weights, **change})  # type: ignore[arg-type]


CASES: dict[str, tuple[Callable[[], object], str]] = {
    "negative weight": (lambda: power_mean([0.1, 0.2], [1, -1]), "-1"),
    "weight no number": (lambda: power_mean([0.1, 0.2], [1, float("nan")]), "nan"),
    "all weights zero": (lambda: power_mean([0.1, 0.2], [0, 0]), "zero"),
    "all weights zero in a node": (
        lambda: build_tree([TreeNode("a", "n", 0), TreeNode("b", "n", 0), TreeNode("n")]),
        "'?a, b",
    ),
    "geometric mean of zero": (lambda: power_mean([0.0, 1], exponent=0), "geometric mean meets a zero"),
    "harmonic mean of zero": (lambda: power_mean([0.0, 1], exponent=-1), "harmonic mean meets a zero"),
    "geometric mean of a negative": (lambda: power_mean([-0.1, 1], exponent=0, floor=0.1), "from 0 up"),
    "cycle": (
        lambda: build_tree([TreeNode("a", "b"), TreeNode("b", "c"), TreeNode("c", "a")]),
        "cycle: a -> b -> c -> a",
    ),
    "itself as parent": (lambda: build_tree([TreeNode("a", "a")]), "cycle: a -> a"),
    "unknown parent": (
        lambda: build_tree([TreeNode("a", "nod"), TreeNode("node"), TreeNode("b", "node")]),
        "Did you mean 'node'",
    ),
    "twice": (lambda: build_tree([TreeNode("a"), TreeNode("a")]), "twice"),
    "empty tree": (lambda: build_tree([]), "empty"),
    "leaf without measure": (lambda: build_tree([TreeNode("a"), TreeNode("b")], ["a"]), "leaf 'b' has no measure"),
    "node with values": (
        lambda: build_tree([TreeNode("a", "n"), TreeNode("n")], ["a", "n"]),
        "'n' has values of its own",
    ),
    "measure without place": (lambda: build_tree([TreeNode("a")], ["a", "q"]), "'q' has values but no place"),
    "constant column": (lambda: normalise(TABLE), "'b': all values are 5"),
    "one unit": (lambda: normalise(TABLE.iloc[:1]), "'a': one value only"),
    "no values": (lambda: normalise(TABLE.assign(a=np.nan)), "'a': no values at all"),
    "infinite": (lambda: normalise(TABLE.assign(a=[1, 2, np.inf])), "infinite"),
    "unknown method": (lambda: normalise(TABLE, "minmax"), "Did you mean 'min_max'"),
    "direction of nothing": (lambda: normalise(TABLE, directions={"c": -1}), "unknown indicator 'c'"),
    "goalposts upside down": (lambda: goalposts([1], 2, 1), "do not span"),
    "best below lowest": (lambda: distance_to_best([1, 2], best=0, low=1), "not above"),
    "target below lowest": (lambda: distance_to_target([1, 2], 0), "not above"),
    "no fraction of nothing": (lambda: fraction_of_maximum([np.nan]), "no values at all"),
    "no fraction of no unit": (lambda: fraction_of_maximum([]), "no values at all"),
    "no fraction of the infinite": (lambda: fraction_of_maximum([1, np.inf]), "infinite"),
    "no way from nothing": (lambda: distance_to_target([np.nan, np.nan], 1), "no values at all"),
    "no logarithm of nothing": (lambda: log_transform([np.nan]), "constant column"),
    "no logarithm of no unit": (lambda: log_transform([]), "constant column"),
    "no logarithm of the infinite": (lambda: log_transform([1, 2, np.inf]), "infinite"),
    "no power of the infinite": (lambda: box_cox([1, 2, np.inf]), "infinite"),
    "no treatment of the infinite": (lambda: treat(TABLE.assign(a=[1, 2, np.inf])), "'a': a value is infinite"),
    "one unit under Copeland": (lambda: copeland_bounds([[1, 0]], [1, 1], [[True, True]]), "one unit only"),
    "unknown quantity": (lambda: find_quantity("member"), "Did you mean 'members'"),
    "variation of nothing": (lambda: around([[0.5, 0.5]], [1, 1], variation=0), "not above 0"),
    "variation too wide": (lambda: around([[0.5, 0.5]], [1, 1], variation=3), "more than 2 weights can have"),
    "sample no power of two": (lambda: analyse(lambda x: x[:, 0], ["a"], sample=100), "no power of two"),
    "one unit to rank": (lambda: simulate(_problem(np.ones((1, 2)))), "one unit only"),
    "everything off": (
        lambda: simulate(_problem(np.eye(2)), Inputs(None, (), False, None, False, 0)),
        "every input is switched off",
    ),
    "everything missing": (
        lambda: simulate(_problem(np.array([[np.nan, np.nan], [1, 0]])), Inputs(evidence=None)),
        "'x' has no documented value",
    ),
    "no parties": (lambda: simulate(_problem(np.eye(2)), Inputs(weights="parties")), "no region declares weights"),
    "one normalisation": (lambda: simulate(_problem(np.eye(2)), Inputs(normalisation=True)), "one normalisation only"),
    "unknown weights": (lambda: Sampler(_problem(np.eye(2)), Inputs(weights="fre"), 1), "Did you mean 'free'"),  # type: ignore[arg-type]
    "noise no chance": (lambda: simulate(_problem(np.eye(2)), Inputs(noise=2)), "outside 0-1"),
    "no draws": (lambda: simulate(_problem(np.eye(2)), draws=0), "none"),
    "threshold": (lambda: simulate(_problem(np.eye(2)), threshold=0.4), "outside 0.5-1"),
    "structure without id": (lambda: build(TABLE, pd.DataFrame({"parent": ["a"]})), "no column 'id'"),
    "structure with a slip": (
        lambda: build(TABLE, pd.DataFrame({"id": ["a"], "wieght": [1]})),
        "mean 'weight'",
    ),
    "no goalposts": (lambda: build(TABLE, pd.DataFrame({"id": ["a", "b"]})), "'a' has no goalposts"),
    "indicator as text": (lambda: build(TABLE.assign(a="x"), pd.DataFrame({"id": ["a", "b"]})), "not numeric"),
    "indicator without values": (lambda: build(TABLE.assign(a=np.nan), pd.DataFrame({"id": ["a", "b"]})), "no values"),
    "unit twice": (
        lambda: build(TABLE.loc[["x", "x"]], pd.DataFrame({"id": ["a", "b"]})),
        "'x' stands in",
    ),
    "no units": (lambda: build(TABLE.iloc[:0], pd.DataFrame({"id": ["a", "b"]})), "no units"),
    "unknown normalisation": (
        lambda: build(TABLE, pd.DataFrame({"id": ["a", "b"]}), normalisation="zscore"),
        "Did you mean 'z_score'",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_named(case: str) -> None:
    """Each kind of bad input raises a usage error that says what is wrong, with a cure."""
    call, words = CASES[case]
    with warnings.catch_warnings(), pytest.raises(UsageError) as caught:
        warnings.simplefilter("error")
        call()
    assert words.lstrip("'?") in str(caught.value)
    assert caught.value.hint or case in ("no units", "unit twice", "best below lowest", "target below lowest")
