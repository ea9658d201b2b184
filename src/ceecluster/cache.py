"""A folder of the user's own in which results of plain data are kept under the sha256 of all that they follow from.

An entry that is missing, damaged, too large or somebody else's is none, a folder that cannot be written keeps nothing,
and all of it may be deleted at any time: nothing but time is lost (docs/decisions/0213).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ceecluster import assets

VARIABLE = "CEECLUSTER_CACHE"
"""Of the environment: `off`, or the folder to use. Without it the user's folder of caches; in CI nothing is kept."""
OFF = ("off", "0", "no", "false")
MOST_BYTES = 64_000_000
"""Of all entries together; the oldest go."""
LARGEST = 24_000_000
"""Bytes of an entry."""
_MARK = "ceecluster-cache 1"
_PARTS = ("checks", "model", "sources")
_OWNERS_ONLY = 0o700
_LEFT = 3600
"""Seconds after which a file that was not finished is nobody's."""


def folder() -> Path | None:
    """The folder of the cache, whether it is there or not; None where nothing is to be kept."""
    given = os.environ.get(VARIABLE, "").strip()
    if given.lower() in OFF:
        return None
    if given:
        return Path(given).absolute()
    if os.environ.get("CI", "").lower() not in ("", *OFF) or sys.platform == "emscripten":
        return None
    home = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    with contextlib.suppress(RuntimeError):  # a user without a home
        if sys.platform == "darwin":
            home = home or str(Path.home() / "Library" / "Caches")
        home = home or str(Path.home() / ".cache")
    # The rules of freedesktop.org: what is no absolute path counts as not set.
    return Path(home) / "ceecluster" if Path(home).is_absolute() else None


def key_of(*facts: object, whole: bool = False) -> str:
    """The sha256 of facts (texts, numbers, lists of them) and of the programs that make something of them.

    These are our modules of reading; with `whole` all our modules, templates and catalogues. OSError where their text
    cannot be read.
    """
    told = json.dumps([_MARK, _programs(whole), facts], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@lru_cache(maxsize=2)
def _programs(whole: bool = False) -> list[object]:
    """The programs as this process found them: it may live on after another version was installed."""
    return _read_programs(whole)


def _read_programs(whole: bool = False) -> list[object]:
    """Python, every library that is installed, by name and version, and the text of what is ours."""
    installed: set[str] = set()
    for place in sys.path:
        with contextlib.suppress(OSError):
            installed |= {n for n in os.listdir(place or ".") if n.endswith((".dist-info", ".egg-info"))}  # noqa: PTH208
    ours = hashlib.sha256()
    here = Path(__file__).parent
    if not Path(__file__).is_file():
        raise FileNotFoundError(__file__)  # in an archive, say: nothing can be told of our text
    for path in _ours(here, whole):
        text = path.read_bytes()
        ours.update(f"{path.name} {len(text)}\n".encode() + text)
    return [sys.version, sys.platform, sys.flags.optimize, sorted(installed), ours.hexdigest()]


def _ours(here: Path, whole: bool) -> Iterator[Path]:
    """Our modules of reading, or all of them and what they take their words from, in a fixed order."""
    if not whole:
        for part in (here, *(here / name for name in _PARTS)):
            yield from sorted(part.glob("*.py"))
        return
    yield from sorted(here.rglob("*.py"))
    for folder in (assets.templates(), assets.root() / "locale"):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def recall(key: str, kind: str) -> Any:
    """What was kept of a kind under a key; None where there is nothing, or nothing that can be trusted."""
    place = folder()
    if place is None:
        return None
    try:
        raw = _own(place / f"{key}-{kind}.json")
        head, _, body = raw.partition(b"\n")
        if head == _head(key, kind, body):
            return json.loads(body)
    except (OSError, ValueError, RecursionError):
        pass
    return None


def keep(key: str, kind: str, value: Any, apart_from: Sequence[Path] = (), *, whole: bool = False) -> None:
    """Keep plain data under a key, unless the folder lies in one of those to keep apart from; silent where it fails.

    Nothing is kept either by a process whose programs (`whole` as for the key) were exchanged under way.
    """
    place = folder()
    if place is None or any(Path(os.path.realpath(place)).is_relative_to(os.path.realpath(p)) for p in apart_from):
        return
    body = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
    content = _head(key, kind, body) + b"\n" + body
    if len(content) > LARGEST:
        return
    with contextlib.suppress(OSError):
        if _read_programs(whole) != _programs(whole):
            return
        place.mkdir(mode=_OWNERS_ONLY, parents=True, exist_ok=True)
        _make_room(place, len(content))
        handle, name = tempfile.mkstemp(dir=place, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).replace(place / f"{key}-{kind}.json")
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise


def _head(key: str, kind: str, body: bytes) -> bytes:
    return f"{_MARK} {key} {kind} {hashlib.sha256(body).hexdigest()}".encode()


def _own(path: Path) -> bytes:
    """The bytes of an ordinary file that this user alone can have written; OSError for any other."""
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(opened, "rb") as stream:
        for about in (os.fstat(opened), path.parent.stat()):
            foreign = hasattr(os, "geteuid") and (about.st_uid != os.geteuid() or about.st_mode & 0o022)
            if foreign:
                raise PermissionError(f"{path} is not ours alone")
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            raise OSError(f"{path} is no entry")
        return stream.read(LARGEST + 1)


def _make_room(place: Path, size: int) -> None:
    """Let the oldest entries go until one of that size fits, and what was never finished."""
    held = []
    for path in place.iterdir():
        with contextlib.suppress(OSError):
            about = path.lstat()
            if path.name.startswith(".new-") and time.time() - about.st_mtime > _LEFT:
                path.unlink()
            elif path.name.endswith(".json") and stat.S_ISREG(about.st_mode):
                held.append((about.st_mtime, about.st_size, path))
    total = size + sum(bytes_ for _, bytes_, _ in held)
    for _, bytes_, path in sorted(held):
        if total <= MOST_BYTES:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            total -= bytes_
