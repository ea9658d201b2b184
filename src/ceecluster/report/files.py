"""Files written whole or not at all; what is no regular file is written into and stays what it is."""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import socket
import stat
import tempfile
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

from ceecluster.errors import UsageError

_WORDS = {
    errno.ENOSPC: ("no space is left on the device", "free some, or write elsewhere"),
    errno.EDQUOT: ("the quota of the disk is used up", "free some, or write elsewhere"),
    errno.EFBIG: ("the file would be larger than is allowed here", "write elsewhere"),
    errno.EACCES: ("permission denied", "write where you may"),
    errno.EPERM: ("permission denied", "write where you may"),
    errno.EROFS: ("the file system can only be read", "write elsewhere"),
    errno.EPIPE: ("its reader went away", "read it to the end"),
    errno.ECONNREFUSED: ("nobody listens", "start its reader first"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.ELOOP: ("the link leads in a circle", "name the file itself"),
}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that an interrupt or a full disk leaves the old one: temporary file, fsync, rename.

    A link is followed, and the file it leads to keeps its rights; a pipe, a socket or a device is written into. No
    folder is made. UsageError, naming the file, where it cannot be written.
    """
    _write_together({path: content})


def write_below(folder: Path, contents: Mapping[Path, bytes]) -> None:
    """Write files below a folder, which is made with those in it; the folder it lies in must be there.

    All lie beside their places before the first takes its place: an error or a full disk leaves all old ones.
    """
    make_folder(folder)
    for path in contents:
        here = folder
        for part in path.parent.parts:
            here /= part
            make_folder(here)
    _write_together({folder / path: content for path, content in contents.items()})


def _write_together(contents: Mapping[Path, bytes]) -> None:
    """Write files whole, each beside its place first; what is no regular file is written into last."""
    laid: list[tuple[Path, Path, Path]] = []
    special = [path for path in contents if _is_special(path)]
    now = next(iter(contents), Path())
    try:
        for now in [path for path in contents if path not in special]:
            target = Path(os.path.realpath(now))
            laid.append((now, _lay(target, contents[now]), target))
        for now, temporary, target in laid:  # noqa: B007  # told where it fails
            temporary.replace(target)
        for now in special:
            _write_into(now, contents[now])
    except OSError as error:
        raise _unwritable(now, error) from error
    finally:
        for _, temporary, _ in laid:
            temporary.unlink(missing_ok=True)


def check_folder(folder: Path) -> None:
    """Whether a folder is there or could be made in one that is; a mistyped path is wrong use."""
    if folder.is_dir():
        return
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"'{folder}' is no folder", "name a folder, or one that can be made")
    _require(folder.parent, f"'{folder}'")


def make_folder(folder: Path) -> None:
    """Make a folder where its parent is there. UsageError where it cannot be made."""
    check_folder(folder)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def check_place(path: Path) -> None:
    """Whether a file could be written there, before any work is done; UsageError where not."""
    if path.is_dir():
        raise UsageError(f"'{path}' is a folder", "name a file in it")
    if not _is_special(path):
        target = Path(os.path.realpath(path))
        if target.is_symlink():
            raise _unwritable(path, OSError(errno.ELOOP, ""))
        _require(target.parent, f"'{path}'")


def is_special(path: Path) -> bool:
    """True for what is there and no regular file: a pipe, a socket, a device; and for a name like /dev/fd/1."""
    return not path.is_dir() and _is_special(path)


def _require(folder: Path, what: str) -> None:
    if not folder.is_dir():
        why = "is no folder" if folder.exists() else "is not there"
        raise UsageError(f"{what} cannot be written: the folder '{folder}' {why}", "make it, or correct the name")


def _is_special(path: Path) -> bool:
    """Whether a path is there and no regular file, or one of the names a system gives to open files (/dev/fd/1)."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    above = (Path.cwd() / path).parts[1:2]
    return not stat.S_ISREG(mode) or above in (("dev",), ("proc",))


def _write_into(path: Path, content: bytes) -> None:
    if stat.S_ISSOCK(path.stat().st_mode):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as to:
            to.connect(str(path))
            to.sendall(content)
        return
    with path.open("wb", buffering=0) as stream:
        view = memoryview(content)
        while view:
            view = view[stream.write(view) or 0 :]


def _lay(path: Path, content: bytes) -> Path:
    """Write what is to take a file's place beside it, with the rights it will have."""
    if path.is_symlink():  # what is still a link when links are resolved leads to itself
        raise OSError(errno.ELOOP, "")
    known = path.stat() if path.exists() else None
    if known is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "write-protected")
    _clear(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_mark(os.getpid()))
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _give_rights(temporary, known)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


_cleared: set[Path] = set()
"""Folders in which this process has looked for what others left."""


def _mark(process: int) -> str:
    """How the names of files begin that a process of this machine has not yet put in their places."""
    return f".ceecluster-{zlib.crc32(platform.node().encode()):08x}-{process}-"


def _clear(folder: Path) -> None:
    """Take away what killed processes left of their writing: those of this machine that are gone.

    What another machine left (a folder may be shared) goes after a day; so does everything where asking for a process
    would end it (Windows).
    """
    if folder in _cleared:
        return
    _cleared.add(folder)
    ours = _mark(0)[:-2]
    for path in folder.glob(".ceecluster-*"):
        with contextlib.suppress(OSError):
            process = path.name.removeprefix(ours).partition("-")[0]
            mine = os.name == "posix" and path.name.startswith(ours) and process.isdecimal()
            gone = mine and not _is_running(int(process))
            if path.is_file() and (gone or time.time() - path.lstat().st_mtime > _DAY):
                path.unlink()


_DAY = 24 * 60 * 60.0


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass  # of another user, or no number of a process
    return True


def _give_rights(temporary: Path, known: os.stat_result | None) -> None:
    """The rights of the file that is replaced, else those of any new file (mkstemp makes it private)."""
    if known is None:
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        return
    if hasattr(os, "chown") and (known.st_uid, known.st_gid) != (os.getuid(), os.getgid()):
        # Only root may give a file away; the content matters more than its owner.
        with contextlib.suppress(PermissionError):
            os.chown(temporary, known.st_uid, known.st_gid)
    temporary.chmod(stat.S_IMODE(known.st_mode))


def _unwritable(path: Path, error: OSError) -> UsageError:
    why, cure = _WORDS.get(error.errno or 0, ((error.strerror or "it failed").lower(), "write elsewhere"))
    return UsageError(f"'{path}' cannot be written: {why}", cure)
