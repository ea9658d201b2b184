"""Where a result goes and in which form: what `-o`, `-f` and `--force` of a call say together."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ceecluster.cli.repeating import RepeatableCall

RESULTS: Mapping[str, tuple[str, ...]] = {
    "table": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "markdown": (".md", ".markdown"),
    "xlsx": (".xlsx",),
}
"""Forms of a result with the endings of their files, the usual one first."""

_WRITTEN = ("output", "directory", "target", "summary")
"""Parameters that name what a call writes."""
BINARY = ("xlsx", "docx", "pdf", "pptx")
TOLD: Mapping[str, tuple[str, ...]] = {**RESULTS, "html": (".html",), "docx": (".docx",), "pdf": (".pdf",)}
"""Forms of a result that is a document, too."""


@dataclass(frozen=True)
class Destination:
    """Standard output (`path` is None) or a file, and the form of what goes there."""

    form: str
    path: Path | None = None
    quiet: bool = False
    folder: bool = False
    """True where `path` is the folder of the file, whose name follows from the document."""
    language: str | None = None
    """The language asked for; that of the network where none was."""
    call: RepeatableCall | None = None
    """The call, where what it tells on the screen may be kept."""

    def write(self, content: bytes) -> None:
        """Deliver the result whole, and say where it went."""
        if self.path is None:
            if self.form in BINARY and sys.stdout.isatty():
                from ceecluster.errors import UsageError

                raise UsageError(f"{self.form} is nothing for a screen", f"write it to a file: -o FILE.{self.form}")
            _to_standard_output(content)
            return
        from ceecluster.report.files import write_whole

        write_whole(self.path, content)
        if not self.quiet:
            from ceecluster.cli.output import say

            say(f"Written: {self.path}")


FOR_PROGRAMS = ("csv", "json", "xlsx")
"""Forms that other programs read: a column is called the same wherever it is read."""


def destination(
    context: typer.Context, forms: Mapping[str, tuple[str, ...]] = RESULTS, default: str = "table"
) -> Destination:
    """What the options of this call say of its result; looked at before any work is done.

    `forms` are those the command can write, with their endings. The ending decides, `-f` decides where the ending
    leaves a choice or there is none. Raises UsageError for an ending no form has, an ending and a format that
    contradict each other, a folder that is not there, and a file that this call or its workspace reads.
    """
    given = context.params.get("format")
    if isinstance(given, list | tuple):
        given = given[0] if given else None
    chosen = None if given is None else str(given.value)
    output: Path | None = context.params.get("output")
    quiet = bool(context.params.get("quiet"))
    language = language_of(context)
    if output is None or str(output) == "-":
        _refuse_language(language, chosen or default)
        from ceecluster.cli.repeating import repeatable

        return Destination(chosen or default, None, quiet, language=language, call=repeatable(context))
    from ceecluster.report.files import check_place

    check_place(output)
    form = chosen_form(output, chosen, forms, default)
    _refuse_language(language, form)
    refuse_inputs(context, [output])
    return Destination(form, output, quiet, language=language)


def _refuse_language(language: str | None, form: str) -> None:
    if language is not None and form in FOR_PROGRAMS:
        from ceecluster.errors import UsageError

        raise UsageError(f"{form} has codes and the same names in every language", "leave --language out")


def language_of(context: typer.Context) -> str | None:
    """The language a call asks for; UsageError where no result can be told in it."""
    language = context.params.get("language")
    if language is None:
        return None
    from ceecluster.catalogues import known

    return known(str(language))


def chosen_form(output: Path, chosen: str | None, forms: Mapping[str, tuple[str, ...]], default: str) -> str:
    """The form of a file by its ending and the format asked for; UsageError where they do not fit."""
    from ceecluster.errors import UsageError
    from ceecluster.report.files import is_special

    if is_special(output):  # a pipe or a device has no ending to go by
        return chosen or default
    name = output.name.lower()
    fitting = [form for form, endings in forms.items() if name.endswith(endings)]
    if chosen is not None and (chosen in fitting or not output.suffix):
        return chosen
    if not fitting:
        told = "no ending" if not output.suffix else f"the ending '{output.suffix}', which is none I know"
        known = ", ".join(dict.fromkeys(endings[0] for endings in forms.values()))
        raise UsageError(f"'{output}' has {told}", f"end it in {known}")
    if chosen is not None:
        raise UsageError(
            f"-f {chosen} contradicts the ending of '{output}'",
            f"leave -f out, or end it in {' or '.join(forms.get(chosen, ()))}",
        )
    return fitting[0]


def refuse_inputs(context: typer.Context, targets: Iterable[Path]) -> None:
    """UsageError where a target is a file that this call or its workspace reads, unless `--force` is given."""
    if context.params.get("force"):
        return
    from ceecluster.errors import UsageError

    read = _inputs(context)
    for target in targets:
        real = Path(os.path.realpath(target))
        if str(real) in read or _would_be_read(real, context):
            raise UsageError(
                f"'{target}' is an input of this workspace", "choose another name, or replace it with --force"
            )


def refuse_workspace(context: typer.Context, folder: Path) -> None:
    """UsageError for a folder of results that is one of the workspace's own, where inputs lie, unless `--force`."""
    from ceecluster.errors import UsageError

    root = _root(context)
    if root is not None and not context.params.get("force"):
        from ceecluster.inputs import FOLDERS, SIDE_FOLDERS

        inputs, here = Path(os.path.realpath(root)), Path(os.path.realpath(folder))
        own = [inputs] if inputs.name == "data" else [inputs / name for name in (*FOLDERS, *SIDE_FOLDERS)]
        if any(here.is_relative_to(each) for each in own):
            raise UsageError(
                f"'{folder}' is a folder of the workspace, which holds its inputs", "choose another folder, or --force"
            )


def _inputs(context: typer.Context) -> set[str]:
    """Files named by the other options and arguments of the call, and the files of its workspace, links resolved."""
    given = [
        value
        for name, value in context.params.items()
        if name not in ("output", "directory", "target", "summary", "annotate")
    ]
    flat = [each for value in given for each in (value if isinstance(value, list | tuple) else [value])]
    found = {os.path.realpath(each) for each in flat if isinstance(each, Path) and each.is_file()}
    root = _root(context)
    if root is not None:
        from ceecluster.inputs import inputs

        found |= {os.path.realpath(path) for path in inputs(root)}
    templates = context.params.get("templates")
    if isinstance(templates, Path):
        found |= {os.path.realpath(path) for path in templates.rglob("*") if path.is_file()}
    return found


def _would_be_read(target: Path, context: typer.Context) -> bool:
    """Whether a new file would become a file of the workspace."""
    root = _root(context)
    if root is None:
        return False
    from ceecluster.inputs import is_place_of_input

    return is_place_of_input(target, Path(os.path.realpath(root)))


def _root(context: typer.Context) -> Path | None:
    """The workspace of the call, if it has one; the packaged example is nobody's to write to, but has no name here."""
    from ceecluster.errors import UsageError
    from ceecluster.inputs import find_workspace

    try:
        return find_workspace(context.params.get("workspace"))[0]
    except UsageError:
        return None  # the command itself says so


def _to_standard_output(content: bytes) -> None:
    stream = sys.stdout
    binary = getattr(stream, "buffer", None)
    if binary is None or stream.isatty() or stream.encoding.lower().replace("-", "") != "utf8":
        stream.write(content.decode("utf-8", errors="replace"))
        return
    stream.flush()
    binary.write(content)
    binary.flush()
