"""The screen of a call, told again as long as nothing that it follows from changed (docs/decisions/0274)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster import cache

if TYPE_CHECKING:
    import typer
    from rich.console import Console

    from ceecluster.study import Study

COMMANDS = ("compare", "score", "robustness", "trend", "match", "enlarge")
"""Commands that do nothing but tell a result, which follows from what a check reads; their exit code is 0 then."""
SCREEN = "screen"
_APART = ("workspace", "quiet", "force", "output", "format")
"""Options that move no word of a screen; which workspace it is of, the key of its check says."""


@dataclass(frozen=True)
class RepeatableCall:
    """A call whose screen follows from its checked workspace, its words and the programs, and from nothing else."""

    root: Path
    example: bool
    facts: tuple[object, ...]
    """The command and what was typed, as plain values."""


def repeatable(context: typer.Context) -> RepeatableCall | None:
    """A call whose screen may be kept: one of COMMANDS that goes to standard output and names no file."""
    typed = {name: each.value if isinstance(each, Enum) else each for name, each in context.params.items()}
    told = {name: each for name, each in typed.items() if name not in _APART}
    parts = [part for each in told.values() for part in (each if isinstance(each, list | tuple) else [each])]
    # What a file says may change while its name stays; a check has an exit code beside its words.
    apart = any(isinstance(part, Path) for part in parts) or bool(told.get("check"))
    on_screen = typed.get("format") in (None, "table") and str(typed.get("output") or "-") == "-"
    if context.info_name not in COMMANDS or apart or not on_screen or cache.folder() is None:
        return None
    from ceecluster.errors import UsageError
    from ceecluster.inputs import find_workspace

    try:
        return RepeatableCall(*find_workspace(typed.get("workspace")), (context.info_name, told))
    except UsageError:
        return None  # the command itself says so


def tell_again(context: typer.Context) -> bool:
    """Print what the same call told before; False where nothing was kept, or something it follows from changed."""
    call = repeatable(context)
    if call is None:
        return False
    from ceecluster.checks.kept import unchanged
    from ceecluster.cli.output import console, remark

    kept = unchanged(call.root)
    told = None if kept is None else cache.recall(_key(call, kept[0], console(sys.stdout)), SCREEN)
    if kept is None or not isinstance(told, str):
        return False
    if not context.params.get("quiet"):
        remark(kept[1].findings, example=call.example)
    sys.stdout.write(told)
    return True


def keep_screen(call: RepeatableCall, study: Study, screen: Console, told: str) -> None:
    """Keep what was told of a study, if its workspace is still what was read."""
    from ceecluster.checks.kept import unchanged
    from ceecluster.inputs import within

    kept = unchanged(call.root)
    if kept is None:
        return
    key, checked = kept
    if study.digests == {within(call.root, name): digest for name, digest in checked.digests.items()}:
        cache.keep(_key(call, key, screen), SCREEN, told, apart_from=[call.root], whole=True)


def _key(call: RepeatableCall, check: str, screen: Console) -> str:
    look = [screen.width, screen.height, screen.color_system, screen.no_color, screen.encoding, screen.is_terminal]
    return cache.key_of(check, call.facts, look, screen.is_dumb_terminal, whole=True)
