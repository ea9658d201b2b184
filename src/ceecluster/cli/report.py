"""`ceecluster report`: documents in Markdown, HTML, Word and PDF."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import AsOfOption, ForceOption, LanguageOption, QuietOption, WorkspaceOption
from ceecluster.cli.settings import SetOption

if TYPE_CHECKING:
    from ceecluster.changes import Changes
    from ceecluster.cli.destination import Destination
    from ceecluster.report.site import Settings
    from ceecluster.study import Study


_SITE_MODULES = (
    "ceecluster.report.site",
    "ceecluster.study",
    "scipy.cluster.hierarchy",
    "scipy.optimize",
)
"""Modules that are imported for the helpers of a site while the data is read."""


ENDINGS = (".md", ".html", ".docx", ".pdf", ".pptx")


class DocumentFormat(StrEnum):
    """Forms of a document."""

    md = "md"
    html = "html"
    docx = "docx"
    pdf = "pdf"
    pptx = "pptx"


class BriefingReader(StrEnum):
    """Who reads a briefing."""

    commission = "commission"


class BriefedResult(StrEnum):
    """What a briefing is of."""

    coherence = "coherence"
    agreement = "agreement"
    plan = "plan"


# Long by its options: each is declared where typer reads it, and checked before any work.
def report(
    context: typer.Context,
    document: Annotated[
        str,
        typer.Argument(
            help="briefing, commission, coherence, region, records, quality, agreement, plan, evaluation, trend, "
            "legacy, guidelines, management, meeting, candidate, criterion, sources, or all.",
            show_default=False,
        ),
    ] = "coherence",
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help="For a profile or records: the region; else the candidate or the criterion."
        ),
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
    as_of: AsOfOption = None,
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
    reader: Annotated[
        BriefingReader | None,
        typer.Option("--for", help="Whose briefing it is, if not the members'.", show_default=False),
    ] = None,
    of: Annotated[
        BriefedResult | None,
        typer.Option("--of", help="The result a briefing is of, if not of all three.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DIR|REV",
            help="Tell what changed since an earlier state: a folder or a git revision; for the agreement in Word also "
            "the file of an earlier draft.",
            show_default=False,
        ),
    ] = None,
    downloads: Annotated[
        bool,
        typer.Option("--downloads", help="For all: Word and PDF of each document, SVG and PNG of each figure as well."),
    ] = False,
    force: ForceOption = False,
    language: LanguageOption = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Refuse a document whose language lacks a text, instead of a draft.")
    ] = False,
    list_templates: Annotated[bool, typer.Option("--list-templates", help="List the templates and leave.")] = False,
    rules: SetOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write a report: the coherence of the network, a region's profile, the draft agreement and plan, or all of it.

    Examples:

    - **ceecluster report coherence -o coherence.html** one page that needs nothing else
    - **ceecluster report region REGION -o profile.docx** a profile for Word
    - **ceecluster report all -o build/** a small site with every document
    - **ceecluster report briefing --for commission -o page.pdf** what the regions share, and what they ask for
    - **ceecluster report briefing --of agreement -o page.docx** one page on the draft agreement alone
    - **ceecluster report briefing -o briefing.pptx** the briefing as eight slides
    - **ceecluster report plan -o plan.pdf** the draft action plan
    - **ceecluster report agreement --language de -o entwurf.docx** the draft agreement in German
    - **ceecluster report coherence --since v1.0 -o coherence.html** with a section on what changed
    """
    from ceecluster import assets
    from ceecluster.processes import prepare, processors

    if document == "all" and processors() > 1:
        prepare(_SITE_MODULES)
    from ceecluster.cli.output import load_study, progress, say
    from ceecluster.cli.settings import with_rules
    from ceecluster.documents import SHOWN
    from ceecluster.errors import UsageError
    from ceecluster.report.files import is_special, write_below
    from ceecluster.report.site import Settings, make

    document = _briefing(document, reader, of)
    if downloads and document != "all":
        raise UsageError("--downloads is for all documents", "for example: ceecluster report all --downloads")
    if list_templates:
        for path in sorted(assets.templates().rglob("*")):
            if path.is_file():
                print(path.relative_to(assets.templates()).as_posix())
        return
    if templates is not None and not templates.is_dir():
        raise UsageError(f"there is no folder '{templates}'", "ceecluster init templates -d DIR writes one")
    for name, meant in assets.unread(templates).items() if templates is not None else ():
        near = f"; did you mean {meant}?" if meant else ""
        say(f"No template is called {name}: it is read only where a template of yours includes it{near}")
    _check_styles(reference_doc)
    places = _places(context, document, [form.value for form in format or ()], output)
    study = with_rules(load_study(workspace, quiet=quiet, as_of=as_of), rules)
    if not quiet and (downloads or "pdf" in {*(form.value for form in format or ()), *(to.form for to in places)}):
        _tell_fonts(study)
    code = _meant(document, study, code) if code else None
    settings = Settings(
        templates=templates,
        reference_doc=reference_doc,
        changes=_changes(since, study) if since and document != "agreement" else None,
        language=(language or "").split(",")[0].strip() or None,
        languages=_languages(language, document),
        complete=complete,
    )
    if document == "all":
        from ceecluster.forms.html import Menu
        from ceecluster.report.site import write_site

        forms = tuple(form.value for form in format) if format else settings.forms
        if downloads:
            forms = tuple(dict.fromkeys((*forms, "docx", "pdf")))
        settings = replace(settings, forms=forms, menu=Menu(downloads=downloads))
        target = output or Path("build")
        with progress("Writing the reports", quiet=quiet) as advance:
            written = write_site(study, target, settings, advance, processes=processors())
        if not quiet:
            opened = f". Open {target / 'index.html'}" if "html" in settings.forms else ""
            say(f"Written: {len(written)} files in {target}{opened}")
        return
    if since and document == "agreement":
        _drafts(study, settings, since, places)
        return
    for to in places:
        made = make(SHOWN[document] if to.form == "pptx" else document, study, settings, code)
        place = to.path / f"{made.name}.{to.form}" if to.path and to.folder else to.path
        main, *beside = made.files(to.form, place or Path(f"{made.name}.{to.form}")).items()
        if place is not None and not is_special(place):
            write_below(place.parent, {name.relative_to(place.parent): content for name, content in beside})
        replace(to, path=place).write(main[1])


def _briefing(document: str, reader: BriefingReader | None, of: BriefedResult | None) -> str:
    """The document that a reader or a result of a briefing makes of it; UsageError where it is none, or for both."""
    from ceecluster.errors import UsageError

    if of is None:
        return reader.value if reader is not None else document
    if document != "briefing" or reader is not None:
        raise UsageError("--of is for a briefing of the members", "for example: ceecluster report briefing --of plan")
    return f"briefing-{of.value}"


def _check_styles(reference: Path | None) -> None:
    """UsageError for styles that are missing, or in no Word file."""
    from ceecluster.errors import UsageError

    if reference is not None and not reference.is_file():
        raise UsageError(f"there is no file '{reference}'")
    if reference is not None and not zipfile.is_zipfile(reference):
        raise UsageError(f"'{reference}' is no Word document", "name a .docx file whose styles are wanted")


def _tell_fonts(study: Study) -> None:
    """Name the fonts that PDFs cannot be set in."""
    from ceecluster.cli.output import say
    from ceecluster.forms.layout import missing_fonts

    for font in missing_fonts(study.world.brand):
        say(f"The font '{font}' of brand.yaml is not on this machine: PDFs are set in another one")


def _meant(document: str, study: Study, typed: str) -> str:
    """The code of what a document is about, typed in any case; a region by its English name, too."""
    from ceecluster.cli.regions import candidate_of, members
    from ceecluster.documents import KINDS

    about = KINDS[document].about
    if about == "region":
        return members(study, [typed])[0]
    return candidate_of(study, typed) if about == "candidate" else typed.strip().upper()


def _languages(asked: str | None, document: str) -> tuple[str, ...]:
    """The languages asked for, each once; a document has one, a site may have several."""
    from ceecluster.catalogues import known
    from ceecluster.errors import UsageError

    found = tuple(dict.fromkeys(known(each.strip()) for each in asked.split(","))) if asked else ()
    if len(found) > 1 and document != "all":
        raise UsageError("a document has one language", f"for example: --language {found[0]}; all can have several")
    return found


def _drafts(study: Study, settings: Settings, since: str, places: list[Destination]) -> None:
    """The draft agreement in Word with what moved since an earlier one."""
    from ceecluster.cli.drafts import tell_moved
    from ceecluster.report.site import make

    name = Path("agreement.docx")
    for to in places:
        place = to.path / name if to.path and to.folder else to.path
        tell_moved(
            lambda state: make("agreement", state, settings).files("docx", name)[name],
            study,
            since,
            replace(to, path=place),
        )


def _places(context: typer.Context, document: str, forms: list[str], output: Path | None) -> list[Destination]:
    """Where each form of a document goes, settled before any work; UsageError where path and forms do not fit."""
    from ceecluster.cli.destination import Destination, destination, refuse_inputs, refuse_workspace
    from ceecluster.documents import BRIEFINGS, KINDS, SHOWN
    from ceecluster.errors import UsageError, unknown
    from ceecluster.report.files import check_folder
    from ceecluster.report.site import WORKBOOK

    ending = "" if output is None else output.suffix.lower()
    if document not in SHOWN and ("pptx" in forms or ending == ".pptx"):
        raise UsageError("only the briefing is made as slides", "for example: ceecluster report briefing -o talk.pptx")
    quiet, _ = bool(context.params.get("quiet")), _languages(context.params.get("language"), document)
    screen = output is None or str(output) == "-"
    if document == "all":
        if output is not None and (screen or output.suffix.lower() in ENDINGS or output.is_file()):
            raise UsageError(f"all documents need a folder, and '{output}' is none", "for example: -o build/")
        check_folder(output or Path("build"))
        refuse_workspace(context, output or Path("build"))
        refuse_inputs(context, [(output or Path("build")) / WORKBOOK])
        return []
    if document not in {**KINDS, **BRIEFINGS}:
        raise unknown("document", document, (*KINDS, "all"))
    several = output is not None and not output.suffix and not output.exists() and len(forms) > 1
    if output is not None and not screen and (output.is_dir() or several):
        check_folder(output)
        refuse_workspace(context, output)
        return [Destination(form, output, quiet, folder=True) for form in forms or ["md"]]
    if len(forms) > 1:
        raise UsageError("several forms need a folder", "for example: -o build/")
    if output is None and forms and forms[0] in ("docx", "pdf", "pptx"):
        code = str(context.params.get("code")).upper()
        name = f"{document}-{code}" if document in KINDS and KINDS[document].about else document
        return [Destination(forms[0], Path(f"{name}.{forms[0]}"), quiet)]
    return [destination(context, {form.value: (f".{form.value}",) for form in DocumentFormat}, "md")]


def _changes(since: str, study: Study) -> Changes:
    """What changed in the workspace since a folder or a git revision."""
    from ceecluster.changes import WORKING_COPY, compare_studies
    from ceecluster.cli.diff import loaded, state_of

    with state_of(since, study.root) as before:
        return compare_studies(loaded(before, since), study, (since, WORKING_COPY))
