"""Scoring on cases small enough to work out by hand: dominance, methods of a node, standings, derived quantities."""

from __future__ import annotations

import warnings
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.model.guidelines import Boolean, Category, Ordinal
from ceecluster.scoring.acceptability import Tally
from ceecluster.scoring.aggregation import _best_fill, copeland, copeland_bounds, mazziotta_pareto_bounds
from ceecluster.scoring.audited import _cause
from ceecluster.scoring.derived import Setting, _recent, find_quantity
from ceecluster.scoring.measures import Evidence, Reading, _together, steps_above
from ceecluster.scoring.orders import criterion_dominance, interval_order
from ceecluster.scoring.reliability import balancing_weights, principal_components
from ceecluster.scoring.robustness import _regions
from ceecluster.scoring.rows import standing
from ceecluster.scoring.selfprofile import _choices
from ceecluster.scoring.sensitivity import indices
from ceecluster.scoring.simulation import AuditProblem, Inputs, Sampler, Uncertain
from ceecluster.scoring.treatment import kurtosis, skewness
from ceecluster.scoring.tree import TreeNode, _combine, aggregate, build_tree, exponents_of
from ceecluster.scoring.weights import dirichlet

Row = SimpleNamespace


def test_dominance_needs_every_bound_and_one_that_is_more() -> None:
    """At least as good everywhere and better once; equals do not dominate; one missing end is refused, either one."""
    low, high = np.array([[0.5, 0.5], [0.5, 0.4], [0.5, 0.5]]), np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    assert criterion_dominance(low, high).tolist() == np.zeros((3, 3), bool).tolist()
    above = criterion_dominance([[0.6, 0.5], [0.1, 0.2]], [[0.7, 0.9], [0.6, 0.4]])
    assert above.tolist() == [[False, True], [False, False]]
    for ends in (([[np.nan]], [[1.0]]), ([[0.0]], [[np.nan]])):
        with pytest.raises(UsageError, match="bound is missing"):
            criterion_dominance(*ends)
    # Where other criteria apply to one than to the other the lowest has to lie above the highest, not at it.
    applies = [[True, True], [True, False]]
    assert criterion_dominance([[0.5, 0.6], [0.1, 0.1]], [[0.9, 0.9], [0.5, 0.9]], applies).any() == np.False_
    assert criterion_dominance([[0.51, 0.6], [0.1, 0.1]], [[0.9, 0.9], [0.5, 0.9]], applies).tolist()[0] == [
        False,
        True,
    ]
    assert not criterion_dominance([[0.9], [0.1]], [[1.0], [0.2]], [[True], [False]]).any()


def test_intervals_that_touch_settle_nothing() -> None:
    """Above is wholly above."""
    assert interval_order([0.5, 0.2, 0.6], [0.7, 0.5, 0.6]).tolist() == [
        *([False, False, False], [False, False, False], [False, True, False]),
    ]
    assert not interval_order([np.nan, 0.0], [np.nan, 0.1]).any()


def test_shape_of_columns_too_short_or_without_variation() -> None:
    """Skewness from three values, kurtosis from four; nothing where nothing varies."""
    assert np.isnan(skewness([1, 2])) and np.isnan(skewness([3, 3, 3])) and skewness([1, 2, 3]) == pytest.approx(0)
    assert np.isnan(kurtosis([1, 2, 3])) and np.isnan(kurtosis([5, 5, 5, 5])) and np.isfinite(kurtosis([1, 2, 3, 9]))
    # G1 and G2 of 1, 2, 3, 4, 10 as spreadsheets have them.
    assert skewness([1, 2, 3, 4, 10]) == pytest.approx(1.6971, abs=1e-4)
    assert kurtosis([1, 2, 3, 4, 10]) == pytest.approx(3.152, abs=1e-3)


@pytest.mark.parametrize(("coverage", "enough"), [(0.3, True), (0.3 - 1e-12, True), (0.29, False)])
def test_exactly_the_minimum_of_coverage_is_enough(coverage: float, enough: bool) -> None:
    """At the minimum, and at what rounding leaves of it."""
    row = {"low": 0.1, "value": None, "high": 0.9, "coverage": coverage, "quality_class": np.nan, "partial": 0.4}
    found = standing(row, 0.3)
    assert found.enough is enough
    assert (found.low, found.value, found.high, found.quality_class, found.partial) == (0.1, None, 0.9, None, 0.4)


def test_weights_of_equal_influence() -> None:
    """Two indicators that do not go together, one three times as wide: weights 3 to 1, none below 0."""
    table = pd.DataFrame({"a": [1.0, -1, 1, -1], "b": [3.0, 3, -3, -3]})
    found = balancing_weights(table)
    assert found == {"a": pytest.approx(0.75, abs=1e-4), "b": pytest.approx(0.25, abs=1e-4)}
    assert min(found.values()) >= 0 and sum(found.values()) == pytest.approx(1)


def test_a_node_by_copeland_and_alone() -> None:
    """Three units, two criteria: wins less losses over the others, on 0 to 1; one alone is in the middle."""
    values, weights = np.array([[1.0, 1], [0.5, 0.6], [0.2, 0.1]]), np.array([1.0, 1])
    assert copeland(values, weights).tolist() == [2, 0, -2]
    assert _combine("copeland", values, weights).tolist() == [1, 0.5, 0]
    lonely = _combine("copeland", np.array([[0.4, 0.2], [np.nan, np.nan]]), weights)
    assert lonely[0] == 0.5 and np.isnan(lonely[1])
    assert np.isnan(_combine("copeland", np.full((2, 2), np.nan), weights)).all()
    silent = _combine("mazziotta_pareto", np.array([[0.5, 0.5], [np.nan, np.nan]]), weights)
    # Equal values carry no penalty: what goes in comes out.
    assert silent[0] == pytest.approx(0.5) and np.isnan(silent[1])


def test_exponents_are_one_for_all_or_one_each() -> None:
    """Another number of them is refused."""
    tree = build_tree(
        [
            TreeNode("total", None, 1, 2),
            TreeNode("n", "total", 1, -1),
            TreeNode("a", "n", 1, 1),
            TreeNode("b", "total", 1, 1),
        ]
    )
    assert sorted(exponents_of(tree, None)) == [-1, 2] and exponents_of(tree, 1) == (1.0, 1.0)
    assert exponents_of(tree, [3, 4]) == (3.0, 4.0)
    with pytest.raises(UsageError, match="1 exponents for 2 nodes"):
        exponents_of(tree, [3])
    # Quadratic mean of 0.6 and 0.8.
    assert aggregate(tree, np.array([[0.6, 0.8]]))[0, tree.root] == pytest.approx(np.sqrt((0.36 + 0.64) / 2))


def record(**parts: Any) -> tuple[str, Any]:
    """A record as far as quantities read it, of the region R."""
    blank: dict[str, Any] = dict.fromkeys(("budget", "members", "staff", "services", "labels", "cross_border"), ())
    blank |= {"sectors": (), "evaluations": (), "funding": {}, "cite": {}, "source": ("s",), "id": "r"}
    return "R", Row(**(blank | {"start": None, "end": None} | parts))


def raw(name: str, *records: tuple[str, Any], year: int = 2026, **parts: Any) -> float | None:
    """The raw value of a quantity."""
    families = {"P": "private", "Q": "public"}
    more = {key: parts.pop(key) for key in ("members", "supporters", "priorities") if key in parts}
    measure: Any = Row(only=parts.pop("only", ()), within=parts.pop("within", None))
    setting = Setting("R", year, families, {"GOLD": 4.0, "SILVER": 3.0}, **more)
    found = find_quantity(name).compute(records, setting, measure)
    return None if found is None else found.raw


def test_the_latest_count_up_to_the_year() -> None:
    """Of one year the larger; a count of the year itself counts, one of a later year does not; records add up."""
    counts = [Row(count=n, as_of=at, types={}) for n, at in ((90, 2027), (10, 2020), (12, 2020), (99, 2019), (7, None))]
    assert raw("members", record(members=counts)) == 12 and raw("members", record(members=counts), year=2027) == 90
    assert raw("members", record(members=counts[2:3]), record(members=counts[4:])) == 19
    assert raw("members", record(members=counts[:1])) is None
    staffs = [Row(fte=n, as_of=at) for n, at in ((2.0, 2024), (2.5, 2024), (9.0, 2027))]
    assert raw("staff", record(staff=staffs)) == 2.5 and raw("staff", record(staff=staffs), record(staff=staffs)) == 5


def test_private_money_is_documented_or_what_the_rest_leaves_open_is_not() -> None:
    """Its share is given, or all shares are and make the whole from 0.995 on; the mean over the records."""
    assert raw("private_share", record(funding={"P": 0.25, "Q": None})) == 0.25
    assert raw("private_share", record(funding={"P": None, "Q": 0.5})) is None
    assert (
        raw("private_share", record(funding={"Q": 0.995})) == 0
        and raw("private_share", record(funding={"Q": 0.99})) is None
    )
    assert raw("private_share", record(funding={"Q": 1.0}), record(funding={"P": 0.5})) == 0.25


def test_money_committed_counts_both_years() -> None:
    """The longest period; a year alone is one."""
    budget = [Row(period=(2021, 2024)), Row(period=(2020, 2020)), Row(period=None)]
    assert raw("funding_horizon", record(budget=budget)) == 4 and raw("funding_horizon", record(budget=budget[1:])) == 1
    assert raw("funding_horizon", record(budget=budget), record(budget=[Row(period=(2000, 2009))])) == 10


def test_labels_count_from_their_year_to_their_end() -> None:
    """In the first and the last year they do; the highest step; unknown ones say nothing."""

    def held(code: str, year: int | None, until: int | None) -> Any:
        return record(labels=[Row(code=code, year=year, until=until)])

    assert [raw("quality_label", held("GOLD", 2026, 2026)), raw("quality_label", held("GOLD", None, None))] == [4, 4]
    assert [raw("quality_label", held("GOLD", 2027, None)), raw("quality_label", held("GOLD", 2020, 2025))] == [
        None,
        None,
    ]
    assert raw("quality_label", held("SILVER", 2020, None), held("GOLD", 2020, None), held("SILVER", 2020, None)) == 4
    assert raw("quality_label", held("TIN", 2020, None)) is None


def test_partner_regions_within_the_years_asked_for() -> None:
    """Members other than itself, each once; a link that ends in the first of the years counts."""
    links = [Row(partners=("A", "B", "R", "X"), years=(2010, 2021)), Row(partners=("A", "C"), years=(2000, 2020))]
    told = record(cross_border=links)
    members = frozenset("ABCR")
    assert raw("partner_regions", told, members=members) == 3
    assert raw("partner_regions", told, members=members, within=5) == 2
    assert raw("partner_regions", told, members=members, within=4) is None

    def recent(first: int | None, last: int | None) -> bool:
        measure: Any = Row(within=5)
        return _recent((first, last), Setting("R", 2026, {}, {}), measure)

    assert [recent(2000, 2021), recent(2000, 2020), recent(2000, None), recent(None, None)] == [
        True,
        False,
        True,
        False,
    ]


def test_sectors_that_two_others_support() -> None:
    """Itself does not count among the two; not documented without sectors."""
    told = record(sectors=("S", "T", "U"))
    supporters = {"S": frozenset("RAB"), "T": frozenset("RA"), "U": frozenset("ABC")}
    assert raw("shared_sectors", told, supporters=supporters) == pytest.approx(2 / 3)
    assert raw("shared_sectors", told) == 0 and raw("shared_sectors", record()) is None
    assert raw("specialised_sectors", told, priorities=frozenset("SX")) == pytest.approx(1 / 3)
    assert raw("specialised_sectors", told) is None


def test_years_since_the_latest_review_by_others() -> None:
    """One of this year is none ago; internal, undated, later ones and those of something else do not count."""

    def study(year: int | None, by: str = "external", *, of_record: bool = True) -> Row:
        return Row(year=year, by=by, of_record=of_record, source=())

    assert raw("years_since_evaluation", record(evaluations=[study(2020), study(2022), study(2027)])) == 4
    assert raw("years_since_evaluation", record(evaluations=[study(2026)])) == 0
    left_out = [study(2025, "internal"), study(None), study(2027), study(2025, of_record=False)]
    assert raw("years_since_evaluation", record(evaluations=left_out)) is None


def test_fields_of_service_and_kinds_of_members_count_once() -> None:
    """Over all records; those asked for only; a kind of which there is none does not count."""
    one, two = record(services=("A", "B")), record(services=("B", "C"))
    assert raw("services", one, two) == 3 and raw("services", one, two, only=("B", "Z")) == 1
    assert raw("services", one, only=("Z",)) is None
    counts = [Row(types={"firm": 3, "school": 0, "bank": None}, as_of=2020), Row(types={"firm": 1}, as_of=2019)]
    assert raw("actor_types", record(members=counts)) == 2
    assert raw("actor_types", record(members=[Row(types={"firm": 1}, as_of=2027)])) is None


ANCHORS = {step: f"s{step}" for step in range(5)}


def test_the_steps_above_a_value() -> None:
    """Quarters of an ordinal criterion, both ends of a yes or no, the values of categories; a hair is no step."""
    ordinal, either = Ordinal(kind="ordinal", anchors=ANCHORS), Boolean(kind="boolean")
    category = Category(kind="category", values={"none": 0, "some": 0.4, "all": 1})
    for measure, z, steps in (
        *((ordinal, 0.25, (0.5, 0.75, 1)), (ordinal, 0.5 - 1e-10, (0.75, 1)), (ordinal, 1, ()), (either, 0, (1,))),
        *((either, 1, ()), (category, 0.1, (0.4, 1))),
    ):
        criterion: Any = Row(measure=measure)
        assert steps_above(criterion, z) == steps


def test_answers_to_choose_from() -> None:
    """Yes and no, the categories in their order; a step is written, not chosen."""
    for measure, told in (
        (Boolean(kind="boolean"), ("true", "false")),
        (Category(kind="category", values={"none": 0, "some": 0.4}), ("none", "some")),
        (Ordinal(kind="ordinal", anchors=ANCHORS), ()),
    ):
        criterion: Any = Row(measure=measure)
        assert _choices(criterion) == told


@pytest.mark.parametrize(
    ("held", "cause"), [(3.5, Uncertain.WEIGHTS), (3.51, None), (2.0, Uncertain.WEIGHTS), (0.5, Uncertain.WEIGHTS)]
)
def test_a_cause_takes_back_half_a_rank_or_more(held: float, cause: Uncertain | None) -> None:
    """Built second, fourth over all draws: two ranks moved, of which 1.5 are left with the weights held at 3.5."""
    places = pd.DataFrame([{"region": "A", "built": 2.0, "all": 4.0, "weights": held, "noise": 4.0}])
    inputs = Row(on=(Uncertain.NOISE, Uncertain.WEIGHTS))
    audit: Any = Row(places=places, sample=256, inputs=inputs)
    assert _cause(audit, "A") == (cause, 4.0, held)
    audit = Row(places=places, sample=255, inputs=inputs)
    assert _cause(audit, "A") == (None, None, None)


def test_two_units_are_enough_for_pairs() -> None:
    """The first has 3 of 4 for sure; with 1 of 4 for sure the other three may go either way."""
    values, applies = [[1, 0.5], [0, np.nan]], np.ones((2, 2), bool)
    sure, open_ = (copeland_bounds(values, weights, applies) for weights in ([3, 1], [1, 3]))
    assert (sure.low.tolist(), sure.high.tolist()) == ([1, 0], [1, 0])
    assert (open_.low.tolist(), open_.high.tolist()) == ([0, 0], [1, 1])


def test_two_units_that_nothing_applies_to_together_are_even() -> None:
    """Whatever each of them has: neither is above the other, for sure."""
    found = copeland_bounds([[1, np.nan], [np.nan, 0]], [1, 1], [[True, False], [False, True]])
    assert found.low.tolist() == found.value.tolist() == found.high.tolist() == [0.5, 0.5]
    assert found.coverage.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("states", "z", "state"),
    [("AA", 0.0, "ABSENT"), ("AD", 0.0, "DOCUMENTED"), ("AA", 0.5, "DOCUMENTED"), ("AA", 1.0, "DOCUMENTED")],
)
def test_absent_is_what_all_document_as_the_worst(states: str, z: float, state: str) -> None:
    """Readings of documented absence, all of them, and the worst value."""
    kinds = {"A": Evidence.ABSENT, "D": Evidence.DOCUMENTED}
    readings = [Reading(kinds[each], 0.0, 0, (f"r{n}",), ("s",), "assessed") for n, each in enumerate(states)]
    found = _together(readings, z, 0)
    assert found.state is Evidence[state] and (found.records, found.sources) == (("r0", "r1"), ("s",))


def test_last_bits_of_large_numbers_are_no_variance() -> None:
    """An output of a thousand million that varies in its last bit: no input has a share of that."""
    up = np.nextafter(1e9, np.inf)
    first, total = indices([1e9, up, 1e9, up], [up, 1e9, up, 1e9], [[1e9, 1e9, up, up]])
    assert (first.tolist(), total.tolist()) == ([0], [0])


def test_the_best_that_an_unknown_quarter_can_be() -> None:
    """Three quarters at 100: 2 M^2 - 2 x M + E2 = 0 at 200 sqrt(6) - 300; with three quarters unknown nowhere."""
    with np.errstate(invalid="ignore"):
        found = _best_fill(np.array([75.0, 25.0]), np.array([7500.0, 2500.0]), np.array([0.25, 0.75]))
    assert found.tolist() == pytest.approx([200 * np.sqrt(6) - 300, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("z", "shares"),
    [
        *(([1.0, 0.2, np.nan], [0.5, 0.3, 0.2]), ([0.0, np.nan, np.nan], [0.4, 0.3, 0.3])),
        *(([1.0, np.nan, np.nan], [0.75, 0.15, 0.1]), ([0.3, 0.9, np.nan], [0.1, 0.1, 0.8])),
        *(([np.nan, 0.5, 0.5], [1 / 3] * 3), ([0.9, 1.0, np.nan], [0.45, 0.45, 0.1])),
        *(([0.2, 0.7, np.nan], [0.25, 0.25, 0.5]), ([1.0, 1.0, np.nan], [0.3, 0.2, 0.5])),
    ],
)
def test_bounds_of_the_adjusted_index_are_reached(z: list[float], shares: list[float]) -> None:
    """M - S^2 / M on 70-130 over a fine grid of what is unknown, written out: no further, and no nearer."""
    gaps = np.flatnonzero(np.isnan(z))
    steps = np.linspace(0, 1, 1001 if len(gaps) == 1 else 101)
    cases = np.repeat([z], len(steps) ** len(gaps), axis=0)
    cases[:, gaps] = np.stack(np.meshgrid(*[steps] * len(gaps)), axis=-1).reshape(-1, len(gaps))
    x = 70 + 60 * cases
    mean = x @ shares
    index = (mean - ((x - mean[:, None]) ** 2 @ shares) / mean - 70) / 60
    found = mazziotta_pareto_bounds([z], [shares], np.ones((1, 3), bool))
    assert (found.low[0], found.high[0]) == pytest.approx((index.min(), index.max()), abs=2e-4)
    assert found.low[0] <= index.min() + 1e-12 and found.high[0] >= index.max() - 1e-12
    assert found.coverage[0] == pytest.approx(np.array(shares) @ ~np.isnan(z))


def test_the_adjusted_index_of_what_is_known() -> None:
    """90 and 110 by halves: 100 - 100 / 100, in a unit that knows both; equal values carry no penalty."""
    found = mazziotta_pareto_bounds([[1 / 3, 2 / 3], [0.4, 0.4]], [[0.5, 0.5]] * 2, np.ones((2, 2), bool))
    for ends in (found.low, found.value, found.high):
        assert ends.tolist() == pytest.approx([(99 - 70) / 60, 0.4])


def test_weights_of_nearly_nothing_stay_numbers() -> None:
    """A gamma quantile of shape 1/200 far below 1e-300: the weight is 0, and the others share the whole, unwarned."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = dirichlet([[1e-12, 0.5, 0.5], [0.5, 0.5, 0.5]], [0.005, 1, 1])
    assert np.isfinite(found).all() and found[0].tolist() == pytest.approx([0, 0.5, 0.5])
    assert found.sum(axis=1) == pytest.approx(1)


def test_tie_groups_are_counted_from_one() -> None:
    """The best group is the first; a unit in both has both, one without enough evidence has neither and no place."""
    units = pd.DataFrame({"unit": [*"abc"], "value": [0.9, 0.8, 0.9], "median": [1, 2, 3]})
    enough = {"a": True, "b": True, "c": False}
    found = _regions(Row(units=units), dict.fromkeys("abc", 0.5), enough, (("a", "b"), ("b",)))  # type: ignore[arg-type]
    assert found["tie_groups"].tolist() == [(1,), (1, 2), ()]
    assert found["place"].fillna(0).tolist() == [1, 2, 0] == found["median_place"].fillna(0).tolist()


def test_components_of_two_indicators() -> None:
    """Correlated by a half: 1.5 and 0.5 of 2; loadings sqrt(1.5 / 2) of both, and sqrt(0.5 / 2) with either sign."""
    shares, loadings = principal_components(pd.DataFrame({"a": [1, 2, 3], "b": [1, 3, 2]}))
    assert shares.tolist() == pytest.approx([0.75, 0.25]) and list(loadings.columns) == ["pc1", "pc2"]
    assert loadings["pc1"].tolist() == pytest.approx([np.sqrt(0.75)] * 2)
    assert loadings["pc2"].abs().tolist() == pytest.approx([0.5] * 2)


def audited(*rows: list[float], **change: Any) -> AuditProblem:
    """Units with these values of equal weight."""
    z, names = np.array([rows], float), tuple("AB"[: len(rows)])
    tree = build_tree([TreeNode(f"x{k}") for k in range(z.shape[-1])])
    return AuditProblem(names, tree, z, np.ones(z[0].shape, bool), tree.weights, **change)


def test_noise_at_the_ends_of_its_chance() -> None:
    """Four of ten move: the lowest two tenths down, without their end, the highest two up, from their end on."""
    sampler = Sampler(
        audited([0.5] * 2, [0.5] * 2, steps=np.full((2, 2), 0.25)), Inputs(None, (), False, None, False, 0.4), 1
    )
    draws = replace(sampler.draw(1), noise=np.array([[0.19, 0.2, 0.79, 0.8]]))
    assert sampler.values(draws, np.arange(1), 0).tolist() == [[[0.25, 0.5], [0.5, 0.75]]]


def test_the_floor_of_an_index_on_a_scale_of_its_own() -> None:
    """At least 12 on 10 to 20, 0.2 of the way: the geometric mean of 0.2 and 1, back on the scale."""
    problem = audited([10, 20], [20, 20], low=np.full((1, 2), 10.0), high=np.full((1, 2), 20.0), own_floor=12.0)
    sampler = Sampler(problem, Inputs(None, (0.0,), False, None, False, 0.0), 1)
    found = sampler._aggregate(problem.z[0], problem.weights[None], problem.documented, 0.0, 0)
    assert found.tolist() == [pytest.approx([10 + 10 * np.sqrt(0.2), 20])]


def test_without_draws_no_rank_is_accepted() -> None:
    """Nothing was counted: shares of 0, and nothing is divided by no draws."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Tally(2).acceptability.tolist() == [[0, 0], [0, 0]]
