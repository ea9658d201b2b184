"""`upgrade`: an older workspace in today's format, and options of the last release."""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from calls import run
from ceecluster.cli import renamed
from ceecluster.model.network import FORMAT

BASE = Path(__file__).parents[3] / "tests" / "cases" / "base"


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of the first format whose region has a low priority."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "data" / "network.yaml"
    file.write_text(
        file.read_text(encoding="utf-8") + "rules:\n  agreement: {blocks_at: 0}  # ours\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    region = tmp_path / "data" / "regions" / "CZ-czech-republic.yaml"
    kept = [line for line in region.read_text(encoding="utf-8").splitlines() if not line.startswith("priorities")]
    region.write_text(
        "\n".join([*kept, "priorities: {OBJ-INTL: {value: 0}, OBJ-RDI: {value: 3}}", ""]), encoding="utf-8"
    )
    return tmp_path


def test_a_workspace_is_brought_to_the_format_once(older: Path) -> None:
    """`--check` fails before and passes after; the files hold what they held, and a note is gone."""
    before = {path: path.read_bytes() for path in older.rglob("*.*") if path.is_file()}
    code, text = run("upgrade", "--check")
    assert (code, {path: path.read_bytes() for path in before}) == (1, before)
    assert run("validate", "--select", "CC455", "--fail-on", "note")[0] == 1
    code, text = run("upgrade")
    assert code == 0
    assert "data/regions/CZ-czech-republic.yaml: the priority 0 of OBJ-INTL counted as an objection" in text
    assert [path.name for path in before if path.read_bytes() != before[path]] == ["network.yaml"]
    assert run("upgrade", "--check") == (0, f"The workspace has today's format, {FORMAT}.\n")
    assert run("validate", "--select", "CC455", "--fail-on", "note")[0] == 0
    assert "# ours" in (older / "data" / "network.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "utf-8")]
)
def test_the_encoding_stays(older: Path, mark: bytes, encoding: str) -> None:
    """With its byte order mark."""
    path = older / "data" / "network.yaml"
    path.write_bytes(mark + path.read_text(encoding="utf-8").encode(encoding))
    assert run("upgrade")[0] == 0
    assert path.read_bytes().startswith(mark)
    assert path.read_bytes()[len(mark) :].decode(encoding).count(f"format: {FORMAT}") == 1


@pytest.mark.parametrize("words", [("upgrade",), ("upgrade", "--check")])
def test_without_a_workspace_it_is_wrong_use(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never upgrades the packaged example."""
    monkeypatch.chdir(tmp_path)
    code, text = run(*words)
    assert code == 2
    assert "no workspace here" in text


def test_a_later_format_is_refused(older: Path) -> None:
    """By name, and by validate too."""
    path = older / "data" / "network.yaml"
    raw = "format: 99\n" + path.read_text(encoding="utf-8")
    path.write_text(raw, encoding="utf-8")
    code, text = run("upgrade")
    assert (code, path.read_text(encoding="utf-8")) == (2, raw)
    assert "format 99" in text
    assert run("validate", "--select", "CC456")[0] == 1


def test_an_option_of_the_last_release_works_with_a_remark(
    older: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The result is that of today's name; the remark is on standard error."""
    names: Mapping[str, Mapping[str, str]] = {"validate": {"--only": "--select", "-x": "--no-table"}}
    monkeypatch.setattr(renamed, "RENAMED", names)
    new = run("validate", "--select=CC455", "--no-table")
    old = run("validate", "--only=CC455", "-x")
    assert old[0] == new[0]
    assert "--only is called --select now" in old[1]
    assert "-x is called --no-table now" in old[1]
    assert renamed.with_new_names("validate", ["--", "--only"]) == (["--", "--only"], [])
    assert renamed.with_new_names("score", ["--only"]) == (["--only"], [])
