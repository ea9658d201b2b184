"""Repairs of a text, each made for a finding: what stood there, what shall stand there, and whether that is safe.

A safe repair changes spelling and nothing else: capitals, hyphens, blanks, invisible characters, letters decoded
wrongly. An unsafe one takes a likely word for the one that was meant, and wants a person's look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ceecluster.checks.meanings import names_in, near_code
from ceecluster.findings import Finding
from ceecluster.model import World
from ceecluster.model.lists import list_of

_INVISIBLE = "\u200b\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LINE_END = re.compile(r"\r\n|\r|\n")
_NEAR = 5_000
"""Characters after the place of a finding among which its word is looked for: the items of a list."""


@dataclass(frozen=True, slots=True, order=True)
class Repair:
    """A word of a text respelt."""

    offset: int
    old: str
    new: str
    code: str
    safe: bool


def repairs_of(text: str, findings: Iterable[Finding], world: World | None) -> list[Repair]:
    """The repairs of a text for the findings of its file, from its beginning to its end; none overlap."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    found: list[Repair] = []
    for finding in findings:
        line, column = finding.where.line, finding.where.column
        if line is None or column is None or finding.where.sheet or line > len(starts):
            continue
        found += _of_finding(text, starts[line - 1] + column - 1, finding, world)
    kept: list[Repair] = []
    for repair in sorted(set(found), key=lambda r: (r.offset, not r.safe)):
        if not kept or repair.offset >= kept[-1].offset + len(kept[-1].old):
            kept.append(repair)
    return kept


def repaired(text: str, repairs: Iterable[Repair]) -> str:
    """The text with the repairs made; everything else, line ends included, stays as it is."""
    pieces, at = [], 0
    for repair in sorted(repairs):
        pieces += [text[at : repair.offset], repair.new]
        at = repair.offset + len(repair.old)
    return "".join([*pieces, text[at:]])


def respellings(finding: Finding, world: World | None) -> Iterator[tuple[str, str, bool]]:
    """(word, right word, whether that is safe) for what a finding says is misspelt."""
    if finding.code in ("CC111", "CC115") and finding.values and finding.suggestion:
        for value in finding.values[:1]:
            yield value, finding.suggestion, _folded(value) == _folded(finding.suggestion)
    elif finding.code == "CC132" and finding.values and finding.suggestion:
        yield finding.values[0], finding.suggestion, True
    elif finding.code in ("CC116", "CC117") and world is not None:
        listing = list_of(finding.path or ())
        names = names_in(world, listing) if listing else {}
        spelt = {_folded(code): code for code in names.values()}
        for value in finding.values:
            if (code := spelt.get(_folded(value))) is not None:
                yield value, code, True
            elif (near := near_code(value, names)) is not None:
                yield value, near, False


def _of_finding(text: str, offset: int, finding: Finding, world: World | None) -> Iterator[Repair]:
    if finding.code == "CC109" and text[offset : offset + 1] in _INVISIBLE and offset < len(text):
        yield Repair(offset, text[offset], "", finding.code, True)
        return
    for old, new, safe in respellings(finding, world):
        # Not inside a longer word: OBJ-A is no part of OBJ-AB.
        word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
        match = word.search(text, offset, offset + _NEAR)
        if match is not None and old != new:
            yield Repair(match.start(), old, new, finding.code, safe)


def _folded(name: str) -> str:
    return re.sub(r"[-_\s]", "", name).casefold()
