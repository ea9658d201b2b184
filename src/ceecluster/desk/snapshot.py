"""A workspace as read and checked, as plain values that travel in JSON and come back as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel

from ceecluster import __version__
from ceecluster.checks.catalogue import LOCAL
from ceecluster.checks.run import OwnedFile, read_workspace
from ceecluster.checks.unread import Unread
from ceecluster.inputs import INVENTORIES, Role, show
from ceecluster.model import Datum, Inventory
from ceecluster.reading import MODELS, File

SCHEMA = "ceecluster/workspace-snapshot@1"
_MODELS: dict[Role, type[BaseModel]] = {**MODELS, "structure": Datum, **dict.fromkeys(INVENTORIES, Inventory)}


def snapshot(root: Path) -> dict[str, object]:
    """The files of a workspace with what they say, whose they are, and which of them errors of reading may have cut.

    Left out is what was found in them, and where their values stand: of both only the files that join later are asked.
    """
    _, read = read_workspace(root, LOCAL)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "folder": root.resolve().name,
        "files": [_plain(file, owned, root) for file, owned in read],
    }


def restored(held: Mapping[str, Any], root: Path) -> list[tuple[File, OwnedFile]]:
    """The files of a snapshot as if they had been read below `root` just now; ValueError for another format."""
    if held.get("schema") != SCHEMA:
        raise ValueError(f"{held.get('schema')} is not {SCHEMA}")
    return [_file(entry, root) for entry in held["files"]]


def _plain(file: File, owned: OwnedFile, root: Path) -> dict[str, object]:
    return {
        "role": file.role,
        "path": file.path.relative_to(root).as_posix(),
        "model": _dumped(file.model),
        "digest": {PurePosixPath(name).name: digest for name, digest in file.digest.items()},
        "owner": owned.owner,
        "code": owned.code,
        "ids": [*owned.ids],
        "unread": [[u.owner, u.record, u.title, sorted(u.fields)] for u in owned.unread],
        "broken": owned.broken,
    }


def _dumped(model: Any) -> object:
    if isinstance(model, tuple):
        return [_dumped(each) for each in model]
    return None if model is None else model.model_dump(mode="json", exclude_unset=True, by_alias=True)


def _file(entry: Mapping[str, Any], root: Path) -> tuple[File, OwnedFile]:
    role: Role = entry["role"]
    path = root / entry["path"]
    shown = show(path, root)
    # Companions lie beside their table, and are named like it.
    folder = shown.removesuffix(path.name)
    digest = {folder + name: value for name, value in entry["digest"].items()}
    model = _model(role, entry["model"])
    unread = tuple(Unread(owner, record, title, frozenset(fields)) for owner, record, title, fields in entry["unread"])
    owned = OwnedFile(role, path, entry["owner"], entry["code"], tuple(entry["ids"]), None, unread, entry["broken"])
    return File(role, path, shown, model, digest=digest), owned


def _model(role: Role, held: object) -> object:
    model = _MODELS[role]
    if isinstance(held, Sequence):
        return tuple(model.model_validate(each) for each in held)
    return None if held is None else model.model_validate(held)
