"""A meeting of those who make cluster policy and those who run it: what is open, who should sit there, what to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf, sqrt
from typing import TYPE_CHECKING

from ceecluster.coherence.cells import Cell
from ceecluster.errors import UsageError
from ceecluster.inforce import year_of
from ceecluster.model import Programme, World
from ceecluster.model.base import Worded
from ceecluster.planning.lessons import undocumented
from ceecluster.planning.organisations import ORGANISATIONS
from ceecluster.results import Result
from ceecluster.scoring.handbook import measured

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.review import CommitmentState, Review
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.rows import ObjectiveCell
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.monitoring import Monitoring
    from ceecluster.scoring.quality import Scores

UNSHARED = 0
"""Minutes of an item before they are shared out."""
STEP, SHORTEST = 5, 10
"""Minutes: items last multiples of the one, and at least the other."""
ASKED, BROUGHT, WHYS = 4, 3, 5
"""Criteria to document, records brought and questions on the sheet of a region."""
LONG = 3
"""Years from which on an evaluation of what lasts is asked for."""


class Open(StrEnum):
    """What is open, in the order in which equal items are taken."""

    OBJECTIONS = "objections"
    STANCES = "stances"
    OPTIONS = "options"
    COMMITMENTS = "commitments"
    OVERDUE = "overdue"
    GAPS = "gaps"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Item:
    """One item of the agenda."""

    kind: Open
    answers: int
    """Answers that are open: one for every region and question."""
    minutes: int
    subjects: tuple[str, ...]
    """Issues, options, pilots, commitments or objectives it is about."""
    regions: tuple[str, ...]
    """Who is asked."""
    tied: bool = False
    """Of options: another plan could be first, so near are they."""


@dataclass(frozen=True)
class Attendee:
    """Somebody who could sit at the table."""

    name: str | None
    """As the record names it; None where the record is itself the organisation."""
    record: str
    """The first record that names it."""


@dataclass(frozen=True)
class Seat:
    """Who could sit at the table for a region at a level, as far as its records in force name bodies."""

    region: str
    level: str
    records: int
    """Its records in force at the level."""
    bodies: tuple[Attendee, ...]
    """The bodies that most records name first; empty where no record names one."""


class Why(StrEnum):
    """What a question of a peer starts from."""

    DROPPED = "stated above, nothing below"
    ALONE = "pursued here and by no other"
    MISSING = "pursued by most others, not here"
    FOLLOWED = "succeeds an earlier record"
    UNEVALUATED = "years without an evaluation"


@dataclass(frozen=True)
class PeerQuestion:
    """A "why" that a peer could ask, with what it starts from."""

    kind: Why
    subject: str
    """The objective or record it is about."""
    other: str | None = None
    """The record that was succeeded."""
    count: int = 0
    """Regions, or years, behind it."""
    of: int = 0
    """Regions with records at the level."""
    level: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One page for a region."""

    region: str
    brings: tuple[str, ...]
    """Records in force with an evaluation or a measured result, the newest start first."""
    asked: tuple[str, ...]
    """Issues on which its word is open."""
    document: tuple[str, ...]
    """Criteria without evidence that weigh most."""
    promised: tuple[CommitmentState, ...]
    """What it has promised and is overdue, undated, or left alone by a party that left."""
    questions: tuple[PeerQuestion, ...]


@dataclass(frozen=True, repr=False)
class Meeting(Result):
    """What a meeting needs on paper."""

    world: World
    minutes: int
    agenda: tuple[Item, ...]
    """In the order of open answers; minutes add up to those given."""
    seats: tuple[Seat, ...]
    sheets: tuple[Sheet, ...]
    renew: tuple[CommitmentState, ...]
    """Commitments that need a new date or a new owner, the worst first."""

    @property
    def empty_seats(self) -> tuple[Seat, ...]:
        """Places for which no record names a body, or where no record is on file."""
        return tuple(seat for seat in self.seats if not seat.bodies)


def meeting(
    scores: Scores,
    comparison: Comparison,
    agreement: Agreement,
    plan: Plan | None,
    monitoring: Monitoring,
    review: Review,
) -> Meeting:
    """The pack of the next meeting; `minutes` are the network's (`rules.meeting.minutes`).

    Time goes by the square root of the answers that are open, in steps of five minutes, ten at least: an item with four
    times as many open answers gets twice the time. UsageError where the minutes do not hold all items.
    """
    world = scores.world
    renew = review.to_renew
    found = sorted(
        (*_open(comparison, agreement, plan), *_promised(world.whole or world, monitoring, renew)),
        key=lambda item: (-item.answers, list(Open).index(item.kind)),
    )
    minutes = world.network.rules.meeting.minutes
    shares = shared_minutes([item.answers for item in found], minutes)
    agenda = tuple(replace(item, minutes=share) for item, share in zip(found, shares, strict=True))
    cells: dict[str, list[ObjectiveCell]] = {region: [] for region in world.regions}
    for cell in comparison.by_cell:
        cells.setdefault(cell.region, []).append(cell)
    sheets = tuple(_sheet(scores, comparison, agreement, renew, region, cells[region]) for region in world.regions)
    return Meeting(world, minutes, agenda, tuple(seats_of(world)), sheets, renew)


def shared_minutes(answers: list[int], minutes: int) -> list[int]:
    """Minutes by the square root of the answers, in multiples of STEP and SHORTEST at least; they add up to `minutes`.

    Largest remainders (Hamilton) over what is left when every item has its shortest time; what no step fits goes to the
    first item. UsageError where even the shortest times do not fit.
    """
    if not answers:
        return []
    left = minutes - SHORTEST * len(answers)
    if left < 0:
        raise UsageError(
            f"{minutes} minutes do not hold {len(answers)} items of {SHORTEST} minutes",
            f"give at least {SHORTEST * len(answers)}: rules.meeting.minutes in network.yaml",
        )
    steps, rest = divmod(left, STEP)
    weights = [sqrt(count) for count in answers]
    quotas = [steps * weight / sum(weights) for weight in weights]
    given = [int(quota) for quota in quotas]
    order = sorted(range(len(answers)), key=lambda k: (-(quotas[k] - given[k]), k))
    for k in order[: steps - sum(given)]:
        given[k] += 1
    shares = [SHORTEST + STEP * count for count in given]
    shares[0] += rest
    return shares


def _open(comparison: Comparison, agreement: Agreement, plan: Plan | None) -> Iterator[Item]:
    holding = [case for case in agreement.cases if case.holding_back]
    if holding:
        regions = tuple(dict.fromkeys(region for case in holding for region in case.holding_back))
        answers = sum(len(case.holding_back) for case in holding)
        yield Item(Open.OBJECTIONS, answers, UNSHARED, tuple(case.issue for case in holding), regions)
    topics = [case for case in agreement.cases if case.clause and case.open]
    if topics:
        regions = tuple(dict.fromkeys(region for case in topics for region in case.open))
        answers = sum(len(case.open) for case in topics)
        yield Item(Open.STANCES, answers, UNSHARED, tuple(case.issue for case in topics), regions)
    if plan is not None and len(plan.choices.options) > 1:
        concerned = _concerned(plan)
        letters = tuple(option.letter for option in plan.choices.options)
        yield Item(Open.OPTIONS, len(concerned), UNSHARED, letters, concerned, bool(plan.selection.ties))
    gaps = [row for row in comparison.by_cell if row.cell is Cell.GAP]
    if gaps:
        objectives = tuple(dict.fromkeys(row.objective for row in sorted(gaps, key=lambda row: -len(row.holders))))
        yield Item(Open.GAPS, len(gaps), UNSHARED, objectives, tuple(dict.fromkeys(row.region for row in gaps)))
    thin = [row.region for row in comparison.by_region if row.records and row.value is None]
    if thin:
        yield Item(Open.EVIDENCE, len(thin), UNSHARED, (), tuple(thin))


def _promised(world: World, monitoring: Monitoring, renew: tuple[CommitmentState, ...]) -> Iterator[Item]:
    """Commitments and milestones that are behind; an answer is asked of everybody who promised."""
    if renew:
        who = [region for row in renew for region in row.who]
        yield Item(Open.COMMITMENTS, len(who), UNSHARED, tuple(row.id for row in renew), tuple(dict.fromkeys(who)))
    overdue = [row for row in monitoring.by_milestone if row.state == "overdue"]
    if overdue:
        partners = {pilot.id: pilot.partners for pilot in world.pilots}
        pilots = tuple(dict.fromkeys(row.pilot for row in overdue))
        regions = dict.fromkeys(region for pilot in pilots for region in partners.get(pilot, ()))
        yield Item(Open.OVERDUE, len(overdue), UNSHARED, pilots, tuple(regions))


def _concerned(plan: Plan) -> tuple[str, ...]:
    """Regions whose pilots are not the same in every option."""
    regions = {candidate.id: candidate.regions for candidate in plan.proposed.all}
    joined: list[set[tuple[str, str]]] = [
        {(region, pilot) for pilot in option.pilots for region in regions[pilot]} for option in plan.choices.options
    ]
    moving = {pair for pilots in joined for pair in pilots if not all(pair in other for other in joined)}
    return tuple(dict.fromkeys(region for region, _ in sorted(moving)))


def seats_of(world: World) -> Iterator[Seat]:
    """Every region at every level, with the bodies that its records in force name."""
    year = year_of(world)
    levels = [level.id for level in world.network.levels]
    for region, inventory in world.regions.items():
        for level in levels:
            records = [p for p in inventory.programmes if level in p.level and not p.example]
            political = level == levels[0] and len(levels) > 1
            alike: dict[str, list[Attendee]] = {}
            same: dict[str, str] = {}
            for record in records:
                told = _body(record, political)
                if told is None:
                    continue
                body = world.network.name_at(told, year) if told else ""
                # An organisation may also run a scheme, under its name in another language: it has one seat.
                names = [core_of(name) for name in _names(body or record.title)]
                core = next((same[name] for name in names if name in same), names[0])
                same.update(dict.fromkeys(names, core))
                alike.setdefault(core, []).append(Attendee(body or None, record.id))
            ranked = sorted(alike, key=lambda core: -len(alike[core]))[:BROUGHT]
            yield Seat(region, level, len(records), tuple(_one(core, alike[core]) for core in ranked))


def core_of(name: str) -> str:
    """A name without what is said behind it: a part of a body, an earlier name, who goes with it."""
    for mark in (" (", ", ", "; ", " with ", " since "):
        name = name.partition(mark)[0]
    return name


def _one(core: str, alike: list[Attendee]) -> Attendee:
    """One body of those that have a core in common: as it is named, or by the core where it is named differently."""
    first = alike[0]
    if len({each.name for each in alike}) == 1:
        return first
    if isinstance(first.name, Worded):
        translated = {language: core_of(text) for language, text in first.name.translations.items()}
        core = Worded(core, translated, original=first.name.original, quoted=first.name.quoted)
    return Attendee(core, first.record)


def _names(name: str) -> list[str]:
    """A name in each of its languages."""
    return [name, *name.translations.values()] if isinstance(name, Worded) else [name]


def _body(record: Programme, political: bool) -> str | None:
    """Who answers for a record at its level; "" for an organisation, which speaks for itself; None where none is named.

    Where policy is laid down the owner goes first, elsewhere whoever runs it: the owner of a scheme is not at its desk.
    """
    bodies = record.bodies
    if political:
        return bodies.owner or bodies.operator or bodies.lead
    own = "" if record.kind in ORGANISATIONS else None
    return bodies.operator or bodies.lead or (own if own is not None else bodies.owner)


def _sheet(
    scores: Scores,
    comparison: Comparison,
    agreement: Agreement,
    renew: tuple[CommitmentState, ...],
    region: str,
    cells: list[ObjectiveCell],
) -> Sheet:
    world = scores.world
    records = [p for p in world.regions[region].programmes if not p.example]
    able = [p for p in records if measured(p)]
    able.sort(key=lambda p: -p.start.year if p.start else inf)
    return Sheet(
        region=region,
        brings=tuple(p.id for p in able[:BROUGHT]),
        asked=tuple(case.issue for case in agreement.cases if case.clause and region in case.open),
        document=undocumented(scores, region, ASKED),
        promised=tuple(row for row in renew if region in row.who),
        questions=tuple(_whys(world, comparison, region, records, cells))[:WHYS],
    )


def _whys(
    world: World, comparison: Comparison, region: str, records: list[Programme], cells: list[ObjectiveCell]
) -> Iterator[PeerQuestion]:
    """One question of every kind, where the records give it, then a second one of the first kinds."""
    kinds = [list(found) for found in (_of_cells(comparison, region, cells), _of_records(world, records))]
    by_kind: dict[Why, list[PeerQuestion]] = {kind: [] for kind in Why}
    for question in (one for found in kinds for one in found):
        by_kind[question.kind].append(question)
    for turn in range(WHYS):
        for kind in Why:
            if turn < len(by_kind[kind]):
                yield by_kind[kind][turn]


def _of_cells(comparison: Comparison, region: str, own: list[ObjectiveCell]) -> Iterator[PeerQuestion]:
    data = {row.level: row.regions_with_data for row in comparison.by_level}
    for row in comparison.by_inside:
        if row.region == region:
            for objective in row.dropped:
                yield PeerQuestion(Why.DROPPED, objective)
    for cell in sorted(own, key=lambda row: -len(row.holders)):
        if cell.cell is Cell.GAP:
            yield PeerQuestion(Why.MISSING, cell.objective, None, len(cell.holders), data[cell.level], cell.level)
        elif tuple(cell.holders) == (region,):
            yield PeerQuestion(Why.ALONE, cell.objective, None, 1, data[cell.level], cell.level)


def _of_records(world: World, records: list[Programme]) -> Iterator[PeerQuestion]:
    year = year_of(world)
    for record in records:
        for earlier in record.follows:
            yield PeerQuestion(Why.FOLLOWED, record.id, earlier)
    lasting = [p for p in records if not p.evaluations and p.kind in ("programme", "scheme", "strategy")]
    running = [(year - p.start.year, p.id) for p in lasting if p.start]
    for years, subject in sorted(running, key=lambda each: -each[0]):
        if years >= LONG:
            yield PeerQuestion(Why.UNEVALUATED, subject, None, years)
