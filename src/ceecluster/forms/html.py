"""Blocks as one HTML file: accessible tables and figures, a table of contents, no network, a strict policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import unquote

from ceecluster.blocks import (
    Block,
    Boxes,
    Document,
    Figure,
    Listing,
    Marked,
    Next,
    Note,
    Paragraph,
    Part,
    Quote,
    Ref,
    Section,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    wants_contents,
)
from ceecluster.commonmark import Said
from ceecluster.forms import look
from ceecluster.forms.cells import SHORT, room, to_be_written
from ceecluster.forms.charts import Chart
from ceecluster.forms.footnotes import Footnotes
from ceecluster.forms.markdown import allowed
from ceecluster.forms.weighing import panel
from ceecluster.sandbox import Sandbox, environment, rendered
from ceecluster.wording import TRANSLATING, Backing, Voice, told_in, translated

FILTER_FROM = 12
"""Tables with at least so many rows get a filter."""
WIDE_FROM = 8
"""Tables with at least so many columns are printed smaller."""
_DATE = re.compile(r"\b[12]\d{3}-\d\d-\d\d\b")
"""A day as files have it; it is not divided at its hyphens."""
_CODE = re.compile(r"(\(|(?<=, ))(?=[^() ]{3,31}\)$)[^() -]+-[^() ]+\)$")
"""A code behind its name, with the bracket that ends it; longer ones may be divided at their hyphens."""
_KEY = re.compile(r"(?=.{1,31}$)[^ -]+-[^ ]+")
"""The key of a record or the code of a term as a table has it; a longer one may be divided."""
_COMPOUND = re.compile(r"(?<![\w-])[A-Z]{2,4}-[^\W\d_]{2,15}(?![\w-])")
"""A name of an abbreviation and a word, as CEE-ClusterNetwork; it is not divided at its hyphen."""
_PIECE = re.compile(r"(?<![\w.,])(?:[\d.,]*\d–\d[\d.,]*(?!\w)|\d{1,2}\.? [^\W\d]{3,12}(?= [12]\d{3}(?!\w)))")
"""The two ends of a span of numbers, and a day with its month in words before the year."""
_LEFTWARD = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter of a script that is written from right to left."""
_TAGS = {"strong": "strong", "emphasis": "em", "code": "code"}


@dataclass(frozen=True)
class Heading:
    """A heading for the table of contents."""

    level: int
    html: str
    """Without the marks of its notes."""
    anchor: str


@dataclass(frozen=True)
class Menu:
    """The pages of a site."""

    pages: tuple[tuple[str, str], ...] = ()
    """(text, file) of the pages about the network."""
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Title and pages (text, file) of those about one thing each: regions, candidates, criteria."""
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Where each thing stands, by kind and code: its page, or the page and the anchor of its line."""
    forms: tuple[tuple[str, str], ...] = ()
    """(ending, name) of the other forms that lie beside each page."""
    languages: tuple[tuple[str, str, str], ...] = ()
    """(language, its own name, way to its pages) of each language of a site that has several, the first of it first."""
    beside: Mapping[str, tuple[str, Statement]] = field(default_factory=dict)
    """Of a page the other that tells the same, shorter or at length: its file, and what leads there."""
    downloads: bool = False
    """Whether the figures lie beside the pages as SVG and PNG."""


def write_html(document: Document, voice: Voice, menu: Menu | None = None, file: str = "") -> str:
    """The page as HTML text; `menu` has the other pages of a site, in which this one is `file`."""
    menu = menu or Menu()
    writer = _Writer(voice, menu, file)
    title = voice.plain(document.title)
    body = [f'<h1 id="{writer.anchor(document.name or title)}">{writer.text(document.title)}</h1>']
    if document.cover:
        body.append(f'<p class="cover">{" ".join(map(writer.text, document.cover))}</p>')
    if file in menu.beside:
        other, way = menu.beside[file]
        body.append(f'<p class="beside"><a href="{escape(other)}">{writer.word(way)}</a></p>')
    body += writer.blocks(document.blocks, 2)
    if writer.notes.texts:
        notes = "\n".join(writer.ends())
        body.append(f'<section class="notes" aria-label="{writer.word(Word("Notes"))}"><ol>{notes}</ol></section>')
    headings = [heading for heading in writer.headings if heading.level in (2, 3)]
    style, script = (filled("page.css", voice) + look.style(voice), filled("page.js", voice))
    if writer.weighs:
        script += filled("weighing.js", voice)
    content = "\n".join(body)
    footer = [line for line in map(voice.plain, document.footer) if escape(line) not in content]
    return filled(
        "page.html.j2",
        voice,
        language=voice.language,
        title=title,
        body=content,
        contents=headings if wants_contents(document, len(headings)) else [],
        letterhead=look.letterhead(voice),
        draft=voice.plain(Word("DRAFT")) if document.draft else "",
        footer=footer,
        menu=menu,
        file=file,
        stem=file.removesuffix(".html"),
        style=style,
        script=script,
        style_hash=digest(style),
        script_hash=digest(script),
    )


def write_fragment(document: Document, voice: Voice) -> str:
    """The sentences, tables and charts of a document for a place in somebody's page: no style, script or head."""
    writer = _Writer(voice, Menu(), "")
    writer.counts = False
    return "\n".join((f"<h3>{writer.text(document.title)}</h3>", *writer.blocks(document.blocks, 4)))


def anchor_of(text: str) -> str:
    """The anchor of a row that begins with a text."""
    return "row-" + (re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "x")


def filled(name: str, voice: Voice, **values: object) -> str:
    """A template of the page with its values."""
    with voice.rendering(name):
        return rendered(_environment(voice.templates, voice.language).get_template(name), values)


@cache
def _environment(templates: Path | None, language: str) -> Sandbox:
    return translated(environment(templates, autoescape=True, extensions=[TRANSLATING]), language)


def digest(text: str) -> str:
    """What a strict policy knows a style or a script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Writer:
    def __init__(self, voice: Voice, menu: Menu, file: str) -> None:
        self.voice = voice
        self.keys = voice.in_english()
        """Anchors are the same in every language."""
        self.menu = menu
        self.file = file
        self.leading = False
        """Whether regions lead to their pages: where they name a row; in running text their names come too often."""
        self.headings: list[Heading] = []
        self.notes: Footnotes[str] = Footnotes(voice, self.text)
        self.marks: dict[int, int] = {}
        """How often each note is referred to."""
        self.used: dict[str, int] = {}
        self.tables = self.figures = self.numbered = 0
        self.weighs = False
        self.counts = True
        """Whether tables are numbered; those in somebody else's page are not."""

    def blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[str]:
        for block in blocks:
            match block:
                case Section(blocks=inner):
                    yield self.heading(block, level)
                    yield from self.blocks(inner, level + 1)
                case Boxes(sections=sections, own_page=alone):
                    boxes = ("\n".join(self.blocks((section,), level)) for section in sections)
                    kind = "boxes own-page" if alone else "boxes"
                    yield f'<div class="{kind}">{"".join(f"<div>{box}</div>" for box in boxes)}</div>'
                case Paragraph(text=text):
                    yield f"<p>{self.text(text)}</p>"
                case Note(text=text):
                    yield f'<p class="note">{self.text(text)}</p>'
                case Listing(points=points, numbered=numbered):
                    tag = "ol" if numbered else "ul"
                    yield (
                        f"<{tag}>" + "\n".join(f"<li>{self.point(point, level)}</li>" for point in points) + f"</{tag}>"
                    )
                case Quote(blocks=inner):
                    yield f"<blockquote>{''.join(self.blocks(inner, level))}</blockquote>"
                case Table():
                    yield self.table(block)
                case Figure():
                    yield self.figure(block)
                case Next():
                    pass

    def point(self, point: tuple[Block, ...], level: int) -> str:
        """A point of a list: a single paragraph needs no tag of its own."""
        if len(point) == 1 and isinstance(point[0], Paragraph):
            return self.text(point[0].text)
        return "".join(self.blocks(point, level))

    def heading(self, section: Section, level: int) -> str:
        title, kind = section.title, ' class="own-page"' if section.own_page else ""
        # What has been told is of the page's language: told once more it must not be taken for data.
        leaves = (Said(leaf) if isinstance(leaf, str) else leaf for leaf in self.voice.flat(title))
        plain = Text(tuple(leaf for leaf in leaves if not isinstance(leaf, Backing)))
        anchor = self.anchor(self.keys.plain(section.english or title))
        self.headings.append(Heading(level, self.text(plain, inside_link=True), anchor))
        tag = f"h{min(level, 6)}"
        return f'<{tag} id="{anchor}"{kind}>{self.text(title)}</{tag}>'

    def anchor(self, text: str) -> str:
        slug = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        self.used[slug] = self.used.get(slug, 0) + 1
        return slug if self.used[slug] == 1 else f"{slug}-{self.used[slug]}"

    def word(self, word: Word | Statement) -> str:
        return escape(self.voice.plain(word))

    def figure(self, figure: Figure) -> str:
        """A figure with its caption, its data table folded behind it, and the data to download."""
        self.figures += 1
        chart = Chart(figure, self.voice)
        label = self.word(Statement("page.figure", {"number": self.figures}))
        data = base64.b64encode(chart.csv.encode()).decode()
        file = f'download="{escape(figure.key)}.csv" href="data:text/csv;base64,{data}"'
        return "\n".join(
            (
                f'<div class="figure"><figure id="figure-{escape(figure.key)}">',
                *self.charts(chart, label),
                f"<figcaption><strong>{label}.</strong> {escape(chart.caption)}</figcaption></figure>",
                f"<details><summary>{self.text(Statement('page.data_behind'))}</summary>",
                self.table(figure.table, numbered=False),
                f"<p><a {file}>{self.text(Statement('page.download_data'))}</a>{self.pictures(figure)}</p>",
                "</details></div>",
            )
        )

    def charts(self, chart: Chart, label: str) -> Iterator[str]:
        """The chart, and the one for a phone where it has another; a screen shows one of them."""
        narrow = chart.inline_narrow_svg if self.counts else None
        kinds = ("broad", "slim") if narrow else (chart.enlarged,)
        for kind, svg in zip(kinds, (chart.inline_svg, narrow), strict=False):
            yield f'<div{_classes("chart", kind)} role="group" tabindex="0" aria-label="{label}">{svg}</div>'

    def pictures(self, figure: Figure) -> str:
        """Links to the figure as files, where these lie beside the page."""
        if not self.menu.downloads:
            return ""
        stem = f"figures/{escape(figure.key)}"
        return "".join(f' · <a download href="{stem}.{form}">{form.upper()}</a>' for form in ("svg", "png"))

    def table(self, table: Table, *, numbered: bool = True) -> str:
        """A table with caption, scopes, and a region to scroll it on a narrow screen.

        The data behind a figure have no number of their own.
        """
        self.tables += 1
        name = f"table-{self.tables}"
        number = ""
        if numbered and self.counts and table.title:
            self.numbered += 1
            number = f"{self.word(Statement('page.table', {'number': self.numbered}))}. "
        label = f'aria-labelledby="{name}"' if table.title else f'aria-label="{self.word(Word("Table"))} {self.tables}"'
        rows = len(table.cells)
        # A table with a column to be written in by hand has nothing to be sorted.
        blank = [
            all(isinstance(cell, str) and not cell.strip() for cell in cells)
            for cells in zip(*table.cells, strict=True)
        ]
        kind = "filterable sortable" if rows >= FILTER_FROM else "sortable" if rows > 2 else "plain"
        kind = "form" if any(blank) else kind
        kind += " wide" if len(table.columns) >= WIDE_FROM else ""
        out = [f'<div class="table" role="group" tabindex="0" {label}><table class="{kind}">']
        if table.title:
            # A table that is read row by row must not have a link beside its rows: what it names leads on below.
            title = self.text(table.title, inside_link=True)
            out.append(f'<caption id="{name}">{number}{title}</caption>')
        sides = ["number" if column.align == "right" else "" for column in table.columns]
        names = [self.text(column.label, column.spelling or Spelling.NAME) for column in table.columns]
        heads = (
            f'<th scope="col"{_classes(side, "short" if "–" in name and len(name) <= SHORT else "")}>{name}</th>'
            for side, name in zip(sides, names, strict=True)
        )
        out.append(f"<thead><tr>{''.join(heads)}</tr></thead><tbody>")
        out += self.rows(table, sides)
        out.append("</tbody></table></div>")
        if table.folded:
            out = [f'<details class="folded"><summary>{number}{self.text(table.title)}</summary>', *out, "</details>"]
        if table.note:
            out.append(f'<p class="note">{self.text(table.note)}</p>')
        if table.weighing:
            self.weighs = True
            out.append(panel(table.weighing, self.voice, filled))
        return "\n".join(out)

    def rows(self, table: Table, sides: list[str]) -> Iterator[str]:
        """The rows of a table; a column with a long text is marked, so that it gets the room."""
        told = []
        for row in table.cells:
            texts = []
            for column, cell in zip(table.columns, row, strict=True):
                self.leading = column.header
                spelling = column.spelling or (Spelling.BOTH if column.header else Spelling.CODE)
                texts.append("" if to_be_written(cell) else self.text(cell, spelling))
                self.leading = False
            told.append(texts)
        kinds = [
            _classes(side, room(texts, side, head=column.header))
            for side, column, texts in zip(sides, table.columns, zip(*told, strict=True), strict=False)
        ]
        for row, texts in zip(table.cells, told, strict=True):
            cells = []
            for kind, column, text in zip(kinds, table.columns, texts, strict=True):
                tag, scope = ("th", ' scope="row"') if column.header else ("td", "")
                cells.append(f"<{tag}{scope}{kind}>{text}</{tag}>")
            anchor = f' id="{self.anchor(anchor_of(self.voice.plain(row[0])))}"' if table.anchored else ""
            yield f"<tr{anchor}>{''.join(cells)}</tr>"

    def text(self, part: Part | None, spelling: Spelling = Spelling.NAME, *, inside_link: bool = False) -> str:
        out = []
        for leaf in self.voice.flat(part):
            match leaf:
                case str():
                    # A number and its sign stay on one line.
                    told = escape(leaf).replace(" %", "&#160;%")
                    told = _PIECE.sub(r'<span class="key">\g<0></span>', told)
                    if "-" in told:
                        told = _COMPOUND.sub(r'<span class="key">\g<0></span>', _DATE.sub(r"<time>\g<0></time>", told))
                    out.append(told)
                case Ref():
                    out.append(self.named(leaf, self.spelled(leaf, spelling), inside_link=inside_link))
                case Marked(how="link", text=text, target=target):
                    inner = self.text(text, spelling, inside_link=True)
                    kind = ' class="address"' if _is_address(self.voice.plain(text), target) else ""
                    out.append(f'<a{kind} href="{escape(target)}">{inner}</a>' if allowed(target) else inner)
                case Marked(how="open", text=text):
                    out.append(f'<span class="open">[{self.text(text, spelling)}]</span>')
                case Marked(how="quoted", text=text):
                    told = f'<span lang="{escape(told_in(leaf, spelling))}">{self.spelled(text, spelling)}</span>'
                    out.append(self.named(text, told, inside_link=inside_link) if isinstance(text, Ref) else told)
                case Marked(how=how, text=text):
                    out.append(f"<{_TAGS[how]}>{self.text(text, spelling)}</{_TAGS[how]}>")
                case Backing():
                    out.append(self.note(leaf))
        return "".join(out)

    def named(self, ref: Ref, told: str, *, inside_link: bool) -> str:
        """A name, with a link to its page where it has one."""
        place = None if inside_link or (ref.kind == "region" and not self.leading) else self.place(ref)
        return f'<a href="{escape(place)}">{told}</a>' if place and place != self.file else told

    def place(self, ref: Ref) -> str | None:
        """Where something stands in the site."""
        return self.menu.places.get((ref.kind, ref.id))

    def spelled(self, part: Part, spelling: Spelling) -> str:
        """A name, or a quotation, which is told as it stands."""
        told = escape(self.voice.names.spell(part, spelling) if isinstance(part, Ref) else self.voice.plain(part))
        told = _CODE.sub(r"<span>\g<0></span>", told) if spelling is Spelling.BOTH else told
        if isinstance(part, Ref) and _KEY.fullmatch(told):
            told = f'<span class="key">{told}</span>'
        # Two names written from right to left would change places around the comma between them.
        return f"<bdi>{told}</bdi>" if _LEFTWARD.search(told) else told

    def note(self, evidence: Backing) -> str:
        """The mark of a footnote."""
        number = self.notes.number(evidence)
        if number is None:
            return ""
        time = self.marks[number] = self.marks.get(number, 0) + 1
        return f'<sup><a id="{_mark(number, time)}" href="#note-{number}">{number}</a></sup>'

    def ends(self) -> Iterator[str]:
        """The notes at the end, each with a way back to every place that refers to it."""
        back = self.word(Word("Back"))
        for number, told in enumerate(self.notes.texts, 1):
            times = self.marks[number]
            ways = (
                f'<a href="#{_mark(number, time)}" aria-label="{back}{f" {time}" if times > 1 else ""}">↩'
                f"{f'<sup>{time}</sup>' if times > 1 else ''}</a>"
                for time in range(1, times + 1)
            )
            yield f'<li id="note-{number}">{told}&nbsp;{" ".join(ways)}</li>'


def _is_address(told: str, target: str) -> bool:
    """Whether a link shows where it leads, with or without its scheme, whole or its beginning and end."""
    return "/" in told and "://" in target and told.partition("…")[0] in target + unquote(target)


def _classes(*names: str) -> str:
    """The classes of a cell as an attribute; most have none, and a page has thousands of cells."""
    kept = " ".join(filter(None, names))
    return f' class="{kept}"' if kept else ""


def _mark(number: int, time: int) -> str:
    """The anchor of a mark of a note: the first one's is that of the note."""
    return f"mark-{number}" if time == 1 else f"mark-{number}-{time}"
