"""The agreement on a screen: ties among those who could move, and figures with what they rest on."""

from __future__ import annotations

from collections import Counter

from ceecluster.agreement import agree
from ceecluster.documents import voice_of
from ceecluster.words.agreement import agreement_topic, counts, move, moves, not_proposed, origin
from ceecluster.words.topic import screen
from factories import frozen, make_inventory, make_world


def network(values: dict[str, int]):
    """A network in which each region declared this priority of OBJ-A."""
    regions = [{"code": r, "name": {"en": r}, "country": "AT", "nuts": [r], "vintage": 2021} for r in values]
    inventories = (make_inventory(r, priorities={"OBJ-A": {"value": v}}) for r, v in values.items())
    return agree(make_world(*inventories, network={"regions": regions}), draws=0)


def test_regions_that_could_move_alike_are_told_as_a_choice():
    """Of five, three hold it and one more makes a topic of two thirds: either of the two one step below would do."""
    voice = voice_of(frozen())
    case = network({"XR1": 4, "XR2": 3, "XR3": 3, "XR4": 2, "XR5": 2}).case("OBJ-A")
    assert voice.plain(move(case)).endswith("would be a topic if one of XR4 and XR5 moved up by one step.")
    both = network({"XR1": 4, "XR2": 1, "XR3": 2, "XR4": 2, "XR5": 2}).case("OBJ-A")
    assert voice.plain(move(both)).endswith("would be a topic if XR3, XR4 and XR5 moved up by one step.")


def test_every_issue_is_counted_once():
    """The classes of the sentence add up to the issues, and the origins to the priorities."""
    agreement = frozen().agreement
    found = counts(agreement)
    classes = {part.facts["status"]: part.facts["n"] for part in found.facts["classes"].items}
    assert sum(classes.values()) == found.facts["count"]
    assert classes == dict(Counter(case.status for case in agreement.cases))
    told = origin(agreement).facts
    assert told["declared"] + told["derived"] == told["count"] == len(agreement.positions)


def test_the_screen_is_worded():
    """Every sentence of the screen is worded; untouched topics and reasons are told."""
    agreement = frozen().agreement
    voice, topic = voice_of(frozen()), agreement_topic(agreement)
    assert screen(topic).name == "agreement"
    told = [voice.plain(part) for part in (*topic.lead, *topic.findings, *topic.notes)]
    assert all(text and "None" not in text for text in told)
    assert len(list(moves(agreement))) == len(topic.findings)
    reasons = {voice.plain(not_proposed(case)) for case in agreement.of_class("not_proposed")}
    assert any(text.endswith("a priority of none of the 11 regions with a position.") for text in reasons)
