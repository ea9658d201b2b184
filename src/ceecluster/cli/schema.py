"""`ceecluster schema`: JSON Schemas for editors."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from ceecluster.cli.options import ForceOption, OutputOption, WorkspaceOption


class SchemaKind(StrEnum):
    """Files that have a schema."""

    inventory = "inventory"
    network = "network"
    criteria = "criteria"
    vocabulary = "vocabulary"
    pilots = "pilots"
    actions = "actions"
    brand = "brand"
    positions = "positions"
    versions = "versions"
    commitments = "commitments"
    decisions = "decisions"
    selfcheck = "selfcheck"
    review = "review"


def schema(
    context: typer.Context,
    kind: Annotated[SchemaKind, typer.Argument(help="Which file.")] = SchemaKind.inventory,
    workspace: WorkspaceOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Print the JSON Schema of a file, for completion and checks while typing.

    The codes of the workspace's vocabulary are part of it. Put its path in the first line of a YAML file:

    **# yaml-language-server: $schema=inventory.schema.json**

    Example: **ceecluster schema inventory -o inventory.schema.json**
    """
    from ceecluster.checks.editor_schema import editor_schema
    from ceecluster.cli.destination import destination
    from ceecluster.cli.output import load_study

    to = destination(context, {"json": (".json",)}, "json")
    text = json.dumps(editor_schema(kind.value, load_study(workspace, quiet=True).whole), ensure_ascii=False, indent=2)
    to.write((text + "\n").encode())
