"""Findings that somebody looked at and lets stand: at their line, with a reason, or in a list of known ones.

`# ceecluster: ignore[CC304] kept for the next edition` silences CC304 on its line; alone in a line, on the next. A
table has a column `ignore`, whose cell `CC304: kept for the next edition` silences CC304 in its row.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ceecluster.findings import Finding, Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.document import MarkedDocument

_CELL = re.compile(r"((?:CC\d{3}[\s,]*)+)(?::(.*?))?(?:;\s*(?=CC\d{3})|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#\s*ceecluster:\s*ignore\[([^\]]*)\][ \t]*(.*)$")


_LONGEST = 1_000
"""Lines of one row that are looked at."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment, or a cell, that lets findings stand."""

    where: Place
    lines: tuple[int, int]
    """The first and the last line whose findings it is about: a row of a CSV file may have several."""
    codes: tuple[str, ...]
    reason: str


def ignores_in(text: str, shown: str) -> list[Ignore]:
    """The comments of a YAML text that let findings stand."""
    found: list[Ignore] = []
    if "ceecluster:" not in text:
        return found
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        match = _COMMENT.search(line)
        if match is not None:
            alone = line.lstrip().startswith("#")
            codes = tuple(code.strip().upper() for code in match[1].split(",") if code.strip())
            where = Place(shown, number, line.index("#", match.start()) + 1)
            found.append(Ignore(where, (number + alone, number + alone), codes, match[2].strip()))
    return found


def ignores_of(document: MarkedDocument, shown: str) -> list[Ignore]:
    """What lets findings of a file stand: the comments of its text, the cells of its tables."""
    found = ignores_in(document.text, shown) if document.text is not None else []
    for where, first, last, text in document.remarks:
        lines = (first, last)
        told = [
            Ignore(where, lines, tuple(re.findall(r"CC\d{3}", match[1].upper())), (match[2] or "").strip())
            for match in _CELL.finditer(text.strip())
        ]
        found += told or [Ignore(where, lines, (), text.strip())]
    return found


def silenced(findings: Sequence[Finding], ignores: Iterable[Ignore]) -> list[Finding]:
    """The findings without those that a comment or cell with a reason lets stand; idle ones are named."""
    by_line: dict[tuple[str, str | None, int], list[Ignore]] = {}
    for ignore in ignores:
        first, last = ignore.lines
        for line in range(first, min(last, first + _LONGEST) + 1):
            by_line.setdefault((ignore.where.file, ignore.where.sheet, line), []).append(ignore)
    if not by_line:
        return [*findings]
    used: set[Ignore] = set()
    kept = []
    for finding in findings:
        here = by_line.get((finding.where.file, finding.where.sheet, finding.where.line or 0), [])
        matching = [ignore for ignore in here if finding.code in ignore.codes]
        used.update(matching)
        if not any(ignore.reason for ignore in matching):
            kept.append(finding)
    for ignore in dict.fromkeys(each for here in by_line.values() for each in here):
        if not ignore.codes:
            cure = "write the code of the finding before the reason, or remove it"
            kept.append(complain(wordings.idle_ignore, ignore.where, "names no code", cure))
        elif not ignore.reason:
            cure = "give the reason behind the code, or remove it"
            kept.append(complain(wordings.idle_ignore, ignore.where, "gives no reason, and is not obeyed", cure))
        elif ignore not in used:
            codes = ", ".join(ignore.codes)
            why, cure = (
                f"speaks of {codes}, which is not found there",
                "name the code that is found there, or remove it",
            )
            kept.append(complain(wordings.idle_ignore, ignore.where, why, cure))
    return kept


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """(fingerprint, finding): it stays when lines move, and no two are alike."""
    seen: dict[str, int] = {}
    for finding in findings:
        # A path moves with the records before it; words and cell do not.
        parts = (finding.where.file, finding.where.sheet or "", finding.code, finding.message)
        key = "\0".join(parts)
        seen[key] = seen.get(key, 0) + 1
        yield hashlib.sha256(f"{key}\0{seen[key]}".encode(errors="replace")).hexdigest(), finding
