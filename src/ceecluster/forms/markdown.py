"""Blocks as GitHub Flavored Markdown; evidence stands in footnotes."""

from __future__ import annotations

from collections.abc import Iterator

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
from ceecluster.forms.cells import markdown
from ceecluster.forms.charts import Chart
from ceecluster.forms.footnotes import Footnotes
from ceecluster.wording import Backing, Voice

_MARKS = {"strong": ("**", "**"), "emphasis": ("*", "*"), "open": ("\\[", "\\]")}


def write_markdown(document: Document, voice: Voice) -> str:
    """The document as Markdown text; its figures are files in `figures/` beside it."""
    writer = _Writer(voice)
    blocks = [f"# {writer.text(document.title)}", " ".join(map(writer.text, document.cover))]
    blocks += writer.blocks(document.blocks, 2)
    notes = (f"[^{number}]: {told}" for number, told in enumerate(writer.notes.texts, 1))
    blocks.append("\n".join(notes))
    return "\n\n".join(block for block in blocks if block) + "\n"


class _Writer:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.notes: Footnotes[str] = Footnotes(voice, self.text)
        self.written: list[Table] = []
        self.figures = self.tables = 0

    def blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[str]:
        for block in blocks:
            match block:
                case Section(title=title, blocks=inner):
                    yield f"{'#' * level} {self.text(title)}"
                    yield from self.blocks(inner, level + 1)
                case Boxes(sections=sections):
                    yield from self.blocks(sections, level)
                case Paragraph(text=text) | Note(text=text):
                    yield self.text(text)
                case Listing(points=points, numbered=numbered):
                    marks = (f"{n}. " if numbered else "- " for n in range(1, len(points) + 1))
                    yield "\n".join(
                        _hung("\n\n".join(self.blocks(point, level)), mark)
                        for mark, point in zip(marks, points, strict=True)
                    )
                case Quote(blocks=inner):
                    yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(self.blocks(inner, level)).split("\n"))
                case Table():
                    self.written.append(block)
                    yield self.table(block, numbered=True)
                case Figure():
                    chart = Chart(block, self.voice)
                    self.figures += 1
                    label = self.text(Statement("page.figure", {"number": self.figures}))
                    yield f"![{markdown(chart.alt)}](figures/{block.key}.svg)"
                    yield f"**{label}.** {markdown(chart.caption)}"
                    if block.table not in self.written:
                        yield self.table(block.table)
                case Next():
                    pass

    def table(self, table: Table, *, numbered: bool = False) -> str:
        """A table; the data behind a figure have no number of their own."""
        number = ""
        if numbered and table.title:
            self.tables += 1
            number = f"{self.text(Statement('page.table', {'number': self.tables}))}. "
        head = " | ".join(self.text(column.label, column.spelling or Spelling.NAME) for column in table.columns)
        rule = " | ".join("---:" if column.align == "right" else "---" for column in table.columns)
        rows = (
            " | ".join(
                self.text(cell, column.spelling or (Spelling.BOTH if column.header else Spelling.CODE))
                for column, cell in zip(table.columns, row, strict=True)
            )
            for row in table.cells
        )
        caption = [f"**{number}{self.text(table.title)}**", ""] if table.title else []
        note = ["", self.text(table.note)] if table.note else []
        return "\n".join([*caption, f"| {head} |", f"| {rule} |", *(f"| {row} |" for row in rows), *note])

    def text(self, part: Part | None, spelling: Spelling = Spelling.NAME) -> str:
        out = []
        for leaf in self.voice.flat(part):
            match leaf:
                case str():
                    out.append(markdown(leaf, strip=False))
                case Ref():
                    out.append(markdown(self.voice.names.spell(leaf, spelling)))
                case Marked(how="link", text=text, target=target) if target.startswith("#note-"):
                    out.append(self.text(text, spelling))  # Markdown numbers its notes, and has no place in them
                case Marked(how="link", text=text, target=target):
                    out.append(link(self.text(text, spelling), target))
                case Marked(how="code", text=text):
                    out.append(f"`{self.voice.plain(text, spelling)}`")
                case Marked(how="quoted", text=Ref() as ref):
                    out.append(markdown(self.voice.names.spell(ref, spelling)))
                case Marked(how="quoted", text=text):
                    out.append(self.text(text, spelling))
                case Marked(how=how, text=text):
                    before, after = _MARKS[how]
                    out.append(f"{before}{self.text(text, spelling)}{after}")
                case Backing():
                    number = self.notes.number(leaf)
                    out.append("" if number is None else f"[^{number}]")
        return "".join(out)


def _hung(text: str, mark: str) -> str:
    """A point of a list: its later lines stand under its first."""
    return mark + text.replace("\n", "\n" + " " * len(mark)).replace("\n" + " " * len(mark) + "\n", "\n\n")


def link(text: str, target: str) -> str:
    """A link for http(s), an anchor or a page of ours; dead text for anything else."""
    if not allowed(target):
        return text
    closed = target.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
    return f"[{text}]({closed})"


def allowed(target: str) -> bool:
    """Whether a link leads to http(s), an anchor, or a file beside the document."""
    return target.startswith(("https://", "http://", "#")) or (":" not in target and not target.startswith(("//", "/")))
