"""What a file is, told from its bytes whatever its name: people rename files, and downloads fail."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLE_OF_IT = "save the table that is in it as .xlsx or .csv"
"""The cure for what may hold a table, but is no form of one."""
_UNPACK = "unpack it, and put the file that is in it here"
_AGAIN = "put the file itself here: this one was made or sent wrongly"
_UTF8 = "save the file as UTF-8 text"


class Content(NamedTuple):
    """What a file is, with its article; what to do with it where it should be another; its ending as a workbook."""

    what: str
    cure: str
    ending: str = ""


_SIGNS: tuple[tuple[int, bytes, Content], ...] = (
    (0, b"%PDF-", Content("a PDF", _TABLE_OF_IT)),
    (0, b"\x89PNG\r\n", Content("a picture (PNG)", _TABLE_OF_IT)),
    (0, b"\xff\xd8\xff", Content("a picture (JPEG)", _TABLE_OF_IT)),
    (0, b"GIF87a", Content("a picture (GIF)", _TABLE_OF_IT)),
    (0, b"GIF89a", Content("a picture (GIF)", _TABLE_OF_IT)),
    (0, b"II*\x00", Content("a picture (TIFF)", _TABLE_OF_IT)),
    (0, b"MM\x00*", Content("a picture (TIFF)", _TABLE_OF_IT)),
    (8, b"WEBPVP8", Content("a picture (WebP)", _TABLE_OF_IT)),
    (0, b"\x1f\x8b", Content("a packed file (gzip)", _UNPACK)),
    (4, b"1AY&SY", Content("a packed file (bzip2)", _UNPACK)),
    (0, b"\xfd7zXZ\x00", Content("a packed file (xz)", _UNPACK)),
    (0, b"(\xb5/\xfd", Content("a packed file (Zstandard)", _UNPACK)),
    (0, b"7z\xbc\xaf\x27\x1c", Content("a packed file (7-Zip)", _UNPACK)),
    (0, b"Rar!\x1a\x07", Content("a packed file (RAR)", _UNPACK)),
    (257, b"ustar", Content("a packed file (tar)", _UNPACK)),
    (0, b"SQLite format 3\x00", Content("a database (SQLite)", _TABLE_OF_IT)),
    (4, b"\x00\x01\x00\x00Standard ", Content("a database (Access)", _TABLE_OF_IT)),
    (0, b"PAR1\x15", Content("a table in Parquet", _TABLE_OF_IT)),
    (0, b"bplist00", Content("a settings file of macOS", _AGAIN)),
    (0, b"\x7fELF", Content("a program", _AGAIN)),
    (0, codecs.BOM_UTF32_LE, Content("text in UTF-32", _UTF8)),
    (0, codecs.BOM_UTF32_BE, Content("text in UTF-32", _UTF8)),
)
"""Offset and bytes by which files are known that are neither text nor zip archives nor of the old Office."""
_OF_ZIP = (
    (b"xl/workbook.bin", Content("a workbook (.xlsb)", "", "xlsb")),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Content("a workbook (.ods)", "", "ods")),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", Content("an OpenDocument text", _TABLE_OF_IT)),
    (b"mimetypeapplication/vnd.oasis.opendocument", Content("an OpenDocument file", _TABLE_OF_IT)),
    (b"workbook", Content("a workbook (.xlsx)", "", "xlsx")),
    (b"word/", Content("a Word document", _TABLE_OF_IT)),
    (b"ppt/", Content("a presentation", _TABLE_OF_IT)),
    (b"xl/", Content("a workbook (.xlsx)", "", "xlsx")),
    (b".iwa", Content("a document of Apple's Numbers or Pages", _TABLE_OF_IT)),
    (b"[Content_Types].xml", Content("a workbook (.xlsx)", "", "xlsx")),
)
"""Names of parts by which zip archives are known, the surest first."""
_OF_OLD_OFFICE = (
    ("EncryptedPackage", Content("an encrypted document", "save it without password as .xlsx")),
    ("WordDocument", Content("a Word document (.doc)", _TABLE_OF_IT)),
    ("PowerPoint Document", Content("a presentation (.ppt)", _TABLE_OF_IT)),
    ("__substg1.0_", Content("a message of Outlook", "save its attachment, and put that here")),
)
_OF_TEXT = (
    ("<!doctype html", Content("a web page (HTML)", _TABLE_OF_IT)),
    ("<html", Content("a web page (HTML)", _TABLE_OF_IT)),
    ("<table", Content("a web page (HTML)", _TABLE_OF_IT)),
    ("<svg", Content("a picture (SVG)", _TABLE_OF_IT)),
    ("<?xml", Content("a file of XML", _TABLE_OF_IT)),
    ("{\\rtf", Content("a document (RTF)", _TABLE_OF_IT)),
    ("version https://git-lfs.github.com/", Content("a pointer of Git LFS", "fetch the file itself: git lfs pull")),
    ("[internetshortcut]", Content("a link to a page", "download what it leads to, and put that here")),
)
"""How texts begin that are neither tables nor YAML."""
_OF_XML = (
    ("urn:schemas-microsoft-com:office:spreadsheet", Content("an XML spreadsheet of 2003", _TABLE_OF_IT)),
    ("opendocument.spreadsheet", Content("an OpenDocument spreadsheet in one XML file", _TABLE_OF_IT)),
    ("<svg", Content("a picture (SVG)", _TABLE_OF_IT)),
    ("<html", Content("a web page (HTML)", _TABLE_OF_IT)),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_COMMENT = re.compile(r"<!--.{0,1500}?-->\s*", re.DOTALL)
_MAIL = re.compile(r"(?:[A-Za-z-]{2,40}: .*\n(?:[ \t].*\n)*){1,40}", re.ASCII)
_MERGE = re.compile(r"^<{7} .*\n(?:.*\n)*?={7}$(?:\n.*)*?\n>{7} ", re.MULTILINE)
_KEY = re.compile(r"\s*(?:- )?[A-Za-z_][\w.-]*:(?: [^,;|\t]*)?")


def content_of(raw: bytes) -> Content | None:
    """What a file is that is no plain text; None for what may be text, or cannot be told."""
    for offset, sign, content in _SIGNS:
        if raw.startswith(sign, offset):
            return content
    if raw.startswith(b"PK\x03\x04") or raw.startswith(b"PK\x05\x06"):
        names = raw[:4096] + raw[-65_536:]
        return next((content for sign, content in _OF_ZIP if sign in names), Content("a packed file (zip)", _UNPACK))
    if raw.startswith(_OLD_OFFICE):
        found = (content for name, content in _OF_OLD_OFFICE if name.encode("utf-16-le") in raw)
        return next(found, Content("a workbook (.xls)", "", "xls"))
    if raw[:2] == b"MZ" and b"\0" in raw[:64]:
        return Content("a program", _AGAIN)
    head = raw[:2000]
    if raw and not head.strip(b"\0"):
        return Content("a file of nothing but zero bytes", "it was damaged on its way: fetch it once more")
    for sides in (head[::2], head[1::2]) if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ():
        if len(head) > 8 and sides.count(0) > 0.9 * len(sides) and head.count(0) < 0.6 * len(head):
            return Content("text in UTF-16 without its mark", _UTF8)
    return None


def is_binary(raw: bytes) -> bool:
    """Whether bytes that are no Unicode are no text in an old encoding either: they begin with many controls."""
    head = raw[:4096]
    return b"\0" in head or len(_CONTROLS.findall(head)) > len(head) / 100 + 1


def content_of_text(text: str) -> Content | None:
    """What a text is that is neither a table nor YAML; None for all others."""
    head = text[:2000].lstrip("\ufeff \t\r\n")
    bare = _COMMENT.sub("", head) if head.startswith("<!--") else head
    folded = bare.lower()
    if folded.startswith(("<?xml", "<")):
        named = (content for sign, content in _OF_XML if sign in folded and folded.startswith("<?xml"))
        if (found := next(named, None)) is not None:
            return found
    for sign, content in _OF_TEXT:
        if folded.startswith(sign):
            return content
    heading = _MAIL.match(head)
    if heading is not None and "\nMIME-Version: " in "\n" + heading[0]:
        return Content("an e-mail", "save its attachment, and put that here")
    return None


def merge_in(text: str) -> tuple[int, int] | None:
    """The first and the last offset of two versions that git left for somebody to choose from; None without any."""
    if "<<<<<<< " not in text or ">>>>>>> " not in text:
        return None
    found = _MERGE.search(text)
    return (found.start(), found.end()) if found is not None else None


def as_table(text: str) -> Content | None:
    """What a text under the name of a table is, where it is YAML or JSON."""
    lines = _lines(text)
    if re.match(r"\{\s*[\"}]|\[\s*[\[{]", "\n".join(lines)):
        return Content("JSON", "let its name end in .yaml: JSON is read as that")
    if len(lines) > 1 and all(_KEY.fullmatch(line) for line in lines[:2]):
        return Content("YAML", "let its name end in .yaml")
    return None


def as_yaml(text: str) -> Content | None:
    """What a text under the name of YAML is, where it is a table."""
    first = next(iter(_lines(text)), "")
    if ": " in first or first.endswith(":") or first[:1] in "{[-%?!&|>@`#":
        return None
    if any(first.count(delimiter) > 1 for delimiter in ",;\t|"):
        return Content("a table", "let its name end in .csv")
    return None


def _lines(text: str) -> list[str]:
    """The first lines that hold something, without comments."""
    lines = (line.rstrip() for line in text[:5000].lstrip("\ufeff").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "---"))][:20]
