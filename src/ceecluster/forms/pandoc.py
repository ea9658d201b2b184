"""Blocks as pandoc's document tree, and the tree as Word and PDF; pandoc and Typst come as Python packages."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ceecluster import assets
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
    Word,
    wants_contents,
)
from ceecluster.errors import UsageError
from ceecluster.forms.charts import Chart, fitting
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.footnotes import Footnotes
from ceecluster.forms.layout import headed, quoted, tag
from ceecluster.forms.letterhead import branded
from ceecluster.forms.markdown import allowed
from ceecluster.forms.nodes import (
    Node,
    attr,
    element,
    letters_of,
    notes_at_end,
    notes_once,
    row_of,
    tight,
    undivided,
    words_of,
)
from ceecluster.forms.wide import LINE, WIDEST, blank, lines, narrow, widths
from ceecluster.forms.word_finish import CONTENTS_BEGIN, CONTENTS_END, COUNTED, LEAD, NOTE, PAGE_BREAK, Laid, finished
from ceecluster.wording import Backing, Voice, told_in

_API = [1, 23, 1]
_TEXT_CM = 16.6
"""Width of the text on an A4 page."""
_CONTENTS = Statement("page.contents")
_OPEN = Statement("page.at_bracket")
"""What a comment says at a bracket at which nothing else is said."""
_LINE = 100
"""Letters of a line of text, about."""
LEADING = "#block(sticky: true, above: 0.9em, below: 0.9em)["
"""How a PDF keeps a paragraph on the page of what follows."""
_LINES = {"docx": 97, "pptx": 60}
"""Letters of a line of a table where they are fewer than in a PDF, whose letters are narrower."""
_SMALL = 4
"""Rows of a table that is kept on one page, however long they are."""
_WHOLE = 12
"""Lines of text of a table that is not divided between pages: a fifth of a page may stay blank for it, not more."""
_SIGNED = 24
"""Rows of a table to be filled in by hand that stands on one page."""
_BY_HAND = "#box(height: 0.8cm)"  # makes a line of a PDF high enough to be filled in by hand
_NAMED = 10
"""Columns beyond which their heads have no room for names."""
_GUTTER_CM = 0.35
"""Half of the room between boxes side by side."""
_MARKS = {"strong": "Strong", "emphasis": "Emph"}


def write_docx(document: Document, voice: Voice, *, epoch: int, reference: Path | None = None) -> bytes:
    """The document as a Word file with real styles, its evidence as comments.

    `reference` is a .docx whose styles are used instead of ours; `epoch` (seconds) dates the file, not the clock.
    """
    styles = reference or assets.template("reference.docx", voice.templates)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = Writer(voice, folder, "docx", epoch)
        tree = writer.tree(document, writer.whole(document, 1))
        target = folder / "document.docx"
        run_pandoc(tree, "docx", target, epoch, f"--reference-doc={styles.resolve()}")
        made = finished(target.read_bytes(), writer.laid)
        return branded(made, document, voice, own_styles=reference is not None)


def write_pdf(document: Document, voice: Voice, *, epoch: int) -> bytes:
    """The document as a tagged PDF with bookmarks, page numbers and its language; its evidence in footnotes."""
    try:
        import typst
    except ImportError as error:
        raise UsageError(
            "PDF needs the extra 'pdf'",
            "install it with: pip install 'ceecluster[docx,pdf]', in a checkout '.[docx,pdf]'",
        ) from error
    head = assets.template("document.typ", voice.templates).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = Writer(voice, folder, "typst", epoch)
        body, source = folder / "body.typ", folder / "document.typ"
        run_pandoc(writer.tree(document, writer.whole(document, 2)), "typst", body, epoch)
        source.write_text(
            headed(head, document, voice, folder) + "\n" + body.read_text(encoding="utf-8"),
            encoding="utf-8",
        )
        try:
            return bytes(typst.compile(str(source), root=str(folder), timestamp=epoch))
        except (RuntimeError, typst.TypstError) as error:
            # Typst's own picture of the place, on one line.
            where = " ".join(str(getattr(error, "diagnostic", error)).split())
            raise UsageError(f"the PDF could not be set: {where}", "look at your copy of document.typ") from error


class Writer:
    """Walks the blocks once; pictures go to a folder."""

    def __init__(self, voice: Voice, folder: Path, form: str, epoch: int) -> None:
        self.voice = voice
        self.folder = folder
        self.form = form
        self.picture = "svg" if form == "typst" else "png"
        self.word = form == "docx"
        self.when = datetime.datetime.fromtimestamp(epoch, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.headings: list[tuple[int, str, list[Node]]] = []
        self.comments = 0
        self.notes: Footnotes[list[Node]] = Footnotes(voice, self.inlines)
        self.room = _TEXT_CM
        """Width of the line, in centimetres."""
        self.figures = self.tables = 0
        self.behind: list[Table] = []
        """Data of figures, for the end of the document."""
        self.laid: list[Laid] = []
        """How each table is, as they stand in the text."""

    def tree(self, document: Document, blocks: list[Node]) -> Node:
        """The whole tree, with the contents before the first heading where there are enough of them."""
        language = tag(self.voice)
        first = 1 if self.word else 2
        # What an annex has inside would push what comes before it apart.
        deep = first + (not any(isinstance(block, Section) and block.own_page for block in document.blocks))
        shown = [heading for heading in self.headings if heading[0] <= deep]
        if wants_contents(document, len(shown)):
            # What stands before the first heading is a notice, and is read first.
            first = next(index for index, block in enumerate(blocks) if block["t"] == "Header")
            blocks = [*blocks[:first], *self.contents(shown, deep), *blocks[first:]]
        meta = {"lang": element("MetaString", language)}
        if self.word:
            meta["title"] = element("MetaInlines", [undivided(node) for node in self.inlines(document.title)])
        return {"pandoc-api-version": _API, "meta": meta, "blocks": blocks}

    def blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[Node]:
        """The nodes of blocks; headings begin at `level`."""
        for index, block in enumerate(blocks):
            match block:
                case Section(title=title, blocks=inner, own_page=alone):
                    if alone:
                        yield self.new_page()
                    anchor = f"section-{len(self.headings) + 1}"
                    self.headings.append((level, anchor, self.inlines(title)))
                    yield element("Header", level, attr(anchor), self.inlines(title))
                    yield from self.opened(inner, level + 1)
                case Boxes(sections=sections, own_page=alone):
                    if alone:
                        yield self.new_page()
                    yield from self.boxes(sections, level)
                case Paragraph(text=text) if isinstance(next(iter(blocks[index + 1 :]), None), Listing):
                    yield from self.lead(element("Para", self.inlines(text)))
                case Paragraph(text=text) | Note(text=text):
                    yield element("Para", self.inlines(text))
                case Listing(points=points, numbered=numbered):
                    items = [[self.point(node) for node in self.blocks(point, level)] for point in points]
                    style = [1, element("Decimal"), element("Period")]
                    yield element("OrderedList", style, items) if numbered else element("BulletList", items)
                case Quote(blocks=inner):
                    yield element("BlockQuote", list(self.blocks(inner, level)))
                case Table():
                    self.tables += 1 if block.title else 0
                    yield from self.table(block, self.tables)
                case Figure():
                    yield self.figure(block)
                    if self.room == _TEXT_CM:
                        self.behind.append(block.table)
                    else:  # in a box the table is read with its figure
                        yield from self.table(block.table)
                case Next():
                    pass

    def new_page(self) -> Node:
        """What follows begins a page."""
        return element("RawBlock", *(("openxml", PAGE_BREAK) if self.word else ("typst", "#pagebreak(weak: true)")))

    def opened(self, blocks: tuple[Block, ...], level: int) -> Iterator[Node]:
        """The blocks below a heading: a line that opens them stays with what follows."""
        nodes = self.blocks(blocks, level)
        first = next(nodes, None)
        if first is not None and len(blocks) > 1 and first["t"] == "Para" and len(letters_of(first["c"])) <= _LINE:
            yield from self.lead(first)
        elif first is not None:
            yield first
        yield from nodes

    def lead(self, node: Node) -> Iterator[Node]:
        """A paragraph that stands on the page of what it leads to."""
        if self.word:
            yield element("Div", attr(custom_style=LEAD), [node])
            return
        yield from (element("RawBlock", "typst", LEADING), node, element("RawBlock", "typst", "]"))

    def point(self, node: Node) -> Node:
        """A paragraph of a list: in Word in a style of its own, since pandoc sets tight ones as the cells of tables."""
        if self.word and node["t"] == "Para":
            return element("Div", attr(custom_style="Point"), [node])
        return tight(node)

    def whole(self, document: Document, level: int) -> list[Node]:
        """The blocks of a document, and at its end the data behind its figures."""
        blocks = [self.cover(document), *self.blocks(document.blocks, level)] if document.cover else []
        blocks = blocks or list(self.blocks(document.blocks, level))
        if self.behind:
            blocks += self.blocks((Section(Statement("page.behind"), ()),), level)
            blocks += (node for table in self.behind for node in self.table(table))
        if self.form == "typst" and (notes := notes_at_end(blocks)):
            blocks += [*self.blocks((Section(Word("Notes"), ()),), level), *notes]
        elif self.form == "typst":
            notes_once(blocks)
        return blocks

    def cover(self, document: Document) -> Node:
        """What stands under the title, small."""
        told = [node for line in document.cover for node in (element("Space"), *self.inlines(line))][1:]
        return self.styled("Cover", "cover", told)

    def styled(self, style: str, function: str, told: list[Node]) -> Node:
        """A paragraph in a style of Word, or in a PDF as a function of its layout sets it."""
        if self.word:
            return element("Div", attr(custom_style=style), [element("Para", told)])
        begin, end = (element("RawInline", "typst", text) for text in (f"#{function}[", "]"))
        return element("Para", [begin, *told, end])

    def numbered(self, kind: str, number: int) -> list[Node]:
        """`Figure 3. `; Word counts by a field of its own."""
        words = list(words_of(self.voice.plain(Statement(f"page.{kind}", {"number": number}))))
        if self.word and words[-1] == element("Str", str(number)):
            words[-1] = element("RawInline", "openxml", COUNTED.format(kind=kind.capitalize(), number=number))
        return [*words, element("Str", "."), element("Space")]

    def boxes(self, sections: tuple[Section, ...], level: int) -> Iterator[Node]:
        """Sections side by side: columns of a grid in a PDF, cells of a table without lines in Word."""
        room, self.room = self.room, self.room / len(sections) - _GUTTER_CM
        self.laid += [Laid()] * self.word
        cells = [list(self.blocks((section,), level)) for section in sections]
        self.room = room
        if self.word:
            width = element("ColWidth", round(1 / len(sections), 4))
            row = [attr(), [[attr(), element("AlignDefault"), 1, 1, cell] for cell in cells]]
            columns = [[element("AlignDefault"), width] for _ in sections]
            empty = [attr(), []]
            yield element(
                "Table", attr(custom_style="Boxes"), [None, []], columns, empty, [[attr(), 0, [], [row]]], empty
            )
            return
        yield element("RawBlock", "typst", f"#boxes({len(sections)}, {2 * _GUTTER_CM}cm, [")
        for index, cell in enumerate(cells):
            if index:
                yield element("RawBlock", "typst", "], [")
            yield from cell
        yield element("RawBlock", "typst", "])")

    def contents(self, shown: Sequence[tuple[int, str, list[Node]]], deep: int) -> Iterator[Node]:
        """The contents as the form's own field, with headings of so many orders.

        Word's is filled in, since other readers never fill it; Word adds the page numbers.
        """
        if not self.word:
            yield element(
                "RawBlock",
                "typst",
                f'#outline(title: "{quoted(self.voice.plain(_CONTENTS))}", depth: {deep}, indent: 1em)',
            )
            return
        heading = element("Para", self.inlines(_CONTENTS))
        yield element("Div", attr(custom_style="TOC Heading"), [heading])
        for index, (level, anchor, inlines) in enumerate(shown):
            words = [element("Link", attr(), inlines, [f"#{anchor}", ""])]
            if index == 0:
                words.insert(0, element("RawInline", "openxml", CONTENTS_BEGIN.format(deep=deep)))
            if index == len(shown) - 1:
                words.append(element("RawInline", "openxml", CONTENTS_END))
            yield element("Div", attr(custom_style=f"toc {level}"), [element("Para", words)])

    def figure(self, figure: Figure) -> Node:
        """A picture with its number and caption."""
        chart = Chart(figure, self.voice)
        file = self.folder / f"{figure.key}.{self.picture}"
        file.write_bytes(chart.png if self.picture == "png" else chart.svg.encode())
        width = fitting(chart.size, self.room)
        alt = [element("Str", chart.alt)]
        image = element("Image", attr(width=f"{width:.1f}cm", alt=chart.alt), alt, [file.name, ""])
        self.figures += 1
        told = [*self.numbered("figure", self.figures), *self.inlines(chart.caption)]
        caption = [None, [element("Plain", told)]]
        return element("Figure", attr(f"figure-{figure.key}"), caption, [element("Plain", [image])])

    def table(self, table: Table, number: int | None = None) -> Iterator[Node]:
        """A table with its caption; the columns that name the row are row headers.

        The data behind a figure have no number. What is wider than a page is turned, and what is too wide both ways
        comes in parts.
        """
        if len(table.columns) > WIDEST:
            for part in narrow(table):
                yield from self.table(part, number)
            return
        rows = [
            [
                self.inlines(cell, column.spelling or (Spelling.BOTH if column.header else Spelling.CODE))
                for column, cell in zip(table.columns, row, strict=True)
            ]
            for row in table.cells
        ]
        usual = Spelling.NAME if len(table.columns) <= _NAMED else Spelling.CODE
        heads = [self.inlines(column.label, column.spelling or usual) for column in table.columns]
        line = int(_LINES.get(self.form, LINE) * self.room / _TEXT_CM)
        texts = [[letters_of(cell) for cell in row] for row in [heads, *rows]]
        shares, empty = widths(texts, line), blank(texts)
        columns = [
            [element("AlignRight" if column.align == "right" else "AlignLeft"), element("ColWidth", width)]
            for column, width in zip(table.columns, shares, strict=True)
        ]
        counted = [] if number is None else self.numbered("table", number)
        caption = [None, [element("Plain", [*counted, *self.inlines(table.title)])] if table.title else []]
        if empty and not self.word:
            high = [element("RawInline", "typst", _BY_HAND)]
            rows = [[high if place in empty else cell for place, cell in enumerate(row)] for row in rows]
        head, body = ([row_of(row) for row in part] for part in ([heads], rows))
        bodies = [[attr(), table.headers, [], body]]
        whole = len(rows) < _SMALL or (len(rows) <= _SIGNED if empty else lines(texts, shares, line) <= _WHOLE)
        named = [] if number is None else [self.voice.plain(Statement("page.table", {"number": number}))]
        named += [self.voice.plain(table.title)] if table.title else []
        self.laid.append(Laid(table.headers > 0, whole, bool(table.note), bool(empty), ". ".join(named)))
        one_page = whole and self.form == "typst"  # on a slide a mark for Typst would be taken for a text beside it
        if one_page:
            yield element("RawBlock", "typst", "#block(breakable: false)[")
        yield element("Table", attr(), caption, columns, [attr(), head], bodies, [attr(), []])
        if table.note:
            yield self.styled(NOTE, "note", self.inlines(table.note))
        if one_page:
            yield element("RawBlock", "typst", "]")

    def inlines(self, part: Part | None, spelling: Spelling = Spelling.NAME) -> list[Node]:
        """The nodes of a part, its codes as `spelling` says; its evidence as comments or notes."""
        out: list[Node] = []
        begun = 0
        leaves = list(self.voice.flat(part))
        for place, leaf in enumerate(leaves):
            match leaf:
                case str():
                    out += words_of(leaf, self.form)
                case Ref():
                    out += words_of(self.voice.names.spell(leaf, spelling), self.form)
                case Marked(how="code", text=text):
                    out.append(element("Code", attr(), self.voice.plain(text, spelling)))
                case Marked(how="link", text=text, target=target):
                    inner = self.inlines(text, spelling)
                    out += [element("Link", attr(), inner, [target, ""])] if allowed(target) else inner
                case Marked(how="open", text=text):
                    begun = len(out)  # a remark right behind it is about what is open
                    out += [element("Str", "["), *self.inlines(text, spelling), element("Str", "]")]
                    if self.word and not _spoken_of(leaves[place + 1 :]):
                        start, end = self.comment(_OPEN)
                        out = [*out[:begun], start, *out[begun:], end]
                case Marked(how="quoted", text=text):
                    quoted = self.voice.names.spell(text, spelling) if isinstance(text, Ref) else self.voice.plain(text)
                    language = told_in(leaf, spelling)
                    out.append(element("Span", attr(lang=language), list(words_of(quoted, self.form))))
                case Marked(how=how, text=text):
                    out.append(element(_MARKS[how], self.inlines(text, spelling)))
                case Backing():
                    told = self.voice.cited(leaf)
                    if told is not None and self.word:
                        start, end = self.comment(told)
                        out = [*out[:begun], start, *out[begun:], end]
                    elif told is not None:
                        out += self.footnote(leaf)
                    begun = len(out)
        return out

    def footnote(self, evidence: Backing) -> Iterator[Node]:
        """The mark of a footnote, with what it says where the document first refers to it."""
        known = len(self.notes)
        number = self.notes.number(evidence)
        if number is not None:
            # Said again it has the same content, by which `notes_at_end` and `notes_once` know it.
            yield element("Note", [element("Para", self.notes.texts[number - 1])])
        if number is not None and number > known:
            yield element("RawInline", "typst", f"<note-{number}>")

    def comment(self, told: Part) -> tuple[Node, Node]:
        """Where a comment begins, with what it says, and where it ends."""
        self.comments += 1
        start = attr(str(self.comments), ["comment-start"], author="ceecluster", date=self.when)
        end = attr(str(self.comments), ["comment-end"])
        return element("Span", start, self.inlines(told)), element("Span", end, [])


def _spoken_of(after: Sequence[object]) -> bool:
    """Whether a comment of its own follows a bracket, before the next one."""
    ends = (each for each in after if isinstance(each, Backing) or (isinstance(each, Marked) and each.how == "open"))
    return isinstance(next(ends, None), Backing)
