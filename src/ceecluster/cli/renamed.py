"""Options that have another name since the last release: they work on, with a remark, and go with the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RENAMED: Mapping[str, Mapping[str, str]] = {}
"""By command: what an option was called, and what it is called now."""


def with_new_names(command: str, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a call with today's names of its options, and a remark for each that was renamed.

    What follows `--` are no options; a value in the same word (`--old=3`) stays.
    """
    known = RENAMED.get(command, {})
    renamed: list[str] = []
    remarks: list[str] = []
    for number, word in enumerate(words):
        if word == "--":
            return [*renamed, *words[number:]], remarks
        name, sign, value = word.partition("=")
        if name in known:
            remarks.append(f"{name} is called {known[name]} now; the old name goes with the next release")
        renamed.append(f"{known.get(name, name)}{sign}{value}")
    return renamed, remarks
