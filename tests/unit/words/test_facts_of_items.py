"""What `show` and two regions side by side say, counted again in the records."""

from __future__ import annotations

from collections import Counter

import pytest

from ceecluster.coherence.side_by_side import side_by_side
from ceecluster.inforce import spans
from ceecluster.item_rows import Items
from ceecluster.items import find
from ceecluster.provenance import footer, provenance
from ceecluster.study import Study
from ceecluster.words.items import item_topic, items_screen
from ceecluster.words.pairwise import pairwise_topic
from ceecluster.words.scores import score_topic
from ceecluster.words.trend import trend_screen, trend_words
from recounting import facts_in


def records_of(study: Study, region: str) -> list:
    """The records of a region."""
    return [p for p in study.world.regions[region].programmes if not p.example]


def test_a_region_counts_its_records(counted: Study) -> None:
    """Records of its own and of its country's frame."""
    for code in list(counted.world.regions)[:3]:
        said = facts_in(item_topic(find(counted.world, code), counted.world))
        assert said["items.records"][0]["count"] == len(records_of(counted, code))
        for fact in said.get("items.frames", ()):
            assert fact["count"] == len([p for p in counted.world.frames_of(code) if not p.example])


def test_a_term_counts_the_records_that_carry_it(counted: Study) -> None:
    """Every record with the code, whoever keeps it; every term of a list."""
    carried = Counter(
        objective.code
        for group in (counted.world.regions, counted.world.national, counted.world.candidates)
        for inventory in group.values()
        for record in inventory.programmes
        if not record.example
        for objective in {o.code: o for o in record.objectives}.values()
    )
    carried += Counter(o.code for p in counted.world.transnational for o in p.objectives)
    for term in counted.world.vocabulary.objectives[:3]:
        (fact,) = facts_in(item_topic(find(counted.world, term.code), counted.world))["items.carried"]
        assert fact["count"] == carried[term.code]
    (fact,) = facts_in(item_topic(find(counted.world, "objectives"), counted.world))["items.codes"]
    assert fact["count"] == len(counted.world.vocabulary.objectives)


def test_a_criterion_counts_its_values(counted: Study) -> None:
    """Every value on record."""
    criterion = counted.world.guidelines.criteria[0]
    said = facts_in(item_topic(find(counted.world, criterion.id), counted.world))
    for fact in said.get("items.values", ()):
        on_record = [
            record.id
            for group in (counted.world.regions, counted.world.national, counted.world.candidates)
            for inventory in group.values()
            for record in inventory.programmes
            if not record.example and criterion.id in record.assessments
        ]
        assert fact["count"] >= len([name for name in on_record if name])


def test_regions_side_by_side_share_what_they_say(counted: Study) -> None:
    """Objectives that all of them pursue, and those that one alone of them does."""
    chosen = counted.comparison.speaking[:3]
    said = facts_in(pairwise_topic(counted.comparison, side_by_side(counted.comparison, chosen)))
    held = {code: {o.code for record in records_of(counted, code) for o in record.objectives} for code in chosen}
    both = set.intersection(*held.values())
    for fact in said.get("pairwise.shared", ()):
        assert (fact["regions"], fact["count"]) == (len(chosen), len(both))
    assert ("pairwise.shared" in said) == bool(both)
    for fact in said.get("pairwise.alone", ()):
        others = set().union(*(codes for code, codes in held.items() if code != fact["region"]))
        assert fact["count"] == len(held[fact["region"]] - others)


def test_the_foot_of_a_page_counts_its_inputs(counted: Study) -> None:
    """As many inputs as were read, in one line, too."""
    (fact,) = facts_in(footer(counted))["page.made"]
    assert fact["count"] == len(counted.digests)
    assert sum(row[1] for row in provenance(counted).inputs.cells) == len(counted.digests)


def test_a_change_that_changes_nothing_says_for_how_many(counted: Study) -> None:
    """The same value again: none of so many regions' scores changes."""
    name, criterion, value = next(
        (record.id, criterion, assessment.value)
        for code in counted.world.regions
        for record in records_of(counted, code)
        for criterion, assessment in record.assessments.items()
        if type(assessment.value) is int
    )
    changed = counted.score(what_if=(f"{name}.{criterion}={value}",))
    said = facts_in(score_topic(changed, base=counted.scores))
    for fact in said.get("scores.no_change", ()):
        assert fact["count"] == len(counted.scores.regions)


def test_the_trend_counts_what_has_no_year(counted: Study) -> None:
    """Records left out for want of a year; intervals from the lower to the upper end."""
    found = counted.trend(2012, 2024)
    said = facts_in((trend_words(found), trend_screen(trend_words(found), found)))
    known = spans(counted.whole)
    dated = [known[p.id].first is not None for code in counted.world.regions for p in records_of(counted, code)]
    assert [fact["count"] for fact in said.get("trend.note_undated", ())][:1] == (
        [dated.count(False)] if not all(dated) else []
    )
    for fact in said.get("trend.span", ()):
        assert fact["low"] <= fact["high"]


@pytest.mark.parametrize("letters", [2, 3])
def test_several_things_are_counted(counted: Study, letters: int) -> None:
    """As many as were asked for."""
    items = tuple(find(counted.world, code) for code in list(counted.world.regions)[:letters])
    told = items_screen(Items(items), counted.world)
    assert told.title.key == "items.several" and told.title.facts["count"] == letters  # type: ignore[union-attr]
