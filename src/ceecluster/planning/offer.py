"""What a candidate region holds, measured against the members: shares, codes, records, and what would change them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from ceecluster import frames
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.planning.problem import DIGITS
from ceecluster.planning.value import Theme
from ceecluster.published import Published
from ceecluster.results import Result

BROUGHT = ("objectives", "instruments", "sectors")
"""Dimensions in which a newcomer can fill gaps."""
SAME = 1e-9
"""Shares nearer than this are the same."""
Share = Literal["common", "fills", "pilots"]


@dataclass(frozen=True)
class Offer(Published):
    """What a candidate holds, measured against the members; all shares in [0, 1], None without a base."""

    JSON = (
        "candidate", "records", "common", "fills", "pilots", "filled", "new", "joins", "closest", "shared", "evidence",
        "fit",
    )  # fmt: skip

    candidate: str
    records: int
    common: float | None
    """Share of the objectives most members hold that it holds too."""
    fills: float | None
    """Share of the codes few members hold (at least one, fewer than half) that it holds."""
    pilots: float | None
    """Share of the plan's pilots whose theme it holds."""
    filled: tuple[str, ...]
    """Those rare codes."""
    new: tuple[str, ...]
    """Codes no member holds."""
    joins: tuple[str, ...]
    """Numbers of the pilots it could join."""
    closest: tuple[tuple[str, float], ...]
    """The three members with the largest share of codes held in common (Jaccard over objectives, instruments,
    sectors), and those that tie with the third."""
    shared: tuple[tuple[int, int], ...]
    """For each of these, how many codes are in common, of how many that either has."""
    evidence: Mapping[str, tuple[str, ...]]
    """Code -> its records."""

    @property
    def fit(self) -> float | None:
        """Mean of the shares that have a base."""
        known = [share for share in (self.common, self.fills, self.pilots) if share is not None]
        return fmean(known) if known else None


@dataclass(frozen=True)
class CodeHeld:
    """A code that one of the shares counts, or a pilot's theme."""

    share: Share
    """Which of the shares counts it."""
    code: str
    """The code, or the number of the pilot."""
    members: int
    """Members that hold it; of a pilot its partners."""
    records: tuple[str, ...]
    """Records of the candidate behind it; none where it does not hold it."""
    gain: float
    """What holding it adds to the fit."""


@dataclass(frozen=True)
class RecordEffect:
    """A record of the candidate, and what the fit would be without it."""

    record: str
    without: float | None
    """Fit without the record."""
    effect: float
    """The fit less what it would be without the record."""


@dataclass(frozen=True)
class Shares:
    """The parts of a fit; None without a base."""

    common: float | None
    """Share of the objectives most members hold that it holds too."""
    fills: float | None
    """Share of the codes few members hold that it holds."""
    pilots: float | None
    """Share of the plan's pilots whose theme it holds."""


@dataclass(frozen=True, repr=False)
class FitReasons(Result):
    """From the fit of a candidate to its codes and records."""

    JSON = ("candidate=offer.candidate", "fit=offer.fit", "shares", "members", "codes", "records")

    offer: Offer
    members: int
    """Members with records."""
    codes: tuple[CodeHeld, ...]
    """What the shares count: what it holds first, then what it lacks; in each the codes of most members first."""
    records: tuple[RecordEffect, ...]
    """Its records, the largest change first."""

    @property
    def shares(self) -> Shares:
        """The shares that the fit is the mean of."""
        return Shares(self.offer.common, self.offer.fills, self.offer.pilots)

    @property
    def held(self) -> tuple[CodeHeld, ...]:
        """What it holds of what the shares count."""
        return tuple(row for row in self.codes if row.records)

    @property
    def lacking(self) -> tuple[CodeHeld, ...]:
        """What it lacks, the largest gain first."""
        return tuple(sorted((row for row in self.codes if not row.records), key=lambda row: -row.gain))

    @property
    def easiest(self) -> tuple[CodeHeld, ...]:
        """Of what it lacks, what would add most to the fit, with all that tie with it."""
        rows = self.lacking
        return tuple(row for row in rows if row.gain >= rows[0].gain - SAME)

    @property
    def decisive(self) -> tuple[RecordEffect, ...]:
        """The record whose loss would change the fit most, with all that tie with it; none that changes nothing."""
        sizes = [round(abs(row.effect), DIGITS) for row in self.records]
        return tuple(row for row, size in zip(self.records, sizes, strict=True) if size and size == max(sizes))


@dataclass(frozen=True)
class _Codes:
    """Who holds which code, by the records of members and candidate."""

    own: Mapping[str, tuple[str, ...]]
    """Code -> records of the candidate."""
    members: Mapping[str, frozenset[str]]
    """Member with codes -> its codes."""
    counts: Mapping[str, int]
    """Code -> members that hold it."""
    usual: tuple[str, ...]
    """Objectives that at least half of the members hold."""
    rare: tuple[str, ...]
    """Codes that fewer than half hold."""


def offer_of(world: World, candidate: str, *, pilots: Sequence[tuple[str, Theme]] = ()) -> Offer:
    """What a candidate's inventory holds, against the members' records.

    Raises UsageError for a region that is no candidate, or has no inventory.
    """
    joined = join(world, candidate)
    codes = _codes(joined, candidate)
    joins = tuple(number for number, theme in pilots if holds(joined, candidate, theme))
    own = set(codes.own)
    both = {region: (len(own & held), len(own | held)) for region, held in codes.members.items() if own | held}
    closest = _closest([(region, common / either) for region, (common, either) in both.items()])
    return Offer(
        candidate=candidate,
        records=len({p.id for region, p, _ in frames.records(joined) if region == candidate}),
        common=_share(own, codes.usual),
        fills=_share(own, codes.rare),
        pilots=len(joins) / len(pilots) if pilots else None,
        filled=tuple(code for code in codes.rare if code in own),
        new=tuple(sorted(own - set(codes.counts))),
        joins=joins,
        closest=closest,
        shared=tuple(both[region] for region, _ in closest),
        evidence=dict(sorted(codes.own.items())),
    )


def fit_reasons(world: World, candidate: str, *, pilots: Sequence[tuple[str, Theme]] = ()) -> FitReasons:
    """The codes and records behind the fit of a candidate, and what would change it most.

    Raises UsageError as `offer_of` does, and for a candidate without records.
    """
    joined = join(world, candidate)
    offer = offer_of(world, candidate, pilots=pilots)
    if not offer.records:
        raise UsageError(f"{candidate} has no records that speak in the year", "a fit needs records")
    codes = _codes(joined, candidate)
    bases = [name for name in ("common", "fills", "pilots") if getattr(offer, name) is not None]
    of_codes: tuple[tuple[Share, tuple[str, ...]], ...] = (("common", codes.usual), ("fills", codes.rare))
    rows = [
        CodeHeld(share, code, codes.counts[code], codes.own.get(code, ()), 1 / len(bases) / len(base))
        for share, base in of_codes
        for code in base
    ]
    rows += [
        CodeHeld("pilots", number, 0, _holding(joined, candidate, theme), 1 / len(bases) / len(pilots))
        for number, theme in pilots
    ]
    rows.sort(key=lambda row: (not row.records, bases.index(row.share), -row.members, row.code))
    return FitReasons(offer, len(codes.members), tuple(rows), _effects(joined, codes, offer, pilots))


def _effects(
    joined: World, codes: _Codes, offer: Offer, pilots: Sequence[tuple[str, Theme]]
) -> tuple[RecordEffect, ...]:
    """The fit without each of the candidate's records; None where it has no other."""
    mine = tuple(dict.fromkeys(p.id for region, p, _ in frames.records(joined) if region == offer.candidate))
    holding = [set(_holding(joined, offer.candidate, theme)) for _, theme in pilots]
    rows = []
    for record in mine:
        left = {code for code, records in codes.own.items() if set(records) != {record}}
        shares = [_share(left, codes.usual), _share(left, codes.rare)]
        shares += [sum(bool(held - {record}) for held in holding) / len(pilots)] if pilots else []
        known = [share for share in shares if share is not None]
        without = fmean(known) if known and len(mine) > 1 else None
        rows.append(RecordEffect(record, without, (offer.fit or 0.0) - (without or 0.0)))
    return tuple(sorted(rows, key=lambda row: (-abs(row.effect), row.record)))


def _codes(joined: World, candidate: str) -> _Codes:
    table = frames.codes(joined)
    table = table[table["dimension"].isin(BROUGHT)]
    held: dict[str, set[str]] = {}
    own: dict[str, list[str]] = {}
    for region, programme, code in zip(table["region"], table["programme"], table["code"], strict=True):
        if region == candidate:
            own.setdefault(code, []).append(programme)
        else:
            held.setdefault(region, set()).add(code)
    members = {r.code: frozenset(held[r.code]) for r in joined.network.regions if r.code in held}
    counts = Counter(code for codes in members.values() for code in codes)
    half = len(members) / 2
    objectives = set(table[table["dimension"] == "objectives"]["code"])
    return _Codes(
        own={code: tuple(dict.fromkeys(records)) for code, records in own.items()},
        members=members,
        counts=counts,
        usual=tuple(sorted(code for code, n in counts.items() if n >= half and code in objectives)),
        rare=tuple(sorted(code for code, n in counts.items() if n < half)),
    )


def _share(own: set[str], base: Sequence[str]) -> float | None:
    return sum(code in own for code in base) / len(base) if base else None


def _closest(near: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The first three, and all that tie with the third: a cut through a tie would be alphabetical."""
    order = sorted(near, key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair for k, pair in enumerate(order) if k < 3 or pair[1] >= order[2][1] - SAME)


def holds(world: World, region: str, theme: Theme) -> bool:
    """Whether a record of the region names an objective and a sector of the theme."""
    return bool(_holding(world, region, theme))


def _holding(world: World, region: str, theme: Theme) -> tuple[str, ...]:
    objectives, sectors = set(theme.objectives), set(theme.sectors)
    return tuple(
        dict.fromkeys(
            programme.id
            for code, programme, _ in frames.records(world)
            if code == region
            and (not objectives or objectives & {objective.code for objective in programme.objectives})
            and (not sectors or sectors & set(programme.sectors))
        )
    )


def join(world: World, candidate: str) -> World:
    """The network with a candidate among its members; UsageError for anything but a candidate with an inventory."""
    codes = [region.code for region in world.network.candidates]
    if candidate in {region.code for region in world.network.regions}:
        raise UsageError(f"{candidate} is a member already", f"Candidates: {', '.join(codes) or 'none'}.")
    if candidate not in codes:
        raise unknown("candidate region", candidate, codes)
    if candidate not in world.candidates:
        raise UsageError(
            f"{candidate} has no inventory yet",
            f"Write data/candidates/{candidate}-….yaml, or start with: ceecluster init region {candidate}",
        )
    return world.joined(candidate)
