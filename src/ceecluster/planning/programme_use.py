"""European programmes and the members: who used which with which record, who could, and what opens when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from ceecluster import frames
from ceecluster.inforce import year_of
from ceecluster.model import World
from ceecluster.model.vocabulary import Call, ProgrammeTerm
from ceecluster.planning.funding import not_over, why_closed
from ceecluster.published import Published
from ceecluster.results import Result

if TYPE_CHECKING:
    import pandas as pd


class Use(StrEnum):
    """How a member stands to a programme."""

    USED = "used"
    """A record of the member names it."""
    OPEN = "never used"
    """The member lies in its area and money can still be had; no record on file names it."""
    CLOSED = "closed"
    """The member lies in its area, no record names it, and no money can be had any more, or not yet."""
    OUTSIDE = "not eligible"
    UNKNOWN = "area not on file"


@dataclass(frozen=True)
class MemberProgramme:
    """One member and one programme."""

    region: str
    programme: str
    use: Use
    records: tuple[str, ...]
    """Records of the member that name the programme, whatever their year."""


@dataclass(frozen=True)
class OpenProgramme(Published):
    """A programme that can pay for something that begins in the year asked for."""

    JSON = ("code", "opens", "closes", "eligible_until", "calls=calls[].title", "eligible", "unknown")

    code: str
    opens: int | None
    """First year."""
    closes: int | None
    """Last year."""
    eligible_until: str | None
    """Last day on which costs count, as documented."""
    calls: tuple[Call, ...]
    """Documented calls that are not over; empty: no open call known."""
    eligible: tuple[str, ...]
    """Members in its area."""
    unknown: tuple[str, ...]
    """Members of which no source on file says whether they are."""


@dataclass(frozen=True)
class PairEligibility:
    """Programmes in which two members can be partners: both lie in the area, and on both sides of a single border."""

    region: str
    partner: str
    programmes: tuple[str, ...]
    """Codes of the programmes."""


@dataclass(frozen=True, repr=False)
class ProgrammeUse(Result):
    """Members and programmes, for something that begins in `start`."""

    JSON = ("start", "for_all", "standings", "openings", "pairs")

    world: World
    start: int
    standings: tuple[MemberProgramme, ...]
    openings: tuple[OpenProgramme, ...]
    """Open programmes, those in whose area most members lie first."""
    pairs: tuple[PairEligibility, ...]
    """Every pair of members."""

    @property
    def for_all(self) -> tuple[str, ...]:
        """Open programmes in whose area every member lies: what a common programme could stand on."""
        everyone = len(self.world.network.regions)
        return tuple(opening.code for opening in self.openings if everyone and len(opening.eligible) == everyone)

    @property
    def named(self) -> tuple[str, ...]:
        """Programmes that a record of a member names."""
        return tuple(dict.fromkeys(s.programme for s in self.standings if s.use is Use.USED))

    def never(self, region: str) -> tuple[str, ...]:
        """Open programmes in whose area a member lies and that no record of it names."""
        return tuple(s.programme for s in self.standings if s.region == region and s.use is Use.OPEN)

    def used_by(self, programme: str) -> tuple[str, ...]:
        """Members with a record that names the programme."""
        return tuple(s.region for s in self.standings if s.programme == programme and s.use is Use.USED)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per member and programme."""
        return frames.framed(MemberProgramme, list(self.standings))


def programme_use(world: World) -> ProgrammeUse:
    """How the members stand to every programme of the vocabulary with money of its own, families left out.

    Use is read from everything on file: what was used once was used. Records are a member's own and the transnational
    ones that list it.
    """
    start = world.network.rules.plan.start_year or year_of(world) + 1
    terms = {
        code: term
        for code, term in world.vocabulary.programmes().items()
        if not term.frame and not term.collective and term.status != "proposed"
    }
    used = _used(world.whole or world)
    standings, areas = [], {}
    for region in world.network.regions:
        for code, term in terms.items():
            cover = {term.covers(area) for area in region.nuts} or {"unknown"}
            areas[region.code, code] = (
                "inside" if cover & {"whole", "part"} else "unknown" if "unknown" in cover else "outside"
            )
            records = used.get((region.code, code), ())
            standings.append(
                MemberProgramme(region.code, code, _use(areas[region.code, code], world, code, start, records), records)
            )
    members = [region.code for region in world.network.regions]
    openings = [
        _opening(term, members, areas, start) for code, term in terms.items() if not why_closed(world, code, start)
    ]
    openings.sort(key=lambda opening: (-len(opening.eligible), opening.code))
    home = {region.code: region.country for region in world.network.regions}
    pairs = tuple(
        PairEligibility(
            one,
            other,
            tuple(
                o.code
                for o in openings
                if one in o.eligible and other in o.eligible and terms[o.code].for_pair(home[one], home[other])
            ),
        )
        for one, other in combinations(members, 2)
    )
    return ProgrammeUse(world, start, tuple(standings), tuple(openings), pairs)


def _use(area: str, world: World, code: str, start: int, records: tuple[str, ...]) -> Use:
    if records:
        return Use.USED
    if area == "unknown":
        return Use.UNKNOWN
    if area == "outside":
        return Use.OUTSIDE
    return Use.CLOSED if why_closed(world, code, start) else Use.OPEN


def _opening(term: ProgrammeTerm, members: list[str], areas: dict[tuple[str, str], str], start: int) -> OpenProgramme:
    return OpenProgramme(
        code=term.code,
        opens=term.opens,
        closes=term.closes,
        eligible_until=term.eligible_until,
        calls=tuple(call for call in term.calls if not_over(call, start)),
        eligible=tuple(region for region in members if areas[region, term.code] == "inside"),
        unknown=tuple(region for region in members if areas[region, term.code] == "unknown"),
    )


def _used(world: World) -> dict[tuple[str, str], tuple[str, ...]]:
    """(member, programme) -> records that name it."""
    found: dict[tuple[str, str], list[str]] = {}
    members = {region.code for region in world.network.regions}
    own = [(region, programme) for region, programme, _ in frames.records(world)]
    shared = [
        (place, programme)
        for programme in world.transnational
        if not programme.example
        for place in dict.fromkeys(place for link in programme.cross_border for place in link.partners)
        if place in members
    ]
    for region, programme in (*own, *shared):
        for code in dict.fromkeys(link.code for link in programme.eu_programmes):
            found.setdefault((region, code), []).append(programme.id)
    return {key: tuple(dict.fromkeys(records)) for key, records in found.items()}
