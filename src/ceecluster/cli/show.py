"""`ceecluster show`: a region, a record, a criterion or a code, with its sources."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    QuietOption,
    WorkspaceOption,
)


def show(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...",
            help="Region, record, criterion, code, pilot, or a list of them (regions, criteria, objectives).",
            show_default=False,
        ),
    ],
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show a record with its sources: what a figure in a report rests on.

    Examples:

    - **ceecluster show REGION** the region and its records
    - **ceecluster show RECORD** one record
    - **ceecluster show STR-06** a criterion and who meets it
    - **ceecluster show CODE** a code and the records that carry it
    - **ceecluster show objectives** a code list; so are regions, criteria and pilots
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.item_rows import Items
    from ceecluster.items import find
    from ceecluster.words.items import items_screen

    to = destination(context, TOLD)
    study = load_study(workspace, quiet=quiet, as_of=as_of)
    items = Items(tuple(find(study.world, name) for name in names))
    tell(ToldResult(items_screen(items, study.world), items, items), study, to)
