"""The head of a result: of which year it speaks, and which records do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import Names, Part, Ref, Remarked, Statement, Text, Word
from ceecluster.inforce import speaking
from ceecluster.model.standing import Status

if TYPE_CHECKING:
    from ceecluster.inforce import Speaking
    from ceecluster.model import World
    from ceecluster.model.part import NetworkPart


def year_head(world: World) -> Statement:
    """The year, and how many of the members' records are in force, presumed, ended, unseen, undated."""
    return year_words(speaking(world))


def year_words(found: Speaking) -> Statement:
    """The year and the records of a part of the network."""
    if found.year is None:
        return Statement("year.whole", {"count": found.on_file, "part": part_named(found.part)})
    facts = {
        "year": found.year,
        "speak": found.records,
        "count": found.on_file,
        "speaking": Names(_counted(found.by_status)),
        # All of one kind are not counted a second time.
        "only": _state(found.by_status[0][0]) if len(found.by_status) == 1 else None,
        "part": part_named(found.part),
        "aside": Names(_counted(found.aside)) if found.aside else None,
    }
    return Statement("year.speaking", facts)


def part_named(part: NetworkPart | None) -> Names | None:
    """What was chosen of the network; None for the whole of it."""
    if part is None:
        return None
    kinds = (("region", part.regions), ("country", part.countries), ("term", part.sectors))
    return Names(tuple(Ref(kind, code) for kind, codes in kinds for code in codes))


def _counted(found: tuple[tuple[Status, int], ...]) -> tuple[Part, ...]:
    return tuple(Text((n, " ", _state(status))) for status, n in found)


def _state(status: Status) -> Part:
    word = Word(status.value)
    return Remarked(word, Statement("year.presumed")) if status is Status.PRESUMED else word
