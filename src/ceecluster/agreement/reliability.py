"""Two readers: how far a second, blind reading of the same records agrees with the first, field by field.

The first reading is the inventory, or, once differences were decided and the inventory mended, the files that keep what
it said before. What was decided is taken as true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ceecluster.agreement.alpha import bootstrap_alpha
from ceecluster.agreement.reliability_rows import CodeRead, DifferenceRow, FieldRead, LevelsRead
from ceecluster.frames import columns_of, typed
from ceecluster.model import Programme, World
from ceecluster.model.readings import Read, Readings
from ceecluster.results import Result

Floats = NDArray[np.float64]
LISTS = ("level", "objectives", "instruments", "target_groups", "sectors")


@dataclass(frozen=True)
class Rates:
    """Shares of true codes a reader left out and of false ones it put in; None without any to judge by."""

    omitted: float | None
    invented: float | None


@dataclass(frozen=True, repr=False)
class Reliability(Result):
    """How far two readings agree; `first` is the inventory, or what it said before differences were decided."""

    readers: tuple[str, ...]
    """Who read the second time."""
    read: int
    """Records on file of which any field was read a second time."""
    fields: Annotated[pd.DataFrame, FieldRead]
    """One row per field: share of records read the same, alpha with its interval, rates of the second reader."""
    codes: Annotated[pd.DataFrame, CodeRead]
    """One row per code that either reader used."""
    levels: Annotated[pd.DataFrame, LevelsRead]
    """Levels as first and as second read, where they differ, most often first."""
    differences: Annotated[pd.DataFrame, DifferenceRow]
    """One row per record and field read differently; `decided` where the record says what was decided."""
    unknown: tuple[str, ...]
    """Records that were read a second time and are not on file."""
    draws: int
    seed: int

    @property
    def by_field(self) -> tuple[FieldRead, ...]:
        """The fields as rows."""
        return typed(FieldRead, self.fields)

    @property
    def by_code(self) -> tuple[CodeRead, ...]:
        """The codes read differently, most often first; levels have a table of their own."""
        apart = [
            row for row in typed(CodeRead, self.codes) if row.field != "level" and row.first_only + row.second_only
        ]
        return tuple(sorted(apart, key=lambda row: (-row.first_only - row.second_only, row.code)))

    @property
    def by_levels(self) -> tuple[LevelsRead, ...]:
        """Levels read differently, most often first."""
        return typed(LevelsRead, self.levels)

    @property
    def undecided(self) -> int:
        """Fields of records read differently of which nobody has decided."""
        return int((~self.differences["decided"].astype(bool)).sum())


def binary_alpha(counts: Floats) -> Floats:
    """Krippendorff's alpha (nominal) of two readers on binary units, from counts (…, 4): both, first, second, neither.

    1 - observed / expected disagreement, D_o = (first + second) / units and D_e = 2 n1 n0 / (n (n - 1)) for n1 ones and
    n0 zeros among the n = 2 units values; NaN where all values are the same.
    Source: K. Krippendorff 2011, https://repository.upenn.edu/asc_papers/43 (section A, binary data, two observers).
    """
    both, first, second, neither = np.moveaxis(np.asarray(counts, dtype=float), -1, 0)
    units = both + first + second + neither
    ones, values = 2 * both + first + second, 2 * units
    expected = 2 * ones * (values - ones)
    observed = np.divide(first + second, units, out=np.zeros_like(units), where=units > 0)
    ratio = np.divide(observed * values * (values - 1), expected, out=np.full_like(units, np.nan), where=expected > 0)
    return np.asarray(1 - ratio)


def table_of(
    first: Sequence[frozenset[str]], second: Sequence[frozenset[str]], codes: Sequence[str]
) -> NDArray[np.int64]:
    """Records x codes x 4 (both, first only, second only, neither): 1 where it is so."""
    a = np.array([[code in own for code in codes] for own in first], dtype=bool).reshape(len(first), len(codes))
    b = np.array([[code in own for code in codes] for own in second], dtype=bool).reshape(len(second), len(codes))
    return np.stack([a & b, a & ~b, ~a & b, ~a & ~b], axis=-1).astype(np.int64)


def reader_rates(settled: Floats, undecided: Floats) -> Rates:
    """Omission and invention of one reader, from counts of four.

    `settled` are set against what is true: (both, truth only, reader only, neither). `undecided` are set against the
    other reader: (both, other only, reader only, neither). Two readings do not say who is right: an undecided
    difference counts half as an omission of the one and half as an invention of the other.
    """
    both, left_out, put_in, neither = (float(x) for x in np.asarray(settled, dtype=float))
    same, others, own, none = (float(x) for x in np.asarray(undecided, dtype=float))
    true = both + left_out + same + (others + own) / 2
    false = neither + put_in + none + (others + own) / 2
    return Rates((left_out + others / 2) / true if true else None, (put_in + own / 2) / false if false else None)


def predictive_counts(settled: Floats, undecided: Floats) -> tuple[float, float, float, float]:
    """Of a reader's codes how many are true and false, of what it left uncoded how many true and false.

    Counts of four as in `reader_rates`; half of each undecided difference goes either way.
    """
    both, left_out, put_in, neither = (float(x) for x in np.asarray(settled, dtype=float))
    same, others, own, none = (float(x) for x in np.asarray(undecided, dtype=float))
    return both + same + own / 2, put_in + own / 2, left_out + others / 2, neither + none + others / 2


def predictive_values(settled: Floats, undecided: Floats) -> tuple[float, float]:
    """Posterior means of P(true | coded) and P(true | not coded); beta prior (1/2, 1/2)."""
    true, false, missed, rightly = predictive_counts(settled, undecided)
    return (true + 0.5) / (true + false + 1), (missed + 0.5) / (missed + rightly + 1)


@dataclass(frozen=True)
class DoubleReading:
    """One field of records read twice, record by record."""

    first: Sequence[frozenset[str]]
    second: Sequence[frozenset[str]]
    truth: Sequence[frozenset[str]]
    """What holds where a difference was decided."""
    decided: NDArray[np.bool_]
    """Whether the record says what was decided."""

    def settled(self) -> NDArray[np.bool_]:
        """Records whose truth is known: the difference was decided, or there is none."""
        same = np.array([a == b for a, b in zip(self.first, self.second, strict=True)], dtype=bool)
        return np.asarray(self.decided | same)

    def counts(self, codes: Sequence[str], *, of_first: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Codes x 4 of one reader against the truth where it is settled, and against the other reader elsewhere."""
        own, other = (self.first, self.second) if of_first else (self.second, self.first)
        known = self.settled()
        true = [t if d else a for t, d, a in zip(self.truth, self.decided, self.first, strict=True)]
        against_truth = table_of(true, own, codes)
        against_other = table_of(other, own, codes)
        return against_truth[known].sum(axis=0), against_other[~known].sum(axis=0)


def compare_lists(
    first: Sequence[frozenset[str]],
    second: Sequence[frozenset[str]],
    codes: Sequence[str],
    *,
    decided: Sequence[bool] | None = None,
    truth: Sequence[frozenset[str]] | None = None,
    draws: int = 999,
    seed: int = 1,
) -> dict[str, float | int | None]:
    """One field of two readings, record by record: the entries of FIELDS without its name.

    `codes` is all a reader could have chosen from: every code is a binary unit of every record, pooled. `truth` is what
    was decided, by default the first reading. The interval is from resampling records.
    """
    table = table_of(first, second, codes)
    known = np.zeros(len(first), dtype=bool) if decided is None else np.asarray(decided, dtype=bool)
    reading = DoubleReading(first, second, first if truth is None else truth, known)
    per_record = table.sum(axis=1)
    total = per_record.sum(axis=0)
    value = float(binary_alpha(total))
    low = high = None
    if draws and len(first) > 1 and not np.isnan(value):
        weights = np.random.default_rng(seed).multinomial(len(first), np.full(len(first), 1 / len(first)), size=draws)
        drawn = binary_alpha((weights @ per_record).astype(float))
        drawn = drawn[~np.isnan(drawn)]
        if drawn.size:
            low, high = (float(x) for x in np.quantile(drawn, [0.025, 0.975]))
    second_rates, first_rates = (
        reader_rates(*(four.sum(axis=0).astype(float) for four in reading.counts(codes, of_first=of_first)))
        for of_first in (False, True)
    )
    return {
        "records": len(first),
        "units": int(total.sum()),
        "identical": float(np.mean([a == b for a, b in zip(first, second, strict=True)])) if len(first) else None,
        "alpha": None if np.isnan(value) else value,
        "low": low,
        "high": high,
        "omitted": second_rates.omitted,
        "invented": second_rates.invented,
        "first_omitted": first_rates.omitted,
        "first_invented": first_rates.invented,
        "decided": int(sum(k and a != b for k, a, b in zip(known, first, second, strict=True))),
    }


def reliability(world: World, readings: Sequence[Readings], *, draws: int = 999, seed: int = 1) -> Reliability:
    """Set the records on file against a second reading of them.

    For lists every code of the vocabulary is a binary unit of every record (level: every level), pooled; criteria are
    compared on their ordinal steps where both readers gave one. Records that are not on file are named in `unknown`.
    """
    on_file = world.programmes()
    read = [(name, record) for each in readings if not each.first for name, record in each.records.items()]
    universe = universe_of(world)
    by_field: list[dict[str, object]] = []
    codes: list[tuple[object, ...]] = []
    differences: list[tuple[object, ...]] = []
    confused: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    seen: set[str] = set()
    for field, (names, reading) in read_twice(world, readings).items():
        seen.update(names)
        chosen = list(dict.fromkeys([*universe[field], *sorted(frozenset().union(*reading.first, *reading.second))]))
        found = compare_lists(
            reading.first,
            reading.second,
            chosen,
            decided=[bool(known) for known in reading.decided],
            truth=reading.truth,
            draws=draws,
            seed=seed,
        )
        by_field.append({"field": field, **found})
        codes += _by_code(field, reading, chosen)
        for name, a, b, done in zip(names, reading.first, reading.second, reading.decided, strict=True):
            if a == b:
                continue
            differences.append((name, field, tuple(sorted(a - b)), tuple(sorted(b - a)), bool(done)))
            if field == "level":
                key = (tuple(sorted(a)), tuple(sorted(b)))
                confused[key] = confused.get(key, 0) + 1
    stepped = _steps(read, on_file)
    if steps := _criteria(stepped, on_file, differences, draws, seed):
        by_field.append(steps)
    ordered = sorted(confused.items(), key=lambda pair: (-pair[1], pair[0]))
    return Reliability(
        readers=tuple(dict.fromkeys(each.reader for each in readings if not each.first)),
        read=len(seen.union(stepped)),
        fields=pd.DataFrame(by_field, columns=columns_of(FieldRead)),
        codes=pd.DataFrame(codes, columns=columns_of(CodeRead)),
        levels=pd.DataFrame([(a, b, n) for (a, b), n in ordered], columns=columns_of(LevelsRead)),
        differences=pd.DataFrame(
            sorted(differences, key=lambda row: (row[4], row[0])), columns=columns_of(DifferenceRow)
        ),
        unknown=tuple(sorted({name for name, _ in read if name not in on_file})),
        draws=draws,
        seed=seed,
    )


def _codes(programme: Programme, field: str) -> tuple[str, ...]:
    values = getattr(programme, field)
    return tuple(value if isinstance(value, str) else value.code for value in values)


def universe_of(world: World) -> dict[str, list[str]]:
    """What a reader could have chosen from, by field."""
    lists = {name: list(world.vocabulary.terms(name)) for name in LISTS[1:]}
    return {"level": [level.id for level in world.network.levels], **lists}


def read_twice(world: World, readings: Sequence[Readings]) -> dict[str, tuple[list[str], DoubleReading]]:
    """Names of the records on file that were read twice, and both readings of them, by field."""
    on_file = world.programmes()
    before = {name: record for each in readings if each.first for name, record in each.records.items()}
    found = {}
    for field in LISTS:
        rows = []
        for each in readings:
            for name, record in each.records.items():
                second = getattr(record, field)
                if each.first or name not in on_file or second is None:
                    continue
                truth = frozenset(_codes(on_file[name], field))
                kept = getattr(before[name], field) if name in before else None
                first = truth if kept is None else frozenset(kept)
                rows.append((name, first, frozenset(second), truth, field in on_file[name].decided))
        if rows:
            names, first_read, second_read, truths, decided = (list(column) for column in zip(*rows, strict=True))
            found[field] = (names, DoubleReading(first_read, second_read, truths, np.array(decided, dtype=bool)))
    return found


def _by_code(field: str, reading: DoubleReading, codes: Sequence[str]) -> list[tuple[Any, ...]]:
    rows = []
    counts = table_of(reading.first, reading.second, codes).sum(axis=0)
    settled, undecided = reading.counts(codes, of_first=True)
    for code, four, sure, open_ in zip(codes, counts, settled, undecided, strict=True):
        if not four[:3].any():
            continue
        alpha = float(binary_alpha(four))
        both, first, second, neither = (int(x) for x in four)
        known = None if np.isnan(alpha) else alpha
        rows.append((field, code, both, first, second, neither, known, *predictive_values(sure, open_)))
    return rows


def _steps(
    read: Sequence[tuple[str, Read]], on_file: Mapping[str, Programme]
) -> dict[str, list[tuple[str, float, int]]]:
    """By record on file: the criteria both readers gave a step, with both steps."""
    found: dict[str, list[tuple[str, float, int]]] = {}
    for name, record in read:
        for code, step in record.assessments.items() if name in on_file else ():
            own = on_file[name].assessments.get(code)
            if own is not None and not isinstance(own.value, bool) and isinstance(own.value, int | float):
                found.setdefault(name, []).append((code, float(own.value), step))
    return found


def _criteria(
    steps: Mapping[str, list[tuple[str, float, int]]],
    on_file: Mapping[str, Programme],
    differences: list[tuple[object, ...]],
    draws: int,
    seed: int,
) -> dict[str, object] | None:
    """Alpha (ordinal) on the criteria both readers gave a step; the interval from resampling records."""
    decided = 0
    for name, own in steps.items():
        for code, first, second in own:
            if first != second:
                done = code in on_file[name].decided
                decided += done
                differences.append((name, code, (f"{first:g}",), (str(second),), done))
    pairs = {name: [(first, float(second)) for _, first, second in own] for name, own in steps.items()}
    if not pairs:
        return None
    values = [pair for own in pairs.values() for pair in own]
    rng = np.random.default_rng(seed)
    names = list(pairs)
    point = bootstrap_alpha(np.array(values).T, draws=0).value
    drawn = []
    for _ in range(min(draws, 299)):  # each resample is computed anew: a third of the draws says as much
        sample = [pair for k in rng.integers(0, len(names), len(names)) for pair in pairs[names[k]]]
        alpha = bootstrap_alpha(np.array(sample).T, draws=0).value
        if alpha is not None:
            drawn.append(alpha)
    low, high = (float(x) for x in np.quantile(drawn, [0.025, 0.975])) if drawn else (None, None)
    return {
        "field": "assessments",
        "records": len(pairs),
        "units": len(values),
        "identical": float(np.mean([a == b for a, b in values])),
        "alpha": point,
        "low": low,
        "high": high,
        "omitted": None,
        "invented": None,
        "first_omitted": None,
        "first_invented": None,
        "decided": decided,
    }
