"""What can go wrong in use, as exceptions that carry a cure; findings about data are values, not exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class CeeclusterError(Exception):
    """Base of all errors of this package."""

    exit_code = 3


class UsageError(CeeclusterError):
    """A wrong call: what is wrong, and what to do instead."""

    exit_code = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class DataError(CeeclusterError):
    """The data do not allow what was asked for; the findings say why."""

    exit_code = 1


_WORD = 4
"""Letters of a word that is looked for in names of several."""


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, ignoring case; None if none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def unknown(what: str, name: str, known: Iterable[str], called: Mapping[str, str] | None = None) -> UsageError:
    """The error for a name that does not exist, with the nearest one that does.

    `called` are names in words of what the known ones stand for.
    """
    names, words = sorted(known), {word.casefold(): code for word, code in (called or {}).items()}
    near = suggest(name, names) or words.get(suggest(name, words) or "")
    if near is None and len(name) >= _WORD:
        near = next((code for word, code in words.items() if name.casefold() in word.split()), None)
    shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    cure = f"Did you mean '{near}'?" if near else f"Known: {shown}" if names else "There is none here"
    return UsageError(f"unknown {what} '{name}'", cure)
