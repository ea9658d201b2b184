"""`ceecluster trend`: are the policies converging?"""

from __future__ import annotations

from typing import Annotated

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
    WorkspaceOption,
)
from ceecluster.settings import FIRST_YEAR, LAST_YEAR


def trend(
    context: typer.Context,
    span: Annotated[
        str | None,
        typer.Argument(
            metavar="[FIRST:LAST]", help="Years, e.g. 1998:2026; none for all on record.", show_default=False
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    region: PartRegionOption = None,
    country: PartCountryOption = None,
    sector: PartSectorOption = None,
    level: Annotated[
        list[str] | None, typer.Option("--level", help="Only this level; may be repeated.", show_default=False)
    ] = None,
    dimension: Annotated[
        list[str] | None, typer.Option("--dimension", help="Only this dimension; may be repeated.", show_default=False)
    ] = None,
    measure: Annotated[
        str, typer.Option("--measure", "--method", help="Similarity measure, as in compare.")
    ] = "ruzicka",
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Follow the indices over the years, with the records that moved them.

    Examples:

    - **ceecluster trend 1998:2026**
    - **ceecluster trend 2007:2013 --level policy --dimension objectives**
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.regions import part
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.frames import DIMENSIONS
    from ceecluster.words.trend import trend_screen, trend_words

    to = destination(context, TOLD)
    study = part(load_study(workspace, quiet=quiet, as_of=as_of), region, country, sector)
    first, last = _years(span) if span else (None, None)
    found = study.trend(first, last, dimensions=dimension or DIMENSIONS, measure=measure, levels=level)
    words = trend_words(found)
    tell(ToldResult(trend_screen(words, found), words, found, found.across), study, to)


def _years(span: str) -> tuple[int, int]:
    from ceecluster.errors import UsageError

    first, _, last = span.partition(":")
    try:
        years = int(first), int(last)
    except ValueError:
        raise UsageError(f"'{span}' is no span of years", "write for example: ceecluster trend 1998:2026") from None
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise UsageError(
            f"'{span}' reaches beyond {FIRST_YEAR} to {LAST_YEAR}", "write for example: ceecluster trend 1998:2026"
        )
    return years
