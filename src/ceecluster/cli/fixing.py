"""The `--fix` of `ceecluster validate`: repairs shown as a diff before they are written."""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.model import World

_ROUNDS = 10
"""A repair may bring to light what a misspelt key hid; this deep no file goes."""


def fix_files(root: Path, only: list[Path], *, write: bool) -> int:
    """Repair the YAML and CSV files of a workspace; the number of files changed.

    The repairs are made on a copy until nothing is left to mend, so that repairing twice is repairing once.
    """
    from ceecluster.report.files import write_whole

    wanted = {os.path.realpath(path) for path in only}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / root.resolve().name
        originals = _copied(root, copy)
        for _ in range(_ROUNDS):
            if not _round(copy):
                break
        changed = 0
        for path, (name, raw) in originals.items():
            repaired = (copy / path.relative_to(root)).read_bytes()
            if repaired == raw or (wanted and os.path.realpath(path) not in wanted):
                continue
            changed += 1
            _show(name, raw, repaired)
            if write:
                write_whole(path, repaired)
    done = "repaired" if write else "would be repaired"
    sys.stdout.write(f"{changed} {'file' if changed == 1 else 'files'} {done}.\n\n")
    return changed


def _copied(root: Path, copy: Path) -> dict[Path, tuple[str, bytes]]:
    """Copy what can be read of a workspace; (shown name, bytes) of the files that can be repaired."""
    from ceecluster.reading import paths, show
    from ceecluster.sources.decoding import UnreadableError, read_bytes
    from ceecluster.sources.tables import companions

    files: dict[Path, tuple[str, bytes]] = {}
    for _, path in paths(root):
        group = list(companions(path).values()) if path.suffix.lower() == ".csv" else [path]
        for each in group:
            name = show(each, root)
            try:
                raw = read_bytes(each, name, root)
            except UnreadableError:
                continue
            target = copy / each.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
            if path.suffix.lower() in (".yaml", ".yml", ".csv"):
                files[each] = (name, raw)
    return files


def _round(root: Path) -> bool:
    """Repair each file of a copied workspace once; whether any changed."""
    from ceecluster.checks.catalogue import LOCAL
    from ceecluster.checks.repairs import repair
    from ceecluster.checks.run import check
    from ceecluster.reading import show
    from ceecluster.sources.decoding import UnreadableError, decode

    checked = check(root, local=LOCAL)
    codes = _codes(checked.world) if checked.world is not None else []
    changed = False
    for path in sorted(root.rglob("*")):
        table = path.suffix.lower() == ".csv"
        if not path.is_file() or not (table or path.suffix.lower() in (".yaml", ".yml")):
            continue
        name = show(path, root)
        raw = path.read_bytes()
        try:
            text, _ = decode(raw, name, legacy=table)
        except UnreadableError:
            continue
        repaired = repair(text, [f for f in checked.findings if f.where.file == name], codes, table=table).encode()
        if repaired != raw:
            path.write_bytes(repaired)
            changed = True
    return changed


def _show(name: str, raw: bytes, repaired: bytes) -> None:
    """A repair as a diff on standard output."""
    from ceecluster.report.findings.people import visible
    from ceecluster.sources.decoding import decode

    text, _ = decode(raw, name, legacy=True)
    before, after = text.splitlines(), repaired.decode().splitlines()
    if before == after:
        sys.stdout.write(f"{name}: encoding or line ends\n")
    for line in difflib.unified_diff(before, after, f"{name} (as it is)", f"{name} (repaired)", lineterm=""):
        sys.stdout.write(visible(line) + "\n")


def _codes(world: World) -> list[str]:
    vocabulary = world.vocabulary
    lists = [name for name in type(vocabulary).model_fields if name not in ("version", "sources")]
    return [
        *(code for name in lists for code in vocabulary.terms(name)),
        *(criterion.id for criterion in world.guidelines.criteria),
    ]
