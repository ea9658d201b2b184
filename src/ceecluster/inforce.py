"""What is in force: which records, judgements and figures speak for a year.

A record speaks from its first year on: to its documented end, as long as it is documented to run, or, where no end is
documented, for as long after it was last seen as the network's rule presumes. Judgements age, each criterion in its
way; in a year no later source counts. Every result of a year starts from the world that `at` cuts to it, so that two
results of one year rest on the same records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ceecluster.model import Criterion, Inventory, Programme, Running, Source, World
from ceecluster.model.base import Frozen
from ceecluster.model.guidelines import Derived
from ceecluster.model.inventory import Assessment, Label
from ceecluster.model.network import Rules
from ceecluster.model.part import NetworkPart
from ceecluster.model.position import Priority
from ceecluster.model.standing import SPEAKING, Standing, Status

Dates = Mapping[str, int | None]
"""Year by source key of one file; None where the source has none."""
Item = TypeVar("Item", bound=Frozen)

READ_BY: Mapping[str, frozenset[str]] = {
    "members": frozenset({"members", "actor_types"}),
    "staff": frozenset({"staff"}),
    "services": frozenset({"services"}),
    "funding": frozenset({"private_share"}),
    "labels": frozenset({"quality_label"}),
    "evaluations": frozenset({"years_since_evaluation"}),
    "cross_border": frozenset({"partner_regions"}),
}
"""Fields of practice, and the derived quantities that read them: a field ages as the criteria of those do."""


@dataclass(frozen=True, slots=True)
class YearSpan:
    """The years in which a record is in force, as far as the sources say."""

    first: int | None
    """Documented start, else the first year a dated source shows it; None where there is neither."""
    end: int | None
    """Documented last year, or the year before a record that follows it begins."""
    running: bool
    """Documented to run on."""
    seen: int | None
    """Last year in which a dated source, count, label, evaluation or figure shows it; the oldest possible year of an
    undated source counts, too."""
    presumed: int | None
    """Last year it is presumed in force, where no end is documented; None for ever."""

    def status(self, year: int) -> Status:
        """The status in a year."""
        if self.end is not None and self.end < year:
            return Status.ENDED
        if self.first is None:
            return Status.UNDATED
        if self.first > year:
            return Status.LATER
        if self.end is not None or self.running:
            return Status.IN_FORCE
        return Status.PRESUMED if self.presumed is None or year <= self.presumed else Status.NOT_SEEN

    def speaks(self, year: int) -> bool:
        """Whether the record feeds the results of a year."""
        return self.status(year) in SPEAKING


def year_of(world: World) -> int:
    """The year a world speaks of: the one it was cut to, else that of the network file."""
    return world.standing.year if world.standing else int(world.network.as_of[:4])


def spans(world: World) -> dict[str, YearSpan]:
    """The span of every record of a whole world, by id; examples are records like others here."""
    rules = world.network.rules
    found = {p.id: _span(p, dates, there, rules) for _, p, dates, there in _records(world)}
    begins: dict[str, int] = {}
    for _, record, *_ in _records(world):
        first = found[record.id].first
        for earlier in record.follows:
            if first is not None and earlier in found and earlier != record.id:
                begins[earlier] = min(first, begins.get(earlier, first))
    return {name: _followed(span, begins.get(name)) for name, span in found.items()}


def _followed(span: YearSpan, successor: int | None) -> YearSpan:
    """A record without a documented end ended when the one that follows it began."""
    if successor is None or span.end is not None or span.running:
        return span
    return YearSpan(span.first, successor - 1, False, span.seen, span.presumed)


def _records(world: World) -> Iterator[tuple[str, Programme, Dates, Dates]]:
    """(owner, record, years its file's sources speak for, years by which they were there) of every record."""
    for group in (world.regions, world.national, world.candidates):
        for owner, inventory in group.items():
            dates, there = years_by_key(inventory.sources), there_by_key(inventory.sources)
            yield from ((owner, record, dates, there) for record in inventory.programmes)
    dates, there = years_by_key(world.transnational_sources), there_by_key(world.transnational_sources)
    yield from (("XX", record, dates, there) for record in world.transnational)


def shown_by_key(sources: Mapping[str, Source]) -> dict[str, int | None]:
    """The year each source shows; the day on which a page was read is no year of the source."""
    return {key: source.year if isinstance(source.year, int) else None for key, source in sources.items()}


def years_by_key(sources: Mapping[str, Source]) -> dict[str, int | None]:
    """The year each source shows, else the oldest it can be of: it speaks for that year at least."""
    return {key: sources[key].not_before if year is None else year for key, year in shown_by_key(sources).items()}


def there_by_key(sources: Mapping[str, Source]) -> dict[str, int | None]:
    """The year by which each source was there: the one it shows, else, where it is placed, that of its reading."""
    return {
        key: int(source.accessed[:4]) if year is None and source.not_before is not None and source.accessed else year
        for (key, source), year in zip(sources.items(), shown_by_key(sources).values(), strict=True)
    }


def _span(record: Programme, dates: Dates, there: Dates, rules: Rules) -> YearSpan:
    seen = [*_sightings(record, dates)]
    start = record.start.year if record.start else None
    # A page that is not older than a year need not have been there in that year; it was when it was read.
    first = start if start is not None else min(_sightings(record, there), default=None)
    running = isinstance(record.end, Running)
    end = None if record.end is None or isinstance(record.end, Running) else record.end.year
    last = max([*seen, *([start] if start is not None else [])], default=None)
    return YearSpan(first, end, running, last, _presumed(record, last, rules))


def _presumed(record: Programme, seen: int | None, rules: Rules) -> int | None:
    """The last year a record without a documented end is presumed in force; None for ever."""
    table = rules.presumed_years
    rule = table.get(record.kind or "other", table.get("other", 5))
    if rule == "until_repealed":
        return None
    if rule == "period":
        named = [budget.period[1] for budget in record.budget if budget.period]
        named += [objective.due for objective in record.objectives if objective.due is not None]
        if named:
            return max(named)
        rule = table.get("other", 5)
    years = rule if isinstance(rule, int) else 5
    return (seen or 0) + years


def _sightings(record: Programme, dates: Dates) -> Iterator[int]:
    """Years in which something shows that the record was there."""
    keys = [*record.source, *(key for cited in record.cite.values() for key in cited)]
    for field in _ITEMS:
        for item in getattr(record, field):
            keys += item.source
    keys += [key for assessment in record.assessments.values() for key in assessment.source]
    yield from (year for key in dict.fromkeys(keys) if (year := dates.get(key)) is not None)
    for field in ("members", "reach", "outputs", "staff"):
        yield from (item.as_of for item in getattr(record, field) if item.as_of is not None)
    for field in ("labels", "evaluations"):
        yield from (item.year for item in getattr(record, field) if item.year is not None)


_ITEMS = (
    "conflicts",
    "budget",
    "objectives",
    "instruments",
    "members",
    "reach",
    "outputs",
    "staff",
    "labels",
    "evaluations",
    "cross_border",
    "excludes",
    "eu_programmes",
)


def at(world: World, year: int | None) -> World:
    """The world of one year: records that speak in it, with the judgements that do; None leaves the world whole.

    It keeps the status of every record in `standing`, and everything on file in `whole`. A world that was cut already
    is given back for its own year; for another one it starts again from the whole.
    """
    if year is None or (world.standing and world.standing.year == year):
        return world
    world = world.whole or world
    known = spans(world)
    ages = _ages_of_fields(world.guidelines.criteria)
    criteria = {criterion.id: criterion for criterion in world.guidelines.criteria}
    dropped = Counter[str]()

    def cut(records: Iterable[Programme], dates: Dates) -> tuple[Programme, ...]:
        speaking = (record for record in records if known[record.id].speaks(year))
        return tuple(_aged(record, dates, year, criteria, ages, dropped) for record in speaking)

    def inventory(whole: Inventory) -> Inventory:
        dates = years_by_key(whole.sources)
        stated = {code: _stated(entries, dates, year) for code, entries in whole.priorities.items()}
        stated = {code: entries for code, entries in stated.items() if entries}
        return whole.model_copy(update={"programmes": cut(whole.programmes, dates), "priorities": stated})

    parts = {
        name: {code: inventory(whole) for code, whole in getattr(world, name).items()}
        for name in ("regions", "national", "candidates")
    }
    transnational = cut(world.transnational, years_by_key(world.transnational_sources))
    standing = Standing(
        year=year,
        statuses={name: span.status(year) for name, span in known.items()},
        seen={name: span.seen for name, span in known.items()},
        owners={record.id: owner for owner, record, *_ in _records(world) if not record.example},
        dropped=dropped.total(),
    )
    structure = tuple(datum for datum in world.structure if datum.year is None or datum.year <= year)
    return world.model_copy(
        update={
            **parts,
            "transnational": transnational,
            "structure": structure,
            "standing": standing,
            "whole": world,
        }
    )


def _stated(entries: Iterable[Priority], dates: Dates, year: int) -> tuple[Priority, ...]:
    """Declared positions of the year or before: by their own date, else by their sources."""
    return tuple(
        entry
        for entry in entries
        if (int(entry.date[:4]) <= year if entry.date else not _only_later(entry.source, dates, year))
    )


def _only_later(keys: Iterable[str], dates: Dates, year: int) -> bool:
    """Whether everything cited is dated, and later than the year."""
    years = [dates.get(key) for key in keys]
    return bool(years) and all(known is not None and known > year for known in years)


def _ages_of_fields(criteria: Iterable[Criterion]) -> dict[str, int]:
    """Years a field of practice speaks for: the longest of the criteria derived from it.

    A field that no such criterion reads, or one that holds with its record, never ages.
    """
    asked: dict[str, list[int]] = {}
    lasting = set()
    for criterion in criteria:
        if isinstance(criterion.measure, Derived):
            for field in (name for name, quantities in READ_BY.items() if criterion.measure.of in quantities):
                if criterion.ages == "with_record":
                    lasting.add(field)
                else:
                    asked.setdefault(field, []).append(criterion.ages)
    return {field: max(years) for field, years in asked.items() if field not in lasting}


def speaks_in(years: Iterable[int | None], year: int, ages: int | None) -> bool:
    """Whether a judgement with sources of these years (None: undated) speaks for a year.

    In a year no later source counts. `ages` is how many years after its newest dated source practice speaks; None for
    what holds while its record is in force.
    """
    known = list(years)
    past = [when for when in known if when is not None and when <= year]
    if ages is not None:
        return bool(past) and year - max(past) <= ages
    return bool(past) or not any(when is not None for when in known)


def _aged(
    record: Programme,
    dates: Dates,
    year: int,
    criteria: Mapping[str, Criterion],
    ages: Mapping[str, int],
    dropped: Counter[str],
) -> Programme:
    """The record with what speaks for the year; `dropped` counts what does not, by field."""
    changes: dict[str, object] = {}
    judged = {c: a for c, a in record.assessments.items() if _judges(a, record, dates, year, criteria.get(c))}
    _note("assessments", record.assessments, judged, changes, dropped)
    for field in ("members", "staff", "reach", "outputs", "evaluations", "labels"):
        items = getattr(record, field)
        kept = tuple(item for item in items if _holds(item, field, record, dates, year, ages.get(field)))
        _note(field, items, kept, changes, dropped)
    links = tuple(link for link in record.cross_border if not (link.years and link.years[0] > year))
    if "cross_border" in ages:
        links = tuple(x for x in links if _holds(x, "cross_border", record, dates, year, ages["cross_border"]))
    _note("cross_border", record.cross_border, links, changes, dropped)
    if record.services and not _field_speaks("services", record, dates, year, ages):
        _note("services", record.services, (), changes, dropped)
    shares = {code: share for code, share in record.funding.items() if share is not None}
    if shares and not _field_speaks("funding", record, dates, year, ages):
        # The codes belong to the record's profile; it is the shares that are figures of a year.
        changes["funding"] = dict.fromkeys(record.funding)
        dropped["funding"] += len(shares)
    return record.model_copy(update=changes) if changes else record


def _note(field: str, before: Any, after: Any, changes: dict[str, object], dropped: Counter[str]) -> None:
    if len(after) < len(before):
        changes[field] = after
        dropped[field] += len(before) - len(after)


def _judges(assessment: Assessment, record: Programme, dates: Dates, year: int, criterion: Criterion | None) -> bool:
    if criterion is None or assessment.value is None or assessment.value == "not_applicable":
        return True
    ages = None if criterion.ages == "with_record" else criterion.ages
    return speaks_in((dates.get(key) for key in (assessment.source or record.source)), year, ages)


def _holds(item: Any, field: str, record: Programme, dates: Dates, year: int, ages: int | None) -> bool:
    """Whether a dated item (a count, a label, an evaluation) speaks for the year."""
    if isinstance(item, Label) and item.until is not None:
        # A label holds for its term.
        return (item.year or 0) <= year <= item.until
    own = getattr(item, "as_of", None) or getattr(item, "year", None)
    span = getattr(item, "years", None)
    if span is not None:
        own = min(span[1], year) if span[0] <= year else span[0]
    if own is not None:
        return own <= year and (ages is None or year - own <= ages)
    return speaks_in((dates.get(key) for key in _cited(item.source, field, record)), year, ages)


def _field_speaks(field: str, record: Programme, dates: Dates, year: int, ages: Mapping[str, int]) -> bool:
    return speaks_in((dates.get(key) for key in _cited((), field, record)), year, ages.get(field))


def _cited(own: tuple[str, ...], field: str, record: Programme) -> tuple[str, ...]:
    """The sources of a field: those of the item, else the record's for the field, else the record's."""
    return own or record.cite.get(field) or record.source


def counts(world: World, owners: Iterable[str] | None = None) -> dict[Status, int]:
    """How many records of the members (or of the files of `owners`) have which status; {} for a whole world.

    Statuses without a record are left out; examples count nowhere.
    """
    standing = world.standing
    if standing is None:
        return {}
    wanted = {region.code for region in world.network.regions} if owners is None else set(owners)
    found = Counter(standing.statuses[name] for name, owner in standing.owners.items() if owner in wanted)
    return {status: found[status] for status in Status if found[status]}


@dataclass(frozen=True)
class StatusCount:
    """Records of the members with a status."""

    status: Status
    records: int


def status_counts(world: World) -> tuple[StatusCount, ...]:
    """`counts` in rows; empty for everything on file."""
    return tuple(StatusCount(status, n) for status, n in counts(world).items())


@dataclass(frozen=True)
class Speaking:
    """Which of the members' records a result speaks of."""

    year: int | None
    """None for everything on file."""
    records: int
    """Records that speak."""
    on_file: int
    by_status: tuple[tuple[Status, int], ...]
    """Records of each status that speaks."""
    aside: tuple[tuple[Status, int], ...]
    """Records of each status that does not."""
    part: NetworkPart | None = None
    """The part of the network the world was cut to."""


def speaking(world: World, owners: Iterable[str] | None = None) -> Speaking:
    """The records of the members (or of the files of `owners`) that speak for the world's year; no examples."""
    if world.standing is None:
        files = {**world.national, **world.regions} if owners is not None else world.regions
        wanted = [files[owner] for owner in (world.regions if owners is None else owners) if owner in files]
        total = sum(not p.example for inventory in wanted for p in inventory.programmes)
        return Speaking(None, total, total, (), (), world.part)
    found = tuple(counts(world, owners).items())
    speak = tuple(pair for pair in found if pair[0] in SPEAKING)
    aside = tuple(pair for pair in found if pair[0] not in SPEAKING)
    total = sum(n for _, n in found)
    return Speaking(world.standing.year, sum(n for _, n in speak), total, speak, aside, world.part)
