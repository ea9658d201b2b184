"""Two Word files as one: the new text with what moved since the old one as revisions that Word accepts and rejects.

Revisions are made in the tree of the document (ECMA-376-1, 17.13.5): of words in a paragraph, of whole paragraphs with
their marks, of rows and of whole tables. Comments, contents and layout are those of the new file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError
from ceecluster.forms.word_pieces import Piece, PieceWriter, Status, paragraph_pieces
from ceecluster.sources.word_package import Package, child, children, text_of

if TYPE_CHECKING:
    from xml.dom.minidom import Document, Element

ALIKE = 0.5
"""Share of words from which a paragraph counts as the old one, changed."""
_FEW = 2
"""Paragraphs up to which no word is one that most share."""
_MOST = 40_000
"""Pairs of changed paragraphs that are compared; beyond, all are removed and inserted."""
_TEXT = ("FirstParagraph", "BodyText")
"""Styles of one and the same text, by its place."""
_TRACKED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")


def revised(old: bytes, new: bytes, author: str, moment: str) -> bytes:
    """The new Word file with everything that moved since the old one as revisions of `author` at `moment`.

    Accepting all gives the text and structure of the new file, rejecting all those of the old one. Pictures, notes and
    comments of removed text are left out. UsageError where the old file is no Word document or has revisions itself.
    """
    before, after = Package(old), Package(new)
    if any(before.body.getElementsByTagName(name) for name in _TRACKED):
        raise UsageError("the earlier draft holds revisions itself", "name its clean copy, or accept them in Word")
    _Merger(before, after, author, moment).run()
    return after.packed()


@dataclass(frozen=True)
class _Unit:
    """What is compared as one: a paragraph, or a table with its caption."""

    nodes: tuple[Element, ...]
    key: tuple[str, ...]

    @property
    def kind(self) -> tuple[str, ...]:
        """What two units must share to be one that changed."""
        name, style, *rest = self.key[:-1]
        return (name, "text" if style in _TEXT else style, *rest)


def _units(nodes: Sequence[Element]) -> list[_Unit]:
    found: list[_Unit] = []
    caption: Element | None = None
    for node in nodes:
        if node.tagName == "w:tbl":
            head = (caption, node) if caption is not None else (node,)
            found.append(_Unit(head, _table_key(node, caption)))
            caption = None
        else:
            if caption is not None:
                found.append(_Unit((caption,), _paragraph_key(caption)))
            caption = node if _style(node) == "TableCaption" else None
            if caption is None:
                found.append(_Unit((node,), _paragraph_key(node)))
    if caption is not None:
        found.append(_Unit((caption,), _paragraph_key(caption)))
    return found


def _style(paragraph: Element) -> str:
    properties = child(paragraph, "w:pPr")
    style = child(properties, "w:pStyle") if properties is not None else None
    return style.getAttribute("w:val") if style is not None else ""


def _paragraph_key(paragraph: Element) -> tuple[str, ...]:
    numbered = bool(paragraph.getElementsByTagName("w:numPr"))
    looks = "\x1f".join(f"{piece.key}" for piece in paragraph_pieces(paragraph) if piece.key)
    return ("w:p", _style(paragraph), str(numbered), looks)


def _table_key(table: Element, caption: Element | None) -> tuple[str, ...]:
    rows = children(table, "w:tr")
    heading = "\x1f".join(text_of(cell) for cell in children(rows[0], "w:tc")) if rows else ""
    told = [_row_text(row) for row in rows]
    # A caption is a paragraph of its own, and may be reworded.
    return ("w:tbl", str(caption is not None), heading, "\x1e".join([text_of(caption) if caption else "", *told]))


def _row_text(row: Element) -> str:
    return "\x1f".join(text_of(cell) for cell in children(row, "w:tc"))


def _likeness(a: _Unit, b: _Unit, shared: frozenset[str]) -> float:
    """How alike two units are without the words that most share, 0 where the one cannot have become the other."""
    if a.kind != b.kind:
        return 0.0
    if a.kind[0] == "w:tbl":
        return 1.0
    words = [_words(a), _words(b)]
    own = [[word for word in each if word not in shared] for each in words]
    one, other = own if all(own) else words
    found = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return found if found >= ALIKE else 0.0


def _words(unit: _Unit) -> list[str]:
    return [piece.text for piece in paragraph_pieces(unit.nodes[0]) if piece.text and piece.text.isalnum()]


def _pairs(old: Sequence[_Unit], new: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Which of the changed units belong together, in order: the pairs with the largest likeness in all.

    What most of them have in common says nothing of which is which: a clause that moved up is not taken for the one
    that stood there before, with which it shares the wording of all clauses.
    """
    if len(old) * len(new) > _MOST:
        return []
    told = [set(_words(unit)) for unit in (*old, *new)]
    counts = Counter(word for words in told for word in words)
    shared = frozenset(word for word, count in counts.items() if 2 * count > len(told) > _FEW)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_likeness(a, b, shared) for b in new] for a in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


class _Merger:
    """Walks two bodies once; the tree that grows is the new one."""

    def __init__(self, before: Package, after: Package, author: str, moment: str) -> None:
        self.before, self.after = before, after
        self.tree: Document = after.tree
        self.author, self.moment = author, moment
        self.last = 100_000
        self.pieces = PieceWriter(self.tree, self.mark, before, after)

    def run(self) -> None:
        old = [node for node in children(self.before.body) if node.tagName in ("w:p", "w:tbl")]
        self.merge(old, self.after.body)

    def mark(self, status: Status) -> Element:
        """A new `w:ins` or `w:del`."""
        self.last += 1
        found = self.tree.createElement("w:ins" if status == "insert" else "w:del")
        found.setAttribute("w:id", str(self.last))
        found.setAttribute("w:author", self.author)
        found.setAttribute("w:date", self.moment)
        return found

    def merge(self, old: Sequence[Element], home: Element) -> None:
        """Mark in `home`, a body or a cell of the new tree, what moved since the old blocks."""
        before = _units(old)
        after = _units([node for node in children(home) if node.tagName in ("w:p", "w:tbl")])
        matcher = SequenceMatcher(None, [u.key for u in before], [u.key for u in after], autojunk=False)
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what == "equal":
                continue
            pairs = [(i1 + i, j1 + j) for i, j in _pairs(before[i1:i2], after[j1:j2])]
            i, j = i1, j1
            for a, b in [*pairs, (i2, j2)]:
                self.remove(before[i:a], self.place(after, j, home))
                for unit in after[j:b]:
                    self.insert(unit)
                if (a, b) != (i2, j2):
                    self.change(before[a], after[b])
                i, j = a + 1, b + 1

    def place(self, after: Sequence[_Unit], index: int, home: Element) -> tuple[Element, Element | None]:
        """Before which node of its parent something is put that stood before a unit."""
        if index < len(after):
            return home, after[index].nodes[0]
        last = child(home, "w:sectPr")
        return home, last

    def remove(self, units: Sequence[_Unit], place: tuple[Element, Element | None]) -> None:
        """Put what was removed before a node of the new tree, marked so."""
        home, before = place
        for unit in units:
            for node in unit.nodes:
                copy = self.tree.importNode(node, True)
                self.mark_block(copy, "delete")
                home.insertBefore(copy, before)

    def insert(self, unit: _Unit) -> None:
        for node in unit.nodes:
            self.mark_block(node, "insert")

    def mark_block(self, node: Element, status: Status) -> None:
        """Mark a whole paragraph or table."""
        if node.tagName == "w:tbl":
            for row in children(node, "w:tr"):
                self.mark_row(row, status)
            return
        self.pieces.write(node, [(status, piece) for piece in paragraph_pieces(node)])
        if status == "delete":
            self.pieces.tidy(node)
        self.mark_end(node, status)

    def mark_end(self, paragraph: Element, status: Status) -> None:
        """Mark the end of a paragraph: with it the paragraph itself comes or goes."""
        properties = child(paragraph, "w:pPr")
        if properties is None:
            properties = paragraph.insertBefore(self.tree.createElement("w:pPr"), paragraph.firstChild)
        runs = child(properties, "w:rPr")
        if runs is None:
            later = next((each for each in children(properties) if each.tagName in ("w:sectPr", "w:pPrChange")), None)
            runs = properties.insertBefore(self.tree.createElement("w:rPr"), later)
        runs.insertBefore(self.mark(status), runs.firstChild)

    def mark_row(self, row: Element, status: Status) -> None:
        properties = child(row, "w:trPr")
        if properties is None:
            first = next((each for each in children(row) if each.tagName == "w:tc"), None)
            properties = row.insertBefore(self.tree.createElement("w:trPr"), first)
            # The schema wants a property before the mark; this one says what holds without it.
            properties.appendChild(self.tree.createElement("w:cantSplit")).setAttribute("w:val", "off")
        properties.appendChild(self.mark(status))
        for cell in children(row, "w:tc"):
            for block in children(cell, "w:p"):
                self.mark_block(block, status)

    def change(self, old: _Unit, new: _Unit) -> None:
        """Mark what differs within a paragraph, or within a table and its caption."""
        for before, after in zip(old.nodes, new.nodes, strict=True):
            if after.tagName == "w:tbl":
                self.change_table(before, after)
            else:
                self.change_paragraph(before, after)

    def change_paragraph(self, old: Element, new: Element) -> None:
        before = [piece for piece in paragraph_pieces(old) if piece.key]
        after = paragraph_pieces(new)
        told = [piece for piece in after if piece.key]
        matcher = SequenceMatcher(None, [p.key for p in before], [p.key for p in told], autojunk=False)
        merged: list[tuple[Status, Piece]] = []
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what == "equal":
                merged += [("equal", piece) for piece in told[j1:j2]]
                continue
            merged += [("delete", piece) for piece in before[i1:i2]]
            merged += [("insert", piece) for piece in told[j1:j2]]
        self.pieces.write(new, _with_furniture(merged, after))
        if _style(old) != _style(new):
            self.mark_style(old, new)

    def mark_style(self, old: Element, new: Element) -> None:
        """Mark that a paragraph had another style."""
        properties, earlier = child(new, "w:pPr"), child(old, "w:pPr")
        if properties is None or earlier is None:
            return
        change = self.mark("insert")
        change.tagName = change.nodeName = "w:pPrChange"
        kept = change.appendChild(self.tree.createElement("w:pPr"))
        for each in children(earlier, "w:pStyle"):
            kept.appendChild(self.tree.importNode(each, True))
        properties.appendChild(change)

    def change_table(self, old: Element, new: Element) -> None:
        before, after = children(old, "w:tr"), children(new, "w:tr")
        texts = [_row_text(row) for row in before], [_row_text(row) for row in after]
        matcher = SequenceMatcher(None, *texts, autojunk=False)
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what == "equal":
                continue
            i, j = i1, j1
            for a, b in [*_same_rows(before[i1:i2], after[j1:j2], i1, j1), (i2, j2)]:
                for row in before[i:a]:
                    copy = self.tree.importNode(row, True)
                    self.mark_row(copy, "delete")
                    new.insertBefore(copy, after[j] if j < len(after) else None)
                for row in after[j:b]:
                    self.mark_row(row, "insert")
                if (a, b) != (i2, j2):
                    self.change_row(before[a], after[b])
                i, j = a + 1, b + 1

    def change_row(self, old: Element, new: Element) -> None:
        for before, after in zip(children(old, "w:tc"), children(new, "w:tc"), strict=True):
            for one, other in zip(children(before, "w:p"), children(after, "w:p"), strict=True):
                if _paragraph_key(one) != _paragraph_key(other):
                    self.change_paragraph(one, other)


def _same_rows(old: Sequence[Element], new: Sequence[Element], i: int, j: int) -> list[tuple[int, int]]:
    """Rows that are the same ones, changed: they begin alike, or most of their words are; counted from `i` and `j`."""
    first = [_shape(row)[:1] for row in old], [_shape(row)[:1] for row in new]
    found: list[tuple[int, int]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, *first, autojunk=False).get_opcodes():
        if what != "equal" and (what != "replace" or i2 - i1 != j2 - j1):
            continue
        for a, b in zip(range(i1, i2), range(j1, j2), strict=True):
            words = _row_text(old[a]).split(), _row_text(new[b]).split()
            alike = what == "equal" or SequenceMatcher(None, *words, autojunk=False).ratio() >= ALIKE
            if alike and _shape(old[a])[1:] == _shape(new[b])[1:]:
                found.append((i + a, j + b))
    return found


def _shape(row: Element) -> tuple[object, ...]:
    """What its first cell says, then how many paragraphs each cell has."""
    cells = children(row, "w:tc")
    return (text_of(cells[0]) if cells else "", *(len(children(cell, "w:p")) for cell in cells))


def _with_furniture(told: Sequence[tuple[Status, Piece]], new: Sequence[Piece]) -> list[tuple[Status, Piece]]:
    """The pieces with the marks of the new paragraph, each where it stands there."""
    found: list[tuple[Status, Piece]] = []
    at = 0
    for status, piece in told:
        if status != "delete":
            while new[at] is not piece:
                found.append(("equal", new[at]))
                at += 1
            at += 1
        found.append((status, piece))
    return [*found, *(("equal", each) for each in new[at:])]
