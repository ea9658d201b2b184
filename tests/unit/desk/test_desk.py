"""The desk without a browser: a workspace that travels, files in the place of others, and the page they go into."""

from __future__ import annotations

import ast
import gzip
import json
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from ceecluster import __version__
from ceecluster.cli.app import app
from ceecluster.desk.session import Session
from ceecluster.desk.snapshot import _MODELS, restored, snapshot
from ceecluster.errors import UsageError
from ceecluster.inputs import Role, paths
from ceecluster.reading import read_file
from desk_files import BASE, Broken, command

ROOT = Path(__file__).resolve().parents[3]
DATA = BASE / "data"
REGION = DATA / "regions" / "AT31-upper-austria.yaml"
SHELL = f'<meta name="generator" content="ceecluster {__version__}"><script type="text/plain" id="workspace">-</script>'


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session of the base workspace, opened where none of its files are."""
    held = json.loads(json.dumps(snapshot(DATA)))
    monkeypatch.chdir(tmp_path)
    return Session(held, tmp_path / "data")


def test_a_workspace_comes_back_as_it_was(tmp_path: Path) -> None:
    """Every model of the shipped kinds of files survives JSON."""
    broken = Broken(tmp_path)
    held = json.loads(json.dumps(snapshot(broken.root)))
    back = {owned.path: file.model for file, owned in restored(held, broken.root)}
    for role, path in paths(broken.root):
        assert back[path] == read_file(role, path, broken.root).model, path.name


def test_another_format_is_refused() -> None:
    """A snapshot of another format is no workspace."""
    with pytest.raises(ValueError, match="snapshot@0"):
        restored({"schema": "ceecluster/workspace-snapshot@0"}, Path())


@pytest.mark.parametrize("seed", range(8))
def test_a_file_is_told_as_in_the_place_of_its_owners(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings of a file that joins are the command's, byte for byte, and the next file finds nothing of it."""
    broken = Broken(tmp_path / "there")
    drop = broken.drop(seed)
    held = json.loads(json.dumps(snapshot(broken.root)))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    session = Session(held, tmp_path / "here" / "data")
    assert session.check(drop.files)["json"] == drop.expected
    good = {REGION.name: REGION.read_bytes()}
    assert session.check(good)["json"] == command(broken.root, [broken.root / "regions" / REGION.name])


def test_a_candidates_file_is_read_as_a_candidates(session: Session, tmp_path: Path) -> None:
    """Whose a file is decides where it is read; what it is called need not tell."""
    told = session.check({"mine.yaml": REGION.read_bytes()})
    assert (told["files"][0]["role"], told["files"][0]["owner"]) == ("region", "AT31")
    assert told["files"][0]["records"] == {"added": [], "removed": [], "changed": []}


def test_a_record_that_errors_keep_out_is_not_removed(session: Session) -> None:
    """A record whose head is broken stands in the file still; only one that was deleted is removed."""
    text = REGION.read_text(encoding="utf-8")
    broken = text.replace("level: [", "lvel: [", 1)
    assert broken != text
    told = session.check({REGION.name: broken.encode()})["files"][0]
    assert told["records"]["removed"] == []


@pytest.mark.parametrize("name", ["photo.png", "a/AT31.yaml", ".AT31.yaml", "AT31.sources.csv"])
def test_what_is_no_inventory_is_refused(name: str, session: Session) -> None:
    """Pictures, paths and companions without their table are refused in words."""
    with pytest.raises(UsageError):
        session.check({name: b"x"})


def test_what_is_taken_away_reads_the_same(session: Session, tmp_path: Path) -> None:
    """The text that is taken away is the inventory; of the same there is no difference; a broken one is refused."""
    given = {REGION.name: REGION.read_bytes()}
    made = tmp_path / "AT31-made.yaml"
    made.write_bytes(session.take_away(given, REGION.name, "yaml"))
    assert read_file("region", made, tmp_path).model == read_file("region", REGION, DATA).model
    assert session.take_away(given, REGION.name, "diff") == b""
    with pytest.raises(UsageError, match="has errors"):
        session.take_away({REGION.name: b"region: [\n"}, REGION.name, "xlsx")


def test_the_command_puts_the_workspace_in(tmp_path: Path) -> None:
    """The page holds the snapshot, the same bytes each time; an existing file is kept."""
    shell, page = tmp_path / "shell.html", tmp_path / "check.html"
    shell.write_text(SHELL, encoding="utf-8")
    words = ["desk", "-o", str(page), "--shell", str(shell), "-w", str(DATA)]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    first = page.read_bytes()
    found = re.search(rb'id="workspace">([^<]+)<', first)
    assert found is not None
    assert json.loads(gzip.decompress(b64decode(found[1]))) == json.loads(json.dumps(snapshot(DATA)))
    assert isinstance(CliRunner().invoke(app, words).exception, UsageError)
    assert CliRunner().invoke(app, [*words, "--force"], catch_exceptions=False).exit_code == 0
    assert page.read_bytes() == first


@pytest.mark.parametrize(
    ("shell", "told"),
    [(None, "there is no empty desk"), ("<p>", "no empty desk"), (SHELL.replace(__version__, "9.9"), "version 9.9")],
)
def test_a_shell_that_is_none(shell: str | None, told: str, tmp_path: Path) -> None:
    """Without the empty desk of this version there is no page, and it is said where to get it."""
    file = tmp_path / "shell.html"
    if shell is not None:
        file.write_text(shell, encoding="utf-8")
    words = ["desk", "-o", str(tmp_path / "check.html"), "--shell", str(file), "-w", str(DATA)]
    failed = CliRunner().invoke(app, words)
    assert isinstance(failed.exception, UsageError)
    assert told in str(failed.exception)
    assert not (tmp_path / "check.html").exists()


def test_the_shell_holds_what_a_session_imports() -> None:
    """Every module of ours that a session needs goes into the shell, and none that needs what the shell lacks."""
    sys.path.insert(0, str(ROOT / "tools" / "desk"))
    try:
        from build import ours
    finally:
        sys.path.pop(0)
    held = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in ours()}
    script = (
        "import sys\n"
        "import ceecluster.desk.session, ceecluster.sources.tables, ceecluster.sources.excel_reader\n"
        "print(*{name if name.startswith('ceecluster') else name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    needed = {*done.stdout.split()}
    assert {name for name in needed if name.startswith("ceecluster")} - held == set()
    assert needed & {"numpy", "pandas", "scipy", "rich", "typer", "jinja2", "babel"} == set()


def test_the_shell_holds_every_library_that_its_modules_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """However late a module imports it: a library that is not locked into the shell is missing in the browser."""
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "desk"))
    from build import locked, ours

    held = {package["name"].lower().replace("-", "_") for package in locked()["packages"]} | {"yaml"}
    named = set()
    for raw in ours().values():
        tree = ast.parse(raw)
        typing_only = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if id(node) in typing_only:
                continue
            if isinstance(node, ast.Import):
                named |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named.add(node.module.partition(".")[0])
    assert named - {*sys.stdlib_module_names, "ceecluster"} - held == set()
    assert "openpyxl" in named


def test_every_role_of_a_file_comes_back_from_a_snapshot() -> None:
    """A new kind of file in a workspace must not be taken for an inventory by the desk."""
    assert {*_MODELS} == {*get_args(Role)}
