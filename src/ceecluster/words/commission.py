"""One page for the Commission: what the regions share, what stands in the way, what is asked, what works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Date, Names, Part, Ref, Remarked, Statement
from ceecluster.words.cited import cited_source

if TYPE_CHECKING:
    from ceecluster.planning.commission import EuropeanCase, GoodPractice

NAMED = 4
"""Members or programmes named before the rest is counted."""


@dataclass(frozen=True)
class CommissionWords:
    """One page for the Commission."""

    title: Statement
    """The network and the date of the information."""
    asked: Statement
    """Who asks for how many things."""
    shared: tuple[Statement, ...]
    """What the regions share: three at most."""
    obstacles: tuple[Statement, ...]
    """What stands in the way."""
    requests: tuple[Statement, ...]
    """What is asked, one for each obstacle."""
    practices: tuple[Part, ...]
    """Two good practices with their sources."""


def commission_words(found: EuropeanCase) -> CommissionWords:
    """The page of a network for the Commission."""
    network = found.world.network
    requests = tuple(_requests(found))
    facts = {"network": network.title, "members": found.members, "count": len(requests)}
    return CommissionWords(
        title=Statement("commission.title", {"network": network.title, "date": Date(network.as_of)}),
        asked=Statement("commission.asked", facts),
        shared=tuple(
            Statement(
                "commission.shared",
                {"issue": Ref("term", case.issue), "holders": len(case.holders), "positions": case.positions},
            )
            for case in found.shared
        ),
        obstacles=tuple(_obstacles(found)),
        requests=requests,
        practices=tuple(_practice(each) for each in found.practices),
    )


def _obstacles(found: EuropeanCase) -> Iterator[Statement]:
    if found.closed:
        closed = Names(tuple(Ref("region", code) for code in found.closed), NAMED)
        facts = {"opening": len(found.opening), "members": found.members, "closed": closed}
        yield Statement("commission.closed", facts)
    if found.open:
        facts = {"for_all": len(found.for_all), "count": len(found.open), "start": found.start}
        yield Statement("commission.areas", facts)
    if found.no_call:
        yield Statement("commission.calls", {"without": len(found.no_call), "count": len(found.open)})


def _requests(found: EuropeanCase) -> Iterator[Statement]:
    if found.closed:
        yield Statement("commission.ask_open")
    if len(found.for_all) < len(found.open):
        yield Statement("commission.ask_areas", {"members": found.members})
    if found.no_call:
        yield Statement("commission.ask_calls")


def _practice(each: GoodPractice) -> Part:
    facts = {
        "record": Ref("record", each.practice.record),
        "region": Ref("region", each.practice.region),
        "criterion": Ref("criterion", each.criterion),
        "note": each.practice.note,
        "evaluated": each.practice.evaluated,
    }
    links = tuple(map(cited_source, each.sources))
    told = Statement("commission.practice", facts)
    return Remarked(told, Names(links)) if links else told
