"""Entries added to a YAML file that people keep: every line that is there stays as it is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from ceecluster.errors import DataError
from ceecluster.sources.writers import yaml_text
from ceecluster.sources.yaml_reader import read_yaml

_TOP = re.compile(r"[^\s#-][^\n]*")


def appended(text: str, added: Mapping[str, object], name: str) -> str:
    """A file with entries added at the end of its lists, and new keys at the end of its mappings.

    `added` holds, by field of the file, a list of entries or a mapping of new ones. DataError, naming the file, where
    the result would not read as the old content with the new.
    """
    made = text
    for field, entries in added.items():
        if entries:
            made = _with(made, field, entries)
    before, after = (plain(read_yaml(each, name)[0].data) for each in (text, made))
    if after != _together(before, added):
        raise DataError(f"'{name}' could not be added to; bring it into block form, one entry a line")
    return made


def _with(text: str, field: str, entries: object) -> str:
    lines = text.splitlines()
    start = next((k for k, line in enumerate(lines) if re.match(rf"{field}:", line)), None)
    body = _block(entries)
    block = [f"{field}:", *textwrap.indent("\n".join(body), "  ").splitlines()]
    if start is None:
        return "\n".join([*lines, *block]) + "\n"
    if re.fullmatch(rf"{field}: *(\[\]|{{}}|null|~) *(#.*)?", lines[start]):
        return "\n".join([*lines[:start], *block, *lines[start + 1 :]]) + "\n"
    end = next((k for k in range(start + 1, len(lines)) if _TOP.match(lines[k])), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    first = next((line for line in lines[start + 1 : end] if line.strip() and not line.lstrip().startswith("#")), "  ")
    indent = len(first) - len(first.lstrip())
    new = textwrap.indent("\n".join(body), " " * indent).splitlines()
    return "\n".join([*lines[:end], *new, *lines[end:]]) + "\n"


def _block(entries: Any) -> list[str]:
    """Entries one below the other: `- …` of a list, `key: …` of a mapping."""
    pairs = entries.items() if isinstance(entries, Mapping) else ((None, entry) for entry in entries)
    made = []
    for key, entry in pairs:
        head = "- " if key is None else f"{_line(key)}: "
        told = yaml_text(entry).rstrip("\n").removesuffix("\n...").splitlines()
        if key is not None and len(told) > 1:
            made += [head.rstrip(), *(f"  {line}" for line in told)]
        else:
            made += [f"{head}{told[0]}", *(f"  {line}" for line in told[1:])]
    return made


def _line(key: str) -> str:
    return yaml_text(key).splitlines()[0]


def _together(before: Any, added: Mapping[str, object]) -> object:
    """What the file says with the entries."""
    made = dict(before or {})
    for field, entries in added.items():
        if isinstance(entries, Mapping):
            made[field] = {**(made.get(field) or {}), **plain(entries)}
        elif entries:
            made[field] = [*(made.get(field) or ()), *plain(entries)]
    return {key: value for key, value in made.items() if value or key in (before or {})}


def plain(value: object) -> Any:
    """Marked data as plain data."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
