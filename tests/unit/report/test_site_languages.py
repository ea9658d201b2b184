"""A site in several languages: a page of each, with a way to the others and the same places in all."""

from __future__ import annotations

import re
from html import unescape
from os.path import normpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from typer.testing import CliRunner

from ceecluster import assets, documents
from ceecluster.blocks import Column, Figure, Word, table
from ceecluster.cli.app import app
from ceecluster.cli.report import _languages
from ceecluster.documents import voice_of
from ceecluster.errors import UsageError
from ceecluster.forms.charts import Chart
from ceecluster.report import site as sites
from ceecluster.report.site import Settings, write_site
from ceecluster.study import load
from factories import frozen
from networks import cut_frozen

KINDS = ("guidelines", "records")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two kinds of document of two regions, in English and in German."""
    folder = tmp_path_factory.mktemp("site")
    cut_frozen(folder / "data", ("AT31", "SK"))
    kinds = {name: documents.KINDS[name] for name in KINDS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "KINDS", kinds)
        patch.setattr(sites, "KINDS", kinds)
        patch.setattr(sites, "_part", _without_workbook(sites._part))
        write_site(load(folder), folder / "build", Settings(forms=("html",), languages=("en", "de")))
    return folder / "build"


def _without_workbook(part: object) -> object:
    return lambda job, *rest: {Path("data.xlsx"): b""} if job[0] == "data.xlsx" else part(job, *rest)  # type: ignore[operator]


PAGES = ("index.html", "find.html", "guidelines.html", "records-AT31.html", "records-SK.html")


def anchors(page: str) -> list[str]:
    """The places of a page, in their order."""
    return re.findall(r' id="([^"]+)"', page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_same_places_in_each_language(name: str, site: Path):
    """What a link to a heading or a record names is there after a change of the language."""
    english = (site / name).read_text(encoding="utf-8")
    german = (site / "de" / name).read_text(encoding="utf-8")
    assert anchors(german) == anchors(english)
    assert len(anchors(english)) > 2
    assert '<html lang="de">' in german
    assert '<html lang="en">' in english


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leads_to_itself_in_the_other_language(name: str, site: Path):
    """For readers a switch, for search engines alternate links; every way leads to a page."""
    for folder in (site, site / "de"):
        page = (folder / name).read_text(encoding="utf-8")
        alternate = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
        assert [language for language, _ in alternate] == ["en", "x-default", "de"]
        switch = re.findall(r'<li><a href="([^"]+)" hreflang="(\w+)" lang="\w+"( aria-current="true")?>(\w+)</a>', page)
        assert [(language, own) for _, language, _, own in switch] == [("en", "English"), ("de", "Deutsch")]
        ways = {language: (folder / way).resolve() for way, language, _, _ in switch}
        assert ways == {"en": (site / name).resolve(), "de": (site / "de" / name).resolve()}
        assert {(folder / way).resolve() for _, way in alternate} == {*ways.values()}
        current = "en" if folder == site else "de"
        assert [language for _, language, here, _ in switch if here] == [current]


def test_things_are_found_in_the_language_of_the_page(site: Path):
    """Each language has its own page to find things, and leads to the one workbook."""
    assert "Oberösterreich" in (site / "de" / "find.html").read_text(encoding="utf-8")
    assert "Upper Austria" in (site / "find.html").read_text(encoding="utf-8")
    assert 'href="../data.xlsx"' in (site / "de" / "index.html").read_text(encoding="utf-8")
    assert 'href="data.xlsx"' in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "de" / "data.xlsx").exists()


LINK = re.compile(r'<(?:a|link)\b[^>]*\bhref="([^"]+)"')


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document of three regions of the shipped data as pages and Markdown, in English and in German."""
    folder = tmp_path_factory.mktemp("whole")
    cut_frozen(folder / "data", ("AT31", "CZ", "HU22"), assets.data())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sites, "_part", _without_workbook(sites._part))
        write_site(load(folder), folder / "build", Settings(forms=("html", "md"), languages=("en", "de")))
    return folder / "build"


@pytest.mark.slow
def test_a_whole_site_is_the_same_in_each_language(whole: Path):
    """The same files, pages with the same places, and each page's way to itself; no way leads nowhere."""
    german = whole / "de"
    files = {path.relative_to(whole) for path in whole.rglob("*") if path.is_file() and german not in path.parents}
    assert files - {Path("data.xlsx")} == {path.relative_to(german) for path in german.rglob("*") if path.is_file()}
    pages = {path: path.read_text(encoding="utf-8") for path in whole.rglob("*.html")}
    kinds = {path.stem.partition("-")[0] for path in pages}
    assert kinds >= {kind for kind in documents.KINDS if kind != "candidate"} | {"index", "find"}
    places = {path: anchors(page) for path, page in pages.items()}
    for path, page in pages.items():
        language = "de" if path.parent == german else "en"
        pair = german / path.name if language == "en" else whole / path.name
        assert f'<html lang="{language}">' in page
        assert (path.name, places[path]) == (path.name, places[pair])
        assert len(set(places[path])) == len(places[path])
        alternate = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
        assert {key: (path.parent / way).resolve() for key, way in alternate.items()} == {
            "en": (whole / path.name).resolve(),
            "de": (german / path.name).resolve(),
            "x-default": (whole / path.name).resolve(),
        }
        switch = re.findall(r'<li><a href="([^"]+)" hreflang="(\w+)" lang="\2"', page)
        assert {key: (path.parent / way).resolve() for way, key in switch} == {
            key: (path.parent / way).resolve() for key, way in alternate.items() if key != "x-default"
        }
    assert nowhere(pages, places) == []


def nowhere(pages: dict[Path, str], places: dict[Path, list[str]]) -> list[tuple[str, str]]:
    """The ways of pages to a file that is not there, or to a place that a page does not have."""
    found = []
    for path, page in pages.items():
        for way in map(unescape, LINK.findall(page)):
            if urlsplit(way).scheme:
                continue
            file, _, place = way.partition("#")
            target = path.parent / file if file else path
            target = Path(normpath(target))
            if not target.is_file() or (place and target in places and unquote(place) not in places[target]):
                found.append((path.name, way))
    return found


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("b.html#there", []),
        ("#here", []),
        ("https://example.org/x", []),
        ("c.html", ["c.html"]),
        ("b.html#x", ["b.html#x"]),
    ],
)
def test_a_way_that_leads_nowhere_is_found(way: str, told: list[str], tmp_path: Path):
    """The test of a whole site would see it."""
    made = {"a.html": f'<h1 id="here"></h1><a class="x" href="{way}">x</a>', "b.html": '<p id="there">'}
    for name, page in made.items():
        (tmp_path / name).write_text(page)
    pages = {tmp_path / name: page for name, page in made.items()}
    assert [way for _, way in nowhere(pages, {path: anchors(page) for path, page in pages.items()})] == told


def test_a_document_has_one_language_and_a_site_may_have_several():
    """Each is known, and stands once."""
    assert _languages("en,de, en", "all") == ("en", "de")
    assert _languages(None, "all") == ()
    with pytest.raises(UsageError, match="a document has one language"):
        _languages("en,de", "briefing")
    with pytest.raises(UsageError, match="unknown language 'xx'"):
        _languages("en,xx", "all")


def test_a_call_names_several_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`report all --language en,de` asks for a site in both, whatever else looks at the option."""
    asked: list[tuple[str, ...]] = []

    def noted(study: object, folder: Path, settings: Settings, *more: object, **named: object) -> list[Path]:
        asked.append(settings.languages)
        return []

    monkeypatch.setattr(sites, "write_site", noted)
    cut_frozen(tmp_path / "data", ("AT31", "SK"))
    call = ["report", "all", "--language", "en,de-AT", "-o", str(tmp_path / "site"), "-w", str(tmp_path)]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert asked == [("en", "de-AT")]


def test_the_parts_of_a_drawing_have_the_same_names_in_each_language():
    """A clip or a gradient is named by its figure, not by what is drawn in it, and two figures share no name."""
    clipped = {"mark": {"type": "bar", "clip": True}, "encoding": {"x": {"field": "low", "type": "quantitative"}}}
    data = table("t", "", (Column(Word("region"), lambda row: row, header=True),), ("A",))
    named = []
    for key, language in (("one", "en"), ("one", "de"), ("two", "en")):
        rows = ({"label": Word("region"), "low": 0.2},)
        figure = Figure(key, "intervals", "A title", "alt", data, rows, {"layer": [clipped]})
        named.append(anchors(Chart(figure, voice_of(frozen(), language)).inline_svg))
    assert named[0] == named[1] != []
    assert not {*named[0]} & {*named[2]}
