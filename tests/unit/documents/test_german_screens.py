"""Every result on a screen in German: no English is left in it but what it quotes from the files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ceecluster import assets
from ceecluster.blocks import Document
from ceecluster.cli.app import app
from ceecluster.forms import terminal
from ceecluster.forms.html import Menu, write_html
from ceecluster.study import Study, load
from ceecluster.wording import Voice
from ceecluster.words.cited import shown_address
from german import Reader, english_in, english_words, left_in, plain, texts_of_files, words_of
from networks import cut_frozen

REGIONS = ("AT31", "CZ", "HU22")
CALLS = (
    *(("show", name) for name in ("AT31", "AT", "EUP-FP7", "OBJ-NETW", "GOV-01", "at31-automobil", "xx-i3")),
    *(("show", name) for name in ("regions", "criteria", "pilots", "objectives", "example-manager-exchange")),
    ("score",),
    ("match", "at31"),
)
SLOW = (
    ("score", "--why", "AT31"),
    ("diff", "OLD"),
    ("evaluate",),
    ("agree",),
    *(("score", "--by", by) for by in ("level", "programme", "criterion")),
    ("score", "--why", "AT31/policy"),
    ("score", "--why", "at31-automobil"),
    ("score", "--next"),
    ("score", "--self-declared"),
    ("score", "--method", "copeland"),
    ("score", "--what-if", "at31-automobil.OPS-03=4"),
    ("score", "--scenario", "SCENARIO"),
    ("compare", "--draws", "50"),
    ("compare", "--draws", "50", "--with-national", "--as-of", "all"),
    ("compare", "AT31", "CZ"),
    ("compare", "--why", "AT31", "CZ", "policy"),
    ("compare", "--then", "2007"),
    ("compare", "--then", "2007", "--about", "cooperation"),
    ("compare", "--readers", "--draws", "50"),
    *(("compare", "--about", topic) for topic in ("groups", "structure", "learning", "openness", "sectors", "money")),
    *(("compare", "--about", topic) for topic in ("chance", "cooperation", "programmes")),
    ("robustness", "--draws", "50", "--sensitivity", "16"),
    ("robustness", "AT31", "CZ", "--draws", "50", "--sensitivity", "0"),
    ("trend",),
    ("trend", "2000:2026"),
    ("agree", "--with-national", "--for", "public"),
    ("agree", "--on", "guidelines"),
    ("agree", "--why", "OBJ-NETW"),
    ("agree", "--group", "AT31,CZ"),
    ("match",),
    ("match", "SEC-AUTO"),
    ("reliability",),
    ("plan", "--draws", "20"),
    ("plan", "--option", "B", "--draws", "0"),
    ("plan", "--why", "P1"),
    ("plan", "--apply", "P1"),
    ("plan", "--scenario", "SCENARIO"),
    ("evaluate", "--agreement"),
    ("evaluate", "--as-of", "2027-06"),
    ("enlarge", "AT22"),
    ("enlarge", "--why", "AT22"),
    ("enlarge", "--rank"),
)
NO_RESULT = {"report": "documents have tests of their own", "init": "so have forms", "languages": "tells of English"}
"""Commands that take a language and have no screen here."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three regions of the shipped data, whose terms have German."""
    folder = tmp_path_factory.mktemp("german")
    cut_frozen(folder / "data", REGIONS, assets.data())
    return load(folder)


@pytest.fixture(scope="module")
def english(study: Study) -> frozenset[str]:
    """The words that no German text uses."""
    return english_words(study)


@pytest.fixture(scope="module")
def quotable(study: Study, old: Path) -> set[str]:
    """What a result may quote."""
    found = texts_of_files(study.root) | texts_of_files(old)
    return found | {shown_address(text) for text in found if text.startswith("http")}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An earlier state: other values, records and codes."""
    folder = tmp_path_factory.mktemp("earlier") / "data"
    cut_frozen(folder, REGIONS)
    return folder


@pytest.mark.parametrize("call", [*CALLS, *(pytest.param(each, marks=pytest.mark.slow) for each in SLOW)], ids=" ".join)
def test_no_english_is_left_on_a_german_screen(
    call: tuple[str, ...],
    study: Study,
    old: Path,
    english: frozenset[str],
    quotable: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What stands as English on it is marked so, and stands in a file of the workspace."""
    told: list[tuple[Document, Voice]] = []
    printed = terminal.print_document
    monkeypatch.setattr(
        terminal, "print_document", lambda made, voice, to: (told.append((made, voice)), printed(made, voice, to))
    )
    (tmp_path / "scenario.yaml").write_text("name: breit\nweights: {STR: 2}\n", encoding="utf-8")
    stand_in = {"OLD": str(old), "SCENARIO": str(tmp_path / "scenario.yaml")}
    words = [stand_in.get(word, word) for word in call]
    done = CliRunner().invoke(
        app, [*words, "--language", "de", "--workspace", str(study.root)], env={"COLUMNS": "2000"}
    )
    assert done.exit_code == 0, done.output
    assert "[EN]" not in done.stdout
    ((made, voice),) = told
    reader = Reader()
    reader.feed(write_html(made, voice, Menu((), ()), "screen.html"))
    assert left_in((_unnamed(text, quotable) for text in reader.own), study, english) == {}
    shown = [text for text in reader.quoted if not _stands_in(quotable, text)]
    assert [text for text in shown if english_in(text, english)] == []
    # The words of the screen itself: what stands on no page.
    theirs = words_of(reader.quoted) | words_of(each.title.told("de")[0] for each in study.world.programmes().values())
    screen = re.sub(r"\bceecluster [a-z][^·\n]*|\b(show|match|score) [-\w]+|--[a-z-]+", " ", done.stdout)
    assert [word for word in english_in(_unnamed(screen, quotable), english) if word.lower() not in theirs] == []


def _stands_in(quotable: set[str], text: str) -> bool:
    """Whether the files have the text, or the name and the identifier of a record that it puts in a row."""
    whole = plain(text)
    # An identifier may stand in its bracket alone, where the name before it is of another language.
    if whole in quotable or whole.strip("()") in quotable:
        return True
    # A name that ends with a bracket has the identifier in it.
    sides = (whole.removesuffix(")").rpartition(mark) for mark in (" (", ", "))
    return any(
        f"{name}{end}" in quotable and identifier in quotable for name, _, identifier in sides for end in ("", ")")
    )


def _unnamed(text: str, quotable: set[str]) -> str:
    """A text without the identifiers of records."""
    return re.sub(r"\b[a-z0-9]+(-[a-z0-9]+)+\b", lambda found: "" if found[0] in quotable else found[0], text)


def test_every_command_with_a_language_has_a_screen_here() -> None:
    """A new command is asked for here."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    with_language = {name for name, each in commands.items() if any(one.name == "language" for one in each.params)}
    assert with_language == {call[0] for call in (*CALLS, *SLOW)} | set(NO_RESULT)


def test_a_screen_is_called_by_its_german_name(study: Study) -> None:
    """Regions, codes, criteria and records have their name in the language over what is shown of them."""
    asked = {"AT31": "Oberösterreich", "OBJ-NETW": "Vernetzung", "GOV-01": "Klare Zuständigkeit"}
    asked |= {"at31-automobil": " Automobil-Cluster"}
    for code, name in asked.items():
        done = CliRunner().invoke(app, ["show", code, "--language", "de", "--workspace", str(study.root)])
        assert done.stdout.startswith(f"{code} {name}"), done.stdout[:80]
    assert "Über die Einträge einer Region: mean" not in done.stdout
