"""Findings: what is wrong with a file, where, why, and how to mend it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Generic, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


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
    """Path of the file."""
    line: int | None = None
    """From 1; None for a cell, and for the file as a whole."""
    column: int | None = None
    """From 1."""
    sheet: str | None = None
    """Of a workbook."""
    cell: str | None = None
    """Of a workbook: `C7`."""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}:{self.sheet}!{self.cell}" if self.cell else f"{self.file}:{self.sheet}"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Sorting key: by file, then by position."""
        return (self.file, self.sheet or "", self.line or 0, self.column or 0)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, and what is there: `the first stands in`."""

    JSON: ClassVar = ("file=where.file", "line=where.line", "words")

    where: Place
    words: str
    """What is there."""


Path = tuple[str | int, ...]
"""Keys and indices from the root of a document to a value."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: the same value is shown on a terminal, in SARIF, and in a test."""

    JSON: ClassVar = (
        "file=where.file", "line=where.line", "column=where.column", "sheet=where.sheet", "cell=where.cell", "severity",
        "code", "message=said", "hint", "path", "template", "arguments=named", "suggestion", "related",
    )  # fmt: skip

    where: Place
    severity: Severity
    code: str
    """Of the rule."""
    message: str
    hint: str = ""
    """What to do about it; empty where the message says it."""
    path: Path | None = None
    """Where the value stands in its document; None for what is said of a file as a whole."""
    values: tuple[str, ...] = ()
    """The words that are wrong, as they were typed, where the finding is about words."""
    suggestion: str | None = None
    """What was likely meant instead: a name, a code, a text."""
    related: tuple[Related, ...] = ()
    """Other places it speaks of."""
    arguments: tuple[tuple[str, str], ...] = ()
    """What the rule worded, by name."""
    template: str = ""
    """The message with `{names}` where the arguments stand; empty for one that no rule of the catalogue made."""

    @property
    def named(self) -> dict[str, str]:
        """The arguments by name."""
        return dict(self.arguments)

    @property
    def said(self) -> str:
        """The message with the places it speaks of: a line of the same file, or a whole place."""
        more = [
            f"{other.words} line {other.where.line}"
            if other.where.file == self.where.file and other.where.line and not other.where.sheet
            else f"{other.words} {other.where}"
            for other in self.related
        ]
        return "; ".join([self.message, *more])

    def __str__(self) -> str:
        return f"{self.where}: {self.severity} {self.code} {self.said}"


@dataclass(frozen=True, slots=True)
class Message:
    """What a finding says: a template, and what its {names} stand for."""

    template: str
    arguments: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.template.format_map(dict(self.arguments))


def say(template: str, /, **arguments: object) -> Message:
    """A message of a template with named arguments, each as it is shown."""
    return Message(template, tuple((name, str(value)) for name, value in arguments.items()))


Cure = str | tuple[str, str | None]
"""A hint, or what `mean` makes of a near name: a hint with the suggestion."""


class Told(NamedTuple):
    """What a rule has to say at a place; a pair (message, hint) is enough where there is no more."""

    message: str | Message
    """A template with its arguments; of a rule of reading the template alone, whose names are the rule's own."""
    hint: str = ""
    suggestion: str | None = None
    values: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule(Generic[P, R_co]):
    """A rule of the catalogue: what it looks for, and how bad that is. Calling it applies it."""

    code: str
    severity: Severity
    needs: tuple[str, ...]
    """Fields of a record, or of the head of its file, that must have been read well: where one was not, what the rule
    finds is the same mistake again and is left out."""
    apply: Callable[P, R_co]
    """For a rule of reading: its arguments to what is told of them. For others: a context to places and what is told
    of each."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Apply the rule."""
        return self.apply(*args, **kwargs)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process finds the rule where it is defined."""
        return _defined, (self.apply.__module__, self.name)

    @property
    def name(self) -> str:
        """Its name in the code."""
        return self.apply.__name__

    @property
    def manual(self) -> str:
        """Its manual page."""
        return inspect.getdoc(self.apply) or ""


def _defined(module: str, name: str) -> object:
    return getattr(import_module(module), name)


@cache
def _arguments(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of what a function is applied to."""
    return tuple(inspect.signature(function).parameters)


def rule(code: str, severity: Severity, *, needs: tuple[str, ...] = ()) -> Callable[[Callable[P, R_co]], Rule[P, R_co]]:
    """Make a rule of a function; its docstring is the rule's manual page."""
    return lambda function: Rule(code, severity, needs, function)


def complain(about: Rule[..., tuple[object, ...]], where: Place, *args: object, path: Path | None = None) -> Finding:
    """Make the finding of a rule of reading, which words what it is given."""
    named = tuple((name, str(value)) for name, value in zip(_arguments(about.apply), args, strict=False))
    return stamped(about, where, about(*args), path, named)


def stamped(
    about: Rule[..., object],
    where: Place,
    told: tuple[Any, ...],
    path: Path | None = None,
    arguments: tuple[tuple[str, str], ...] = (),
) -> Finding:
    """The finding of what a rule told about a place."""
    words = Told(*told)
    said = words.message if isinstance(words.message, Message) else Message(words.message)
    if arguments:
        said = Message(said.template, tuple({**dict(arguments), **dict(said.arguments)}.items()))
    return Finding(
        where,
        about.severity,
        about.code,
        str(said),
        words.hint,
        path,
        words.values,
        words.suggestion,
        words.related,
        said.arguments,
        said.template,
    )


def mean(near: str | None, otherwise: str) -> tuple[str, str | None]:
    """(hint, suggestion): `did you mean …?` where a near name is known."""
    return (f"did you mean '{near}'?", near) if near else (otherwise, None)


def answered(where: Place, severity: Severity, code: str, message: str | Message, cure: Cure) -> Finding:
    """The finding of what a form that came back says at a place."""
    said = message if isinstance(message, Message) else Message(message)
    hint, suggestion = (cure, None) if isinstance(cure, str) else cure
    return Finding(
        where,
        severity,
        code,
        str(said),
        hint,
        suggestion=suggestion,
        arguments=said.arguments,
        template=said.template,
    )


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
            message, hint = more(finding.code)
            kept.append(Finding(finding.where, finding.severity, finding.code, message, hint))
    return kept


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings; None without findings."""
    return max((f.severity for f in findings), key=lambda s: s.rank, default=None)
