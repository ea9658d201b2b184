"""Modules stay small, start light, and are finished."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ceecluster"
MODULES = sorted(SOURCE.rglob("*.py"))


def test_no_module_is_long() -> None:
    """A module over 420 lines is two modules."""
    long = {path.relative_to(SOURCE).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > 420} == {}


LONGEST = 60
REASON = "# Long "


def test_a_long_function_says_why() -> None:
    """Over sixty lines, a function has its reason in the line above it."""
    unexplained = []
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= LONGEST:
                first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                if not lines[first - 2].lstrip().startswith(REASON):
                    unexplained.append(f"{path.relative_to(SOURCE).as_posix()}: {node.name}")
    assert unexplained == []


DOORS = {"sources": ("reading",), "documents": ("study", "cli")}
"""Where a package is tested through the module above it."""
UNIT = ROOT / "tests" / "unit"


def test_tests_mirror_the_source() -> None:
    """Every package has its folder of tests; a test imports, or keeps the figures of, what its folder is of."""
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    folders = {path.name for path in UNIT.iterdir() if path.is_dir() and not path.name.startswith("_")}
    modules = {path.stem for path in SOURCE.glob("*.py")}
    assert (packages - folders, folders - packages - modules) == (set(), set())
    astray = []
    for path in UNIT.rglob("test_*.py"):
        folder = path.parent.name if path.parent != UNIT else ""
        known = (folder, *DOORS.get(folder, ())) if folder else modules
        text = path.read_text(encoding="utf-8")
        imported = set(re.findall(r"^ *(?:from|import) ceecluster(?:\.(\w+))?", text, re.M))
        kept = (f'compare_figures("{folder}",', f'compare_settings("{folder}",')
        called = folder == "cli" and ("subprocess" in text or "from calls import" in text)
        reached = called or any(call in text for call in kept)
        if not imported & {*known, *(() if folder else ("",))} and not reached:
            astray.append(path.relative_to(UNIT).as_posix())
    assert astray == []


def test_nothing_is_left_for_later() -> None:
    """No placeholder is shipped."""
    # These words are what is looked for, not work left undone.
    words = ("raise NotImplementedError", "TODO", "FIXME", "XXX")
    found = [f"{p.name}: {w}" for p in MODULES for w in words if w in p.read_text(encoding="utf-8")]
    assert found == []


def test_no_module_is_called_utils() -> None:
    """Names say what a module is about."""
    vague = {"utils", "helpers", "common", "misc", "manager", "core_utils"}
    assert [path.name for path in MODULES if path.stem in vague] == []


@pytest.mark.parametrize("words", [["validate", "--no-table"], ["validate"], ["explain", "CC301"], ["--help"]])
def test_the_door_is_light(words: list[str]) -> None:
    """`validate`, `explain` and `--help` start without pandas, numpy or scipy."""
    code = (
        "import sys; from ceecluster.cli import main\n"
        f"sys.argv = ['ceecluster', *{words!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'openpyxl', 'vl_convert', 'jinja2'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tests" / "cases" / "base", capture_output=True, text=True, check=False
    )
    assert result.stdout.splitlines()[-1] == "HEAVY []", result.stderr
