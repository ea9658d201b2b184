"""`ceecluster report`: documents in Markdown, HTML, Word and PDF."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.report.documents import Document
    from ceecluster.study import Study


class DocumentFormat(StrEnum):
    """Forms of a document."""

    md = "md"
    html = "html"
    docx = "docx"
    pdf = "pdf"


def report(
    document: Annotated[
        str, typer.Argument(help="coherence, region, quality, agreement, plan, evaluation, or all.", show_default=False)
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
    list_templates: Annotated[bool, typer.Option("--list-templates", help="List the templates and leave.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a report: the coherence of the network, a region's profile, the draft agreement and plan, or all of it.

    Examples:

    - **ceecluster report coherence -o coherence.html** one page that needs nothing else
    - **ceecluster report region AT31 -o at31.docx** a profile for Word
    - **ceecluster report all -o build/** a small site with every document
    - **ceecluster report plan -o plan.pdf** the draft action plan
    """
    from ceecluster.cli.output import load_study, progress, say
    from ceecluster.errors import UsageError
    from ceecluster.report.documents import build
    from ceecluster.report.files import write_whole

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
    if document == "all":
        from ceecluster.report.site import write_site

        forms = [form.value for form in format or (DocumentFormat.html, DocumentFormat.md)]
        target = output or Path("build")
        with progress("Writing the reports", quiet=quiet) as advance:
            written = write_site(study, target, forms, templates, reference_doc, advance)
        if not quiet:
            say(
                f"Written: {len(written)} files in {target}. Open {target / 'index.html'}"
                if "html" in forms
                else f"Written: {len(written)} files in {target}"
            )
        return
    made = build(document, study, code.upper() if code else None, templates)
    forms = [form.value for form in format] if format else [_form_of(output)]
    for form in forms:
        content = _content(made, form, study, templates, reference_doc)
        if output is None and form in ("md", "html"):
            sys.stdout.write(content.decode())
            continue
        path = _path(output, made, form)
        write_whole(path, content)
        if form == "md":
            for figure in made.figures.values():
                write_whole(path.parent / "figures" / f"{figure.key}.svg", figure.svg.encode())
        if not quiet:
            say(f"Written: {path}")


def _form_of(output: Path | None) -> str:
    from ceecluster.errors import UsageError

    if output is None or not output.suffix:
        return "md"
    form = output.suffix.lower().removeprefix(".")
    if form not in list(DocumentFormat):
        raise UsageError(f"'{output.name}' has no form I can write", "end it in .md, .html, .docx or .pdf")
    return form


def _path(output: Path | None, made: Document, form: str) -> Path:
    if output is None:
        return Path(f"{made.name}.{form}")
    if output.is_dir() or not output.suffix:
        return output / f"{made.name}.{form}"
    return output if output.suffix.lower() == f".{form}" else output.with_suffix(f".{form}")


def _content(made: Document, form: str, study: Study, templates: Path | None, reference_doc: Path | None) -> bytes:
    from ceecluster.report.site import content_of

    return content_of(made, form, study, templates, reference_doc)
