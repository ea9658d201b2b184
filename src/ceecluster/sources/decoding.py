"""Bytes to text: bounded, strict, and named where it cannot be told."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from ceecluster.findings import Finding, Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.contents import Content, content_of, content_of_text, is_binary, merge_in
from ceecluster.sources.encodings import NAMES, broken_words, differing, lost_words, weigh

MAX_BYTES = 32 * 1024 * 1024
"""Largest file read; the largest shipped inventory is a hundred times smaller."""

MAX_WORDS = 100
"""Words decoded wrongly before that are named in a file."""

_ODDS = r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad"
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_ODD, _CONTROL = re.compile(f"[{_ODDS}]"), re.compile(f"[{_CONTROLS}]")
_EITHER = re.compile(f"[{_CONTROLS}{_ODDS}]")
"""Hardly any file has one of them: it is looked through once."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UnreadableError(Exception):
    """A file that could not be read, with the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def read_bytes(path: Path, shown: str, workspace: Path | None = None) -> bytes:
    """The bytes of an ordinary file inside the workspace; UnreadableError otherwise."""

    def refuse(why: str) -> UnreadableError:
        return UnreadableError(complain(wordings.unreadable, Place(shown), why))

    try:
        if path.is_symlink() and not path.exists():
            raise refuse("the link leads nowhere")
        if not path.exists():
            raise refuse("the file does not exist")
        # Resolved in any case: a folder on the way may be a link, too.
        if workspace is not None and not path.resolve().is_relative_to(workspace.resolve()):
            raise refuse("the link leads out of the workspace")
        if not path.is_file():
            raise refuse("this is a folder, not a file" if path.is_dir() else "this is not an ordinary file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            what = ("the file", f"{size / 2**20:.0f} MB", f"{MAX_BYTES / 2**20:.0f} MB")
            raise UnreadableError(complain(wordings.too_large, Place(shown), *what))
        return path.read_bytes()
    except OSError as error:
        raise refuse(f"the file cannot be read: {error.strerror or 'system error'}") from error
    except RuntimeError as error:  # links that lead in a circle, before Python 3.13
        raise refuse("the link leads nowhere") from error


def decode(
    raw: bytes, shown: str, *, legacy: bool = False, encoding: str | None = None, hints: Iterable[str] = ()
) -> tuple[str, list[Finding]]:
    """The text of a file, and notes on it.

    UTF-8 with or without byte order mark, or UTF-16 with one. With `legacy` (tables), bytes that are not UTF-8 are read
    in the old encoding that is certain, and that is named; where several are possible, or without `legacy`, they are
    refused by name. `encoding` is what a person said; `hints` are languages or countries. Raises UnreadableError.
    """
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableError(complain(wordings.empty, Place(shown)))
    if (content := content_of(raw)) is not None:
        raise refused(content, shown, "a table" if legacy else "YAML")
    unicode, body = "utf-8", raw
    for bom, name in _BOMS:
        if raw.startswith(bom):
            unicode, body = name, raw[len(bom) :]
            break
    findings = []
    try:
        text = body.decode(unicode)
    except UnicodeDecodeError as error:
        text, finding = _legacy(raw, body, unicode, error, shown, legacy, encoding, hints)
        findings.append(finding)
    suspect = _EITHER.search(text)
    control = control_in(text) if suspect else ""
    if control:
        if text.count("\x00") > len(text) // 100 + 1:
            raise UnreadableError(complain(wordings.not_text, Place(shown), "this is a binary file, not text"))
        raise UnreadableError(complain(wordings.not_text, _place(shown, text, text.index(control)), named(control)))
    if (content := content_of_text(text)) is not None:
        raise refused(content, shown, "a table" if legacy else "YAML")
    if (sides := merge_in(text)) is not None:
        first, last = (_place(shown, text, offset) for offset in sides)
        why = f"git left two versions here, in lines {first.line} to {last.line}"
        hint = "keep one of the two, and remove the lines of <, = and >"
        raise UnreadableError(complain(wordings.not_text, first, why, hint))
    for match in islice(_ODD.finditer(text) if suspect else (), 20):
        findings.append(complain(wordings.odd_characters, _place(shown, text, match.start()), named(match[0])))
    for offset, word, meant in islice(broken_words(text), MAX_WORDS):
        findings.append(complain(wordings.mojibake, _place(shown, text, offset), word, meant))
    for offset, word in islice(lost_words(text), MAX_WORDS):
        findings.append(complain(wordings.lost_letters, _place(shown, text, offset), word))
    return text, findings


def refused(content: Content, shown: str, wanted: str) -> UnreadableError:
    """What is raised for a file that is something else than its name says."""
    cure = content.cure or f"let its name end in .{content.ending}"
    why = f"this is {content.what}" if content.what.startswith("text ") else f"this is {content.what}, not {wanted}"
    return UnreadableError(complain(wordings.not_text, Place(shown), why, cure))


def _legacy(
    raw: bytes,
    body: bytes,
    unicode: str,
    error: UnicodeDecodeError,
    shown: str,
    legacy: bool,
    encoding: str | None,
    hints: Iterable[str],
) -> tuple[str, Finding]:
    """The text of bytes that are not Unicode, and the finding that names their encoding."""
    before = body[: error.start].decode(unicode, errors="replace")
    where = _place(shown, before, len(before))
    if is_binary(raw):
        raise UnreadableError(complain(wordings.not_text, Place(shown), "this is a binary file, not text")) from error
    why = f"byte 0x{body[error.start]:02x} is not {unicode.upper()} text"
    if unicode != "utf-8":
        raise UnreadableError(complain(wordings.not_text, where, why)) from error
    if encoding is not None:
        try:
            return raw.decode(encoding), complain(wordings.legacy_encoding, where, NAMES.get(encoding, encoding))
        except UnicodeDecodeError as failed:
            why = f"byte 0x{body[failed.start]:02x} is not {NAMES.get(encoding, encoding)} text"
            raise UnreadableError(complain(wordings.not_text, where, why)) from error
    certain, possible = weigh(raw, hints)
    if certain is not None and legacy:
        return raw.decode(certain.encoding), complain(wordings.legacy_encoding, where, certain.name)
    if certain is not None:
        why = f"a byte is not UTF-8; the file looks like {certain.name}"
    elif possible:
        words = differing(possible)
        told = ", ".join(f"'{word}' in {one.name}" for word, one in zip(words, possible, strict=True))
        why = f"a byte is not UTF-8, and its encoding cannot be told: the same word is {told}"
        hint = "save the file as UTF-8, or say which it is: --encoding windows-1252"
        raise UnreadableError(complain(wordings.not_text, where, why, hint)) from error
    raise UnreadableError(complain(wordings.not_text, where, why)) from error


def control_in(text: str) -> str:
    """The first control character of a text; empty where there is none."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def odd_in(text: str) -> str:
    """The first invisible or direction-changing character of a text; empty where there is none."""
    found = None if text.isascii() else _ODD.search(text)
    return found[0] if found else ""


def named(character: str) -> str:
    """A character by number and name."""
    if unicodedata.category(character) == "Cc":
        return f"control character U+{ord(character):04X}"
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'an invisible character').lower()})"


def _place(shown: str, text: str, offset: int) -> Place:
    """Line and column of an offset."""
    line = text.count("\n", 0, offset)
    return Place(shown, line + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)
