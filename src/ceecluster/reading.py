"""A workspace's files, one after the other, as models with findings."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ceecluster.findings import Finding, Place, Severity, complain, limited
from ceecluster.inputs import INVENTORIES, Role, paths, role_of, show
from ceecluster.model import ActionFile, Datum, Guidelines, Inventory, Network, PilotFile, Vocabulary
from ceecluster.model.agreed import CommitmentFile, DecisionFile, VersionFile
from ceecluster.model.brand import Brand
from ceecluster.model.position import PositionFile
from ceecluster.model.readings import Readings
from ceecluster.model.reply import Review
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.parse import parse, parse_inventory
from ceecluster.sources import wordings
from ceecluster.sources.contents import as_yaml
from ceecluster.sources.decoding import UnreadableError, decode, read_bytes, refused
from ceecluster.sources.document import MarkedDocument
from ceecluster.sources.yaml_reader import read_yaml

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


@dataclass(slots=True)
class File:
    """One file of the workspace as read."""

    role: Role
    path: Path
    shown: str
    model: Any = None
    draft: Inventory | None = None
    """What can be checked of an inventory that cannot be used."""
    document: MarkedDocument | None = None
    findings: list[Finding] = field(default_factory=list)
    digest: dict[str, str] = field(default_factory=dict)
    """sha256 of each file read, by shown path."""
    ignores: list[Any] = field(default_factory=list)
    """Comments that let findings stand (`checks.ignores.Ignore`)."""


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
    inventory: Inventory, path: Path, document: MarkedDocument, findings: list[Finding]
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


def read_document(file: File, root: Path, encoding: str | None = None) -> MarkedDocument:
    """The document of a file in whichever form it has; notes go to the file's findings. Raises UnreadableError."""
    ending = file.path.suffix.lower()
    if ending in (".yaml", ".yml"):
        raw = read_bytes(file.path, file.shown, root)
        file.digest[file.shown] = hashlib.sha256(raw).hexdigest()
        text, notes = decode(raw, file.shown, encoding=encoding, hints=(file.path.name.split(".")[0],))
        if (content := as_yaml(text)) is not None:
            raise refused(content, file.shown, "YAML")
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


def _structure(document: MarkedDocument) -> tuple[tuple[Datum, ...], list[Finding]]:
    """The rows of the structure table."""
    read = [parse(document, Datum, ("rows", index)) for index in range(len(document.data["rows"]))]
    found = tuple(datum for datum, _ in read if datum is not None)
    return found, [problem for _, problems in read for problem in problems]
