"""Laws that every score, bound and rank obeys, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceecluster.model import World
from ceecluster.scoring.acceptability import Tally, mid_ranks
from ceecluster.scoring.aggregation import bounds, copeland_bounds, mazziotta_pareto_bounds, power_mean
from ceecluster.scoring.improvement import maximise_by_steps
from ceecluster.scoring.normalisation import RELATIVE, interpolate
from ceecluster.scoring.quality import score
from ceecluster.scoring.simulation import AuditProblem, Inputs, Sampler
from ceecluster.scoring.tree import Tree, TreeNode, aggregate, build_tree, shares
from ceecluster.scoring.tree_draws import aggregate_draws
from ceecluster.scoring.weights import dirichlet, free
from examples import drawn
from factories import make_inventory, make_programme, make_world

FAST = settings(max_examples=drawn(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=drawn(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNIT = st.floats(0, 1).map(lambda x: round(x, 3))
WEIGHT = st.floats(0.01, 5).map(lambda x: round(x, 3))
EXPONENTS = st.sampled_from([1.0, 0.5, 0.0, -1.0, -2.0])


def vectors(size: int = 5) -> st.SearchStrategy[np.ndarray]:
    """A vector of values in [0, 1], some missing."""
    return arrays(float, size, elements=st.one_of(UNIT, st.just(float("nan"))))


WEIGHTS5 = arrays(float, 5, elements=WEIGHT)


@FAST
@given(vectors(), WEIGHTS5)
def test_means_are_ordered(z: np.ndarray, w: np.ndarray) -> None:
    """M_1 >= M_0 >= M_-1, with a floor too."""
    means = [float(power_mean(z, w, q, floor=0.01)) for q in (1, 0, -1)]
    if not np.isnan(z).all():
        assert means[0] >= means[1] - 1e-9
        assert means[1] >= means[2] - 1e-9


@FAST
@given(vectors(), WEIGHTS5, EXPONENTS)
def test_bounds_are_ordered(z: np.ndarray, w: np.ndarray, q: float) -> None:
    """low <= value <= high, and coverage lies in [0, 1]."""
    found = bounds(z, w, q, floor=0.01)
    assert found.low <= found.high + 1e-9
    assert 0 <= found.coverage <= 1 + 1e-9
    if not np.isnan(z).all():
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9


@FAST
@given(vectors(), WEIGHTS5, EXPONENTS, UNIT)
def test_adding_evidence_never_widens_the_interval(z: np.ndarray, w: np.ndarray, q: float, value: float) -> None:
    """Whatever an undocumented criterion turns out to be, low does not fall and high does not rise."""
    assume(np.isnan(z).any())
    known = z.copy()
    known[np.flatnonzero(np.isnan(z))[0]] = value
    before, after = bounds(z, w, q, floor=0.01), bounds(known, w, q, floor=0.01)
    assert after.low >= before.low - 1e-9
    assert after.high <= before.high + 1e-9


@FAST
@given(vectors(), WEIGHTS5, EXPONENTS, st.integers(0, 4), UNIT)
def test_raising_a_value_never_lowers_the_total(z: np.ndarray, w: np.ndarray, q: float, at: int, gain: float) -> None:
    """Power means rise with each of their values."""
    assume(not np.isnan(z[at]))
    better = z.copy()
    better[at] = min(1, z[at] + gain)
    assert power_mean(better, w, q, floor=0.01) >= power_mean(z, w, q, floor=0.01) - 1e-9


@FAST
@given(vectors(), WEIGHTS5, EXPONENTS, st.floats(0.1, 100))
def test_scaling_all_weights_changes_nothing(z: np.ndarray, w: np.ndarray, q: float, factor: float) -> None:
    """Only the proportions of weights count."""
    np.testing.assert_allclose(power_mean(z, w, q, floor=0.01), power_mean(z, w * factor, q, floor=0.01), rtol=1e-9)


@FAST
@given(arrays(float, (4, 5), elements=st.one_of(UNIT, st.just(float("nan")))), WEIGHTS5)
def test_bounds_of_other_methods_hold_whatever_is_found(z: np.ndarray, w: np.ndarray) -> None:
    """Copeland's and Mazziotta-Pareto's bounds contain the score of any completion of the data."""
    applies = np.ones(z.shape, bool)
    copeland = copeland_bounds(z, w, applies)
    mpi = mazziotta_pareto_bounds(z, np.broadcast_to(w / w.sum(), z.shape), applies)
    rng = np.random.default_rng(1)
    for fill in (np.zeros(z.shape), np.ones(z.shape), rng.random(z.shape), (rng.random(z.shape) > 0.5).astype(float)):
        whole = np.where(np.isnan(z), fill, z)
        exact = copeland_bounds(whole, w, applies).value
        assert (copeland.low - 1e-9 <= exact).all() and (exact <= copeland.high + 1e-9).all()
        exact = mazziotta_pareto_bounds(whole, np.broadcast_to(w / w.sum(), z.shape), applies).value
        assert (mpi.low - 1e-9 <= exact).all() and (exact <= mpi.high + 1e-9).all()


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A tree of up to three floors with four to eight leaves."""
    tops = draw(st.integers(1, 3))
    parts = [TreeNode("all", None, 1, draw(EXPONENTS))]
    parts += [TreeNode(f"n{i}", "all", draw(WEIGHT), draw(EXPONENTS)) for i in range(tops)]
    for i in range(draw(st.integers(tops + 3, 8))):
        parts.append(
            TreeNode(
                f"x{i}",
                f"n{i % tops}" if i < tops else draw(st.sampled_from([*(f"n{j}" for j in range(tops)), "all"])),
                draw(WEIGHT),
            )
        )
    return build_tree(parts)


@FAST
@given(trees(), st.integers(0, 10_000))
def test_many_draws_fold_as_one_by_one(tree: Tree, seed: int) -> None:
    """The fast aggregation over blocks of weightings agrees with the plain one, missing values and all."""
    rng = np.random.default_rng(seed)
    z = np.maximum(rng.random((6, len(tree.leaves))), 0.01)
    present = rng.random(z.shape) > 0.3
    weights = rng.random((4, len(tree.keys))) + 0.01
    many = aggregate_draws(tree, z, weights, present)
    plain = np.stack([aggregate(tree, z, weights=w, present=present)[:, tree.root] for w in weights])
    np.testing.assert_allclose(many, plain, rtol=1e-9)


@FAST
@given(trees(), st.integers(0, 10_000))
def test_shares_sum_to_one(tree: Tree, seed: int) -> None:
    """The leaves present in a unit share its total among them."""
    rng = np.random.default_rng(seed)
    present = rng.random((5, len(tree.leaves))) > 0.3
    sums = shares(tree, present)[:, : len(tree.leaves)].sum(axis=1)
    np.testing.assert_allclose(sums, present.any(axis=1).astype(float), atol=1e-12)


@FAST
@given(trees(), st.permutations(range(6)), st.integers(0, 10_000))
def test_permuting_units_permutes_results(tree: Tree, order: list[int], seed: int) -> None:
    """A unit's score does not depend on its place in the table."""
    z = np.maximum(np.random.default_rng(seed).random((6, len(tree.leaves))), 0.01)
    np.testing.assert_allclose(aggregate(tree, z)[order], aggregate(tree, z[order]))


@FAST
@given(trees(), st.integers(0, 10_000))
def test_climbing_is_exact(tree: Tree, seed: int) -> None:
    """No choice of steps beats the one found: compared with trying them all."""
    rng = np.random.default_rng(seed)
    picked = range(min(4, len(tree.leaves)))
    start = np.round(rng.random(len(tree.leaves)) * 3) / 4 + 0.05
    ladders = {
        leaf: (start[leaf], *((start[leaf] + 0.25, start[leaf] + 0.4) if leaf in picked else ()))
        for leaf in range(len(tree.leaves))
    }
    best, plans = maximise_by_steps(tree, tree.weights, ladders, tree.root)
    for count in range(4):
        everything = []
        for code in range(3 ** len(picked)):
            steps = [(code // 3**n) % 3 for n in range(len(picked))]
            if sum(steps) == count:
                z = start.copy()
                for leaf, taken in zip(picked, steps, strict=True):
                    z[leaf] = ladders[leaf][taken]
                everything.append(aggregate(tree, z[None])[0, tree.root])
        assert best[count] == pytest.approx(max(everything))
        assert sum(plans[count].values()) == count


@FAST
@given(st.integers(2, 7), st.integers(1, 40), st.integers(0, 10_000), st.booleans())
def test_acceptabilities_sum_to_one(units: int, draws: int, seed: int, ties: bool) -> None:
    """Rows and columns of the rank acceptabilities sum to 1, pairs add up to 1, also with ties."""
    scores = np.random.default_rng(seed).random((draws, units))
    tally = Tally(units)
    tally.add(np.round(scores, 1) if ties else scores)
    np.testing.assert_allclose(tally.acceptability.sum(axis=0), 1)
    np.testing.assert_allclose(tally.acceptability.sum(axis=1), 1)
    np.testing.assert_allclose(tally.above + tally.above.T, 1)


@FAST
@given(st.integers(0, 10_000))
def test_identical_units_tie(seed: int) -> None:
    """Two units with the same values have the same ranks in every draw."""
    rng = np.random.default_rng(seed)
    z = rng.random((5, 4))
    z[3] = z[1]
    tree = build_tree([TreeNode(f"x{i}") for i in range(4)])
    problem = AuditProblem(tuple("abcde"), tree, z[None], np.ones(z.shape, bool), tree.weights)
    sampler = Sampler(problem, Inputs(evidence=None, noise=0), seed)
    tally = Tally(5)
    for block in sampler.blocks(64):
        tally.add(sampler.evaluate(block))
    np.testing.assert_allclose(tally.acceptability[1], tally.acceptability[3])
    assert tally.above[1, 3] == 0.5


@FAST
@given(
    arrays(float, 6, elements=st.floats(-100, 100).map(lambda x: round(x, 2)), unique=True),
    st.sampled_from(sorted(RELATIVE)),
)
def test_relative_methods_keep_the_order(x: np.ndarray, method: str) -> None:
    """Whatever the normalisation, who is above whom does not change."""
    np.testing.assert_array_equal(mid_ranks(RELATIVE[method](x)), mid_ranks(x))


@FAST
@given(st.floats(-10, 10), st.floats(-10, 10))
def test_goalposts_do_not_look_at_others(a: float, b: float) -> None:
    """A value's z under fixed points is the same alone and in company."""
    points = [(0.0, 0.0), (1.0, 0.4), (5.0, 1.0)]
    assert interpolate([a, b], points)[0] == interpolate([a], points)[0]


@FEW
@given(st.integers(0, 10_000), st.lists(st.floats(0.5, 6), min_size=2, max_size=5))
def test_dirichlet_marginals_are_beta(seed: int, alpha: list[float]) -> None:
    """The first weight of Dirichlet(alpha) is Beta(alpha_1, rest): Kolmogorov-Smirnov does not object."""
    from scipy.stats import beta, kstest

    drawn = dirichlet(np.random.default_rng(seed).random((3000, len(alpha))), alpha)
    assert kstest(drawn[:, 0], beta(alpha[0], sum(alpha[1:])).cdf).pvalue > 1e-4


def test_uniform_over_sum_fails_the_distribution_test() -> None:
    """Uniform numbers over their sum are not uniform on the simplex; the test that Dirichlet passes says so."""
    from scipy.stats import beta, kstest

    u = np.random.default_rng(1).random((3000, 8))
    marginal = beta(1, 7).cdf
    assert kstest(free(u)[:, 0], marginal).pvalue > 0.01
    assert kstest((u / u.sum(axis=1, keepdims=True))[:, 0], marginal).pvalue < 1e-20


VALUES = st.lists(st.sampled_from([None, 0, 1, 2, 3, 4]), min_size=1, max_size=4)


def _world(values: dict[str, list[int | None]], members: dict[str, list[int]]) -> World:
    inventories = []
    for code, assessed in values.items():
        policy = [
            make_programme(
                f"{code.lower()}-p{n}",
                assessments={"STR-01": {"value": value, "source": ["s1"]}} if value is not None else {},
            )
            for n, value in enumerate(assessed)
        ]
        clusters = [
            make_programme(
                f"{code.lower()}-c{n}", level=["initiative"], members=[{"count": count, "what": "firms", "as_of": 2020}]
            )
            for n, count in enumerate(members.get(code, []))
        ]
        inventories.append(make_inventory(code, *policy, *clusters))
    return make_world(*inventories)


COUNTS = st.lists(st.integers(0, 80), max_size=3)


@FEW
@given(VALUES, VALUES, COUNTS, VALUES)
def test_goalposts_make_scores_independent_of_other_regions(
    mine: list[int | None], theirs: list[int | None], members: list[int], changed: list[int | None]
) -> None:
    """What another region does leaves mine where it was."""
    before = score(_world({"AT31": mine, "AT12": theirs}, {"AT31": members})).regions.set_index("region")
    after = score(_world({"AT31": mine, "AT12": changed}, {"AT31": members, "AT12": [5]})).regions.set_index("region")
    columns = ["low", "high", "coverage", "partial"]
    np.testing.assert_allclose(before.loc["AT31", columns].astype(float), after.loc["AT31", columns].astype(float))


@FEW
@given(VALUES, COUNTS, st.floats(0.1, 10), st.sampled_from([1.0, 0.0, -1.0]))
def test_world_bounds_and_scaling(mine: list[int | None], members: list[int], factor: float, exponent: float) -> None:
    """On a whole world: bounds ordered at every part, and scaled weights change nothing."""
    world = _world({"AT31": mine, "CZ": [2, None]}, {"AT31": members})
    found = score(world, exponent=exponent)
    for table in (found.regions, found.levels, found.nodes, found.programmes):
        assert (table["low"] <= table["high"] + 1e-9).all()
        known = table.dropna(subset=["partial"])
        assert (known["low"] - 1e-9 <= known["partial"]).all() and (known["partial"] <= known["high"] + 1e-9).all()
    scaled = score(world, exponent=exponent, weights={"STR": 0.6 * factor, "OPS": 0.4 * factor})
    np.testing.assert_allclose(found.regions["low"], scaled.regions["low"])


@FEW
@given(st.integers(0, 3), COUNTS, st.integers(0, 4))
def test_new_evidence_narrows_a_region(silent: int, members: list[int], value: int) -> None:
    """A first assessment of a criterion never widens the region's interval."""
    mine: list[int | None] = [None] * silent
    before = score(_world({"AT31": mine}, {"AT31": members})).regions.iloc[0]
    after = score(_world({"AT31": [*mine, value]}, {"AT31": members})).regions.iloc[0]
    assert after["low"] >= before["low"] - 1e-9
    assert after["high"] <= before["high"] + 1e-9


@FEW
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_blocks_do_not_depend_on_the_order_of_units(seed: int, shuffle: int) -> None:
    """Permuting units permutes the audit where nothing is drawn cell by cell."""
    rng = np.random.default_rng(seed)
    z = rng.random((1, 5, 4))
    order = np.random.default_rng(shuffle).permutation(5)
    tree = build_tree([TreeNode(f"x{i}") for i in range(4)])
    problem = AuditProblem(tuple("abcde"), tree, z, np.ones((5, 4), bool), tree.weights)
    other = replace(problem, z=z[:, order])
    inputs = Inputs(evidence=None, noise=0)
    y = [Sampler(p, inputs, 3).evaluate(Sampler(p, inputs, 3).draw(32)) for p in (problem, other)]
    np.testing.assert_allclose(y[0][:, order], y[1])
