"""The rows of an audit on tables small enough to read: what counts as told, and in which order it is told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ceecluster.scoring.audit_rows import Effect, Span, Verdict
from ceecluster.scoring.audited import (
    _against,
    _agreed_span,
    _displaced,
    _dominated,
    _drivers,
    _effects,
    _firsts,
    _leaders,
    _moving,
    _ordered,
    _settlement,
    _span,
    _verdict,
    audit_rows,
)
from ceecluster.scoring.robustness import audit
from ceecluster.scoring.simulation import Uncertain
from factories import judged, make_world

Row = SimpleNamespace
W, X, E, N = Uncertain.WEIGHTS, Uncertain.EXPONENT, Uncertain.EVIDENCE, Uncertain.NOISE


def test_regions_stand_by_evidence_then_by_median_then_by_their_ends() -> None:
    """Enough evidence first; a lower median, a lower best and a lower worst rank before a higher one."""
    rows = [
        *(("no", False, 1, 1, 1), ("median", True, 3, 1, 1), ("best", True, 2, 2, 2), ("worst", True, 2, 1, 4)),
        ("first", True, 2, 1, 3),
    ]
    table = pd.DataFrame(rows, columns=["region", "enough", "median", "rank_low", "rank_high"])
    assert _ordered(table)["region"].tolist() == ["first", "worst", "best", "median", "no"]


@pytest.mark.parametrize(
    ("enough", "known", "pairs", "apart", "verdict"),
    [
        *((False, 3, 3, 3, Verdict.FEW_DRAWS), (True, 1, 0, 0, Verdict.NO_PLACES), (True, 2, 1, 1, Verdict.RANKING)),
        *((True, 2, 1, 0, Verdict.NOTHING), (True, 3, 3, 2, Verdict.GROUPS), (True, 3, 3, 3, Verdict.RANKING)),
    ],
)
def test_whether_a_ranking_is_printed(enough: bool, known: int, pairs: int, apart: int, verdict: Verdict) -> None:
    """Only where all pairs are apart; of two regions one pair is all there are."""
    assert _verdict(Row(enough_draws=enough), known, pairs, apart) is verdict  # type: ignore[arg-type]


def test_only_dimensions_that_surely_go_against_each_other_are_told() -> None:
    """p at the limit of 0.05 counts, above it not; a positive correlation never; the surest first."""
    rows = [("p", "A", "B", -0.9, 9, 0.05), ("p", "A", "C", 0.9, 9, 0.01), ("p", "B", "C", -0.8, 9, 0.051)]
    rows += [("q", "A", "B", -0.7, 9, 0.002), ("q", "A", "C", 0.0, 9, 0.01), ("q", "B", "C", -0.7, 2, float("nan"))]
    table = pd.DataFrame(rows, columns=["level", "node", "other", "correlation", "units", "p"])
    found = _against(Row(correlations=table))  # type: ignore[arg-type]
    assert [(each.level, each.what, each.other) for each in found.told] == [("q", "A", "B"), ("p", "A", "B")]
    assert (found.looks, found.tested, found.least) == (6, 5, 0.002)


def test_what_moves_the_totals_is_told_from_six_regions() -> None:
    """Six are enough, five are not; p at the limit counts."""
    rows = [("p", "A", 0.1, 0.5, 6, 0.05), ("p", "B", 0.1, 0.5, 5, 0.001), ("p", "C", 0.1, 0.5, 6, 0.06)]
    table = pd.DataFrame(rows, columns=["level", "criterion", "weight", "importance", "units", "p"])
    found = _moving(Row(importance=table))  # type: ignore[arg-type]
    assert [(each.what, each.value, each.weight, each.other) for each in found.told] == [("A", 0.5, 0.1, "")]
    empty = _moving(Row(importance=table.assign(p=float("nan"))))  # type: ignore[arg-type]
    assert (empty.tested, empty.least, empty.told) == (0, None, ())


def effect(name: Uncertain, low: float, total: float, high: float, without: float | None) -> Effect:
    """An input with its total share and the shift without it."""
    return Effect(name, 0.0, 0.0, 0.0, total, low, high, without)


def drivers(shift: float, sample: int, *effects: Effect) -> Any:
    """What may be said of them."""
    return _drivers(Row(mean_shift=shift, sample=sample), effects)  # type: ignore[arg-type]


def test_inputs_whose_intervals_touch_lead_together() -> None:
    """At the lower end of the largest is still with it; surely below a tenth is weak, at a tenth not."""
    found = drivers(
        *(2.0, 256, effect(W, 0.4, 0.5, 0.6, 1.0), effect(X, 0.2, 0.3, 0.4, 2.0), effect(E, 0.1, 0.2, 0.39, 2.0)),
        *(effect(N, 0.0, 0.05, 0.1, 2.0), effect(Uncertain.EXCLUSION, 0.0, 0.02, 0.099, 2.0)),
    )
    assert [each.input for each in found.leading] == [W, X]
    assert found.weak == (Uncertain.EXCLUSION,)
    assert found.shift == 2.0 and drivers(2.0, 255, effect(W, 0.4, 0.5, 0.6, 1.0)) is None


@pytest.mark.parametrize(
    ("shift", "others", "held"),
    [
        (1.0, (1.05, 1.06), (W, X)),
        (3.0, (1.05, 1.06), (W, X)),
        (0.99, (1.004, 1.006), (W, X)),
        (0.99, (1.05, 0.5), (E,)),
    ],
)
def test_shifts_that_are_printed_alike_are_told_alike(
    shift: float, others: tuple[float, float], held: tuple[Uncertain, ...]
) -> None:
    """Half of the last digit shown: 0.05 from a shift of 1 on, 0.005 below; one that was not looked for is left out."""
    found = drivers(
        *(shift, 512, effect(W, 0.4, 0.5, 0.6, 1.0), effect(X, 0.1, 0.3, 0.4, others[0])),
        *(effect(E, 0.1, 0.2, 0.4, others[1]), effect(N, 0.1, 0.2, 0.4, None)),
    )
    assert found.held == held and found.held_shift == min(1.0, *others)


def test_the_largest_share_is_told_first() -> None:
    """By the share with all interactions."""
    names = ["input", "first", "first_low", "first_high", "total", "total_low", "total_high", "without"]
    rows = [[name, 0.1, 0.0, 0.2, total, 0.0, 1.0, None] for name, total in (("noise", 0.2), ("weights", 0.7))]
    found = _effects(Row(sensitivity=pd.DataFrame(rows, columns=names)))  # type: ignore[arg-type]
    assert [(each.input, each.total, each.without) for each in found] == [(W, 0.7, None), (N, 0.2, None)]


def moved(*places: tuple[float, float]) -> list[tuple[str, Span, Span]]:
    """Of regions with a place by score and one by median rank those that are told, in that order."""
    table = pd.DataFrame(places, columns=["place", "median_place"]).assign(enough=True)
    table["region"] = [f"r{n}" for n in range(len(table))]
    found = _displaced(Row(regions=table, places=None, sample=0))  # type: ignore[arg-type]
    return [(each.region, each.by_score, each.by_median) for each in found]


def test_a_whole_rank_is_another_place_and_the_furthest_move_is_first() -> None:
    """One rank counts, half a rank does not; a place inside the other order's tie is none; ties are spans."""
    swapped = moved((1, 2), (2, 1), (3, 3))
    assert swapped == [("r0", Span(1, 1), Span(2, 2)), ("r1", Span(2, 2), Span(1, 1))]
    assert moved((1, 1.5), (2, 1.5)) == []
    # First by score, tied with two others by median rank: the tie reaches from first to third.
    assert moved((1, 2), (2, 2), (3, 2)) == []
    # One rank from the middle of a tie of two is outside of it; of a tie of three at its end it is not.
    assert [name for name, *_ in moved((1, 2.5), (2, 2.5), (3, 1))] == ["r2", "r0"]
    assert moved((1, 2), (2, 2), (3, 2), (4, 4)) == []
    assert [name for name, *_ in moved((1, 2), (2, 4), (3, 1), (4, 3))] == ["r1", "r2", "r0", "r3"]


def test_a_mid_rank_is_the_ranks_it_stands_for() -> None:
    """Two that share 2.5 have the second and third, three that share 2 the first to third, one alone its own."""
    places = pd.Series([1.0, 2.5, 2.5, 4.0])
    assert [_span(places, place) for place in (1.0, 2.5)] == [Span(1, 1), Span(2, 3)]
    assert _span(pd.Series([2.0, 2.0, 2.0]), 2.0) == Span(1, 3)


def test_first_places_are_counted_alone_and_tied() -> None:
    """Who is first most often, either way, is told first; who never is, is not told."""
    firsts = [("A",), ("B", "C"), ("B",), ("B", "C"), ("C", "A"), ("D",)]
    found = [(each.region, each.alone, each.tied) for each in _firsts(pd.DataFrame({"first": firsts}))]
    assert found == [("B", 1, 2), ("C", 0, 3), ("A", 1, 1), ("D", 1, 0)]


def test_regions_that_can_have_every_rank_are_not_told_as_settled() -> None:
    """Of three those with fewer ranks than three; the narrowest first, of equals the better; three pairs in all."""
    ranges = pd.DataFrame([("A", 1, 3), ("B", 2, 3), ("C", 1, 2), ("D", 3, 3)][:3], columns=["unit", "best", "worst"])
    order = Row(ranges=ranges, settled=1, edges=pd.DataFrame({"upper": ["C"], "lower": ["B"]}))
    found = _settlement(order)  # type: ignore[arg-type]
    assert (found.pairs, found.settled, found.edges) == (3, 1, (("C", "B"),))
    assert found.ranges == (("C", Span(1, 2)), ("B", Span(2, 3)))
    narrow = pd.DataFrame([("A", 1, 2), ("B", 3, 3), ("C", 1, 2)], columns=["unit", "best", "worst"])
    assert [name for name, _ in _settlement(Row(ranges=narrow, settled=2, edges=order.edges)).ranges] == [  # type: ignore[arg-type]
        *("B", "A", "C"),
    ]


def test_a_place_in_the_consensus_or_the_places_of_all_as_good() -> None:
    """The rank where no others were listed, else from the best to the worst."""
    assert _agreed_span({"rank": 2.0, "best": float("nan"), "worst": float("nan")}) == Span(2, 2)
    assert _agreed_span({"rank": 2.0, "best": 1.0, "worst": 3.0}) == Span(1, 3)


def test_dominance_is_told_of_the_whole_and_of_regions_that_are_ranked() -> None:
    """Not at one level, and not of regions without enough evidence."""
    table = pd.DataFrame(
        [("A", "B", 4, 5), ("A", "C", 3, 5), ("C", "B", 3, 5)], columns=["region", "other", "shared", "criteria"]
    )
    assert _dominated(Row(dominance=table, level=None), {"A", "B"}) == (("A", "B", 4),)  # type: ignore[arg-type]
    assert _dominated(Row(dominance=table, level="policy"), {"A", "B"}) == ()  # type: ignore[arg-type]


def test_the_first_of_those_who_come_nearest_is_the_one_with_the_better_median() -> None:
    """Equal shares by the lower median rank; nobody with enough evidence, nobody named."""
    rows = [Row(enough=True, top=0.4, median=median) for median in (3, 1, 2)]
    assert [each.median for each in _leaders(tuple(rows))] == [1, 2, 3]  # type: ignore[arg-type]
    assert _leaders((Row(enough=False, top=0.9, median=1),)) == ()  # type: ignore[arg-type]


def test_clear_pairs_are_told_the_clearest_first_and_none_from_too_few_draws() -> None:
    """Of three regions far apart all three pairs are clear; a single draw says nothing of any."""

    world = make_world(judged("AT31", 4, 101), judged("AT12", 2, 51), judged("CZ", 3, 76))
    told = audit_rows(audit(world, draws=128, sensitivity=0, threshold=0.55))
    shares = [each.above for each in told.clear]
    assert (told.pairs, told.apart, len(set(shares))) == (3, 3, 3) and shares == sorted(shares, reverse=True)
    few = audit_rows(audit(world, draws=1, sensitivity=0))
    assert (few.apart, few.clear, few.leaders, few.displaced) == (0, (), (), ())
    assert (few.within, few.verdict) == (1, Verdict.FEW_DRAWS)
