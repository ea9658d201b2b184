"""Everything the tool writes in German: no English is left in it, and its numbers are those of the English."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from shutil import which
from subprocess import run
from xml.dom import minidom

import pytest
from typer.testing import CliRunner

from ceecluster import assets
from ceecluster.blocks import Document, Ref, Statement, statements
from ceecluster.catalogues import read_catalogue
from ceecluster.cli.app import app
from ceecluster.documents import APART, KINDS, codes_of, document, files_of, voice_of
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
        made = {kind: document(kind, study, german, code=next(iter(codes_of(kind, study)), "")) for kind in KINDS}
        yield made | {kind: document(kind, study, german, code="P1") for kind in APART}


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


def _left(texts: list[str], study: Study, english: frozenset[str]) -> dict[str, list[str]]:
    """The texts with English words. The German name of a record may have some; it is a name."""
    names = sorted((each.title.told("de")[0] for each in study.world.programmes().values()), key=len, reverse=True)
    own = [reduce(lambda text, name: text.replace(name, ""), names, text) for text in texts]
    return {text: words for text in own if (words := _english_in(text, english))}


@pytest.mark.parametrize("kind", [*KINDS, "application"])
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
    assert _left(reader.own, study, english) == {}
    ours = {text for texts in extracted() for text in _strings(texts) if text.islower()}
    assert sorted({text for text in reader.quoted if text in ours}) == []


def told_in_parts(file: bytes) -> tuple[list[str], list[str]]:
    """What a file of Word or of slides says, by paragraph: its own texts, and those marked as of another language."""
    own, quoted = [], []
    with zipfile.ZipFile(BytesIO(file)) as parts:
        names = [
            name
            for name in parts.namelist()
            if re.fullmatch(r"word/(document|header\d*|footer\d*|comments|footnotes)\.xml|ppt/slides/\w+\.xml", name)
        ]
        trees = [minidom.parseString(parts.read(name)) for name in names]
        # The title that a reader shows in its head.
        own += re.findall(r"<dc:title>([^<]*)", parts.read("docProps/core.xml").decode())
    for tree in trees:
        own += [
            each.getAttribute("descr") for tag in ("wp:docPr", "p:cNvPr") for each in tree.getElementsByTagName(tag)
        ]
        for prefix in ("w", "a"):
            for paragraph in tree.getElementsByTagName(f"{prefix}:p"):
                said = {False: "", True: ""}
                for text in paragraph.getElementsByTagName(f"{prefix}:t"):
                    if "VerbatimChar" in text.parentNode.toxml():
                        continue  # a command
                    foreign = bool(text.parentNode.getElementsByTagName("w:lang"))
                    said[foreign] += "".join(str(node.nodeValue) for node in text.childNodes)
                    said[not foreign] += " "
                own.append(said[False])
                quoted.append(said[True])
    return [text for text in own if text.strip()], [text for text in quoted if text.strip()]


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.slow) for kind in (*KINDS, "application")])
def test_no_english_is_left_in_german_word_and_pdf(
    kind: str, study: Study, documents: dict[str, Document], german: Voice, english: frozenset[str], tmp_path: Path
) -> None:
    """Body, header, footer, comments, notes and descriptions of pictures; of the PDF what a reader of it gets."""
    own, quoted = told_in_parts(_file(documents[kind], "docx", german))
    assert len(own) > 10
    assert _left(own, study, english) == {}
    if which("pdftotext") is None:
        pytest.skip("the text of a PDF is read by pdftotext")
    (tmp_path / "made.pdf").write_bytes(_file(documents[kind], "pdf", german))
    run(["pdftotext", "-raw", "made.pdf", "made.txt"], cwd=tmp_path, check=True)
    # Words divided at the end of a line are put together again; a PDF does not say which of its words are quoted.
    text = re.sub(r"[-\u2010\u00ad]\s+", "", (tmp_path / "made.txt").read_text(encoding="utf-8"))
    assert len(text) > 1000
    theirs = words_of([*quoted, *(each.title.told("de")[0] for each in study.world.programmes().values())])
    commands = words_of(re.findall(r"ceecluster [a-z][^.·]*", text))
    found = {word for word in _english_in(text, english) if word.lower() not in theirs | commands}
    # What begins or ends a quoted word was divided at the end of a page (Word, above, is asked for every word).
    parts = {
        word for word in found for each in theirs if len(word) > 3 and (each.startswith(word) or each.endswith(word))
    }
    assert {word for word in found - parts if not any(each.endswith(word) for each in theirs)} == set()


@pytest.mark.parametrize(("kind", "form"), [("briefing", "docx"), ("slides", "pptx")])
def test_no_english_is_left_in_german_files(
    kind: str, form: str, study: Study, documents: dict[str, Document], german: Voice, english: frozenset[str]
) -> None:
    """One document in Word, and the slides; the same again when they are written again."""
    file = _file(documents[kind], form, german)
    own, _ = told_in_parts(file)
    assert len(own) > 10
    assert _left(own, study, english) == {}
    assert file == _file(document(kind, study, german), form, german)


def _file(made: Document, form: str, voice: Voice) -> bytes:
    return files_of(made, form, Path("x"), voice, epoch=1_700_000_000)[Path("x")]


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
        assert done.stdout.startswith(f"{code} {name}"), done.stdout[:80]
    assert "Über die Einträge einer Region: mean" not in done.stdout


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
