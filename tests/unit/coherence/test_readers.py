"""The readers' error in a comparison: what is certain stays, numbers are kept, and what hangs on the reader is told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ceecluster.coherence.readers import reader_spread, redraw
from ceecluster.model import World
from ceecluster.words.readers import readers_topic
from factories import make_inventory, make_programme, make_world

CODES = ["OBJ-A", "OBJ-B", "OBJ-C", "OBJ-D"]


def world() -> World:
    """Three regions with six records each at one level; AT31 and CZ alike, AT12 with the other half of the codes."""
    rng = np.random.default_rng(3)
    inventories = []
    for code, usual in (("AT31", CODES[:2]), ("CZ", CODES[:2]), ("AT12", CODES[2:])):
        records = [
            make_programme(
                f"{code.lower()}-{k}",
                level=["policy"],
                objectives=[*usual, *rng.choice(CODES, 1)][: 2 + k % 2],
                instruments=[],
                target_groups=[],
                sectors=[],
                funding={},
            )
            for k in range(6)
        ]
        inventories.append(make_inventory(code, *records))
    return make_world(*inventories)


def test_the_expected_number_of_codes_is_kept() -> None:
    """A third of the codes of 40 records go, as many come; a record that is not free is as it was."""
    rng = np.random.default_rng(1)
    carried = rng.random((40, 5)) < [0.1, 0.2, 0.3, 0.4, 0.5]
    free = np.arange(40) >= 5
    true = np.full(5, 2 / 3)
    drawn = [redraw(carried, free, np.zeros(40, int), true, rng) for _ in range(2000)]
    assert np.mean(drawn, axis=0)[5:].sum(axis=0) == pytest.approx(carried[5:].sum(axis=0), abs=0.3)
    assert all((one[:5] == carried[:5]).all() for one in drawn)
    gone = np.mean([(carried & ~one)[5:].sum() for one in drawn])
    assert gone / carried[5:].sum() == pytest.approx(1 / 3, abs=0.02)


def test_codes_that_every_record_has_cannot_move() -> None:
    """Where no record of the level lacks a code there is nobody to take it: it stays."""
    carried = np.ones((6, 1), bool)
    rng = np.random.default_rng(1)
    assert redraw(carried, np.ones(6, bool), np.zeros(6, int), np.array([0.2]), rng).all()


def test_settled_records_and_sure_codes_leave_the_comparison_as_it_is() -> None:
    """Everything decided: no draw differs. Nothing decided: the index has a width."""
    given = world()
    trust = dict.fromkeys(CODES, (6.0, 4.0))
    every = frozenset((record.id, "objectives") for i in given.regions.values() for record in i.programmes)
    firm = reader_spread(given, trust, every, dimensions=["objectives"], draws=20).levels[0]
    assert firm.low == firm.high == pytest.approx(firm.index)
    loose = reader_spread(given, trust, frozenset(), dimensions=["objectives"], draws=20)
    assert loose.levels[0].high > loose.levels[0].low
    assert loose.changed > 0.1
    assert loose == reader_spread(given, trust, frozenset(), dimensions=["objectives"], draws=20)


def test_what_hangs_on_the_reader_is_told_apart() -> None:
    """With certain codes the closest region of each stays; with codes that are right half the time it does not."""
    given = world()
    sure = reader_spread(given, dict.fromkeys(CODES, (1e6, 0.0)), frozenset(), dimensions=["objectives"], draws=20)
    assert {row.region: row.held for row in sure.closest}["AT31"] == 1
    blind = reader_spread(given, dict.fromkeys(CODES, (300.0, 300.0)), frozenset(), dimensions=["objectives"], draws=40)
    assert {row.region: row.held for row in blind.closest}["AT31"] < 0.9
    told = [statement.key for statement in readers_topic(given, sure).findings]
    assert "readers.firm" in told
    json.dumps(sure.to_dict(), allow_nan=False)


def test_without_a_second_reading_nothing_is_redrawn() -> None:
    """No trust in any code: no table, and a sentence that says so."""
    found = reader_spread(world(), {}, frozenset(), draws=3)
    assert found.dimensions == ()
    topic = readers_topic(world(), found)
    assert topic.lead[-1].key == "readers.unread"
    assert topic.tables == ()
