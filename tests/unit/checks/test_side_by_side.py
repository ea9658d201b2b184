"""What stands beside a fault hides none of it: entries without one before and after it, in every list rules go through.

Each fault is told once, whatever the order, and an entry that a rule does not ask about does not end its list.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ceecluster.checks import across, completeness, framework, lists, pilots
from ceecluster.checks.meanings import _folded
from ceecluster.model import Guidelines, PilotFile, Vocabulary, World
from factories import GUIDELINES, VOCABULARY, make_world

PROGRAMMES = [
    {"code": "EUP-A", "name": {"en": "A"}, "opens": 2021, "closes": 2027},
    {"code": "EUP-F", "name": {"en": "Frame"}, "frame": True},
    {"code": "EUP-N", "name": {"en": "No years"}},
]


def told(rule: Any, file: Any, world: World) -> list[tuple[Any, ...]]:
    """Where a rule finds something in a file."""
    context = SimpleNamespace(
        file=SimpleNamespace(model=file), framework=world, at=lambda *path, **_: path, add=lambda *_, **__: ""
    )
    return [found[0] for found in rule(context)]


def pilots_of(*entries: dict[str, Any]) -> PilotFile:
    """A file of pilots, which are called p0, p1, …"""
    return PilotFile.model_validate(
        {"as_of": "2026", "pilots": [{"id": f"p{n}", "title": {"en": "P"}, **entry} for n, entry in enumerate(entries)]}
    )


AIM = {"code": "IND-A", "baseline": 0, "target": 1, "due": "2027"}
PILOTS = [
    (framework.pilot_dates_reversed, {}, {"start": "2026", "end": "2026"}, {"start": "2026", "end": "2025"}),
    # A frame pays nothing, and a programme pays in its years alone, the first and the last among them.
    *(
        (framework.pilot_on_closed_programme, other, {"eu_programme": "EUP-A", "start": fine}, wrong)
        for other, fine, wrong in (
            ({"eu_programme": "EUP-N", "start": "2026"}, "2021", {"eu_programme": "EUP-A", "start": "2020"}),
            ({"eu_programme": "EUP-A"}, "2027", {"eu_programme": "EUP-A", "start": "2028"}),
            ({"start": "2026"}, "2024-05", {"eu_programme": "EUP-F", "start": "2026"}),
        )
    ),
    (
        framework.indicator_without_aim,
        {"indicators": [{"code": "IND-A"}]},
        {"status": "running", "indicators": [AIM]},
        {"status": "finished", "indicators": [{**AIM, "due": None}]},
    ),
    (
        framework.observed_beyond_target,
        {"indicators": [{**AIM, "target": None, "observations": [{"date": "2026", "value": 2}]}]},
        {"indicators": [{**AIM, "observations": [{"date": "2026", "value": 1}]}]},
        {"indicators": [{**AIM, "observations": [{"date": "2026", "value": 2}]}]},
    ),
    (
        framework.observed_beyond_target,
        {"indicators": [{**AIM, "target": 0, "observations": [{"date": "2026", "value": 2}]}]},
        {"indicators": [{**AIM, "baseline": 3, "observations": [{"date": "2026", "value": 1}]}]},
        {"indicators": [{**AIM, "baseline": 3, "observations": [{"date": "2026", "value": 0}]}]},
    ),
    (
        pilots.pilot_without_lessons,
        {"status": "running"},
        {"status": "stopped", "example": True},
        {"status": "stopped"},
    ),
]


@pytest.mark.parametrize(("rule", "other", "fine", "wrong"), PILOTS)
def test_pilots(rule: Any, other: dict[str, Any], fine: dict[str, Any], wrong: dict[str, Any]) -> None:
    """One that the rule does not ask about, one at its bound, one beyond it, and the last once more."""
    world = make_world(vocabulary={"eu_programmes": PROGRAMMES})
    for entries in permutations((other, fine, wrong)):
        found = told(rule, pilots_of(*entries, wrong), world)
        assert [path[1] for path in found] == [entries.index(wrong), 3]


def test_indicators_of_one_pilot() -> None:
    """One without a target does not end the list."""
    seen = {"observations": [{"date": "2026", "value": 2}]}
    file = pilots_of({"indicators": [{"code": "IND-B", **seen}, {**AIM, **seen}]})
    assert [path[3] for path in told(framework.observed_beyond_target, file, make_world())] == [1]


FULL = {"kind": "ordinal", "anchors": {n: f"step {n}" for n in range(5)}}
POINTS = {"kind": "derived", "of": "members"}


def criterion(code: str, measure: dict[str, Any]) -> dict[str, Any]:
    """A criterion with a measure and all next steps."""
    return {**GUIDELINES["criteria"][0], "id": code, "measure": measure}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("rule", "fine", "wrong"),
    [
        (completeness.steps_missing, FULL, {**FULL, "anchors": {n: f"step {n}" for n in range(4)}}),
        (framework.points_out_of_order, {**POINTS, "points": [[0, 0], [1, 1]]}, {**POINTS, "points": [[1, 0], [0, 1]]}),
        (framework.points_out_of_order, {**POINTS, "points": [[0, 1], [1, 0]]}, {**POINTS, "points": [[1, 0], [1, 1]]}),
    ],
)
def test_criteria(rule: Any, fine: dict[str, Any], wrong: dict[str, Any]) -> None:
    """A criterion of another measure, one in order and one that is not."""
    for order in permutations(({"kind": "boolean"}, fine, wrong)):
        criteria = [criterion(f"STR-0{n}", measure) for n, measure in enumerate(order, 1)]
        file = Guidelines.model_validate({**GUIDELINES, "criteria": criteria})
        assert [path[1] for path in told(rule, file, make_world())] == [order.index(wrong)]


def test_labels() -> None:
    """Labels without a scheme or a step may stand among those of a scheme; the second on a step is told."""
    free, low, high = {}, {"scheme": "S", "rank": 1}, {"scheme": "S", "rank": 2}
    for order in permutations((free, {"scheme": "S"}, low, high, {"scheme": "T", "rank": 1}, low)):
        labels = [{"code": f"LBL-{n}", "name": {"en": f"L{n}"}, **parts} for n, parts in enumerate(order)]
        file = Vocabulary.model_validate({**VOCABULARY, "labels": labels})
        last = max(n for n, parts in enumerate(order) if parts is low)
        assert [path[1] for path in told(lists.labels_on_one_step, file, make_world())] == [last]


def test_an_entry_that_was_not_read_hides_no_pilot_on_file_twice() -> None:
    """Whatever stands before, between and after the two: an entry with a fault of reading, one that is none."""
    read = pilots_of({}, {}).pilots
    first = (read[0], read[1], read[0])
    for order in permutations((*({"id": pilot.id} for pilot in first), {"id": "unread"}, "p0")):
        owned = SimpleNamespace(outline=SimpleNamespace(data={"pilots": [*order]}), path=Path("a.yaml"))
        context = SimpleNamespace(world=SimpleNamespace(pilots=first), owned_files={"pilots": [owned]})
        found: list[Any] = [*across.pilot_started_twice(context)]  # type: ignore[arg-type]
        last = max(n for n, entry in enumerate(order) if entry == {"id": "p0"})
        assert [hit[0].path for hit in found] == [("pilots", last, "id")]


def test_names_are_folded() -> None:
    """No case, accents and signs; a word of four letters or more goes without the s of its plural."""
    assert _folded("Clústers: Energy-Savings") == _folded("CLUSTER energy saving") == "cluster energy saving"
    assert [_folded(word) for word in ("gas", "buses", "s")] == ["gas", "buse", "s"]
