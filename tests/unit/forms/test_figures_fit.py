"""Figures as they are drawn, measured against line and page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ceecluster import assets
from ceecluster.blocks import Column, Document, Figure, Word, table, walk
from ceecluster.documents import KINDS, codes_of, document, voice_of
from ceecluster.forms.charts import DOTS_PER_CM, PAGE_CM, Chart, fitting
from ceecluster.forms.pandoc import _TEXT_CM
from ceecluster.study import Study, load
from factories import frozen
from networks import write_league, write_network

LEAST_PT = 9.0
"""Size of the smallest letters in print."""


def figures(made: Document) -> list[Figure]:
    """The figures of a document."""
    return [block for block in walk(made.blocks) if isinstance(block, Figure)]


@pytest.mark.parametrize(
    ("size", "room", "fits"),
    [((300, 200), 16.6, True), ((3000, 200), 16.6, True), ((400, 4000), 16.6, True), ((900, 900), 7.6, True)],
)
def test_a_figure_fits_line_and_page(size: tuple[float, float], room: float, fits: bool) -> None:
    """Never wider than the line, never higher than the page, never blown up, and in its own proportions."""
    width = fitting(size, room)
    height = width * size[1] / size[0]
    assert (width <= room + 1e-9 and height <= PAGE_CM + 1e-9) is fits
    assert width <= size[0] / DOTS_PER_CM + 1e-9


def test_a_name_of_any_length_keeps_to_its_place() -> None:
    """Two hundred letters in a bar chart: cut short before the end of the line; the table has all."""
    names = ["Landesverwaltungsgemeinschaft" * 7, "The upland parishes of the fjords and " * 5]
    rows = [{"label": name, "low": 0.2, "high": 0.8, "value": None, "note": "not checked"} for name in names]
    data = table("x", "", (Column(Word("region"), lambda row: row, header=True),), names)
    chart = Chart(Figure("x", "intervals", "A title", "alt", data, tuple(rows)), voice_of(frozen()))
    told = re.findall(r"<text[^>]*>([^<]+)</text>", chart.svg)
    assert told.count("not checked") == 2
    cut = [text for text in told if text.endswith("…")]
    assert len(cut) == 2 and max(map(len, cut)) < 40
    assert all(name in chart.csv for name in names)


def test_every_name_in_a_chart_has_a_limit() -> None:
    """What is drawn as `label` is somebody's name: it has a limit in every specification."""
    found = 0
    for path in sorted(assets.templates().glob("charts/*.vl.json")):
        for mark in _names(json.loads(path.read_text(encoding="utf-8"))):
            found += 1
            assert mark.get("limit"), path.name
    assert found > 2


def _names(part: Any) -> Iterator[dict[str, Any]]:
    """The text marks of a specification that show a `label`."""
    if isinstance(part, list):
        for each in part:
            yield from _names(each)
    elif isinstance(part, dict):
        if part.get("encoding", {}).get("text", {}).get("field") == "label":
            yield part["mark"]
        for each in part.values():
            yield from _names(each)


@pytest.mark.parametrize("region", ["HR", "AT33"])
def test_dumbbells_of_many_criteria_are_whole_and_can_be_read(region: str) -> None:
    """Every criterion stands in a figure that is printed in its own size or nearly so."""
    study = frozen()
    voice = voice_of(study)
    made = [f for f in figures(document("records", study, voice, code=region)) if f.chart == "dumbbells"]
    assert sum(len(f.rows) for f in made) == len(study.profile(region).distances)
    for figure in made:
        assert _least(figure, study) >= LEAST_PT


def _least(figure: Figure, study: Study) -> float:
    """Size of the smallest letters of a figure in print, in points."""
    chart = Chart(figure, voice_of(study))
    assert chart.size is not None
    scale = fitting(chart.size, _TEXT_CM) * DOTS_PER_CM / chart.size[0]
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)(?:px)?"', chart.svg)]
    return scale * min(sizes) * 72 / 96


def _of_every_kind(study: Study) -> dict[str, Figure]:
    """The figures of every kind of document, of those about one thing the first and the last, each once."""
    voice = voice_of(study)
    found = {}
    for kind in KINDS:
        codes = codes_of(kind, study)
        for code in (codes[0], codes[-1]) if codes else [""] if not KINDS[kind].about else []:
            found |= {figure.key: figure for figure in figures(document(kind, study, voice, code=code))}
    return found


NETWORKS: dict[str, Callable[[Path], Study]] = {
    "league": lambda folder: load(write_league(folder, 3)),
    "small": lambda folder: load(write_network(folder, 3, records=4)),
    "ours": lambda folder: frozen(),
    "many": lambda folder: load(write_network(folder, 40, records=1)),
}


@pytest.mark.parametrize(
    "network", ["league", "small", *(pytest.param(name, marks=pytest.mark.slow) for name in ("ours", "many"))]
)
def test_figures_can_be_read_in_print_and_on_a_screen(network: str, tmp_path: Path) -> None:
    """Letters of every figure of every document: 9 pt where it is printed, and 12 px as it is drawn for a screen."""
    study = NETWORKS[network](tmp_path)
    voice = voice_of(study)
    made = _of_every_kind(study)
    assert {figure.chart for figure in made.values()} >= {"grid", "criteria", "intervals"}
    assert {key: size for key, figure in made.items() if (size := _least(figure, study)) < LEAST_PT - 0.01} == {}
    drawn = {key: Chart(figure, voice).svg for key, figure in made.items()}
    small = {key: min(map(float, re.findall(r'font-size="([0-9.]+)(?:px)?"', svg))) for key, svg in drawn.items()}
    assert {key: size for key, size in small.items() if size < 12} == {}
    # What a mark has no words for is left open, and not written as the drawing's own word for nothing.
    assert [key for key, svg in drawn.items() if re.search(r">(null|undefined|NaN|None)<", svg)] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_dot_lies_on_a_label(language: str) -> None:
    """German labels take two lines: the second lay on the dots of its row."""
    study = frozen()
    voice = voice_of(study, language)
    made = [f for f in figures(document("records", study, voice, code="PL")) if f.chart == "dumbbells"]
    drawn = Chart(made[0], voice).svg
    lines = [
        float(y) + step
        for y, inner in re.findall(r'text mark"[^>]*translate\([^,]+,([0-9.]+)\)[^>]*>(.*?)</text>', drawn)
        for step in (range(0, 12 * inner.count("<tspan"), 12) if "<tspan" in inner else [0])
    ]
    dots = {float(y) for y in re.findall(r'="point" transform="translate\([^,]+,([0-9.]+)\)', drawn)}
    assert len(dots) == len(made[0].rows) <= len(lines)
    assert [(dot, y) for dot in dots for y in lines if dot - 5 < y + 2 and y - 9 < dot + 5] == []
