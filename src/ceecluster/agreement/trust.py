"""What a second reading says of the first: how far a code read once can be trusted, and what two readers settled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ceecluster.agreement.reliability import DoubleReading, predictive_counts, read_twice, universe_of
from ceecluster.model import World
from ceecluster.model.readings import Readings


def trusted(whole: World, root: Path) -> tuple[dict[str, tuple[float, float]], frozenset[tuple[str, str]]]:
    """What the readings of a workspace say of the first reader: trust by code, and what two readers settled."""
    from ceecluster.reading import read_readings

    readings, _ = read_readings(root)
    return trust_of(whole, readings), settled_fields(whole, readings)


def trust_of(world: World, readings: Sequence[Readings]) -> dict[str, tuple[float, float]]:
    """By code of the lists (levels left out): how many of the first reader's codes were true and how many false.

    A code `reread` in all records stands in the inventory by now: there the inventory is the first reading, and a
    difference to the second is open. A code the first reader never gave has the counts of its field.
    """
    reread = {code for each in readings for code in each.reread}
    found: dict[str, tuple[float, float]] = {}
    universe = universe_of(world)
    for field, (_, reading) in read_twice(world, readings).items():
        if field == "level":
            continue
        codes = universe[field]
        settled, undecided = reading.counts(codes, of_first=True)
        none = np.zeros(len(reading.first), dtype=bool)
        now = DoubleReading(reading.truth, reading.second, reading.truth, none)
        settled_now, undecided_now = now.counts(codes, of_first=True)
        rows = [
            predictive_counts(sure, open_)[:2]
            for code, *both in zip(
                codes, zip(settled, undecided, strict=True), zip(settled_now, undecided_now, strict=True), strict=True
            )
            for sure, open_ in [both[code in reread]]
        ]
        whole = tuple(float(sum(column)) for column in zip(*rows, strict=True))
        found |= {code: row if sum(row) else (whole[0], whole[1]) for code, row in zip(codes, rows, strict=True)}
    return found


def settled_fields(world: World, readings: Sequence[Readings]) -> frozenset[tuple[str, str]]:
    """(record, field) that two readers read alike or whose difference was decided."""
    return frozenset(
        (name, field)
        for field, (names, reading) in read_twice(world, readings).items()
        for name, known in zip(names, reading.settled(), strict=True)
        if known
    )
