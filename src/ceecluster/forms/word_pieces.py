"""What a paragraph of Word is made of, in pieces that can be compared, kept, removed and inserted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, cast
from xml.dom.minidom import Document, Element

from ceecluster.sources.word_package import HYPHEN, NUMBERING, STYLES, Package, child, children, letters, root_of

Status = Literal["equal", "insert", "delete"]
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_REMOVED = {"w:t": "w:delText", "w:instrText": "w:delInstrText"}
_NOT_KEPT = ("w:drawing", "w:pict", "w:object", "w:footnoteReference", "w:endnoteReference", "w:commentReference")
"""What a removed text loses: its parts would have to come along."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A word with its looks, a run of another kind, a whole field, or what stands in no text."""

    key: tuple[str, ...]
    """What is compared; empty for marks that stand in no text, which are those of the new file."""
    nodes: tuple[Element, ...]
    """The run, the runs of a field, or the mark."""
    text: str | None = None
    """A word or a space, where it is one."""
    link: Element | None = None
    """The link it stands in."""


def paragraph_pieces(paragraph: Element) -> list[Piece]:
    """The pieces of a paragraph in order."""
    return list(_pieces([each for each in children(paragraph) if each.tagName != "w:pPr"], None))


def _pieces(nodes: Sequence[Element], link: Element | None) -> Iterator[Piece]:
    inside: list[Element] = []
    for index, node in enumerate(nodes):
        if inside or _field(node) == "begin":
            if not inside and not _ends(nodes[index:]):  # it goes on in the next paragraph, as contents do
                yield Piece((), (node,), None, link)
                continue
            inside.append(node)
            if _depth(inside) == 0:
                told = "".join(each.toxml() for each in inside)
                yield Piece(("field", told), tuple(inside), None, link)
                inside = []
        elif node.tagName == "w:hyperlink":
            yield from _pieces(children(node), node)
        elif node.tagName == "w:r" and _field(node) is None and not node.getElementsByTagName("w:instrText"):
            yield from _run(node, link)
        else:
            yield Piece((), (node,), None, link)


def _field(node: Element) -> str | None:
    found = child(node, "w:fldChar") if node.tagName == "w:r" else None
    return None if found is None else found.getAttribute("w:fldCharType")


def _depth(nodes: Sequence[Element]) -> int:
    kinds = [_field(node) for node in nodes]
    return kinds.count("begin") - kinds.count("end")


def _ends(nodes: Sequence[Element]) -> bool:
    return any(_depth(nodes[: count + 1]) == 0 for count in range(1, len(nodes)))


def _run(run: Element, link: Element | None) -> Iterator[Piece]:
    looks = child(run, "w:rPr")
    style = "" if looks is None else looks.toxml()
    where = "" if link is None else link.getAttribute("r:id") or "#"
    contents = [each for each in children(run) if each.tagName != "w:rPr"]
    if all(each.tagName in ("w:t", "w:noBreakHyphen") for each in contents):
        for each in contents:
            text = "".join(leaf.data for leaf in each.childNodes if leaf.nodeType == leaf.TEXT_NODE)
            for word in _WORDS.findall(text if each.tagName == "w:t" else HYPHEN):
                # Which hyphen it is makes no difference between drafts.
                yield Piece((word.replace(HYPHEN, "-"), style, where), (run,), word, link)
    elif any(each.tagName == "w:commentReference" for each in contents):
        yield Piece((), (run,), None, link)
    else:
        yield Piece(("run", "".join(each.toxml() for each in contents), style, where), (run,), None, link)


class PieceWriter:
    """Writes pieces back into a paragraph, with what was inserted and removed marked."""

    def __init__(self, tree: Document, mark: Callable[[Status], Element], before: Package, after: Package) -> None:
        self.tree, self.mark = tree, mark
        self.lists: dict[str, str] = {}
        self.before, self.after = before, after
        self.styles = _styles(after)
        for package in (before, after):  # an address has one id on both sides
            known = package.targets()
            for link in package.tree.getElementsByTagName("w:hyperlink"):
                if target := known.get(link.getAttribute("r:id")):
                    link.setAttribute("r:id", after.link(target))

    def write(self, paragraph: Element, told: Sequence[tuple[Status, Piece]]) -> None:
        """Fill a paragraph with pieces in place of what it holds."""
        made = [
            node
            for (status, link), group in groupby(told, key=lambda each: (each[0], each[1].link))
            for node in self._linked(status, link, [piece for _, piece in group])
        ]
        for node in [each for each in paragraph.childNodes if getattr(each, "tagName", "") != "w:pPr"]:
            paragraph.removeChild(node)
        for node in made:
            paragraph.appendChild(node)

    def _linked(self, status: Status, link: Element | None, pieces: Sequence[Piece]) -> list[Element]:
        if link is None:
            return self._marked(status, pieces)
        home: Element = self.tree.importNode(link, False)
        for node in self._marked(status, pieces):
            home.appendChild(node)
        return [home]

    def _marked(self, status: Status, pieces: Sequence[Piece]) -> list[Element]:
        made: list[Element] = []
        mark: Element | None = None
        for node, is_run in self._nodes(status, pieces):
            if status == "equal" or not is_run:
                made.append(node)
                mark = None
                continue
            if mark is None:
                mark = self.mark(status)
                made.append(mark)
            mark.appendChild(node)
        return made

    def _nodes(self, status: Status, pieces: Sequence[Piece]) -> Iterator[tuple[Element, bool]]:
        """The nodes of pieces, words of one look in one run; and whether each is a run."""
        for (run, _), group in groupby(
            pieces, key=lambda piece: (piece.key[1] if piece.text else piece, piece.text is None)
        ):
            found = list(group)
            if isinstance(run, str):
                yield self._words(status, found), True
                continue
            for piece in found:
                if status == "delete" and (not piece.key or any(_lost(node) for node in piece.nodes)):
                    continue
                for node in piece.nodes:
                    copy = self.tree.importNode(node, True)
                    yield self._removed(copy) if status == "delete" else copy, node.tagName == "w:r"

    def _words(self, status: Status, pieces: Sequence[Piece]) -> Element:
        run: Element = self.tree.createElement("w:r")
        looks = child(pieces[0].nodes[0], "w:rPr")
        if looks is not None:
            run.appendChild(self.tree.importNode(looks, True))
        text = "".join(piece.text or "" for piece in pieces)
        for node in letters(self.tree, text, "w:delText" if status == "delete" else "w:t"):
            run.appendChild(node)
        return run

    def _removed(self, node: Element) -> Element:
        for name, other in _REMOVED.items():
            for each in list(node.getElementsByTagName(name)):
                each.tagName = each.nodeName = other
        return node

    def tidy(self, paragraph: Element) -> None:
        """Let a removed paragraph name only styles and lists that the new file has."""
        properties = child(paragraph, "w:pPr")
        for name in ("w:pStyle", "w:rStyle"):
            for each in paragraph.getElementsByTagName(name):
                if each.getAttribute("w:val") not in self.styles:
                    cast("Element", each.parentNode).removeChild(each)
        if properties is None:
            return
        for each in children(properties, "w:sectPr"):
            properties.removeChild(each)
        for each in properties.getElementsByTagName("w:numId"):
            each.setAttribute("w:val", self._list(each.getAttribute("w:val")))

    def _list(self, number: str) -> str:
        """The number of a list of the old file in the new one; its kind comes along where the new one lacks it."""
        if number not in self.lists:
            self.lists[number] = self._brought(number)
        return self.lists[number]

    def _brought(self, number: str) -> str:
        old, new = self.before.part(NUMBERING), self.after.part(NUMBERING)
        if old is None or new is None:
            return "0"
        entry = _numbered(old, "w:num", "w:numId", number)
        kind = "" if entry is None else _value(entry, "w:abstractNumId")
        source = _numbered(old, "w:abstractNum", "w:abstractNumId", kind)
        if source is None:
            return "0"
        if (there := _numbered(new, "w:abstractNum", "w:abstractNumId", kind)) is None or _first(there) != _first(
            source
        ):
            kind = str(_free(new, "w:abstractNum", "w:abstractNumId"))
            copy = new.importNode(source, True)
            copy.setAttribute("w:abstractNumId", kind)
            root_of(new).insertBefore(copy, (new.getElementsByTagName("w:num") or [None])[0])
        made = new.createElement("w:num")
        made.setAttribute("w:numId", free := str(_free(new, "w:num", "w:numId")))
        made.appendChild(new.createElement("w:abstractNumId")).setAttribute("w:val", kind)
        root_of(new).appendChild(made)
        return free


def _lost(node: Element) -> bool:
    return any(node.getElementsByTagName(name) for name in _NOT_KEPT)


def _styles(package: Package) -> set[str]:
    tree = package.part(STYLES)
    return set() if tree is None else {each.getAttribute("w:styleId") for each in tree.getElementsByTagName("w:style")}


def _numbered(tree: Document, name: str, attribute: str, value: str) -> Element | None:
    return next((each for each in tree.getElementsByTagName(name) if each.getAttribute(attribute) == value), None)


def _free(tree: Document, name: str, attribute: str) -> int:
    return 1 + max((int(each.getAttribute(attribute) or 0) for each in tree.getElementsByTagName(name)), default=0)


def _value(node: Element, name: str) -> str:
    found = child(node, name)
    return "" if found is None else found.getAttribute("w:val")


def _first(kind: Element) -> str:
    level = child(kind, "w:lvl")
    return "" if level is None else _value(level, "w:numFmt") + _value(level, "w:lvlText")
