"""`ceecluster upgrade`: an older workspace in today's format."""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import WorkspaceOption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceecluster.inputs import Role


def upgrade(
    workspace: WorkspaceOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where the workspace is of an earlier format.")
    ] = False,
) -> None:
    """Bring a workspace to today's format. Comments and values stay; what is not read any more becomes a comment.

    Every change is shown. `format` in network.yaml says which format a workspace has.

    Examples:

    - **ceecluster upgrade** the workspace around you
    - **ceecluster upgrade --check** in CI: exit 1 where there is something to do
    """
    from ceecluster.cli.output import lines
    from ceecluster.errors import UsageError
    from ceecluster.forms.findings.people import visible
    from ceecluster.inputs import find_workspace, paths, show
    from ceecluster.model.network import FORMAT
    from ceecluster.report.files import write_whole
    from ceecluster.sources.upgrades import NotUpgradedError, upgraded

    root, _ = find_workspace(workspace, required=True)
    files = {show(path, root): (role, path) for role, path in paths(root)}
    texts, priorities = _read(root, files)
    try:
        found = upgraded(texts, show(root / "network.yaml", root), priorities)
    except NotUpgradedError as error:
        raise UsageError(f"this workspace is not upgraded: {error}", "nothing was written") from error
    changed = {name: text for name, text in found.texts.items() if text != texts[name]}
    for name, text in changed.items():
        before, after = (re.split(r"\r\n|\r|\n", each) for each in (texts[name], text))
        for line in difflib.unified_diff(before, after, f"{name} (as it is)", f"{name} (format {FORMAT})", lineterm=""):
            sys.stdout.write(visible(line) + "\n")
    lines(visible(remark) for remark in found.remarks)
    if not changed:
        sys.stdout.write(f"The workspace has today's format, {FORMAT}.\n")
    elif check:
        sys.stdout.write(f"Not today's format ({FORMAT}): run 'ceecluster upgrade'.\n")
        raise typer.Exit(1)
    else:
        for name, text in changed.items():
            path = files[name][1]
            write_whole(path, _encoded(path.read_bytes(), text))
        sys.stdout.write(f"The workspace has format {FORMAT} now.\n")


def _read(root: Path, files: Mapping[str, tuple[Role, Path]]) -> tuple[dict[str, str], dict[str, dict[str, float]]]:
    """The YAML texts of a workspace, and the priorities of its inventories in any form; UsageError without a network
    file that can be read."""
    from ceecluster.errors import UsageError
    from ceecluster.inputs import INVENTORIES
    from ceecluster.model import Inventory
    from ceecluster.model.position import current
    from ceecluster.reading import read_file
    from ceecluster.sources.decoding import UnreadableError, decode, read_bytes

    texts: dict[str, str] = {}
    priorities: dict[str, dict[str, float]] = {}
    for name, (role, path) in files.items():
        if path.suffix.lower() in (".yaml", ".yml"):
            try:
                texts[name] = decode(read_bytes(path, name, root), name)[0]
            except UnreadableError as error:
                if role == "network":
                    raise UsageError(error.finding.message, "mend network.yaml first: ceecluster validate") from error
        if role in INVENTORIES:
            file = read_file(role, path, root)
            for inventory in (file.model, file.draft):
                if isinstance(inventory, Inventory):
                    now = {code: current(each, "secretariat") for code, each in inventory.priorities.items()}
                    priorities[name] = {
                        code: entry.value
                        for code, entry in now.items()
                        if entry is not None and entry.value is not None and entry.stance is None
                    }
    return texts, priorities


def _encoded(raw: bytes, text: str) -> bytes:
    """A text in the encoding of the file it replaces, with its byte order mark."""
    import codecs

    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            return mark + text.encode(name)
    return text.encode()
