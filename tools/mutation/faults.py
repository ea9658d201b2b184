"""Small faults that people make: where a package may have them, and the module's text with one of them in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
_CHANGES = (
    *("NumberReplacer", "AddNot", "ZeroIterationForLoop", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub"),
    *(f"ReplaceBinaryOperator_{each}" for each in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul")),
    *(f"ReplaceComparisonOperator_{each}" for each in ("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")),
    *(f"ReplaceComparisonOperator_{each}" for each in ("Lt_GtE", "GtE_Lt", "Is_IsNot", "IsNot_Is")),
)
"""Kinds of faults that people make; cosmic-ray knows more, such as a shift for a sum."""
_EDGES = tuple(f"ReplaceComparisonOperator_{each}" for each in ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt"))
Place = tuple[int, int]
Span = tuple[Place, Place]
"""From the first to behind the last sign: line from one, column from zero."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One change at one place of a module."""

    module: Path
    """Below the root of the project."""
    operator: str
    occurrence: int
    line: int
    """Counted from one."""
    text: str
    """The line before the change, without blanks around it: what accepted.yaml knows the fault by."""

    home: str = ""
    """Dotted name, inside the module, of the function that holds it; empty outside functions."""
    lines: range = range(0)
    """Lines of the smallest statement around it; of one with a body, those before the body."""
    names: frozenset[str] = frozenset()
    """Outside functions: the names that the module's statement binds."""

    instead: str = ""
    """The whole line with the fault, of one planted by hand; no operator is asked then."""

    def code(self, source: str) -> str:
        """The whole module with the fault in it; `source` is the module without."""
        if self.instead:
            rows = source.splitlines(keepends=True)
            rows[self.line - 1] = rows[self.line - 1].replace(self.text, self.instead)
            return "".join(rows)
        found: str = mutate_code(source, _operator(self.operator), self.occurrence)
        return found

    def change(self, source: str) -> str:
        """The first line that differs, as it reads with the fault."""
        rows = zip(source.splitlines(), self.code(source).splitlines(), strict=False)
        return next((new.strip() for old, new in rows if old != new), "")


def _operator(name: str):  # type: ignore[no-untyped-def]
    return get_operator(f"core/{name}")()


def homes(source: str) -> list[tuple[Span, str]]:
    """Bodies of the outermost functions, without decorators and arguments, and their dotted names."""
    found: list[tuple[Span, str]] = []

    def visit(nodes: list[ast.stmt], within: str) -> None:
        for node in nodes:
            if isinstance(node, ast.FunctionDef):
                last = node.body[-1]
                start, end = node.body[0], (last.end_lineno or last.lineno, last.end_col_offset or 0)
                found.append((((start.lineno, start.col_offset), end), within + node.name))
            elif isinstance(node, ast.ClassDef):
                visit(node.body, f"{within}{node.name}.")

    visit(ast.parse(source).body, "")
    return found


def statements(source: str) -> list[tuple[Span, range, frozenset[str]]]:
    """Every statement, outer before inner: its span, the lines before a body of its own, the names it binds."""
    found = []
    for node in ast.walk(ast.parse(source)):  # breadth first: what comes later is further in
        if isinstance(node, ast.stmt):
            end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if body else end[0]
            found.append((((node.lineno, node.col_offset), end), range(node.lineno, last + 1), bound(node)))
    return found


def bound(statement: ast.stmt) -> frozenset[str]:
    """The names a statement of a module binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return frozenset({statement.name})
    stored = (each for each in ast.walk(statement) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
    return frozenset(each.id for each in stored)


def left_alone(source: str) -> list[Span]:
    """Annotations, decorators, imports for types, guards of `zip`: not run, or reached by no input."""
    spans: list[Span] = []

    def add(node: ast.AST) -> None:
        spans.append(((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)))  # type: ignore[attr-defined]

    for node in ast.walk(ast.parse(source)):
        for each in getattr(node, "decorator_list", ()):
            add(each)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            add(node)
        if isinstance(node, ast.AnnAssign) and node.value is None:
            add(node)
        # `zip(..., strict=True)` guards against a slip of ours; no input reaches it.
        if isinstance(node, ast.keyword) and node.arg == "strict":
            add(node)
    return spans


class Around:
    """What stands around a place of a module."""

    def __init__(self, source: str) -> None:
        self.inside, self.said = homes(source), statements(source)

    def at(self, here: Place) -> tuple[str, range, frozenset[str]]:
        """Home, lines and names of a fault at this place."""
        home = next((name for (start, end), name in self.inside if start <= here < end), "")
        around = [each for each in self.said if each[0][0] <= here < each[0][1]]
        lines = around[-1][1] if around else range(here[0], here[0] + 1)
        return home, lines, around[0][2] if around and not home else frozenset()


def faults(package: str) -> Iterator[Fault]:
    """All faults of a package, in the order of modules, kinds and places."""
    known = {each.removeprefix("core/") for each in operator_names()}
    for path in sorted((ROOT / "src/ceecluster" / package).rglob("*.py")):
        source = path.read_text("utf-8")
        rows, without, around = source.splitlines(), left_alone(source), Around(source)
        nodes = [*ast_nodes(get_ast(source))]
        for kind in _CHANGES:
            if kind not in known:
                raise SystemExit(f"cosmic-ray has no operator {kind}")
            operator = _operator(kind)
            places = (start for node in nodes for start, _ in operator.mutation_positions(node))
            for occurrence, (line, column) in enumerate(places):
                text, here = rows[line - 1], (line, column)
                # One step beside a tolerance is the tolerance's own business: `>=` and `>` are the same there.
                edge = kind in _EDGES and "1e-" in text
                # The star that ends the arguments by place is no product.
                bare = text[column : column + 2] == "*,"
                if edge or bare or any(start <= here < end for start, end in without):
                    continue
                where = around.at(here)
                yield Fault(path.relative_to(ROOT), kind, occurrence, line, text.strip(), *where)


def planted(package: str, rows: list[dict[str, str]]) -> list[Fault]:
    """Faults somebody wrote down: `module`, the `line` as it reads, and what stands there `instead`."""
    found = []
    for row in rows:
        module = Path("src/ceecluster") / row["module"]
        if module.parts[2] != package:
            continue
        source = (ROOT / module).read_text("utf-8")
        lines = [number for number, text in enumerate(source.splitlines(), 1) if text.strip() == row["line"]]
        if len(lines) != 1 or row["line"] == row["instead"]:
            raise SystemExit(f"{module}: {len(lines)} lines read {row['line']!r}")
        text = source.splitlines()[lines[0] - 1]
        where = Around(source).at((lines[0], len(text) - len(text.lstrip())))
        found.append(Fault(module, "planted", 0, lines[0], row["line"], *where, row["instead"]))
    return found
