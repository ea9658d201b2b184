"""Edges of scoring: what is said exactly at a threshold and one step beside it."""

from __future__ import annotations

from math import comb
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring import TreeNode, build_tree
from ceecluster.scoring.aggregation import power_mean
from ceecluster.scoring.audited import _leaders
from ceecluster.scoring.diagnosis import leave_parts_out
from ceecluster.scoring.handbook import GOOD, handbook, measured
from ceecluster.scoring.index import _span
from ceecluster.scoring.permutation import PERMUTATIONS, adjusted_p
from ceecluster.scoring.quality import slot_bounds
from ceecluster.scoring.reliability import alpha_of_variances, cronbach_alpha
from ceecluster.scoring.robustness import problem_of
from ceecluster.scoring.settled import agree_methods
from ceecluster.scoring.treatment import fits, kurtosis, log_transform, skewness, winsorise
from ceecluster.scoring.tree import aggregate
from ceecluster.scoring.weights import around, concentration
from factories import frozen


@pytest.mark.parametrize(("methods", "units", "told"), [(2, 2, True), (1, 2, False), (2, 1, False), (2, 0, False)])
def test_two_methods_and_two_units_have_a_consensus(methods: int, units: int, told: bool) -> None:
    """One of either leaves nothing to agree on."""
    table = pd.DataFrame({"party": [""] * methods, "order": [tuple(range(units))] * methods})
    found = agree_methods(table, [f"u{k}" for k in range(units)])
    assert (found is not None) == told


def test_alpha_by_hand() -> None:
    """Two items of variance 1, their sum of 3: 2 / 1 * (1 - 2 / 3); three, their sum of 6: 3 / 2 * (1 - 1 / 2)."""
    assert alpha_of_variances(2, 2, 3) == pytest.approx(2 / 3)
    assert alpha_of_variances(3, 3, 6) == pytest.approx(0.75)
    assert np.isnan(alpha_of_variances(2, 0, 0))
    assert cronbach_alpha(np.array([[1.0, 2], [3, 4]])) == pytest.approx(1)
    assert np.isnan(cronbach_alpha(np.array([[1.0, 2]])))
    assert np.isnan(cronbach_alpha(np.array([[1.0], [3]])))


def test_alpha_of_a_sum_that_does_not_vary() -> None:
    """x and 1/3 - x add up to the same but for rounding: the last bits of a sum are no variance."""
    x = np.array([0.1, 0.2, 0.7, 0.4]) * 1e3 / 3
    whole = np.c_[x + 0.1, 1 / 3 - x]
    assert 0 < whole.sum(axis=1).var() < 1e-20 and np.isnan(cronbach_alpha(whole))
    assert cronbach_alpha(np.c_[x, -0.999 * x]) == pytest.approx(2 * (1 - (1 + 0.999**2) / 0.001**2))


def test_a_mean_meets_what_carries_weight_below_it() -> None:
    """The harmonic mean of 1/2 and 1 is 2/3; a 0 of another node, and one without weight, does not meet it."""
    tree = build_tree(
        [TreeNode("a", "n"), TreeNode("b", "n"), TreeNode("c"), TreeNode("n", exponent=-1)],
    )
    assert aggregate(tree, np.array([[0.5, 1, 0]]))[0, tree.root] == pytest.approx((2 / 3 + 0) / 2)
    with pytest.raises(UsageError, match="the harmonic mean meets a zero"):
        aggregate(tree, np.array([[0.5, 0, 1]]))
    # A geometric mean meets the mean of a node below it, not its leaves.
    over = build_tree(
        [TreeNode("a", "n"), TreeNode("b", "n"), TreeNode("n", "m"), TreeNode("c", "m"), TreeNode("m", exponent=0)]
    )
    assert aggregate(over, np.array([[0, 0.5, 1]]))[0, over.slots["m"]] == pytest.approx(0.5)
    assert [power_mean([0, 4], [0, 1], q) for q in (0, -1)] == pytest.approx([4, 4])
    with pytest.raises(UsageError, match="the geometric mean meets a zero"):
        power_mean([0, 4], [1, 1], 0)


def test_logarithms_of_a_column_and_of_its_mirror() -> None:
    """log(x - min + a hundredth of the range); a column skewed to the left is mirrored and turned back."""
    column = np.array([2.0, 3, 3, 4, 12])
    assert log_transform(column) == pytest.approx(np.log(column - 2 + 0.1))
    assert log_transform(-column) == pytest.approx(-np.log(column - 2 + 0.1))


def test_a_column_is_pulled_in_on_its_own_side() -> None:
    """One far value is set to the next, above or below; both limits have to be passed, and `most` is kept."""
    column = np.array([1.0, 2, 3, 4, 5, 6, 60])
    assert winsorise(column).tolist() == [1, 2, 3, 4, 5, 6, 6]
    assert winsorise(-column).tolist() == [-1, -2, -3, -4, -5, -6, -6]
    assert winsorise(column, most=0).tolist() == column.tolist()
    skew, tails = skewness(column), kurtosis(column)
    assert skew > 2 and tails > 3.5 and not fits(column)
    assert fits(column, limit=skew) and fits(column, tails=tails)
    assert not fits(column, limit=skew - 0.01, tails=tails - 0.01)


def test_skewness_below_two_needs_no_treatment() -> None:
    """A column with skewness 1.8 and heavy tails fits: both limits have to be passed, and that of skewness is 2."""
    column = [-1.0, -1, 0, 0, 0, 0, 1, 1, 4]
    assert 1.8 < skewness(column) < 2 and kurtosis(column) > 3.5
    assert fits(column) and not fits(column, limit=1.8)


def test_weights_of_nothing_stay_nothing_and_do_not_narrow_the_others() -> None:
    """Beside a weight of 0 the others vary as if it were not there; one weight alone does not vary."""
    points = np.random.default_rng(4).random((4_000, 3))
    drawn = around(points, [1, 1, 0])
    assert (drawn[:, 2] == 0).all()
    assert drawn[:, 0].std() / 0.5 == pytest.approx(0.25, abs=0.01)
    assert around(points[:5], [0, 2, 0]).tolist() == [[0, 1, 0]] * 5
    assert concentration(2, 0.25) == pytest.approx(1 / 0.25**2 - 1)
    assert concentration(3, 0.25) == pytest.approx(2 / 0.25**2 - 1)


@pytest.mark.parametrize(("known", "told"), [(2, True), (1, False)])
def test_exactly_the_least_share_is_enough(known: int, told: bool) -> None:
    """Of four children half are asked for: two give a value, one does not."""
    parts = [TreeNode("total", None, 1, 1, least=0.5), *(TreeNode(f"c{k}", "total", 1, 1) for k in range(4))]
    z = np.array([[0.5] * known + [np.nan] * (4 - known)])
    tree = build_tree(parts)
    assert np.isnan(aggregate(tree, z)[0, tree.root]) != told


def test_parts_left_out_stand_in_the_order_of_their_moves() -> None:
    """Largest move first, numbered from 0; the part that decides moves both units."""
    tree = build_tree([TreeNode("total", None, 1, 1), TreeNode("a", "total", 1, 1), TreeNode("b", "total", 9, 1)])
    found = leave_parts_out(tree, np.array([[1.0, 0], [0, 1]]), None, pd.Index(["u", "v"]))
    assert found.index.tolist() == [0, 1, 2][: len(found)]
    moved = found.set_index("part")
    assert moved.loc["b", "max_shift"] == 1 and moved.loc["b", "most"] == ("u", "v")
    assert moved.loc["a", "max_shift"] == 0 and moved.loc["a", "most"] == ()


@pytest.mark.parametrize(
    ("values", "ends", "stated"),
    [
        ([[5.0], [5.0]], (4.5, 5.5), False),
        ([[5.0], [7.0]], (5, 7), False),
        ([[0.0], [1.0]], (0, 1), True),
        ([[-0.1], [1.0]], (-0.1, 1), False),
        ([[0.0], [1.1]], (0, 1.1), False),
    ],
)
def test_the_ends_of_values_that_nobody_scaled(
    values: list[list[float]], ends: tuple[float, float], stated: bool
) -> None:
    """Inside 0 to 1 those are the ends; outside what is seen, half a unit around a single value."""
    span, told = _span(pd.DataFrame(values, columns=["x"]), None, "none", None)
    assert (tuple(span.loc["x"]), told) == (pytest.approx(ends), stated)


def test_an_unknown_level_is_told_from_all_levels() -> None:
    """The nearest of all levels is suggested, whichever it is."""
    scores = frozen().scores
    for level in (each.id for each in frozen().world.network.levels):
        with pytest.raises(UsageError) as caught:
            problem_of(scores, level + "x")
        assert level in f"{caught.value} {caught.value.hint}"


def test_practices_do_well_from_three_quarters() -> None:
    """Records with exactly 0.75 are among those that do well, measured or not."""
    scores = frozen().scores
    held = {p.id: p for inventory in frozen().world.regions.values() for p in inventory.programmes if not p.example}
    table = scores.programme_criteria
    good = table[table["z"] >= GOOD]
    good = good[good["programme"].isin(held)]
    assert (good["z"] == GOOD).any()
    for chapter in handbook(scores).chapters:
        mine = set(good[good["criterion"] == chapter.criterion.id]["programme"])
        assert chapter.unmeasured == len([each for each in mine if not measured(held[each])])


@pytest.mark.parametrize("method", ["copeland", "mazziotta_pareto"])
def test_nothing_documented_has_no_value_under_any_method(method: str) -> None:
    """A slot without evidence has bounds and no value."""
    scores = frozen().scores
    found = slot_bounds(scores.grid, scores.weights, method)
    inner = slice(len(scores.grid.tree.leaves), None)
    silent = found.coverage[:, inner] == 0
    assert silent.any()
    assert np.isnan(found.value[:, inner][silent]).all() and np.isfinite(found.low[:, inner][silent]).any()


def test_the_smallest_p_of_the_looks_is_a_two_thousandth() -> None:
    """(1 + 0) / (1 + 1 999): what no draw reaches."""
    assert adjusted_p([5.0], np.zeros((PERMUTATIONS, 1)))[0] == 1 / 2_000


def test_who_leads_in_half_of_the_draws_leads() -> None:
    """A half is enough and stands alone; below it all within 0.02 of the nearest, of those with enough evidence."""

    def of(*tops: float) -> list[float]:
        rows = tuple(SimpleNamespace(enough=top < 0.9, top=top, median=1) for top in tops)
        return [row.top for row in _leaders(rows)]  # type: ignore[arg-type]

    assert of(0.5, 0.49, 0.95) == [0.5]
    assert of(0.4, 0.38, 0.379) == [0.4, 0.38]


def test_pairs_of_regions_are_counted_once() -> None:
    """n (n - 1) / 2 of the regions in the grid."""
    scores = frozen().scores
    assert scores.pairs == comb(len(scores.grid.units), 2)
