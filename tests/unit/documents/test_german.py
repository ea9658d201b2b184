"""Everything the tool writes in German: no English is left in it, and its numbers are those of the English."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from copy import copy
from io import BytesIO
from pathlib import Path
from shutil import which
from subprocess import run
from xml.dom import minidom

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ceecluster import assets
from ceecluster.blocks import Document, Ref, Statement, statements
from ceecluster.cli.app import app
from ceecluster.documents import APART, KINDS, codes_of, document, files_of, voice_of
from ceecluster.forms.html import Menu, write_html
from ceecluster.model.base import Worded
from ceecluster.names import Speller
from ceecluster.study import Study, load
from ceecluster.translation import extracted
from ceecluster.wording import Voice
from german import Reader, english_in, english_words, left_in, strings_of, texts_of_files, words_of
from networks import cut_frozen

REGIONS = ("AT31", "CZ", "HU22")


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


@pytest.fixture(scope="module")
def english(study: Study) -> frozenset[str]:
    """The words that no German text uses."""
    return english_words(study)


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
    assert left_in(reader.own, study, english) == {}
    ours = {text for texts in extracted() for text in strings_of(texts) if text.islower()}
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
        # A hyphen at which no line ends is a mark of Word's own, and read as one.
        hyphen = "<w:t>\N{NON-BREAKING HYPHEN}</w:t>".encode()
        trees = [minidom.parseString(re.sub(rb"<w:noBreakHyphen ?/>", hyphen, parts.read(name))) for name in names]
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
    assert left_in(own, study, english) == {}
    if which("pdftotext") is None:
        pytest.skip("the text of a PDF is read by pdftotext")
    whole = assets.template("document.typ").read_text(encoding="utf-8").replace("hyphenate: true", "hyphenate: false")
    (tmp_path / "document.typ").write_text(whole, encoding="utf-8")
    undivided = copy(german)
    undivided.templates = tmp_path
    (tmp_path / "made.pdf").write_bytes(_file(documents[kind], "pdf", undivided))
    run(["pdftotext", "-raw", "made.pdf", "made.txt"], cwd=tmp_path, check=True)
    text = (tmp_path / "made.txt").read_text(encoding="utf-8")
    # Addresses break anywhere in a narrow cell; long words are divided there all the same.
    for address in sorted((each for each in texts_of_files(study.root) if each.startswith("http")), key=len)[::-1]:
        text = re.sub(r"\s*".join(map(re.escape, address)), " ", text)
    text = re.sub(r"[-\u2010\u00ad]\s+", "", text)
    assert len(text) > 1000
    # A PDF does not say which of its words are quoted; Word, above, does.
    theirs = words_of([*quoted, *(each.title.told("de")[0] for each in study.world.programmes().values())])
    commands = words_of(re.findall(r"ceecluster [a-z][^.·]*", text))
    assert {word for word in english_in(text, english) if word.lower() not in theirs | commands} == set()


@pytest.mark.parametrize(("kind", "form"), [("briefing", "docx"), ("slides", "pptx")])
def test_no_english_is_left_in_german_files(
    kind: str, form: str, study: Study, documents: dict[str, Document], german: Voice, english: frozenset[str]
) -> None:
    """One document in Word, and the slides; the same again when they are written again."""
    file = _file(documents[kind], form, german)
    own, _ = told_in_parts(file)
    assert len(own) > 10
    assert left_in(own, study, english) == {}
    assert file == _file(document(kind, study, german), form, german)


def _file(made: Document, form: str, voice: Voice) -> bytes:
    return files_of(made, form, Path("x"), voice, epoch=1_700_000_000)[Path("x")]


def test_nothing_was_lacking(documents: dict[str, Document], german: Voice) -> None:
    """A complete language lacks no text and no term of the workspace in any document."""
    assert documents
    assert sorted(german.lacking) == []


NUMBER = re.compile(r"\d+(?:[\u00a0.,]\d{3}(?!\d))*(?:[.,]\d+)?")
DAY = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
SHORT_DAY = re.compile(r"\b(\d\d)\.\d\d\.(\d{4})\b")


def numbers_of(text: str, language: str) -> Counter[float]:
    """The numbers of a text, whatever its signs for thousands and decimals; a day is its day and year."""
    # English has its days so, and addresses and forms to be filled in have them in any language.
    text = DAY.sub(lambda day: f"{day[1]} {day[3] or ''}", text.replace("\N{NON-BREAKING HYPHEN}", "-"))
    # So do cells in German; in English it is the title of a page.
    text = SHORT_DAY.sub(r"\2 \1", text)
    thousands = r",(?=\d{3}(?!\d))" if language == "en" else r"[.\u00a0](?=\d{3}(?!\d))"
    found = (re.sub(thousands, "", number) for number in NUMBER.findall(text))
    return Counter(float(number.replace(",", ".")) for number in found)


class Codes(Speller):
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


class Uncoded(Speller):
    """Every name is its code; the sources are those of the study."""

    def told(self, ref: Ref) -> tuple[str, str]:
        return ref.id, self.language


def coded(study: Study, language: str) -> Voice:
    """The voice of a study that tells codes: what names say is no figure of a result."""
    voice = voice_of(study, language)
    voice.names = copy(voice.names)
    voice.names.__class__ = Uncoded
    return voice


@pytest.fixture
def untranslated_quotations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that are quoted stand as they are, whatever figures their translation has."""
    told = Worded.told
    monkeypatch.setattr(
        Worded,
        "told",
        lambda self, language, form="": (str(self), self.original) if self.quoted else told(self, language, form),
    )


SHORT = ("briefing", "commission", "region", "slides", "briefing-plan")


@pytest.mark.parametrize(
    "kind", [*SHORT, *(pytest.param(kind, marks=pytest.mark.slow) for kind in (*KINDS, *APART) if kind not in SHORT)]
)
@pytest.mark.usefixtures("untranslated_quotations")
def test_every_page_has_the_same_numbers_in_both_languages(
    kind: str, study: Study, documents: dict[str, Document]
) -> None:
    """Sentences, cells of tables, captions, and what stands in charts; of slides the file as well."""
    told = []
    for language in ("en", "de"):
        voice = coded(study, language)
        reader = Reader()
        reader.feed(write_html(documents[kind], voice, Menu((), ()), "page.html"))
        texts = reader.own + reader.quoted
        if kind == "slides":
            texts += [text for each in told_in_parts(_file(documents[kind], "pptx", voice)) for text in each]
        told.append((len(texts), numbers_of("\n".join(texts), language)))
    assert told[0][1].total() > 10
    assert (kind, told[0][1] - told[1][1], told[1][1] - told[0][1]) == (kind, Counter(), Counter())


FORMS = (
    ("decisions", "xlsx"),
    ("positions", "AT31", "xlsx"),
    ("positions", "AT31", "docx"),
    ("selfcheck", "at31-automobil", "html"),
    ("review", "AT31", "xlsx"),
    ("review", "AT31", "docx"),
)


@pytest.mark.parametrize("words", FORMS, ids=" ".join)
@pytest.mark.usefixtures("untranslated_quotations")
def test_every_form_to_be_filled_in_has_the_same_numbers_in_both_languages(
    words: tuple[str, ...], workspace: Path, tmp_path: Path
) -> None:
    """Deadlines, years, steps and amounts in workbooks, Word and the page for a cluster."""
    *call, form = words
    told = []
    for language in ("en", "de"):
        path = tmp_path / f"form.{language}.{form}"
        done = CliRunner().invoke(app, ["init", *call, "-o", str(path), "-w", str(workspace), "--language", language])
        assert done.exit_code == 0, done.output
        told.append(numbers_of("\n".join(texts_of_form(path)), language))
    assert told[0].total() > 10
    assert (told[0] - told[1], told[1] - told[0]) == (Counter(), Counter())


def texts_of_form(path: Path) -> list[str]:
    """What a form says."""
    if path.suffix == ".xlsx":
        return [str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    if path.suffix == ".docx":
        return [text for texts in told_in_parts(path.read_bytes()) for text in texts]
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.own + reader.quoted
