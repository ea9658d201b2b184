"""A second language on one document: Polish bends names and has three plural forms, and no line of Python knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster import assets
from ceecluster.blocks import Document, Names, Ref, Statement
from ceecluster.documents import document, files_of, voice_of
from ceecluster.errors import UsageError
from ceecluster.report.site import Settings, make
from ceecluster.study import Study, load
from ceecluster.translation import coverage
from networks import cut_frozen

WHERE = {"AT12": "w Dolnej Austrii", "SK": "na Słowacji"}
AGAINST = (Ref("region", "AT12"), Ref("region", "SK"))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three regions of the shipped data, whose names have Polish."""
    folder = tmp_path_factory.mktemp("polish")
    cut_frozen(folder / "data", ("AT12", "SK", "PL"), assets.data())
    return load(folder)


@pytest.fixture(scope="module")
def briefing(study: Study) -> Document:
    """The briefing in Polish."""
    return document("briefing", study, voice_of(study, "pl"))


@pytest.mark.parametrize("form", ["md", "html", "docx", "pdf"])
def test_the_briefing_is_in_polish_in_every_form(form: str, briefing: Document, study: Study):
    """Nothing of it is lacking."""
    voice = voice_of(study, "pl")
    files_of(briefing, form, Path(f"briefing.{form}"), voice, epoch=0)
    assert sorted(voice.lacking) == []


COUNTED = {
    ("briefing.asked", "count"): ("ma podjąć jedną decyzję.", "2 decyzje.", "5 decyzji.", "22 decyzje."),
    ("briefing.answer", "count"): ("na ustęp ", "na 2 ustępy ", "na 5 ustępów ", "na 22 ustępy "),
    ("briefing.document", "count"): (
        "jedno z 30 jest zbyt ubogie",
        "2 z 30 są zbyt ubogie",
        "5 z 30 jest zbyt ubogich",
        "22 z 30 są zbyt ubogie",
    ),
    ("page.open", "count"): ("jeden fragment", "2 fragmenty", "5 fragmentów", "22 fragmenty"),
    ("page.made", "count"): ("jednego pliku", "2 plików", "5 plików", "22 plików"),
}


@pytest.mark.parametrize(("key", "fact"), COUNTED)
def test_counts_take_the_polish_form(key: str, fact: str, study: Study):
    """One, two, five and twenty-two: `22 decyzje`, as with two, and `5 decyzji`."""
    voice = voice_of(study, "pl")
    facts = {"briefing.answer": {}, "page.open": {}, "page.made": {"version": "1"}}.get(key, {"members": 30})
    told = [voice.plain(Statement(key, {**facts, fact: count})) for count in (1, 2, 5, 22)]
    assert [form in text for form, text in zip(COUNTED[key, fact], told, strict=True)] == [True] * 4, told


def test_a_name_stands_in_the_form_that_the_sentence_asks_for(study: Study):
    """Where a region lacks something: `w Dolnej Austrii`, with the preposition that its name takes."""
    facts = {"objective": Ref("term", "OBJ-KTT"), "level": Ref("level", "policy"), "holders": 1, "regions": 3}
    told = Statement("briefing.gap", {**facts, "missing": Names(AGAINST), "equals": 0})
    assert voice_of(study, "pl").plain(told) == (
        "Cel „Współpraca uczelni z MŚP” jest zapisany w 1 z 3 regionów na poziomie „polityka”, "
        "a brak go w Dolnej Austrii i na Słowacji: to największa luka."
    )


def test_a_partial_language_says_how_far_it_is(study: Study):
    """What is not translated counts as lacking, with its place; nothing that is translated is wrong."""
    found = coverage("pl", study.root)
    assert 60 < found.translated < found.texts
    assert 30 < found.named < found.terms
    assert sum(fault.kind in ("missing", "fuzzy") for fault in found.faults) == found.texts - found.translated
    assert [fault for fault in found.faults if fault.kind == "wrong"] == []


def test_a_draft_marks_what_its_language_lacks_and_a_complete_document_is_refused(study: Study):
    """Texts and terms alike stand in English, marked; with --complete nothing is written."""
    name = Path("records.md")
    draft = make("records", study, Settings(language="pl"), "AT12").files("md", name)[name].decode()
    assert draft.count(r"\[EN\]") > 20
    refused = make("records", study, Settings(language="pl", complete=True), "AT12")
    with pytest.raises(UsageError, match=r"records-AT12 lacks \d+ texts in the language 'pl': '"):
        refused.files("md", name)
    assert voice_of(study, "pl").plain(Ref("term", "SEC-ICT")).endswith(" [EN]")
