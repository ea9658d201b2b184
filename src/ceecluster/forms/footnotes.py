"""The footnotes of one document: what is said several times is one note, and the sources of a record stand once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ceecluster.blocks import Marked, Part, Ref, Statement
from ceecluster.wording import Backing, Voice

Told = TypeVar("Told")


class Footnotes(Generic[Told]):
    """The notes of a document in the order in which it refers to them; a form spells them as it has to."""

    def __init__(self, voice: Voice, spell: Callable[[Part], Told]) -> None:
        self._voice = voice
        self._spell = spell
        self._known: list[Part] = []
        self._earlier: dict[Ref, Part] = {}
        """Of each record the note that has its sources."""
        self._texts: dict[int, Told] = {}

    def number(self, evidence: Backing) -> int | None:
        """The number of the note on evidence, which is written when it is first asked for; None if there is none."""
        whole = self._voice.cited(evidence)
        if whole is None:
            return None
        if whole in self._known:
            return self._known.index(whole) + 1
        self._known.append(whole)
        # The place is kept before the note is worded: a note may have notes.
        number = len(self._known)
        told = self._voice.cited(evidence, self._earlier)
        there = Marked("link", Statement("page.see_note", {"number": number}), f"#note-{number}")
        self._earlier |= {ref: there for ref in evidence.refs if ref not in self._earlier}
        self._texts[number] = self._spell(told or whole)
        return number

    def __len__(self) -> int:
        return len(self._known)

    @property
    def texts(self) -> list[Told]:
        """What the notes say, the first one first."""
        return [self._texts[number] for number in sorted(self._texts)]
