"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    xlsx = "xlsx"


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="DIR",
        show_default=False,
        help="Workspace, or its data folder. Default: the one around the current folder, else the packaged example.",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format", "-f", show_default=False, help="Form of the result. Default: by the ending of FILE, else table."
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        show_default=False,
        help="Write the result to FILE instead of the screen; its ending decides the form. - is standard output.",
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Let FILE replace an input of the workspace, which is refused otherwise.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks on standard error.")]
AsOfOption = Annotated[
    int | None,
    typer.Option(
        "--as-of",
        metavar="YEAR",
        min=1900,
        max=2100,
        show_default=False,
        help="Only the programmes active in that year.",
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the random numbers; same seed, same result.")]
