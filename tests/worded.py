"""A topic as a screen words it, for tests."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.blocks import Part, Spelling, Table
from ceecluster.model import World
from ceecluster.names import Speller
from ceecluster.wording import Voice
from ceecluster.words.topic import Topic


@dataclass(frozen=True)
class Told:
    """Sentences and cells as plain texts."""

    title: str
    lead: tuple[str, ...]
    tables: dict[str, list[list[str]]]
    """Cells by the table's key."""
    labels: dict[str, list[str]]
    captions: dict[str, str]
    notes_of: dict[str, str]
    findings: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """Every sentence."""
        return " ".join((*self.lead, *self.findings, *self.notes))

    def rows(self, key: str) -> dict[str, list[str]]:
        """The rows of a table by their first cell."""
        return {row[0]: row for row in self.tables[key]}


def told(topic: Topic, world: World) -> Told:
    """A topic in the words of a screen."""
    voice = Voice(Speller(world))

    def sentences(parts: tuple[Part, ...]) -> tuple[str, ...]:
        return tuple(voice.plain(part, Spelling.BOTH) for part in parts)

    def cells(table: Table) -> list[list[str]]:
        spelled = [column.spelling or (Spelling.LABEL if column.header else Spelling.CODE) for column in table.columns]
        return [[voice.plain(cell, how) for cell, how in zip(row, spelled, strict=True)] for row in table.cells]

    return Told(
        title=voice.plain(topic.title, Spelling.BOTH),
        lead=sentences(topic.lead),
        tables={table.key: cells(table) for table in topic.tables},
        labels={table.key: [voice.plain(column.label) for column in table.columns] for table in topic.tables},
        captions={table.key: voice.plain(table.title, Spelling.BOTH) for table in topic.tables},
        notes_of={table.key: voice.plain(table.note, Spelling.BOTH) if table.note else "" for table in topic.tables},
        findings=sentences(topic.findings),
        notes=sentences(topic.notes),
    )
