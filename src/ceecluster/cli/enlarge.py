"""`ceecluster enlarge`: what changes if a candidate region joins."""

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


def enlarge(
    context: typer.Context,
    candidate: Annotated[
        str | None, typer.Argument(metavar="[CANDIDATE]", help="Code of a candidate region.", show_default=False)
    ] = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    rank: Annotated[bool, typer.Option("--rank", help="All candidates by what they would bring.")] = False,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="CANDIDATE", help="The codes and records behind a candidate's fit.", show_default=False
        ),
    ] = None,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show what changes if a candidate joins, what it brings, and what it must still document.

    Examples:

    - **ceecluster enlarge CANDIDATE** one candidate, before and after
    - **ceecluster enlarge --rank** all candidates
    - **ceecluster enlarge --why CANDIDATE** the records behind its place, and what would change it most
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.regions import candidate_of
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import UsageError
    from ceecluster.words.enlargement import enlargement_topic, fit_topic, ranking_topic
    from ceecluster.words.topic import screen

    if rank + bool(candidate) + bool(why) > 1:
        raise UsageError("a candidate, --rank and --why do not go together", "give one of the three")
    to = destination(context, TOLD)
    study = load_study(workspace, quiet=quiet, as_of=as_of)
    codes = ", ".join(region.code for region in study.world.network.candidates) or "none"
    if why:
        reasons = study.why_candidate(candidate_of(study, why))
        tell(ToldResult(screen(fit_topic(reasons, study.world)), None, reasons), study, to)
    elif candidate:
        result = study.enlarge(candidate_of(study, candidate))
        tell(ToldResult(screen(enlargement_topic(result)), None, result, result.indices), study, to)
    elif rank:
        ranking = study.rank_candidates()
        tell(ToldResult(screen(ranking_topic(ranking)), None, ranking, ranking.candidates), study, to)
    else:
        raise UsageError("which candidate?", f"Candidates: {codes}. Or rank them all: ceecluster enlarge --rank")
