"""What a page keeps in one line, and how addresses are shown."""

from __future__ import annotations

import pytest

from ceecluster.blocks import Column, Document, Paragraph, Ref, Section, Word, table
from ceecluster.documents import voice_of
from ceecluster.forms.html import write_html
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


def test_the_contents_are_of_the_language_of_the_page() -> None:
    """A heading told once is not taken for English data when the table of contents tells it again."""
    sections = tuple(Section(Word(word), (Paragraph("x"),)) for word in ("sources", "records", "aims", "levels"))
    page = write_html(Document("x", "A title", sections * 2), voice_of(frozen(), "de"))
    assert '<a href="#sources">Quellen</a>' in page


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (
            "https://example.org/%D1%81%D1%82%D1%80%D0%B0%D1%82%D0%B5%D0%B3%D0%B8%D1%8F",
            "https://example.org/стратегия",
        ),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/%E2%80%AEfdp", "https://example.org/%E2%80%AEfdp"),
        ("https://example.org/%FF", "https://example.org/%FF"),
        (
            "https://example.org/" + "a" * 100 + "/end.pdf",
            "https://example.org/" + "a" * 45 + "…" + "a" * 16 + "/end.pdf",
        ),
    ],
)
def test_an_address_is_shown_as_people_read_it(url: str, shown: str) -> None:
    """Letters for their codes where these are letters, and never more than a line or two."""
    assert shown_address(url) == shown
    assert len(shown) <= 90
