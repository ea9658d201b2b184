"""Counts that stand with their wholes in cells, heads and notes, counted again from the data."""

from __future__ import annotations

from math import comb
from pathlib import Path

import pytest

from ceecluster.blocks import Statement
from ceecluster.study import Study, load
from ceecluster.words.briefings import part_words
from ceecluster.words.comparison import levels_table, regions_table
from ceecluster.words.memorandum import _met
from factories import frozen
from networks import write_league, write_network

NETWORKS = ("ours", "league", "forty")


@pytest.fixture(params=NETWORKS)
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Study:
    """Ours as frozen, three with common aims, nine of one record each."""
    if request.param == "ours":
        return frozen()
    return load(write_league(tmp_path) if request.param == "league" else write_network(tmp_path, 9, records=1))


def test_pairs_beyond_chance_stand_with_all_pairs_of_the_level(study: Study) -> None:
    """`comparison.beyond_of`: as many as the regions with records at the level can form."""
    comparison = study.comparison
    for row, cells in zip(comparison.by_level, levels_table(comparison).cells, strict=True):
        told = cells[-1]
        if isinstance(told, Statement) and told.key == "comparison.beyond_of":
            world = comparison.world
            speaking = [
                code
                for code, inventory in world.regions.items()
                for records in [(*inventory.programmes, *(world.frames_of(code) if comparison.national else ()))]
                if any(row.level in record.level and not record.example for record in records)
            ]
            assert told.facts["of"] == comb(len(speaking), 2)
            assert told.facts["count"] == len(row.beyond) <= told.facts["of"]
            assert (told.facts["pairs"] is None) == (told.facts["count"] == 0)


def test_aims_stand_with_all_aims_of_the_vocabulary(study: Study) -> None:
    """`comparison.aims_shared` and `comparison.aims_of_others`: in the heads; no row has more than there are."""
    made = regions_table(study.comparison)
    heads = {column.label.key: column.label for column in made.columns if isinstance(column.label, Statement)}
    aims = len(study.world.vocabulary.objectives)
    assert heads["comparison.aims_shared"].facts["of"] == heads["comparison.aims_of_others"].facts["of"] == aims
    for row in study.comparison.by_region:
        assert 0 <= row.held <= aims and 0 <= row.gaps <= aims


def test_who_meets_a_criterion_stands_with_who_documents_it(study: Study) -> None:
    """`memorandum.met_of`: none is none of those with evidence, all are all of them."""
    for row in study.grounds().criteria:
        told = _met(row)
        assert told.key == "memorandum.met_of"
        assert told.facts == {"part": len(set(row.meets)), "of": row.documented} and len(row.meets) <= row.documented


def test_what_every_pilot_would_cost_is_said_once(study: Study) -> None:
    """`briefing.of_each`: of as many pilots as the plan has, and then no pilot says it again."""
    told = part_words(study, "plan")
    for cost in told.costs:
        assert cost.key == "briefing.of_each" and cost.facts["count"] == len(study.plan().pilots) > 1
        assert all(not pilot.costs for pilot in told.pilots)
