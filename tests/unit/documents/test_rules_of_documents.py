"""The rules of documents, read over every kind of document of every network, and each shown to find a planted fault."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from ceecluster.blocks import Listing, Section, Spelling, walk
from ceecluster.documents import document, voice_of
from document_rules import RULES, elsewhere
from document_rules.reading import EVERY, NONE_THERE, read, study_of, texts
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


PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "rules-of-documents.md"


def test_the_page_lists_every_rule(update: bool) -> None:
    """As the tests have them; each test it names is there."""
    made = elsewhere.page()
    if update:
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made
    for _, _, test in elsewhere.TESTED:
        file, name = test.split("::")
        tree = ast.parse((PAGE.parents[2] / file).read_text(encoding="utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, test
