"""The next draft from the command line: revisions in the file, a clean copy beside it, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from networks import write_league
from revised_word import outline

pytest.importorskip("pypandoc")


def call(*words: object) -> tuple[int, str]:
    """Exit code of a call, and what it says against itself."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return (2, str(done.exception)) if isinstance(done.exception, UsageError) else (done.exit_code, done.output)


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a league of two levels, its first draft, and an answer that came since."""
    folder = tmp_path_factory.mktemp("drafts")
    write_league(folder)
    assert call("agree", "-w", folder, "--draws", 0, "-o", folder / "first.docx")[0] == 0
    network = yaml.safe_load((folder / "data" / "network.yaml").read_text(encoding="utf-8"))
    issues = yaml.safe_load((folder / "data" / "vocabulary.yaml").read_text(encoding="utf-8"))["objectives"]
    answer = {"stance": "support", "value": 4, "date": network["as_of"], "source": ["letter"]}
    body = {
        "sources": {"letter": {"title": "A letter", "year": 2025, "document": "letter"}},
        "positions": {network["regions"][0]["code"]: {issues[0]["code"]: answer}},
    }
    (folder / "data" / "agreement").mkdir(exist_ok=True)
    (folder / "data" / "agreement" / "positions.yaml").write_text(yaml.safe_dump(body), encoding="utf-8")
    return folder


def test_a_draft_with_what_moved_and_a_clean_copy(drafts: Path) -> None:
    """The one accepts to the other, and rejects to the first draft."""
    code, told = call("agree", "-w", drafts, "--draws", 0, "--since", drafts / "first.docx", "-o", drafts / "next.docx")
    assert code == 0 and "next-clean.docx" in told
    first, both, clean = ((drafts / f"{name}.docx").read_bytes() for name in ("first", "next", "next-clean"))
    assert outline(both, "accept") == outline(clean) != outline(first)
    assert outline(both, "reject") == outline(first)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("agree", "--since", "first.docx", "-o", "next.pdf"), "Word file"),
        (("agree", "--since", "first.docx"), "Word file"),
        (("agree", "--since", "gone.docx", "-o", "a.docx"), "does not exist"),
        (("agree", "--since", "data/network.yaml", "-o", "a.docx"), "not kept in git"),
        (("agree", "--since", "first.docx", "-o", "first.docx"), "written over"),
        (("agree", "--since", "a-clean.docx", "-o", "a.docx"), "written over"),
        (("agree", "--since", "first.docx", "--why", "GOAL-TIMBER"), "--since does nothing"),
        (("report", "agreement", "--since", "first.docx", "-o", "a.md"), "--since does nothing"),
    ],
)
def test_what_cannot_be_marked_is_refused(
    drafts: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written, and what is there stays."""
    monkeypatch.chdir(drafts)
    before = {path: path.stat().st_mtime_ns for path in drafts.glob("*.docx")}
    code, told = call(*words)
    assert code == 2 and said in " ".join(told.split()), told
    assert {path: path.stat().st_mtime_ns for path in drafts.glob("*.docx")} == before
