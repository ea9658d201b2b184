"""A table on a terminal of any width: words never break, nothing is cut, and what is too narrow is stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Head:
    """A column: its title, and on which side its cells stand."""

    title: str
    align: Literal["left", "right"] = "left"


def print_grid(to: Console, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> None:
    """Print rows side by side where every word fits its column, else one under the other, cell by cell."""
    if not heads:
        return
    gap = 1 if len(heads) > 10 else 2
    widths = column_widths(heads, rows, to.width - gap * (len(heads) - 1))
    if widths is None:
        _stack(to, heads, rows)
        return
    lines = [_wrapped([head.title for head in heads], widths)]
    lines += [_wrapped(row, widths) for row in rows]
    for number, block in enumerate(lines):
        for line in block:
            cells = [_padded(cell, width, head.align) for cell, width, head in zip(line, widths, heads, strict=True)]
            to.print(Text((" " * gap).join(cells).rstrip(), style="bold" if number == 0 else ""), soft_wrap=True)
        if number == 0:
            to.print(Text("─" * (sum(widths) + gap * (len(heads) - 1))), soft_wrap=True)


def column_widths(heads: Sequence[Head], rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Columns of each width so that no word breaks and cells of figures stay in one line; None where none fits.

    What is left of `room` goes to the columns whose cells are furthest from standing in one line.
    """
    least, most = [], []
    for index, head in enumerate(heads):
        cells = [str(row[index]) for row in rows]
        words = [word for text in (head.title, *cells) for word in text.split()]
        whole = max((cell_len(line) for text in cells for line in text.splitlines()), default=0)
        longest = max(map(cell_len, words), default=0)
        least.append(max(longest, whole) if head.align == "right" else longest)
        most.append(max(whole, cell_len(head.title), least[-1]))
    if sum(least) > room:
        return None
    widths = list(least)
    spare = room - sum(widths)
    while spare > 0 and any(width < wish for width, wish in zip(widths, most, strict=True)):
        # The column in which most text would have to be folded gets the next place.
        index = max(range(len(widths)), key=lambda i: (most[i] / max(widths[i], 1)) if widths[i] < most[i] else 0)
        widths[index] += 1
        spare -= 1
    return widths


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """The lines of a row, each a list of cells."""
    cells = [folded(str(text), width) for text, width in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    return [[cell[line] if line < len(cell) else "" for cell in cells] for line in range(height)]


def folded(text: str, width: int) -> list[str]:
    """A text in lines of at most `width`, between words only; a word that is longer stands alone."""
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        line = ""
        for word in part.split(" "):
            if line and cell_len(line) + 1 + cell_len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def hung(text: str, width: int) -> list[str]:
    """A line folded between words; it keeps its own indentation, and what is folded stands four columns further in."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    first, *others = folded(text[len(indent) :], max(width - len(indent) - 4, 1))
    return [indent + first, *(f"{indent}    {line}" for line in others)]


def _padded(text: str, width: int, align: str) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if align == "right" else text + blanks


def _stack(to: Console, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> None:
    """Each row under the other: its first cell as a heading, then every other cell with its title."""
    if heads[0].title:
        to.print(Text(f"{heads[0].title}:"), soft_wrap=True)
    for row in rows:
        to.print()
        for line in folded(str(row[0]), to.width):
            to.print(Text(line, style="bold"), soft_wrap=True)
        for head, cell in zip(heads[1:], row[1:], strict=True):
            start = f"  {head.title}: " if head.title else "  "
            for index, line in enumerate(folded(start.strip() + " " + str(cell), max(to.width - 4, 12))):
                to.print(Text(("  " if index == 0 else "    ") + line), soft_wrap=True)
