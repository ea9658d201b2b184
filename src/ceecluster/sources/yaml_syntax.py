"""Errors of YAML's syntax in plain words, at the place where the trouble begins."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.reader import ReaderError

from ceecluster.findings import Finding, Place, Related, complain
from ceecluster.sources import wordings
from ceecluster.sources.decoding import named
from ceecluster.sources.yaml_scanner import PlainScanner

Told = tuple[tuple[int, int], str, str] | tuple[tuple[int, int], str, str, int]
"""(line and column from 0), what is wrong, its cure, and the line (from 0) where what begins here ends."""
_DASH = (
    "this line is indented otherwise than the list it stands in",
    "begin it with '- ', or indent it like the fields of the record above",
)
_ITEM = "a list item ('- ') cannot begin in the middle of a line", "give it a line of its own"
_VALUE = "a value is expected here", "write one, or remove what stands here"
_AMID = "more text follows a value that has ended", "put the whole text in quotation marks"
_INDENT = "this line is indented otherwise than its neighbours", "indent it like them"


def explain(error: yaml.YAMLError, text: str, shown: str) -> Finding:
    """The finding of a syntax error; the text is split into tokens once more where that helps."""
    at = getattr(error, "position", -1)
    if isinstance(error, ReaderError) and text[at : at + 1] == chr(error.character):
        line = text.count("\n", 0, at)
        place = Place(shown, line + 1, at - text.rfind("\n", 0, at))
        return complain(wordings.not_yaml, place, f"{named(text[at])} stands here", "remove it")
    problem = str(getattr(error, "problem", None) or error).strip()
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return complain(wordings.not_yaml, Place(shown), problem)
    lines = text.split("\n")
    line = lines[min(mark.line, len(lines) - 1)]
    (row, column), why, hint, *ends = (
        _by_start(error, problem, line)
        or _by_tab(mark, line)
        or _by_quote(text, mark, line)
        or _by_bracket(error, problem)
        or ((mark.line, mark.column), *_by_line(problem, str(getattr(error, "context", "")), line, mark.column))
    )
    related = tuple(Related(Place(shown, line + 1), "it closes in") for line in ends)
    return complain(wordings.not_yaml, Place(shown, row + 1, column + 1), why, hint, related)


def _by_start(error: Any, problem: str, line: str) -> Told | None:
    """What began before the place where the reader noticed."""
    mark, context, opened = error.problem_mark, str(error.context or ""), error.context_mark
    if opened is None:
        return None
    start = opened.line, opened.column
    if "quoted scalar" in context and "escape" in problem:
        at = line.rfind("\\", 0, mark.column + 1)
        return (
            (mark.line, at),
            f"'{line[at : at + 2]}' means nothing between double quotation marks",
            "use single quotation marks",
        )
    if "quoted scalar" in context:
        return start, "a quotation mark opens here and never closes", "close it"
    if "could not find expected ':'" in problem:
        return start, "a line without ': '", "write 'key: value', or indent it to go on with the text above"
    return None


def _by_tab(mark: Any, line: str) -> Told | None:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent and mark.column >= indent.index("\t"):
        return (mark.line, indent.index("\t")), "a tab is used to indent", "use blanks"
    return None


def _by_quote(text: str, mark: Any, line: str) -> Told | None:
    """A quoted text that ends right before the trouble: its first mark was to be closed earlier."""
    try:
        scanner = PlainScanner(text)
        while token := scanner.get_token():
            if token.start_mark.index >= mark.index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') and token.end_mark.index == mark.index:
                ahead = line[mark.column : mark.column + 12].rstrip()
                why = f"the quotation mark that opens here closes before '{ahead}'"
                inside = "''" if token.style == "'" else '\\"'
                hint = f"close it where its text ends; inside the text write {inside}"
                return (token.start_mark.line, token.start_mark.column), why, hint, mark.line
    except yaml.YAMLError:
        pass
    return None


def _by_bracket(error: Any, problem: str) -> Told | None:
    opened = error.context_mark
    if "',' or '" not in problem or opened is None or opened.line == error.problem_mark.line:
        return None
    bracket = _closing(problem)
    return (opened.line, opened.column), "a bracket opens here and never closes", f"close it with '{bracket}'"


def _by_line(problem: str, context: str, line: str, column: int) -> tuple[str, str]:
    """Words and cure by what stands before the place in its line; rare errors keep the words of the scanner."""
    before = line[:column]
    if "sequence entries are not allowed" in problem:
        return _ITEM
    if "node content" in problem:
        return _VALUE
    if "mapping values are not allowed" in problem:
        if ": " in before:
            return "a second ': ' stands in this line", "put the whole text in quotation marks"
        return "a key is out of place here: the line above has its value, or goes on", "indent it like its neighbours"
    if "<block end>" in problem or "did not find expected key" in problem or "'-' indicator" in problem:
        if "block collection" in context or "'-' indicator" in problem:
            return _DASH
        return _AMID if before.strip() else _INDENT
    if "',' or '" in problem:
        return f"a comma or '{_closing(problem)}' is missing before this", "write commas between the items"
    if "cannot start any token" in problem:
        return f"a value cannot begin with '{line[column : column + 1]}'", "put it in quotation marks"
    return problem, ""


def _closing(problem: str) -> str:
    """The bracket that is missing."""
    return "}" if "'}'" in problem.partition("but got")[0] else "]"
