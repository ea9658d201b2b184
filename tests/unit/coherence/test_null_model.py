"""The pair test: does the random walk mix, and does the test hold its level and find what is there?"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest

from ceecluster.coherence.null_model import NARROW, PairSampler, _Chance, _shared, _trade, curveball, pair_test

REGIONS, CODES = 11, 40


def independent(rng: np.random.Generator) -> np.ndarray:
    """Regions that pick codes independently of each other, popular codes more often."""
    popularity = rng.beta(0.6, 1.2, CODES)
    return rng.random((REGIONS, CODES)) < popularity


def test_every_matrix_with_the_margins_comes_up_equally_often():
    """On a case small enough to list all matrices, each is drawn with the same frequency: the walk mixes."""
    start = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], bool)
    rows, columns = start.sum(axis=1), start.sum(axis=0)
    choices = [list(combinations(range(4), int(k))) for k in rows]
    all_matrices = {
        pick for pick in product(*choices) if all(sum(j in row for row in pick) == columns[j] for j in range(4))
    }
    draws = 8000
    seen: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for block in curveball(start, draws, seed=3):
        for matrix in block:
            seen[tuple(tuple(int(j) for j in np.flatnonzero(row)) for row in matrix)] += 1
    assert set(seen) == all_matrices
    expected = draws / len(all_matrices)
    chi_square = sum((n - expected) ** 2 / expected for n in seen.values())
    # 99.9 % point of chi square is below 3 x its degrees of freedom from seven degrees on.
    assert chi_square < 3 * (len(all_matrices) - 1) + 10


def traded_by_hand(held: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """One global trade told slowly: the first row gets those of the traded columns that have the smallest keys."""
    chains, rows, columns = held.shape
    turns, half = chance.random((chains, rows)), rows // 2
    bits = 32 if columns <= NARROW else 64
    keys = chance.integers(0, 2**bits - 1, (chains, half, columns), f"uint{bits}", endpoint=True)
    made = held.copy()
    for chain, (turn, drawn) in enumerate(zip(turns, keys.tolist(), strict=True)):
        order = sorted(range(rows), key=turn.__getitem__)
        for one, two, key in zip(order[:half], order[half : 2 * half], drawn, strict=True):
            a, b = held[chain, one], held[chain, two]
            only = [column for column in range(columns) if a[column] != b[column]]
            only.sort(key=lambda column: (key[column] >> columns.bit_length(), column))
            mine = sum(bool(a[column]) for column in only)
            made[chain, one, only] = [place < mine for place in range(len(only))]
            made[chain, two, only] = [place >= mine for place in range(len(only))]
    return made


@pytest.mark.parametrize("rows,columns", [(2, 1), (3, 4), (11, 55), (12, 256), (4, NARROW), (4, NARROW + 1)])
@pytest.mark.parametrize("filled", [0.1, 0.5, 0.9])
def test_a_trade_is_the_one_told_slowly(rows: int, columns: int, filled: float):
    """Same random numbers, same trades; also where one row has every code and its partner none."""
    held = np.random.default_rng(7).random((3, rows, columns)) < filled
    held[:, 0], held[:, 1] = True, False
    fast, slow = _Chance(8), np.random.default_rng(8)
    for _ in range(3):
        expected = traded_by_hand(held, slow)
        _trade(held, fast)
        assert (held == expected).all()


def test_keys_are_those_of_the_generator():
    """Taken two at a time they are the same, however many are asked for and whatever is drawn between."""
    ours, numpys = _Chance(3), np.random.default_rng(3)
    for count in (5, 4, 1, 1, 0, 7, 2):
        expected = numpys.integers(0, 2**32 - 1, (1, count), np.uint32, endpoint=True)
        assert (ours.keys((1, count), 32) == expected).all()
        assert ours.shares(2).tolist() == numpys.random(2).tolist()
        assert (ours.keys((1, 2), 64) == numpys.integers(0, 2**64 - 1, (1, 2), np.uint64, endpoint=True)).all()


def test_chains_forget_where_they_started():
    """Means of the first matrices kept and of those much later agree: burn-in is long enough."""
    start = independent(np.random.default_rng(5))
    blocks = list(curveball(start, 37 * 60, seed=1))
    pairs = np.triu_indices(REGIONS, 1)

    def mean_shared(part: list[np.ndarray]) -> np.ndarray:
        x = np.concatenate(part).astype(float)
        return (x @ x.transpose(0, 2, 1)).mean(axis=0)[pairs]

    early, late = mean_shared(blocks[:20]), mean_shared(blocks[40:])
    assert np.abs(early - late).max() < 0.35
    assert np.corrcoef(early, late)[0, 1] > 0.99


def test_the_pair_test_holds_its_level():
    """Regions independent given the popularity of codes are called alike in at most 8 % at nominal 5 %.

    Counts of shared codes are coarse, so the true rate lies below the nominal one, near 2 %.
    """
    rng = np.random.default_rng(11)
    p = [pair_test(independent(rng), draws=199, seed=world).p for world in range(40)]
    rate = float(np.nanmean(np.concatenate(p) <= 0.05))
    assert 0.015 <= rate <= 0.08


@pytest.mark.slow
def test_adjusting_keeps_false_finds_rare():
    """With Benjamini-Hochberg at most about one independent world in twenty shows any pair beyond chance."""
    rng = np.random.default_rng(12)
    found = [(pair_test(independent(rng), draws=999, seed=world).q < 0.05).any() for world in range(40)]
    assert np.mean(found) <= 0.1


def test_a_planted_pair_is_found_and_no_other():
    """Two regions that copied each other's rare codes stand out; the rest does not."""
    rng = np.random.default_rng(13)
    data = independent(rng)
    data[1] = data[0]
    rare = np.flatnonzero(data.sum(axis=0) <= 3)[:8]
    data[:2, rare] = True
    result = pair_test(data, draws=1999, seed=1)
    assert result.q[0] < 0.05
    assert result.effect[0] > 3
    assert (result.q[1:] >= 0.05).all()


def test_the_sum_over_pairs_is_fixed_by_the_margins():
    """Every random matrix has the data's total of shared codes: the network as a whole cannot be tested so."""
    data = independent(np.random.default_rng(14))
    result = pair_test(data, draws=99, seed=1)
    assert result.expected.sum() == pytest.approx(result.shared.sum())


def test_regions_without_codes_take_no_part():
    """A pair with an empty region has no p, no q and no expectation, and the others are tested all the same."""
    data = independent(np.random.default_rng(15))
    data[0] = False
    result = pair_test(data, draws=99, seed=1)
    silent = slice(0, REGIONS - 1)
    assert np.isnan(result.p[silent]).all()
    assert np.isnan(result.q[silent]).all()
    assert not np.isnan(result.q[REGIONS - 1 :]).any()


def test_same_seed_same_result():
    """The test is deterministic in its seed, and another seed gives other draws."""
    data = independent(np.random.default_rng(16))
    one, two, other = (pair_test(data, draws=99, seed=seed).p for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_codes_of_all_and_of_none_carry_no_information():
    """A code everybody or nobody holds changes no p: it cannot be traded."""
    data = independent(np.random.default_rng(17))
    wider = np.column_stack([data, np.ones(REGIONS, bool), np.zeros(REGIONS, bool)])
    plain, more = pair_test(data, draws=999, seed=1), pair_test(wider, draws=999, seed=1)
    assert (more.shared == plain.shared + 1).all()
    assert np.abs(more.p - plain.p).max() < 0.07


def test_going_on_gives_what_as_many_at_once_give():
    """A test on 100 matrices continued to 400 is the test on 400; going back is refused."""
    presence = np.random.default_rng(3).random((7, 20)) < 0.35
    sampler = PairSampler(presence, 5)
    few, many = sampler.test(100), sampler.test(400)
    for found, draws in ((few, 100), (many, 400)):
        at_once = pair_test(presence, draws=draws, seed=5)
        np.testing.assert_array_equal(found.p, at_once.p)
        np.testing.assert_allclose(found.effect, at_once.effect)
    with pytest.raises(ValueError, match="made already"):
        sampler.test(10)


@pytest.mark.parametrize(
    "shape", [(3, 0), (0, 3), (2, 4, 0), (3, 4, 1), (2, 3, 64), (2, 3, 65), (2, 255), (2, 256), (3, 300), (5, 11, 40)]
)
def test_shared_codes_are_counted_in_words(shape: tuple[int, ...]) -> None:
    """Up to, at and beyond the bounds of a word and of a byte: the product of presences with themselves."""
    presence = np.random.default_rng(1).random(shape) < 0.9
    product = presence.astype(int) @ np.swapaxes(presence.astype(int), -1, -2)
    assert np.array_equal(_shared(presence), product)
    everything = np.ones(shape, bool)
    assert (_shared(everything) == shape[-1]).all()
