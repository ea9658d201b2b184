"""What is computed over a whole small world, with every number worked out by hand or counted again another way."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri, stdtrit

from ceecluster.coherence import groups, structure
from ceecluster.coherence.actions import find_actions, list_exclusions
from ceecluster.coherence.cells import CELLS, Cell, classify
from ceecluster.coherence.chance import _tested, level_chance
from ceecluster.coherence.cooperation import Cooperation, DatedLink, cooperation
from ceecluster.coherence.dissimilarity import tree
from ceecluster.coherence.equal_years import compare_years
from ceecluster.coherence.ground import Pursuit, pursuits
from ceecluster.coherence.groups import _inside, cluster, find_groups, mean_similarity
from ceecluster.coherence.internal import trace
from ceecluster.coherence.money import money
from ceecluster.coherence.neighbours import relation_test
from ceecluster.coherence.null_model import PairSampler, benjamini_hochberg, holm
from ceecluster.coherence.pairs import exact_pairs, poisson_binomial_tails
from ceecluster.coherence.portfolio import from_table, measure
from ceecluster.coherence.portfolio_measures import all_measures, burden, gini
from ceecluster.coherence.profiles import DimensionProfile, profiles
from ceecluster.coherence.rarefaction import RecordCodes, _student_to_normal, deal, rarefy
from ceecluster.coherence.reader_scores import _carrying
from ceecluster.coherence.readers import _levels, _pairs, dimension_of, reader_spread
from ceecluster.coherence.reciprocity import LinkedPair, OpenInstruments, Reciprocity, _paid, _together, reciprocity
from ceecluster.coherence.similarity import MEASURES, similarity
from ceecluster.coherence.structure import structure_and_policy
from ceecluster.coherence.trend import _Index, trend
from ceecluster.coherence.why import explain_pair
from ceecluster.errors import UsageError
from ceecluster.frames import framed, years_of
from ceecluster.model import Datum, Programme, World
from factories import frozen, make_inventory, make_programme, make_world

BARE: dict[str, Any] = {"instruments": [], "target_groups": [], "sectors": [], "funding": {}}


def aims(identifier: str, objectives: str, level: str | list[str] = "policy", **more: Any) -> Programme:
    """A record with objectives, as letters, and nothing else to compare."""
    return make_programme(
        identifier,
        **{
            "level": [level] if isinstance(level, str) else level,
            "objectives": [f"OBJ-{x}" for x in objectives],
            **BARE,
            **more,
        },
    )


def world_of(**records: Iterable[Programme]) -> World:
    """A world of the given records by region."""
    return make_world(*(make_inventory(region, *found) for region, found in records.items()))


# Trends


def moving() -> World:
    """All three pursue A from 2001; CZ adds B in 2003 and gives up A after 2004; one record has no year at all."""
    return world_of(
        AT31=[aims("at31-a", "A", start=2000, end=2020)],
        AT12=[aims("at12-a", "A", start=2001, end=2020)],
        CZ=[
            aims("cz-a", "A", start=2001, end=2004),
            aims("cz-b", "B", start=2003, end=2020),
            aims("cz-n", "A", start=None, end=None, source=[]),
        ],
    )


def test_what_a_record_does_to_the_index() -> None:
    """With A and B in halves CZ is like the others by 1/3: 5/9 of three pairs. B takes 4/9, the end of A 2/9."""
    found = trend(moving(), 2000, 2006, dimensions=["objectives"])
    told = [(move.year, move.programme, move.event, pytest.approx(move.effect)) for move in found.moved]
    assert told == [(2003, "cz-b", "began", 5 / 9 - 1), (2005, "cz-a", "ended", 1 / 3 - 5 / 9)]
    rows = {(row.year, row.level): row for row in found.by_level}
    assert [
        (rows[y, "policy"].pairs, rows[y, "policy"].regions, rows[y, "policy"].records) for y in (2000, 2001, 2003)
    ] == [*((0, 1, 1), (3, 3, 3), (3, 3, 4))]
    assert rows[2003, "policy"].index == pytest.approx(5 / 9) and rows[2000, "policy"].index is None
    assert rows[2003, "initiative"].regions == 0
    assert (found.undated, found.on_file, found.records, found.years) == (1, 5, (1, 3), (2000, 2006))
    (change,) = found.changed
    assert (change.first, change.last, change.same_pairs) == (2001, 2006, 3)
    assert (change.start, change.end, change.change) == pytest.approx((1, 1 / 3, -2 / 3))
    assert (change.same_start, change.same_end, change.equal_from, change.records_each) == (
        1,
        pytest.approx(1 / 3),
        None,
        0,
    )


def test_the_levels_of_a_region_year_by_year() -> None:
    """One level is none to compare; two levels with half in common; a level that is not asked for is not told."""
    world = world_of(
        AT31=[aims("at31-a", "A", start=2000, end=2020), aims("at31-b", "AB", "initiative", start=2001, end=2020)],
        CZ=[aims("cz-a", "A", ["policy", "initiative"], start=2000, end=2001)],
    )
    found = trend(world, 2000, 2002, dimensions=["objectives"], levels=["initiative"])
    told = [(row.year, row.inside, row.levels, row.records) for row in found.by_region if row.region == "AT31"]
    assert told == [(2000, None, 1, 1), (2001, pytest.approx(0.5), 2, 2), (2002, pytest.approx(0.5), 2, 2)]
    assert [(row.inside, row.records) for row in found.by_region if row.region == "CZ"] == [(1, 2), (1, 2), (None, 0)]
    assert found.levels == ("initiative",) and found.changed == () and found.moved == ()


@pytest.mark.parametrize(
    ("dated", "hint"), [(True, "records begin between 2000 and 2003"), (False, "no record has a start")]
)
def test_years_without_a_record_are_told_with_those_that_have_one(dated: bool, hint: str) -> None:
    """The hint names the first and the last beginning, or that there is none."""
    undated = world_of(CZ=[aims("cz-n", "A", start=None, end=None, source=[])])
    with pytest.raises(UsageError, match="between 1990 and 1991") as caught:
        trend(moving() if dated else undated, 1990, 1991)
    assert caught.value.hint == hint
    with pytest.raises(UsageError, match="1991:1990 is no span"):
        trend(moving(), 1991, 1990)


def test_an_index_with_other_values_of_one_region_is_that_of_the_whole_matrix() -> None:
    """Any region, also one without data; and afterwards the index is what it was."""
    chance = np.random.default_rng(4)
    for _ in range(20):
        s = chance.random((5, 5)).round(2)
        s = (s + s.T) / 2
        silent = chance.random(5) < 0.2
        s[silent] = s[:, silent] = np.nan
        index, before = _Index(s), _Index(s).value
        r = int(chance.integers(5))
        row = np.where(silent, np.nan, chance.random(5))
        row[r] = 1 if chance.random() < 0.8 else np.nan
        if np.isnan(row[r]):
            row[:] = np.nan
        other = s.copy()
        other[r] = other[:, r] = row
        upper = other[np.triu_indices(5, 1)]
        enough = (~np.isnan(np.diag(other))).sum() >= 3
        assert index.with_row(r, row) == pytest.approx(np.nanmean(upper) if enough else np.nan, nan_ok=True)
        np.testing.assert_equal(index.value, before)


def test_a_trend_goes_on_where_another_begins() -> None:
    """The last year of a span is what a span of that year alone says, with all regions and their levels."""
    world = frozen().world
    through, alone = trend(world, 2010, 2011), trend(world, 2011, 2011)
    for name in ("by_level", "by_region"):
        mine = [row for row in getattr(through, name) if row.year == 2011]
        for one, two in zip(mine, getattr(alone, name), strict=True):
            assert vars(one) == pytest.approx(vars(two), nan_ok=True)


def test_the_first_year_that_can_be_compared() -> None:
    """Three records of four regions on both sides: one of 2001 with fewer, or of three regions, is passed over."""
    records, began = [], {"A": 2000, "B": 2000, "C": 2001, "D": 2002}
    for region, first in began.items():
        for k in range(3):
            records.append((region, aims(f"{region.lower()}-{k}", "AB"[: 1 + k % 2], start=first)))
    records.append(("A", aims("a-other", "E", "initiative", start=1990)))

    def active(programme: Programme, year: int) -> bool:
        begun, _ = years_of(programme)
        return begun is not None and begun <= year

    asked: dict[str, Any] = {"regions": [*"ABCD"], "dimensions": ["objectives"], "weights": {}}
    since, equal = compare_years(records, "policy", [2000, 2001, 2002, 2003], active, **asked)
    assert (since, equal.m, equal.pairs, equal.start, equal.end) == (2002, 3, 6, 1, 1)
    assert compare_years(records, "policy", [2000, 2001, 2003], active, **asked)[0] is None
    assert compare_years(records, "policy", [2003], active, **asked)[0] is None


# Links, openness, money, structure


def test_similarity_and_links_of_all_pairs() -> None:
    """Undated are records without any year; the cut is the median of the known pairs; r over all of them."""
    with_years = [{"with": ["CZ"], "what": "x", "years": [2010, 2011]}, {"with": ["CZ"], "what": "y"}]
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", cross_border=with_years)),
        make_inventory("AT12", make_programme("at12-a", start=None, cross_border=[{"with": ["CZ"], "what": "z"}])),
        make_inventory("CZ", make_programme("cz-a")),
    )
    s = np.array([[1, 0.8, 0.2], [0.8, 1, 0.4], [0.2, 0.4, 1]])
    found = cooperation(world, s, draws=19, seed=5)
    assert (found.undated, found.cut, found.regions, found.draws, found.seed) == (1, 0.4, 3, 19, 5)
    assert found.r == pytest.approx(np.corrcoef([0.8, 0.2, 0.4], [0, 1, 1])[0, 1])
    assert [len(row.records) for row in found.by_pair] == [0, 1, 1]
    assert found.before_after(2010).undated == 1
    silent = np.full((3, 3), np.nan)
    silent[0, 1] = silent[1, 0] = silent[0, 0] = silent[1, 1] = 0.3
    part = cooperation(world, silent, draws=9)
    assert (part.cut, part.regions, part.r) == (0.3, 2, None)
    assert [row.kind is None for row in part.by_pair] == [False, True, True]
    assert cooperation(world, np.full((3, 3), np.nan), draws=9).cut is None


def test_a_link_of_the_year_itself_is_after_it() -> None:
    """It begins before only where it begins earlier, and goes on where it ends in the year or later."""
    links = tuple(
        DatedLink("A", partner, "r", *years)
        for partner, years in zip("BCDE", ((2009, None), (2010, None), (2008, 2010), (2008, 2009)), strict=True)
    )
    told = Cooperation(pd.DataFrame(), pd.DataFrame(), None, 0, None, None, 5, 0, 1, links).before_after(2010)
    assert (told.before, told.after, told.both) == ((("A", "B"), ("A", "E")), (("A", "C"),), (("A", "D"),))


def test_openness_by_hand() -> None:
    """Whom an instrument is open to, whom it pays, and who names a link."""
    world = make_world(
        make_inventory(
            "AT31",
            make_programme(
                "at31-a",
                instruments=[
                    {"code": "INS-A", "open_to": ["CZ"], "pays": ["CZ"]},
                    {"code": "INS-B", "open_to": "any", "pays": "inside"},
                    "INS-C",
                ],
                cross_border=[{"with": ["CZ"], "what": "x"}],
            ),
        ),
        make_inventory(
            "AT12",
            make_programme(
                "at12-a",
                instruments=[{"code": "INS-A", "open_to": ["CZ"], "pays": "inside"}],
                cross_border=[{"with": ["CZ"], "what": "x"}],
            ),
        ),
        make_inventory(
            "CZ",
            make_programme(
                "cz-a",
                instruments=[{"code": "INS-A", "open_to": ["AT31"]}],
                cross_border=[{"with": ["AT12"], "what": "x"}],
            ),
        ),
    )
    found = reciprocity(world)
    told = {row.region + ">" + row.partner: (row.instruments, row.back, row.paid) for row in found.openings}
    assert told == {
        "AT12>CZ": (("INS-A",), False, False),
        "AT31>AT12": (("INS-B",), False, False),
        "AT31>CZ": (("INS-A", "INS-B"), True, True),
        "CZ>AT31": (("INS-A",), True, None),
    }
    assert (found.unstated, found.instruments) == (1, 5)
    assert {row.region + row.partner: row.named_by for row in found.links} == {
        "AT12CZ": ("AT12", "CZ"),
        "AT31CZ": ("AT31",),
    }
    assert [row.region for row in found.one_sided] == ["AT31"]
    assert (found.opening, found.unpaid, found.mutual) == (("AT12", "AT31", "CZ"), ("AT12",), (("AT31", "CZ"),))


def test_openings_of_the_same_instruments_are_one_set() -> None:
    """By region and instruments; paid where one partner is, unpaid where none is, open where one is not documented."""
    rows = [
        OpenInstruments("A", partner, (code,), (record,), back, paid)
        for partner, code, record, back, paid in (
            *(("B", "i", "r2", True, False), ("C", "i", "r1", False, True), ("D", "j", "r3", False, False)),
            *(("E", "j", "r3", True, None), ("F", "k", "r4", False, False)),
        )
    ]
    found = Reciprocity(framed(OpenInstruments, rows), framed(LinkedPair, []), 0, 3)
    assert [(s.instruments, s.partners, s.returned, s.paid, s.records) for s in found.sets] == [
        (("i",), ("B", "C"), ("B",), True, ("r1", "r2")),
        (("j",), ("D", "E"), ("E",), None, ("r3",)),
        (("k",), ("F",), (), False, ("r4",)),
    ]
    assert found.unpaid == () and len(found.table) == 5
    assert (_paid({True, None}), _paid({False, None}), _paid({False})) == (True, None, False)
    assert (_together([None, True]), _together([False, None]), _together([False, False])) == (True, None, False)


def test_money_of_two_regions_and_two_levels() -> None:
    """A record at two levels counts at each; the people of the last year; private money leaves no trace."""
    budget = [{"amount": 60, "currency": "EUR", "period": [2020, 2021]}]
    world = make_world(
        make_inventory(
            "AT31", make_programme("at31-a", level=["policy", "initiative"], budget=budget), make_programme("at31-b")
        ),
        make_inventory("CZ", make_programme("cz-a", budget=[{"amount": 5, "currency": "CZK", "kind": "turnover"}])),
        make_inventory("AT12", make_programme("at12-a", budget=[{"amount": 7, "currency": "EUR"}])),
    )
    counted = ((2019, 10), (2021, 3), (2015, 99))
    people = [
        Datum(region="AT31", variable="population", value=value, unit="p", year=year, source="s")
        for year, value in counted
    ]
    other = Datum(region="AT12", variable="gdp", value=9, unit="e", year=2022, source="s")
    found = money(world.model_copy(update={"structure": (*people, other)}))
    assert [(s.region, s.level, s.of, s.yearly, s.per_head) for s in found.sums] == [
        ("AT31", "policy", 2, 30, 10),
        ("AT31", "initiative", 1, 30, 10),
        ("AT12", "policy", 1, None, None),
    ]
    assert (found.records, found.of, found.regions, found.members, found.population_years) == (2, 4, 2, 3, (2021,))
    assert [(level, len(rows)) for level, rows in found.by_level] == [("policy", 2), ("initiative", 1)]
    assert len(found.table) == 3


def data(*values: tuple[str, str, float, int], **more: Any) -> tuple[Datum, ...]:
    """Structural values by region, variable, value and year."""
    return tuple(
        Datum(region=region, variable=variable, value=value, unit="u", year=year, source="s", **more)
        for region, variable, value, year in values
    )


def test_structure_beside_policy_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several years the last counts; two values of one larger area are not compared; medians are the cuts."""
    world = world_of(AT31=[aims("at31-a", "A")], AT12=[aims("at12-a", "A")], CZ=[aims("cz-a", "B")])
    own = data(("AT31", "gdp", 0, 2020), ("AT12", "gdp", 10, 2020), ("CZ", "gdp", 99, 2019), ("CZ", "gdp", 8, 2021))
    shared = data(("AT31", "rain", 1, 2020), ("AT12", "rain", 3, 2020), status="parent", of="AT")
    rest = data(("CZ", "rain", 5, 2020))
    found = structure_and_policy(world.model_copy(update={"structure": (*own, *shared, *rest)}), draws=9, seed=3)
    told = {
        row.region + row.partner: (row.structure, row.policy, row.variables, row.quadrant.name) for row in found.by_pair
    }
    # Ranges: gdp 10, rain 4. AT31-AT12: gdp alone, 1; AT31-CZ: (0.8 + 1) / 2; AT12-CZ: (0.2 + 0.5) / 2.
    assert told == {
        "AT12CZ": (pytest.approx(0.35), 1, 2, "NATURAL"),
        "AT31CZ": (pytest.approx(0.9), 1, 2, "NATURAL"),
        "AT31AT12": (1, 0, 1, "COPIED"),
    }
    assert (found.structure_cut, found.policy_cut, found.variables) == (pytest.approx(0.9), 1, ("gdp", "rain"))
    assert found.low_power and not found.related and (found.draws, found.seed) == (9, 3)
    for p, weak in ((0.05, True), (0.049, False), (None, True)):
        monkeypatch.setattr(structure, "mantel", lambda *_, p=p, **__: (0.5, p, 9))
        told_again = structure_and_policy(world.model_copy(update={"structure": (*own, *shared, *rest)}), draws=9)
        assert told_again.low_power is weak
    two = structure_and_policy(world.model_copy(update={"structure": own[:2]}), draws=9)
    assert two.remark is not None and two.remark.name == "FEW_PAIRS" and two.pairs.empty and two.draws == 0


# Comparing codes


def test_units_without_a_row_have_no_similarity() -> None:
    """Of no unit there is a table without rows, as wide as there are units, by every measure."""
    for name in MEASURES:
        assert similarity(np.eye(4), name, np.zeros(0, int)).shape == (0, 4), name
        # Over blocks the rows are those of all at once.
        assert similarity(np.eye(4), name).shape == (4, 4)


def test_a_tree_whose_heights_are_all_the_same_has_no_correlation_and_no_warning() -> None:
    """Points 0, 1 and 2 by single linkage meet at 1 and 1; where all distances are the same neither varies."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        line = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
        assert np.isnan(tree(line, "single").cophenetic) and np.isnan(tree(1 - np.eye(3)).cophenetic)


def test_tails_are_never_more_than_certain() -> None:
    """Rounding adds up to more than 1 in some of these; a probability does not."""
    tails = poisson_binomial_tails(np.random.default_rng(1).random((200, 30)))
    assert tails.max() == 1 and (tails[:, 0] > 1 - 1e-12).all() and (np.diff(tails, axis=1) <= 0).all()


def test_expected_codes_of_a_square() -> None:
    """Each of two rows holds one of two codes: chances a half, 2 x 1/4 expected; a row without codes has no test."""
    found = exact_pairs(np.array([[1, 0], [0, 1]]))
    assert (found.shared.tolist(), found.expected.tolist(), found.p.tolist()) == ([0], [pytest.approx(0.5)], [1])
    assert found.margin_error < 1e-6
    three = exact_pairs(np.array([[1, 0], [1, 0], [0, 0]]))
    assert three.p.tolist()[0] == 1 and np.isnan(three.p[1:]).all() and np.isnan(three.expected[1:]).all()


def test_adjusted_p_by_hand() -> None:
    """Benjamini & Hochberg: p times number over rank, no more than a larger p's; Holm: times what is left."""
    p = [0.01, np.nan, 0.04, 0.03, 0.9]
    assert benjamini_hochberg(np.array(p)) == pytest.approx([0.04, np.nan, 0.16 / 3, 0.16 / 3, 0.9], nan_ok=True)
    assert holm(p) == pytest.approx([0.04, np.nan, 0.09, 0.09, 0.9], nan_ok=True)
    assert holm([0.6, 0.7]).tolist() == [1, 1] and benjamini_hochberg(np.array([np.nan])).tolist() == pytest.approx(
        [np.nan], nan_ok=True
    )


def test_the_effect_is_standardised_by_what_random_matrices_give() -> None:
    """Two rows of one code each among two: they share it in a third of the matrices."""
    presence = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], bool)
    found = PairSampler(presence, 2).test(3_000)
    # Six matrices hold two of four rows in the first code; in two of them the first two rows are alike.
    assert found.shared.tolist() == [1, 0, 0, 0, 0, 1] and found.expected == pytest.approx(1 / 3, abs=0.04)
    assert found.effect[0] == pytest.approx((2 / 3) / np.sqrt(2 / 9), abs=0.15)
    assert found.p[0] == pytest.approx(1 / 3, abs=0.04) and (found.p[1], found.draws) == (1, 3_000)
    same = PairSampler(np.ones((2, 3), bool), 1).test(9)
    assert np.isnan(same.effect).all() and same.p.tolist() == [1]
    blank = _tested(PairSampler(presence, 7), 0)
    assert np.isnan(blank.p).all() and np.isnan(blank.shared).all() and (blank.draws, blank.seed) == (0, 7)


def coded(*regions: list[list[int]]) -> RecordCodes:
    """Records of regions in one dimension."""
    rows = [row for records in regions for row in records]
    owner = [n for n, records in enumerate(regions) for _ in records]
    return RecordCodes(np.array(rows, bool), np.array(owner), len(regions), ((0, len(rows[0]), 1.0),))


def test_dealing_leaves_silent_regions_out_and_counts_every_deal() -> None:
    """Three regions of which one has no record; of the others' three records all six orders count."""
    records = coded([[1, 0]], [], [[0, 1], [1, 0]])
    found = deal(records, seed=4)
    assert np.isnan(found[1]).all() and found[0, 2] == found[2, 0]
    rows = records.carried.astype(float)
    every = [similarity(np.array([rows[a], (rows[b] + rows[c]) / 2]))[0, 1] for a, b, c in permutations(range(3))]
    assert found[0, 2] == pytest.approx(np.mean(every), abs=0.06)
    assert np.isnan(deal(coded([[1]], []))).all() and np.isnan(np.diag(found)).all()
    told = level_chance(records, np.where(np.isnan(found), np.nan, found + 0.25), None, "ruzicka", 4)
    assert told.above[0] == pytest.approx(0.25) and np.isnan(told.rarefied) and np.isnan(told.rarefied_chance)


def test_drawing_goes_on_until_the_error_is_small() -> None:
    """Alike or not by the toss of a coin: the error of the mean of n draws is near half over their root."""
    found = rarefy(coded([[1, 0], [0, 1]], [[1, 0], [0, 1]]), 1, seed=2)
    # 1 024 draws at most: 0.5 / 32.
    assert found.error == pytest.approx(0.5 / 32, rel=0.02) and found.index == pytest.approx(0.5, abs=0.05)
    assert found.chance == pytest.approx(1 / 3, abs=0.05) and found.m == 1


@pytest.mark.parametrize(("freedom", "near"), [(5, 5e-3), (10, 4e-4), (30, 1e-5)])
def test_the_series_of_students_quantile_nears_it(freedom: int, near: float) -> None:
    """Hill's four terms leave out what falls with the fourth power of the freedom."""
    for share in (0.9, 0.975, 0.99):
        assert _student_to_normal(share, freedom) == pytest.approx(stdtrit(freedom, share) / ndtri(share), rel=near)


# Groups and neighbours


def test_the_smallest_number_of_equally_good_groups() -> None:
    """Two pairs far apart are two groups; the mean likeness inside; one alone has none."""
    points = np.array([0.0, 0, 1, 1])
    labels, order, width = cluster(np.abs(points[:, None] - points))
    assert labels[0] == labels[1] != labels[2] == labels[3] and width == 1 and sorted(order) == [0, 1, 2, 3]
    two, _, none = cluster(np.array([[0.0, 1], [1, 0]]))
    assert len(two) == 2 and none == 0
    s = np.array([[1, 0.2, 0.4], [0.2, 1, 0.9], [0.4, 0.9, 1]])
    assert _inside(s, [0, 1, 2]) == pytest.approx(0.5) and _inside(s, [1, 2]) == 0.9 and _inside(s, [1]) is None


def test_similarity_over_the_levels_with_data_and_over_picked_codes() -> None:
    """Half alike at one level and wholly at the other: 3/4; with the first code alone wholly."""
    world = world_of(
        AT31=[aims("at31-a", "A"), aims("at31-b", "B", "initiative")],
        AT12=[aims("at12-a", "AB"), aims("at12-b", "B", "initiative")],
        CZ=[aims("cz-a", "AB")],
    )
    found = profiles(world, dimensions=["objectives"])
    mean = mean_similarity(found, {})
    assert (mean[0, 1], mean[0, 2], mean[1, 2]) == (0.75, 0.5, 1)
    assert mean_similarity(found, {}, picked={"objectives": np.array([0, 0])})[0, 1] == 1
    groups = find_groups(world, dimensions=["objectives"], draws=10)
    assert {frozenset(group) for group in groups.groups} == {frozenset({"AT12", "CZ"}), frozenset({"AT31"})}
    inside = dict(zip(groups.groups, groups.within, strict=True))
    assert {len(group): value for group, value in inside.items()} == {2: 1, 1: None}
    assert groups.draws == 10 and all(0 <= value <= 1 for value in groups.stability) and groups.left_out == ()
    assert groups.silhouette == pytest.approx(2 / 3 * (1 - 0 / 0.375))


def test_codes_are_drawn_anew_from_all_and_equally_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four codes four with replacement, a hundred times: each about 100 times, and no other number is told."""
    world = world_of(AT31=[aims("at31-a", "AB")], AT12=[aims("at12-a", "BC")], CZ=[aims("cz-a", "CD")])
    told: list[np.ndarray] = []

    def drawn(*args: Any) -> np.ndarray:
        told.extend(args[3].values() if len(args) > 3 else ())
        return mean_similarity(*args)

    monkeypatch.setattr(groups, "mean_similarity", drawn)
    find_groups(world, dimensions=["objectives"], draws=100)
    picks, often = np.unique(np.array(told), return_counts=True)
    assert np.array(told).shape == (100, 4) and picks.tolist() == [0, 1, 2, 3]
    # 400 picks at 1/4: five standard deviations are 43.
    assert often.tolist() == pytest.approx([100] * 4, abs=43)


def test_related_pairs_against_every_relabelling() -> None:
    """Four regions, one related pair with the second largest value: two of six pairs reach it, so p is near 1/3."""
    s, at = np.zeros((4, 4)), np.triu_indices(4, 1)
    s[at] = (0.5, 0.1, 0.2, 0.3, 0.9, 0.4)
    s += s.T
    relation = np.zeros((4, 4), bool)
    relation[0, 1] = relation[1, 0] = True
    found = relation_test(s, relation, draws=1_999, seed=3)
    assert (found.related, found.others, found.pairs, found.regions) == (0.5, pytest.approx(1.9 / 5), 1, 4)
    assert found.difference == pytest.approx(0.5 - 0.38) and found.p == pytest.approx(1 / 3, abs=0.03)
    assert (found.draws, found.seed) == (1_999, 3) and found.remark is not None
    assert relation_test(np.zeros((0, 0)), np.zeros((0, 0), bool)).regions == 0


# Cells, profiles, traces, readers


def test_what_an_objective_is_to_each_of_four_regions() -> None:
    """A gap from half of those with records on; shared where one alone names an instrument; silent without records."""
    presence = np.zeros((4, 1, 4))
    presence[[0, 1], 0, 0] = presence[0, 0, 1] = 1
    presence[[0, 1, 2], 0, 2] = 1
    objectives = DimensionProfile(
        "objectives", tuple("ABCD"), ("top",), tuple("wxyz"), presence, np.array([[1.0], [1], [1], [0]])
    )
    instruments = {
        ("A", "top", "w"): frozenset({"i", "k"}),
        ("A", "top", "y"): frozenset({"i"}),
        ("B", "top", "y"): frozenset({"j"}),
        ("C", "top", "y"): frozenset({"j"}),
    }
    table = classify(objectives, instruments, frozenset({("C", "top", "w"), ("A", "top", "x")}))
    told = {
        code: "".join(Cell(row.cell).name[0] for row in rows.itertuples()) for code, rows in table.groupby("objective")
    }
    # Shared S, complementary and conflict C, own O, gap G, absent A, and S of the silent at the end.
    assert told == {"w": "SSCS", "x": "OAAS", "y": "CSSS", "z": "AAAS"}
    rows = table.set_index(["region", "objective"])["cell"]
    assert rows["C", "w"] == Cell.CONFLICT and rows["D", "w"] == Cell.SILENT and rows["A", "y"] == Cell.COMPLEMENTARY
    plain = classify(objectives, {}).set_index(["region", "objective"])
    assert plain.loc[("C", "w"), "cell"] == Cell.GAP and plain.loc[("C", "w"), "holders"] == ("A", "B")
    assert plain.loc[("B", "x"), "cell"] == Cell.ABSENT and plain.loc[("A", "y"), "cell"] == Cell.SHARED
    assert table.columns.tolist() == CELLS


def test_shares_are_of_the_records_with_a_code_of_the_dimension() -> None:
    """One of two records carries B; a record without objectives is none of them; a level without records is 0."""
    world = world_of(
        AT31=[aims("r-a", "A"), aims("r-b", "AB"), aims("r-c", "")], CZ=[aims("r-d", "B", ["policy", "initiative"])]
    )
    found = profiles(world, dimensions=["objectives"])["objectives"]
    assert found.codes == ("OBJ-A", "OBJ-B") and found.shares[0, 0].tolist() == [1, 0.5]
    assert found.records[:, 0].tolist() == [2, 0, 1] and found.records[2].tolist() == [1, 0, 1]
    assert found.presence[0, 0].tolist() == [True, True] and not found.presence[0, 2].any()


@pytest.mark.parametrize(
    ("levels", "top", "traced", "dropped", "unasked", "share"),
    [
        (("AB", "A", "AC"), "AB", "A", "B", "C", 0.5),
        (("AB", "", "AC"), "AB", "A", "B", "C", None),
        (("AB", "A", ""), "AB", "A", "B", "", None),
        (("AB", "", ""), "AB", "", "", "", None),
        (("", "A", "AC"), "", "", "", "", None),
        (("AB", "AB", "AB"), "AB", "AB", "", "", 1),
    ],
)
def test_objectives_through_three_levels(
    levels: tuple[str, ...], top: str, traced: str, dropped: str, unasked: str, share: float | None
) -> None:
    """Levels without records are passed over, and then no share is told; nothing is unasked where nothing is asked."""
    names = ("policy", "administrative", "initiative")
    records = [aims(f"r{k}", codes, name) for k, (name, codes) in enumerate(zip(names, levels, strict=True)) if codes]
    found = trace(
        profiles(world_of(AT31=records, CZ=[aims("cz", "ABC")]), dimensions=["objectives"])["objectives"], "AT31"
    )
    told = ("".join(code[-1] for code in codes) for codes in (found.top, found.traced, found.dropped, found.unasked))
    assert (*told, found.share) == (top, traced, dropped, unasked, share)


@pytest.mark.parametrize(
    ("regions", "of", "wide"), [("AB", 3, True), ("AB", 4, False), ("ABC", 4, True), ("A", 1, True)]
)
def test_most_pursue_it_from_two_thirds_on(regions: str, of: int, wide: bool) -> None:
    """Exactly two thirds are most."""
    assert Pursuit("O", dict.fromkeys(regions, ("top",)), of, of).wide is wide
    # Most members have to have records, too: exactly two thirds of them are most.
    assert Pursuit("O", dict.fromkeys("ABC", ("top",)), 2, 3).wide
    assert not Pursuit("O", dict.fromkeys("ABC", ("top",)), 2, 4).wide


def test_objectives_of_most_regions_first_with_their_levels_in_order() -> None:
    """By number of regions, then by name; levels from the top."""
    cells = [
        SimpleNamespace(objective=o, level=level, region=region, holders=tuple(holders))
        for o, level, region, holders in (
            *(("P", "low", "A", "A"), ("P", "top", "A", "AB"), ("P", "top", "B", "AB"), ("P", "low", "B", "A")),
            *(("N", "top", "A", "A"), ("M", "low", "B", "B")),
        )
    ]
    network = SimpleNamespace(levels=[SimpleNamespace(id="top"), SimpleNamespace(id="low")], regions=[*"ABCDE"])
    world: Any = SimpleNamespace(by_cell=cells, speaking=("A", "B", "C"), world=SimpleNamespace(network=network))
    found = pursuits(world)
    assert {each.members for each in found} == {5}
    assert [(each.objective, dict(each.levels), each.regions) for each in found] == [
        ("P", {"A": ("top", "low"), "B": ("top",)}, 3),
        ("M", {"B": ("low",)}, 3),
        ("N", {"A": ("top",)}, 3),
    ]


def test_actions_in_their_order_and_what_is_shut_out() -> None:
    """By objective, level, most regions first, instrument; a record at two levels excludes at both."""
    rest: dict[str, Any] = {"target_groups": [], "sectors": [], "funding": {}}
    world = world_of(
        AT31=[make_programme("r-a", objectives=["OBJ-B", "OBJ-A"], instruments=["INS-A", "INS-B"], **rest)],
        CZ=[
            make_programme("r-b", objectives=["OBJ-A"], instruments=["INS-B"], **rest),
            make_programme(
                "r-c",
                level=["policy", "initiative"],
                objectives=[],
                excludes=[{"objective": "OBJ-E", "reason": "r"}],
                instruments=[],
            ),
        ],
    )
    found = find_actions(world)
    assert [(r.objective, r.instrument, r.count, r.records) for r in found.itertuples()] == [
        *(("OBJ-A", "INS-B", 2, ("r-a", "r-b")), ("OBJ-A", "INS-A", 1, ("r-a",))),
        *(("OBJ-B", "INS-A", 1, ("r-a",)), ("OBJ-B", "INS-B", 1, ("r-a",))),
    ]
    assert list_exclusions(world) == {("CZ", "policy", "OBJ-E"), ("CZ", "initiative", "OBJ-E")}


def test_the_records_of_a_dimension_as_a_matrix() -> None:
    """Rows in the order of the records, columns by code; a record at two levels has a place at both and one stratum."""
    world = world_of(AT31=[aims("r-a", "BA"), aims("r-b", "A", ["initiative", "policy"])], CZ=[aims("r-c", "C")])
    found = dimension_of(world, "objectives", False, frozenset({("r-b", "objectives")}), 2.0)
    assert found.codes == ("OBJ-A", "OBJ-B", "OBJ-C") and found.keys == (
        ("AT31", "r-a"),
        ("AT31", "r-b"),
        ("CZ", "r-c"),
    )
    assert found.carried.tolist() == [[True, True, False], [True, False, False], [False, False, True]]
    assert found.open.tolist() == [True, False, True] and found.weight == 2
    assert found.stratum.tolist()[0] == found.stratum.tolist()[2] == 0 and found.stratum[1] in (0, 2)
    assert found.place[0].tolist() == [[1, 1, 0], [0, 0, 0], [0, 1, 0]] and found.place[2, 0].tolist() == [0, 0, 1]
    shares, records = found.shares(found.carried)
    assert (
        shares[0, 0].tolist() == [1, 0.5, 0] and records[0].tolist() == [2, 0, 1] and records[1].tolist() == [0, 0, 0]
    )


def test_every_code_changes_where_readers_are_always_wrong() -> None:
    """Codes that are never true go, and as many come: all of the codes change, half of the differences count."""
    records = [aims(f"r{k}", "AB"[k % 2]) for k in range(8)]
    given = world_of(AT31=records, CZ=[aims(f"s{k}", "AB"[k % 2]) for k in range(8)])
    found = reader_spread(
        given,
        {"OBJ-A": (0.0, 1e9), "OBJ-B": (0.0, 1e9)},
        frozenset(),
        dimensions=["objectives", "sectors"],
        draws=4,
        seed=9,
    )
    assert (found.dimensions, found.kept, found.codes) == (("objectives",), ("sectors",), 16)
    assert found.changed == pytest.approx(1, abs=1e-3) and (found.draws, found.seed, found.as_of) == (4, 9, None)
    none = reader_spread(given, {"OBJ-A": (1.0, 1.0)}, frozenset(), dimensions=["objectives"], draws=0)
    assert (none.changed, none.pairs, none.closest, none.levels[0].low, none.levels[0].index) == (0, (), (), None, 1)


def test_levels_and_pairs_of_the_draws() -> None:
    """Limits hold 95 % of the draws; a pair without data as read, or in no draw, is not told."""
    plain = np.array([[[1, 0.4, np.nan], [0.4, 1, 0.6], [np.nan, 0.6, 1]]])
    drawn = np.repeat(plain[None], 41, axis=0)
    drawn[:, 0, 0, 1] = drawn[:, 0, 1, 0] = np.linspace(0, 1, 41)
    drawn[:, 0, 1, 2] = np.nan
    (level,) = _levels(["top"], plain, drawn)
    assert (level.level, level.index) == ("top", pytest.approx(0.5))
    assert (level.low, level.high) == (pytest.approx(0.025), pytest.approx(0.975))
    rows = _pairs(["A", "B", "C"], ["top"], (plain, np.array([[True, False, True]])), drawn, np.array([[0.75, 0, 1]]))
    assert [(r.region, r.partner, r.similarity, r.beyond, r.held) for r in rows] == [("A", "B", 0.4, True, 0.75)]
    assert (rows[0].low, rows[0].high) == (pytest.approx(0.025), pytest.approx(0.975))


def test_a_record_keeps_what_it_says_of_a_code_that_stays() -> None:
    """A new code stands alone; dimensions that are not redrawn stay; without any change it is the same record."""
    record = make_programme("r-a", instruments=[{"code": "INS-A", "open_to": ["CZ"]}], objectives=["OBJ-A"])
    found = _carrying(record, {"instruments": ("INS-B", "INS-A"), "sectors": ()})
    assert [(each.code, each.open_to) for each in found.instruments] == [("INS-B", ()), ("INS-A", ("CZ",))]
    assert found.sectors == () and found.objectives == record.objectives and found.target_groups == record.target_groups
    assert _carrying(record, {}) is record


def test_the_largest_reason_first_and_those_without_an_answer_last() -> None:
    """A alone against A, B and C in three records: each with its effect; a region's only record has none."""
    world = world_of(AT31=[aims("r-a", "A")], CZ=[aims("r-x", "A"), aims("r-y", "B"), aims("r-z", "AB")])
    found = explain_pair(world, "AT31", "CZ", "policy")
    # Shares 1, 0 against 2/3, 2/3: 2/3 over 5/3. Without x: 1/2 over 2; y: 1 over 3/2; z: 1/2 over 3/2.
    assert found.similarity == pytest.approx(0.4)
    assert [(r.region, r.programme, r.without) for r in found.by_record] == [
        *(("CZ", "r-y", pytest.approx(2 / 3)), ("CZ", "r-x", pytest.approx(0.25)), ("CZ", "r-z", pytest.approx(1 / 3))),
        ("AT31", "r-a", None),
    ]
    assert [(c.code, c.region_share, c.partner_share, c.effect) for c in found.by_code] == [
        ("OBJ-B", 0, pytest.approx(2 / 3), pytest.approx(0.4 - 1)),
        ("OBJ-A", 1, pytest.approx(2 / 3), pytest.approx(0.4)),
    ]


# Portfolios


def test_the_measures_of_a_portfolio_by_hand() -> None:
    """Instrument 1 for targets 1 and 2, instrument 2 for target 2, of three targets."""
    found = measure(np.array([[1, 1, 0], [0, 1, 0]]))
    told = {name: float(value) for name, value in found.items()}
    # AID: cells (1,1): others 2, same instrument 1 -> 1/2; (1,2): others 1, same 1 -> 0; (2,2): others 1, same 0 -> 1.
    assert told == pytest.approx(
        {
            **{"size": 0.5, "cells": 3, "instruments": 2, "targets": 2, "instruments_per_target": 1.5},
            **{"diversity": 0.5, "gini_simpson": 4 / 9, "shannon": -(2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 3))},
            "equitability": -(2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 3)) / np.log(2),
        }
    )
    assert float(measure(np.array([[1], [1]]))["diversity"]) == 0
    wide = all_measures(np.array([[1, 1, 0], [0, 1, 0]]))
    assert {
        name: float(wide[name]) for name in ("space", "instrument_share", "target_share", "unique_configurations")
    } == {
        **{"space": 6, "instrument_share": 1, "target_share": pytest.approx(2 / 3), "unique_configurations": 2},
    }
    assert float(wide["burden_steep"]) == pytest.approx((1.5 + 1) / 6) and float(wide["evenness"]) == pytest.approx(
        told["equitability"]
    )
    assert float(wide["burden_targets_capped"]) == pytest.approx((1 + 1.5) / 6)
    assert np.isnan(all_measures(np.zeros((2, 2)))["size"]) and float(all_measures(np.zeros((2, 2)))["space"]) == 4


def test_what_uses_weigh_and_how_unequal_amounts_are() -> None:
    """Three of four uses: 1 + 3/4 + 1/2, 1 + 1/2 + 1/3, 1 + 1/2 + 1/2. Amounts 1 and 3: half of the mean difference."""
    told = [float(burden(np.array([3]), 4, name)[0]) for name in ("continuous", "steep", "capped")]
    assert told == pytest.approx([2.25, 11 / 6, 2]) and burden(np.array([0, 1]), 4, "steep").tolist() == [0, 1]
    assert (gini(np.array([1, 3])), gini(np.array([2, 2])), gini(np.array([5])), gini(np.zeros(0))) == (0.25, 0, 0, 0)


def test_two_cells_that_contradict_themselves_are_counted() -> None:
    """The first is named, the others are counted; one alone has no others."""
    rows = [("u", "i", "t", 1), ("u", "i", "t", 0), ("u", "j", "t", 1), ("u", "j", "t", 0)]
    table = pd.DataFrame(rows, columns=["unit", "instrument", "target", "covered"])
    with pytest.raises(UsageError, match=r"not in another \(and 1 more\)\. keep"):
        from_table(table)
    with pytest.raises(UsageError, match=r"not in another\. keep"):
        from_table(table[:2])
