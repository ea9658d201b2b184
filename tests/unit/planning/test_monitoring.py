"""Following running pilots."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ceecluster.errors import UsageError
from ceecluster.model import Pilot
from ceecluster.model.dates import day
from ceecluster.planning.followed import Fault, FaultyEntry, Lack, Remark
from ceecluster.planning.monitoring import elapsed_of, evaluate, light_of, progress_of
from factories import make_world

LISTS = {
    "indicators": [
        {"code": "RCO1", "name": {"en": "Pilots"}, "kind": "output", "unit": "pilots"},
        {"code": "RCR1", "name": {"en": "Taken up"}, "kind": "result", "unit": "solutions", "max_of": "RCO1"},
    ]
}


def pilot(**change):
    """A pilot that runs from 2025 to 2028, half over at the test network's date."""
    body = {
        "id": "pilot-a", "title": {"en": "A"}, "status": "running", "start": "2025-01-01", "end": "2028-10-15",
        "indicators": [indicator()],
    }  # fmt: skip
    return Pilot.model_validate({**body, **change})


def indicator(code="RCO1", **change):
    """An indicator that is half-way."""
    body = {"code": code, "baseline": 0, "target": 10, "observations": [{"date": "2026-11-01", "value": 5}]}
    return {**body, **change}


def watch(*pilots, **options):
    """The monitoring of a world with these pilots."""
    return evaluate(make_world(vocabulary=LISTS, pilots=pilots), **options)


@pytest.mark.parametrize(
    ("progress", "elapsed", "light"),
    [
        (0.5, 0.5, "on track"),
        (0.45, 0.5, "on track"),
        (0.5, 0.625, "at risk"),
        (0.6, 1.0, "at risk"),
        (0.59, 1.0, "off track"),
        (0.9, 1.0, "on track"),
        (0.1, 0.125, "at risk"),
        (0.0, 0.01, "off track"),
        (0.4, 0.5, "at risk"),
        (0.2, 0.5, "off track"),
        (0.0, 0.0, "on track"),
        (1.0, 1.0, "on track"),
        (0.89, 1.0, "at risk"),
        (None, 0.5, "no data"),
        (0.5, None, "no data"),
    ],
)
def test_light(progress, elapsed, light):
    """On track from 90 % of the pace, at risk from 60 %, off track below; without figures no light."""
    assert light_of(progress, elapsed) == light


@pytest.mark.parametrize(
    ("elapsed", "light"),
    [(0.5, "on track"), (0.74, "on track"), (0.75, "at risk"), (0.9, "at risk"), (0.99, "at risk"), (1, "off track")],
)
def test_an_all_or_nothing_target_is_not_on_track_to_the_last_day(elapsed, light):
    """One solution cannot be half there; after nine tenths of the time without it, it is at risk."""
    assert light_of(0.0, elapsed, whole=True) == light
    assert light_of(1.0, elapsed, whole=True) == "on track"


def test_an_old_reading_is_no_data_and_is_not_carried_on():
    """The last reading is of 22 months ago: no light, no forecast, and the reason with its date."""
    old = indicator(observations=[{"date": "2025-01-20", "value": 5}])
    row = watch(pilot(indicators=[old])).by_indicator[0]
    assert (row.light, row.forecast, row.reached_on) == ("no data", None, None)
    assert (row.lacking, row.observed_on) == ((Lack.RECENT,), "2025-01-20")


def test_a_finished_pilot_is_judged_at_its_end():
    """Two years after the end, the reading of its last month still tells how it ended."""
    done = pilot(
        status="finished",
        start="2022-01-01",
        end="2024-10",
        indicators=[indicator(due="2024-10", observations=[{"date": "2024-10-01", "value": 10}])],
    )
    assert watch(done).indicators.iloc[0]["light"] == "on track"


def test_no_forecast_of_a_date_that_has_passed():
    """A target that was due last month is reached or not; what the pace would have given is no figure."""
    due = indicator(due="2026-10", observations=[{"date": "2026-03-01", "value": 9}])
    row = watch(pilot(indicators=[due])).by_indicator[0]
    assert row.forecast is None
    assert row.light == "on track"


@pytest.mark.parametrize(
    ("due", "done", "light"),
    [
        ("2026-11-10", None, "at risk"),
        ("2026-01", None, "off track"),
        ("2026-01", "2026-11-01", "on track"),
        ("2026-11-10", "2027-01-05", "at risk"),
        ("2027-06", None, "on track"),
    ],
)
def test_an_overdue_milestone_moves_the_light(due, done, light):
    """With its indicator on track a pilot is at risk while a milestone is overdue, off track after half a year."""
    step = {"title": "a", "due": due, **({"done": done} if done else {})}
    row = watch(pilot(milestones=[step])).pilots.iloc[0]
    assert row["light"] == light


def test_progress_works_for_falling_targets():
    """From 20 days down to 10, 15 is half the way; a target equal to its baseline has no progress."""
    assert progress_of(20, 10, 15) == 0.5
    assert progress_of(5, 5, 5) is None


def test_elapsed_is_clipped_and_reversed_dates_have_none():
    """Before the start 0, after the end 1, reversed or equal dates nothing."""
    a, b = date(2026, 1, 1), date(2027, 1, 1)
    assert elapsed_of(a, b, date(2025, 1, 1)) == 0
    assert elapsed_of(a, b, date(2030, 1, 1)) == 1
    assert elapsed_of(b, a, b) is None


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("2026", False, "2026-01-01"),
        ("2026", True, "2026-12-31"),
        ("2026-02", True, "2026-02-28"),
        ("2026-12", True, "2026-12-31"),
        ("2026-11-23", True, "2026-11-23"),
    ],
)
def test_day(text, last, expected):
    """A year or month stands for its first or last day."""
    assert day(text, last=last).isoformat() == expected


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30"])
def test_a_day_that_does_not_exist_is_refused(text):
    """The thirteenth month is wrong use, not a crash."""
    with pytest.raises(UsageError):
        day(text)


def test_a_pilot_half_way_is_on_track_with_a_forecast():
    """Half of the target at half of the time: on track, and the pace reaches the target at about its date."""
    row = watch(pilot()).indicators.iloc[0]
    assert row["light"] == "on track"
    assert row["progress"] == 0.5
    assert row["forecast"] == pytest.approx(10, abs=0.4)
    assert row["reached_on"].startswith("2028")


def test_an_output_without_baseline_starts_at_nought_a_result_has_no_data():
    """Outputs count from 0 and say so; a result without a baseline cannot be judged, and why is said."""
    result = watch(pilot(indicators=[indicator(baseline=None), indicator("RCR1", baseline=None)]))
    output, effect = result.indicators.iloc[0], result.indicators.iloc[1]
    assert output["light"] == "on track" and output["remarks"] == (Remark.FROM_NOUGHT,)
    assert effect["light"] == "no data" and effect["lacking"] == (Lack.BASELINE,)


def test_a_value_beyond_the_target_is_on_track_and_named():
    """More than was wanted is a remark for the next target, not an error."""
    result = watch(pilot(indicators=[indicator(observations=[{"date": "2026-11-01", "value": 14}])]))
    assert result.indicators.iloc[0]["light"] == "on track"
    assert FaultyEntry("pilot-a", Fault.BEYOND, "RCO1", value=14, limit=10) in result.problems


def test_a_result_larger_than_its_output_is_named():
    """A result that can only be a part of an output is checked against it."""
    result = watch(
        pilot(indicators=[indicator(), indicator("RCR1", observations=[{"date": "2026-11-01", "value": 7}])])
    )
    assert FaultyEntry("pilot-a", Fault.EXCEEDS, "RCR1", "RCO1", 7, 5) in result.problems


def test_reversed_dates_are_named_and_give_no_light():
    """A pilot that ends before it starts has no elapsed time."""
    result = watch(pilot(start="2028-01", end="2026-01"))
    assert result.indicators.iloc[0]["light"] == "no data"
    assert FaultyEntry("pilot-a", Fault.REVERSED) in result.problems


def test_only_observations_up_to_the_date_count():
    """A reading from the future is named and left out."""
    result = watch(pilot(indicators=[indicator(observations=[{"date": "2027-05", "value": 9}])]))
    assert result.by_indicator[0].lacking == (Lack.READING,)
    assert FaultyEntry("pilot-a", Fault.FUTURE, "RCO1", when="2027-05-31") in result.problems


def test_the_pilots_light_is_its_worst_and_no_data_is_counted():
    """One indicator off track makes the pilot off track; those without data are counted apart."""
    late = indicator("RCR1", observations=[{"date": "2026-11-01", "value": 0}])
    row = watch(pilot(indicators=[indicator(), late, indicator("RCO9", target=None)])).pilots.iloc[0]
    assert (row["light"], row["indicators"], row["no_data"]) == ("off track", 3, 1)


def test_milestones_are_done_late_overdue_or_to_come():
    """Four dated steps, four states."""
    steps = [
        {"title": "a", "due": "2026-01", "done": "2026-01-20"},
        {"title": "b", "due": "2026-01", "done": "2026-03-02"},
        {"title": "c", "due": "2026-06"},
        {"title": "d", "due": "2027-06"},
    ]
    table = watch(pilot(milestones=steps)).milestones
    assert table["state"].tolist() == ["done", "late", "overdue", "to come"]
    assert table["days"].tolist()[:2] == [0, 30]


def test_the_six_dac_criteria_are_always_there():
    """A question nobody answered stays open; it does not vanish."""
    checks = watch(pilot(dac={"relevance": {"answer": "yes", "evidence": "e"}})).by_criterion
    assert len(checks) == 6
    assert {check.criterion: check.answer for check in checks}["relevance"] == "yes"
    assert sum(check.answer == "open" for check in checks) == 5


def test_examples_and_ideas_are_not_evaluated():
    """Worked examples are shown only when asked for; ideas never run."""
    pilots = (pilot(example=True), pilot(id="pilot-b", status="idea"))
    assert watch(*pilots, examples=False).pilots.empty
    assert watch(*pilots).pilots["example"].tolist() == [True]


def test_money_spent_beyond_the_plan_is_named_and_the_result_is_plain():
    """Spending over plan is a problem with the partner's name; the result is JSON without NaN."""
    result = watch(pilot(costs=[{"partner": "CZ", "amount": 10, "spent": 12}, {"partner": "AT31", "amount": 10}]))
    assert FaultyEntry("pilot-a", Fault.OVERSPENT, other="CZ", value=12, limit=10) in result.problems
    json.dumps(result.to_dict(), allow_nan=False)
