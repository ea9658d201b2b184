"""`ceecluster export`: every table of the study as data."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import QuietOption, WorkspaceOption

if TYPE_CHECKING:
    import pandas as pd


class ExportFormat(StrEnum):
    """Forms of exported tables."""

    xlsx = "xlsx"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def export(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="PATH", help="Workbook to write, or folder for the other formats."),
    ] = Path("ceecluster.xlsx"),
    workspace: WorkspaceOption = None,
    format: Annotated[
        ExportFormat | None, typer.Option("--format", "-f", help="Default: by the ending of PATH, else xlsx.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Export every table of the study: records, codes, scores, pairs, agreement, sources, with a data dictionary.

    Examples:

    - **ceecluster export -o network.xlsx** one workbook, sources as comments on the cells
    - **ceecluster export -f csv -o tables/** a folder of CSV files
    - **ceecluster export -f parquet -o tables/** for notebooks
    """
    from ceecluster.cli.output import load_study, progress, say
    from ceecluster.report.export import addresses, dated, write_tables
    from ceecluster.report.files import write_whole
    from ceecluster.report.tables import tables
    from ceecluster.report.workbook import write_xlsx

    chosen = format or (ExportFormat.xlsx if output.suffix.lower() in (".xlsx", "") else ExportFormat.csv)
    study = load_study(workspace, quiet=quiet)
    with progress("Computing the tables", quiet=quiet) as advance:
        found: dict[str, pd.DataFrame] = tables(study)
        advance(0.8)
        if chosen is ExportFormat.xlsx:
            target = output if output.suffix else output.with_suffix(".xlsx")
            contents = {target: write_xlsx(found, addresses(study.world), epoch=dated(study))}
        else:
            contents = {output / name: content for name, content in write_tables(found, chosen.value).items()}
        advance(1.0)
    for path, content in contents.items():
        write_whole(path, content)
        if not quiet:
            say(f"Written: {path}")
