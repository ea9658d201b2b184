"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from ceecluster.errors import UsageError


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
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE",
        show_default=False,
        help="Language of the result, such as de. Default: that of network.yaml, else English.",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks on standard error.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YEAR|all",
        show_default=False,
        help="The year the result speaks of, or all for everything on file. Default: the year of network.yaml.",
    ),
]

PartRegionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--region", metavar="CODES", show_default=False, help="A part of the network: these members; commas between."
    ),
]
PartCountryOption = Annotated[
    list[str] | None,
    typer.Option(
        "--country", metavar="CODES", show_default=False, help="A part of the network: the members in these countries."
    ),
]
PartSectorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sector", metavar="CODES", show_default=False, help="A part of the network: the records of these sectors."
    ),
]


def year_or_all(text: str | None) -> int | Literal["all"] | None:
    """The year of `--as-of`; UsageError for what is neither a year nor `all`."""
    if text is None or text == "all":
        return text  # type: ignore[return-value]  # None or the word
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise UsageError(
            f"'{text}' is no year of a result", "write --as-of 2010, or --as-of all for everything on file"
        )
    return int(text)


SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the random numbers; same seed, same result.")]
ScenarioOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        show_default=False,
        help="YAML with other weights, rules, year or members: results side by side; may be repeated.",
    ),
]
