"""Coefficients, rules and reviews on cases small enough to work out by hand."""

from __future__ import annotations

import warnings
from dataclasses import fields
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.agreement import grounds
from ceecluster.agreement.agreement import Agreement, _cases, _leave_one_out
from ceecluster.agreement.alpha import _distance, krippendorff_alpha
from ceecluster.agreement.coefficient import UNANIMOUS
from ceecluster.agreement.concordance import ascending_ranks, kendall_w
from ceecluster.agreement.correlation import ALIKE, intraclass, rank_agreement, rank_correlations
from ceecluster.agreement.dispersion import tastle_wierman, van_der_eijk_a
from ceecluster.agreement.edition import Ballot, Outcome, Support, _support, edition_of, emptied
from ceecluster.agreement.grounds import CommonCriterion, Grounds, leading, threshold
from ceecluster.agreement.group import MOST_GROUPS, GroupIssue, RegionGroup, _as_many
from ceecluster.agreement.kappa import (
    agreement_weights,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_by_category,
    fleiss_kappa,
    gwet_ac1,
    kappa_of_table,
    percent_agreement,
)
from ceecluster.agreement.positions import Issue, Origin, RegionPriority, RegionStance, derive_priority
from ceecluster.agreement.reliability import (
    DoubleReading,
    Reliability,
    _by_code,
    compare_lists,
    predictive_counts,
    predictive_values,
    table_of,
)
from ceecluster.agreement.reliability_rows import CodeRead, DifferenceRow
from ceecluster.agreement.review import CommitmentState, Review, State, _party, _state
from ceecluster.agreement.rule import Case, at_least, is_topic, smallest_move, weigh, wording
from ceecluster.agreement.why import IssueReasons, RecordReason, RegionReason
from ceecluster.errors import UsageError
from ceecluster.frames import framed
from ceecluster.model.network import AgreementRule
from factories import make_world

Row = SimpleNamespace


def blank(kind: type, **parts: Any) -> Any:
    """One of these rows, as far as it is read."""
    return kind(**{**dict.fromkeys(each.name for each in fields(kind)), **parts})


@pytest.mark.parametrize(
    ("counts", "a"),
    [
        # Two steps side by side: all triples unimodal, 1 - 1/4. With a gap: u = (3 x 2 - 4 x 1) / (3 x 3), times 3/4.
        *(([5, 0, 0, 0, 0], 1), ([1, 1, 0, 0, 0], 0.75), ([1, 0, 1, 0, 0], 2 / 9 * 0.75), ([1, 0, 0, 0, 1], -1)),
        # Layers: two thirds of 3/4 and one third of 1; five sixths spread evenly and a sixth on one step.
        *(([2, 1, 0, 0, 0], 0.5 + 1 / 3), ([1, 1, 1, 1, 2], 1 / 6), ([0.25, 0, 0.25, 0, 0], 2 / 9 * 0.75)),
    ],
)
def test_agreement_a_layer_by_layer(counts: list[float], a: float) -> None:
    """After van der Eijk 2001: layers of equal height, each by its triples and by how many steps it fills."""
    assert van_der_eijk_a(counts) == pytest.approx(a)


def test_consensus_of_two_steps_and_of_three() -> None:
    """Three against one on two steps: 1 + 3/4 log2 3/4 + 1/4 log2 1/4; both ends of three steps: 0."""
    assert tastle_wierman([3, 1]) == pytest.approx(1 + 0.75 * np.log2(0.75) + 0.25 * np.log2(0.25))
    assert tastle_wierman([1, 0, 1]) == pytest.approx(0) and tastle_wierman([0, 2, 0]) == 1


def test_distances_of_every_metric() -> None:
    """Values 1, 2 and 4, given twice, once and once: middles of the ranks 1, 2.5 and 3.5."""
    values, totals = np.array([1.0, 2, 4]), np.array([2.0, 1, 1])
    told = {name: _distance(totals, values, name)[0].tolist() for name in ("nominal", "ordinal", "interval", "ratio")}  # type: ignore[arg-type]
    assert told == {
        **{"nominal": [0, 1, 1], "ordinal": [0, 1.5**2, 2.5**2], "interval": [0, 1, 9]},
        "ratio": pytest.approx([0, 1 / 9, 9 / 25]),
    }


def test_alpha_by_hand_with_a_missing_value() -> None:
    """Units (0, 0), (1, 1), (0, 1) and one value alone: 2 of 6 coincidences differ, 9 of 15 expected to."""
    found = krippendorff_alpha([[0, 1, 0, np.nan], [0, 1, 1, 1]], metric="nominal")
    # Zeros 3, ones 3: observed 2 / 6, expected 2 x 3 x 3 / (6 x 5).
    assert found.value == pytest.approx(1 - (2 / 6) / (18 / 30)) and (found.observers, found.units) == (2, 3)
    assert _leave_one_out(np.array([[0.0, 1, 0], [0, 1, 1], [0, 1, 1]])) == pytest.approx(
        (krippendorff_alpha([[0, 1, 0], [0, 1, 1]]).value, 1)
    )
    assert _leave_one_out(np.array([[0.0, 1]])) is None


def test_concordance_by_hand() -> None:
    """Ranks 1, 2, 3 and 1, 3, 2: sums 2, 5, 5, S = 6, W = 12 x 6 / (4 x 24); ties share their mean rank."""
    found = kendall_w([[1, 2, 3], [1, 3, 2]])
    assert (found.value, found.chance) == (pytest.approx(0.75), 0.5) and found.above_chance == pytest.approx(0.5)
    assert ascending_ranks([5, 1, 5, 0]).tolist() == [3.5, 2, 3.5, 1]
    # One tie of two: T = 6 of one observer; sums 2.5, 3.5 and 6, S = 6.5.
    assert kendall_w([[1, 1, 2], [1, 2, 3]]).value == pytest.approx(12 * 6.5 / (4 * 24 - 2 * 6))


@pytest.mark.parametrize(
    ("weights", "second"),
    [
        ("identity", [0, 1, 0, 0]),
        ("linear", [2 / 3, 1, 2 / 3, 1 / 3]),
        ("quadratic", [8 / 9, 1, 8 / 9, 5 / 9]),
        ("ordinal", [5 / 6, 1, 5 / 6, 3 / 6]),
    ],
)
def test_weights_of_four_ordered_categories(weights: Any, second: list[float]) -> None:
    """Row of the second: 1 - d / 3, 1 - d2 / 9, 1 - C(d + 1, 2) / C(4, 2)."""
    assert agreement_weights(4, weights)[1].tolist() == pytest.approx(second)


def test_weights_of_ones_own() -> None:
    """Of the right size, from 0 to 1, with 1 on the diagonal; one category needs none."""
    own = [[1, 0.5], [0, 1]]
    assert agreement_weights(2, own).tolist() == own and agreement_weights(1, "linear").tolist() == [[1]]
    for wrong in ([[1.0]], [[1, 1.1], [0, 1]], [[1, -0.1], [0, 1]], [[0.9, 0], [0, 1]], [[1, np.nan], [0, 1]]):
        with pytest.raises(UsageError):
            agreement_weights(2, wrong)


FIRST, SECOND = [*"aaaaabbbbb"], [*"aaaabbbbba"]
"""Two observers, ten units: four times both a, four times both b, once each way."""


def test_kappas_of_two_observers_by_hand() -> None:
    """Observed 0.8; a is half of all judgements of both: all expect 0.5 by chance."""
    for found in (
        *(cohen_kappa(FIRST, SECOND), fleiss_kappa([FIRST, SECOND]), conger_kappa([FIRST, SECOND])),
        *(gwet_ac1([FIRST, SECOND]), brennan_prediger([FIRST, SECOND])),
    ):
        assert found.value == pytest.approx(0.6) and found.chance == pytest.approx(0.5)
        assert (found.observers, found.units) == (2, 10)
    plain = percent_agreement([FIRST, SECOND])
    # Deviations 0.2 eight times and 0.8 twice: standard error sqrt(1.6 / 90), Student's t of 9 is 2.262.
    assert plain.value == pytest.approx(0.8) and plain.high == 1
    assert plain.low == pytest.approx(0.8 - 2.262157 * np.sqrt(1.6 / 90), abs=1e-5)
    # Fleiss, Cohen & Everitt: with even margins the error is sqrt(0.8 x 0.2 / 10) / 0.5.
    cohen = cohen_kappa(FIRST, SECOND)
    assert cohen.low == pytest.approx(0.6 - 1.959964 * np.sqrt(0.016) / 0.5, abs=1e-5) and cohen.high == 1


def test_uneven_margins_tell_the_kappas_apart() -> None:
    """Both a 6, a-b 2, b-a 0, both b 2: Cohen expects 0.8 x 0.6 + 0.2 x 0.4, Scott 0.7 and 0.3, Gwet 2 x 0.21."""
    first, second = [*"aaaaaaaabb"], [*"aaaaaabbbb"]
    observed = 0.8
    chances = {"cohen": 0.56, "fleiss": 0.58, "gwet": 0.42, "even": 0.5}
    told = {
        **{"cohen": cohen_kappa(first, second), "fleiss": fleiss_kappa([first, second])},
        **{"gwet": gwet_ac1([first, second]), "even": brennan_prediger([first, second])},
    }
    for name, chance in chances.items():
        assert told[name].value == pytest.approx((observed - chance) / (1 - chance)), name
    assert conger_kappa([first, second]).value == pytest.approx(told["cohen"].value)
    assert brennan_prediger([first, second], categories=[*"abcd"]).chance == pytest.approx(0.25)


def test_tables_and_units_that_say_nothing() -> None:
    """A unit of one judgement, an empty table, one category alone; a table has to be square."""
    assert kappa_of_table([[0, 0], [0, 0]]).value is None and kappa_of_table([[5]]).why_not.endswith("unanimous")
    some = fleiss_kappa([["a", "b", None, "a"], ["a", "a", "b", None]])
    assert (some.units, some.observers) == (2, 2)
    alone = fleiss_kappa([["a", None], [None, "b"]])
    assert (alone.value, alone.units) == (None, 0)
    with pytest.raises(UsageError):
        conger_kappa([["a", "b"], [None, None], ["a", "a"]])
    for wrong in ([[1, 2, 3], [1, 2, 3]], [[-1, 0], [0, 1]]):
        with pytest.raises(UsageError):
            kappa_of_table(wrong)


def test_a_category_against_all_others() -> None:
    """Three units of two judgements: aa, ab, bc: of a half of the judgements, kappa 1 - 1 / (3 x 2 x 1/4)."""
    found = fleiss_by_category([[*"aab"], [*"abc"]], categories=[*"abcd"]).set_index("category")
    assert found["share"].tolist() == pytest.approx([0.5, 2 / 6, 1 / 6, 0])
    assert found.loc["a", "kappa"] == pytest.approx(1 - 1 / (3 * 2 * 0.25))
    assert found.loc["c", "kappa"] == pytest.approx(1 - 1 / (6 * 1 / 6 * 5 / 6)) and np.isnan(found.loc["d", "kappa"])


def test_intraclass_correlations_by_hand() -> None:
    """Units 1, 2, 3 by one observer, each 1 more by the other: between 2, observers 1.5, within 0.5, rest 0."""
    data = [[1, 2, 3], [2, 3, 4]]
    told = {form: intraclass(data, form).value for form in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")}  # type: ignore[arg-type]
    # (2 - 0.5) / (2 + 0.5), 2 / (2 + 2 x 1.5 / 3), 1; of the mean of two 2 x / (1 + x).
    assert told == pytest.approx({"1,1": 0.6, "2,1": 2 / 3, "3,1": 1, "1,k": 0.75, "2,k": 0.8, "3,k": 1})
    assert intraclass(data, "3,1").low is None and intraclass(data, "1,1").low is not None
    assert intraclass([[1], [1]]).units == 1 and intraclass([[2, 2], [2, 2]]).value is None


def test_an_intraclass_correlation_of_nothing_is_undefined() -> None:
    """Two observers in opposite orders, so that all units have one mean: between 0, observers 0, rest 2 (within 4/3).

    Form 2,1 is (0 - 2) / (2 - 2 x 2/3) = -3 and 1,1 and 3,1 the least there is, -1 / (k - 1); the means of the
    observers vary by less than nothing. Where both call the units the same, each by its own number, nothing is left.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opposite, flat, two = [[1, 2, 3], [3, 2, 1]], [[1, 1], [2, 2]], [[1, 2], [2, 1]]
        assert [intraclass(opposite, form).value for form in ("1,1", "2,1", "3,1")] == pytest.approx([-1, -3, -1])
        undefined = [
            (opposite, "1,k"),
            (opposite, "2,k"),
            (opposite, "3,k"),
            (flat, "1,k"),
            (flat, "3,1"),
            (two, "2,1"),
        ]
        found = [intraclass(data, form) for data, form in undefined]  # type: ignore[arg-type]
        assert {(each.value, each.low, each.high, each.why_not) for each in found} == {(None, None, None, ALIKE)}
        assert intraclass(flat, "2,1").value == 0 and intraclass(flat, "1,1").value == -1
        # Whether all values are the same does not hang on the unit they are measured in.
        small = [intraclass(np.array([[1, 2, 3], [2, 3, 4]]) * unit).value for unit in (1e-14, 1, 1e14)]
        assert small == pytest.approx([2 / 3] * 3) and intraclass(np.full((2, 3), 1e14 / 3)).why_not == UNANIMOUS
        assert intraclass(np.zeros((2, 3))).why_not == UNANIMOUS


def test_rank_correlations_by_hand() -> None:
    """1 2 3 4 against 1 2 4 3: rho 1 - 6 x 2 / 60, tau (5 - 1) / 6; an interval from five shared units on."""
    data = [[1, 2, 3, 4], [1, 2, 4, 3]]
    assert rank_agreement(data).value == pytest.approx(0.8) and rank_agreement(data, "kendall").value == pytest.approx(
        2 / 3
    )
    assert rank_agreement(data).low is None
    five = rank_agreement([[1, 2, 3, 4, 5], [1, 2, 3, 5, 4]])
    # rho 0.9, on Fisher's scale give or take 1.96 sqrt(1.405 / 2).
    assert five.low == pytest.approx(np.tanh(np.arctanh(0.9) - 1.959964 * np.sqrt(1.405 / 2)))
    assert five.high == pytest.approx(np.tanh(np.arctanh(0.9) + 1.959964 * np.sqrt(1.405 / 2)))
    tau = rank_agreement([[1, 2, 3, 4, 5], [1, 2, 3, 5, 4]], "kendall")
    assert tau.low == pytest.approx(np.tanh(np.arctanh(0.8) - 1.959964 * np.sqrt(0.437)))
    table = rank_correlations(pd.DataFrame([[1, 2, 3], [3, 2, 1], [1, 1, 1]], index=[*"xyz"]))
    assert table.loc["x", "y"] == -1 and np.isnan(table.loc["x", "z"]) and table.loc["z", "z"] == 1


def test_units_in_common_are_counted_by_pair() -> None:
    """Of six units each of three observers left one out: two have four in common, all three have three."""
    data = np.array([[1, 2, 3, 4, 5, 6], [2, 1, 3, 4, 6, 5], [1, 3, 2, 4, 5, 6]], float)
    data[range(3), range(3)] = np.nan
    assert (rank_agreement(data).units, rank_agreement(data).observers) == (4, 3)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
@pytest.mark.parametrize("flat", [0, 1])
def test_a_constant_observer_has_no_rank_correlation_and_no_warning(method: Any, flat: int) -> None:
    """Whichever of the two it is: nothing is divided by a spread of 0."""
    data = [[1, 2, 3], [1, 2, 3]]
    data[flat] = [2, 2, 2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(rank_correlations(data, method).loc[0, 1])


RULE = AgreementRule()


@pytest.mark.parametrize(
    ("share", "of", "needed"),
    [
        (0.6667, 9, 6),
        (2 / 3, 9, 6),
        (0.6667, 10, 7),
        (0.5, 4, 2),
        (0.5, 5, 3),
        (0.0, 5, 0),
        (1.0, 7, 7),
        (0.75, 8, 6),
        (0.00001, 9, 1),
    ],
)
def test_the_smallest_number_of_a_share(share: float, of: int, needed: int) -> None:
    """Read to four digits, rounded up."""
    assert at_least(share, of) == needed


def test_an_issue_with_all_that_is_known() -> None:
    """Five of six with a position, one silent; a declared stance of three; bounds of A with one left out."""
    priorities = {"A": 4, "B": 3, "C": 1, "D": 1, "E": 0}
    rule = RULE.model_copy(update={"majority": 0.6, "holds_at": 3, "min_positions": 0.5})
    found = weigh(
        Issue("I", "T", "objective"), priorities, {"A": "support", "C": "object", "F": "accept"},
        regions=tuple("ABCDEF"), declared=frozenset("AF"), rule=rule,
    )  # fmt: skip
    assert (found.regions, found.positions, found.declared, found.share, found.needed) == (6, 5, 1, 0.4, 3)
    assert (found.holders, found.below, found.silent, found.open) == (
        ("A", "B"),
        ("C", "D", "E"),
        ("F",),
        ("B", "D", "E"),
    )
    assert (found.willing, found.holding_back, found.proposed) == (("A", "F"), ("C",), ("B",))
    assert (found.median, found.mean, found.status, found.wording) == (1, 1.8, "group", "[intend]")
    without = [
        van_der_eijk_a(np.bincount([v for k, v in priorities.items() if k != gone], minlength=5)) for gone in priorities
    ]
    assert found.a_range == (min(without), max(without))
    assert found.moves is None  # nobody stands one step below
    assert found.pivots == tuple("ABF")
    none = weigh(Issue("I", "T", "issue"), {}, {}, regions=("A",), declared=frozenset(), rule=rule)
    assert (none.share, none.median, none.a, none.a_range, none.status, none.shape) == (
        None,
        None,
        None,
        None,
        "not_proposed",
        None,
    )


def test_who_moves_and_how_a_clause_is_worded() -> None:
    """Derived positions before declared ones, then the network's order; brackets while somebody is only proposed."""
    rule = RULE.model_copy(update={"majority": 0.75, "holds_at": 3, "min_positions": 0.5})
    move = smallest_move({"A": 2, "B": 2, "C": 2, "D": 3}, 4, rule, firm=frozenset("A"))
    assert move is not None and (move.regions, move.pool) == (("B", "C"), ("A", "B", "C"))
    assert smallest_move({"A": 1, "B": 2, "C": 1, "D": 3}, 4, rule, firm=frozenset()) is None
    told = [
        wording(*each)
        for each in (("common", 3, 0), ("not_proposed", 1, 0), ("wanted", 1, 0), ("wanted", 1, 1), ("group", 0, 0))
    ]  # type: ignore[arg-type]
    assert told == ["will", "none", "named will", "[intend]", "[intend]"]


@pytest.mark.parametrize(
    ("named", "coded", "here", "there", "priority"),
    [
        *((1, 3, 1, 1, 3), (1, 4, 1, 1, 2), (1, 3, 2, 2, 4), (1, 3, 1, 2, 3), (1, 10, 2, 3, 3), (1, 11, 2, 3, 2)),
        *((1, 10, 1, 3, 2), (0, 3, 0, 1, 1), (0, 2, 0, 1, None)),
    ],
)
def test_priorities_at_their_edges(named: int, coded: int, here: int, there: int, priority: int | None) -> None:
    """A third, a tenth at two levels, all levels of two or more; three silent records are enough, two are not."""
    assert derive_priority(named, coded, here, there) == priority
    assert derive_priority(0, 9, 0, 1, excluded=True) == 0 and derive_priority(0, 2, 0, 1, min_records=2) == 1


def case(issue: str, **parts: Any) -> Case:
    """An issue, as far as it is read."""
    return blank(Case, issue=issue, **parts)


def test_issues_in_the_order_of_the_draft() -> None:
    """By class, share and mean; what is not proposed last."""
    issues = [Issue(code, code, "objective") for code in "abcd"]
    given = {"a": (1, 1, 1), "b": (4, 4, 1), "c": (4, 4, 4), "d": (3, 4, 4)}
    rows = [
        blank(RegionPriority, region=r, issue=i, priority=p, origin=Origin.DERIVED)
        for i, values in given.items()
        for r, p in zip("ABC", values, strict=True)
    ]
    rule = RULE.model_copy(update={"majority": 0.9, "holds_at": 3, "min_positions": 0.5})
    found = _cases(issues, rows, (), tuple("ABC"), rule)
    assert [(each.issue, each.status) for each in found] == [
        ("c", "wanted"),
        ("d", "wanted"),
        ("b", "bilateral"),
        ("a", "not_proposed"),
    ]


def agreed(**parts: Any) -> Agreement:
    """An agreement of A, B and C."""
    return blank(Agreement, regions=tuple("ABC"), **parts)


def test_what_is_read_off_an_agreement() -> None:
    """Begun, untouched and near topics; who is silent; who holds back, those who reserve first."""
    rows = [
        blank(RegionPriority, region=r, issue=i, priority=p, origin=o)
        for r, i, p, o in (("A", "x", 1, Origin.DECLARED), ("B", "x", 1, Origin.DERIVED), ("A", "y", 2, Origin.DERIVED))
    ]
    held = [
        blank(RegionStance, region=r, issue="x", stance=s)
        for r, s in (("A", "object"), ("B", "reserve"), ("C", "accept"))
    ]
    cases = (
        case(
            "x",
            status="wanted",
            open=("C",),
            regions=3,
            positions=2,
            supporting=(),
            accepting=(),
            declared=1,
            moves=None,
        ),
        case(
            "y",
            status="wanted",
            open=tuple("ABC"),
            regions=3,
            positions=1,
            supporting=(),
            accepting=(),
            declared=0,
            moves=Row(regions=("A", "B")),
        ),
        case(
            "z",
            status="group",
            open=(),
            regions=3,
            positions=0,
            supporting=(),
            accepting=(),
            declared=0,
            moves=Row(regions=("A",)),
        ),
    )
    found = agreed(
        cases=cases, priorities=tuple(rows), declared=tuple(held), rule=RULE.model_copy(update={"min_positions": 2 / 3})
    )
    assert ([c.issue for c in found.begun], [c.issue for c in found.untouched]) == (["x"], ["y"])
    assert (
        [c.issue for c in found.nearest] == ["z", "y"]
        and found.silent == ("C",)
        and (found.stated, found.derived) == (1, 2)
    )
    assert [row.region for row in found.holding_back("x")] == ["B", "A"] and found.holding_back("y") == ()
    assert [c.issue for c in found.turned_down] == ["x"] and found.turned_down_declared == 1
    assert found.case("z") is cases[2] and [c.issue for c in found.of_class("group", "wanted")] == ["x", "y", "z"]
    with pytest.raises(UsageError):
        found.case("q")


def test_what_is_turned_down_has_positions_of_as_many_as_a_topic() -> None:
    """0.6667 of nine regions is six, for what is left out as for a topic and a criterion; five are too few."""
    rule = RULE.model_copy(update={"min_positions": 0.6667})

    def turned_down(count: int) -> list[str]:
        rows = tuple(
            blank(RegionPriority, region=r, issue="x", priority=0, origin=Origin.DECLARED) for r in "ABCDEFGHI"[:count]
        )
        one = case("x", positions=count, supporting=(), accepting=())
        found = blank(Agreement, regions=tuple("ABCDEFGHI"), cases=(one,), priorities=rows, rule=rule)
        return [each.issue for each in found.turned_down]

    assert [turned_down(count) for count in (5, 6)] == [[], ["x"]]
    six = dict.fromkeys("ABCDEF", 4)
    assert is_topic(six, 9, rule) and not is_topic(dict(list(six.items())[:5]), 9, rule)


def test_what_a_group_is_short_of() -> None:
    """All but one needs three; turned down where all speak and none is above low; against keeps it from adding."""

    def issue(name: str, lacking: str, **more: Any) -> GroupIssue:
        return blank(
            GroupIssue,
            issue=name,
            lacking=tuple(lacking),
            **({"network": "group", "against": (), "declared": 1} | more),
        )

    rows = (
        *(issue("a", ""), issue("b", "", network="wanted"), issue("c", "", against=("A",)), issue("d", "B")),
        *(issue("e", "AB", highest=1), issue("f", "AB", highest=2), issue("g", "AB", highest=0)),
    )
    inside: Any = Row(on=lambda name: range(1 if name == "g" else 3))
    found: RegionGroup = blank(RegionGroup, regions=tuple("ABC"), issues=rows, inside=inside)
    told = [[row.issue for row in part] for part in (found.shared, found.adds, found.one_short, found.turned_down)]
    assert told == [["a", "b", "c"], ["a"], ["d"], ["e"]] and found.turned_down_declared == 1
    assert blank(RegionGroup, regions=("A", "B"), issues=rows, inside=inside).one_short == ()


def test_groups_of_a_size_that_share_as_many() -> None:
    """Three pairs of three: AB shares two issues, AC one; too many to count are not counted."""
    network: Any = Row(
        regions=tuple("ABC"), cases=[Row(holders=("A", "B")), Row(holders=("A", "B", "C")), Row(holders=("C",))]
    )
    assert [_as_many(network, 2, count) for count in (0, 1, 2, 3)] == [(3, 3), (3, 3), (3, 1), (3, 0)]
    many: Any = Row(regions=tuple(range(200)), cases=[])
    assert MOST_GROUPS == 20_000 and _as_many(many, 2, 0) == (19_900, 19_900) and _as_many(many, 3, 0) == (None, None)


def said(**verdicts: str) -> dict[str, Any]:
    """What regions say of a criterion: verdict, then a weight."""
    return {
        region: Row(
            verdict=words.split()[0],
            weight=float(words.split()[1]) if " " in words else None,
            note=f"{region}!" if region == "A" else "",
        )
        for region, words in verdicts.items()
    }


@pytest.mark.parametrize(
    ("voices", "outcome", "agreed_on"),
    [
        *((said(A="keep", B="keep"), Outcome.OPEN, 2.0), (said(A="keep", B="keep", C="keep"), Outcome.KEPT, 2.0)),
        *(
            (said(A="keep", B="drop", C="drop"), Outcome.DROPPED, 2.0),
            (said(A="keep 3", B="keep 3", C="drop"), Outcome.CHANGED, 3.0),
        ),
        *(
            (said(A="change", B="change", C="keep"), Outcome.CHANGED, 2.0),
            (said(A="change", B="keep", C="keep"), Outcome.KEPT, 2.0),
        ),
        *(
            (said(A="keep 1", B="keep", C="keep 9"), Outcome.KEPT, 2.0),
            (said(A="keep 3", B="drop", C="keep", D="drop"), Outcome.OPEN, 2.0),
        ),
    ],
)
def test_a_criterion_is_decided_by_two_thirds_of_half(
    voices: dict[str, Any], outcome: Outcome, agreed_on: float
) -> None:
    """Six members: three voices are enough, two thirds of them decide; the weight is the median of those who stay."""
    rule = RULE.model_copy(update={"majority": float(Fraction(2, 3)), "min_positions": 0.5})
    found = _support("C", 2.0, voices, [*"ABCDEF"], rule)
    assert (found.outcome, found.agreed, found.voices) == (outcome, agreed_on, len(voices))
    assert found.notes == (("A", "A!"),) and found.silent == tuple(r for r in "ABCDEF" if r not in voices)
    assert found.camps == (any(o.weight == 1 for o in voices.values()) and any(o.weight == 9 for o in voices.values()))


@pytest.mark.parametrize(
    ("now", "log", "then"),
    [("0.3", (), "1.0"), ("1.0", ("x",), "1.1"), ("1.9", ("x",), "1.10"), ("draft", ("x",), "1.0")],
)
def test_the_next_version(now: str, log: tuple[str, ...], then: str) -> None:
    """1.0 after a proposal, else one more."""
    found: Ballot = blank(Ballot, world=Row(guidelines=Row(version=now, changelog=log)), by_criterion=(), voices=())
    assert found.version == then


def test_what_an_edition_changes_and_what_it_empties() -> None:
    """Weights that moved, criteria dropped or open; a node goes with its last criterion, and its parent with it."""
    rows = tuple(
        blank(Support, criterion=c, outcome=o, weight=1.0, agreed=w)
        for c, o, w in (
            ("C-A", Outcome.KEPT, 1.0),
            ("C-B", Outcome.CHANGED, 2.0),
            ("C-C", Outcome.DROPPED, 1.0),
            ("C-D", Outcome.OPEN, 1.0),
        )
    )
    found = edition_of(
        blank(Ballot, world=Row(guidelines=Row(version="1.0", changelog=("x",))), by_criterion=rows, voices=("AT",)),
        "2026-01-01",
    )
    assert (found.version, found.dropped, found.undecided, list(found.weights)) == ("1.1", ("C-C",), ("C-D",), ["C-B"])
    nodes = [Row(id="N", parent=None), Row(id="M", parent="N"), Row(id="O", parent=None)]
    guidelines: Any = Row(nodes=nodes, criteria=[Row(id="a", parent="M"), Row(id="b", parent="O")])
    assert emptied(guidelines, ("a",)) == ("M", "N") and emptied(guidelines, ()) == ()


FOUR = np.array([3.0, 1, 2, 4]), np.array([2.0, 2, 2, 6])
"""Against the truth: both, left out, put in, neither; against the other reader likewise."""


def test_what_of_a_readers_codes_is_true() -> None:
    """Half of the undecided ones; a half of either is added."""
    assert predictive_counts(*FOUR) == (6, 3, 2, 11)
    assert predictive_values(*FOUR) == pytest.approx((6.5 / 10, 2.5 / 14))


def test_two_readings_of_three_records_by_hand() -> None:
    """Codes a, b and c; the second leaves one out, puts one in, and reads one record the same."""
    first = [frozenset("ab"), frozenset("a"), frozenset("c")]
    second = [frozenset("a"), frozenset("ab"), frozenset("c")]
    assert table_of(first, second, [*"abc"]).sum(axis=0).tolist() == [[2, 0, 0, 1], [0, 1, 1, 1], [1, 0, 0, 2]]
    found = compare_lists(first, second, [*"abc"], decided=[True, False, False], truth=first, draws=0)
    assert (found["records"], found["units"], found["identical"], found["decided"]) == (3, 9, pytest.approx(1 / 3), 1)
    # Nine units: 3 both, 1 and 1, 4 neither: 8 ones of 18; observed 2/9, expected 2 x 8 x 10 / (18 x 17).
    assert found["alpha"] == pytest.approx(1 - (2 / 9) / (160 / 306)) and found["low"] is None
    # Settled are the first (a and b true, b left out) and the third; of the second b is undecided, half to each.
    assert found["omitted"] == pytest.approx(1 / (3 + 1 + 0.5)) and found["invented"] == pytest.approx(0.5 / 4.5)
    assert found["first_omitted"] == pytest.approx(0.5 / 4.5) and found["first_invented"] == 0
    reading = DoubleReading(first, second, first, np.array([True, False, False]))
    assert reading.settled().tolist() == [True, False, True]


def test_the_interval_of_two_readings_is_over_records() -> None:
    """One record read alike, one wholly otherwise: a quarter of the resamples is the one twice, one the other."""
    first, second = [frozenset("a"), frozenset("a")], [frozenset("a"), frozenset("b")]
    found = compare_lists(first, second, [*"ab"], draws=200)
    # The second twice: all four units differ, 4 ones of 8; 1 - 1 / (2 x 4 x 4 / (8 x 7)).
    assert (found["low"], found["high"]) == (pytest.approx(-0.75), pytest.approx(1))


def test_one_record_read_twice_has_no_interval() -> None:
    """Alpha of its codes it has; there is nothing to resample, nor where nobody asks for draws."""
    first, second, codes = [frozenset("ab")], [frozenset("ac")], [*"abcd"]
    found = compare_lists(first, second, codes, draws=99)
    # Two of four codes are read alike: 1 - 0.5 / (2 x 4 x 4 / (8 x 7)).
    assert found["alpha"] == pytest.approx(1 - 0.5 / (2 * 4 * 4 / 56)) and (found["low"], found["high"]) == (None, None)
    twice = compare_lists(first * 2, second * 2, codes, draws=0)
    assert (twice["records"], twice["low"], twice["high"]) == (2, None, None)


def test_codes_that_nobody_read_have_no_row() -> None:
    """Those after them have theirs."""
    read = [frozenset("bc")]
    rows = _by_code("objectives", DoubleReading(read, read, read, np.array([True])), [*"abxc"])
    assert [row[:6] for row in rows] == [("objectives", "b", 1, 0, 0, 0), ("objectives", "c", 1, 0, 0, 0)]


def test_codes_read_differently_most_often_first() -> None:
    """Levels have a table of their own; what was read alike is not told; undecided differences are counted."""
    codes = [
        blank(CodeRead, field=f, code=c, first_only=a, second_only=b)
        for f, c, a, b in (
            ("objectives", "x", 1, 0),
            ("objectives", "y", 0, 0),
            ("level", "z", 5, 5),
            ("sectors", "v", 1, 1),
            ("sectors", "w", 0, 1),
        )
    ]
    apart = [blank(DifferenceRow, record=r, decided=d) for r, d in (("p", True), ("q", False), ("r", False))]
    found: Reliability = blank(Reliability, codes=framed(CodeRead, codes), differences=framed(DifferenceRow, apart))
    assert [row.code for row in found.by_code] == ["v", "w", "x"] and found.undecided == 2


def promise(until: str | None = None, done: str | None = None) -> Any:
    """A commitment."""
    return Row(id="c", who=("AT31",), what="w", until=until, done=done, paragraph=None, version=None)


@pytest.mark.parametrize(
    ("until", "done", "state", "days"),
    [
        *(
            ("2026-06-30", None, State.OPEN, 0),
            ("2026-06-29", None, State.OVERDUE, 1),
            ("2026-06", None, State.OPEN, 0),
        ),
        *(("2026-06-20", "2026-06-20", State.DONE, 0), ("2026-06-20", "2026-06-21", State.LATE, 1)),
        *(
            ("2026-06-20", "2026-07-01", State.OVERDUE, 10),
            (None, None, State.UNDATED, 0),
            (None, "2026-06-30", State.DONE, 0),
        ),
    ],
)
def test_commitments_on_their_day_and_beside_it(until: str | None, done: str | None, state: State, days: int) -> None:
    """On the last of June 2026; what is done later is not done yet."""
    found = _state(make_world(), promise(until, done), date(2026, 6, 30))
    assert (found.state, found.days) == (state, days) and (found.done is not None) == (
        state in (State.DONE, State.LATE)
    )


def test_a_party_of_a_day() -> None:
    """Since the last time it joined, else since the signature; when it left, where it is none any more."""
    version: Any = Row(signed="2024-01-01", parties=("A", "B"))
    moves: Any = [
        Row(region="B", what="joined", date="2023-12-01"),
        Row(region="B", what="left", date="2024-05-01"),
        Row(region="B", what="joined", date="2025-01-01"),
        Row(region="C", what="left", date="2023-03-01"),
        Row(region="C", what="joined", date="2024-02-01"),
        Row(region="C", what="left", date="2024-03-01"),
    ]
    states = tuple(
        blank(CommitmentState, who=who, state=state)
        for who, state in (
            (("A", "B"), State.LATE),
            (("B",), State.DONE),
            (("B",), State.OVERDUE),
            (("B",), State.UNDATED),
            (("B",), State.OPEN),
        )
    )
    told = [_party(region, ("A", "B"), moves, version, states) for region in "ABCD"]
    assert [(row.party, row.since, row.left) for row in told] == [
        (True, "2024-01-01", None),
        (True, "2025-01-01", None),
        (False, None, "2024-03-01"),
        (False, None, None),
    ]
    assert [(row.promised, row.done, row.overdue, row.undated) for row in told[:3]] == [
        (1, 1, 0, 0),
        (5, 2, 1, 1),
        (0, 0, 0, 0),
    ]


def test_what_is_to_be_renewed() -> None:
    """Overdue, undated, or promised by a party that left."""
    states = tuple(
        blank(CommitmentState, id=i, state=state, left=left)
        for i, state, left in (
            ("a", State.OVERDUE, ()),
            ("b", State.OPEN, ()),
            ("c", State.OPEN, ("A",)),
            ("d", State.UNDATED, ()),
            ("e", State.DONE, ()),
        )
    )
    assert [row.id for row in blank(Review, commitments=states).to_renew] == ["a", "c", "d"]


def test_who_turns_an_issue_and_who_moves_it_furthest() -> None:
    """One step up or down; all that tie in moving A; regions without a position move nothing."""
    reasons = tuple(
        blank(RegionReason, region=r, position=p, a_without=a, up=up, down=down)
        for r, p, a, up, down in (
            ("A", 1, 0.5, "wanted", "group"),
            ("B", 1, 0.1, "group", "group"),
            ("C", None, 0.9, None, None),
            ("D", 1, 0.5, None, "bilateral"),
            ("E", 1, None, "group", None),
        )
    )
    records = tuple(blank(RecordReason, record=r, status=s) for r, s in (("x", "group"), ("y", "wanted")))
    found: IssueReasons = blank(IssueReasons, case=case("i", status="group", a=0.3), regions=reasons, records=records)
    assert [row.region for row in found.turning] == ["A", "D"] and [row.region for row in found.furthest] == [
        "A",
        "B",
        "D",
    ]
    assert [row.record for row in found.deciding] == ["y"]
    still: IssueReasons = blank(IssueReasons, case=case("i", status="group", a=0.5), regions=reasons[:1], records=())
    assert still.furthest == ()


def criterion(name: str, meets: str = "", below: str = "", silent: str = "") -> CommonCriterion:
    """A criterion and who meets it."""
    return CommonCriterion(name, ("policy",), tuple(meets), tuple(below), tuple(silent))


def test_criteria_that_all_most_and_none_meet() -> None:
    """Two thirds have to be documented; fewer than half missing it is most; thin and unknown ones apart."""
    rows = (
        *(criterion("all", "AB", "", "C"), criterion("half", "A", "B", "C"), criterion("few", "", "AB", "C")),
        *(criterion("thin", "A", "", "BC"), criterion("none", "", "", "ABC"), criterion("low", "A", "BCD", "")),
    )
    found: Grounds = blank(Grounds, criteria=rows, levels=(Row(first=None), Row(first=2003), Row(first=1999)))
    names = [
        [row.criterion for row in part] for part in (found.kept_by_all, found.missed_by_most, found.thin, found.unknown)
    ]
    assert names == [["all"], ["few", "low"], ["thin"], ["none"]] and found.first == 1999
    assert (rows[1].share, rows[4].share, rows[3].spoken, rows[0].spoken) == (0.5, None, False, True)


def test_three_criteria_are_named_those_most_miss_or_are_silent_on_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four by one to four regions the three with most, the largest first; those that nobody misses are left out."""
    rows = [CommonCriterion(name, (), (), tuple("ABCD"[:n]), tuple("ABCD"[: 4 - n])) for n, name in enumerate("vwxyz")]
    monkeypatch.setattr(grounds, "common_criteria", lambda *_, **__: tuple(rows))
    facts = blank(Grounds)
    assert [row.criterion for row in facts.weakest("policy")] == ["z", "y", "x"]
    assert [row.criterion for row in facts.least_documented("policy")] == ["v", "w", "x"]


def test_the_first_rows_and_their_ties() -> None:
    """All that weigh as much as the last of three; fewer are all."""
    rows = [5, 4, 3, 3, 3, 1]
    assert leading(rows, 3, lambda row: row) == (5, 4, 3, 3, 3) and leading(rows[:2], 3, lambda row: row) == (5, 4)


def test_facts_of_the_network_with_a_full_date_are_recalled() -> None:
    """A year, a month and a number are no day."""
    facts = [Row(value=value) for value in ("2005-04-01", "2005-04", 2005, "not a date", "1999/01/01")]
    found: Grounds = blank(Grounds, world=Row(network=Row(facts=facts)))
    assert [fact.value for fact in found.recalled] == ["2005-04-01"]
    bands = [Row(id="one", min=0.5)]
    assert threshold(Row(guidelines=Row(bands=bands))) == ("one", 0.5)  # type: ignore[arg-type]
    bands += [Row(id="two", min=0.25)]
    assert threshold(Row(guidelines=Row(bands=bands))) == ("two", 0.25)  # type: ignore[arg-type]
    bands += [Row(id="three", min=0)]
    assert threshold(Row(guidelines=Row(bands=bands))) == ("two", 0.25)  # type: ignore[arg-type]
