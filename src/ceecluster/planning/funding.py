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
    """Region -> ids of its records that name this programme or another one of the same fund, joint ones first."""
    joint: tuple[str, ...]
    """Regions whose work across a border that fund has paid for."""
    outlives: bool
    """Whether it stays open until the action ends."""


def funding_sources(world: World, regions: tuple[str, ...], *, start: int, end: int) -> tuple[Source, ...]:
    """Programmes open in `start`; those whose fund has paid for work across borders of most of the regions go first,
    then those most of them know from their own records, then the order of the list."""
    terms = world.vocabulary.terms("eu_programmes")
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
        for fund in {terms[link.code].fund or link.code for link in programme.eu_programmes if link.code in terms}:
            found = joint if programme.cross_border else own
            found.setdefault(fund, {}).setdefault(region, []).append(programme.id)
    sources = []
    for code in open_programmes(world, start):
        term = terms[code]
        fund = term.fund or code
        across, known = joint.get(fund, {}), own.get(fund, {})
        sources.append(
            Source(
                code=code,
                title=term.title,
                opens=term.opens or start,
                closes=term.closes,
                experience={
                    region: tuple(dict.fromkeys((*across.get(region, ()), *known.get(region, ()))))
                    for region in regions
                    if region in across or region in known
                },
                joint=tuple(region for region in regions if region in across),
                outlives=term.closes is None or term.closes >= end,
            )
        )
    return tuple(sorted(sources, key=lambda source: (-len(source.joint), -len(source.experience))))


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
