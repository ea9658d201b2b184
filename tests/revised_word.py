"""Revisions of a Word file accepted or rejected, as Word does it; an implementation apart from ours."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Told = tuple[object, ...]


def outline(content: bytes, which: str = "") -> list[Told]:
    """Text and structure of a Word file: paragraphs with style, list, runs and links, tables cell by cell.

    `which` is `accept` or `reject`: what is done with its revisions first.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        root = ElementTree.fromstring(file.read("word/document.xml"))
    body = root.find(f"{W}body")
    assert body is not None
    if which:
        _settle(body, which)
    return [_told(node) for node in body if node.tag in (f"{W}p", f"{W}tbl")]


def _settle(node: ElementTree.Element, which: str) -> None:
    """Take out what goes, and let what stays stand as ordinary text."""
    gone, kept = ("del", "ins") if which == "accept" else ("ins", "del")
    for child in list(node):
        if child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}{gone}") is not None:
            node.remove(child)
        elif child.tag == f"{W}p" and child.find(f"{W}pPr/{W}rPr/{W}{gone}") is not None:
            assert not _texts(child, kept), "a paragraph goes with text that stays"
            node.remove(child)
        elif child.tag == f"{W}pPr" and (change := child.find(f"{W}pPrChange")) is not None:
            style, before = child.find(f"{W}pStyle"), change.find(f"{W}pPr/{W}pStyle")
            assert style is not None and before is not None
            style.attrib.update(before.attrib if which == "reject" else {})
            child.remove(change)
        elif child.tag == f"{W}{gone}" and node.tag != f"{W}rPr":
            node.remove(child)
        elif child.tag == f"{W}{kept}" and node.tag not in (f"{W}rPr", f"{W}trPr"):
            at = list(node).index(child)
            node.remove(child)
            for each in reversed(list(child)):
                node.insert(at, each)
        else:
            _settle(child, which)
            if child.tag == f"{W}tbl" and child.find(f"{W}tr") is None:
                node.remove(child)


def _texts(paragraph: ElementTree.Element, kept: str) -> str:
    """Text of a paragraph in no revision, or in one that stays."""
    found = [each for each in paragraph.iter() if each.tag in (f"{W}t", f"{W}delText")]
    marked = {id(leaf) for mark in ("ins", "del") for each in paragraph.iter(f"{W}{mark}") for leaf in each.iter()}
    stays = {id(leaf) for each in paragraph.iter(f"{W}{kept}") for leaf in each.iter()}
    return "".join(each.text or "" for each in found if id(each) not in marked or id(each) in stays)


def _told(node: ElementTree.Element) -> Told:
    if node.tag == f"{W}tbl":
        rows = node.findall(f"{W}tr")
        return ("table", *(tuple(tuple(map(_told, c.findall(f"{W}p"))) for c in row.findall(f"{W}tc")) for row in rows))
    style = node.find(f"{W}pPr/{W}pStyle")
    listed = node.find(f"{W}pPr/{W}numPr") is not None
    runs: list[list[object]] = []
    for run in node.iter(f"{W}r"):
        text = "".join(each.text or "" for each in run if each.tag in (f"{W}t", f"{W}delText"))
        looks = ElementTree.tostring(found) if (found := run.find(f"{W}rPr")) is not None else b""
        if text and runs and runs[-1][0] == looks:
            runs[-1][1] = f"{runs[-1][1]}{text}"
        elif text:
            runs.append([looks, text])
    links = sum(1 for link in node.iter(f"{W}hyperlink") if link.find(f".//{W}r") is not None)
    return ("paragraph", None if style is None else style.get(f"{W}val"), listed, links, tuple(map(tuple, runs)))
