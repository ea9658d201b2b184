"""The logo of a brand: a small picture that loads nothing and runs nothing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

MOST_BYTES = 300_000
"""A logo stands in every page of a site."""
MOST_WIDE, MOST_DOTS = 12.0, 10_000
"""How many times as wide as high a logo can be, and the dots or units of a side: wider ones leave the page."""
KINDS = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_BEGINS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_SVG = "http://www.w3.org/2000/svg"
_ACTIVE = {"script", "foreignobject", "iframe", "handler", "set", "discard", "audio", "video", "embed", "object"}
_DEEP = 200
"""Elements inside elements; drawings have less than ten."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Marks of a JPEG behind which its size stands."""
_PICTURE = r"data:image/(?:png|jpe?g|gif|webp)[;,]"
"""A picture inside a drawing; another drawing in it could do everything again."""
_INSIDE = re.compile(rf"#|{_PICTURE}", re.I)
_MOVING = re.compile(
    rf"""url\(\s*['"]?(?!\s*(?:#|{_PICTURE}))|image-set\(|javascript:|@import|@font-face|@keyframes|\banimation""", re.I
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.I | re.S)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in)?\s*", re.I)
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that can stand in a document."""

    kind: str
    """`svg+xml`, `png` or `jpeg`."""
    content: bytes
    size: tuple[float, float]
    """Width and height in dots, of a drawing in its units."""


class LogoError(Exception):
    """Why a file is no logo."""

    def __init__(self, why: str, hint: str, at: tuple[int, int] | None = None) -> None:
        super().__init__(why)
        self.why, self.hint, self.at = why, hint, at
        """Line and column of what is wrong in the picture; None where it is not inside it."""


def logo_below(root: Path, name: str) -> Logo | None:
    """The logo of the workspace at `root`; none where it cannot be used, which `validate` explains."""
    path = root / name
    try:
        return _kept(path, root, path.stat().st_mtime_ns)
    except (LogoError, OSError, ValueError):
        return None


# Every document of a run shows it.
@lru_cache(maxsize=4)
def _kept(path: Path, root: Path, changed: int) -> Logo:
    return read_logo(path, root)


def read_logo(path: Path, root: Path) -> Logo:
    """The logo; LogoError for a file that is missing, elsewhere, too large, of another kind, or not at rest."""
    here = _found(path, root)
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise LogoError(f"'{path.name}' is no SVG, PNG or JPEG", "save the logo as one of these")
    content = here.read_bytes()
    if kind == "svg+xml":
        size: tuple[float, float] | None = _drawn(path.name, content)
    elif not content.startswith(_BEGINS[kind]):
        raise LogoError(f"'{path.name}' is no {kind.upper()}, whatever its name says", "save the picture anew")
    else:
        size = _png_size(content) if kind == "png" else _jpeg_size(content)
    if size is None:
        raise LogoError(f"'{path.name}' is damaged or not whole", "save the picture anew")
    wide, high = size
    if max(size) > MOST_DOTS or min(size) <= 0 or wide / high > MOST_WIDE:
        told = f"'{path.name}' is {wide:,.0f} wide and {high:,.0f} high"
        most = f"at most {MOST_DOTS:,} each way, and at most {MOST_WIDE:g} times as wide as high"
        raise LogoError(told, f"make it another size: {most}")
    return Logo(kind, content, size)


def _found(path: Path, root: Path) -> Path:
    """The file of a logo; LogoError where it is missing, a folder, elsewhere or too large."""
    if re.search(r"https?:/", path.as_posix()):
        raise LogoError("the logo is an address, and documents load nothing", "put the picture beside brand.yaml")
    try:
        here = path.resolve()
        inside = here.is_relative_to(root.resolve())
        size = here.stat().st_size if inside else 0
    except (OSError, ValueError):
        missing = f"there is no file '{path.name[:80]}' beside brand.yaml"
        raise LogoError(missing, "put the picture into the same folder") from None
    if not inside:
        raise LogoError(f"'{path.name[:80]}' is no file inside the workspace", "put the picture beside brand.yaml")
    if not here.is_file():
        what = "a folder" if here.is_dir() else "no ordinary file"
        raise LogoError(f"'{path.name}' is {what}", "name the picture itself, beside brand.yaml")
    if size > MOST_BYTES:
        told = f"'{path.name}' has {size:,} bytes, more than {MOST_BYTES:,}"
        raise LogoError(told, "make it smaller: it stands in every page")
    return here


def _png_size(content: bytes) -> tuple[float, float] | None:
    """Width and height of a PNG; None where a part is missing or damaged."""
    at, size, drawn = 8, None, False
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        part, sum_at = content[at + 4 : at + 8 + length], at + 8 + length
        if zlib.crc32(part) != int.from_bytes(content[sum_at : sum_at + 4]) or (at == 8) != (kind == b"IHDR"):
            return None
        if kind == b"IHDR":
            size = float(int.from_bytes(part[4:8])), float(int.from_bytes(part[8:12]))
        if kind == b"IEND":
            return size if drawn else None
        drawn = drawn or kind == b"IDAT"
        at = sum_at + 4
    return None


def _jpeg_size(content: bytes) -> tuple[float, float] | None:
    """Width and height of a JPEG; None where it does not say, or ends before its end."""
    at, size = 2, None
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark in _FRAMES:
            size = float(int.from_bytes(content[at + 7 : at + 9])), float(int.from_bytes(content[at + 5 : at + 7]))
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
        if mark == 0xDA:
            return size if b"\xff\xd9" in content[at:] else None
    return None


def _drawn(name: str, content: bytes) -> tuple[float, float]:
    """The size of a drawing; LogoError for one that runs, moves or loads something, or is none, with the line."""
    reader = expat.ParserCreate(namespace_separator=" ")
    seen: list[str] = []
    sizes: list[tuple[float, float] | None] = []

    def refuse(what: str, cure: str = "export it as a plain drawing, without scripts") -> None:
        raise LogoError(f"'{name}' {what}", cure, (reader.CurrentLineNumber, reader.CurrentColumnNumber + 1))

    def opened(tag: str, given: dict[str, str]) -> None:
        space, _, word = tag.rpartition(" ")
        if not seen:
            if word != "svg" or space != _SVG:
                refuse(f"is no SVG: it begins with <{word}>, and xmlns='{space}'", _ANEW)
            sizes.append(_size_said(given))
        seen.append(word.lower())
        if len(seen) > _DEEP:
            refuse(f"has elements inside elements, more than {_DEEP} deep", "export it as a plain drawing")
        if fault := _fault(word, given):
            refuse(fault)

    def styled(text: str) -> None:
        if "style" in seen and _MOVING.search(_unescaped(text)):
            refuse("loads or moves something in its style")

    reader.buffer_text = True  # a style comes whole
    reader.buffer_size = MOST_BYTES
    reader.StartElementHandler = opened
    reader.EndElementHandler = lambda tag: seen.pop() and None
    reader.CharacterDataHandler = styled
    reader.EntityDeclHandler = lambda *_: refuse("declares entities")
    reader.ProcessingInstructionHandler = lambda target, data: refuse(f"has an instruction '{target}'")
    try:
        reader.Parse(content.decode("utf-8-sig"), True)
    except UnicodeDecodeError:
        raise LogoError(f"'{name}' is no drawing in UTF-8", _ANEW) from None
    except expat.ExpatError as error:
        told = expat.errors.messages.get(error.code, "not well formed")
        raise LogoError(f"'{name}' is no drawing: {told}", _ANEW, (error.lineno, error.offset + 1)) from None
    if sizes[0] is None:
        raise LogoError(f"'{name}' says no size", "give it width and height, or a viewBox", (1, 1))
    return sizes[0]


_ANEW = "export it anew as SVG, in UTF-8"


def _fault(word: str, given: Mapping[str, str]) -> str:
    """What an element runs, moves or loads; empty for one at rest."""
    if word.lower() in _ACTIVE or word.lower().startswith("animate"):
        return f"has the element <{word}>"
    for key, value in given.items():
        short = key.rpartition(" ")[2].lower()
        if short.startswith("on"):
            return f"runs a script at '{short}'"
        if short in ("href", "src") and not _INSIDE.match(value):
            return f"loads '{value[:60]}'"
        if short not in ("href", "src") and _MOVING.search(_unescaped(value)):
            return f"loads or moves something at '{short}'"
    return ""


def _unescaped(text: str) -> str:
    r"""A style without escapes and comments: `u\72l(` is `url(`."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)) if found[1] else found[2], plain)


def _size_said(given: Mapping[str, str]) -> tuple[float, float] | None:
    """Width and height of a drawing, else those of its frame; None where it says neither."""
    lengths = [_LENGTH.fullmatch(given.get(side, "")) for side in ("width", "height")]
    frame = [
        float(each[1])
        for each in map(_LENGTH.fullmatch, given.get("viewBox", "").replace(",", " ").split()[2:])
        if each
    ]
    if all(lengths):
        wide, high = (float(each[1]) * _UNITS[(each[2] or "px").lower()] for each in lengths if each)
        return wide, high
    return (frame[0], frame[1]) if len(frame) == 2 else None
