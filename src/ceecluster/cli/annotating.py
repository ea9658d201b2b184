"""`ceecluster validate FORM.xlsx --annotate OUT.xlsx`: the findings in a copy of the workbook."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ceecluster.findings import Finding

_WRITTEN = (".xlsx", ".xlsm")


def check_copy(context: typer.Context, paths: Sequence[Path], copy: Path) -> None:
    """UsageError, before any work, where no copy can be made: of several files, of no workbook, over an input."""
    from ceecluster.cli.destination import refuse_inputs
    from ceecluster.errors import UsageError
    from ceecluster.report.files import check_place

    if len(paths) != 1 or not paths[0].is_file():
        raise UsageError("--annotate needs one workbook", "for example: validate FORM.xlsx --annotate CHECKED.xlsx")
    ending = paths[0].suffix.lower()
    if ending not in _WRITTEN:
        raise UsageError(
            f"'{paths[0]}' is no .xlsx workbook, and remarks are written into such alone",
            f"turn it into one: ceecluster convert {paths[0]} {paths[0].stem}.xlsx",
        )
    if copy.suffix.lower() != ending:
        raise UsageError(f"the copy of '{paths[0].name}' cannot be '{copy.name}'", f"end it in {ending}")
    check_place(copy)
    if os.path.realpath(copy) == os.path.realpath(paths[0]):
        raise UsageError(f"'{copy}' is the workbook itself", "choose another name for the copy")
    refuse_inputs(context, [copy])


def write_copy(path: Path, copy: Path, findings: Sequence[Finding], *, quiet: bool) -> None:
    """Write the copy of a workbook with its findings in it; UsageError where it cannot be written again."""
    from ceecluster.cli.output import say
    from ceecluster.errors import UsageError
    from ceecluster.officers.annotation import Unwritable, annotated
    from ceecluster.report.files import write_whole

    try:
        content = annotated(path.read_bytes(), findings, macros=path.suffix.lower() == ".xlsm")
    except Unwritable as error:
        raise UsageError(
            f"no copy of '{path}' can be written with remarks in it ({error})", "save it once more in Excel, as .xlsx"
        ) from error
    write_whole(copy, content)
    if not quiet:
        say(f"Written: {copy}")
