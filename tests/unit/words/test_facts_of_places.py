"""The pages of criteria, candidates and common sources: their figures counted again, and what they may not say."""

from __future__ import annotations

from ceecluster.documents import KINDS, codes_of
from ceecluster.model import Evidence
from ceecluster.study import Study
from ceecluster.words.candidate_page import candidate_words
from ceecluster.words.criterion_page import criterion_page_words
from ceecluster.words.sources_page import common_sources, sources_words
from recounting import facts_in


def test_a_criterion_shows_every_value_of_the_members(counted: Study) -> None:
    """As many rows as values in the files; who is named as undocumented has records where it is asked and no value."""
    world = counted.world
    for code in codes_of("criterion", counted)[:6]:
        criterion = world.guidelines.criterion(code)
        words = criterion_page_words(counted.handbook(), code)
        said = facts_in(words)
        read = [
            record.id
            for group in (world.regions, world.national)
            for inventory in group.values()
            for record in inventory.programmes
            if not record.example
            and code in record.assessments
            and record.assessments[code].evidence is not Evidence.UNDOCUMENTED
        ]
        assert sorted(row[1].id for row in words.values.cells) == sorted(read)
        assert said["places.values"][0]["count"] == len(read)
        others = [each for each in world.guidelines.criteria if each.parent == criterion.parent and each.id != code]
        assert said["places.dimension"][0]["count"] == len(others)
        silent = {
            region
            for region, inventory in world.regions.items()
            if any(set(p.level) & set(criterion.levels) for p in (*inventory.programmes, *world.frames_of(region)))
        } - set(counted.scores.criteria.query("criterion == @code and z == z")["region"])
        named = {ref.id for fact in said.get("places.silent", ()) for ref in words.silent.facts["regions"].items}
        assert named == silent
        assert [fact["count"] for fact in said.get("places.silent", ())] == ([len(silent)] if silent else [])


def test_a_candidate_counts_its_records_and_has_no_score(counted: Study) -> None:
    """Records of its file; neither fit nor class nor place."""
    for code in codes_of("candidate", counted):
        inventory = counted.world.candidates.get(code)
        own = [p for p in (inventory.programmes if inventory else ()) if not p.example]
        words = candidate_words(counted.world, code)
        assert words.head.facts["count"] == len(own) == len(words.records.cells)
        assert facts_in(words)["places.on_file"][0]["count"] == len(own)
        assert len(words.sources.cells) == (len(inventory.sources) if inventory else 0)
        assert not {"enlargement.stands", "enlargement.ranked", "enlargement.why"} & set(facts_in(words))


def test_common_sources_are_those_of_no_region(counted: Study) -> None:
    """Network, criteria and pilots with all their sources, records of several countries with those they cite."""
    world = counted.world
    labels = [row[0] for row in sources_words(world).sources.cells]
    assert len(labels) == len(set(labels))
    known = [*world.network.sources.values(), *world.guidelines.sources.values()]
    pages = {each.source.url or each.source.title: each.label for each in common_sources(world)}
    # A page that stands under several keys has the first of them.
    assert {pages[source.url or source.title] for source in known} <= set(labels)
    assert {*world.network.sources} <= set(labels) and len(set(pages.values())) == len(pages)
    assert KINDS["sources"].about == ""
