"""Sources as notes name them: by a title that was seen, each once, those of a record in one note of a document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ceecluster.blocks import Document, Paragraph, Ref, Statement, Text
from ceecluster.citing import each_once, title_of, untitled
from ceecluster.documents import voice_of
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.html import write_html
from ceecluster.forms.markdown import write_markdown
from ceecluster.forms.pandoc import Writer, write_pdf
from ceecluster.model import Source
from factories import frozen

PAGE = "https://www.noen.at/wirtschaft/noe-kooperationen-bringen-innovation-2025-344218122"


@pytest.mark.parametrize(
    ("title", "url", "language", "none"),
    [
        ("Noe kooperationen bringen innovation", PAGE, None, True),
        ("Noe kooperationen bringen innovation", PAGE, "de", False),  # whoever noted the language has seen the page
        ("NÖ: Kooperationen bringen Innovation", PAGE, None, False),
        ("Kooperationen bringen Innovation", PAGE, None, False),  # a title of its own: a noun in German
        ("Kooperationen helfen uns", PAGE, None, False),
        ("Noe kooperationen", PAGE, None, False),  # two words may be spelt by chance
        ("Noe kooperationen bringen innovation", None, None, False),
    ],
)
def test_words_of_an_address_are_no_title(title: str, url: str | None, language: str | None, none: bool) -> None:
    """In small letters, in their order, of a page whose language nobody noted."""
    source = Source(title=title, url=url, language=language)
    assert untitled(source) is none
    told = voice_of(frozen()).plain(title_of(source))
    assert told == ("page of noen.at (title not seen)" if none else title)


def test_a_page_is_named_once() -> None:
    """The same title, publisher and year under two addresses is one page; two pages without a title are two."""
    one, other = (Source(title="Cluster strategy", year=2023, url=f"https://a.example/{n}") for n in (1, 2))
    first, second = (
        Source(title="noe cluster auf erfolg", url=f"https://a.example/{n}/noe-cluster-auf-erfolg") for n in (1, 2)
    )
    assert list(each_once([one, other, first, second, first])) == [one, first, second]


RECORD = Ref("record", "at12-programme")
OTHER = Ref("record", "at31-clusterland")


def _telling() -> Document:
    """Three paragraphs: on a record, on it and another, and on it alone again."""
    backed = [(RECORD,), (RECORD, OTHER), (RECORD,)]
    texts = [Text((Statement("page.contents", evidence=refs), ".")) for refs in backed]
    return Document(name="told", title="Told", blocks=tuple(Paragraph(text) for text in texts))


def test_the_sources_of_a_record_stand_in_one_note() -> None:
    """The second note says in which; the third place refers to the first note."""
    told = write_markdown(_telling(), voice_of(frozen()))
    assert re.findall(r"^Contents\[\^(\d)\]", told, re.M) == ["1", "2", "1"]
    first, second = re.findall(r"^\[\^\d\]: (.*)$", told, re.M)
    assert first.startswith("Lower Austrian Cluster Programme (at12-programme): [") and " more" in first
    assert second.startswith("Lower Austrian Cluster Programme (at12-programme): see note 1. Clusterland")
    assert len(re.findall(r"\]\(http", first)) == 2


def test_a_note_leads_to_the_one_that_has_the_sources() -> None:
    """On a page by a link; the places that refer to a note have a way back each."""
    told = write_html(_telling(), voice_of(frozen()))
    assert "see note 1</a>" in told and '<a href="#note-1">see note 1' in told
    assert told.count('id="note-1"') == 1 and 'id="mark-1-2"' in told


def test_a_note_in_print_is_set_once(tmp_path: Path) -> None:
    """Later places refer to it by its label, and the file can be set."""
    voice = voice_of(frozen())
    writer = Writer(voice, tmp_path, "typst", 0)
    run_pandoc(writer.tree(_telling(), writer.whole(_telling(), 2)), "typst", tmp_path / "told.typ", 0)
    body = (tmp_path / "told.typ").read_text(encoding="utf-8")
    assert body.count("#footnote[") == 2 and body.count("#footnote(<note-1>)") == 1
    assert "#link(<note-1>)[see note 1]" in body
    assert write_pdf(_telling(), voice, epoch=0).startswith(b"%PDF")
