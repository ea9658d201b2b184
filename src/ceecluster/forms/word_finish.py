"""What pandoc leaves out of a Word file: row headers, styles it uses, and the addresses behind links in comments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from xml.dom.minidom import Document, Element

from ceecluster.sources.word_package import HYPHEN, RELATIONS, STYLES, Package, child, children, letters, root_of

_COMMENTS, _COMMENT_RELATIONS = "word/comments.xml", "word/_rels/comments.xml.rels"
CONTENTS_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    '<w:r><w:instrText xml:space="preserve">TOC \\o "1-{deep}" \\h \\z \\u</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
PAGE_BREAK = (
    '<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)
"""A line of one point at the top of a new page, where no heading can begin it."""
COUNTED = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> SEQ {kind} \\* ARABIC </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{number}</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CONTENTS_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_BY_HAND = "454"
"""Height of a line that is filled in by hand, in twentieths of a point: 0.8 centimetres."""
LEAD = "Lead"
"""Mark of a paragraph that stays with what follows."""
_APART = "120"
"""Room above a text that follows a table or a list, in twentieths of a point."""
NOTE = "TableNote"
"""The style of what stands under a table."""
BOX_HEADING = "BoxHeading"
"""The style of a heading over a column: one of the first order, in smaller letters."""
_LOW = {"before": "0", "after": "0", "line": "120", "lineRule": "exact"}
"""The room of a line that holds nothing."""
_OWN_ROOM = ("Heading", "Title", "TOC", "TableCaption", "CaptionedFigure", NOTE)
"""How the styles begin that have a room of their own above them."""
_BEFORE_ROOM = (
    *("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr"),
    *("w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs"),
)
"""What a paragraph says of itself before its room."""
_STYLES = {
    "CommentReference": ("character", "annotation reference"),
    "CommentText": ("paragraph", "annotation text"),
    "Hyperlink": ("character", "Hyperlink"),
    "TableCaption": ("paragraph", "Table Caption"),
    "Table": ("table", "Table"),
    "Boxes": ("table", "Boxes"),
    "Header": ("paragraph", "header"),
}
"""Styles that pandoc uses whatever the file has whose styles are taken: kind and Word's own name."""


class Laid(NamedTuple):
    """What the file does not know of a table."""

    headed: bool = False
    """Its first column names the rows."""
    whole: bool = False
    """It stands on one page."""
    noted: bool = False
    """A note follows."""
    by_hand: bool = False
    """It has columns to be filled in by hand."""
    caption: str = ""


def finished(content: bytes, laid: Sequence[Laid]) -> bytes:
    """The Word file of pandoc made whole; `laid` says how each of its tables is."""
    package = Package(content)
    for table, how in zip(package.body.getElementsByTagName("w:tbl"), laid, strict=True):
        look = table.getElementsByTagName("w:tblLook")[0]
        if how.headed:
            look.setAttribute("w:firstColumn", "1")
            look.setAttribute("w:val", f"{int(look.getAttribute('w:val'), 16) | 0x80:04X}")
        for caption in table.getElementsByTagName("w:tblCaption")[:1]:
            caption.setAttribute("w:val", how.caption or caption.getAttribute("w:val"))
        _keep_together(package.tree, table, how)
    _begin_pages(package.tree, _blocks(package.body))
    _lower_lines(package)
    _set_apart(package.tree, _blocks(package.body))
    _name_styles(package)
    _link_comments(package)
    _mark_hyphens(package)
    return package.packed()


def _mark_hyphens(package: Package) -> None:
    """A hyphen at which no line ends is Word's own mark: as a letter it would be another one than in the code."""
    comments = package.part(_COMMENTS)
    for tree in (package.tree, *([comments] if comments is not None else ())):
        for text in tree.getElementsByTagName("w:t"):
            told = "".join(leaf.data for leaf in text.childNodes if leaf.nodeType == leaf.TEXT_NODE)
            if HYPHEN in told:
                for node in letters(tree, told):
                    text.parentNode.insertBefore(node, text)
                text.parentNode.removeChild(text)


def _keep_together(tree: Document, table: Element, how: Laid) -> None:
    """No line of a table goes over a page.

    A small table stands on one; a large one begins with more than its head, and ends with more than its last line. Its
    note stays with its end.
    """
    rows = children(table, "w:tr")
    for number, row in enumerate(rows):
        properties = _properties(tree, row, "w:trPr")
        if child(properties, "w:cantSplit") is None:
            properties.insertBefore(tree.createElement("w:cantSplit"), next(iter(children(properties)), None))
        if how.by_hand and number:
            properties.appendChild(tree.createElement("w:trHeight")).setAttribute("w:val", _BY_HAND)
        if not (how.noted if number == len(rows) - 1 else how.whole or number <= 1 or number == len(rows) - 2):
            continue
        for cell in children(row, "w:tc"):
            for paragraph in children(cell, "w:p"):
                _keep_with_next(tree, paragraph)


def _keep_with_next(tree: Document, paragraph: Element) -> None:
    own = _properties(tree, paragraph, "w:pPr")
    if child(own, "w:keepNext") is None:
        style = child(own, "w:pStyle")
        own.insertBefore(tree.createElement("w:keepNext"), next((e for e in children(own) if e is not style), None))


def _set_apart(tree: Document, blocks: Sequence[Element]) -> None:
    """A lead stays with what it leads to; a text stands apart from the table or list above it."""
    for above, block in pairwise((None, *blocks)):
        if block is None or block.tagName == "w:tbl":
            continue
        style = _style(block)
        if style == LEAD:
            # A mark for this place alone: its looks are those of any paragraph, also where drafts are compared.
            _keep_with_next(tree, block)
            opens = above is not None and _style(above).startswith("Heading")
            block.getElementsByTagName("w:pStyle")[0].setAttribute("w:val", "FirstParagraph" if opens else "BodyText")
        ends = above is not None and (above.tagName == "w:tbl" or _style(above) == "Point" != style)
        if ends and style and not style.startswith(_OWN_ROOM):
            _give_room(tree, block, _APART)


def _lower_lines(package: Package) -> None:
    """The empty line that follows a table is low, and headings over columns are those of a box."""
    known = package.part(STYLES)
    of_box = known is not None and f'"{BOX_HEADING}"' in known.toxml()
    for table in package.body.getElementsByTagName("w:tbl"):
        line = table.nextSibling
        if isinstance(line, Element) and line.tagName == "w:p" and not line.getElementsByTagName("w:r"):
            properties = _properties(package.tree, line, "w:pPr")
            if not children(properties):
                low = properties.appendChild(package.tree.createElement("w:spacing"))
                for name, value in _LOW.items():
                    low.setAttribute(f"w:{name}", value)
        if of_box and table.getElementsByTagName("w:tblStyle")[0].getAttribute("w:val") == "Boxes":
            for style in table.getElementsByTagName("w:pStyle"):
                if style.getAttribute("w:val") == "Heading1":
                    style.setAttribute("w:val", BOX_HEADING)


def _blocks(body: Element) -> list[Element]:
    """Paragraphs and tables of the text, without the marks between them."""
    return [each for each in children(body) if each.tagName in ("w:p", "w:tbl")]


def _give_room(tree: Document, paragraph: Element, before: str) -> None:
    """Room above a paragraph that says nothing of it itself."""
    own = _properties(tree, paragraph, "w:pPr")
    if child(own, "w:spacing") is None:
        room = tree.createElement("w:spacing")
        room.setAttribute("w:before", before)
        own.insertBefore(room, next((e for e in children(own) if e.tagName not in _BEFORE_ROOM), None))


def _begin_pages(tree: Document, blocks: Sequence[Element]) -> None:
    """A heading begins its page itself, at the top of it: the line that pandoc lets us write before it goes."""
    for above, block in pairwise(blocks):
        breaks = [] if above.tagName != "w:p" else above.getElementsByTagName("w:pageBreakBefore")
        if not breaks or _style(above) or not _style(block).startswith("Heading"):
            continue
        own = _properties(tree, block, "w:pPr")
        after = ("w:pStyle", "w:keepNext", "w:keepLines")
        mark = tree.createElement("w:pageBreakBefore")
        own.insertBefore(mark, next((e for e in children(own) if e.tagName not in after), None))
        _give_room(tree, block, "0")
        above.parentNode.removeChild(above)  # type: ignore[union-attr]


def _style(paragraph: Element) -> str:
    """The style of a paragraph; empty where it names none."""
    properties = child(paragraph, "w:pPr")
    style = None if properties is None else child(properties, "w:pStyle")
    return "" if style is None else style.getAttribute("w:val")


def _properties(tree: Document, node: Element, name: str) -> Element:
    """The properties of a row or paragraph, made where it has none."""
    found = child(node, name)
    if found is None:
        found = tree.createElement(name)
        # What a row says for itself alone comes before its properties.
        node.insertBefore(found, next((each for each in children(node) if each.tagName != "w:tblPrEx"), None))
    return found


def _name_styles(package: Package) -> None:
    """Define the styles that the text names and the file lacks; without, Word's own looks hold."""
    tree, comments = package.part(STYLES), package.part(_COMMENTS)
    if tree is None:
        return
    known = {style.getAttribute("w:styleId") for style in tree.getElementsByTagName("w:style")}
    used = _used(package.tree) | (_used(comments) if comments is not None else set())
    for name in sorted(used | {"Header"}):  # a mark of drafts stands in a header, and is put in later
        if name in known or name not in _STYLES:
            continue
        kind, title = _STYLES[name]
        style = tree.createElement("w:style")
        style.setAttribute("w:type", kind)
        style.setAttribute("w:styleId", name)
        style.appendChild(tree.createElement("w:name")).setAttribute("w:val", title)
        root_of(tree).appendChild(style)


def _used(tree: Document) -> set[str]:
    names = ("w:pStyle", "w:rStyle", "w:tblStyle")
    return {each.getAttribute("w:val") for name in names for each in tree.getElementsByTagName(name)}


def _link_comments(package: Package) -> None:
    """Give the comments the addresses of their links: pandoc writes them beside the text alone, and Word objects."""
    comments, relations = package.part(_COMMENTS), package.part(RELATIONS)
    if comments is None or relations is None:
        return
    used = {link.getAttribute("r:id") for link in comments.getElementsByTagName("w:hyperlink")}
    if used and package.part(_COMMENT_RELATIONS) is None:
        found = [each for each in relations.getElementsByTagName("Relationship") if each.getAttribute("Id") in used]
        told = "".join(each.toxml() for each in found)
        head = '<?xml version="1.0" encoding="UTF-8"?>'
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        body = f'{head}<Relationships xmlns="{space}">{told}</Relationships>'
        package.add(_COMMENT_RELATIONS, body.encode())
