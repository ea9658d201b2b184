"""A map of some regions, ready to be drawn: projected, fitted to them, cut at its frame, with a place for each label.

The projection is Lambert's azimuthal equal-area one about the middle of the regions, on a sphere: what is half as
large looks half as large. Snyder 1987, Map projections: a working manual (USGS), equations 24-2 to 24-4.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ceecluster.sources.outlines import Outline, Point, Ring

MARGIN = 10.0
"""Room between the regions and the frame, in pixels."""
FINEST = 0.8
"""Points of an outline closer than this (pixels) are drawn as one."""
COARSE = 3.0
"""The same where only the room for a label is measured."""
GRID = 11
"""Places tried along each side of a region for its label."""


@dataclass(frozen=True)
class Shape:
    """What is drawn of an outline, in pixels from the top left."""

    code: str
    member: bool
    """Whether it is one of the regions the map is about."""
    polygons: tuple[tuple[Ring, ...], ...]
    label: Point | None
    """Where its label stands; none for what lies around the regions."""
    room: float
    """Distance of the label from the nearest edge of the region."""


@dataclass(frozen=True)
class Map:
    """A frame with shapes, those around the regions first."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    missing: tuple[str, ...]
    """Regions without an outline, in the order given."""


def draw_map(outlines: Sequence[Outline], codes: Sequence[str], width: float, tallest: float) -> Map | None:
    """A map of the regions `codes` at most `width` by `tallest` pixels; None where none of them has an outline."""
    return _drawn(tuple(outlines), tuple(codes), width, tallest)


# Every profile of a site shows the same map.
@lru_cache(maxsize=8)
def _drawn(outlines: tuple[Outline, ...], codes: tuple[str, ...], width: float, tallest: float) -> Map | None:
    members = [outline for outline in outlines if outline.code in codes]
    points = [point for outline in members for polygon in outline.polygons for point in polygon[0]]
    if not points:
        return None
    centre = _middle(points)
    flat = [_project(point, centre) for point in points]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    low, high = min(y for _, y in flat), max(y for _, y in flat)
    room = (width - 2 * MARGIN, tallest - 2 * MARGIN)
    scale = min(room[0] / max(right - left, 1e-9), room[1] / max(high - low, 1e-9))
    size = (scale * (right - left) + 2 * MARGIN, scale * (high - low) + 2 * MARGIN)

    def place(point: Point) -> Point:
        x, y = _project(point, centre)
        return MARGIN + scale * (x - left), MARGIN + scale * (high - y)

    around = [outline for outline in outlines if outline.code not in codes]
    shapes = []
    for outline in (*around, *members):
        placed = [[[place(point) for point in ring] for ring in polygon] for polygon in outline.polygons]
        shape = _shape(outline.code, outline.code in codes, placed, size)
        if shape is not None:
            shapes.append(shape)
    known = {outline.code for outline in members}
    return Map(*size, tuple(shapes), tuple(code for code in codes if code not in known))


def _middle(points: Iterable[Point]) -> Point:
    """The middle of points on the globe, also where they lie on both sides of the date line."""
    x = y = z = 0.0
    for east, north in points:
        lat, lon = math.radians(north), math.radians(east)
        x, y, z = x + math.cos(lat) * math.cos(lon), y + math.cos(lat) * math.sin(lon), z + math.sin(lat)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _project(point: Point, centre: Point) -> Point:
    """Lambert's azimuthal equal-area projection on the unit sphere; y is northward."""
    lat, middle = math.radians(point[1]), math.radians(centre[1])
    away = math.radians(point[0] - centre[0])
    cosine = math.sin(middle) * math.sin(lat) + math.cos(middle) * math.cos(lat) * math.cos(away)
    factor = math.sqrt(2 / max(1 + cosine, 1e-9))
    north = math.cos(middle) * math.sin(lat) - math.sin(middle) * math.cos(lat) * math.cos(away)
    return factor * math.cos(lat) * math.sin(away), factor * north


def _shape(code: str, member: bool, polygons: list[list[list[Point]]], size: Point) -> Shape | None:
    drawn = []
    for polygon in polygons:
        rings = [ring for each in polygon if (ring := _thinned(_cut(each, size)))]
        if rings:
            drawn.append(tuple(rings))
    if not drawn:
        return None
    label, room = _label(max(drawn, key=lambda rings: abs(_area(rings[0])))) if member else (None, 0.0)
    return Shape(code, member, tuple(drawn), label, room)


def _cut(ring: Sequence[Point], size: Point) -> list[Point]:
    """What of a ring lies in the frame (Sutherland and Hodgman 1974)."""
    found = list(ring)
    for axis, bound, sign in ((0, 0.0, 1), (0, size[0], -1), (1, 0.0, 1), (1, size[1], -1)):
        before, found = found, []
        for start, end in zip(before[-1:] + before[:-1], before, strict=True):
            inside, was = sign * (end[axis] - bound) >= 0, sign * (start[axis] - bound) >= 0
            if inside != was:
                found.append(_crossing(start, end, axis, bound))
            if inside:
                found.append(end)
    return found


def _crossing(start: Point, end: Point, axis: int, bound: float) -> Point:
    share = (bound - start[axis]) / (end[axis] - start[axis])
    other = start[1 - axis] + share * (end[1 - axis] - start[1 - axis])
    return (bound, other) if axis == 0 else (other, bound)


def _thinned(ring: Sequence[Point], finest: float = FINEST) -> Ring:
    """The ring without points that nobody sees, closed; nothing where hardly anything is left of it."""
    kept: list[Point] = []
    for x, y in ring:
        if not kept or math.hypot(x - kept[-1][0], y - kept[-1][1]) >= finest:
            kept.append((round(x, 1), round(y, 1)))
    if len(kept) < 3 or abs(_area(kept)) < 1:
        return ()
    return (*kept, kept[0])


def _area(ring: Sequence[Point]) -> float:
    """Area of a ring, with the sign of its direction."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def _label(rings: tuple[Ring, ...]) -> tuple[Point, float]:
    """The place inside a polygon farthest from its edges, on a grid; and how far that is."""
    rings = tuple(_thinned(ring, COARSE) or ring for ring in rings)
    xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
    best: tuple[float, Point] = (0.0, ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    for x in _steps(min(xs), max(xs)):
        for y in _steps(min(ys), max(ys)):
            room = _room((x, y), rings)
            # Of places with as much room the first counts, so that the picture stays the same.
            if room > best[0] + 1e-6:
                best = (room, (x, y))
    return (round(best[1][0], 1), round(best[1][1], 1)), best[0]


def _steps(low: float, high: float) -> Iterator[float]:
    return (low + (high - low) * (step + 0.5) / GRID for step in range(GRID))


def _room(point: Point, rings: tuple[Ring, ...]) -> float:
    """Distance to the nearest edge; 0 outside."""
    inside = False
    nearest = math.inf
    x, y = point
    for ring in rings:
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
            length = (bx - ax) ** 2 + (by - ay) ** 2
            share = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
            nearest = min(nearest, math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)))
    return nearest if inside else 0.0
