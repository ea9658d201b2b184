"""The review state of what is on file: proposed, confirmed or disputed by the region it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ceecluster.model import Programme, World
from ceecluster.model.dates import day
from ceecluster.model.reply import Reply, Review

DAYS = 30
"""Days that a region has to answer."""


class ReplyState(StrEnum):
    """What a region has said of a value."""

    PROPOSED = "proposed"
    """Nothing yet: it was read from public sources."""
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


@dataclass(frozen=True)
class Replied:
    """The review state of one value, or of the facts of one record."""

    record: str
    criterion: str | None
    """None for the facts of the record."""
    seen: str
    """What is on file: the value, or the mark of the facts."""
    state: ReplyState
    reply: str | None = None
    """What the region says instead."""
    office: str | None = None
    date: str | None = None


def reviews_of(world: World, region: str) -> tuple[Review, ...]:
    """A region's checks of its record, the newest first; of a world of one year none of later ones."""
    year = world.standing.year if world.standing is not None else None
    own = (each for each in world.reviews if each.region == region)
    known = (each for each in own if year is None or day(each.date).year <= year)
    return tuple(sorted(known, key=lambda each: each.date, reverse=True))


def checked(world: World, region: str) -> bool:
    """Whether a region has checked its record: before, no class, band or rank of it is for the public."""
    return bool(reviews_of(world, region))


def facts_mark(programme: Programme) -> str:
    """Eight letters that change with the facts of a record: names, kind, levels, years, body, summary."""
    facts = programme.model_dump(mode="json", include={"name", "kind", "level", "start", "end", "bodies", "summary"})
    return hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:8]


def replies_of(world: World, region: str) -> Iterator[Replied]:
    """The state of the facts of each record of a region, and of each of its values, in file order."""
    inventory = world.regions.get(region) or world.candidates.get(region)
    said: dict[tuple[str, str | None], tuple[Reply, Review]] = {}
    for review in reversed(reviews_of(world, region)):
        said |= {(reply.record, reply.criterion): (reply, review) for reply in review.replies}
    for programme in inventory.programmes if inventory is not None else ():
        if programme.example:
            continue
        yield _state(said, programme.id, None, facts_mark(programme))
        for criterion, assessment in programme.assessments.items():
            yield _state(said, programme.id, criterion, str(assessment.value))


def _state(
    said: dict[tuple[str, str | None], tuple[Reply, Review]], record: str, criterion: str | None, seen: str
) -> Replied:
    found = said.get((record, criterion))
    if found is None or found[0].seen != seen:
        return Replied(record, criterion, seen, ReplyState.PROPOSED)
    reply, review = found
    return Replied(record, criterion, seen, ReplyState(reply.state), reply.reply, review.office, review.date)
