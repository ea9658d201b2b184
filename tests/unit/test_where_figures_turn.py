"""Where what is told of a region, a map or a change turns: how far from the median, how many of each, how small."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

import pytest

from ceecluster import processes, sandbox
from ceecluster.maps import draw_map
from ceecluster.profile import Distance, Profile, _abreast, _complements, _partners
from ceecluster.scenarios import _differs
from ceecluster.sources.outlines import Outline


def distances(*away: float) -> Any:
    """A profile of criteria so far from the median."""
    return Row(distances=tuple(Distance(f"c{n}", 0.5 + by, 0.5, 9) for n, by in enumerate(away)))


@pytest.mark.parametrize(("away", "told"), [(0.125, 1), (0.105, 1), (0.095, 0)])
def test_a_tenth_from_the_median_is_a_strength_or_a_gap(away: float, told: int) -> None:
    """Above and below it."""
    strengths, gaps = Profile.strengths.fget, Profile.gaps.fget  # type: ignore[attr-defined]
    assert (len(strengths(distances(away))), len(gaps(distances(-away)))) == (told, told)
    assert (len(strengths(distances(-away))), len(gaps(distances(away)))) == (0, 0)


def test_a_profile_lists_five_of_each() -> None:
    """Of eight criteria the farthest, of eight regions those with most in common, of those that complete it most."""
    strengths: Any = Profile.strengths.fget  # type: ignore[attr-defined]
    gaps: Any = Profile.gaps.fget  # type: ignore[attr-defined]
    far = [0.1 + n / 100 for n in range(1, 9)]
    assert [each.criterion for each in strengths(distances(*far))] == ["c7", "c6", "c5", "c4", "c3"]
    assert [each.criterion for each in gaps(distances(*(-each for each in far)))] == ["c7", "c6", "c5", "c4", "c3"]
    codes = [f"R{n}" for n in range(9)]
    held = {code: {f"own-{code}"} for code in codes}
    ground: Any = Row(held=held, similarity=_rows(9))
    assert len(_partners(ground, codes, "R0")) == len(_complements(held, "R0")) == 5
    assert Profile.frequent.fget(Row(pursued=tuple(codes))) == tuple(codes[:5])  # type: ignore[attr-defined]


def _rows(count: int) -> Any:
    import numpy as np

    found = np.linspace(0.1, 0.9, count * count).reshape(count, count)
    np.fill_diagonal(found, np.nan)
    return found


def test_a_region_stands_beside_three_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three first of its partners, and itself before them."""
    monkeypatch.setattr("ceecluster.profile._aims", lambda _, code: [(code,)])
    shown = _abreast(Row(), ("A", "B", "C", "D", "E", "F"), ("A",))  # type: ignore[arg-type]
    assert [each.region for each in shown] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(("step", "moved"), [(0.00052, True), (0.00048, False)])
def test_a_figure_moves_from_half_a_thousandth(step: float, moved: bool) -> None:
    """In either direction: three decimals are shown."""
    assert (_differs(0.25, 0.25 + step), _differs(0.25, 0.25 - step)) == (moved, moved)


def test_a_map_has_ten_dots_around_it() -> None:
    """A region as wide as the map leaves as much at each side, at the top and below."""
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    found = draw_map([Outline("A", ((ring,),))], ["A"], 400, 4000)
    assert found is not None
    points = found.shapes[0].polygons[0][0]
    assert (min(x for x, _ in points), max(x for x, _ in points)) == pytest.approx((10, 390), abs=0.05)
    assert (min(y for _, y in points), max(y for _, y in points)) == pytest.approx((10, found.height - 10), abs=0.05)


@pytest.mark.parametrize(("seconds", "stopped"), [(59, False), (61, True)])
def test_a_template_runs_for_a_minute(seconds: float, stopped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock, looked at where it begins and at each of its lines."""
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    seen: list[Any] = []
    monkeypatch.setattr("sys.settrace", seen.append)
    with sandbox.guarded("x.j2", limited=True):
        clock[0] = seconds
        call = seen[0]
    frame: Any = Row(f_code=Row(co_filename="x.j2"))
    line = call(frame, "call", None)
    if stopped:
        with pytest.raises(Exception, match="longer than 60 seconds"):
            line(frame, "line", None)
    else:
        assert line(frame, "line", None) is line


@pytest.mark.parametrize(("held", "used"), [(1, 1), (4, 4), (64, 4)])
def test_four_processes_share_work_at_most(held: int, used: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many processors there are."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: range(held), raising=False)
    assert processes.processors() == used
