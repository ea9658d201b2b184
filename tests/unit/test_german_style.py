"""How German is written here: what a fresh reader of an Austrian ministry marked, class by class."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ceecluster import assets
from ceecluster.catalogues import read_catalogue
from ceecluster.study import load
from ceecluster.translation import _terms
from german import strings_of

COUNT = re.compile(r"%\((\w*count|share|coverage|records|known|traced)\)s ")
"""A number with which a text begins."""
AGREES = re.compile(
    r"\b(sind|haben|stehen|finden sich|liegen) %\((traced|known|speaking|lower|apart|at_these|willing|open)\)s"
)
"""A verb in the plural right before a number that is not the one its text has forms for."""
FOLLOWS = re.compile(
    r"%\((reached|done|exterior|named|natural|apart|still|enough)\)s von %\(\w+\)s "
    r"[^.;:„(]*\b(sind|nennen|lassen|belegen)\b"
)
"""A verb in the plural behind such a number: `1 von 28 Einträgen mit Zielen nennen es` was read."""
SEAL = re.compile(r"(?<!-)\bLabels?\b")
"""The seal of a cluster is a `Gütesiegel`; its own name may have the word: `Gold-Label`."""
AUSTRIAN = re.compile(r"Landesregierung|Landtag|Bundesland|Bundesländer")
"""What only a region of Austria, Germany or Italy has."""
NAMES = re.compile(
    r"(nach Gewicht|Anliegen|erklärt|Priorität|Netzwerks ist|Offen|Ohne Antwort|Seite erfasst|Regionen|where\)s): "
    r"%\((criteria|issues|aims|from_first|from_second)\)s"
)
"""Where a sentence goes over to a list of objectives, issues or criteria."""
BRACKETS = re.compile(r"%\((region|record|candidate|first|second|other|objective|issue|term)\)s \(")
"""A bracket behind a name that may end with one."""

ENGLISH = re.compile(
    r"\b((and|of|with|the|for|since|formerly|later|now|today|office)\b|universit(y|ies)|government|parliament|department|chamber)"
)
"""Words and beginnings of words that no German name has."""


def texts() -> Iterator[str]:
    """Every German text of the catalogue, in every form."""
    for message in read_catalogue("de"):
        if message.id:
            yield from strings_of(message.string)


def test_no_sentence_begins_with_a_digit() -> None:
    """`Hier haben 11 Regionen Einträge.`, not `11 Regionen haben hier Einträge.`"""
    assert [text for text in texts() if COUNT.match(text) and text.endswith(".")] == []


def test_no_verb_has_the_wrong_number() -> None:
    """`Ziele auf jeder Ebene: 1 von 4`, not `Von den 4 Zielen finden sich 1`."""
    assert [text for text in texts() if AGREES.search(text) or FOLLOWS.search(text)] == []


def test_a_seal_has_one_word() -> None:
    """In the catalogue and in the terms of the workspace."""
    terms = [term.translations.get("de", "") for _, term in _terms(assets.data())]
    assert len(terms) > 1000
    assert [text for text in (*texts(), *terms) if SEAL.search(text)] == []


def test_a_term_fits_every_region() -> None:
    """Slovenia has no `Landesregierung`: what a term or a text asks of a region, every region can do."""
    terms = [term.translations.get("de", "") for place, term in _terms(assets.data()) if "network.yaml" not in place]
    assert len(terms) > 900
    assert [text for text in (*texts(), *terms) if AUSTRIAN.search(text)] == []


def test_a_remark_has_one_bracket() -> None:
    """A screen spells a name with its code: `Tirol (AT33) (19 von 37)`, `Tirol (at33-it) (Tirol (AT33))`."""
    assert [text for text in texts() if BRACKETS.search(text)] == []


def test_what_is_said_of_the_files_themselves_is_german() -> None:
    """The notes on inventories and the made-up example are our own words, no quotations from a source."""
    world = load(assets.data()).world
    inventories = [*world.regions.values(), *world.national.values(), *world.candidates.values()]
    example = next(pilot for pilot in world.pilots if pilot.example)
    said = [each.note for each in inventories]
    said += [milestone.title for milestone in example.milestones]
    said += [check.evidence for check in example.dac.values()]
    said += [*example.risks, example.background, example.action, example.state_aid, example.follow_up]
    assert len(said) > 35
    assert [text for text in said if text is None or text.told("de")[1] != "de"] == []


def test_good_practice_is_told_in_german() -> None:
    """What the page for the Commission and the guidelines read of a record: our words, in the language of the page."""
    chapters = load(assets.data()).handbook().chapters
    notes = [practice.note for chapter in chapters for practice in chapter.practices if practice.note]
    assert len(notes) >= 4
    assert [note for note in notes if note.told("de")[1] != "de"] == []


def test_names_in_a_list_stand_in_quotation_marks() -> None:
    """Many hold an `und`: `Vernetzung und Informationsaustausch und 4 weitere` could not be told apart."""
    assert [text for text in texts() if NAMES.search(text)] == []


def test_a_body_of_a_german_speaking_region_has_its_german_name() -> None:
    """An Austrian ministry is not invited as `Land Tirol (regional government)`."""
    world = load(assets.data()).world
    inventories = [each for code, each in world.regions.items() if code.startswith(("AT", "ITH1"))]
    records = [record for each in (*inventories, world.national["AT"]) for record in each.programmes]
    bodies = [body for record in records for _, body in record.bodies if body]
    assert len(bodies) > 60
    assert [body for body in bodies if ENGLISH.search(body.told("de")[0])] == []
