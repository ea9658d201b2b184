"""Who opens its instruments to whom, and whether the other side does the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ceecluster import frames
from ceecluster.inforce import at
from ceecluster.model import World

OPEN = ["region", "partner", "instruments", "records", "back", "paid"]
LINKED = ["region", "partner", "records", "named_by"]


@dataclass(frozen=True)
class Reciprocity:
    """Tidy tables: `opened` (columns OPEN, one row per direction) and `linked` (columns LINKED, one per pair)."""

    opened: pd.DataFrame
    linked: pd.DataFrame
    unstated: int
    """Instruments of whose openness no record says anything."""
    instruments: int

    def to_dict(self) -> dict[str, Any]:
        """All fields, tables as rows."""
        return {**self.__dict__, "opened": frames.rows(self.opened), "linked": frames.rows(self.linked)}


def reciprocity(world: World, *, as_of: int | None = None) -> Reciprocity:
    """Instruments of A open to B and of B open to A, and cross-border links by who names them.

    Open: the record says that organisations of the other region, of its country or of any place may take part; `paid`
    says whether they are paid for it, which is another thing (None: not documented). Links
    of transnational records name both sides at once; links of a region's own record are one-sided until the other
    side's inventory names them, too.
    """
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
