"""Scenarios side by side: other weights, rules, years or members, and what of the results moves and what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ceecluster.errors import UsageError, unknown
from ceecluster.frames import framed
from ceecluster.model.network import Rules
from ceecluster.model.scenario import Scenario
from ceecluster.parse import parse_plain
from ceecluster.planning.offer import join
from ceecluster.results import Result
from ceecluster.sources.decoding import UnreadableError, decode
from ceecluster.sources.yaml_reader import read_yaml

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.model import World
    from ceecluster.scoring.quality import Scores
    from ceecluster.study import Study

    Reader = Callable[[Study, Scenario], "dict[Key, Value]"]

MOVED = 5e-4
"""A figure counts as moved from half of the third digit on."""
FORM = "YAML with any of: name, as_of, weights, method, normalisation, rules, with, without"


class Measure(StrEnum):
    """What a figure measures."""

    QUALITY = "quality"
    LOW = "lowest quality"
    HIGH = "highest quality"
    EVIDENCE = "evidence"
    CLASS = "class"
    COHERENCE = "coherence"
    ISSUE = "agreement"
    PILOT = "pilot"
    SERVED = "pilots of a region"


Value = float | str | tuple[str, ...] | None
"""A figure, a word, or the regions of a pilot."""
Kind = Literal["region", "level", "term", "pilot"]
Key = tuple[Measure, Kind, str]


@dataclass(frozen=True)
class ScenarioRow:
    """One figure as it is, and under every scenario."""

    measure: Measure
    kind: Kind
    of: str
    """Region, level, issue, or title of a pilot."""
    base: Value
    """As it is, without a scenario."""
    values: tuple[Value, ...]
    """Under each scenario, in their order; None where there is none."""
    moved: tuple[bool, ...]
    """Whether it is another than in the study, by scenario."""


@dataclass(frozen=True)
class ScenarioEffect:
    """How many figures of one sort a scenario moves, and the largest move."""

    scenario: str
    """Name of the scenario."""
    measure: Measure
    moved: int
    """Figures that move."""
    count: int
    """Figures that the study or the scenario has."""
    most: tuple[str, ...]
    """What moves furthest, ties together; empty where the figures are no numbers."""
    largest: float | None
    """By how much, with its sign; missing where ties go both ways."""


@dataclass(frozen=True, repr=False)
class Scenarios(Result):
    """Several scenarios beside the study as it is."""

    JSON = ("scenarios=as_written", "figures=rows", "effects")

    scenarios: tuple[Scenario, ...]
    names: tuple[str, ...]
    rows: tuple[ScenarioRow, ...]
    world: World
    plan: bool = False
    """Whether plans are compared, not scores, coherence and agreement."""

    @property
    def planless(self) -> tuple[str | None, ...]:
        """Scenarios in which no choice of pilots keeps to every constraint; None stands for the study as it is."""
        pilots = [row for row in self.rows if row.measure is Measure.PILOT] if self.plan else []
        values: dict[str | None, list[Value]] = {None: [row.base for row in pilots]}
        values |= {name: [row.values[place] for row in pilots] for place, name in enumerate(self.names)}
        return tuple(name for name, found in values.items() if self.plan and not any(found))

    @property
    def as_written(self) -> tuple[dict[str, object], ...]:
        """What each scenario sets, with its name."""
        return tuple(
            {
                "name": name,
                **scenario.model_dump(by_alias=True, exclude={"name"}, exclude_defaults=True, mode="json"),
            }
            for name, scenario in zip(self.names, self.scenarios, strict=True)
        )

    @property
    def moving(self) -> tuple[ScenarioRow, ...]:
        """The figures that a scenario moves."""
        return tuple(row for row in self.rows if any(row.moved))

    @property
    def effects(self) -> tuple[ScenarioEffect, ...]:
        """What moves and what does not, scenario by scenario and measure by measure."""
        found = []
        for place, name in enumerate(self.names):
            for measure in Measure:
                rows = [row for row in self.rows if row.measure is measure]
                if rows:
                    found.append(_effect(name, place, measure, rows))
        return tuple(effect for effect in found if effect.count)

    @property
    def frame(self) -> pd.DataFrame:
        """One row per figure and scenario: scenario, measure, of, before, after, moved."""
        import pandas as pd

        table = [
            (name, row.measure.value, row.of, _flat(row.base), _flat(row.values[place]), row.moved[place])
            for place, name in enumerate(self.names)
            for row in self.rows
        ]
        return pd.DataFrame(table, columns=["scenario", "measure", "of", "before", "after", "moved"])

    @property
    def table(self) -> pd.DataFrame:
        """One row per figure."""
        return framed(ScenarioRow, self.rows)


def read_scenario(path: Path) -> Scenario:
    """The scenario of a YAML file; UsageError naming file and field for what is none."""
    try:
        text, _ = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror}", FORM) from None
    except UnreadableError as error:
        raise UsageError(f"'{path}' cannot be read: {error.finding.message}", FORM) from None
    document, findings = read_yaml(text, str(path))
    if findings or not isinstance(document.data, dict):
        what = findings[0].message if findings else "it is no mapping"
        raise UsageError(f"'{path}' is no scenario: {what}", FORM)
    return scenario_of(document.data, str(path), path.stem)


def scenario_of(data: Mapping[str, object], where: str, name: str) -> Scenario:
    """The scenario of plain values, called `name` where they do not say."""
    found, findings = parse_plain(data, Scenario)
    if found is None or findings:
        first = findings[0]
        raise UsageError(f"'{where}' is no scenario: {first.message}", first.hint or FORM)
    return found if found.name else found.model_copy(update={"name": name})


def compare_scenarios(study: Study, scenarios: Sequence[Scenario], *, plan: bool = False) -> Scenarios:
    """The figures of a study, and the same under each scenario.

    Quality, its bounds, evidence and class of every region, the coherence index of every level, and the class of every
    issue; with `plan` the pilots of each plan with their partners, and how many pilots each region is in. Nothing is
    drawn. UsageError for unknown regions, weights or rules.
    """
    if not scenarios:
        raise UsageError("there is no scenario to compare", FORM)
    names = _named(scenarios)
    readers = (_plan,) if plan else (_quality, _coherence, _agreement)
    base = _figures(study, Scenario(), readers)
    pairs = zip(scenarios, names, strict=True)
    other = [_figures(_study_of(study, scenario, name), scenario, readers) for scenario, name in pairs]
    rows = []
    for key in dict.fromkeys(key for figures in (base, *other) for key in figures):
        values = tuple(figures.get(key) for figures in other)
        moved = tuple(_differs(base.get(key), value) for value in values)
        rows.append(ScenarioRow(*key, base.get(key), values, moved))
    rows.sort(key=lambda row: list(Measure).index(row.measure))
    return Scenarios(tuple(scenarios), names, tuple(rows), study.whole, plan)


def _named(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """A name for each; UsageError where two have one, since nobody could tell their columns apart."""
    names = tuple(scenario.name or f"{n}" for n, scenario in enumerate(scenarios, 1))
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise UsageError(f"two scenarios are called '{twice[0]}'", "give each its own name")
    return names


def _study_of(study: Study, scenario: Scenario, name: str) -> Study:
    """The study under a scenario's year, rules and members."""
    if scenario.rules:
        rules, findings = parse_plain(_merged(study.whole.network.rules.model_dump(), scenario.rules), Rules)
        if rules is None or findings:
            first = findings[0]
            path = ".".join(map(str, first.path or ()))
            raise UsageError(f"scenario '{name}': the rule {path} cannot be so: {first.message}", first.hint)
        study = study.with_rules(rules)
    if scenario.joining or scenario.without:
        world = study.whole
        for code in scenario.joining:
            world = join(world, code)
        study = study.with_world(_without(world, scenario.without))
    return study.at(scenario.as_of)


def _merged(rules: dict[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    out = dict(rules)
    for key, value in changes.items():
        inner = out.get(key)
        out[key] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, Mapping) else value
    return out


def _without(world: World, codes: Sequence[str]) -> World:
    """The world without some of its members."""
    known = [region.code for region in world.network.regions]
    for code in codes:
        if code not in known:
            raise unknown("member region", code, known)
    if len(set(codes)) >= len(known):
        raise UsageError("no member is left", "leave at least one in the network")
    network = world.network.model_copy(
        update={"regions": tuple(region for region in world.network.regions if region.code not in codes)}
    )
    regions = {code: inventory for code, inventory in world.regions.items() if code not in codes}
    return world.model_copy(update={"network": network, "regions": regions})


def _figures(study: Study, scenario: Scenario, readers: Sequence[Reader]) -> dict[Key, Value]:
    """Every figure that is compared; an analysis for which a state is too small has none."""
    found: dict[Key, Value] = {}
    for reader in readers:
        found |= reader(study, scenario)
    return found


def _scores(study: Study, scenario: Scenario) -> Scores:
    """The scores of a scenario's own weights, means and normalisation."""
    exponents = {"geometric": 0.0, "harmonic": -1.0}
    settings: dict[str, Any] = {"exponent": exponents.get(scenario.method or "")}
    if scenario.weights:
        settings["weights"] = scenario.weights
    if scenario.normalisation:
        settings["normalisation"] = scenario.normalisation
    return study.score(**settings)


def _quality(study: Study, scenario: Scenario) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for row in _scores(study, scenario).by_region:
        standing = row.standing
        found[Measure.QUALITY, "region", row.region] = standing.value
        found[Measure.LOW, "region", row.region] = standing.low
        found[Measure.HIGH, "region", row.region] = standing.high
        found[Measure.EVIDENCE, "region", row.region] = standing.coverage
        found[Measure.CLASS, "region", row.region] = standing.quality_class
    return found


def _coherence(study: Study, scenario: Scenario) -> dict[Key, Value]:
    try:
        table = study.compare(draws=0).levels
    except UsageError:
        return {}
    return {
        (Measure.COHERENCE, "level", str(level)): None if index != index else float(index)  # noqa: PLR0124  # NaN
        for level, index in zip(table["level"], table["index"], strict=True)
    }


def _agreement(study: Study, scenario: Scenario) -> dict[Key, Value]:
    try:
        issues = study.agree(draws=0).issues
    except UsageError:
        return {}
    return {
        (Measure.ISSUE, "term", str(issue)): str(status)
        for issue, status in zip(issues["issue"], issues["status"], strict=True)
    }


def _plan(study: Study, scenario: Scenario) -> dict[Key, Value]:
    from ceecluster.planning.actionplan import plan

    scores = _scores(study, scenario)
    made = plan(study.world, scores, study.comparison, study.agree(), draws=0)
    found: dict[Key, Value] = {}
    for pilot in made.pilots:
        found[Measure.PILOT, "pilot", pilot.candidate.title] = tuple(pilot.regions)
    for code in made.evidence.regions:
        found[Measure.SERVED, "region", code] = float(sum(code in pilot.regions for pilot in made.pilots))
    return found


def _flat(value: Value) -> float | str | None:
    """For a cell of a table of plain values."""
    return ";".join(value) if isinstance(value, tuple) else value


def _differs(before: Value, after: Value) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return abs(after - before) >= MOVED
    return before != after


def _effect(name: str, place: int, measure: Measure, rows: Sequence[ScenarioRow]) -> ScenarioEffect:
    here = [row for row in rows if row.base is not None or row.values[place] is not None]
    moved = [row for row in here if row.moved[place]]
    steps = {
        row.of: row.values[place] - row.base  # type: ignore[operator]  # floats, as just asked
        for row in moved
        if isinstance(row.base, float) and isinstance(row.values[place], float)
    }
    size = max((abs(step) for step in steps.values()), default=None)
    most = tuple(of for of, step in steps.items() if size is not None and abs(step) >= size - MOVED)
    signs = {steps[of] > 0 for of in most}
    largest = None if size is None or len(signs) > 1 else (size if signs == {True} else -size)
    return ScenarioEffect(name, measure, len(moved), len(here), most, largest)
