"""`ceecluster report`: documents in Markdown, HTML, Word and PDF."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.changes import Changes
    from ceecluster.report.site import Settings
    from ceecluster.study import Study


_HELPERS_NEED = (
    "ceecluster.report.site",
    "ceecluster.report.contexts",
    "ceecluster.report.views.draft_plan",
    "ceecluster.study",
    "scipy.cluster.hierarchy",
    "scipy.optimize",
)
"""Modules that are imported for the helpers of a site while the data is read."""


class DocumentFormat(StrEnum):
    """Forms of a document."""

    md = "md"
    html = "html"
    docx = "docx"
    pdf = "pdf"


def report(
    document: Annotated[
        str,
        typer.Argument(
            help="coherence, region, quality, agreement, plan, evaluation, trend, or all.", show_default=False
        ),
    ] = "coherence",
    code: Annotated[
        str | None, typer.Argument(metavar="[REGION]", help="For a profile: the region.", show_default=False)
    ] = None,
    format: Annotated[
        list[DocumentFormat] | None,
        typer.Option(
            "--format",
            "-f",
            help="Repeatable. Default: by the ending of PATH, else Markdown; HTML and Markdown for all.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="File to write, or folder; without it Markdown goes to the screen.",
            show_default=False,
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates", metavar="DIR", help="Your templates; they go before ours file by file.", show_default=False
        ),
    ] = None,
    reference_doc: Annotated[
        Path | None,
        typer.Option("--reference-doc", metavar="FILE", help="Word file whose styles are used.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DIR|REV",
            help="Tell what changed since an earlier state: a folder or a git revision.",
            show_default=False,
        ),
    ] = None,
    list_templates: Annotated[bool, typer.Option("--list-templates", help="List the templates and leave.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a report: the coherence of the network, a region's profile, the draft agreement and plan, or all of it.

    Examples:

    - **ceecluster report coherence -o coherence.html** one page that needs nothing else
    - **ceecluster report region AT31 -o at31.docx** a profile for Word
    - **ceecluster report all -o build/** a small site with every document
    - **ceecluster report plan -o plan.pdf** the draft action plan
    - **ceecluster report coherence --since v1.0 -o coherence.html** with a section on what changed
    """
    from ceecluster.processes import prepare, processors

    if document == "all" and processors() > 1:
        prepare(_HELPERS_NEED)
    from ceecluster.cli.output import load_study, progress, say
    from ceecluster.documents import KINDS
    from ceecluster.errors import UsageError
    from ceecluster.report.documents import build
    from ceecluster.report.files import write_whole
    from ceecluster.report.site import Settings, files_of

    if list_templates:
        from ceecluster import assets

        for path in sorted(assets.templates().rglob("*")):
            if path.is_file():
                print(path.relative_to(assets.templates()).as_posix())
        return
    if templates is not None and not templates.is_dir():
        raise UsageError(f"there is no folder '{templates}'", "ceecluster init templates -d DIR writes one")
    if reference_doc is not None and not reference_doc.is_file():
        raise UsageError(f"there is no file '{reference_doc}'")
    study = load_study(workspace, quiet=quiet)
    settings = Settings(
        templates=templates,
        reference_doc=reference_doc,
        changes=_changes(since, study) if since else None,
        since=since or "",
    )
    if document == "all":
        from ceecluster.report.site import write_site

        settings = replace(settings, forms=tuple(form.value for form in format) if format else settings.forms)
        target = output or Path("build")
        with progress("Writing the reports", quiet=quiet) as advance:
            written = write_site(study, target, settings, advance, processes=processors())
        if not quiet:
            opened = f". Open {target / 'index.html'}" if "html" in settings.forms else ""
            say(f"Written: {len(written)} files in {target}{opened}")
        return
    made = None
    if document not in KINDS:
        made = build(document, study, code.upper() if code else None, templates, settings.changes, settings.since)
    forms = [form.value for form in format] if format else [_form_of(output)]
    files: dict[Path, bytes] = {}
    for form in forms:
        if made is None:
            found = _of_words(document, form, study, output, settings, code)
        else:
            found = files_of(made, form, _path(output, made.name, form), study, settings)
        if output is None and form in ("md", "html"):
            sys.stdout.write(next(iter(found.values())).decode())
            continue
        files |= found
    for path, content in files.items():
        write_whole(path, content)
        if not quiet and path.suffix.removeprefix(".") in forms:
            say(f"Written: {path}")


def _of_words(
    kind: str, form: str, study: Study, output: Path | None, settings: Settings, code: str | None
) -> dict[Path, bytes]:
    """The files of a document whose words are values, in one form."""
    from ceecluster.documents import document, files_of, voice_of
    from ceecluster.report.export import dated

    voice = voice_of(study, templates=settings.templates)
    made = document(kind, study, voice, region=(code or "").upper())
    name = _path(output, made.name, form)
    return files_of(made, form, name, voice, epoch=dated(study), reference=settings.reference_doc)


def _changes(since: str, study: Study) -> Changes:
    """What changed in the workspace since a folder or a git revision."""
    from ceecluster.changes import compare_studies
    from ceecluster.cli.diff import state_of
    from ceecluster.study import load

    with state_of(since, study.root) as before:
        return compare_studies(load(before), study)


def _form_of(output: Path | None) -> str:
    from ceecluster.errors import UsageError

    if output is None or not output.suffix:
        return "md"
    form = output.suffix.lower().removeprefix(".")
    if form not in list(DocumentFormat):
        raise UsageError(f"'{output.name}' has no form I can write", "end it in .md, .html, .docx or .pdf")
    return form


def _path(output: Path | None, name: str, form: str) -> Path:
    if output is None:
        return Path(f"{name}.{form}")
    if output.is_dir() or not output.suffix:
        return output / f"{name}.{form}"
    return output if output.suffix.lower() == f".{form}" else output.with_suffix(f".{form}")
