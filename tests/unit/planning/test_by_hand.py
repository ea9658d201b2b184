"""Steps of the plan on cases small enough to work out by hand, and a small plan counted again."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from instances import random_problem

from ceecluster.coherence.learning import DocumentedValue
from ceecluster.errors import UsageError
from ceecluster.model import Guidelines
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.admissible import extreme_weights, non_dominated
from ceecluster.planning.choices import Space, different_plans
from ceecluster.planning.contacts import MatchScope
from ceecluster.planning.core import core_index, leads
from ceecluster.planning.enlargement import rank_candidates
from ceecluster.planning.funding import _last_year, not_over, why_closed
from ceecluster.planning.lessons import exchange_pairs, next_step, steps_of, undocumented
from ceecluster.planning.meeting import SHORTEST, STEP, _body, _concerned, _of_records, shared_minutes
from ceecluster.planning.monitoring import (
    OVERDUE_DAYS,
    _forecast,
    _milestone,
    elapsed_of,
    evaluate,
    light_of,
    milestones_light,
    progress_of,
)
from ceecluster.planning.offer import _closest, _share
from ceecluster.planning.picture import option_views, picture, traceability
from ceecluster.planning.pilotplan import _first_day, _last_day, _months, costs, indicators, milestones, work_packages
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.search import Search
from ceecluster.planning.value import total_value
from ceecluster.planning.why import why_pilot
from ceecluster.study import Study, load
from factories import frozen, make_programme
from networks import widen, write_league

Row = SimpleNamespace


def guidelines() -> Guidelines:
    """One criterion with steps and weight 3, one that is counted and has a hint, one that says nothing."""
    return Guidelines.model_validate(
        {
            "version": "t",
            "title": "T",
            "status": "proposed",
            "min_coverage": 0.3,
            "bands": [{"id": "weak", "min": 0}],
            "nodes": [{"id": "N", "name": "N", "weight": 1}],
            "criteria": [
                {
                    **{
                        "id": "A",
                        "parent": "N",
                        "name": "A",
                        "question": "?",
                        "weight": 3,
                        "evidence": "a document",
                        "across": "best",
                    },
                    **{"levels": ["policy"], "measure": {"kind": "ordinal", "anchors": {k: f"s{k}" for k in range(5)}}},
                    "next_steps": {k: f"climb to {k}" for k in range(1, 5)},
                },
                *(
                    {
                        **{"id": name, "parent": "N", "name": name, "question": "?", "weight": weight},
                        **{"evidence": "a count", "levels": ["policy"], "across": "mean", **more},
                        "measure": {"kind": "number", "points": [[0, 0], [10, 1]], "unit": "x"},
                    }
                    for name, weight, more in (("B", 1, {"improve": "count on"}), ("C", 1, {}))
                ),
            ],
        }
    )


@pytest.mark.parametrize(
    ("z", "step", "text"),
    [
        *((0.0, 1, "climb to 1"), (0.24, 1, "climb to 1"), (0.25, 2, "climb to 2"), (0.75, 4, "climb to 4")),
        *((0.99, 4, "climb to 4"), (1.0, None, "")),
    ],
)
def test_the_next_rung(z: float, step: int | None, text: str) -> None:
    """One above the rung reached, at most the fourth; none at the top."""
    found = next_step(guidelines(), "R", "policy", "A", z)
    assert (found is None) == (step is None)
    assert found is None or (found.step, found.text) == (step, text)


def test_without_steps_the_general_hint_and_without_it_nothing() -> None:
    """A criterion that is counted has no rungs."""
    found = next_step(guidelines(), "R", "policy", "B", 0.5)
    assert found is not None and (found.step, found.text) == (None, "count on")
    assert next_step(guidelines(), "R", "policy", "C", 0.5) is None


def test_next_steps_go_by_weight_rung_and_way_left() -> None:
    """3 x 0.25 x 1 before 1 x 0.25 x 0.5; of equals by criterion and level; at most so many, of those wanted."""
    values = [
        *(DocumentedValue("R", "policy", "B", 0.5, ("b",)), DocumentedValue("R", "policy", "A", 0.0, ("a",))),
        *(
            DocumentedValue("R", "low", "A", 0.9, ()),
            DocumentedValue("Q", "policy", "A", 0.0, ()),
            DocumentedValue("R", "policy", "C", 0.1, ()),
        ),
    ]
    # A at 0: 3 x 0.25 x 1 = 0.75; B at 0.5: 0.25 x 0.5 = 0.125; A at 0.9 to the top: 3 x 0.1 x 0.1 = 0.03.
    found = steps_of(guidelines(), values, "R")
    assert [(row.criterion, row.level, row.records) for row in found] == [
        *(("A", "policy", ("a",)), ("B", "policy", ("b",)), ("A", "low", ())),
    ]
    assert [row.level for row in steps_of(guidelines(), values, "R", most=1)] == ["policy"]
    assert [row.criterion for row in steps_of(guidelines(), values, "R", only=["B"])] == ["B"]
    # Near the top a counted criterion can rise by what is left only: 0.1 x 0.1 beside 0.25 x 0.7 of the lower one.
    near = [DocumentedValue("R", "x", "B", 0.9, ()), DocumentedValue("R", "y", "B", 0.3, ())]
    assert [row.level for row in steps_of(guidelines(), near, "R")] == ["y", "x"]


def test_the_heaviest_criteria_without_evidence() -> None:
    """Weights of the levels added up, the heaviest first, each once."""
    scores = frozen().scores
    region = scores.world.network.regions[0].code
    weight: Counter[str] = Counter()
    for row in scores.criteria[scores.criteria["region"] == region].itertuples():
        if row.z != row.z and row.weight > 0:
            weight[row.criterion] += row.weight
    order = sorted(weight, key=lambda code: (-round(weight[code], 12), code))
    assert undocumented(scores, region) == tuple(order[:4]) and undocumented(scores, region, 2) == tuple(order[:2])


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three fjords with pilots, candidates and all else that can be on file."""
    return load(widen(write_league(tmp_path_factory.mktemp("league"))))


@pytest.fixture(scope="module")
def plan(league: Study) -> Plan:
    """Their plan."""
    return league.plan(draws=8)


def test_exchange_pairs_are_the_pairs_that_learn_most(league: Study, plan: Plan) -> None:
    """Across a border first, then by mutual gain; a region in at most two; the agenda at most three each."""
    country = {region.code: region.country for region in league.world.network.regions}
    keys = [(country[a] == country[b], -row.mutual, -sum(row.gain)) for row in plan.exchange for a, b in [row.regions]]
    assert plan.exchange and keys == sorted(keys)
    assert max(Counter(code for row in plan.exchange for code in row.regions).values()) <= 2
    for row in plan.exchange:
        assert row.lessons and max(Counter(lesson.learner for lesson in row.lessons).values()) <= 3
        figures = [each for each in row.because if each.kind == "figure"]
        assert (
            len(figures) == len({(lesson.criterion, lesson.learner, lesson.level) for lesson in row.lessons}) or figures
        )
    assert exchange_pairs(league.world, plan.evidence, []) == ()


def test_the_plan_as_it_is_drawn_is_counted_again(league: Study, plan: Plan) -> None:
    """Who is in how many pilots, who leads whom across which border, bars and milestones."""
    found = picture(league.world, plan)
    joined = Counter(code for pilot in plan.pilots for code in pilot.regions)
    assert found.counts == {region.code: joined[region.code] for region in league.world.network.regions}
    assert found.idle == tuple(code for code, count in found.counts.items() if count == 0)
    assert found.most == max(joined.values())
    assert found.busiest == tuple(code for code, count in found.counts.items() if count == found.most)
    country = {region.code: region.country for region in league.world.network.regions}
    pairs = {frozenset(pair) for pilot in plan.pilots for pair in combinations(pilot.regions, 2)}
    assert found.across == sum(len({country[code] for code in pair}) == 2 for pair in pairs)
    assert found.milestones == tuple(sorted(step.due for pilot in plan.pilots for step in pilot.steps))
    work = [bar for bar in found.bars if bar.place]
    assert [bar.key for bar in work] == [each.key for pilot in plan.pilots for each in pilot.work]
    packages = [each for pilot in plan.pilots for each in pilot.work]
    assert [(bar.first, bar.last, bar.lead) for bar in work] == [(each.start, each.end, each.lead) for each in packages]
    assert [bar.place for bar in work if bar.pilot == plan.pilots[0].number] == [
        *range(1, len(plan.pilots[0].work) + 1)
    ]
    steps = [bar for bar in found.bars if not bar.place]
    assert steps and [bar.last for bar in steps] == [step.due for pilot in plan.pilots for step in pilot.steps]


def test_lines_of_pilots_lie_side_by_side_around_the_middle(league: Study, plan: Plan) -> None:
    """Two pilots lie half a step to either side; a line for every partner but the lead, where both have a tile."""
    tiles = {region.code: (n, 2 * n) for n, region in enumerate(league.world.network.regions)}
    regions = [region.model_copy(update={"tile": tiles[region.code]}) for region in league.world.network.regions]
    network = league.world.network.model_copy(update={"regions": tuple(regions)})
    world = league.world.model_copy(update={"network": network})
    found = picture(world, plan)
    assert [place.region for place in found.places] == list(tiles)
    assert len(found.lines) == sum(len(pilot.regions) - 1 for pilot in plan.pilots)
    for n, pilot in enumerate(plan.pilots):
        away = (n - (len(plan.pilots) - 1) / 2) * 0.19
        own = [line for line in found.lines if line.pilot == pilot.number]
        x, y = tiles[pilot.lead]
        assert own and all((line.x, line.y) == (pytest.approx(x + away), y) for line in own)
        ends = {(round(line.x2 - away, 9), line.y2) for line in own}
        assert ends == {tiles[code] for code in pilot.regions if code != pilot.lead}


def test_options_side_by_side(plan: Plan) -> None:
    """Shares of the best value and of the dearest; the mean firmness of the themes of its pilots."""
    views = option_views(plan)
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    best = max(option.value for option in plan.choices.options)
    for view, option in zip(views, plan.choices.options, strict=True):
        known = [by_id[each].cost for each in option.pilots if by_id[each].cost is not None]
        assert (view.letter, view.value, view.pilots, view.priced) == (
            *(option.letter, option.value, len(option.pilots), len(known)),
        )
        assert view.value_share == pytest.approx(option.value / best)
        assert view.cost == (sum(known) if known else None)
        shares = {share.id: share.theme_core for share in plan.core.shares}
        drawn = [shares[each] for each in option.pilots if each in shares]
        assert view.firm == (pytest.approx(sum(drawn) / len(drawn)) if drawn else None)
        assert plan.choices[option.letter] is option
    with pytest.raises(UsageError):
        plan.choices["Z"]
    blank = replace(plan, choices=replace(plan.choices, options=()))
    assert option_views(blank) == ()
    worthless = tuple(replace(option, value=0.0) for option in plan.choices.options)
    nothing = option_views(replace(plan, choices=replace(plan.choices, options=worthless)))
    assert {(view.value, view.value_share) for view in nothing} == {(0.0, 0.0)}


def test_from_objectives_to_instruments_and_actions(league: Study, plan: Plan) -> None:
    """The objectives most have first; regions with a record that names both; pilots and programmes that serve it."""
    found = traceability(league.world, plan)
    assert [row.share or 0 for row in found] == sorted((row.share or 0 for row in found), reverse=True) and found
    records = [(code, p) for code, inventory in league.world.regions.items() for p in inventory.programmes]
    for row in found:
        used: dict[str, set[str]] = {}
        for region, record in records:
            if row.objective in {each.code for each in record.objectives}:
                for instrument in record.instruments:
                    used.setdefault(instrument.code, set()).add(region)
        assert {code for code, _ in row.instruments} <= set(used) and len(row.instruments) <= 3
        for code, count in row.instruments:
            assert count >= len(used[code] & set(plan.evidence.regions)) > 0
        served = [pilot.number for pilot in plan.pilots if row.objective in pilot.candidate.theme.objectives]
        served += [each.number for each in plan.programmes if each.objective == row.objective]
        assert row.actions == tuple(served)


def test_why_a_pilot_was_chosen_adds_up(plan: Plan) -> None:
    """What its parts add is its value, what is not documented half of it; without it the best others."""
    for pilot in plan.pilots:
        found = why_pilot(plan, pilot.number)
        assert sum(part.adds for part in found.parts) == pytest.approx(found.value, abs=1e-8)
        assert sum(part.weight for part in found.parts) == pytest.approx(1)
        for part in found.parts:
            assert part.swing == pytest.approx(part.weight * (1 - part.documented) / 2)
            known = part.weight * part.documented * (part.value or 0)
            assert part.adds == pytest.approx(known + part.swing)
        swings = [round(part.swing, 9) for part in found.parts]
        assert swings == sorted(swings, reverse=True)
        assert [part.part for part in found.decisive] == [
            part.part for part in found.parts if max(swings) > 0 and round(part.swing, 9) == max(swings)
        ]
        rivals = [c for c in plan.proposed.all if c.key == pilot.candidate.key and c.id != found.id]
        rivals.sort(key=lambda c: (-c.value, c.id))
        assert [row.id for row in found.rivals] == [c.id for c in rivals][: len(found.rivals)]
        assert all(row.behind == pytest.approx(found.value - row.value) for row in found.rivals)
        assert found.without is None or found.id not in found.without
        served = {region for other in plan.pilots for region in other.candidate.regions}
        places = {candidate.id: candidate.regions for candidate in plan.proposed.all}
        assert found.without is not None
        assert found.served_less == len(served) - len({region for name in found.without for region in places[name]})


def test_work_packages_fill_the_time_and_the_partners_lead_in_turn(plan: Plan) -> None:
    """Two years: groundwork six months, action and quality until a quarter before the end, take-up from then on."""
    candidate = replace(plan.pilots[0].candidate, leads=("A", "B", "C"))
    start, end = date(2027, 3, 1), date(2029, 2, 28)
    found = work_packages(candidate, ("A", "B", "C"), start, end, ("Q",))
    assert [(each.key, each.lead, each.start, each.end) for each in found] == [
        ("coordination", "A", date(2027, 3, 1), date(2029, 2, 28)),
        ("groundwork", "B", date(2027, 3, 1), date(2027, 8, 31)),
        ("action", "C", date(2027, 9, 1), date(2028, 8, 31)),
        ("quality", "B", date(2027, 9, 1), date(2028, 8, 31)),
        ("takeup", "C", date(2028, 9, 1), date(2029, 2, 28)),
    ]
    assert "quality" not in [each.key for each in work_packages(candidate, ("A", "B"), start, end)]
    short = work_packages(replace(candidate, leads=()), ("A",), date(2027, 1, 1), date(2027, 3, 31))
    assert [(each.key, each.lead, each.start.month, each.end.month) for each in short] == [
        *(("coordination", "A", 1, 3), ("groundwork", "A", 1, 1), ("action", "A", 2, 2), ("takeup", "A", 3, 3)),
    ]
    month = work_packages(candidate, ("A", "B"), date(2027, 1, 1), date(2027, 1, 31))
    assert {(each.start.month, each.end) for each in month if each.key in ("coordination", "groundwork", "takeup")} == {
        (1, date(2027, 1, 31))
    }


def test_milestones_of_a_year() -> None:
    """Partnership after three months, groundwork after a quarter, review half-way, solution after three quarters."""
    found = milestones(None, date(2027, 1, 1), date(2027, 12, 31))
    assert [(step.key, step.due.month) for step in found] == [
        *(("partnership", 3), ("groundwork", 3), ("review", 6), ("solution", 9), ("takeup", 12)),
    ]
    short = milestones(None, date(2027, 1, 1), date(2027, 1, 31))
    assert {step.due for step in short} == {date(2027, 1, 31)}
    two = milestones(None, date(2027, 1, 1), date(2027, 2, 28))
    assert [(step.key, step.due.month) for step in two if step.key in ("groundwork", "solution")] == [
        *(("groundwork", 1), ("solution", 2)),
    ]
    declared: Any = Row(milestones=[Row(due="2027-05", title="Fair")])
    assert [(s.key, s.due, s.title) for s in milestones(declared, date(2027, 1, 1), date(2027, 9, 1))] == [
        ("declared", date(2027, 5, 31), "Fair")
    ]


def test_months_count_both_ends() -> None:
    """January to January is one; the second month of an action from 15 November is December."""
    assert [_months(date(2027, 1, 1), date(*end)) for end in ((2027, 1, 31), (2027, 12, 1), (2028, 1, 1))] == [
        1,
        12,
        13,
    ]
    assert _months(date(2027, 5, 1), date(2027, 1, 1)) == 1
    start = date(2027, 11, 15)
    assert [_first_day(start, n) for n in (1, 2, 3)] == [start, date(2027, 12, 1), date(2028, 1, 1)]
    assert [_last_day(start, n) for n in (1, 2, 4)] == [date(2027, 11, 30), date(2027, 12, 31), date(2028, 2, 29)]


def term(kind: str, lag: int | None = None, max_of: str | None = None) -> Row:
    """An indicator of the vocabulary."""
    return Row(kind=kind, lag_years=lag, max_of=max_of, title="T", unit="u", rule="r", read_from="the register")


def test_targets_by_the_networks_rules() -> None:
    """Outputs from 0, results measured later, never more than the output they are a part of; 29 February has no lag."""
    terms = {"O": term("output"), "R": term("result", 1), "P": term("result", 2, "O"), "N": term("output")}
    rules = Row(
        pilot_indicators={"O": "one", "R": "partners", "P": "partners", "N": "needs", "?": "one"}, plan_indicators={}
    )
    world: Any = Row(vocabulary=Row(terms=lambda _: terms), network=Row(rules=Row(plan=rules), regions=["x"] * 7))
    candidate: Any = Row(pilot=None, regions=("A", "B", "C"))
    found = indicators(world, candidate, date(2028, 12, 31), answers=("Q1", "Q2"))
    assert [(row.code, row.baseline, row.target, row.due, row.basis) for row in found] == [
        ("O", 0.0, 1.0, "2028-12-31", "one"),
        ("R", None, 3.0, "2029-12-31", "partners"),
        ("P", 0.0, 1.0, "2030-12-31", "partners"),
        ("N", 0.0, 2.0, "2028-12-31", "needs"),
    ]
    assert {row.read_from for row in found} == {"the register"}
    leap = indicators(world, candidate, date(2028, 2, 29))
    assert [(row.code, row.due, row.target) for row in leap if row.code in "RN"] == [
        *(("R", "2028-02-29", 3.0), ("N", "2028-02-29", None)),
    ]
    rules.plan_indicators = {"R": "partners"}
    assert [(row.code, row.target) for row in indicators(world, None, date(2028, 12, 31), plan=True)] == [("R", 7.0)]


def test_costs_are_told_by_partner(league: Study, plan: Plan) -> None:
    """One line each; nothing is made up where nothing is declared."""
    candidate = replace(plan.pilots[0].candidate, pilot=None)
    lines = costs(league.world, candidate)
    assert [line.partner for line in lines] == list(candidate.regions)
    assert {line.amount for line in lines} == {None}


@pytest.mark.parametrize(
    ("progress", "elapsed", "whole", "light"),
    [
        *((0.45, 0.5, False, "on track"), (0.44, 0.5, False, "at risk"), (0.3, 0.5, False, "at risk")),
        *((0.29, 0.5, False, "off track"), (0.0, 0.0, False, "on track"), (1.0, 1.0, False, "on track")),
        *((0.0, 0.74, True, "on track"), (0.0, 0.75, True, "at risk"), (0.0, 0.99, True, "at risk")),
        *((0.0, 1.0, True, "off track"), (1.0, 0.9, True, "on track"), (None, 0.5, False, "no data")),
        (0.5, None, False, "no data"),
    ],
)
def test_lights_on_both_sides_of_their_edges(
    progress: float | None, elapsed: float | None, whole: bool, light: str
) -> None:
    """Nine tenths and six tenths of what the time asks for; three quarters of the time for all or nothing."""
    assert light_of(progress, elapsed, whole=whole) == light


def test_progress_time_and_forecast_by_hand() -> None:
    """Falling targets too; a quarter of the way in a quarter of the time; the pace so far carried on."""
    assert (progress_of(10, 20, 15), progress_of(20, 10, 15), progress_of(1, 1, 1)) == (0.5, 0.5, None)
    days = date(2025, 1, 1), date(2025, 1, 11)
    assert [elapsed_of(*days, date(2025, 1, n)) for n in (6, 11, 12)] == [0.5, 1, 1]
    assert elapsed_of(*days, date(2024, 12, 1)) == 0 and elapsed_of(days[0], days[0], days[0]) is None
    begun, seen, until = date(2025, 1, 1), date(2025, 1, 11), date(2025, 1, 31)
    assert _forecast(0, 10, 5, begun, seen, until) == (15, "2025-01-21")
    assert _forecast(0, 10, 0, begun, seen, until) == (0, None)
    assert _forecast(0, 10, -5, begun, seen, until) == (-15, None)
    assert _forecast(0, 10, 5, begun, begun, until) == (None, None)
    # A hundred years ahead is no forecast.
    assert _forecast(0, 36_525, 10, begun, seen, until) == (30, None)
    assert _forecast(0, 36_524, 10, begun, seen, until)[1] is not None


def test_milestones_on_their_day_and_the_day_after() -> None:
    """Done on the day is done, the day after late; not done on the day is to come, after it overdue."""
    today = date(2025, 6, 30)

    def of(due: str, done: str | None) -> tuple[str, int]:
        row = _milestone("p", "t", due, done, today)
        return row.state, row.days

    assert of("2025-06-30", None) == ("to come", 0) and of("2025-06-29", None) == ("overdue", 1)
    assert of("2025-06-20", "2025-06-20") == ("done", 0) and of("2025-06-20", "2025-06-21") == ("late", 1)
    assert of("2025-06-20", "2025-06-30") == ("late", 10) and of("2025-06-20", "2025-07-01") == ("overdue", 10)
    assert [milestones_light(each) for each in ([], [1], [OVERDUE_DAYS], [1, OVERDUE_DAYS + 1])] == [
        *("no data", "at risk", "at risk", "off track"),
    ]


def test_what_concerns_one_pilot_and_nothing_else(league: Study) -> None:
    """Every table of one pilot, and the pilots together are all."""
    found = evaluate(league.world)
    assert found.by_pilot
    for name in ("by_pilot", "by_indicator", "by_milestone", "by_partner", "by_criterion", "problems", "by_event"):
        whole = getattr(found, name)
        parts = [getattr(found.of(each.pilot), name) for each in found.by_pilot]
        assert sorted(map(repr, whole)) == sorted(repr(row) for part in parts for row in part), name
    assert [row.pilot for row in found.real] == [row.pilot for row in found.by_pilot if not row.example]


def test_weights_at_the_corners_of_their_box() -> None:
    """Two equal weights within a half: 1/4 and 3/4; one of nothing stays; one alone is all; a box of 0 is a point."""
    assert extreme_weights([1, 1], 0.5).tolist() == [[0.25, 0.75], [0.75, 0.25]]
    assert extreme_weights([0, 1, 1], 0.5).tolist() == [[0, 0.25, 0.75], [0, 0.75, 0.25]]
    assert extreme_weights([0, 3], 1).tolist() == [[0, 1]] and extreme_weights([1, 3], 0).tolist() == [[0.25, 0.75]]
    assert len(extreme_weights([1, 1, 1], 0.5)) == 6
    for weights, box in (([], 0.5), ([0, 0], 0.5), ([-1, 2], 0.5), ([1, 1], 1.1), ([1, 1], -0.1), ([[1.0]], 0.5)):
        with pytest.raises(UsageError, match="weights are 0 and above"):
            extreme_weights(weights, box)


def test_what_nothing_dominates() -> None:
    """As good everywhere and better once dominates; equals do not dominate each other, nor do hairs."""
    assert non_dominated([[1, 2], [1, 1], [2, 0], [1, 2]]).tolist() == [True, False, True, True]
    assert non_dominated([[1, 1], [1, 1 + 1e-10]]).tolist() == [True, True]


def test_distances_between_portfolios_by_hand() -> None:
    """Half from the themes, half from who takes part in them."""
    options = [
        *(Option("a", 1, ("R0", "R1"), theme="t"), Option("b", 1, ("R1", "R2"), theme="t")),
        *(Option("c", 1, ("R0", "R1"), theme="u"), Option("d", 1, ("R3", "R4"))),
    ]
    problem = Problem(options, [f"R{k}" for k in range(5)], Constraints(0, 4, one_per_theme=False))
    a, b, c, d = (problem.position[name] for name in "abcd")
    space = Space(problem, [(a,), (b,), tuple(sorted((a, c))), (d,), ()])
    # Same theme, one of the partners shared; one more theme; nothing in common; nothing beside nothing.
    assert space.between([0], range(5))[0].tolist() == pytest.approx([0, (0 + 2 / 4) / 2, 1 / 3, 1, 1], abs=1e-9)
    assert space.between([4], [4])[0].tolist() == [0]


@pytest.mark.parametrize("seed", range(12))
def test_different_plans_are_the_farthest_within_the_loss(seed: int) -> None:
    """Against all feasible portfolios listed: the smallest distance of the three is the largest there is."""
    problem = random_problem(seed)
    found = different_plans(problem, 0.2)
    assert (len(found.options) == 0) == (not every(problem))
    if not found.options:
        return
    top = max(every(problem), key=lambda p: (problem.objective(p), 0))
    best = max(problem.objective(p) for p in every(problem))
    assert problem.objective(top) == pytest.approx(best)
    served, value = problem.served(top), problem.value(top)
    near = [
        p for p in every(problem) if problem.served(p) == served and problem.value(p) >= value - 0.2 * abs(value) - 1e-9
    ]
    assert found.within == len(near) and found.exact
    portfolios = [tuple(sorted(problem.position[i] for i in option.pilots)) for option in found.options]
    apart = Space(problem, portfolios).between(range(len(portfolios)), range(len(portfolios)))
    for k, option in enumerate(found.options):
        assert option.differs == pytest.approx(apart[0, k])
        assert option.apart == pytest.approx(min((d for j, d in enumerate(apart[k]) if j != k), default=0.0))
        assert option.loss == pytest.approx(value - problem.value(portfolios[k]))
    assert len(found.options) == min(3, len(near))
    if len(near) >= 3:
        space = Space(problem, near)
        table = space.between(range(len(near)), range(len(near)))
        chosen = [near.index(tuple(sorted(problem.position[i] for i in option.pilots))) for option in found.options]
        first = [k for k, p in enumerate(near) if problem.objective(p) >= best - 1e-9]
        reach = max(
            min(table[f, i], table[f, j], table[i, j])
            for f in first
            for i, j in combinations([k for k in range(len(near)) if k != f], 2)
        )
        told = min(table[i, j] for i, j in combinations(chosen, 2))
        assert told <= reach + 1e-9 and (len(first) > 1 or told == pytest.approx(reach))


def every(problem: Problem) -> list[tuple[int, ...]]:
    """All feasible portfolios."""
    c = problem.constraints
    count = len(problem.options)
    return [
        p
        for size in range(c.min_pilots, c.max_pilots + 1)
        for p in combinations(range(count), size)
        if problem.feasible(p)
    ]


@pytest.mark.parametrize("seed", range(25))
def test_the_search_finds_the_best_of_all_that_can_be_listed(seed: int) -> None:
    """Five best and their ties, proven, whatever the constraints; with a bound below, all above it."""
    problem = random_problem(100 + seed)
    worth = sorted((round(problem.objective(p), 9) for p in every(problem)), reverse=True)
    found = Search(problem).run(problem, 5)
    told = [round(problem.objective(p), 9) for p in found.portfolios]
    assert found.whole and sorted(told, reverse=True) == [w for w in worth if w >= worth[min(4, len(worth) - 1)]]
    if worth:
        middle = worth[len(worth) // 2]
        all_above = Search(problem).run(problem, len(worth) + 1, least=middle)
        assert len(all_above.portfolios) == sum(w >= middle for w in worth)
        assert found.ceiling == pytest.approx(worth[0])
        hurried = Search(problem).run(problem, 1, work=1)
        assert hurried.ceiling >= worth[0] - 1e-9 and hurried.steps <= 1


def test_leads_and_core_of_two_options() -> None:
    """The better one is in every optimum and ahead in every draw; what is as good is a tie, half of the draws."""
    options = [Option("a", 0.9, ("R0",)), Option("b", 0.1, ("R1",)), Option("c", 0.9, ("R0",))]
    parts, known = np.array([[0.9, 0.9], [0.1, 0.1], [0.9, 0.9]]), np.ones((3, 2))
    weights, more = {"x": 1.0, "y": 1.0}, {"draws": 6, "seed": 1}
    rules: Any = {"regions": ["R0", "R1"], "constraints": Constraints(1, 1, None, None, cover_all=False)}
    core = core_index(options[:2], parts[:2], known[:2], weights, **rules, **more)
    assert [(row.id, row.core, row.kind) for row in core.shares] == [("a", 1, "core"), ("b", 0, "exterior")]
    found = leads(options, parts, known, weights, [("a",), ("b",), ("c",)], draws=6)
    assert found == [0.5, 1, 0.5] and leads(options, parts, known, weights, [("a",)], draws=0) == []


def test_value_counts_what_is_not_documented_half() -> None:
    """Two parts of equal weight, one half documented: bounds 0.3 and 0.55 + 0.25."""
    value, low, high, share = total_value(np.array([[0.6, np.nan], [0.6, 0.2]]), np.array([[1, 1], [1, 0.5]]), [1, 1])
    assert low.tolist() == pytest.approx([0.3, 0.35]) and high.tolist() == pytest.approx([0.8, 0.6])
    assert value.tolist() == pytest.approx([0.55, 0.475]) and share.tolist() == pytest.approx([0.5, 0.75])


def test_candidates_are_ranked_by_what_they_bring(league: Study) -> None:
    """Best first; as good within a hair is one rank; at most five records a candidate as reasons."""
    found = rank_candidates(league.world)
    assert len(found) > 1 and [row.score for row in found] == sorted((row.score for row in found), reverse=True)
    assert [row.rank for row in found] == [1 + sum(o.score > row.score + 1e-9 for o in found) for row in found]
    assert [row.number for row in found] == [f"F{n}" for n in range(1, len(found) + 1)]
    for row in found:
        assert 1 <= len([each for each in row.because if each.kind == "record"]) <= 5
        told = (
            {each.ref: each.value for each in row.because if each.kind == "figure"}
            if hasattr(row.because[0], "what")
            else {}
        )
        if told:
            assert row.score == pytest.approx(sum(told.values()) / len(told))


def test_the_closest_three_and_their_ties() -> None:
    """All that tie with the third; shares of nothing are none."""
    near = [("A", 0.1), ("B", 0.5), ("C", 0.4), ("D", 0.4), ("E", 0.4)]
    assert [name for name, _ in _closest(near)] == ["B", "C", "D", "E"] and [n for n, _ in _closest(near[:2])] == [
        "B",
        "A",
    ]
    assert (_share({"a"}, ["a", "b"]), _share({"a"}, [])) == (0.5, None)


def test_programmes_that_can_still_pay() -> None:
    """In its first and last year it can, a year beside them not; calls by their last day, else by their first."""

    def at(year: int, **parts: Any) -> str | None:
        blank: dict[str, Any] = dict.fromkeys(("frame", "collective", "status", "eligible_until", "calls_over"))
        blank |= {"title": "E", "opens": 2021, "closes": 2027}
        world: Any = Row(vocabulary=Row(programmes=lambda: {"E": Row(**(blank | parts))}))
        return why_closed(world, "E", year)

    assert [at(year) is None for year in (2020, 2021, 2027, 2028)] == [False, True, True, False]
    assert at(2029, eligible_until="2029-12-31") is None and at(2030, eligible_until="2029-12-31") is not None
    for parts in (
        {"frame": True},
        {"collective": True},
        {"status": "proposed"},
        {"status": "closed"},
        {"calls_over": "x"},
    ):
        assert at(2024, **parts) is not None, parts
    assert at(2024, opens=None) is not None
    assert why_closed(frozen().world, "nobody", 2024) is not None
    call: Any = Row(opens="2024-01-01", closes="2025-03-01")
    assert [not_over(call, year) for year in (2024, 2025, 2026)] == [True, True, False]
    nothing: Any = Row(opens=None, closes=None)
    assert not not_over(nothing, 2000)
    last: Any = Row(eligible_until=None, closes=2027)
    assert _last_year(last) == 2027


def test_minutes_of_a_meeting() -> None:
    """By the root of the answers in steps of five, the shortest at least; what no step fits goes to the first."""
    assert shared_minutes([], 60) == []
    found = shared_minutes([1, 4], 2 * SHORTEST + 3 * STEP + 2)
    assert found == [SHORTEST + STEP + 2, SHORTEST + 2 * STEP]
    assert shared_minutes([1, 1], 2 * SHORTEST) == [SHORTEST, SHORTEST]
    assert shared_minutes([1, 1], 2 * SHORTEST + STEP) == [SHORTEST + STEP, SHORTEST]
    with pytest.raises(UsageError):
        shared_minutes([1, 1], 2 * SHORTEST - 1)


def test_who_answers_for_a_record() -> None:
    """Where policy is laid down the owner first, elsewhere whoever runs it; an organisation speaks for itself."""

    def of(political: bool, kind: str = "programme", **bodies: str) -> str | None:
        blank = dict.fromkeys(("owner", "operator", "lead"))
        record: Any = Row(bodies=Row(**(blank | bodies)), kind=kind)
        return _body(record, political)

    assert of(True, owner="O", operator="P", lead="L") == "O" and of(True, operator="P", lead="L") == "P"
    assert of(True, lead="L") == "L" and of(True) is None
    assert of(False, owner="O", operator="P", lead="L") == "P" and of(False, owner="O", lead="L") == "L"
    assert of(False, owner="O") == "O" and of(False, "cluster", owner="O") == "" and of(False) is None


def test_regions_that_an_option_moves() -> None:
    """Those whose pilots are not the same in all options."""
    plan: Any = Row(
        proposed=Row(
            all=[Row(id="a", regions=("A", "B")), Row(id="b", regions=("B", "C")), Row(id="c", regions=("D",))]
        ),
        choices=Row(options=[Row(pilots=("a", "c")), Row(pilots=("b", "c"))]),
    )
    assert _concerned(plan) == ("A", "B", "C")


@pytest.mark.parametrize(("start", "asked"), [(2023, True), (2024, False)])
def test_what_runs_for_three_years_unevaluated_is_asked_about(start: int, asked: bool) -> None:
    """Three years are enough in 2026; organisations are not asked, nor what was evaluated."""
    world = frozen().world
    record = make_programme("ra", start=start).model_copy(update={"kind": "scheme"})
    found = [*_of_records(world, [record])]
    assert len(found) == int(asked)
    assert not [*_of_records(world, [record.model_copy(update={"kind": "cluster"})])]


def test_whom_a_question_is_about() -> None:
    """Sectors, regions and records narrow it together; two regions or records mean the pair of them."""
    one: Any = Row(record="r1", region="A", sectors=frozenset({"S"}))
    two: Any = Row(record="r2", region="B", sectors=frozenset({"S", "T"}))
    three: Any = Row(record="r3", region="C", sectors=frozenset({"T"}))

    def of(sectors: str = "", regions: str = "", records: tuple[str, ...] = ()) -> MatchScope:
        return MatchScope(frozenset(sectors), frozenset(regions), frozenset(records))

    assert of().admits(one, two) and of(regions="A").admits(one, two) and not of(regions="A").admits(two, three)
    assert of(regions="AB").admits(one, two) and not of(regions="AB").admits(one, three)
    assert of(records=("r1",)).admits(two, one) and not of(records=("r1",)).admits(two, three)
    assert of(records=("r1", "r2")).admits(one, two) and not of(records=("r1", "r2")).admits(one, three)
    assert not of(regions="C", records=("r1",)).admits(one, two)
    assert of().is_about(one) and of("T", "B", ("r2",)).is_about(two)
    assert not of("T").is_about(one) and not of("", "B").is_about(one) and not of("", "", ("r2",)).is_about(one)
    assert not of("T", "A").is_about(two) and not of("S", "A", ("r2",)).is_about(one)
    shared: Any = Row(sectors=("T",))
    assert of().on_ground(shared) and of("T").on_ground(shared) and not of("S").on_ground(shared)
