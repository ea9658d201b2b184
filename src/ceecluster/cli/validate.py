"""`ceecluster validate`: everything that is wrong with the inventories, at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ceecluster.cli.findings import FINDINGS, FindingFormat
from ceecluster.cli.fixing import Wish
from ceecluster.cli.options import ForceOption, OutputOption, QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.checks.checked import Checked
    from ceecluster.findings import Rule


class FailOn(StrEnum):
    """From which severity on the command fails."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="Files to report on; default is the whole workspace.", show_default=False),
]
FormOption = Annotated[
    FindingFormat | None,
    typer.Option(
        "--format", "-f", show_default=False, help="Form of the findings. Default: by FILE's ending, else text."
    ),
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="CODES",
        show_default=False,
        help="Only these codes or families (CC3, CC404); commas between.",
    ),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="CODES", help="Leave these codes or families out.", show_default=False),
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit 1 from this severity on.")]
FixOption = Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, and show each change.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="With --fix: show the changes, write nothing.")]
UnsafeOption = Annotated[bool, typer.Option("--unsafe-fixes", help="With --fix: likely words too, which want a look.")]
BaselineOption = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", show_default=False, help="Leave out the known findings of FILE."),
]
WriteBaselineOption = Annotated[
    Path | None,
    typer.Option("--write-baseline", metavar="FILE", show_default=False, help="Write what is found as known ones."),
]
SummaryOption = Annotated[
    Path | None,
    typer.Option("--summary", metavar="FILE", show_default=False, help="Append the findings in Markdown to FILE, too."),
]
AnnotateOption = Annotated[
    Path | None,
    typer.Option(
        "--annotate",
        metavar="COPY",
        show_default=False,
        help="Write a copy of the one workbook, findings in its cells.",
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", show_default=False, help="Encoding of files that are not Unicode: windows-1252."
    ),
]
NotesOption = Annotated[
    bool, typer.Option("--notes", help="In text and Markdown, list notes too; they are always counted.")
]
SuggestOption = Annotated[
    bool,
    typer.Option("--suggest", help="For records without codes, name those of like records and definitions (CC213)."),
]
TableOption = Annotated[
    bool, typer.Option("--table/--no-table", help="Completeness by region, level and field after the findings.")
]


# Long by its options: each is declared where typer reads it.
def validate(
    context: typer.Context,
    paths: PathsArgument = None,
    workspace: WorkspaceOption = None,
    format: FormOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    fail_on: FailOnOption = FailOn.error,
    fix: FixOption = False,
    dry_run: DryRunOption = False,
    unsafe_fixes: UnsafeOption = False,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    summary: SummaryOption = None,
    annotate: AnnotateOption = None,
    encoding: EncodingOption = None,
    notes: NotesOption = False,
    suggest: SuggestOption = False,
    table: TableOption = True,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check inventories: every problem at once, with place, reason and cure.

    Examples:

    - **ceecluster validate** checks the workspace around you
    - **ceecluster validate data/regions/FILE** reports on one file
    - **ceecluster validate --format github** annotates a pull request
    - **ceecluster validate --select CC3 --fail-on warning** looks at evidence only
    - **ceecluster validate FORM.xlsx --annotate CHECKED.xlsx** writes what is found into a copy of a form
    - **ceecluster validate --fix --dry-run** shows what could be mended
    - **ceecluster validate FORM.xlsx --suggest** asks of records without codes whether one was forgotten
    """
    from ceecluster.checks.kept import checked as kept_or_checked
    from ceecluster.cli.choice import chosen_findings, without_known
    from ceecluster.cli.destination import destination, refuse_inputs
    from ceecluster.cli.findings import based, print_findings, text_of
    from ceecluster.findings import Severity, worst
    from ceecluster.inputs import find_workspace
    from ceecluster.processes import processors
    from ceecluster.report.files import check_place

    # This short process makes millions of small things and no circles: looking for circles would cost a tenth of it.
    gc.disable()
    to = destination(context, FINDINGS, "text")
    if summary is not None:
        check_place(summary)
        refuse_inputs(context, [summary])
    codec = codec_of(encoding)
    if annotate is not None:
        from ceecluster.cli.annotating import check_copy

        check_copy(context, paths or [], annotate)
    root, _ = find_workspace(_around(paths, workspace), required=True)
    only, loose = _wanted(root, paths or [])
    if fix:
        _fix(root, only, loose, Wish(write=not dry_run, unsafe=unsafe_fixes, encoding=codec))
    beside = _on_request(select, suggest=suggest)
    if beside or loose:
        checked = _checked_beside(root, only, loose, beside, codec)
    else:
        checked = kept_or_checked(root, world=False, only=only, encoding=codec, processes=processors())
    findings = chosen_findings(checked.findings, select, ignore)
    if write_baseline is not None:
        from ceecluster.cli.baseline import write_baseline as write

        write(write_baseline, based(checked, findings))
        return
    if baseline is not None:
        findings = without_known(checked, findings, baseline, quiet=quiet)
    table = table and not quiet and not paths
    shown = {rule.code for rule in beside}
    listed = (
        findings if notes or select else [f for f in findings if f.severity is not Severity.NOTE or f.code in shown]
    )
    form = FindingFormat(to.form)
    if form is FindingFormat.text and to.path is None:
        print_findings(checked, findings, listed, table=table, quiet=quiet)
    else:
        to.write(text_of(checked, findings, listed, form, table=table).encode())
    if summary is not None:
        _append(summary, text_of(checked, findings, listed, FindingFormat.markdown, table=table))
    if annotate is not None and paths:
        from ceecluster.cli.annotating import write_copy

        write_copy(paths[0], annotate, findings, quiet=quiet)
    level = worst(findings)
    if fail_on is not FailOn.never and level is not None and level.rank >= Severity(fail_on.value).rank:
        raise typer.Exit(1)


def _on_request(select: list[str] | None, *, suggest: bool) -> Sequence[Rule[..., object]]:
    """The rules that are asked for by `--suggest`, or by their codes."""
    if not (suggest or select):
        return ()
    from ceecluster.checks.catalogue import BESIDE
    from ceecluster.cli.choice import named

    return BESIDE if suggest or named(BESIDE, select) else ()


def _checked_beside(
    root: Path, only: list[Path], loose: list[Path], beside: Sequence[Rule[..., Any]], codec: str | None
) -> Checked:
    """A check with files from elsewhere, or by more rules: its outcome is not kept."""
    from ceecluster.checks.catalogue import ACROSS, LOCAL
    from ceecluster.checks.run import check
    from ceecluster.processes import processors

    return check(
        root,
        local=LOCAL,
        across=ACROSS,
        beside=beside,
        only=only,
        loose=loose,
        processes=processors(),
        encoding=codec,
    )


def _fix(root: Path, only: list[Path], loose: list[Path], wish: Wish) -> None:
    from ceecluster.cli.fixing import fix_files
    from ceecluster.errors import UsageError

    if loose:
        raise UsageError("--fix mends the files of a workspace", "run it inside one, or name it with -w")
    fix_files(root, only, wish)


def _append(path: Path, text: str) -> None:
    """Put a text behind what a file holds, as the summary of a CI run collects them; UsageError where that fails."""
    from ceecluster.errors import UsageError

    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"'{path}' cannot be written: {error.strerror}", "choose another file") from error


def codec_of(name: str | None) -> str | None:
    """The codec of a name; UsageError for one that is unknown or Unicode."""
    import codecs

    from ceecluster.errors import UsageError
    from ceecluster.sources.encodings import NAMES

    if name is None:
        return None
    spelt = {"windows-1250": "cp1250", "windows-1252": "cp1252"}.get(name.lower(), name)
    try:
        codec = codecs.lookup(spelt).name
        "".encode(codec)
    except (LookupError, ValueError):
        codec = ""
    if codec not in NAMES:
        known = "windows-1250, windows-1252, iso-8859-1, iso-8859-2, iso-8859-15, cp850, cp852, mac-roman, mac-latin2"
        raise UsageError(f"'{name}' is no encoding that is read here", f"known: {known}")
    return codec


def _around(paths: list[Path] | None, workspace: Path | None) -> Path | None:
    """The workspace given, else the one around the first file given."""
    if workspace is not None or not paths:
        return workspace
    for folder in _target(paths[0]).parents:
        if (folder / "network.yaml").is_file():
            return folder
    return None


def _target(path: Path) -> Path:
    """Where a path leads; a link that leads in a circle stays where it is (`Path.resolve` would raise)."""
    return Path(os.path.realpath(path))


def _wanted(root: Path, given: list[Path]) -> tuple[list[Path], list[Path]]:
    """(files of the workspace, files from elsewhere) among those given; a folder stands for the files below it."""
    from ceecluster.errors import UsageError
    from ceecluster.inputs import COMPANIONS, ENDINGS, paths, together

    if not given:
        return [], []
    inside = {_target(path): path for _, path in paths(root)}
    only: list[Path] = []
    loose: list[Path] = []
    for path in given:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(f"there is no file '{path}'")
        target = _target(path)
        # A companion is read with its table.
        if path.name.lower().endswith(COMPANIONS):
            target = target.with_name(target.name.rsplit(".", 2)[0] + ".csv")
        below = [file for resolved, file in inside.items() if resolved == target or target in resolved.parents]
        if below:
            only += [each for file in below for each in together(file)]
        elif path.is_file() and path.name.lower().endswith(ENDINGS):
            loose.append(path)
        else:
            raise UsageError(f"'{path}' is no inventory", f"files end in {', '.join(ENDINGS[:4])}")
    return only, loose
