"""Two readers: how far a second, blind reading of the same records agrees with the first, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ceecluster.agreement.alpha import bootstrap_alpha
from ceecluster.frames import rows as plain_rows
from ceecluster.model import Programme, World
from ceecluster.model.readings import Readings

Floats = NDArray[np.float64]
LISTS = ("level", "objectives", "instruments", "target_groups", "sectors")
FIELDS = [
    "field", "records", "units", "identical", "alpha", "low", "high", "omitted", "invented", "decided",
]  # fmt: skip
CODES = ["field", "code", "both", "first_only", "second_only", "neither", "alpha", "true_if_coded", "true_if_not"]
LEVELS = ["first", "second", "records"]
DIFFERENCES = ["record", "field", "first_only", "second_only", "decided"]


@dataclass(frozen=True)
class Rates:
    """Shares of true codes a reader left out and of false ones it put in; None without any to judge by."""

    omitted: float | None
    invented: float | None


@dataclass(frozen=True)
class Reliability:
    """How far two readings agree; `first` is the inventory, `second` the readings."""

    readers: tuple[str, ...]
    """Who read the second time."""
    fields: pd.DataFrame
    """One row per field: share of records read the same, alpha with its interval, rates of the second reader."""
    codes: pd.DataFrame
    """One row per code that either reader used."""
    levels: pd.DataFrame
    """Levels as first and as second read, where they differ, most often first."""
    differences: pd.DataFrame
    """One row per record and field read differently; `decided` where the record says what was decided."""
    unknown: tuple[str, ...]
    """Records that were read a second time and are not on file."""
    draws: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        tables = ("fields", "codes", "levels", "differences")
        plain = {name: value for name, value in vars(self).items() if name not in tables}
        return {**plain, **{name: plain_rows(getattr(self, name)) for name in tables}}


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


def second_reader_rates(counts: Floats, decided: Floats | None = None) -> Rates:
    """Omission and invention of the second reader, from counts of four (both, first only, second only, neither).

    Two readings do not say who is right: an undecided difference counts half as an omission of the one and half as an
    invention of the other. `decided` are the counts, among them, of units whose difference was decided; the first
    reading holds the decision, and is taken as true there.
    """
    both, first, second, neither = (float(x) for x in np.asarray(counts, dtype=float))
    _, sure_first, sure_second, _ = (0.0,) * 4 if decided is None else (float(x) for x in decided)
    open_first, open_second = first - sure_first, second - sure_second
    omitted = sure_first + open_first / 2
    invented = sure_second + open_second / 2
    true = both + sure_first + (open_first + open_second) / 2
    false = neither + sure_second + (open_first + open_second) / 2
    return Rates(omitted / true if true else None, invented / false if false else None)


def predictive_values(counts: Floats) -> tuple[float, float]:
    """Posterior means of P(true | coded) and P(true | not coded) of the first reader's code, the second taken as truth.

    Half of each difference counts either way; beta prior (1/2, 1/2): few double-read records leave it wide open.
    """
    both, first, second, neither = (float(x) for x in np.asarray(counts, dtype=float))
    return (both + first / 2 + 0.5) / (both + first + 1), (second / 2 + 0.5) / (second + neither + 1)


def compare_lists(
    first: Sequence[frozenset[str]],
    second: Sequence[frozenset[str]],
    codes: Sequence[str],
    *,
    decided: Sequence[bool] | None = None,
    draws: int = 999,
    seed: int = 1,
) -> dict[str, float | int | None]:
    """One field of two readings, record by record: the entries of FIELDS without its name.

    `codes` is all a reader could have chosen from: every code is a binary unit of every record, pooled. The interval
    is from resampling records.
    """
    table = table_of(first, second, codes)
    known = np.zeros(len(first), dtype=bool) if decided is None else np.asarray(decided, dtype=bool)
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
    rates = second_reader_rates(total, per_record[known].sum(axis=0))
    return {
        "records": len(first),
        "units": int(total.sum()),
        "identical": float(np.mean([a == b for a, b in zip(first, second, strict=True)])) if len(first) else None,
        "alpha": None if np.isnan(value) else value,
        "low": low,
        "high": high,
        "omitted": rates.omitted,
        "invented": rates.invented,
        "decided": int(sum(k and a != b for k, a, b in zip(known, first, second, strict=True))),
    }


def reliability(world: World, readings: Sequence[Readings], *, draws: int = 999, seed: int = 1) -> Reliability:
    """Set the records on file against a second reading of them.

    For lists every code of the vocabulary is a binary unit of every record (level: every level), pooled; criteria are
    compared on their ordinal steps where both readers gave one. Records that are not on file are named in `unknown`.
    """
    on_file = world.programmes()
    read = [(name, record) for each in readings for name, record in each.records.items()]
    universe: Mapping[str, list[str]] = {
        "level": [level.id for level in world.network.levels],
        **{name: list(world.vocabulary.terms(name)) for name in LISTS[1:]},
    }
    fields: list[dict[str, Any]] = []
    codes: list[tuple[Any, ...]] = []
    differences: list[tuple[Any, ...]] = []
    confused: dict[tuple[str, str], int] = {}
    for field in LISTS:
        pairs = [
            (name, frozenset(_codes(on_file[name], field)), frozenset(second))
            for name, record in read
            if name in on_file and (second := getattr(record, field)) is not None
        ]
        if not pairs:
            continue
        first, second = [a for _, a, _ in pairs], [b for *_, b in pairs]
        decided = [field in on_file[name].decided for name, *_ in pairs]
        chosen = list(dict.fromkeys([*universe[field], *sorted(frozenset().union(*first, *second))]))
        fields.append({"field": field, **compare_lists(first, second, chosen, decided=decided, draws=draws, seed=seed)})
        codes += _by_code(field, table_of(first, second, chosen).sum(axis=0), chosen)
        for (name, a, b), done in zip(pairs, decided, strict=True):
            if a == b:
                continue
            differences.append((name, field, ";".join(sorted(a - b)), ";".join(sorted(b - a)), done))
            if field == "level":
                key = ("+".join(sorted(a)), "+".join(sorted(b)))
                confused[key] = confused.get(key, 0) + 1
    if steps := _criteria(read, on_file, differences, draws, seed):
        fields.append(steps)
    ordered = sorted(confused.items(), key=lambda pair: (-pair[1], pair[0]))
    return Reliability(
        readers=tuple(dict.fromkeys(each.reader for each in readings)),
        fields=pd.DataFrame(fields, columns=FIELDS),
        codes=pd.DataFrame(codes, columns=CODES),
        levels=pd.DataFrame([(a, b, n) for (a, b), n in ordered], columns=LEVELS),
        differences=pd.DataFrame(sorted(differences, key=lambda row: (row[4], row[0])), columns=DIFFERENCES),
        unknown=tuple(sorted({name for name, _ in read if name not in on_file})),
        draws=draws,
        seed=seed,
    )


def _codes(programme: Programme, field: str) -> tuple[str, ...]:
    values = getattr(programme, field)
    return tuple(value if isinstance(value, str) else value.code for value in values)


def _by_code(field: str, counts: NDArray[np.int64], codes: Sequence[str]) -> list[tuple[Any, ...]]:
    rows = []
    for code, four in zip(codes, counts.astype(float), strict=True):
        if not four[:3].any():
            continue
        alpha = float(binary_alpha(four))
        both, first, second, neither = (int(x) for x in four)
        rows.append(
            (field, code, both, first, second, neither, None if np.isnan(alpha) else alpha, *predictive_values(four))
        )
    return rows


def _criteria(
    read: Sequence[tuple[str, Any]],
    on_file: Mapping[str, Programme],
    differences: list[tuple[Any, ...]],
    draws: int,
    seed: int,
) -> dict[str, Any] | None:
    """Alpha (ordinal) on the criteria both readers gave a step; the interval from resampling records."""
    pairs: dict[str, list[tuple[float, float]]] = {}
    decided = 0
    for name, record in read:
        for code, step in record.assessments.items() if name in on_file else ():
            own = on_file[name].assessments.get(code)
            if own is None or isinstance(own.value, bool) or not isinstance(own.value, int | float):
                continue
            pairs.setdefault(name, []).append((float(own.value), float(step)))
            if own.value != step:
                done = code in on_file[name].decided
                decided += done
                differences.append((name, code, f"{own.value:g}", str(step), done))
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
        "decided": decided,
    }
