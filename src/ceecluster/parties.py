"""Who is party to the agreement on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ceecluster.model import World
from ceecluster.model.agreed import Commitment, Version
from ceecluster.model.dates import day


def version_at(world: World, when: date) -> Version | None:
    """The version signed last up to a day."""
    known = [version for version in world.versions if day(version.signed) <= when]
    return max(known, key=lambda version: version.signed, default=None)


def parties_at(world: World, when: date) -> tuple[str, ...]:
    """Who is party on a day: who signed the version in force, who joined since, without those that left."""
    version = version_at(world, when)
    if version is None:
        return ()
    now = dict.fromkeys(version.parties)
    for change in sorted(world.accessions, key=lambda change: change.date):
        if day(version.signed) <= day(change.date) <= when:
            if change.what == "joined":
                now[change.region] = None
            else:
                now.pop(change.region, None)
    return tuple(now)


def gone(world: World, commitment: Commitment, today: date) -> Iterator[str]:
    """Those who promised something and are no party on the day it is due, or today where that day is to come."""
    if not world.versions:
        return
    until = day(commitment.until, last=True) if commitment.until else today
    there = parties_at(world, max(min(until, today), day(world.versions[0].signed)))
    yield from (region for region in commitment.who if region not in there)
