"""What a pair of eyes found on the pages, measured: lists on paper, the menu, rows on a phone, charts in boxes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ceecluster.blocks import Column, Document, Marked, Paragraph, Remarked, Section, table
from ceecluster.documents import document, voice_of
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
    lefts = page.locator(".groups > details > summary").evaluate_all("all => all.map(s => s.getBoundingClientRect().x)")
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


def test_few_rows_of_many_columns_are_read_row_by_row(browser: Any, tmp_path: Path) -> None:
    """A phone would be scrolled three times to read one row of nine columns; numbers of many rows are compared."""
    columns: tuple[Column[Any], ...] = (
        Column("level", lambda row: f"level {row}", header=True),
        *(Column(f"a number {at}", lambda row: row, "right") for at in range(8)),
    )
    tables = tuple(table(f"t{rows}", "A", columns, range(rows)) for rows in (15, 16))
    page = shown(browser, tmp_path / "few.html", write_html(Document("t", "T", tables), voice_of(frozen())), 390)
    assert page.locator("table").evaluate_all("all => all.map(t => t.matches('.stacked'))") == [True, False]
    page.close()


def test_a_note_stays_with_its_word_and_a_title_is_divided_between_words(browser: Any, tmp_path: Path) -> None:
    """On paper the mark of a note begins no line, and a narrow column of titles has no half words."""
    marked = Remarked("Why is no evaluation on file after so many years?", "a note")
    titled = Marked("link", "Podpora konkurencieschopnosti klastrov", "https://www.example.org/a")
    columns: tuple[Column[Any], ...] = (
        Column("reason", lambda row: "a reason of many words " * 12, header=True),
        Column("sources", lambda row: titled),
    )
    made = Document("t", "T", (Paragraph(marked), table("a", "A", columns, range(3))))
    page = shown(browser, tmp_path / "marks.html", write_html(made, voice_of(frozen())), media="print")
    split = []
    for width in range(200, 460, 4):
        page.set_viewport_size({"width": width, "height": 900})
        above = page.locator("main p").first.evaluate(
            "p => { const r = document.createRange(); r.setStart(p.firstChild, p.firstChild.length - 2);"
            " r.setEnd(p.firstChild, p.firstChild.length); return r.getBoundingClientRect().right; }"
        )
        split.append(page.locator("main sup a").bounding_box()["x"] < above - 2)
    assert not any(split)
    page.set_viewport_size({"width": PAPER, "height": 900})
    cell = page.locator("td a").first
    words = """a => {
      const text = a.firstChild;
      return text.data.split(' ').map(word => {
        const range = document.createRange(), start = text.data.indexOf(word);
        range.setStart(text, start);
        range.setEnd(text, start + word.length);
        return range.getClientRects().length;
      });
    }"""
    assert cell.evaluate(words) == [1, 1, 1]
    page.close()


def test_the_last_lines_have_no_page_of_their_own(browser: Any, tmp_path: Path) -> None:
    """What the last section says is not said again at the foot of the paper; on the screen it is."""
    page = shown(browser, tmp_path / "trend.html", written("trend", frozen(), "html"))
    lines = page.locator("footer p")
    assert page.locator("#how-this-document-was-made").count() == 1
    assert lines.evaluate_all("all => all.map(p => p.getClientRects().length > 0)") == [True] * 2
    page.emulate_media(media="print")
    assert lines.evaluate_all("all => all.map(p => p.getClientRects().length > 0)") == [False] * 2
    page.close()


def test_a_long_word_of_a_heading_stands_in_one_line(browser: Any, tmp_path: Path) -> None:
    """On the narrowest phone too: half words are the first thing that a reader sees."""
    title = "Mitsprache von Unternehmen und Forschungseinrichtungen (GOV-04)"
    made = Document("t", title, (Section("Meinungsverschiedenheiten", (Paragraph("x"),)),))
    page = shown(browser, tmp_path / "long.html", write_html(made, voice_of(frozen(), "de")), 320)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 900})
        lines = page.locator("main :is(h1, h2)").evaluate_all(
            """all => all.map(h => {
              const text = h.firstChild.firstChild ?? h.firstChild, at = text.data.search(/Forschung|Meinung/);
              const range = document.createRange();
              range.setStart(text, at);
              range.setEnd(text, at + text.data.slice(at).match(/\\p{L}+/u)[0].length);
              return range.getClientRects().length;
            })"""
        )
        assert (width, lines) == (width, [1, 1])
    page.close()


def test_no_label_of_a_chart_is_cut() -> None:
    """In the longer language too, every name of a criterion, an aim and a region stands whole."""
    study, cut = frozen(), []
    voice = voice_of(study, "de")
    for kind, code in (("coherence", ""), ("quality", ""), ("evaluation", ""), ("records", "HR"), ("records", "HU22")):
        text = write_html(document(kind, study, voice, code=code), voice)
        cut += [(kind, label) for label in re.findall(r">([^<]*\u2026)</t", text)]
    assert cut == []
