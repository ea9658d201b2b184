"""A text with values in it, read once: tokens give way to the values, CommonMark to blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

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
    Section,
    Table,
    Text,
)
from ceecluster.sandbox import wrong

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the index of a value: characters of the private-use area, which no text of ours and no file may hold."""
_OPENING, _CLOSING = object(), object()
_BESIDE, _ALONE = object(), object()
"""A line of stars at the end of a section: the next one stands beside it. A line of underscores: it begins a page."""
_MARKS = {"[": (_OPENING,), "]": (_CLOSING,)}
BLOCKS = (Paragraph, Listing, Quote, Note, Next, Section, Table, Figure)


class Said(str):
    """A piece of a template's own text, in the language of the document; any other text is a value."""

    __slots__ = ()


def parts(text: str, values: Sequence[object], template: str) -> Iterator[Any]:
    """The text with its values back in their places."""
    first, *rest = text.split(OPEN)
    if first:
        yield Said(first)
    for piece in rest:
        index, closed, after = piece.partition(CLOSE)
        if not closed or not index.isdecimal() or int(index) >= len(values):
            raise wrong(template, "a character of the private-use area has no place here")
        value = values[int(index)]
        yield value
        # An abbreviation that ends a sentence brings its full stop along.
        if isinstance(value, str) and value.endswith(".") and after[:1] == "." and after[:2] != "..":
            after = after[1:]
        if after:
            yield Said(after)


def titles(text: str, values: Sequence[object], template: str) -> tuple[Part, ...]:
    """The headings of a text, in their order."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).disable("inline").parse(text)
    heads = (inner for token, inner in pairwise(tokens) if token.type == "heading_open" and token.level == 0)
    return tuple(joined(parts(inner.content, values, template)) for inner in heads)


def document(name: str, text: str, values: Sequence[object], template: str, places: Sequence[Part] = ()) -> Document:
    """CommonMark into blocks; the heading of the first level is the title.

    `places` are the headings of the same text in English, of which the places of a translated one are named.
    """
    from markdown_it import MarkdownIt  # only documents need it
    from markdown_it.tree import SyntaxTreeNode

    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).parse(text))
    reader = _Reader(values, template, iter(places))
    flat = [(reader.heading(node), node) for node in tree.children]
    title = next((found[1] for found, _ in flat if found and found[0] == 1), "")
    blocks: list[object] = []
    for found, node in flat:
        if found is None:
            blocks += reader.blocks(node)
        elif found[0] > 1:
            alone = bool(blocks) and blocks[-1] is _ALONE
            blocks = [*(blocks[:-1] if alone else blocks), (*found, alone)]
    return Document(name, title, tuple(block for block in _nested(blocks, 2)[0] if block is not _BESIDE))


def _nested(blocks: list[Any], level: int) -> tuple[tuple[Block, ...], list[object]]:
    """The blocks of one level, headings with what stands under them; and what belongs to a level above."""
    out: list[Block] = []
    rest = blocks
    while rest:
        first = rest[0]
        if not isinstance(first, tuple):
            out += [first] if first is not _ALONE else []
            rest = rest[1:]
            continue
        if first[0] < level:
            break
        inner, rest = _nested(rest[1:], first[0] + 1)
        _, title, english, alone = first
        out.append(Section(title, inner, alone, english))
    return tuple(_beside(out)), rest


def _beside(blocks: list[Any]) -> Iterator[Any]:
    """The blocks, sections that end in a line of stars together with the next one."""
    together: list[Section] = []
    for block in blocks:
        if not isinstance(block, Section):
            yield block
            continue
        kept = tuple(inner for inner in block.blocks if inner is not _BESIDE)
        together.append(replace(block, blocks=kept))
        if len(kept) == len(block.blocks):
            yield together[0] if len(together) == 1 else _boxes(together)
            together = []
    yield from together


def _boxes(sections: list[Section]) -> Boxes:
    """Sections side by side; they begin a page together where the first of them does."""
    return Boxes(tuple(replace(section, own_page=False) for section in sections), sections[0].own_page)


class _Reader:
    """Nodes of a CommonMark text as blocks."""

    def __init__(self, values: Sequence[object], template: str, places: Iterator[Part]) -> None:
        self.values = values
        self.template = template
        self.places = places

    def heading(self, node: SyntaxTreeNode) -> tuple[int, Part, Part | None] | None:
        """Level, title, and the title in English, where the document is in another language."""
        if node.type != "heading":
            return None
        return int(node.tag[1]), joined(self.inline(node.children[0])), next(self.places, None)

    def blocks(self, node: SyntaxTreeNode) -> list[Block]:
        match node.type:
            case "paragraph":
                return self.paragraph(node)
            case "bullet_list" | "ordered_list":
                items = tuple(tuple(b for child in item.children for b in self.blocks(child)) for item in node.children)
                return [Listing(items, numbered=node.type == "ordered_list")]
            case "blockquote":
                return [Quote(tuple(b for child in node.children for b in self.blocks(child)))]
            case "fence" | "code_block":
                return [Paragraph(Marked("code", joined(parts(node.content, self.values, self.template))))]
            case "hr":
                mark = _ALONE if node.markup.startswith("_") else _BESIDE
                return [mark]  # type: ignore[list-item]  # gone before anybody sees it
        line = node.map[0] + 1 if node.map else "?"
        raise wrong(self.template, f"a {node.type} (line {line} of its text) has no place")

    def paragraph(self, node: SyntaxTreeNode) -> list[Block]:
        parts = list(self.inline(node.children[0]))
        if any(isinstance(part, BLOCKS) for part in parts):
            if any(not isinstance(part, BLOCKS) and part != " " for part in parts):
                raise wrong(self.template, "a table or figure stands inside a sentence")
            return [part for part in parts if part != " "]
        return [Paragraph(joined(parts))]

    def inline(self, node: SyntaxTreeNode) -> Iterator[Any]:
        """The parts of a sentence; what stands in [brackets] is open."""
        opened: list[list[object]] = [[]]
        for part in self.flat(node):
            if part is _OPENING:
                opened.append([])
            elif part is not _CLOSING:
                opened[-1].append(part)
            elif len(opened) == 1:
                raise wrong(self.template, "a bracket is closed that was never opened")
            else:
                inner = opened.pop()
                opened[-1].append(Marked("open", joined(inner)))
        if len(opened) > 1:
            raise wrong(self.template, "a bracket is opened and never closed")
        yield from opened[0]

    def flat(self, node: SyntaxTreeNode) -> Iterator[object]:
        """The parts of a sentence, brackets of the template as marks; those of a value are its own."""
        for child in node.children:
            match child.type:
                case "text":
                    for piece in _pieces(child.content):
                        yield from _MARKS.get(piece) or parts(piece, self.values, self.template)
                case "softbreak" | "hardbreak":
                    yield Said(" ")
                case "strong":
                    yield Marked("strong", joined(self.inline(child)))
                case "em":
                    yield Marked("emphasis", joined(self.inline(child)))
                case "code_inline":
                    yield Marked("code", joined(parts(child.content, self.values, self.template)))
                case "link":
                    yield Marked("link", joined(self.inline(child)), str(child.attrs.get("href", "")))
                case _:
                    raise wrong(self.template, f"a {child.type} has no place in a sentence")


def _pieces(text: str) -> Iterator[str]:
    """A text cut before and after each bracket."""
    begun = 0
    for place, character in enumerate(text):
        if character in _MARKS:
            yield from (text[begun:place], character)
            begun = place + 1
    yield text[begun:]


def joined(parts: Iterator[object] | Sequence[Any]) -> Part:
    """Several parts as one; a single one stays itself."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else Text(found)
