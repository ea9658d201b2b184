"""`ceecluster reliability`: how far two readers of the same records agree."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster.cli.options import (
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    QuietOption,
    SeedOption,
    WorkspaceOption,
)
from ceecluster.settings import MOST_DRAWS


def reliability(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    draws: Annotated[
        int,
        typer.Option("--draws", min=0, max=MOST_DRAWS, help="Resamples of the records; 0 leaves the intervals out."),
    ] = 999,
    seed: SeedOption = 1,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Set the records against a second, blind reading of them (data/readings/READER/CODE.yaml).

    Examples:

    - **ceecluster reliability** agreement by field, and what is read differently most often
    - **ceecluster reliability --format csv** every difference, to be decided
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study, say
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.reading import read_readings
    from ceecluster.words.reliability import reliability_topic
    from ceecluster.words.topic import screen

    to = destination(context, TOLD)
    study = load_study(workspace, quiet=quiet)
    if not quiet:
        for finding in read_readings(study.root)[1]:
            say(str(finding))
    found = study.reliability(draws=draws, seed=seed)
    topic = reliability_topic(study.whole, found)
    tell(ToldResult(screen(topic), topic, found, found.differences), study, to)
