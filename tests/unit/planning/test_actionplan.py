"""The pilots alone, without the plan: those that the whole plan has, in its order, the lead first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ceecluster.planning.actionplan import pick
from ceecluster.study import Study, load
from networks import cut_frozen, write_league, write_network

RULES: tuple[dict[str, Any], ...] = (
    {},
    {"min_pilots": 1, "max_pilots": 1},
    {"min_pilots": 9, "max_pilots": 9, "cap_per_region": 1},
)


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Five regions of the frozen network."""
    return load(cut_frozen(tmp_path_factory.mktemp("cut") / "data"))


def same(study: Study, rules: dict[str, Any]) -> int:
    """Picks and plan agree, their order and the lead included; how many they are."""
    given = study.world, study.score(), study.compare(draws=0, least=0), study.agree()
    picks = [(picked.number, picked.candidate.id, picked.regions) for picked in pick(*given, **rules)]
    planned = study.plan(draws=0, **rules).pilots
    assert picks == [(pilot.number, pilot.candidate.id, pilot.regions) for pilot in planned]
    return len(picks)


@pytest.mark.parametrize(("rules", "least", "most"), [(RULES[0], 2, 9), (RULES[1], 1, 1), (RULES[2], 0, 0)])
def test_the_picks_are_the_pilots_of_the_plan(cut: Study, rules: dict[str, Any], least: int, most: int):
    """Under the network's rules, few pilots, and rules that no portfolio can meet."""
    assert least <= same(cut, rules) <= most


@pytest.mark.parametrize("regions", [1, 6])
def test_other_networks_pick_what_they_plan(tmp_path: Path, regions: int):
    """One region has no partnership; a league names its own codes."""
    same(load(write_network(tmp_path / "n", regions)), {})
    same(load(write_league(tmp_path / "l", max(regions, 2))), {})
