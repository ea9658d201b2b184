"""What is told as values for machines: statements with their facts, evidence and words."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.blocks import Document, Spelling, plain, statements
from ceecluster.wording import Voice


@dataclass(frozen=True)
class ToldStatement:
    """A sentence as values."""

    key: str
    """Name of the statement: it stays while the wording changes."""
    facts: dict[str, object]
    """What it says, by name; every statement has names of its own."""
    evidence: tuple[str, ...]
    """Identifiers of what it rests on."""
    text: str
    """The sentence in words."""


def statements_of(document: Document, voice: Voice) -> tuple[ToldStatement, ...]:
    """The statements of a document in reading order."""
    return tuple(
        ToldStatement(
            statement.key,
            {name: plain(fact) for name, fact in statement.facts.items()},
            tuple(ref.id for ref in statement.evidence if ref.kind != "command"),
            voice.plain(statement, Spelling.BOTH),
        )
        for statement in statements(document)
    )
