"""Do the tests notice? Small faults are put into a package, one at a time, and its own tests are run on each.

    python tools/mutation/run.py scoring --count 40 --seed 1
    python tools/mutation/run.py scoring coherence agreement planning checks --count 300 --seed 7 --least 0.85
    python tools/mutation/run.py planning --planted tools/mutation/planted.yaml

The faults are cosmic-ray's (numbers one off, comparisons, signs, `and` for `or`, loops that run no time, `not` added),
drawn without replacement by the seed; type annotations and decorators are left alone. For each only those tests run
that come past the faulty line, and they stop at the first failure; each has a limit of time and memory, and one that
goes beyond it is noticed. A fault that every test lets pass is a survivor: it is either a test that is missing or a
fault that changes nothing, and then it stands in accepted.yaml with the reason. Needs the extra `mutation` (cosmic-ray,
coverage) and Linux.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path

import session
import yaml
from faults import ROOT, Fault, faults, planted

ACCEPTED = Path(__file__).with_name("accepted.yaml")
MORE_TESTS = {"checks": ("cases",)}
"""Own tests of a package that lie outside the folders and imports it is known by."""


def own_tests(package: str, without: str = "") -> list[Path]:
    """The test files of a package: its folder, and those of laws and of published numbers that import it.

    `without` is a pattern of names that are left out.
    """
    tests = ROOT / "tests"
    found = {*(tests / "unit" / package).rglob("test_*.py")}
    for folder in ("properties", "published"):
        every = (tests / folder).glob("test_*.py")
        found |= {each for each in every if f"from ceecluster.{package}" in each.read_text("utf-8")}
    for more in MORE_TESTS.get(package, ()):
        found |= {*(tests / more).rglob("test_*.py")}
    return sorted(each for each in found if not without or not each.match(without))


def _warm() -> None:
    """Imports of what tests need and we do not change, once for all faults."""
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import scipy.stats  # noqa: F401
    import typer  # noqa: F401


def copied(folder: Path) -> Path:
    """A tree like ours whose source may be changed: `src` copied, all else by links."""
    for each in ROOT.iterdir():
        if each.name == "src":
            shutil.copytree(each, folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        elif not each.name.startswith("."):
            (folder / each.name).symlink_to(each)
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    return yaml.safe_load(path.read_text("utf-8")) or []


def accepted() -> set[tuple[str, str, str, str]]:
    """Survivors that change nothing: module, kind, line, what it becomes ("" for any); SystemExit without a reason."""
    rows = _rows(ACCEPTED)
    for row in rows:
        if not row.get("reason"):
            raise SystemExit(f"accepted.yaml: {row['module']}, {row['line']}: say why nothing changes")
    return {(row["module"], row["fault"], row["line"], row.get("becomes", "")) for row in rows}


def is_accepted(fault: Fault, known: set[tuple[str, str, str, str]]) -> bool:
    """Whether the list excuses this change of this line; blanks do not count."""
    change = fault.change((ROOT / fault.module).read_text("utf-8")).replace(" ", "")
    fits = {(module, kind, line) for module, kind, line, to in known if not to or to.replace(" ", "") == change}
    return (fault.module.as_posix(), fault.operator, fault.text) in fits


def interval(found: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, square = found / of, z * z / of
    middle, half = share + square / 2, z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    return (middle - half) / (1 + square), (middle + half) / (1 + square)


def _apart(work: Callable[[], int], log: Path) -> int:
    """In a forked process, whose modules of ours are its own; what it prints goes to the log. Its exit."""

    def run() -> None:
        there = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(there, 1)
        os._exit(work())

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    return process.exitcode or 0


def _key(test: Path) -> str:
    """Changes with anything that what a test file comes past can depend on."""
    told = hashlib.sha256(test.read_bytes())
    for folder in ("src", "data", "examples", "templates", "tests"):
        for each in sorted((ROOT / folder).rglob("*")):
            other = folder == "tests" and (each.name.startswith("test_") or "__pycache__" in each.parts)
            if each.is_file() and not other and each.suffix != ".pyc":
                told.update(str(each.relative_to(ROOT)).encode() + each.read_bytes())
    return told.hexdigest()


def reached(
    package: str, own: Sequence[Path], root: Path, scratch: Path, kept: Path
) -> tuple[session.Reach, list[str]]:
    """What the package's own tests come past, and the files measured now; SystemExit where one fails without a fault.

    Files whose measurement is kept are not measured again.
    """
    places = {each: kept / f"{package}-{each.stem}-{_key(each)[:20]}.json" for each in own}
    new = [each for each, place in places.items() if not place.exists()]
    log = scratch / "measured.log"
    if new and _apart(lambda: session.measure(root, package, new, scratch), log):
        raise SystemExit(f"The tests of {package} fail without a fault:\n{log.read_text('utf-8')[-3000:]}")
    if new:
        measured = session.Reach.read(scratch / "reach.json")
        for each in new:
            measured.of(each.relative_to(ROOT).as_posix()).save(places[each])
    found = session.Reach()
    for place in places.values():
        found.add(session.Reach.read(place))
    return found, [each.relative_to(ROOT).as_posix() for each in new]


def users(root: Path, package: str, fault: Fault, reach: session.Reach) -> list[str]:
    """Tests that come past a line with one of the names that the faulty statement of a module binds.

    With them those that hold all settings of a package, which ask modules and come past no line.
    """
    names, past = {*fault.names}, False
    found = {test for test in reach.seconds if "_settings.py::" in test}
    sources = {each: each.read_text("utf-8") for each in (root / "src/ceecluster" / package).rglob("*.py")}
    for path, source in sources.items():
        module = path.relative_to(root).as_posix()
        for number, row in enumerate(source.splitlines(), 1):
            if any(name in row for name in names) or (path == root / fault.module and number in fault.lines):
                past = True
                found |= {*reach.tests.get(module, {}).get(number, ())}
    return reach.ordered(found if past else reach.seconds, fault.module)


def surviving(
    package: str, own: Sequence[Path], drawn: Sequence[Fault], root: Path, scratch: Path, kept: Path
) -> tuple[list[Fault], list[Fault]]:
    """Those of the drawn faults that the package's own tests let pass, and those of them that no test comes past."""
    reach, new = reached(package, own, root, scratch, kept)
    verdicts = scratch / "verdicts"
    verdicts.write_text("", "utf-8")

    def told(fault: Fault, word: str) -> None:
        with verdicts.open("a", encoding="utf-8") as file:
            file.write(f"{drawn.index(fault)} {word}\n")
        place = f"{fault.module}:{fault.line} {fault.operator}"
        print(f"{package} {drawn.index(fault) + 1}/{len(drawn)} {word} {place}", file=sys.stderr, flush=True)

    afresh, in_place, missed = [], [], []
    for each in drawn:
        imported = {*each.lines} & {*reach.imported.get(each.module.as_posix(), ())}
        if imported or not each.home:
            afresh.append(each)
        elif reach.past(each):
            in_place.append(each)
        else:
            missed.append(each)
            told(each, session.SURVIVED)
    log = scratch / "tried.log"
    trying = session.Trying(in_place, reach, new, root, told)
    if _apart(lambda: session.try_in_place(trying, own), log):
        for each in new:  # not proven after all
            for place in kept.glob(f"{package}-{Path(each).stem}-*.json"):
                place.unlink()
        raise SystemExit(log.read_text("utf-8")[-3000:])
    words = dict(row.split() for row in verdicts.read_text("utf-8").splitlines())
    for fault in [*afresh, *(each for each in in_place if words[str(drawn.index(each))] == session.ELSEWHERE)]:
        tests = reach.past(fault) if fault.home and fault not in afresh else users(root, package, fault, reach)
        told(fault, session.run_afresh(fault, root, tests, reach.limit(tests)))
    words = dict(row.split() for row in verdicts.read_text("utf-8").splitlines())
    return [each for number, each in enumerate(drawn) if words[str(number)] == session.SURVIVED], missed


def main() -> int:
    """Prints one row per package and the survivors; 1 where too few were noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    parser.add_argument("--count", type=int, default=40, help="faults per package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="*", metavar="PATTERN", help="only these: 'ReplaceContinue*', '*Gt_GtE'")
    parser.add_argument("--least", type=float, default=0.0, help="share that must be noticed in each package")
    parser.add_argument("--kept", type=Path, metavar="FOLDER", help="keep what the tests come past for the next run")
    parser.add_argument("--planted", type=Path, metavar="YAML", help="instead of a draw, the faults written down there")
    parser.add_argument("--without", default="", metavar="PATTERN", help="test files to leave out: 'test_*_figures.py'")
    options = parser.parse_args()
    _warm()
    known, worst, survivors = accepted(), 1.0, []
    print("| package | faults there are | drawn | change nothing | noticed | share | 95 % interval |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "tree").mkdir()
        root = copied(scratch / "tree")
        session.settle(root, ROOT)
        kept = options.kept or scratch / "kept"
        kept.mkdir(exist_ok=True)
        for package in options.packages:
            every = [*faults(package)] if options.planted is None else planted(package, _rows(options.planted))
            every = [each for each in every if fnmatch(each.operator, options.kind)]
            count = options.count if options.planted is None else len(every)
            drawn = random.Random(f"{package} {options.seed}").sample(every, min(count, len(every)))
            left, missed = surviving(package, own_tests(package, options.without), drawn, root, scratch, kept)
            excused = [each for each in left if is_accepted(each, known)]
            survivors += [(each, each in missed) for each in left if each not in excused]
            judged = len(drawn) - len(excused)
            noticed = len(drawn) - len(left)
            low, high = interval(noticed, judged)
            worst = min(worst, noticed / judged)
            print(f"| {package} | {len(every):,} | {len(drawn)} | {len(excused)} | {noticed} of {judged} ", end="")
            print(f"| {noticed / judged:.0%} | {low:.0%} to {high:.0%} |", flush=True)
    print()
    for each, lonely in survivors:
        change = each.change((ROOT / each.module).read_text("utf-8"))
        remark = " (no test comes past)" if lonely else ""
        print(f"- `{each.module.as_posix()}:{each.line}` {each.operator}: `{each.text}` -> `{change}`{remark}")
    return int(worst < options.least)


if __name__ == "__main__":
    sys.exit(main())
