"""`ceecluster validate`: everything that is wrong with the inventories, at once."""

from __future__ import annotations

import gc
import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import ForceOption, OutputOption, QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.checks.run import Checked
    from ceecluster.findings import Finding
    from ceecluster.forms.findings.people import SourceLine


class FindingFormat(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"
    github = "github"
    gitlab = "gitlab"
    sarif = "sarif"
    junit = "junit"
    markdown = "markdown"


FINDINGS = {
    "text": (".txt",),
    "json": (".json",),
    "github": (".txt",),
    "gitlab": (".json",),
    "sarif": (".sarif", ".sarif.json", ".json"),
    "junit": (".xml",),
    "markdown": (".md", ".markdown"),
}
"""Endings of files of findings: where two forms share one, the first is meant unless -f says otherwise."""


class FailOn(StrEnum):
    """From which severity on the command fails."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


def validate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...", help="Files to report on; default is the whole workspace.", show_default=False
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    format: Annotated[
        FindingFormat | None,
        typer.Option(
            "--format",
            "-f",
            show_default=False,
            help="Form of the findings. Default: by FILE's ending, else text.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="CODES",
            help="Only these codes or families (CC3, CC404); commas between.",
            show_default=False,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODES", help="Leave these codes or families out.", show_default=False),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Exit 1 from this severity on.")] = FailOn.error,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, and show each change.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --fix: show the changes, write nothing.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix: likely words too, which want a look.")
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", show_default=False, help="Leave out the known findings of FILE."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(
            "--write-baseline",
            metavar="FILE",
            show_default=False,
            help="Write what is found as known ones.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            show_default=False,
            help="Encoding of files that are not Unicode: windows-1252.",
        ),
    ] = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="In text and Markdown, list notes too; they are always counted.")
    ] = False,
    table: Annotated[
        bool, typer.Option("--table/--no-table", help="Completeness by region, level and field after the findings.")
    ] = True,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check inventories: every problem at once, with place, reason and cure.

    Examples:

    - **ceecluster validate** checks the workspace around you
    - **ceecluster validate data/regions/AT31-upper-austria.yaml** reports on one file
    - **ceecluster validate --format github** annotates a pull request
    - **ceecluster validate --select CC3 --fail-on warning** looks at evidence only
    - **ceecluster validate --fix --dry-run** shows what could be mended
    """
    from ceecluster.checks.catalogue import ACROSS, LOCAL
    from ceecluster.checks.run import check
    from ceecluster.cli.destination import destination
    from ceecluster.errors import UsageError
    from ceecluster.findings import Severity, worst
    from ceecluster.processes import processors
    from ceecluster.reading import find_workspace

    # This short process makes millions of small things and no circles: looking for circles would cost a tenth of it.
    gc.disable()
    to = destination(context, FINDINGS, "text")
    codec = codec_of(encoding)
    root, _ = find_workspace(_around(paths, workspace), required=True)
    only, loose = _wanted(root, paths or [])
    if fix:
        from ceecluster.cli.fixing import Wish, fix_files

        if loose:
            raise UsageError("--fix mends the files of a workspace", "run it inside one, or name it with -w")
        fix_files(root, only, Wish(write=not dry_run, unsafe=unsafe_fixes, encoding=codec))
    checked = check(root, local=LOCAL, across=ACROSS, only=only, loose=loose, processes=processors(), encoding=codec)
    findings = _chosen(checked.findings, select, ignore)
    if write_baseline is not None:
        from ceecluster.cli.baseline import write_baseline as write

        write(write_baseline, _based(checked, findings))
        return
    if baseline is not None:
        findings = _without_known(checked, findings, baseline, quiet=quiet)
    table = table and not quiet and not paths
    listed = findings if notes or select else [f for f in findings if f.severity is not Severity.NOTE]
    form = FindingFormat(to.form)
    if form is FindingFormat.text and to.path is None:
        _print(checked, findings, listed, table=table, quiet=quiet)
    else:
        to.write(_text(checked, findings, listed, form, table=table).encode())
    level = worst(findings)
    if fail_on is not FailOn.never and level is not None and level.rank >= Severity(fail_on.value).rank:
        raise typer.Exit(1)


def _without_known(checked: Checked, findings: list[Finding], baseline: Path, *, quiet: bool) -> list[Finding]:
    """The findings that the list of known ones does not have; how many were left out is said on standard error."""
    from ceecluster.cli.baseline import new_ones, read_baseline

    based = _based(checked, findings)
    new, gone = new_ones(based, read_baseline(baseline))
    kept = [finding for finding, own in zip(findings, based, strict=True) if any(own is each for each in new)]
    if not quiet:
        print(f"{len(findings) - len(kept)} known findings left out; {gone} of the list are gone.", file=sys.stderr)
    return kept


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
        known = "windows-1250, windows-1252, iso-8859-1, iso-8859-2, iso-8859-15, cp852"
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
    from ceecluster.reading import COMPANIONS, ENDINGS, paths, together

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


def _chosen(findings: list[Finding], select: list[str] | None, ignore: list[str] | None) -> list[Finding]:
    from ceecluster.checks.catalogue import RULES
    from ceecluster.errors import unknown

    def codes(given: list[str] | None) -> tuple[str, ...]:
        wanted = tuple(code.strip().upper() for item in given or () for code in item.split(",") if code.strip())
        for code in wanted:
            if not any(known.startswith(code) for known in RULES):
                raise unknown("code", code, RULES)
        return wanted

    chosen, left_out = codes(select), codes(ignore)

    def wanted(code: str) -> bool:
        """The most specific word about a code wins: `--select CC201 --ignore CC2` leaves CC201 alone of its family."""
        yes = max((len(family) for family in chosen if code.startswith(family)), default=-1 if chosen else 0)
        no = max((len(family) for family in left_out if code.startswith(family)), default=-1)
        return yes > no

    return [finding for finding in findings if wanted(finding.code)]


def _named(checked: Checked, files: list[str]) -> list[str]:
    """Files of the workspace named from the repository's root."""
    from ceecluster.findings import Finding, Place, Severity

    made = [Finding(Place(name), Severity.NOTE, "", "") for name in files]
    return [finding.where.file for finding in _based(checked, made)]


def _based(checked: Checked, findings: list[Finding]) -> list[Finding]:
    """The findings with files named from the repository's root, whichever folder one stands in."""
    from dataclasses import replace
    from functools import cache

    from ceecluster.reading import home_of, located

    home = home_of(checked.root)

    @cache
    def named(shown: str) -> str:
        path = located(shown, checked.root)
        path = path.parent.resolve() / path.name
        return path.relative_to(home).as_posix() if path.is_relative_to(home) else shown

    return [
        replace(
            finding,
            where=replace(finding.where, file=named(finding.where.file)),
            related=tuple(
                replace(other, where=replace(other.where, file=named(other.where.file))) for other in finding.related
            ),
        )
        for finding in findings
    ]


def _text(
    checked: Checked, findings: list[Finding], listed: list[Finding], format: FindingFormat, *, table: bool
) -> str:
    from ceecluster.checks.catalogue import RULES
    from ceecluster.findings import order
    from ceecluster.forms.findings import machines, people

    if format is FindingFormat.json:
        return machines.to_json(findings, {"files": checked.digests})
    if format is FindingFormat.github:
        return machines.to_github(order(_based(checked, findings)))
    if format is FindingFormat.gitlab:
        return machines.to_gitlab(order(_based(checked, findings)))
    if format is FindingFormat.sarif:
        return machines.to_sarif(order(_based(checked, findings)), RULES)
    if format is FindingFormat.junit:
        return machines.to_junit(order(_based(checked, findings)), sorted(_named(checked, checked.files)))
    if format is FindingFormat.markdown:
        text = people.to_markdown(listed, people.summary(findings, len(checked.files)))
        if table and checked.world is not None:
            from ceecluster.report.markdown import write_table
            from ceecluster.report.views.completeness import completeness_table
            from ceecluster.report.views.evidence import evidence_table

            for each in (completeness_table(checked.world), evidence_table(checked.world)):
                text += "\n" + write_table(each) + "\n"
        return text
    lines = [line for _, line in people.text_lines(listed, _source_lines(checked), 100)]
    return "\n".join([*lines, people.summary(findings, len(checked.files))]) + "\n"


def _print(checked: Checked, findings: list[Finding], listed: list[Finding], *, table: bool, quiet: bool) -> None:
    """Findings on standard output in colour where it is a terminal."""
    from rich.text import Text

    from ceecluster.cli.output import console, table_on
    from ceecluster.forms.findings import people

    out = console(sys.stdout)
    styles = {"error": "bold red", "warning": "yellow", "note": "cyan", "source": "dim", "hint": ""}
    for style, line in people.text_lines(listed, _source_lines(checked), out.width):
        out.print(Text(line, style=styles[style]), soft_wrap=True)
    if table and checked.world is not None and checked.world.regions:
        from ceecluster.report.views.completeness import completeness_table
        from ceecluster.report.views.evidence import evidence_table

        for each in (completeness_table(checked.world), evidence_table(checked.world)):
            out.print()
            table_on(each, out)
        out.print()
    if quiet:
        return
    out.print(Text(people.summary(findings, len(checked.files)), style="bold"))
    if listed:
        first = max(listed, key=lambda finding: finding.severity.rank)
        out.print(Text(f"Explain one: ceecluster explain {first.code}", style="dim"))
    elif findings:
        out.print(Text("Notes say what could still be documented; list them with --notes.", style="dim"))


def _source_lines(checked: Checked) -> SourceLine:
    """A function from a finding to its source line; each text file is read once more at most."""
    from functools import lru_cache

    from ceecluster.reading import paths, show
    from ceecluster.sources.decoding import UnreadableError, decode, read_bytes

    files = {show(path, checked.root): path for _, path in paths(checked.root)}

    @lru_cache(maxsize=8)
    def lines(name: str) -> list[str]:
        if name not in files or not name.lower().endswith((".yaml", ".yml", ".csv")):
            return []
        try:
            text, _ = decode(read_bytes(files[name], name, checked.root), name, legacy=True)
        except UnreadableError:
            return []
        return re.split(r"\r\n|\r|\n", text)

    def source_line(finding: Finding) -> str | None:
        number = finding.where.line
        if finding.where.sheet or number is None:
            return None
        found = lines(finding.where.file)
        return found[number - 1] if number <= len(found) else None

    return source_line
