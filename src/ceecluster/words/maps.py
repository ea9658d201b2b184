"""Regions on a map; those without an outline stand as tiles below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ceecluster.blocks import Number, Ref
from ceecluster.maps import Shape, draw_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ceecluster.maps import Map
    from ceecluster.model import World
    from ceecluster.sources.outlines import Outline

WIDTH, TALLEST = 600.0, 470.0
"""Room of a map in a document, in pixels."""
SMALL = (270.0, 240.0)
"""Room of the small map of a profile."""
TILE = (52.0, 34.0)
"""Size of the tile that stands for a region without an outline."""
BETWEEN = 8.0
"""Room between tiles."""
TWO_LINES = 20.0
"""Room (pixels to the nearest edge) from which on a region bears its value below its code."""

Drawn = tuple[tuple[Mapping[str, object], ...], Mapping[str, object]]
"""Rows of a chart and its settings."""


def valued_map(world: World, outlines: Sequence[Outline], values: Mapping[str, float | None]) -> Drawn | None:
    """Rows for the chart `map`: every region by its value; None where no region has an outline."""
    codes = [region.code for region in world.network.regions]
    found = draw_map(outlines, codes, WIDTH, TALLEST)
    if found is None:
        return None
    known = [value for value in values.values() if value is not None]
    rows = []
    for shape in _shapes(found):
        row = _row(shape)
        if shape.member:
            value = values.get(shape.code)
            dark = value is not None and value - min(known) > max(known) - value
            row |= {
                "value": value,
                "text": Number(value) if shape.room >= TWO_LINES else None,
                "name": Ref("region", shape.code),
                # Light letters on the darker half of the regions, so that every one can be read.
                "ink": "#ffffff" if dark else "#101a1e",
            }
        rows.append(row)
    return tuple(rows), _frame(found)


def placed_region(world: World, outlines: Sequence[Outline], code: str) -> Drawn | None:
    """Rows for the chart `place`: the network, and where in it one region lies; None where it has no outline."""
    codes = [region.code for region in world.network.regions]
    found = draw_map(outlines, codes, *SMALL)
    if found is None or code in found.missing:
        return None
    rows = tuple({**_row(shape), "own": shape.code == code} for shape in found.shapes)
    return rows, {"width": found.width, "height": found.height}


def _shapes(found: Map) -> Iterator[Shape]:
    """The shapes of a map, and below it a tile for each region that has none."""
    yield from found.shapes
    step = TILE[0] + BETWEEN
    columns = max(1, int(found.width // step))
    for index, code in enumerate(found.missing):
        left = (index % columns) * step
        top = found.height + BETWEEN + (index // columns) * (TILE[1] + BETWEEN)
        right, low = left + TILE[0], top + TILE[1]
        ring = ((left, top), (right, top), (right, low), (left, low), (left, top))
        yield Shape(code, True, ((ring,),), (left + TILE[0] / 2, top + TILE[1] / 2), TWO_LINES)


def _frame(found: Map) -> Mapping[str, object]:
    columns = max(1, int(found.width // (TILE[0] + BETWEEN)))
    lines = -(-len(found.missing) // columns)
    return {"width": found.width, "height": found.height + lines * (TILE[1] + BETWEEN)}


def _row(shape: Shape) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
        "member": shape.member,
        "code": shape.code if shape.member else None,
        "x": shape.label[0] if shape.label else None,
        "y": shape.label[1] if shape.label else None,
    }
