"""Safe repairs of a text: spelling of codes and fields, invisible characters, trailing blanks.

A repair never changes what a value means and never removes a value; what needs judgement stays a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ceecluster.findings import Finding
from ceecluster.sources.yaml_reader import read_yaml

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
REPAIRED = ("CC111", "CC116", "CC117")
"""Findings whose place may be respelt."""


def repair(text: str, findings: Iterable[Finding], codes: Iterable[str], *, table: bool = False) -> str:
    """The text with every safe repair made; repairing it again changes nothing.

    In a `table` blanks at the end of a line are kept: a tab there is an empty cell.
    A field or code is respelt only where it differs from a known one in capitals, hyphens and underscores alone.
    """
    known = {_folded(code): code for code in codes}
    lines = text.replace("\r\n", "\n").split("\n")
    # From the end of a line to its beginning, so that earlier columns keep their place.
    for finding in sorted(findings, key=lambda f: f.where.key, reverse=True):
        line, column = finding.where.line, finding.where.column
        if finding.code in REPAIRED and line is not None and column is not None and line <= len(lines):
            lines[line - 1] = _respelt(lines[line - 1], column - 1, finding, known)
    text = _INVISIBLE.sub("", "\n".join(lines))
    if table:
        return text
    # Blanks at the end of a line are content in a block of text.
    bare = _TRAILING.sub("", text).rstrip("\n") + "\n"
    return bare if read_yaml(bare, "")[0].data == read_yaml(text, "")[0].data else text


def _folded(name: str) -> str:
    return re.sub(r"[-_\s]", "", name).casefold()


def _respelt(line: str, column: int, finding: Finding, known: dict[str, str]) -> str:
    """The line with the word at a column respelt, if a known word differs from it in spelling only."""
    found = re.match(r"""["']?([^\s"',:;\[\]{}#]+)""", line[column:])
    if found is None:
        return line
    word = found[1]
    right = finding.suggestion if finding.code == "CC111" else None
    right = right or known.get(_folded(word))
    if right is None or right == word or _folded(right) != _folded(word):
        return line
    start = column + found.start(1)
    return line[:start] + right + line[start + len(word) :]
