"""The logo of a brand: a small picture that loads nothing and runs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

MOST_BYTES = 300_000
"""A logo stands in every page of a site."""
KINDS = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_BEGINS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_ACTIVE = {"script", "foreignobject", "iframe", "handler", "animate", "set", "animatetransform", "animatemotion"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that can stand in a document."""

    kind: str
    """`svg+xml`, `png` or `jpeg`."""
    content: bytes


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
    try:
        here = path.resolve()
        inside = here.is_relative_to(root.resolve())
        size = here.stat().st_size if inside else 0
    except (OSError, ValueError):
        missing = f"there is no file '{path.name}' beside brand.yaml"
        raise LogoError(missing, "put the picture into the same folder") from None
    if not inside or not here.is_file():
        raise LogoError(f"'{path.name}' is no file inside the workspace", "put the picture beside brand.yaml")
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise LogoError(f"'{path.name}' is no SVG, PNG or JPEG", "save the logo as one of these")
    if size > MOST_BYTES:
        told = f"'{path.name}' has {size:,} bytes, more than {MOST_BYTES:,}"
        raise LogoError(told, "make it smaller: it stands in every page")
    content = here.read_bytes()
    if kind == "svg+xml":
        _refuse_active(path.name, content)
    elif not content.startswith(_BEGINS[kind]):
        raise LogoError(f"'{path.name}' is no {kind.upper()}, whatever its name says", "save the picture anew")
    return Logo(kind, content)


def _refuse_active(name: str, content: bytes) -> None:
    """LogoError for a drawing that runs, moves or loads something, or is none, with the line."""
    reader = expat.ParserCreate()
    seen: list[str] = []

    def here() -> tuple[int, int]:
        return reader.CurrentLineNumber, reader.CurrentColumnNumber + 1

    def refuse(what: str) -> None:
        raise LogoError(f"'{name}' {what}", "export it as a plain drawing, without scripts", here())

    def opened(tag: str, given: dict[str, str]) -> None:
        seen.append(tag)
        if tag.rpartition(":")[2].lower() in _ACTIVE:
            refuse(f"has the element <{tag}>")
        for key, value in given.items():
            if key.lower().startswith("on"):
                refuse(f"runs a script at '{key}'")
            if key.rpartition(":")[2].lower() == "href" and not value.startswith(("#", "data:image/")):
                refuse(f"loads '{value[:60]}'")
            if "url(" in value.replace("url(#", "").lower() or "javascript:" in value.lower():
                refuse(f"loads something at '{key}'")

    def declared(*_: object) -> None:
        refuse("declares entities")

    reader.StartElementHandler = opened
    reader.EntityDeclHandler = declared
    reader.ProcessingInstructionHandler = lambda target, data: refuse(f"has an instruction '{target}'")
    try:
        reader.Parse(content, True)
    except expat.ExpatError as error:
        told = expat.errors.messages.get(error.code, "not well formed")
        raise LogoError(
            f"'{name}' is no drawing: {told}", "export it anew as SVG", (error.lineno, error.offset + 1)
        ) from None
    if not seen or seen[0].rpartition(":")[2] != "svg":
        raise LogoError(f"'{name}' is no SVG", "export it anew as SVG", (1, 1))
