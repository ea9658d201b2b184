"""The tables of the scores: one row per unit, record, criterion or entry condition, numbers as floats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ceecluster.scoring.aggregation import Array, Bounds

if TYPE_CHECKING:
    from ceecluster.model.guidelines import Band
    from ceecluster.scoring.grid import Grid, Reader

BOUNDS = ["low", "value", "high", "coverage", "quality_class", "partial"]
NUMBERS = {"low", "value", "high", "coverage", "partial", "z", "weight", "minimum"}


def tidy(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    """A frame whose numbers are floats and whose other columns keep what they hold: None stays None, 3 stays 3."""
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.astype({name: float for name in columns if name in NUMBERS})


def class_of(value: float, classes: Iterable[Band]) -> str | None:
    """The class of quality a value lies in, from best to worst; None below the last, or without a value."""
    return next((each.id for each in classes if value >= each.min - 1e-9), None)


def _bounds_of(bounds: Bounds, unit: int, slot: int, rules: tuple[tuple[Band, ...], float]) -> tuple[object, ...]:
    low, value, high, coverage = (float(part[unit, slot]) for part in bounds)
    shown = value if coverage >= rules[1] - 1e-9 else float("nan")
    return low, shown, high, coverage, class_of(shown, rules[0]), value


def unit_table(grid: Grid, bounds: Bounds, slots: list[int], rules: tuple[tuple[Band, ...], float]) -> pd.DataFrame:
    """region, level, BOUNDS of some slots of every unit; `rules` are the classes and the least coverage."""
    rows = [
        (unit, grid.tree.ids[slot], *_bounds_of(bounds, row, slot, rules))
        for row, unit in enumerate(grid.units)
        for slot in slots
    ]
    return tidy(rows, ["region", "level", *BOUNDS])


def record_table(
    grid: Grid,
    owners: tuple[str, ...],
    bounds: Bounds,
    slots: list[int],
    rules: tuple[tuple[Band, ...], float],
    reader: Reader,
) -> pd.DataFrame:
    """programme, region, level, BOUNDS of every record at its levels; `owners` are the records' regions."""
    levels = {h[1].id: h[1].level for records in reader.own.values() for h in records}
    rows = [
        (unit, owners[row], grid.tree.ids[slot], *_bounds_of(bounds, row, slot, rules))
        for row, unit in enumerate(grid.units)
        for slot in slots
        if grid.tree.ids[slot] in levels[unit]
    ]
    return tidy(rows, ["programme", "region", "level", *BOUNDS])


def criterion_table(grid: Grid, weight: Array) -> pd.DataFrame:
    """One row per region, level and criterion; `weight` is units x leaves, shares of the total."""
    rows = []
    for row, unit in enumerate(grid.units):
        for leaf, (level, criterion) in enumerate(grid.leaves):
            r = grid.readings[row][leaf]
            z = None if np.isnan(grid.z[row, leaf]) else float(grid.z[row, leaf])
            numbers = (z, r.raw, str(r.state), float(weight[row, leaf]))
            rows.append((unit, level, criterion, *numbers, r.basis, r.records, r.sources, r.note))
    columns = ["region", "level", "criterion", "z", "raw", "state", "weight", "basis", "records", "sources", "note"]
    return tidy(rows, columns)


def reading_table(grid: Grid, owners: tuple[str, ...]) -> pd.DataFrame:
    """One row per record, level and criterion of which anything is known, a state without a value included."""
    rows = [
        (unit, owners[row], level, criterion, r.z, r.raw, str(r.state), r.basis, r.sources, r.note)
        for row, unit in enumerate(grid.units)
        for (level, criterion), r in zip(grid.leaves, grid.readings[row], strict=True)
        if r.basis
    ]
    columns = ["programme", "region", "level", "criterion", "z", "raw", "state", "basis", "sources", "note"]
    return tidy(rows, columns)


def gate_table(grid: Grid, owners: tuple[str, ...], reader: Reader) -> pd.DataFrame:
    """One row per record and entry condition that has a value."""
    rows = []
    for row, unit in enumerate(grid.units):
        for (level, code), reading in zip(grid.leaves, grid.readings[row], strict=True):
            gate = reader.criteria[code].gate
            numeric = isinstance(reading.raw, int | float) and not isinstance(reading.raw, bool)
            if gate is not None and reading.documented and (numeric or reading.raw == "never"):
                raw = float(reading.raw) if numeric else 0.0  # type: ignore[arg-type]  # numeric, as just seen
                rows.append((unit, owners[row], level, code, raw, float(gate.min), raw >= gate.min))
    return tidy(rows, ["programme", "region", "level", "criterion", "raw", "minimum", "passed"])
