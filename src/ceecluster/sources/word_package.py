"""A Word file as trees: its text, relations and numbering; bounded, and without entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.dom import minidom
from xml.dom.minidom import Document, Element
from xml.parsers.expat import ExpatError

from ceecluster.errors import UsageError

MAX_PARTS = 2_000
MAX_PART = 16 * 1024 * 1024
"""Bytes of a part that is read, unpacked."""
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
NUMBERING, STYLES = "word/numbering.xml", "word/styles.xml"
HYPHEN = "\N{NON-BREAKING HYPHEN}"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Package:
    """One Word file; `tree` is its document, which may be changed and packed again.

    UsageError where it is none, or larger than such a document can be.
    """

    def __init__(self, content: bytes, shown: str = "the file") -> None:
        self.shown = shown
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as file:
                if len(file.infolist()) > MAX_PARTS:
                    raise UsageError(f"{shown} has more than {MAX_PARTS} parts", "save it again in Word as .docx")
                self._parts = [(part, self._read(file, part)) for part in file.infolist()]
        # zipfile raises NotImplementedError for a method of packing it does not know, RuntimeError for a locked file.
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise UsageError(f"{shown} is no Word document", "save it in Word as .docx") from error
        self.tree = self._tree(DOCUMENT)
        bodies = self.tree.getElementsByTagName("w:body")
        if len(bodies) != 1:
            raise UsageError(f"{shown} is no Word document", "save it in Word as .docx")
        self.body: Element = bodies[0]
        self._trees: dict[str, Document] = {DOCUMENT: self.tree}

    def _read(self, file: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
        with file.open(part) as stream:
            content = stream.read(MAX_PART + 1)
        if len(content) > MAX_PART:
            raise UsageError(f"{self.shown} has a part of more than {MAX_PART // 2**20} MB", "take pictures out of it")
        return content

    def _tree(self, name: str) -> Document:
        content = next((content for part, content in self._parts if part.filename == name), None)
        if content is None or b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
            raise UsageError(f"{self.shown} is no Word document", "save it in Word as .docx")
        try:
            return minidom.parseString(content)
        except ExpatError as error:
            raise UsageError(f"{self.shown} is damaged: {name} is no XML", "save it again in Word as .docx") from error

    def part(self, name: str) -> Document | None:
        """Another part as a tree; what is changed in it is packed as well. None where the file has no such part."""
        if name not in self._trees:
            if all(part.filename != name for part, _ in self._parts):
                return None
            self._trees[name] = self._tree(name)
        return self._trees[name]

    def add(self, name: str, content: bytes) -> None:
        """A further part, dated as the others are."""
        part = zipfile.ZipInfo(name, self._parts[0][0].date_time)
        part.compress_type = zipfile.ZIP_DEFLATED
        self._parts.append((part, content))

    def packed(self) -> bytes:
        """The file with its changed trees."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for part, content in self._parts:
                tree = self._trees.get(part.filename)
                target.writestr(part, content if tree is None else tree.toxml(encoding="UTF-8"))
        return stream.getvalue()

    def link(self, target: str) -> str:
        """The id of the relation to an address, made where there is none."""
        tree = self.part(RELATIONS)
        if tree is None:
            return ""
        relations = tree.getElementsByTagName("Relationship")
        for each in relations:
            if each.getAttribute("Type") == _LINK and each.getAttribute("Target") == target:
                return each.getAttribute("Id")
        made = tree.createElement("Relationship")
        fields = {"Id": f"rIdLink{len(relations) + 1}", "Type": _LINK, "Target": target, "TargetMode": "External"}
        for name, value in fields.items():
            made.setAttribute(name, value)
        root_of(tree).appendChild(made)
        return fields["Id"]

    def targets(self) -> dict[str, str]:
        """Addresses by the id of their relation."""
        tree = self.part(RELATIONS)
        relations = tree.getElementsByTagName("Relationship") if tree is not None else ()
        return {each.getAttribute("Id"): each.getAttribute("Target") for each in relations}


def root_of(tree: Document) -> Element:
    """The outermost element of a part."""
    assert tree.documentElement is not None  # expat reads nothing without one
    return tree.documentElement


def children(node: Element, *names: str) -> list[Element]:
    """The elements right below one, those of the names or all."""
    found = (each for each in node.childNodes if each.nodeType == each.ELEMENT_NODE)
    return [each for each in found if not names or each.tagName in names]


def child(node: Element, name: str) -> Element | None:
    """The first element of a name right below one."""
    return next(iter(children(node, name)), None)


def letters(tree: Document, text: str, name: str = "w:t") -> Iterator[Element]:
    """The elements of a run that a text is; a hyphen at which no line ends is Word's own mark."""
    for part in re.split(f"({HYPHEN})", text):
        if part == HYPHEN:
            yield tree.createElement("w:noBreakHyphen")
        elif part:
            node = tree.createElement(name)
            node.setAttribute("xml:space", "preserve")
            node.appendChild(tree.createTextNode(part))
            yield node


def text_of(node: Element) -> str:
    """The text of a node, paragraph by paragraph, without what is marked as removed."""
    paragraphs = [node] if node.tagName == "w:p" else node.getElementsByTagName("w:p")
    return "\n".join("".join(_texts(each)) for each in paragraphs).strip()


def _texts(node: Element) -> Iterator[str]:
    for each in children(node):
        if each.tagName in ("w:t", "w:noBreakHyphen"):
            told = "".join(leaf.data for leaf in each.childNodes if leaf.nodeType == leaf.TEXT_NODE)
            # LibreOffice saves the mark of a hyphen at which no line ends as a letter.
            yield told.replace(HYPHEN, "-") or "-"
        elif each.tagName in ("w:br", "w:tab", "w:cr"):
            yield "\n" if each.tagName != "w:tab" else " "
        elif each.tagName not in ("w:del", "w:moveFrom", "w:pPr", "w:rPr"):
            yield from _texts(each)
