"""`ceecluster robustness`: whether the order of the regions deserves to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    PartCountryOption,
    PartRegionOption,
    PartSectorOption,
    QuietOption,
    SeedOption,
    WorkspaceOption,
)
from ceecluster.settings import MOST_DRAWS, MOST_SENSITIVITY

if TYPE_CHECKING:
    from collections.abc import Sequence


READER_DRAWS = 30
"""Inventories drawn for `--readers`, each of which is scored whole."""


# Long by its options: each is declared where typer reads it.
def robustness(
    context: typer.Context,
    regions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REGION]...", help="Only among these regions; none for all.", show_default=False),
    ] = None,
    workspace: WorkspaceOption = None,
    level: Annotated[str | None, typer.Option("--level", help="Only this level.", show_default=False)] = None,
    draws: Annotated[int, typer.Option("--draws", min=1, max=MOST_DRAWS, help="Number of draws.")] = 10_000,
    seed: SeedOption = 1,
    weights: Annotated[
        str, typer.Option("--weights", help="around (the guidelines'), free, parties (as regions declare) or off.")
    ] = "around",
    exponents: Annotated[
        str, typer.Option("--exponents", help="Kinds of mean, each as likely: 1, 0, -1; or off.")
    ] = "1,0,-1",
    evidence: Annotated[
        str, typer.Option("--evidence", help="Undocumented values: uniform, others (as other regions') or off.")
    ] = "uniform",
    exclusion: Annotated[bool, typer.Option("--exclusion/--no-exclusion", help="Leave out one criterion.")] = True,
    noise: Annotated[
        float, typer.Option("--noise", min=0, max=1, help="Chance that an assessed step is one off; 0 for none.")
    ] = 0.2,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0.51, max=1, help="Share from which two regions count as told apart.")
    ] = 0.9,
    sensitivity: Annotated[
        int,
        typer.Option(
            "--sensitivity",
            min=0,
            max=MOST_SENSITIVITY,
            help="Base sample of the Sobol indices, a power of two; 0 for none.",
        ),
    ] = 512,
    as_of: AsOfOption = None,
    region: PartRegionOption = None,
    country: PartCountryOption = None,
    sector: PartSectorOption = None,
    format: FormatOption = None,
    readers: Annotated[
        bool, typer.Option("--readers", help="Redraw the codes by what a second reading says of the first.")
    ] = False,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Audit the scores: shake weights, means, missing evidence, criteria and assessors, and see what stays.

    Examples:

    - **ceecluster robustness** everything uncertain at once
    - **ceecluster robustness --weights free --exponents off --evidence off --no-exclusion --noise 0** weights alone
    - **ceecluster robustness --level policy --seed 7**
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study, progress
    from ceecluster.cli.regions import members, part
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import unknown
    from ceecluster.scoring.simulation import MISSING_EVIDENCE, WEIGHTS
    from ceecluster.words.robustness import robustness_topic
    from ceecluster.words.topic import screen

    for what, given, known in (("weights", weights, WEIGHTS), ("evidence", evidence, MISSING_EVIDENCE)):
        if given not in (*known, "off"):
            raise unknown(what, given, (*known, "off"))
    to = destination(context, TOLD)
    study = part(load_study(workspace, quiet=quiet, as_of=as_of), region, country, sector)
    if readers:
        from ceecluster.words.readers import reader_scores_topic

        redrawn = study.reader_scores(draws=min(draws, READER_DRAWS), seed=seed)
        topic = reader_scores_topic(redrawn)
        tell(ToldResult(screen(topic), topic, redrawn, redrawn.table), study, to)
        return
    with progress("Auditing", quiet=quiet) as report:
        found = study.robustness(
            draws=draws,
            seed=seed,
            weights=next((kind for kind in WEIGHTS if kind == weights), None),
            exponents=_exponents(exponents),
            evidence=next((kind for kind in MISSING_EVIDENCE if kind == evidence), None),
            exclusion=exclusion,
            noise=noise,
            level=level,
            regions=members(study, regions) if regions else None,
            threshold=threshold,
            sensitivity=sensitivity,
            progress=report,
        )
    topic = robustness_topic(found)
    tell(ToldResult(screen(topic), topic, found, found.regions), study, to)


def _exponents(text: str) -> Sequence[float]:
    from ceecluster.errors import UsageError

    if text.strip() in ("off", ""):
        return ()
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"'{text}' are no exponents", "write for example: --exponents 1,0,-1, or off") from None
