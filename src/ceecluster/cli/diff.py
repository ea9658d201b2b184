"""`ceecluster diff`: what a change of the data changes in the results."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import ForceOption, FormatOption, LanguageOption, OutputOption, QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.errors import UsageError
    from ceecluster.study import Study


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
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compare two states of a workspace: records added, removed and changed, and what that moves in the results.

    Examples:

    - **ceecluster diff main** the working copy against the branch main
    - **ceecluster diff v1.0 v1.1 --format markdown** for a pull request
    - **ceecluster diff old-data/ new-data/**
    """
    from ceecluster.changes import WORKING_COPY, compare_studies
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import progress
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.inputs import find_workspace
    from ceecluster.words.changes import changes_topic
    from ceecluster.words.topic import screen

    to = destination(context, TOLD)
    folders = new is not None and Path(old).is_dir() and Path(new).is_dir()
    # Two folders say themselves where they are; a revision is one of the workspace around us.
    root = Path() if folders else find_workspace(workspace, required=True)[0]
    with state_of(old, root) as before, state_of(new, root) as after, progress("Comparing", quiet=quiet) as advance:
        first = loaded(before, old)
        advance(0.1)
        second = loaded(after, new)
        changes = compare_studies(first, second, (old, new or WORKING_COPY))
        advance(1.0)
    topic = changes_topic(changes)
    tell(ToldResult(screen(topic), topic, changes, changes.table), second, to)


def loaded(folder: Path, name: str | None) -> Study:
    """The study of a state's folder; what is wrong with it is said of the state as it was named."""
    from ceecluster.errors import UsageError
    from ceecluster.study import load

    try:
        return load(folder)
    except UsageError as error:
        if name is None:
            raise
        raise UsageError(f"{error.message}, in '{name}'", error.hint) from error


@contextmanager
def state_of(name: str | None, root: Path) -> Iterator[Path]:
    """The folder of a state: a folder as it is, a git revision unpacked for the while.

    Raises UsageError where there is no such revision, or it has no workspace where this one is.
    """
    from ceecluster.errors import UsageError

    if name is None:
        yield root
        return
    folder = Path(name)
    if folder.is_dir():
        yield folder
        return
    if name.startswith("-"):
        raise UsageError(f"'{name}' is neither a folder nor a git revision", "see: ceecluster diff --help")
    top = Path(_git(root, "rev-parse", "--show-toplevel").decode().strip())
    inside = root.resolve().relative_to(top.resolve()).as_posix()
    tree = f"{name}:{inside}" if inside != "." else name
    if not _has(top, f"{name}^{{commit}}"):
        raise _no_revision(name, top)
    if not _has(top, f"{name}:{'' if inside == '.' else inside + '/'}network.yaml"):
        where = "at its top" if inside == "." else f"in '{inside}'"
        raise UsageError(f"revision '{name}' has no workspace {where}", "name a later revision, or a folder")
    archive = _git(top, "archive", "--format=tar", tree)
    with tempfile.TemporaryDirectory() as unpacked:
        # The folder's own name, so that findings name files as they do in the workspace.
        folder = Path(unpacked) / (root.resolve().name or "data")
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(folder, filter="data")
        except tarfile.TarError as error:
            raise UsageError(
                f"revision '{name}' has a link that leads out of the workspace", "name a folder with its files instead"
            ) from error
        yield folder


def _no_revision(name: str, top: Path) -> UsageError:
    """Why git does not know a revision, with what helps."""
    from ceecluster.errors import UsageError, suggest

    if _git(top, "rev-parse", "--is-shallow-repository").strip() == b"true":
        return UsageError(
            f"this clone does not have the revision '{name}': only the last commits were fetched",
            "fetch the rest: git fetch --unshallow --tags; in a workflow, actions/checkout with fetch-depth: 0",
        )
    known = _git(top, "for-each-ref", "--format=%(refname:short)").decode().split()
    near = next((ref for ref in known if ref.endswith(f"/{name}")), None) or suggest(name, known)
    hint = f"did you mean '{near}'?" if near else "see: git branch --all, git tag; or fetch it first"
    return UsageError(f"'{name}' is neither a folder nor a git revision", hint)


def _has(top: Path, thing: str) -> bool:
    """Whether git has a commit or file of that name."""
    from ceecluster.errors import UsageError

    try:
        _git(top, "rev-parse", "--verify", "--quiet", thing)
    except UsageError:
        return False
    return True


def _git(root: Path, *arguments: str) -> bytes:
    from ceecluster.errors import UsageError

    spoken = {**os.environ, "LC_ALL": "C"}  # its refusals are told apart by their English words
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True, env=spoken)
    except FileNotFoundError as error:
        raise UsageError("git is not installed", "name two folders instead") from error
    except subprocess.CalledProcessError as error:
        raise _refused(error.stderr.decode(errors="replace"), root) from error
    return done.stdout


def _refused(said: str, root: Path) -> UsageError:
    """What git refused, with what helps."""
    from ceecluster.errors import UsageError

    if "dubious ownership" in said:
        folder = next((line.split("'")[1] for line in said.splitlines() if "'" in line), str(root))
        return UsageError(
            f"git does not read '{folder}': the folder belongs to another user",
            f"if you trust it: git config --global --add safe.directory '{folder}'",
        )
    if "not a git repository" in said:
        return UsageError("this workspace is not kept in git", "name two folders instead")
    if "promisor" in said or "unable to read" in said or "missing" in said:
        return UsageError(
            "git does not have the files of this revision", "fetch them: git fetch --refetch, or clone without --filter"
        )
    if "must be run in a work tree" in said:
        return UsageError("this git repository has no working copy", "clone it, or name two folders instead")
    lines = [line for line in said.strip().splitlines() if line]
    told = lines[-1].removeprefix("fatal: ") if lines else "it gave no reason"
    return UsageError(f"git refuses: {told}", "name two folders instead")
