"""Maps: the projection, the frame, labels, and files that are none."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest

from ceecluster.checks.run import check
from ceecluster.maps import _project, _room, draw_map
from ceecluster.sources.outlines import Outline, read_outlines
from networks import write_network


def square(code: str, west: float, south: float, size: float = 1.0) -> Outline:
    """A square of some degrees."""
    east, north = west + size, south + size
    return Outline(code, (((((west, south), (east, south), (east, north), (west, north), (west, south))),),))


def feature(code: Any, coordinates: Any, kind: str = "Polygon") -> dict[str, Any]:
    """A feature of a map."""
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


RING = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


def test_projection_of_the_manual() -> None:
    """Snyder 1987, page 332: a sphere of radius 3 about 40 N 100 W; 20 S 100 E lies at -4.2339303, 4.0257775."""
    x, y = _project((100, -20), (-100, 40))
    assert (3 * x, 3 * y) == pytest.approx((-4.2339303, 4.0257775), abs=1e-7)


def test_what_is_as_large_looks_as_large() -> None:
    """A degree's square at 60 N has cos(60) of the area of one at the equator, up to its height."""
    found = draw_map([square("A", 0, 0), square("B", 0, 59.5)], ["A", "B"], 400, 4000)
    assert found is not None
    low, high = (shape.polygons[0][0] for shape in found.shapes)

    def area(ring: Any) -> float:
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))) / 2

    real = (math.sin(math.radians(60.5)) - math.sin(math.radians(59.5))) / math.sin(math.radians(1))
    assert area(high) / area(low) == pytest.approx(real, rel=0.02)


def test_the_frame_fits_the_regions_and_cuts_the_rest() -> None:
    """Countries around stay inside the frame, and what lies far off is not drawn; north is up."""
    around = square("X", -40, -40, 80)
    found = draw_map([square("A", 0, 0), square("B", 3, 2), around, square("Y", 100, 60)], ["A", "B"], 300, 200)
    assert found is not None
    assert found.width <= 300 and found.height <= 200
    assert {shape.code for shape in found.shapes} == {"A", "B", "X"}
    for shape in found.shapes:
        for polygon in shape.polygons:
            for x, y in polygon[0]:
                assert -0.1 <= x <= found.width + 0.1 and -0.1 <= y <= found.height + 0.1
    labels = {shape.code: shape.label for shape in found.shapes}
    assert labels["X"] is None
    assert labels["A"] and labels["B"] and labels["B"][0] > labels["A"][0] and labels["B"][1] < labels["A"][1]


def test_labels_stand_inside_and_the_date_line_is_no_border() -> None:
    """The label of a crescent lies on it; two regions on both sides of 180 degrees are neighbours on the map."""
    crescent = Outline("C", ((((0, 0), (4, 0), (4, 4), (0, 4), (0, 3), (3, 3), (3, 1), (0, 1), (0, 0)),),))
    found = draw_map([crescent], ["C"], 300, 300)
    assert found is not None
    shape = found.shapes[0]
    assert shape.label and _room(shape.label, shape.polygons[0]) > 10
    both = draw_map([square("E", 178.5, -17), square("W", -180, -17)], ["E", "W"], 300, 300)
    assert both is not None and both.width > 2 * both.height


def test_a_region_without_outline_is_named() -> None:
    """What has no outline is missing, and a map without any region is none."""
    found = draw_map([square("A", 0, 0)], ["A", "Z"], 300, 300)
    assert found is not None and found.missing == ("Z",)
    assert draw_map([square("A", 0, 0)], ["Z"], 300, 300) is None


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("{", "no JSON", 0),
        ("[" * 100_000, "nested without end", 0),
        ('{"type": "FeatureCollection"}', "no collection", 0),
        ([feature(3, RING)], "feature 1: it has no property 'code'", 0),
        ([feature("A", RING), feature("B", [0, 0], "Point")], "feature 2: B is no polygon", 1),
        ([feature("A", [[[0, 0], [1, 1], [0, 0]]])], "fewer than four points", 0),
        ([feature("A", [[[0, 0], [500000, 1], [0, 2], [0, 0]]])], "in degrees", 0),
        ([feature("A", [[[0, 0], ["x", 1], [0, 2], [0, 0]]])], "no pair of numbers", 0),
        ([feature("A", [])], "polygon without a ring", 0),
        ([feature("A", RING), feature("A", RING)], "a second feature", 1),
    ],
)
def test_what_cannot_be_drawn_is_named(tmp_path: Path, text: Any, said: str, kept: int) -> None:
    """Bad features are named with their line, and the others are drawn."""
    path = tmp_path / "map.geojson"
    path.write_text(text if isinstance(text, str) else json.dumps({"features": text}, indent=1), encoding="utf-8")
    outlines, findings = read_outlines(path, "map.geojson")
    assert len(outlines) == kept
    assert len(findings) == 1 and said in findings[0].message
    assert findings[0].where.line or "nested" in said


def test_validate_reads_the_map(tmp_path: Path) -> None:
    """A broken map is a finding of the workspace, and stops nothing."""
    root = write_network(tmp_path, 2) / "data"
    (root / "map.geojson").write_text('{"features": [{"type": "Feature"}]}', encoding="utf-8")
    checked = check(root)
    assert [finding.code for finding in checked.findings] == ["CC138"]
    assert checked.world is not None
