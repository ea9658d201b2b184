"""Who opens its instruments to whom, and whether the other side does the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.large import ComparisonPart, too_many
from ceecluster.inforce import at
from ceecluster.model import World
from ceecluster.published import Published


@dataclass(frozen=True)
class OpenInstruments:
    """A region's instruments that are open to organisations of another."""

    region: str
    partner: str
    instruments: tuple[str, ...]
    records: tuple[str, ...]
    back: bool
    """Whether the other side has instruments open in return."""
    paid: bool | None
    """Whether any of them pays partners from there; missing where that is not documented."""


@dataclass(frozen=True)
class LinkedPair:
    """Two regions with a documented link."""

    region: str
    partner: str
    records: tuple[str, ...]
    named_by: tuple[str, ...]
    """The sides that name it."""


@dataclass(frozen=True)
class OpenSet:
    """The instruments that a region opens to the same partners."""

    region: str
    instruments: tuple[str, ...]
    partners: tuple[str, ...]
    returned: tuple[str, ...]
    """Partners with instruments open in return."""
    paid: bool | None
    records: tuple[str, ...]


OPEN, LINKED = map(frames.columns_of, (OpenInstruments, LinkedPair))


@dataclass(frozen=True)
class Reciprocity(Published):
    """Tidy tables: `opened` (columns OPEN, one row per direction) and `linked` (columns LINKED, one per pair)."""

    opened: Annotated[pd.DataFrame, OpenInstruments]
    linked: Annotated[pd.DataFrame, LinkedPair]
    unstated: int
    """Instruments of whose openness no record says anything."""
    instruments: int
    remark: Caveat | None = None
    """Why nothing was looked for."""

    @property
    def openings(self) -> tuple[OpenInstruments, ...]:
        """One per direction."""
        return frames.typed(OpenInstruments, self.opened)

    @property
    def links(self) -> tuple[LinkedPair, ...]:
        """One per pair."""
        return frames.typed(LinkedPair, self.linked)

    @property
    def one_sided(self) -> tuple[LinkedPair, ...]:
        """Links that one side alone names."""
        return tuple(link for link in self.links if len(link.named_by) == 1)

    @property
    def opening(self) -> tuple[str, ...]:
        """Regions with instruments open to others."""
        return tuple(dict.fromkeys(row.region for row in self.openings))

    @property
    def unpaid(self) -> tuple[str, ...]:
        """Those among them of which it is documented that none of these instruments pays partners from elsewhere."""
        return tuple(
            code for code in self.opening if all(row.paid is False for row in self.openings if row.region == code)
        )

    @property
    def mutual(self) -> tuple[tuple[str, str], ...]:
        """Pairs open in both directions."""
        return tuple(sorted({(min(r.region, r.partner), max(r.region, r.partner)) for r in self.openings if r.back}))

    @property
    def sets(self) -> tuple[OpenSet, ...]:
        """Openings with the same region and instruments taken together."""
        found: dict[tuple[str, tuple[str, ...]], list[OpenInstruments]] = {}
        for row in self.openings:
            found.setdefault((row.region, row.instruments), []).append(row)
        return tuple(
            OpenSet(
                region,
                instruments,
                tuple(row.partner for row in rows),
                tuple(row.partner for row in rows if row.back),
                _together([row.paid for row in rows]),
                tuple(sorted({record for row in rows for record in row.records})),
            )
            for (region, instruments), rows in sorted(found.items())
        )

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table of the answer."""
        return self.opened


def reciprocity(world: World, *, as_of: int | None = None) -> Reciprocity:
    """Instruments of A open to B and of B open to A, and cross-border links by who names them.

    Open: the record says that organisations of the other region, of its country or of any place may take part; `paid`
    says whether they are paid for it, which is another thing (None: not documented). Links
    of transnational records name both sides at once; links of a region's own record are one-sided until the other
    side's inventory names them, too.
    """
    if too_many(ComparisonPart.OPENNESS, len(world.network.regions)):
        blank = (pd.DataFrame(columns=OPEN), pd.DataFrame(columns=LINKED))
        return Reciprocity(*blank, 0, 0, Caveat.TOO_MANY)
    world = at(world, as_of)
    country = {region.code: region.country for region in world.network.regions}
    opened: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    paid: dict[tuple[str, str], set[bool | None]] = {}
    unstated = count = 0
    for region, programme, _ in frames.records(world):
        for instrument in programme.instruments:
            count += 1
            unstated += not instrument.open_to
            for other, its_country in country.items():
                if other != region and includes(instrument.open_to, other, its_country):
                    pays = instrument.pays
                    known = None if pays is None else includes(pays, other, its_country)
                    paid.setdefault((region, other), set()).add(known)
                    codes, ids = opened.setdefault((region, other), ({}, {}))
                    codes[instrument.code] = ids[programme.id] = None
    rows = [
        (a, b, tuple(codes), tuple(ids), (b, a) in opened, _paid(paid[a, b]))
        for (a, b), (codes, ids) in sorted(opened.items())
    ]
    return Reciprocity(pd.DataFrame(rows, columns=OPEN), _linked(world, country), unstated, count)


def includes(whom: tuple[str, ...] | str, region: str, country: str) -> bool:
    """Whether a region's organisations are among those named: itself, its country, or `any`."""
    return whom == "any" if isinstance(whom, str) else region in whom or country in whom


def _paid(known: set[bool | None]) -> bool | None:
    """Whether any of the open instruments pays: no only where all say so, None where that is not documented."""
    return True if True in known else None if None in known else False


def _together(known: list[bool | None]) -> bool | None:
    """Of several partners: paid where one is, not paid where none is, else not documented."""
    return True if True in known else False if all(paid is False for paid in known) else None


def _linked(world: World, country: dict[str, str]) -> pd.DataFrame:
    table = frames.links(world, as_of=world.standing.year if world.standing else None)
    shared = {programme.id for programme in world.transnational}
    pairs: dict[tuple[str, str], tuple[dict[str, None], set[str]]] = {}
    for row in table.itertuples(index=False):
        if row.partner not in country or row.region not in country:
            continue
        pair = (min(row.region, row.partner), max(row.region, row.partner))
        ids, sides = pairs.setdefault(pair, ({}, set()))
        ids[row.programme] = None
        sides |= set(pair) if row.programme in shared else {row.region}
    rows = [(a, b, tuple(ids), tuple(sorted(sides))) for (a, b), (ids, sides) in sorted(pairs.items())]
    return pd.DataFrame(rows, columns=LINKED)
