"""Work that is shared out is the same work."""

from __future__ import annotations

import operator
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
