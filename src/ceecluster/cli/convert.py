"""`ceecluster convert`: an inventory between YAML, CSV and Excel."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Annotated

import typer


# Long by its options: each is declared where typer reads it.
def convert(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="Inventory to read: .yaml, .csv or a workbook.", show_default=False)
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
    delimiter: Annotated[
        str,
        typer.Option(
            "--delimiter", metavar="SIGN", help="Of CSV: a comma, or ';' as Excel wants it in many countries."
        ),
    ] = ",",
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            show_default=False,
            help="Encoding of SOURCE if it is not Unicode: windows-1252.",
        ),
    ] = None,
) -> None:
    """Convert an inventory between YAML, CSV and Excel; nothing is lost on the way.

    Examples:

    - **ceecluster convert data/regions/CODE-name.yaml CODE-name.xlsx**
    - **ceecluster convert CODE-name.xlsx data/regions/CODE-name.csv**
    - **ceecluster convert data/regions/CODE-name.yaml CODE-name.csv --delimiter ";" --bom** for Excel
    """
    from ceecluster.checks.ignores import ignores_of
    from ceecluster.cli.output import say, tell_findings
    from ceecluster.errors import DataError, UsageError
    from ceecluster.findings import Severity
    from ceecluster.forms.findings.people import visible
    from ceecluster.inputs import INVENTORIES, role_of
    from ceecluster.reading import read_file
    from ceecluster.report.files import write_whole
    from ceecluster.sources import writers
    from ceecluster.sources.csv_reader import DELIMITERS, companions

    if not source.exists():
        raise UsageError(f"there is no file '{source}'")
    role = role_of(source)
    if role not in INVENTORIES:
        raise UsageError(f"'{source}' is no inventory", "convert what lies in regions, national or candidates")
    from ceecluster.cli.validate import codec_of

    file = read_file(role, source, source.resolve().parent, encoding=codec_of(encoding))
    errors = [finding for finding in file.findings if finding.severity is Severity.ERROR]
    if errors or file.model is None:
        tell_findings(errors[:10])
        # Values with errors are left out when read: writing the rest would lose them.
        raise DataError(f"'{source}' has errors and was not converted; see: ceecluster validate {source}")
    ending = target.suffix.lower()
    sign = "\t" if delimiter in ("\\t", "tab") else delimiter
    if sign not in DELIMITERS or len(sign) != 1:
        raise UsageError(f"'{delimiter}' is no delimiter that is read here", "choose a comma, ';', 'tab' or '|'")
    if ending != ".csv" and (bom or sign != ","):
        raise UsageError(
            f"--bom and --delimiter are of CSV, not of '{target.name}'", "leave them out, or end it in .csv"
        )
    _refuse_second(source, target, file.model.owner)
    if ending in (".yaml", ".yml"):
        contents = {target: writers.to_yaml(file.model).encode()}
    elif ending == ".csv":
        names = companions(target)
        mark = codecs.BOM_UTF8 if bom else b""
        contents = {names[name]: mark + text.encode() for name, text in writers.to_csv(file.model, sign).items()}
    elif ending == ".xlsx":
        contents = {target: writers.to_excel(file.model)}
    else:
        raise UsageError(f"'{target.name}' has no form I can write", "end it in .yaml, .csv or .xlsx")
    there = [path for path in contents if path.exists()]
    if there and not force:
        raise UsageError(f"'{there[0]}' exists", "use --force to replace it")
    ignores = ignores_of(file.document, str(source)) if file.document is not None else []
    if ignores:
        first = visible(str(ignores[0].where))
        say(f"Not carried over: {len(ignores)} words that let findings stand, the first at {first}")
    for path, content in contents.items():
        write_whole(path, content)
        say(f"Written: {path}")


def _refuse_second(source: Path, target: Path, owner: str) -> None:
    """UsageError where the target would be a second inventory of its owner in a workspace.

    Both would be read, and every record would stand twice.
    """
    from ceecluster.errors import UsageError
    from ceecluster.inputs import FOLDERS, INVENTORIES, paths, show

    here = target.resolve()
    root = here.parent.parent
    if FOLDERS.get(here.parent.name) not in INVENTORIES or not (root / "network.yaml").is_file():
        return
    for role, path in paths(root):
        same = path.parent.resolve() == here.parent and path.name.split(".")[0].split("-")[0] == owner
        if role in INVENTORIES and (same or path.resolve() == source.resolve()) and path.resolve() != here:
            raise UsageError(
                f"'{show(target)}' would be a second inventory of {owner} beside '{show(path, root)}'",
                f"write it outside '{show(here.parent, root)}', then put it in the old one's place",
            )
