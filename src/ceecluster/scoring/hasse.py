"""Where the units of a Hasse diagram stand: layers from the top, each ordered so that few lines cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SWEEPS = 4
"""Passes down the layers and up again; a dozen layers are at rest after a few."""
DIGITS = 9
"""Places closer than this are one."""


@dataclass(frozen=True)
class Node:
    """A unit in its place."""

    unit: str
    layer: int
    """Units above it on the longest way from the top; 0 at the top."""
    place: float
    """From the middle of its layer, in steps between neighbours."""


def place_nodes(edges: Sequence[tuple[str, str]]) -> tuple[Node, ...]:
    """Places of the units that `edges` (upper, lower) connect; units that no pair settles stand nowhere.

    Layers by the longest chain from the top, order within a layer by the mean place of the neighbours in the layers
    gone through before (barycentres: Sugiyama, Tagawa & Toda 1981, doi:10.1109/TSMC.1981.4308636). Edges go round in no
    circle, as `orders.find_orders` gives them. Ties keep the order of the units' names.
    """
    units = sorted({unit for edge in edges for unit in edge})
    over: dict[str, list[str]] = {unit: [] for unit in units}
    under: dict[str, list[str]] = {unit: [] for unit in units}
    for upper, lower in edges:
        over[lower].append(upper)
        under[upper].append(lower)
    layer: dict[str, int] = {}

    def depth(unit: str) -> int:
        if unit not in layer:
            layer[unit] = max((1 + depth(upper) for upper in over[unit]), default=0)
        return layer[unit]

    depths = {unit: depth(unit) for unit in units}
    rows = [[unit for unit in units if depths[unit] == number] for number in sorted({*depths.values()})]
    place = {unit: at for row in rows for unit, at in zip(row, _spread(len(row)), strict=True)}
    for near, way in ((over, rows), (under, [*reversed(rows)])) * SWEEPS:
        for row in way:
            middle = {u: sum(place[v] for v in near[u]) / len(near[u]) if near[u] else place[u] for u in row}
            row.sort(key=lambda unit: (round(middle[unit], DIGITS), unit))
            place |= dict(zip(row, _spread(len(row)), strict=True))
    return tuple(Node(unit, number, place[unit]) for number, row in enumerate(rows) for unit in row)


def _spread(count: int) -> list[float]:
    return [at - (count - 1) / 2 for at in range(count)]
