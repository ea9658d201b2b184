"""Which clusters and agencies of different regions should talk: common ground, and something for both sides.

The value of a pair rests on its two records alone (and on whether their regions border), so that no third organisation
moves it. Every part is a share of what the two have together: a long record gains nothing by its length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, Literal

from ceecluster.errors import UsageError, unknown
from ceecluster.inforce import year_of
from ceecluster.model import Region, World
from ceecluster.model.network import ContactRule
from ceecluster.planning.funding import funding_sources
from ceecluster.planning.organisations import Organisation, organisations
from ceecluster.planning.problem import DIGITS
from ceecluster.results import Result

if TYPE_CHECKING:
    import pandas as pd

SAME = 1e-9
"""Values closer than this are one value."""

What = Literal["instrument", "service", "practice", "member type", "sector"]
Dimension = tuple[What, frozenset[str], frozenset[str]]
"""What kind of thing, what the first has, what the second has; only where both have any on file."""


@dataclass(frozen=True)
class OneSidedOffer:
    """Something one side has on file and the other has not."""

    what: What
    code: str


@dataclass(frozen=True)
class Introduction:
    """Two organisations of different regions, in the order of the network's regions."""

    first: Organisation
    second: Organisation
    sectors: tuple[str, ...]
    """Sectors of both."""
    objectives: tuple[str, ...]
    """Objectives of both."""
    from_first: tuple[OneSidedOffer, ...]
    """What the first has on file and the second, which has things of this kind on file, has not."""
    from_second: tuple[OneSidedOffer, ...]
    common_field: float | None
    """Sectors of both by the geometric mean of their numbers (Ochiai 1957); None where one side has none on file."""
    common_aims: float | None
    """The same for objectives."""
    exchange: float | None
    """Twice the geometric mean of what only the one and only the other has, by what they have together: 0 where only
    one side would gain."""
    road: float
    """Half for a land border, half for a link that one of the two records has to the other's region."""
    border: bool
    linked: bool
    value: float
    """Weighted sum of the four parts; one that is not documented counts as 0."""
    documented: float
    """Share of the weights whose part is documented."""

    @property
    def records(self) -> tuple[str, str]:
        """The two records."""
        return self.first.record, self.second.record

    @property
    def for_both(self) -> bool:
        """Whether both would gain, on common ground: a sector of both, or none at all and an objective of both."""
        ground = self.sectors or (not self.first.sectors and not self.second.sectors)
        return bool(ground and self.objectives and self.from_first and self.from_second)


@dataclass(frozen=True, repr=False)
class Introductions(Result):
    """The introductions that are listed, best first."""

    JSON = ("about", "organisations", "pairs", "for_both", "each", "alone", "contacts=rows")

    world: World
    about: tuple[str, ...]
    """What was asked for: a sector, regions or records; empty for the whole network."""
    listed: tuple[Introduction, ...]
    places: tuple[int, ...]
    """Place of each by its value; equal values share a place."""
    organisations: int
    """Organisations in force that were looked at."""
    alone: tuple[str, ...]
    """Organisations among them without anyone to talk to, by these rules."""
    pairs: int
    """Pairs of different regions among them."""
    for_both: int
    """Pairs in which both would gain on common ground."""
    each: int | None
    """Most contacts listed for one organisation; None where one organisation was asked about."""
    programmes: tuple[tuple[str, ...], ...]
    """For each listed contact: European programmes open to both regions, those of the fewest members first."""
    start: int
    """The year in which these must be open."""

    @property
    def rows(self) -> tuple[ContactRow, ...]:
        """The listed contacts in plain columns."""
        return tuple(_row(place, c) for place, c in zip(self.places, self.listed, strict=True))

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per listed contact."""
        from ceecluster import frames

        return frames.framed(ContactRow, self.rows)


@dataclass(frozen=True)
class ContactRow:
    """A contact as a row: organisations by their records."""

    place: int
    """By value; equal values share a place."""
    first: str
    first_region: str
    """Region of the first organisation."""
    second: str
    second_region: str
    """Region of the second."""
    value: float
    documented: float
    """Share of the weights whose part is documented."""
    common_field: float | None
    """Sectors of both (Ochiai 1957); missing where one side has none on file."""
    common_aims: float | None
    """Objectives of both, in the same way."""
    exchange: float | None
    """What each has that the other lacks; 0 where only one side would gain."""
    road: float
    """Half for a land border, half for a link on file."""
    sectors: tuple[str, ...]
    objectives: tuple[str, ...]
    from_first: tuple[str, ...]
    """Codes that only the first has on file."""
    from_second: tuple[str, ...]
    """Codes that only the second has on file."""


def _row(place: int, pair: Introduction) -> ContactRow:
    return ContactRow(
        place,
        pair.first.record,
        pair.first.region,
        pair.second.record,
        pair.second.region,
        pair.value,
        pair.documented,
        pair.common_field,
        pair.common_aims,
        pair.exchange,
        pair.road,
        pair.sectors,
        pair.objectives,
        tuple(offer.code for offer in pair.from_first),
        tuple(offer.code for offer in pair.from_second),
    )


def introduction(
    one: Organisation,
    other: Organisation,
    regions: Mapping[str, Region],
    rule: ContactRule,
    places: Mapping[str, int] | None = None,
) -> Introduction:
    """What speaks for a talk between two organisations of different regions; the order of the two does not matter.

    `places` of the regions in their order, where many pairs are looked at. UsageError for organisations of one region.
    """
    if one.region == other.region:
        raise UsageError(
            f"{one.record} and {other.record} are of one region", "Give organisations of two different regions."
        )
    order = _order(regions) if places is None else places
    first, second = (one, other) if order[one.region] <= order[other.region] else (other, one)
    here, there = regions[first.region], regions[second.region]
    border = there.code in here.neighbours or here.code in there.neighbours
    linked = there.code in first.partners or here.code in second.partners
    only = list(_dimensions(first, second))
    parts = {
        "field": ochiai(first.sectors, second.sectors),
        "aims": ochiai(first.objectives, second.objectives),
        "exchange": exchange([(mine, theirs) for _, mine, theirs in only], _union(first, second)),
        "road": (border + linked) / 2,
    }
    weights = {part: rule.weights.get(part, 0.0) for part in parts}  # type: ignore[call-overload]  # our own words
    total = sum(weights.values()) or 1.0
    return Introduction(
        first=first,
        second=second,
        sectors=tuple(sorted(first.sectors & second.sectors)),
        objectives=tuple(sorted(first.objectives & second.objectives)),
        from_first=tuple(
            OneSidedOffer(what, code) for what, mine, _ in _dimensions(first, second) for code in sorted(mine)
        ),
        from_second=tuple(
            OneSidedOffer(what, code) for what, _, theirs in _dimensions(first, second) for code in sorted(theirs)
        ),
        common_field=parts["field"],
        common_aims=parts["aims"],
        exchange=parts["exchange"],
        road=parts["road"] or 0.0,
        border=border,
        linked=linked,
        value=sum(weights[part] * value for part, value in parts.items() if value is not None) / total,
        documented=sum(weights[part] for part, value in parts.items() if value is not None) / total,
    )


def _order(regions: Mapping[str, Region]) -> dict[str, int]:
    return {code: place for place, code in enumerate(regions)}


def ochiai(one: frozenset[str], other: frozenset[str]) -> float | None:
    """|A and B| / sqrt(|A| |B|), 0 to 1 (Ochiai 1957); None where one of the two is empty."""
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else None


def exchange(only: list[tuple[frozenset[str], frozenset[str]]], union: int) -> float | None:
    """2 sqrt(a b) / u for a things that only the one has, b that only the other has, u that they have together.

    1 where two sides of one size have nothing in common, 0 where one side has all that the other has; None where no
    dimension is documented on both sides.
    """
    if not union:
        return None
    a, b = sum(len(mine) for mine, _ in only), sum(len(theirs) for _, theirs in only)
    return 2 * sqrt(a * b) / union


def _dimensions(first: Organisation, second: Organisation) -> Iterator[Dimension]:
    """What only the first and only the second has, by kind, where both have any of the kind on file."""
    for what, mine, theirs in _both(first, second):
        if what == "practice":
            yield what, first.strong & second.weak, second.strong & first.weak
        else:
            yield what, mine - theirs, theirs - mine


def _both(first: Organisation, second: Organisation) -> Iterator[Dimension]:
    kinds: tuple[Dimension, ...] = (
        ("instrument", first.instruments, second.instruments),
        ("service", first.services, second.services),
        ("practice", first.judged, second.judged),
        ("member type", first.member_types, second.member_types),
        # A further sector is a reason only on top of a common one.
        ("sector", *((first.sectors, second.sectors) if first.sectors & second.sectors else (frozenset(),) * 2)),
    )
    return ((what, mine, theirs) for what, mine, theirs in kinds if mine and theirs)


def _union(first: Organisation, second: Organisation) -> int:
    return sum(
        len(mine & theirs) if what == "practice" else len(mine | theirs) for what, mine, theirs in _both(first, second)
    )


def match(
    world: World,
    about: tuple[str, ...] = (),
    *,
    limit: int = 20,
    scaled: Mapping[tuple[str, str], float] | None = None,
) -> Introductions:
    """The introductions worth making, best first: over all members, or about sectors, regions or records.

    With records, only contacts of theirs are listed; with regions, those between them (of one region: its own); with
    sectors, those on this common ground. Listed are pairs in which both would gain on common ground; over the whole
    network an organisation is listed `rules.contacts.each` times at most, in the order of values.
    """
    rule = world.network.rules.contacts
    known = organisations(world, scaled)
    regions = {region.code: region for region in world.network.regions}
    asked = MatchScope.of(world, about, known)
    places = _order(regions)
    made = [
        introduction(one, other, regions, rule, places)
        for one, other in combinations(known, 2)
        if one.region != other.region and asked.admits(one, other)
    ]
    good = sorted(
        (c for c in made if c.for_both and asked.on_ground(c)), key=lambda c: (-round(c.value, DIGITS), c.records)
    )
    each = None if asked.records else rule.each
    listed = thinned(good, each)[:limit]
    start = world.network.rules.plan.start_year or year_of(world) + 1
    looked = {o.record for pair in made for o in (pair.first, pair.second)}
    met = {record for c in good for record in c.records}
    return Introductions(
        world=world,
        about=about,
        listed=tuple(listed),
        places=_places([c.value for c in listed]),
        organisations=len(looked),
        alone=tuple(o.record for o in known if o.record in looked - met and asked.is_about(o)),
        pairs=len(made),
        for_both=len(good),
        each=each,
        programmes=tuple(_programmes(world, (c.first.region, c.second.region), start) for c in listed),
        start=start,
    )


def _programmes(world: World, pair: tuple[str, str], start: int) -> tuple[str, ...]:
    """Programmes in which both may apply for something that begins in `start`, and which few members share.

    Two regions of one country are no partnership in a programme across one border: it needs somebody on the other side.
    """
    terms = world.vocabulary.programmes()
    members = [region.nuts for region in world.network.regions]

    def reach(code: str) -> int:
        return sum(any(terms[code].covers(area) in ("whole", "part") for area in nuts) for nuts in members)

    here, there = (world.network.region(code).country for code in pair)
    sources = funding_sources(world, pair, start=start, end=start)
    open_to_both = [s.code for s in sources if not s.unknown and terms[s.code].for_pair(here, there)]
    return tuple(sorted(open_to_both, key=reach))


def thinned(pairs: list[Introduction], each: int | None) -> list[Introduction]:
    """The contacts, best first, with no organisation more than `each` times."""
    if each is None:
        return pairs
    times: Counter[str] = Counter()
    kept = []
    for one in pairs:
        if all(times[record] < each for record in one.records):
            kept.append(one)
            times.update(one.records)
    return kept


def _places(values: list[float]) -> tuple[int, ...]:
    """1, 2, 2, 4: a place is one more than the number of higher values."""
    return tuple(1 + sum(other > value + SAME for other in values) for value in values)


@dataclass(frozen=True)
class MatchScope:
    """What a question is about, sorted into sectors, regions and records."""

    sectors: frozenset[str]
    regions: frozenset[str]
    records: frozenset[str]

    @classmethod
    def of(cls, world: World, about: tuple[str, ...], known: tuple[Organisation, ...]) -> MatchScope:
        """UsageError for a name that is no sector, member or organisation in force of the workspace."""
        sectors = {term.code for term in world.vocabulary.sectors}
        members = {region.code for region in world.network.regions}
        records = {organisation.record for organisation in known}
        for name in about:
            if name not in sectors | members | records:
                raise unknown("sector, region or organisation", name, sectors | members | records)
        asked = frozenset(about)
        return cls(asked & sectors, asked & members, asked & records)

    def admits(self, one: Organisation, other: Organisation) -> bool:
        """Whether a pair is asked about, sectors apart."""
        regions, records = {one.region, other.region}, {one.record, other.record}
        if self.records and not (records <= self.records if len(self.records) > 1 else records & self.records):
            return False
        return not self.regions or (regions <= self.regions if len(self.regions) > 1 else bool(regions & self.regions))

    def on_ground(self, pair: Introduction) -> bool:
        """Whether the pair shares one of the sectors asked about."""
        return not self.sectors or bool(self.sectors & set(pair.sectors))

    def is_about(self, organisation: Organisation) -> bool:
        """Whether the question is about this organisation."""
        return (
            (not self.sectors or bool(self.sectors & organisation.sectors))
            and (not self.regions or organisation.region in self.regions)
            and (not self.records or organisation.record in self.records)
        )
