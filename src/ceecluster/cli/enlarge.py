"""`ceecluster enlarge`: what changes if a candidate region joins."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster.cli.options import AsOfOption, ForceOption, FormatOption, OutputOption, QuietOption, WorkspaceOption


def enlarge(
    context: typer.Context,
    candidate: Annotated[
        str | None, typer.Argument(metavar="[CANDIDATE]", help="Code of a candidate region.", show_default=False)
    ] = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    rank: Annotated[bool, typer.Option("--rank", help="All candidates by what they would bring.")] = False,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show what changes if a candidate joins, what it brings, and what it must still document.

    Examples:

    - **ceecluster enlarge AT22** one candidate, before and after
    - **ceecluster enlarge --rank** all candidates
    """
    from ceecluster.cli.destination import destination
    from ceecluster.cli.output import emit, load_study
    from ceecluster.errors import UsageError

    if rank and candidate:
        raise UsageError("a candidate and --rank do not go together", "Give one of the two.")
    to = destination(context)
    study = load_study(workspace, quiet=quiet, as_of=as_of)
    codes = ", ".join(region.code for region in study.world.network.candidates) or "none"
    if not rank and not candidate:
        raise UsageError("which candidate?", f"Candidates: {codes}. Or rank them all: ceecluster enlarge --rank")
    if candidate is None:
        from ceecluster.planning.enlargement import ranking
        from ceecluster.report.views.enlargement import ranking_view

        pilots = [(pilot.number, pilot.candidate.theme) for pilot in study.plan(draws=0).pilots]
        emit(ranking_view(study.world, ranking(study.world, pilots=pilots)), to)
        return
    from ceecluster.report.views.enlargement import enlargement_view

    emit(enlargement_view(study.world, study.enlarge(candidate.upper())), to)
