"""`ceecluster export`: every table of the study as data."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import AsOfOption, ForceOption, QuietOption, WorkspaceOption

if TYPE_CHECKING:
    import pandas as pd


class ExportFormat(StrEnum):
    """Forms of exported tables."""

    xlsx = "xlsx"
    csv = "csv"
    json = "json"
    parquet = "parquet"
    txt = "txt"


WHOLE = {"xlsx": (".xlsx",), "json": (".json",), "txt": (".txt",)}
"""Forms of one file: all tables, or the addresses; a folder takes a file of each table."""


# Long by its options: each is declared where typer reads it.
def export(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="PATH", help="File to write (.xlsx, .json), or with -f a folder of tables."
        ),
    ] = Path("ceecluster.xlsx"),
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    format: Annotated[
        ExportFormat | None,
        typer.Option("--format", "-f", show_default=False, help="Default: by the ending of PATH."),
    ] = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Export every table of the study: records, codes, scores, pairs, agreement, sources, with a data dictionary.

    Examples:

    - **ceecluster export -o network.xlsx** one workbook, sources as comments on the cells
    - **ceecluster export -o network.json** one JSON file with every table
    - **ceecluster export -f csv -o tables/** a folder of CSV files
    - **ceecluster export -f parquet -o tables/** for notebooks
    - **ceecluster export -o addresses.txt** the addresses of all sources, one a line, for a link checker
    """
    from ceecluster.cli.destination import destination, refuse_inputs, refuse_workspace
    from ceecluster.cli.output import load_study, progress, say
    from ceecluster.documents import voice_of
    from ceecluster.report.export import addresses, dated, links, write_tables, write_together
    from ceecluster.report.files import check_folder, write_below
    from ceecluster.report.tables import tables
    from ceecluster.report.workbook import write_xlsx

    folder = _folder_of(output, format)
    to = None if folder else destination(context, WHOLE, "xlsx")
    if to is None:
        check_folder(output)
        refuse_workspace(context, output)
        refuse_inputs(context, [output / "tables.csv"])
    study = load_study(workspace, quiet=quiet, as_of=as_of)
    if to is not None and to.form == "txt":
        to.write("".join(f"{url}\n" for url in links(study.whole)).encode())
        return
    with progress("Computing the tables", quiet=quiet) as advance:
        found: dict[str, pd.DataFrame] = tables(study)
        advance(0.8)
        if to is None:
            contents = write_tables(found, format.value if format else "csv")
        elif to.form == "xlsx":
            contents = {"": write_xlsx(found, addresses(study.world), epoch=dated(study), voice=voice_of(study))}
        else:
            contents = {"": write_together(found)}
        advance(1.0)
    if to is not None:
        to.write(contents[""])
        return
    write_below(output, {Path(name): content for name, content in contents.items()})
    if not quiet:
        say(f"Written: {len(contents)} files in {output}")


def _folder_of(output: Path, format: ExportFormat | None) -> bool:
    """Whether a folder of tables is meant; UsageError where the path and the format do not fit."""
    from ceecluster.errors import UsageError

    if format in (ExportFormat.csv, ExportFormat.parquet):
        if str(output) == "-" or output.suffix or (output.exists() and not output.is_dir()):
            raise UsageError(
                f"{format.value} holds one table a file, and '{output}' is one file",
                f"name a folder: -f {format.value} -o tables/; or take a file that holds all of them: -o all.xlsx",
            )
        return True
    if output.suffix.lower() in (".csv", ".parquet"):
        form = output.suffix.lower()[1:]
        raise UsageError(
            f"'{output}' can hold one table, and there are many", f"name a folder: -f {form} -o {output.stem}/"
        )
    folder = output.is_dir() or (format is ExportFormat.json and not output.suffix and not output.exists())
    if folder and format is not ExportFormat.json and str(output) != "-":
        raise UsageError(f"'{output}' is a folder", "say with -f csv, json or parquet which tables go there")
    return folder and str(output) != "-"
