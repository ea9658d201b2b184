"""`ceecluster init`: start a workspace, an inventory, or a folder of templates."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ceecluster.cli.options import LanguageOption, WorkspaceOption


class What(StrEnum):
    """What can be started."""

    workspace = "workspace"
    region = "region"
    form = "form"
    templates = "templates"
    decisions = "decisions"
    selfcheck = "selfcheck"
    positions = "positions"
    review = "review"
    idea = "idea"


def _place(output: Path | None) -> Path | None:
    """A file that can be written; its folder is there."""
    from ceecluster.report.files import check_place

    if output is not None:
        check_place(output)
    return output


# Long by its options: each is declared where typer reads it, and checked before any work.
def init(
    what: Annotated[What, typer.Argument(help="What to start.")] = What.workspace,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="For a region or a form of one: its NUTS or country code; without, forms of all members. "
            "For a self-check: the id of the record.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="For a region, its form, or an idea: its English name.", show_default=False),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title", metavar="TEXT", help="For a workspace: another network's title; its regions are yours to list."
        ),
    ] = None,
    directory: Annotated[Path, typer.Option("--directory", "-d", metavar="DIR", help="Where to write.")] = Path(),
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            callback=_place,
            help="For one form: its file, ending in .xlsx; a self-check can be .html, positions and a review .docx.",
            show_default=False,
        ),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="For forms: fill in nothing of what is on file.")] = False,
    workspace: WorkspaceOption = None,
    language: LanguageOption = None,
) -> None:
    """Start a workspace, a region's inventory, a form for Excel, or a copy of the templates.

    Nothing that exists is overwritten.

    Examples:

    - **ceecluster init** a workspace in this folder: network, criteria, vocabulary and one inventory to fill
    - **ceecluster init --title "Alpine clusters"** the same for another network, with no region yet
    - **ceecluster init region CODE --name NAME** an inventory with comments that teach
    - **ceecluster init form CODE -o FORM.xlsx** a form for an officer who has Excel, filled with what is on file
    - **ceecluster init form -d forms** a form for every member
    - **ceecluster init decisions -o decisions.xlsx** the form for what the next meeting decides
    - **ceecluster init positions -d forms** what each member answers to the draft agreement, in Word and as a workbook
    - **ceecluster init review -d forms** what is on file about each member, for it to check within thirty days
    - **ceecluster init selfcheck RECORD -o check.html** how a cluster sees itself: a page without a network, or .xlsx
    - **ceecluster init idea --name "Joint trade fairs"** one page on which a cluster proposes a pilot; or -o idea.xlsx
    - **ceecluster init templates -d my-templates** the report templates, to change and pass with --templates
    """
    from ceecluster import assets
    from ceecluster.cli.form_starting import framework_of
    from ceecluster.cli.output import say
    from ceecluster.errors import UsageError
    from ceecluster.report.files import write_below

    contents: dict[Path, bytes] = {}
    remarks: list[str] = []
    if what is What.templates:
        for path in sorted(assets.templates().rglob("*")):
            if path.is_file():
                contents[directory / path.relative_to(assets.templates())] = path.read_bytes()
    elif what is What.form:
        from ceecluster.cli.form_starting import forms

        if output is not None and (code is None or output.suffix.lower() != ".xlsx"):
            why = "-o names the file of one form" if code is None else f"'{output}' does not end in .xlsx"
            raise UsageError(why, "for example: ceecluster init form CODE -o FORM.xlsx, or -d DIR for all members")
        contents = dict(forms(code, name, workspace, output, directory, empty=empty, language=language))
        directory = directory if output is None else output.parent
    elif what in (What.positions, What.review):
        from ceecluster.cli.answer_forms import region_forms
        from ceecluster.cli.positions import form_of
        from ceecluster.cli.reviews import review_form_of

        make = review_form_of if what is What.review else form_of
        contents = region_forms(what.value, make, code, output, directory, workspace, language)
        directory = directory if output is None else output.parent
    elif what in (What.decisions, What.selfcheck, What.idea):
        contents = _answers(what, code, name, output, workspace, language)
        directory = next(iter(contents)).parent
    elif what is What.region:
        if code is None:
            raise UsageError("a region needs its code", "for example: ceecluster init region CODE --name NAME")
        contents, unlisted = _inventory(code.upper(), name, directory)
        remarks.extend(unlisted)
    else:
        for file in ("network.yaml", "criteria.yaml", "vocabulary.yaml"):
            contents[directory / "data" / file] = (assets.data() / file).read_bytes()
        if title is None:
            first = framework_of(assets.data()).network.regions[0]
            started, _ = _inventory(first.code, first.title, directory / "data" / "regions")
            contents |= started
        else:
            text = (assets.templates() / "network.yaml").read_text(encoding="utf-8")
            contents[directory / "data" / "network.yaml"] = text.replace("@TITLE@", json.dumps(title)).encode()
            remarks.append("List the regions in data/network.yaml, then: ceecluster init region CODE")
    there = [path for path in contents if path.exists()]
    if there:
        raise UsageError(f"'{there[0]}' exists already", "nothing was written; choose another folder with -d")
    write_below(directory, {path.relative_to(directory): content for path, content in contents.items()})
    for path in contents:
        say(f"Written: {path}")
    for remark in remarks:
        say(remark)


def _answers(
    what: What,
    code: str | None,
    name: str | None,
    output: Path | None,
    workspace: Path | None,
    language: str | None,
) -> dict[Path, bytes]:
    """A form that others fill in: for decisions, a self-check, an idea."""
    from ceecluster.cli.answering import decisions_form, idea_form_of, idea_of, selfcheck_form_of
    from ceecluster.errors import UsageError

    if what is What.idea and output is not None and output.suffix.lower() == ".xlsx":
        return {output: idea_form_of(name, workspace, language)}
    if what is What.idea:
        path, text = idea_of(name, workspace)
        return {output or path: text.encode()}
    endings = (".xlsx", ".html") if what is What.selfcheck else (".xlsx",)
    if output is None or output.suffix.lower() not in endings:
        example = f"-o {what.value}{endings[0]}"
        raise UsageError(f"the form needs a file that ends in {' or '.join(endings)}", f"for example: {example}")
    if what is What.selfcheck:
        return {output: selfcheck_form_of(code, output, workspace, language)}
    return {output: decisions_form(workspace, language)}


def _inventory(code: str, name: str | None, directory: Path) -> tuple[dict[Path, bytes], list[str]]:
    """A new inventory, in the folder of a member or of a candidate; what to do if the network does not list it."""
    from ceecluster.cli.inventory_starting import inventory_text
    from ceecluster.cli.naming import refuse_no_code, slug_of
    from ceecluster.model import Network
    from ceecluster.reading import read_file

    refuse_no_code(code)
    folder, title, remarks = directory, name or code, []
    data = directory / "data"
    if (data / "network.yaml").is_file():
        network = read_file("network", data / "network.yaml", directory).model
        folder = data / "regions"
        if isinstance(network, Network):
            listed = {region.code: region for region in (*network.regions, *network.candidates)}
            if code in {region.code for region in network.candidates}:
                folder = data / "candidates"
            if code in listed:
                title = name or listed[code].title
            else:
                remarks.append(
                    f"{code} is not listed in data/network.yaml yet. Under 'regions' or 'candidates' write:\n"
                    f"  - code: {code}\n    name: {{en: {json.dumps(title)}}}\n"
                    f"    country: {code[:2]}\n    nuts: [{code}]\n    vintage: 2024"
                )
    slug = slug_of(title)
    return {folder / f"{code}-{slug}.yaml": inventory_text(code, title, data).encode()}, remarks
