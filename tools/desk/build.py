"""The shell of the desk: one HTML file that holds Python, the validator and a page, and waits for a workspace.

    python tools/desk/build.py                      build/ceecluster-desk-VERSION.html
    python tools/desk/build.py -o FILE --cache DIR  elsewhere; packages are kept in DIR
    python tools/desk/build.py --relock             write files and checksums of the versions named into lock.json

Needs npm, pip and node. Every package is pinned in lock.json by its checksum; the same checkout gives the same bytes,
whoever builds it where and when.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCE = ROOT / "src"
NEEDED = ("checks", "desk", "model", "sources", "forms/findings")
"""Folders of our package that go in; of the others a few modules."""
MODULES = (
    *("__init__", "assets", "blocks", "citing", "errors", "findings", "inputs", "parse", "parties", "processes"),
    *("published", "reading", "settings", "forms/__init__", "forms/cells"),
)
LEFT_OUT = re.compile(
    r"(unittest|pydoc|pydoc_data|doctest|pdb|_pyrepl|ensurepip|turtle|tkinter|idlelib|venv|wsgiref|xmlrpc|sqlite3|dbm"
    r"|lib2to3|curses|webbrowser|imaplib|smtplib|poplib|ftplib|nntplib|mailbox|cProfile|profile|pstats|trace|tabnanny"
    r"|http/server|http/cookiejar|multiprocessing|test)(/|\.py$)"
)
"""Parts of the standard library that nothing here imports."""


def locked() -> dict[str, Any]:
    """The lock file."""
    found: dict[str, Any] = json.loads((HERE / "lock.json").read_text(encoding="utf-8"))
    return found


def fetched(package: Mapping[str, str], cache: Path, python: str) -> Path:
    """The file of a package in the cache, fetched where it is missing; SystemExit if it is another."""
    there = cache / package["file"] if package["file"] else None
    if there is None or not there.is_file():
        before = {*cache.iterdir()}
        if package["from"] == "npm":
            words = ["npm", "pack", "--silent", "--pack-destination", str(cache)]
            words.append(f"{package['name']}@{package['version']}")
        else:
            version = package.get("python", python)
            words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"]
            words += [str(cache), "--implementation=cp", f"--python-version={version}"]
            words += [f"--abi=cp{version.replace('.', '')}", "--abi=none"]
            words += [f"--platform={package.get('platform', 'any')}", f"{package['name']}=={package['version']}"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        made = {*cache.iterdir()} - before
        there = there if there is not None and there.is_file() else made.pop()
    digest = hashlib.sha256(there.read_bytes()).hexdigest()
    if package["sha256"] and digest != package["sha256"]:
        raise SystemExit(f"{there.name} has the checksum {digest}, not that of lock.json; remove it and try again")
    return there


def relock(cache: Path) -> None:
    """Write the files and checksums of the versions named."""
    lock = locked()
    for package in lock["packages"]:
        package["file"] = package["sha256"] = ""
        found = fetched(package, cache, lock["python"])
        package["file"], package["sha256"] = found.name, hashlib.sha256(found.read_bytes()).hexdigest()
    rows = ",\n".join("    " + json.dumps(package) for package in lock.pop("packages"))
    head = json.dumps(lock, indent=2).removesuffix("\n}")
    (HERE / "lock.json").write_text(f'{head},\n  "packages": [\n{rows}\n  ]\n}}\n', encoding="utf-8")


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of files as they are, in the order of their names and of no time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    return stream.getvalue()


def unpacked(raw: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The files of an archive whose names are wanted."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/") and wanted(name)}


def ours() -> dict[str, bytes]:
    """The modules of our package that the desk runs."""
    files = [SOURCE / "ceecluster" / f"{name}.py" for name in MODULES]
    files += [path for folder in NEEDED for path in sorted((SOURCE / "ceecluster" / folder).glob("*.py"))]
    return {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in files}


def is_library(name: str) -> bool:
    """Whether a file of a wheel goes in: code and what it is compiled to, without what only another system runs."""
    if name.endswith(".so"):
        return "wasm32" in name
    return name.endswith(".py") and not name.startswith("pydantic/v1/")


def embedded(raw: bytes) -> str:
    """Bytes as the page unpacks them: gzip of no time and name, in letters."""
    return base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode()


def worker(pyodide: Mapping[str, bytes]) -> bytes:
    """One script for the page's worker: Python's loader, Python's engine, and our part.

    A page of the file system may not make a worker of a module, so the modules are made a plain script.
    """
    loader = re.sub(r"export\{(\w+) as loadPyodide,.*?\};", r"const loadPyodide = \1;", pyodide["pyodide.mjs"].decode())
    engine = pyodide["pyodide.asm.mjs"].decode().replace("export default _createPyodideModule;", "")
    plain = [re.sub(r"//# sourceMappingURL=.*", "", part) for part in (loader, engine)]
    plain = [part.replace("import.meta.url", '"https://desk.invalid/"') for part in plain]
    # The loader's short names must not meet those of the engine.
    scoped = f"const loadPyodide = (() => {{{plain[0]}; return loadPyodide;}})();\n"
    return (scoped + plain[1] + "\n" + (HERE / "worker.js").read_text(encoding="utf-8")).encode()


def build(target: Path, cache: Path) -> None:
    """Write the shell."""
    lock = locked()
    files = {package["name"]: fetched(package, cache, lock["python"]) for package in lock["packages"]}
    with tarfile.open(files.pop("pyodide")) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        pyodide = {member.name.removeprefix("package/"): archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]
    folder = cache / "pyodide"
    folder.mkdir(exist_ok=True)
    for name, content in pyodide.items():
        (folder / name).write_bytes(content)
    site = {name: raw for file in files.values() for name, raw in unpacked(file.read_bytes(), is_library).items()}
    library = unpacked(pyodide["python_stdlib.zip"], lambda name: name.endswith(".py") and not LEFT_OUT.match(name))
    parts = {
        "wasm": pyodide["pyodide.asm.wasm"],
        "library": compiled(library, folder, cache),
        "site": compiled({**site, **ours()}, folder, cache),
        "worker": worker(pyodide),
    }
    version = re.search(r'__version__ = "(.+?)"', (SOURCE / "ceecluster" / "__init__.py").read_text(encoding="utf-8"))
    script = (HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = (HERE / "page.html").read_text(encoding="utf-8")
    for slot, text in {
        "version": version[1] if version else "",
        "digest": digest,
        "style": (HERE / "page.css").read_text(encoding="utf-8"),
        "script": script,
        "parts": "\n".join(
            f'<script type="text/plain" id="part-{name}">{embedded(raw)}</script>' for name, raw in parts.items()
        ),
    }.items():
        page = page.replace(f"{{{{{slot}}}}}", text)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(page.encode())
    small = len(gzip.compress(page.encode(), 9))
    print(f"Written: {target} ({len(page) / 1e6:.1f} MB, {small / 1e6:.1f} MB gzipped)")


def compiled(files: Mapping[str, bytes], pyodide: Path, cache: Path) -> bytes:
    """The archive of files with byte code in place of sources."""
    before, after = cache / "sources.zip", cache / "compiled.zip"
    before.write_bytes(packed(files))
    subprocess.run(["node", str(HERE / "compile.mjs"), str(pyodide), str(before), str(after)], check=True)
    return after.read_bytes()


def main() -> None:
    """Build, or lock anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "desk")
    parser.add_argument("--relock", action="store_true")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    if given.relock:
        relock(given.cache)
        return
    text = (SOURCE / "ceecluster" / "__init__.py").read_text(encoding="utf-8")
    version = text.split('__version__ = "')[1].split('"')[0]
    build(given.output or ROOT / "build" / f"ceecluster-desk-{version}.html", given.cache)


if __name__ == "__main__":
    main()
