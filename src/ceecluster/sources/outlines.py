"""Outlines of regions and of the countries around them: GeoJSON as RFC 7946 has it, in degrees."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ceecluster.findings import Finding, Place, complain
from ceecluster.sources import wordings

NAME = "map.geojson"
"""Name of the file in the folder of a workspace."""
MOST_BYTES = 8_000_000
"""A map for a page; a larger one has to be simplified first."""
Point = tuple[float, float]
Ring = tuple[Point, ...]
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a region or a country."""

    code: str
    polygons: tuple[tuple[Ring, ...], ...]
    """Of each polygon its outer ring and its holes; points are (longitude, latitude)."""


def outlines_below(root: Path) -> tuple[Outline, ...]:
    """The outlines of the workspace at `root`, none without a map; what is wrong in it `validate` names."""
    path = root / NAME
    return _kept(path, path.stat().st_mtime_ns) if path.is_file() else ()


# Several documents of one run show a map.
@lru_cache(maxsize=4)
def _kept(path: Path, changed: int) -> tuple[Outline, ...]:
    return read_outlines(path, path.name)[0]


def read_outlines(path: Path, shown: str) -> tuple[tuple[Outline, ...], list[Finding]]:
    """The outlines of a file and what is wrong with it; a feature that cannot be used is left out."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return (), [complain(wordings.unreadable, Place(shown), (error.strerror or "it cannot be read").lower())]
    if len(raw) > MOST_BYTES:
        size, limit = (f"{number / 1e6:.1f} MB" for number in (len(raw), MOST_BYTES))
        return (), [complain(wordings.too_large, Place(shown), "the map", size, limit)]
    try:
        text = raw.decode("utf-8-sig")
        document = json.loads(text)
    except UnicodeDecodeError:
        return (), [complain(wordings.not_text, Place(shown), "the map is not UTF-8")]
    except json.JSONDecodeError as error:
        return (), [complain(wordings.no_outline, Place(shown, error.lineno, error.colno), "the text is no JSON")]
    except RecursionError:
        return (), [complain(wordings.no_outline, Place(shown), "lists are nested without end")]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        return (), [complain(wordings.no_outline, Place(shown, 1, 1), "it is no collection of features")]
    places = [_place(text, shown, found.start()) for found in _FEATURE.finditer(text)]
    return _features(features, places, shown)


def _features(features: list[object], places: list[Place], shown: str) -> tuple[tuple[Outline, ...], list[Finding]]:
    outlines: dict[str, Outline] = {}
    findings = []
    for number, feature in enumerate(features):
        where = places[number] if len(places) == len(features) else Place(shown)
        try:
            outline = _outline(feature)
            if outline.code in outlines:
                raise ValueError(f"a second feature has the code '{outline.code}'")
        except ValueError as error:
            findings.append(complain(wordings.no_outline, where, f"feature {number + 1}: {error}"))
        else:
            outlines[outline.code] = outline
    return tuple(outlines.values()), findings


def _place(text: str, shown: str, offset: int) -> Place:
    begun = text.rfind("\n", 0, offset) + 1
    return Place(shown, text.count("\n", 0, offset) + 1, offset - begun + 1)


def _outline(feature: Any) -> Outline:
    """A feature as an outline; ValueError says what it lacks."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    if not isinstance(code, str) or not code:
        raise ValueError("it has no property 'code'")
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{code} is no polygon")
    found = geometry.get("coordinates")
    polygons = [found] if kind == "Polygon" else found
    if not isinstance(polygons, list) or not polygons:
        raise ValueError(f"{code} has no coordinates")
    return Outline(code, tuple(tuple(_rings(polygon, code)) for polygon in polygons))


def _rings(polygon: object, code: str) -> Iterator[Ring]:
    if not isinstance(polygon, list) or not polygon:
        raise ValueError(f"{code} has a polygon without a ring")
    for ring in polygon:
        if not isinstance(ring, list) or len(ring) < 4:  # the last point of a ring is its first
            raise ValueError(f"{code} has a ring of fewer than four points")
        yield tuple(_point(point, code) for point in ring)


def _point(point: object, code: str) -> Point:
    if not isinstance(point, list) or len(point) < 2 or not all(_is_number(value) for value in point[:2]):
        raise ValueError(f"{code} has a point that is no pair of numbers")
    east, north = float(point[0]), float(point[1])
    if abs(east) > 180 or abs(north) > 90:
        raise ValueError(f"{code} has the point {east:g}, {north:g}: longitude and latitude are in degrees")
    return east, north


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
