"""European programmes that are open when an action starts, and who of its partners has worked with their fund."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster import frames
from ceecluster.model import World
from ceecluster.planning.evidence import open_programmes


@dataclass(frozen=True)
class Source:
    """A programme that could pay."""

    code: str
    title: str
    opens: int
    closes: int | None
    experience: dict[str, tuple[str, ...]]
    """Region -> ids of its records that name this programme or an earlier one of the same fund."""
    outlives: bool
    """Whether it stays open until the action ends."""


def funding_sources(world: World, regions: tuple[str, ...], *, start: int, end: int) -> tuple[Source, ...]:
    """Programmes open in `start`, those most of the regions know from their own records first; then by code order."""
    terms = world.vocabulary.terms("eu_programmes")
    used: dict[str, dict[str, list[str]]] = {}
    for region, programme, _ in frames.records(world):
        if region in regions:
            funds = {terms[link.code].fund or link.code for link in programme.eu_programmes if link.code in terms}
            for fund in funds:
                used.setdefault(fund, {}).setdefault(region, []).append(programme.id)
    found = []
    for code in open_programmes(world, start):
        term = terms[code]
        known = used.get(term.fund or code, {})
        found.append(
            Source(
                code=code,
                title=term.title,
                opens=term.opens or start,
                closes=term.closes,
                experience={region: tuple(known[region]) for region in regions if region in known},
                outlives=term.closes is None or term.closes >= end,
            )
        )
    return tuple(sorted(found, key=lambda source: -len(source.experience)))


def why_closed(world: World, code: str, year: int) -> str | None:
    """Why a programme cannot pay for an action that starts in `year`; None if it is open then."""
    term = world.vocabulary.terms("eu_programmes").get(code)
    if term is None:
        return f"{code} is not in the list of European programmes"
    if term.opens is None:
        return f"no dates are known for {term.title}"
    if year < term.opens:
        return f"{term.title} opens only in {term.opens}"
    if term.closes is not None and year > term.closes:
        return f"{term.title} closed in {term.closes}"
    return None
