"""Findings for people: plain text with the source line, and Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ceecluster.findings import Finding, Severity
from ceecluster.forms.cells import markdown

SourceLine = Callable[[Finding], str | None]
"""Gives the source line of a finding, if there is one."""


def visible(text: str) -> str:
    """A text whose control and direction characters are shown as escapes, so that no file can paint the terminal."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def text_lines(findings: Sequence[Finding], source_line: SourceLine, width: int) -> Iterator[tuple[str, str]]:
    """(style, line) of every finding: its place and message, the source line with a caret, the hint."""
    for finding in findings:
        yield str(finding.severity), visible(str(finding))
        line = source_line(finding)
        column = finding.where.column or 1
        if line is not None and column <= len(line) + 1:
            # A long line is shown around the place, not from its beginning.
            start = max(0, column - 1 - (width - 12) // 2) if len(line) > width - 8 else 0
            yield "source", "    " + visible(line[start : start + width - 8])
            yield "source", "    " + " " * len(visible(line[start : column - 1])) + "^"
        if finding.hint:
            yield "hint", f"    {visible(finding.hint)}"


def summary(findings: Sequence[Finding], files: int) -> str:
    """One line: what was found where."""
    if not findings:
        return f"{plural(files, 'file')} checked, nothing found."
    counts = [(level, sum(f.severity == level for f in findings)) for level in Severity]
    found = ", ".join(plural(count, str(level)) for level, count in counts if count)
    where = len({finding.where.file for finding in findings})
    return f"{plural(files, 'file')} checked: {found} in {plural(where, 'file')}."


def to_markdown(findings: Sequence[Finding], summed_up: str) -> str:
    """A table per file, made to be posted on a pull request."""
    blocks = ["## ceecluster validate", summed_up]
    for name, group in groupby(findings, key=lambda finding: finding.where.file):
        rows = [f"| {_at(f)} | {f.severity} | {f.code} | {markdown(f.said)} | {markdown(f.hint)} |" for f in group]
        heads = ("place", "severity", "code", "finding", "what to do")
        table = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|", *rows]
        blocks += [f"### {markdown(name)}", "\n".join(table)]
    return "\n\n".join(blocks) + "\n"


def _at(finding: Finding) -> str:
    where = finding.where
    if where.sheet:
        return markdown(f"{where.sheet}!{where.cell}" if where.cell else where.sheet)
    return ":".join(str(part) for part in (where.line, where.column) if part is not None)


def plural(count: int, word: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {word if count == 1 else word + 's'}"
