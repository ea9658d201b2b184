"""A source key is resolved with the file of the record that cites it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ceecluster.blocks import plain
from ceecluster.items import find
from ceecluster.study import Study, load
from ceecluster.words.items import item_topic
from ceecluster.words.region_records import records_words
from factories import markdown_of

FROZEN = Path(__file__).parents[2] / "frozen"


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The frozen workspace."""
    folder = tmp_path_factory.mktemp("frozen")
    (folder / "data").symlink_to(FROZEN, target_is_directory=True)
    return load(folder)


def title_of(cell: Any) -> Any:
    """The text of a title, which may say in which language it is."""
    return getattr(cell, "text", cell)


@pytest.mark.slow
def test_every_record_of_every_profile_cites_a_source_of_its_own_file(frozen: Study) -> None:
    """Each cited key of the table of records is a row of the table of sources, with the title of its file."""
    world = frozen.world
    cited = 0
    for region in world.network.regions:
        words = records_words(frozen.profile(region.code))
        listed = {row[0]: row[1] for row in words.sources.cells}
        assert len(listed) == len(words.sources.cells), region.code
        own = {p.id for p in world.regions[region.code].programmes}
        files = {True: world.regions[region.code], False: world.national.get(region.country)}
        for row in words.records.cells:
            for key in (part for part in plain(row[-1]) if part != ", "):
                file = files[row[0] in own]
                assert file is not None, row[0]
                assert title_of(listed[key]) == file.sources[key.rpartition(": ")[2]].title, (region.code, row[0], key)
                cited += 1
    assert cited > 300


def test_a_key_of_two_files_is_two_sources(frozen: Study) -> None:
    """at-comet rests on the press release of the national file, not on the region's source of the same key."""
    text = markdown_of("records", frozen.at("all"), "AT31")
    national, regional = frozen.world.national["AT"].sources["ots"], frozen.world.regions["AT31"].sources["ots"]
    assert national.title != regional.title
    assert f"| AT: ots | {national.title}" in text.replace("\\", "")


def test_every_record_shows_the_sources_it_cites(frozen: Study) -> None:
    """`show` of a member's, country's, candidate's or the network's record gives each cited source of its own file."""
    world = frozen.whole
    groups = [i for group in (world.regions, world.national, world.candidates) for i in group.values()]
    files = [(i.programmes, i.sources) for i in groups] + [(world.transnational, world.transnational_sources)]
    for programmes, sources in files:
        for programme in programmes:
            tables = item_topic(find(world, programme.id), world).tables
            shown = {row[0]: row[1] for table in tables if table.key == "sources" for row in table.cells}
            for key in programme.source:
                assert title_of(shown[key]) == sources[key].title, (programme.id, key)


def test_tables_hold_each_cited_source_under_the_owner_of_its_file(frozen: Study) -> None:
    """Owner and key of a value read lead to a row of the table of sources: transnational records to their own file."""
    from ceecluster.report.tables import _assessments, _sources

    world = frozen.whole
    known = {row[:2] for row in _sources(world)}
    missing = [
        (row[0], key)
        for row in _assessments(world)
        for key in str(row[6]).split(", ")
        if key and (row[1], key) not in known
    ]
    assert missing == []
    assert {key for owner, key in known if owner == "transnational"} == set(world.transnational_sources)
