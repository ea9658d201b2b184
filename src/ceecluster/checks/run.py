"""Run the rules over a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ceecluster.errors import UsageError
from ceecluster.findings import Finding, Place, Severity, order
from ceecluster.model import Datum, Inventory, Pilot, World
from ceecluster.reading import INVENTORIES, File, Role, paths, read_file, show
from ceecluster.sources.document import Document, MarkedDict, MarkedList

FRAMEWORK: tuple[Role, ...] = ("network", "vocabulary", "criteria")
Rule = Callable[..., Iterable[tuple[Place, str, str]]]
"""A rule looks at a context and yields (place, message, hint); code and severity are its attributes."""


@dataclass(frozen=True)
class Context:
    """What a rule inside one file looks at: the file, and the framework it is written in."""

    framework: World
    """Network, guidelines and vocabulary; without inventories."""
    file: File

    @property
    def document(self) -> Document:
        """The file's document."""
        if self.file.document is None:
            raise ValueError(f"{self.file.shown} was not read")
        return self.file.document

    def at(self, *path: str | int, key: bool = False) -> Place:
        """The place of a value (or of its key) in the file."""
        return self.document.at(path, key=key)


@dataclass(frozen=True)
class NetworkContext:
    """What a rule across the network looks at: the world, and where its records stand."""

    world: World
    root: Path
    homes: dict[str, tuple[Role, Path]]
    """Role and path of each inventory file by its owner's code; of other files by their role."""
    broken: frozenset[str] = frozenset()
    """Owners whose file has reading errors: what is missing there may be the error's doing."""

    def at(self, owner: str, *path: str | int) -> Place:
        """The place of a value in an inventory; `programmes` may be followed by a record's id."""
        if owner not in self.homes:
            role, file_path = self.homes["network"]
            return Place(show(file_path, self.root))
        role, file_path = self.homes[owner]
        # Marks were forgotten after the file's own rules, so the few files with findings are read again.
        document = _document(role, file_path, self.root)
        steps = list(path)
        if len(steps) > 1 and steps[0] == "programmes" and isinstance(steps[1], str):
            ids = [record.get("id") if isinstance(record, dict) else None for record in document.data["programmes"]]
            steps[1] = ids.index(steps[1]) if steps[1] in ids else 0
        return document.at(tuple(steps))


@lru_cache(maxsize=4)
def _document(role: Role, path: Path, root: Path) -> Document:
    document = read_file(role, path, root).document
    if document is None:
        raise UsageError(f"'{path.name}' changed while it was being checked", "run the command again")
    return document


@dataclass
class Checked:
    """A workspace as read and checked."""

    root: Path
    world: World | None
    findings: list[Finding]
    digests: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    """Files read, as findings show them."""

    def complete(self) -> World:
        """The world; UsageError where a framework file could not be read."""
        if self.world is None:
            errors = [str(finding) for finding in self.findings if finding.severity == "error"][:3]
            raise UsageError("the workspace's network, vocabulary or criteria cannot be used", "; ".join(errors))
        return self.world


def check(root: Path, *, local: Sequence[Rule] = (), across: Sequence[Rule] = (), only: Sequence[Path] = ()) -> Checked:
    """Read a workspace and run the rules on it.

    Files are read one after the other and their marks forgotten, so memory is bounded by the models and the largest
    file. With `only`, findings of other files are left out; the framework is read in any case. The rules across the
    network come last, on the whole world.
    """
    checked = Checked(root, None, [])
    framework: World | None = None
    waiting: list[File] = []
    kept: list[File] = []
    homes: dict[str, tuple[Role, Path]] = {}
    broken: set[str] = set()
    for role, path in paths(root):
        file = read_file(role, path, root)
        checked.files.append(file.shown)
        checked.digests.update(file.digest)
        kept.append(file)
        waiting.append(file)
        if role in FRAMEWORK and len(waiting) < len(FRAMEWORK):
            continue
        if role in FRAMEWORK:
            framework = _framework(waiting)
        for each in waiting:
            # The framework's own files wait for one another: a rule on one looks at all three.
            checked.findings += _findings(each, framework, local)
            if each.model is not None:
                named = each.model.owner if each.role in INVENTORIES else each.role
                homes.setdefault(named, (each.role, each.path))
            if any(finding.code.startswith(("CC1", "CC420")) for finding in each.findings):
                broken.add(path.name.split(".")[0].split("-")[0])
            each.document = None
        waiting.clear()
    if framework is not None:
        checked.world = _assemble(framework, kept)
        context = NetworkContext(checked.world, root, homes, frozenset(broken))
        for rule in across:
            checked.findings += stamp(rule, rule(context))
    if only:
        shown = {show(path, root) for path in only} | {show(path.resolve(), root) for path in only}
        checked.findings = [finding for finding in checked.findings if finding.where.file in shown]
    checked.findings = order(checked.findings)
    return checked


def _framework(files: Sequence[File]) -> World | None:
    """Network, vocabulary and guidelines without inventories; None where one could not be read."""
    models = {file.role: file.model for file in files}
    if None in models.values():
        return None
    return World(network=models["network"], vocabulary=models["vocabulary"], guidelines=models["criteria"])


def _findings(file: File, framework: World | None, local: Sequence[Rule]) -> list[Finding]:
    """A file's findings of reading and of the rules inside it; knock-on findings are left out."""
    if file.model is None or framework is None:
        return file.findings
    context = Context(framework, file)
    found = [finding for rule in local for finding in stamp(rule, rule(context))]
    spoilt = [finding for finding in file.findings if finding.severity is Severity.ERROR]
    if spoilt:
        # A value cut out by a reading error leaves gaps: what the rules say about those is the same mistake again.
        fields = {_field_of(context, finding) for finding in spoilt}
        records = {index for index, _ in fields}
        found = [
            finding
            for finding in found
            if finding.code != "CC304"
            and not (finding.code.startswith("CC2") and _field_of(context, finding)[0] in records)
            and _field_of(context, finding) not in fields
        ]
    file.findings += found
    return file.findings


def _field_of(context: Context, finding: Finding) -> tuple[int, str]:
    """(index of the record, its field) in which a finding lies; (-1, "") outside the records."""
    data = context.document.data
    records = data.get("programmes") if isinstance(data, MarkedDict) else None
    if not isinstance(records, MarkedList):
        return -1, ""
    key = finding.where.key
    index = -1
    for number, mark in enumerate(records.items_at):
        if context.document.place(mark).key <= key:
            index = number
    name = ""
    if index >= 0 and isinstance(records[index], MarkedDict):
        for field_name, mark in records[index].keys_at.items():
            if context.document.place(mark).key <= key:
                name = field_name
    return index, name


def _assemble(framework: World, files: Sequence[File]) -> World:
    """The world of the files read. Two files of one owner are one inventory."""
    by_role: dict[str, dict[str, Inventory]] = {role: {} for role in INVENTORIES}
    pilots: list[Pilot] = []
    structure: tuple[Datum, ...] = ()
    for file in files:
        if file.model is None:
            continue
        if file.role == "pilots":
            pilots += file.model.pilots
        elif file.role == "structure":
            structure = file.model
        elif file.role in INVENTORIES:
            owners = by_role[file.role]
            known = owners.get(file.model.owner)
            owners[file.model.owner] = _merged(known, file.model) if known else file.model
    members = [region.code for region in framework.network.regions]
    regions = by_role["region"]
    transnational = [p for inventory in by_role["transnational"].values() for p in inventory.programmes]
    return framework.model_copy(
        update={
            "regions": {code: regions[code] for code in members if code in regions},
            "national": by_role["national"],
            "candidates": by_role["candidate"],
            "transnational": tuple(transnational),
            "transnational_sources": {k: s for i in by_role["transnational"].values() for k, s in i.sources.items()},
            "pilots": tuple(pilots),
            "structure": structure,
        }
    )


def _merged(first: Inventory, second: Inventory) -> Inventory:
    """One inventory of two files; the first one's header data count."""
    return first.model_copy(
        update={
            "programmes": (*first.programmes, *second.programmes),
            "sources": {**second.sources, **first.sources},
            "priorities": {**second.priorities, **first.priorities},
        }
    )


def stamp(rule: Any, hits: Iterable[tuple[Place, str, str]]) -> list[Finding]:
    """Findings of a rule's hits: the runner, not the rule, says code and severity."""
    return [Finding(where, rule.severity, rule.code, message, hint) for where, message, hint in hits]
