"""Edges of the comparison: what is said exactly at a threshold and one step beside it."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.coherence import questions
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.cells import Cell
from ceecluster.coherence.chance import CONTRASTS, LevelChance, level_chance, level_contrasts
from ceecluster.coherence.comparison import PAIRS, _level, compare
from ceecluster.coherence.concentration import concentration_test
from ceecluster.coherence.cooperation import DatedLink, _by_year, kind
from ceecluster.coherence.dissimilarity import partition
from ceecluster.coherence.ground import lacks
from ceecluster.coherence.groups import Apart, Groups, cluster, silhouette_widths
from ceecluster.coherence.highlights import ends
from ceecluster.coherence.large import at_once
from ceecluster.coherence.learning import Learning
from ceecluster.coherence.money import _amount, _newest
from ceecluster.coherence.pairs import exact_pairs
from ceecluster.coherence.partners import extremes, partners
from ceecluster.coherence.profiles import DimensionProfile
from ceecluster.coherence.rarefaction import RecordCodes
from ceecluster.coherence.readers import dimension_of
from ceecluster.coherence.variance import _permuted
from ceecluster.errors import UsageError
from ceecluster.model.inventory import Budget
from factories import make_inventory, make_programme, make_world


def grouped(**parts: Any) -> Groups:
    """Groups, as far as a property reads them."""
    return Groups(**{**dict.fromkeys(each.name for each in fields(Groups)), **parts})


class Order:
    """Chance that leaves every order as it is."""

    def random(self, size: int) -> np.ndarray:
        """Rising numbers."""
        return np.arange(size) / size


@pytest.mark.parametrize("draws", [1, 9, 99])
def test_the_order_at_hand_counts_among_the_permutations(draws: int) -> None:
    """p = (1 + k) / (1 + n): 1 where every draw reaches what is seen, 1 / (1 + n) where none does."""
    block, axis = np.zeros(4, int), np.array([[1.0], [0], [0], [0]])
    assert _permuted(np.diag([1.0, 0, 0, 0]), axis, block, draws, Order()) == 1  # type: ignore[arg-type]

    class Reversed(Order):
        def random(self, size: int) -> np.ndarray:
            return -super().random(size)

    assert _permuted(np.diag([1.0, 0, 0, 0]), axis, block, draws, Reversed()) == 1 / (1 + draws)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("width", "apart"),
    [(None, Apart.NOT), (0.25, Apart.NOT), (0.26, Apart.WEAKLY), (0.5, Apart.WEAKLY), (0.51, Apart.CLEARLY)],
)
def test_groups_stand_apart_beyond_a_quarter_and_a_half(width: float | None, apart: Apart) -> None:
    """The silhouette has to be above 0.25 and 0.5, not at them; without one nothing stands apart."""
    assert grouped(silhouette=width).apart is apart


@pytest.mark.parametrize(("stability", "stable"), [(None, False), (0.74, False), (0.75, True)])
def test_a_group_is_stable_from_three_quarters(stability: float | None, stable: bool) -> None:
    """Three quarters are enough; groups are numbered from 1."""
    found = grouped(groups=(("A",), ("B",)), within=(None, None), stability=(stability, stability))
    assert [(group.number, group.recurs) for group in found.members] == [(1, stable), (2, stable)]


def test_gains_within_a_tenth_of_the_largest_are_ties() -> None:
    """0.9 of the largest is a tie, less is none; pairs without mutual gain are one-sided."""
    pairs = tuple(SimpleNamespace(mutual=gain) for gain in (1.0, 0.9, 0.89, 0.0))
    found = Learning(pairs)  # type: ignore[arg-type]
    assert [pair.mutual for pair in found.nearest] == [1.0, 0.9]
    assert found.one_sided == 1


def test_a_link_counts_in_its_first_and_its_last_year() -> None:
    """2003 to 2005 are three years; without an end the first alone; without a year none."""
    links = [
        DatedLink("A", "B", "r1", 2003, 2005),
        DatedLink("A", "B", "r2", 2005, None),
        DatedLink("A", "C", "r3", 2005, 2005),
        DatedLink("B", "C", "r4", None, None),
    ]
    assert _by_year(links).to_numpy().tolist() == [[2003, 1, 1], [2004, 1, 1], [2005, 2, 3]]


@pytest.mark.parametrize(
    ("similarity", "links", "told"),
    [(0.5, 0, "neither"), (0.5, 1, "partners"), (0.51, 0, "strangers"), (0.51, 1, "both"), (np.nan, 1, None)],
)
def test_a_pair_is_alike_above_the_cut(similarity: float, links: int, told: str | None) -> None:
    """The cut itself is not above it; one link makes partners."""
    from ceecluster.coherence import cooperation

    names = {"both": cooperation.BOTH, "strangers": cooperation.STRANGERS, "partners": cooperation.PARTNERS}
    expected = None if told is None else names.get(told, cooperation.NEITHER)
    assert kind(similarity, links, 0.5) == expected
    assert kind(similarity, links, None) is None


@pytest.mark.parametrize(
    ("what", "period", "yearly"),
    [("programme", (2001, 2004), 25), ("programme", (2001, 2001), 100), ("annual", (2001, 2004), 100)],
)
def test_an_amount_per_year_counts_both_ends(what: str, period: tuple[int, int], yearly: float) -> None:
    """2001 to 2004 are four years; an annual amount is one of each year."""
    budget = Budget(amount=100, currency="EUR", kind=what, period=period)
    assert _amount("A", "policy", "r", budget).yearly == yearly
    assert _amount("A", "policy", "r", Budget(amount=100, currency="EUR", kind=what)).yearly is None
    assert _amount("A", "policy", "r", Budget(amount=2, unit="million", currency="EUR")).amount == 2_000_000


def test_of_each_record_the_newest_period_counts() -> None:
    """A later end is newer, of the same end the later start; a record without periods keeps all it has."""

    def of(record: str, *periods: tuple[int, int] | None) -> list[object]:
        made = [_amount("A", "policy", record, Budget(amount=1, currency="EUR", period=each)) for each in periods]
        return [(each.first, each.last) for each in _newest(made)]

    assert of("r", (2001, 2006), (2000, 2007), (2002, 2007)) == [(2002, 2007)]
    assert of("r", (2001, 2006), (2001, 2006)) == [(2001, 2006)] * 2
    assert of("r", None, (2001, 2006)) == [(2001, 2006)]


def row(objective: str, region: str, holders: tuple[str, ...], cell: Cell) -> SimpleNamespace:
    """A cell of the comparison, as far as what is lacking reads it."""
    return SimpleNamespace(objective=objective, level="policy", region=region, holders=holders, cell=cell)


@pytest.mark.parametrize(
    ("holders", "speaking", "told"), [(2, 3, True), (4, 6, True), (3, 5, False), (1, 1, False), (3, 3, False)]
)
def test_most_are_two_thirds_of_those_with_records(holders: int, speaking: int, told: bool) -> None:
    """Exactly two thirds are most; where all pursue it nobody lacks it; a silent region lacks nothing."""
    names = tuple(f"R{k}" for k in range(speaking + 1))
    gap = next(cell for cell in Cell if cell.name not in ("SILENT", "SHARED"))
    cells = [row("OBJ-A", name, names[:holders], gap) for name in names[:speaking]]
    cells.append(row("OBJ-A", names[-1], names[:holders], Cell.SILENT))
    found = lacks(SimpleNamespace(by_cell=cells))  # type: ignore[arg-type]
    assert [(each.holders, each.regions, each.missing) for each in found] == (
        [(holders, speaking, names[holders:speaking])] if told else []
    )


@pytest.mark.parametrize(("regions", "common"), [(3, True), (2, False)])
def test_a_common_code_is_one_of_three_regions_at_least(regions: int, common: bool) -> None:
    """All of three hold it: common; all of two: not yet."""
    codes = ("AT31", "AT12", "CZ")[:regions]
    world = make_world(*(make_inventory(code, make_programme(f"{code.lower()}-a")) for code in codes))
    row = next(row for row in compare(world, draws=0).by_level if row.level == "policy")
    assert ("OBJ-A" in row.common) is common


@pytest.mark.parametrize(("owner", "shared"), [([0, 0, 1], 0.0), ([0, 2, 1], 1.0)])
def test_a_region_alone_shares_nothing(owner: list[int], shared: float) -> None:
    """Two records that carry one code: of one region, no pair and so nothing shared; of two, one code per pair."""
    carried = np.array([[True], [True], [True]])
    found = concentration_test(carried, np.array(owner), np.array([True, True, False]))
    assert (found.shared, found.regions) == (shared, len({*owner[:2]}))


def test_a_record_of_two_levels_is_drawn_with_those_of_its_first() -> None:
    """The first of the table, which is the first of the network, wherever it stands as well."""
    both = make_programme("at31-a", level=["policy", "administrative"])
    later = make_programme("at31-b", level=["administrative"])
    world = make_world(make_inventory("AT31", both, later))
    found = dimension_of(world, "objectives", False, frozenset(), 1.0)
    assert dict(zip((programme for _, programme in found.keys), found.stratum.tolist(), strict=True)) == {
        "at31-a": 0,
        "at31-b": 1,
    }


@pytest.mark.parametrize(("limit", "each", "many"), [(10, 3, 3), (9, 3, 3), (8, 3, 2), (2, 3, 1), (5, 0, 5), (5, 1, 5)])
def test_as_many_at_once_as_the_limit_holds_and_one_at_least(limit: int, each: int, many: int) -> None:
    """Things of so many numbers; one that is larger than the limit is still worked on."""
    assert at_once(limit, each) == many


@pytest.mark.parametrize(("exact", "method"), [(24, "exact"), (23, "swaps")])
def test_all_choices_are_tried_up_to_the_number_itself(exact: int, method: str) -> None:
    """Two medoids of four units: six choices of four distances each."""
    line = np.abs(np.subtract.outer([0.0, 1, 10, 12], [0.0, 1, 10, 12]))
    found = partition(line, 2, exact=exact)
    assert (found.method, found.cost) == (method, 3.0)


def test_distances_are_read_both_ways_round_and_none_is_below_nothing() -> None:
    """The larger of two that differ counts; what rounding leaves below 0 is 0."""
    plain = np.array([[0.0, 0, 4], [0, 0, 4], [4, 4, 0]])
    torn = np.array([[0.0, -1, 4], [-1, 0, 1], [3, 4, 0]])
    for labels, order, width in (cluster(plain), cluster(torn)):
        assert labels[0] == labels[1] != labels[2]
        assert sorted(order) == [0, 1, 2]
        assert width == pytest.approx(2 / 3)  # two of three have 1, the one alone 0


@pytest.mark.parametrize(
    ("places", "labels", "widths"),
    [
        # Of the first: 1 inside, (4 + 6) / 2 = 5 to the others; of the third 2 inside, (4 + 3) / 2 to the others.
        ([0, 1, 4, 6], [1, 1, 2, 2], [1 - 1 / 5, 1 - 1 / 4, 1 - 2 / 3.5, 1 - 2 / 5.5]),
        ([0, 1, 4, 6], [1, 1, 1, 1], [0, 0, 0, 0]),
        ([0, 0, 0, 0], [1, 1, 1, 2], [0, 0, 0, 0]),
    ],
)
def test_silhouette_widths_by_hand(places: list[float], labels: list[int], widths: list[float]) -> None:
    """(nearest other - own) / the larger; 0 alone, in a single group, and where nothing is apart."""
    line = np.abs(np.subtract.outer(places, places)).astype(float)
    assert silhouette_widths(line, np.array(labels)) == pytest.approx(widths)


def test_two_regions_in_a_table_without_codes_share_nothing_for_sure() -> None:
    """No column at all: no margin is missed, and no pair has an answer."""
    found = exact_pairs(np.zeros((2, 0), bool))
    assert (found.margin_error, found.shared.tolist(), np.isnan(found.p).all()) == (0.0, [0.0], True)


def test_the_least_and_the_most_alike_pairs_with_their_ties() -> None:
    """More than half a hundredth is no tie any more; pairs without data are none."""
    rows = [
        ("A", "B", 0.2),
        ("A", "C", 0.2049),
        ("A", "D", 0.2051),
        ("B", "C", 0.9),
        ("B", "D", 0.8951),
        ("C", "D", None),
    ]
    found = ends(pd.DataFrame(rows, columns=["region", "partner", "similarity"]).astype({"similarity": float}))
    assert found is not None
    assert (found.lowest, found.highest) == (0.2, 0.9)
    assert found.lowest_pairs == (("A", "B"), ("A", "C"))
    assert found.highest_pairs == (("B", "C"), ("B", "D"))
    assert ends(pd.DataFrame(columns=["region", "partner", "similarity"])) is None


def test_closest_and_farthest_of_three_regions() -> None:
    """Over two levels by their mean; who has a single partner has no farthest one; adjusted by what is above chance."""
    rows = [
        ("A", "B", 0.2, 0.3, True),
        ("A", "B", 0.4, 0.5, True),
        ("A", "C", 0.5, 0.1, False),
        ("B", "C", np.nan, np.nan, False),
    ]
    table = pd.DataFrame(rows, columns=["region", "partner", "similarity", "above", "same_tier"])
    a, b, _ = partners(["A", "B", "C"], table).itertuples(index=False)
    assert (a.closest, a.closest_similarity, a.farthest, a.farthest_similarity) == ("C", 0.5, "B", pytest.approx(0.3))
    assert (a.adjusted_closest, a.adjusted_farthest, a.tier_closest) == (("B",), ("C",), ())
    assert (b.closest, b.closest_similarity, b.farthest_ties) == ("A", pytest.approx(0.3), ())
    assert np.isnan(b.farthest_similarity)
    assert extremes({"X": 0.5, "Y": 0.4951, "Z": 0.1}) == (("X", "Y"), ("Z",))
    assert extremes({}) == ((), ())


def records_of(*owners: int) -> RecordCodes:
    """Records of one code each, of three regions."""
    return RecordCodes(np.ones((len(owners), 1), bool), np.array(owners, int), 3, ((0, 1, 1.0),))


@pytest.mark.parametrize(("owners", "told"), [((0, 1), 1), ((0, 0), 0), ((0, 1, 2), 1)])
def test_levels_are_contrasted_from_two_regions_on(owners: tuple[int, ...], told: int) -> None:
    """Two regions with records at each of two levels are enough; one with two records is not."""
    found = level_contrasts({"a": records_of(*owners), "b": records_of(0, 1)}, {}, 1)
    assert (len(found), [*found.columns]) == (told, CONTRASTS)


def test_what_is_above_chance_is_averaged_over_pairs() -> None:
    """A region is as like itself as can be, and that is no pair."""
    alike = np.array([[1.0, 0.5], [0.5, 1.0]])
    records = RecordCodes(np.array([[1, 0], [1, 0]], bool), np.array([0, 1]), 2, ((0, 2, 1.0),))
    found = level_chance(records, alike, None, "ruzicka", 1)
    assert found.above[0] == pytest.approx(0.5 - found.chance[0, 1])
    assert np.isnan(level_chance(records, np.full((2, 2), np.nan), None, "ruzicka", 1).above[0])


def test_what_is_lacking_goes_by_its_share_of_those_with_records() -> None:
    """4 of 5 before 9 of 12, of equal shares by name and level."""
    gap = next(cell for cell in Cell if cell.name not in ("SILENT", "SHARED"))

    def cells(objective: str, holders: int, speaking: int) -> list[SimpleNamespace]:
        names = tuple(f"R{k:02d}" for k in range(speaking))
        return [row(objective, name, names[:holders], gap) for name in names]

    many, few, other = cells("OBJ-A", 9, 12), cells("OBJ-B", 4, 5), cells("OBJ-C", 8, 10)
    found = lacks(SimpleNamespace(by_cell=[*many, *other, *few]))  # type: ignore[arg-type]
    assert [each.objective for each in found] == ["OBJ-B", "OBJ-C", "OBJ-A"]


@pytest.mark.parametrize(("scored", "asked", "said"), [(None, 2015, "of all"), (2015, 2012, "of 2015")])
def test_scores_of_another_year_are_refused_with_both_years(scored: int | None, asked: int, said: str) -> None:
    """Of everything on file: all."""
    world = make_world(*(make_inventory(code, make_programme(f"{code.lower()}-a")) for code in ("AT31", "AT12")))
    scores: Any = SimpleNamespace(as_of=scored)
    with pytest.raises(UsageError, match=f"scores {said} cannot stand beside a comparison of {asked}"):
        compare(world, scores=scores, as_of=asked, draws=0)


def leveled(q: list[float], beside: LevelChance | None = None) -> tuple[Any, ...]:
    """The row of a level of three regions, of which two have records, with these q of its pairs."""
    profile = DimensionProfile("objectives", ("A", "B", "C"), ("top",), ("O1",), np.ones((3, 1, 1)), np.eye(3)[:, :1])
    pairs = [("A", "B", 0.2), ("A", "C", 0.4), ("B", "C", np.nan)]
    rows = [
        dict.fromkeys(PAIRS, np.nan) | {"region": a, "partner": b, "similarity": s, "q": each, "effect": n}
        for n, ((a, b, s), each) in enumerate(zip(pairs, q, strict=True))
    ]
    held = (("O1", 3, 0.75), ("O2", 4, 0.74), ("O3", 2, 0.9))
    codes = [("top", "objectives", code, ("A",), holders, share) for code, holders, share in held]
    return _level({"objectives": profile}, "top", ["objectives"], pd.DataFrame(rows), codes, beside, 4)


def test_a_level_in_one_row() -> None:
    """Pairs stand out below five in a hundred, those of the smaller q first, then of the larger effect."""
    level, mean, known, pairs, speaking, common, beyond, silent, *rest = leveled([0.05, 0.01, 0.04])
    assert (level, known, pairs, speaking, common) == ("top", 2, 3, 1, ("O1",)) and mean == pytest.approx(0.3)
    assert (beyond, silent) == ((("A", "C"), ("B", "C")), ("B", "C"))
    assert len(rest) == 7 and np.isnan(rest[:6]).all() and rest[6] == 4
    assert leveled([0.02, 0.02, 0.02])[6] == (("B", "C"), ("A", "C"), ("A", "B"))
    beside = LevelChance(np.zeros((3, 3)), (0.1, 0.05, 0.15), 0.25, 0.2)
    assert leveled([0.5] * 3, beside)[8:] == (pytest.approx(0.2), 0.1, 0.05, 0.15, 0.25, 0.2, 4)


def test_a_region_without_records_has_none_and_what_two_hold_is_in_common() -> None:
    """Records are counted once, also at two levels; an objective of one region is nobody's common one."""
    both = {"level": ["policy", "initiative"]}
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", objectives=["OBJ-A", "OBJ-B"], **both)),
        make_inventory("AT12", make_programme("at12-a"), make_programme("at12-b")),
        make_inventory("CZ"),
    )
    rows = {each.region: each for each in compare(world, draws=0).by_region}
    assert {code: each.records for code, each in rows.items()} == {"AT31": 1, "AT12": 2, "CZ": 0}
    assert {code: each.held for code, each in rows.items()} == {"AT31": 1, "AT12": 1, "CZ": 0}
    assert {code: each.gaps for code, each in rows.items()} == {"AT31": 0, "AT12": 1, "CZ": 0}


def test_pairs_of_all_levels_are_numbered_through() -> None:
    """Each row of the table has a number of its own."""
    inventories = (make_inventory(code, make_programme(f"{code.lower()}-a")) for code in ("AT31", "AT12", "CZ"))
    found = compare(make_world(*inventories), draws=0).pairs
    assert found.index.tolist() == list(range(len(found))) and found["level"].nunique() > 1


@pytest.mark.parametrize(("start", "said"), [(2010, "records begin between 2010 and 2012; "), (None, "")])
def test_a_year_without_records_says_which_years_there_are(start: int | None, said: str) -> None:
    """Where any record says when it began."""
    records = {"AT31": make_programme("at31-a", start=start, end=2013)}
    records["AT12"] = make_programme("at12-a", start=start and start + 2, end=2014)
    world = make_world(*(make_inventory(code, record) for code, record in records.items()))
    with pytest.raises(UsageError, match="in force in 2020") as caught:
        compare(world, as_of=2020, draws=0)
    assert caught.value.hint == f"{said}--as-of all takes everything on file"


def test_relations_of_too_many_regions_are_not_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pair, no region, no draw, the seed that was given; and scores that are there are not made again."""
    monkeypatch.setattr(questions, "too_many", lambda *_: True)
    left = questions._relations(make_world(), lambda: np.eye(2), 7)
    assert set(left) == {questions.NEIGHBOURS, questions.COUNTRIES}
    for test in left.values():
        assert (test.pairs, test.regions, test.draws, test.seed, test.remark) == (0, 0, 0, 7, Caveat.TOO_MANY)
        assert (test.related, test.others, test.difference, test.p) == (None,) * 4
    monkeypatch.setattr(questions, "too_many", lambda *_: False)
    monkeypatch.setattr(questions, "documented_values", lambda scores: [scores])
    monkeypatch.setattr(questions, "learning_pairs", lambda world, values: tuple(values))
    of: Any = SimpleNamespace(world=make_world())
    assert questions.Questions(of, "kept").learning.pairs == ("kept",)  # type: ignore[arg-type]
