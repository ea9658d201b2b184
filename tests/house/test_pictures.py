"""The terminals shown in the README and the docs say what their commands print today."""

from __future__ import annotations

import html
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    """tools/pictures.py, which makes them."""
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "tools" / "pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def told(picture: str) -> list[str]:
    """The lines of text of an SVG, from top to bottom; a terminal's title is none of them."""
    lines: dict[float, str] = {}
    for y, text in re.findall(r'<text class="[^"]*-r\d+" [^>]*y="([\d.]+)"[^>]*>(.*?)</text>', picture):
        lines[float(y)] = lines.get(float(y), "") + html.unescape(text).replace("\xa0", " ")
    return [lines[y].rstrip() for y in sorted(lines)]


@pytest.mark.parametrize("name", ["why", pytest.param("compare", marks=pytest.mark.slow)])
def test_a_terminal_shows_what_its_command_prints(pictures: ModuleType, name: str, update: bool) -> None:
    """The text of a picture is that of the command; it loads nothing from elsewhere."""
    (made,) = (each for each in pictures.TERMINALS if each.name == name)
    file = pictures.PICTURES / f"{name}.svg"
    now = pictures.drawn(made, pictures.printed(made.command))
    if update:
        file.write_text(now, encoding="utf-8")
    there = file.read_text(encoding="utf-8")
    assert [line for line in told(there) if line] == [line for line in told(now) if line], (
        "run: python tools/pictures.py"
    )
    assert f"$ {made.command}" in told(there)[0]
    assert len(told(there)) > 20
    assert "url(http" not in there
    assert "<script" not in there
