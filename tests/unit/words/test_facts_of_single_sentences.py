"""Single sentences of screens and documents with a figure, counted again on three networks."""

from __future__ import annotations

from itertools import chain

import pytest

from ceecluster.blocks import Names, Paragraph, Table, Word
from ceecluster.coherence.reciprocity import reciprocity
from ceecluster.documents import document, voice_of
from ceecluster.items import find
from ceecluster.model.inventory import Count
from ceecluster.model.scenario import Scenario
from ceecluster.planning.actionplan import FundingAction
from ceecluster.planning.commission import european_case
from ceecluster.planning.programme_use import programme_use
from ceecluster.study import Study
from ceecluster.words.candidates import because
from ceecluster.words.commission import commission_words
from ceecluster.words.contacts import introduction_sheet
from ceecluster.words.items import item_topic
from ceecluster.words.programme_use import programme_use_topic
from ceecluster.words.robustness import robustness_topic
from ceecluster.words.scenarios import scenarios_topic
from ceecluster.words.scores import next_topic, score_topic
from recounting import facts_in


def members(study: Study) -> list[str]:
    """Codes of the members."""
    return [region.code for region in study.world.network.regions]


def test_the_page_for_the_commission_is_counted(funded: Study, counted: Study) -> None:
    """Requests, priorities of two thirds, open instruments, programmes for all, calls on file."""
    use = programme_use(funded.world)
    found = european_case(counted.agreement, reciprocity(funded.world, as_of=None), use, counted.handbook())
    words, codes = commission_words(found), members(funded)
    said = facts_in(words)
    (asked,) = said["commission.asked"]
    assert (asked["count"], asked["members"]) == (len(words.requests), len(codes))
    agreement = counted.agreement
    for fact in said.get("commission.shared", ()):
        priorities = [row.priority for row in agreement.priorities if row.issue == fact["issue"]]
        assert (fact["holders"], fact["positions"]) == (sum(each >= 3 for each in priorities), len(priorities))
        assert 3 * fact["holders"] >= 2 * fact["positions"]
    areas = {term.code: term for term in funded.world.vocabulary.eu_programmes}
    inside = {
        code: [r.code for r in funded.world.network.regions if any(term.covers(a) in ("whole", "part") for a in r.nuts)]
        for code, term in areas.items()
    }
    (told,) = said["commission.areas"]
    assert told["for_all"] == sum(len(regions) == len(codes) for regions in inside.values()) == 1
    can_pay = [code for code, regions in inside.items() if regions or not areas[code].areas]
    assert told["count"] == len(can_pay)
    (calls,) = said["commission.calls"]
    assert (calls["without"], calls["count"]) == (sum(not areas[code].calls for code in can_pay), len(can_pay))
    for fact in said.get("commission.closed", ()):
        assert (fact["opening"], fact["members"]) == (len(found.opening), len(codes))
        assert fact["opening"] + len(found.closed) == len(codes)
    never = facts_in(programme_use_topic(use)).get("programme_use.never", ())
    assert {fact["region"]: fact["count"] for fact in never} == {codes[0]: 1}
    assert [fact["programmes"] for fact in never] == [["EUP-ONE"]]


def test_terms_say_their_money_and_years(funded: Study) -> None:
    """Amounts to the unit, years of a label and of its renewal."""
    for term in funded.world.vocabulary.eu_programmes:
        said = facts_in(item_topic(find(funded.world, term.code), funded.world))
        assert [fact["amount"] for fact in said["terms.money"]] == [round(each.amount) for each in term.budget]
    (fact,) = facts_in(item_topic(find(funded.world, "LBL-X"), funded.world))["terms.holds"]
    assert (fact["years"], fact["renewed"]) == (2, 1.5)


def test_a_source_of_money_says_from_when_it_is_open(funded: Study) -> None:
    """The year in which the vocabulary says that the programme opens."""
    plan = funded.given(scores=funded.scores, comparison=funded.comparison).plan(draws=0)
    opens = {term.code: term.opens for term in funded.world.vocabulary.eu_programmes}
    levels = frozenset(level.id for level in funded.world.network.levels)
    told = [
        facts_in(because(action.because, levels))["plan.open_from"][0]
        for action in plan.actions
        if isinstance(action, FundingAction)
    ]
    assert told and all(fact["year"] == opens[fact["programme"]] for fact in told)


def test_members_of_a_cluster_are_its_newest_number(counted: Study) -> None:
    """Of several dated numbers of members the newest, with its year; an undated one is not told."""
    found = counted.match()
    if not found.listed:
        pytest.skip("nobody to introduce in this network")
    one = found.listed[0]
    numbers = [
        {"count": n, "what": "firms", "as_of": year, "source": ["s"]} for n, year in ((7, 2001), (9, 2009), (8, 2005))
    ]
    members_ = tuple(Count.model_validate(each) for each in numbers)
    records = {
        side.record: counted.world.programmes()[side.record].model_copy(update={"members": members_})
        for side in (one.first, one.second)
    }
    for fact in facts_in(introduction_sheet(found, records))["contacts.members"]:
        assert (fact["count"], fact["year"]) == (9, 2009)


def test_lists_say_how_much_they_show(counted: Study) -> None:
    """Regions, criteria and pilots on file; what a shortened list leaves out."""
    world = counted.world
    on_file = {"regions": [*world.network.regions, *world.network.candidates], "criteria": world.guidelines.criteria,
               "pilots": world.pilots}  # fmt: skip
    for name, things in on_file.items():
        if things:
            (fact,) = facts_in(item_topic(find(world, name), world))["items.overview"]
            assert (fact["of"], fact["count"]) == (name, len(things))
    voice = voice_of(counted)
    for shown in (1, 2, 3):
        rest = {1: "2 more", 2: "one more", 3: "C"}[shown]
        assert voice.plain(Names((Word("A"), Word("B"), Word("C")), shown)).endswith(rest), "lists.more"


def test_open_passages_are_counted(counted: Study) -> None:
    """As many pairs of brackets as the document itself has."""
    voice = voice_of(counted)
    made = document("agreement", counted, voice)
    said = facts_in(made).get("page.open", ())
    first = made.blocks[0]
    assert isinstance(first, Paragraph)
    texts = []
    for block in made.blocks[1:]:
        texts += [voice.plain(part) for part in _parts(block)]
    brackets = sum(text.count("[") - text.count("[x]") for text in texts)
    assert [fact["count"] for fact in said] == ([brackets] if brackets else [])


def _parts(block: object) -> list:
    if isinstance(block, Table):
        return list(chain.from_iterable(block.cells))
    return [part for name in ("text", "title") if (part := getattr(block, name, None)) is not None] + [
        each for inner in getattr(block, "blocks", ()) for each in _parts(inner)
    ]


def test_an_audit_names_the_means_it_used(counted: Study) -> None:
    """Each exponent once, as the mean it is."""
    audit = counted.robustness(draws=3, exponents=(1, 0, -1, 2), sensitivity=0)
    said = facts_in(robustness_topic(audit))
    assert {fact["exponent"] for fact in said["robustness.mean"]} == {1, 0, -1, 2}
    assert all(fact["power"] == fact["exponent"] for fact in said["robustness.mean"])


def test_scenarios_are_counted(counted: Study) -> None:
    """As many as were given."""
    code = counted.world.guidelines.criteria[0].id
    given = tuple(Scenario.model_validate({"name": f"s{k}", "weights": {code: k + 2}}) for k in range(2))
    found = counted.scenarios(*given)
    assert [fact["count"] for fact in facts_in(scenarios_topic(found, counted.world))["scenarios.title"]] == [2]


def test_scores_say_their_rules_as_they_are(counted: Study) -> None:
    """Lower ends of classes, the floor, a value below its minimum."""
    scores = counted.score(floor=0.05, exponent=0)
    said = facts_in(score_topic(scores))
    bands = counted.world.guidelines.bands
    assert [(fact["name"], fact["least"]) for fact in said["scores.class_from"]] == [(b.id, b.min) for b in bands]
    assert [fact["floor"] for fact in said["scores.note_floor"]] == [scores.floor] == [0.05]
    assert "scores.note_floor" not in facts_in(score_topic(counted.score(floor=0)))
    minimum = {c.id: c.gate.min for c in counted.world.guidelines.criteria if c.gate}
    records = counted.world.programmes()
    for fact in said.get("scores.shortfall", ()):
        own = records[fact["record"]].assessments.get(fact["criterion"])
        assert fact["raw"] < fact["minimum"] == minimum[fact["criterion"]]
        assert own is None or own.value in (fact["raw"], "never")  # None: it follows from other fields


def test_too_thin_a_year_says_what_is_on_file(counted: Study) -> None:
    """The value over everything on file, with the first and last year of its sources."""
    early = counted.at(2012)
    whole = counted.scores.regions.set_index("region")["value"]
    for fact in facts_in(score_topic(early.scores)).get("scores.on_file", ()):
        assert any(abs(fact["value"] - value) < 1e-9 for value in whole.dropna())
        assert fact["first"] is None or fact["first"] <= fact["last"]


def test_as_good_evidence_is_counted(counted: Study) -> None:
    """How many further pieces of evidence narrow the interval as much as the last one named."""
    from ceecluster.scoring.improvement import wanted_evidence

    steps = counted.next_steps()
    told = facts_in(next_topic(steps)).get("scores.worth", ())
    rows = [row for row in steps.regions if row.wanted]
    assert len(told) == len(rows)
    for fact, row in zip(told, rows, strict=True):
        every = [each.shrinks for each in wanted_evidence(counted.scores, row.region)]
        last = row.wanted[-1].shrinks
        assert fact["as_good"] == sum(value >= last - 1e-9 for value in every) - len(row.wanted)
        assert sorted(every, reverse=True)[: len(row.wanted)] == pytest.approx([each.shrinks for each in row.wanted])
