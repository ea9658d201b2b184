"""A site: its navigation, the page to find things, where links lead, and what lies beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ceecluster import documents, provenance
from ceecluster.forms.html import Menu
from ceecluster.report import site as site_of
from ceecluster.report.site import Settings, write_site
from ceecluster.study import load
from networks import widen, write_league, write_network


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a league of three regions with candidates and pilots."""
    folder = tmp_path_factory.mktemp("site")
    write_site(load(widen(write_league(folder / "network"))), folder / "site", Settings(forms=("html", "md")))
    return folder / "site"


def test_every_link_leads_somewhere(site: Path) -> None:
    """Every page and anchor that a page links to is there."""
    pages = {path.name: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
    anchors = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in pages.items()}
    checked = 0
    for name, text in pages.items():
        for target in re.findall(r'href="(?!https?:|data:)([^"]+)"', text):
            file, _, anchor = target.partition("#")
            where = file or name
            assert (site / where).is_file(), (name, target)
            if anchor:
                assert anchor in anchors[where], (name, target)
                checked += 1
    assert checked > 50
    assert any('href="records-FA10.html#row-fa10-rec-0"' in text for text in pages.values())


def test_navigation_has_regions_and_says_where_one_is(site: Path) -> None:
    """Each page of the navigation is marked on itself and on no other page."""
    for name in ("index.html", "coherence.html", "region-FA11.html", "find.html"):
        marked = re.findall(r'<a href="([^"]+)" aria-current="page"', (site / name).read_text(encoding="utf-8"))
        assert marked == [name]
    assert 'href="region-FA12.html"' in (site / "briefing.html").read_text(encoding="utf-8")


def test_a_large_site_says_what_its_menu_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the limit every page lists the regions; beyond it the front page says that it does not, and still does."""
    study = load(write_network(tmp_path / "network", 2))
    told = {}
    few = ("quality", "region", "records")
    monkeypatch.setattr(site_of, "KINDS", {kind: documents.KINDS[kind] for kind in few})
    for most in (2, 1):
        monkeypatch.setattr(site_of, "MOST_IN_MENU", most)
        write_site(study, tmp_path / str(most), Settings(forms=("html",)))
        told[most] = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / str(most)).glob("*.html")}
    assert {name for name, text in told[2].items() if 'href="region-FA10.html"' in text.partition("<main")[0]} == {
        *told[2]
    }
    assert not any('href="region-FA10.html"' in text.partition("<main")[0] for text in told[1].values())
    assert "more than 1 of each: Regions" in told[1]["index.html"] and "more than" not in told[2]["index.html"]
    assert all('href="region-FA10.html"' in told[1][name] for name in ("index.html", "find.html"))
    # However many files a folder has, a page gives one sum for them.
    (regions,) = (each for each in provenance.checksums(study.digests) if each.name == "regions/*")
    assert regions.files == 2
    assert all(regions.digest in told[most][f"{name}.html"] for most in told for name in ("records-FA10", "quality"))


def test_a_document_and_its_briefing_lead_to_each_other(site: Path) -> None:
    """Each result that has a briefing of its own leads to it, as does the front page; the briefing leads back."""
    front = (site / "index.html").read_text(encoding="utf-8").partition("<main")[2]
    for part in documents.BRIEFED:
        whole, short = ((site / f"{name}{part}.html").read_text(encoding="utf-8") for name in ("", "briefing-"))
        assert f'<p class="beside"><a href="briefing-{part}.html">' in whole
        assert f'<p class="beside"><a href="{part}.html">' in short
        assert f'<a href="briefing-{part}.html">Briefing</a>' in front
        assert (site / f"briefing-{part}.md").is_file()
    assert 'class="beside"' not in (site / "quality.html").read_text(encoding="utf-8")


def test_criteria_candidates_and_sources_have_their_places(site: Path) -> None:
    """A page for each criterion and candidate with its values and records; a source leads to its line and address."""
    criterion = (site / "criterion-HULL-01.html").read_text(encoding="utf-8")
    assert re.search(r'href="records-FA10.html#row-fa10-rec-0">', criterion)
    assert 'href="https://saga.example' in criterion
    assert 'href="criterion-HULL-01.html">Charter' not in criterion.partition("<main")[2]  # no page leads to itself
    candidate = (site / "candidate-FX10.html").read_text(encoding="utf-8")
    assert 'id="row-fx10-rec-0"' in candidate and 'id="row-saga"' in candidate
    assert (site / "candidate-FX12.html").is_file()  # one without an inventory
    find = (site / "find.html").read_text(encoding="utf-8")
    for place in (
        "criterion-HULL-01.html",
        "candidate-FX10.html",
        "candidate-FX10.html#row-saga",
        "records-FA10.html#row-saga",
    ):
        assert f'href="{place}"' in find
    quality = (site / "quality.html").read_text(encoding="utf-8").partition("<main")[2]
    assert 'href="criterion-HULL-01.html"' in quality and 'href="region-FA10.html"' in quality


def test_pages_lead_to_their_other_forms(site: Path) -> None:
    """Each document to its Markdown, and none to what is not there."""
    for path in site.glob("*.html"):
        for target in re.findall(r'<a href="([^"]+\.md)"', path.read_text(encoding="utf-8")):
            assert (site / target).is_file()
    assert '<a href="criterion-HULL-01.md">Markdown</a>' in (site / "criterion-HULL-01.html").read_text(
        encoding="utf-8"
    )


def test_things_are_found_by_name_and_code(site: Path) -> None:
    """Regions, criteria and records of the members stand on one page that the filter searches."""
    text = (site / "find.html").read_text(encoding="utf-8")
    assert 'class="filterable' in text
    for name, code in (("Fjord 1", "FA11"), ("Charter", "HULL-01"), ("Fjord 2 undertaking 3", "fa12-rec-3")):
        assert re.search(rf"{name}</a></th><td[^>]*>{code}<", text), name


def test_no_page_is_large(site: Path) -> None:
    """No page of a site is over 600 kB."""
    assert max(path.stat().st_size for path in site.glob("*.html")) < 600_000


def test_figures_lie_beside_the_pages_where_downloads_are_wanted(tmp_path: Path) -> None:
    """Each figure as SVG and PNG, linked from its page."""
    settings = Settings(forms=("html",), menu=Menu(downloads=True))
    written = {path.name for path in write_site(load(write_network(tmp_path, 2)), tmp_path / "site", settings)}
    text = (tmp_path / "site" / "coherence.html").read_text(encoding="utf-8")
    links = re.findall(r'<a download href="figures/([^"]+)"', text)
    assert links and set(links) <= written
    assert {link.rpartition(".")[2] for link in links} == {"svg", "png"}
