"""Figures as charts: a Vega-Lite specification with the data put in, drawn without a browser or a network."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ceecluster import assets
from ceecluster.blocks import Figure, Spelling, Word
from ceecluster.commonmark import Said
from ceecluster.errors import UsageError
from ceecluster.forms.cells import disarm
from ceecluster.forms.drawing import FONT, draw_png, draw_svg, slimmed
from ceecluster.forms.look import painted, recoloured
from ceecluster.wording import Voice

# Colours of the specifications and the page's variables that stand for them, so that one chart serves light and dark.
PALETTE = {
    "#1d2a30": "var(--ink)",
    "#51626b": "var(--soft)",
    "#fdfdfb": "var(--paper)",
    "#f2f4f1": "var(--panel)",
    "#d9dfdd": "var(--grid)",
    "#0b5566": "var(--c1)",
    "#b35c00": "var(--c2)",
    "#5b6ba8": "var(--c3)",
    "#8a8f2b": "var(--c4)",
    "#93497a": "var(--c5)",
}
DOTS_PER_CM = 96 / 2.54
PAGE_CM = 20.5
"""Height that a page has for a figure above its caption."""
PHONE = 297
"""Dots that the narrowest phones, of 320, leave a chart."""
_COLOUR = re.compile(r'((?:fill|stroke)=)"(#[0-9A-Fa-f]{3,8})"')
_PART = re.compile(r'(\bid="|url\(#|href="#)(hatched|clip|gradient)(?:-[0-9a-f]{8}(-\d+))?(["\)])')
"""The name of a part of a drawing, as `drawing` gives it: by what is drawn."""
CONFIG: dict[str, object] = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "#1d2a30",
        "titleColor": "#51626b",
        "gridColor": "#d9dfdd",
        "domainColor": "#51626b",
        "tickColor": "#51626b",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    },
    "legend": {"labelColor": "#1d2a30", "titleColor": "#51626b", "labelFontSize": 12, "titleFontSize": 12},
    "header": {"labelColor": "#1d2a30", "titleColor": "#51626b", "labelFontSize": 12, "titleFontSize": 12},
    "text": {"color": "#1d2a30", "fontSize": 12},
    "range": {"category": ["#0b5566", "#b35c00", "#5b6ba8", "#8a8f2b", "#93497a"]},
}


def fitting(size: tuple[float, float] | None, room: float) -> float:
    """Width of a chart in centimetres: as it is meant, as far as line and page have room for the whole of it."""
    if size is None:
        return room
    width, height = (dots / DOTS_PER_CM for dots in size)
    return min(width, room, width * PAGE_CM / height)


def reshaped(specification: Mapping[str, Any]) -> dict[str, Any] | None:
    """The specification for a phone: what its `usermeta.narrow` changes of it, in panels of `most` columns each.

    None where it says nothing of phones: such a chart is as wide as a phone anyway.
    """
    settings = specification.get("usermeta", {}).get("narrow")
    if settings is None:
        return None
    change = dict(settings)
    field, most = change.pop("field", None), change.pop("most", 0)
    narrow = _merged(specification, change)
    names = list(dict.fromkeys(row[field] for row in specification["datasets"]["rows"])) if field else []
    parts = -(-len(names) // most) if most else 1
    if parts < 2:
        return dict(narrow)
    # As many panels as needed, of as many columns each as is fair.
    size = -(-len(names) // parts)
    shared = {key: narrow.pop(key) for key in ("$schema", "datasets", "config", "description") if key in narrow}
    panels = [
        {**narrow, "transform": [{"filter": {"field": field, "oneOf": names[start : start + size]}}]}
        for start in range(0, len(names), size)
    ]
    return {**shared, "vconcat": panels}


def _merged(part: Any, change: Any) -> Any:
    """A part of a specification with a change of it; a list is changed by place, + adds to it, and null takes away."""
    if isinstance(part, list) and isinstance(change, dict):
        changed = [_merged(each, change[str(at)]) if str(at) in change else each for at, each in enumerate(part)]
        return changed + change.get("+", [])
    if not isinstance(part, dict) or not isinstance(change, dict):
        return change
    kept = {key: value for key, value in part.items() if key not in change}
    new = {key: _merged(part[key], value) if key in part else value for key, value in change.items()}
    return {**kept, **{key: value for key, value in new.items() if value is not None}}


@dataclass(frozen=True)
class Chart:
    """A figure in one voice."""

    figure: Figure
    voice: Voice

    @cached_property
    def alt(self) -> str:
        """What the chart shows, in words."""
        return self.voice.plain(self.figure.alt)

    @cached_property
    def caption(self) -> str:
        """The finding, and how to read the marks."""
        title = self.voice.plain(self.figure.title)
        return Said(f"{title}. {self.voice.plain(self.figure.note)}") if self.figure.note else title

    @cached_property
    def _colours(self) -> Mapping[str, str]:
        return recoloured(self.voice)

    @cached_property
    def specification(self) -> dict[str, object]:
        """The Vega-Lite specification with the data in it; UsageError for a broken one of the user's."""
        path = assets.template(f"charts/{self.figure.chart}.vl.json", self.voice.templates)
        try:
            specification = json.loads(painted(path.read_text(encoding="utf-8"), self._colours))
        except (OSError, json.JSONDecodeError) as error:
            raise UsageError(f"chart {path} cannot be used: {error}", "mend it, or remove your copy") from error
        settings = dict(self.figure.settings)
        data = {"rows": self.figure.rows, **settings.pop("datasets", {})}
        specification["datasets"] = {
            name: [{field: self._drawn(value) for field, value in row.items()} for row in rows]
            for name, rows in data.items()
        }
        specification = {**self._titled(specification), **settings}
        config = json.loads(painted(json.dumps(CONFIG), self._colours))
        specification["config"] = {**config, **self.voice.chart_locale(), **specification.get("config", {})}
        # The figure's own caption and text alternative stand beside the chart.
        specification["description"] = self.alt
        return dict(specification)

    def _titled(self, part: object) -> Any:
        """The specification with its titles in the language; the data stay as they are."""
        if isinstance(part, list):
            return [self._titled(each) for each in part]
        if not isinstance(part, dict):
            return part
        return {
            key: self._title(value)
            if key == "title"
            # Data have been worded row by row.
            else value
            if key == "datasets"
            else self._titled(value)
            for key, value in part.items()
        }

    def _title(self, title: object) -> object:
        """A title of one line or of several."""
        if isinstance(title, list):
            return [self._title(line) for line in title]
        return self.voice.plain(Word(title)) if isinstance(title, str) and title else title

    def _drawn(self, value: Any) -> object:
        # A mapping is a shape to be drawn; it holds no words.
        return value if value is None or isinstance(value, bool | int | float | dict) else self.voice.plain(value)

    @cached_property
    def svg(self) -> str:
        """The chart as SVG with literal colours, for files."""
        return draw_svg(self.figure.chart, self.specification)

    @cached_property
    def png(self) -> bytes:
        """The chart as a picture on white, for Word."""
        return draw_png(self.figure.chart, {**self.specification, "background": "#ffffff"})

    @property
    def size(self) -> tuple[float, float] | None:
        """How wide and high the chart is meant to be, in pixels of 1/96 inch."""
        found = re.search(r'<svg[^>]* width="([0-9.]+)" height="([0-9.]+)"', self.svg)
        return (float(found[1]), float(found[2])) if found else None

    @cached_property
    def narrow_svg(self) -> str | None:
        """The chart drawn again for a phone, as its specification says under `usermeta`; None where one serves both."""
        narrow = reshaped(self.specification)
        return None if narrow is None else draw_svg(self.figure.chart, narrow)

    @property
    def enlarged(self) -> str:
        """The class of a chart that a phone makes smaller: which size its letters need, to be twelve dots there."""
        size = math.ceil(12 * self.size[0] / PHONE) if self.size else 12
        return f"letters-{min(size, 20)}" if size > 12 else ""

    @property
    def inline_svg(self) -> str:
        """The chart for a page: its colours follow the page, its text alternative is its label."""
        return self._inlined(self.svg, self.figure.key)

    @property
    def inline_narrow_svg(self) -> str | None:
        """The chart for a page on a phone."""
        return None if self.narrow_svg is None else self._inlined(self.narrow_svg, f"{self.figure.key}-narrow")

    def _inlined(self, drawn: str, key: str) -> str:
        variables: dict[str, str] = {}
        for ours, variable in PALETTE.items():
            variables.setdefault(self._colours.get(ours, ours).lower(), variable)
        svg = _COLOUR.sub(lambda found: f'{found[1]}"{variables.get(found[2].lower(), found[2])}"', drawn)
        # Names of its own for the parts of each figure: a page has several, and they are the same in each language.
        svg = _PART.sub(lambda found: f"{found[1]}{found[2]}-{key}{found[3] or ''}{found[4]}", svg)
        # One image with one label: the marks inside would be read out one by one.
        svg = re.sub(r' (role|aria-label|aria-roledescription|aria-hidden|class|xmlns:xlink)="[^"]*"', "", svg)
        svg = slimmed(svg)
        # What every text of a chart says of its letters is said once.
        for letters in ("font-family", "font-size"):
            if said := Counter(re.findall(f' {letters}="[^"]*"', svg)).most_common(1):
                svg = svg.replace(said[0][0], "").replace("<svg", f"<svg{said[0][0]}", 1)
        label = self.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', svg, count=1)

    @property
    def csv(self) -> str:
        """The data behind the figure as CSV."""
        table = self.figure.table
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([self.voice.plain(column.label) for column in table.columns])
        for row in table.cells:
            writer.writerow([disarm(self.voice.plain(cell, Spelling.LABEL)) for cell in row])
        return stream.getvalue()
