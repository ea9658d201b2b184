"""Work that is shared out is the same work."""

from __future__ import annotations

import contextlib
import operator
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import ceecluster.checks.run
from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.processes import share

BASE = Path(__file__).parents[1] / "cases" / "base"


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_every_job_is_done_once(processes: int) -> None:
    """However many processes there are, each job has its result and is counted."""
    counts: list[int] = []
    found = share(range(20), operator.add, (100,), processes=processes, done=counts.append)
    assert found == {job: job + 100 for job in range(20)}
    assert sorted(counts)[-1] == 20 and len(counts) == 20


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_comes_back(processes: int) -> None:
    """An error in a job is raised here, wherever the job was done."""
    with pytest.raises(ZeroDivisionError):
        share(range(5), operator.truediv, (0,), processes=processes)


@pytest.mark.skipif(sys.platform != "linux", reason="who is whose child is read from /proc")
def test_helpers_end_with_a_process_that_is_killed() -> None:
    """Whoever is killed cannot end its helpers: they notice."""
    code = "import time\nfrom ceecluster.processes import share\nshare((60, 61, 62), time.sleep, (), processes=2)"
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)

    def company() -> set[str]:
        """The processes of its session."""
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                if session == str(process.pid) and state != "Z":
                    found.add(stat.parent.name)
        return found

    def wait(enough: Callable[[], bool]) -> None:
        for _ in range(300):
            if enough():
                return
            time.sleep(0.1)

    # Itself, what keeps account of its resources, what makes its helpers, and a helper.
    wait(lambda: len(company()) == 4)
    assert len(company()) == 4
    time.sleep(0.5)
    process.kill()
    process.wait()
    wait(lambda: not company())
    left = company()
    for each in left:
        os.kill(int(each), signal.SIGKILL)
    assert left == set()


PICKLED_IN: list[bool] = []
"""Whether it was the main thread that pickled what is given."""


class Given(dict[str, int]):
    """Something that keeps results, as a study does."""

    def __reduce__(self) -> tuple[type, tuple[dict[str, int]]]:
        PICKLED_IN.append(threading.current_thread() is threading.main_thread())
        return Given, (dict(self),)


def keep(job: int, given: Given) -> int:
    """A job that keeps something in what is given."""
    given[str(job)] = job
    return job


def test_what_is_given_is_handed_over_before_anybody_changes_it() -> None:
    """It may keep results while a helper is being started: nobody copies it then."""
    PICKLED_IN.clear()
    assert share(range(50), keep, (Given(),), processes=2) == {job: job for job in range(50)}
    assert PICKLED_IN == [True]


def test_a_workspace_read_by_two_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings, files, sums and the world do not depend on who read which file."""
    monkeypatch.setattr(ceecluster.checks.run, "LARGE", 0)
    alone, shared = (check(BASE / "data", local=LOCAL, across=ACROSS, processes=count) for count in (1, 2))
    assert (alone.world, alone.findings, alone.files, alone.digests) == (
        shared.world,
        shared.findings,
        shared.files,
        shared.digests,
    )
    assert alone.world is not None and len(alone.world.regions) == 2
