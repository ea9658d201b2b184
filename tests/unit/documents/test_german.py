"""Everything the tool writes in German: no English is left in it, and its numbers are those of the English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster import assets
from ceecluster.blocks import Document, Ref, Statement, statements
from ceecluster.catalogues import read_catalogue
from ceecluster.cli.app import app
from ceecluster.documents import KINDS, codes_of, document, voice_of
from ceecluster.forms.html import Menu, write_html
from ceecluster.names import Names
from ceecluster.study import Study, load
from ceecluster.translation import _terms, extracted
from ceecluster.wording import Voice
from networks import cut_frozen

REGIONS = ("AT31", "CZ", "HU22")
GLUE = frozenset(
    re.findall(
        r"\w+",
        "the of and for with by from that this these those which who whose are is be been has have had not no nor or "
        "if than then there their they it its to on at as into over under between about per each every other more "
        "less most least first last only both all any some none one two three four five few many yes when where how "
        "why neither either such same different common own new part whole",
    )
)
"""Words that hardly an English sentence does without."""
SKIPPED = ("script", "style", "code")
VOID = ("meta", "link", "br", "hr", "img", "input", "col", "wbr", "path", "rect")
SPOKEN = ("title", "alt", "aria-label", "placeholder")
"""Attributes that are read out or shown."""


class Reader(HTMLParser):
    """What a page says: its own texts, and those it marks as of another language."""

    def __init__(self) -> None:
        super().__init__()
        self.own: list[str] = []
        self.quoted: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        state = self._open[-1][1] if self._open else "own"
        if tag in SKIPPED:
            state = "skipped"
        elif given.get("lang") and tag != "html" and state != "skipped":
            # A title in the language of the page is a quotation as well.
            state = "quoted"
        if state == "own":
            self.own += [str(given[name]) for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self._open.append((tag, state))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        state = self._open[-1][1] if self._open else "skipped"
        if state != "skipped" and data.strip():
            (self.own if state == "own" else self.quoted).append(data.strip())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three regions of the shipped data, whose terms have German."""
    folder = tmp_path_factory.mktemp("german")
    cut_frozen(folder / "data", REGIONS, assets.data())
    return folder


@pytest.fixture(scope="module")
def study(workspace: Path) -> Study:
    """The study of these regions."""
    return load(workspace)


@pytest.fixture(scope="module")
def german(study: Study) -> Voice:
    """The voice that has told all of it."""
    return voice_of(study, "de")


@pytest.fixture(scope="module")
def documents(study: Study, german: Voice) -> Iterator[dict[str, Document]]:
    """Every kind of document, read once."""
    audit = Study.robustness
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Study, "robustness", lambda self: audit(self, draws=50, sensitivity=0))
        yield {kind: document(kind, study, german, code=next(iter(codes_of(kind, study)), "")) for kind in KINDS}


def words_of(texts: Iterator[str] | list[str]) -> set[str]:
    """The words of texts, in small letters."""
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())}


@pytest.fixture(scope="module")
def english(study: Study) -> frozenset[str]:
    """Words of English texts that no German text uses: those of the catalogue, and the small words of any sentence."""
    asked, given = set(), set()
    for message in read_catalogue("de"):
        if message.id:
            asked |= words_of([re.sub(r"%\([^)]*\)s", " ", part) for part in _strings(message.id)])
            given |= words_of([re.sub(r"%\([^)]*\)s", " ", part) for part in _strings(message.string)])
    for _, term in _terms(study.root):
        given |= words_of([term.translations.get("de", str(term))])
    for region in (*study.world.network.regions, *study.world.network.candidates):
        given |= words_of([region.title.told("de")[0]])
    return frozenset((asked - given) | GLUE)


def _strings(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _english_in(text: str, english: frozenset[str]) -> list[str]:
    # Codes are capitals, or have a digit.
    text = re.sub(r"\S*\d\S*", " ", text)
    return sorted(word for word in re.findall(r"[^\W\d_]+", text) if not word.isupper() and word.lower() in english)


@pytest.mark.parametrize("kind", KINDS)
def test_no_english_is_left_in_a_german_page(
    kind: str, study: Study, documents: dict[str, Document], german: Voice, english: frozenset[str]
) -> None:
    """Texts, labels, charts and the shell of the page: what is English is quoted, and says so."""
    menu = Menu(
        (("Überblick", "index.html"), ("Suche", "find.html")),
        (("Regionen", (("Oberösterreich", "region-AT31.html"),)),),
    )
    reader = Reader()
    reader.feed(write_html(documents[kind], german, menu, f"{kind}.html"))
    # The German name of a record may have English words; it is a name.
    names = sorted((each.title.told("de")[0] for each in study.world.programmes().values()), key=len, reverse=True)
    own = [reduce(lambda text, name: text.replace(name, ""), names, text) for text in reader.own]
    found = {text: words for text in own if (words := _english_in(text, english))}
    assert found == {}
    ours = {text for texts in extracted() for text in _strings(texts) if text.islower()}
    assert sorted({text for text in reader.quoted if text in ours}) == []


def test_nothing_was_lacking(documents: dict[str, Document], german: Voice) -> None:
    """A complete language lacks no text and no term of the workspace in any document."""
    assert documents
    assert sorted(german.lacking) == []


SCREENS = (
    ("show", "AT31"),
    ("show", "EUP-FP7"),
    ("show", "OBJ-NETW"),
    ("score",),
    ("score", "--why", "at31"),
    ("match", "at31"),
    ("agree", "--with-national"),
)


@pytest.mark.parametrize("call", SCREENS, ids=" ".join)
def test_no_text_is_lacking_on_a_german_screen(call: tuple[str, ...], workspace: Path) -> None:
    """What a screen lacks in its language stands there with a mark."""
    done = CliRunner().invoke(app, [*call, "--language", "de", "--workspace", str(workspace)])
    assert done.exit_code == 0, done.output
    assert "[EN]" not in done.output


def test_a_screen_is_called_by_its_german_name(workspace: Path) -> None:
    """Regions, codes and criteria have their name in the language over what is shown of them."""
    asked = {"AT31": "Oberösterreich", "OBJ-NETW": "Vernetzung", "GOV-01": "Klare Zuständigkeit"}
    for code, name in asked.items():
        done = CliRunner().invoke(app, ["show", code, "--language", "de", "--workspace", str(workspace)])
        assert done.output.startswith(f"{code} {name}"), done.output[:80]
    assert "Über die Einträge einer Region: mean" not in done.output


NUMBER = re.compile(r"\d+(?:[\u00a0.,]\d{3}(?!\d))*(?:[.,]\d+)?")
DAY = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")


def numbers_of(text: str, language: str) -> Counter[float]:
    """The numbers of a text, whatever its signs for thousands and decimals; a day is its day and year."""
    if language == "en":
        text = DAY.sub(lambda day: f"{day[1]} {day[3] or ''}", text)
    thousands = r",(?=\d{3}(?!\d))" if language == "en" else r"[.\u00a0](?=\d{3}(?!\d))"
    found = (re.sub(thousands, "", number) for number in NUMBER.findall(text))
    return Counter(float(number.replace(",", ".")) for number in found)


class Codes(Names):
    """Every name is its code."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def told(self, ref: Ref) -> tuple[str, str]:
        return ref.id, self.language


def told_in_both(documents: dict[str, Document]) -> Iterator[tuple[Statement, str, str]]:
    """Every statement of the documents, once, in English and in German."""
    # Names are quoted; what is compared is what the sentences say.
    source, target = Voice(Codes(), "en"), Voice(Codes("de"), "de")
    seen = set()
    for made in documents.values():
        for statement in statements(made):
            told = source.plain(statement)
            if (statement.key, told) not in seen:
                seen.add((statement.key, told))
                yield statement, told, target.plain(statement)


def test_every_statement_has_the_same_numbers_in_both_languages(documents: dict[str, Document]) -> None:
    """Figures, shares, years and counts: a translation changes their signs, never their values."""
    pairs = list(told_in_both(documents))
    assert len(pairs) > 300
    unlike = {
        statement.key: (told, translated)
        for statement, told, translated in pairs
        if numbers_of(told, "en") != numbers_of(translated, "de")
    }
    assert unlike == {}
