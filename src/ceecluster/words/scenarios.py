"""Scenarios side by side: what moves, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Part, Ref, Share, Statement, Table, Word, table
from ceecluster.scenarios import Measure
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.model.scenario import Scenario
    from ceecluster.scenarios import ScenarioEffect, ScenarioRow, Scenarios, Value

WORDS = {measure: Word(measure.value) for measure in Measure}


def scenarios_topic(found: Scenarios, world: World) -> Topic:
    """What several scenarios move in the results of a study, whose world says which records speak."""
    return Topic(
        name="scenarios",
        title=Statement("scenarios.title", {"count": len(found.names)}),
        lead=(
            year_head(world),
            *(_differs(name, scenario) for name, scenario in zip(found.names, found.scenarios, strict=True)),
        ),
        tables=(_effects(found), _moving(found)),
        findings=tuple(_told(found)),
        notes=(Statement("scenarios.note", {"plan": found.plan}),),
        next=("plan --option B", "score --scenario FILE") if found.plan else ("score --why ID", "plan --scenario FILE"),
    )


def _differs(name: str, scenario: Scenario) -> Statement:
    """What is different in a scenario."""
    parts: list[Part] = []
    if scenario.as_of is not None:
        year = None if scenario.as_of == "all" else scenario.as_of
        parts.append(Statement("scenarios.year", {"year": year}))
    if scenario.weights:
        parts.append(Statement("scenarios.weights", {"ids": Names(tuple(scenario.weights), 5)}))
    if scenario.method:
        parts.append(Statement("scenarios.method", {"method": scenario.method}))
    if scenario.normalisation:
        parts.append(Statement("scenarios.normalised", {"way": scenario.normalisation}))
    if scenario.rules:
        parts.append(Statement("scenarios.rules", {"rules": Names(tuple(scenario.rules), 5)}))
    for codes, key in ((scenario.joining, "with"), (scenario.without, "without")):
        if codes:
            regions = Names(tuple(Ref("region", code) for code in codes))
            parts.append(Statement("scenarios.members", {"how": key, "regions": regions}))
    return Statement("scenarios.differs", {"name": name, "parts": Names(tuple(parts)) if parts else None})


def _effects(found: Scenarios) -> Table:
    columns: tuple[Column[ScenarioEffect], ...] = (
        Column(Word("scenario"), lambda row: row.scenario, header=True),
        Column(Word("figure"), lambda row: WORDS[row.measure], header=True),
        Column(Word("move"), lambda row: row.moved, "right"),
        Column(Word("of"), lambda row: row.count, "right"),
        Column(Word("largest move"), lambda row: Number(row.largest, _digits(row.measure), signed=True), "right"),
        Column(
            Word("most in"), lambda row: Names(tuple(_ref(row.measure, of) for of in row.most), 3) if row.most else None
        ),
    )
    return table("effects", Statement("scenarios.effects"), columns, found.effects)


def _moving(found: Scenarios) -> Table:
    columns: list[Column[ScenarioRow]] = [
        Column(Word("figure"), lambda row: WORDS[row.measure], header=True),
        Column(Word("of"), lambda row: Ref(row.kind, row.of), header=True),
        Column(Word("as it is"), lambda row: _value(row.measure, row.base), "right"),
    ]
    for place, name in enumerate(found.names):
        columns.append(Column(name, lambda row, place=place: _value(row.measure, row.values[place]), "right"))  # type: ignore[misc]
    return table("moving", Statement("scenarios.moving"), columns, found.moving)


def _told(found: Scenarios) -> Iterator[Statement]:
    """Scenario by scenario: what moves, and what stands still."""
    for planless in found.planless:
        yield Statement("scenarios.planless", {"name": planless})
    for name in found.names:
        own = [effect for effect in found.effects if effect.scenario == name]
        moves = tuple(_counted(effect) for effect in own if effect.moved)
        still = tuple(WORDS[effect.measure] for effect in own if not effect.moved)
        facts = {
            "name": name,
            "moves": Names(moves) if moves else None,
            "still": Names(still) if still else None,
        }
        yield Statement("scenarios.told", facts)


def _counted(effect: ScenarioEffect) -> Statement:
    facts = {"measure": WORDS[effect.measure], "moved": effect.moved, "count": effect.count}
    return Statement("scenarios.counted", facts)


def _ref(measure: Measure, of: str) -> Ref:
    kinds = {Measure.COHERENCE: "level", Measure.ISSUE: "term", Measure.PILOT: "pilot"}
    return Ref(kinds.get(measure, "region"), of)


def _value(measure: Measure, value: Value) -> Part | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return Names(tuple(Ref("region", code) for code in value))
    return Share(value) if measure is Measure.EVIDENCE else Number(value, _digits(measure))


def _digits(measure: Measure) -> int:
    return 0 if measure is Measure.SERVED else 3
