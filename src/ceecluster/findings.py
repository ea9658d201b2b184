"""Findings: what is wrong with a file, where, why, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for a note, 2 for an error."""
        return ("note", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: line and column (from 1), or sheet and cell."""

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}:{self.sheet}!{self.cell}" if self.cell else f"{self.file}:{self.sheet}"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Sorting key: by file, then by position."""
        return (self.file, self.sheet or "", self.line or 0, self.column or 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: the same value is shown on a terminal, in SARIF, and in a test."""

    where: Place
    severity: Severity
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.severity} {self.code} {self.message}"


F = TypeVar("F", bound=Callable[..., Any])


def rule(code: str, severity: Severity, *, needs: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Attach a code and a severity to a function; its docstring is the rule's manual page.

    `needs` are fields of a record, or of the head of its file, that must have been read well: where one was not,
    what the rule finds is the same mistake again and is left out.
    """

    def attach(function: F) -> F:
        function.code = code  # type: ignore[attr-defined]  # functions carry attributes
        function.severity = severity  # type: ignore[attr-defined]
        function.needs = needs  # type: ignore[attr-defined]
        return function

    return attach


def complain(about: Callable[..., tuple[str, str]], where: Place, *args: object) -> Finding:
    """Make the finding of a wording rule: `about(*args)` words it, its attributes stamp it."""
    message, hint = about(*args)
    return Finding(where, about.severity, about.code, message, hint)  # type: ignore[attr-defined]  # see rule()


_SUGGESTED = re.compile(r"did you mean '([^']+)'")


def suggested(finding: Finding) -> str | None:
    """The name that a finding's hint suggests, if it does."""
    found = _SUGGESTED.search(finding.hint)
    return found[1] if found else None


def order(findings: Iterable[Finding]) -> list[Finding]:
    """By place, then code; equal findings once."""
    return sorted(set(findings), key=lambda f: (f.where.key, f.code, f.message))


MAX_ALIKE = 500
"""Findings of one rule in one file (or across the network) that are listed."""


def more(code: str) -> tuple[str, str]:
    """Message and hint that stand for the rest, so that a broken file neither floods nor stalls the check."""
    return f"more findings of {code}; {MAX_ALIKE} are listed", "mend those first"


def limited(findings: Iterable[Finding]) -> list[Finding]:
    """The first findings of each code, and one for the rest."""
    counts: dict[str, int] = {}
    kept = []
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] <= MAX_ALIKE:
            kept.append(finding)
        elif counts[finding.code] == MAX_ALIKE + 1:
            kept.append(replace(finding, message=more(finding.code)[0], hint=more(finding.code)[1]))
    return kept


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings; None without findings."""
    return max((f.severity for f in findings), key=lambda s: s.rank, default=None)
