"""A workspace's files, one after the other, as models with findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from ceecluster.errors import UsageError
from ceecluster.findings import Finding
from ceecluster.model import Datum, Guidelines, Inventory, Network, PilotFile, Vocabulary
from ceecluster.parse import parse, parse_inventory
from ceecluster.sources.decoding import UnreadableError, decode, read_bytes
from ceecluster.sources.document import Document, MarkedDict, MarkedList, Part
from ceecluster.sources.yaml_reader import read_yaml

Role = Literal[
    "network", "vocabulary", "criteria", "region", "national", "candidate", "transnational", "pilots", "structure"
]
INVENTORIES: tuple[Role, ...] = ("region", "national", "candidate", "transnational")
FOLDERS: dict[str, Role] = {"regions": "region", "national": "national", "candidates": "candidate", "pilots": "pilots"}
ENDINGS = (".yaml", ".yml", ".csv", ".xlsx", ".xlsm", ".xls")
COMPANIONS = (".sources.csv", ".about.csv")


@dataclass(slots=True)
class File:
    """One file of the workspace as read."""

    role: Role
    path: Path
    shown: str
    model: Any = None
    document: Document | None = None
    findings: list[Finding] = field(default_factory=list)
    digest: dict[str, str] = field(default_factory=dict)
    """sha256 of each file read, by shown path."""


def find_workspace(given: Path | None) -> tuple[Path, bool]:
    """The workspace's data folder and whether it is the packaged example.

    `given` may be the workspace or its data folder; without it, the current folder and those above are tried.
    Raises UsageError where a given folder is no workspace.
    """
    from ceecluster import assets

    if given is not None:
        for folder in (given, given / "data"):
            if (folder / "network.yaml").is_file():
                return folder, False
        raise UsageError(
            f"'{given}' is no workspace", "it has neither network.yaml nor data/network.yaml; see 'ceecluster init'"
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        for candidate in (folder / "data", folder):
            if (candidate / "network.yaml").is_file():
                return candidate, False
    return assets.data(), True


def paths(root: Path) -> Iterator[tuple[Role, Path]]:
    """The files of a workspace with their roles, frameworks first, in a fixed order."""
    for role, name in (("network", "network.yaml"), ("vocabulary", "vocabulary.yaml"), ("criteria", "criteria.yaml")):
        yield role, root / name  # type: ignore[misc]  # the tuple above holds roles
    if (root / "transnational.yaml").exists():
        yield "transnational", root / "transnational.yaml"
    for folder, role in FOLDERS.items():
        if (root / folder).is_dir():
            for path in sorted((root / folder).iterdir(), key=lambda p: p.name):
                name = path.name.lower()
                if name.endswith(ENDINGS) and not name.endswith(COMPANIONS) and not name.startswith((".", "~$")):
                    yield role, path
    if (root / "structure.csv").exists():
        yield "structure", root / "structure.csv"


def show(path: Path, root: Path) -> str:
    """A path as findings name it: from the current folder where it lies below it, else from the workspace."""
    for base in (Path.cwd(), root.parent):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()


def read_file(role: Role, path: Path, root: Path) -> File:
    """Read one file; whatever is wrong with it is in its findings."""
    file = File(role, path, show(path, root))
    try:
        document = read_document(file, root)
    except UnreadableError as unreadable:
        file.findings.append(unreadable.finding)
        return file
    file.document = document
    if document.data is None:
        return file
    models: dict[str, type[BaseModel]] = {
        "network": Network,
        "vocabulary": Vocabulary,
        "criteria": Guidelines,
        "pilots": PilotFile,
    }
    if role == "structure":
        file.model, findings = _structure(document)
    elif role in INVENTORIES:
        file.model, findings = parse_inventory(document)
    else:
        file.model, findings = parse(document, models[role])
    file.findings += findings
    return file


def read_document(file: File, root: Path) -> Document:
    """The document of a file in whichever form it has; notes go to the file's findings. Raises UnreadableError."""
    ending = file.path.suffix.lower()
    if ending in (".yaml", ".yml"):
        raw = read_bytes(file.path, file.shown, root)
        file.digest[file.shown] = hashlib.sha256(raw).hexdigest()
        text, notes = decode(raw, file.shown)
        document, findings = read_yaml(text, file.shown)
    else:
        from ceecluster.sources import tables

        document, notes, findings = tables.read_table(file.path, file.shown, root, file.role, file.digest)
    file.findings += [*notes, *findings]
    return document


def _structure(document: Document) -> tuple[tuple[Datum, ...], list[Finding]]:
    """The rows of the structure table."""
    found, findings = [], []
    for index in range(len(document.data["rows"])):
        datum, problems = parse(document, Datum, ("rows", index))
        findings += problems
        if datum is not None:
            found.append(datum)
    return tuple(found), findings


def empty_document(shown: str) -> Document:
    """A document without content, for files that could not be read."""
    return Document([Part(shown)], MarkedDict())


__all__ = [
    "COMPANIONS",
    "ENDINGS",
    "FOLDERS",
    "INVENTORIES",
    "File",
    "Inventory",
    "MarkedList",
    "Role",
    "find_workspace",
    "paths",
    "read_document",
    "read_file",
    "show",
]
