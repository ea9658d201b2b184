"""The rules of documents, read over every kind of document of every network, and each shown to find a planted fault."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ceecluster.blocks import Listing, Paragraph, Section, Spelling, Table, walk
from ceecluster.documents import document, voice_of
from document_rules import RULES
from document_rules.reading import EVERY, NONE_THERE, read, sentences_of, study_of, texts
from document_rules.sentences import passive_share

LIGHT = ("region", "coherence", "agreement", "records", "criterion", "candidate", "sources")
"""Kinds that are read over ours by default; the others, and those of forty regions, take their time."""
READ_OVER = [
    pytest.param(
        kind, network, marks=pytest.mark.slow if network == "forty" or (network == "ours" and kind not in LIGHT) else ()
    )
    for kind, network in EVERY
]


@pytest.mark.parametrize(("kind", "network"), READ_OVER)
def test_a_document_keeps_every_rule(kind: str, network: str) -> None:
    """Nothing is against any rule that is read over this kind."""
    reading = read(kind, network)
    found = {rule.name: rule.faults(reading) for rule in RULES.values() if kind in rule.read_over}
    assert found
    assert {name: faults for name, faults in found.items() if faults} == {}


SOWN = {"candidate": "wide", "application": "league"}
"""Where a fault is planted in a kind that three regions have nothing for."""


@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_a_planted_fault(name: str) -> None:
    """In every kind of document it is read over."""
    rule, missed = RULES[name], []
    for kind in rule.read_over:
        network = rule.sown if (rule.sown, kind) not in NONE_THERE else SOWN[kind]
        if rule.sown not in ("three", network):
            continue
        reading = read(kind, network)
        if not rule.faults(replace(reading, made=rule.plant(reading.made))):
            missed.append(kind)
    assert missed == []


@pytest.mark.parametrize("network", ["ours", "league", "forty"])
def test_the_agreement_is_a_memorandum(network: str) -> None:
    """Recitals with participles and two statistics at most, three to seven fields, words that bind nobody."""
    reading = read("agreement", network)
    made, voice = reading.made, reading.voice
    sections = {voice.plain(each.title): each for each in made.blocks if isinstance(each, Section)}
    recitals = [voice.plain(each.text) for each in sections["Recitals"].blocks if isinstance(each, Paragraph)]
    assert len(recitals) >= 4
    for recital in recitals[1:]:
        assert re.match(r"\w+ing\b", recital), recital
    ours = [recital for recital in recitals if not recital.startswith("recalling:")]  # those are facts with sources
    assert sum(bool(re.search(r"\d", re.sub(r"paragraph \d|\d{4}-\d\d-\d\d", "", each))) for each in ours) <= 2
    assert all(len(re.findall(r"\d+", re.sub(r"paragraph \d|\d{4}-\d\d-\d\d", "", each))) <= 1 for each in ours)
    operative = tuple(each for title, each in sections.items() if not title.startswith("Annex"))
    told = " ".join(texts(operative, voice, Spelling.NAME))
    assert not re.findall(r"\b(Parties|shall|should|agree|agreed|undertakes?|Article|enters? into force)\b", told)
    (status,) = (each for title, each in sections.items() if "Legal status" in title)
    assert len(sentences_of((status,), voice, Spelling.NAME)) == 1
    assert told.count("right or obligation") == 1
    for part in (
        r"within \[60\] days by consultation", r"bears its own costs", r"every \[two\] years",
        r"lasts for \[three\] years",
        r"can join by", r"can leave by written notice", r"chair goes round", r"by consensus", r"equal validity",
        r"names one office that leads its side of each common field",
    ):  # fmt: skip
        assert re.search(part, told), part
    (signed,) = (block for block in walk(made.blocks) if isinstance(block, Table) and block.key == "signatures")
    heads = [voice.plain(column.label) for column in signed.columns]
    assert heads == ["participant", "body", "office", "place, date", "signature"]


SETS = re.compile(r"^\d+\.\d+ |\[\d+\]|\d{4}-\d\d-\d\d|version \d[\d.]*|\b[A-Z][A-Z-]*\d+\b|and \d+ more\b")
"""What may be counted there: a clause, a term to be agreed, a day, an edition, a code, what a list leaves out."""


@pytest.mark.parametrize("network", ["ours", "league", "forty"])
def test_no_clause_rests_on_a_statistic(network: str) -> None:
    """Figures and shares stand in recitals, comments and annexes; a clause has its number and the terms it sets."""
    reading = read("agreement", network)
    made, voice = reading.made, reading.voice
    numbered = (each for each in made.blocks if isinstance(each, Section))
    clauses = tuple(each for each in numbered if re.match(r"\d+\. ", voice.plain(each.title)))
    assert len(clauses) == 16
    for told in texts(clauses, voice, Spelling.CODE):
        assert not re.search(r"\d|\b(thirds?|quarters?|half|mean|median|average)\b", SETS.sub("", told)), told


def test_common_fields_can_be_kept() -> None:
    """Three to seven, and fields of as many participants stay together."""
    from ceecluster.agreement.grounds import Field
    from ceecluster.words.memorandum import common_fields

    def kept(*counts: int) -> int:
        return len(common_fields(tuple(Field(str(n), ("r",) * n, n, ()) for n in counts)))

    assert kept(11, 9, 9, 9, 9, 8, 8, 8, 7) == 5
    assert kept(9, 8, 7, 6, 5, 4, 3, 2) == 7
    assert kept(5, 4) == 2 and kept() == 0
    assert kept(9, 4, 4, 4, 4, 4, 4, 4, 4, 2) == 9  # one alone is too few, and nothing tells the eight apart
    assert kept(*[3] * 12) == 12


@pytest.mark.parametrize("network", ["ours", "three", "forty"])
def test_every_profile_has_the_same_boxes(network: str) -> None:
    """The same titles in the same order for the first and the last region, and at most three points in each."""
    study = study_of(network)
    voice, heads = voice_of(study), []
    for region in (study.world.network.regions[0], study.world.network.regions[-1]):
        made = document("region", study, voice, code=region.code)
        sections = [block for block in walk(made.blocks) if isinstance(block, Section)]
        heads.append([voice.plain(section.title) for section in sections])
        for section in sections:
            points = [len(block.points) for block in section.blocks if isinstance(block, Listing)]
            assert all(1 <= count <= 3 for count in points), voice.plain(section.title)
        first = next(texts(made.blocks, voice, Spelling.NAME))
        assert re.match(r"In \d{4}, ", first) and re.search(rf" tells? of {re.escape(region.title)}", first), first
    assert heads[0] == heads[1] == PROFILE


PROFILE = [
    "Where it is", "Where it stands", "What changed", "Checked by the region", "Strengths", "Gaps", "Closest partners",
    "Partners with other aims", "What to do next", "What to document next", "Where this comes from",
]  # fmt: skip
"""The boxes of a profile."""


def test_a_passive_is_counted() -> None:
    """By hand: three of the six sentences."""
    told = [
        "The text is signed by all.", "It was not clearly seen.", "The record may be taken again.",
        "The plans are related.", "Each member has two decisions to take.", "The table is open.",
    ]  # fmt: skip
    assert passive_share(told) == 3 / 6
