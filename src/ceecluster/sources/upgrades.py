"""Steps from one format of a workspace to the next, as edits of its files that keep every comment and value.

A step is written for people: what it did stands as a remark, and what is not read any more stays as a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ceecluster.model.network import FORMAT
from ceecluster.sources.document import MarkedDict, MarkedDocument, Path, unpack
from ceecluster.sources.plain import Content
from ceecluster.sources.yaml_reader import read_yaml

_LINE_END = re.compile(r"\r\n|\r|\n")


class NotUpgradedError(Exception):
    """A file that cannot be brought to today's format without loss, with the reason."""


@dataclass(slots=True)
class Upgraded:
    """The texts of a workspace in today's format, by the names they came with, and what a person should know."""

    texts: dict[str, str]
    priorities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def upgraded(texts: Mapping[str, str], network: str, priorities: Mapping[str, Mapping[str, float]]) -> Upgraded:
    """The YAML texts of a workspace of any earlier format in today's; `network` is the name of the network file.

    `priorities` are those of the inventories, whatever their form, by the name of the file and the code.

    Whatever has no need of an edit is left to the byte. Raises NotUpgradedError for a workspace of a later format, a
    network file that is no mapping, and where an edit would lose a value.
    """
    found = Upgraded(dict(texts), priorities)
    version = format_of(_read(texts[network]).data)
    if version > FORMAT:
        raise NotUpgradedError(f"it is written in format {version}, this version of ceecluster knows {FORMAT}")
    for number in range(version, FORMAT):
        STEPS[number](found, network)
    found.texts[network] = _with_format(found.texts[network])
    _compare(texts, found.texts, network)
    return found


def format_of(data: object) -> int:
    """The format that a network file says it has; files of before there was a number have the first."""
    said = data.get("format") if isinstance(data, dict) else None
    return said if isinstance(said, int) and not isinstance(said, bool) else 1


def _objections_are_declared(found: Upgraded, network: str) -> None:
    """1 to 2: `rules.agreement.blocks_at` read a low priority as an objection; now regions declare their stance."""
    path = ("rules", "agreement", "blocks_at")
    document = _read(found.texts[network])
    limit = _value(document.data, path)
    if limit is None:
        return
    found.texts[network] = _put_aside(found.texts[network], path, "not read since format 2: objections are declared")
    found.remarks.append(f"rules.agreement.blocks_at: {limit} is a comment now; it took low priorities for objections.")
    for name, priorities in found.priorities.items():
        for code, value in priorities.items():
            if isinstance(limit, int | float) and value <= limit:
                found.remarks.append(
                    f"{name}: the priority {value:g} of {code} counted as an objection. If the region objects, write "
                    "its stance as 'object' there; otherwise leave it as it is."
                )


STEPS: Mapping[int, Callable[[Upgraded, str], None]] = {1: _objections_are_declared}
"""What leads from each format to the next."""
SET_ASIDE: tuple[Path, ...] = (("rules", "agreement", "blocks_at"),)
"""Settings of the network file that earlier formats read."""


def _read(text: str) -> MarkedDocument:
    return read_yaml(text, "")[0]


def _value(data: object, path: Path) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _offset(text: str, mark: int) -> int:
    """The offset of a packed position in a text with any line ends."""
    line, column, _ = unpack(mark)
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    return starts[line] + column


def _put_aside(text: str, path: Path, why: str) -> str:
    """A scalar setting of a mapping made a comment; the mapping goes with it where it held nothing else."""
    holder: Any = _read(text).data
    for step in path[:-1]:
        if len(holder[step]) == 1 and step in path[1:-1]:
            return _put_aside(text, path[: path.index(step) + 1], why)
        holder = holder[step]
    begin = _offset(text, holder.keys_at[str(path[-1])])
    line = max(text.rfind("\n", 0, begin), text.rfind("\r", 0, begin)) + 1
    end = next((match.start() for match in _LINE_END.finditer(text, begin)), len(text))
    if not text[line:begin].strip():
        indent = text[line:begin]
        below = _below(text, end, len(indent))
        lines = _LINE_END.split(text[begin:below])
        kept = [f"{indent}# {lines[0]}  ({why})", *(f"{indent}# {each.strip()}" for each in lines[1:])]
        return text[:line] + _line_end(text).join(kept) + text[below:]
    value = _offset(text, holder.values_at[str(path[-1])])
    scalar = re.compile(r"\"[^\"]*\"|'[^']*'|[^,}\s]*").match(text, value)
    stop = scalar.end() if scalar else value
    after = re.compile(r"\s*,\s*").match(text, stop)
    before = re.compile(r",\s*$").search(text[:begin])
    cut = (begin, after.end()) if after else (before.start() if before else begin, stop)
    said = f"  # {text[begin:stop]} ({why})"
    return text[: cut[0]] + text[cut[1] : end] + said + text[end:]


def _below(text: str, end: int, indent: int) -> int:
    """The end of the lines below a key that are indented deeper than it: its value."""
    while end < len(text):
        start = _LINE_END.match(text, end).end()  # type: ignore[union-attr]  # `end` is where a line ends
        stop = next((match.start() for match in _LINE_END.finditer(text, start)), len(text))
        line = text[start:stop]
        if not line.strip() or len(line) - len(line.lstrip(" ")) <= indent:
            break
        end = stop
    return end


def _with_format(text: str) -> str:
    """The network file with today's number of the format, in front of its first key where it has none."""
    data = _read(text).data
    if not isinstance(data, MarkedDict) or not data:
        raise NotUpgradedError("its network.yaml holds no settings")
    if "format" in data:
        at = _offset(text, data.values_at["format"])
        return text[:at] + re.sub(r"^[^\s,}#]+", str(FORMAT), text[at:], count=1)
    first = min(_offset(text, mark) for mark in data.keys_at.values())
    line = max(text.rfind("\n", 0, first), text.rfind("\r", 0, first)) + 1
    if text[:first].rstrip().endswith("{"):  # the flow style: {title: ...}, or JSON
        key = '"format"' if text[first] == '"' else "format"
        return f"{text[:first]}{key}: {FORMAT}, {text[first:]}"
    return f"{text[:first]}format: {FORMAT}{_line_end(text)}{text[line:first]}{text[first:]}"


def _line_end(text: str) -> str:
    match = _LINE_END.search(text)
    return match[0] if match else "\n"


def _compare(before: Mapping[str, str], after: Mapping[str, str], network: str) -> None:
    """NotUpgradedError unless both hold the same values but for the number of the format and what was set aside."""
    for name, text in before.items():
        old, new = _read(text).data, _read(after[name]).data
        if name == network and isinstance(old, dict) and isinstance(new, dict):
            old, new = _without(old), _without(new)
        if old != new:
            raise NotUpgradedError(f"'{name}' could not be rewritten without a loss")


def _without(data: dict[str, object]) -> dict[str, object]:
    kept: dict[str, object] = {key: value for key, value in data.items() if key != "format"}
    for path in SET_ASIDE:
        kept = _cut(kept, path)
    return kept


def _cut(data: Content, path: Path) -> dict[str, object]:
    """The mapping without the value at a path, and without mappings that held nothing else."""
    key = str(path[0])
    if key not in data:
        return data
    rest = {name: value for name, value in data.items() if name != key}
    inner = _cut(data[key], path[1:]) if len(path) > 1 and isinstance(data[key], dict) else {}
    return {**rest, key: inner} if inner else rest
