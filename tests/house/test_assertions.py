"""Assertions that cannot fail: what a test says of itself, or lets itself off."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MEANT = {
    ("unit/coherence/test_why.py", "records.loc['cz-a', 'without'] != records.loc['cz-a', 'without']"),
    ("unit/sources/test_yaml_reader.py", "resolve('.nan') != resolve('.nan')"),
    ("unit/test_study_of_a_year.py", "study.at(2015) is study.at(2015)"),
    ("unit/coherence/test_by_hand.py", "asked.similarity is asked.similarity"),
}
"""NaN differs from itself; what is made once is one thing."""


def tautologies(test: ast.expr) -> Iterator[str]:
    """Why an asserted expression cannot fail, or need not."""
    if isinstance(test, ast.Constant | ast.Tuple | ast.JoinedStr | ast.Lambda):
        yield "always true"
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(type(one) is type(other) and ast.dump(one) == ast.dump(other) for one, other in pairwise(sides)):
                yield "compared with itself"
            for one, other in pairwise(sides):
                if _takes(other, one) or _takes(one, other):
                    yield "a condition takes the other side"
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        for part in test.values:
            if isinstance(part, ast.Constant) and part.value:
                yield "or true"
            negated = ast.dump(part.operand) if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not) else None
            said = {ast.dump(each) for other in test.values if other is not part for each in ast.walk(other)}
            if negated is not None and negated in said:
                yield "let off by what it is about"
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id in ("all", "any"):
        (made,) = test.args[:1] or [None]
        if isinstance(made, ast.GeneratorExp) and isinstance(made.elt, ast.Constant):
            yield "says nothing of what it looks at"


def _takes(condition: ast.expr, side: ast.expr) -> bool:
    """Whether a conditional expression is the other side in one of its cases: `x == (1 if x == 1 else x)`."""
    if isinstance(condition, ast.Call) and len(condition.args) == 1:  # approx(...)
        condition = condition.args[0]
    return isinstance(condition, ast.IfExp) and ast.dump(side) in (ast.dump(condition.body), ast.dump(condition.orelse))


def mirrored(test: ast.expr) -> Iterator[str]:
    """`a == (1 if a == 1 else 2)`: the condition asks the same of the same thing as the assertion."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            for one, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
                if isinstance(other, ast.IfExp) and isinstance(other.test, ast.Compare) and len(other.test.ops) == 1:
                    same = ast.dump(other.test.left) == ast.dump(one)
                    if same and ast.dump(other.test.comparators[0]) == ast.dump(other.body):
                        yield "the condition asks what is asserted"


def kinds(function: ast.FunctionDef) -> Iterator[str]:
    """A test all of whose assertions ask for a type only."""
    asserts = [node.test for node in ast.walk(function) if isinstance(node, ast.Assert)]
    only = [each for each in asserts if isinstance(each, ast.Call) and ast.unparse(each.func) == "isinstance"]
    raised = any("raises" in ast.unparse(each) for each in ast.walk(function) if isinstance(each, ast.withitem))
    if asserts and len(only) == len(asserts) and not raised and len(ast.unparse(asserts[0])) < 60:
        yield "asks for a type only"


@pytest.mark.parametrize(
    ("said", "fails"),
    [
        *(("x == x", True), ("found.count == (1 if found.count == 1 else 2)", True), ("x or True", True)),
        *(("len(a) == (1 if len(q) else len(a))", True), ("(x, 'why')", True), ("sorted(b) == j or not b", True)),
        *(("f() == approx(2 if late else f())", True), ("all(True for row in rows)", True), ("'words'", True)),
        *(("x == y", False), ("x == (1 if late else 2)", False), ("x is None or x > 0", False), ("not rows", False)),
        *(("a == 1 or b == 1", False), ("all(row.ok for row in rows)", False), ("x != y or not other", False)),
    ],
)
def test_the_kinds_are_known(said: str, fails: bool) -> None:
    """What this file is about, and what it leaves alone."""
    test = ast.parse(said, mode="eval").body
    assert bool([*tautologies(test), *mirrored(test)]) is fails


def test_no_assertion_lets_itself_off() -> None:
    """Every assertion of every test can fail."""
    found = []
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assert):
                whys = [*tautologies(node.test), *mirrored(node.test)]
                if whys and (name, ast.unparse(node.test)) not in MEANT:
                    found += [f"{name}:{node.lineno} {why}: {ast.unparse(node.test)}" for why in whys]
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found += [f"{name}:{node.lineno} {node.name} {why}" for why in kinds(node)]
    assert found == []


def test_no_page_is_asked_to_evaluate_while_it_waits() -> None:
    """The pages' strict policy refuses it, but only where the first look fails: a test that breaks now and then."""
    asked = ".wait_for_" + "function("
    assert [path.name for path in TESTS.rglob("*.py") if asked in path.read_text(encoding="utf-8")] == []
