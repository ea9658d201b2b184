"""What a pilot is worth: six parts in [0, 1], each shown with how much of it is documented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceecluster.errors import UsageError, unknown
from ceecluster.planning.evidence_base import EvidenceBase, Record

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
PARTS = ("fit", "need", "mass", "readiness", "pairing", "coherence")
NEEDS = 3
"""Common gaps of the partners that count for a pilot which names no criteria itself."""


@dataclass(frozen=True)
class Theme:
    """What a pilot is about."""

    id: str
    objectives: tuple[str, ...]
    sectors: tuple[str, ...]
    criteria: tuple[str, ...] = ()
    """Criteria it is declared to improve; empty: its partners' common weak ones."""


@dataclass(frozen=True)
class Scales:
    """Fixed scales, so that one candidate's value does not hang on another's."""

    weak_below: float = 0.5
    records: float = 3.0
    members: float = 100.0


@dataclass(frozen=True)
class ValueParts:
    """The parts of partnerships x PARTS: value (NaN without evidence) and documented share."""

    value: Floats
    coverage: Floats
    needs: tuple[tuple[str, ...], ...]
    """By partnership, its declared criteria or its partners' common gaps, the largest first; not what it answers."""


def check_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights in the order of PARTS; UsageError for an unknown part, a negative weight or none above 0."""
    for name, weight in weights.items():
        if name not in PARTS:
            raise unknown("part of the pilots' value", name, PARTS)
        if not weight >= 0 or weight == float("inf"):
            raise UsageError(f"the weight of '{name}' is {weight}", "Weights are numbers of 0 and above.")
    ordered = {name: float(weights.get(name, 0)) for name in PARTS}
    if not sum(ordered.values()):
        raise UsageError("all weights of the pilots' value are 0", "At least one part must count.")
    return ordered


@dataclass(frozen=True)
class ThemeRecord:
    """A record that speaks to a theme; `holds` where it names an objective *and* a sector of it.

    A record that names no sector at all is open to every sector: it counts for the levels, not for holding the theme.
    """

    record: Record
    holds: bool


def theme_records(evidence: EvidenceBase, theme: Theme) -> tuple[ThemeRecord, ...]:
    """The records that speak to a theme, in the order of the evidence."""
    objectives, sectors = frozenset(theme.objectives), frozenset(theme.sectors)
    found = []
    for record in evidence.records:
        if objectives and not objectives & record.objectives:
            continue
        fits = not sectors or bool(sectors & record.sectors)
        if fits or not record.sectors:
            found.append(ThemeRecord(record, fits))
    return tuple(found)


@dataclass(frozen=True)
class SomeParts:
    """A few of the parts: name -> (value, coverage), one entry per partnership."""

    columns: Mapping[str, tuple[Floats, Floats]]
    needs: tuple[tuple[str, ...], ...] = ()

    def take(self, rows: NDArray[np.intp]) -> SomeParts:
        """The same for some of the partnerships."""
        columns = {name: (value[rows], coverage[rows]) for name, (value, coverage) in self.columns.items()}
        return SomeParts(columns, tuple(self.needs[row] for row in rows) if self.needs else ())


def theme_parts(
    evidence: EvidenceBase,
    theme: Theme,
    partnerships: Flags,
    *,
    scales: Scales | None = None,
    records: Sequence[ThemeRecord] | None = None,
) -> SomeParts:
    """The parts that hang on the theme: fit and mass; `records` saves looking for the theme's records again."""
    m = partnerships.astype(float)
    size = m.sum(axis=1)
    found = theme_records(evidence, theme) if records is None else records
    mass = _mass(evidence, found, m, size, scales or Scales())
    return SomeParts({"fit": _fit(evidence, theme, m, size), "mass": mass})


def partnership_parts(
    evidence: EvidenceBase,
    partnerships: Flags,
    *,
    criteria: Sequence[str] = (),
    scales: Scales | None = None,
) -> SomeParts:
    """The parts that hang on the partners alone: need, readiness, pairing, coherence, and the criteria of the first."""
    m = partnerships.astype(float)
    size = m.sum(axis=1)
    needs, need, pairing = _needs(evidence, criteria, partnerships, scales or Scales())
    parts = {
        "need": need,
        "readiness": _readiness(evidence, m, size),
        "pairing": pairing,
        "coherence": _coherence(evidence, m, size),
    }
    return SomeParts(parts, needs)


def join_parts(*some: SomeParts) -> ValueParts:
    """All parts in the order of PARTS, a row for each partnership; each a mean over what is documented.

    fit: mean over the theme's objectives of the share of all regions and the share of the partners that hold them.
    need: how far the partners are from full marks on the declared criteria, else on their widest common gaps.
    mass: records of the theme and members behind them against their scales, and partners with documented money.
    readiness: partners with an instrument that pays another partner for taking part, with a documented link to one,
    and with a record in a European programme open at the start.
    pairing: distance between the strongest and the weakest partner on the same criteria.
    coherence: mean similarity of the partners' policies.
    """
    columns = {name: pair for group in some for name, pair in group.columns.items()}
    value = np.stack([columns[name][0] for name in PARTS], axis=1)
    coverage = np.stack([columns[name][1] for name in PARTS], axis=1)
    return ValueParts(value, coverage, next((group.needs for group in some if group.needs), ((),) * len(value)))


def total_value(parts: Floats, coverage: Floats, weights: Sequence[float]) -> tuple[Floats, Floats, Floats, Floats]:
    """(value, low, high, coverage) of each row: weighted mean of the parts, and its bounds.

    What is not documented counts half in `value`, nothing in `low` and in full in `high`: missing evidence neither
    flatters a candidate nor condemns it, and `value` is what the evidence draws of the core index have as their mean.
    """
    w = np.asarray(weights, dtype=float)
    w = w / w.sum()
    documented = np.where(np.isnan(parts), 0.0, coverage)
    low = (np.nan_to_num(parts) * documented) @ w
    share = documented @ w
    return low + (1 - share) / 2, low, low + 1 - share, share


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0))


def _fit(evidence: EvidenceBase, theme: Theme, m: Floats, size: Floats) -> tuple[Floats, Floats]:
    issues = [code for code in theme.objectives if code in evidence.priorities.columns]
    if not issues:
        return np.full(len(m), np.nan), np.zeros(len(m))
    table = evidence.priorities[issues].to_numpy()
    known = m @ (~np.isnan(table)).astype(float)
    holds = m @ (np.nan_to_num(table) >= evidence.holds_at).astype(float)
    shares = (_ratio(holds, known) + evidence.holding.reindex(issues).to_numpy()) / 2
    return _mean(shares), known.sum(axis=1) / (size * len(issues))


def _needs(
    evidence: EvidenceBase, criteria: Sequence[str], partnerships: Flags, scales: Scales
) -> tuple[tuple[tuple[str, ...], ...], tuple[Floats, Floats], tuple[Floats, Floats]]:
    names = list(evidence.criteria.columns)
    z = evidence.criteria.to_numpy(dtype=float)
    rows = len(partnerships)
    nothing = (np.full(rows, np.nan), np.zeros(rows))
    if not names:
        return ((),) * rows, nothing, nothing
    inside = partnerships[:, :, None]
    known = inside & ~np.isnan(z)[None]
    distance = np.where(known, 1 - np.nan_to_num(z)[None], 0.0).sum(axis=1)
    weak = (known & (np.nan_to_num(z)[None] < scales.weak_below)).sum(axis=1)
    if criteria:
        wanted = [names.index(code) for code in criteria if code in names]
        chosen = np.zeros((rows, len(names)), dtype=bool)
        chosen[:, wanted] = True
    else:
        # The common gaps: weak in two partners or more, the widest first; ties by the guidelines' order.
        key = distance * (weak >= 2)
        # Partners who share no weakness still have something to gain: their widest gaps, and a need that is small.
        strong = ~(weak >= 2).any(axis=1)
        key[strong] = (distance * (known.sum(axis=1) >= 2))[strong]
        order = np.argsort(-key, axis=1, kind="stable")[:, :NEEDS]
        chosen = np.zeros((rows, len(names)), dtype=bool)
        np.put_along_axis(chosen, order, np.take_along_axis(key, order, axis=1) > 0, axis=1)
    count = known.sum(axis=1)
    need = _ratio((distance * chosen).sum(axis=1), (count * chosen).sum(axis=1).astype(float))
    asked = chosen.sum(axis=1) * partnerships.sum(axis=1)
    need_coverage = np.nan_to_num(_ratio((count * chosen).sum(axis=1).astype(float), asked.astype(float)))
    high = np.where(known, np.nan_to_num(z)[None], -np.inf).max(axis=1)
    low = np.where(known, np.nan_to_num(z)[None], np.inf).min(axis=1)
    comparable = chosen & (count >= 2)
    spread = np.where(comparable, high - low, 0.0)
    pairs = comparable.sum(axis=1).astype(float)
    pairing = _ratio(spread.sum(axis=1), pairs)
    pairing_coverage = np.nan_to_num(_ratio(pairs, chosen.sum(axis=1).astype(float)))
    by_gap = np.argsort(-np.where(chosen, distance, -np.inf), axis=1, kind="stable")
    needs = tuple(
        tuple(names[k] for k in order[: int(total)]) for order, total in zip(by_gap, chosen.sum(axis=1), strict=True)
    )
    return needs, (need, need_coverage), (pairing, pairing_coverage)


def _mass(
    evidence: EvidenceBase, found: Sequence[ThemeRecord], m: Floats, size: Floats, scales: Scales
) -> tuple[Floats, Floats]:
    place = {region: k for k, region in enumerate(evidence.regions)}
    records, members, counted, money = (np.zeros(len(place)) for _ in range(4))
    for record in (speaks.record for speaks in found if speaks.holds):
        k = place[record.region]
        records[k] += 1
        money[k] = max(money[k], record.money)
        if record.members is not None:
            members[k] += record.members
            counted[k] = 1
    known = m @ counted
    scale = np.stack(
        [
            np.minimum(m @ records / (scales.records * size), 1),
            np.where(known > 0, np.minimum(_ratio(m @ members, scales.members * known), 1), np.nan),
            m @ money / size,
        ],
        axis=1,
    )
    return _mean(scale), (2 + known / size) / 3


def _readiness(evidence: EvidenceBase, m: Floats, size: Floats) -> tuple[Floats, Floats]:
    opened = ((m @ evidence.opened.to_numpy(dtype=float).T) > 0) * m
    linked = ((m @ evidence.linked.to_numpy(dtype=float).T) > 0) * m
    opening_known = m @ evidence.opening_known.to_numpy(dtype=float)
    link_known = m @ evidence.linked.any(axis=1).to_numpy(dtype=float)
    eu_known = m @ evidence.eu_known.to_numpy(dtype=float)
    scale = np.stack(
        [
            _ratio(opened.sum(axis=1), opening_known),
            _ratio(linked.sum(axis=1), link_known),
            _ratio(m @ evidence.eu_open.to_numpy(dtype=float), eu_known),
        ],
        axis=1,
    )
    return _mean(scale), (opening_known + link_known + eu_known) / (3 * size)


def _coherence(evidence: EvidenceBase, m: Floats, size: Floats) -> tuple[Floats, Floats]:
    # Only regions that take part: of a thousand they are a dozen.
    some = np.flatnonzero(m.any(axis=0))
    m, table = m[:, some], evidence.similarity.to_numpy(dtype=float)[np.ix_(some, some)]
    known = (~np.isnan(table)).astype(float)
    total = np.einsum("si,ij,sj->s", m, np.nan_to_num(table), m)
    pairs = np.einsum("si,ij,sj->s", m, known, m)
    return _ratio(total, pairs), np.nan_to_num(_ratio(pairs, size * (size - 1)))


def _mean(columns: Floats) -> Floats:
    """Mean over the documented columns; NaN where there are none."""
    known = ~np.isnan(columns)
    return _ratio(np.nan_to_num(columns).sum(axis=1), known.sum(axis=1).astype(float))
