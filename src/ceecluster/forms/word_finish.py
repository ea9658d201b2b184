"""What pandoc leaves out of a Word file: row headers, styles it uses, and the addresses behind links in comments."""

from __future__ import annotations

from collections.abc import Sequence
from xml.dom.minidom import Document

from ceecluster.sources.word_package import RELATIONS, STYLES, Package, root_of

_COMMENTS, _COMMENT_RELATIONS = "word/comments.xml", "word/_rels/comments.xml.rels"
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


def finished(content: bytes, headed: Sequence[bool]) -> bytes:
    """The Word file of pandoc made whole; `headed` says of each table whether its first column names the rows."""
    package = Package(content)
    for look, first in zip(package.tree.getElementsByTagName("w:tblLook"), headed, strict=True):
        if first:
            look.setAttribute("w:firstColumn", "1")
            look.setAttribute("w:val", f"{int(look.getAttribute('w:val'), 16) | 0x80:04X}")
    _name_styles(package)
    _link_comments(package)
    return package.packed()


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
