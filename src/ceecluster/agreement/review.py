"""The yearly review of a signed agreement: who is party to it, what became of commitments, what to renew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.model.agreed import Accession, Commitment, Version
from ceecluster.model.dates import day
from ceecluster.parties import gone, parties_at, version_at
from ceecluster.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.coherence.trend import Trend
    from ceecluster.coherence.trend_rows import LevelChange

AHEAD = 365
"""Days before its end from which a version is to be renewed."""


class State(StrEnum):
    """How a commitment stands at a date, the worst first."""

    OVERDUE = "overdue"
    UNDATED = "undated"
    OPEN = "open"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True)
class CommitmentState:
    """One commitment at the date of the review."""

    id: str
    who: tuple[str, ...]
    """The parties that promised it."""
    what: str
    """What was promised."""
    until: str | None
    """The date it was promised for; None where none was set."""
    paragraph: str | None
    """The paragraph of the agreement it stands in."""
    version: str | None
    """The version of the agreement it stands in."""
    done: str | None
    """When it was kept; None where it was not by the date of the review."""
    state: State
    days: int
    """Days late."""
    left: tuple[str, ...]
    """Of those who promised it, those that were no party any more at its date or, still open, are none today."""


@dataclass(frozen=True)
class PartyState:
    """One region at the date of the review."""

    region: str
    party: bool
    """Whether it is a party at that date."""
    since: str | None
    """When it signed or joined last."""
    left: str | None
    """When it left, where it is no party any more."""
    promised: int
    """Its commitments."""
    done: int
    """Done in time or late."""
    overdue: int
    """Due and not done."""
    undated: int
    """Without a date."""


@dataclass(frozen=True, repr=False)
class Review(Result):
    """A signed agreement at a date."""

    JSON = (
        "as_of", "version", "parties", "commitments", "changes", "unsigned", "strangers", "ends",
        "to_renew=to_renew[].id", "coherence", "no_coherence=no_trend",
    )  # fmt: skip

    as_of: date
    version: Version | None
    """The version that was signed last; None where none was."""
    parties: tuple[PartyState, ...]
    """Members and everybody who ever was a party, in the order of the network."""
    commitments: tuple[CommitmentState, ...]
    """The worst first."""
    changes: tuple[Accession, ...]
    """Who joined and left since the signature, in the order of time."""
    unsigned: tuple[str, ...]
    """Members of the network that are no party."""
    strangers: tuple[str, ...]
    """Parties that are no members of the network."""
    ends: int | None
    """Days until the version ends, negative once it has; None without an end."""
    trend: Trend | None = None
    """What coherence has done since the signature."""
    no_trend: str | None = None
    """Why nothing can be said of that."""

    @property
    def to_renew(self) -> tuple[CommitmentState, ...]:
        """Commitments that need a new date or a new owner."""
        return tuple(row for row in self.commitments if row.state in (State.OVERDUE, State.UNDATED) or row.left)

    @property
    def table(self) -> pd.DataFrame:
        """One row per commitment; columns as the fields of CommitmentState."""
        from ceecluster.frames import framed

        return framed(CommitmentState, self.commitments)

    @property
    def coherence(self) -> tuple[LevelChange, ...] | None:
        """What coherence has done since the signature, level by level; None where nothing can be said."""
        return None if self.trend is None else self.trend.changed


def review(world: World, date: str | None = None, trend_of: Callable[[int, int], Trend] | None = None) -> Review:
    """The agreement of a world at a date, the network's own where none is given.

    `trend_of` gives the trend between two years; it is asked for from the signature on, if that was in an earlier year.
    """
    found = _at(world, day(date or world.network.as_of, last=True))
    years = (int(found.version.signed[:4]) if found.version else found.as_of.year), found.as_of.year
    if trend_of is None or years[0] == years[1]:
        return found
    try:
        return replace(found, trend=trend_of(*years))
    except UsageError as error:
        return replace(found, no_trend=error.message)


def _at(world: World, as_of: date) -> Review:
    version = version_at(world, as_of)
    changes = tuple(
        sorted(
            (c for c in world.accessions if day(c.date) <= as_of and version and day(c.date) >= day(version.signed)),
            key=lambda change: change.date,
        )
    )
    states = tuple(_state(world, commitment, as_of) for commitment in world.commitments)
    now = parties_at(world, as_of)
    members = [region.code for region in world.network.regions]
    named = [party for each in world.versions for party in each.parties]
    everybody = dict.fromkeys((*members, *named, *(change.region for change in world.accessions)))
    return Review(
        as_of=as_of,
        version=version,
        parties=tuple(_party(region, now, changes, version, states) for region in everybody),
        commitments=tuple(sorted(states, key=lambda row: (list(State).index(row.state), row.until or "", row.id))),
        changes=changes,
        unsigned=tuple(region for region in members if region not in now),
        strangers=tuple(region for region in now if region not in members),
        ends=(day(version.until, last=True) - as_of).days if version and version.until else None,
    )


def _state(world: World, commitment: Commitment, today: date) -> CommitmentState:
    until = day(commitment.until, last=True) if commitment.until else None
    done = day(commitment.done) if commitment.done and day(commitment.done) <= today else None
    late = (((done or today) - until).days) if until else 0
    if done is not None:
        state = State.LATE if late > 0 else State.DONE
    elif until is None:
        state = State.UNDATED
    else:
        state = State.OVERDUE if late > 0 else State.OPEN
    return CommitmentState(
        id=commitment.id,
        who=commitment.who,
        what=commitment.what,
        until=commitment.until,
        paragraph=commitment.paragraph,
        version=commitment.version,
        done=commitment.done if done else None,
        state=state,
        days=max(late, 0),
        left=() if done is not None else tuple(gone(world, commitment, today)),
    )


def _party(
    region: str,
    now: tuple[str, ...],
    changes: Iterable[Accession],
    version: Version | None,
    states: tuple[CommitmentState, ...],
) -> PartyState:
    own = [row for row in states if region in row.who]
    moves = [change for change in changes if change.region == region]
    joined = [change.date for change in moves if change.what == "joined"]
    left = [change.date for change in moves if change.what == "left"]
    since = joined[-1] if joined else version.signed if version and region in version.parties else None
    return PartyState(
        region=region,
        party=region in now,
        since=since if region in now else None,
        left=None if region in now or not left else left[-1],
        promised=len(own),
        done=len([row for row in own if row.state in (State.DONE, State.LATE)]),
        overdue=len([row for row in own if row.state is State.OVERDUE]),
        undated=len([row for row in own if row.state is State.UNDATED]),
    )


def renewal_due(found: Review) -> bool:
    """Whether the version has ended or ends within a year."""
    return found.ends is not None and found.ends <= AHEAD
