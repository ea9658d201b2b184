"""Run the rules over a workspace."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from ceecluster.checks.assembly import assemble
from ceecluster.checks.checked import Checked
from ceecluster.checks.ignores import Ignore, ignores_of, silenced
from ceecluster.checks.meanings import explained
from ceecluster.checks.outline import outline_of
from ceecluster.checks.strays import strays
from ceecluster.checks.unread import Unread, unread_in
from ceecluster.findings import MAX_ALIKE, Finding, Place, Rule, Severity, more, order, stamped
from ceecluster.inputs import INVENTORIES, Role, names_of, paths, role_of, show, together
from ceecluster.model import Inventory, Programme, World
from ceecluster.processes import share
from ceecluster.reading import File, read_file
from ceecluster.sources import outlines
from ceecluster.sources.document import MarkedDocument, MarkedList

FRAMEWORK: tuple[Role, ...] = ("network", "vocabulary", "criteria")
LARGE = 8_000_000
"""Bytes from which on reading is shared out among processes."""
Hits = Iterable[tuple[object, ...]]
"""What a rule yields of a context: a place and what `Told` holds."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file with the path of the value that stands there."""

    where: Place
    path: tuple[str | int, ...]


@dataclass
class Context:
    """What a rule inside one file looks at: the file, and the framework it is written in."""

    framework: World
    """Network, guidelines and vocabulary; without inventories."""
    file: File
    memo: dict[str, Any] = field(default_factory=dict)
    """What several rules need and one of them found."""

    @property
    def document(self) -> MarkedDocument:
        """The file's document."""
        if self.file.document is None:
            raise ValueError(f"{self.file.shown} was not read")
        return self.file.document

    @cached_property
    def records(self) -> list[tuple[int, Programme]]:
        """(index in the file, record) for every record that was read; examples included."""
        if not isinstance(self.file.model, Inventory):
            return []
        positions: dict[object, list[int]] = {}
        listed = self.document.data.get("programmes")
        for index, record in enumerate(listed if isinstance(listed, MarkedList) else ()):
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                positions.setdefault(record["id"], []).append(index)
        # Records that share an identifier are met in the order of the file.
        ahead = {identifier: iter(found) for identifier, found in positions.items()}
        return [(next(ahead[programme.id], 0), programme) for programme in self.file.model.programmes]

    def at(self, *path: str | int, key: bool = False) -> Spot:
        """The place of a value (or of its key) in the file."""
        return Spot(self.document.at(path, key=key), path)

    def add(self, yaml: str, *path: str | int) -> str:
        """How to fill in the value at a path: what to write in YAML, or which column of a table to fill."""
        return f"fill {self.document.column(path)}" if self.document.is_table else f"add {yaml}"


@dataclass(frozen=True)
class OwnedFile:
    """A file of the workspace after it was read: whose it is, and which records it holds."""

    role: Role
    path: Path
    owner: str
    """As `owner_of` names it."""
    code: str
    ids: tuple[str, ...] = ()
    outline: MarkedDocument | None = field(default=None, compare=False)
    """What rules across the network may point at, with its marks."""
    unread: tuple[Unread, ...] = field(default=(), compare=False)
    """Records with errors of reading."""
    broken: bool = field(default=False, compare=False)
    """Whether errors of reading may hide what it says."""


@dataclass(frozen=True)
class Address:
    """A place in a file, looked up when a finding is made of it."""

    owned: OwnedFile
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class NetworkContext:
    """What a rule across the network looks at: the world, and where its records stand."""

    world: World
    root: Path
    owned_files: dict[str, list[OwnedFile]]
    """The files of each owner, as `owner_of` names it; of other files by their role."""
    broken: frozenset[str] = frozenset()
    """Owners whose file has reading errors: what is missing there may be the error's doing."""
    guest: tuple[str, Inventory] | None = None
    """(owner, inventory) of a file from elsewhere that is set beside the world; only `owned_files` of it stand then."""

    def at(self, owner: str, *path: str | int) -> Address:
        """The place of a value in an owner's file; `programmes` may be followed by a record's id."""
        owned_files = self.owned_files.get(owner) or self.owned_files["network"]
        wanted = path[1] if path[:1] == ("programmes",) and len(path) > 1 else None
        owned = next((owned for owned in owned_files if wanted in owned.ids), owned_files[0])
        return Address(owned, path if owner in self.owned_files else ())


def owner_of(role: Role, code: str) -> str:
    """How messages name an owner: a frame or a candidate may have the code of a member."""
    return {"national": f"the {code} frame", "candidate": f"candidate {code}"}.get(role, code)


def _map_findings(root: Path) -> list[Finding]:
    path = root / outlines.NAME
    return outlines.read_outlines(path, show(path, root))[1] if path.is_file() else []


def check(
    root: Path,
    *,
    local: Sequence[Rule[..., Hits]] = (),
    across: Sequence[Rule[..., Hits]] = (),
    beside: Sequence[Rule[..., Hits]] = (),
    only: Sequence[Path] = (),
    loose: Sequence[Path] = (),
    processes: int = 1,
    encoding: str | None = None,
) -> Checked:
    """Read a workspace and run the rules on it.

    Most marks of a file are forgotten once it is checked, so memory is bounded by the models and the largest file. A
    large workspace is read by that many `processes` (see `processes.share` before asking for more than one). With
    `only`, findings of other files are left out; the framework is read in any case. `loose` are files from elsewhere:
    they are checked against the framework and enter no result. The rules across the network come last, on the whole
    world; those `beside` it ask the records of files from elsewhere, too.
    """
    checked = Checked(root, None, [*strays(root), *_map_findings(root)])
    guests: list[tuple[File, OwnedFile]] = []
    with _without_garbage_collection():
        framework, read = read_workspace(root, local, processes, encoding)
        add(checked, read)
        for path in loose:
            file = read_file(role_of(path), path, path.resolve().parent, show(path), encoding)
            _findings(file, framework, local)
            file.ignores = _ignores(file)
            add(checked, [(file, None)])
            guests.append((file, _owned(file)))
        shown: set[str] | None = None
        if only or loose:
            shown = names_of(only, root) | {show(each) for path in loose for each in together(path)}
        conclude(checked, framework, read, [*across, *beside], shown, (beside, guests))
    return checked


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Reading makes millions of small things and no circles: looking for circles would take half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # else something of somebody else would thaw
                # All of it counts as old at once, or it would be walked three times before it does.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def read_workspace(
    root: Path, local: Sequence[Rule[..., Hits]], processes: int = 1, encoding: str | None = None
) -> tuple[World | None, list[tuple[File, OwnedFile]]]:
    """The framework (None where it cannot be used), and every file as read and checked by the rules inside a file."""
    listed = [*paths(root)]
    # The framework's own files wait for one another: a rule on one looks at all three.
    first = [read_file(role, path, root, encoding=encoding) for role, path in listed if role in FRAMEWORK]
    framework = framework_of(first)
    others = [(role, path) for role, path in listed if role not in FRAMEWORK]
    size = sum(path.stat().st_size for _, path in others if path.is_file())
    read = share(others, examine, (root, framework, local, encoding), processes=processes if size > LARGE else 1)
    return framework, [*(_examined(file, framework, local) for file in first), *(read[job] for job in others)]


def add(checked: Checked, read: Iterable[tuple[File, OwnedFile | None]]) -> None:
    """Take in what files hold and what was found in them; a file that nobody owns is none of the workspace."""
    for file, owned in read:
        checked.files += dict.fromkeys((file.shown, *file.digest))
        checked.digests.update(file.digest)
        checked.findings += file.findings
        checked.ignores += file.ignores
        checked.unread += owned.unread if owned is not None else ()


def conclude(
    checked: Checked,
    framework: World | None,
    read: Sequence[tuple[File, OwnedFile]],
    across: Sequence[Rule[..., Hits]],
    shown: set[str] | None = None,
    others: tuple[Sequence[Rule[..., Hits]], Sequence[tuple[File, OwnedFile]]] = ((), ()),
) -> None:
    """The world of all files, the findings across it, and the order of all; only of files `shown` where some are.

    `others` are rules, and files from elsewhere that are set beside the world by these rules.
    """
    if framework is not None:
        owned_files: dict[str, list[OwnedFile]] = {}
        for file, owned in read:
            if file.model is not None:
                owned_files.setdefault(owned.owner, []).append(owned)
        broken = frozenset(owned.owner for _, owned in read if owned.broken)
        checked.world = assemble(framework, [file for file, _ in read])
        checked.findings += _across(NetworkContext(checked.world, checked.root, owned_files, broken), across)
        for file, owned in others[1]:
            if isinstance(file.model, Inventory):
                guest = owned.owner, file.model
                alone = NetworkContext(checked.world, checked.root, {owned.owner: [owned]}, guest=guest)
                checked.findings += _across(alone, others[0])
    checked.findings = silenced(checked.findings, checked.ignores)
    if shown is not None:
        checked.findings = [finding for finding in checked.findings if finding.where.file in shown]
        checked.files = [name for name in checked.files if name in shown]
    checked.findings = order(checked.findings)


def examine(
    job: tuple[Role, Path], root: Path, framework: World | None, local: Sequence[Rule[..., Hits]], encoding: str | None
) -> tuple[File, OwnedFile]:
    """A file read and checked, without the marks that no rule across the network needs."""
    return _examined(read_file(*job, root, encoding=encoding), framework, local)


def _examined(file: File, framework: World | None, local: Sequence[Rule[..., Hits]]) -> tuple[File, OwnedFile]:
    _findings(file, framework, local)
    file.ignores = _ignores(file)
    reading = any(f.severity is Severity.ERROR and f.code.startswith(("CC1", "CC420")) for f in file.findings)
    # No record hangs on what a second reader wrote.
    owned = replace(_owned(file), broken=reading and file.role != "readings")
    file.document = None
    return file, owned


def _ignores(file: File) -> list[Ignore]:
    return [] if file.document is None else ignores_of(file.document, file.shown)


def _owned(file: File) -> OwnedFile:
    """Where a file belongs; the owner of one that could not be read is told from its name."""
    if file.role not in INVENTORIES:
        outline = outline_of(file.document, file.role) if file.document is not None else None
        return OwnedFile(file.role, file.path, file.role, file.role, (), outline)
    code = file.model.owner if file.model is not None else file.path.name.split(".")[0].split("-")[0]
    whose = "network" if file.role == "transnational" else code
    if file.model is None or file.document is None:
        return OwnedFile(file.role, file.path, owner_of(file.role, code), code, unread=(Unread(whose),))
    ids = tuple(programme.id for programme in file.model.programmes)
    outline = outline_of(file.document, file.role)
    unread = tuple(unread_in(file, whose))
    return OwnedFile(file.role, file.path, owner_of(file.role, code), code, ids, outline, unread)


def framework_of(files: Iterable[File]) -> World | None:
    """Network, vocabulary and guidelines without inventories; None where one could not be read."""
    models = {file.role: file.model for file in files if file.role in FRAMEWORK and file.model is not None}
    if len(models) < len(FRAMEWORK):
        return None
    # They are models already: a world that looked at them again would first learn how each thing in it is read.
    return World.model_construct(
        network=models["network"], vocabulary=models["vocabulary"], guidelines=models["criteria"]
    )


def _findings(file: File, framework: World | None, local: Sequence[Rule[..., Hits]]) -> list[Finding]:
    """A file's findings of reading and of the rules inside it; knock-on findings are left out."""
    if (file.model or file.draft) is None or framework is None:
        return file.findings
    if file.document is not None:
        file.findings = explained(file.findings, framework, table=file.document.is_table)
    context = Context(framework, file if file.model is not None else replace(file, model=file.draft))
    found = [(rule, finding) for rule in local for finding in stamp(rule, rule(context))]
    misread = [finding for finding in file.findings if finding.severity is Severity.ERROR]
    unknown = [finding for _, finding in found if finding.code == "CC117"]
    if misread or unknown:
        # A value cut out by a reading error leaves gaps: what the rules say about those is the same mistake again.
        cut = {_field_of(finding) for finding in misread}
        # A misspelt field is read neither under its name nor under the one that was meant.
        spoilt = {*cut, *((_field_of(f)[0], f.suggestion or "") for f in misread if f.code == "CC111")}
        spoilt |= {_field_of(finding) for finding in unknown}
        spoilt |= {(-1, "as_of")} if file.draft is not None else set()
        records = {index for index, _ in cut}

        def repeats(rule: Rule[..., Hits], finding: Finding) -> bool:
            index, name = _field_of(finding)
            if finding.code.startswith("CC1"):
                return False
            return (
                (index, name) in cut
                or (finding.code == "CC304" and bool(misread))
                or (finding.code.startswith("CC2") and index in records)
                or any((at, need) in spoilt for need in rule.needs for at in (index, -1))
            )

        found = [(rule, finding) for rule, finding in found if not repeats(rule, finding)]
    file.findings += [finding for _, finding in found]
    return file.findings


def _field_of(finding: Finding) -> tuple[int, str]:
    """The (index of the record, its field) a finding lies in; -1 stands for the file's head.

    Each source of the head is a field of its own: `sources s1`.
    """
    steps = finding.path or ()
    if steps[:1] == ("programmes",) and len(steps) > 1 and isinstance(steps[1], int):
        return steps[1], str(steps[2]) if len(steps) > 2 else ""
    return -1, " ".join(str(step) for step in steps[: 2 if steps[:1] == ("sources",) else 1])


def _across(context: NetworkContext, rules: Sequence[Rule[..., Hits]]) -> list[Finding]:
    """Findings of the rules across the network."""
    positions: dict[OwnedFile, dict[str, int]] = {}

    def place(address: Address) -> Place:
        owned, steps = address.owned, list(address.path)
        if owned.outline is None or not steps:
            return Place(show(owned.path, context.root))
        if len(steps) > 1 and steps[0] == "programmes" and isinstance(steps[1], str):
            if owned not in positions:
                records = enumerate(owned.outline.data["programmes"])
                # Of two records of one identifier the first is meant.
                positions[owned] = {record.get("id"): index for index, record in reversed(list(records))}
            steps[1] = positions[owned].get(steps[1], 0)
        return owned.outline.at(tuple(steps))

    return [
        stamped(rule, place(hit[0]), hit[1:], hit[0].path) for rule in rules for hit in bounded(rule, rule(context))
    ]


def stamp(rule: Rule[..., Hits], hits: Hits) -> list[Finding]:
    """Findings of a rule's hits: the runner, not the rule, says code and severity."""
    return [stamped(rule, hit[0].where, hit[1:], hit[0].path) for hit in bounded(rule, hits)]


def bounded(rule: Rule[..., Hits], hits: Hits) -> list[tuple[Any, ...]]:
    """The first hits of a rule; the rest is said in one, so that a broken file neither floods nor stalls the check."""
    every = iter(hits)
    listed = list(islice(every, MAX_ALIKE))
    if (last := next(every, None)) is not None:
        listed.append((last[0], *more(rule.code)))
    return listed
