"""Objectives and the instruments used for them: which record says which instrument serves which objective."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from ceecluster import frames
from ceecluster.coherence.rows import InstrumentUse
from ceecluster.frames import columns_of
from ceecluster.model import World

ACTIONS = columns_of(InstrumentUse)


def find_actions(world: World) -> pd.DataFrame:
    """The table of objectives and actions (columns ACTIONS): what serves which objective, at which level, by whom."""
    found: dict[tuple[str, str, str], tuple[set[str], dict[str, None]]] = defaultdict(lambda: (set(), {}))
    for region, record, level, objective, instrument in _uses(world, national=False):
        regions, records = found[objective, level, instrument]
        regions.add(region)
        records[record] = None
    order = [region.code for region in world.network.regions]  # as every table has them
    made = [
        (objective, level, instrument, len(regions), tuple(sorted(regions, key=order.index)), tuple(records))
        for (objective, level, instrument), (regions, records) in found.items()
    ]
    return pd.DataFrame(made, columns=ACTIONS).sort_values(
        ["objective", "level", "count", "instrument"], ascending=[True, True, False, True], ignore_index=True
    )


def uses_of(world: World, *, national: bool) -> dict[tuple[str, str, str], frozenset[str]]:
    """Instruments used for an objective by (region, level, objective)."""
    used: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for region, _, level, objective, instrument in _uses(world, national=national):
        used[region, level, objective].add(instrument)
    return {key: frozenset(value) for key, value in used.items()}


def list_exclusions(world: World) -> frozenset[tuple[str, str, str]]:
    """(region, level, objective) of every objective that a record's rules shut out."""
    return frozenset(
        (region, level, exclusion.objective)
        for region, programme, _ in frames.records(world)
        for exclusion in programme.excludes
        for level in programme.level
    )


def _uses(world: World, *, national: bool) -> Iterator[tuple[str, str, str, str, str]]:
    """(region, record, level, objective, instrument).

    Where a record says which instrument serves which objective that counts, else all its instruments serve all.
    """
    for region, programme, _ in frames.records(world, national=national):
        linked = any(instrument.objectives for instrument in programme.instruments)
        for objective in programme.objectives:
            for instrument in programme.instruments:
                if not linked or objective.code in instrument.objectives:
                    for level in programme.level:
                        yield region, programme.id, level, objective.code, instrument.code
