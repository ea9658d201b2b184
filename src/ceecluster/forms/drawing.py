"""Vega-Lite specifications to SVG and PNG, alike on every machine and without a browser or a network."""

from __future__ import annotations

import json
import os
import re
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceecluster.errors import UsageError

if TYPE_CHECKING:
    from ceecluster.sources.logos import Logo

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The renderer carries the first of these and measures with it; Arial and Helvetica have the same widths."""
HATCHED = "#efefef"
"""Fill that stands for "no evidence" in the specifications; it is drawn hatched."""
_PATTERN = (
    '<pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fdfdfb"/><line x1="0" y1="0" x2="0" y2="6" stroke="#51626b" stroke-width="1.6"/>'
    "</pattern>"
)
_LOGO_DOTS = 1200
"""Dots of the longer side of a drawing as a picture: a logo is some centimetres wide."""
_LETTER = '{"data": {"values": [{"t": "a"}]}, "mark": "text", "encoding": {"text": {"field": "t", "type": "nominal"}}}'
_FONTS = '<?xml version="1.0"?><fontconfig><dir>no-fonts-but-those-of-the-renderer</dir></fontconfig>'


def draw_svg(name: str, specification: Mapping[str, object]) -> str:
    """The chart as SVG text; UsageError names the chart that cannot be drawn."""
    with _naming(name):
        return _svg(json.dumps(specification))


def draw_png(name: str, specification: Mapping[str, object]) -> bytes:
    """The chart as a picture of twice its size in pixels; UsageError names the chart that cannot be drawn."""
    with _naming(name):
        return _png(json.dumps(specification))


def picture_of(logo: Logo) -> tuple[str, bytes, tuple[float, float]]:
    """A logo as Word takes it: the kind of picture, its bytes, and its width and height; a drawing becomes PNG."""
    if logo.kind != "svg+xml":
        return logo.kind, logo.content, logo.size
    scale = _LOGO_DOTS / max(logo.size)
    return "png", bytes(_engine().svg_to_png(logo.content.decode("utf-8-sig"), scale=scale)), logo.size


# Several documents of one run show the same chart; it is drawn once.
@lru_cache(maxsize=64)
def _svg(specification: str) -> str:
    drawn = _CUT.sub(r">\1…</text>", str(_engine().vegalite_to_svg(specification)))
    return _hatched(_named_anew(drawn, specification))


_CUT = re.compile(r">([^<>]*[^<> ]) +[^<> ]+…</text>")
"""A label that Vega has cut, mostly within a word, which goes with the rest."""


@lru_cache(maxsize=64)
def _png(specification: str) -> bytes:
    return bytes(_engine().svg_to_png(_svg(specification), scale=2))


def _named_anew(svg: str, specification: str) -> str:
    """The parts of a picture by names of its own: Vega counts them over all that one process has drawn.

    Its names would depend on what was drawn before, and so on how the work is shared out. A page has several pictures,
    and their parts may not have one name.
    """
    own = f"{zlib.crc32(specification.encode()):08x}"
    counted: dict[str, str] = {}
    for name in _COUNTED.findall(svg):
        counted.setdefault(name, f"{name.rstrip('0123456789_')}-{own}-{len(counted) + 1}")
    return _ANY_NAME.sub(lambda found: f"{found[1]}{counted.get(found[2], found[2])}{found[3]}", svg)


_COUNTED = re.compile(r'\bid="((?:clip|gradient_)\d+)"')
_ANY_NAME = re.compile(r'(\bid="|url\(#|href="#)(\w+)(["\)])')


def _hatched(svg: str) -> str:
    """Vega has no hatching: what a specification fills with HATCHED gets it here, for screen and print alike."""
    if f'fill="{HATCHED}"' not in svg:
        return svg
    hatched = svg.replace(f'fill="{HATCHED}"', 'fill="url(#hatched)"')
    head = hatched.index(">", hatched.index("<svg")) + 1
    return f"{hatched[:head]}<defs>{_PATTERN}</defs>{hatched[head:]}"


def slimmed(svg: str) -> str:
    """A drawing for a page without what cannot be seen; marks that differ only in their place are one path."""
    for pattern, left in _UNSEEN:
        svg = pattern.sub(left, svg)
    return _RUN.sub(_joined, svg)


_UNSEEN = (
    # What is drawn for a pointer alone: a page has no script that asks for it.
    (re.compile(r'<path [^>]*\bopacity="0"[^>]*/>'), ""),
    (re.compile(r' (?:pointer-events="none"|(?:fill-)?opacity="1")'), ""),
    (re.compile(r'<path d="(?:M0,0h0v0h0Z)?"[^>]*/>'), ""),
    (re.compile(r"<text [^>]*/>|<text [^>]*></text>"), ""),
    (re.compile(r' transform="translate\(0,0\)"'), ""),
    # A tenth of a pixel is as fine as a screen draws; numbers between the tags are told, and stay.
    (re.compile(r"(\d+\.\d)\d+(?=[^<>]*>)"), r"\1"),
)
_PATH = r'<path (?:transform="translate\((?:-?[\d.]+),(?:-?[\d.]+)\)" )?d="[MLAZhvz\d., -]*"[^>]*/>'
_RUN = re.compile(f"(?:{_PATH}){{2,}}")
_MARK = re.compile(r'<path (?:transform="translate\(([^,]*),([^)]*)\)" )?d="([^"]*)"([^>]*)/>')
_STEP = re.compile(r"([MLA])([^A-Za-z]*)")


def _joined(run: re.Match[str]) -> str:
    """A run of marks with those of one look after another in one path; see-through ones would be seen through once."""
    out: list[tuple[str, str]] = []
    for mark in _MARK.finditer(run[0]):
        across, down, drawn, look = mark.groups()
        if across:
            drawn = _STEP.sub(lambda step, x=float(across), y=float(down): _moved(step, x, y), drawn)
        if out and out[-1][1] == look and "opacity" not in look:
            out[-1] = (out[-1][0] + drawn, look)
        else:
            out.append((drawn, look))
    return "".join(f'<path d="{drawn}"{look}/>' for drawn, look in out)


def _moved(step: re.Match[str], x: float, y: float) -> str:
    """One command of a path at another place: the last two of its numbers are where it ends."""
    *form, across, down = step[2].split(",")
    return step[1] + ",".join((*form, f"{float(across) + x:.5g}", f"{float(down) + y:.5g}"))


@contextmanager
def _naming(name: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        # Below its first lines the message is the renderer's own stack.
        said = " ".join(str(error).splitlines()[:2])
        raise UsageError(f"chart '{name}' cannot be drawn: {said}", "mend it, or remove your copy") from error


@cache
def _engine() -> Any:
    """The renderer, started with its own fonts only.

    With the fonts of the machine it opens a font file for every letter it measures, which takes most of its time, and
    two machines draw two pictures.
    """
    import vl_convert  # starts an engine; only documents with charts pay for it

    with _own_fonts():
        vl_convert.vegalite_to_svg(_LETTER)
    return vl_convert


@contextmanager
def _own_fonts() -> Iterator[None]:
    """Point fontconfig to no folder while the renderer reads its fonts; whoever has set it themselves keeps theirs."""
    if "FONTCONFIG_FILE" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fonts.conf"
        file.write_text(_FONTS, encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(file)
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
