"""What `diff` says of two states: values, records with errors, codes, and revisions that git does not give."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import CeeclusterError, UsageError

BASE = Path(__file__).parents[2] / "cases" / "base"
FILE = "data/regions/AT31-upper-austria.yaml"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small workspace as a git repository with one commit, tagged v1."""
    # No plan: its search would take most of the time, and no figure is looked at here.
    monkeypatch.setattr("ceecluster.changes._plan", lambda study: {})
    folder = tmp_path / "work"
    shutil.copytree(BASE, folder)
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    git(folder, "tag", "v1")
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *words: str) -> None:
    """A git command that must succeed."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, env={**os.environ, **own}, check=True, capture_output=True)


def commit(folder: Path) -> None:
    """Everything as it stands becomes a commit."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a state")


def replace(path: str, old: str, new: str) -> None:
    """Another word in a file, where it stands for the first time."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*words: str) -> str:
    """What a call prints, or how it was refused."""
    result = CliRunner().invoke(app, words, env={"COLUMNS": "160"})
    if isinstance(result.exception, CeeclusterError):
        return str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def first_record() -> str:
    """The identifier of the first record of Upper Austria."""
    found = re.search(r"- id: (\S+)", Path(FILE).read_text(encoding="utf-8"))
    assert found
    return found[1]


def test_values_stand_beside_each_other(work: Path) -> None:
    """Old and new of each field, in text and JSON."""
    start = re.search(r"start: (\d{4})", Path(FILE).read_text(encoding="utf-8"))
    assert start
    replace(FILE, start[0], "start: 1999")
    found = json.loads(run("diff", "v1", "-f", "json"))
    assert (found["old"], found["new"]) == ("v1", "the working copy")
    (row,) = found["values"]
    assert (row["field"], row["before"], row["after"]) == ("start", int(start[1]), 1999)
    shown = run("diff", "v1")
    assert re.search(rf"start\s+{start[1]}\s+1999", shown)
    assert "/tmp" not in shown and "tmp" not in shown.split("\n")[0]


def test_a_record_with_errors_is_not_removed(work: Path) -> None:
    """A typo that makes a record unreadable, in a value or in its identifier, is told as what it is."""
    record = first_record()
    replace(FILE, f"- id: {record}", f"- id: {record.upper()} X")
    found = json.loads(run("diff", "v1", "-f", "json"))
    assert [(r["record"], r["change"]) for r in found["records"]] == [(record, "has errors now")]
    commit(work)
    replace(FILE, f"- id: {record.upper()} X", f"- id: {record}")
    back = json.loads(run("diff", "HEAD", "-f", "json"))
    assert [(r["record"], r["change"]) for r in back["records"]] == [(record, "readable now")]


def test_a_removed_record_is_removed(work: Path) -> None:
    """What is not on file any more has no errors."""
    text = Path(FILE).read_text(encoding="utf-8")
    head, *records = re.split(r"(?m)^(?=  - id: )", text)
    Path(FILE).write_text(head + "".join(records[1:]), encoding="utf-8")
    found = json.loads(run("diff", "v1", "-f", "json"))
    assert [r["change"] for r in found["records"]] == ["removed"]


def test_a_field_with_an_error_is_told(work: Path) -> None:
    """A value that cannot be read was not taken out."""
    start = re.search(r"start: (\d{4})", Path(FILE).read_text(encoding="utf-8"))
    assert start
    replace(FILE, start[0], "start: soon")
    found = json.loads(run("diff", "v1", "-f", "json"))
    told = [r["change"] for r in found["records"]] + [v["unreadable"] for v in found["values"]]
    assert told in (["changed", True], ["has errors now"])
    assert "has errors now" in run("diff", "v1")


def test_a_code_taken_from_the_list_breaks_submissions(work: Path) -> None:
    """Which records of which regions use a code that the lists no longer have."""
    from ceecluster.study import load

    old = load("data").whole
    code = old.regions["AT31"].programmes[0].objectives[0].code
    users = {
        owner: sorted(p.id for p in inventory.programmes if any(o.code == code for o in p.objectives))
        for owner, inventory in old.regions.items()
    }
    replace("data/vocabulary.yaml", code, f"{code}X")
    rows = json.loads(run("diff", "v1", "-f", "json"))["codes"]
    assert {row["owner"]: row["records"] for row in rows} == {o: r for o, r in users.items() if r}
    assert {(row["code"], row["list"]) for row in rows} == {(code, "objectives")}
    assert "used in submissions of" in run("diff", "v1")


def test_a_shallow_clone_is_explained(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workflow's clone of one commit does not have what is compared with."""
    commit_again = work / "data" / "note.md"
    commit_again.write_text("x", encoding="utf-8")
    commit(work)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", work.as_uri(), str(shallow))
    monkeypatch.chdir(shallow)
    told = run("diff", "v1")
    assert "only the last commits were fetched" in told and "fetch-depth: 0" in told


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("mian", "did you mean 'main'?"),
        ("v1:", "neither a folder nor a git revision"),
        ("zzz", "neither a folder nor a git revision"),
    ],
)
def test_an_unknown_revision_is_told_as_typed(work: Path, revision: str, told: str) -> None:
    """No word of git's own, no folder of ours."""
    said = run("diff", revision)
    assert f"'{revision}'" in said and told in said and "fatal" not in said


def test_a_revision_without_the_workspace_is_named(work: Path) -> None:
    """Neither a temporary folder nor the library's words."""
    git(work, "mv", "data/network.yaml", "data/other.yml")
    commit(work)
    git(work, "mv", "data/other.yml", "data/network.yaml")
    assert "revision 'HEAD' has no workspace in 'data'" in run("diff", "HEAD")


def test_a_revision_that_cannot_be_read_is_named(work: Path) -> None:
    """Errors of the framework name the revision and the file as it is called there."""
    text = Path("data/network.yaml").read_text(encoding="utf-8")
    Path("data/network.yaml").write_text("title: [", encoding="utf-8")
    commit(work)
    Path("data/network.yaml").write_text(text, encoding="utf-8")
    said = run("diff", "HEAD")
    assert "in 'HEAD'" in said and "data/network.yaml" in said and "tmp" not in said


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("fatal: detected dubious ownership in repository at '/x/y'\nTo add", "safe.directory '/x/y'"),
        ("fatal: not a git repository (or any of the parent directories): .git", "name two folders"),
        ("fatal: could not fetch abc from promisor remote", "git fetch --refetch"),
        ("fatal: something new", "git refuses: something new"),
    ],
)
def test_what_git_refuses_comes_with_a_cure(said: str, cure: str) -> None:
    """Git's refusals in words of ours, as far as they are known."""
    from ceecluster.cli.diff import _refused

    told = _refused(said, Path())
    assert isinstance(told, UsageError) and cure in str(told)
