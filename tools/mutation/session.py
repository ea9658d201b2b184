"""A package's own tests, collected once: first measured, then run on fault after fault, each in a forked process.

A fault inside a function is put into the function that is already imported, so nothing is imported or collected anew.
Faults outside functions (a constant, a default, a class's own line) and in functions that run while modules are
imported need modules of their own: `run_afresh` imports all of ours again.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import os
import resource
import signal
import sys
import time
import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import coverage
import pytest
from faults import Fault

ARGUMENTS = ("-n", "0", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--hypothesis-profile=faults")
LEAST_SECONDS = 20
"""Processor time that every fault has; beyond it, six times what the same tests take without the fault."""
_ROOM = 4 * 2**30
"""Bytes that a fault may ask for beyond what the tests held before."""
NOTICED, SURVIVED, ELSEWHERE = "noticed", "SURVIVED", "elsewhere"


@dataclass(slots=True)
class Reach:
    """What tests come past: by package's module and line the tests, and what each costs."""

    seconds: dict[str, float] = field(default_factory=dict)
    """Processor time by name of test."""
    tests: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    """By module (below the root) and line."""
    imported: dict[str, list[int]] = field(default_factory=dict)
    """By module: lines that run while modules are imported."""
    shared: list[str] = field(default_factory=list)
    """Test files that keep results for several tests, so that the first one alone comes past the lines."""

    def past(self, fault: Fault) -> list[str]:
        """Tests that come past the fault, the likeliest and fastest first."""
        lines = self.tests.get(fault.module.as_posix(), {})
        found = {test for line in fault.lines for test in lines.get(line, ())}
        files = {test.partition("::")[0] for test in found} & {*self.shared}
        return self.ordered(found | {test for test in self.seconds if test.partition("::")[0] in files}, fault.module)

    def ordered(self, tests: Iterable[str], module: Path) -> list[str]:
        """Files that name the module first, then cheap files; inside a file cheap tests first."""
        chosen = [*tests]
        cost: dict[str, float] = {}
        for test in chosen:
            cost[test.partition("::")[0]] = cost.get(test.partition("::")[0], 0) + self.seconds[test]

        def place(test: str) -> tuple[bool, float, str, float]:
            file = test.partition("::")[0]
            return module.stem not in Path(file).stem, cost[file], file, self.seconds[test]

        return sorted(chosen, key=place)

    def limit(self, tests: Iterable[str]) -> int:
        """Seconds of processor time for these tests with a fault."""
        return LEAST_SECONDS + int(6 * sum(self.seconds[each] for each in tests))

    def save(self, path: Path) -> None:
        """As JSON."""
        tests = {name: {str(line): found for line, found in lines.items()} for name, lines in self.tests.items()}
        path.write_text(json.dumps([self.seconds, tests, self.imported, self.shared]), "utf-8")

    def of(self, file: str) -> Reach:
        """What the tests of one file come past."""
        mine = {test: each for test, each in self.seconds.items() if test.partition("::")[0] == file}
        tests = {
            module: {line: kept for line, names in lines.items() if (kept := [each for each in names if each in mine])}
            for module, lines in self.tests.items()
        }
        return Reach(mine, tests, self.imported, [each for each in self.shared if each == file])

    def add(self, other: Reach) -> None:
        """What another file's tests come past."""
        self.seconds |= other.seconds
        self.shared += other.shared
        for module, lines in other.tests.items():
            for line, names in lines.items():
                there = self.tests.setdefault(module, {})
                there[line] = sorted({*there.get(line, ()), *names})
        for module, numbers in other.imported.items():
            self.imported[module] = sorted({*self.imported.get(module, ()), *numbers})

    @classmethod
    def read(cls, path: Path) -> Reach:
        """What `save` wrote."""
        seconds, tests, imported, shared = json.loads(path.read_text("utf-8"))
        lines = {name: {int(line): found for line, found in each.items()} for name, each in tests.items()}
        return cls(seconds, lines, imported, shared)


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _empty_caches() -> None:
    """Forget what `functools.cache` keeps for us."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and str(each.__module__).startswith("ceecluster"):
            each.cache_clear()


def _empty_tests_caches(tests: Path) -> None:
    """Forget what test modules keep for each other: studies read once for all, whose results are made once."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper):
            code = getattr(each.__wrapped__, "__code__", None)
            if code is not None and Path(code.co_filename).is_relative_to(tests):
                each.cache_clear()
    load = getattr(sys.modules.get("ceecluster.study"), "load", None)
    for cell in getattr(load, "__closure__", None) or ():  # what tests/conftest.py put in its place
        if isinstance(cell.cell_contents, dict):
            cell.cell_contents.clear()


class Measuring:
    """Plugin: each test once, under coverage, with a context of its own; fixtures that several tests share likewise."""

    def __init__(self, root: Path, package: str, data: Path) -> None:
        self.root, self.data, self.reach = root, data, Reach()
        # Before any module of ours is imported, so that lines run by imports are known as such.
        self.coverage = coverage.Coverage(data_file=str(data), source=[str(root / "src/ceecluster" / package)])
        self.coverage.start()
        self.now = self.file = ""
        self.fixtures: dict[str, set[str]] = {}

    def _context(self, name: str) -> None:
        self.now = name
        self.coverage.switch_context(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterable[object]:
        """The test's own context, and its cost."""
        _empty_caches()
        file = item.nodeid.partition("::")[0]
        if file != self.file:  # else only the first file that reads a study would come past what makes its results
            self.file = file
            _empty_tests_caches(item.config.rootpath / "tests")
        self._context(item.nodeid)
        began = _spent()
        found = yield
        self.reach.seconds[item.nodeid] = _spent() - began
        self._context("")
        return found

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Iterable[object]:
        """A context for a fixture that outlives the test: all that use it come past its lines."""
        before = self.now
        if fixturedef.scope != "function":
            key = f"fixture {fixturedef.baseid} {fixturedef.argname}"
            users = (each for each in request.session.items if each.nodeid.startswith(fixturedef.baseid))
            named = (each for each in users if fixturedef.argname in getattr(each, "fixturenames", ()))
            self.fixtures[key] = {each.nodeid for each in named}
            self._context(key)
        found = yield
        self._context(before)
        return found

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Lines by test, from the contexts."""
        self.coverage.stop()
        self.coverage.save()
        measured = coverage.CoverageData(str(self.data))
        measured.read()
        for name in measured.measured_files():
            module = Path(name).relative_to(self.root).as_posix()
            lines = self.reach.tests.setdefault(module, {})
            for line, contexts in measured.contexts_by_lineno(name).items():
                tests = {test for each in contexts for test in self.fixtures.get(each, {each}) if each}
                lines[line] = sorted(tests & {*self.reach.seconds})
                if "" in contexts:
                    self.reach.imported.setdefault(module, []).append(line)
        for item in session.items:
            kept = (
                isinstance(each, functools._lru_cache_wrapper)
                for each in vars(item.getparent(pytest.Module).obj).values()
            )
            file = item.nodeid.partition("::")[0]
            if file not in self.reach.shared and any(kept):
                self.reach.shared.append(file)


def measure(root: Path, package: str, tests: Sequence[Path], scratch: Path) -> int:
    """Runs the tests once and leaves `reach.json`; pytest's exit."""
    plugin = Measuring(root, package, scratch / "data.coverage")
    exit_code = int(pytest.main([*ARGUMENTS, *map(str, tests)], plugins=[plugin]))
    plugin.reach.save(scratch / "reach.json")
    return exit_code


def put_in(fault: Fault, source: str) -> bool:
    """The fault into the imported function; False where there is no such function among those alive."""
    name = ".".join(fault.module.with_suffix("").parts[1:]).removesuffix(".__init__")

    def code(text: str) -> dict[tuple[str, int], types.CodeType]:
        found, todo = {}, [compile(text, str(fault.module), "exec", dont_inherit=True)]
        while todo:
            for each in todo.pop().co_consts:
                if isinstance(each, types.CodeType):
                    found[each.co_qualname, each.co_firstlineno] = each
                    todo.append(each)
        return found

    new = {key: each for key, each in code(fault.code(source)).items() if key[0] == fault.home}
    old = code(source)
    done = False
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType) and each.__module__ == name:
            key = each.__code__.co_qualname, each.__code__.co_firstlineno
            if key in new and each.__code__ == old[key]:
                each.__code__ = new[key].replace(co_filename=each.__code__.co_filename)
                done = True
    return done


def silently(work: Callable[[], int], seconds: int) -> int | None:
    """The work in a forked process without output, its time and memory bounded; its exit, None where it was ended."""
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            os.setsid()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for each in (0, 1, 2):
                os.dup2(nowhere, each)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            # Memory that can be written; what is only reserved, as V8 does by the dozen gigabytes, does not count.
            size = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_DATA, (size + _ROOM, size + _ROOM))
            code = work()
        os._exit(code)
    latest = time.monotonic() + 60 + 20 * seconds  # a process that waits uses no processor time
    status = 0
    try:
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > latest:
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.02)
        status = ended[1]
    finally:
        with contextlib.suppress(ProcessLookupError):  # what it started and left
            os.killpg(child, signal.SIGKILL)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


class Trying:
    """Plugin: instead of running the tests, run those that come past each fault, in a fork that has the fault."""

    def __init__(
        self,
        faults: Sequence[Fault],
        reach: Reach,
        unproven: Sequence[str],
        root: Path,
        told: Callable[[Fault, str], None],
    ) -> None:
        self.faults, self.reach, self.root, self.told = faults, reach, root, told
        self.unproven = unproven
        """Test files not yet run in such a fork without a fault."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Each fault in turn."""
        gc.freeze()
        new = (each for each in self.reach.seconds if each.partition("::")[0] in self.unproven)
        everything = self.reach.ordered(new, Path())
        if silently(lambda: self.passes(session, everything), self.reach.limit(everything)) != 0:
            raise pytest.UsageError("the tests fail in this order, or within these bounds, without a fault")
        for fault in self.faults:
            tests = self.reach.past(fault)
            there = self.root / fault.module
            source = there.read_text("utf-8")

            def work(fault: Fault = fault, tests: Sequence[str] = tests, source: str = source) -> int:
                gc.unfreeze()
                return self.passes(session, tests) if put_in(fault, source) else 9

            there.write_text(fault.code(source), "utf-8")  # for processes that tests start
            try:
                ended = silently(work, self.reach.limit(tests))
            finally:
                there.write_text(source, "utf-8")
            self.told(fault, {0: SURVIVED, 9: ELSEWHERE}.get(1 if ended is None else ended, NOTICED))
        return True

    @staticmethod
    def passes(session: pytest.Session, tests: Sequence[str]) -> int:
        """Runs these tests of the session here: 0 where all pass, 1 at the first that fails."""
        _empty_caches()
        by_name = {each.nodeid: each for each in session.items}
        items = [by_name[each] for each in tests]
        for item, following in zip_longest(items, items[1:]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
        return 0


def try_in_place(trying: Trying, tests: Sequence[Path]) -> int:
    """Collects once and tries all faults; pytest's exit."""
    return int(pytest.main([*ARGUMENTS, *map(str, tests)], plugins=[trying]))


def run_afresh(fault: Fault, root: Path, tests: Sequence[str], seconds: int) -> str:
    """With all modules of ours imported anew; called where none is imported."""
    there = root / fault.module
    source = there.read_text("utf-8")
    there.write_text(fault.code(source), "utf-8")
    try:
        ended = silently(lambda: int(pytest.main([*ARGUMENTS, *tests])), seconds)
    finally:
        there.write_text(source, "utf-8")
    return SURVIVED if ended == 0 else NOTICED


def settle(root: Path, project: Path) -> None:
    """What every process of ours needs: the copy's modules, no bytecode, few threads, examples without shrinking."""
    from hypothesis import Phase, settings

    settings.register_profile("faults", database=None, deadline=None, phases=(Phase.explicit, Phase.generate))
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(root / "src"))
    os.environ.update(PYTHONPATH=str(root / "src"), PYTHONDONTWRITEBYTECODE="1")
    os.chdir(project)
