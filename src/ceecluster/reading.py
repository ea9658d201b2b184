"""A workspace's files, one after the other, as models with findings."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from ceecluster.errors import UsageError
from ceecluster.findings import Finding, Place, Severity, complain, limited
from ceecluster.model import ActionFile, Datum, Guidelines, Inventory, Network, PilotFile, Vocabulary
from ceecluster.model.agreed import CommitmentFile, DecisionFile, VersionFile
from ceecluster.model.brand import Brand
from ceecluster.model.position import PositionFile
from ceecluster.model.readings import Readings
from ceecluster.model.reply import Review
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.parse import parse, parse_inventory
from ceecluster.sources import wordings
from ceecluster.sources.decoding import UnreadableError, decode, read_bytes
from ceecluster.sources.document import Document
from ceecluster.sources.yaml_reader import read_yaml

Role = Literal[
    "network",
    "vocabulary",
    "criteria",
    "region",
    "national",
    "candidate",
    "transnational",
    "pilots",
    "actions",
    "brand",
    "positions",
    "versions",
    "commitments",
    "decisions",
    "selfchecks",
    "reviews",
    "readings",
    "structure",
]
MODELS: dict[Role, type[BaseModel]] = {
    "network": Network,
    "vocabulary": Vocabulary,
    "criteria": Guidelines,
    "pilots": PilotFile,
    "actions": ActionFile,
    "brand": Brand,
    "positions": PositionFile,
    "versions": VersionFile,
    "commitments": CommitmentFile,
    "decisions": DecisionFile,
    "selfchecks": SelfCheck,
    "reviews": Review,
    "readings": Readings,
}
"""What a file of each role says; an inventory and the table of structure are read in ways of their own."""
INVENTORIES: tuple[Role, ...] = ("region", "national", "candidate", "transnational")
FOLDERS: dict[str, Role] = {"regions": "region", "national": "national", "candidates": "candidate", "pilots": "pilots"}
ENDINGS = (".yaml", ".yml", ".csv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
COMPANIONS = (".sources.csv", ".about.csv")
SIDE_FILES = ("actions.yaml", "brand.yaml", "map.geojson", "structure.csv", "structure.xlsx")
AGREED: tuple[Role, ...] = ("positions", "versions", "commitments")
"""Files of the folder `agreement`, by what they hold; `decisions` has a file for every meeting, `positions` one for
each form that came back."""
SIDE_FOLDERS = ("readings", "agreement", "selfchecks", "reviews", "editions")
"""Folders of a workspace that hold no inventories, but what people wrote or published."""


@dataclass(slots=True)
class File:
    """One file of the workspace as read."""

    role: Role
    path: Path
    shown: str
    model: Any = None
    draft: Inventory | None = None
    """What can be checked of an inventory that cannot be used."""
    document: Document | None = None
    findings: list[Finding] = field(default_factory=list)
    digest: dict[str, str] = field(default_factory=dict)
    """sha256 of each file read, by shown path."""
    ignores: list[Any] = field(default_factory=list)
    """Comments that let findings stand (`checks.ignores.Ignore`)."""


def find_workspace(given: Path | None, *, required: bool = False) -> tuple[Path, bool]:
    """The workspace's data folder and whether it is the packaged example.

    `given` may be the workspace or its data folder; without it, the current folder and those above are tried. Whoever
    judges (`required`) never falls back on the example: a check of other data than was meant would pass for good.
    Raises UsageError where a given folder is no workspace, where one is required, and where inventories lie without
    their network.yaml.
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
            if _has_inventories(candidate):
                shown = show(candidate)
                raise UsageError(
                    f"'{shown}' has inventories but no network.yaml",
                    "give the network's file that name; nothing else was looked at instead",
                )
    if required:
        raise UsageError(
            "there is no workspace here or above", "go into one, name it with -w DIR, or begin one: ceecluster init"
        )
    return assets.data(), True


def _has_inventories(folder: Path) -> bool:
    """Whether a folder holds inventories, as only the data folder of a workspace does."""
    try:
        return any(
            is_read(path.name.lower())
            for name, role in FOLDERS.items()
            if role in INVENTORIES and (folder / name).is_dir()
            for path in (folder / name).iterdir()
        )
    except OSError:  # a folder above that we may not read
        return False


def paths(root: Path) -> Iterator[tuple[Role, Path]]:
    """The files of a workspace with their roles, frameworks first, in a fixed order."""
    for role, name in (("network", "network.yaml"), ("vocabulary", "vocabulary.yaml"), ("criteria", "criteria.yaml")):
        yield role, root / name  # type: ignore[misc]  # the tuple above holds roles
    if os.path.lexists(root / "transnational.yaml"):
        yield "transnational", root / "transnational.yaml"
    for folder, role in FOLDERS.items():
        if (root / folder).is_dir():
            for path in sorted((root / folder).iterdir(), key=lambda p: p.name):
                if is_read(path.name.lower()):
                    yield role, path
    if os.path.lexists(root / "actions.yaml"):
        yield "actions", root / "actions.yaml"
    if os.path.lexists(root / "brand.yaml"):
        yield "brand", root / "brand.yaml"
    yield from _by_people(root)
    for path in below(root / "readings"):
        if path.parent.parent == root / "readings" and _is_text(path):
            yield "readings", path
    if os.path.lexists(root / "structure.csv"):
        yield "structure", root / "structure.csv"


def _by_people(root: Path) -> Iterator[tuple[Role, Path]]:
    """What was agreed, decided and declared."""
    for role in AGREED:
        if os.path.lexists(root / "agreement" / f"{role}.yaml"):
            yield role, root / "agreement" / f"{role}.yaml"
    answered: tuple[Role, ...] = ("positions", "decisions")
    for role in answered:
        for path in below(root / "agreement" / role):
            if path.parent == root / "agreement" / role and _is_text(path):
                yield role, path
    said: tuple[Role, ...] = ("selfchecks", "reviews")
    for role in said:
        for path in below(root / role):
            if path.parent == root / role and _is_text(path):
                yield role, path


def below(folder: Path) -> list[Path]:
    """The files below a folder, in a fixed order; what is hidden is none of them."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in (".yaml", ".yml")


def is_read(name: str) -> bool:
    """Whether a file of that name (in small letters) among the inventories is one."""
    return name.endswith(ENDINGS) and not name.endswith(COMPANIONS) and not name.startswith((".", "~$"))


def together(path: Path) -> list[Path]:
    """A file and those that are read with it: a table has companions."""
    if path.suffix.lower() != ".csv" or path.name.lower().endswith(COMPANIONS):
        return [path]
    from ceecluster.sources.tables import companions

    return list(companions(path).values())


def inputs(root: Path) -> Iterator[Path]:
    """Every file of a workspace that a command reads: those of `paths` with their companions, and what lies beside."""
    for _, path in paths(root):
        yield from together(path)
    yield from (root / name for name in SIDE_FILES if (root / name).is_file())
    for folder in SIDE_FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.is_file())


def is_place_of_input(path: Path, root: Path) -> bool:
    """Whether a file of that name would be read as part of the workspace; `path` and `root` have no links."""
    name = path.name.lower()
    return path.parent.parent == root and path.parent.name in FOLDERS and (is_read(name) or name.endswith(COMPANIONS))


def role_of(path: Path) -> Role:
    """What a file outside every workspace is: by its folder, else a region's inventory."""
    return FOLDERS.get(path.resolve().parent.name, "region")


def show(path: Path, root: Path | None = None) -> str:
    """A path as findings name it: from the current folder where it lies below it, else from the workspace (if any)."""
    for base in (Path.cwd(), *((root.parent,) if root is not None else ())):
        if path.is_relative_to(base):
            path = path.relative_to(base)
            break
    # A name that is no text (bytes on Linux) must not stop the output.
    return path.as_posix().encode(errors="surrogateescape").decode(errors="replace")


def located(shown: str, root: Path) -> Path:
    """The file that a finding names; the reverse of `show`."""
    return next((base / shown for base in (Path.cwd(), root.parent) if os.path.lexists(base / shown)), Path(shown))


def home_of(root: Path) -> Path:
    """The folder that machines name files from: the repository around a workspace, else the workspace."""
    here = root.resolve()
    around = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)
    return around or (here.parent if here.name == "data" else here)


def read_file(role: Role, path: Path, root: Path, shown: str | None = None, encoding: str | None = None) -> File:
    """Read one file; whatever is wrong with it is in its findings, under the name `shown`.

    `encoding` is that of files which are not UTF-8, where somebody knows it.
    """
    file = File(role, path, shown or show(path, root))
    try:
        document = read_document(file, root, encoding)
    except UnreadableError as unreadable:
        file.findings.append(unreadable.finding)
        return file
    file.document = document
    if document.data is None:
        return file
    if role == "structure":
        file.model, findings = _structure(document)
    elif role in INVENTORIES:
        file.model, file.draft, findings = parse_inventory(document)
        read = file.model or file.draft
        if read is not None and role != "transnational":
            owned, missing = _owned(read, path, document, findings)
            file.model, file.draft = file.model and owned, file.draft and owned
            findings += missing
    else:
        file.model, findings = parse(document, MODELS[role])
    findings = [*file.findings, *findings]
    file.findings = limited(_one_for_a_cell(findings) if document.is_table else findings)
    return file


def _one_for_a_cell(findings: list[Finding]) -> list[Finding]:
    """The findings of a table with one error for a cell: the reader's before the parser's, the value's before what it
    leaves missing."""
    first: dict[Place, Finding] = {}
    for finding in findings:
        known = first.get(finding.where)
        if finding.severity is Severity.ERROR and (known is None or (known.code == "CC112" != finding.code)):
            first[finding.where] = finding
    return [f for f in findings if f.severity is not Severity.ERROR or f.where.line is None or first[f.where] is f]


def _owned(
    inventory: Inventory, path: Path, document: Document, findings: list[Finding]
) -> tuple[Inventory, list[Finding]]:
    """An inventory that does not say whose it is belongs to the region or country its file is named after.

    That it does not say so is a finding, unless what it says was misspelt and is one already.
    """
    if inventory.region or inventory.country or inventory.network:
        return inventory, []
    field = "country" if role_of(path) == "national" else "region"
    code = path.name.split(".")[0].split("-")[0]
    said = any(name in document.data for name in ("region", "country", "network"))
    misspelt = any(finding.suggestion in ("region", "country") for finding in findings if finding.code == "CC111")
    missing = [] if said or misspelt else [complain(wordings.missing_field, document.at(()), field, path=())]
    if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code):
        inventory = inventory.model_copy(update={field: code})
    return inventory, missing


def read_document(file: File, root: Path, encoding: str | None = None) -> Document:
    """The document of a file in whichever form it has; notes go to the file's findings. Raises UnreadableError."""
    ending = file.path.suffix.lower()
    if ending in (".yaml", ".yml"):
        raw = read_bytes(file.path, file.shown, root)
        file.digest[file.shown] = hashlib.sha256(raw).hexdigest()
        text, notes = decode(raw, file.shown, encoding=encoding, hints=(file.path.name.split(".")[0],))
        document, findings = read_yaml(text, file.shown)
    else:
        from ceecluster.sources import tables

        document, notes, findings = tables.read_table(file.path, file.shown, root, file.role, file.digest, encoding)
    file.findings += [*notes, *findings]
    return document


def read_readings(root: Path) -> tuple[tuple[Readings, ...], list[Finding]]:
    """The second readings of a workspace, `readings/<reader>/<CODE>.yaml`, and what is wrong with them."""
    files = [read_file(role, path, root) for role, path in paths(root) if role == "readings"]
    findings = [finding for file in files for finding in file.findings]
    return tuple(file.model for file in files if file.model is not None), findings


def _structure(document: Document) -> tuple[tuple[Datum, ...], list[Finding]]:
    """The rows of the structure table."""
    read = [parse(document, Datum, ("rows", index)) for index in range(len(document.data["rows"]))]
    found = tuple(datum for datum, _ in read if datum is not None)
    return found, [problem for _, problems in read for problem in problems]


def within(root: Path, name: str) -> str:
    """A file's name from its workspace: findings name it as seen from here, documents the same wherever made."""
    base = root.resolve()
    for path in (Path(name).resolve(), (base.parent / name).resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return name
