"""What lies in or beside a workspace and is read by nobody: a warning each, so that no submission is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from ceecluster.findings import Finding, Place, complain
from ceecluster.inputs import COMPANIONS, ENDINGS, FOLDERS, SIDE_FOLDERS, below, is_read, paths, show
from ceecluster.sources import wordings

_KNOWN = frozenset(
    (
        *("network.yaml", "vocabulary.yaml", "criteria.yaml", "transnational.yaml", "structure.csv", "actions.yaml"),
        *("map.geojson", "brand.yaml", *FOLDERS, *SIDE_FOLDERS, "positions", "decisions"),
    )
)
"""What the folder of a workspace holds, in this format and as announced for it."""
_MANY = 100
"""Files of one folder that are named."""
_BESIDE = (".md", ".txt", ".schema.json")
"""Files that may lie beside inventories without being any."""
_TABLE_OF_IT, _UNPACK = (
    "save the table that is in it as .xlsx or .csv",
    "unpack it, and put the file that is in it here",
)
_CURES = {
    **dict.fromkeys((".tsv", ".tab"), "let its name end in .csv"),
    ".json": "let its name end in .yaml: JSON is read as that",
    ".txt": "let its name end in what it is: .yaml or .csv",
    ".docx": "bring in a form that came back with 'ceecluster import', or save its table as .xlsx or .csv",
    **dict.fromkeys((".pdf", ".doc", ".odt", ".rtf", ".html", ".htm", ".xml", ".numbers", ".fods"), _TABLE_OF_IT),
    **dict.fromkeys((".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tar", ".tgz", ".zst"), _UNPACK),
}
"""What to do with a file among the inventories, by its ending."""
_ELSEWHERE = "inventories lie in regions, national or candidates"
_OF_A_REGION = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}(-[^.]*)?")
"""The name of an inventory up to its first dot: a code, and what people call it."""


def strays(root: Path) -> Iterator[Finding]:
    """Files in and beside the folder of a workspace that nothing reads."""
    yield from _in_workspace(root)
    yield from _in_folders(root)
    yield from _in_side_folders(root)
    yield from _beside(root)


def _in_workspace(root: Path) -> Iterator[Finding]:
    for path in _listed(root):
        name = path.name.lower()
        if path.name in _KNOWN or name.startswith((".", "~$", "readme")) or name.endswith(_BESIDE):
            continue
        if path.is_dir():
            yield from _in_stray_folder(path, root, _near(name, FOLDERS))
        elif name.endswith(ENDINGS):
            yield _ignored(path, root, f"the file '{path.name}'", _meant(name) or _ELSEWHERE)


def _in_folders(root: Path) -> Iterator[Finding]:
    """What lies among the inventories and is none."""
    for folder in FOLDERS:
        for path in _listed(root / folder):
            name = path.name.lower()
            table = next((name[: -len(c)] + ".csv" for c in COMPANIONS if name.endswith(c)), None)
            beside = name.endswith(_BESIDE) and not (path.suffix == ".txt" and _is_named_as_one(path))
            if is_read(name) or name.startswith((".", "~$", "readme")) or beside:
                continue
            if table is None or not any(p.name.lower() == table for p in (root / folder).iterdir()):
                what = "a folder in a folder of inventories" if path.is_dir() else f"a file of the kind '{path.suffix}'"
                cure = "" if table or path.is_dir() else _CURES.get(path.suffix.lower(), "")
                yield _ignored(path, root, f"a companion without its table '{table}'" if table else what, cure)


def _beside(root: Path) -> Iterator[Finding]:
    """What was put beside the folder `data` instead of into it; anything else may lie there."""
    inside = root.resolve()
    if inside.name != "data":
        return
    for path in _listed(inside.parent):
        name = path.name.lower()
        if path == inside or name.startswith("."):
            continue
        if path.is_dir():
            near = _near(name, (*FOLDERS, *SIDE_FOLDERS, inside.name))
            if near is not None and not (near in SIDE_FOLDERS and name != near):
                hint = inside.name if near == inside.name else f"{inside.name}/{near}"
                yield from _in_stray_folder(path, inside, hint)
        elif name.endswith(ENDINGS) and (_meant(name) or _is_named_as_one(path)):
            hint = f"what is read of the workspace lies in the folder '{inside.name}' beside it"
            yield _ignored(path, inside, f"the file '{path.name}'", hint)


def _is_named_as_one(path: Path) -> bool:
    return _OF_A_REGION.fullmatch(path.name.split(".")[0]) is not None


def _in_stray_folder(folder: Path, root: Path, near: str | None) -> Iterator[Finding]:
    """The files of a folder that nobody opens, however deep they lie."""
    hint = f"did you mean the folder '{near}'?" if near else _ELSEWHERE
    held = (path for path in below(folder) if path.name.lower().endswith(ENDINGS))
    for path in islice(held, _MANY):
        yield _ignored(path, root, f"a file in the folder '{folder.name}'", hint)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else []


def _near(name: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.75)), None)


def _meant(name: str) -> str | None:
    """A hint at the file of a workspace that has another ending than this one."""
    near = next((known for known in sorted(_KNOWN) if "." in known and _stem(known) == _stem(name)), None)
    return f"did you mean '{near}'?" if near else None


def _ignored(path: Path, root: Path, what: str, hint: str = "") -> Finding:
    return complain(wordings.ignored_part, Place(show(path, root)), what, hint)


_READ_HERE = {
    "readings": "second readings lie in readings/<reader>/<CODE>.yaml",
    "selfchecks": "self-checks lie in selfchecks/<record>-<date>.yaml",
    "reviews": "what a region said of its record lies in reviews/<REGION>-<date>.yaml",
    "agreement": "what is agreed lies in positions.yaml, positions/<REGION>-<date>.yaml, versions.yaml, "
    "commitments.yaml and decisions/<date>.yaml",
}
"""What is read in folders that hold no inventories."""


def _in_side_folders(root: Path) -> Iterator[Finding]:
    """Data in the other folders that nothing reads; documents (Word, PDF, images) may lie in them."""
    read = {path for _, path in paths(root)}
    for folder, hint in _READ_HERE.items():
        lost = [path for path in below(root / folder) if path.name.lower().endswith(ENDINGS) and path not in read]
        for path in lost[:_MANY]:
            yield _ignored(path, root, f"the file '{path.relative_to(root).as_posix()}'", hint)


def _stem(name: str) -> str:
    return name.lower().split(".")[0]
