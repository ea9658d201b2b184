"""`ceecluster agree`: where the regions agree, and the draft agreement."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    OutputOption,
    QuietOption,
    SeedOption,
    WorkspaceOption,
)
from ceecluster.cli.settings import SetOption


class Reader(StrEnum):
    """Who reads the copy."""

    public = "public"
    network = "network"
    secretariat = "secretariat"


def agree(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    settings: SetOption = None,
    with_national: Annotated[
        bool, typer.Option("--with-national", help="Let national frames count for the positions of their regions.")
    ] = False,
    audience: Annotated[
        Reader,
        typer.Option("--for", help="Whose copy it is: what it may not see does not enter.", case_sensitive=False),
    ] = Reader.public,
    draws: Annotated[
        int, typer.Option("--draws", min=0, help="Resamples for alpha and permutations for W; 0 leaves them out.")
    ] = 999,
    seed: SeedOption = 1,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show where the regions agree; with **--format markdown** draft the agreement.

    Examples:

    - **ceecluster agree** the issues with class and wording
    - **ceecluster agree --format markdown -o agreement.md** the draft agreement
    - **ceecluster agree --for secretariat** with the positions that are not for publication
    - **ceecluster agree --set agreement.majority=0.75** under another majority
    """
    from ceecluster.cli.destination import destination
    from ceecluster.cli.documents import write_document
    from ceecluster.cli.output import emit, load_study
    from ceecluster.cli.settings import with_rules
    from ceecluster.report.views.agreement import agreement_view

    to = destination(context)
    study = with_rules(load_study(workspace, quiet=quiet, as_of=as_of), settings)
    agreement = study.agree(national=with_national, audience=audience.value, draws=draws, seed=seed)
    if to.form == "markdown":
        from ceecluster.report.views.draft_agreement import context as variables

        write_document("agreement", study, variables(study, agreement), to)
        return
    emit(agreement_view(study.world, agreement), to)
