"""Blocks as values for machines: statements with their facts, evidence and words."""

from __future__ import annotations

from typing import Any

from ceecluster.blocks import Document, Spelling, plain, statements
from ceecluster.wording import Voice


def statements_of(document: Document, voice: Voice) -> list[dict[str, Any]]:
    """The statements of a document in reading order."""
    return [
        {
            "key": statement.key,
            "facts": {name: plain(fact) for name, fact in statement.facts.items()},
            "evidence": [ref.id for ref in statement.evidence if ref.kind != "command"],
            "text": voice.plain(statement, Spelling.BOTH),
        }
        for statement in statements(document)
    ]
