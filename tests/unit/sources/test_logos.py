"""Logos: a picture at rest is taken; what runs, moves, loads or is none of ours is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster.sources.logos import LogoError, logo_below, read_logo

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="4" height="2">\n'
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
]


@pytest.mark.parametrize("active", ACTIVE)
def test_what_runs_or_loads_is_refused_with_its_line(active: str, tmp_path: Path) -> None:
    """The line is that of the element, in the drawing's own file."""
    path = tmp_path / "logo.svg"
    path.write_text(f"{HEAD}{active}\n</svg>", encoding="utf-8")
    with pytest.raises(LogoError) as error:
        read_logo(path, tmp_path)
    assert error.value.at == (2, 1) and error.value.why.startswith("'logo.svg' ")
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
