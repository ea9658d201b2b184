"""The tables of counts of `validate`, on a terminal and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.forms.cells import markdown
from ceecluster.forms.terminal_table import Head, print_grid

if TYPE_CHECKING:
    from rich.console import Console

    from ceecluster.checks.checked import Counts


def print_counts(counts: Counts, to: Console) -> None:
    """On a terminal."""
    from rich.text import Text

    to.print(Text(counts.title, style="bold"))
    first, *others = counts.heads
    print_grid(to, [Head(first), *(Head(head, "right") for head in others)], counts.rows)
    to.print(Text(counts.note, style="dim"))


def counts_in_markdown(counts: Counts) -> str:
    """As a table of GitHub Flavored Markdown."""
    rule = " | ".join(["---", *["---:"] * (len(counts.heads) - 1)])
    lines = [" | ".join(map(markdown, row)) for row in (counts.heads, *counts.rows)]
    lines.insert(1, rule)
    body = "\n".join(f"| {line} |" for line in lines)
    return f"**{markdown(counts.title)}**\n\n{body}\n\n{markdown(counts.note)}"
