"""Findings as they leave `ceecluster validate`: on a screen, or in the form somebody asked for."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.checks.checked import Checked
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


def named(checked: Checked, files: list[str]) -> list[str]:
    """Files of the workspace named from the repository's root."""
    from ceecluster.findings import Finding, Place, Severity

    made = [Finding(Place(name), Severity.NOTE, "", "") for name in files]
    return [finding.where.file for finding in based(checked, made)]


def based(checked: Checked, findings: list[Finding]) -> list[Finding]:
    """The findings with files named from the repository's root, whichever folder one stands in."""
    from dataclasses import replace
    from functools import cache

    from ceecluster.inputs import home_of, located

    home = home_of(checked.root)

    @cache
    def name_of(shown: str) -> str:
        path = located(shown, checked.root)
        path = path.parent.resolve() / path.name
        return path.relative_to(home).as_posix() if path.is_relative_to(home) else shown

    return [
        replace(
            finding,
            where=replace(finding.where, file=name_of(finding.where.file)),
            related=tuple(
                replace(other, where=replace(other.where, file=name_of(other.where.file))) for other in finding.related
            ),
        )
        for finding in findings
    ]


def text_of(
    checked: Checked, findings: list[Finding], listed: list[Finding], format: FindingFormat, *, table: bool
) -> str:
    """The findings in a form; `listed` are those that people see one by one, `findings` all that are counted."""
    from ceecluster.findings import order
    from ceecluster.forms.findings import machines, people

    if format is FindingFormat.json:
        return machines.to_json(findings, checked.digests)
    if format is FindingFormat.github:
        return machines.to_github(order(based(checked, findings)))
    if format is FindingFormat.gitlab:
        return machines.to_gitlab(order(based(checked, findings)))
    if format is FindingFormat.sarif:
        from ceecluster.checks.catalogue import RULES

        return machines.to_sarif(order(based(checked, findings)), RULES)
    if format is FindingFormat.junit:
        return machines.to_junit(order(based(checked, findings)), sorted(named(checked, checked.files)))
    if format is FindingFormat.markdown:
        from ceecluster.checks.kept import counts
        from ceecluster.cli.counts import counts_in_markdown

        text = people.to_markdown(listed, people.summary(findings, len(checked.files)))
        for each in counts(checked) if table else ():
            text += "\n" + counts_in_markdown(each) + "\n"
        return text
    lines = [line for _, line in people.text_lines(listed, _source_lines(checked), 100)]
    return "\n".join([*lines, people.summary(findings, len(checked.files))]) + "\n"


def print_findings(
    checked: Checked, findings: list[Finding], listed: list[Finding], *, table: bool, quiet: bool
) -> None:
    """Findings on standard output in colour where it is a terminal."""
    from rich.text import Text

    from ceecluster.checks.kept import counts
    from ceecluster.cli.output import console, width_of
    from ceecluster.forms.findings import people
    from ceecluster.forms.terminal_table import hung

    out, width = console(sys.stdout), width_of(sys.stdout)
    styles = {"error": "bold red", "warning": "yellow", "note": "cyan", "source": "dim", "hint": ""}
    for style, line in people.text_lines(listed, _source_lines(checked), out.width):
        for part in [line] if width is None or style == "source" else hung(line, width):
            out.print(Text(part, style=styles[style]), soft_wrap=True)
    if table and (tables := counts(checked)):
        from ceecluster.cli.counts import print_counts

        for each in tables:
            out.print()
            print_counts(each, out)
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

    from ceecluster.inputs import paths, show
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
