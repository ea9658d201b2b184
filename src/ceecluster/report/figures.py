"""Charts: Vega-Lite specifications with data put in, rendered without a browser or a network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ceecluster import assets, blocks
from ceecluster.blocks import Spelling
from ceecluster.errors import UsageError
from ceecluster.forms.charts import CONFIG, PALETTE, Chart
from ceecluster.forms.drawing import draw_png, draw_svg
from ceecluster.report.views.base import Column, Table
from ceecluster.wording import Voice


@dataclass(frozen=True)
class Figure:
    """A chart with all a reader needs who cannot see it."""

    key: str
    """Name of the figure and its files."""
    chart: str
    """Name of the specification in templates/charts."""
    title: str
    """A sentence that states the finding."""
    alt: str
    """What the chart shows, in words."""
    table: Table
    """The data behind it, worded."""
    rows: Sequence[Mapping[str, Any]]
    """The data behind it, for the specification."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Further named data sets or top-level properties of the specification (`height`, orders of scales)."""
    templates: Path | None = None
    """A user's folder of templates."""
    note: str = ""
    """How to read the marks, where that has to be said."""

    @cached_property
    def specification(self) -> dict[str, Any]:
        """The Vega-Lite specification with the data in it; UsageError for a broken one of the user's."""
        name = f"charts/{self.chart}.vl.json"
        path = assets.template(name, self.templates)
        try:
            specification = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError) as error:
            raise UsageError(f"chart {path} cannot be used: {error}", "mend it, or remove your copy") from error
        specification["datasets"] = {"rows": [dict(row) for row in self.rows], **self.settings.get("datasets", {})}
        specification |= {key: value for key, value in self.settings.items() if key != "datasets"}
        specification["config"] = {**CONFIG, **specification.get("config", {})}
        # The figure's own caption and text alternative stand beside the chart.
        specification["description"] = self.alt
        return dict(specification)

    @property
    def caption(self) -> str:
        """The finding, and how to read the marks."""
        return f"{self.title}. {self.note}" if self.note else self.title

    @cached_property
    def svg(self) -> str:
        """The chart as SVG with literal colours, for files."""
        return draw_svg(self.chart, self.specification)

    @cached_property
    def png(self) -> bytes:
        """The chart as a picture on white, for Word."""
        return draw_png(self.chart, {**self.specification, "background": "#ffffff"})

    @cached_property
    def inline_svg(self) -> str:
        """The chart for a page: its colours follow the page, its text alternative is its label."""
        svg = self.svg
        for literal, variable in PALETTE.items():
            svg = re.sub(f'(fill|stroke)="{literal}"', rf'\1="{variable}"', svg, flags=re.IGNORECASE)
        # A pattern of its own name for each figure: a page has several.
        svg = svg.replace("#hatched", f"#hatched-{self.key}").replace('id="hatched"', f'id="hatched-{self.key}"')
        # One image with one label: the marks inside would be read out one by one.
        svg = re.sub(r' (role|aria-label|aria-roledescription|aria-hidden)="[^"]*"', "", svg)
        label = self.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', svg, count=1)

    @property
    def csv(self) -> str:
        """The data behind the figure as CSV."""
        import csv
        import io

        from ceecluster.forms.cells import disarm

        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.title for column in self.table.columns])
        writer.writerows([disarm(cell) for cell in row] for row in self.table.rows)
        return stream.getvalue()

    @property
    def markdown(self) -> str:
        """The figure in Markdown: the picture with its alternative text, and the table behind it."""
        from ceecluster.forms.cells import markdown
        from ceecluster.report.markdown import write_table

        title = markdown(self.caption).replace('"', "'")
        picture = f'![{markdown(self.alt)}](figures/{self.key}.svg "{title}")'
        return f"{picture}\n\n{write_table(self.table)}"


def worded_table(table: blocks.Table, voice: Voice) -> Table:
    """A table of the new kind for a document of the old one, until that is converted."""
    columns = tuple(Column(voice.plain(column.label), column.align, column.header) for column in table.columns)
    cells = tuple(
        tuple(
            voice.plain(cell, column.spelling or (Spelling.LABEL if column.header else Spelling.CODE))
            for column, cell in zip(table.columns, row, strict=True)
        )
        for row in table.cells
    )
    note = voice.plain(table.note) if table.note else ""
    return Table(table.key, voice.plain(table.title), columns, cells, note)


def worded(figure: blocks.Figure, voice: Voice) -> Figure:
    """A figure of the new kind for a document of the old one, until that is converted."""
    chart = Chart(figure, voice)
    return Figure(
        figure.key,
        figure.chart,
        voice.plain(figure.title),
        chart.alt,
        worded_table(figure.table, voice),
        chart.specification["datasets"]["rows"],
        figure.settings,
        note=voice.plain(figure.note) if figure.note else "",
    )
