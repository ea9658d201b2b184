"""Scenarios beside the results as they are: what moves is what their own studies give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.model.scenario import Scenario
from ceecluster.scenarios import Measure, Scenarios, compare_scenarios, read_scenario, scenario_of
from ceecluster.study import Study, load
from ceecluster.words.scenarios import scenarios_topic
from factories import frozen
from networks import write_league
from worded import told


def of(found: Scenarios, measure: Measure, name: str) -> dict[str, float | str | None]:
    """The values of one measure under a scenario."""
    place = found.names.index(name)
    return {row.of: row.values[place] for row in found.rows if row.measure is measure}


@pytest.fixture(scope="module")
def found() -> Scenarios:
    """Four scenarios of the frozen network with everything on file."""
    study = frozen().at("all")
    texts: tuple[tuple[str, dict[str, object]], ...] = (
        ("same", {}),
        ("weights", {"weights": {"COP": 3}, "method": "geometric"}),
        ("members", {"with": ["AT22"], "without": ["SK"]}),
        ("then", {"as_of": 2010}),
    )
    return compare_scenarios(study, [scenario_of(data, name, name) for name, data in texts])


def test_nothing_different_moves_nothing(found: Scenarios) -> None:
    """An empty scenario is the study."""
    assert not any(row.moved[0] for row in found.rows)
    view = told(scenarios_topic(found, frozen().at("all").world), frozen().world)
    assert "Under same no figure moves." in view.findings
    assert "Scenario same: nothing is different." in view.lead


def test_figures_are_those_of_the_scenarios_own_studies(found: Scenarios) -> None:
    """Weights and means as `score` takes them, a year as `at` gives it, members as they are told."""
    study = frozen().at("all")
    weighed = study.score(weights={"COP": 3}, exponent=0.0).by_region
    assert of(found, Measure.LOW, "weights") | {row.region: row.standing.low for row in weighed} == of(
        found, Measure.LOW, "weights"
    )
    then = {str(row.level): row.index for row in frozen().at(2010).compare(draws=0).levels.itertuples()}
    assert of(found, Measure.COHERENCE, "then") == pytest.approx(then, nan_ok=True)
    members = of(found, Measure.EVIDENCE, "members")
    assert members["SK"] is None and isinstance(members["AT22"], float)


def test_what_moves_is_counted_with_what_there_is(found: Scenarios) -> None:
    """Counts and largest moves of the effects are those of the rows."""
    for effect in found.effects:
        place = found.names.index(effect.scenario)
        rows = [r for r in found.rows if r.measure is effect.measure and (r.base, r.values[place]) != (None, None)]
        assert (effect.moved, effect.count) == (sum(row.moved[place] for row in rows), len(rows))
        steps = [
            abs(r.values[place] - r.base)
            for r in rows
            if isinstance(r.base, float) and isinstance(r.values[place], float)
        ]  # type: ignore[operator]
        if effect.largest is not None:
            assert abs(effect.largest) == pytest.approx(max(steps))
    weights = [e for e in found.effects if e.scenario == "weights" and e.measure is Measure.COHERENCE]
    assert [effect.moved for effect in weights] == [0]  # weights of criteria do not touch similarity


def test_every_form(fjords: Study, tmp_path: Path) -> None:
    """The command writes scenarios in every form, statements among the values."""
    path = tmp_path / "wide.yaml"
    path.write_text("as_of: all\nrules: {agreement: {majority: 0.5}}\n", encoding="utf-8")
    for form in ("json", "csv", "md", "html", "txt", "xlsx"):
        out = tmp_path / f"out.{form}"
        words = ["score", "--scenario", str(path), "-w", str(fjords.root), "-q", "-o", str(out)]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
        assert out.stat().st_size > 300
    made = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert made["scenarios"][0]["name"] == "wide" and made["statements"][0]["key"] == "year.speaking"
    assert {row["measure"] for row in made["effects"]} >= {"lowest quality", "evidence", "agreement"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "no mapping"),
        ("weight: {COP: 2}", "weight"),
        ("weights: {COPX: 2}", "COPX"),
        ("weights: {COP: heavy}", "no scenario"),
        ("as_of: soon", "no scenario"),
        ("with: [AT99]", "AT99"),
        ("with: [AT31]", "a member already"),
        ("without: [XX]", "XX"),
        ("rules: {plan: {max_pilot: 3}}", "max_pilot"),
        ("method: copeland", "no scenario"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A scenario that cannot be is a usage error with the word that is wrong."""
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        compare_scenarios(frozen(), [read_scenario(path)])
    assert said in str(caught.value) or said in (caught.value.hint or "")


def test_nobody_is_left_and_names_are_one_each() -> None:
    """No scenario, two of one name, and a network without members are refused."""
    study = frozen()
    codes = tuple(region.code for region in study.world.network.regions)
    for scenarios in ([], [Scenario(name="a"), Scenario(name="a")], [Scenario(name="a", without=codes)]):
        with pytest.raises(UsageError):
            compare_scenarios(study, scenarios)


@pytest.fixture(scope="module")
def fjords(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A network of six regions whose plan is soon made."""
    return load(write_league(tmp_path_factory.mktemp("fjords"), 6))


@pytest.mark.slow
def test_plans_beside_each_other_are_those_of_their_own_rules(fjords: Study, tmp_path: Path) -> None:
    """Pilots, partners and seats are those of a plan made alone; what no rule allows is told as such."""
    codes = tuple(region.code for region in fjords.world.network.regions)
    found = fjords.scenarios(
        scenario_of({}, "same", "same"),
        scenario_of({"rules": {"plan": {"max_pilots": 1, "min_pilots": 1}}}, "one", "one"),
        scenario_of({"rules": {"plan": {"min_pilots": 40, "max_pilots": 40}}}, "forty", "forty"),
        scenario_of({"without": [codes[0]]}, "fewer", "fewer"),
        plan=True,
    )
    base = fjords.plan(draws=0)
    assert {row.of: row.base for row in found.rows if row.measure is Measure.PILOT and row.base} == {
        pilot.candidate.title: tuple(pilot.regions) for pilot in base.pilots
    }
    assert not any(row.moved[0] for row in found.rows)
    one = fjords.plan(draws=0, max_pilots=1, min_pilots=1)
    served = of(found, Measure.SERVED, "one")
    assert sum(served.values()) == sum(len(pilot.regions) for pilot in one.pilots)  # type: ignore[arg-type]
    assert [row.values[1] for row in found.rows if row.measure is Measure.PILOT and row.values[1]] == [
        tuple(pilot.regions) for pilot in one.pilots
    ]
    assert found.planless == ("forty",)
    assert of(found, Measure.SERVED, "fewer")[codes[0]] is None
    view = told(scenarios_topic(found, fjords.world), fjords.world)
    assert "Under forty no choice of pilots keeps to every constraint." in view.findings
    assert "Under same no figure moves." in view.findings
    assert {type(cell) for cell in found.frame["after"]} <= {float, str, type(None)}


FORMS = ("json", "csv", *(pytest.param(form, marks=pytest.mark.slow) for form in ("md", "html", "txt", "xlsx")))
"""Each makes a plan per scenario."""


@pytest.mark.parametrize("form", FORMS)
def test_plan_with_scenarios_in_every_form(fjords: Study, tmp_path: Path, form: str) -> None:
    """`plan --scenario` writes what `Study.scenarios` finds, in every form."""
    path, out = tmp_path / "one.yaml", tmp_path / f"out.{form}"
    path.write_text("rules: {plan: {min_pilots: 1, max_pilots: 1}}\n", encoding="utf-8")
    words = ["plan", "--scenario", str(path), "-w", str(fjords.root), "-q", "-o", str(out)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert out.stat().st_size > 300
    if form == "json":
        made = json.loads(out.read_text(encoding="utf-8"))
        assert {row["measure"] for row in made["figures"]} == {"pilot", "pilots of a region"}
