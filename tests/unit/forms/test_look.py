"""The brand reaches every form: colours, fonts, logo, names, footer; a draft says so on its pages."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest

from ceecluster.assets import template
from ceecluster.blocks import Column, Document, Marked, Paragraph, Part, Section, Statement, Text, Word, listing, table
from ceecluster.documents import KINDS, files_of, voice_of
from ceecluster.forms import drawing
from ceecluster.forms.charts import Chart
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.layout import missing_fonts
from ceecluster.forms.look import painted
from ceecluster.forms.nodes import words_of
from ceecluster.forms.pandoc import Writer
from ceecluster.model.base import Worded
from ceecluster.model.brand import Brand, contrast, legible
from ceecluster.provenance import cover
from ceecluster.report.export import dated
from ceecluster.sources.logos import Logo
from ceecluster.sources.word_package import text_of
from ceecluster.wording import Voice
from ceecluster.words.quality import intervals_figures
from factories import frozen

BRAND = Brand(
    publisher=Worded.of({"en": "Office & Sons"}, ""),
    footer=Worded.of({"en": "Imprint <1>"}, ""),
    accent="#7a1fa2",
    series=("#00695c",),
    font="Noto Sans",
    heading_font="Noto Serif",
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


@cache
def made(form: str, *, draft: bool = True) -> bytes:
    """A short document with a cover, a heading and a table in one form."""
    voice = Voice(voice_of(frozen()).names, brand=BRAND, logo=Logo("svg+xml", DRAWING, (40, 20)))
    blocks = (Paragraph("Text."), Section("Heading", (Paragraph("More."),)))
    told = Document("d", "Title", blocks, ("Imprint <1>",), ("A cover.",), draft)
    return files_of(told, form, Path(f"d.{form}"), voice, epoch=dated(frozen()))[Path(f"d.{form}")]


def parts(file: bytes) -> dict[str, str]:
    """The XML parts of a Word file, each of them well formed."""
    with zipfile.ZipFile(BytesIO(file)) as book:
        found = {name: book.read(name) for name in book.namelist()}
    for name, content in found.items():
        if name.endswith((".xml", ".rels")):
            minidom.parseString(content)
    return {name: content.decode("utf-8", "replace") for name, content in found.items()}


def test_the_page_has_the_brand() -> None:
    """Colours for light and dark, fonts, the logo as data, publisher and footer; all under the strict policy."""
    page = made("html").decode()
    assert "--accent:#7a1fa2" in page and '"Noto Sans"' in page and '"Noto Serif"' in page
    assert 'src="data:image/svg+xml;base64,' in page and "Office &amp; Sons" in page
    assert "Imprint &lt;1&gt;" in page and 'data-draft="DRAFT"' in page and "A cover." in page
    light, dark, printed = re.findall(r"--accent:(#\w{6});--c1", page)
    assert light == printed == "#7a1fa2" and contrast(dark, "#14191c") >= 4.5


def test_the_word_file_has_the_brand() -> None:
    """Styles, a header with logo, publisher and the mark of a draft, a footer; every part it names is there."""
    found = parts(made("docx"))
    styles, head = found["word/styles.xml"], found["word/header-ceecluster.xml"]
    assert '"7A1FA2"' in styles and '"0B4453"' not in styles and '"Noto Serif"' in styles and '"Georgia"' not in styles
    assert "Office &amp; Sons" in head and 'string="DRAFT"' in head and 'r:embed="rIdLogo"' in head
    assert "word/media/logo.png" in found and "Imprint &lt;1&gt;" in found["word/footer1.xml"]
    assert 'r:id="rIdHeader"' in found["word/document.xml"]
    assert 'Target="header-ceecluster.xml"' in found["word/_rels/document.xml.rels"]
    assert (
        'Extension="png"' in found["[Content_Types].xml"]
        and "/word/header-ceecluster.xml" in found["[Content_Types].xml"]
    )


def test_without_brand_and_draft_the_first_page_of_a_word_file_has_an_empty_header() -> None:
    """The other pages say what they belong to, as those of a PDF do; all have the number of the page."""
    told = Document("d", "Title & more", (Paragraph("Text."),))
    found = parts(files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")])
    assert "<w:r>" not in found["word/header-ceecluster.xml"]
    assert "Title &amp; more</w:t>" in found["word/header-running.xml"]
    section = found["word/document.xml"].split("<w:sectPr")[-1]
    kinds = re.findall(r'<w:(header|footer)Reference (?:[^>]*)w:type="(\w+)"|<w:(titlePg)/>', section)
    assert {("header", "first", ""), ("header", "default", ""), ("footer", "first", ""), ("", "", "titlePg")} <= {
        *kinds
    }
    assert section.index("<w:pgMar") < section.index("<w:titlePg")


def test_the_pdf_is_set_with_the_brand() -> None:
    """The layout takes logo, colours, fonts, footer and mark without an error."""
    assert made("pdf").startswith(b"%PDF") and made("pdf") != made("pdf", draft=False)


def test_charts_have_the_brands_colours() -> None:
    """The file has them; in the page they are the page's own variables, so that light and dark work."""
    plain = voice_of(frozen())
    (figure,) = intervals_figures(frozen().scores)
    ours, theirs = (Chart(figure, v) for v in (plain, Voice(plain.names, brand=BRAND)))
    assert "#0b5566" in ours.svg.lower() and "#0b5566" not in theirs.svg.lower() and "#7a1fa2" in theirs.svg.lower()
    assert theirs.inline_svg == ours.inline_svg


def test_a_chart_in_a_page_says_its_letters_once() -> None:
    """Each text has the letters of the file, inherited; none that was of other size has lost it."""
    (figure,) = intervals_figures(frozen().scores)
    chart = Chart(figure, voice_of(frozen()))
    for letters in ("font-family", "font-size"):
        kept = re.findall(f'{letters}="([^"]*)"', chart.svg)
        told = re.findall(f'{letters}="([^"]*)"', chart.inline_svg)
        most = max(set(kept), key=kept.count)
        assert kept.count(most) > 5 and told == [most, *(value for value in kept if value != most)]
        assert re.match(f'<svg [^>]*{letters}="', chart.inline_svg)
    texts = re.findall(r"<text[^>]*>", chart.svg)
    assert texts and all("font-family=" in text and "font-size=" in text for text in texts)
    assert ' opacity="1"' in chart.svg and ' opacity="1"' not in chart.inline_svg


def test_two_colours_can_be_swapped() -> None:
    """Each is replaced once."""
    assert painted("#aaaaaa #bbbbbb", {"#aaaaaa": "#bbbbbb", "#bbbbbb": "#aaaaaa"}) == "#bbbbbb #aaaaaa"


@pytest.mark.parametrize("ground", ["#fdfdfb", "#14191c"])
@pytest.mark.parametrize("colour", ["#ffdd00", "#000000", "#ffffff", "#808080", "#0000ff", "#fdfdfb"])
def test_a_colour_without_contrast_gets_it(colour: str, ground: str) -> None:
    """The nearest of its hue; one that has contrast stays as it is."""
    used = legible(colour, ground, 4.5)
    assert contrast(used, ground) >= 4.5 and (used == colour or contrast(colour, ground) < 4.5)


def test_contrasts_are_those_of_the_guidelines() -> None:
    """Black on white is 21 to 1; #767676 is the lightest grey that may carry text on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


def test_drafts_are_marked_and_say_so() -> None:
    """Agreement, plan and what is asked of the Commission are drafts; a briefing is none."""
    assert {kind for kind, entry in KINDS.items() if entry.draft} == {"agreement", "commission", "plan"}
    assert Statement("page.draft") in cover(frozen(), "t", draft=True)


def test_a_picture_does_not_depend_on_what_was_drawn_before() -> None:
    """Its parts have names of their own: the same each time, and none of another picture."""
    specification: dict[str, Any] = {
        "mark": {"type": "bar", "clip": True},
        "data": {"values": [{"a": 1}, {"a": 2}]},
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    drawn = []
    for _ in range(2):
        drawing._svg.cache_clear()
        drawn.append(drawing.draw_svg("x", specification))
    assert drawn[0] == drawn[1]
    other = drawing.draw_svg("x", {**specification, "width": 77})
    names, others = (set(re.findall(r'id="([^"]+)"', svg)) for svg in (drawn[0], other))
    assert names and not names & others
    assert set(re.findall(r"url\(#([^)]+)\)", drawn[0])) <= names


def test_points_of_a_list_are_no_smaller_than_nine_points_in_word() -> None:
    """pandoc sets tight lists in the style of table cells; ours have their own, which keeps its number or mark."""
    told = Document("d", "Title", (listing(("one", "two"), numbered=True), listing(("three",))))
    voice = Voice(voice_of(frozen()).names)
    found = parts(files_of(told, "docx", Path("d.docx"), voice, epoch=0)[Path("d.docx")])
    points = re.findall(r"<w:p>(?:(?!</w:p>).)*<w:numPr>.*?</w:p>", found["word/document.xml"], re.DOTALL)
    assert len(points) == 3
    assert all('<w:pStyle w:val="Point"' in each for each in points)
    (style,) = re.findall(r'<w:style [^>]*w:styleId="Point".*?</w:style>', found["word/styles.xml"], re.DOTALL)
    assert int(re.findall(r'<w:sz w:val="(\d+)"', style)[0]) >= 18


@pytest.mark.parametrize("style", ["Compact", "TableNote", "Caption", "Cover", "Header", "Footer", "FootnoteText"])
def test_no_letters_in_word_are_smaller_than_nine_points(style: str) -> None:
    """Those of tables above all; no style of the file has smaller ones."""
    told = Document("d", "Title", (Paragraph("Text."),))
    found = parts(files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")])
    sizes = {
        each: int(size)
        for each, size in re.findall(
            r'<w:style [^>]*w:styleId="(\w+)"(?:(?!</w:style>).)*<w:sz w:val="(\d+)"',
            found["word/styles.xml"],
            re.DOTALL,
        )
    }
    assert sizes[style] >= 18 and min(sizes.values()) >= 18


def test_no_letters_in_print_are_smaller_than_nine_points() -> None:
    """What the layout of the PDF sets; footnotes are smaller by its default."""
    layout = template("document.typ").read_text(encoding="utf-8")
    sizes = [float(size) for size in re.findall(r"text\((?:size: )?([0-9.]+)pt", layout)]
    assert len(sizes) >= 8 and min(sizes) >= 9


@pytest.mark.parametrize("lines", [2, 3, 4, 8, 30, 40])
def test_a_line_of_a_table_stands_on_one_page_and_a_small_table_too(lines: int) -> None:
    """In Word: no line is cut; a small table is kept whole, a large one begins and ends with two lines."""
    first: Column[int] = Column(Word("a"), str, header=True)
    second: Column[int] = Column(Word("b"), lambda row: "word " * 60)
    told = Document("d", "Title", (table("t", "Table", (first, second), range(lines)),))
    file = files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")]
    body = minidom.parseString(parts(file)["word/document.xml"])
    rows = body.getElementsByTagName("w:tbl")[0].getElementsByTagName("w:tr")
    assert len(rows) == lines + 1 and all(row.getElementsByTagName("w:cantSplit") for row in rows)
    kept = [bool(row.getElementsByTagName("w:keepNext")) for row in rows]
    whole = [True] * lines + [False]
    assert kept == (whole if lines <= 3 else [True] * 2 + [False] * (lines - 3) + [True, False])
    for row in rows:
        for paragraph in row.getElementsByTagName("w:p"):
            names = [each.tagName for each in paragraph.getElementsByTagName("w:pPr")[0].childNodes]
            assert names[:2] in (["w:pStyle", "w:keepNext"], ["w:pStyle"], ["w:pStyle", "w:jc"]), names


def test_a_font_that_is_not_there_is_named() -> None:
    """Those that the PDF is set in are not."""
    assert missing_fonts(Brand(font="Zzyzx Grotesk", heading_font="Libertinus Serif")) == ["Zzyzx Grotesk"]
    assert missing_fonts(Brand(font="Zzyzx", heading_font="Zzyzx")) == ["Zzyzx"]
    assert missing_fonts(None) == missing_fonts(Brand()) == []


@pytest.mark.parametrize("how", ["strong", "emphasis", "code", "link", "open", "quoted"])
def test_a_column_of_set_off_texts_gets_its_room(how: Any) -> None:
    """A column of links is as wide as one of plain text: every way to set a text off is measured."""
    text = "A title of a source that takes some room, and then some more of it"
    target = {"link": "https://example.org/", "quoted": "de"}.get(how, "")

    def share(part: Part) -> int:
        first: Column[int] = Column(Word("a"), lambda row: "word " * 30, header=True)
        second: Column[int] = Column(Word("b"), lambda row: part)
        told = Document("d", "Title", (table("t", "Table", (first, second), (1, 2)),))
        file = files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")]
        return int(re.findall(r'<w:gridCol w:w="(\d+)"', parts(file)["word/document.xml"])[1])

    assert share(Marked(how, text, target)) >= share(text)
    # The comment at a bracket takes no room of its own.
    assert share(Marked("open", "x")) == share("[x]")


def test_a_date_in_a_title_is_not_divided_in_word() -> None:
    """Its hyphens are those at which no line ends; those of a name stay."""
    told = Document("d", "Cluster-Network: briefing of 2026-11-23", (Paragraph("Text."),))
    file = files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")]
    title = re.findall(r'<w:p>(?:(?!</w:p>).)*"Title".*?</w:p>', parts(file)["word/document.xml"], re.DOTALL)[0]
    assert len(re.findall(r"<w:noBreakHyphen ?/>|\u2011", title)) == 2 and "Cluster-Network" in title


def leading() -> Document:
    """A heading with one line below it, a lead with its list, a text behind it, and tables of three and thirty rows."""
    first: Column[int] = Column(Word("a"), str, header=True)
    small, large = (table(f"t{count}", f"T{count}", (first,), range(count)) for count in (3, 30))
    blocks = (Paragraph("One line."), Paragraph("Lead:"), listing(("x",)), Paragraph("After the list."), small)
    return Document("d", "Title", (Section("Heading", (*blocks, Paragraph("After the table."), large)),))


def test_nothing_that_leads_to_something_ends_a_page_in_word() -> None:
    """The line below a heading and the text above a list stay with what follows; a list or table has room below it."""
    file = files_of(leading(), "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")]
    body = minidom.parseString(parts(file)["word/document.xml"])
    told = {
        "".join(t.firstChild.data for t in p.getElementsByTagName("w:t")): p for p in body.getElementsByTagName("w:p")
    }
    kept = {text for text, p in told.items() if p.getElementsByTagName("w:keepNext")}
    assert {"One line.", "Lead:"} <= kept and not {"After the list.", "After the table.", "x"} & kept
    apart = {text for text, p in told.items() if p.getElementsByTagName("w:spacing")}
    assert apart == {"After the list.", "After the table."}


def test_nothing_that_leads_to_something_ends_a_page_in_the_pdf(tmp_path: Path) -> None:
    """The same two texts stick, and the small table alone is whole."""
    writer = Writer(voice_of(frozen()), tmp_path, "typst", 0)
    run_pandoc(writer.tree(leading(), writer.whole(leading(), 2)), "typst", tmp_path / "body.typ", 0)
    body = " ".join((tmp_path / "body.typ").read_text(encoding="utf-8").split())
    assert re.findall(r"sticky: true.*?\)\[ (.*?) \]", body) == ["One line.", "Lead:"]
    (whole,) = re.findall(r"#block\(breakable: false\)\[(.*?caption: \[.*?\].*?)\] ", body)
    assert "T3" in whole and "T30" not in whole


def set_in_typst(told: Document, folder: Path) -> str:
    """The text of a document as Typst reads it."""
    writer = Writer(voice_of(frozen()), folder, "typst", 0)
    run_pandoc(writer.tree(told, writer.whole(told, 2)), "typst", folder / "body.typ", 0)
    return (folder / "body.typ").read_text(encoding="utf-8")


def test_a_table_that_is_signed_by_hand_has_room_and_stands_on_one_page(tmp_path: Path) -> None:
    """Blank columns take what the line leaves; their lines are high; eleven of them are whole, with their note."""
    first: Column[int] = Column(Word("region"), lambda row: "Lower Austria", header=True)
    blanks: list[Column[int]] = [Column(Word("office"), lambda row: ""), Column(Word("stamp"), lambda row: "")]
    told = Document("d", "Title", (table("s", "Signatures", (first, *blanks), range(11), "A note."),))
    body = " ".join(set_in_typst(told, tmp_path).split())
    assert re.search(r"#block\(breakable: false\)\[ .*#note\[A note\.\] \]", body)
    assert body.count("#box(height: 0.8cm)") == 22
    file = parts(files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")])[
        "word/document.xml"
    ]
    named, *hand = (int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', file))
    assert all(width > 2 * named for width in hand) and sum(hand) + named > 7000
    assert file.count("<w:trHeight") == 11 and 'w:tblCaption w:val="Table 1. Signatures"' in file
    rows = re.findall(r"<w:tr>.*?</w:tr>|<w:tr .*?</w:tr>", file, re.DOTALL)
    assert len(rows) == 12 and all("<w:keepNext" in row for row in rows)


def test_a_year_that_ends_a_sentence_is_no_number_of_a_list(tmp_path: Path) -> None:
    """Typst takes a line that begins with `2015.` for a point of a list: no line is broken before it."""
    said = Paragraph(Text(("word " * 14 + "rate ", "2015", ". Near and far " * 9, "2016", ". End.")))
    for line in set_in_typst(Document("d", "Title", (said,)), tmp_path).splitlines():
        assert not re.match(r"\d+\. ", line), line


def test_dates_and_percents_are_not_divided_in_word() -> None:
    """Nor are ranges of years and codes; names, addresses and longer numbers keep the hyphens they have."""
    said = (
        "On 2026-11-23 (2021-2027), 5 % of AT-HU: West-Pannon https://example.org/2026-11-23 and 0-1-2-3-4-5-6-7-8-9."
    )
    words = [node["c"] for node in words_of(said, "docx") if node["t"] == "Str"]
    assert words == [
        *("On", "2026\u201111\u201123", "(2021\u20112027),", "5\u00a0%", "of", "AT\u2011HU:", "West-Pannon"),
        *("https://example.org/2026-11-23", "and", "0-1-2-3-4-5-6-7-8-9."),
    ]


def test_a_code_in_word_is_whole_and_reads_as_it_is_written() -> None:
    """Word's own mark stands for its hyphen, or what LibreOffice saves for it; what is read back has the hyphen."""
    told = Document("d", "Title", (Paragraph("Training (OBJ-SKIL) of records such as at12-wood-2024."),))
    file = files_of(told, "docx", Path("d.docx"), voice_of(frozen()), epoch=0)[Path("d.docx")]
    text = parts(file)["word/document.xml"]
    assert text.count("<w:noBreakHyphen/>") == 1 and "\u2011" not in text and "OBJ-SKIL" not in text
    for saved in (text, text.replace("<w:noBreakHyphen/>", "<w:t>\u2011</w:t>")):
        paragraphs = [text_of(each) for each in minidom.parseString(saved).getElementsByTagName("w:p")]
        assert "Training (OBJ-SKIL) of records such as at12-wood-2024." in paragraphs


def test_a_label_is_cut_at_the_end_of_a_word() -> None:
    """What is too long for its room in a chart ends after a whole word."""
    label = "Gemeinsame Erschließung von Drittmärkten"
    axis = {"field": "a", "type": "nominal", "axis": {"labelLimit": 180}}
    bar = {"mark": "bar", "data": {"values": [{"a": label, "b": 1}]}, "encoding": {"y": axis, "x": {"field": "b"}}}
    assert ">Gemeinsame Erschließung von…</text>" in drawing.draw_svg("x", bar)
