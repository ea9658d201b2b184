"""The comparison in words: every number of a sentence is one of the result, ties and denominators are said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import ceecluster as cc
from ceecluster.blocks import Document, Statement, Table, statements, walk
from ceecluster.coherence.comparison import Comparison, compare
from ceecluster.model import World
from ceecluster.names import Speller
from ceecluster.wording import Voice
from ceecluster.words.comparison import comparison_topic, highlight_words
from ceecluster.words.pairwise import pairwise_topic
from ceecluster.words.topic import screen
from factories import make_inventory, make_programme, make_world, markdown_of
from networks import write_network

FROZEN = Path(__file__).parents[2] / "frozen"


def record(identifier: str, objectives: str = "A", level: str = "policy"):
    """A record with objectives as letters."""
    return make_programme(identifier, level=[level], objectives=[f"OBJ-{x}" for x in objectives], instruments=["INS-A"])


def world_of(**records) -> World:
    """A world of the given records by region."""
    return make_world(*(make_inventory(region, *found) for region, found in records.items()))


def told(document: Document, world: World) -> list[str]:
    """All words of a screen."""
    voice = Voice(Speller(world))
    cells = [
        voice.plain(cell)
        for block in walk(document.blocks)
        if isinstance(block, Table)
        for row in block.cells
        for cell in row
    ]
    return [*cells, *(voice.plain(statement) for statement in statements(document))]


@pytest.mark.parametrize("draws", [0, 99])
def test_nothing_shows_nan(draws: int) -> None:
    """Silent regions and levels are worded; the word nan stands nowhere, and JSON holds null."""
    world = world_of(AT31=[record("at31-a")], AT12=[record("at12-a", "B")])
    comparison = compare(world, draws=draws)
    beside = screen(pairwise_topic(comparison, comparison.beside(["AT31", "CZ"])))
    for document in (screen(comparison_topic(comparison)), beside):
        assert not [text for text in told(document, world) if "nan" in text.lower().split()]
    json.dumps(comparison.to_dict(), allow_nan=False)
    assert "pairwise.silent" in {statement.key for statement in statements(beside)}


@pytest.fixture(scope="module")
def frozen() -> Comparison:
    """The comparison of the frozen workspace, without draws."""
    return cc.load(FROZEN).compare(draws=0)


def fact(comparison: Comparison, key: str) -> Statement:
    """The one statement of a key."""
    (found,) = (statement for statement in highlight_words(comparison) if statement.key == key)
    return found


def test_the_widest_code_is_held_by_as_many_as_is_said(frozen: Comparison) -> None:
    """`The ground an agreement can stand on` recounted from the records: no code has more holders, none is left out."""
    holders: dict[str, set[str]] = {}
    for region, inventory in frozen.world.regions.items():
        for programme in inventory.programmes:
            for objective in programme.objectives if not programme.example else ():
                holders.setdefault(objective.code, set()).add(region)
    facts = fact(frozen, "comparison.common").facts
    most = max(map(len, holders.values()))
    assert facts["holders"] == most
    assert {ref.id for ref in facts["codes"].items} == {code for code, who in holders.items() if len(who) == most}


def test_the_widest_gap_says_how_many_are_as_wide(frozen: Comparison) -> None:
    """Recounted from the cells."""
    facts = fact(frozen, "comparison.gap").facts
    gaps = frozen.cells[frozen.cells["cell"] == "gap"]
    wide = gaps[gaps["holders"].map(len) == gaps["holders"].map(len).max()]
    assert facts["holders"] == gaps["holders"].map(len).max()
    assert facts["equals"] == len(wide[["objective", "level"]].drop_duplicates()) - 1
    here = wide[(wide["objective"] == facts["objective"].id) & (wide["level"] == facts["level"].id)]
    assert [ref.id for ref in facts["missing"].items] == list(here["region"])


def test_the_span_of_evidence_names_every_region_at_its_ends(frozen: Comparison) -> None:
    """Least and best, ties included, and the number with a value."""
    facts = fact(frozen, "comparison.evidence").facts
    table = frozen.regions[frozen.regions["records"] > 0].set_index("region")
    assert facts["least"].value == table["coverage"].min()
    assert facts["best"].value == table["coverage"].max()
    near = table.index[table["coverage"] - table["coverage"].min() < 0.005]
    assert sorted(ref.id for ref in facts["least_regions"].items) == sorted(near)
    assert (facts["enough"], facts["count"]) == (table["value"].notna().sum(), len(frozen.regions))


def test_a_span_without_ends_is_not_called_one(tmp_path: Path) -> None:
    """Where all regions are alike, nothing runs from one to the same ones: evidence, and the title of the map."""
    data = write_network(tmp_path, 2) / "data"
    network = json.loads((data / "network.yaml").read_text(encoding="utf-8"))
    for place, region in enumerate(network["regions"], 1):
        region["tile"] = [1, place]
    (data / "network.yaml").write_text(json.dumps(network), encoding="utf-8")
    study = cc.load(data)
    said = [text for text in told(screen(comparison_topic(study.compare())), study.world) if "Quality can be" in text]
    assert [text.partition(". ")[2] for text in said] == ["Each of them documents 100 % of what 2 criteria ask for."]
    report = markdown_of("coherence", study)
    assert re.search(r"Mean similarity with the others is 0\.\d\d in each of 2 regions", report)
    assert "Mean similarity with the others runs" not in report


def test_objectives_without_a_record_below_are_counted_with_ties() -> None:
    """Two regions with one each: both are named."""
    world = world_of(
        AT31=[record("at31-a", "AB"), record("at31-b", "A", "initiative")],
        AT12=[record("at12-a", "AC"), record("at12-b", "A", "initiative")],
    )
    facts = fact(compare(world, draws=0), "comparison.dropped").facts
    assert (facts["count"], facts["regions"], facts["most"]) == (2, 2, 1)
    assert {ref.id for ref in facts["leaders"].items} == {"AT12", "AT31"}
    assert facts["codes"] is None


def test_levels_with_one_initial_get_numbers() -> None:
    """A sign that stands for two levels would say nothing."""
    world = world_of(AT31=[record("at31-a")], AT12=[record("at12-a")])
    levels = [level.model_copy(update={"id": f"l{level.id}"}) for level in world.network.levels]
    renamed = {
        code: inventory.model_copy(
            update={
                "programmes": tuple(
                    p.model_copy(update={"level": tuple(f"l{name}" for name in p.level)}) for p in inventory.programmes
                )
            }
        )
        for code, inventory in world.regions.items()
    }
    world = world.model_copy(
        update={"network": world.network.model_copy(update={"levels": tuple(levels)}), "regions": renamed}
    )
    comparison = compare(world, draws=0)
    tables = pairwise_topic(comparison, comparison.beside(["AT31", "AT12"])).tables
    assert next(table for table in tables if table.key == "objectives").cells[0][1:] == ("1", "1")
