"""`ceecluster diff`: what a change of the data changes in the results."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ceecluster.cli.options import ForceOption, FormatOption, OutputOption, QuietOption, WorkspaceOption


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Folder or git revision before.", show_default=False)],
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="[NEW]", help="Folder or git revision after; default is the workspace.", show_default=False
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Compare two states of a workspace: records added, removed and changed, and what that moves in the results.

    Examples:

    - **ceecluster diff main** the working copy against the branch main
    - **ceecluster diff v1.0 v1.1 --format markdown** for a pull request
    - **ceecluster diff old-data/ new-data/**
    """
    from ceecluster.changes import compare_studies
    from ceecluster.cli.destination import destination
    from ceecluster.cli.output import emit, progress
    from ceecluster.errors import UsageError
    from ceecluster.reading import find_workspace
    from ceecluster.report.views.changes import changes_view
    from ceecluster.study import load

    to = destination(context)
    for name in (old, new):
        if name is not None and not name.strip():
            raise UsageError("an empty name is neither a folder nor a git revision", "see: ceecluster diff --help")
    folders = new is not None and Path(old).is_dir() and Path(new).is_dir()
    # Two folders say themselves where they are; a revision is one of the workspace around us.
    root = Path() if folders else find_workspace(workspace, required=True)[0]
    with state_of(old, root) as before, state_of(new, root) as after, progress("Comparing", quiet=quiet) as advance:
        first = load(before)
        advance(0.1)
        changes = compare_studies(first, load(after))
        advance(1.0)
    emit(changes_view(changes, old, new or "the working copy"), to)


@contextmanager
def state_of(name: str | None, root: Path) -> Iterator[Path]:
    """The folder of a state: a folder as it is, a git revision unpacked for the while."""
    from ceecluster.errors import UsageError

    if name is None:
        yield root
        return
    folder = Path(name)
    if folder.is_dir():
        yield folder
        return
    top = _git(root, "rev-parse", "--show-toplevel").decode().strip()
    inside = root.resolve().relative_to(Path(top).resolve()).as_posix()
    if name.startswith("-"):
        raise UsageError(f"'{name}' is neither a folder nor a git revision", "see: ceecluster diff --help")
    archive = _git(Path(top), "archive", "--format=tar", f"{name}:{inside}" if inside != "." else name)
    with tempfile.TemporaryDirectory() as unpacked:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(unpacked, filter="data")
        yield Path(unpacked)


def _git(root: Path, *arguments: str) -> bytes:
    from ceecluster.errors import UsageError

    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
    except FileNotFoundError as error:
        raise UsageError("git is not installed", "name two folders instead") from error
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip().splitlines()
        message = why[-1] if why else "git failed"
        raise UsageError(message, "name a folder or a revision that has this workspace") from error
    return done.stdout
