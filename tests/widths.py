"""What a terminal of any width must show: every word whole, and no line wider than it."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

WIDTHS = (60, 80, 100, 160)
WIDE = 400
DRAWN = set("─━•")


def words_of(text: str) -> list[str]:
    """The words of a text without what is drawn, and without the colons that stand only where rows are stacked."""
    return [word.rstrip(":") for word in text.split() if not set(word) <= DRAWN]


def too_wide(text: str, width: int) -> list[str]:
    """Lines wider than the terminal, but for those in which one word with its indentation is."""
    return [
        line
        for line in text.splitlines()
        if cell_len(line) > width and max(map(cell_len, line.split()), default=0) + 8 <= width
    ]


def faults(printed: Callable[[int], str], widths: tuple[int, ...] = WIDTHS) -> list[tuple[int, object]]:
    """(width, lost words or wide lines) wherever a narrow terminal does not get what a wide one does."""
    wide = set(words_of(printed(WIDE)))
    found: list[tuple[int, object]] = []
    for width in widths:
        text = printed(width)
        lost, wider = sorted(wide - set(words_of(text))), too_wide(text, width)
        found += [(width, each) for each in (lost, wider) if each]
    return found if wide else [(WIDE, "nothing is printed")]
