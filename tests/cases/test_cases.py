"""Cases as directories: a good one has no finding, a bad one exactly those of its expected.txt."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ceecluster.checks.catalogue import ACROSS, BESIDE, LOCAL, RULES
from ceecluster.checks.run import check
from ceecluster.findings import Finding

CASES = Path(__file__).parent
GOOD = sorted((CASES / "good").glob("*/"))
BAD = sorted((CASES / "bad").glob("*/"))


def findings_of(case: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Findings of the base workspace with the case's files laid over it."""
    shutil.copytree(CASES / "base", workspace, dirs_exist_ok=True)
    if (case / "remove.txt").exists():
        for name in (case / "remove.txt").read_text().split():
            (workspace / name).unlink()
    if (case / "data").exists():
        shutil.copytree(case / "data", workspace / "data", dirs_exist_ok=True)
    monkeypatch.chdir(workspace)
    beside = [rule for rule in BESIDE if case.name.startswith(rule.code)]
    return check(workspace / "data", local=LOCAL, across=ACROSS, beside=beside).findings


@pytest.mark.parametrize("case", [CASES / "base", *GOOD], ids=lambda case: case.name)
def test_good_case_has_no_finding(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good workspace gives no finding of any severity."""
    assert [str(finding) for finding in findings_of(case, tmp_path, monkeypatch)] == []


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_bad_case_has_exactly_its_findings(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    """A bad workspace gives exactly the findings written down, with place, all in one run."""
    findings = findings_of(case, tmp_path, monkeypatch)
    found = "".join(f"{finding}\n" for finding in findings)
    hints = "".join(f"{finding.where}: {finding.code} {finding.hint}\n" for finding in findings)
    expected, cures = case / "expected.txt", case / "hints.txt"
    if update:
        expected.write_text(found)
        if cures.exists():
            cures.write_text(hints)
    assert found == expected.read_text()
    # Some cases are about the cure.
    assert not cures.exists() or hints == cures.read_text()
    assert found, "a bad case without finding is a good case"
    # Machines and translators put the message together from its template and the arguments by name.
    assert [f.message for f in findings] == [f.template.format_map(f.named) for f in findings]


WHOLE_FILE = ("CC101", "CC102", "CC103", "CC104", "CC125", "CC126", "CC131")
"""What is said of a file or a sheet as a whole; everything else stands at a line and column, or in a cell."""
PLACED = re.compile(r".+(:\d+:\d+|\.xlsx:[^!]+![A-Z]+\d+): (error|warning|note) (CC\d{3}) .+")


def test_findings_stand_at_a_place() -> None:
    """The expected findings name line and column, or the cell."""
    lines = [line for path in BAD for line in (path / "expected.txt").read_text().splitlines()]
    placeless = [line for line in lines if not PLACED.fullmatch(line) and line.split(" ")[2] not in WHOLE_FILE]
    assert placeless == []


def test_every_rule_has_a_bad_case() -> None:
    """Each code owns a bad case named after it, and that case names the code."""
    missing = [code for code in RULES if not any(path.name.startswith(code) for path in BAD)]
    assert missing == []
    for path in BAD:
        assert f" {path.name[:5]} " in (path / "expected.txt").read_text(), path.name


def test_every_rule_has_a_manual() -> None:
    """The docstring of a rule is its manual page, in sentences."""
    for code, rule in RULES.items():
        assert rule.__doc__ and rule.__doc__.strip().splitlines()[0].endswith("."), code
