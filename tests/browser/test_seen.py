"""What a pair of eyes found on the pages, measured: lists on paper, the menu, rows on a phone, charts in boxes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ceecluster.blocks import Column, Document, table
from ceecluster.documents import voice_of
from ceecluster.forms.html import Menu, write_html
from factories import frozen, written

pytestmark = pytest.mark.browser
PAPER = 657
"""A4 within the margins of print, in dots of a screen."""


def shown(browser: Any, path: Path, text: bytes | str, width: int = PAPER, media: str = "screen") -> Any:
    """The page in a tab of its own, as wide as that."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media=media)
    page.goto(path.as_uri())
    return page


def test_records_and_sources_are_lists_on_paper(browser: Any, tmp_path: Path) -> None:
    """What a record is has the width of the paper, its other values stand behind their names; a source is one entry."""
    page = shown(browser, tmp_path / "records.html", written("records", frozen(), "html", region="CZ"), media="print")
    lists = page.locator("table.listed")
    assert lists.count() == 2
    told = lists.nth(0).locator("td.long").first
    assert told.bounding_box()["width"] > 0.95 * page.locator("main").bounding_box()["width"]
    names = "row => [...row.cells].map(c => getComputedStyle(c, '::before').content)"
    read = lists.nth(0).locator("tbody tr").first.evaluate(names)
    assert "level" in read[2] and "sources" in read[-1], read
    heights = lists.nth(1).locator("tbody tr").evaluate_all("rows => rows.map(r => r.getBoundingClientRect().height)")
    assert max(heights) < 90, "three or four lines of a source"
    page.close()


def test_an_open_list_of_the_menu_has_its_own_lines(browser: Any, tmp_path: Path) -> None:
    """The group behind the open one begins at the left, where a reader looks for it."""
    regions = tuple((f"Region with a name {number}", f"r{number}.html") for number in range(4))
    menu = Menu((("Overview", "index.html"),), (("Regions", regions), ("Candidates", (("One", "c.html"),))))
    text = write_html(Document("t", "T", ()), voice_of(frozen()), menu, "r3.html")
    page = shown(browser, tmp_path / "r3.html", text, 1440)
    lefts = page.locator(".menu > details > summary").evaluate_all("all => all.map(s => s.getBoundingClientRect().x)")
    assert len(lefts) == 2 and lefts[0] == lefts[1]
    page.close()


def test_a_code_heads_its_row_in_one_line(browser: Any, tmp_path: Path) -> None:
    """A table of many columns keeps its first one narrow; read row by row, it has the width of the phone."""
    columns: tuple[Column[Any], ...] = (
        Column("record", lambda row: "xx-memorandum-of-the-network", header=True),
        *(Column(f"column {number}", lambda row: "a value") for number in range(6)),
        Column("what it is", lambda row: "many words " * 12),
    )
    text = write_html(Document("t", "T", (table("a", "A", columns, range(3)),)), voice_of(frozen()))
    page = shown(browser, tmp_path / "codes.html", text, 390)
    head = page.locator("table.stacked tbody th").first
    lines = "c => { const r = document.createRange(); r.selectNodeContents(c); return r.getClientRects().length; }"
    assert head.evaluate(lines) == 1
    page.close()


def test_a_chart_in_a_box_fills_its_frame(browser: Any, tmp_path: Path) -> None:
    """The profile's small map and bars are as wide as the frame around them, and no taller than each other's need."""
    page = shown(browser, tmp_path / "region.html", written("region", frozen(), "html", region="AT33"), 1440)
    for width in (390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        drawn = page.locator(".boxes .chart").evaluate_all(
            "all => all.map(c => [c.querySelector('svg').getBoundingClientRect(), c.getBoundingClientRect()])"
        )
        assert drawn
        for chart, frame in drawn:
            assert chart["width"] >= frame["width"] - 1 and chart["height"] < 300, (width, chart, frame)
    page.close()
