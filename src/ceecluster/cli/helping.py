"""`--help`: in columns where every word fits, one under the other where the terminal is narrow; no word ever breaks."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from ceecluster.forms.terminal_table import Head


def print_help(command: Any, context: typer.Context) -> None:
    """How a command is called, what it does, its words and options, and the commands below it under their headings."""
    from rich.text import Text

    from ceecluster.cli.output import console

    to = console(sys.stdout)
    to.print(Text(_sized(command.get_usage(context)), style="bold"))
    to.print()
    to.print(_prose(cleandoc(command.help or "")))
    shown = [each for each in command.get_params(context) if not getattr(each, "hidden", False)]
    for title, kind in (("Arguments", "argument"), ("Options", "option")):
        of_kind = [each for each in shown if each.param_type_name == kind]
        _panel(to, title, [_record(each, context) for each in of_kind])
    for heading, below in getattr(command, "summaries", {}).items():
        _panel(to, heading, [*below.items()])
    if command.epilog:
        to.print()
        to.print(Text(command.epilog))


def _prose(text: str) -> object:
    """What a command does, as rich prints it; a plain sentence needs no reader of Markdown."""
    if text.isprintable() and not set(text) & set("*`_[]<>#"):
        from rich.text import Text

        return Text(text)
    from rich.markdown import Markdown

    return Markdown(text)


def _panel(to: Console, title: str, rows: Sequence[tuple[str, str]]) -> None:
    from ceecluster.forms.terminal_table import Head, print_grid

    if rows:
        heads: list[Head] = [Head(title), Head("")]
        to.print()
        print_grid(to, heads, rows)


def _record(parameter: Any, context: typer.Context) -> tuple[str, str]:
    """What is typed, and what it means; a choice of words may be folded between them."""
    record = parameter.get_help_record(context)
    typed, means = record if record is not None else ("", "")
    if parameter.param_type_name == "argument" and parameter.metavar:
        typed = str(parameter.metavar)
    return _sized(typed).replace("|", " | "), means


_TYPES = {"<str>": "NAME", "<int>": "NUMBER", "<float>": "NUMBER", "<Path>": "FILE"}


def _sized(typed: str) -> str:
    """Without the names that types have in the language, `list[Path]`."""
    typed = re.sub(r"<list\[([^\]]*)\]>", r"<\1>", typed)
    for of_language, shown in _TYPES.items():
        typed = typed.replace(of_language, shown)
    return re.sub(r"\[(\[\w+\]\.\.\.)\]\.\.\.", r"\1", typed)
