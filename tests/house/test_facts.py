"""Facts drawn at random from the shipped data agree with what was read in their sources."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import ceecluster as cc
from ceecluster.model import Inventory, Programme, World

HERE = Path(__file__).parent
SEED = 20261123
FACTS = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def world() -> World:
    """The shipped data."""
    return cc.load(HERE.parents[1] / "data").whole


def records(world: World) -> dict[str, tuple[Programme, Inventory | None]]:
    """Every record with the inventory it stands in."""
    found: dict[str, tuple[Programme, Inventory | None]] = {p.id: (p, None) for p in world.transnational}
    for group in (world.regions, world.national, world.candidates):
        found |= {p.id: (p, inventory) for inventory in group.values() for p in inventory.programmes}
    return found


def value_at(programme: Programme, path: str) -> Any:
    """The value at a dotted path of a record."""
    here: Any = programme
    for step in path.split("."):
        if step.isdigit():
            here = here[int(step)]
        else:
            here = here[step] if isinstance(here, dict) else getattr(here, "partners" if step == "with" else step)
    here = getattr(here, "value", here)
    return list(here) if isinstance(here, tuple) else here


def test_twenty_facts_drawn_at_random_agree(world: World) -> None:
    """Twenty of the facts noted from the sources, drawn with a printed seed, stand so in the data."""
    print(f"seed {SEED}, {len(FACTS)} facts noted")
    known = records(world)
    for fact in random.Random(SEED).sample(FACTS, 20):
        programme, _ = known[fact["record"]]
        print(fact["record"], fact["field"], fact["expected"])
        assert value_at(programme, fact["field"]) == fact["expected"], fact


def test_every_noted_fact_cites_its_page(world: World) -> None:
    """The page a fact was read on is among the sources of its record's file."""
    known = records(world)
    for fact in FACTS:
        _, inventory = known[fact["record"]]
        if inventory is not None and fact["url"]:
            addresses = {source.url for source in inventory.sources.values()}
            assert fact["url"] in addresses, fact


def test_shipped_data_is_clean_and_large_enough(world: World) -> None:
    """Every region has records at every level; counts and coding reach what the network asked for."""
    from ceecluster.checks.catalogue import ACROSS, LOCAL
    from ceecluster.checks.run import check
    from ceecluster.findings import Severity

    found = check(HERE.parents[1] / "data", local=LOCAL, across=ACROSS).findings
    assert [str(f) for f in found if f.severity is not Severity.NOTE] == []
    own = [p for group in (world.regions, world.national) for i in group.values() for p in i.programmes]
    candidates = [p for i in world.candidates.values() for p in i.programmes]
    assert len(own) >= 260 and len(candidates) >= 35
    coded = [
        p for p in own if p.objectives and p.instruments and (p.target_groups or any(i.targets for i in p.instruments))
    ]
    assert len(coded) >= 0.6 * len(own)
    for region in world.network.regions:
        levels = {level for p in world.regions[region.code].programmes for level in p.level}
        assert levels == {level.id for level in world.network.levels}, region.code
