"""A site: its navigation, the page to find things, where links lead, and what lies beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ceecluster.forms.html import Menu
from ceecluster.report.site import Settings, write_site
from ceecluster.study import load
from networks import write_network


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a network of three regions."""
    folder = tmp_path_factory.mktemp("site")
    write_site(load(write_network(folder / "network", 3)), folder / "site", Settings(forms=("html",)))
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


def test_things_are_found_by_name_and_code(site: Path) -> None:
    """Regions, criteria and records of the members stand on one page that the filter searches."""
    text = (site / "find.html").read_text(encoding="utf-8")
    assert 'class="filterable' in text
    for name, code in (("Fjord 1", "FA11"), ("Charter", "HULL-01"), ("Fjord 2 undertaking 3", "fa12-rec-3")):
        assert re.search(rf"{name}</a></th><td class=\"text\">{code}<", text), name


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
