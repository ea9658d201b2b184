"""What `show` tells: where a region's objectives come from, and several things in one call."""

from __future__ import annotations

import pytest

from ceecluster.blocks import Section, plain
from ceecluster.documents import voice_of
from ceecluster.errors import UsageError
from ceecluster.item_rows import Items, RegionItem
from ceecluster.items import find
from ceecluster.words.items import item_topic, items_screen
from factories import frozen


def test_a_region_shows_where_each_objective_comes_from():
    """Each record that speaks for an objective at a level stands in its row, those of the national frame apart."""
    world = frozen().world
    item = find(world, "at31")
    assert isinstance(item, RegionItem)
    own, national = world.regions["AT31"].programmes, world.frames_of("AT31")
    for row in item.objectives:
        for ids, records in ((row.own, own), (row.national, national)):
            held = [p for p in records if not p.example and row.level in p.level]
            assert list(ids) == [p.id for p in held if any(o.code == row.objective for o in p.objectives)]
    alone = [row for row in item.objectives if row.national and not row.own]
    assert alone, "the frozen data has objectives that only the country's frame holds"
    (table,) = [t for t in item_topic(item, world).tables if t.key == "objectives"]
    shown = [(plain(row[0]), plain(row[1]), "".join(map(str, plain(row[3]) or ()))) for row in table.cells]
    assert shown == [(row.objective, row.level, ", ".join(row.national)) for row in item.objectives]
    assert table.headers == 2


def test_several_things_stand_under_their_names():
    """One call, a section for each; the JSON lists what each would give alone."""
    study = frozen()
    items = Items(tuple(find(study.world, name) for name in ("CZ", "OBJ-XB")))
    made = items_screen(items, study.world)
    titles = [voice_of(study).plain(block.title) for block in made.blocks if isinstance(block, Section)]
    assert titles == [item.name for item in items.items]
    assert voice_of(study).plain(made.title) == "2 items"
    assert [each["title"] for each in items.to_dict()["items"]] == [item.name for item in items.items]


def test_an_unknown_name_gets_the_nearest():
    """A typing error is answered with what was meant."""
    with pytest.raises(UsageError, match="OBJ-XB"):
        find(frozen().world, "OBJ-XC")
