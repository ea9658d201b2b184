"""Logos: a picture at rest is taken; what runs, moves, loads or is none of ours is not."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import pytest

from ceecluster.forms.drawing import picture_of
from ceecluster.sources.logos import LogoError, logo_below, read_logo

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="4" height="2">\n'
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A whole PNG of one dot."""


def _sized(wide: int, high: int) -> bytes:
    """The dot with another size in its head, and the sum that fits."""
    head = b"IHDR" + wide.to_bytes(4, "big") + high.to_bytes(4, "big") + DOT[24:29]
    return DOT[:12] + head + zlib.crc32(head).to_bytes(4, "big") + DOT[33:]


ACTIVE = [
    "<script>1</script>",
    '<rect onload="x()"/>',
    '<rect OnClick="x()"/>',
    '<image href="https://example.org/a.png"/>',
    '<image xlink:href="file:///etc/passwd"/>',
    '<use href="other.svg#a"/>',
    "<foreignObject/>",
    '<a href="javascript:alert(1)"/>',
    '<rect style="fill:url(https://example.org/x)"/>',
    '<set attributeName="x"/>',
    '<?xml-stylesheet href="x.css"?>',
    "<animateColor/>",
    "<style>@import 'x.css';</style>",
    "<style>rect{fill:url( 'https://example.org/x' )}</style>",
    "<style>rect{fill:u\\72 l(https://example.org/x)}</style>",
    "<style>rect{fill:u/**/rl(a.svg#b)}</style>",
    "<style>rect{animation:a 1s}</style>",
    '<rect style="fill:u\\72l(https://example.org/x)"/>',
    "<image href=\"data:image/svg+xml,&lt;svg onload='x()'/>\"/>",
    '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="https://example.org/a.png"/>',
    '<h:video xmlns:h="http://www.w3.org/1999/xhtml"/>',
]


@pytest.mark.parametrize("active", ACTIVE)
def test_what_runs_or_loads_is_refused_with_its_line(active: str, tmp_path: Path) -> None:
    """The line is that of the element, in the drawing's own file."""
    path = tmp_path / "logo.svg"
    path.write_text(f"{HEAD}{active}\n</svg>", encoding="utf-8")
    with pytest.raises(LogoError) as error:
        read_logo(path, tmp_path)
    assert error.value.at is not None and error.value.at[0] == 2 and error.value.why.startswith("'logo.svg' ")
    assert logo_below(tmp_path, "logo.svg") is None


def test_entities_are_refused(tmp_path: Path) -> None:
    """A drawing that declares entities could grow without end."""
    (tmp_path / "logo.svg").write_text(f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}&a;</svg>', encoding="utf-8")
    with pytest.raises(LogoError, match="entities"):
        read_logo(tmp_path / "logo.svg", tmp_path)


@pytest.mark.parametrize(
    ("name", "content"), [("a.svg", b"<html/>"), ("a.svg", b"\x00"), ("a.png", b"no"), ("a.txt", b"")]
)
def test_what_is_no_picture_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    """Whatever its name says."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LogoError):
        read_logo(tmp_path / name, tmp_path)


def test_a_drawing_at_rest_is_taken(tmp_path: Path) -> None:
    """Fills by reference and pictures inside the drawing load nothing."""
    inner = '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><image href="data:image/png;base64,AA"/>'
    (tmp_path / "logo.svg").write_text(f"{HEAD}{inner}</svg>", encoding="utf-8")
    found = read_logo(tmp_path / "logo.svg", tmp_path)
    assert (found.kind, logo_below(tmp_path, "logo.svg")) == ("svg+xml", found)


def test_links_do_not_lead_out_of_the_workspace(tmp_path: Path) -> None:
    """A link to a picture elsewhere is not followed."""
    inside = tmp_path / "data"
    inside.mkdir()
    (tmp_path / "logo.svg").write_text(f"{HEAD}</svg>", encoding="utf-8")
    (inside / "logo.svg").symlink_to(tmp_path / "logo.svg")
    with pytest.raises(LogoError, match="inside the workspace"):
        read_logo(inside / "logo.svg", inside)


@pytest.mark.parametrize(
    ("sizes", "size"),
    [
        ('width="4" height="2"', (4, 2)),
        ('width="100%" height="100%" viewBox="0 0 20 10"', (20, 10)),
        ('width="2.54cm" height="1in"', (96, 96)),
        ("viewBox='0,0,9000,3000'", (9000, 3000)),
    ],
)
def test_whatever_a_drawing_says_of_its_size_is_a_picture_in_word(
    sizes: str, size: tuple[float, float], tmp_path: Path
) -> None:
    """A small one is drawn large enough, a large one not larger than a page needs."""
    path = tmp_path / "logo.svg"
    path.write_text(f'\ufeff<svg xmlns="http://www.w3.org/2000/svg" {sizes}><rect width="1" height="1"/></svg>')
    logo = read_logo(path, tmp_path)
    kind, content, told = picture_of(logo)
    assert (kind, told) == ("png", pytest.approx(size))
    drawn = [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)]
    assert max(drawn) == pytest.approx(1200, abs=2) and drawn[0] / drawn[1] == pytest.approx(
        size[0] / size[1], rel=0.01
    )


def test_a_whole_picture_of_dots_is_taken(tmp_path: Path) -> None:
    """With its size."""
    (tmp_path / "a.png").write_bytes(DOT)
    assert read_logo(tmp_path / "a.png", tmp_path).size == (1, 1)


@pytest.mark.parametrize(
    ("name", "why"), [("", "a folder"), ("x/..", "a folder"), ("https://a.example/b.png", "an address")]
)
def test_what_is_no_file_is_named(name: str, why: str, tmp_path: Path) -> None:
    """A folder, an address."""
    (tmp_path / "x").mkdir()
    with pytest.raises(LogoError, match=why):
        read_logo(tmp_path / name, tmp_path)
