"""Whoever judges names what is judged: no command that can fail falls back on the packaged example."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from calls import run

ROOT = Path(__file__).parents[3]
BASE = ROOT / "tests" / "cases" / "base"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with no workspace in it or above."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("validate",),
        ("validate", "--fix"),
        ("validate", "--format", "sarif"),
        ("validate", "AT31-mail.yaml"),
        ("diff", "main"),
        ("diff", "main", "v1"),
        ("compare", "--check", "H[policy] >= 0"),
    ],
)
def test_a_check_without_a_workspace_is_wrong_use(nowhere: Path, words: tuple[str, ...]) -> None:
    """Exit 2 and a cure, never the packaged example."""
    shutil.copy(BASE / "data" / "regions" / "AT31-upper-austria.yaml", nowhere / "AT31-mail.yaml")
    code, text = run(*words)
    assert code == 2
    assert "no workspace here" in text
    assert "-w DIR" in text


@pytest.mark.parametrize("words", [("validate",), ("diff", "main"), ("compare",), ("show", "regions")])
@pytest.mark.parametrize("place", ["data", ""])
def test_inventories_without_their_network_are_named(nowhere: Path, words: tuple[str, ...], place: str) -> None:
    """A renamed network.yaml hides nothing: not behind the example, not behind a workspace further up."""
    shutil.copytree(BASE, nowhere, dirs_exist_ok=True)
    inner = nowhere / "inner"
    shutil.copytree(BASE / "data", inner / place)
    (inner / place / "network.yaml").rename(inner / place / "network-2026.yaml")
    os.chdir(inner)
    code, text = run(*words)
    assert code == 2
    assert "has inventories but no network.yaml" in text


def test_two_folders_are_compared_wherever_one_stands(nowhere: Path) -> None:
    """`diff` of two workspaces needs none around it; an empty name is wrong use."""
    shutil.copytree(BASE, nowhere / "a")
    shutil.copytree(BASE, nowhere / "b")
    assert run("diff", "a", "b", "-q")[0] == 0
    for words in (("",), ("a", ""), (" ", "b")):
        code, text = run("diff", *words, "-w", "a")
        assert code == 2
        assert "a word of the call is empty" in text


@pytest.mark.parametrize("rule", ["policy >= 0.3", "H[policy]", "H[policy] => 0.3", "H(policy) > 0", "V[AT31] > much"])
def test_a_rule_that_is_none_is_answered_with_the_grammar(rule: str) -> None:
    """The grammar of `--check` stands in its help and in the error."""
    code, text = run("compare", "--check", rule, "-w", str(BASE))
    assert code == 2
    for word in ("H[LEVEL]", "V[REGION]", ">=", "number"):
        assert word in text
    shown = " ".join(re.sub("[│|]", " ", run("compare", "--help")[1]).split())
    assert "H[LEVEL] (across regions) or V[REGION] (inside a region)" in shown


def test_a_rule_names_a_level_or_a_region_in_any_case() -> None:
    """Names are folded as everywhere; one that is not there is wrong use, not a rule that holds."""
    asked = ("compare", "-q", "-w", str(BASE), "--as-of", "all")
    assert run(*asked, "--check", "h[POLICY] >= 0", "--check", "V[at31] <= 1")[0] in (0, 1)
    for rule in ("H[polcy] >= 0", "V[AT99] >= 0"):
        assert run(*asked, "--check", rule)[0] == 2
    assert run(*asked, "--check", "H[policy] > 1")[0] == 1


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("data/regions/AT31-x.yaml", True),
        ("network.yaml", True),
        ("regions/AT31-x.xlsx", True),
        ("policy/data/candidates/HR.csv", True),
        ("data/regions/AT31.ods", True),
        ("README.md", False),
    ],
)
def test_the_hook_runs_wherever_the_workspace_lies(path: str, runs: bool) -> None:
    """Files of a workspace at the root start the hook as those under data/ do; so does a commit that removes one."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], path)) is runs
    assert hook["always_run"] is True
    assert hook["entry"].split()[:2] == ["ceecluster", "validate"]


def test_quiet_validation_lists_findings_and_nothing_else(nowhere: Path) -> None:
    """`-q` leaves out the table, the sum and the remarks; the exit code stays."""
    shutil.copytree(BASE, nowhere, dirs_exist_ok=True)
    assert run("validate", "-q") == (0, "")
    (nowhere / "data" / "regions" / "CZ-czech-republic.yaml").write_text("region: CZ\nprogrames: []\n")
    code, text = run("validate", "-q", "--select", "CC111")
    assert code == 1
    assert text.splitlines()[0].startswith("data/regions/CZ-czech-republic.yaml:2:1: error CC111")
    assert "checked" not in text
    assert "Explain" not in text
