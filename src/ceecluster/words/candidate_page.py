"""The page of a candidate: what is on file of it, and what that would bring. No score, class or place among others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Names, Ref, Statement, Table
from ceecluster.errors import UsageError
from ceecluster.inforce import year_of
from ceecluster.planning.offer import offer_of
from ceecluster.profile import CitedSource
from ceecluster.words.cited import records_table, sources_table
from ceecluster.words.enlargement import brought, close_to
from ceecluster.words.region_records import region_facts
from ceecluster.words.replies import region_checked

if TYPE_CHECKING:
    from ceecluster.model import World


@dataclass(frozen=True)
class CandidateWords:
    """What is told of one candidate."""

    title: Statement
    """The candidate and its code."""
    head: Statement
    """How many of its records speak, for which year."""
    facts: tuple[Statement, ...]
    """Country, NUTS codes, sectors, neighbours among the members."""
    brings: tuple[Statement, ...]
    """Which members it is closest to, and what it has that few or no members have."""
    records: Table
    """Its records that speak."""
    sources: Table
    """What they cite."""
    checked: Statement
    """Whether it has checked its record."""


def candidate_words(world: World, code: str) -> CandidateWords:
    """The words of that page."""
    region = next(each for each in world.network.candidates if each.code == code)
    inventory = world.candidates.get(code)
    own = tuple(p for p in (inventory.programmes if inventory else ()) if not p.example)
    facts = list(region_facts(world, region))
    if region.neighbours:
        near = Names(tuple(Ref("region", each) for each in region.neighbours))
        facts.append(Statement("items.neighbours", {"regions": near}))
    return CandidateWords(
        title=Statement("places.candidate", {"region": Ref("region", code), "code": code}),
        head=Statement("places.on_file", {"count": len(own), "year": year_of(world) if world.standing else None}),
        facts=tuple(facts),
        brings=_brings(world, code) if own else (),
        records=records_table(world, code, own),
        sources=sources_table(candidate_sources(world, code)),
        checked=region_checked(world, code),
    )


def candidate_sources(world: World, code: str) -> list[CitedSource]:
    """The sources of a candidate's file."""
    inventory = world.candidates.get(code)
    return [CitedSource(None, key, source) for key, source in (inventory.sources if inventory else {}).items()]


def _brings(world: World, code: str) -> tuple[Statement, ...]:
    try:
        offer = offer_of(world, code)
    except UsageError:
        return ()
    return (*close_to(offer), *brought(offer))
