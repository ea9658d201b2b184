"""Print a view: rich lives here and nowhere below."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ceecluster.cli.options import Format, year_or_all
from ceecluster.report.views.base import Table, View

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from ceecluster.cli.destination import Destination
    from ceecluster.study import Study

UNDATED = 315_532_800
"""1980-01-01, the first day a zip file knows: a table of one result has no date of its own."""
WIDTH = 100
"""Columns of output that is not on a terminal, so that a saved text is the same everywhere."""


def console(stream: IO[str]) -> Console:
    """A console on a stream: colours only on a terminal; elsewhere as wide as COLUMNS says, else 100 columns."""
    from rich.console import Console

    given = os.environ.get("COLUMNS", "")
    elsewhere = int(given) if given.isdecimal() and int(given) > 0 else WIDTH
    width = None if stream.isatty() else elsewhere
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, legacy_windows=False)


def load_study(
    workspace: Path | None, *, quiet: bool = False, required: bool = False, as_of: str | None = None
) -> Study:
    """Load the workspace, and say on standard error what a reader of the result must know.

    A command that judges asks for a workspace (`required`): the example is never judged instead.
    """
    from ceecluster.processes import processors
    from ceecluster.study import load

    study = load(workspace, processes=processors(), required=required, as_of=year_or_all(as_of))
    if not quiet:
        if study.example:
            say("No workspace here: these are the results of the packaged example (-w DIR names another).")
        errors = sum(finding.severity == "error" for finding in study.findings)
        if errors:
            verb = "error was" if errors == 1 else "errors were"
            say(f"{errors} {verb} found in the data; those values are left out. See: ceecluster validate")
    return study


def say(text: str) -> None:
    """A remark on standard error."""
    console(sys.stderr).print(text, style="dim", markup=False)


def emit(view: View, to: Destination) -> None:
    """Deliver a view: on standard output, or whole in a file."""
    if to.form == Format.table and to.path is None:
        render(view, console(sys.stdout))
        return
    to.write(content_of(view, Format(to.form)))


def content_of(view: View, format: Format) -> bytes:
    """A view as a workbook, JSON, CSV, Markdown or plain text."""
    if format is Format.xlsx:
        from ceecluster.report.workbook import write_xlsx

        return write_xlsx({view.name: _frame(view)}, {}, epoch=UNDATED)
    return as_text(view, format).encode()


def as_text(view: View, format: Format) -> str:
    """A view as JSON, CSV, Markdown or plain text."""
    if format is Format.json:
        body = {"schema": f"ceecluster/{view.name}@1", **view.data}
        return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if format is Format.csv:
        from ceecluster.forms.cells import neutralise

        return str(neutralise(_frame(view)).to_csv(index=False, lineterminator="\n"))
    if format is Format.markdown:
        from ceecluster.report.markdown import write_view

        return write_view(view)
    from io import StringIO

    stream = StringIO()
    render(view, console(stream))
    return stream.getvalue()


def _frame(view: View) -> pd.DataFrame:
    """The tidy table of a view; where it has none, its data leaf by leaf."""
    if view.frame is not None:
        return view.frame
    import pandas as pd

    return pd.DataFrame(list(leaves(view.data)), columns=["field", "value"], dtype=object)


def leaves(data: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The values of nested data with their paths: `budget[0].amount`. What holds nothing has an empty value."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list | tuple) and data:
        for index, value in enumerate(data):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, None if data in ({}, [], ()) else data


def render(view: View, to: Console) -> None:
    """A view on a terminal."""
    from rich.padding import Padding
    from rich.text import Text

    to.print(Text(view.title, style="bold"))
    for sentence in view.lead:
        to.print(Text(sentence))
    for table in view.tables:
        to.print()
        table_on(table, to)
    if view.findings:
        to.print()
        to.print(Text(view.heading, style="bold"))
        for number, sentence in enumerate(view.findings, start=1):
            to.print(_numbered(number, sentence))
    if view.notes:
        to.print()
        for note in view.notes:
            to.print(Padding(Text(note, style="dim"), (0, 0, 0, 0)))
    if view.next:
        to.print()
        to.print(Text("Next: " + " · ".join(view.next), style="dim"))


def _numbered(number: int, sentence: str) -> object:
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid.grid(padding=(0, 1))
    grid.add_column(justify="right", width=2)
    grid.add_column()
    grid.add_row(f"{number}.", Text(sentence))
    return grid


def table_on(table: Table, to: Console) -> None:
    """A table on a terminal."""
    from rich.text import Text

    from ceecluster.forms.grid import Head, print_grid

    if table.title:
        to.print(Text(table.title, style="bold"))
    print_grid(to, [Head(column.title, column.align) for column in table.columns], table.rows)
    if table.note:
        to.print(Text(table.note, style="dim"))


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """A progress bar on standard error: call the yielded function with the share done (0-1). Silent off a terminal."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda share: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=console(sys.stderr),
        transient=True,
    ) as bar:
        task = bar.add_task(label, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def lines(texts: Iterable[str]) -> None:
    """Plain lines on standard output."""
    for text in texts:
        sys.stdout.write(text + "\n")
