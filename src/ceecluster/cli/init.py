"""`ceecluster init`: start a workspace, an inventory, or a folder of templates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class What(StrEnum):
    """What can be started."""

    workspace = "workspace"
    region = "region"
    templates = "templates"


def init(
    what: Annotated[What, typer.Argument(help="What to start.")] = What.workspace,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="For a region: its code, e.g. AT22.", show_default=False)
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="For a region: its English name.", show_default=False)
    ] = None,
    directory: Annotated[Path, typer.Option("--directory", "-d", metavar="DIR", help="Where to write.")] = Path(),
) -> None:
    """Start a workspace, a region's inventory, or a copy of the templates. Nothing that exists is overwritten.

    Examples:

    - **ceecluster init** a workspace in this folder: network, criteria, vocabulary and one inventory to fill
    - **ceecluster init region AT22 --name Styria** an inventory with comments that teach
    - **ceecluster init templates -d my-templates** the report templates, to change and pass with --templates
    """
    from ceecluster import assets
    from ceecluster.cli.output import say
    from ceecluster.errors import UsageError
    from ceecluster.report.files import write_whole

    contents: dict[Path, bytes] = {}
    if what is What.templates:
        for path in sorted(assets.templates().rglob("*")):
            if path.is_file():
                contents[directory / path.relative_to(assets.templates())] = path.read_bytes()
    elif what is What.region:
        if code is None:
            raise UsageError("a region needs its code", "for example: ceecluster init region AT22 --name Styria")
        path, text = _inventory(code.upper(), name, directory)
        contents[path] = text.encode()
    else:
        data = assets.data()
        for file in ("network.yaml", "criteria.yaml", "vocabulary.yaml"):
            contents[directory / "data" / file] = (data / file).read_bytes()
        path, text = _inventory("AT31", "Upper Austria", directory / "data" / "regions")
        contents[path] = text.encode()
    there = [path for path in contents if path.exists()]
    if there:
        raise UsageError(f"'{there[0]}' exists already", "nothing was written; choose another folder with -d")
    for path, content in contents.items():
        write_whole(path, content)
        say(f"Written: {path}")


def _inventory(code: str, name: str | None, directory: Path) -> tuple[Path, str]:
    """Path and text of a new inventory."""
    import re

    from ceecluster import assets
    from ceecluster.errors import UsageError

    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code):
        raise UsageError(f"'{code}' is no region code", "use its NUTS or country code, e.g. AT22")
    title = name or code
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    folder = directory / "data" / "regions" if (directory / "data" / "network.yaml").is_file() else directory
    text = (assets.templates() / "inventory.yaml").read_text(encoding="utf-8")
    text = text.replace("@CODE@", code).replace("@code@", code.lower()).replace("@NAME@", title)
    return folder / f"{code}-{slug}.yaml", text
