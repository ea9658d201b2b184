"""Two checkouts, as two people have them: the same wheel, site in English and German, and German files, byte for byte.

    python .ci/same_bytes.py

They differ in path, time zone, locale, umask, the names of the user and of the home, the seed of hashes, the number of
processors a process may use, and, where we are root and others may run this Python, in the user. Prints one line per
product; exit 1 where bytes differ. Takes the files that git knows, as they are now.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Person:
    """Whose checkout it is."""

    path: str
    umask: int
    environment: dict[str, str]
    seed: str
    user: int | None
    """The number of another user, where we may be one."""


PEOPLE = (
    Person("here", 0o022, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "USER": "anna"}, "0", None),
    Person("some where else/ž", 0o077, {"TZ": "Pacific/Auckland", "LC_ALL": "C", "USER": "zoë"}, "4242", 65534),
)


FILES = (
    "export -o made/files/network.xlsx",
    "init form AT31 -o made/files/form.xlsx",
    "init decisions -o made/files/decisions.xlsx",
    "init positions AT31 -o made/files/positions.xlsx",
    "init positions AT31 -o made/files/positions.docx",
    "init review AT31 -o made/files/review.xlsx",
    "init review AT31 -o made/files/review.docx",
    "init selfcheck at31-kunststoff -o made/files/selfcheck.xlsx",
    "init selfcheck at31-kunststoff -o made/files/selfcheck.html",
    "init idea --name Messen -o made/files/idea.xlsx",
    "report briefing -o made/files/briefing.pptx",
    "report agreement -o made/files/agreement.docx",
    "report evaluation -o made/files/evaluation.pdf",
)
"""Workbooks, forms, slides, Word and PDF, each in German; a workbook of all tables is of no language."""
WRITE_FILES = """
import sys
from ceecluster.cli.app import app
for call in sys.argv[1:]:
    words = call.split()
    app([*words, *(["--language", "de"] if words[0] != "export" else [])], standalone_mode=False)
"""


def checkout(folder: Path, person: Person) -> Path:
    """The files that git knows, copied."""
    place = folder / person.path
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
            (place / name).chmod(0o777 & ~person.umask if os.access(ROOT / name, os.X_OK) else 0o666 & ~person.umask)
    return place


def another(person: Person) -> int | None:
    """The user to be, where we may be another and that one may run this Python."""
    if person.user is None or not hasattr(os, "getuid") or os.getuid() != 0:
        return None
    try:
        call = [sys.executable, "-c", "import pandas, hatchling"]
        tried = subprocess.run(call, user=person.user, cwd="/", capture_output=True, check=False)
    except PermissionError:
        return None
    return person.user if tried.returncode == 0 else None


def products(folder: Path, person: Person) -> dict[str, dict[str, str]]:
    """Digests of the files of each product."""
    place = checkout(folder, person)
    home = folder / f"home of {person.environment['USER']}"
    home.mkdir()
    other = another(person)
    if other is not None:
        for path in (folder, *folder.rglob("*")):
            if path in (folder, home) or path.is_relative_to(folder / Path(person.path).parts[0]):
                os.chown(path, other, other)
    environment = {
        **os.environ,
        **person.environment,
        "HOME": str(home),
        "PYTHONHASHSEED": person.seed,
        "PYTHONPATH": str(place / "src"),
    }
    (place / "made" / "files").mkdir(parents=True)
    for call in (
        ["-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "made" / "wheel")],
        ["-m", "ceecluster", "report", "all", "-q", "--language", "en,de", "-o", str(place / "site")],
        ["-c", WRITE_FILES, *FILES],
    ):

        def begin() -> None:
            os.umask(person.umask)
            if person.seed != "0" and hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

        kept = {"user": other, "group": other, "extra_groups": []} if other is not None else {}
        subprocess.run(  # type: ignore[call-overload]
            [sys.executable, *call], cwd=place, env=environment, check=True, preexec_fn=begin, **kept
        )
    made = {"wheel": place / "made" / "wheel", "site": place / "site", "files": place / "made" / "files"}
    return {
        name: {
            path.relative_to(at).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(at.rglob("*"))
            if path.is_file()
        }
        for name, at in made.items()
    }


def main() -> int:
    """Make both, and set them beside each other."""
    found = []
    for person in PEOPLE:
        with tempfile.TemporaryDirectory() as folder:
            found.append(products(Path(folder), person))
    wrong = 0
    print("another user" if another(PEOPLE[1]) is not None else "the same user: no other may run this Python here")
    for name in found[0]:
        one, other = found[0][name], found[1][name]
        differ = sorted(path for path in {*one, *other} if one.get(path) != other.get(path))
        digest = hashlib.sha256(repr(sorted(one.items())).encode()).hexdigest()[:12]
        files = "1 file" if len(one) == 1 else f"{len(one)} files"
        print(f"{name}: {files}, " + (f"the same bytes twice, {digest}" if not differ else f"differ: {differ[:5]}"))
        wrong += bool(differ) or not one
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
