"""Rank ranges and shares over all orders, against counting them one by one; consensus orders likewise."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from ceecluster.errors import UsageError
from ceecluster.scoring.consensus import kemeny
from ceecluster.scoring.orders import close, criterion_dominance, find_orders, interval_order, reduce


def brute(above: np.ndarray) -> np.ndarray:
    """Positions of every order in keeping with the relation: orders x units, from 1."""
    n = len(above)
    every = np.array(list(permutations(range(1, n + 1))))
    keep = np.ones(len(every), bool)
    for i, j in np.argwhere(above):
        keep &= every[:, i] < every[:, j]
    return every[keep]


def random_poset(rng: np.random.Generator) -> np.ndarray:
    """A random partial order of 1 to 7 units, dense or sparse."""
    n = int(rng.integers(1, 8))
    upper = np.triu(rng.random((n, n)) < rng.choice([0.1, 0.25, 0.5]), 1)
    shuffled = rng.permutation(n)
    return upper[np.ix_(shuffled, shuffled)]


@pytest.mark.parametrize("part", [0, 1, *(pytest.param(part, marks=pytest.mark.slow) for part in (2, 3, 4))])
def test_equal_to_counting_every_order(part: int) -> None:
    """Shares, ranges, number of orders and mean ranks of 100 random partial orders each."""
    rng = np.random.default_rng(part)
    for _ in range(100):
        relation = random_poset(rng)
        n = len(relation)
        names = [f"u{unit}" for unit in range(n)]
        found, every = find_orders(names, relation), brute(close(relation, names))
        shares = found.distribution.pivot(index="unit", columns="rank", values="share").reindex(names).to_numpy()
        expected = np.array([[(every[:, u] == r).mean() for r in range(1, n + 1)] for u in range(n)])
        np.testing.assert_allclose(shares, expected, atol=1e-12)
        assert found.count == len(every)
        assert found.ranges["best"].tolist() == every.min(axis=0).tolist()
        assert found.ranges["worst"].tolist() == every.max(axis=0).tolist()
        np.testing.assert_allclose(found.ranges["mean"], every.mean(axis=0))


def fence(n: int) -> np.ndarray:
    """A zigzag: 0 < 1 > 2 < 3 ..."""
    relation = np.zeros((n, n), bool)
    for k in range(n - 1):
        relation[(k + 1, k) if k % 2 == 0 else (k, k + 1)] = True
    return relation


def subsets(n: int) -> np.ndarray:
    """The Boolean lattice of an n-set."""
    return np.array([[a != b and a & b == b for b in range(2**n)] for a in range(2**n)])


@pytest.mark.parametrize(
    ("relation", "orders"),
    [
        (fence(5), 16),
        (fence(6), 61),
        (fence(7), 272),
        (fence(10), 50521),
        (subsets(3), 48),
        (subsets(4), 1680384),
        (np.kron(np.triu(np.ones((2, 2), bool)), np.triu(np.ones((6, 6), bool))) & ~np.eye(12, dtype=bool), 132),
    ],
)
def test_known_numbers_of_orders(relation: np.ndarray, orders: int) -> None:
    """Fences have Euler's zigzag numbers (Andre 1881), Boolean lattices 48 and 1 680 384, two chains crossed Catalan's.

    Stanley, Enumerative Combinatorics, volume 1, 2012, sections 1.6 and 3.5; Sha & Kleitman 1987,
    doi:10.1016/0012-365X(87)90048-1; OEIS A000111, A046873, A000108.
    """
    assert find_orders([str(n) for n in range(len(relation))], relation).count == orders


def test_forty_units_of_which_nothing_is_known() -> None:
    """Nobody is settled against anybody: every rank is as frequent as every other, and no counting is needed."""
    found = find_orders([str(n) for n in range(40)], np.zeros((40, 40), bool))
    assert (found.settled, found.uncounted, found.ranges["component"].nunique()) == (0, (), 40)
    assert set(found.ranges["best"]) == {1} and set(found.ranges["worst"]) == {40}
    np.testing.assert_allclose(found.distribution["share"], 1 / 40)


def test_a_component_too_large_keeps_its_ranges() -> None:
    """One unit above 39 that nothing settles: too many orders to count, which is said; the ranges are exact."""
    star = np.zeros((40, 40), bool)
    star[0, 1:] = True
    found = find_orders([str(n) for n in range(40)], star)
    assert found.count is None and len(found.uncounted) == 40 and found.distribution.empty
    assert found.ranges.loc[0, ["best", "worst"]].tolist() == [1, 1]
    assert found.ranges.loc[1, ["best", "worst"]].tolist() == [2, 40]
    wide = np.triu(np.random.default_rng(1).random((40, 40)) < 0.02, 1)
    assert find_orders([str(n) for n in range(40)], wide).ranges["worst"].max() <= 40


def test_more_than_twenty_units_are_counted_beyond_64_bits() -> None:
    """Two chains of 13 side by side: C(26, 13) orders; crossed by one pair they are one component of 26."""
    chains = np.zeros((26, 26), bool)
    for start in (0, 13):
        chains[start : start + 13, start : start + 13] = np.triu(np.ones((13, 13), bool), 1)
    names = [str(n) for n in range(26)]
    assert find_orders(names, chains).count == 10400600
    chains[0, 25] = True
    crossed = find_orders(names, chains)
    assert crossed.count == 10400600 - 1  # the one order lost puts the whole second chain first
    assert crossed.distribution.groupby("rank")["share"].sum().to_numpy() == pytest.approx(1)


def test_circles_are_refused_and_ties_are_none() -> None:
    """A relation that goes round is named; units that tie on everything are not above each other."""
    with pytest.raises(UsageError, match="a, b, c stand above each other in a circle"):
        find_orders(
            "abcd",
            np.roll(np.eye(4, dtype=bool)[:, :], 1, axis=1) & np.array([[1, 1, 1, 0]] * 4, bool)
            | np.array([[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]], bool),
        )
    z = np.array([[0.5, 0.5], [0.5, 0.5]])
    assert not criterion_dominance(z, z).any()
    assert not interval_order([0.5, 0.5], [0.5, 0.5]).any()


def test_hasse_diagram_leaves_out_what_follows() -> None:
    """a over b over c: the edge a-c follows and is not drawn."""
    relation = close(np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], bool), "abc")
    assert reduce(relation).astype(int).tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert find_orders("abc", relation).edges.to_numpy().tolist() == [["a", "b"], ["b", "c"]]
    assert find_orders("abc", relation).total


def test_dominance_holds_under_every_weight() -> None:
    """No weights and no filling of the gaps reverse a dominance, other criteria applying to one than to the other."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        known = rng.integers(0, 5, (4, 3)) / 4
        gap = rng.random(known.shape) < 0.25
        low, high = np.where(gap, 0, known), np.where(gap, 1, known)
        applies = rng.random(known.shape) < 0.85
        applies[:, 0] = True
        above = criterion_dominance(low, high, applies)
        weights = np.vstack([rng.dirichlet(np.full(3, 0.3), 400), np.eye(3) * 0.98 + 0.01])
        for i in range(4):
            for j in range(4):
                if i == j:
                    continue
                a = (weights * applies[i] * low[i]).sum(1) / (weights * applies[i]).sum(1)
                b = (weights * applies[j] * high[j]).sum(1) / (weights * applies[j]).sum(1)
                if above[i, j]:
                    assert (a >= b - 1e-12).all()
    z = np.array([[0.9, 0.5], [0.8, 0.5], [1.0, 0.4]])
    assert np.argwhere(criterion_dominance(z, z)).tolist() == [[0, 1]]


def disagreements(order: tuple[int, ...], rankings: np.ndarray, weights: np.ndarray) -> float:
    """Kemeny's distance of an order from all rankings, pair by pair."""
    total = 0.0
    for (p, a), (q, b) in combinations(enumerate(order), 2):
        assert p < q
        for row, weight in zip(rankings, weights, strict=True):
            if not np.isnan(row[[a, b]]).any():
                total += weight * (1.0 if row[b] < row[a] else 0.5 if row[a] == row[b] else 0.0)
    return total


def test_kemeny_equals_trying_every_order() -> None:
    """Cost, uniqueness and the places of each unit over all best orders, ties and gaps included."""
    rng = np.random.default_rng(9)
    for _ in range(80):
        n, m = int(rng.integers(2, 6)), int(rng.integers(1, 6))
        rankings = rng.integers(1, n + 1, (m, n)).astype(float)
        rankings[rng.random(rankings.shape) < 0.1] = np.nan
        weights = rng.integers(1, 4, m).astype(float)
        costs = {order: disagreements(order, rankings, weights) for order in permutations(range(n))}
        least = min(costs.values())
        best = [order for order, cost in costs.items() if cost <= least + 1e-9]
        found = kemeny([str(u) for u in range(n)], rankings, weights)
        assert found.disagreement == pytest.approx(least)
        assert tuple(int(u) for u in found.order) in best
        places = np.array([[order.index(u) + 1 for u in range(n)] for order in best])
        assert found.unique == (len(best) == 1)
        assert (found.ranks["best"] <= places.min(axis=0)).all() and (found.ranks["worst"] >= places.max(axis=0)).all()


def test_kemeny_of_condorcets_voters() -> None:
    """60 voters in a cycle: b, c, a agrees with 104 of 180 pairwise votes, more than any other order.

    Young 1988, Condorcet's theory of voting, doi:10.2307/1961757.
    """
    profile = [(23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba")]
    found = kemeny("abc", [[order.index(u) + 1 for u in "abc"] for _, order in profile], [n for n, _ in profile])
    assert found.order == ("b", "c", "a")
    assert found.disagreement == 76 and found.unique and found.optimal


def test_large_blocks_are_solved_by_programming() -> None:
    """A circle of 18 units that no majority breaks up: the programme finds one of its cuts."""
    n = 18
    rankings = np.array([np.roll(np.arange(1, n + 1), k) for k in range(n)], float)
    found = kemeny([str(u) for u in range(n)], rankings)
    assert found.optimal and found.unique is None
    first = int(found.order[0])
    assert [int(u) for u in found.order] == [(first + k) % n for k in range(n)]


def test_consensus_of_nothing() -> None:
    """No rankings, and rankings of other units, are refused in words."""
    with pytest.raises(UsageError, match="nothing to rank"):
        kemeny("ab", np.empty((0, 2)))
    with pytest.raises(UsageError, match="rankings of 3 units for 2"):
        kemeny("ab", [[1, 2, 3]])
