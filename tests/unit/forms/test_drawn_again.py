"""Charts drawn again for phones, and drawings slimmed for pages."""

from __future__ import annotations

import json
import re

import pytest

from ceecluster import assets
from ceecluster.forms.charts import reshaped
from ceecluster.forms.drawing import draw_svg, slimmed

ROWS = [{"column": f"R{number}", "row": "A", "value": 0.5, "text": "x"} for number in range(5)]


def specification(**narrow: object) -> dict[str, object]:
    """Five cells in a row, with a change for phones."""
    layers = [{"mark": {"type": "rect", "size": 1}}, {"mark": "text"}]
    meta = {"usermeta": {"narrow": narrow}} if narrow else {}
    return {"datasets": {"rows": ROWS}, "width": 500, "layer": layers, "config": {}, **meta}


def test_a_change_is_merged_by_place() -> None:
    """What it names is another, what it makes null is gone, what it adds stands last, and the first is as it was."""
    said = specification(width=200, config=None, layer={"0": {"mark": {"size": 2}}, "+": [{"mark": "rule"}]})
    before = json.dumps(said)
    made = reshaped(said)
    assert made is not None and "config" not in made and made["width"] == 200
    assert made["layer"] == [{"mark": {"type": "rect", "size": 2}}, {"mark": "text"}, {"mark": "rule"}]
    assert json.dumps(said) == before
    assert reshaped(specification()) is None


@pytest.mark.parametrize(("most", "panels"), [(5, [5]), (4, [3, 2]), (2, [2, 2, 1])])
def test_columns_are_shared_among_panels(most: int, panels: list[int]) -> None:
    """Each panel has its fair share, each column is in one, and the data are said once."""
    made = reshaped(specification(field="column", most=most))
    assert made is not None
    parts = made.get("vconcat", [])
    named = [part["transform"][0]["filter"]["oneOf"] for part in parts] or [[row["column"] for row in ROWS]]
    assert [len(names) for names in named] == panels
    assert [name for names in named for name in names] == [row["column"] for row in ROWS]
    assert all("datasets" not in part and part["width"] == 500 for part in parts)


def test_every_change_names_a_place_of_its_chart() -> None:
    """A change of a layer that its specification does not have would change nothing."""
    seen = 0
    for path in sorted(assets.templates().glob("charts/*.vl.json")):
        chart = json.loads(path.read_text(encoding="utf-8"))
        narrow = chart.get("usermeta", {}).get("narrow", {})
        for part, change in ((chart, narrow), (chart.get("spec", {}), narrow.get("spec", {}))):
            places = set(change.get("layer", {})) - {"+"}
            assert places <= {str(at) for at in range(len(part.get("layer", [])))}, path.name
            seen += len(places)
    assert seen > 10


def test_a_slim_drawing_shows_the_same() -> None:
    """Marks of one look in one path at their places, others apart, and nothing that cannot be seen."""
    dot = "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0"
    drawn = (
        f'<svg><path transform="translate(10.04999,20)" d="{dot}" fill="red" opacity="1"/>'
        f'<path transform="translate(30,20)" d="{dot}" fill="red" opacity="1"/>'
        '<path d="M0,0h5v5h-5Z" fill="blue"/><path d="M5,0h5v5h-5Z" fill="blue"/>'
        '<path d="M1,1L2,2" stroke="red" opacity="0.5"/><path d="M2,2L1,1" stroke="red" opacity="0.5"/>'
        '<path d="M0,0h9v9h-9Z" opacity="0"/><path d="" display="none"/><text fill="red"/><text>0.25</text></svg>'
    )
    assert slimmed(drawn) == (
        '<svg><path d="M11,20A1,1,0,1,1,9,20A1,1,0,1,1,11,20M31,20A1,1,0,1,1,29,20A1,1,0,1,1,31,20" fill="red"/>'
        '<path d="M0,0h5v5h-5ZM5,0h5v5h-5Z" fill="blue"/>'
        '<path d="M1,1L2,2" stroke="red" opacity="0.5"/><path d="M2,2L1,1" stroke="red" opacity="0.5"/>'
        "<text>0.25</text></svg>"
    )


def test_slimming_keeps_every_text_and_shape_of_a_chart() -> None:
    """Of a heat map drawn: the same texts, the same number of cells, in four fifths of the letters."""
    path = assets.templates() / "charts" / "heatmap.vl.json"
    rows = [{"column": f"R{at}", "row": f"R{by}", "value": 0.5, "text": "0.50"} for at in range(6) for by in range(6)]
    svg = draw_svg("heatmap", {**json.loads(path.read_text(encoding="utf-8")), "datasets": {"rows": rows}})
    slim = slimmed(svg)
    told = [re.findall(r">([^<]+)</text>", each) for each in (svg, slim)]
    assert told[0] == told[1] and len(told[0]) == 36 + 12
    # The cells, without those that a pointer alone would find.
    assert len(re.findall(r"h42v22h-42Z", slim)) == 36
    assert len(slim) < len(svg) * 0.8
