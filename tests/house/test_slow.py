"""Slow tests: what they are, that CI runs them, and that no file rests on them alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
SLOW_ALONE = {"house/test_whole_cycle.py"}
"""Files whose tests are all slow: each command of the page of the secretariat's year has tests of its own."""


def marked(node: ast.AST) -> bool:
    """Whether something says `pytest.mark.slow`."""
    return any(ast.unparse(each) == "pytest.mark.slow" for each in ast.walk(node) if isinstance(each, ast.Attribute))


def collected(path: Path) -> tuple[list[str], list[str]]:
    """The tests of a file that run by default, and those that are slow in every case."""
    quick, slow = [], []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            always = any(ast.unparse(each) == "pytest.mark.slow" for each in node.decorator_list)
            (slow if always else quick).append(node.name)
    return quick, slow


def test_no_file_rests_on_slow_tests_alone() -> None:
    """What a file is about is tried by default, too, smaller."""
    alone = set()
    for path in sorted(TESTS.rglob("test_*.py")):
        if "pytest.mark.slow" not in path.read_text(encoding="utf-8"):
            continue
        quick, slow = collected(path)
        if slow and not quick:
            alone.add(path.relative_to(TESTS).as_posix())
    assert alone == SLOW_ALONE


def test_ci_runs_the_test_command_and_then_the_slow_tests() -> None:
    """Nothing that is left out by default is left out in CI."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    first, second = ci.index('bash -ec "$test_command"'), ci.index("\n$bin/python -m pytest -m slow |")
    assert first < second
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    for line in re.findall(r"run: (python -m pytest.*)", workflow):
        assert line == 'python -m pytest -m "slow or not slow"'


def test_what_starts_a_long_program_is_marked() -> None:
    """Tests that need the shipped site in a browser, or count pages in LibreOffice of long documents, are slow."""
    conftest = ast.parse((TESTS / "browser" / "conftest.py").read_text(encoding="utf-8"))
    (site,) = (each for each in conftest.body if isinstance(each, ast.FunctionDef) and each.name == "site")
    assert 'pytest.param("shipped", marks=pytest.mark.slow)' in ast.unparse(site).replace("'", '"')
    pages = TESTS / "unit" / "documents" / "test_page_counts.py"
    tests = [each for each in ast.parse(pages.read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)]
    counting = [each for each in tests if each.name.startswith("test_") and "counted(" in ast.unparse(each)]
    assert counting and all(map(marked, counting))
