"""`show` tells of programmes, labels and objectives what the files hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ceecluster.blocks import Marked, Spelling
from ceecluster.commonmark import Said
from ceecluster.documents import voice_of
from ceecluster.item_rows import TermItem
from ceecluster.items import find
from ceecluster.model.vocabulary import Call
from ceecluster.study import Study, load
from ceecluster.words.terms import envelope, term_lead, term_tables

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The good case with programmes, labels and actions."""
    folder = tmp_path_factory.mktemp("actions")
    for case in ("base", "good/actions"):
        shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    return load(folder / "data")


def told(study: Study, code: str) -> tuple[list[str], dict[str, list[tuple[str, ...]]]]:
    """Sentences beyond what the code means and stands for, and rows by table, of one term."""
    item, voice = find(study.world, code), voice_of(study)
    assert isinstance(item, TermItem)
    head = 1 + bool(item.term.opens) + len(item.term.maps) + (len(item.term.name) > 1)
    tables = {
        t.key: [tuple(voice.plain(cell, Spelling.CODE) for cell in row) for row in t.cells] for t in term_tables(item)
    }
    return [voice.plain(part) for part in term_lead(item)][head:], {key: rows for key, rows in tables.items() if rows}


def test_a_programme_tells_time_money_bodies_and_doubts(study: Study) -> None:
    """Every field of the case is said, with what is read off marked."""
    sentences, tables = told(study, "EUP-B")
    assert sentences == [
        "Costs count until 2029-12-31.",
        "No further call, says a source.",
        "Pays for RSO1.1: Research and innovation, number read off the text.",
        "ERDF for projects: EUR 207,000,000.",
        "Rate: up to 80 %.",
        "Ask: Secretariat (joint secretariat, Vienna).",
        "Sources disagree on end of the first call: 23 February (programme); 1 March (a portal).",
    ]
    assert [(row[0], row[1]) for row in tables["areas"]] == [("AT31", "whole"), ("CZ", "whole"), ("HR", "part")]
    assert [row[0] for row in tables["calls"]] == ["First call", "Standing call"]


def test_frames_families_and_proposals_offer_nothing(study: Study) -> None:
    """Nothing can be applied for in the name of a strategy, a family or a proposal: no list of calls."""
    assert told(study, "EUP-FRAME")[0][0] == "A frame without money of its own: nothing can be applied for."
    assert told(study, "EUP-ALL") == (["A family of programmes: nothing can be applied for in its name."], {})
    assert told(study, "EUP-NEXT") == (["Proposed, not law as far as documented."], {})
    assert "calls" not in told(study, "EUP-FRAME")[1]


def test_a_label_tells_who_gives_it_and_for_how_long(study: Study) -> None:
    """Issuers in order, with years; terms where a source names them."""
    assert told(study, "LBL-GOLD")[0] == [
        "Given by First office (2010-2020).",
        "Given by Second office (2021-).",
        "Holds for 2 years, renewed for 3.",
    ]
    assert told(study, "LBL-SILVER") == ([], {})


def test_an_objective_tells_its_action_and_what_such_things_cost(study: Study) -> None:
    """Amounts as published, each with its kind, or that none was found."""
    _, tables = told(study, "OBJ-RDI")
    assert ("role, policy", "opens the call") in tables["action"]
    assert [row[1] for row in tables["comparable"]] == ["EUR 1.2 million (total budget)", "not costed"]
    assert "comparable" not in told(study, "OBJ-SKIL")[1]


def test_what_a_source_says_of_a_call_has_its_language(study: Study) -> None:
    """The German of topic and money where the file has it; else the English, marked, and not counted as lacking."""
    money = {"amount": 5, "currency": "EUR", "kind": {"en": "call budget", "de": "Budget des Aufrufs"}}
    both = Call.model_validate({"title": "A", "topic": {"en": "All", "de": "Alle"}, "budget": [money], "source": "s"})
    bare = Call.model_validate({"title": "A", "topic": "All", "budget": [{**money, "kind": "ERDF"}], "source": "s"})
    voice = voice_of(study, "de")
    assert [list(voice.flat(each)) for each in (both.topic, bare.topic)] == [
        ["Alle"],
        [Marked("quoted", Said("All"), "en")],
    ]
    assert [voice.plain(envelope(each.budget[0])) for each in (both, bare)] == [
        "Budget des Aufrufs: EUR 5",
        "ERDF: EUR 5",
    ]
    assert not voice.lacking
