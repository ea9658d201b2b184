"""A topic: what a command tells on a screen, and what a document may take up as a part of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from ceecluster.blocks import Block, Document, Figure, Next, Note, Paragraph, Part, Section, Statement, Table, listing


@dataclass(frozen=True)
class Topic:
    """One result in words: sentences, tables, what stands out, how to read it.

    A screen shows it with `screen`; a template with `documents/_topic.md.j2`, or field by field.
    """

    name: str
    """Name of the result, as in its JSON schema: ceecluster/<name>@1."""
    title: Part
    """What it is about."""
    lead: tuple[Part, ...] = ()
    """Sentences before the tables."""
    tables: tuple[Table, ...] = ()
    """Tables; a document shows those that have rows."""
    figures: tuple[Figure, ...] = ()
    """What can be drawn; a terminal leaves it out."""
    heading: Part = field(default_factory=lambda: Statement("topic.stands_out"))
    """Heading of what stands out."""
    findings: tuple[Part, ...] = ()
    """What stands out, in order of weight."""
    notes: tuple[Part, ...] = ()
    """How to read it."""
    next: tuple[str, ...] = ()
    """Commands to go on with, without the word `ceecluster`."""

    @property
    def shown(self) -> tuple[Table, ...]:
        """The tables of a document: those with rows, without the data of a figure."""
        drawn = [figure.table for figure in self.figures]
        return tuple(table for table in self.tables if table.cells and table not in drawn)


def screen(topic: Topic) -> Document:
    """A topic on a screen."""
    blocks: list[Block] = [Paragraph(sentence) for sentence in topic.lead]
    blocks += (*topic.tables, *topic.figures)
    if topic.findings:
        blocks.append(Section(topic.heading, (listing(topic.findings, numbered=True),)))
    blocks += [Note(note) for note in topic.notes]
    blocks += [Next(topic.next)] if topic.next else []
    return Document(topic.name, topic.title, tuple(blocks))
