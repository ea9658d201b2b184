"""Which files a workspace has, where it is, and how findings name its files; nothing is read here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from ceecluster.errors import UsageError

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
    from ceecluster.sources.csv_reader import companions

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


def names_of(files: Iterable[Path], root: Path) -> set[str]:
    """How findings may name files of a workspace, whichever way to them was given."""
    given = [*files]
    found = {show(path, base) for path in given for base in (root, root.resolve())}
    return found | {show(Path(os.path.realpath(path)), root.resolve()) for path in given}


def located(shown: str, root: Path) -> Path:
    """The file that a finding names; the reverse of `show`."""
    return next((base / shown for base in (Path.cwd(), root.parent) if os.path.lexists(base / shown)), Path(shown))


def home_of(root: Path) -> Path:
    """The folder that machines name files from: the repository around a workspace, else the workspace."""
    here = root.resolve()
    around = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)
    return around or (here.parent if here.name == "data" else here)


def within(root: Path, name: str) -> str:
    """A file's name from its workspace: findings name it as seen from here, documents the same wherever made."""
    base = root.resolve()
    for path in (Path(name).resolve(), (base.parent / name).resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return name
