"""Files that were read and checked by the rules inside a file, kept under their bytes for copies of the same network.

A test that loads a copy of a network with one file changed reads that file; the others it has as they were read for
the test before. Tests of reading and checking itself do without: they are named nowhere in `HERE`.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = (
    *("unit/agreement", "unit/coherence", "unit/documents", "unit/officers", "unit/planning", "unit/report"),
    *("unit/scoring", "unit/words", "unit/test_", "house", "unit/cli/test_every_call.py", "unit/cli/test_planning"),
)
"""Where the tests are that need a network only for what is made of it; beginnings of their paths below `tests`."""
PLAIN = ("region", "national", "candidate", "pilots")
"""Roles of files of which nothing is read but the bytes: a brand has a logo, a framework is three files."""


def kept(examine: Callable[..., Any], wanted: Callable[[], bool]) -> Callable[..., Any]:
    """`checks.run.examine`, which does its work once for the same bytes, name, framework and rules where `wanted`."""
    found: dict[tuple[object, ...], Any] = {}
    framework_as: list[Any] = [None, ""]

    @functools.wraps(examine)
    def once(job: tuple[str, Path], root: Path, framework: Any, local: Any, encoding: str | None) -> Any:
        from ceecluster.inputs import show, together

        role, path = job
        files = together(path)
        if not wanted() or role not in PLAIN or framework is None or not all(map(_ordinary, files)):
            return examine(job, root, framework, local, encoding)
        if framework_as[0] is not framework:
            framework_as[:] = framework, hashlib.sha256(pickle.dumps(framework)).hexdigest()
        content = tuple((each.name, hashlib.sha256(each.read_bytes()).digest()) for each in files)
        key = (role, show(path, root), path.name, path.parent.name, content, framework_as[1], tuple(local), encoding)
        if key not in found:
            found[key] = examine(job, root, framework, local, encoding)
        file, owned = found[key]
        # The lists of a file are added to by whoever asked for it.
        own = {"findings": [*file.findings], "digest": dict(file.digest), "ignores": [*file.ignores]}
        return dataclasses.replace(file, path=path, **own), dataclasses.replace(owned, path=path)

    return once


def _ordinary(path: Path) -> bool:
    """Whether there is a file to read, and no link that may lead out of the workspace."""
    return path.is_file() and not path.is_symlink()
