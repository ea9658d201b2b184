"""Where a rule of the scoring begins and ends: the last value that is still allowed, and the first that is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.model.guidelines import Boolean, Derived, Interpolated, Ordinal
from ceecluster.scoring import Inputs, TreeNode, build, build_tree, importance, orders, score, simulate, simulation, why
from ceecluster.scoring import index as index_module
from ceecluster.scoring.acceptability import Tally, rank_draws, rank_quantiles
from ceecluster.scoring.aggregation import (
    bounds,
    check_weights,
    copeland_bounds,
    mazziotta_pareto,
    mazziotta_pareto_bounds,
    power_mean,
)
from ceecluster.scoring.consensus import _by_program, _by_subsets, kemeny
from ceecluster.scoring.derived import Setting, find_quantity
from ceecluster.scoring.diagnosis import covered, leave_parts_out
from ceecluster.scoring.grid import budgets
from ceecluster.scoring.hasse import place_nodes
from ceecluster.scoring.importance import dominance
from ceecluster.scoring.improvement import Obstacle, find_improvement, maximise_by_steps, wanted_evidence
from ceecluster.scoring.measures import Evidence, Reading, combine, z_of
from ceecluster.scoring.normalisation import distance_to_best, distance_to_target, fraction_of_maximum, goalposts
from ceecluster.scoring.orders import close, count_positions, find_orders
from ceecluster.scoring.permutation import correlations, shuffle_columns
from ceecluster.scoring.preparation import denominate, expectation_maximisation, screen
from ceecluster.scoring.recipe import Recipe
from ceecluster.scoring.reliability import balancing_weights, component_weights, principal_components
from ceecluster.scoring.robustness import _evidence
from ceecluster.scoring.rows import ScoreChange, Standing, find_highlights
from ceecluster.scoring.sensitivity import analyse
from ceecluster.scoring.settled import agree_methods
from ceecluster.scoring.simulation import AuditProblem, Sampler, check_inputs
from ceecluster.scoring.treatment import box_cox, log_transform
from ceecluster.scoring.weights import around
from factories import GUIDELINES, frozen, judged, make_inventory, make_programme, make_world

Row = SimpleNamespace
STILL = Inputs("given", (), False, None, False, 0)


def problem(z: Any, **change: Any) -> AuditProblem:
    """Units by leaves of equal weight, up to 26 of each."""
    values = np.asarray(z, float)
    tree = build_tree([TreeNode(f"x{leaf}") for leaf in range(values.shape[1])])
    units = tuple(f"u{unit}" for unit in range(len(values)))
    return AuditProblem(units, tree, values[None], np.ones(values.shape, bool), tree.weights, **change)


def test_the_first_weight_that_is_none_is_named() -> None:
    """Of two wrong ones; and every row of weights by itself has to have one above 0."""
    with pytest.raises(UsageError, match="weight of 'b' is -1"):
        check_weights([1, -1, -2], ["a", "b", "c"])
    assert check_weights([[0, 1], [0, 1]]).tolist() == [[0, 1], [0, 1]]
    with pytest.raises(UsageError, match="all weights"):
        check_weights([[0, 0], [1, 1]])


def test_means_of_many_units_are_those_of_each() -> None:
    """Manski's bounds and the adjusted index of a table, row by row."""
    rng = np.random.default_rng(3)
    z = np.where(rng.random((4, 3)) < 0.3, np.nan, rng.random((4, 3)))
    z[:, 0] = rng.random(4)
    weights = np.array([3.0, 1, 2])
    many = bounds(z, weights, applicable=[True, True, False])
    for row in range(4):
        one = bounds(z[row], weights, applicable=[True, True, False])
        assert [part[row] for part in many] == pytest.approx([float(part) for part in one], nan_ok=True)
        assert mazziotta_pareto(z, weights)[row] == pytest.approx(float(mazziotta_pareto(z[row], weights)))


def test_a_mean_of_nothing_but_rounding_has_an_adjusted_index() -> None:
    """What rounding leaves about 0 is no variation; a mean of 1 is a mean like any other."""
    assert mazziotta_pareto([1e-9, -1e-9]) == 0 and np.isnan(mazziotta_pareto([1e-7, -1e-7]))
    assert mazziotta_pareto([0.5, 1.5]) == pytest.approx(0.75)


def test_a_square_root_mean_takes_zeros_and_nothing_below() -> None:
    """Exponent 1/2: of 0 and 1 it is 1/4; values below 0 are refused, under a mean of exponent 1 they are not."""
    assert power_mean([0.0, 1], exponent=0.5) == pytest.approx(0.25)
    assert power_mean([-1.0, 2]) == 0.5
    with pytest.raises(UsageError, match=r"exponent 0\.5 needs values from 0 up"):
        power_mean([-0.1, 1], exponent=0.5)
    with pytest.raises(UsageError, match=r"exponent -0\.5 mean meets a zero"):
        power_mean([0.0, 1], exponent=-0.5)
    assert power_mean([0.5, 1.0], exponent=-2) == pytest.approx((2 / (1 / 0.25 + 1)) ** 0.5)


def test_copeland_leaves_out_what_does_not_apply() -> None:
    """A value of a criterion that does not apply decides no pair and fills no coverage."""
    found = copeland_bounds([[1, 0], [0, 1]], [1, 3], [[True, False], [True, True]])
    assert found.low.tolist() == found.value.tolist() == found.high.tolist() == [1, 0]
    assert found.coverage.tolist() == [1, 1]


def test_the_adjusted_index_leaves_out_what_does_not_apply() -> None:
    """Neither its value nor its share counts, whatever they are."""
    found = mazziotta_pareto_bounds([[0.5, 0.9]], [[0.5, 0.5]], [[True, False]])
    assert [float(part[0]) for part in found] == pytest.approx([0.5, 0.5, 0.5, 1])


def test_exactly_half_of_the_draws_is_the_median() -> None:
    """The smallest rank that reaches the share, at it included."""
    assert rank_quantiles([[0.5, 0.5], [0.49, 0.51]], 0.5).tolist() == [1, 2]


@pytest.mark.parametrize(("units", "draws"), [(65, 600), (64, 300), (5, 300)])
def test_pairs_are_counted_alike_however_many_units_there_are(units: int, draws: int) -> None:
    """One by one, in blocks smaller than a byte, or all at once: the same counts, ties by halves."""
    rng = np.random.default_rng(units)
    scores = np.vstack([rng.integers(0, 4, (draws - 290, units)), np.tile(np.arange(units), (290, 1))]).astype(float)
    tally = Tally(units)
    tally.add(scores)
    above = (scores[:, :, None] > scores[:, None, :]).mean(0)
    np.testing.assert_allclose(tally.above, above + (1 - above - above.T) / 2)


def test_three_hundred_units_are_ranked_beyond_a_byte() -> None:
    """Units 256 and more have ranks of their own."""
    scores = np.arange(300.0)[None]
    tally = Tally(300)
    tally.add(scores)
    assert (tally.above == np.tri(300, k=-1) + np.eye(300) / 2).all()
    assert rank_draws(scores).best[0].tolist() == list(range(299, -1, -1))


def test_shares_of_ranks_are_never_below_nothing() -> None:
    """Thirds and sixths of ties leave rounding behind, not a share of less than 0."""
    tally = Tally(10)
    tally.add(np.array([[1.0] * tied + [*np.linspace(0.5, 0.1, 10 - tied)] for tied in (3, 3, 6)]))
    assert tally.acceptability.min() == 0 and tally.acceptability.sum(axis=0) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simulate(problem(np.eye(2)), draws=0), "0 draws are none"),
        (lambda: simulate(problem(np.eye(2)), draws=8, threshold=0.5), "threshold 0.5 is outside"),
        (lambda: simulate(problem(np.eye(2)), draws=8, threshold=1.01), "threshold 1.01 is outside"),
        (lambda: check_inputs(problem(np.eye(2)), Inputs(noise=-0.1)), "noise -0.1 is outside"),
        (lambda: check_inputs(problem(np.eye(2)), Inputs(noise=1.1)), "noise 1.1 is outside"),
        (lambda: check_inputs(problem(np.eye(1)), Inputs()), "one unit only"),
        (lambda: check_inputs(problem(np.eye(2)), Inputs(normalisation=True)), "one normalisation only"),
        (lambda: analyse(np.sum, ["x"], sample=1), "sample 1 is no power"),
        (lambda: analyse(np.sum, ["x"], sample=6), "sample 6 is no power"),
        (lambda: around([[0.5, 0.5]], [1, 1], variation=1), "more than 2 weights can have"),
        (lambda: around([[0.5, 0.5]], [1, 1], variation=0), "variation 0 is not above 0"),
        (lambda: distance_to_best([1.0, 2], best=1, low=1), "best value 1 is not above"),
        (lambda: distance_to_target([2.0, 3], 2), "target 2 is not above"),
        (lambda: fraction_of_maximum([0.0, 0]), "one above 0"),
        (lambda: screen(pd.DataFrame({"a": [1.0]}), 1.01), "share 1.01 is outside"),
        (lambda: screen(pd.DataFrame({"a": [1.0]}), -0.01), "share -0.01 is outside"),
        (lambda: expectation_maximisation(np.array([[1, np.nan], [2, 3.0]])), "more units than indicators"),
        (lambda: principal_components(pd.DataFrame({"a": [1.0, 2], "b": [2.0, 1]})), "2 units with all values"),
        (lambda: principal_components(pd.DataFrame({"a": [1.0, 2, 3]})), "too few for components"),
        (lambda: balancing_weights(pd.DataFrame({"a": [1.0, 2], "b": [2.0, 1]})), "too few for correlations"),
        (
            lambda: component_weights(pd.DataFrame({"a": [5.0, 3, 2, 1], "b": [3.0, 2, 1.5, 0], "c": [0, 1.0, 2, 4]})),
            "'c' goes against",
        ),
        (
            lambda: denominate(pd.DataFrame({"a": [1.0, 1, 1]}), {"a": pd.Series([0.5, 0.0, -1])}),
            "denominator of 'a' is 0 for '1'",
        ),
        (
            lambda: build(
                pd.DataFrame({"a": [-1.0, 2]}), pd.DataFrame({"id": ["a"]}), normalisation="none", scale=(0, 1)
            ),
            "value -1 lies outside the scale",
        ),
        (
            lambda: build(
                pd.DataFrame({"a": [0.0, 2]}), pd.DataFrame({"id": ["a"]}), normalisation="none", scale=(0, 1)
            ),
            "value 2 lies outside the scale",
        ),
        *(
            (
                lambda share=share: build(
                    pd.DataFrame({"a": [0.0, 1]}), pd.DataFrame({"id": ["a"]}), normalisation="none", least={"a": share}
                ),
                f"least {share} of 'a' is outside",
            )
            for share in (-0.1, 1.1)
        ),
    ],
)
def test_what_is_just_outside_is_refused(call: Callable[[], object], message: str) -> None:
    """The first value that is no longer allowed."""
    with pytest.raises(UsageError, match=message):
        call()


def test_what_is_just_inside_is_taken() -> None:
    """The last value that is still allowed, on either side."""
    assert simulate(problem(np.eye(2)), draws=1, sensitivity=0, threshold=1).draws == 1
    for noise in (0, 1):
        check_inputs(problem(np.eye(2)), Inputs(noise=noise))
    assert analyse(lambda x: x[:, 0], ["x"], sample=2).evaluations == 2 * 3
    assert analyse(lambda x: x[:, 0], ["x", "y"], sample=4).evaluations == 4 * 4
    assert around([[0.5, 0.5]], [1, 1], variation=0.99).sum() == pytest.approx(1)
    assert distance_to_best([1.0, 3], best=5).tolist() == [0, 0.5]
    assert distance_to_best([1.0, 3], low=0).tolist() == pytest.approx([1 / 3, 1])
    assert distance_to_best([3.0, 3], best=4, low=2).tolist() == [0.5, 0.5]
    assert fraction_of_maximum([0.0, 0.25, 0.5]).tolist() == [0, 0.5, 1]
    assert goalposts([1.0, 3], 0, 4, direction=-1).tolist() == [0.75, 0.25]
    table = pd.DataFrame({"a": [1.0, np.nan, 0], "b": [2.0, np.nan, np.nan]})
    assert len(screen(table, 0)) == 3 and len(screen(table, 1)) == 1 and len(screen(table, 0.5)) == 2
    # A unit without values has no zeros; one whose only value is 0 has nothing else.
    assert screen(table, 0, zeros=0.6).index.tolist() == [0, 1]
    assert screen(pd.DataFrame({"a": [0.0], "b": [1.0]}), 1, zeros=0.5).index.tolist() == [0]
    assert denominate(table, {"a": pd.Series([0.5, 0.25, 1])})["a"].tolist()[0] == 2
    three = pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 3, 2]})
    assert principal_components(three)[0].sum() == pytest.approx(1) and len(balancing_weights(three)) == 2


def test_units_without_any_value_are_filled_by_the_means() -> None:
    """EM knows nothing of them but the means that it fits."""
    x = np.array([[1.0, 2], [2, 5], [3, 5], [np.nan, np.nan], [6, 8]])
    filled = expectation_maximisation(x)
    assert filled[3] == pytest.approx([3, 5], abs=1e-6)


def test_em_of_two_that_go_together_finds_the_slope_and_what_is_left() -> None:
    """Maximum likelihood of two means and a covariance where each has gaps: a fixed point of its own equations.

    Little & Rubin, Statistical Analysis with Missing Data, 2002, section 11.2: the expectation of the missing given the
    present, with the variance that is left added to the covariance.
    """
    rng = np.random.default_rng(8)
    x = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], 40)
    x[:6, 0], x[6:14, 1] = np.nan, np.nan
    filled = expectation_maximisation(x)
    centre = filled.mean(axis=0)
    # The covariance of what is filled lacks what is left over; the one fitted has it, and gives the same slopes back.
    slope = [(filled[6:14, 1] - centre[1]) / (filled[6:14, 0] - centre[0])]
    assert np.ptp(slope) < 1e-6
    back = [(filled[:6, 0] - centre[0]) / (filled[:6, 1] - centre[1])]
    deviations = filled - centre
    cross, own = (deviations[:, 0] * deviations[:, 1]).sum() / 40, (deviations**2).sum(axis=0) / 40
    left = np.array([6, 8]) / 40 * (1 - np.mean(slope) * np.mean(back))
    full = own / (1 - left)
    assert np.mean(slope) == pytest.approx(cross / full[0], abs=1e-5)
    assert np.mean(back) == pytest.approx(cross / full[1], abs=1e-5)


def test_the_range_asked_for_is_the_span_of_the_gaps() -> None:
    """Both ends of min-max, or one of them; without options 0 to 1."""
    values, parts = pd.DataFrame({"a": [1.0, 2, 3]}), pd.DataFrame({"id": ["a"]})
    for options, ends in (
        ({"low": 1, "high": 100}, (1, 100)),
        ({"high": 2}, (0, 2)),
        ({"low": -1}, (-1, 1)),
        (None, (0, 1)),
    ):
        found = build(values, parts, normalisation="min_max", options=options)
        assert tuple(found.span.loc["a"]) == ends and found.normalised["a"].tolist()[::2] == list(ends)


def test_bounds_stand_where_the_ends_are_known() -> None:
    """Values at the very ends have bounds; on a scale that nobody stated only what is whole has, and they are it."""
    values = pd.DataFrame({"a": [0.0, 5, 10], "b": [1.0, np.nan, 3]}, index=list("xyz"))
    parts = pd.DataFrame({"id": ["a", "b"]})
    known = build(values, parts, normalisation="min_max").scores.set_index("unit")
    assert known.loc["y", ["low", "value", "high"]].tolist() == [0.25, 0.5, 0.75]
    seen = build(values, parts, normalisation="none")
    assert not seen.stated
    assert seen.scores["low"].fillna(-1).tolist() == seen.scores["high"].fillna(-1).tolist() == [0.5, -1, 6.5]
    half = build(values, parts.assign(low=[0, np.nan], high=[10, np.nan]), normalisation="none")
    whole = build(values, parts.assign(low=0, high=10), normalisation="none")
    assert (half.stated, whole.stated) == (False, True)
    assert build(values / 10, parts, normalisation="none", scale=(0, 1)).stated


def test_parts_without_an_exponent_of_their_own_have_the_arithmetic_mean() -> None:
    """One row of the column is filled, the others are empty."""
    parts = pd.DataFrame(
        {"id": ["a", "b", "n", "c"], "parent": ["n", "n", None, None], "exponent": [np.nan, np.nan, 0, 1]}
    )
    values = pd.DataFrame({"a": [0.25, 1], "b": [1.0, 1], "c": [1.0, 0]})
    found = build(values, parts.assign(exponent=[np.nan, np.nan, np.nan, 1]), normalisation="none")
    assert found.nodes.loc[0, "n"] == 0.625
    assert build(values, parts, normalisation="none").nodes.loc[0, "n"] == pytest.approx(0.5)


def test_weights_from_the_data_are_for_nodes_of_indicators_alone() -> None:
    """A node with one child, and one with an indicator beside a node, keep theirs; one of two indicators does not."""
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.random((8, 5)), columns=list("abcde")).assign(b=lambda t: t["b"] * 9 + t["a"])
    parts = pd.DataFrame(
        {"id": ["a", "b", "c", "d", "e", "two", "one", "mixed"],
         "parent": ["two", "two", "one", "mixed", "mixed", "mixed", "top", "top"],
         "weight": [1.0, 1, 7, 5, 3, 2, 1, 1]},
    )  # fmt: skip
    parts = pd.concat([parts, pd.DataFrame({"id": ["top"], "weight": [1.0]})], ignore_index=True)
    found = build(values, parts, normalisation="none", weights="balance").structure.set_index("id")["weight"]
    assert found[["c", "d", "e", "two"]].tolist() == [7, 5, 3, 2] and found["a"] > 2 * found["b"]
    pair = build(values[["a", "b"]], pd.DataFrame({"id": ["a", "b"]}), normalisation="none", weights="balance")
    assert pair.tree.weights.sum() == pytest.approx(1) and pair.tree.weights[0] > 0.6


def caught(monkeypatch: pytest.MonkeyPatch, index: Any, **options: Any) -> tuple[AuditProblem, Inputs]:
    """What an audit of an index hands on to be shaken."""
    seen: list[Any] = []
    monkeypatch.setattr(index_module, "simulate", lambda problem, inputs, **_: seen.extend([problem, inputs]))
    index.audit(**options)
    return seen[0], seen[1]


def test_what_an_audit_shakes_unless_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gaps where there are some, no noise, one criterion left out; further normalisations clipped; weights alone."""
    values, parts = pd.DataFrame({"a": [0.0, 5, 20]}), pd.DataFrame({"id": ["a"], "low": 0, "high": 10})
    index = build(values, parts, normalisation="min_max")
    assert caught(monkeypatch, index)[1] == Inputs("around", evidence=None, noise=0)
    shaken, inputs = caught(monkeypatch, index, normalisations=["goalposts"])
    assert inputs == Inputs("around", normalisation=True, evidence=None, noise=0)
    assert shaken.z[:, :, 0].tolist() == [[0, 0.25, 1], [0, 0.5, 1]]
    assert shaken.low is not None and shaken.low.tolist() == [[0], [0]] and shaken.own_floor is None
    gaps = build(
        values.assign(b=[1.0, np.nan, 2]), pd.DataFrame({"id": ["a", "b"]}), normalisation="min_max", floor=0.1
    )
    shaken, inputs = caught(monkeypatch, gaps)
    assert (inputs, shaken.own_floor) == (Inputs("around", evidence="uniform", noise=0), 0.1)
    assert caught(monkeypatch, gaps, weights=np.ones((3, 2)))[1] == STILL
    assert caught(monkeypatch, gaps, parties=np.ones((3, 2)))[1] == Inputs("parties", evidence="uniform", noise=0)


def criterion(measure: Any, across: str = "best") -> Any:
    """As far as reading it goes."""
    return Row(id="C-01", measure=measure, across=across)


def test_raw_values_at_the_ends_of_their_measures() -> None:
    """Steps 0 to 4, yes and no as 1 and 0; one beyond is refused; never is the worst where nothing else is said."""
    steps = criterion(Ordinal(kind="ordinal", anchors={step: f"s{step}" for step in range(5)}))
    flag, years = criterion(Boolean(kind="boolean")), criterion(Interpolated(kind="number", points=((0, 1), (5, 0))))
    assert [z_of(steps, 0), z_of(steps, 4), z_of(flag, 0), z_of(flag, 1), z_of(flag, False)] == [0, 1, 0, 1, 0]
    assert [z_of(steps, "never"), z_of(years, "never")] == [0, 0]
    for asked, value in ((steps, 5), (steps, -1), (steps, True), (flag, 2), (flag, -1)):
        with pytest.raises(UsageError, match="C-01 cannot be"):
            z_of(asked, value)


def test_records_that_document_the_worst_count_with_it() -> None:
    """The best of nothing and a quarter is the quarter, the mean an eighth; numbers are not added up, counts are."""
    held: Any = [("R", None), ("R", None)]
    low, high = (Reading(Evidence.DOCUMENTED, z, 4 * z, (f"r{z}",), ("s",), "assessed") for z in (0.0, 0.25))
    setting: Any = None

    def joined(measure: Any, across: str) -> Reading:
        return combine(criterion(measure, across), held, [low, high], setting)

    assert joined(None, "best") is high and joined(None, "mean").z == 0.125
    points = ((0.0, 0.0), (2.0, 1.0))
    number, count = (joined(Interpolated(kind=kind, points=points), "pooled") for kind in ("number", "count"))  # type: ignore[arg-type]
    assert (number.z, number.raw, count.z, count.raw) == (0.125, 0.5, 0.5, 1)


def test_budgets_weigh_where_all_are_one_amount_of_one_kind() -> None:
    """In one currency and unit or another; two amounts, none, or two currencies do not compare."""

    def record(*amounts: tuple[float, str, str]) -> Any:
        return Row(budget=[Row(amount=a, unit=u, kind="total", currency=c) for a, u, c in amounts])

    units = ("one", "thousand", "million", "billion")
    assert budgets([record((2.0, unit, "EUR")) for unit in units]) == [2, 2e3, 2e6, 2e9]
    one = record((2.0, "one", "EUR"))
    for other in (
        record(),
        record((1.0, "one", "EUR"), (1.0, "one", "EUR")),
        record((1.0, "one", "HUF")),
        record((0.0, "one", "EUR")),
    ):
        assert budgets([one, other]) is None


def test_progress_is_told_by_the_share_of_the_work() -> None:
    """512 draws, and a sample of 256 that costs two times the inputs and one more; whole at the end."""
    told: list[float] = []
    inputs = Inputs("free", (1.0, 0.0), False, None, False, 0)
    simulate(problem(np.random.default_rng(1).random((3, 3))), inputs, draws=512, sensitivity=256, progress=told.append)
    assert told == pytest.approx([512 / (512 + 256 * 2 * 3), 1, 1])
    told.clear()
    simulate(problem(np.eye(3)), inputs, draws=512, sensitivity=0, progress=told.append)
    assert told == [1, 1]


def test_the_first_few_are_fewer_than_all_and_at_least_one() -> None:
    """Three of many, all but one of few; asked for none, one."""
    for units, top, found in ((5, 3, 3), (3, 3, 2), (2, 3, 1), (5, 0, 1)):
        assert simulate(problem(np.eye(units)), draws=8, sensitivity=0, top=top).top == found


def test_blocks_are_as_large_as_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Powers of two from 32 to 8 192 by the largest array of a draw, eight bytes a number; draws in blocks add up."""
    wide, small = problem(np.random.default_rng(1).random((10, 100))), problem(np.eye(2))
    # 10 units by 100 leaves and one node: 1 010 numbers.
    for room, block in (
        (8 * 1010 * 64, 64),
        (8 * 1010 * 64 - 1, 32),
        (8 * 1010 * 128, 128),
        (1, 32),
        (8 * 1010 << 20, 8192),
    ):
        monkeypatch.setattr(simulation, "BLOCK_BYTES", room)
        assert Sampler(wide, Inputs(), 1).block == block
    monkeypatch.setattr(simulation, "BLOCK_BYTES", 8 * 6 * 64)
    assert Sampler(small, Inputs(), 1).block == 64
    sizes = [len(draws.weights) for draws in Sampler(small, Inputs(), 1).blocks(150)]
    assert sizes == [64, 64, 22]
    many = problem(np.eye(2), given=np.random.default_rng(1).random((150, 2)))
    blocks = [*Sampler(many, STILL, 1).replay()]
    assert [len(draws.weights) for draws in blocks] == [64, 64, 22]
    assert np.concatenate([draws.weights for draws in blocks]).tolist() == many.given.tolist()  # type: ignore[union-attr]


def test_every_criterion_is_left_out_as_often_as_none() -> None:
    """Three leaves: each of them and nobody in a quarter of the draws, the first one as well as the last."""
    sampler = Sampler(problem(np.eye(3)), Inputs(None, (), False, None, True, 0), 1)
    draws = sampler.draw(1024)
    assert np.bincount(draws.excluded + 1).tolist() == [256] * 4
    scores = sampler.evaluate(draws)
    for leaf in range(3):
        without = scores[draws.excluded == leaf]
        assert (np.delete(without, leaf, axis=1) == 0.5).all() and (without[:, leaf] == 0).all()
    assert scores[draws.excluded < 0] == pytest.approx(1 / 3)
    first = replace(
        draws,
        weights=draws.weights[:1],
        excluded=np.zeros(1, int),
        exponent=draws.exponent[:1],
        variant=draws.variant[:1],
    )
    assert sampler.evaluate(first).tolist() == [[0, 0.5, 0.5]]


def test_gaps_on_a_scale_of_their_own_are_drawn_from_it() -> None:
    """Only the worst stated, or only the best: the other end is 0 or 1."""
    gap = [[0.5, np.nan], [0.5, 0.5]]
    for change, ends in (
        ({"low": np.full((1, 2), -1.0)}, (-1, 1)),
        ({"high": np.full((1, 2), 3.0)}, (0, 3)),
        ({}, (0, 1)),
    ):
        sampler = Sampler(problem(gap, **change), Inputs(None, (), False, "uniform", False, 0), 1)
        draws = sampler.draw(256)
        drawn = sampler.values(draws, np.arange(256), 0)[:, 0, 1]
        assert (drawn.min(), drawn.max()) == pytest.approx(ends, abs=0.05)


def test_transforms_by_hand() -> None:
    """log(x - min + a hundredth of the range), and Box-Cox of what is above 0, shifted where it is not."""
    assert log_transform([0.0, 1, 10]) == pytest.approx(np.log([0.1, 1.1, 10.1]))
    assert log_transform([-10.0, -1, 0]) == pytest.approx(-np.log([10.1, 1.1, 0.1]))
    x = np.array([0.25, 0.5, 2.0, 9.0])
    values, power = box_cox(x)
    assert values == pytest.approx((x**power - 1) / power)
    for low in (0.0, -3.0):
        moved = x - 0.25 + low
        values, power = box_cox(moved)
        shifted = x - 0.25 + 0.01 * 8.75
        assert values == pytest.approx((shifted**power - 1) / power)


def test_two_circles_are_not_told_as_one() -> None:
    """The first of them is named, and nobody of the other."""
    above = np.zeros((5, 5), bool)
    for i, j in ((0, 1), (1, 0), (3, 4), (4, 3)):
        above[i, j] = True
    with pytest.raises(UsageError, match=r"^a, b stand above each other"):
        close(above, "abcde")


def test_as_many_beginnings_as_allowed_are_counted() -> None:
    """One over two: 5 of them, the empty one and the whole included; three open ones have 8."""
    over = np.zeros((3, 3), bool)
    over[0, 1:] = True
    assert count_positions(over, 5) is not None and count_positions(over, 4) is None
    nothing = np.zeros((3, 3), bool)
    assert count_positions(nothing, 8) is not None and count_positions(nothing, 7) is None


def test_a_component_is_counted_up_to_62_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain has one order, which is counted as long as a whole number has a bit for each of its units."""
    for units, count in ((62, 1), (63, None)):
        chain = np.triu(np.ones((units, units), bool), 1)
        assert find_orders([str(u) for u in range(units)], chain).count == count
    assert find_orders([], np.zeros((0, 0), bool)).count == 1
    # From the size on at which 64 bits end, fewer beginnings are counted.
    monkeypatch.setattr(orders, "SMALL", 3)
    monkeypatch.setattr(orders, "LARGEST_LONG", 4)
    assert count_positions(np.triu(np.ones((3, 3), bool), 1), 100) is not None
    assert count_positions(np.triu(np.ones((4, 4), bool), 1), 100) is None


def test_two_values_are_dealt_and_one_is_not() -> None:
    """A column of two known values changes hands in about half of the deals; gaps stay where they are."""
    table = np.array([[1.0, 5.0, 3.0], [2.0, np.nan, 3.0], [np.nan, np.nan, 4.0]])
    dealt = shuffle_columns(table, 400, 1)
    assert 150 < (dealt[:, 0, 0] == 2).sum() < 250 and (dealt[:, 0, 1] == 5).all()
    assert (np.isnan(dealt) == np.isnan(table)).all()
    assert (shuffle_columns(table[:, [0, 2]], 400, 1) == dealt[:, :, [0, 2]])[~np.isnan(dealt[:, :, [0, 2]])].all()


def test_correlations_of_columns_that_do_not_vary_are_missing() -> None:
    """Either of the two; a range of 1 varies like any other."""
    x = np.array([[0.0, 1, 0.5], [2, 2, 2], [0, 1, 1]])
    y = np.array([[0.0, 1, 0.5], [0, 1, 1], [3, 3, 3]])
    assert correlations(x, y)[0] == pytest.approx(1) and np.isnan(correlations(x, y)[1:]).all()


def test_many_values_are_dealt_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many deals at once as there is room for, one at least, by seeds one after another."""
    asked: list[tuple[int, int]] = []

    def deal(table: Any, permutations: int, seed: int) -> Any:
        asked.append((permutations, seed))
        return shuffle_columns(table, permutations, seed)

    scores = frozen().scores
    monkeypatch.setattr(importance, "shuffle_columns", deal)
    monkeypatch.setattr(importance, "PERMUTATIONS", 5)
    for room, expected in (
        (1, [(1, seed) for seed in range(7, 12)]),
        (2 * scores.grid.z.size, [(2, 7), (2, 9), (1, 11)]),
    ):
        monkeypatch.setattr(importance, "CELLS", room)
        asked.clear()
        importance.judge_importance(scores, seed=7)
        assert asked == expected


def test_nobody_dominates_itself_and_an_equal_nobody() -> None:
    """Above somewhere and nowhere below, on what both have; criteria that apply to both are counted."""
    z = np.array([[1.0, 0.5, np.nan], [0.5, 0.5, 1.0], [0.5, 0.5, np.nan], [np.nan, np.nan, 0.0]])
    applies = np.array([[1, 1, 1], [1, 1, 1], [1, 1, 0], [1, 0, 1]], bool)
    found = dominance(z, applies, ("a", "b", "c", "d"))
    assert found.to_numpy().tolist() == [["a", "b", 2, 3], ["a", "c", 2, 2], ["b", "d", 1, 2]]


def test_coverage_is_of_weight_whatever_the_means() -> None:
    """A node that asks for all of its children, or takes a geometric mean, is covered by what it has."""
    tree = build_tree(
        [TreeNode("a", "n", 3), TreeNode("b", "n", 1), TreeNode("n", "top", 1, 0.0, least=1.0), TreeNode("top")]
    )
    shown = covered(tree, np.array([[0.5, np.nan], [np.nan, np.nan]]))
    assert shown[:, tree.root].tolist() == [0.75, 0]


def test_parts_whose_loss_leaves_nobody_are_told_last() -> None:
    """Without the only indicator nobody has a value, so that nobody moves; the largest move stands first."""
    tree = build_tree([TreeNode("a")])
    found = leave_parts_out(
        replace(tree, weights=np.array([1.0])), np.array([[np.nan], [np.nan]]), None, pd.Index(["u", "v"])
    )
    assert found[["mean_shift", "max_shift", "most", "lost"]].to_numpy().tolist() == [[0, 0, (), ()]]
    tree = build_tree([TreeNode("a", weight=1), TreeNode("b", weight=2), TreeNode("c", weight=4)])
    z = np.array([[1.0, 0.1, 0], [0, 0.9, 0.2], [0.2, 0.3, 0.4]])
    shifts = leave_parts_out(tree, z, None, pd.Index(list("uvw")))["max_shift"]
    assert shifts.is_monotonic_decreasing and shifts.iloc[0] > shifts.iloc[-1]


def highlights(*intervals: tuple[str, float, float, float]) -> Any:
    """What stands out of regions with these intervals and coverages."""
    table = pd.DataFrame(intervals, columns=["region", "low", "high", "coverage"]).assign(value=0.5)
    nothing = pd.DataFrame(
        columns=["programme", "criterion", "raw", "minimum", "passed", "region", "other", "level", "z"]
    )
    scores: Any = Row(regions=table, gates=nothing, criteria=nothing, above=nothing)
    return find_highlights(scores)


def test_an_order_is_open_where_all_intervals_overlap() -> None:
    """Of two or more regions of which anything is known; intervals that touch do not overlap."""
    assert highlights(("A", 0.1, 0.5, 0.5), ("B", 0.4, 0.9, 0.01)).open
    assert not highlights(("A", 0.1, 0.5, 0.5), ("B", 0.5, 0.9, 0.5)).open
    one = highlights(("A", 0.1, 0.5, 0.5), ("B", 0.0, 1.0, 0.0))
    assert (one.known, one.open) == (("A",), False)


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        *(({}, False), ({"low": 0.1 + 4e-7}, False), ({"low": 0.1 + 6e-7}, True), ({"high": 0.8}, True)),
        *(({"partial": None}, True), ({"partial": 0.4}, True), ({"value": None, "coverage": 0.9}, False)),
    ],
)
def test_a_change_is_one_that_six_digits_show(after: dict[str, Any], moved: bool) -> None:
    """Of a bound or of the documented part; a value that appears or goes is one."""
    before = Standing(0.1, 0.5, 0.9, 0.5, None, 0.5, True)
    assert ScoreChange("A", before, replace(before, **after)).moved is moved
    assert ScoreChange("A", replace(before, **after), before).moved is moved


def test_one_method_or_one_region_agrees_on_nothing() -> None:
    """Two of each are the fewest; of parties only what a party declares."""
    table = pd.DataFrame({"party": ["", "A", "B"], "order": [(1.0, 2.0), (1.0, 2.0), (2.0, 1.0)]})
    assert agree_methods(table.head(1), "XY") is None and agree_methods(table, "X") is None
    two = agree_methods(table.head(2), "XY")
    assert two is not None and two.order == ("X", "Y") and two.share == 1
    assert agree_methods(table.head(2), "XY", parties=True) is None
    both = agree_methods(table, "XY", parties=True)
    assert both is not None and (both.share, both.unique) == (0.5, False)


def test_a_derived_measure_never_done_counts_as_the_guidelines_say() -> None:
    """Its own value of never, else the worst."""
    for never, z in ((0.1, 0.1), (None, 0.0)):
        measure = Derived(kind="derived", of="years_since_evaluation", points=((0, 1), (10, 0)), never=never)
        assert z_of(criterion(measure), "never") == z


def test_large_blocks_by_programming_cost_no_more_than_by_subsets() -> None:
    """Majorities drawn at random go round in circles: the programme's order costs what the best of all orders costs."""
    rng = np.random.default_rng(6)
    for _ in range(6):
        support = rng.integers(0, 6, (6, 6)).astype(float)
        costs = []
        for order, *_ in (_by_program(support), _by_subsets(support)):
            costs.append(sum(support[b, a] for n, a in enumerate(order) for b in order[n + 1 :]))
        assert costs[0] == costs[1]
        assert _by_program(support)[1]


def test_agreement_is_of_the_pairs_that_could_differ() -> None:
    """Half of less than one vote is a half; where no pair could differ all agree."""
    assert kemeny("ab", [[1, 2], [2, 1]], [0.3, 0.3]).share == pytest.approx(0.5)
    assert kemeny("a", [[1]]).share == kemeny("ab", [[np.nan, np.nan]]).share == 1
    # Two blocks of which one is open: not unique, whichever stands first.
    for rankings in ([[1, 2, 3], [2, 1, 3]], [[1, 2, 3], [1, 3, 2]]):
        assert kemeny("abc", rankings).unique is False
    assert kemeny("abc", [[1, 2, 3]]).unique is True


def test_steps_that_are_worth_the_same_go_to_the_earlier_leaf() -> None:
    """Two alike leaves, one step; a leaf without weight takes none; under every mean the best leaf is raised."""
    tree = build_tree([TreeNode("a"), TreeNode("b")])
    best, plans = maximise_by_steps(tree, np.ones(2), {0: (0.0, 0.5), 1: (0.0, 0.5)}, tree.root)
    assert best.tolist() == [0, 0.25, 0.5] and plans == [{}, {0: 1}, {0: 1, 1: 1}]
    best, plans = maximise_by_steps(tree, np.array([1.0, 0]), {0: (0.0, 0.5), 1: (0.0, 0.5)}, tree.root)
    assert best.tolist() == [0, 0.5] and plans == [{}, {0: 1}]
    for exponent in (0, -1, 1, 2):
        bent = build_tree([TreeNode("a", "n"), TreeNode("b", "n"), TreeNode("n", exponent=exponent)])
        best, plans = maximise_by_steps(bent, np.ones(2), {0: (0.25, 0.5), 1: (0.5, 1.0)}, bent.root)
        low, high = (power_mean([0.5, 0.5], exponent=exponent), power_mean([0.25, 1.0], exponent=exponent))
        assert best[1] == pytest.approx(max(float(low), float(high)))
        assert best[0] == pytest.approx(float(power_mean([0.25, 0.5], exponent=exponent)))
        assert plans[1] == ({0: 1} if low > high - 1e-12 else {1: 1})


def test_exactly_the_minimum_is_enough_for_an_explanation_and_a_way_up() -> None:
    """At the guidelines' minimum there is a value, and a class whose lower end it is; the next one is above it."""
    scores = score(make_world(judged("AT31", 1, None), judged("AT12", 1, 70), judged("CZ", 2, 20)))
    mine = scores.regions.set_index("region").loc["AT31"]
    exact = replace(scores, min_coverage=float(mine["coverage"]))
    assert why(exact, "AT31").enough and find_improvement(exact, "AT31").reason is not Obstacle.INSUFFICIENT
    more = replace(scores, min_coverage=float(mine["coverage"]) + 1e-6)
    assert not why(more, "AT31").enough and find_improvement(more, "AT31").reason is Obstacle.INSUFFICIENT
    assert _evidence(exact, None)[1]["AT31"] and not _evidence(more, None)[1]["AT31"]
    value = float(mine["partial"])
    classes: Any = (Row(id="next", min=value + 0.1), Row(id="own", min=value), Row(id="low", min=0.0))
    found = find_improvement(replace(exact, classes=classes), "AT31")
    assert (found.quality_class, found.target, found.needed) == ("own", "next", value + 0.1)
    assert found.reaches == pytest.approx(value + 0.125) and found.count == 1
    # Exactly the lower end of the class above is that class.
    classes = (Row(id="next", min=value + 0.125), Row(id="low", min=0.0))
    assert find_improvement(replace(exact, classes=classes), "AT31").count == 1


TWO = {"criteria": [*GUIDELINES["criteria"], {**GUIDELINES["criteria"][0], "id": "STR-02", "levels": ["policy"]}]}  # type: ignore[index]
"""A second criterion of the same weight at one level."""


def test_what_has_no_weight_contributes_nothing_that_is_told() -> None:
    """A documented criterion of weight 0 has a value and no contribution; all others add up to the value."""
    seen = {name: {"value": step, "source": ["s1"]} for name, step in (("STR-01", 2), ("STR-02", 3))}
    world = make_world(make_inventory("AT31", make_programme("at31-a", assessments=seen)), guidelines=TWO)
    parts = {part.part: part for part in why(score(world, weights={"STR-02": 0}), "AT31/policy").tree}
    assert parts["policy/STR-02"].value == 0.75 and parts["policy/STR-02"].contribution is None
    assert parts["policy"].contribution == parts["policy/STR-01"].contribution == parts["policy"].value == 0.5


def test_the_most_steps_are_told_first() -> None:
    """The criterion that has to be raised further stands before the other."""
    for regions in ((4, 1), (0, 70), (0, 20), (1, 1)):
        scores = score(make_world(judged("AT31", *regions), judged("AT12", 1, 70), judged("CZ", 2, 20)))
        classes: Any = (Row(id="top", min=0.99), Row(id="low", min=0.0))
        steps = find_improvement(replace(scores, classes=classes), "AT31").steps
        told = [(-step.steps, step.level, step.criterion) for step in steps]
        assert told == sorted(told) and told


def test_knowing_one_of_two_narrows_by_the_least_that_can_come_out() -> None:
    """Nothing known: 1 before. Quadratic mean: sqrt(1/2) after, the one known being 0; geometric, floor 0.01: 0.9."""
    world = make_world(make_inventory("AT31", make_programme("at31-a")), guidelines=TWO)
    for exponent, least in ((2, 1 - np.sqrt(0.5)), (1, 0.5), (0, 0.99 - 0.9)):
        found = wanted_evidence(score(world, exponent=exponent, floor=0.01), "AT31", "policy")
        assert [each.shrinks for each in found] == pytest.approx([least] * 2)


def test_the_count_that_names_more_kinds_speaks_for_a_year() -> None:
    """Of two of the same year; a period that ends before it begins commits nothing; of equals the first is cited."""
    setting = Setting("R", 2026, {}, {"GOLD": 4.0})
    measure: Any = Row(only=(), within=None)
    blank = {"cite": {}, "source": ("s",), "start": None, "end": None}

    def asked(name: str, *records: dict[str, Any]) -> Any:
        owned: Any = [("R", Row(id=f"r{n}", **(blank | record))) for n, record in enumerate(records)]
        return find_quantity(name).compute(owned, setting, measure)

    counts = [Row(types={"firm": 3}, as_of=2020), Row(types={"firm": 3, "school": 1}, as_of=2020)]
    assert asked("actor_types", {"members": counts}).raw == asked("actor_types", {"members": counts[::-1]}).raw == 2
    assert asked("funding_horizon", {"budget": [Row(period=(2021, 2020))]}) is None
    assert asked("funding_horizon", {"budget": [Row(period=(2021, 2021))]}).raw == 1
    study = Row(year=2020, by="external", of_record=True, source=())
    label = Row(code="GOLD", year=2020, until=None)
    for name, record in (
        *(("years_since_evaluation", {"evaluations": [study]}), ("quality_label", {"labels": [label]})),
        ("funding_horizon", {"budget": [Row(period=(2020, 2021))]}),
    ):
        assert asked(name, record, record).records == ("r0",)


def test_balancing_weights_come_nearest_of_all_that_are_not_below_nothing() -> None:
    """A target that cannot be reached: no weights of 600 come nearer in squares of the shares of the correlations."""
    rng = np.random.default_rng(0)
    factor = rng.normal(size=12)
    noise = ({"a": 0.1, "b": 0.1, "c": 0.5, "d": 2.0}).items()
    table = pd.DataFrame({name: factor + rng.normal(0, much, 12) for name, much in noise})
    aim = np.array([1, 6, 1, 1]) / 9
    found = np.array([*balancing_weights(table, {"a": 1, "b": 6, "c": 1, "d": 1}).values()])
    assert found.min() >= -1e-12 and found.sum() == pytest.approx(1)

    def off(weights: Any) -> float:
        mean = table.to_numpy() @ weights
        r = np.array([np.corrcoef(table[name], mean)[0, 1] for name in table])
        return float(((r / r.sum() - aim) ** 2).sum())

    assert off(found) <= min(off(weights) for weights in rng.dirichlet(np.full(4, 0.5), 600)) + 1e-9


def test_components_of_what_goes_together_wholly_and_of_what_does_not() -> None:
    """Three lines: one component has it all and nothing below 0 is left; a column of its own opposes nothing."""
    x = np.arange(5.0)
    shares, loadings = principal_components(pd.DataFrame({"a": x, "b": 2 * x, "c": 3 * x + 1}))
    assert shares == pytest.approx([1, 0, 0]) and shares.min() >= 0 and np.isfinite(loadings.to_numpy()).all()
    apart = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 3, 2, 4], "c": [1.0, -1, -1, 1]})
    assert component_weights(apart) == pytest.approx({"a": 0.5, "b": 0.5, "c": 0})
    rng = np.random.default_rng(2)
    for _ in range(8):
        table = pd.DataFrame(rng.normal(size=(9, 4)))
        shares, loadings = principal_components(table)
        # Squared loadings of a component add up to its variance, of an indicator to 1; their sum is not below 0.
        assert (loadings**2).sum().to_numpy() == pytest.approx(4 * shares)
        assert (loadings**2).sum(axis=1).to_numpy() == pytest.approx(np.ones(4))
        assert (loadings.sum() >= 0).all()
    against = pd.DataFrame({"a": [5.0, 3, 2, 1], "b": [3.0, 2, 1.5, 0], "e": [4.0, 3, 2, 0], "c": [0, 1.0, 2, 4]})
    with pytest.raises(UsageError, match="'c' goes against"):
        component_weights(against.assign(d=-against["b"]))


@pytest.mark.parametrize("name", ["values", "structure", "normalize"])
def test_the_tables_of_a_recipe_are_no_arguments(name: str) -> None:
    """They are given once, at its start."""
    recipe = Recipe(pd.DataFrame({"a": [1.0, 2]}), pd.DataFrame({"id": ["a"]}))
    with pytest.raises(UsageError, match=f"unknown argument '{name}'"):
        recipe.build(**{name: recipe.values})


def test_a_weight_that_is_empty_is_refused_and_no_other_column_is() -> None:
    """An empty exponent is 1 and an empty direction 1; an empty weight is an oversight."""
    values, parts = pd.DataFrame({"a": [0.0, 1], "b": [1.0, 0.5]}), pd.DataFrame({"id": ["a", "b"]})
    with pytest.raises(UsageError, match="is nan"):
        build(values, parts.assign(weight=[1, np.nan]), normalisation="none")
    loose = parts.assign(direction=[1, np.nan], exponent=np.nan, method=[None, None], parent=[None, None])
    assert build(values, loose, normalisation="none").scores["value"].tolist() == [0.5, 0.75]


def test_the_first_column_that_does_not_vary_is_named() -> None:
    """Of two."""
    with pytest.raises(UsageError, match="'b' does not vary"):
        principal_components(pd.DataFrame({"a": [1.0, 2, 4], "b": [1.0, 1, 1], "c": [2.0, 2, 2]}))


def test_other_means_leave_the_values_as_they_are() -> None:
    """A geometric mean raises zeros to the floor for itself: the values that are shaken stay zeros."""
    shaken = problem([[0.0, 1], [1, 1]])
    sampler = Sampler(shaken, Inputs(None, (0.0,), False, None, False, 0), 1)
    assert sampler.evaluate(sampler.draw(4)).tolist() == [[pytest.approx(0.1), 1]] * 4
    assert shaken.z.tolist() == [[[0, 1], [1, 1]]]


def test_every_part_knows_what_it_stands_below() -> None:
    """The root stands below nothing, which is -1."""
    tree = build_tree(
        [TreeNode("a", "n"), TreeNode("b", "n"), TreeNode("n", "top"), TreeNode("c", "top"), TreeNode("top")]
    )
    above = {name: tree.parents[slot] for name, slot in tree.slots.items()}
    assert above == {"a": tree.slots["n"], "b": tree.slots["n"], "n": tree.root, "c": tree.root, "top": -1}


def test_the_units_of_a_layer_stand_around_its_middle() -> None:
    """One at 0, two half a step to either side, three at -1, 0 and 1."""
    nodes = place_nodes([("A", "B"), ("A", "C"), ("B", "D"), ("B", "E"), ("C", "F")])
    places: dict[int, list[float]] = {}
    for node in nodes:
        places.setdefault(node.layer, []).append(node.place)
    assert places == {0: [0], 1: [-0.5, 0.5], 2: [-1, 0, 1]}
