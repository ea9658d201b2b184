"""Run the rules over a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ceecluster.errors import UsageError
from ceecluster.findings import Finding, Place, order
from ceecluster.model import Inventory, World
from ceecluster.reading import INVENTORIES, File, Role, paths, read_file, show
from ceecluster.sources.document import Document

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
    models: dict[Role, Any] = {}
    framework: World | None = None
    inventories: list[tuple[File, Inventory]] = []
    pilots: list[Any] = []
    homes: dict[str, tuple[Role, Path]] = {}
    wanted = {path.resolve() for path in only}
    for role, path in paths(root):
        file = read_file(role, path, root)
        checked.files.append(file.shown)
        checked.digests.update(file.digest)
        if role in ("network", "vocabulary", "criteria"):
            models[role] = file.model
            if role == "criteria" and None not in models.values():
                framework = World(
                    network=models["network"], vocabulary=models["vocabulary"], guidelines=models["criteria"]
                )
        findings = list(file.findings)
        if file.model is not None and framework is not None:
            context = Context(framework, file)
            for rule in local:
                findings += stamp(rule, rule(context))
        if not wanted or path.resolve() in wanted:
            checked.findings += findings
        file.document = None
        if role in INVENTORIES and file.model is not None:
            inventories.append((file, file.model))
            homes.setdefault(file.model.owner, (role, path))
        elif role == "pilots" and file.model is not None:
            pilots += file.model.pilots
        elif role == "structure" and file.model is not None:
            models[role] = file.model
        if role in ("network", "structure"):
            homes[role] = (role, path)
    if framework is not None:
        checked.world = _assemble(framework, inventories, pilots, models.get("structure", ()))
        context_across = NetworkContext(checked.world, root, homes)
        shown = {show(path, root) for path in only}
        for rule in across:
            findings = stamp(rule, rule(context_across))
            checked.findings += [f for f in findings if not shown or f.where.file in shown]
    checked.findings = order(checked.findings)
    return checked


def _assemble(framework: World, inventories: list[tuple[File, Inventory]], pilots: list[Any], structure: Any) -> World:
    """The world of the files read. Two files of one owner are one inventory."""
    by_role: dict[str, dict[str, Inventory]] = {role: {} for role in INVENTORIES}
    for file, inventory in inventories:
        known = by_role[file.role].get(inventory.owner)
        if known is not None:
            inventory = known.model_copy(  # noqa: PLW2901  # the merged inventory takes its place
                update={
                    "programmes": (*known.programmes, *inventory.programmes),
                    "sources": {**inventory.sources, **known.sources},
                    "priorities": {**inventory.priorities, **known.priorities},
                }
            )
        by_role[file.role][inventory.owner] = inventory
    members = [region.code for region in framework.network.regions]
    regions = by_role["region"]
    transnational = [p for inventory in by_role["transnational"].values() for p in inventory.programmes]
    return framework.model_copy(
        update={
            "regions": {code: regions[code] for code in members if code in regions},
            "national": by_role["national"],
            "candidates": by_role["candidate"],
            "transnational": tuple(transnational),
            "pilots": tuple(pilots),
            "structure": structure,
        }
    )


def stamp(rule: Any, hits: Iterable[tuple[Place, str, str]]) -> list[Finding]:
    """Findings of a rule's hits: the runner, not the rule, says code and severity."""
    return [Finding(where, rule.severity, rule.code, message, hint) for where, message, hint in hits]
