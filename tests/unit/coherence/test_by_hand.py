"""Methods of the comparison on cases small enough to work out by hand, and their laws."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.chance import level_tests, number_of_records
from ceecluster.coherence.cooperation import Cooperation, LinkKind, PairLinks
from ceecluster.coherence.dissimilarity import partition, tree
from ceecluster.coherence.groups import Groups, _complete, find_groups
from ceecluster.coherence.legacy import remains
from ceecluster.coherence.null_model import curveball, enough_draws, pairs_of, smallest_q
from ceecluster.coherence.pairs import cell_chances
from ceecluster.coherence.portfolio import measure
from ceecluster.coherence.portfolio_measures import all_measures
from ceecluster.coherence.questions import Questions
from ceecluster.coherence.rarefaction import (
    Direction,
    RecordCodes,
    bootstrap,
    contrast,
    mean_of,
    rarefy,
    record_codes,
    similarities,
    verdict,
)
from ceecluster.coherence.readers import _closest, _limits, _over_levels, redraw
from ceecluster.coherence.structure import Plane, PlanePair, Quadrant, gower, mantel
from ceecluster.coherence.trend import FELT, Trend
from ceecluster.coherence.trend_rows import RecordMove, RegionYear
from ceecluster.coherence.variance import permanova
from factories import frozen

# Three regions by two levels, one value each: means 2, 6 and 7 of the regions, 4 and 6 of the levels, 5 of all.
VALUES = np.array([[1.0, 3], [4, 8], [7, 7]])
REGION, LEVEL = np.divmod(np.arange(6), 2)


def apart(values: np.ndarray) -> np.ndarray:
    """Distances of values on a line."""
    return np.abs(values[:, None] - values[None, :])


def test_squared_distances_on_a_line_are_split_as_in_a_two_way_analysis_of_variance() -> None:
    """Regions 2 (9 + 1 + 4) = 28, levels 3 (1 + 1) = 6, of all 38; Anderson 2001: the split of the textbooks."""
    found = permanova(apart(VALUES.ravel()), REGION, LEVEL, draws=199)
    assert (found.region, found.level, found.residual) == pytest.approx((28 / 38, 6 / 38, 4 / 38))
    assert found.overlap == pytest.approx(0)
    assert (found.units, found.draws, found.remark) == (6, 199, None)


def test_a_factor_without_effect_has_p_one_and_one_with_all_of_it_a_small_one() -> None:
    """Four regions, two levels: 24 of 576 orders within the levels keep the regions together."""
    values = np.repeat([1.0, 2, 4, 8], 2)
    region, level = np.divmod(np.arange(8), 2)
    found = permanova(apart(values), region, level, draws=299)
    assert found.p_level == 1 and found.p_region == pytest.approx(1 / 24, abs=0.035)
    assert (found.region, found.level) == (pytest.approx(1), pytest.approx(0))


def test_factors_overlap_where_profiles_are_missing() -> None:
    """What region and level explain, alone and either, and the rest are all there is."""
    rows = [0, 1, 2, 4, 5]
    found = permanova(apart(VALUES.ravel()[rows]), REGION[rows], LEVEL[rows], draws=0)
    # Sums of squares: 27.2 of all, 25.2 of the regions, 1.2 of the levels, 26.2 of both (1 is left over).
    told = (found.region, found.level, found.overlap, found.residual)
    assert told == pytest.approx((25 / 27.2, 1 / 27.2, 0.2 / 27.2, 1 / 27.2))
    assert (found.p_region, found.p_level, found.draws) == (None, None, 0)


@pytest.mark.parametrize(
    ("region", "level", "remark"),
    [
        ([0, 1], [0, 1], Caveat.FEW_REGIONS),
        ([0, 0, 0], [0, 1, 2], Caveat.FEW_REGIONS),
        ([0, 1, 2], [0, 0, 0], Caveat.FEW_REGIONS),
        ([0, 0, 1], [0, 1, 0], Caveat.AS_MANY),
        ([0, 0, 1, 1], [0, 1, 0, 1], None),
    ],
)
def test_what_can_be_split(region: list[int], level: list[int], remark: Caveat | None) -> None:
    """Three profiles of two regions and two levels are split, and with nothing left over they are not tested."""
    values = np.array([1.0, 2, 4, 9])[: len(region)]
    found = permanova(apart(values), np.array(region), np.array(level), draws=19)
    assert found.remark == remark and found.units == len(region)
    assert (found.region is None) == (remark is Caveat.FEW_REGIONS)
    assert (found.p_region is None) == (remark is not None) and found.draws == (19 if remark is None else 0)
    same = permanova(np.zeros((4, 4)), np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    assert (same.remark, same.region, same.draws) == (Caveat.ALL_ALIKE, None, 0)


def plane(r: float | None, p: float | None, *rows: PlanePair) -> Plane:
    """A plane with these pairs."""
    return Plane(frames.framed(PlanePair, rows), (), 0.5, 0.5, r, p, 0, 1, None)


@pytest.mark.parametrize(
    ("r", "p", "related"),
    [(0.1, 0.049, True), (0.1, 0.05, False), (0.0, 0.01, False), (-0.4, 0.01, False), (None, None, False)],
)
def test_structure_and_policy_are_related_above_nothing_and_below_five_in_a_hundred(
    r: float | None, p: float | None, related: bool
) -> None:
    """r has to be above 0 and p below 0.05."""
    assert plane(r, p).related is related
    assert not plane(r, p).low_power


def test_pairs_of_a_quadrant_show_it_best_first() -> None:
    """Nearest in structure first; among those alike in policy and different in structure the most different."""
    at = (("A", "B", 0.2), ("A", "C", 0.1), ("B", "C", 0.2))
    near = [PlanePair(a, b, s, 0.1, 3, Quadrant.NATURAL) for a, b, s in at]
    far = [PlanePair(a, b, s, 0.1, 3, Quadrant.COPIED) for a, b, s in at]
    found = plane(0.1, 0.5, *near, *far)
    assert [row.region + row.partner for row in found.of_quadrant(Quadrant.NATURAL)] == ["AC", "AB", "BC"]
    assert [row.region + row.partner for row in found.of_quadrant(Quadrant.COPIED)] == ["BC", "AB", "AC"]
    assert found.of_quadrant(Quadrant.APART) == () and len(found.table) == 6


def test_mantel_counts_every_relabelling_that_reaches_it() -> None:
    """On four units p over many draws nears the share of the 24 relabellings that reach r, the one at hand included."""
    a, b = apart(np.array([0.0, 1, 3, 7])), apart(np.array([0.0, 2, 1, 9]))
    at = np.triu_indices(4, 1)
    r, p, draws = mantel(a, b, draws=999)
    assert r == pytest.approx(np.corrcoef(a[at], b[at])[0, 1]) and draws == 999
    every = [np.corrcoef(a[at], b[np.ix_(order, order)][at])[0, 1] for order in map(list, permutations(range(4)))]
    assert p == pytest.approx(np.mean([x >= r - 1e-9 for x in every]), abs=0.04)
    two = np.full((3, 3), np.nan)
    two[0, 1] = two[0, 2] = 1
    assert mantel(two, apart(np.arange(3.0))) == (None, None, 0)
    three = mantel(apart(np.array([0.0, 1, 3])), apart(np.array([0.0, 1, 3])), draws=9)
    assert three[0] == pytest.approx(1)


def test_gower_is_the_mean_over_the_variables_that_say_something() -> None:
    """A variable of one value says nothing, a missing one is left out; nothing to compare is no distance."""
    values = np.array([[0.0, 5, np.nan], [4, 5, 1], [8, 5, 3]])
    distance, used = gower(values)
    assert distance == pytest.approx(np.array([[0, 0.5, 1], [0.5, 0, (0.5 + 1) / 2], [1, 0.75, 0]]))
    assert used[0, 1] == 1 and used[1, 2] == 2


@pytest.mark.parametrize("groups", [1, 5])
def test_one_group_and_as_many_as_units(groups: int) -> None:
    """One group around the unit in the middle; five groups of five units cost nothing, with swaps as with all tried."""
    distance = apart(np.array([0.0, 1, 2, 10, 20]))
    exact, swapped = partition(distance, groups), partition(distance, groups, exact=0) if groups < 5 else None
    assert exact.method == "exact" and exact.cost == (0 if groups == 5 else 2 + 1 + 8 + 18)
    assert exact.medoids == ((2,) if groups == 1 else (0, 1, 2, 3, 4))
    assert swapped is None or (swapped.medoids, swapped.cost, swapped.method) == (exact.medoids, exact.cost, "swaps")


def test_swaps_mend_a_bad_start() -> None:
    """The best two of six on a line, whichever way it is looked for; every unit with the nearest."""
    distance = apart(np.array([0.0, 1, 2, 10, 11, 13]))
    for found in (partition(distance, 2), partition(distance, 2, exact=0)):
        assert (found.medoids, found.cost, found.labels.tolist()) == ((1, 4), 1 + 1 + 1 + 2, [0, 0, 0, 1, 1, 1])


def test_cophenetic_correlation_by_hand() -> None:
    """Points 0, 1 and 3, average linkage: 0 and 1 meet at 1, 3 with both at 2.5."""
    found = tree(apart(np.array([0.0, 1, 3])))
    assert found.cophenetic == pytest.approx(np.corrcoef([1, 3, 2], [1, 2.5, 2.5])[0, 1])
    assert found.cut(2).tolist() in ([1, 1, 2], [2, 2, 1])
    assert np.isnan(tree(1 - np.eye(3)).cophenetic)


def test_many_portfolios_in_any_shape() -> None:
    """Two by three portfolios keep that shape in every measure."""
    x = np.random.default_rng(2).random((2, 3, 4, 5)) < 0.5
    for name, value in all_measures(x).items():
        assert value.shape == (2, 3), name
        assert float(value[1, 2]) == pytest.approx(float(all_measures(x[1, 2])[name])), name


def test_shannon_of_one_instrument_is_nothing_and_of_two_equal_ones_is_ln_two() -> None:
    """One instrument leaves no uncertainty; evenness is then open."""
    one, two = np.array([[1, 1], [0, 0]]), np.array([[1, 1], [1, 1]])
    found = measure(np.array([one, two]))
    assert found["shannon"].tolist() == pytest.approx([0, np.log(2)])
    assert np.isnan(found["equitability"][0]) and found["equitability"][1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("pairs", "draws"), [(1, 999), (49, 999), (50, 1_000), (499, 9_980), (500, 999), (10_000, 999)]
)
def test_draws_enough_for_one_pair_of_so_many(pairs: int, draws: int) -> None:
    """Twenty for each pair, at least 999; where 9 999 are too few, 999."""
    assert enough_draws(pairs) == draws


def test_the_smallest_adjusted_p() -> None:
    """Pairs over one more than the draws, at most 1; 1 without draws."""
    assert (smallest_q(50, 999), smallest_q(5_000, 999), smallest_q(3, 0)) == (0.05, 1.0, 1.0)
    assert pairs_of(3) == [(0, 1), (0, 2), (1, 2)] and pairs_of(1) == []


def test_a_pair_on_the_edge_gets_more_draws() -> None:
    """Two rows alike where chance hardly ever has it so: 9 999 draws in place of 999, of that level only."""
    alike, none = np.zeros((5, 24), bool), np.ones((3, 4), bool)
    for row, codes in enumerate(([*range(8)], [*range(8)], [*range(8, 16)], [*range(16, 24)], [*range(8, 24, 2)])):
        alike[row, codes] = True
    found = level_tests({"a": alike, "b": none}, None, 1)
    assert (found.levels["a"].draws, found.levels["b"].draws) == (9_999, 999)
    assert (found.draws, found.reach) == (999, pytest.approx(13 / 1_000))


def test_random_matrices_come_in_blocks_that_add_up() -> None:
    """As many as asked for, none for none."""
    start = np.eye(4, dtype=bool)
    assert [len(block) for block in curveball(start, 40, 1)] == [37, 3]
    assert [*curveball(start, 0, 1)] == []


def test_chances_of_a_square_of_equals() -> None:
    """Every row and column holds half: every cell has chance a half; a full row is certain."""
    half, miss = cell_chances(np.array([[1, 0], [0, 1]]))
    assert half == pytest.approx(np.full((2, 2), 0.5), abs=1e-6) and miss < 1e-6
    full, _ = cell_chances(np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]]))
    assert full[0].tolist() == [1, 1, 1] and full[1:, 2].tolist() == [0, 0]
    assert full[1:, :2] == pytest.approx(np.full((2, 2), 0.5), abs=1e-6)


def coded(*regions: list[list[int]]) -> RecordCodes:
    """Records of regions, each with its codes, in one dimension."""
    rows = [row for records in regions for row in records]
    owner = [n for n, records in enumerate(regions) for _ in records]
    return RecordCodes(np.array(rows, bool), np.array(owner), len(regions), ((0, len(rows[0]), 1.0),))


def test_on_all_their_records_nothing_is_drawn() -> None:
    """With as many records as each has, every draw is the same: Ruzicka of the shares, and no error."""
    records = coded([[1, 1, 0], [1, 0, 0]], [[1, 0, 0], [0, 0, 1]], [[1, 0, 0]])
    found = rarefy(records, 2)
    # Shares 1, 1/2, 0 against 1/2, 0, 1/2: 1/2 over 2.
    assert found.index == pytest.approx(0.25) and found.error == 0 and np.isnan(found.pairs[0, 2])
    assert np.isnan(rarefy(records, 3).index) and np.isnan(rarefy(records, 0).index)
    same = rarefy(coded([[1, 0]] * 3, [[1, 0]] * 3), 3)
    assert (same.index, same.chance) == (1, 1)


def test_records_without_codes_on_both_sides_have_no_similarity() -> None:
    """A dimension that neither side has says nothing; one that one side has says 0; weights count."""
    records = RecordCodes(
        np.array([[1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0]], bool),
        *(np.arange(4), 4, ((0, 2, 1.0), (2, 4, 3.0))),
    )
    drawn = np.arange(4)[None, :, None]
    told = similarities(records, drawn, np.array([0, 0, 1, 3]), np.array([2, 1, 1, 3]), "ruzicka")
    assert told[0, :3].tolist() == [1, 0, 1] and np.isnan(told[0, 3])
    mixed = RecordCodes(np.array([[1, 0, 1, 0], [1, 0, 0, 1]], bool), np.arange(2), 2, records.spans)
    assert similarities(mixed, np.arange(2)[None, :, None], np.array([0]), np.array([1]), "ruzicka")[0, 0] == 0.25


def test_a_record_of_two_regions_is_one_of_each() -> None:
    """By region and identifier; a dimension that is not compared stays out; a weight nobody gave is 1."""
    rows = [
        ("A", "r1", "x", "c1"),
        ("A", "r1", "x", "c2"),
        ("B", "r1", "x", "c1"),
        ("B", "r2", "y", "d1"),
        ("Q", "r", "x", "c"),
    ]
    table = pd.DataFrame(rows, columns=["region", "programme", "dimension", "code"])
    found = record_codes(table, ["B", "A"], ["x", "y"], {"y": 2})
    assert found.numbers.tolist() == [2, 1] and found.spans == ((0, 2, 1.0), (2, 3, 2.0))
    assert found.carried[found.owner == 1].tolist() == [[True, True, False]]
    assert sorted(found.carried[found.owner == 0].tolist()) == [[False, False, True], [True, False, False]]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        *((0.01, 0.2, Direction.MORE), (0.0, 0.2, Direction.UNCLEAR), (-0.2, 0.0, Direction.UNCLEAR)),
        *(
            (-0.2, -0.01, Direction.LESS),
            (np.nan, 0.2, Direction.NOT_COMPARABLE),
            (0.1, np.nan, Direction.NOT_COMPARABLE),
        ),
    ],
)
def test_an_interval_that_touches_nothing_is_a_direction(low: float, high: float, told: Direction) -> None:
    """An end at 0 includes it."""
    assert verdict(low, high) is told


def test_three_regions_have_an_interval_and_four_a_verdict() -> None:
    """Three regions are the fewest of a bootstrap, four of a comparison."""
    values = np.array([[0, 0.1, 0.2], [0.1, 0, 0.4], [0.2, 0.4, 0]])
    assert np.isfinite(bootstrap(values)).all()
    assert mean_of(values) == pytest.approx(0.7 / 3) and np.isnan(mean_of(np.full((3, 3), np.nan)))
    records = [[1, 0, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0]]
    three, four = coded(*[records] * 3), coded(*[records] * 4)
    assert contrast(three, three).verdict is Direction.NOT_COMPARABLE
    found = contrast(four, four)
    assert (found.verdict, found.m, found.regions, found.pairs) == (Direction.UNCLEAR, 3, 4, 6)
    assert found.difference == 0 and (found.low, found.high) == (0, 0)


def test_levels_are_compared_where_two_have_two_regions() -> None:
    """A level of one region stays out; one level alone has nothing to be compared with."""
    two, one = coded([[1]] * 3, [[1]] * 3), coded([[1]] * 9, [])
    assert number_of_records({"a": two, "b": two}) == 3
    assert number_of_records({"a": two, "b": one}) == 0 and number_of_records({"a": two}) == 0


def test_groups_on_equal_records_are_the_means_inside_and_between() -> None:
    """Counted again from the pairs on equal records, level by level."""
    world = frozen().world
    found: Groups = find_groups(world, draws=0)
    regions = [region.code for region in world.network.regions]
    table, weights = frames.codes(world), world.network.rules.dimension_weights
    codes = [
        record_codes(table[table["level"] == level.id], regions, frames.DIMENSIONS, weights)
        for level in world.network.levels
    ]
    assert found.equal.records > 0
    levels = [rarefy(each, found.equal.records).pairs for each in codes]
    group = {code: n for n, members in enumerate(found.groups) for code in members}
    inside, between = [], []
    for i, j in zip(*np.triu_indices(len(regions), 1), strict=True):
        values = [pairs[i, j] for pairs in levels if not np.isnan(pairs[i, j])]
        if values and regions[i] in group and regions[j] in group:
            (inside if group[regions[i]] == group[regions[j]] else between).append(np.mean(values))
    assert (found.equal.within_pairs, found.equal.between_pairs) == (len(inside), len(between))
    assert found.equal.within == pytest.approx(np.mean(inside) if inside else None)
    assert found.equal.between == pytest.approx(np.mean(between) if between else None)
    assert len(found.table) == len(found.groups) and found.stability == (None,) * len(found.groups)


def test_the_region_with_most_pairs_missing_leaves() -> None:
    """One leaves, by most pairs missing, and all others stay; a region without itself leaves, too."""
    s = np.ones((4, 4))
    s[0, 1] = s[1, 0] = s[0, 2] = s[2, 0] = np.nan
    assert _complete(s, ["D", "C", "B", "A"]) == [3, 2, 1]
    s = np.ones((3, 3))
    s[1, :] = s[:, 1] = np.nan
    assert _complete(s, ["A", "B", "C"]) == [0, 2]
    assert _complete(np.ones((2, 2)), ["B", "A"]) == [1, 0]


def linked(region: str, similarity: float | None, kind: LinkKind | None, *records: str) -> PairLinks:
    """A pair with records."""
    return PairLinks(region, "Z", similarity, 0, len(records), records, None, None, kind)


def test_linked_pairs_in_the_order_of_their_records_and_likeness() -> None:
    """Most records first; the alike from the most alike, the different from the least; a record of two pairs is one."""
    rows = (
        *(linked("A", 0.2, LinkKind.PARTNERS, "r1"), linked("B", 0.1, LinkKind.PARTNERS, "r1", "r2")),
        *(linked("C", 0.7, LinkKind.STRANGERS), linked("D", 0.9, LinkKind.STRANGERS), linked("E", None, None, "r3")),
    )
    found = Cooperation(frames.framed(PairLinks, rows), pd.DataFrame(), 0.5, 0, None, None, 5, 0, 1, ())
    assert [row.region for row in found.linked] == ["B", "A", "E"] and found.records == 3
    assert [row.region for row in found.of_kind(LinkKind.PARTNERS)] == ["B", "A"]
    assert [row.region for row in found.of_kind(LinkKind.STRANGERS)] == ["D", "C"]
    assert len(found.table) == 5


def trended(*moves: float, rows: tuple[RegionYear, ...] = ()) -> Trend:
    """A trend with these moves and regions, from 2000 to 2002."""
    made = tuple(RecordMove(2001, "top", f"r{n}", "A", "began", effect) for n, effect in enumerate(moves))
    world: Any = None
    return Trend((), rows, (), made, world, (2000, 2002), 0, (0, 0), 0)


def test_moves_that_can_be_felt() -> None:
    """From 0.0005 on, up or down, the largest first; those nearer to the largest than that are as large."""
    found = trended(0.0004, -FELT, 0.002, -0.0025, 0.0021)
    assert [move.effect for move in found.largest] == [-0.0025, 0.0021, 0.002, -FELT]
    assert found.as_large == 1
    # Exactly the step apart is not as large.
    assert trended(FELT * 2, FELT).as_large == 0 and trended(0.0001).largest == () and trended().as_large == 0


def test_the_change_inside_regions_counts_from_their_first_year_with_a_value() -> None:
    """From the first to the last year with a value, where that is the last of all; one year is no change."""
    rows = tuple(
        RegionYear(year, region, value, 2, 3)
        for region, values in (
            ("A", (0.1, None, 0.4)),
            ("B", (None, None, 0.4)),
            ("C", (0.2, 0.3, None)),
            ("D", (0.5, 0.9, 0.2)),
        )
        for year, value in zip((2000, 2001, 2002), values, strict=True)
    )
    found = trended(rows=rows)
    assert found.regions_since == {"A": pytest.approx(0.3), "D": pytest.approx(-0.3)}
    assert found.inside_of(2000) == pytest.approx((0.1 + 0.2 + 0.5) / 3) and found.inside_of(1999) is None


def test_a_code_that_all_or_none_carry_has_nowhere_to_go() -> None:
    """It stays whatever the readers; one that one of two carries and is never true goes to the other."""
    carried = np.array([[1, 1], [1, 0]], bool)
    found = redraw(carried, np.ones(2, bool), np.zeros(2, int), np.zeros(2), np.random.default_rng(1))
    assert found.tolist() == [[True, False], [True, True]]
    true = redraw(carried, np.ones(2, bool), np.zeros(2, int), np.ones(2), np.random.default_rng(1))
    assert true.tolist() == carried.tolist()
    shut = redraw(carried, np.zeros(2, bool), np.zeros(2, int), np.zeros(2), np.random.default_rng(1))
    assert shut.tolist() == carried.tolist()


def test_likeness_over_the_levels_and_who_stays_closest() -> None:
    """Mean over the levels with data; among the closest in half of the draws; who takes the place in the other half."""
    one = np.array([[1, 0.2, 0.6], [0.2, 1, np.nan], [0.6, np.nan, 1]])
    two = np.array([[1, 0.4, np.nan], [0.4, 1, np.nan], [np.nan, np.nan, np.nan]])
    mean = _over_levels(np.array([one, two]))
    assert mean[0, 1:].tolist() == pytest.approx([0.3, 0.6]) and np.isnan(mean[1, 2]) and np.isnan(mean[0, 0])
    turned = np.array([[1, 0.9, 0.1], [0.9, 1, np.nan], [0.1, np.nan, 1]])
    rows = _closest(["A", "B", "C"], np.array([one]), np.array([[one], [turned]]))
    assert [(row.region, row.closest, row.held, row.other) for row in rows] == [
        *(("A", "C", 0.5, "B"), ("B", "A", 1, None), ("C", "A", 1, None)),
    ]
    assert _limits(np.array([np.nan])) == (None, None)
    assert _limits(np.arange(201.0)) == pytest.approx((5, 195))


def test_what_remains_is_told_from_the_year_most_earlier_entries_name() -> None:
    """By their count, the earlier of a tie; without any from the first year with three regions."""
    world = frozen().world
    entries = [SimpleNamespace(year=year, count=count) for year, count in ((2012, 2), (2010, 1), (2010, 1), (None, 9))]
    told = remains(world.model_copy(update={"legacy": tuple(entries), "whole": None}))
    assert (told.then, told.now) == (2010, 2026) and len(told.regions) == len(world.network.regions)
    assert remains(world.model_copy(update={"legacy": tuple(entries[:2]), "whole": None})).then == 2012
    kinds = {row.fate for row in told.fates}
    code = told.fates[0].region
    assert sum(len(told.of(code, fate)) for fate in kinds) == sum(row.region == code for row in told.fates)


def test_the_questions_of_a_comparison_are_asked_with_its_settings() -> None:
    """Similarity is the mean over the levels of the comparison's own pairs; each question is answered once."""
    study = frozen()
    asked = Questions(study.comparison)
    pairs = study.comparison.by_pair
    codes = [region.code for region in study.world.network.regions]
    for i, j in ((0, 1), (2, 5)):
        known = [
            row.similarity
            for row in pairs
            if {row.region, row.partner} == {codes[i], codes[j]} and row.similarity is not None
        ]
        assert asked.similarity[i, j] == pytest.approx(np.mean(known))
    assert asked.similarity is asked.similarity
    assert asked.cooperation.cut == pytest.approx(np.nanmedian(asked.similarity[np.triu_indices(len(codes), 1)]))
