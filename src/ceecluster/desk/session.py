"""A session at the desk: files that join a workspace's snapshot, checked as the command checks them in their place."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.checked import Checked
from ceecluster.checks.completeness_table import FIELDS, count
from ceecluster.checks.repairs import repaired, repairs_of
from ceecluster.checks.run import OwnedFile, add, conclude, examine, framework_of
from ceecluster.desk.snapshot import restored
from ceecluster.errors import UsageError
from ceecluster.findings import Finding, Severity
from ceecluster.forms.findings import machines
from ceecluster.inputs import COMPANIONS, ENDINGS, FOLDERS, Role, paths, show, together
from ceecluster.model import Inventory
from ceecluster.reading import File
from ceecluster.sources import writers
from ceecluster.sources.decoding import UnreadableError, decode
from ceecluster.sources.plain import plain_programme

WHERE: dict[Role, str] = {role: folder for folder, role in FOLDERS.items()}
_SHOWN_BYTES = 2_000_000
"""A longer text is checked, not shown: no one mends it in a page."""
_SHOWN_ROWS, _SHOWN_COLUMNS = 300, 80
"""Rows and columns of a sheet that the page draws."""


class Session:
    """A workspace, and below `root` the files that stand in it; those of the snapshot stand there by name only."""

    def __init__(self, held: Mapping[str, object], root: Path) -> None:
        self.root = root
        self.read = restored(held, root)
        self.framework = framework_of(file for file, _ in self.read)
        for file, _ in self.read:
            for name in file.digest or (file.shown,):
                beside = file.path.with_name(name.rsplit("/", 1)[-1])
                beside.parent.mkdir(parents=True, exist_ok=True)
                beside.touch()

    def check(self, given: Mapping[str, bytes]) -> dict[str, object]:
        """What is found in the files given, by name, as they would lie in the workspace in place of their owner's.

        `json` is the text that `ceecluster validate FILE… --format json` prints of them. UsageError for a file that is
        no inventory.
        """
        joined, gone = self._joined(given)
        places = {owned.path: (file, owned) for file, owned in self.read if owned.path not in gone}
        places |= {owned.path: (file, owned) for file, owned in joined}
        for path in gone:
            for each in together(path):
                each.unlink(missing_ok=True)
        read = [places[path] for _, path in paths(self.root) if path in places]
        checked = Checked(self.root, None, [])
        add(checked, read)
        shown = {show(each, self.root) for _, owned in joined for each in together(owned.path)}
        conclude(checked, self.framework, read, ACROSS, shown)
        self._put_back(joined, gone)
        return {
            "json": machines.to_json(checked.findings, checked.digests),
            "files": [self._told(file, owned, checked, given) for file, owned in joined],
        }

    def _joined(self, given: Mapping[str, bytes]) -> tuple[list[tuple[File, OwnedFile]], set[Path]]:
        """The files given, read and checked, and the paths of those whose place they take."""
        tables = [name for name in given if not name.lower().endswith(COMPANIONS)]
        for name in given:
            if not name.lower().endswith(ENDINGS) or "/" in name or name.startswith("."):
                raise UsageError(f"'{name}' is no inventory", f"files end in {', '.join(ENDINGS[:4])}")
            if name not in tables and not any(_stem(name) == _stem(table) for table in tables):
                raise UsageError(f"'{name}' is the companion of a table", "drop both together")
        joined = []
        for table in tables:
            contents = {name: given[name] for name in given if _stem(name) == _stem(table) or name == table}
            joined.append(self._placed(table, contents))
        owners = {(owned.role, self._whose(owned)) for _, owned in joined}
        here = {owned.path for _, owned in joined}
        gone = {owned.path for _, owned in self.read if (owned.role, owned.code) in owners and owned.path not in here}
        return joined, gone

    def _whose(self, owned: OwnedFile) -> str:
        """Whose place a file takes: that of whom its name names, if the workspace knows them, else of whom it says."""
        code = owned.path.name.partition(".")[0].partition("-")[0]
        known = any((held.role, held.code) == (owned.role, code) for _, held in self.read)
        return code if known else owned.code

    def _placed(self, table: str, contents: Mapping[str, bytes]) -> tuple[File, OwnedFile]:
        """One inventory, read in the folder of its kind: that of its owner as the workspace knows it."""
        role = next((owned.role for _, owned in self.read if owned.path.name == table and owned.role in WHERE), None)
        code = table.split(".", maxsplit=1)[0].split("-", maxsplit=1)[0]
        role = role or self._role_of(code)
        file, owned = self._examined(role or "region", table, contents)
        if role is None and file.model is not None:
            own = file.model.owner
            role = "national" if file.model.country and not file.model.region else self._role_of(own)
            if role not in (None, "region"):
                file, owned = self._examined(role, table, contents)
        return file, owned

    def _role_of(self, code: str) -> Role | None:
        found = [owned.role for _, owned in self.read if owned.code == code and owned.role in WHERE]
        return next((role for role in ("region", "candidate", "national") if role in found), None)

    def _examined(self, role: Role, table: str, contents: Mapping[str, bytes]) -> tuple[File, OwnedFile]:
        folder = self.root / WHERE[role]
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / table
        for each in together(path):
            each.unlink(missing_ok=True)
        for name, raw in contents.items():
            (folder / name).write_bytes(raw)
        return examine((role, path), self.root, self.framework, LOCAL, None)

    def _put_back(self, joined: Sequence[tuple[File, OwnedFile]], gone: set[Path]) -> None:
        """Leave the folders as they were: what joined is forgotten, what had to go is there again by name."""
        for _, owned in joined:
            for each in together(owned.path):
                each.unlink(missing_ok=True)
        for file, owned in self.read:
            for name in file.digest or (file.shown,):
                owned.path.with_name(name.rsplit("/", 1)[-1]).touch()

    def _told(self, file: File, owned: OwnedFile, checked: Checked, given: Mapping[str, bytes]) -> dict[str, object]:
        """What the page shows and offers of one file."""
        mine = {show(each, self.root) for each in together(owned.path)} | {file.shown}
        findings = [finding for finding in checked.findings if finding.where.file in mine]
        errors = any(finding.severity is Severity.ERROR for finding in findings)
        before = self._before(owned)
        told: dict[str, object] = {
            "name": owned.path.name,
            "shown": file.shown,
            "role": owned.role,
            "owner": owned.code,
            "usable": file.model is not None and not errors,
            "text": None,
            "mended": None,
            "sheets": [],
            "completeness": [],
            "records": None,
        }
        raw = given[owned.path.name]
        if len(raw) > _SHOWN_BYTES:
            pass
        elif owned.path.suffix.lower() in (".yaml", ".yml", ".csv"):
            with suppress(UnreadableError):
                text, _ = decode(raw, file.shown, legacy=True, hints=(owned.code,))
                told["text"] = text
                safe = [r for r in repairs_of(text, _of(findings, file.shown), checked.world) if r.safe]
                told["mended"] = repaired(text, safe) if safe else None
        else:
            told["sheets"] = drawn(raw)
        if file.model is not None:
            if checked.world is not None:
                told["completeness"] = [
                    {**asdict(row), "fields": [*FIELDS]}
                    for row in count(checked.world)
                    if row.owner in (owned.code, f"{owned.code} frame")
                ]
            told["records"] = _records(before, file.model, {u.record for u in owned.unread if not u.fields})
        return told

    def _before(self, owned: OwnedFile) -> Inventory | None:
        """The owner's inventory in the workspace."""
        whose = self._whose(owned)
        found = (file.model for file, held in self.read if (held.role, held.code) == (owned.role, whose))
        return next((model for model in found if isinstance(model, Inventory)), None)

    def take_away(self, given: Mapping[str, bytes], name: str, form: str) -> bytes:
        """A file given, in another form (`yaml`, `xlsx`), or its `diff` against the workspace's; UsageError if broken.

        Values with errors are left out when read: to write the rest would lose them.
        """
        joined, gone = self._joined(given)
        self._put_back(joined, gone)
        file, owned = next((file, owned) for file, owned in joined if owned.path.name == name)
        if file.model is None or any(f.severity is Severity.ERROR for f in file.findings):
            raise UsageError(f"'{name}' has errors", "mend them first: values with errors would be lost")
        if form == "xlsx":
            return writers.to_excel(file.model)
        text = writers.to_yaml(file.model)
        if form == "yaml":
            return text.encode()
        before = self._before(owned)
        old = writers.to_yaml(before).splitlines() if before is not None else []
        lines = difflib.unified_diff(old, text.splitlines(), f"{owned.code} in the workspace", name, lineterm="")
        return "".join(line + "\n" for line in lines).encode()


def _stem(name: str) -> str:
    folded = name.lower()
    ending = next((end for end in COMPANIONS if folded.endswith(end)), ".csv" if folded.endswith(".csv") else "")
    return folded.removesuffix(ending) if ending else folded + "\0"


def _of(findings: Sequence[Finding], name: str) -> list[Finding]:
    return [finding for finding in findings if finding.where.file == name]


def _records(before: Inventory | None, after: Inventory, unread: set[str | None]) -> dict[str, list[str]]:
    """Ids of records added, removed and changed since the workspace's state; what errors keep out is not removed."""
    old = {p.id: plain_programme(p) for p in before.programmes} if before is not None else {}
    new = {p.id: plain_programme(p) for p in after.programmes}
    return {
        "added": sorted(new.keys() - old.keys()),
        "removed": sorted(old.keys() - new.keys() - unread),
        "changed": sorted(key for key in old.keys() & new.keys() if old[key] != new[key]),
    }


def drawn(raw: bytes) -> list[dict[str, object]]:
    """The beginnings of a workbook's sheets as text, for showing what a finding points at; nothing of a broken one."""
    from ceecluster.sources.calamine_apart import values_apart

    found = values_apart(raw, _SHOWN_ROWS * _SHOWN_COLUMNS * 100) or {}
    return [
        {
            "name": name,
            "rows": [
                ["" if cell is None else str(cell).removesuffix(".0")[:200] for cell in row[:_SHOWN_COLUMNS]]
                for row in (sheet["rows"] or [])[:_SHOWN_ROWS]
            ],
        }
        for name, sheet in found.items()
        if sheet["visible"]
    ]
