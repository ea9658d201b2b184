"""A first inventory that teaches: with the levels, codes and criteria of the workspace it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError

if TYPE_CHECKING:
    from ceecluster.model import World

_MARK = re.compile(r"@([A-Za-z0-9]+)@")


def inventory_text(code: str, title: str, data: Path) -> str:
    """The text of a new inventory; `data` is the data folder of its workspace, if it has one that can be read.

    Lines about what the workspace has no codes for are left out, and a heading with them that would have nothing below.
    """
    from ceecluster import assets
    from ceecluster.cli.form_starting import framework_of

    try:
        framework = framework_of(data if (data / "network.yaml").is_file() else assets.data())
    except UsageError:  # the workspace has errors; whoever checks it learns of them
        framework = framework_of(assets.data())
    known = {**dict(_examples(framework)), "CODE": code, "code": code.lower(), "NAME": title}
    lines: list[str] = []
    for line in (assets.templates() / "inventory.yaml").read_text(encoding="utf-8").splitlines():
        if "@LEVELS@" in line:
            lines += [line.replace("@LEVELS@", f"{level.id}: {level.definition}") for level in framework.network.levels]
        elif all(mark in known for mark in _MARK.findall(line)):
            lines.append(_MARK.sub(lambda match: known[match[1]], line))
    return (
        "\n".join(line for line, below in zip(lines, [*lines[1:], ""], strict=True) if not _is_bare(line, below)) + "\n"
    )


def _is_bare(line: str, below: str) -> bool:
    """Whether a line opens a mapping or list that has nothing in it."""
    heading = re.fullmatch(r"( *)[a-z_]+: *(#.*)?", line)
    return heading is not None and len(below) - len(below.lstrip()) <= len(heading[1])


def _examples(framework: World) -> Iterator[tuple[str, str]]:
    """Codes of a framework by the mark they stand for: the first of each list, and the last level."""
    lists = {
        "OBJECTIVE": framework.vocabulary.objectives,
        "INSTRUMENT": framework.vocabulary.instruments,
        "INSTRUMENT2": framework.vocabulary.instruments[1:],
        "TARGET": framework.vocabulary.target_groups,
        "SECTOR": framework.vocabulary.sectors,
        "FUNDING": framework.vocabulary.funding_sources,
    }
    yield from ((mark, terms[0].code) for mark, terms in lists.items() if terms)
    level = framework.network.levels[-1].id
    yield "LEVEL", level
    steps = (c for c in framework.guidelines.criteria if c.measure.kind == "ordinal" and level in c.levels)
    yield from (("CRITERION", criterion.id) for criterion in list(steps)[:1])
