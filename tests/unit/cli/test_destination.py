"""`-o`: the ending decides the form, nothing that is read is overwritten, and nothing but a file is replaced."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import stat
import threading
from pathlib import Path

import openpyxl
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from calls import run
from ceecluster.cli.app import app
from ceecluster.cli.destination import RESULTS, chosen_form
from ceecluster.errors import UsageError
from ceecluster.report.files import write_whole

BASE = Path(__file__).parents[2] / "cases" / "base"
CALLS = {
    "agree": ("--draws", "0"),
    "compare": ("--draws", "0", "--as-of", "2021"),
    "diff": ("old",),
    "evaluate": (),
    "match": ("--as-of", "all"),
    "plan": ("--draws", "0", "--as-of", "2021"),
    "robustness": ("--draws", "5", "--sensitivity", "0"),
    "schema": (),
    "score": (),
    "show": ("AT31",),
    "trend": (),
    "validate": (),
    "export": (),
    "report": ("quality",),
}
"""A call of each command with `-o`; what the small workspace is too small for is left out below."""


def test_no_folder_is_made_for_a_form(here: Path) -> None:
    """A form to be filled in goes where its folder is, or nowhere."""
    for what in (("decisions",), ("selfcheck", "AT31-STRATEGY"), ("idea",), ("review", "AT31"), ("form", "AT31")):
        status, said = run("init", *what, *(("--name", "Fairs") if what == ("idea",) else ()), "-o", "fomrs/x.xlsx")
        assert status == 2, what
        assert "fomrs' is not there" in said
    assert not (here / "fomrs").exists()


@pytest.mark.parametrize("folder", ["data", "data/regions", "data/reports"])
def test_results_are_not_put_among_the_inputs(here: Path, folder: str) -> None:
    """All documents, several forms of one, and tables: a folder of the workspace's data is refused before any work."""
    before = sorted(here.rglob("*"))
    (here / folder).mkdir(exist_ok=True)
    for call in (("report", "all"), ("report", "quality", "-f", "md", "-f", "html"), ("export", "-f", "csv")):
        status, said = run(*call, "-o", folder)
        assert (status, "folder of the workspace" in said) == (2, True), call
    assert [path for path in sorted(here.rglob("*")) if path not in before] in ([], [here / folder])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean workspace, and we are in it."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    shutil.copytree(BASE / "data", tmp_path / "old")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listening(path: Path) -> tuple[threading.Thread, list[bytes]]:
    """A reader of a pipe, at work beside us."""
    got: list[bytes] = []

    def read() -> None:
        got.append(path.read_bytes())

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread, got


def test_every_command_with_an_output_is_called_here() -> None:
    """The calls below are those of the command tree: a new command with `-o` is tried, too."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    with_output = {name for name, command in commands.items() if any(p.name == "output" for p in command.params)}
    # The small workspace has neither candidates nor second readings.
    # A form, an imported inventory and a desk are files of one kind each, with tests of their own.
    assert with_output - {"enlarge", "reliability", "init", "import", "desk"} == set(CALLS)
    for name in with_output - {"init", "import"}:  # which replace no file that is not their own
        assert any(p.name == "force" for p in commands[name].params), name


@pytest.mark.parametrize("command", CALLS)
def test_wrong_files_are_refused_before_any_work(here: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown ending, a folder, a folder that is not there, an input: exit 2, nothing made, nothing computed."""

    def work(*_: object, **__: object) -> None:
        raise AssertionError("the data was read")

    for name in ("ceecluster.study.load", "ceecluster.checks.run.check"):
        monkeypatch.setattr(name, work)
    before = sorted(here.rglob("*"))
    source = "data/regions/AT31-upper-austria.yaml"
    bytes_before = Path(source).read_bytes()
    for output in ("x.gif", "x.json.bak", "reslts/x.json", "reslts/x.md"):
        code, text = run(command, *CALLS[command], "-o", output)
        assert code == 2, (output, text)
        assert output in text or "reslts" in text
    code, text = run(command, *CALLS[command], "-o", source)
    assert code == 2
    (here / "data" / "structure.csv").write_text("region\n")
    for output in ("data/structure.csv", "data/regions/CZ.csv", "data/regions/CZ.xlsx", "data/candidates/new.xlsx"):
        assert run(command, *CALLS[command], "-o", output)[0] == 2
    assert sorted(p for p in here.rglob("*") if p.name != "structure.csv") == before
    assert Path(source).read_bytes() == bytes_before


@pytest.mark.parametrize("command", [name for name in CALLS if name not in ("schema", "report", "export", "trend")])
def test_a_dash_is_standard_output(here: Path, command: str) -> None:
    """`-o -` prints what no `-o` prints."""
    words = (command, *CALLS[command], "-q", "-f", "json")
    plain, dash = run(*words), run(*words, "-o", "-")
    assert plain == dash
    assert json.loads(plain[1]) is not None
    assert not (here / "-").exists()


@pytest.mark.parametrize("ending", ["json", "csv", "md", "xlsx", "txt"])
def test_the_ending_decides(here: Path, ending: str) -> None:
    """Without `-f` the file has the form of its name; with one that says otherwise it is refused."""
    assert run("score", "-o", f"s.{ending}", "-q")[0] == 0
    content = (here / f"s.{ending}").read_bytes()
    if ending == "json":
        assert json.loads(content)["schema"] == "ceecluster/score@1"
    if ending == "csv":
        assert content.startswith(b"region,")
    if ending == "md":
        assert content.startswith(b"# ")
    if ending == "txt":
        assert "AT31" in content.decode()
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(here / "s.xlsx")["score"]
        assert [cell.value for cell in sheet["A"]][:2] == ["region", "AT31"]
        assert run("score", "-o", "s2.xlsx", "-q")[0] == 0
        assert (here / "s2.xlsx").read_bytes() == content
    other = "csv" if ending != "csv" else "json"
    code, text = run("score", "-o", f"t.{ending}", "-f", other)
    assert code == 2
    assert "contradicts" in text
    assert not (here / f"t.{ending}").exists()


def test_forms_of_findings_share_endings(here: Path) -> None:
    """`.json` is JSON unless -f says SARIF or GitLab; `.xml` is JUnit."""
    assert run("validate", "-o", "a.json", "-q")[0] == 0
    assert run("validate", "-o", "b.json", "-f", "sarif", "-q")[0] == 0
    assert run("validate", "-o", "c.sarif", "-q")[0] == 0
    assert (here / "b.json").read_bytes() == (here / "c.sarif").read_bytes() != (here / "a.json").read_bytes()
    assert run("validate", "-o", "d.xml", "-q")[0] == 0
    assert (here / "d.xml").read_bytes().startswith(b"<?xml")
    assert run("validate", "-o", "e.xml", "-f", "gitlab")[0] == 2


def test_a_name_without_an_ending_needs_a_format(here: Path) -> None:
    """No ending says no form: -f does, or the call is wrong use."""
    assert run("score", "-o", "scores")[0] == 2
    assert run("score", "-o", "scores", "-f", "json", "-q")[0] == 0
    assert json.loads((here / "scores").read_text())


def test_links_are_followed(here: Path) -> None:
    """A link stays a link; the file it leads to is replaced, one that is not there yet is made."""
    (here / "real").mkdir()
    for name in ("there.csv", "not-yet.csv"):
        (here / name).symlink_to(Path("real") / name)
    (here / "real" / "there.csv").write_text("old")
    for name in ("there.csv", "not-yet.csv"):
        assert run("score", "-o", name, "-q")[0] == 0
        assert (here / name).is_symlink()
        assert (here / "real" / name).read_text().startswith("region,")
    (here / "alias.csv").symlink_to("data/regions/AT31-upper-austria.yaml")
    assert run("score", "-o", "alias.csv")[0] == 2
    (here / "circle.csv").symlink_to("circle.csv")
    code, text = run("score", "-o", "circle.csv")
    assert code == 2
    assert "circle.csv" in text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize(("words", "start"), [((), b"Quality"), (("-f", "json"), b"{"), (("-f", "xlsx"), b"PK")])
def test_a_pipe_is_written_into(here: Path, words: tuple[str, ...], start: bytes) -> None:
    """A pipe stays a pipe, whatever its name ends in, and its reader gets the result."""
    for name in ("pipe", "pipe.csv"):
        os.mkfifo(here / name)
        thread, got = listening(here / name)
        assert run("score", "-o", name, "-q", *words)[0] == 0
        thread.join(10)
        assert stat.S_ISFIFO((here / name).stat().st_mode)
        assert start in got[0][:400]
    assert [p.name for p in here.iterdir() if p.name.startswith(".ceecluster")] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_document_goes_into_a_pipe(here: Path) -> None:
    """Reports go into a pipe as results do, and leave no folder of figures beside it."""
    os.mkfifo(here / "pipe.html")
    thread, got = listening(here / "pipe.html")
    assert run("report", "quality", "-f", "html", "-o", "pipe.html", "-q")[0] == 0
    thread.join(10)
    assert got[0].startswith(b"<!doctype html>") or got[0].startswith(b"<!DOCTYPE html>")
    assert not (here / "figures").exists()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_a_socket_is_written_into(here: Path) -> None:
    """A listening socket gets the result; where nobody listens, that is said."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.sock")
        server.listen(1)
        got: list[bytes] = []

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while part := connection.recv(65_536):
                    got.append(part)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert run("score", "-f", "csv", "-o", "s.sock", "-q")[0] == 0
        thread.join(10)
        assert b"".join(got).startswith(b"region,")
    code, text = run("score", "-f", "csv", "-o", "s.sock", "-q")
    assert code == 2
    assert "s.sock" in text
    assert stat.S_ISSOCK((here / "s.sock").stat().st_mode)


def test_inputs_are_replaced_with_force_only(here: Path) -> None:
    """Files named by options are inputs, too; `--force` replaces them."""
    (here / "w.csv").write_text("id,weight\nSTR,2\n")
    assert run("score", "--weights", "w.csv", "-o", "w.csv", "-q")[0] == 2
    assert (here / "w.csv").read_text() == "id,weight\nSTR,2\n"
    assert run("score", "--weights", "w.csv", "-o", "w.csv", "-q", "--force")[0] == 0
    assert (here / "w.csv").read_text().startswith("region,")
    assert run("score", "-o", "w.csv", "-q")[0] == 0


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no space is left"),
        (errno.EACCES, "permission denied"),
        (errno.EROFS, "the file system can only be read"),
    ],
)
def test_a_failure_names_the_file_and_leaves_it(
    here: Path, number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No space, no permission: the message names the file asked for, and the file is as it was."""
    (here / "s.csv").write_text("old")

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number), ".ceecluster-tmp")

    monkeypatch.setattr(os, "fsync", fail)
    code, text = run("score", "-o", "s.csv")
    assert code == 2
    assert f"'s.csv' cannot be written: {said}" in text
    assert ".ceecluster-" not in text
    assert (here / "s.csv").read_text() == "old"
    assert [p.name for p in here.iterdir() if p.name.startswith(".ceecluster")] == []


def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    """A private file stays private when it is replaced; the longest name a system takes is no obstacle."""
    path = tmp_path / ("x" * 250 + ".csv")
    path.write_text("old")
    path.chmod(0o600)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_export_in_one_file_or_a_folder(here: Path) -> None:
    """A workbook and JSON hold all tables; CSV takes a folder and says so."""
    assert run("export", "--as-of", "2021", "-o", "all.json", "-q")[0] == 0
    body = json.loads((here / "all.json").read_text())
    assert body["schema"] == "ceecluster/tables@1"
    assert {"dictionary", "records", "regions"} <= set(body)
    assert run("export", "--as-of", "2021", "-f", "csv", "-o", "tables", "-q")[0] == 0
    assert {f"{name}.csv" for name in body if name != "schema"} == {p.name for p in (here / "tables").iterdir()}
    for words in (
        ("-o", "all.csv"),
        ("-f", "csv", "-o", "all.csv"),
        ("-f", "csv"),
        ("-f", "xlsx", "-o", "all.json"),
        ("-o", "tables"),
        ("-f", "csv", "-o", "nowhere/tables"),
    ):
        assert run("export", *words)[0] == 2, words


def test_reports_and_their_places(here: Path) -> None:
    """One form goes to a file, several to a folder, all documents to a folder; anything else is wrong use."""
    assert run("report", "quality", "-o", "q.md", "-q")[0] == 0
    assert (here / "q.md").is_file()
    assert run("report", "quality", "-f", "md", "-f", "html", "-o", "both", "-q")[0] == 0
    assert {"quality.md", "quality.html"} <= {p.name for p in (here / "both").iterdir()}
    for words in (
        ("quality", "-o", "reprot"),
        ("quality", "-f", "html", "-o", "q.md"),
        ("quality", "-f", "md", "-f", "html", "-o", "q.md"),
        ("quality", "-o", "q.odt"),
        ("all", "-o", "site.html"),
        ("all", "-o", "q.md"),
        ("all", "-o", "nowhere/site"),
        ("all", "-o", "data/regions"),
        ("bogus", "-o", "new"),
    ):
        code, text = run("report", *words)
        assert code == 2, (words, text)
    assert not (here / "reprot").exists()
    assert not (here / "new").exists()


def test_forms_follow_from_endings_alone() -> None:
    """The rule in small: ending, format, both, neither."""
    assert chosen_form(Path("a.JSON"), None, RESULTS, "table") == "json"
    assert chosen_form(Path("a.md"), "markdown", RESULTS, "table") == "markdown"
    assert chosen_form(Path("a"), "csv", RESULTS, "table") == "csv"
    for path, format in (("a", None), ("a.xls", None), ("a.xls", "xlsx"), ("a.md", "csv")):
        with pytest.raises(UsageError):
            chosen_form(Path(path), format, RESULTS, "table")


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_what_programs_read_has_no_language(form: str, tmp_path: Path) -> None:
    """Columns are called the same everywhere; a language for them is a wrong call, and nothing is written."""
    target = tmp_path / f"scores.{form}"
    done = CliRunner().invoke(app, ["score", "--workspace", str(BASE), "--language", "de", "-o", str(target)])
    assert isinstance(done.exception, UsageError)
    assert "in every language" in str(done.exception)
    assert not target.exists()
