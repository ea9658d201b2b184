"""`ceecluster convert`: an inventory between YAML, CSV and Excel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="Inventory to read: .yaml, .csv or .xlsx.", show_default=False)
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET",
            help="File to write; its ending says the form. CSV writes TARGET, .sources.csv and .about.csv.",
            show_default=False,
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Convert an inventory between YAML, CSV and Excel; nothing is lost on the way.

    Examples:

    - **ceecluster convert data/regions/AT33-tyrol.yaml AT33-tyrol.xlsx**
    - **ceecluster convert AT33-tyrol.xlsx data/regions/AT33-tyrol.csv**
    """
    from ceecluster.cli.output import say
    from ceecluster.errors import DataError, UsageError
    from ceecluster.findings import Severity
    from ceecluster.reading import INVENTORIES, read_file, role_of
    from ceecluster.report.files import write_whole
    from ceecluster.report.findings.people import visible
    from ceecluster.sources import tables, writers

    if not source.exists():
        raise UsageError(f"there is no file '{source}'")
    role = role_of(source)
    if role not in INVENTORIES:
        raise UsageError(f"'{source}' is no inventory", "convert what lies in regions, national or candidates")
    file = read_file(role, source, source.resolve().parent)
    errors = [finding for finding in file.findings if finding.severity is Severity.ERROR]
    if errors or file.model is None:
        for finding in errors[:10]:
            typer.echo(visible(str(finding)), err=True)
        # Values with errors are left out when read: writing the rest would lose them.
        raise DataError(f"'{source}' has errors and was not converted; see: ceecluster validate {source}")
    ending = target.suffix.lower()
    if ending in (".yaml", ".yml"):
        contents = {target: writers.to_yaml(file.model).encode()}
    elif ending == ".csv":
        names = tables.companions(target)
        contents = {names[name]: text.encode() for name, text in writers.to_csv(file.model).items()}
    elif ending == ".xlsx":
        contents = {target: writers.to_excel(file.model)}
    else:
        raise UsageError(f"'{target.name}' has no form I can write", "end it in .yaml, .csv or .xlsx")
    there = [path for path in contents if path.exists()]
    if there and not force:
        raise UsageError(f"'{there[0]}' exists", "use --force to replace it")
    for path, content in contents.items():
        write_whole(path, content)
        say(f"Written: {path}")
