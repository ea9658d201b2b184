"""`ceecluster import`: what others wrote, as parts of this workspace."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ceecluster.cli.options import WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.officers.foreign import ForeignTable
    from ceecluster.officers.merging import Difference

_ALIKE = 3
"""Findings of one kind that are listed."""


class Imports(StrEnum):
    """What can be imported."""

    table = "table"
    decisions = "decisions"
    selfcheck = "selfcheck"
    positions = "positions"
    idea = "idea"
    review = "review"


# Long because the options of every kind of import stand in one signature, where a user looks for them.
def importing(
    what: Annotated[Imports, typer.Argument(help="What to import.", show_default=False)],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Somebody's table: .csv or a workbook.", show_default=False)
    ],
    mapping: Annotated[
        str | None,
        typer.Option(
            "--map",
            metavar="MAP",
            show_default=False,
            help="Mapping file (YAML), or the name of a packaged one: keep-eu, cordis.",
        ),
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Draft a mapping for FILE instead.")] = False,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="With --suggest: sheet of a workbook.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", show_default=False, help="Inventory (or draft) to write, ending in .yaml."
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Bring in what others wrote: somebody's table by a mapping file, or a form that came back.

    An import of a table can be repeated: what was changed by hand since the last one stays, and differences are shown.

    Examples:

    - **ceecluster import table survey.xlsx --suggest -o survey.map.yaml** drafts the mapping
    - **ceecluster import table survey.xlsx --map survey.map.yaml -o data/national/DK.yaml** imports it
    - **ceecluster import decisions decisions.xlsx** what a meeting decided (the form: init decisions)
    - **ceecluster import positions ANSWER.docx** what a region answers to the draft (the form: init positions)
    - **ceecluster import review ANSWER.xlsx** what a region says of its own record (the form: init review)
    - **ceecluster import selfcheck ANSWER.xlsx** how a cluster sees itself (the form: init selfcheck)
    - **ceecluster import idea IDEA.xlsx** a pilot that a cluster proposes (the form: init idea -o IDEA.xlsx)
    - **ceecluster import table organization.csv --map cordis -o projects.yaml** reads an export of CORDIS
    """
    from ceecluster.cli.form_starting import framework_around
    from ceecluster.errors import UsageError
    from ceecluster.report.files import check_place

    if not file.is_file():
        raise UsageError(f"there is no file '{file}'")
    if what is not Imports.table:
        _answers(what, file, workspace)
        return
    if suggest == (mapping is not None):
        raise UsageError("an import needs a mapping", "give --map MAP, or draft one with --suggest")
    if output is not None:
        check_place(output)
        if output.suffix.lower() not in (".yaml", ".yml"):
            raise UsageError(
                f"'{output}' is no YAML file", "end it in .yaml; ceecluster convert makes other forms of it"
            )
    _, framework = framework_around(workspace)
    if suggest:
        _draft(file, sheet, output, framework)
    elif mapping is not None:
        if output is None:
            raise UsageError("an import needs a file to write", "for example: -o data/regions/CODE-name.yaml")
        _import(file, mapping, output, framework)


def _answers(what: Imports, file: Path, workspace: Path | None) -> None:
    """Read a form that came back."""
    from ceecluster.cli.answering import import_decisions, import_idea, import_selfcheck
    from ceecluster.cli.positions import import_positions
    from ceecluster.cli.reviews import import_review
    from ceecluster.errors import UsageError
    from ceecluster.sources.decoding import UnreadableError

    roads = {
        Imports.decisions: import_decisions,
        Imports.selfcheck: import_selfcheck,
        Imports.positions: import_positions,
        Imports.idea: import_idea,
        Imports.review: import_review,
    }
    try:
        roads[what](file, workspace)
    except UnreadableError as error:
        raise UsageError(str(error.finding), error.finding.hint) from error


def _draft(file: Path, sheet: str | None, output: Path | None, framework: World) -> None:
    """Write or print the draft of a mapping."""
    import yaml

    from ceecluster.cli.output import say
    from ceecluster.errors import UsageError
    from ceecluster.officers.suggesting import flags_of, suggested
    from ceecluster.report.files import write_whole

    table = _read(file, sheet, 1, None)
    draft = {**({"sheet": sheet} if sheet else {}), **suggested(table, framework)}
    flags = flags_of(table)
    left = [title for title in table.titles if title not in draft["columns"]]
    remarks = [f"# Not used: {title}{' (yes or no: see flags)' if title in flags else ''}" for title in left]
    text = yaml.safe_dump(draft, allow_unicode=True, sort_keys=False, width=120) + "\n".join([*remarks, ""])
    if output is None:
        print(text, end="")
        return
    if output.exists():
        raise UsageError(f"'{output}' exists already", "choose another name")
    write_whole(output, text.encode())
    say(f"Written: {output}")


def _read(file: Path, sheet: str | None, header: int, encoding: str | None) -> ForeignTable:
    """The foreign table; UsageError where there is none to be read."""
    from ceecluster.errors import UsageError
    from ceecluster.officers.foreign import read_foreign
    from ceecluster.sources.decoding import UnreadableError

    try:
        return read_foreign(file, file.as_posix(), sheet, header, encoding)
    except UnreadableError as error:
        raise UsageError(str(error.finding), error.finding.hint) from error


def _import(file: Path, given: str, output: Path, framework: World) -> None:
    """Import the table, put it together with what stands there, write it, and report."""
    from ceecluster.catalogues import known
    from ceecluster.cli.output import lines, say
    from ceecluster.cli.validate import codec_of
    from ceecluster.errors import DataError
    from ceecluster.names import Speller
    from ceecluster.officers.foreign import joined
    from ceecluster.officers.importing import imported
    from ceecluster.officers.mapping import errors_of, read_mapping, unknown_columns
    from ceecluster.report.files import write_whole
    from ceecluster.sources.plain import plain_inventory
    from ceecluster.sources.writers import to_yaml
    from ceecluster.wording import Voice
    from ceecluster.words.imported import difference_lines, imported_lines

    mapping, document, findings = read_mapping(given)
    table = None
    if mapping is not None and document is not None and not errors_of(findings):
        table = _read(file, mapping.sheet, mapping.header, codec_of(mapping.encoding))
        if mapping.join is not None:
            beside = file.with_name(mapping.join.file) if mapping.join.file is not None else file
            second = _read(beside, mapping.join.sheet, 1, codec_of(mapping.encoding))
            table = joined(table, second, mapping.join.own, mapping.join.other)
        findings = [*findings, *unknown_columns(mapping, document, table.titles)]
    _tell(findings)
    if mapping is None or table is None or errors_of(findings):
        raise DataError(f"the mapping '{given}' has errors; nothing was written")
    result = imported(table, mapping, framework, file.as_posix())
    if result.inventory is None:
        _tell(result.findings)
        raise DataError("nothing could be imported; nothing was written")
    body = plain_inventory(result.inventory)
    inventory, differences = _put_together(output, body)
    voice = Voice(Speller(framework), known(framework.network.language))
    told = (*imported_lines(result), *difference_lines(differences))
    lines("  " * depth + voice.plain(line) for depth, line in told)
    _tell([*table.findings, *result.findings])
    write_whole(output, to_yaml(inventory).encode())
    write_whole(_memory(output), (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    say(f"Written: {output}")


def _tell(findings: list[Any]) -> None:
    from ceecluster.cli.output import lines, tell_findings
    from ceecluster.forms.findings.people import visible

    alike: dict[tuple[str, str], int] = {}
    for finding in findings:
        seen = alike[finding.code, finding.hint] = alike.get((finding.code, finding.hint), 0) + 1
        if seen <= _ALIKE:
            tell_findings([finding])
    for (code, hint), count in alike.items():
        if count > _ALIKE:
            lines([visible(f"{count} findings of {code} in all: {hint}")], sys.stderr)


def _memory(output: Path) -> Path:
    """Where the last import is remembered, beside the inventory."""
    return output.with_name(f".{output.stem}.import.json")


def _put_together(output: Path, body: dict[str, object]) -> tuple[Any, list[Difference]]:
    """The inventory to write and how it differs from the table, after what stands there."""
    from ceecluster.errors import DataError, UsageError
    from ceecluster.findings import Severity
    from ceecluster.inputs import role_of
    from ceecluster.model import Inventory
    from ceecluster.officers.merging import merged
    from ceecluster.reading import read_file
    from ceecluster.sources.plain import plain_inventory

    if not output.exists():
        return Inventory.model_validate(body), []
    if not _memory(output).is_file():
        raise UsageError(
            f"'{output}' exists, and no import made it ('{_memory(output).name}' is not there)", "choose another name"
        )
    there = read_file(role_of(output), output, output.resolve().parent)
    if there.model is None or any(finding.severity is Severity.ERROR for finding in there.findings):
        raise DataError(f"'{output}' has errors; mend them first: ceecluster validate {output}")
    try:
        before = json.loads(_memory(output).read_text(encoding="utf-8"))
        together = merged(before, plain_inventory(there.model), body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"'{_memory(output)}' is not what an import wrote; remove it with '{output}'") from error
    return Inventory.model_validate(together.body), together.differences
