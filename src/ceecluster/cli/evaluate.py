"""`ceecluster evaluate`: how the running pilots stand."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster.cli.options import ForceOption, FormatOption, OutputOption, QuietOption, WorkspaceOption


def evaluate(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", show_default=False, help="Date of the report; default: the network's as_of."
        ),
    ] = None,
    without_examples: Annotated[
        bool, typer.Option("--without-examples", help="Leave worked examples out instead of showing them marked.")
    ] = False,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Follow the running pilots: progress against time, light, forecast; with **--format markdown** a report.

    Examples:

    - **ceecluster evaluate** the pilots and their indicators
    - **ceecluster evaluate --as-of 2027-06 --format markdown -o follow-up.md** the follow-up report
    """
    from ceecluster.cli.destination import destination
    from ceecluster.cli.documents import write_document
    from ceecluster.cli.output import emit, load_study
    from ceecluster.planning.monitoring import evaluate as run
    from ceecluster.report.views.evaluation import context as variables
    from ceecluster.report.views.evaluation import evaluation_view

    to = destination(context)
    study = load_study(workspace, quiet=quiet)
    monitoring = run(study.world, as_of=as_of, examples=not without_examples)
    if to.form == "markdown":
        write_document("evaluation", study, variables(study, monitoring), to)
    else:
        emit(evaluation_view(study.world, monitoring), to)
