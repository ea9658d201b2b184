"""What every command does before and beside its result: load, remark, show progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ceecluster.cli.options import year_or_all

if TYPE_CHECKING:
    from rich.console import Console

    from ceecluster.findings import Finding
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
    # A height saves asking the system for it at every line that is printed.
    width, height = (None, None) if stream.isatty() else (elsewhere, 25)
    return Console(file=stream, width=width, height=height, highlight=False, soft_wrap=False, legacy_windows=False)


def load_study(
    workspace: Path | None, *, quiet: bool = False, required: bool = False, as_of: str | None = None
) -> Study:
    """Load the workspace, and say on standard error what a reader of the result must know.

    A command that judges asks for a workspace (`required`): the example is never judged instead.
    """
    import gc

    from ceecluster.processes import processors
    from ceecluster.study import load

    study = load(workspace, processes=processors(), required=required, as_of=year_or_all(as_of))
    gc.freeze()  # the data stay as long as the command runs: nobody need look for circles in them
    if not quiet:
        remark(study.findings, example=study.example)
    return study


def remark(findings: Iterable[Finding], *, example: bool) -> None:
    """What a reader of a result must know of its data, on standard error."""
    if example:
        say("No workspace here: these are the results of the packaged example (-w DIR names another).")
    errors = sum(finding.severity == "error" for finding in findings)
    if errors:
        verb = "error was" if errors == 1 else "errors were"
        say(f"{errors} {verb} found in the data; those values are left out. See: ceecluster validate")


def say(text: str) -> None:
    """A remark on standard error."""
    from rich.text import Text

    console(sys.stderr).print(Text(text, style="dim", overflow="ignore"))


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


def width_of(stream: IO[str]) -> int | None:
    """Columns that a line has: of the terminal, or as COLUMNS says; None where nothing says it."""
    return console(stream).width if stream.isatty() or os.environ.get("COLUMNS", "").isdecimal() else None


def lines(texts: Iterable[str], to: IO[str] | None = None) -> None:
    """Lines on standard output (or another stream), folded between words where the terminal is narrower.

    Off a terminal, and without COLUMNS, a line stays one, so that it can be searched for.
    """
    from ceecluster.forms.terminal_table import hung

    stream = sys.stdout if to is None else to
    width = width_of(stream)
    for text in texts:
        stream.write("".join(f"{line}\n" for line in ([text] if width is None else hung(text, width))))


def tell_findings(findings: Iterable[Finding]) -> None:
    """Each finding with its cure, on standard error."""
    from ceecluster.forms.findings.people import visible

    lines((visible(line) for each in findings for line in (str(each), f"  {each.hint}")), sys.stderr)
