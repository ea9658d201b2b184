"""European programmes that can pay for an action: open at its start, with money, for areas its partners lie in."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster import frames
from ceecluster.model import World
from ceecluster.model.vocabulary import Call, ProgrammeTerm


@dataclass(frozen=True)
class FundingSource:
    """A programme that could pay."""

    code: str
    title: str
    opens: int
    """First year."""
    closes: int | None
    """Last year."""
    eligible_until: str | None
    """Last day on which costs count, as documented."""
    eligible: tuple[str, ...]
    """Regions that lie, at least in part, in its area."""
    unknown: tuple[str, ...]
    """Regions of which no source on file says whether they do."""
    experience: dict[str, tuple[str, ...]]
    """Region -> ids of its records that name this programme itself, joint ones first."""
    joint: tuple[str, ...]
    """Regions whose work across a border it has paid for."""
    calls: tuple[str, ...]
    """Documented calls that are open in the year of the start or later; empty: no open call known."""
    outlives: bool
    """Whether costs count until the action ends."""


def funding_sources(
    world: World, regions: tuple[str, ...], *, start: int, end: int, all_of_them: bool = True
) -> tuple[FundingSource, ...]:
    """Programmes that can pay for an action of these regions from `start` to `end`.

    Only those adopted, with money of their own, open in `start`, whose calls are not over, and in whose area every
    region lies at least in part; with `all_of_them` False, at least one. Programmes whose area is not on file come
    last, with the regions in `unknown`. Those that have paid for work across borders of most of the regions go first,
    then those most of them know from their own records, then the order of the list. What a region did in another
    programme, or in an earlier one, is no experience with this one.
    """
    terms = world.vocabulary.programmes()
    nuts = {region.code: region.nuts for region in (*world.network.regions, *world.network.candidates)}
    joint: dict[str, dict[str, list[str]]] = {}
    own: dict[str, dict[str, list[str]]] = {}
    records = [(region, programme) for region, programme, _ in frames.records(world) if region in regions]
    shared = [
        (region, programme)
        for programme in world.transnational
        for region in dict.fromkeys(code for link in programme.cross_border for code in link.partners)
        if region in regions and not programme.example
    ]
    for region, programme in (*shared, *records):
        for code in dict.fromkeys(link.code for link in programme.eu_programmes):
            found = joint if programme.cross_border else own
            found.setdefault(code, {}).setdefault(region, []).append(programme.id)
    sources = []
    for code, term in terms.items():
        if why_closed(world, code, start) is not None:
            continue
        covered = {region: {term.covers(area) for area in nuts.get(region, ())} for region in regions}
        eligible = tuple(region for region in regions if covered[region] & {"whole", "part"})
        unknown = tuple(r for r in regions if r not in eligible and (covered[r] == {"unknown"} or not covered[r]))
        within = len(eligible) + len(unknown)
        if within < len(regions) if all_of_them else not within:
            continue
        across, known = joint.get(code, {}), own.get(code, {})
        sources.append(
            FundingSource(
                code=code,
                title=term.title,
                opens=term.opens or start,
                closes=term.closes,
                eligible_until=term.eligible_until,
                eligible=eligible,
                unknown=unknown,
                experience={
                    region: tuple(dict.fromkeys((*across.get(region, ()), *known.get(region, ()))))
                    for region in regions
                    if region in across or region in known
                },
                joint=tuple(region for region in regions if region in across),
                calls=tuple(call.title for call in term.calls if not_over(call, start)),
                outlives=(last := _last_year(term)) is None or last >= end,
            )
        )
    return tuple(sorted(sources, key=lambda s: (len(s.unknown), -len(s.joint), -len(s.experience))))


def not_over(call: Call, year: int) -> bool:
    """Whether a call is documented to be open in the year or later; one whose last day is not on file is not."""
    return any(int(day[:4]) >= year for day in (call.closes, call.opens) if day)


def _last_year(term: ProgrammeTerm) -> int | None:
    """The last year in which its costs count: as documented, else the year it closes."""
    return int(term.eligible_until[:4]) if term.eligible_until else term.closes


def why_closed(world: World, code: str, year: int) -> str | None:
    """Why a programme cannot pay for an action that starts in `year`; None if it can."""
    term = world.vocabulary.programmes().get(code)
    if term is None:
        return f"{code} is not in the list of European programmes"
    if term.frame:
        return f"{term.title} is a strategy without money of its own"
    if term.collective:
        return f"{term.title} stands for several programmes; nothing can be applied for in its name"
    if term.status == "proposed":
        return f"{term.title} is only proposed"
    if term.opens is None:
        return f"no dates are known for {term.title}"
    if year < term.opens:
        return f"{term.title} opens only in {term.opens}"
    last = _last_year(term)
    if last is not None and year > last:
        return f"{term.title} closed in {last}"
    if term.status == "closed":
        return f"{term.title} is closed"
    if term.calls_over is not None:
        return f"no further call of {term.title} will come"
    return None
