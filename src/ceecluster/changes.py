"""What a change of the data changes in the results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.model import Programme, World
from ceecluster.sources.plain import plain_programme
from ceecluster.study import Study

RECORDS = ["record", "owner", "change", "title", "fields"]
MOVES = ["what", "of", "before", "after"]


@dataclass(frozen=True)
class Changes:
    """Records added, removed and changed (RECORDS), and every figure that moved (MOVES)."""

    records: pd.DataFrame
    moves: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Both tables as lists of rows."""
        moves = self.moves.astype(object).where(self.moves.notna(), None)
        return {"records": self.records.to_dict("records"), "moves": moves.to_dict("records")}


def compare_studies(old: Study, new: Study, tolerance: float = 5e-3) -> Changes:
    """The changes between two states of one workspace.

    A figure counts as moved when it differs by at least `tolerance`, or appears or disappears.
    """
    moves: list[tuple[str, str, Any, Any]] = []
    readers: list[Callable[[Study], dict[tuple[str, str], Any]]] = [_quality, _coherence, _agreement, _plan]
    for reader in readers:
        before, after = _figures(reader, old), _figures(reader, new)
        for what, of in sorted({*before, *after}):
            a, b = before.get((what, of)), after.get((what, of))
            if not _same(a, b, tolerance):
                moves.append((what, of, a, b))
    records = pd.DataFrame(_records(old.whole, new.whole), columns=RECORDS)
    return Changes(records, pd.DataFrame(moves, columns=MOVES, dtype=object))


def _figures(reader: Callable[[Study], dict[tuple[str, str], Any]], study: Study) -> dict[tuple[str, str], Any]:
    """What a reader finds; nothing where a state is too small for the analysis, which says so itself when asked."""
    try:
        return reader(study)
    except UsageError:
        return {}


def _same(a: Any, b: Any, tolerance: float) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return (a != a and b != b) or abs(a - b) < tolerance  # noqa: PLR0124  # NaN twice is no change
    return bool(a == b)


def _records(old: World, new: World) -> list[tuple[str, str, str, str, str]]:
    before, after = _all(old), _all(new)
    rows = []
    for key in sorted({*before, *after}):
        owner, b = after.get(key, ("", None))
        former, a = before.get(key, ("", None))
        if a is None and b is not None:
            rows.append((key, owner, "added", b.title, ""))
        elif b is None and a is not None:
            rows.append((key, former, "removed", a.title, ""))
        elif a is not None and b is not None and a != b:
            x, y = plain_programme(a), plain_programme(b)
            fields = sorted(name for name in {*x, *y} if x.get(name) != y.get(name))
            rows.append((key, owner, "changed", b.title, ", ".join(fields)))
    return rows


def _all(world: World) -> dict[str, tuple[str, Programme]]:
    """Every record by id with its owner: a region, a country or the network."""
    found: dict[str, tuple[str, Programme]] = {}
    for group in (world.candidates, world.regions, world.national):
        for owner, inventory in group.items():
            found |= {record.id: (owner, record) for record in inventory.programmes if not record.example}
    return found | {record.id: ("network", record) for record in world.transnational if not record.example}


def _quality(study: Study) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for row in study.scores.regions.itertuples():
        found["quality", str(row.region)] = float(row.value)
        found["lowest quality", str(row.region)] = float(row.low)
        found["highest quality", str(row.region)] = float(row.high)
        found["evidence", str(row.region)] = float(row.coverage)
        found["band", str(row.region)] = row.band if isinstance(row.band, str) else None
    return found


def _coherence(study: Study) -> dict[tuple[str, str], Any]:
    table = study.comparison.levels
    return {
        ("coherence", str(level)): float(index) for level, index in zip(table["level"], table["index"], strict=True)
    }


def _agreement(study: Study) -> dict[tuple[str, str], Any]:
    return {("agreement", str(row["issue"])): str(row["status"]) for _, row in study.agreement.issues.iterrows()}


def _plan(study: Study) -> dict[tuple[str, str], Any]:
    return {("pilot", action.candidate.title): ", ".join(action.regions) for action in study.plan().pilots}
