"""What a network can tell those who make European rules: what is shared, what stands in the way, what works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.rule import Case
    from ceecluster.coherence.reciprocity import Reciprocity
    from ceecluster.model import Source, World
    from ceecluster.planning.programme_use import ProgrammeUse
    from ceecluster.scoring.handbook import Handbook, Practice

SHARED = 3
"""Issues that are named."""
PRACTICES = 2
"""Good practices that are named."""
CITED = 2
"""Sources cited for each."""


@dataclass(frozen=True)
class GoodPractice:
    """A good practice with the criterion it serves."""

    criterion: str
    practice: Practice
    sources: tuple[Source, ...]
    """What the value rests on, two at most."""


@dataclass(frozen=True)
class EuropeanCase:
    """The facts of the page."""

    world: World
    members: int
    shared: tuple[Case, ...]
    """Issues that are a priority of two thirds of those with a position, the most widely held first."""
    opening: tuple[str, ...]
    """Members with an instrument in force that is open to partners of another member."""
    closed: tuple[str, ...]
    """The others, as far as is on record."""
    start: int
    """The year for which programmes are looked at."""
    open: tuple[str, ...]
    """Programmes that can pay for something that begins in that year."""
    for_all: tuple[str, ...]
    """Of these, those in whose area every member lies."""
    no_call: tuple[str, ...]
    """Of these, those of which no open call is on file."""
    practices: tuple[GoodPractice, ...]
    """Records with a high value and a measured result or an evaluation, each of another region and criterion."""


def european_case(agreement: Agreement, opened: Reciprocity, use: ProgrammeUse, handbook: Handbook) -> EuropeanCase:
    """The facts of a network's page for the Commission."""
    world = agreement.world
    members = [region.code for region in world.network.regions]
    known = [case for case in agreement.cases if case.positions and 3 * case.positions >= 2 * len(members)]
    wide = [case for case in known if 3 * len(case.holders) >= 2 * case.positions]
    openings = [each for each in use.openings if each.eligible or each.unknown]
    return EuropeanCase(
        world=world,
        members=len(members),
        shared=tuple(sorted(wide, key=lambda case: -len(case.holders))[:SHARED]),
        opening=tuple(code for code in members if code in opened.opening),
        closed=tuple(code for code in members if code not in opened.opening),
        start=use.start,
        open=tuple(each.code for each in openings),
        for_all=tuple(each.code for each in openings if len(each.eligible) == len(members)),
        no_call=tuple(each.code for each in openings if not each.calls),
        practices=_practices(handbook, world),
    )


def _practices(handbook: Handbook, world: World) -> tuple[GoodPractice, ...]:
    """The best of each criterion, evaluated ones first; no region, criterion or record twice."""
    chapters = ((chapter.criterion.id, chapter.practices) for chapter in handbook.chapters)
    able = [
        GoodPractice(criterion, each, _sources(world, each, criterion))
        for criterion, practices in chapters
        for each in practices
        if each.note
    ]
    able.sort(key=lambda each: (not each.practice.evaluated, -each.practice.value))
    found: list[GoodPractice] = []
    for each in able:
        seen = {part for one in found for part in (one.criterion, one.practice.region, one.practice.record)}
        if not seen & {each.criterion, each.practice.region, each.practice.record}:
            found.append(each)
    return tuple(found[:PRACTICES])


def _sources(world: World, practice: Practice, criterion: str) -> tuple[Source, ...]:
    inventory = world.regions[practice.region]
    record = next(each for each in inventory.programmes if each.id == practice.record)
    assessment = record.assessments.get(criterion)
    keys = assessment.source if assessment is not None else record.source
    return tuple(inventory.sources[key] for key in keys if key in inventory.sources)[:CITED]
