"""Equal records: the common number, what dealing gives, and how often a difference is announced where there is none."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from ceecluster.coherence.chance import level_contrasts, level_tests
from ceecluster.coherence.comparison import compare
from ceecluster.coherence.partners import extremes
from ceecluster.coherence.rarefaction import (
    MORE,
    NOT_COMPARABLE,
    UNCLEAR,
    RecordCodes,
    _student_to_normal,
    bootstrap,
    common_number,
    contrast,
    deal,
    rarefy,
    similarities,
    tally,
)
from ceecluster.coherence.similarity import MEASURES, similarity
from ceecluster.words.comparison import highlight_words
from factories import frozen

CODES = 40


def coded(parts: list[np.ndarray]) -> RecordCodes:
    """Records region by region, in two dimensions of equal weight."""
    carried = np.concatenate(parts)
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    kept = carried.any(axis=1)
    width = carried.shape[1]
    return RecordCodes(carried[kept], owner[kept], len(parts), ((0, width // 2, 1.0), (width // 2, width, 1.0)))


def gaining(rng: np.random.Generator, regions: int, own: bool, converge: bool = False):
    """A world that only gains records, drawn as before; or one whose regions take over the common taste."""
    popularity = rng.beta(0.6, 1.2, CODES)
    before, after = [], []
    for _ in range(regions):
        first, more = rng.integers(3, 7), rng.integers(2, 15)
        taste = np.clip(popularity * rng.gamma(1, 1, CODES), 1e-9, 0.95) if own or converge else popularity
        one = rng.random((first, CODES)) < taste * 0.5
        two = rng.random((more, CODES)) < (popularity if converge else taste) * 0.5
        before.append(one)
        after.append(two if converge else np.concatenate([one, two]))
    return coded(before), coded(after)


@pytest.mark.parametrize("own", [False, True])
def test_worlds_that_only_gain_records_are_rarely_called_more_alike(own: bool):
    """More records of the same kind are no convergence: announced in at most 5 % of worlds, here well below."""
    rng = np.random.default_rng(7)
    verdicts = [contrast(*gaining(rng, int(rng.integers(5, 12)), own), seed=k).verdict for k in range(150)]
    said = verdicts.count(MORE) / len(verdicts)
    print(f"{said:.3f} of 150 worlds called more alike, {verdicts.count(UNCLEAR)} no clear difference")
    assert said <= 0.05
    assert verdicts.count(UNCLEAR) > 50


def test_worlds_that_converge_are_found():
    """Regions that give up tastes of their own for the common one are called more alike most of the time."""
    rng = np.random.default_rng(8)
    verdicts = [contrast(*gaining(rng, 10, True, converge=True), seed=k).verdict for k in range(30)]
    assert verdicts.count(MORE) / len(verdicts) > 0.5


@pytest.mark.parametrize(
    ("sides", "m"),
    [
        ([[9, 8, 7, 6, 5, 4]], 6),
        ([[9, 8, 7, 6, 5, 4], [4, 4, 4, 4, 0, 0]], 4),
        ([[9, 8, 7], [2, 2, 9]], 0),
        ([[9, 9, 2]], 9),
        ([[0, 0]], 0),
        ([], 0),
    ],
)
def test_the_common_number_keeps_two_thirds_of_the_regions_everywhere(sides: list[list[int]], m: int):
    """The largest number that two thirds of the regions with records reach on every side; below three none."""
    assert common_number([np.array(side) for side in sides]) == m


def test_rarefied_similarity_is_the_mean_over_all_choices_of_records():
    """Two of three records each: all nine pairs of choices listed by hand."""
    rng = np.random.default_rng(3)
    records = coded([rng.random((3, 8)) < 0.5 for _ in range(2)])
    records = RecordCodes(records.carried, records.owner, 2, ((0, 8, 1.0),))
    one, two = (np.flatnonzero(records.owner == region) for region in (0, 1))
    every = [
        similarity(np.array([records.carried[list(a)].mean(axis=0), records.carried[list(b)].mean(axis=0)]))[0, 1]
        for a in combinations(one, 2)
        for b in combinations(two, 2)
    ]
    found = rarefy(records, 2)
    assert found.error < 0.005
    assert found.index == pytest.approx(np.mean(every), abs=0.02)


def test_dealing_gives_the_mean_over_all_deals():
    """Four records of two regions, one and three: every deal listed by hand."""
    rng = np.random.default_rng(4)
    carried = rng.random((4, 6)) < 0.6
    records = RecordCodes(carried, np.array([0, 1, 1, 1]), 2, ((0, 6, 1.0),))
    every = [
        similarity(np.array([carried[order[0]], carried[list(order[1:])].mean(axis=0)], float))[0, 1]
        for order in permutations(range(4))
    ]
    assert deal(records)[0, 1] == pytest.approx(np.mean(every), abs=0.03)


def test_a_region_drawn_twice_makes_no_pair_and_the_interval_holds_the_mean():
    """The mean lies inside; one value everywhere leaves no width; two regions have no interval."""
    rng = np.random.default_rng(5)
    values = rng.normal(0.3, 0.1, (8, 8))
    values = (values + values.T) / 2
    low, high = bootstrap(values)
    assert low < values[np.triu_indices(8, 1)].mean() < high
    assert bootstrap(np.full((6, 6), 0.2)) == pytest.approx((0.2, 0.2))
    assert np.isnan(bootstrap(np.ones((2, 2)))).all()


@pytest.mark.parametrize("freedom", [3, 6, 10, 40])
def test_the_series_of_students_quantile(freedom: int):
    """Within a percent of the exact ratio from three degrees of freedom on."""
    for share in (0.975, 0.9917):
        assert _student_to_normal(share, freedom) == pytest.approx(stdtrit(freedom, share) / ndtri(share), rel=0.025)


def test_too_few_records_are_not_compared():
    """Two records each, or three regions: not comparable, no interval."""
    rng = np.random.default_rng(6)
    thin = coded([rng.random((2, CODES)) < 0.4 for _ in range(6)])
    assert contrast(thin, thin).verdict == NOT_COMPARABLE
    three = coded([rng.random((5, CODES)) < 0.4 for _ in range(3)])
    found = contrast(three, three)
    assert (found.verdict, found.pairs) == (NOT_COMPARABLE, 3)
    assert np.isnan(found.low)


@pytest.mark.slow
def test_announcing_any_pair_over_three_null_levels_is_rare():
    """Three levels of independent regions: any pair announced in at most 5 % of worlds, with draws enough for one."""
    rng = np.random.default_rng(12)
    announced = 0
    for world in range(60):
        levels = {k: rng.random((6, CODES)) < rng.beta(0.6, 1.2, CODES) for k in "abc"}
        tested = level_tests(levels, None, world)
        assert tested.reach < 0.05
        announced += any((q < 0.05).any() for q in tested.q.values())
    print(f"{announced} of 60 null worlds announce a pair")
    assert announced <= 3


def test_figures_of_the_frozen_data():
    """All on file: AT12 and ITH1 stand out at one level; on equal records no two levels clearly differ."""
    world = frozen().world
    found = compare(world.whole or world)
    pairs = found.pairs.sort_values("q")
    assert tuple(pairs.iloc[0][["region", "partner", "level"]]) == ("AT12", "ITH1", "administrative")
    assert pairs.iloc[0]["q"] == pytest.approx(0.0165, abs=0.012)
    assert (pairs["q"] < 0.05).sum() == 1
    assert found.levels["index"].round(3).tolist() == [0.278, 0.296, 0.385]
    assert found.levels["rarefied"].tolist() == pytest.approx([0.255, 0.295, 0.312], abs=0.01)
    assert set(found.contrasts["verdict"]) == {UNCLEAR}


def test_too_few_draws_cannot_say_none():
    """With 999 matrices and 165 pairs nothing could have been announced, and the sentence says so."""
    found = compare(frozen().world, draws=999)
    assert found.reach > 0.05
    keys = [statement.key for statement in highlight_words(found)]
    assert "comparison.pairs_unreachable" in keys
    assert "comparison.pairs_none" not in keys


def test_contrasts_need_two_levels():
    """One level, or none with records: no contrast, no error."""
    assert level_contrasts({}, {}, 1).empty


def test_near_ties_are_ties():
    """Values that two decimals cannot tell apart are named together, by code."""
    assert extremes({"B": 0.402, "A": 0.4, "C": 0.1}) == (("A", "B"), ("C",))
    assert extremes({}) == ((), ())


@pytest.mark.parametrize("m", [3, 300])
def test_tallies_count_every_code_and_dimension(m):
    """However many records are drawn, none of the packed counts runs over into its neighbour."""
    chance = np.random.default_rng(2)
    carried = chance.random((400, 11)) < 0.9
    carried[:, 5] = True
    records = RecordCodes(carried, np.zeros(400, int), 1, ((0, 6, 1.0), (6, 11, 1.0)))
    drawn = chance.integers(0, 400, (2, 3, m))
    plain = carried[drawn].sum(axis=2)
    coded = [carried[:, a:b].any(axis=1)[drawn].sum(axis=2) for a, b, _ in records.spans]
    assert (tally(records, drawn) == np.concatenate([plain, np.stack(coded, axis=2)], axis=2)).all()


def test_pairs_compared_in_parts_are_those_compared_at_once(monkeypatch):
    """How much is compared at once changes nothing."""
    chance = np.random.default_rng(3)
    records = RecordCodes(chance.random((40, 9)) < 0.4, np.repeat(np.arange(8), 5), 8, ((0, 4, 1.0), (4, 9, 2.0)))
    drawn = chance.permuted(np.tile(np.arange(40), (6, 1)), axis=1).reshape(6, 8, 5)
    first, second = np.triu_indices(8, 1)
    whole = similarities(records, drawn, first, second, "ruzicka")
    monkeypatch.setattr("ceecluster.coherence.rarefaction.CACHED", 16)
    np.testing.assert_array_equal(similarities(records, drawn, first, second, "ruzicka"), whole)


@pytest.mark.parametrize("measure", MEASURES)
def test_one_row_of_the_similarities_is_that_of_the_whole(measure):
    """What is computed again for one region is what all regions at once would give, to the last bit."""
    shares = np.random.default_rng(4).random((7, 12)).round(1)
    shares[2] = 0
    whole = similarity(shares, measure)
    np.testing.assert_array_equal(similarity(shares, measure, slice(3, 4)), whole[3:4])
    np.testing.assert_array_equal(whole, whole.T)
