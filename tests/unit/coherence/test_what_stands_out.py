"""What is read off a comparison, from made-up rows whose answer is counted by hand: edges, ties, denominators."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ceecluster.coherence.cells import Cell
from ceecluster.coherence.comparison import PAIRS
from ceecluster.coherence.highlights import find_highlights
from ceecluster.coherence.overview import level_overview, overview
from ceecluster.coherence.partners import TIE, extremes, partners
from ceecluster.coherence.questions import Chance, adjusted
from ceecluster.coherence.rarefaction import Direction
from ceecluster.coherence.side_by_side import side_by_side
from ceecluster.errors import UsageError

Row = SimpleNamespace


def pair(region: str, partner: str, similarity: float | None, level: str = "top", **more: Any) -> Row:
    """A pair of the comparison, as far as it is read here."""
    blank = {"q": None, "q_exact": None, "effect": None}
    return Row(region=region, partner=partner, similarity=similarity, level=level, **(blank | more))


def code(name: str, regions: str, level: str = "top", dimension: str = "objectives") -> Row:
    """A code with its holders, one letter each."""
    return Row(code=name, regions=tuple(regions), holders=len(regions), level=level, dimension=dimension)


def cell(objective: str, region: str, what: Cell, holders: str = "", level: str = "top") -> Row:
    """What an objective is to a region."""
    return Row(objective=objective, region=region, cell=what, holders=tuple(holders), level=level)


def compared(**parts: Any) -> Any:
    """A comparison of A, B, C and D at the levels top and low, of which A, B and C have records."""
    network = Row(regions=[Row(code=each) for each in "ABCD"], levels=[Row(id="top"), Row(id="low")])
    levels = (Row(level="top", pairs_with_data=3, regions_with_data=3), Row(level="low", pairs_with_data=0))
    rows = [vars(each) for each in parts.pop("by_pair", ())]
    parts["pairs"] = pd.DataFrame([dict.fromkeys(PAIRS) | row for row in rows], columns=PAIRS).infer_objects()
    blank = dict.fromkeys(("held_codes", "by_cell", "by_action", "by_inside", "by_region"), ())
    rest = {"level_contrasts": (), "reach": 1.0, "dimensions": ("objectives", "sectors"), "by_level": levels}
    return Row(**(blank | rest | {"world": Row(network=network), "speaking": ("A", "B", "C")} | parts))


def test_pairs_are_averaged_over_the_levels_with_data() -> None:
    """Two levels, one pair without data at one of them; ends, order and the regions most and least alike."""
    found = overview(
        compared(
            by_pair=(
                *(pair("A", "B", 0.2), pair("A", "B", 0.6, "low")),
                *(pair("A", "C", 0.1), pair("A", "C", None, "low"), pair("B", "C", 0.9)),
            )
        )
    )
    assert found.pairs == pytest.approx(
        {("A", "B"): 0.4, ("B", "A"): 0.4, ("A", "C"): 0.1, ("C", "A"): 0.1, ("B", "C"): 0.9, ("C", "B"): 0.9}
    )
    assert found.regions == {"A": pytest.approx(0.3), "B": pytest.approx(1.7 / 3), "C": pytest.approx(0.5), "D": None}
    assert (found.most, found.least) == (("B",), ("A",))
    assert found.ends is not None
    assert (found.ends.lowest_pairs, found.ends.highest_pairs) == ((("A", "C"),), (("B", "C"),))
    assert (found.ends.lowest, found.ends.highest) == pytest.approx((0.1, 0.9))
    # B and C are the closest, so they stand beside each other.
    assert abs(found.order.index("B") - found.order.index("C")) == 1 and sorted(found.order) == ["A", "B", "C"]


def test_three_regions_are_put_in_order_two_are_not() -> None:
    """The closest stand beside each other from three regions on; two, or none with a pair, stay as they come."""
    values = (pair("A", "B", 0.1), pair("A", "C", 0.9), pair("B", "C", 0.2))
    assert (
        abs(overview(compared(by_pair=values)).order.index("A") - overview(compared(by_pair=values)).order.index("C"))
        == 1
    )
    assert overview(compared(by_pair=values[:1], speaking=("B", "A"))).order == ("B", "A")
    nothing = overview(compared(by_pair=(pair("A", "B", None),), speaking=("C", "B", "A")))
    assert (nothing.order, nothing.ends, nothing.most) == (("C", "B", "A"), None, ())


@pytest.mark.parametrize(("pairs", "few"), [(6, True), (7, False)])
def test_one_level_with_what_two_regions_share(pairs: int, few: bool) -> None:
    """Codes and actions of two or more, the most widely held first; up to six pairs are few; other levels are not."""
    row = Row(level="top", pairs_with_data=pairs)
    action = {"objective": "O1", "level": "top"}
    found = level_overview(
        compared(
            by_pair=(pair("A", "B", 0.2), pair("A", "C", 0.7), pair("B", "C", 0.1, "low")),
            held_codes=(
                *(code("O1", "AB"), code("O2", "ABC"), code("O3", "A"), code("S1", "AB", dimension="sectors")),
                *(code("O4", "ABC", "low"), code("O0", "AC")),
            ),
            by_cell=(
                *(cell("O2", "A", Cell.SHARED), cell("O1", "C", Cell.GAP), cell("O1", "A", Cell.SHARED)),
                *(
                    cell("O1", "B", Cell.SHARED),
                    cell("O3", "B", Cell.ABSENT),
                    cell("O4", "A", Cell.SHARED, "", "low"),
                ),
            ),
            by_action=(
                Row(instrument="I2", count=2, **action),
                Row(instrument="I1", count=2, **action),
                Row(instrument="I3", count=3, **action),
                Row(instrument="I4", count=1, **action),
                Row(instrument="I5", count=9, objective="O1", level="low"),
            ),
        ),
        row,
    )
    assert [each.code for each in found.common] == ["O2", "O0", "O1", "S1"]
    assert [each.instrument for each in found.actions] == ["I3", "I1", "I2"]
    assert [each.objective for each in found.objectives] == ["O1", "O2"]
    assert {k: v for k, v in found.objectives[0].regions.items() if v} == {Cell.SHARED: ("A", "B"), Cell.GAP: ("C",)}
    assert found.few is few and found.row is row
    assert found.ends is not None and (found.ends.lowest, found.ends.highest) == (0.2, 0.7)


def test_regions_side_by_side() -> None:
    """Codes by how many of the chosen hold them, their levels in the network's order, shared by all, held by one."""
    found = side_by_side(
        compared(
            by_pair=(pair("A", "B", 0.2), pair("A", "C", 0.7), pair("B", "D", 0.1)),
            held_codes=(
                *(code("O1", "A"), code("O2", "AB", "low"), code("O2", "A"), code("O3", "C"), code("O0", "B")),
                code("S1", "AB", dimension="sectors"),
            ),
        ),
        ["B", "A", "D", "A"],
    )
    assert found.regions == ("B", "A", "D") and found.silent == ("D",)
    assert [(each.region, each.partner) for each in found.pairs] == [("A", "B"), ("B", "D")]
    (objectives, codes), (sectors, _) = found.codes
    assert (objectives, sectors) == ("objectives", "sectors")
    assert [(each.code, each.levels) for each in codes] == [
        ("O2", (("low",), ("top", "low"), ())),
        ("O0", (("top",), (), ())),
        ("O1", ((), ("top",), ())),
    ]
    assert found.shared == () and found.alone == (("B", ("O0",)), ("A", ("O1",)))
    two = side_by_side(compared(held_codes=(code("O1", "A"), code("O2", "AB"))), ["A", "B"])
    assert two.shared == ("O2",) and two.alone == (("A", ("O1",)),)


@pytest.mark.parametrize(
    ("regions", "said"), [(["A", "X"], "X"), (["A"], "two regions"), (["A", "A"], "two regions"), ([], "two regions")]
)
def test_side_by_side_needs_two_known_regions(regions: list[str], said: str) -> None:
    """One region, or one twice, is no comparison; the hint names another one."""
    with pytest.raises(UsageError, match=said) as caught:
        side_by_side(compared(), regions)
    if "X" not in regions:
        assert str(caught.value.hint) == "for example: ceecluster compare A B"


def contrast(verdict: Direction, pairs: int = 7, records: int = 4) -> Row:
    """Two levels on equally many records."""
    return Row(
        first="top", second="low", first_index=0.2, second_index=0.6, verdict=verdict, pairs=pairs, records=records
    )


def test_levels_are_told_with_the_more_alike_one_named() -> None:
    """'More alike' is said of the second level; up to six pairs are few; contrasts without pairs are not told."""
    rows = (
        *(contrast(Direction.MORE), contrast(Direction.LESS, 6, 5), contrast(Direction.UNCLEAR, 9)),
        contrast(Direction.NOT_COMPARABLE, 0, 99),
    )
    levels = find_highlights(compared(level_contrasts=rows)).levels
    assert [(each.alike, each.alike_index, each.other, each.other_index, each.few) for each in levels.clear] == [
        ("low", 0.6, "top", 0.2, False),
        ("top", 0.2, "low", 0.6, True),
    ]
    assert (levels.unclear, levels.records, levels.regions) == (1, 5, 3)
    assert [each.level for each in levels.levels] == ["top"]
    assert find_highlights(compared()).levels.records == 0


def test_pairs_beyond_chance_are_below_five_in_a_hundred() -> None:
    """0.05 itself is not below it; the surest first, of equals the one with the larger effect; what exact tests add."""
    rows = (
        pair("A", "B", 0.1, q=0.04, effect=1.0, q_exact=0.2),
        pair("A", "C", 0.1, q=0.05, effect=9.0, q_exact=0.04),
        pair("B", "C", 0.1, q=0.04, effect=2.0, q_exact=0.01),
        pair("A", "D", 0.1, q=0.01, effect=0.5, q_exact=0.05),
        pair("B", "D", None, q_exact=0.001),
    )
    found = find_highlights(compared(by_pair=rows, reach=0.049)).pairs
    assert [each.region + each.partner for each in found.beyond] == ["AD", "BC", "AB"]
    assert (found.tested, found.number_beyond, found.smallest, found.possible) == (4, 3, 0.01, True)
    assert (found.confirmed, found.exact_alone) == (1, 1)
    none = find_highlights(compared(reach=0.05)).pairs
    assert (none.tested, none.smallest, none.possible) == (0, None, False)


def test_the_most_widely_held_codes_over_all_levels() -> None:
    """A code counts once per region at whichever level; sectors where no objectives are compared; two are enough."""
    held = (
        code("O1", "A"),
        code("O1", "B", "low"),
        code("O2", "AB"),
        code("O3", "C"),
        code("S1", "ABC", "top", "sectors"),
    )
    common = find_highlights(compared(held_codes=held)).common
    assert common is not None
    assert (common.dimension, common.codes, common.holders, common.regions) == ("objectives", ("O1", "O2"), 2, 3)
    other = find_highlights(compared(held_codes=held, dimensions=("sectors",))).common
    assert other is not None and (other.dimension, other.codes, other.holders) == ("sectors", ("S1",), 3)
    assert find_highlights(compared(held_codes=(code("O1", "A"), code("O2", "B")))).common is None


def test_what_is_dropped_below_the_topmost_level() -> None:
    """Each objective once per region; the regions with most of them, ties included; None where nothing is."""
    rows = tuple(Row(region=r, dropped=tuple(d)) for r, d in (("A", "xy"), ("B", ""), ("C", "yz"), ("D", "x")))
    found = find_highlights(compared(by_inside=rows)).dropped
    assert found is not None
    assert (found.level, found.count, found.regions, found.of, found.most) == ("top", 5, 3, 3, 2)
    assert (found.leaders, found.codes) == (("A", "C"), ("x", "y"))
    assert find_highlights(compared(by_inside=rows[1:2])).dropped is None
    assert find_highlights(compared(by_inside=rows, dimensions=("sectors",))).dropped is None


def test_the_widest_gap_and_its_equals() -> None:
    """The objective that most hold and some lack, the first by name; how many others are held by as many."""
    gaps = (
        *(cell("O2", "A", Cell.GAP, "BC"), cell("O1", "C", Cell.GAP, "AB"), cell("O3", "B", Cell.GAP, "A")),
        *(cell("O2", "B", Cell.SHARED, "ABC"), cell("O1", "D", Cell.GAP, "AB")),
    )
    found = find_highlights(compared(by_cell=gaps)).gap
    assert found is not None
    assert (found.objective, found.level, found.holders, found.regions) == ("O1", "top", 2, 3)
    assert (found.missing, found.equals) == (("C", "D"), 1)
    assert find_highlights(compared(by_cell=gaps[3:4])).gap is None
    assert find_highlights(compared(by_cell=gaps, dimensions=("sectors",))).gap is None


def test_how_much_of_the_evidence_is_documented() -> None:
    """Of regions with records and a coverage; how many can be scored; both ends with ties."""
    rows = [
        Row(region=region, records=records, coverage=coverage, value=value)
        for region, records, coverage, value in (
            *(("A", 3, 0.5, 0.4), ("B", 2, 0.8, None), ("C", 1, 0.5 + TIE / 2, 0.2)),
            *(("D", 0, 0.1, None), ("E", 1, None, None)),
        )
    ]
    found = find_highlights(compared(by_region=rows)).evidence
    assert found is not None
    assert (found.enough, found.regions, found.least, found.best) == (2, 3, 0.5, 0.8)
    assert (found.least_regions, found.best_regions) == (("A", "C"), ("B",))
    assert find_highlights(compared(by_region=rows[3:])).evidence is None


def test_a_tie_is_nearer_than_half_a_hundredth() -> None:
    """Exactly the tolerance apart is no tie, on either side; nobody leads where there is nobody."""
    assert extremes({"A": TIE, "B": 0.0}) == (("A",), ("B",))
    assert extremes({"B": TIE * 0.99, "A": 0.0}) == (("A", "B"), ("A", "B"))
    assert extremes({}) == ((), ())


def test_partners_of_two_and_of_one() -> None:
    """One partner is the closest and not the farthest; within the tier and adjusted a single one is neither."""
    rows = [
        ("A", "B", 0.4, 0.1, True),
        ("A", "B", 0.6, 0.3, True),
        ("A", "C", 0.9, -0.2, False),
        ("B", "C", float("nan"), float("nan"), False),
    ]
    table = partners(
        ["A", "B", "C", "D"], pd.DataFrame(rows, columns=["region", "partner", "similarity", "above", "same_tier"])
    ).set_index("region")
    a, b, d = table.loc["A"], table.loc["B"], table.loc["D"]
    assert (a["closest"], a["closest_similarity"], a["farthest"], a["farthest_similarity"]) == ("C", 0.9, "B", 0.5)
    assert (a["adjusted_closest"], a["adjusted_farthest"], a["tier_closest"]) == (("B",), ("C",), ())
    assert (b["closest"], b["closest_ties"], b["farthest_ties"]) == ("A", ("A",), ()) and b[["farthest"]].isna().all()
    assert (b["adjusted_closest"], d["closest_ties"], d["farthest_ties"]) == ((), (), ())
    assert d[["closest", "closest_similarity", "farthest_similarity"]].isna().all()


def questions(*p: float | None) -> Chance:
    """Answers with these p, unadjusted: two levels, neighbours, countries, regions, levels."""
    levels = {
        name: Row(p=value, shared=1.0, expected=0.5, low=0.2, high=0.8) for name, value in zip("ab", p, strict=False)
    }
    relations = {name: Row(p=value, related=0.3, others=0.1) for name, value in zip("xy", p[2:4], strict=True)}
    split = Row(p_region=p[4], p_level=p[5])
    return Chance(None, 0, levels, relations, split, adjusted(levels, relations, split))  # type: ignore[arg-type]


def test_questions_are_adjusted_together() -> None:
    """Holm's step-down of 0.005, 0.01, 0.03 and 0.04: times 4, 3, 2 and 1, never below the one before."""
    found = questions(0.01, 0.04, 0.03, 0.005, None, None)
    told = {"a": 0.03, "b": 0.06, "x": 0.06, "y": 0.02, "regions": None, "levels": None}
    assert found.adjusted == {name: None if p is None else pytest.approx(p) for name, p in told.items()}
    assert found.tested == 4
    assert [found.shown(name) for name in told] == [True, False, False, True, False, False]
    assert [(each.question, each.p, each.adjusted) for each in found.asked] == [
        *(("a", 0.01, pytest.approx(0.03)), ("b", 0.04, pytest.approx(0.06))),
        *(("x", 0.03, pytest.approx(0.06)), ("y", 0.005, pytest.approx(0.02))),
    ]
    assert len(found.table) == 4
    assert not questions(0.05, None, None, None, None, None).shown("a")
