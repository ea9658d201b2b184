"""The `--fix` of `ceecluster validate`: repairs shown before they are written, and what was not repaired, with why."""

from __future__ import annotations

import codecs
import difflib
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.checks.checked import Checked
    from ceecluster.findings import Finding

_ROUNDS = 10
"""A repair may bring to light what a misspelt key hid; this deep no file goes."""
_TEXTS = (".yaml", ".yml", ".csv")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True)
class Wish:
    """What a person asked `--fix` to do."""

    write: bool
    unsafe: bool = False
    encoding: str | None = None


def fix_files(root: Path, only: Sequence[Path], wish: Wish) -> int:
    """Repair the YAML and CSV files of a workspace; the number of files changed.

    The repairs are made on a copy until nothing is left to mend, so that repairing twice is repairing once. A file
    without a repair is not touched; byte order mark and line ends stay.
    """
    from ceecluster.cli.output import lines
    from ceecluster.report.files import write_whole

    wanted = {os.path.realpath(path) for path in only}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / root.resolve().name
        originals = _copied(root, copy)
        left: list[tuple[Path, int]] = []
        for _ in range(_ROUNDS):
            changed, left = _round(copy, wish)
            if not changed:
                break
        count = 0
        for path, (name, raw) in originals.items():
            mended = (copy / path.relative_to(root)).read_bytes()
            if mended == raw or (wanted and os.path.realpath(path) not in wanted):
                continue
            count += 1
            _show(name, raw, mended, wish.encoding, path)
            if wish.write:
                write_whole(path, mended)
    done = "repaired" if wish.write else "would be repaired"
    sys.stdout.write(f"{count} {'file' if count == 1 else 'files'} {done}.\n")
    unsafe = sum(number for _, number in left)
    if unsafe:
        lines([f"{unsafe} more with --unsafe-fixes: likely words, to be looked at one by one."])
    _tell_workbooks(root, wanted)
    sys.stdout.write("\n")
    return count


def _copied(root: Path, copy: Path) -> dict[Path, tuple[str, bytes]]:
    """Copy what can be read of a workspace; (shown name, bytes) of the files that can be repaired."""
    from ceecluster.inputs import paths, show, together
    from ceecluster.sources.decoding import UnreadableError, read_bytes

    files: dict[Path, tuple[str, bytes]] = {}
    for _, path in paths(root):
        for each in together(path):
            name = show(each, root)
            try:
                raw = read_bytes(each, name, root)
            except UnreadableError:
                continue
            target = copy / each.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
            if each.suffix.lower() in _TEXTS:
                files[each] = (name, raw)
    return files


def _round(root: Path, wish: Wish) -> tuple[bool, list[tuple[Path, int]]]:
    """Repair each file of a copied workspace once: (whether any changed, unsafe repairs not made by file)."""
    from ceecluster.checks.repairs import repaired, repairs_of
    from ceecluster.inputs import show
    from ceecluster.sources.decoding import UnreadableError, decode

    checked = _checked(root, wish.encoding)
    changed = False
    left = []
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in _TEXTS:
            continue
        name = show(path, root)
        raw = path.read_bytes()
        bom, encoding = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), (b"", "utf-8"))
        table = path.suffix.lower() == ".csv"
        try:
            hints = (path.name.split(".")[0],)
            text, _ = decode(raw, name, legacy=table, encoding=wish.encoding, hints=hints)
        except UnreadableError:
            continue
        # A line end of the file is a line end of its findings; the mark of the text is none of its letters.
        repairs = repairs_of(text, [f for f in checked.findings if f.where.file == name], checked.world)
        made = [repair for repair in repairs if repair.safe or wish.unsafe]
        left.append((path, len(repairs) - len(made)))
        mended = bom + repaired(text, made).encode(encoding)
        if mended != raw:
            path.write_bytes(mended)
            changed = True
    return changed, left


def _checked(root: Path, encoding: str | None) -> Checked:
    from ceecluster.checks.catalogue import LOCAL
    from ceecluster.checks.run import check

    return check(root, local=LOCAL, encoding=encoding)


def _show(name: str, raw: bytes, mended: bytes, encoding: str | None, path: Path) -> None:
    """A repair as a diff on standard output; letters of an old encoding one by one."""
    from ceecluster.cli.output import lines
    from ceecluster.forms.findings.people import visible
    from ceecluster.sources.decoding import decode

    text, notes = decode(raw, name, legacy=True, encoding=encoding, hints=(path.name.split(".")[0],))
    if any(note.code == "CC108" for note in notes):
        pairs = sorted({(byte, letter) for byte, letter in zip(raw, text, strict=False) if byte > 127})
        letters = ", ".join(f"0x{byte:02x} {letter}" for byte, letter in pairs)
        lines([f"{name}: saved as UTF-8; the letters are {visible(letters)}"])
    before, after = _lines(text), _lines(decode(mended, name)[0])
    for line in difflib.unified_diff(before, after, f"{name} (as it is)", f"{name} (repaired)", lineterm=""):
        sys.stdout.write(visible(line) + "\n")


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _tell_workbooks(root: Path, wanted: set[str]) -> None:
    """Say of workbooks which cells could be mended, and why they were not."""
    from ceecluster.checks.repairs import respellings
    from ceecluster.cli.output import lines
    from ceecluster.forms.findings.people import visible
    from ceecluster.inputs import paths, show
    from ceecluster.sources.tables import WORKBOOKS

    books = {
        show(path, root): path
        for _, path in paths(root)
        if path.suffix.lower() in WORKBOOKS and (not wanted or os.path.realpath(path) in wanted)
    }
    if not books:
        return
    checked = _checked(root, None)
    for name in books:
        cells: list[tuple[Finding, str, str]] = [
            (finding, old, new)
            for finding in checked.findings
            if finding.where.file == name
            for old, new, _ in respellings(finding, checked.world)
        ]
        if cells:
            why = "a workbook is not rewritten, its formats and comments would be lost"
            lines([f"{name}: not repaired, {why}. To be mended by hand, or after 'ceecluster convert':"])
            places = ((finding.where, old, new) for finding, old, new in cells)
            lines(visible(f"  {where.sheet}!{where.cell}: '{old}' -> '{new}'") for where, old, new in places)
