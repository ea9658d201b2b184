"""The application: every command under its heading. Command modules import what they run when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster import __version__
from ceecluster.cli.ignored import Command, Group

WrongWords: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
"""What the parser of words raises; newer versions bring it along, older ones take it from click."""

app = typer.Typer(
    name="ceecluster",
    cls=Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: ceecluster compare",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ceecluster {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Compare, score and plan cluster policy across regions, from plain inventory files."""


def _register() -> None:
    from importlib import import_module
    from importlib.util import find_spec

    for heading, names in COMMANDS.items():
        for name in names:
            called = CALLED.get(name, name)
            if find_spec(f"ceecluster.cli.{called}") is not None:
                module = import_module(f"ceecluster.cli.{called}")
                app.command(name, cls=Command, rich_help_panel=heading)(getattr(module, called))


CALLED = {"import": "importing"}
"""Modules and functions of commands whose names are words of the language."""
COMMANDS = {
    "Data": ("validate", "explain", "show", "convert", "import", "init", "upgrade", "schema", "desk"),
    "Analysis": ("score", "compare", "robustness", "trend", "agree", "match", "reliability"),
    "Planning": ("plan", "evaluate", "enlarge"),
    "Output": ("report", "export", "diff", "languages"),
}
_register()
