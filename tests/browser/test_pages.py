"""The pages as a reader's browser sees them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ceecluster as cc
from ceecluster.blocks import Column, Document, Listing, Marked, Paragraph, Section, Table, Word, table
from ceecluster.cli.score import _read_weights
from ceecluster.documents import BRIEFINGS, document, voice_of
from ceecluster.forms.html import Menu, write_html
from ceecluster.model.base import Worded
from ceecluster.words.cited import shown_address
from factories import frozen, written
from networks import write_network

pytestmark = pytest.mark.browser
HOSTILE = [
    "<script>window.canary = 1</script>",
    '<img src=x onerror="window.canary = 1">',
    "[click](javascript:window.canary=1)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)",
    "</style></script><svg onload=window.canary=1>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
    "| a | b |\n|---|---|\n| c | d |",
    "=cmd|' /C calc'!A0",
    "\u202etxt.exe\u202c",
    "`" * 40 + "# not a heading",
    "A" * 10_000,
]


def open_page(browser: Any, path: Path, **context: Any) -> tuple[Any, list[str], list[str]]:
    """The page with what it said on its console and what it asked the network for."""
    page = browser.new_context(**context).new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    asked.remove(path.as_uri())
    return page, said, asked


def each_page(browser: Any, paths: Iterable[Path], **context: Any) -> Iterator[tuple[Path, Any, list[str], list[str]]]:
    """One page after another in one tab, as `open_page` gives them: a tab for each would cost more than its page."""
    tab: Any = None
    for path in paths:
        if tab is None:
            tab, said, asked = open_page(browser, path, **context)
        else:
            said.clear()
            asked.clear()
            tab.goto(path.as_uri())
            asked.remove(path.as_uri())
        yield path, tab, said, asked
    tab.context.close()


def each_kind(site: Path) -> list[Path]:
    """Every page of the site, with the shortest and the longest of the profiles for all that are made alike."""
    profiles = sorted(site.glob("region-*.html"), key=lambda path: path.stat().st_size)
    return sorted({*site.glob("*.html")} - {*profiles[1:-1]})


PAPER = 657
"""A4 within the margins of print, in dots of a screen."""
TOO_WIDE = """[...document.querySelectorAll('.table table')]
  .filter(t => t.getBoundingClientRect().width > document.body.clientWidth + 1).map(t => t.textContent.slice(0, 80))"""


def test_no_page_speaks_or_asks_the_network(browser: Any, site: Path) -> None:
    """Every page loads from a stick: no console message, no request but for itself."""
    for path, _, said, asked in each_page(browser, sorted(site.glob("*.html"))):
        assert (path.name, said, asked) == (path.name, [], [])


MODES: tuple[tuple[str, int, list[str] | None], ...] = (
    ("light", 1280, None),
    ("dark", 1280, ["color-contrast", "link-in-text-block"]),
    ("light", 390, ["aria-required-children", "aria-required-parent"]),
)
"""Colours, widths and the rules whose result differs there: a phone has tables that are read row by row."""


def test_no_page_fails_accessibility(browser: Any, small_site: Path, site: Path) -> None:
    """axe-core finds no violation on any kind of page, in light and in dark, of which only its colours are new.

    A small network has every kind of page, of which some are looked at with every run; of the shipped one, whose tables
    take long, the pages that differ most.
    """
    from axe_playwright_python.sync_playwright import Axe

    some = [site / f"{name}.html" for name in ("index", "quality", "coherence", "briefing")]
    paths = some[:2] if site == small_site else (*each_kind(small_site), some[0], some[-1])
    for path, page, _, _ in each_page(browser, paths):
        for scheme, width, rules in MODES:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=rules and {"runOnly": rules}).response["violations"]
            shown = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found]
            assert (path.name, scheme, width, shown) == (path.name, scheme, width, [])


LABELS = """() => [...document.querySelectorAll('.chart svg')].flatMap(svg => {
  // Of two drawings of a figure a screen shows one.
  if (!svg.getClientRects().length) return [];
  const frame = svg.getBoundingClientRect();
  const seen = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim() && t.getAttribute('opacity') !== '0');
  const boxes = seen.map(t => [t.textContent, t.getBoundingClientRect()]);
  const cut = boxes.filter(([_, b]) => b.left < frame.left - 1 || b.right > frame.right + 1
    || b.top < frame.top - 1 || b.bottom > frame.bottom + 1).map(([t]) => `cut: ${t}`);
  // A label and its halo are two texts on one spot.
  const over = boxes.flatMap(([t, b], i) => boxes.slice(i + 1).filter(([u, c]) => t !== u
    && Math.min(b.right, c.right) - Math.max(b.left, c.left) > 3
    && Math.min(b.bottom, c.bottom) - Math.max(b.top, c.top) > 5).map(([u]) => `${t} on ${u}`));
  const letters = Math.min(...seen.map(t => parseFloat(getComputedStyle(t).fontSize)))
    * frame.width / svg.viewBox.baseVal.width;
  const small = letters < 11.9 ? [`letters of ${letters} px`] : [];
  return [...cut, ...over, ...small].map(fault => `${svg.closest('figure').id}: ${fault}`);
})"""
"""What is wrong with the letters of the charts of a page, as the browser draws them."""


def test_no_page_scrolls_sideways_and_labels_stand_clear(browser: Any, site: Path) -> None:
    """From a phone to a desk nothing runs out of the page; wide tables scroll in their own frame.

    Labels stay within their chart and beside each other, and keep 12 px.
    """
    for path, page, _, _ in each_page(browser, each_kind(site)):
        for width in (320, 390, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path.name, width)
            if width in (390, 1440):
                assert (path.name, width, page.evaluate(LABELS)) == (path.name, width, [])


def test_tables_sort_and_filter_by_keyboard(browser: Any, tmp_path: Path) -> None:
    """A table's headings are buttons that sort, and its filter hides rows."""
    path = tmp_path / "coherence.html"  # of enough regions for a table that has a filter
    path.write_bytes(written("coherence", cc.load(write_network(tmp_path / "network", 6, records=2)), "html"))
    page, _, _ = open_page(browser, path)
    table = page.locator("table.sortable:visible").first
    table.locator("thead button").first.focus()
    page.keyboard.press("Enter")
    assert table.locator("th[aria-sort=ascending]").count() == 1
    first = table.locator("tbody th").all_inner_texts()
    assert first == sorted(first, key=str.lower)
    box = page.locator(".filter input:visible").first
    box.focus()
    page.keyboard.type("zzzz")
    rows = page.locator("table.filterable:visible").first.locator("tbody tr")
    assert all(not rows.nth(i).is_visible() for i in range(rows.count()))
    page.context.close()


def test_keyboard_reaches_contents_and_skips(browser: Any, site: Path) -> None:
    """The first Tab offers to skip to the content, the next ones walk the contents."""
    page, _, _ = open_page(browser, site / "coherence.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav') !== null")
    page.context.close()


def test_page_prints_without_cut_tables(browser: Any, site: Path) -> None:
    """Printed, no table is wider than the paper, and none breaks behind its head.

    The names of columns are drawn on each page: a browser leaves out buttons there.
    """
    page = browser.new_page(viewport={"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    kinds = {path.stem.partition("-")[0]: path for path in sorted(site.glob("*.html"))}
    for kind in ("coherence", "records", "sources", "criterion", "legacy"):
        page.goto(kinds[kind].as_uri())
        assert (kind, page.evaluate(TOO_WIDE)) == (kind, [])
        assert page.evaluate("[...document.querySelectorAll('thead button')].every(b => !b.getClientRects().length)")
        assert page.evaluate(
            "[...document.querySelectorAll('thead')].every(h => getComputedStyle(h).breakAfter === 'avoid')"
        )
        if kind == "coherence":
            assert page.pdf(format="A4").count(b"/Type /Page") > 1
    page.close()


def test_what_is_folded_on_the_screen_is_on_paper(browser: Any, small_site: Path) -> None:
    """The list of input files is unfolded for the printer, and folded again on the screen."""
    page, _, _ = open_page(browser, small_site / "quality.html")
    folded = page.locator("details.folded")
    assert folded.count() == 1 and folded.get_attribute("open") is None
    page.evaluate("""() => { window.seen = []; window.addEventListener('beforeprint', () => window.seen.push(
      document.querySelector('details.folded').open)); }""")
    page.pdf(format="A4")
    assert page.evaluate("window.seen") == [True]
    assert folded.get_attribute("open") is None
    page.context.close()


def test_paper_breaks_no_word_of_a_last_column(browser: Any, tmp_path: Path) -> None:
    """Beside a long text the last column of one word keeps it whole; an address there may break."""
    url = "https://www.example.org/regional-policy/clusters/2026/programme-of-the-region"
    long = "a reason of many words " * 12
    columns: tuple[Column[Any], ...] = (
        Column("criterion", lambda row: "sustainability", header=True),
        Column("reason", lambda row: long),
        Column("source", lambda row: row),
    )
    tables = (table("a", "A", columns, ["invented"] * 3), table("b", "B", columns, [Marked("link", url, url)] * 3))
    path = tmp_path / "last.html"
    path.write_text(write_html(Document("t", "T", tables), voice_of(frozen())))
    page = browser.new_page(viewport={"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    assert page.evaluate(TOO_WIDE) == []
    lines = "c => { const r = document.createRange(); r.selectNodeContents(c); return r.getClientRects().length; }"
    assert page.locator("table").first.locator("td:last-child").first.evaluate(lines) == 1
    page.close()


def test_paper_is_filled_before_a_figure_turns_it(browser: Any, site: Path, tmp_path: Path) -> None:
    """A figure without room goes to the next page, and the text behind it fills this one.

    The last page may be short, and the first one, which is a page of its own.
    """
    if shutil.which("pdftotext") is None:
        pytest.skip("the text of a PDF is read by pdftotext")
    page = browser.new_page()
    for kind in ("index", "coherence", "quality", "plan"):
        page.goto((site / f"{kind}.html").as_uri())
        page.pdf(path=str(tmp_path / "made.pdf"), format="A4", prefer_css_page_size=True)
        told = subprocess.run(
            ["pdftotext", "-bbox", str(tmp_path / "made.pdf"), "-"], check=True, capture_output=True, text=True
        ).stdout
        filled = [max((*_words_down(each), 0)) for each in told.split("<page ")[1:]]
        assert (kind, [number for number, low in enumerate(filled, 1) if low < 0.6][1:-1]) == (kind, [])
        # Words pressed to a letter a line would need many pages.
        assert (kind, len(filled) < 3) == (kind, kind == "index")
    page.close()


def _words_down(page: str) -> Iterator[float]:
    """How far down the words of a page stand, of its height; without the watermark and the number of the page."""
    height = float(re.search(r'height="([\d.]+)"', page)[1])
    for low, text in re.findall(r'yMax="([\d.]+)">([^<]*)</word>', page):
        if text != "DRAFT" and float(low) < height * 0.945:
            yield float(low) / height


def test_paper_has_captions_beside_charts_and_nothing_to_click(browser: Any, small_site: Path) -> None:
    """A caption stands beside a narrow chart and under a wide one; what unfolds or leads back is not printed."""
    page = browser.new_page(viewport={"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    page.goto((small_site / "coherence.html").as_uri())
    beside = {}
    for figure in page.locator(".figure:not(.boxes *)").all():
        chart, caption = (figure.locator(part).first.bounding_box() for part in ("svg", "figcaption"))
        assert caption["width"] > 150
        beside[round(chart["width"])] = caption["x"] >= chart["x"] + chart["width"]
        assert beside[round(chart["width"])] != (caption["y"] >= chart["y"] + chart["height"])
    assert {True, False} == set(beside.values())
    assert beside[min(beside)] and not beside[max(beside)]
    assert page.locator(".notes").count() == 1
    assert not any(way.is_visible() for way in page.locator(".notes [href^='#mark']").all())
    assert page.locator(".folded > summary").evaluate("s => getComputedStyle(s).listStyleType") == "none"
    page.close()


def test_codes_are_not_divided(browser: Any, small_site: Path) -> None:
    """The key of a record stands in one line on a phone, a tablet and on paper."""
    page = browser.new_page()
    for width, media in ((320, "screen"), (768, "screen"), (PAPER, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media)
        for path in (small_site / "coherence.html", min(small_site.glob("records-*.html"))):
            page.goto(path.as_uri())
            keys = page.locator("main .key, main tbody th > span:not([lang])")
            assert keys.count() > 3
            assert keys.evaluate_all("found => found.filter(key => key.getClientRects().length > 1).length") == 0
    page.close()


def test_paper_holds_seven_columns(browser: Any, tmp_path: Path) -> None:
    """The indicators of a plan, seven columns in the longer language, are no wider than the paper."""
    page = browser.new_page(viewport={"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    voice = voice_of(frozen(), "de")
    path = tmp_path / "plan.html"
    path.write_text(write_html(document("plan", frozen(), voice), voice))
    page.goto(path.as_uri())
    assert page.locator("thead th:nth-child(7)").count() > 0
    assert page.evaluate(TOO_WIDE) == []
    page.close()


def test_briefings_print_on_one_page(browser: Any, tmp_path: Path) -> None:
    """What is called one page is one when the browser prints it, in the longer language too."""
    study = frozen()
    page = browser.new_page()
    for kind in ("briefing", "commission", *BRIEFINGS):
        voice = voice_of(study, "de")
        path = tmp_path / f"{kind}.html"
        path.write_text(write_html(document(kind, study, voice), voice))
        page.goto(path.as_uri())
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert (kind, len(re.findall(rb"/Type /Page\b", printed))) == (kind, 1)
    page.close()


def test_addresses_do_not_make_rows_tall(browser: Any, tmp_path: Path) -> None:
    """An address, one long word at the far end of a row, is not broken so often that rows are tall on small screens."""
    url = "https://www.example.org/regional-policy/clusters/2026/programme-of-the-region"
    columns: tuple[Column[Any], ...] = tuple(
        Column(name, lambda row: None) for name in ("key", "title", "publisher", "address")
    )
    shown = Marked("link", shown_address(url), url)
    row = ("key", "A title of some words, which is longer than others", "A publisher", shown)
    made = Document("t", "T", (Table("sources", "Sources", columns, (row,) * 3),))
    path = tmp_path / "addresses.html"
    path.write_text(write_html(made, voice_of(frozen())))
    page, _, _ = open_page(browser, path, viewport={"width": 700, "height": 800})
    assert page.locator("td > a").first.bounding_box()["width"] > 280
    height = page.locator("tbody tr").first.bounding_box()["height"]
    assert height < 100  # four lines, or three and the padding
    for width in (700, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("table.stacked").evaluate("t => t.offsetWidth <= t.parentElement.clientWidth")
    page.context.close()


def test_a_table_on_a_phone_is_read_row_by_row(browser: Any, tmp_path: Path) -> None:
    """A table wider than the phone has each value under its name, all of it in sight; it still sorts and filters.

    One that fits, and any on a desk, stays a grid; a screen reader hears a table in both.
    """
    long = "a reason of many words " * 9
    columns: tuple[Column[Any], ...] = (
        Column("region", lambda row: f"Region {row:02}", header=True),
        Column("records", lambda row: row, "right"),
        Column("reason", lambda row: long),
        Column("source", lambda row: "A publisher of some name"),
    )
    pair = columns[:2]
    made = Document("t", "T", (table("wide", "Reasons", columns, range(14)), table("slim", "Two", pair, range(4))))
    path = tmp_path / "rows.html"
    path.write_text(write_html(made, voice_of(frozen())))
    page, said, _ = open_page(browser, path, viewport={"width": 1000, "height": 800})
    assert page.locator(".stacked").count() == 0
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_selector("table.stacked")  # the page notices its new width after the call returns
    wide, slim = page.locator("table").nth(0), page.locator("table").nth(1)
    assert "stacked" in wide.get_attribute("class") and "stacked" not in slim.get_attribute("class")
    assert wide.evaluate("t => t.parentElement.scrollWidth <= t.parentElement.clientWidth")
    told = "(cell) => getComputedStyle(cell, '::before').content"
    assert [wide.locator("tbody tr").first.locator("td").nth(i).evaluate(told) for i in range(3)] == [
        f'"{name}: " / ""' for name in ("records", "reason", "source")
    ]
    heard = wide.aria_snapshot()
    assert '- columnheader "reason' in heard and '- rowheader "Region 00"' in heard and "- cell " in heard
    wide.locator("thead button").nth(1).click()
    wide.locator("thead button").nth(1).click()
    assert wide.locator("tbody th").first.inner_text() == "Region 13"
    page.locator(".filter input").fill("Region 07")
    assert wide.locator("tbody tr:visible").count() == 1
    page.set_viewport_size({"width": 1000, "height": 800})
    assert wide.locator("td").first.evaluate("c => getComputedStyle(c).display") == "table-cell"
    assert said == []
    page.context.close()


def test_a_tablet_wraps_a_table_before_it_divides_its_rows(browser: Any, tmp_path: Path) -> None:
    """What fits when its cells wrap stays a grid; what does not is read row by row, also one to be signed.

    A table of many numbers is compared along its columns: it scrolls, and the names of its rows stay in sight.
    """
    long = "a reason of many words " * 14
    name: Column[Any] = Column("region", lambda row: f"Region {row:02}", header=True)
    words: Iterable[Column[Any]] = (
        Column(label, lambda row: "some words that may wrap") for label in ("a", "b", "c", "d", "e")
    )
    reasons: Iterable[Column[Any]] = (Column(label, lambda row: long) for label in ("said", "found", "records"))
    blank: Iterable[Column[Any]] = (
        Column(label, lambda row: "") for label in ("office", "place and date", "signature", "stamp")
    )
    numbers: Iterable[Column[Any]] = (Column(f"a number {at}", lambda row: row, "right") for at in range(9))
    kinds = {"wraps": words, "reasons": reasons, "form": blank, "numbers": numbers}
    tables = tuple(table(key, key, (name, *columns), range(16)) for key, columns in kinds.items())
    path = tmp_path / "tablet.html"
    path.write_text(write_html(Document("t", "T", tables), voice_of(frozen())))
    page, said, _ = open_page(browser, path, viewport={"width": 768, "height": 900})
    divided = "[...document.querySelectorAll('table')].map(t => t.matches('.stacked'))"
    fits = "[...document.querySelectorAll('.table')].map(t => t.scrollWidth <= t.clientWidth + 1)"
    assert page.evaluate(divided) == [False, True, False, False] and page.evaluate(fits)[:3] == [True, True, True]
    page.set_viewport_size({"width": 390, "height": 900})
    page.locator(".stacked").nth(1).wait_for()
    assert page.evaluate(divided) == [True, True, True, False] and page.evaluate(fits) == [True, True, True, False]
    scrolled = page.locator(".table").nth(3)
    scrolled.evaluate("t => { t.scrollLeft = t.scrollWidth; }")
    row = page.locator("table").nth(3).locator("tbody tr").first
    assert row.locator("th").bounding_box()["x"] >= 0 > row.locator("td").first.bounding_box()["x"]
    page.set_viewport_size({"width": 768, "height": 900})
    page.locator(".stacked").nth(1).wait_for(state="detached")
    assert page.evaluate(divided) == [False, True, False, False] and said == []
    page.context.close()


def test_three_long_columns_fit_a_desk(browser: Any, tmp_path: Path) -> None:
    """Beside a list of contents, without being scrolled sideways."""
    long = "a reason of many words " * 9
    columns: tuple[Column[Any], ...] = (
        Column("what", lambda row: "An idea of some years ago", header=True),
        *(Column(name, lambda row: long) for name in ("said", "found", "records")),
        Column("today", lambda row: "later work"),
    )
    sections = tuple(Section(f"Part {number}", (Paragraph("x"),)) for number in range(8))
    path = tmp_path / "long.html"
    made = Document("t", "T", (table("a", "A", columns, range(3)), *sections))
    path.write_text(write_html(made, voice_of(frozen())))
    page, _, _ = open_page(browser, path, viewport={"width": 1440, "height": 900})
    assert page.locator("nav.contents").is_visible()
    assert page.locator("table").evaluate("t => t.parentElement.scrollWidth <= t.parentElement.clientWidth")
    page.context.close()


def test_hostile_text_stays_text(browser: Any, tmp_path: Path) -> None:
    """Whatever a submitted field holds, nothing of it runs, links or loads."""
    points = Listing(tuple((Paragraph(text),) for text in HOSTILE))
    made = Document("t", HOSTILE[1], (points, Section(HOSTILE[0], ())), tuple(HOSTILE))
    path = tmp_path / "hostile.html"
    path.write_text(write_html(made, voice_of(frozen()), Menu(((HOSTILE[4], "index.html"),))))
    page, said, asked = open_page(browser, path)
    assert page.evaluate("window.canary") is None
    assert (said, asked) == ([], [])
    assert page.locator("main a, main img, main script, main svg, main table").count() == 0
    shown = page.locator("main").inner_text()
    assert "<script>window.canary = 1</script>" in shown and "{{ 7 * 7 }}" in shown
    page.context.close()


def test_weights_move_by_keyboard_and_are_taken_away(browser: Any, small_site: Path, tmp_path: Path) -> None:
    """An arrow key moves a weight; the table is that of `score --weights` with the file taken away; reset restores."""
    page, said, asked = open_page(browser, small_site / "quality.html", accept_downloads=True)
    table = page.locator(".weighing table")
    published = table.inner_text()
    slider = page.locator(".weighing input[type=range]").nth(2)
    slider.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != slider.get_attribute("value")
    with page.expect_download() as got:
        page.get_by_role("button", name="Take these weights away").press("Enter")
    got.value.save_as(tmp_path / "weights.yaml")
    weights = _read_weights(tmp_path / "weights.yaml")
    study = cc.load(small_site.parent / "network")
    assert weights != study.scores.weight_by_key
    scores = study.score(weights=weights)
    rows = [row.split("\t") for row in table.inner_text().split("\n")[-len(scores.grid.units) :]]
    for row, (low, high) in zip(rows, scores.regions[["low", "high"]].to_numpy(), strict=True):
        assert row[2] == f"{low:.2f}–{high:.2f}"
        # No region of this network has checked its record: a range, and neither score nor class.
        assert (row[1], row[4], row[5]) == ("–", "not checked", "–")
    assert "Weights moved: 1." in page.locator(".weighing [role=status]").inner_text()
    page.get_by_role("button", name="Back to the published weights").press("Enter")
    assert table.inner_text() == published
    assert (said, asked) == ([], [])
    page.context.close()


def test_without_scripts_the_page_says_the_published_weights(browser: Any, small_site: Path) -> None:
    """No slider that does nothing; the table of weights is there."""
    page, _, _ = open_page(browser, small_site / "quality.html", java_script_enabled=False)
    assert page.locator(".weighing").is_hidden()
    assert page.get_by_text("The published weights, and their share in the whole").is_visible()
    page.context.close()


RUNNING_OUT = """[...document.querySelectorAll('th, td')].filter(cell => {
  const range = document.createRange(); range.selectNodeContents(cell);
  return range.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1;
}).map(cell => cell.textContent.slice(0, 60))"""


def test_a_title_in_another_language_breaks_in_the_head_of_its_row(browser: Any, tmp_path: Path) -> None:
    """A German page quotes an English title: it takes several lines, and its code one; on paper as well."""
    title = "Implementing criteria for the promotion of innovation, as decided by the government of the province"
    named = Worded(title, {"en": title}, quoted=True)
    columns: tuple[Column[Any], ...] = (
        Column(Word("record"), lambda row: named, header=True),
        *(Column(Word("region"), lambda row: Word("region")) for _ in range(4)),
    )
    made = Document("t", "T", (table("records", "Records", columns, (1, 2)),))
    path = tmp_path / "titles.html"
    path.write_text(write_html(made, voice_of(frozen(), "de")))
    page, _, _ = open_page(browser, path, viewport={"width": PAPER, "height": 800})
    assert page.locator("th span[lang=en]").count() == 2
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        assert (media, page.evaluate(RUNNING_OUT)) == (media, [])
    page.context.close()


def test_a_row_read_alone_leaves_out_what_it_has_not(browser: Any, tmp_path: Path) -> None:
    """On a phone a dash needs no line, a row of dashes keeps them; what a hand writes has a line."""
    columns: tuple[Column[Any], ...] = (
        Column("objective", lambda row: "A name of some length", header=True),
        *(Column(name, lambda row: row or "A list of several regions") for name in ("shared", "complementary")),
        Column("conflict", lambda row: None),
    )
    blank = (*columns[:2], Column("place and date of signature", lambda row: " " * 12))
    made = Document("t", "T", (table("few", "Few", columns, ["", "–", ""]), table("form", "Form", blank, [""] * 3)))
    path = tmp_path / "none.html"
    path.write_text(write_html(made, voice_of(frozen())))
    page, said, _ = open_page(browser, path, viewport={"width": 320, "height": 800})
    few, form = page.locator("table.stacked").nth(0), page.locator("table.form")
    shown = [row.locator("td:visible").count() for row in few.locator("tbody tr").all()]
    assert shown == [2, 3, 2]
    last = form.locator("tbody tr").first.locator("td").last
    assert last.evaluate("c => c.childNodes.length") == 0
    assert last.bounding_box()["width"] > 200 and last.bounding_box()["height"] > 30
    page.set_viewport_size({"width": 1200, "height": 800})
    page.locator("table.stacked").first.wait_for(state="detached")
    assert page.locator("tbody td:visible").count() == 3 * 3 + 3 * 2
    assert said == []
    page.context.close()


CONTRAST = """(shape) => {
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const style = getComputedStyle(shape);
  const panel = numbers(getComputedStyle(shape.closest('.figure')).backgroundColor);
  const part = Number(style.opacity) * Number(style.fillOpacity);
  const seen = numbers(style.fill).slice(0, 3).map((v, i) => v * part + panel[i] * (1 - part));
  const [a, b] = [light(seen), light(panel)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_out_of_their_panel(browser: Any, small_site: Path, scheme: str) -> None:
    """The bar of a range, all that a region without a score has, has the contrast of 3 to 1 that a drawing needs."""
    page, _, _ = open_page(browser, small_site / "quality.html", color_scheme=scheme)
    bars = page.locator("#figure-quality svg path[fill='var(--c1)'][opacity]")
    assert bars.count() > 2
    assert min(bar.evaluate(CONTRAST) for bar in bars.all()) >= 2.95
    page.context.close()


def test_names_of_long_words_are_whole(browser: Any, tmp_path: Path) -> None:
    """A long word of a name that heads a row is not divided on a desk or on paper, whatever stands beside it."""
    word = "Informationsaustausch"
    columns: tuple[Column[Any], ...] = (
        Column("issue", lambda row: f"Vernetzung und {word} " + "in einem Text von vielen Worten " * row, header=True),
        Column("priorities", lambda row: "AT31 4, AT12 3 and PL 2 " * 2),
        Column("records", lambda row: "a record of some length, " * 8),
    )
    path = tmp_path / "long.html"
    path.write_text(write_html(Document("t", "T", (table("t", "T", columns, range(4)),)), voice_of(frozen())))
    page = browser.new_page()
    lines = """(head, word) => {
      const text = head.firstChild, at = text.data.indexOf(word), range = document.createRange();
      range.setStart(text, at); range.setEnd(text, at + word.length); return range.getClientRects().length; }"""
    for width, media in ((1440, "screen"), (PAPER, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media)
        page.goto(path.as_uri())
        assert page.locator("tbody th.long").first.evaluate(lines, word) == 1
    page.close()
