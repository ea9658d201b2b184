"""Blocks on a terminal: codes beside names, and evidence as commands to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ceecluster.blocks import (
    Block,
    Boxes,
    Document,
    Figure,
    Listing,
    Marked,
    Next,
    Note,
    Paragraph,
    Part,
    Quote,
    Ref,
    Section,
    Spelling,
    Statement,
    Table,
)
from ceecluster.forms.terminal_table import Head, folded, print_grid
from ceecluster.wording import Backing, Voice

if TYPE_CHECKING:
    from rich.console import Console


def print_document(document: Document, voice: Voice, to: Console) -> None:
    """A document on a terminal, figures left out."""
    printer = _Printer(voice, to)
    printer.line(printer.text(document.title), "bold")
    printer.blocks(document.blocks)


class _Printer:
    def __init__(self, voice: Voice, to: Console) -> None:
        self.voice = voice
        self.to = to

    def blocks(self, blocks: tuple[Block, ...], *, headed: bool = False) -> None:
        """Blocks with air between them; `headed` where the first stands right under its heading."""
        before: type | None = None
        for block in blocks:
            if isinstance(block, Figure):
                continue
            # Sentences and notes in a row stand together, and sentences right under the title.
            alike = isinstance(block, Paragraph | Note) and before is type(block)
            first = before is None and (headed or isinstance(block, Paragraph))
            if not (alike or first):
                self.to.print()
            before = type(block)
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Section(title=title, blocks=inner):
                self.line(self.text(title), "bold")
                self.blocks(inner, headed=True)
            case Boxes(sections=sections):
                self.blocks(sections)
            case Paragraph(text=text):
                self.line(self.text(text))
            case Note(text=text):
                self.line(self.text(text), "dim")
            case Listing(points=points, numbered=numbered):
                width = max(2, len(f"{len(points)}."))
                for number, point in enumerate(points, start=1):
                    self.point(f"{number}." if numbered else "-", point, width)
            case Quote(blocks=inner):
                self.blocks(inner, headed=True)
            case Table():
                self.table(block)
            case Next(commands=commands):
                told = " · ".join(f"ceecluster {command}" for command in commands)
                self.line(self.text(Statement("screen.next", {"commands": told})), "dim")
            case Figure():
                pass  # a terminal shows the tables instead

    def line(self, text: str, style: str = "") -> None:
        """A text folded between words; a word that is longer than the terminal is wide stays whole."""
        self.to.print(Text(text, style=style, overflow="ignore"))

    def point(self, mark: str, point: tuple[Block, ...], width: int) -> None:
        for block in point:
            text = self.text(block.text) if isinstance(block, Paragraph | Note) else ""
            for line in folded(text, self.to.width - width - 1):
                self.to.print(Text(f"{mark:>{width}} {line}".rstrip()), soft_wrap=True)
                mark = ""

    def table(self, table: Table) -> None:
        rows = [
            [
                self.text(cell, column.spelling or (Spelling.LABEL if column.header else Spelling.CODE))
                for column, cell in zip(table.columns, row, strict=True)
            ]
            for row in table.cells
        ]
        heads = [Head(self.text(column.label, Spelling.CODE), column.align) for column in table.columns]
        if table.title:
            self.line(self.text(table.title), "bold")
        print_grid(self.to, heads, rows)
        if table.note:
            self.line(self.text(table.note), "dim")

    def text(self, part: Part | None, spelling: Spelling = Spelling.BOTH) -> str:
        out = []
        for leaf in self.voice.flat(part):
            match leaf:
                case str():
                    out.append(leaf)
                case Ref():
                    out.append(self.voice.names.spell(leaf, spelling))
                case Marked(how="open", text=text):
                    out.append(f"[{self.text(text, spelling)}]")
                case Marked(how="quoted", text=Ref() as ref):
                    out.append(self.voice.names.spell(ref, spelling))
                case Marked(text=text):
                    out.append(self.text(text, spelling))
                case Backing(refs=refs) if refs:
                    commands = (ref.id if ref.kind == "command" else f"show {ref.id}" for ref in refs)
                    out.append(" " + self.text(Statement("screen.look_at", {"commands": " · ".join(commands)})))
        return "".join(out)
