"""The head of a result: of which year it speaks, and which records do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import Names, Part, Ref, Statement, Text, Word
from ceecluster.inforce import speaking

if TYPE_CHECKING:
    from ceecluster.inforce import Speaking
    from ceecluster.model import World
    from ceecluster.model.part import NetworkPart
    from ceecluster.model.standing import Status


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
    return tuple(Text((n, " ", Word(status.value))) for status, n in found)
