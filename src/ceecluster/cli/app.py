"""The application: every command under its heading. Command modules import what they run when they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
import typer.main

from ceecluster import __version__
from ceecluster.cli.ignored import Command, CommandGroup

WrongWords: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
"""What the parser of words raises; newer versions bring it along, older ones take it from click."""

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "Data": {
        "validate": "Check inventories: every problem at once, with place, reason and cure.",
        "explain": "Explain a finding's code: what is wrong, why it matters, how to mend it.",
        "show": "Show a record with its sources: what a figure in a report rests on.",
        "convert": "Convert an inventory between YAML, CSV and Excel; nothing is lost on the way.",
        "import": "Bring in what others wrote: somebody's table by a mapping file, or a form that came back.",
        "init": "Start a workspace, a region's inventory, a form for Excel, or a copy of the templates.",
        "upgrade": "Bring a workspace to today's format. Comments and values stay; what is not read any more becomes a "
        "comment.",
        "schema": "Print the JSON Schema of a file, for completion and checks while typing.",
        "desk": "Make one HTML file that checks inventories in a browser: no installation, no network.",
    },
    "Analysis": {
        "score": "Score the regions against the guidelines, each value with the range that missing evidence leaves.",
        "compare": "Compare the regions: how alike at each level, how coherent inside, and what is more than chance.",
        "robustness": "Audit the scores: shake weights, means, missing evidence, criteria and assessors, and see what "
        "stays.",
        "trend": "Follow the indices over the years, with the records that moved them.",
        "agree": "Show where the regions agree; with --format markdown draft the agreement.",
        "match": "Find the clusters and agencies of different regions that should talk, with the reasons.",
        "reliability": "Set the records against a second, blind reading of them (data/readings/READER/CODE.yaml).",
    },
    "Planning": {
        "plan": "Choose the pilots, proven best; with --format markdown draft the action plan.",
        "evaluate": "Follow the running pilots, or with --agreement what the parties to the agreement promised.",
        "enlarge": "Show what changes if a candidate joins, what it brings, and what it must still document.",
    },
    "Output": {
        "report": "Write a report: the coherence of the network, a region's profile, the draft agreement and plan, or "
        "all of it.",
        "export": "Export every table of the study: records, codes, scores, pairs, agreement, sources, with a data "
        "dictionary.",
        "diff": "Compare two states of a workspace: records added, removed and changed, and what that moves in the "
        "results.",
        "languages": "Tell how far each language is: texts of the templates, and terms of the workspace; fuzzy texts "
        "are missing.",
    },
}
"""Commands by heading, each with the first sentence of its help: the list of all is told without importing them."""
CALLED = {"import": "importing"}
"""Modules and functions of commands whose names are words of the language."""


class Commands(Mapping[str, object]):
    """The commands by name, each imported and built when it is asked for."""

    def __init__(self) -> None:
        self._headings = {name: heading for heading, names in COMMANDS.items() for name in names}
        self._built: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self._built:
            called = CALLED.get(name, name)
            heading = self._headings[name]
            alone = typer.Typer(
                add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=app.rich_markup_mode
            )
            function = getattr(import_module(f"ceecluster.cli.{called}"), called)
            alone.command(name, cls=Command, rich_help_panel=heading, context_settings=CONTEXT)(function)
            self._built[name] = typer.main.get_command(alone)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headings)

    def __len__(self) -> int:
        return len(self._headings)


class Every(CommandGroup):
    """All commands together."""

    summaries = COMMANDS

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands()  # type: ignore[assignment]  # nobody adds to it


CONTEXT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="ceecluster",
    cls=Every,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings=CONTEXT,
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
