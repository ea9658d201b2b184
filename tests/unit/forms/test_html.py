"""What a page keeps in one line, and how addresses are shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ceecluster.blocks import (
    Column,
    Document,
    Marked,
    Names,
    Paragraph,
    Ref,
    Remarked,
    Section,
    Text,
    Word,
    table,
)
from ceecluster.documents import document, voice_of
from ceecluster.forms.html import Menu, write_html
from ceecluster.forms.markdown import write_markdown
from ceecluster.words.cited import shown_address
from factories import frozen


def test_dates_and_codes_are_not_divided() -> None:
    """A day and a code behind a name are marked as one piece, in a link too; a long code and a sum are not."""
    columns = (Column(Word("criterion"), lambda row: Ref("criterion", row), header=True), Column(Word("due"), str))
    told = table("x", "", columns, ["STR-06"])
    day = Paragraph("Due on 2027-03-31, not 20-2027-03-311 or 2027-13.")
    page = write_html(Document("x", "A title", (day, told)), voice_of(frozen()))
    assert "Due on <time>2027-03-31</time>, not 20-2027-03-311 or 2027-13." in page
    assert "<span>(STR-06)</span></th>" in page
    assert "<td" in page and "<span>STR-06" not in page


def test_keys_of_records_are_one_piece() -> None:
    """The key of a record in a list, and the last bracket of a name with several; longer ones may be divided."""
    study = frozen()
    records = (record.id for region in study.world.regions.values() for record in region.programmes)
    longest = max((each for each in records if len(each) <= 31), key=len)
    assert 9 < len(longest) <= 31
    columns = (
        Column(Word("record"), lambda row: Ref("record", row), header=True),
        Column(Word("records"), lambda row: Names((Ref("record", row), Ref("record", row)))),
    )
    page = write_html(Document("x", "A title", (table("x", "", columns, [longest]),)), voice_of(study))
    assert page.count(f'<span class="key">{longest}</span>') == 2
    assert re.search(rf"<span>\(?{longest}\)</span></th>", page)


def test_spans_and_days_are_one_piece() -> None:
    """The two ends of a span of numbers, and a day with its month in words; years of a name are as they stand."""
    told = "0.20–0.86 (not checked), 2006–2023; am 23. November 2026, on 28 November 2007; Nr. 12 von 30, 5 of 2000"
    page = write_html(Document("x", "A title", (Paragraph(told),)), voice_of(frozen()))
    pieces = re.findall(r'<span class="key">([^<]*)</span>', page)
    assert pieces == ["0.20–0.86", "2006–2023", "23. November", "28 November"]


def test_facts_about_the_network_hang_on_notes() -> None:
    """Each has a note with the titles of its sources; the keys of sources are words of the files only."""
    study = frozen()
    page = write_html(document("coherence", study, voice_of(study)), voice_of(study))
    facts = page.partition('id="facts-about-the-network"')[2].partition("</ul>")[0]
    assert facts.count("<li>") == facts.count("<sup>") == len(study.world.network.facts) > 10
    keys = {key for fact in study.world.network.facts for key in fact.source}
    assert not [key for key in keys if f"{key}]" in page]


def test_a_page_says_nothing_again_at_its_foot() -> None:
    """A line of the foot that a sentence of the page has is left out; the others stand."""
    made = Document("x", "A title", (Paragraph("Said before. None has checked it. Said after."),))
    told = replace(made, footer=("None has checked it.", "Made by a program."))
    foot = write_html(told, voice_of(frozen())).partition("<footer>")[2]
    assert "Made by a program." in foot and "checked" not in foot.partition("</footer>")[0]
    silent = write_html(replace(told, blocks=()), voice_of(frozen())).partition("<footer>")[2]
    assert "None has checked it." in silent.partition("</footer>")[0]


def test_the_contents_are_of_the_language_of_the_page() -> None:
    """A heading told once is not taken for English data when the table of contents tells it again."""
    sections = tuple(Section(Word(word), (Paragraph("x"),)) for word in ("sources", "records", "aims", "levels"))
    page = write_html(Document("x", "A title", sections * 2), voice_of(frozen(), "de"))
    assert '<a href="#sources">Quellen</a>' in page


def test_names_from_right_to_left_keep_their_places() -> None:
    """A name in such a script is set apart from what stands around it; others are not, which would swell the page."""
    names = [Marked("quoted", name, "ar") for name in ("المضايق", "الجزر")] + [Marked("quoted", "Polska", "pl")]
    page = write_html(Document("x", "A title", (Paragraph(Names(tuple(names))),)), voice_of(frozen()))
    assert '<span lang="ar"><bdi>المضايق</bdi></span>, <span lang="ar"><bdi>الجزر</bdi></span>' in page
    assert '<span lang="pl">Polska</span>' in page and page.count("<bdi>") == 2


def test_a_caption_has_no_link() -> None:
    """A link there would stand beside the rows of a table that is read row by row: axe-core names it a fault."""
    title = Text(("The steps of ", Ref("criterion", "GOV-01")))
    menu = Menu(places={("criterion", "GOV-01"): "criterion-GOV-01.html"})
    made = Document("x", "A title", (Paragraph(title), table("t", title, (Column("a", lambda row: row),), ["b"])))
    page = write_html(made, voice_of(frozen()), menu)
    assert page.count('href="criterion-GOV-01.html"') == 1
    assert "<a " not in page[page.index("<caption") : page.index("</caption>")]


def test_short_cells_are_not_broken() -> None:
    """Spans of years and states of two words stay on one line; a name may break, a number does anyway as it is."""
    columns = (
        Column(Word("record"), lambda row: "A record of some length", header=True),
        Column(Word("years"), lambda row: row),
        Column(Word("value"), lambda row: "0.2-0.4", "right"),
        Column(Word("kind"), lambda row: "criterion"),
    )
    page = write_html(Document("x", "A title", (table("x", "", columns, ["2006–2023", "–"]),)), voice_of(frozen()))
    assert page.count('<td class="short">') == 2 and '<td class="short"><span class="key">2006–2023</span></td>' in page
    assert '<td class="number">0.2-0.4</td><td>criterion</td>' in page


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a", "example.org/a"),
        ("http://example.org/a", "http://example.org/a"),
        (
            "https://example.org/%D1%81%D1%82%D1%80%D0%B0%D1%82%D0%B5%D0%B3%D0%B8%D1%8F",
            "example.org/стратегия",
        ),
        ("https://example.org/a%20b", "example.org/a%20b"),
        ("https://example.org/%E2%80%AEfdp", "example.org/%E2%80%AEfdp"),
        ("https://example.org/%FF", "example.org/%FF"),
        (
            "https://example.org/" + "a" * 100 + "/end.pdf",
            "example.org/" + "a" * 53 + "…" + "a" * 16 + "/end.pdf",
        ),
    ],
)
def test_an_address_is_shown_as_people_read_it(url: str, shown: str) -> None:
    """Letters for their codes where these are letters, and never more than a line or two."""
    assert shown_address(url) == shown
    assert len(shown) <= 90


@pytest.mark.parametrize("url", ["https://example.org/a", "http://example.org/a", "https://example.org/" + "a" * 100])
def test_an_address_is_known_however_it_is_shown(url: str) -> None:
    """It may break where its column ends; a title that leads to an address breaks between its words."""
    told = Paragraph(Text((Marked("link", shown_address(url), url), Marked("link", "A title", url))))
    page = write_html(Document("x", "A title", (told,)), voice_of(frozen()))
    assert f'<a class="address" href="{url}">' in page and f'<a href="{url}">A title</a>' in page


def test_what_is_said_several_times_is_one_note() -> None:
    """Three marks of two remarks: two notes, and from each a way back to every mark of it; in Markdown as well."""
    remarks = ("Seen twice.", "Seen once.", "Seen twice.")
    said = tuple(Paragraph(Remarked(f"Claim {number}", text)) for number, text in enumerate(remarks))
    page = write_html(Document("x", "A title", said), voice_of(frozen()))
    marks = [
        f'<sup><a id="{own}" href="#note-{to}">{to}</a></sup>'
        for own, to in (("mark-1", 1), ("mark-2", 2), ("mark-1-2", 1))
    ]
    assert [page.count(mark) for mark in marks] == [1, 1, 1]
    first, second = re.findall(r'<li id="note-\d">(.*?)</li>', page)
    assert re.findall(r'href="#([\w-]+)" aria-label="([^"]+)"', first) == [("mark-1", "Back 1"), ("mark-1-2", "Back 2")]
    assert re.findall(r'href="#([\w-]+)" aria-label="([^"]+)"', second) == [("mark-2", "Back")]
    text = write_markdown(Document("x", "A title", said), voice_of(frozen()))
    assert re.findall(r"Claim \d\[\^(\d)\]", text) == ["1", "2", "1"]
    assert re.findall(r"^\[\^(\d)\]: (.+)$", text, re.MULTILINE) == [("1", "Seen twice."), ("2", "Seen once.")]


def test_a_table_to_be_written_in_has_nothing_to_sort() -> None:
    """Cells of spaces alone keep a column wide for a hand, as empty ones do."""
    columns: tuple[Column[tuple[str, str]], ...] = (
        Column("item", lambda row: row[0], header=True),
        Column("entry", lambda row: row[1]),
    )
    for room in ("", "\u00a0" * 12):
        made = table("a", "A", columns, [(item, room) for item in ("name", "office", "date")])
        text = write_html(Document("t", "T", (made,)), voice_of(frozen()))
        assert '<table class="form">' in text
