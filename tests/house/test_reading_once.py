"""Files that tests share are those that would have been read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ceecluster.checks import run
from ceecluster.checks.catalogue import ACROSS, LOCAL
from networks import change
from reading_once import kept

BASE = Path(__file__).parents[1] / "cases" / "base" / "data"
READ = run.examine
"""As it is when this file is read: nothing is shared yet."""


def said(root: Path, examine: object) -> tuple[object, ...]:
    """All that a check says of a workspace, read in one way or another."""
    run.examine = examine  # type: ignore[assignment]
    made = run.check(root, local=LOCAL, across=ACROSS)
    return made.world, made.findings, made.digests, made.files, made.ignores, made.unread


def test_a_copy_has_what_its_own_files_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two copies with one file changed that file is read again; with the framework changed, all are."""
    monkeypatch.setattr(run, "examine", READ)
    calls: list[Path] = []

    def counted(job, *rest):
        calls.append(job[1])
        return READ(job, *rest)

    once = kept(counted, lambda: True)
    first, second = (tmp_path / name / "data" for name in ("first", "second"))
    for folder in (first, second):
        shutil.copytree(BASE, folder)
    regions = sorted((second / "regions").iterdir())
    told = said(first, once)
    assert told == said(first, READ) and told[0] is not None
    read = len(calls)
    assert said(second, once) == said(second, READ)
    assert len(calls) == read
    change(regions[0], as_of="not a day", colour="red")
    assert said(second, once) == said(second, READ) != told and run.check(second).findings
    assert calls[read:] == regions[:1]
    assert said(first, once) == told
    change(second / "network.yaml", title="Another network")
    assert said(second, once) == said(second, READ)
    assert calls[read + 1 :] == [second / path.relative_to(first) for path in calls[:read]]
