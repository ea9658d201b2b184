"""`ceecluster desk`: the validator with a workspace as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ceecluster.cli.options import QuietOption, WorkspaceOption


def desk(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.", show_default=False)
    ],
    shell: Annotated[
        Path | None,
        typer.Option(
            "--shell",
            metavar="FILE",
            show_default=False,
            help="The empty desk, from the release page or tools/desk/build.py. Default: it lies in this folder.",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Make one HTML file that checks inventories in a browser: no installation, no network.

    Examples:

    - **ceecluster desk -o check.html** with the empty desk of this version in the current folder
    - **ceecluster desk -o check.html --shell ceecluster-desk-0.1.0.html**
    """
    from ceecluster import __version__
    from ceecluster.cli.output import say
    from ceecluster.desk.page import filled
    from ceecluster.desk.snapshot import snapshot
    from ceecluster.errors import UsageError
    from ceecluster.inputs import find_workspace
    from ceecluster.report.files import check_place, write_whole

    if output.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"'{output}' is no name of a page", "end it in .html")
    if output.exists() and not force:
        raise UsageError(f"'{output}' exists", "use --force to replace it")
    check_place(output)
    name = f"ceecluster-desk-{__version__}.html"
    source = shell or Path(name)
    if not source.is_file():
        raise UsageError(
            f"there is no empty desk '{source}'",
            f"take {name} from the release page, or build it: python tools/desk/build.py; then --shell FILE",
        )
    root, _ = find_workspace(workspace, required=True)
    page = filled(source.read_bytes(), snapshot(root), source.name)
    write_whole(output, page)
    if not quiet:
        say(f"Written: {output} ({len(page) / 1e6:.1f} MB)")
