"""Criteria read from records: raw value, z, state of the evidence, and the records and sources behind it.

A person's assessment of a criterion goes before the value derived from the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from ceecluster.errors import UsageError, suggest
from ceecluster.model import Assessment, Criterion, Evidence
from ceecluster.model.guidelines import Boolean, Category, Derived, Interpolated, Ordinal
from ceecluster.scoring.derived import QUANTITIES, Merge, OwnedRecord, Setting, find_quantity

Raw = float | bool | str | None
Overrides = Mapping[tuple[str, str], Assessment]
"""What-if values: (record, criterion) -> assessment that goes before everything else."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One criterion's value, for a record or for a region at a level."""

    state: Evidence
    z: float | None = None
    """In [0, 1], higher is better; None where not documented or not applicable."""
    raw: Raw = None
    records: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Source keys with the file's owner: `HU22:kim2017`."""
    basis: Literal["assessed", "derived", "what if", ""] = ""
    note: str = ""

    @property
    def documented(self) -> bool:
        """Whether it enters the score: documented values and documented absences do."""
        return self.state in (Evidence.DOCUMENTED, Evidence.ABSENT)


NOTHING = Reading(Evidence.UNDOCUMENTED)
"""What a record says about a criterion nobody assessed and no field speaks of."""


def z_of(criterion: Criterion, value: Any) -> float:
    """z of a raw value under the criterion's measure; UsageError saying what is allowed where it does not fit."""
    measure = criterion.measure
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if value == "never":
        if isinstance(measure, Interpolated | Derived) and measure.never is not None:
            return measure.never
        return 0.0
    if isinstance(measure, Ordinal) and numeric and 0 <= value <= 4:
        return float(value) / 4
    if isinstance(measure, Boolean) and (isinstance(value, bool) or value in (0, 1)):
        return float(value)
    if isinstance(measure, Category) and value in measure.values:
        return measure.values[value]
    if isinstance(measure, Interpolated | Derived) and numeric and np.isfinite(value):
        return _interpolated(measure.points, float(value))
    raise UsageError(f"{criterion.id} cannot be {value!r}", _allowed(criterion, value))


@lru_cache(maxsize=10_000)
def _interpolated(points: tuple[tuple[float, float], ...], value: float) -> float:
    """z of a raw value between points; many records have the same."""
    xs, zs = zip(*points, strict=True)
    return float(np.interp(value, xs, zs))


def ends_of(measure: Interpolated | Derived) -> tuple[float, float]:
    """The raw values from which a measure counts nothing and counts in full, whichever of them is larger.

    Where a stretch of values has the same z, the end that is nearer to the other: 80 % where 80 % is enough.
    """
    raws = {z: [raw for raw, at in measure.points if at == z] for _, z in measure.points}
    worst, best = raws[min(raws)], raws[max(raws)]
    return (max(worst), min(best)) if measure.points[0][1] <= measure.points[-1][1] else (min(worst), max(best))


def in_shares(measure: Interpolated | Derived) -> bool:
    """Whether its raw values are shares of a whole."""
    if isinstance(measure, Derived):
        return measure.of in QUANTITIES and QUANTITIES[measure.of].unit == "share"
    return measure.kind == "share"


def _allowed(criterion: Criterion, value: object) -> str:
    measure = criterion.measure
    if isinstance(measure, Category):
        near = suggest(str(value), measure.values)
        return f"did you mean '{near}'?" if near else f"one of: {', '.join(measure.values)}"
    wanted = {"ordinal": "a step from 0 to 4", "boolean": "true or false"}.get(measure.kind, "a number")
    return f"it takes {wanted}, never, not_applicable or null"


def read(criterion: Criterion, owned: OwnedRecord, setting: Setting, overrides: Overrides | None = None) -> Reading:
    """What one record says about a criterion."""
    record = owned[1]
    changed = overrides.get((record.id, criterion.id)) if overrides else None
    assessment = changed or record.assessments.get(criterion.id)
    if assessment is not None and assessment.value is not None:
        return _assessed(criterion, owned, assessment, "what if" if changed else "assessed")
    # A what-if of null takes a person's assessment away; what the record itself says remains.
    measure = criterion.measure
    if isinstance(measure, Derived):
        result = find_quantity(measure.of).compute([owned], setting, measure)
        if result is not None:
            return Reading(
                Evidence.DOCUMENTED,
                z_of(criterion, result.raw),
                result.raw,
                result.records,
                result.sources,
                "derived",
            )
    return NOTHING


def _assessed(
    criterion: Criterion, owned: OwnedRecord, assessment: Assessment, basis: Literal["assessed", "what if"]
) -> Reading:
    owner, record = owned
    sources = tuple(f"{owner}:{key}" for key in (assessment.source or record.source))
    note = assessment.reason or assessment.note or ""
    if assessment.evidence is Evidence.NOT_APPLICABLE:
        return Reading(Evidence.NOT_APPLICABLE, None, None, (record.id,), sources, basis, note)
    z = z_of(criterion, assessment.value)
    return Reading(assessment.evidence, z, assessment.value, (record.id,), sources, basis, note)


def combine(
    criterion: Criterion,
    owned: Sequence[OwnedRecord],
    readings: Sequence[Reading],
    setting: Setting,
    weights: Sequence[float] | None = None,
) -> Reading:
    """A region's value at a level from its records' readings, by the criterion's `across` rule.

    best: the highest z; mean: the mean z of the records that document it (`weights`, e.g. budgets, where given);
    pooled: the raw counts of all records together. Not applicable only where every record says so.
    """
    known = [index for index, reading in enumerate(readings) if reading is not NOTHING and reading.documented]
    if not known:
        if readings and all(reading.state is Evidence.NOT_APPLICABLE for reading in readings):
            records = tuple(dict.fromkeys(r for reading in readings for r in reading.records))
            return replace(readings[0], records=records)
        return NOTHING
    documented = [readings[index] for index in known]
    if criterion.across == "best":
        return max(documented, key=lambda reading: reading.z or 0.0)
    if len(documented) == 1:
        return documented[0]
    if criterion.across == "pooled" and (pooled := _pool(criterion, owned, readings, setting)) is not None:
        return pooled
    shares = np.ones(len(known)) if weights is None else np.array([weights[index] for index in known])
    z = float(np.average([reading.z or 0.0 for reading in documented], weights=shares))
    raws = [reading.raw for reading in documented]
    numeric = all(isinstance(raw, int | float) and not isinstance(raw, bool) for raw in raws)
    raw = float(np.average(np.array(raws, float), weights=shares)) if numeric else None
    return _together(documented, z, raw)


def _pool(
    criterion: Criterion, owned: Sequence[OwnedRecord], readings: Sequence[Reading], setting: Setting
) -> Reading | None:
    """Raw counts of all records together; None where the measure has none to add up."""
    documented = [reading for reading in readings if reading.documented]
    assessed = [reading for reading in documented if reading.basis != "derived"]
    raws = [r.raw for r in assessed if isinstance(r.raw, int | float) and not isinstance(r.raw, bool)]
    measure = criterion.measure
    if len(raws) < len(assessed) or not isinstance(measure, Derived | Interpolated):
        return None
    if isinstance(measure, Interpolated):
        if measure.kind != "count":
            return None
        raw = float(sum(raws))
        return _together(documented, z_of(criterion, raw), raw)
    quantity = find_quantity(measure.of)
    rest = [h for h, reading in zip(owned, readings, strict=True) if reading.basis == "derived"]
    result = quantity.compute(rest, setting, measure) if rest else None
    values = [*raws, *([result.raw] if result else [])]
    raw = _merge(quantity.merge, [float(value) for value in values])
    return _together(documented, z_of(criterion, raw), raw)


def _merge(how: Merge, values: Sequence[float]) -> float:
    if how == "sum":
        return sum(values)
    if how == "mean":
        return sum(values) / len(values)
    return max(values) if how == "max" else min(values)


def _together(readings: Sequence[Reading], z: float, raw: Raw) -> Reading:
    records = tuple(dict.fromkeys(record for reading in readings for record in reading.records))
    sources = tuple(dict.fromkeys(source for reading in readings for source in reading.sources))
    bases = {reading.basis for reading in readings}
    basis = next(b for b in ("what if", "assessed", "derived") if b in bases)
    state = Evidence.ABSENT if z == 0 and all(r.state is Evidence.ABSENT for r in readings) else Evidence.DOCUMENTED
    return Reading(state, z, raw, records, sources, basis)


def steps_above(criterion: Criterion, z: float) -> tuple[float, ...]:
    """The values of z that one, two ... steps of improvement lead to: anchors, points or categories above z."""
    measure = criterion.measure
    marks: set[float]
    if isinstance(measure, Ordinal):
        marks = {step / 4 for step in range(5)}
    elif isinstance(measure, Boolean):
        marks = {0.0, 1.0}
    elif isinstance(measure, Category):
        marks = set(measure.values.values())
    else:
        marks = {mark for _, mark in measure.points}
    return tuple(mark for mark in sorted(marks) if mark > z + 1e-9)
