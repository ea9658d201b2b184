"""Do the tests notice? Small faults are put into a package, one at a time, and its own tests are run on each.

    python tools/mutation/run.py scoring --count 40 --seed 1
    python tools/mutation/run.py scoring coherence agreement planning checks --count 300 --seed 7 --least 0.85

The faults are cosmic-ray's (numbers one off, comparisons, signs, `and` for `or`, loops that run no time, `not` added),
drawn without replacement by the seed; type annotations and decorators are left alone. For each only those test files
run that come past the faulty line, and they stop at the first failure. A fault that every test lets pass is a
survivor: it is either a test that is missing or a fault that changes nothing, and then it stands in accepted.yaml with
the reason. Needs the extra `mutation` (cosmic-ray, coverage) and an operating system that forks.
"""

from __future__ import annotations

import argparse
import ast
import math
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import coverage
import yaml
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = Path(__file__).with_name("accepted.yaml")
MORE_TESTS = {
    "scoring": ("properties/test_index_laws.py", "published/test_index_toolbox.py"),
    "agreement": ("published/test_rater_agreement.py",),
    "planning": ("published/test_portfolio_measures.py",),
    "checks": ("cases",),
}
"""Own tests of a package that lie outside the folders and names it gives."""
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

    def code(self) -> str:
        """The whole module with the fault in it."""
        found: str = mutate_code((ROOT / self.module).read_text("utf-8"), _operator(self.operator), self.occurrence)
        return found

    def change(self) -> str:
        """The first line that differs, as it reads with the fault."""
        before = (ROOT / self.module).read_text("utf-8").splitlines()
        return next((new.strip() for old, new in zip(before, self.code().splitlines(), strict=False) if old != new), "")


def _operator(name: str):  # type: ignore[no-untyped-def]
    return get_operator(f"core/{name}")()


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


def faults(package: str) -> Iterator[Fault]:
    """All faults of a package, in the order of modules, kinds and places."""
    known = {each.removeprefix("core/") for each in operator_names()}
    for path in sorted((ROOT / "src/ceecluster" / package).rglob("*.py")):
        source = path.read_text("utf-8")
        rows, without = source.splitlines(), left_alone(source)
        nodes = [*ast_nodes(get_ast(source))]
        for kind in _CHANGES:
            if kind not in known:
                raise SystemExit(f"cosmic-ray has no operator {kind}")
            operator = _operator(kind)
            places = (start for node in nodes for start, _ in operator.mutation_positions(node))
            for occurrence, (line, column) in enumerate(places):
                text = rows[line - 1]
                # One step beside a tolerance is the tolerance's own business: `>=` and `>` are the same there.
                edge = kind in _EDGES and "1e-" in text
                # The star that ends the arguments by place is no product.
                bare = text[column : column + 2] == "*,"
                if not edge and not bare and not any(start <= (line, column) < end for start, end in without):
                    yield Fault(path.relative_to(ROOT), kind, occurrence, line, text.strip())


def own_tests(package: str) -> list[Path]:
    """The test files of a package."""
    tests = ROOT / "tests"
    found = [*(tests / "unit" / package).rglob("test_*.py")]
    found += [each for folder in ("properties", "published") for each in (tests / folder).glob(f"test_{package}_*.py")]
    for more in MORE_TESTS.get(package, ()):
        found += [*(tests / more).rglob("test_*.py")] if (tests / more).is_dir() else [tests / more]
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a test file comes past, and how long it takes."""

    test: Path
    lines: Mapping[Path, frozenset[int]]
    seconds: float


def reached(package: str, tests: Iterable[Path], scratch: Path) -> list[Reach]:
    """Each test file run once, alone, under coverage; SystemExit where one fails without a fault."""
    found = []
    for test in tests:
        data = scratch / f"{test.stem}.coverage"
        began = time.monotonic()
        command = [sys.executable, "-m", "coverage", "run", f"--data-file={data}"]
        command += [f"--source={ROOT / 'src/ceecluster' / package}", "-m", "pytest", *_ARGUMENTS, str(test)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{test.relative_to(ROOT)} fails without a fault:\n{done.stdout[-2000:]}")
        took = time.monotonic() - began
        measured = coverage.CoverageData(str(data))
        measured.read()
        lines = {
            Path(name).relative_to(ROOT): frozenset(measured.lines(name) or ()) for name in measured.measured_files()
        }
        found.append(Reach(test, lines, took))
    return found


_ARGUMENTS = ("-n", "0", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0")


def _warm() -> None:
    """Imports of what tests need and we do not change, once for all faults."""
    import hypothesis  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import scipy.stats  # noqa: F401
    import typer  # noqa: F401


def _run_tests(copy: Path, tests: Sequence[Path]) -> None:
    """In a process of its own: the tests on the package as it lies in the copy; the exit says how it went."""
    import pytest

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(copy / "src"))
    os.environ.update(
        PYTHONPATH=str(copy / "src"), PYTHONDONTWRITEBYTECODE="1", HYPOTHESIS_STORAGE_DIRECTORY=str(copy / "hypothesis")
    )
    os.chdir(ROOT)
    os._exit(int(pytest.main([*_ARGUMENTS, *map(str, tests)])))


def survives(fault: Fault, reaches: Sequence[Reach], copy: Path) -> bool:
    """Whether every test that comes past the fault passes with it. One that hangs has noticed."""
    passing = [each for each in reaches if fault.line in each.lines.get(fault.module, ())]
    if not passing:
        return True
    # The tests of the same name first, then the fast ones: most faults are found at once.
    near = fault.module.stem
    passing.sort(key=lambda each: (near not in each.test.stem, each.seconds))
    there = copy / fault.module
    before = there.read_text("utf-8")
    there.write_text(fault.code(), "utf-8")
    try:
        tests = [each.test for each in passing]
        run = multiprocessing.get_context("fork").Process(target=_run_tests, args=(copy, tests))
        run.start()
        run.join(60 + 5 * sum(each.seconds for each in passing))
        if run.is_alive():
            run.kill()
            run.join()
            return False
        return run.exitcode == 0
    finally:
        there.write_text(before, "utf-8")


def copied(folder: Path) -> Path:
    """A tree like ours whose source may be changed: `src` copied, all else by links."""
    for each in ROOT.iterdir():
        if each.name == "src":
            shutil.copytree(each, folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        elif not each.name.startswith("."):
            (folder / each.name).symlink_to(each)
    return folder


def accepted() -> set[tuple[str, str, str]]:
    """Survivors that change nothing: module, kind and line; SystemExit for one without a reason."""
    rows = yaml.safe_load(ACCEPTED.read_text("utf-8")) or []
    for row in rows:
        if not row.get("reason"):
            raise SystemExit(f"accepted.yaml: {row['module']}, {row['line']}: say why nothing changes")
    return {(row["module"], row["fault"], row["line"]) for row in rows}


def interval(found: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, square = found / of, z * z / of
    middle, half = share + square / 2, z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    return (middle - half) / (1 + square), (middle + half) / (1 + square)


def surviving(package: str, drawn: Sequence[Fault], scratch: Path, copy: Path) -> list[Fault]:
    """Those of the drawn faults that the package's own tests let pass; each is told as it is tried."""
    reaches = reached(package, own_tests(package), scratch)
    found = []
    for number, fault in enumerate(drawn, 1):
        lives = survives(fault, reaches, copy)
        word = "SURVIVED" if lives else "noticed"
        place = f"{fault.module}:{fault.line} {fault.operator}"
        print(f"{package} {number}/{len(drawn)} {word} {place}", file=sys.stderr, flush=True)
        found += [fault] * lives
    return found


def main() -> int:
    """Prints one row per package and the survivors; 1 where too few were noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    parser.add_argument("--count", type=int, default=40, help="faults per package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=0.0, help="share that must be noticed in each package")
    options = parser.parse_args()
    _warm()
    known, worst, survivors = accepted(), 1.0, []
    print("| package | faults there are | drawn | change nothing | noticed | share | 95 % interval |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "tree").mkdir()
        copy = copied(scratch / "tree")
        for package in options.packages:
            every = [*faults(package)]
            drawn = random.Random(f"{package} {options.seed}").sample(every, min(options.count, len(every)))
            left = surviving(package, drawn, scratch, copy)
            excused = [each for each in left if (each.module.as_posix(), each.operator, each.text) in known]
            survivors += [each for each in left if each not in excused]
            judged = len(drawn) - len(excused)
            noticed = len(drawn) - len(left)
            low, high = interval(noticed, judged)
            worst = min(worst, noticed / judged)
            print(f"| {package} | {len(every):,} | {len(drawn)} | {len(excused)} | {noticed} of {judged} ", end="")
            print(f"| {noticed / judged:.0%} | {low:.0%} to {high:.0%} |", flush=True)
    print()
    for each in survivors:
        print(f"- `{each.module.as_posix()}:{each.line}` {each.operator}: `{each.text}` -> `{each.change()}`")
    return int(worst < options.least)


if __name__ == "__main__":
    sys.exit(main())
