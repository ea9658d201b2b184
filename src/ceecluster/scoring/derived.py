"""Quantities computed from records: one function per name a criterion may ask for with `kind: derived, of: <name>`.

Each takes records (one, or all of a region at a level where they are pooled) and gives a raw value with the records
and sources it rests on, or None where the records do not say. What no source says is not documented, never zero.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Literal, Protocol

from ceecluster.errors import unknown
from ceecluster.frames import years_of
from ceecluster.model import Programme
from ceecluster.model.guidelines import Derived

UNDATED = 0
"""Year that stands for none: before every other."""
Merge = Literal["sum", "max", "min", "mean"]
OwnedRecord = tuple[str, Programme]
"""A record with the owner of the file it stands in, which its source keys refer to."""


@dataclass(frozen=True)
class RawValue:
    """A raw value with its evidence."""

    raw: float
    records: tuple[str, ...]
    sources: tuple[str, ...]
    """Source keys with the file's owner: `HU22:kim2017`."""


@dataclass(frozen=True)
class Guide:
    """A strategy of a region that names sectors."""

    owned: OwnedRecord
    sectors: frozenset[str]
    sources: tuple[str, ...]
    """Of its sectors."""


@dataclass(frozen=True)
class Setting:
    """What a quantity may look at beside the records it is asked about."""

    region: str
    year: int
    """Year of reference: the one the world was cut to, else that of the network file."""
    families: Mapping[str, str | None]
    """Code -> family, as the vocabulary has it."""
    ranks: Mapping[str, float | None]
    """Label -> the step it supports, as the vocabulary has it."""
    members: frozenset[str] = frozenset()
    """The network's member regions."""
    priorities: frozenset[str] = frozenset()
    """Sectors the network's file names as strong in the region."""
    strategies: tuple[OwnedRecord, ...] = ()
    """The region's strategies: their sectors are its priorities too."""
    supporters: Mapping[str, frozenset[str]] | None = None
    """Sector -> member regions with a record that supports it."""

    @cached_property
    def guides(self) -> tuple[Guide, ...]:
        """The strategies that name sectors: every record of the region is set beside all of them."""
        naming = (owned for owned in self.strategies if owned[1].sectors)
        return tuple(Guide(owned, frozenset(owned[1].sectors), cite(owned, "sectors")) for owned in naming)


class Compute(Protocol):
    """The form of a quantity."""

    def __call__(self, records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
        """Raw value with evidence; None where the records do not say."""


@dataclass(frozen=True)
class Quantity:
    """A name criteria may use."""

    name: str
    unit: str
    merge: Merge
    """How a pooled value takes in a person's assessment of the criterion for one of the records."""
    compute: Compute
    shared: bool = False
    """Whether records of several regions together (transnational ones) speak for each of them."""
    needs: str = ""
    """The field without which a record says nothing of it; empty where several would do."""

    @property
    def description(self) -> str:
        """Its entry on the reference page."""
        return inspect.getdoc(self.compute) or ""


QUANTITIES: dict[str, Quantity] = {}
"""All quantities by name."""


def quantity(
    name: str, unit: str, merge: Merge, *, shared: bool = False, needs: str = ""
) -> Callable[[Compute], Compute]:
    """Register a function under the name criteria ask for."""

    def register(compute: Compute) -> Compute:
        QUANTITIES[name] = Quantity(name, unit, merge, compute, shared, needs)
        return compute

    return register


def find_quantity(name: str) -> Quantity:
    """The quantity of this name; UsageError with the nearest name."""
    if name not in QUANTITIES:
        raise unknown("derived measure", name, QUANTITIES)
    return QUANTITIES[name]


def cite(owned: OwnedRecord, field: str, items: Iterable[object] = ()) -> tuple[str, ...]:
    """Sources of a field: those of the items used, else the record's for the field, else the record's."""
    owner, record = owned
    own = [key for item in items for key in getattr(item, "source", ())]
    keys = own or record.cite.get(field) or record.source
    return tuple(f"{owner}:{key}" for key in dict.fromkeys(keys))


def raw_value(raw: float, evidence: Iterable[tuple[OwnedRecord, tuple[str, ...]]]) -> RawValue:
    """A raw value with the records it rests on and their sources, each once."""
    pairs = list(evidence)
    records = tuple(dict.fromkeys(owned[1].id for owned, _ in pairs))
    return RawValue(float(raw), records, tuple(dict.fromkeys(key for _, keys in pairs for key in keys)))


@quantity("specialised_sectors", "share", "mean", needs="sectors")
def specialised_sectors(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Share of the supported sectors that are priorities of the region.

    Priorities are the sectors of the region's other strategies and those the network's file names as strong. Not
    documented without sectors or without priorities.
    """
    ids = {record.id for _, record in records}
    guiding = [guide for guide in setting.guides if guide.owned[1].id not in ids]
    priorities = setting.priorities.union(*{guide.sectors for guide in guiding})
    with_sectors = [owned for owned in records if owned[1].sectors]
    sectors = {sector for _, record in with_sectors for sector in record.sectors}
    if not sectors or not priorities:
        return None
    own = [(owned, cite(owned, "sectors")) for owned in with_sectors]
    return raw_value(
        len(sectors & priorities) / len(sectors), [*own, *((guide.owned, guide.sources) for guide in guiding)]
    )


@quantity("measurable_objectives", "share", "mean", needs="objectives")
def measurable_objectives(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Share of the stated objectives that carry an indicator, a baseline, a target and a date.

    Not documented where no objective carries any of the four: that the pages seen do not give them is no proof that
    there are none.
    """
    told = [
        owned
        for owned in records
        if any((o.indicator, o.baseline, o.target, o.due) != (None, None, None, None) for o in owned[1].objectives)
    ]
    objectives = [objective for _, record in told for objective in record.objectives]
    if not objectives:
        return None
    share = sum(objective.measurable for objective in objectives) / len(objectives)
    return raw_value(share, ((owned, cite(owned, "objectives", owned[1].objectives)) for owned in told))


@quantity("actor_types", "actor types", "max", needs="members")
def actor_types(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Number of kinds of actors among the committed members, from the latest count that names kinds."""
    kinds: set[str] = set()
    evidence = []
    for owned in records:
        counts = [count for count in owned[1].members if count.types and (count.as_of or UNDATED) <= setting.year]
        if counts:
            latest = max(counts, key=lambda count: (count.as_of or UNDATED, len(count.types)))
            kinds |= {kind for kind, number in latest.types.items() if number != 0}
            evidence.append((owned, cite(owned, "members", [latest])))
    counting = _counting(kinds, measure)
    return raw_value(len(counting), evidence) if counting else None


@quantity("funding_horizon", "years", "max")
def funding_horizon(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Years for which money is committed: the longest period of a budget, else from the first year to the last.

    Both years count. Not documented where neither a period nor both years are.
    """
    best: tuple[float, OwnedRecord, tuple[str, ...]] | None = None
    for owned in records:
        record = owned[1]
        spans = [(b.period[1] - b.period[0] + 1, cite(owned, "budget", [b])) for b in record.budget if b.period]
        first, last = years_of(record)
        if not spans and first is not None and last is not None:
            spans = [(last - first + 1, (*cite(owned, "start"), *cite(owned, "end")))]
        for years, sources in spans:
            if years > 0 and (best is None or years > best[0]):
                best = (years, owned, sources)
    return raw_value(best[0], [(best[1], best[2])]) if best else None


@quantity("instrument_families", "families", "max", needs="instruments")
def instrument_families(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Number of families among the instruments; families stand in the vocabulary, `only` says which of them count.

    Not documented without instruments of a family that counts.
    """
    used = [owned for owned in records if owned[1].instruments]
    families = {setting.families.get(i.code) for _, record in used for i in record.instruments}
    counting = _counting((family for family in families if family), measure)
    evidence = ((owned, cite(owned, "instruments", owned[1].instruments)) for owned in used)
    return raw_value(len(counting), evidence) if counting else None


@quantity("private_share", "share", "mean", needs="funding")
def private_share(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Share of the funding from sources of the family `private` (or those named by `only`), mean over the records.

    Documented where every such source of a record has its share, or where the shares given add up to the whole.
    """
    private = frozenset(measure.only) or {"private"}
    values = []
    evidence = []
    for owned in records:
        funding = owned[1].funding
        mine = [share for code, share in funding.items() if setting.families.get(code) in private]
        whole = sum(share for share in funding.values() if share is not None) >= 0.995
        if (mine and None not in mine) or (whole and None not in funding.values()):
            values.append(sum(share for share in mine if share is not None))
            evidence.append((owned, cite(owned, "funding")))
    return raw_value(sum(values) / len(values), evidence) if values else None


@quantity("members", "organisations", "sum", needs="members")
def members(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Number of committed members, by the latest count."""
    return _latest(records, setting.year, "members", "count")


@quantity("staff", "FTE", "sum", needs="staff")
def staff(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Full-time equivalents of the management, by the latest figure."""
    return _latest(records, setting.year, "staff", "fte")


def _latest(records: Sequence[OwnedRecord], year: int, field: str, size: str) -> RawValue | None:
    """Sum over the records of the latest figure of a field up to a year, of several of one year the largest."""
    total = 0.0
    evidence = []
    for owned in records:
        figures = [(each.as_of or UNDATED, getattr(each, size), each) for each in getattr(owned[1], field)]
        if known := [figure for figure in figures if figure[0] <= year]:
            _, number, latest = max(known, key=itemgetter(0, 1))
            total += number
            evidence.append((owned, cite(owned, field, [latest])))
    return raw_value(total, evidence) if evidence else None


@quantity("services", "fields", "max", needs="services")
def services(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Number of service fields delivered. Not documented without any."""
    delivering = [owned for owned in records if owned[1].services]
    fields = _counting((code for _, record in delivering for code in record.services), measure)
    return raw_value(len(fields), ((owned, cite(owned, "services")) for owned in delivering)) if fields else None


@quantity("quality_label", "step", "max", needs="labels")
def quality_label(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Highest step supported by a quality label that is held, as the vocabulary ranks labels; expired ones left out."""
    best: tuple[float, OwnedRecord, tuple[str, ...]] | None = None
    for owned in records:
        for label in owned[1].labels:
            step = setting.ranks.get(label.code)
            awarded = (label.year or UNDATED) <= setting.year <= (label.until or setting.year)
            if step is not None and awarded and (best is None or step > best[0]):
                best = (step, owned, cite(owned, "labels", [label]))
    return raw_value(best[0], [(best[1], best[2])]) if best else None


@quantity("partner_regions", "partner regions", "max", shared=True, needs="cross_border")
def partner_regions(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Number of other member regions linked by an agreement or joint project; `within` says how many years back.

    A link without years has those of its record. Transnational records count for each region that takes part.
    """
    partners: set[str] = set()
    evidence = []
    for owned in records:
        links = [link for link in owned[1].cross_border if _recent(link.years or years_of(owned[1]), setting, measure)]
        places = {place for link in links for place in link.partners if place in setting.members} - {setting.region}
        if places:
            partners |= places
            evidence.append((owned, cite(owned, "cross_border", links)))
    return raw_value(len(partners), evidence) if partners else None


@quantity("shared_sectors", "share", "mean", needs="sectors")
def shared_sectors(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Share of the supported sectors that at least two other member regions support as well.

    The one quantity that looks at other regions: it moves when they do.
    """
    supporters = setting.supporters or {}
    with_sectors = [owned for owned in records if owned[1].sectors]
    sectors = {sector for _, record in with_sectors for sector in record.sectors}
    if not sectors:
        return None
    others = {sector: supporters.get(sector, frozenset()) for sector in sectors}
    shared = {sector for sector, regions in others.items() if len(regions) - (setting.region in regions) >= 2}
    return raw_value(len(shared) / len(sectors), ((owned, cite(owned, "sectors")) for owned in with_sectors))


@quantity("years_since_evaluation", "years", "min", needs="evaluations")
def years_since_evaluation(records: Sequence[OwnedRecord], setting: Setting, measure: Derived) -> RawValue | None:
    """Years from the latest impact, process or peer review of the record itself to the year of reference.

    Internal ones are left out. Not documented without one; `never` is for a person to state, with a source.
    """
    latest: tuple[int, OwnedRecord, tuple[str, ...]] | None = None
    for owned in records:
        for study in owned[1].evaluations:
            if not study.of_record or study.by == "internal" or study.year is None or study.year > setting.year:
                continue
            if latest is None or study.year > latest[0]:
                latest = (study.year, owned, cite(owned, "evaluations", [study]))
    return raw_value(setting.year - latest[0], [(latest[1], latest[2])]) if latest else None


def _counting(codes: Iterable[str], measure: Derived) -> set[str]:
    return {code for code in codes if not measure.only or code in measure.only}


def _recent(years: tuple[int | None, int | None], setting: Setting, measure: Derived) -> bool:
    """Whether a link reaches into the years asked for; an open end reaches to now, no years at all to none."""
    if measure.within is None:
        return True
    first, last = years
    if first is None and last is None:
        return False
    return (last or setting.year) >= setting.year - measure.within
