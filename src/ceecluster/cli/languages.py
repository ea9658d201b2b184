"""`ceecluster languages`: which languages results can be told in, and what each still lacks."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster.cli.options import WorkspaceOption


def languages(
    language: Annotated[
        str | None,
        typer.Argument(metavar="[LANGUAGE]", help="One language, with everything it lacks.", show_default=False),
    ] = None,
    workspace: WorkspaceOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 where a text is wrong: a place for a value, a plural form, a mark.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="With --check: exit 1 where anything is missing.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Bring the catalogue of LANGUAGE to today's texts, or start it.")
    ] = False,
) -> None:
    """Tell how far each language is: texts of the templates, and terms of the workspace; fuzzy texts are missing.

    Examples:

    - **ceecluster languages** the languages, each with what is translated
    - **ceecluster languages de** every text and term that German lacks, with file and line
    - **ceecluster languages sl --update** start a Slovene catalogue, or bring it to today's texts
    - **ceecluster languages --check** exit 1 where a translation would break a sentence
    """
    from ceecluster import assets
    from ceecluster.catalogues import SOURCE, file_of, known
    from ceecluster.catalogues import languages as all_languages
    from ceecluster.cli.output import lines, say
    from ceecluster.errors import UsageError
    from ceecluster.inputs import find_workspace
    from ceecluster.report.files import write_below
    from ceecluster.translation import coverage, updated

    if update:
        if language is None or language == SOURCE:
            raise UsageError(
                "--update needs the language of a catalogue", "for example: ceecluster languages sl --update"
            )
        path, content = file_of(language), updated(language)
        write_below(assets.root(), {path.relative_to(assets.root()): content})
        say(f"Written: {path}")
    root, _ = find_workspace(workspace)
    asked = [known(language)] if language else all_languages()
    found = [coverage(each, root) for each in asked]
    for one in found:
        texts, terms = f"{one.translated} of {one.texts} texts", f"{one.named} of {one.terms} terms"
        wrong = sum(fault.kind == "wrong" for fault in one.faults)
        lines([f"{one.language}: {texts}, {terms}" + (f", {wrong} wrong" if wrong else "")])
        # A catalogue that was just begun lacks everything.
        shown = one.faults if language and not update else [fault for fault in one.faults if fault.kind == "wrong"]
        lines(f"{fault.where}: {fault.kind}: {' '.join(fault.text.split())}" for fault in shown)
    bad = ("wrong", "missing", "fuzzy", "term") if complete else ("wrong",)
    if check and any(fault.kind in bad for one in found for fault in one.faults if one.language != SOURCE):
        raise typer.Exit(1)
